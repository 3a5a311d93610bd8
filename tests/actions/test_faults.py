"""Whatever statement of an action fails, all is as before, and the action works afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop_app.actions import attachments, decisions, intake, rosters
from desktop_app.actions.applications import SaveApplication, save_in
from desktop_app.actions.checking import check_office
from desktop_app.actions.decisions import ProposeDecision
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.intake import IntakeWish
from desktop_app.actions.rosters import RosterWish
from desktop_app.intake.mapping import guess
from desktop_app.intake.sheet import read
from desktop_app.office import Office
from desktop_app.sample.scans import id_card
from desktop_app.sample.spreadsheets import make_xlsx
from desktop_app.storage import tables
from tests import offices
from tests.faults import Faults, fails_whole, watched
from tests.offices import KUKUSAN, PASSPHRASE


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Faults:
    return watched(monkeypatch)


@pytest.fixture
def city(faults: Faults, tmp_path: Path) -> Iterator[tuple[Office, Office, Path]]:
    """DKUM and Kukusan with three verified people, one of them with an attachment."""
    dkum, kelurahan = offices.city(tmp_path)
    kukusan = kelurahan[KUKUSAN]
    people = [{**person, "program": "WUB"} for person in offices.persons(3)]
    records = offices.enter(kukusan, people)
    attachments.attach(kukusan, records[0], "ktp", id_card(people[0]))
    offices.verify(kukusan, records)
    yield dkum, kukusan, tmp_path
    for one in (dkum, kukusan):
        one.close()


def count(office: Office, status: str) -> int:
    app = tables.application.c
    with office.reading() as connection:
        return connection.execute(select(func.count()).where(app.status == status)).scalar_one()


def test_a_save(faults: Faults, city: tuple[Office, Office, Path]) -> None:
    """One application changed and one made, in one work."""
    _dkum, kukusan, _folder = city
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    old, new = offices.persons(5, seed=7)[3:]
    (record,) = offices.enter(kukusan, [old])

    def action() -> None:
        with kukusan.work() as work:
            save_in(work, kukusan, SaveApplication({"nama": "Nama Lain"}, record))
            save_in(work, kukusan, SaveApplication(new, submit=True))

    assert fails_whole(faults, kukusan, action) > 10
    assert count(kukusan, "submitted") == 2
    assert check_office(kukusan).sound


def test_a_sync_file(faults: Faults, city: tuple[Office, Office, Path]) -> None:
    dkum, kukusan, folder = city
    path = make_file(kukusan, folder).paths[0]
    assert fails_whole(faults, dkum, lambda: open_file(dkum, path), spare="recommend") > 30
    assert count(dkum, "verified") == 3
    assert len(list(dkum.blobs.names())) == 1
    assert check_office(dkum).sound


def test_a_sync_file_is_in_though_letters_could_not_be_matched(
    faults: Faults, city: tuple[Office, Office, Path]
) -> None:
    """Matching comes after the file and is offered again by Rekomendasi."""
    dkum, kukusan, folder = city
    path = make_file(kukusan, folder).paths[0]
    faults.fail = lambda sql: "recommend" in sql and sql.lstrip().startswith("SELECT")
    assert open_file(dkum, path).new
    assert faults.fail is None, "the matching was reached, and failed"
    assert count(dkum, "verified") == 3
    assert check_office(dkum).sound


def test_a_roster(faults: Faults, city: tuple[Office, Office, Path]) -> None:
    _dkum, kukusan, _folder = city
    wish = RosterWish("WUB", 2026, "arsip", "500.3/118", date(2026, 11, 24))
    assert fails_whole(faults, kukusan, lambda: rosters.seal_roster(kukusan, wish)) > 10
    with kukusan.reading() as connection:
        assert connection.execute(select(func.count()).select_from(tables.document)).scalar_one() == 1
    assert check_office(kukusan).sound


def test_a_decision(faults: Faults, city: tuple[Office, Office, Path]) -> None:
    dkum, kukusan, folder = city
    open_file(dkum, make_file(kukusan, folder).paths[0])
    proposed = decisions.propose(dkum, ProposeDecision("WUB", 2026, KUKUSAN))
    dkum.enter("Sari Utami", PASSPHRASE)
    assert fails_whole(faults, dkum, lambda: decisions.approve(dkum, proposed.record)) > 10
    assert count(dkum, "accepted") == 3
    assert check_office(dkum).sound


def test_an_intake(faults: Faults, city: tuple[Office, Office, Path]) -> None:
    _dkum, kukusan, _folder = city
    sheet = read(make_xlsx(offices.persons(5, seed=3), damaged=1).data)
    wish = IntakeWish("daftar.xlsx", "WUB", 2026)
    columns = guess(sheet.columns)
    assert fails_whole(faults, kukusan, lambda: intake.take_in(kukusan, sheet, columns, wish)) > 10
    assert count(kukusan, "draft") > 0
    assert check_office(kukusan).sound
