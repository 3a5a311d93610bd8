"""What a crafted word of erasure cannot do, and what goes on where the last entry of an office was erased."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.actions import erasing, erasing_after, people
from desktop_app.actions.checking import check_office
from desktop_app.actions.clock_doubt import clock_doubt
from desktop_app.actions.erasing_asked import ground, signed_word
from desktop_app.actions.erasing_plan import plan
from desktop_app.actions.safekeeping import backup_state
from desktop_app.domain import authority
from desktop_app.domain.merge import CONFIRMED, revision
from desktop_app.errors import Refused, SyncRefused
from desktop_app.office import Office
from desktop_app.storage import log, tables
from desktop_app.storage.rebuild import rebuild
from desktop_app.storage.work import Work
from tests import offices
from tests.actions.test_erasing import exchange
from tests.asking import asked, erase
from tests.issuing import issue_many
from tests.offices import KUKUSAN, PASSPHRASE, City, filled


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


def test_no_word_erases_without_that_of_another_person(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever an altered program at DKUM writes: without another person's signed word for this application
    nobody takes it, and with somebody else's name under it no file is opened."""
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    record, asking_one = filled(kukusan, 2)
    request = asked(kukusan, asking_one)
    exchange(kukusan, dkum, folder)
    exchange(dkum, kukusan, folder)
    dkum.enter("Sari Utami", PASSPHRASE)
    with dkum.reading() as connection:
        other = ground(dkum, connection, plan(dkum, connection, asking_one), "permintaan", request)
    own = signed_word(dkum, request, record, ())
    ops = ops_of(dkum, record)
    for asking, code in ((None, "unasked"), (own, "same_person"), (other, "unasked")):
        said = {"scope": KUKUSAN, "ops": ops, "berkas": [], "dihapus": "keliru"}
        said |= asking.values if asking is not None else {}
        with pytest.raises(Refused) as refused:
            dkum.do(lambda work, said=said: work.put(record, "application", "erase", said))
        assert refused.value.code == code
        crafted(monkeypatch, dkum, lambda work, said=said: work.put(record, "application", "erase", said))
    with dkum.work() as work:
        rebuild(work)
    exchange(dkum, kukusan, folder)
    for one in (dkum, kukusan):
        assert offices.row(one, record).nama
    forged = other._replace(application=record)
    said = {"scope": KUKUSAN, "ops": ops, "berkas": [], "dihapus": "keliru", **forged.values}
    crafted(monkeypatch, dkum, lambda work: work.put(record, "application", "erase", said))
    with pytest.raises(SyncRefused) as caught:
        exchange(dkum, kukusan, folder)
    assert caught.value.code == "E_USIG" and offices.row(kukusan, record).nama
    assert not check_office(dkum).sound


def test_when_retention_is_over_two_people_erase_and_nobody_unasked(city: City) -> None:
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    (record,) = filled(kukusan, 1)
    exchange(kukusan, dkum, folder)
    dkum.enter("Sari Utami", PASSPHRASE)
    with pytest.raises(Refused) as refused:
        erasing.propose(dkum, record)
    assert refused.value.code == "kept"
    later = date(2040, 1, 1)
    with pytest.raises(Refused) as refused:
        erasing.erase(dkum, record, "masa_simpan", day=later)
    assert refused.value.code == "no_request"
    erasing.propose(dkum, record, later)
    with pytest.raises(Refused) as refused:
        erasing.erase(dkum, record, "masa_simpan", day=later)
    assert refused.value.code == "same_person"
    with pytest.raises(Refused) as refused:
        erasing.propose(dkum, record, later)
    assert refused.value.code == "open"
    dkum.enter("Hendra Wijaya", PASSPHRASE)
    people.add_person(dkum, people.AddPerson("Rini Wahyuni", ("penyetuju_dkum",), PASSPHRASE))
    dkum.enter("Rini Wahyuni", PASSPHRASE)
    assert not erasing_after.attend(dkum).ids and offices.row(dkum, record), "nobody signs unasked"
    erasing.erase(dkum, record, "masa_simpan", day=later)
    exchange(dkum, kukusan, folder)
    for one in (dkum, kukusan):
        with one.reading() as connection:
            assert erasing.is_erased(connection, record)
        assert check_office(one).sound


def test_the_word_about_one_person_erases_nothing_of_another(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    other, asking_one = filled(kukusan, 2)
    kukusan.enter("Dian Lestari", PASSPHRASE)
    with kukusan.reading() as connection:
        seen = select(tables.application.c.rev).where(tables.application.c.uuid == bytes.fromhex(other))
        rev = connection.execute(seen).scalar_one()
    (paper,) = issue_many(kukusan, 1, rows=[(other, rev)])
    theirs, request = asked(kukusan, other), asked(kukusan, asking_one)
    exchange(kukusan, dkum, folder)
    dkum.enter("Sari Utami", PASSPHRASE)
    with dkum.reading() as connection:
        words = ground(dkum, connection, plan(dkum, connection, asking_one), "permintaan", request).values
        pdf = connection.execute(select(tables.document.c.pdf)).scalar_one().hex()
    said = {"scope": KUKUSAN, "ops": ops_of(dkum, theirs), "berkas": [], "dihapus": "keliru", **words}
    with pytest.raises(Refused) as refused:
        dkum.do(lambda work: work.put(theirs, "data_request", "erase", said))
    assert refused.value.code == "unasked"
    gone = {"berkas": [pdf], "dihapus": "keliru", **words}
    with pytest.raises(Refused) as refused:
        dkum.do(lambda work: work.put(paper, "document", "erase", gone))
    assert refused.value.code == "unasked"
    crafted(monkeypatch, dkum, lambda work: work.put(paper, "document", "erase", gone))
    exchange(dkum, kukusan, folder)
    with kukusan.reading() as connection:
        assert connection.execute(select(tables.document.c.state)).scalar_one() == "issued"
