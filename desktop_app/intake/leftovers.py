"""What a sheet holds beside what is read of it: columns nobody uses, RT and RW within an address.

Nothing is taken from them by itself. A sentence says that they are there and what a person can do.
"""

from __future__ import annotations

import re
from typing import Final

from desktop_app.intake.cells import is_empty, shown
from desktop_app.intake.mapping import Mapping
from desktop_app.intake.sheet import Sheet
from resources.i18n import tr, trn

ADDRESS: Final = "alamat+rt+rw"
"""The column of an address that holds RT and RW as well, where a person says so (`catalogue`)."""

_MOST: Final = 6
_COUNTING: Final = frozenset({"no", "no.", "nomor", "no urut", "nomor urut", "#"})
"""Titles of a column that only counts the rows."""
_BOTH: Final = re.compile(
    r"(?i)[\s,;(]*\bRT\b[\s.:]*(?:/\s*RW\b[\s.:]*(\d{1,3})\s*[/\\-]\s*(\d{1,3})"
    r"|(\d{1,3})[\s/\\,.-]*(?:\bRW\b[\s.:]*)?(\d{1,3}))(?!\d)[)\s,;]*"
)


def split_address(text: str) -> tuple[str, str, str]:
    """Address, RT and RW of one cell; without both the whole is the address."""
    found = _BOTH.search(text)
    if found is None:
        return text, "", ""
    rt, rw = found[1] or found[3], found[2] or found[4]
    rest = ", ".join(part for part in (text[: found.start()].strip(), text[found.end() :].strip()) if part)
    return rest, rt, rw


def notices(sheet: Sheet, mapping: Mapping) -> tuple[str, ...]:
    """What a person should know before storing anything."""
    return tuple(told for told in (_unused(sheet, mapping), _address(sheet, mapping)) if told)


def _unused(sheet: Sheet, mapping: Mapping) -> str:
    """The titles of columns that hold something and are read as nothing."""
    used = set(mapping.columns.values())
    left = [
        title
        for place, title in enumerate(sheet.columns)
        if place not in used
        and title
        and title.casefold() not in _COUNTING
        and any(not is_empty(row.cells[place]) for row in sheet.rows)
    ]
    if not left:
        return ""
    titles = ", ".join(left[:_MOST])
    if len(left) > _MOST:
        return trn(
            "Kolom yang tidak dipakai: {kolom}, dan {n} lagi. Ubah di bagian Kolom.",
            "Kolom yang tidak dipakai: {kolom}, dan {n} lagi. Ubah di bagian Kolom.",
            len(left) - _MOST,
            kolom=titles,
        )
    return tr("Kolom yang tidak dipakai: {kolom}. Ubah di bagian Kolom.", kolom=titles)


def _address(sheet: Sheet, mapping: Mapping) -> str:
    """That addresses hold RT and RW, where no column of their own does."""
    place = mapping.columns.get("alamat")
    if place is None or mapping.columns.keys() & {"rt", "rw", "rt+rw"} or ADDRESS not in mapping.of.pairs:
        return ""
    n = sum(bool(split_address(shown(row.cells[place]))[1]) for row in sheet.rows)
    if not n:
        return ""
    return trn(
        'Di {n} baris, kolom {kolom} memuat RT dan RW. Bila benar, pilih "{isian}" untuknya di bagian Kolom.',
        'Di {n} baris, kolom {kolom} memuat RT dan RW. Bila benar, pilih "{isian}" untuknya di bagian Kolom.',
        n,
        kolom=sheet.columns[place],
        isian=tr(mapping.of.pair_labels[ADDRESS]),
    )
