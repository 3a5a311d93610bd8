"""Writing XLSX: every cell a text, so that no spreadsheet program turns a NIK into a number."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import xlsxwriter

from desktop_app import csvfile
from resources.i18n import tr

_BORN: Final = datetime(2026, 1, 1)  # noqa: DTZ001 - a fixed mark, so that equal content gives equal bytes
_LAST_ROW: Final = 1_048_575


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet. `choices` lists the answers offered in a column, by its place; `widths` in characters;
    `digits` is how many digits a column of numbers as text has."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    widths: Sequence[int] = ()
    choices: dict[int, Sequence[str]] = field(default_factory=dict[int, Sequence[str]])
    digits: dict[int, int] = field(default_factory=dict[int, int])


def write(pages: Sequence[Page]) -> bytes:
    """The workbook. Texts are written as they are, numbers only where a row holds a number."""
    target = io.BytesIO()
    book: Any = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": _BORN})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "num_format": "@", "bottom": 1})
    text = book.add_format({"num_format": "@", "valign": "top"})
    for page in pages:
        sheet = book.add_worksheet(page.name)
        sheet.freeze_panes(1, 0)
        for place, title in enumerate(page.columns):
            width = page.widths[place] if place < len(page.widths) else max(12, len(title) + 2)
            sheet.set_column(place, place, width, text)
            sheet.write_string(0, place, title, head)
            if place in page.choices:
                rule = {"validate": "list", "source": list(page.choices[place]), "ignore_blank": True}
                sheet.data_validation(1, place, min(_LAST_ROW, 5000), place, rule)
            if place in page.digits:
                sheet.data_validation(1, place, min(_LAST_ROW, 5000), place, _length(page.digits[place]))
        for line, row in enumerate(page.rows, 1):
            _write_row(sheet, line, row, text)
    book.close()
    return target.getvalue()


def _length(digits: int) -> dict[str, Any]:
    """A reminder, not a bar: a number with spaces or dots is read as well."""
    return {
        "validate": "length", "criteria": "==", "value": digits, "ignore_blank": True,
        "error_type": "warning", "error_title": tr("Periksa nomornya"),
        "error_message": tr("Nomor ini berisi {n} angka, ditulis sebagai teks.", n=digits),
    }  # fmt: skip


def _write_row(sheet: Any, line: int, row: Sequence[object], text: Any) -> None:
    for place, value in enumerate(row):
        if value is None or value == "":
            continue
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            sheet.write_number(line, place, value)
        else:
            sheet.write_string(line, place, str(value), text)


def write_csv(rows: Iterable[Sequence[str]], *, delimiter: str = ";") -> bytes:
    """Text with semicolons, which spreadsheet programs here open as a table (`csvfile`)."""
    target = io.StringIO()
    csvfile.write(target, rows, delimiter=delimiter)
    return target.getvalue().encode("utf-8-sig")
