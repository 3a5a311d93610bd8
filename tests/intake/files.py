"""Spreadsheets made for tests. Nobody in them exists; every NIK serial starts with 9."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

KUKUSAN = "3276061002"
DEFAULTS = {"program": "WUB", "tahun": 2026, "kelurahan_kode": KUKUSAN}


def nik(number: int = 0) -> str:
    return f"3276065203949{101 + number:03d}"


def xlsx(*sheets: Sequence[Sequence[Any]], hidden: int | None = None) -> bytes:
    """Every value as its own kind of cell: texts as text, numbers as numbers."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    for place, rows in enumerate(sheets):
        sheet = book.add_worksheet(f"Lembar {place + 1}")
        if place == hidden:
            sheet.hide()
        for line, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(line, column, value) if value else None
                else:
                    sheet.write(line, column, value)
    if hidden == 0:
        book.worksheets()[1].set_first_sheet()
        book.worksheets()[1].activate()
    book.close()
    return target.getvalue()
