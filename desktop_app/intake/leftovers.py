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
_NUMBER: Final = r"[\s.:]*([0-9]{1,3})(?!\d)"
"""A whole number behind RT or RW; never the beginning of a longer one."""
_ONE_ONLY: Final = r"(?!\s*(?:[/\\&-]|\bdan\b)\s*\d{1,3}(?!\d)|[.,]\d)"
_RT: Final = re.compile(rf"(?i)(?<![^\W\d_])RT{_NUMBER}{_ONE_ONLY}")
_RW: Final = re.compile(rf"(?i)(?<![^\W\d_])RW{_NUMBER}{_ONE_ONLY}")
_ANY_RW: Final = re.compile(rf"(?i)(?<![^\W\d_])RW{_NUMBER}")
_TOGETHER: Final = re.compile(
    rf"(?i)(?<![^\W\d_])RT(?:[\s.]*/\s*RW{_NUMBER}\s*[/\\\s-]|{_NUMBER}\s*[/\\-])"
    r"\s*([0-9]{1,3})(?!\d|\s*[/\\]\s*\d)"
)
"""Both behind one title: "RT/RW 012/007", "RT 3/4"."""


def split_address(text: str) -> tuple[str, str, str]:
    """Address, RT and RW of one cell; unless it surely tells both, the whole is the address.

    What is found are whole numbers of the text. Where one of them stands there more than once, or as a
    range, nothing is split.
    """
    rt, rw = list(_RT.finditer(text)), list(_RW.finditer(text))
    if len(rt) == 1 and len(rw) == 1:
        return _without(text, rt[0].span(), rw[0].span()), rt[0][1], rw[0][1]
    both = list(_TOGETHER.finditer(text))
    if len(both) != 1:
        return text, "", ""
    found = both[0]
    if len(_RT.findall(text)) or _ANY_RW.search(text[: found.start()] + " " + text[found.end() :]):
        return text, "", ""
    return _without(text, found.span()), found[1] or found[2], found[3]


def _without(text: str, *spans: tuple[int, int]) -> str:
    """The text without these places and without the marks that joined them to it."""
    parts: list[str] = []
    end = 0
    for start, after in sorted(spans):
        parts.append(text[end:start].rstrip(" \t\n,;(/\\-"))
        end = after
    parts.append(text[end:])
    kept = [parts[0], *(part.lstrip(" \t\n,;.)/\\-") for part in parts[1:])]
    return ", ".join(part.strip() for part in kept if part.strip())


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
    titles = ", ".join(left[:_MOST]).rstrip(".")  # "Ket." ends the sentence by itself
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
    n = sum(all(split_address(shown(row.cells[place]))[1:]) for row in sheet.rows)
    if not n:
        return ""
    return trn(
        'Di {n} baris, kolom {kolom} memuat RT dan RW. Bila benar, pilih "{isian}" untuknya di bagian Kolom.',
        'Di {n} baris, kolom {kolom} memuat RT dan RW. Bila benar, pilih "{isian}" untuknya di bagian Kolom.',
        n,
        kolom=sheet.columns[place],
        isian=tr(mapping.of.pair_labels[ADDRESS]),
    )
