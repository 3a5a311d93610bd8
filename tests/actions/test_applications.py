"""Saving, verifying, deciding and dismissing: what is refused changes nothing, what is done stays done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop_app.actions import applications, decisions, people
from desktop_app.actions.applications import SaveApplication
from desktop_app.actions.backup import make_backup, restore_backup
from desktop_app.actions.checking import check_office
from desktop_app.actions.continuing import continue_city
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.errors import Refused
from desktop_app.office import Office, open_office
from desktop_app.storage import tables
from tests import offices
from tests.offices import CURUG, KUKUSAN, PASSPHRASE, City


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    with offices.opened(tmp_path, KUKUSAN, CURUG) as one:
        yield one


def ops(one: Office) -> int:
    with one.reading() as connection:
        return connection.execute(select(func.count()).select_from(tables.op)).scalar_one()


def person_of(one: Office, name: str) -> str:
    return next(user for user, facts in one.context.people.items() if facts.nama == name)


def test_a_draft_for_another_kelurahan_never_stops_the_offices_files(city: City) -> None:
    """DKUM refuses a whole file with an op outside its sender's scope, so no such op may be made."""
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    before = ops(kukusan)
    with pytest.raises(Refused) as caught:
        applications.save(kukusan, SaveApplication({"nama": "Siti Aminah", "kelurahan_kode": CURUG}))
    assert caught.value.code == "kelurahan_kode.kantor"
    assert ops(kukusan) == before
    offices.enter(kukusan, offices.persons(1))
    assert open_file(dkum, make_file(kukusan, folder).paths[0]).new


def test_a_nik_that_came_twice_after_the_proposal_is_not_decided(city: City) -> None:
    """Approval looks for a second application of the NIK in its own transaction."""
    dkum, kelurahan, folder = city
    kukusan, curug = kelurahan[KUKUSAN], kelurahan[CURUG]
    typed = offices.persons(2)
    offices.verify(kukusan, offices.enter(kukusan, typed))
    open_file(dkum, make_file(kukusan, folder).paths[0])
    found = decisions.propose(dkum, decisions.ProposeDecision("WUB", 2026, KUKUSAN))
    assert found.ranked
    offices.enter(curug, [{**typed[0], "kelurahan_kode": CURUG}, {**typed[1], "kelurahan_kode": CURUG}])
    open_file(dkum, make_file(curug, folder).paths[0])
    dkum.enter("Sari Utami", PASSPHRASE)
    before = ops(dkum)
    with pytest.raises(Refused) as caught:
        decisions.approve(dkum, found.record)
    assert caught.value.code == "nik_clash"
    assert ops(dkum) == before


def test_a_dismissal_leaves_what_was_done_before_a_restore(city: City) -> None:
    """A restored office writes under a new epoch; the cutoff names the earlier one too."""
    _dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    records = offices.enter(kukusan, offices.persons(2))
    offices.verify(kukusan, records)
    copy = make_backup(kukusan, folder / "cadangan").path
    restore_backup(copy, folder / "pulih", "Ratna Puspita", PASSPHRASE)
    again = open_office(folder / "pulih", "Ratna Puspita", PASSPHRASE, clock=offices.Clock())
    people.dismiss(again, person_of(again, "Dian Lestari"))
    with pytest.raises(Refused) as caught:  # a later cutoff would make valid what she wrote since
        people.dismiss(again, person_of(again, "Dian Lestari"))
    assert caught.value.code == "dismissed"
    assert check_office(again).sound
    assert {offices.row(again, record).status for record in records} == {"verified"}
    again.close()


def test_a_restored_office_gives_no_number_twice(city: City) -> None:
    """What was entered after the copy comes back from DKUM; its numbers are taken."""
    _dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    first, second, third = offices.persons(3)
    offices.enter(kukusan, [first])
    copy = make_backup(kukusan, folder / "cadangan").path
    lost = offices.row(kukusan, offices.enter(kukusan, [second])[0]).nomor_pendaftaran
    restore_backup(copy, folder / "pulih", "Ratna Puspita", PASSPHRASE)
    again = open_office(folder / "pulih", "Ratna Puspita", PASSPHRASE, clock=offices.Clock())
    assert offices.row(again, offices.enter(again, [third])[0]).nomor_pendaftaran != lost
    again.close()


