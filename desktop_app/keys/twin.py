"""The small files without which nobody can open an office: each carries a checksum and has a second copy.

    home/office.json    home/keyslots.json      {...,"sum":"<SHA-256 of all before it>"}
    home/salinan/office.json ...                the same bytes

One bad sector in one of them would otherwise cost everything since the last backup although the database is
whole. The checksum finds what a failing disk did, nothing more: who may write here may write both copies, and
what a passphrase opens is sealed by itself. A file without a checksum is one that an earlier Wira wrote.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from desktop_app.keys.atomic import patiently, replace, write_atomic

FOLDER: Final = "salinan"
_SUM: Final = re.compile(rb',"sum":"([0-9a-f]{64})"}\Z')

State = Literal["whole", "plain", "damaged", "lost"]
"""``plain``: readable, without a checksum."""

Reads = Callable[[bytes], Any]
"""Raises msgspec.MsgspecError or UnicodeError for bytes that are no such file."""


def twin_of(path: Path) -> Path:
    """Where the second copy lies."""
    return path.parent / FOLDER / path.name


def write(path: Path, document: bytes) -> None:
    """Write a JSON object with members and its second copy. Raises OSError; `path` is then as before.

    The copy goes first and comes last: whatever happens between, none is older than `path`, so a passphrase
    that was taken away never opens anything again.
    """
    body = document[:-1]
    put(path, body + b',"sum":"' + sha256(body).hexdigest().encode() + b'"}')


def read(path: Path, reads: Reads) -> bytes | None:
    """The bytes of `path`, or of its copy where it is lost or damaged; None where neither is there.

    Where neither is good: raises what `reads` raises, OSError, or ValueError for a wrong checksum.
    """
    if not exists(path):
        return None
    try:
        return _sound(path, reads)
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        try:
            return _sound(twin_of(path), reads)
        except (OSError, ValueError, msgspec.MsgspecError):
            raise error from None


def exists(path: Path) -> bool:
    """Whether the file or its copy is there."""
    return path.exists() or twin_of(path).exists()


def states(path: Path, reads: Reads) -> tuple[State, State]:
    """How the file and its copy are; a copy that differs from a good file is damaged."""
    first, second = _state(path, reads), _state(twin_of(path), reads)
    if {first, second} <= {"whole", "plain"} and path.read_bytes() != twin_of(path).read_bytes():
        return ("damaged", second) if first == "plain" else (first, "damaged")
    return first, second


def mend(path: Path, reads: Reads) -> bool:
    """Put a lost or damaged file back from its copy, or make the copy anew; whether the file was put back.

    The damaged one is kept beside under another name. Whoever calls holds the folder's lock. Raises OSError.
    """
    first, second = _state(path, reads), _state(twin_of(path), reads)
    if first in ("whole", "plain"):
        data = path.read_bytes()
        if second == "lost" or twin_of(path).read_bytes() != data:
            _copy(path, data)
        return False
    if second not in ("whole", "plain"):
        return False
    data = twin_of(path).read_bytes()
    keep_aside(path)
    write_atomic(path, data)
    return True


def keep_aside(path: Path) -> None:
    """Keep what lies at `path` under another name; nothing where it is lost. Raises OSError."""
    if path.exists():
        replace(path, _aside(path))


def put(path: Path, data: bytes) -> None:
    """Give `path` and its second copy the bytes of another such file. Raises OSError."""
    patiently(lambda: twin_of(path).unlink(missing_ok=True))
    write_atomic(path, data)
    _copy(path, data)


def set_aside(path: Path) -> list[Path]:
    """The damaged ones that `mend` has kept."""
    return sorted(path.parent.glob(f"{path.stem}-tak-terbaca-*{path.suffix}"))


def _state(path: Path, reads: Reads) -> State:
    try:
        data = _sound(path, reads)
    except FileNotFoundError:
        return "lost"
    except (OSError, ValueError, msgspec.MsgspecError):
        return "damaged"
    return "whole" if _SUM.search(data) else "plain"


def _sound(path: Path, reads: Reads) -> bytes:
    data = path.read_bytes()
    found = _SUM.search(data)
    if found is not None and sha256(data[: found.start()]).hexdigest().encode() != found[1]:
        raise ValueError("checksum")
    reads(data)
    return data


def _copy(path: Path, data: bytes) -> None:
    with suppress(OSError):  # the file itself is on the disk; `mend` makes the copy at the next opening
        twin_of(path).parent.mkdir(exist_ok=True)
        write_atomic(twin_of(path), data)


def _aside(path: Path) -> Path:
    number = len(set_aside(path)) + 1
    while (kept := path.with_name(f"{path.stem}-tak-terbaca-{number}{path.suffix}")).exists():
        number += 1
    return kept
