"""The sheets that offices really keep: each is read, or refused with a sentence and its row number."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import Refused
from desktop_app.intake import dates, titles, web
from desktop_app.intake.anatomy import MAX_CELLS, column_letters, column_number, look_inside
from desktop_app.intake.catalogue import APPLICANTS
from desktop_app.intake.mapping import guess
from desktop_app.intake.preview import PreviewRow, preview
from desktop_app.intake.sheet import Sheet, SourceRow, read
from tests.intake.files import DEFAULTS, nik, xlsx

TODAY = date(2026, 11, 20)
FILES = Path(__file__).parents[1] / "files" / "intake"


def look(sheet: Sheet) -> list[PreviewRow]:
    return list(preview(sheet, guess(sheet.columns), defaults=DEFAULTS, known=lambda _: {}, today=TODAY))


def book(fill: Any) -> bytes:
    """A workbook that `fill(workbook)` makes."""
    target = io.BytesIO()
    made = xlsxwriter.Workbook(target, {"in_memory": True})
    fill(made)
    made.close()
    return target.getvalue()


def test_a_list_of_a_kelurahan_with_everything_around_it():
    """A letter's heading, merged titles in two rows, column numbers, titles again, a total, signatures."""

    def fill(made: Any) -> None:
        page = made.add_worksheet("RW 02")
        page.merge_range("A1:J1", "DAFTAR CALON PESERTA WIRAUSAHA BARU TAHUN 2026")
        page.merge_range("A2:J2", "KELURAHAN KUKUSAN KECAMATAN BEJI")
        for place, title in ((0, "No"), (1, "NIK"), (2, "Nama")):
            page.merge_range(3, place, 4, place, title)
        page.merge_range(3, 3, 3, 4, "Tempat/Tgl Lahir")
        page.merge_range(3, 5, 3, 7, "Alamat")
        page.merge_range(3, 8, 3, 9, "Usaha")
        page.write_row(4, 3, ["Tempat", "Tanggal", "Jalan", "RT", "RW", "Nama", "Jenis"])
        page.write_row(5, 0, [f"({number})" for number in range(1, 11)])
        page.write_row(6, 0, [1, nik(), "Siti", "Depok", "12-03-1994", "Jl. Damai", "4", "2", "Kue", "Kue"])
        page.write_row(7, 0, ["No", "NIK", "Nama", "Tempat", "Tanggal", "Jalan", "RT", "RW", "Nama", "Jenis"])
        page.write_row(9, 0, [2, "'3276.0652.0394.9102", "Rina", "", "", "", "", "", "", ""])
        page.write_row(10, 0, ["", "", "Jumlah", "", "", "", "", "", 2, ""])
        page.write(11, 1, "Keterangan: RT 04 belum lengkap")
        page.write(13, 2, "Mengetahui,")
        page.write(13, 7, "Lurah Kukusan")

    sheet = read(book(fill))
    assert sheet.header_row == 4
    assert sheet.columns[3:6] == ("Tempat/Tgl Lahir › Tempat", "Tempat/Tgl Lahir › Tanggal", "Alamat › Jalan")
    assert guess(sheet.columns).columns == {
        "nik": 1, "nama": 2, "tempat_lahir": 3, "tanggal_lahir": 4, "alamat": 5, "rt": 6, "rw": 7,
        "nama_usaha": 8, "jenis_usaha": 9,
    }  # fmt: skip
    rows = look(sheet)
    assert [(row.source_row, row.outcome) for row in rows] == [
        (6, "stray"), (7, "new"), (8, "stray"), (10, "new"), (11, "stray"), (12, "stray"), (14, "stray"),
    ]  # fmt: skip
    assert all(len(row.sentences) == 1 for row in rows if row.outcome == "stray")
    values = rows[1].values
    assert (values["tempat_lahir"], values["tanggal_lahir"], values["rw"], values["nama_usaha"]) == (
        "Depok", "1994-03-12", "002", "Kue"
    )  # fmt: skip
    assert rows[3].values["nik"] == "3276065203949102"


def test_groups_over_titles_keep_equal_titles_apart():
    rows = [
        ["DATA DIRI", "", "", "DATA USAHA", "", ""],
        ["NIK", "Nama", "Alamat", "Nama Usaha", "Alamat", "Keterangan"],
        [nik(), "Siti", "Jl. Damai", "Kue Siti", "Jl. Mawar", ""],
    ]
    sheet = read(xlsx(rows))
    found = guess(sheet.columns).columns
    assert found["alamat"] == 2 and found["alamat_usaha"] == 4 and found["nama"] == 1


