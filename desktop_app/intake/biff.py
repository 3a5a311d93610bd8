"""How large the tables of an old Excel file (XLS) are, told from its records before anything is read.

The reader of values makes room for whatever an XLS claims, and ends the program where there is not so much.
Records: [MS-XLS] 2.3 (type, length, content), 2.4.90 Dimensions, 2.4.265 SST, 2.5.13 Cell.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from typing import Any, Final

import olefile  # pyright: ignore[reportMissingTypeStubs]

from desktop_app.intake.anatomy import MAX_CELLS
from desktop_app.intake.refusals import refused

_BOF: Final = 0x0809
_DIMENSIONS: Final = 0x0200
_STRINGS: Final = 0x00FC
_MANY_NUMBERS: Final = 0x00BD
_CELLS: Final = frozenset((0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E, _MANY_NUMBERS))
"""Records of one cell with content, or of several in a row: each begins with row and column."""
_GRID: Final = 65_536 * 256
"""Cells of the largest sheet that an XLS can hold; formats alone may well reach its last corner."""
_LOOK: Final = 4096
"""Records between two questions whether to go on."""


def measure(data: bytes, check: Callable[[], None]) -> None:
    """Refuse a file whose tables would fill the memory; `check` may end the look by raising.

    Raises Refused for what is no workbook, or too large.
    """
    stream = _stream(data)
    cells = rows = columns = 0
    at, end, count = 0, len(stream), 0
    while at + 4 <= end:
        kind, length = struct.unpack_from("<HH", stream, at)
        at += 4
        if at + length > end:
            break
        if kind in _CELLS and length >= 6:
            row, column = struct.unpack_from("<HH", stream, at)
            if kind == _MANY_NUMBERS:
                column = struct.unpack_from("<H", stream, at + length - 2)[0]
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            if cells + rows * columns > MAX_CELLS:
                raise refused("large")
        elif kind == _BOF:
            cells += rows * columns
            rows = columns = 0
        elif kind == _DIMENSIONS:
            _check_claim(stream[at : at + length])
        elif kind == _STRINGS and length >= 8 and struct.unpack_from("<I", stream, at + 4)[0] > MAX_CELLS:
            raise refused("large")
        at += length
        count += 1
        if count % _LOOK == 0:
            check()


def _check_claim(claim: bytes) -> None:
    """First and last row and column of a sheet, in 32 and 16 bits, before BIFF8 all in 16."""
    if len(claim) >= 12:
        top, below, left, right = struct.unpack_from("<IIHH", claim)
    elif len(claim) >= 8:
        top, below, left, right = struct.unpack_from("<HHHH", claim)
    else:
        return
    if below < top or right < left:
        raise refused("xls")
    if (below - top + 1) * (right - left + 1) > _GRID:
        raise refused("large")


def _stream(data: bytes) -> bytes:
    """The records of the workbook."""
    try:
        file: Any = olefile.OleFileIO(io.BytesIO(data))  # pyright: ignore[reportUnknownVariableType]
        for name in ("Workbook", "Book"):
            if file.exists(name):
                return bytes(file.openstream(name).read())
    except (OSError, ValueError, IndexError, struct.error, MemoryError, RecursionError) as error:
        raise refused("xls") from error
    raise refused("xls")
