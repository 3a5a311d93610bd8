"""The mark of a program at work in an office folder: one that is found there was left by one that fell.

It is written when the office is open and goes when it is closed, both under the folder's lock. It says when
the program began and nothing else.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

NAME: Final = "berjalan.json"
_LAST: Final = ("wira.db-wal", "drafts.db-wal", "wira.db", "drafts.db", "high-water", NAME)
"""What a program at work writes; the latest of them tells until when it worked."""


class _Mark(msgspec.Struct, frozen=True):
    began: datetime
    version: str = ""


@dataclass(frozen=True, slots=True)
class Fallen:
    """A run that did not end as it should: when it began and when it last wrote, by the computer's clock."""

    began: datetime
    last: datetime


def look(home: Path) -> Fallen | None:
    """The run before, where it fell; None where it ended as it should. Before anything is opened."""
    try:
        kept = msgspec.json.decode((home / NAME).read_bytes(), type=_Mark)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError):  # torn by a power cut while it was written
        kept = _Mark(_written(home / NAME))
    return Fallen(kept.began, max((_written(home / name) for name in _LAST), default=kept.began))


def mark(home: Path, version: str) -> None:
    """A program is at work from now on; a folder that cannot be written is told by what is written there."""
    with suppress(OSError):
        (home / NAME).write_bytes(msgspec.json.encode(_Mark(datetime.now(UTC), version)))


def unmark(home: Path) -> None:
    """It has ended as it should."""
    with suppress(OSError):
        (home / NAME).unlink(missing_ok=True)


def _written(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return datetime.fromtimestamp(0, UTC)
