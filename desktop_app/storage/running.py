"""The mark of a program at work in an office folder: one that is found there was left by one that fell.

It is written when the office is open and goes when it is closed, both under the folder's lock. It says when
the program began, and of a fall before it as long as nobody has read of that: who opened the folder first may
have been no person, as a daily backup, or one whom it did not let in.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

import msgspec

from desktop_app.keys.atomic import write_atomic

NAME: Final = "berjalan.json"
_LAST: Final = ("wira.db-wal", "drafts.db-wal", "wira.db", "drafts.db", "high-water", NAME)
"""What a program at work writes; the latest of them tells until when it worked."""


@dataclass(frozen=True, slots=True)
class Fallen:
    """A run that did not end as it should: when it began and when it last wrote, by the computer's clock.
    `behind` is how many saved changes the folder had lost by then; then it may have ended as it should.
    `told`: a command has said so, to somebody who was there or to nobody that it knows of."""

    began: datetime
    last: datetime
    behind: int = 0
    told: Literal["", "unseen", "seen"] = ""


class _Mark(msgspec.Struct, frozen=True):
    began: datetime
    version: str = ""
    untold: Fallen | None = None
    ended: bool = False


def look(home: Path) -> Fallen | None:
    """The run before, where it fell; None where it ended as it should. Before anything is opened."""
    try:
        kept = msgspec.json.decode((home / NAME).read_bytes(), type=_Mark)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError):  # torn by a power cut while it was written
        kept = _Mark(_written(home / NAME))
    if kept.ended:
        return kept.untold
    last = max((_written(home / name) for name in _LAST), default=kept.began)
    before = kept.untold
    if before is None:
        return Fallen(kept.began, last)
    # of what somebody has read the cause is told: a note from that run says nothing of this one
    return Fallen(kept.began if before.told == "seen" else before.began, last, before.behind)


def with_loss(fallen: Fallen | None, behind: int) -> Fallen | None:
    """The same with `behind` saved changes that were found lost now."""
    if not behind:
        return fallen
    now = datetime.now(UTC)
    return replace(fallen or Fallen(now, now), behind=behind, told="")


def mark(home: Path, version: str, untold: Fallen | None = None) -> None:
    """A program is at work from now on, of whose run before nobody has read yet; a folder that cannot be
    written is told by what is written there."""
    _write(home, _Mark(datetime.now(UTC), version, untold))


def unmark(home: Path, untold: Fallen | None = None) -> None:
    """It has ended as it should; what nobody has read of the run before it stays."""
    if untold is not None:
        _write(home, _Mark(datetime.now(UTC), untold=untold, ended=True))
        return
    with suppress(OSError):
        (home / NAME).unlink(missing_ok=True)


def _write(home: Path, kept: _Mark) -> None:
    with suppress(OSError):  # on the disk before anything that this run notes, or a power cut hides the fall
        write_atomic(home / NAME, msgspec.json.encode(kept))


def _written(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return datetime.fromtimestamp(0, UTC)
