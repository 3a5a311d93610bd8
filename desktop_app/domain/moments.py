"""Moments: ms since 1970 UTC, as ops, files and the directory hold them, and Depok's clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Final

WIB: Final = timezone(timedelta(hours=7), "WIB")


def wib(moment: datetime) -> datetime:
    """A moment as Depok's clocks show it (WIB has no summer time)."""
    return moment.astimezone(WIB)


def milliseconds(moment: datetime) -> int:
    """A moment as ms since 1970 UTC."""
    return int(moment.timestamp() * 1000)


def moment_of(ms: int) -> datetime:
    """The moment of `ms` since 1970 UTC, as Depok's clocks show it."""
    return wib(datetime.fromtimestamp(ms / 1000, UTC))
