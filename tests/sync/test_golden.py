"""Every file a release ever made can still be read."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from desktop_app.errors import SyncRefused
from desktop_app.keys.signing import verify
from desktop_app.sync.chain import Chained, chained, check_usigs
from desktop_app.sync.container import Body, open_body, open_header, peek
from desktop_app.sync.enrolment import read_grant, read_request
from desktop_app.sync.manifest import Head
from tests.sync.city import DKUM, INBOX, OFFICE, ROOT_PUBLIC, SITI, chain, city
from tests.sync.golden import BLOB, FILES, NEWER, newer_ops

VERSIONS = sorted(each.name for each in FILES.iterdir())


def test_there_are_some() -> None:
    assert "0.1.0" in VERSIONS


@pytest.mark.parametrize("version", VERSIONS)
def test_a_data_file(version: str) -> None:
    path = FILES / version / "data.dks"
    signed = open_header(path, city().sender)
    body = open_body(signed, INBOX.identities)
    ops = {each.id: each.data for each in chained(body.manifest.streams, body.ops())}
    assert list(ops.values()) == chain(5)
    assert len(check_usigs(ops, body.usigs(), {SITI.key_id: SITI.public_key})) == 1
    (mark,) = body.statements()
    assert verify(*mark.to_verify(OFFICE.public_key))
    assert body.directory() == city().data
    assert list(body.blobs()) == [(hashlib.sha256(BLOB).digest(), BLOB)]
    assert body.manifest.have == {f"{DKUM.dev}/1": Head(7, "ab" * 32)}


@pytest.mark.parametrize("version", VERSIONS)
def test_enrolment_files(version: str) -> None:
    folder: Path = FILES / version
    answered = read_request(folder / "request.dks")
    assert answered.request.sign_key == OFFICE.public_key.hex()
    grant = read_grant(folder / "grant.dks", OFFICE, [ROOT_PUBLIC])
    assert (grant.request, grant.rules) == (answered.core.id, b"rules")


# ---- of a version that is still to come ------------------------------------------------------------------


def opened(path: Path) -> list[Chained]:
    """All that is read of a file before a database is asked."""
    if peek(path).kind == "enrol-grant":
        read_grant(path, OFFICE, [ROOT_PUBLIC])
    body = open_body(open_header(path, city().sender), INBOX.identities)
    assert [each.checkpoint() for each in body.statements()] == [None]
    assert body.section("later") == b"what this version does not know"
    return list(chained(body.manifest.streams, body.ops()))


@pytest.mark.parametrize("name", ["container", "reader", "grant", "codec", "critical"])
def test_a_newer_file_asks_for_a_newer_program(name: str) -> None:
    """Whatever it is that this version cannot know, it says so and not that the file is damaged."""
    with pytest.raises(SyncRefused) as caught:
        opened(NEWER / f"{name}.dks") if name != "codec" else list(codec().ops())
    assert caught.value.code == "E_VERSION"
    assert caught.value.next_step == "Perbarui aplikasi dahulu."


def codec() -> Body:
    return open_body(open_header(NEWER / "codec.dks", city().sender), INBOX.identities)


def test_what_is_newer_and_not_critical_is_read_and_kept_as_it_is() -> None:
    """Fields in header, core, manifest and op, a section, a statement, a kind and a version of op."""
    first, later = opened(NEWER / "kept.dks")
    assert [first.data, later.data] == newer_ops()[:2]
    assert later.op is not None
    assert (later.op.v, later.op.kind) == (2, "later")


def test_every_newer_file_has_its_test() -> None:
    assert {path.stem for path in NEWER.iterdir()} == {
        "container",
        "reader",
        "grant",
        "codec",
        "critical",
        "kept",
    }
