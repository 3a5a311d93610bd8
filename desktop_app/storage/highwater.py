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

_BINARY: Final = getattr(os, "O_BINARY", 0)  # Windows would write another end of line


@dataclass(frozen=True, slots=True)
class Mark:
    """Epoch, last seq and head (hex) of this device's own stream."""

    ep: int
    seq: int
    head: str


def write(path: Path, mark: Mark) -> None:
    """Overwrite the file; a failure is ignored, because the commit has already happened."""
    body = msgspec.json.encode([mark.ep, mark.seq, mark.head])
    line = f"{zlib.crc32(body):08x} {body.decode()}\n".ljust(160)
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | _BINARY, 0o600)  # every save: no buffer, no stream
        try:
            os.write(file, line.encode())
        finally:
            os.close(file)
    except OSError:
        return


def read(path: Path) -> Mark | None:
    """The last mark; None when there is none or it was torn."""
    try:
        check, body = path.read_text(encoding="utf-8").strip().split(" ", 1)
        if int(check, 16) != zlib.crc32(body.encode()):
            return None
        ep, seq, head = json.loads(body)
    except (OSError, ValueError):
        return None
    return Mark(int(ep), int(seq), str(head))
