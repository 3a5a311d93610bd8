"""Whether the database was handed to another computer: the card says so as well, and a card can be lost."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Any, Final

from sqlalchemy import Connection, func, select

from desktop_app.errors import WiraError
from desktop_app.storage import settings, tables
from desktop_app.storage.database import disk_errors
from desktop_app.storage.work import whole

_NAME: Final = "handed_over"


@contextmanager
def noting(connection: Connection, ep: int, at: str) -> Generator[None]:
    """Note that it was handed over in epoch `ep` at `at` (ISO 8601), and then what is done inside.

    Where that fails, nothing is noted. `connection` is the locked one.
    """
    with whole(connection):
        settings.put_json(connection, _NAME, {"ep": ep, "at": at})
    try:
        yield
    except BaseException:
        with suppress(WiraError), disk_errors():
            drop(connection)
        raise


def drop(connection: Connection) -> None:
    """It goes on here after all; `connection` is the locked one."""
    with whole(connection):
        settings.drop(connection, _NAME)


def last_epoch(connection: Connection, dev: str) -> int:
    """The latest epoch under which this computer has written."""
    query = select(func.max(tables.stream.c.ep)).where(tables.stream.c.dev == bytes.fromhex(dev))
    return connection.execute(query).scalar() or 0


def since(connection: Connection, dev: str) -> str:
    """When it was handed over (ISO 8601); "" where it was not, or where `dev` has written under a later epoch
    since."""
    kept: dict[str, Any] | None = settings.get_json(connection, _NAME)
    if kept is None or last_epoch(connection, dev) > kept["ep"]:
        return ""
    return str(kept["at"])
