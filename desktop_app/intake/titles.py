"""Where the titles of a table are: in one row or in two, below the headings of a letter.

In two rows the upper one names groups ("Tempat/Tgl Lahir" over "Tempat" and "Tanggal"), mostly in merged
cells, whose text stands in their first cell only. A column's title is then `GROUP › COLUMN`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.errors import Refused
from desktop_app.intake.catalogue import Catalogue
from desktop_app.intake.cells import Cell, is_empty, shown
from desktop_app.intake.mapping import WITHIN, recognised
from resources.i18n import tr

SEARCHED: Final = 20
"""Rows from the top among which the titles are looked for."""
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Titles:
    """`first` is the place of the first row of titles, `rows` how many there are (1 or 2)."""

    first: int
    rows: int
    texts: tuple[str, ...]


def find(rows: Sequence[Sequence[Cell]], of: Catalogue) -> Titles:
    """The titles: the row, or pair of rows, that names most fields, or the first of several texts.

    `rows` are the filled ones from the top. Raises Refused where there are none.
    """
    top = [tuple(row) for row in rows[:SEARCHED]]
    counts = [recognised(row, of) for row in top]
    most = max(counts, default=0)
    best = (counts.index(most), 1) if most else None
    for place in range(len(top) - 1):
        if _may_stand_below(top[place + 1]):
            pair = recognised(_joined(top[place], top[place + 1]), of)
            if pair > most:
                best, most = (place, 2), pair
    if best is None:
        best = (_first_texts(top, of), 1)
    first, count = best
    texts = _joined(top[first], top[first + 1]) if count == 2 else tuple(shown(cell) for cell in top[first])
    return Titles(first, count, distinct(texts))


def distinct(texts: Sequence[str]) -> tuple[str, ...]:
    """Titles with a number behind those that stand there again, so that each names one column."""
    seen = Counter[str]()
    taken = {text.casefold() for text in texts}
    found: list[str] = []
    for text in texts:
        key = text.casefold()
        seen[key] += 1
        told = text
        while text and seen[key] > 1 and (told := f"{text} ({seen[key]})").casefold() in taken:
            seen[key] += 1
        taken.add(told.casefold())
        found.append(told)
    return tuple(found)


def repeated(texts: Sequence[str]) -> dict[str, list[int]]:
    """Titles that stand over more than one column, with the places of their columns."""
    places: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        plain = re.sub(r" \(\d+\)$", "", text)
        key = plain if any(other.casefold() == plain.casefold() for other in texts) else text
        if key:
            places.setdefault(key.casefold(), []).append(place)
    return {texts[all_of[0]]: all_of for all_of in places.values() if len(all_of) > 1}


def _may_stand_below(row: Sequence[Cell]) -> bool:
    """Whether this row may hold titles below titles; one of data would have numbers in it."""
    filled = [cell for cell in row if not is_empty(cell)]
    return bool(filled) and all(
        isinstance(cell, str) and len(cell) <= _LONGEST and not _looks_like_data(cell) for cell in filled
    )


def _joined(upper: Sequence[Cell], lower: Sequence[Cell]) -> tuple[str, ...]:
    """One title a column. An empty cell of the upper row belongs to the group on its left where that has
    titles below it."""
    width = max(len(upper), len(lower))
    found: list[str] = []
    group = ""
    for place in range(width):
        over = shown(upper[place]) if place < len(upper) else ""
        under = shown(lower[place]) if place < len(lower) else ""
        if over:
            group = over if under else ""
        found.append(f"{group}{WITHIN}{under}" if group and under and group != under else under or over)
        if not over and not under:
            group = ""
    return tuple(found)


def _first_texts(top: Sequence[Sequence[Cell]], of: Catalogue) -> int:
    for place, row in enumerate(top):
        texts = [cell for cell in row if not is_empty(cell)]
        if len(texts) >= 2 and all(isinstance(cell, str) and not _looks_like_data(cell) for cell in texts):
            return place
    names = ", ".join(tr(of.fields[name].label) for name in of.missing({}))
    raise Refused(
        tr("Baris judul kolom tidak ditemukan di berkas ini."),
        next_step=tr("Beri judul di atas setiap kolom, paling sedikit: {kolom}.", kolom=names),
        code="sheet_no_header",
    )


def _looks_like_data(text: str) -> bool:
    return re.search(r"\d{4,}", text) is not None
