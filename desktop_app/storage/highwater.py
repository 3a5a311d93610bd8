"""The high-water file: where this device's stream stood, kept outside the database.

A database put back from an older copy stands behind this file; going on from there would write
other ops under numbers already used. Then a new epoch begins (exchange design, section 8).
The file is small and overwritten in place; losing its last word in a power cut is harmless, because
only a file that is *ahead* of the database means anything.
"""

from __future__ import annotations

import json
import os
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import Connection, select

from desktop_app.storage import tables

_BINARY: Final = getattr(os, "O_BINARY", 0)  # Windows would write another end of line

LINE: Final = 160
"""How many bytes a line takes; what says less is filled with spaces."""
_ALONE: Final = " \n"
_OTHERS: Final = "\t\n"
"""The end of a line that is not the only one: where the file is cut between two, that is still seen."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Epoch, last seq and head (hex) of this device's own stream."""

    ep: int
    seq: int
    head: str


def write(path: Path, mark: Mark, *, lines: int = 1) -> None:
    """Overwrite the file; a failure is ignored, because the commit has already happened. With more than one
    line each says the same, so that a damaged byte takes none of it away."""
    body = msgspec.json.encode([mark.ep, mark.seq, mark.head])
    line = f"{zlib.crc32(body):08x} {body.decode()}".ljust(LINE - 2) + (_OTHERS if lines > 1 else _ALONE)
    line *= lines
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | _BINARY, 0o600)  # every save: no buffer, no stream
        try:
            os.write(file, line.encode())
        finally:
            os.close(file)
    except OSError:
        return


def read(path: Path) -> Mark | None:
    """The last mark; None when there is none or no line of it can be read."""
    marks = [found for found in _lines(_raw(path)) if found is not None]
    return max(marks, key=lambda one: (one.ep, one.seq)) if marks else None


def spoilt(path: Path, lines: int) -> bool:
    """Whether fewer than so many lines of it can be read, but one at least. One whole line that was written
    alone is the form of the program before, which goes with the next mark."""
    raw = _raw(path)
    found = _lines(raw)
    earlier = len(found) == 1 and not raw.endswith(_OTHERS.encode())
    return 0 < sum(each is not None for each in found) < lines and not earlier


def _raw(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _lines(raw: bytes) -> list[Mark | None]:
    return [_line(raw[at : at + LINE]) for at in range(0, len(raw), LINE) if raw[at : at + LINE].strip()]


def _line(raw: bytes) -> Mark | None:
    try:
        check, body = raw.decode().rstrip().split(" ", 1)
        if check != f"{zlib.crc32(body.encode()):08x}":  # as text: a digit turned to a blank is no zero
            return None
        ep, seq, head = json.loads(body)
    except ValueError:
        return None
    return Mark(int(ep), int(seq), str(head))


def behind(connection: Connection, dev: str, ep: int, path: Path) -> int:
    """How many changes the computer `dev` has already written in its epoch `ep` that the database lacks."""
    mark = read(path)
    if mark is None or mark.ep != ep:
        return 0
    stream = tables.stream.c
    seq = connection.execute(
        select(stream.seq).where(stream.dev == bytes.fromhex(dev), stream.ep == ep)
    ).scalar()
    return max(0, mark.seq - (seq or 0))
