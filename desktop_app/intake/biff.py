"""How large the tables of an old Excel file (XLS) are, told from its records before anything is read.

The reader of values makes room for whatever an XLS claims, and ends the program where there is not so much.
[MS-XLS] 2.3 records (type, length, content), 2.4.28 BoundSheet8, 2.4.90 Dimensions, 2.4.265 SST, 2.5.13.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator
from typing import Any, Final

import olefile  # pyright: ignore[reportMissingTypeStubs]

from desktop_app.intake.anatomy import MAX_CELLS
from desktop_app.intake.refusals import refused

_EOF: Final = 0x000A
_SHEET: Final = 0x0085
_DIMENSIONS: Final = 0x0200
_STRINGS: Final = 0x00FC
_MANY_NUMBERS: Final = 0x00BD
_CELLS: Final = frozenset((0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E, _MANY_NUMBERS))
"""Records of one cell with content, or of several in a row: each begins with row and column."""
_GRID: Final = 65_536 * 256
"""Cells of the largest sheet that an XLS can hold; formats alone may well reach its last corner."""
_LOOK: Final = 4096
"""Records between two questions whether to go on."""
_RECORDS: Final = 6_000_000
"""Twice as many as fit into the largest file; sheets that overlap are walked through again and again."""


def measure(data: bytes, check: Callable[[], None]) -> None:
    """Refuse a file whose tables would fill the memory; `check` may end the look by raising.

    Each sheet is followed from where the workbook says that it begins to its end, as the reader of values
    does. Raises Refused for what is no workbook, or too large.
    """
    stream = _stream(data)
    walk = _Walk(stream, check)
    begins: list[int] = []
    for kind, at, length in walk.records(0):
        if kind == _SHEET and length >= 4:
            begins.append(struct.unpack_from("<I", stream, at)[0])
        elif kind == _STRINGS and length >= 8 and struct.unpack_from("<I", stream, at + 4)[0] > MAX_CELLS:
            raise refused("large")
    cells = 0
    for begin in begins:
        cells += _table(walk, begin, MAX_CELLS - cells)


class _Walk:
    """Records one after another, and how many there were in all."""

    def __init__(self, stream: bytes, check: Callable[[], None]) -> None:
        self.stream = stream
        self._check = check
        self._count = 0

    def records(self, at: int) -> Iterator[tuple[int, int, int]]:
        """Kind, place and length of every record from `at` to the end of its part."""
        end = len(self.stream)
        while at + 4 <= end:
            kind, length = struct.unpack_from("<HH", self.stream, at)
            at += 4
            if kind == _EOF or at + length > end:
                return
            yield kind, at, length
            at += length
            self._count += 1
            if self._count > _RECORDS:
                raise refused("large")
            if self._count % _LOOK == 0:
                self._check()


def _table(walk: _Walk, begin: int, room: int) -> int:
    """Cells of the table that begins there, empty ones between them too."""
    rows = columns = 0
    stream = walk.stream
    for kind, at, length in walk.records(begin):
        if kind in _CELLS and length >= 6:
            row, column = struct.unpack_from("<HH", stream, at)
            if kind == _MANY_NUMBERS:
                column = max(column, struct.unpack_from("<H", stream, at + length - 2)[0])
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            if rows * columns > room:
                raise refused("large")
        elif kind == _DIMENSIONS:
            _check_claim(stream[at : at + length])
    return rows * columns


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
    """The records of the workbook, under the very name by which the reader of values looks for them."""
    try:
        file: Any = olefile.OleFileIO(io.BytesIO(data))  # pyright: ignore[reportUnknownVariableType]
        names = [str(path[0]) for path in file.listdir() if len(path) == 1]
        for name in ("Workbook", "Book"):
            if [one for one in names if one.casefold() == name.casefold()] not in ([], [name]):
                break  # two names that differ in capitals: which one would be read
            if name in names:
                return bytes(file.openstream(name).read())
    except (OSError, ValueError, IndexError, struct.error, MemoryError, RecursionError) as error:
        raise refused("xls") from error
    raise refused("xls")
