"""Which issued document counts instead of which."""

from __future__ import annotations

from sqlalchemy import Connection, select

from desktop_app.domain.documenting import CALLED_OFF
from desktop_app.storage import tables


def replaced(connection: Connection) -> dict[bytes, bytes]:
    """By document, the one that counts instead of it, both as record ids. A cancelled one replaces nothing
    itself, but what took its place also took that of those before it: calling off the second of three revives
    none."""
    document = tables.document.c
    rows = connection.execute(
        select(document.replaces, document.uuid, document.state)
        .where(document.replaces.is_not(None))
        .order_by(document.issued, document.id)
    ).all()
    called_off = {row.uuid: row.replaces for row in rows if row.state in CALLED_OFF}
    found: dict[bytes, bytes] = {}
    for row in rows:
        if row.state in CALLED_OFF:
            continue
        older, seen = row.replaces, {row.uuid}
        while older is not None and older not in seen:  # ops from elsewhere may name each other
            seen.add(older)
            found[older] = row.uuid
            older = called_off.get(older)
    return found
