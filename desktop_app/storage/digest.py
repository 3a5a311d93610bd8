"""One number for what a copy has made of its ops: equal on every copy that knows the same ones."""

from __future__ import annotations

from hashlib import sha256
from struct import Struct

from sqlalchemy import Connection, select

from desktop_app.storage import dialect, tables

_LENGTH = Struct("<I").pack


def state_digest(connection: Connection, scope: str) -> str:
    """The hash (hex) over all heads of the records of one kelurahan and of the city."""
    record = tables.record.c
    made = sha256()
    query = select(record.uuid, record.heads).where(record.scope.in_(("", scope))).order_by(record.uuid)
    for some in dialect.batches(connection, query):
        made.update(b"".join([part for uuid, heads in some for part in (uuid, _LENGTH(len(heads)), heads)]))
    return made.hexdigest()
