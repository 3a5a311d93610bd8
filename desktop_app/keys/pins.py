"""Which roots of DKUM this account of the computer has met in an office folder, noted outside of that folder.

Whoever may write in an office folder could exchange DKUM's directory there, which papers are checked by
before anyone has come in. The note is the account's own: it is written when somebody has come in, from what
the encrypted database holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from desktop_app.keys.atomic import write_atomic


class Pin(msgspec.Struct, frozen=True):
    """Raw root keys (hex) that may sign the directory, and the version that was last seen."""

    roots: list[str]
    version: int


def note() -> Path:
    """Where the note is: with this person's own settings."""
    from platformdirs import user_config_path

    return user_config_path("Wira", appauthor=False) / "directories.json"


def remember(home: Path, roots: Iterable[bytes], version: int) -> None:
    """Note what was met in the office folder `home`; where it cannot be written nothing is pinned."""
    pin = Pin(sorted(root.hex() for root in roots), version)
    known = _read()
    if known.get(_key(home)) == pin:
        return
    known[_key(home)] = pin
    with suppress(OSError, RuntimeError):
        note().parent.mkdir(parents=True, exist_ok=True)
        write_atomic(note(), msgspec.json.encode(known))


def known(home: Path) -> Pin | None:
    """What this account met in `home`; None where it never came in there, or the note was spoilt."""
    return _read().get(_key(home))


def _read() -> dict[str, Pin]:
    try:
        return msgspec.json.decode(note().read_bytes(), type=dict[str, Pin])
    except (OSError, ValueError, RuntimeError):  # a service's account may have no home
        return {}


def _key(home: Path) -> str:
    return str(home.absolute())
