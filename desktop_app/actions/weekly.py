"""When an office was last looked through, and whether that is due again: once a week, by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy import Connection

from desktop_app.storage import settings

LAST_CHECK: Final = "last_check"
"""The local setting that remembers when this office was last looked through and what was found."""
EVERY: Final = timedelta(days=7)
_AHEAD: Final = timedelta(days=1)
"""A check from further in the future was made while the clock was wrong."""


class LastCheck(msgspec.Struct, frozen=True):
    """When an office was last looked through, which parts were not whole, and when all of it last was."""

    made: datetime
    sound: bool
    broken: list[str] = []
    whole: datetime | None = None


def last_check(connection: Connection) -> LastCheck | None:
    """When it was last looked through; None where it never was."""
    kept = settings.get(connection, LAST_CHECK)
    return msgspec.json.decode(kept, type=LastCheck) if kept else None


def is_due(kept: LastCheck | None, now: datetime) -> bool:
    """Whether the office is to be looked through by itself."""
    return kept is None or not -_AHEAD <= now - kept.made < EVERY
