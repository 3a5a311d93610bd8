"""What a spreadsheet program did to long numbers, said with the row it happened in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from desktop_app.domain import identity
from desktop_app.intake.cells import EXACT, Cell, is_empty, number, shown
from resources.i18n import tr

_SUSPICIOUS: Final = 5
"""From this many NIK on, all ending in 0, the column went through a spreadsheet as numbers."""


def all_end_in_zero(column: Iterable[Cell]) -> bool:
    """Whether a column of NIK was rounded: there are many, and every one ends in 0."""
    ends = [shown(cell)[-1:] for cell in column if not is_empty(cell)]
    return len(ends) >= _SUSPICIOUS and set(ends) == {"0"}


def damage(label: str, cell: Cell, row: int, *, length: int = 16, rounded: bool = False) -> str | None:
    """The sentence about a number, called `label`, that a spreadsheet has damaged; None for a sound one.

    `rounded` says that this column shows the signs of it (`all_end_in_zero`).
    """
    value = number(cell)
    found = identity.spreadsheet_damage(cell, length)
    if value is not None and (found is not None or abs(value) > EXACT):
        return _became(label, row, _exponent(value))
    if found == "eksponen":
        return _became(label, row, shown(cell).lstrip("'"))
    if found == "pecahan":
        return _became(label, row, _exponent(float(re.sub(r"[^\d,.]", "", shown(cell)).replace(",", "."))))
    if found == "nol":
        return tr(
            "Baris {baris}: empat angka terakhir {nama} adalah 0000, dan nomor seperti itu tidak ada. "
            "Ketik ulang dari aslinya sebagai teks.",
            baris=row,
            nama=label,
        )
    if rounded:
        return tr(
            "Baris {baris}: semua NIK di berkas ini berakhir dengan 0, tanda pernah diubah Excel. "
            "Ketik ulang dari aslinya sebagai teks.",
            baris=row,
        )
    return None


def _became(label: str, row: int, read_as: str) -> str:
    return tr(
        "Baris {baris}: {nama} berubah menjadi {isi} oleh Excel. Ketik ulang sebagai teks.",
        baris=row,
        nama=label,
        isi=read_as,
    )


def _exponent(value: float) -> str:
    """As Excel shows it in a narrow column; too short to give a number away."""
    return f"{value:.2E}".replace(".", ",")
