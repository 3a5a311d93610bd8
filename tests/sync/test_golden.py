"""Every file a release ever made can still be read."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from desktop_app.keys.signing import verify
from desktop_app.sync.chain import chained, check_usigs
from desktop_app.sync.container import open_body, open_header
from desktop_app.sync.enrolment import read_grant, read_request
from desktop_app.sync.manifest import Head
from tests.sync.city import DKUM, INBOX, OFFICE, ROOT_PUBLIC, SITI, chain, city
from tests.sync.golden import BLOB, FILES

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
