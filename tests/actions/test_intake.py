"""A spreadsheet becomes drafts: counted, never twice, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop_app.actions import intake
from desktop_app.actions.intake import IntakeWish
from desktop_app.errors import Refused, Unavailable
from desktop_app.intake.mapping import Mapping, guess
from desktop_app.intake.sheet import Sheet, read
from desktop_app.office import Office
from desktop_app.sample.spreadsheets import SampleSheet, make_xlsx
from desktop_app.storage import tables
from tests import offices

WISH = IntakeWish("daftar.xlsx", "WUB", 2026)


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Office]:
    made = offices.office(tmp_path / "home")
    yield made
    made.close()


def sample(n: int = 12, damaged: int = 3) -> tuple[SampleSheet, Sheet]:
    made = make_xlsx(offices.persons(n), damaged=damaged)
    return made, read(made.data)


def stored(one: Office) -> int:
    with one.reading() as connection:
        return connection.execute(select(func.count()).select_from(tables.application)).scalar_one()


def test_the_count_reported_is_the_count_stored(one: Office) -> None:
    made, sheet = sample()
    taken = intake.take_in(one, sheet, guess(sheet.columns), WISH)
    report = taken.report
    assert report.stored == stored(one) == made.good == len(taken.changes.ids["application"])
    assert sorted(row.source_row for row in report.rows) == [row.number for row in sheet.rows]
    assert {row.source_row for row in report.rows if not row.stored} == set(made.damaged)
    assert sum(report.counts.values()) == len(sheet.rows)


def test_the_same_file_twice_adds_nothing(one: Office) -> None:
    _, sheet = sample()
    intake.run_intake(one, sheet, guess(sheet.columns), WISH)
    before = stored(one)
    again = intake.take_in(one, sheet, guess(sheet.columns), WISH)
    assert stored(one) == before and again.report.stored == 0
    assert again.report.counts["new"] == 0
    assert "application" not in again.changes


def test_what_came_in_is_a_draft_with_the_values_of_the_file(one: Office) -> None:
    _, sheet = sample(4, damaged=0)
    report = intake.run_intake(one, sheet, guess(sheet.columns), WISH)
    people = {person["nik"]: person for person in offices.persons(4)}
    with one.reading() as connection:
        rows = connection.execute(select(tables.application)).all()
    assert {row.nik for row in rows} == set(people)
    for row in rows:
        person = people[row.nik]
        assert row.status == "draft"
        assert (row.nama, row.hp, row.tahun, row.program) == (
            person["nama"], person["hp"], person["tahun"], person["program"]
        )  # fmt: skip
        assert row.nomor_pendaftaran in {line.nomor_pendaftaran for line in report.rows}


def test_cancelling_leaves_nothing(one: Office) -> None:
    _, sheet = sample()

    def stop(done: int, _total: int, sentence: str) -> None:
        if sentence == "Menyimpan baris" and done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        intake.run_intake(one, sheet, guess(sheet.columns), WISH, progress=stop)
    assert stored(one) == 0
    assert intake.run_intake(one, sheet, guess(sheet.columns), WISH).stored > 0, "the office still works"


def test_without_the_needed_columns_nothing_is_taken(one: Office) -> None:
    _, sheet = sample()
    with pytest.raises(Refused) as refused:
        intake.run_intake(one, sheet, Mapping({}), WISH)
    assert refused.value.code == "columns_missing"
    assert stored(one) == 0


def test_the_preview_stores_nothing_and_says_the_same(one: Office) -> None:
    _, sheet = sample()
    previewed = intake.preview_intake(one, sheet, guess(sheet.columns), WISH)
    assert stored(one) == 0
    report = intake.run_intake(one, sheet, guess(sheet.columns), WISH)
    assert [row.outcome for row in previewed] == [row.outcome for row in report.rows]


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as gone:
        intake.read_sheet(tmp_path / "tidak-ada.xlsx")
    assert gone.value.code == "file_unreadable"
    page = tmp_path / "unduhan.xls"
    page.write_bytes(b"<html><p>NIK</p></html>")
    with pytest.raises(Refused) as refused:
        intake.read_sheet(page)
    assert refused.value.code == "sheet_html"
