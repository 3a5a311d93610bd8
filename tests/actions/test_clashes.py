"""Two applications with one registration number: seen everywhere, decided nowhere, ended by a withdrawal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.actions import applications, decisions
from desktop_app.actions.applications import SaveApplication, VerifyApplication
from desktop_app.actions.checking import check_office
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries.applicant import detail
from desktop_app.queries.board import clashes
from desktop_app.queries.status import office_status
from desktop_app.queries.verification import case_of
from desktop_app.storage.work import new_id
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE

HELD = "nomor_pendaftaran.ganda"


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Office, Office, Path]]:
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN)
    yield dkum, kelurahan[KUKUSAN], tmp_path
    for one in (dkum, kelurahan[KUKUSAN]):
        one.close()


def numbers(office: Office) -> int:
    with office.reading() as connection:
        return office_status(connection, office.info).number_clashes


def refused(code: str, step: object) -> None:
    with pytest.raises(Refused) as caught:
        step()  # type: ignore[operator]
    assert caught.value.code == code
    assert caught.value.next_step


def test_it_is_seen_by_everybody_who_works_on_it(pair: tuple[Office, Office, Path]) -> None:
    _dkum, kukusan, _folder = pair
    people = offices.persons(2)
    (first,) = offices.enter(kukusan, people[:1])
    second = offices.twin(kukusan, first, people[1])
    assert numbers(kukusan) == 2
    refused(HELD, lambda: applications.submit(kukusan, second))
    kukusan.enter("Dian Lestari", PASSPHRASE)
    row = offices.row(kukusan, first)
    wish = VerifyApplication(first, row.rev, row.tanggal_lengkap, offices.SEEN)
    refused(HELD, lambda: applications.verify(kukusan, wish))
    with kukusan.reading() as connection:
        shown = detail(connection, kukusan.context, row.id, today=kukusan.today())
        user = kukusan.session.user
        case = case_of(connection, kukusan.context, first, user=user, today=kukusan.today())
    assert shown is not None
    assert case is not None
    for found in (shown.findings, case.findings(offices.SEEN, row.tanggal_lengkap)):
        (finding,) = [item for item in found if item.rule_id == HELD]
        assert people[1]["nama"] in finding.title
        assert "nomor baru" in finding.reason
    applications.withdraw(kukusan, second, "Didaftarkan lagi dengan nomor baru")
    assert numbers(kukusan) == 0
    applications.verify(kukusan, wish)
    assert check_office(kukusan).sound


def test_dkum_decides_nobody_with_a_number_of_two(pair: tuple[Office, Office, Path]) -> None:
    dkum, kukusan, folder = pair
    people = offices.persons(6)
    records = offices.enter(kukusan, people[:4])
    offices.verify(kukusan, records)
    open_file(dkum, make_file(kukusan, folder).paths[0])
    before = decisions.propose(dkum, decisions.ProposeDecision("WUB", 2026, KUKUSAN))
    assert before.ranked
    with dkum.reading() as connection:
        listed = {row.record for row in decisions.preview(dkum, "WUB", 2026, KUKUSAN).rows}
        assert not clashes(connection)
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    chosen = sorted(listed)[0]
    second = offices.twin(kukusan, chosen, people[4])
    open_file(dkum, make_file(kukusan, folder).paths[0])
    assert numbers(dkum) == 2
    with dkum.reading() as connection:
        (clash,) = clashes(connection)
    assert (clash.kind, clash.nomor) == ("nomor", clash.other_nomor)
    assert {clash.record, clash.other_record} == {chosen, second}
    dkum.enter("Sari Utami", PASSPHRASE)
    refused("nomor_clash", lambda: decisions.approve(dkum, before.record))
    dkum.enter("Hendra Wijaya", PASSPHRASE)
    decisions.discard(dkum, before.record)
    again = decisions.propose(dkum, decisions.ProposeDecision("WUB", 2026, KUKUSAN))
    assert again.ranked == before.ranked - 1
    (out,) = again.excluded
    assert (out.nomor_pendaftaran, "dipakai dua pendaftar" in out.reason) == (clash.nomor, True)
    assert check_office(dkum).sound


def test_a_number_that_another_computer_gave_is_passed_by(pair: tuple[Office, Office, Path]) -> None:
    _dkum, kukusan, _folder = pair
    people = offices.persons(3)
    (first,) = offices.enter(kukusan, people[:1])
    number = offices.row(kukusan, first).nomor_pendaftaran
    following = f"{number[:-4]}{int(number[-4:]) + 1:04d}"
    values = {**people[1], "nomor_pendaftaran": following, "status": "draft"}
    kukusan.do(lambda work: work.put(new_id(), "application", "set", values, scope=KUKUSAN))
    saved = applications.save(kukusan, SaveApplication(people[2]))
    assert saved.nomor_pendaftaran == f"{number[:-4]}{int(number[-4:]) + 2:04d}"
    assert numbers(kukusan) == 0
