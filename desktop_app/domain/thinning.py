"""Which backups stay: seven days, four weeks, twelve months, within a space limit.

A day, week or month without a copy uses up no place, so an office that is opened rarely keeps as long a
history as one that is opened daily. Of each period its last copy stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

DAYS: Final = 7
WEEKS: Final = 4
MONTHS: Final = 12
LIMITS: Final = (1, 2, 4, 8, 16, 32)
"""GiB that the copies of one folder may take."""

_PERIODS: Final[tuple[tuple[int, Callable[[datetime], object]], ...]] = (
    (DAYS, lambda made: made.date()),
    (WEEKS, lambda made: made.isocalendar()[:2]),
    (MONTHS, lambda made: (made.year, made.month)),
)


@dataclass(frozen=True, slots=True, order=True)
class Copy:
    """A backup in a folder: when it was made (Depok's time), its name, its size in bytes."""

    made: datetime
    name: str
    size: int = 0


def thinned(copies: Iterable[Copy], limit: int, newest: str = "") -> list[Copy]:
    """The copies that may go, oldest first; those that stay take at most `limit` bytes.

    `newest` names the copy made last, which always stays: clocks jump, so it need not have the latest time.
    Where it is not among them, the one with the latest time is meant.
    """
    every = sorted(copies, reverse=True)
    if not every:
        return []
    last = next((copy for copy in every if copy.name == newest), every[0])
    kept = {last}
    for most, period in _PERIODS:
        seen: set[object] = set()
        for copy in every:
            if len(seen) < most and period(copy.made) not in seen:
                seen.add(period(copy.made))
                kept.add(copy)
    room = limit - last.size
    stays = {last}
    for copy in sorted(kept - {last}, reverse=True):
        room -= copy.size
        if room < 0:
            break
        stays.add(copy)
    return sorted(set(every) - stays)
