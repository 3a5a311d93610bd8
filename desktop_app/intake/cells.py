"""What one cell of a spreadsheet may hold, before anybody interprets it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

Cell = str | int | float | bool | date | datetime | time | timedelta
"""Empty is the empty text. Numbers stay numbers, so that a damaged NIK can still be told."""

EXACT: Final = 2**53
"""Up to here a numeric cell, a double, holds every whole number."""


def is_empty(cell: Cell) -> bool:
    """Whether nothing can be seen in the cell."""
    return isinstance(cell, str) and not cell.strip()


def number(cell: Cell) -> int | float | None:
    """The number of a numeric cell; booleans are none."""
    return cell if isinstance(cell, (int, float)) and not isinstance(cell, bool) else None


def shown(cell: Cell) -> str:
    """The cell as one line of text."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, (date, datetime)):
        return f"{cell:%d-%m-%Y}"
    return " ".join(str(cell).split())
