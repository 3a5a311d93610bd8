"""A spreadsheet into the register: what is new, what differs, what is the same, what is refused."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import python_calamine
import xlsxwriter

from desktop_app.actions import register_import as imports
from desktop_app.actions.checking import check_office
from desktop_app.actions.register import SaveBusiness, close_business, save_business
from desktop_app.actions.register_import import RegisterWish
from desktop_app.errors import Refused
from desktop_app.intake.businesses import BusinessReport
from desktop_app.intake.catalogue import BUSINESSES
from desktop_app.intake.mapping import guess
from desktop_app.intake.sheet import Sheet, read
from desktop_app.office import Office
from desktop_app.queries import register
from desktop_app.queries.register import BusinessFilter
from tests import offices

TITLES = ("No", "NAMA USAHA", "Nama Pemilik", "No. KTP", "Alamat", "No HP/WA", "KBLI", "NIB")
ROWS: list[tuple[Any, ...]] = [
    (1, "Warung Sri", "Sri Wahyuni", "3276065203949102", "Jl. Mawar No. 5", "0890-1234-5678", "56102",
     "9120001234567"),
    (2, "Toko Budi", "Budi Santoso", "3,27E+15", "Jl. Melati 1", "089012345679", "", ""),
    (3, "WARUNG SRI", "Hj. Sri Wahyuni", "", "Jln Mawar 05", "", "", ""),
    (4, "", "", "", "Jl. Kenanga", "", "", ""),
    (5, "", "Tini", 3276065203949, "Jl. Anggrek 2", "", "99999", ""),
]  # fmt: skip


def xlsx(rows: Sequence[Sequence[Any]], titles: Sequence[str] = TITLES) -> Sheet:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    page = book.add_worksheet()
    page.write_row(0, 0, ["DAFTAR UMKM KELURAHAN KUKUSAN"])
    for number, row in enumerate((titles, *rows), 2):
        page.write_row(number, 0, row)
    book.close()
    return read(target.getvalue(), BUSINESSES)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = offices.office(tmp_path / "kukusan")
    yield made
    made.close()


def run(office: Office, sheet: Sheet, **wish: Any) -> BusinessReport:
    asked = RegisterWish("usaha.xlsx", **{"edition": "2025", "source": "Pendataan 2025", **wish})
    return imports.import_businesses(office, sheet, guess(sheet.columns, BUSINESSES), asked).report


def outcomes(report: BusinessReport) -> list[tuple[int, str, bool]]:
    return [(row.source_row, row.outcome, row.stored) for row in report.rows]


def names(office: Office) -> list[str]:
    with office.reading() as connection:
        return [row.nama for row in register.listing(connection, BusinessFilter(), 50)]


def test_the_titles_of_a_register_are_known() -> None:
    sheet = xlsx(ROWS)
    assert sheet.header_row == 3
    found = guess(sheet.columns, BUSINESSES)
    assert found.columns == {
        "nama": 1, "pemilik": 2, "nik": 3, "alamat": 4, "hp": 5, "kbli_kode": 6, "nib": 7,
    }  # fmt: skip
    assert guess(["NIK", "Alamat"], BUSINESSES).missing == ("nama",)
    assert guess(["Nama", "Alamat"], BUSINESSES).columns == {"pemilik": 0, "alamat": 1}


def test_every_row_is_told_once_and_the_same_file_again_adds_nothing(office: Office) -> None:
    sheet = xlsx(ROWS)
    report = run(office, sheet)
    assert outcomes(report) == [
        (4, "new", True), (5, "new", True), (6, "duplicate", False), (7, "refused", False), (8, "new", True),
    ]  # fmt: skip
    assert "3,27E+15" in " ".join(report.rows[1].sentences)
    assert "baris 4" in " ".join(report.rows[2].sentences)
    assert "Nama usaha belum diisi" in " ".join(report.rows[3].sentences)
    assert names(office) == ["Tini", "Toko Budi", "Warung Sri"]
    with office.reading() as connection:
        (first,) = register.listing(connection, BusinessFilter("warung"), 5)
        shop = register.detail(connection, first.record)
    assert shop is not None
    assert (shop.values["sumber"], shop.values["kbli_edisi"]) == ("Pendataan 2025", "2025")
    again = run(office, sheet, source="Berkas lain", edition="2020")
    assert [row[1] for row in outcomes(again)] == ["same", "same", "duplicate", "refused", "same"]
    assert len(names(office)) == 3
    assert check_office(office).sound


def test_changes_are_shown_and_written_only_when_accepted(office: Office) -> None:
    run(office, xlsx(ROWS[:2]))
    changed = [list(row) for row in ROWS[:2]]
    changed[0][4], changed[1][2] = "Jl. Mawar No. 5A", "Budi Santoso"
    changed[1][5] = "0899-0000-1111"
    changed[1][7] = "9120007654321"
    report = run(office, xlsx(changed), accept=frozenset())
    assert outcomes(report) == [(4, "changed", False), (5, "changed", False)]
    assert report.rows[0].sentences == ("Alamat usaha berubah.",), "no address of a person is kept"
    assert "NIB: diisi 9120007654321." in report.rows[1].sentences
    report = run(office, xlsx(changed), accept=frozenset({5}))
    assert outcomes(report) == [(4, "changed", False), (5, "changed", True)]
    with office.reading() as connection:
        found = {row.nama: row for row in register.listing(connection, BusinessFilter(), 5)}
    assert found["Toko Budi"].nib and found["Warung Sri"].alamat == "Jl. Mawar No. 5"
    report = run(office, xlsx(changed), accept=None)
    assert outcomes(report) == [(4, "changed", True), (5, "same", False)]


def test_a_closed_business_is_told_and_stays_closed(office: Office) -> None:
    record = save_business(office, SaveBusiness({"nama": "Toko Budi", "pemilik": "Budi Santoso"})).record
    close_business(office, record)
    report = run(office, xlsx([(1, "Toko Budi", "Budi Santoso", "", "", "", "", "")]))
    assert outcomes(report) == [(4, "same", False)]
    assert "sudah tutup" in " ".join(report.rows[0].sentences)
    assert names(office) == []


def test_cancelling_leaves_nothing_and_no_report(office: Office) -> None:
    sheet = xlsx(ROWS)

    class Stop(Exception):
        pass

    def stop(done: int, _total: int, sentence: str) -> None:
        if sentence == "Menyimpan baris" and done == 2:
            raise Stop

    with pytest.raises(Stop):
        imports.import_businesses(
            office, sheet, guess(sheet.columns, BUSINESSES), RegisterWish("usaha.xlsx"), progress=stop
        )
    assert names(office) == []
    with office.reading() as connection:
        assert imports.kept_reports(connection) == []


def test_reports_are_kept_and_can_be_handed_on(office: Office) -> None:
    run(office, xlsx(ROWS))
    with office.reading() as connection:
        (kept,) = imports.kept_reports(connection)
        report = imports.kept_report(connection, kept.id)
    assert (kept.file_name, kept.rows, kept.added, kept.accepted) == ("usaha.xlsx", 5, 3, 0)
    assert report is not None and len(report.rows) == 5
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(report.to_xlsx()))
    page = book.get_sheet_by_index(0).to_python()
    assert [row[1] for row in page[1:3]] == ["Ditambahkan", "Ditambahkan"]
    assert "3276065203949102" not in repr(report)


@pytest.mark.parametrize(
    ("titles", "code"),
    [(("No", "Alamat usaha", "NIB"), "columns_missing"), (("12345", "67890"), "sheet_no_header")],
)
def test_a_sheet_without_a_name_is_refused(office: Office, titles: tuple[str, ...], code: str) -> None:
    with pytest.raises(Refused) as caught:
        run(office, xlsx([(1, "Jl. Mawar", "9120001234567")], titles))
    assert caught.value.code == code
    assert caught.value.next_step


def test_an_office_imports_its_own_kelurahan_alone(office: Office) -> None:
    with pytest.raises(Refused):
        run(office, xlsx(ROWS), kelurahan=offices.CURUG)
