"""Small files made to take the program down: each is refused or read with little memory and work."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.actions.intake import read_sheet
from desktop_app.errors import Refused
from desktop_app.intake import biff
from desktop_app.intake.anatomy import Anatomy, column_letters, look_inside
from desktop_app.intake.reader import _split  # pyright: ignore[reportPrivateUsage]
from desktop_app.intake.sheet import MAX_BYTES, read
from tests.intake.files import nik, xlsx

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_HEAD = f'<?xml version="1.0"?><worksheet xmlns="{_MAIN}"><sheetData>'
_FOOT = "</sheetData></worksheet>"
_TITLES = '<row r="1"><c t="inlineStr"><is><t>NIK</t></is></c><c t="inlineStr"><is><t>Nama</t></is></c></row>'
_WHOLE = xlsx([["NIK", "Nama"], [nik(), "Siti"]])


def book(sheet: str, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A workbook whose only sheet is this text, kept in `part`."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(_WHOLE)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for item in old.infolist():
            content = old.read(item).replace(b"worksheets/sheet1.xml", part.removeprefix("xl/").encode())
            if item.filename == "xl/worksheets/sheet1.xml":
                new.writestr(part, sheet)
            else:
                new.writestr(item.filename, content)
    return target.getvalue()


def ods(table: str) -> bytes:
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        made.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content{names}><office:body><office:spreadsheet>'
            f'<table:table table:name="S">{table}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return target.getvalue()


def ods_row(text: str, columns: int = 1, rows: int = 1, kind: str = ' office:value-type="string"') -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell{kind} '
        f'table:number-columns-repeated="{columns}"><text:p>{text}</text:p></table:table-cell>'
        "</table:table-row>"
    )


def page(body: str) -> bytes:
    return f"<html><table><tr><td>NIK</td><td>Nama</td></tr><tr><td>{body}".encode()


_FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "no place": (lambda: book(f'{_HEAD}{_TITLES}<row r="1048576"><c><v>1</v></c></row>{_FOOT}'), "large"),
    "no row": (lambda: book(f"{_HEAD}{_TITLES}<row>{'<c><v>1</v></c>' * 400}</row>{_FOOT}"), "large"),
    "line break": (
        lambda: book(
            f'{_HEAD}{_TITLES}<row r="2"><c\nr="XFD2"><v>1</v></c></row><row r="99999"><c><v>1</v></c></row>'
            f"{_FOOT}"
        ),
        "large",
    ),
    "elsewhere": (
        lambda: book(f'{_HEAD}{_TITLES}<row r="1048576"><c><v>1</v></c></row>{_FOOT}', "xl/lain/lembar.dat"),
        "large",
    ),
    "backwards": (
        lambda: book(f'{_HEAD}<row r="9"><c><v>1</v></c></row><row r="3"><c><v>1</v></c></row>{_FOOT}'),
        "corrupt",
    ),
    "hidden in a comment": (
        lambda: book(
            f'{_HEAD}{_TITLES}<!-- <row r="2"><c r="A2"><v>1</v></c></row> --><row r="1048576"><c><v>1</v>'
            f"</c></row>{_FOOT}"
        ),
        "large",
    ),
    "entities": (
        lambda: book(f'<!DOCTYPE worksheet [<!ENTITY a "aaaa">]>{_HEAD[21:]}{_TITLES}{_FOOT}'),
        "corrupt",
    ),
    "open cells": (lambda: book(_HEAD + "<c " * 20_000), "corrupt"),
    "open failed cells": (lambda: book(f'{_HEAD}<row><c r="A1"><f>' + '<c t="e" ' * 20_000), "corrupt"),
    "an endless tag": (lambda: book(f'{_HEAD}<row x="{"y" * 60_000_000}">'), "corrupt"),
    "a sheet that is no markup": (lambda: book("halo"), "corrupt"),
    "ods open rows": (lambda: ods("<table:table-row>" * 20_000), "corrupt"),
    "ods one big row": (lambda: ods(ods_row("x" * 20_000_000)), "no_header"),
    "ods repeated cells": (lambda: ods(ods_row("NIK", 5) + ods_row("halo", 40, 199_000)), "large"),
    "ods repeated numbers": (
        lambda: ods(ods_row("NIK", 5) + ods_row("", 40, 199_000, ' office:value="1"')),
        "large",
    ),
    "ods repeated text": (lambda: ods(ods_row("NIK", 5) + ods_row("x" * 100_000, 40, 1_000)), "large"),
    "ods spaces": (lambda: ods(ods_row('<text:s text:c="900000000"/>')), "large"),
    "ods tables": (lambda: ods(f"</table:table><table:table>{ods_row('x', 40, 50_000)}" * 9), "large"),
    "web open tags": (lambda: page("<a " * 200_000), "corrupt"),
    "web open quotes": (lambda: page('<a b=">"' * 200_000), "corrupt"),
    "web comments": (lambda: page("<!--" * 200_000), "corrupt"),
    "web sections": (lambda: page("<![CDATA[>" * 200_000), "corrupt"),
    "web unknown section": (lambda: page("<![halo[>"), "corrupt"),
    "web tables": (lambda: page("<table><tr><td>x" * 200_000), "large"),
    "csv": (lambda: b"NIK;Nama" + b";" * 290 + (b"\n1;2" + b";" * 290) * 50_000, "large"),
    "csv ragged": (lambda: b"NIK;Nama" + b";" * 290 + b"\n1;2" * 50_000, "large"),
}

_READ_ALL = """
import json, resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (1200 << 20, 1200 << 20))
resource.setrlimit(resource.RLIMIT_CPU, (90, 90))
from desktop_app.errors import Refused
from desktop_app.intake.sheet import read
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        read(path.read_bytes())
        code = ""
    except Refused as refused:
        code = refused.code
    print(json.dumps([path.name, code]), flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only there memory and work can be bounded")
def test_files_made_to_take_the_program_down_are_refused(tmp_path: Path):
    for name, (make, _) in _FILES.items():
        data = make()
        assert len(data) < MAX_BYTES
        (tmp_path / name).write_bytes(data)
    words = [sys.executable, "-c", _READ_ALL, str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=600, check=False)
    found = dict(json.loads(line) for line in done.stdout.splitlines())
    assert found == {name: f"sheet_{code}" for name, (_, code) in sorted(_FILES.items())}, done.stderr[-2000:]


def test_what_is_unusual_but_sound_is_read():
    told = read(book(f'{_HEAD}{_TITLES}<row><c><v>1</v></c><c t="str"><v>Siti</v></c></row>{_FOOT}'))
    assert [row.cells for row in told.rows] == [(1, "Siti")]
    wide = ods_row("NIK") + ods_row("1", 1, 3) + ods_row("", 1, 1_000_000, "")
    assert [row.cells for row in read(ods(wide)).rows] == [("1",)] * 3
    script = "<script>" + "x < y; " * 30_000 + "</script>"
    picture = f'<img src="data:image/png;base64,{"A" * 300_000}">'
    rows = "".join(f"<tr><td>{nik(n % 800)}</td><td>Siti &amp; {n}</td></tr>" for n in range(3_000))
    text = f"<html>{script}{picture}<table><tr><td>NIK</td><td>Nama</td></tr>{rows}</table>"
    assert [row.cells[1] for row in read(text.encode()).rows] == [f"Siti & {n}" for n in range(3_000)]


def test_fifty_thousand_rows_of_forty_columns_are_not_too_large():
    row = "".join(f'<c r="{column_letters(place)}%d"><v>1</v></c>' for place in range(40))
    rows = "".join(f'<row r="{n}">{row.replace("%d", str(n))}</row>' for n in (1, 2, 50_003))
    assert look_inside(book(_HEAD + rows + _FOOT)) == [Anatomy()]


def test_a_file_is_not_read_whole_before_its_size_is_known(tmp_path: Path):
    path = tmp_path / "besar.csv"
    with path.open("wb") as file:
        file.truncate(2 * MAX_BYTES)
    tracemalloc.start()
    try:
        with pytest.raises(Refused) as refused:
            read_sheet(path)
        assert tracemalloc.get_traced_memory()[1] < MAX_BYTES // 8
    finally:
        tracemalloc.stop()
    assert refused.value.code == "sheet_large"


def test_a_long_text_is_no_pair():
    assert _split("tempat+tanggal", "1-" * 200_000 + "x") is None
    assert _split("rt+rw", "rt" + "." * 200_000 + "x") is None
    assert _split("tempat+tanggal", "Depok, 12-03-1994") == ("Depok", "12-03-1994")


_CELL_KINDS = st.sampled_from(
    ["<c%s><v>1</v></c>", "<c%s/>", '<c%s s="1"/>', '<c%s t="s"><v>0</v></c>', "<c%s><f>1</f></c>",
     '<c%s t="e"><v>#N/A</v></c>', '<c%s t="str"><f>1</f><v></v></c>', "<c%s><f>1</f><v>2</v></c>",
     '<c%s t="inlineStr"><is><t>x</t></is></c>']
)  # fmt: skip
_ROWS = st.lists(
    st.tuples(
        st.integers(1, 90_000),
        st.sampled_from(["", ' hidden="1"', ' spans="1:2"']),
        st.lists(st.tuples(st.sampled_from([1, 2, 26, 27, 40, 53, 299, 301]), _CELL_KINDS), max_size=4),
    ),
    max_size=8,
)


def _anatomy(rows: Sequence[tuple[int, str, list[tuple[int, str]]]], gap: str) -> list[Anatomy] | str:
    text = ""
    for row, attributes, cells in sorted(rows, key=lambda one: one[0]):
        inner = "".join(kind % f'{gap} r="{column_letters(place - 1)}{row}"' for place, kind in cells)
        text += f'<row{gap} r="{row}"{attributes}>{inner}</row>'
    try:
        return look_inside(book(_HEAD + text + _FOOT))
    except Refused as refused:
        return refused.code


@settings(max_examples=60)
@given(_ROWS)
def test_usual_rows_are_seen_as_the_parser_sees_them(rows: list[tuple[int, str, list[tuple[int, str]]]]):
    """With a second space no row is written as usual, and the parser sees every one."""
    assert _anatomy(rows, "") == _anatomy(rows, " ")


OLD = (Path(__file__).parents[1] / "files" / "intake" / "lama.xls").read_bytes()


def record(kind: int, nth: int = 0) -> int:
    """Where the content of the nth record of this kind stands in `OLD`, whose workbook lies in one piece."""
    at = OLD.find(struct.pack("<HHI", 0x0809, 16, 0x00050600))
    while at >= 0:
        found, length = struct.unpack_from("<HH", OLD, at)
        if found == kind and nth == 0:
            return at + 4
        nth -= found == kind
        at += 4 + length
    raise AssertionError(kind)


@pytest.mark.parametrize(
    ("at", "form", "lie"),
    [
        pytest.param(record(0x0200), "<IIHH", (0, 0xFFFF_FFFE, 0, 0xFFFE), id="dimensions"),
        pytest.param(record(0x00FC) + 4, "<I", (0x7FFF_FFFF,), id="strings"),
        pytest.param(record(0x00FD, 7), "<HH", (65_535, 255), id="last corner"),
        pytest.param(record(0x00FD, 7), "<HH", (60_000, 60), id="a large table"),
    ],
)
def test_an_old_workbook_that_claims_too_much_is_refused_before_it_is_read(
    at: int, form: str, lie: tuple[int, ...]
) -> None:
    """The reader makes room for what the file claims: it would end the program, or fill its memory."""
    data = bytearray(OLD)
    struct.pack_into(form, data, at, *lie)
    with pytest.raises(Refused) as refusal:
        read(bytes(data))
    assert refusal.value.code == "sheet_large"


def old_book(cells: list[tuple[int, int]], sheets: int, *, hidden: bool = False) -> bytes:
    """The records of a workbook whose `sheets` names all begin at one table of these cells; `hidden` puts the
    table into the content of another record, where a walk from the front does not see it."""

    def record(kind: int, content: bytes) -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    table = record(0x0809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    table += b"".join(record(0x0203, struct.pack("<HHHd", row, column, 0, 1.0)) for row, column in cells)
    table += record(0x000A, b"")

    def whole(begin: int) -> bytes:
        names = b"".join(
            record(0x0085, struct.pack("<IBBBB", begin, 0, 0, 1, 0) + bytes([65 + n])) for n in range(sheets)
        )
        return record(0x0809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + names + record(0x000A, b"")

    front = len(whole(0))
    return whole(front + 4 * hidden) + (record(0x005C, table) if hidden else table)


@pytest.mark.parametrize(
    ("cells", "sheets", "hidden"),
    [([(65_535, 255)], 1, True), ([(1_000, 200)], 20, False), ([(1_000, 200)], 20, True)],
)
def test_every_sheet_of_an_old_workbook_is_measured_where_it_begins(
    cells: list[tuple[int, int]], sheets: int, hidden: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(biff, "_stream", lambda data: data)  # without the container around the records
    with pytest.raises(Refused, match="terlalu besar"):
        biff.measure(old_book(cells, sheets, hidden=hidden), lambda: None)
    biff.measure(old_book([(1_000, 200)], 3, hidden=hidden), lambda: None)


def test_two_books_whose_names_differ_in_capitals_are_refused() -> None:
    name = "Workbook".encode("utf-16-le")
    assert OLD.count(name) == 1
    with pytest.raises(Refused) as refusal:
        read(OLD.replace(name, "WORKBOOK".encode("utf-16-le")))
    assert refusal.value.code == "sheet_xls"


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_old_workbook_is_read_or_refused(data: st.DataObject) -> None:
    broken = bytearray(OLD)
    for _ in range(data.draw(st.integers(1, 4))):
        broken[data.draw(st.integers(8, len(broken) - 1))] = data.draw(st.integers(0, 255))
    try:
        read(bytes(broken))
    except Refused as refusal:
        assert refusal.code.startswith("sheet_")


class Enough(Exception):
    """Nobody waits any more."""


@pytest.mark.parametrize("form", ["xlsx", "ods", "csv", "html"])
def test_reading_ends_where_nobody_waits(form: str) -> None:
    lines = [["NIK", "Nama"], *([nik(), "Siti"] for _ in range(3000))]
    made = {
        "xlsx": lambda: xlsx(lines),
        "ods": lambda: ods("<table:table-row><table:table-cell/></table:table-row>"),
        "csv": lambda: "\n".join(";".join(line) for line in lines).encode(),
        "html": lambda: ("<table>" + "".join(f"<tr><td>{a}<td>{b}" for a, b in lines) + "</table>").encode(),
    }[form]()
    with pytest.raises(Enough):
        read(made, check=_enough)


def test_an_old_sheet_is_measured_at_once_and_nobody_is_asked() -> None:
    assert read(OLD + bytes(512), check=_enough).rows


def _enough() -> None:
    raise Enough
