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
MIGRATIONS: Final = 3
"""Copies made before the database's shape changed: so many of the newest."""
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


def thinned(
    copies: Iterable[Copy],
    limit: int,
    newest: str = "",
    *,
    migrations: Iterable[Copy] = (),
    proven: bool = True,
) -> list[Copy]:
    """The copies that may go, oldest first; those that stay take at most `limit` bytes.

    `newest` names the copy made last, which always stays: clocks jump, so it need not have the latest time.
    Where it is not among them, the one with the latest time is meant. `migrations` were made before the
    database's shape changed; unless a copy of what it became was `proven`, the newest of them stays too.
    """
    every, before = sorted(copies, reverse=True), sorted(migrations, reverse=True)
    if not every and not before:
        return []
    last = next((copy for copy in every if copy.name == newest), (every or before)[0])
    kept = {last, *before[:MIGRATIONS]}
    for most, period in _PERIODS:
        seen: set[object] = set()
        for copy in every:
            if len(seen) < most and period(copy.made) not in seen:
                seen.add(period(copy.made))
                kept.add(copy)
    stays = {last} if proven else {last, *before[:1]}
    room = limit - sum(copy.size for copy in stays)
    for copy in sorted(kept - stays, reverse=True):
        room -= copy.size
        if room < 0:
            break
        stays.add(copy)
    return sorted({*every, *before} - stays)
