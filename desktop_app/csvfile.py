"""CSV as spreadsheet programs here open it: nothing in it runs as a formula, no number loses digits."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from typing import Final, TextIO

from desktop_app.domain.disclosure import safe_cell

_SHORTENED: Final = re.compile(r"0\d+|\d{12,}")


def guarded(text: str) -> str:
    """`text` as a cell of a CSV file: with an apostrophe where a spreadsheet would compute or shorten it."""
    return f"'{text}" if _SHORTENED.fullmatch(text) else safe_cell(text)


def write(out: TextIO, rows: Iterable[Sequence[object]], *, delimiter: str = ";") -> int:
    """Write `rows` to `out`, opened without newline translation; returns how many they were. `None` is an
    empty cell, numbers are written as they are."""
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    count = 0
    for row in rows:
        writer.writerow(
            ["" if cell is None else guarded(cell) if isinstance(cell, str) else cell for cell in row]
        )
        count += 1
    return count