def test_a_title_that_stands_twice_is_told_and_the_first_is_read():
    sheet = read(xlsx([["NIK", "Nama", "No HP", "No HP"], [nik(), "Siti", "81234567890", "0812"]]))
    assert sheet.columns[2:] == ("No HP", "No HP (2)")
    assert sheet.notes == ("Judul No HP ada di 2 kolom: C, D.",)
    (row,) = look(sheet)
    assert row.values["hp"] == "+6281234567890", "a phone without its 0"


def test_hidden_rows_columns_and_sheets_are_told():
    def fill(made: Any) -> None:
        page = made.add_worksheet("Aktif")
        page.write_row(0, 0, ["NIK", "Nama", "Alamat"])
        page.write_row(1, 0, [nik(), "Siti", "Jl. Damai"])
        page.write_row(2, 0, [nik(1), "Rina", "Jl. Mawar"])
        page.set_row(2, None, None, {"hidden": True})
        page.set_column(2, 2, 10, None, {"hidden": True})
        other = made.add_worksheet("RW 03")
        other.write_row(0, 0, ["NIK", "Nama"])
        other.write_row(1, 0, [nik(7), "Wati"])
        made.add_worksheet("Lama").hide()

    data = book(fill)
    sheet = read(data)
    assert [row.outcome for row in look(sheet)] == ["new", "new"]
    assert sheet.others == ("RW 03",)
    told = " ".join(sheet.notes)
    assert "RW 03" in told and "Lama" in told and "baris tersembunyi" in told and ": 3." in told
    assert "Alamat (C)" in told
    assert read(data, sheet="rw 03").rows[0].cells[0] == nik(7)
    with pytest.raises(Refused) as refused:
        read(data, sheet="RW 09")
    assert refused.value.code == "sheet_name" and "RW 03" in refused.value.next_step


def test_formulas_give_their_values_and_those_never_calculated_are_told():
    def fill(made: Any) -> None:
        page = made.add_worksheet()
        page.write_row(0, 0, ["NIK", "Nama", "Omzet"])
        page.write_string(1, 0, nik())
        page.write_formula(1, 1, '=PROPER("SITI")', None, "Siti")
        page.write_formula(1, 2, "=5000000*12", None, 60_000_000)
        page.write_formula(2, 0, "=A9", None, nik(1))
        page.write_string(2, 1, "Rina")
        page.write_string(3, 0, nik(2))
        page.write_string(3, 1, "Wati")
        page.write_formula(3, 2, "=1/0", None, "#DIV/0!")

    whole = book(fill)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            content = old.read(item)
            value = f"<v>{nik(1)}</v>".encode()
            assert item.filename != "xl/worksheets/sheet1.xml" or value in content
            new.writestr(
                item.filename, content.replace(value, b"<v></v>").replace(b'r="A3" t="str"', b'r="A3"')
            )
    first, second, third = look(read(target.getvalue()))
    assert (first.values["nama"], first.values["omzet_tahunan"]) == ("Siti", 60_000_000)
    assert second.outcome == "refused" and second.problems[0].startswith("Baris 3: sel A3 berisi rumus")
    assert third.outcome == "new" and "sel C4 berisi rumus tanpa hasil" in third.problems[0]


PAGE = """<html><head><style>td {color: red}</style></head><body><p>Ekspor</p>
<table><tr><td colspan=3>DAFTAR PENDAFTAR</td></tr>
<tr><th>NIK</th><th>Nama</th><th>Alamat</th></tr>
<tr><td>%s</td><td>Siti &amp; Co<br>Marlina</td><td rowspan="2">Jl. Damai</td></tr>
<tr><td>3,27E+15<td>Rina</tr></table></body></html>"""


def test_a_web_page_called_a_spreadsheet_is_read_by_its_table():
    sheet = read(("\ufeff" + PAGE % nik()).encode())
    assert sheet.header_row == 2 and "halaman web" in sheet.notes[0]
    first, second = look(sheet)
    assert (first.source_row, first.values["nama"], first.values["alamat"]) == (
        3,
        "Siti & Co Marlina",
        "Jl. Damai",
    )
    assert second.outcome == "refused" and second.problems[0].startswith("Baris 4: NIK berubah")


def test_an_old_workbook_is_read():
    sheet = read((FILES / "lama.xls").read_bytes())
    assert sheet.header_row == 3 and "Arsip" in " ".join(sheet.notes)
    first, second = look(sheet)
    assert (first.values["nik"], first.values["tanggal_lahir"]) == (nik(), "1994-03-12")
    assert second.outcome == "refused" and second.problems[0].startswith("Baris 5: NIK berubah")


def ods(body: str) -> bytes:
    names = "office table text".split()
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("META-INF/manifest.xml", "<manifest/>")
        made.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {spaces} office:version="1.2"><office:body>'
            f'<office:spreadsheet><table:table table:name="A">{body}</table:table></office:spreadsheet>'
            "</office:body></office:document-content>",
        )
    return target.getvalue()


def cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def test_a_libreoffice_workbook_is_read_and_its_empty_end_weighs_nothing():
    rows = [["NIK", "Nama"], [nik(), "Siti"]]
    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    end = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/></table:table-row>'
    (row,) = look(read(ods(body + end)))
    assert (row.source_row, row.values["nama"]) == (2, "Siti")
    cells = cell("x", ' table:number-columns-repeated="999"')
    wide = f'<table:table-row table:number-rows-repeated="99999">{cells}</table:table-row>'
    with pytest.raises(Refused) as refused:
        read(ods(body + wide))
    assert refused.value.code == "sheet_large"


# --- day and month ------------------------------------------------------------------------------------


def dated(cells: Sequence[Any], niks: Sequence[str] | None = None, title: str = "Tgl Lahir") -> Sheet:
    rows = tuple(
        SourceRow(place + 2, (niks[place] if niks else nik(place), "Siti", one))
        for place, one in enumerate(cells)
    )
    return Sheet(("NIK", "Nama", title), rows, 1)


def born(day: int, month: int, number: int = 101) -> str:
    return f"327606{day + 40:02d}{month:02d}949{number}"


def days(sheet: Sheet, name: str = "tanggal_lahir") -> list[Any]:
    return [row.values.get(name) for row in look(sheet)]


def test_one_cell_proves_the_order_of_the_whole_column():
    sheet = dated(["03/04/1994", "03/25/1994"], [born(4, 3), born(25, 3)])
    assert days(sheet) == ["1994-03-04", "1994-03-25"]
    (said,) = dates.notices(sheet, guess(sheet.columns))
    assert "baris 3" in said and "bulan ditulis lebih dahulu" in said
    usual = dated(["03/04/1994", "25/03/1994"])
    assert days(usual) == ["1994-04-03", "1994-03-25"]
    assert dates.notices(usual, guess(usual.columns)) == ()


def test_the_nik_proves_the_order_where_no_cell_does():
    american = dated(["03/04/1994", "05/06/1994"], [born(4, 3), born(6, 5)])
    assert days(american) == ["1994-03-04", "1994-05-06"]
    assert "menurut NIK" in dates.notices(american, guess(american.columns))[0]
    usual = dated(["03/04/1994", "05/06/1994"], [born(3, 4), born(5, 6)])
    assert days(usual) == ["1994-04-03", "1994-06-05"]
    assert dates.notices(usual, guess(usual.columns)) == ()


def test_without_evidence_the_usual_order_is_told_and_two_orders_leave_doubtful_ones_empty():
    unproven = dated(["03/04/2026"], title="Tgl Rekomendasi")
    assert days(unproven, "rekomendasi_tanggal") == ["2026-04-03"]
    assert "Periksa baris 2" in dates.notices(unproven, guess(unproven.columns))[0]
    mixed = dated(["03/04/1994", "25/03/1994", "03/25/1994", "05-05-1994"])
    assert days(mixed) == [None, "1994-03-25", "1994-03-25", "1994-05-05"]
    assert "dua tanggal" in look(mixed)[0].problems[0]
    assert "baris 3 dan 4" in dates.notices(mixed, guess(mixed.columns))[0]


def test_a_proven_column_makes_an_unproven_one_beside_it_doubtful():
    rows = (SourceRow(2, (nik(), "Siti", "03/25/1994", "03/04/2026")),)
    sheet = Sheet(("NIK", "Nama", "Tgl Lahir", "Tgl Persetujuan"), rows, 1)
    (row,) = look(sheet)
    assert row.values["tanggal_lahir"] == "1994-03-25" and "persetujuan_waktu" not in row.values


def test_real_dates_that_a_spreadsheet_program_turned_round():
    """Typed 04/03 and 25/03 into an English program: the first became 3 April, the second stayed text."""
    turned = dated([date(1994, 4, 3), "25/03/1994"], [born(4, 3), born(25, 3)])
    assert days(turned) == ["1994-03-04", "1994-03-25"]
    assert "dibalik" in dates.notices(turned, guess(turned.columns))[0]
    doubtful = dated([date(1994, 4, 3), "25/03/1994"])
    assert days(doubtful) == [None, "1994-03-25"]
    sound = dated([date(1994, 4, 3), datetime(1994, 3, 25)], [born(3, 4), born(25, 3)])
    assert days(sound) == ["1994-04-03", "1994-03-25"]