def test_a_restored_dkum_gives_no_decision_number_twice(city: City) -> None:
    """What was decided after the copy stands on lists that are out already."""
    dkum, kelurahan, folder = city
    for code, office in kelurahan.items():
        typed = [{**person, "program": "WUB"} for person in offices.persons(1, code=code)]
        offices.verify(office, offices.enter(office, typed))
        open_file(dkum, make_file(office, folder).paths[0])
    copy = make_backup(dkum, folder / "cadangan").path
    lost = decided(dkum, KUKUSAN)
    restore_backup(copy, folder / "pulih", "Hendra Wijaya", PASSPHRASE)
    again = open_office(folder / "pulih", "Hendra Wijaya", PASSPHRASE, clock=offices.Clock())
    continue_city(again)
    assert decided(again, CURUG) != lost
    again.close()


def decided(dkum: Office, code: str) -> str:
    dkum.enter("Hendra Wijaya", PASSPHRASE)
    proposal = decisions.propose(dkum, decisions.ProposeDecision("WUB", 2026, code))
    dkum.enter("Sari Utami", PASSPHRASE)
    return decisions.approve(dkum, proposal.record).nomor


def test_the_date_that_ranks_is_the_one_the_verifier_confirmed(city: City) -> None:
    """Changed after the verification, it has to be verified again."""
    _dkum, kelurahan, _folder = city
    kukusan = kelurahan[KUKUSAN]
    record = offices.enter(kukusan, offices.persons(1))[0]
    offices.verify(kukusan, [record])
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    applications.save(kukusan, SaveApplication({"tanggal_lengkap": "2026-01-05"}, record))
    assert offices.row(kukusan, record).status == "submitted"


def test_mending_what_was_returned_is_not_a_change_after_a_verification(city: City) -> None:
    _dkum, kelurahan, _folder = city
    kukusan = kelurahan[KUKUSAN]
    record = offices.enter(kukusan, offices.persons(1))[0]
    kukusan.enter("Dian Lestari", PASSPHRASE)
    applications.give_back(kukusan, record, "Nama berbeda dengan KTP")
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    applications.save(kukusan, SaveApplication({"nama": "Siti Aminah"}, record))
    row = offices.row(kukusan, record)
    assert (row.status, row.stale) == ("returned", 0)


def test_a_clash_ends_when_the_nik_is_taken_out(city: City) -> None:
    _dkum, kelurahan, _folder = city
    kukusan = kelurahan[KUKUSAN]
    (typed,) = offices.persons(1)
    offices.enter(kukusan, [typed])
    second = offices.enter(kukusan, [typed], submit=False)[0]
    applications.save(kukusan, SaveApplication({"nik": ""}, second))
    with kukusan.reading() as connection:
        assert not connection.execute(select(tables.clash)).all()
    assert check_office(kukusan).sound


@pytest.mark.parametrize("value", ["\ud800", float("inf"), {"ktp": "\ud800"}, ["\udfff"]])
@pytest.mark.parametrize("name", ["nik", "nama", "modal", "dokumen"])
def test_what_no_file_can_hold_is_refused(city: City, name: str, value: object) -> None:
    kukusan = city[1][KUKUSAN]
    before = ops(kukusan)
    with pytest.raises(Refused) as caught:
        applications.save(kukusan, SaveApplication({**offices.persons(1)[0], name: value}))
    assert caught.value.code == "garbled"
    assert ops(kukusan) == before


def test_half_a_character_in_a_reason_is_refused(city: City) -> None:
    kukusan = city[1][KUKUSAN]
    record = offices.enter(kukusan, offices.persons(1))[0]
    with pytest.raises(Refused):
        applications.withdraw(kukusan, record, "pindah \udce9")
    assert offices.row(kukusan, record).status == "submitted"
