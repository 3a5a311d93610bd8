"""One number for what a copy has made of its ops: equal on every copy that knows the same ones."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import Connection, select

from desktop_app.storage import tables


def state_digest(connection: Connection, scope: str) -> str:
    """The hash (hex) over all heads of the records of one kelurahan and of the city."""
    record = tables.record.c
    made = sha256()
    rows = connection.execute(
        select(record.uuid, record.heads).where(record.scope.in_(("", scope))).order_by(record.uuid)
    )
    for some in rows.partitions(2000):
        made.update(
            b"".join(part for uuid, heads in some for part in (uuid, len(heads).to_bytes(4, "little"), heads))
        )
    return made.hexdigest()
