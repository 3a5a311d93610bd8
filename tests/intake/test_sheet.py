"""Reading XLSX and CSV, and a sentence for everything that is neither."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import Refused
from desktop_app.intake.sheet import MAX_BYTES, read
from tests.intake.files import nik, xlsx

TITLES = ["No", "NIK", "Nama Lengkap"]


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        read(data)
    assert caught.value.message.endswith(".") and caught.value.next_step.endswith(".")
    return caught.value.code


def test_a_workbook_keeps_numbers_as_numbers_and_texts_as_texts():
    sheet = read(xlsx([TITLES, [1, nik(), "Siti"], [2, 3276065203949102, "Rina"]]))
    assert sheet.columns == ("No", "NIK", "Nama Lengkap")
    assert sheet.rows[0].cells == (1, nik(), "Siti")
    assert sheet.rows[1].cells[1] == 3276065203949102 and not isinstance(sheet.rows[1].cells[1], str)


def test_row_numbers_are_those_of_the_spreadsheet_program():
    rows = [
        ["DAFTAR PENDAFTAR"],
        [],
        ["Kelurahan Kukusan"],
        TITLES,
        [1, nik(), "Siti"],
        [],
        [],
        [2, nik(1), "Rina"],
    ]
    sheet = read(xlsx(rows))
    assert sheet.header_row == 4
    assert [row.number for row in sheet.rows] == [5, 8]
    text = "\n".join(";".join(str(cell) for cell in row) for row in rows)
    assert [row.number for row in read(text.encode()).rows] == [5, 8]


def test_a_table_that_begins_further_right_and_below_is_found():
    sheet = read(xlsx([[], ["", "", *TITLES], ["", "", 1, nik(), "Siti"]]))
    assert sheet.columns[-3:] == ("No", "NIK", "Nama Lengkap")
    assert sheet.rows[0].number == 3


def test_the_sheet_with_the_applicants_is_taken_not_a_cover_or_a_hidden_one():
    cover = [["Sampul", "Tahun"], ["Kota Depok", "2026"]]
    table = [TITLES, ["1", nik(), "Siti"]]
    assert read(xlsx(cover, table)).name == "Lembar 2"
    assert read(xlsx([TITLES, ["1", nik(5), "Lama"]], table, hidden=0)).rows[0].cells[1] == nik()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_files_of_every_usual_kind(delimiter: str, encoding: str):
    lines = [delimiter.join(TITLES), delimiter.join(["1", nik(), "Siti Café"])]
    sheet = read("\r\n".join(lines).encode(encoding))
    assert sheet.columns == tuple(TITLES)
    assert sheet.rows[0].cells == ("1", nik(), "Siti Café")


def test_quotes_a_line_break_in_a_cell_a_sep_line_and_a_number_kept_as_text():
    sheet = read(
        f'sep=;\nNIK;Nama;Alamat\n="{nik()}";Siti;"Jl. Damai; No. 1\nKukusan"\n{nik(1)};Rina;\n'.encode()
    )
    assert sheet.rows[0].cells == (nik(), "Siti", "Jl. Damai; No. 1\nKukusan")
    assert sheet.rows[1].number == 3


def test_a_comma_in_the_names_does_not_hide_the_semicolons():
    sheet = read(f"NIK;Nama, gelar;Alamat\n{nik()};Siti, S.E.;Jl. A, No. 1, RT 1\n".encode())
    assert len(sheet.columns) == 3


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "sheet_empty"),
        (b" \n\n", "sheet_empty"),
        (b"<html><body><p>NIK</p></body></html>", "sheet_html"),
        (b"<html><body><table><tr><td>NIK</td></tr></table></body></html>", "sheet_no_rows"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "sheet_html"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><p>", "sheet_html"),
        (b'<?xml version="1.0"?><Workbook/>', "sheet_html"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le"),
            "sheet_encrypted",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000), "sheet_xls"),
        (b"%PDF-1.7\n", "sheet_other"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "sheet_other"),
        (bytes(range(256)) * 4, "sheet_other"),
        (b"PK\x03\x04" + bytes(200), "sheet_corrupt"),
        (b"NIK;Nama\n", "sheet_no_rows"),
        (f"1;{nik()};5\n2;{nik(1)};6\n".encode(), "sheet_no_header"),
        (b'NIK,Nama\n1,"a"b\n', "sheet_quotes"),
        (b'NIK,Nama\n1,"never closed\n2,x\n', "sheet_quotes"),
        (b"N" * (MAX_BYTES + 1), "sheet_large"),
    ],
)
def test_every_unusable_file_has_its_sentence(data: bytes, code: str):
    assert refusal(data) == code


def test_a_truncated_or_altered_workbook_is_refused_as_damaged():
    whole = xlsx([TITLES, ["1", nik(), "Siti"]])
    assert refusal(whole[: len(whole) // 2]) == "sheet_corrupt"
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            content = old.read(item)
            new.writestr(item.filename, content[:-40] if "worksheets" in item.filename else content)
    assert refusal(target.getvalue()) == "sheet_corrupt"


def test_another_archive_and_an_empty_workbook_are_told_apart():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("surat.txt", "halo")
    assert refusal(target.getvalue()) == "sheet_other"
    assert refusal(xlsx([[]])) == "sheet_empty"


def test_a_stray_cell_in_the_last_corner_does_not_fill_the_memory():
    target = io.BytesIO()
    whole = xlsx([TITLES, ["1", nik(), "Siti"]])
    stray = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            new.writestr(item.filename, old.read(item).replace(b"</sheetData>", stray))
    assert refusal(target.getvalue()) == "sheet_large"


def test_a_workbook_that_unpacks_beyond_measure_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(401):
                part.write(bytes(1024 * 1024))
    assert len(target.getvalue()) < MAX_BYTES
    assert refusal(target.getvalue()) == "sheet_large"


def test_dates_come_as_dates():
    sheet = read(xlsx([["NIK", "Nama", "Tgl Lahir"], [nik(), "Siti", "12-03-1994"]]))
    assert sheet.rows[0].cells[2] == "12-03-1994"
    book = io.BytesIO()
    import xlsxwriter

    made = xlsxwriter.Workbook(book, {"in_memory": True})
    page = made.add_worksheet()
    page.write_row(0, 0, ["NIK", "Nama", "Tgl Lahir"])
    page.write_row(1, 0, [nik(), "Siti"])
    page.write_datetime(1, 2, date(1994, 3, 12), made.add_format({"num_format": "dd/mm/yyyy"}))
    made.close()
    assert read(book.getvalue()).rows[0].cells[2] == date(1994, 3, 12)


@given(st.binary(max_size=400))
def test_no_bytes_make_it_fail_in_another_way(data: bytes):
    try:
        read(data)
    except Refused as refused:
        assert refused.next_step


@given(data=st.data())
def test_no_damage_to_a_workbook_makes_it_fail_in_another_way(data: st.DataObject):
    whole = bytearray(_WHOLE)
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        read(bytes(whole))
    except Refused as refused:
        assert refused.next_step


_WHOLE = xlsx([TITLES, ["1", nik(), "Siti"], ["2", 3276065203949102, "Rina"]])

_CELLS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters='"='), min_size=1, max_size=12
).filter(lambda text: text.strip() == text)


@given(
    st.lists(st.lists(_CELLS, min_size=3, max_size=3), min_size=1, max_size=8),
    st.sampled_from([",", ";", "\t"]),
)
def test_what_a_spreadsheet_program_writes_is_read_as_it_was(rows: list[list[str]], delimiter: str):
    import csv

    target = io.StringIO()
    writer = csv.writer(target, delimiter=delimiter)
    writer.writerow(["NIK", "Nama", "Alamat"])
    writer.writerows(rows)
    sheet = read(target.getvalue().encode())
    assert [list(row.cells) for row in sheet.rows] == rows
    assert [row.number for row in sheet.rows] == list(range(2, len(rows) + 2))
