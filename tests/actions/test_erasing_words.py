"""What a crafted word of erasure cannot do, and what goes on where the last entry of an office was erased."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.actions.clock_doubt import clock_doubt
from desktop_app.actions.safekeeping import backup_state
from desktop_app.domain import authority
from desktop_app.domain.merge import CONFIRMED, revision
from desktop_app.errors import Refused, SyncRefused
from desktop_app.office import Office
from desktop_app.storage import log, tables
from desktop_app.storage.work import Work
from tests import offices
from tests.actions.test_erasing import exchange
from tests.actions.test_exchange import City, filled
from tests.asking import erase
from tests.issuing import issue_many
from tests.offices import KUKUSAN, PASSPHRASE


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN)
    yield dkum, kelurahan, tmp_path
    for one in (dkum, *kelurahan.values()):
        one.close()


def crafted(monkeypatch: pytest.MonkeyPatch, one: Office, deed: Callable[[Work], Any]) -> None:
    """A program that judges nothing writes."""
    with monkeypatch.context() as patch:
        patch.setattr(authority, "judge", lambda entry, state: "")
        one.do(deed)


def word(record: str, ops: list[str], scope: str = KUKUSAN) -> Callable[[Work], Any]:
    """A word that erases `record` as if it were a task."""
    said = {"scope": scope, "ops": ops, "berkas": [], "dihapus": "keliru"}
    return lambda work: work.put(record, "task", "erase", said)


def ops_of(one: Office, record: str) -> list[str]:
    with one.reading() as connection:
        found = log.state_of(connection, one.context, bytes.fromhex(record))
    assert found is not None
    return sorted(found[2].by_id)


def test_a_clerks_word_of_erasure_changes_nothing_of_what_is_decisive(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    verified, _other = filled(kukusan, 2)
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    (own,) = offices.enter(kukusan, [offices.persons(3)[2]])
    step = {"status": "verified", CONFIRMED: "2026-11-20"}
    nothing = revision({}, frozenset())
    crafted(monkeypatch, kukusan, lambda work: work.put(own, "application", "status", step, rev=nothing))
    for record in (verified, own):
        crafted(monkeypatch, kukusan, word(record, []))
    exchange(kukusan, dkum, folder)
    assert offices.row(dkum, verified).status == "verified"
    assert offices.row(dkum, own).status == "submitted", "nobody verifies what they typed"


def test_nothing_but_what_may_be_erased_is_erased(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    admin = dkum.session.user
    exchange(dkum, kukusan, folder)
    dkum.enter("Sari Utami", PASSPHRASE)
    for ops in (ops_of(dkum, admin), []):
        with pytest.raises(Refused):
            dkum.do(word(admin, ops, ""))
    crafted(monkeypatch, dkum, word(admin, ops_of(dkum, admin), ""))
    with pytest.raises(SyncRefused) as caught:
        exchange(dkum, kukusan, folder)
    assert caught.value.code == "E_OPS"
    with kukusan.reading() as connection:
        person = tables.person.c
        assert connection.execute(select(person.active).where(person.uuid == bytes.fromhex(admin))).scalar()


def test_no_office_says_that_its_own_paper_is_erased(city: City) -> None:
    kukusan = city[1][KUKUSAN]
    kukusan.enter("Dian Lestari", PASSPHRASE)
    (paper,) = issue_many(kukusan, 1)
    with kukusan.reading() as connection:
        pdf = connection.execute(select(tables.document.c.pdf)).scalar_one().hex()
    said = {"ditandatangani": pdf, "penanda": ["Surya Darmawan"]}
    with pytest.raises(Refused):
        kukusan.do(lambda work: work.put(paper, "document", "sign", {**said, "dihapus": "permintaan"}))
    kukusan.do(lambda work: work.put(paper, "document", "sign", said))


def test_an_office_goes_on_whose_last_entry_was_erased(city: City) -> None:
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    (record,) = filled(kukusan, 1)
    exchange(kukusan, dkum, folder)
    dkum.enter("Sari Utami", PASSPHRASE)
    erase(dkum, record, "permintaan")
    exchange(dkum, kukusan, folder)
    with kukusan.reading() as connection:
        assert clock_doubt(connection, kukusan) is None
        backup_state(connection, kukusan)
    kukusan.clock.forward(days=-30)  # type: ignore[attr-defined]
    with kukusan.reading() as connection:
        found = clock_doubt(connection, kukusan)
    assert found is not None and found.kind == "behind", "what stands before it still says what day it was"
