"""What only this computer knows, as small JSON values: pinned root, directory, numbers of files."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection

from desktop_app.storage import dialect


def get(connection: Connection, name: str) -> bytes | None:
    """The value kept under `name`."""
    found = dialect.ask(connection, dialect.GET_SETTING, (name,))
    return found[0][0] if found else None


def put(connection: Connection, name: str, value: bytes) -> None:
    """Keep `value`; the connection is a work's."""
    dialect.many(connection, dialect.PUT_SETTING, [(name, value)])


def get_json(connection: Connection, name: str, default: Any = None) -> Any:
    """The value as JSON."""
    raw = get(connection, name)
    return default if raw is None else msgspec.json.decode(raw)


def put_json(connection: Connection, name: str, value: Any) -> None:
    """Keep a JSON value."""
    put(connection, name, msgspec.json.encode(value))


def drop(connection: Connection, name: str) -> None:
    """Forget the value kept under `name`; the connection is a work's."""
    connection.exec_driver_sql("DELETE FROM setting WHERE name = ?", (name,))