@pytest.mark.parametrize(
    ("cell", "place", "day"),
    [
        ("Depok, 12-03-1994", "Depok", "1994-03-12"),
        ("Depok 12 Maret 1994", "Depok", "1994-03-12"),
        ("DEPOK/12031994", "DEPOK", "1994-03-12"),
        ("Kab. Bogor, 12/3/94", "Kab. Bogor", "1994-03-12"),
    ],
)
def test_place_and_birth_date_in_one_column(cell: str, place: str, day: str):
    sheet = read(xlsx([["NIK", "Nama", "TTL"], [nik(), "Siti", cell], [nik(1), "Rina", "Bogor, 25/12/1990"]]))
    row, _ = look(sheet)
    assert (row.values["tempat_lahir"], row.values["tanggal_lahir"]) == (place, day)


_DAYS = st.dates(date(1950, 1, 1), date(2005, 12, 31))


@given(st.lists(_DAYS, min_size=1, max_size=12), st.booleans())
def test_with_the_nik_beside_it_a_column_in_one_order_is_read_right_or_left_empty(
    given_days: list[date], american: bool
):
    pattern = "%m/%d/%Y" if american else "%d/%m/%Y"
    sheet = dated(
        [one.strftime(pattern) for one in given_days],
        [f"327606{one.day + 40:02d}{one:%m%y}{9000 + place}" for place, one in enumerate(given_days)],
    )
    proven = any(one.day != one.month for one in given_days)
    for told, real in zip(days(sheet), given_days, strict=True):
        assert told in ((real.isoformat(),) if proven else (real.isoformat(), None))


@given(st.lists(st.one_of(_DAYS, _DAYS.map(lambda one: f"{one:%d/%m/%Y}"), st.text(max_size=12)), max_size=8))
def test_no_column_of_dates_makes_the_reader_fail(cells: list[Any]):
    sheet = dated(cells)
    for one in dates.columns_of(sheet, guess(sheet.columns)).values():
        for each in cells:
            one.read(each)
    look(sheet)


@given(st.integers(0, 2000))
def test_letters_of_columns_and_back(place: int):
    assert column_number(column_letters(place)) == place + 1


@given(st.lists(st.text(max_size=4), max_size=12))
def test_every_title_names_one_column(texts: list[str]):
    found = titles.distinct(texts)
    filled = [one.casefold() for one in found if one]
    assert len(found) == len(texts) and len(set(filled)) == len(filled)


_GRID = st.lists(st.lists(st.one_of(st.text(max_size=6), st.integers(0, 99), st.just("")), min_size=4,
                          max_size=4), min_size=1, max_size=6)  # fmt: skip


@given(_GRID)
def test_titles_are_found_or_refused_and_every_row_below_is_told(grid: list[list[Any]]):
    try:
        found = titles.find(grid, APPLICANTS)
    except Refused as refused:
        assert refused.code == "sheet_no_header"
        return
    assert 0 <= found.first < len(grid) and found.rows in (1, 2) and found.first + found.rows <= len(grid)


@settings(max_examples=25)
@given(st.integers(0, 1_048_575), st.integers(0, 400), st.booleans())
def test_only_cells_with_content_make_a_sheet_too_large(row: int, column: int, filled: bool):
    def fill(made: Any) -> None:
        page = made.add_worksheet()
        page.write_row(0, 0, ["NIK", "Nama"])
        page.write_row(1, 0, [nik(), "Siti"])
        if filled:
            page.write_number(row, column, 1)
        else:
            page.write_blank(row, column, None, made.add_format({"bold": True}))

    large = row >= 200_000 or column >= 300 or (row + 1) * (column + 1) > MAX_CELLS
    data = book(fill)
    if large and filled and (row > 1 or column > 1):
        with pytest.raises(Refused) as refused:
            look_inside(data)
        assert refused.value.code == "sheet_large"
    else:
        assert len(look_inside(data)) == 1


_PIECES = st.lists(
    st.sampled_from(
        ["<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<td rowspan=2>", "<td colspan='9'>", "<th",
         "<td rowspan=x>", "NIK", "Nama", "3276065203949101", "&amp;", "<br>", "<style>", "</style>", ">"]
    ),
    max_size=40,
)  # fmt: skip


@given(_PIECES)
def test_no_web_page_makes_the_reader_fail(pieces: list[str]):
    try:
        read(("<html>" + "".join(pieces)).encode())
    except Refused as refused:
        assert refused.next_step


@given(
    st.lists(st.lists(st.text("abc &<>\"'", max_size=5).map(str.strip), min_size=2, max_size=2), min_size=1)
)
def test_a_web_table_gives_its_cells(grid: list[list[str]]):
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(one)}</td>" for one in row) + "</tr>"
        for row in [["x", "y"], *grid]
    )
    assert web.tables(f"<table>{body}</table>") == [[["x", "y"], *grid]]
