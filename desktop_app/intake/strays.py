"""Rows under the titles that are about nobody: totals, column numbers, titles once more, a letter's foot."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from desktop_app.intake.cells import Cell, is_empty, shown
from resources.i18n import tr

_TOTAL = re.compile(
    r"(?i)\s*(grand\s*total|sub\s*-?\s*total|total|jumlah|rata\s*-?\s*rata|banyaknya)\b[\s:.=]*"
    r"(seluruh\w*|semua\w*|keseluruhan)?[\s:.=\d]*(pendaftar|peserta|orang|data|usaha)?[\s:.=\d]*"
)
_FOOT = re.compile(
    r"(?i)\s*(mengetahui|menyetujui|catatan|keterangan|ket\b|nb\b|sumber|dibuat|disusun|diterima|dicetak|"
    r"lurah\b|camat\b|ketua\b|kepala\b|nip\b|n\.b|\*+|depok\s*,)"
)
_LONG: Final = 10
"""Digits that make a key an identity number."""
_FEW: Final = 3
"""Filled cells up to which a row without a name is a line of writing and not a damaged row of the table."""


def stray(
    cells: Sequence[Cell], titles: Sequence[str], columns: Mapping[str, int], keys: Sequence[str]
) -> str:
    """Why this row stands for nobody, as a sentence; "" for a row of the table.

    `keys` are the fields of which one would have to be filled.
    """
    named = [shown(cells[columns[name]]) for name in keys if name in columns]
    if any(len(re.sub(r"\D", "", text)) >= _LONG for text in named):
        return ""
    filled = [place for place, cell in enumerate(cells) if not is_empty(cell)]
    texts = [shown(cells[place]) for place in filled]
    if len(filled) > 1 and all(
        shown(cells[place]).casefold() == _own(titles[place]).casefold() for place in filled if titles[place]
    ):
        return tr("Judul kolom diulang di baris ini, jadi tidak dibaca.")
    if len(filled) >= 3 and _numbered(filled, texts):
        return tr("Baris ini hanya nomor kolom, jadi tidak dibaca.")
    if any(_TOTAL.fullmatch(text) for text in texts):
        return tr("Baris ini baris jumlah, jadi tidak dibaca.")
    used = set(columns.values())
    written = sum(place in used for place in filled)
    foot = "nik" in keys and len(filled) <= _FEW and any(_FOOT.match(text) for text in texts)
    alone = len(filled) == 1 and re.search(r"[^\W\d]{3}", texts[0]) is not None
    if foot or (not any(named) and (written == 0 or alone)):
        return tr("Baris ini catatan di luar tabel, jadi tidak dibaca.")
    return ""


def _own(title: str) -> str:
    """A title as it stands in its own cell."""
    return re.sub(r" \(\d+\)$", "", title.rpartition(" › ")[2])


def _numbered(places: Sequence[int], texts: Sequence[str]) -> bool:
    """(1) (2) (3): the line of column numbers under the titles of government tables."""
    found = [re.fullmatch(r"\(?\s*(\d{1,3})\s*\)?", text) for text in texts]
    numbers = [int(match[1]) for match in found if match is not None]
    first = numbers[0] - places[0] if numbers else 0
    return len(numbers) == len(places) and all(
        number - place == first for number, place in zip(numbers, places, strict=True)
    )
