"""Spreadsheets that leave the house: no cell computes, no number is shortened, none is half written."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from desktop_app.csvfile import guarded
from desktop_app.documents.outgoing import OutgoingSheet, write_rows
from tests.limits import ON_LINUX, no_room

NIKS = [f"327606{day:02d}0190{serial:04d}" for day in range(1, 29) for serial in (9001, 9990, 9999)]
HOSTILE = [
    "=1+1",
    "+62812",
    "-3",
    "@SUM(A1)",
    "\t=1",
    '=HYPERLINK("http://x")',
    "'=1",
    'biasa; koma, "kutip"',
]
SHEET = OutgoingSheet("Data", ("NIK", "Nama", "Omzet", "RT"), "Keterangan", (("Penerima", "Bank"),))
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def rows() -> list[list[object]]:
    return [[nik, HOSTILE[place % len(HOSTILE)], place * 1000, "007"] for place, nik in enumerate(NIKS)]


def test_xlsx_as_calamine_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "keluar.xlsx"
    assert write_rows(path, "xlsx", SHEET, rows()) == len(NIKS)
    book = CalamineWorkbook.from_path(str(path))
    found = book.get_sheet_by_name("Data").to_python()
    assert found[0] == list(SHEET.titles)
    assert found[1:] == rows(), "texts are texts and numbers numbers"
    assert book.get_sheet_by_name("Keterangan").to_python() == [["Penerima", "Bank"]]
    assert [each.name for each in tmp_path.iterdir()] == ["keluar.xlsx"]


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_xlsx_as_libreoffice_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "keluar.xlsx"
    write_rows(path, "xlsx", SHEET, rows())
    assert SOFFICE
    command = [
        SOFFICE, f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}", "--headless", "--convert-to",
        "csv:Text - txt - csv (StarCalc):59,34,76", "--outdir", str(tmp_path / "csv"), str(path),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = (tmp_path / "csv" / "keluar.csv").read_text(encoding="utf-8")
    found = list(csv.reader(text.splitlines(), delimiter=";"))[1:]
    assert [row[0] for row in found] == NIKS
    assert {row[3] for row in found} == {"007"}
    assert "=1+1" in {row[1] for row in found}, "read, not computed"


def test_csv_guards_what_a_spreadsheet_would_spoil(tmp_path: Path) -> None:
    path = tmp_path / "keluar.csv"
    write_rows(path, "csv", SHEET, rows())
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with open(path, encoding="utf-8-sig", newline="") as file:
        found = list(csv.reader(file, delimiter=";"))
    assert found[0] == list(SHEET.titles)
    for row, (nik, name, omzet, rt) in zip(found[1:], rows(), strict=True):
        assert row[0] == f"'{nik}" and row[3] == f"'{rt}" and row[2] == str(omzet)
        assert row[1].removeprefix("'") == str(name).removeprefix("'")
        assert not row[1].startswith(("=", "+", "-", "@", "\t", "\r"))


@given(
    st.text(alphabet=st.characters(codec="utf-8"), max_size=20) | st.from_regex("[0-9]{1,17}", fullmatch=True)
)
def test_a_guarded_cell_is_one_apostrophe_from_its_text(text: str) -> None:
    made = guarded(text)
    assert made in (text, f"'{text}")
    assert not made.startswith(("=", "+", "-", "@", "\t", "\r"))
    if made.isdigit():
        assert str(int(made)) == made and len(made) < 12


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), max_size=12), min_size=1))
def test_any_words_come_back_from_xlsx(tmp_path: Path, words: list[str]) -> None:
    path = tmp_path / "kata.xlsx"
    write_rows(path, "xlsx", OutgoingSheet("Data", ("a", "b")), [[word, "x"] for word in words])
    found = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[1:]
    assert [row[0] for row in found] == words


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_given_up_half_way_leaves_a_folder_that_can_go(tmp_path: Path, form: str) -> None:
    def some() -> Iterator[list[object]]:
        yield from rows()
        raise KeyboardInterrupt

    aside = tmp_path / "aside"
    aside.mkdir()
    with pytest.raises(KeyboardInterrupt):
        write_rows(aside / "x", form, SHEET, some())  # pyright: ignore[reportArgumentType]
    shutil.rmtree(aside)


@ON_LINUX
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_full_disk_is_an_oserror(tmp_path: Path, form: str) -> None:
    many = [[nik, "x" * 40, 1, "1"] for nik in NIKS * 40]
    with no_room(2000), pytest.raises(OSError):
        write_rows(tmp_path / "x", form, SHEET, many)  # pyright: ignore[reportArgumentType]
