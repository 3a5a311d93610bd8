"""Spreadsheets that leave the house, row by row and in little memory: XLSX by XlsxWriter, or CSV.

Nothing in them is computed or shortened by the program that opens them:

- XLSX: every cell but a plain number is written as a string in a text column, so a NIK keeps its 16 digits
  and ``=1+1`` is only read, never computed.
- CSV (UTF-8 with its mark, ``;`` between cells, as Excel and LibreOffice open it in Indonesia) has no types.
  A cell gets an apostrophe in front where it begins with ``= + - @``, tab or carriage return (formula
  injection), where it is a number of more than eleven digits, which Excel rounds or writes as 3,28E+15, and
  where it is a number with a leading zero, which is dropped. Who reads the file by program takes one leading
  apostrophe away; Wira's own intake does so with numbers.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError  # pyright: ignore[reportMissingTypeStubs]

from desktop_app import csvfile

SheetForm = Literal["xlsx", "csv"]

ROOM: Final[dict[SheetForm, int]] = {"xlsx": 1_048_575, "csv": 10_000_000}
"""Rows below the titles that a file of this form takes."""

_BORN: Final = datetime(2026, 1, 1)  # noqa: DTZ001 - a fixed mark, so that equal content gives equal bytes
_WIDTH: Final = 18


@dataclass(frozen=True, slots=True)
class OutgoingSheet:
    """What is written besides the rows. `about` are lines (what, value) of a second page, in XLSX only."""

    name: str
    titles: Sequence[str]
    about_name: str = ""
    about: Sequence[tuple[str, str]] = ()


def write_rows(path: Path, form: SheetForm, sheet: OutgoingSheet, rows: Iterable[Sequence[object]]) -> int:
    """Write `rows` to `path`; returns how many they were. `None` is an empty cell, a number a number.

    What XlsxWriter sets aside stands beside `path` meanwhile, so give it a folder of its own. Raises OSError;
    what `rows` raises goes through. A file begun is the caller's to remove.
    """
    return _write_csv(path, sheet, rows) if form == "csv" else _write_xlsx(path, sheet, rows)


def _write_csv(path: Path, sheet: OutgoingSheet, rows: Iterable[Sequence[object]]) -> int:
    with open(path, "w", encoding="utf-8-sig", newline="") as out:
        csvfile.write(out, [sheet.titles])
        return csvfile.write(out, rows)


def _write_xlsx(path: Path, sheet: OutgoingSheet, rows: Iterable[Sequence[object]]) -> int:
    with _book(path) as book:
        text = book.add_format({"num_format": "@", "valign": "top"})
        head = book.add_format({"bold": True, "text_wrap": True, "num_format": "@", "bottom": 1})
        page = book.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        for place, title in enumerate(sheet.titles):
            page.set_column(place, place, max(_WIDTH, len(title) + 2), text)
            page.write_string(0, place, title, head)
        write_string, write_number = page.write_string, page.write_number
        line = 0
        for line, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    write_string(line, place, cell, text)
                elif cell is not None:
                    write_number(line, place, cell)
        if sheet.about:
            about = book.add_worksheet(sheet.about_name)
            about.set_column(0, 0, 28, text)
            about.set_column(1, 1, 90, text)
            for number, (what, value) in enumerate(sheet.about):
                about.write_string(number, 0, what, head)
                about.write_string(number, 1, value, text)
        return line


@contextmanager
def _book(path: Path) -> Generator[Any]:
    options = {"constant_memory": True, "tmpdir": str(path.parent)}
    book: Any = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"created": _BORN})
    try:
        yield book
        book.close()
    except FileCreateError as error:  # an OSError in XlsxWriter's own coat
        cause = error.args[0] if error.args else None
        raise (cause if isinstance(cause, OSError) else OSError(str(error))) from error
    finally:
        for page in book.worksheets():  # given up half-way, these would keep the folder from going
            with suppress(OSError):  # what could not be written is told already
                page.row_data_fh.close()
