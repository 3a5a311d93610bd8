"""Whether a computer's clock can be right. It orders nothing (exchange design, section 8), but papers,
consents and backups bear its time, so a person is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

FIRST: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""Before the first edition of Wira; no office was at work then. A PC with a spent battery says 2009."""

BACK: Final = timedelta(minutes=10)
"""A clock set right by less is nothing to tell."""

LONGEST_PAUSE: Final = timedelta(days=400)
"""An office works every year; one that shows more since its last entry has a clock that runs ahead."""

_LONGEST_LIFE: Final = timedelta(days=366 * 40)

Kind = Literal["behind", "ahead"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A clock that shows `shown` although `known` was written; the one or the other time is wrong."""

    kind: Kind
    shown: datetime
    known: datetime | None


def doubt(now: datetime, written: datetime | None) -> Doubt | None:
    """Why `now` cannot be the time; `written` is the time of this computer's last entry,
    which says nothing where it was written under a clock that was wrong itself."""
    if written is not None and written < FIRST:
        written = None
    if now < FIRST or (written is not None and now < written - BACK):
        return Doubt("behind", now, written)
    if now > FIRST + _LONGEST_LIFE or (written is not None and now > written + LONGEST_PAUSE):
        return Doubt("ahead", now, written)
    return None


class Watch:
    """Sees a clock that is changed while the program runs, by the computer's running time in seconds.

    A clock put forward is seen from `LONGEST_PAUSE` on only: not every system counts the time it slept.
    """

    def __init__(self, now: datetime, ticks: float) -> None:
        self._now, self._ticks = now, ticks

    def moved(self, now: datetime, ticks: float) -> Doubt | None:
        """A change since it was asked last; told once."""
        expected = self._now + timedelta(seconds=ticks - self._ticks)
        self._now, self._ticks = now, ticks
        if now < expected - BACK:
            return Doubt("behind", now, expected)
        return Doubt("ahead", now, expected) if now > expected + LONGEST_PAUSE else None
