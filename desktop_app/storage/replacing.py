"""Which issued document counts instead of which, and which of them are one letter."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, select

from desktop_app.domain.documenting import CALLED_OFF, ERASED
from desktop_app.storage import tables
from desktop_app.storage.context import Context
from desktop_app.storage.log import state_of


def replaced(connection: Connection, without: Collection[bytes] = ()) -> dict[bytes, bytes]:
    """By document, the one that counts instead of it, both as record ids. A cancelled one replaces nothing
    itself, but what took its place also took that of those before it: calling off the second of three revives
    none. `without`: as if these were cancelled too."""
    document = tables.document.c
    rows = connection.execute(
        select(document.replaces, document.uuid, document.state)
        .where(document.replaces.is_not(None))
        .order_by(document.issued, document.id)
    ).all()
    called_off = {
        row.uuid: row.replaces for row in rows if row.state in CALLED_OFF or row.uuid in without
    }  # fmt: skip
    found: dict[bytes, bytes] = {}
    for row in rows:
        if row.uuid in called_off:
            continue
        older, seen = row.replaces, {row.uuid}
        while older is not None and older not in seen:  # ops from elsewhere may name each other
            seen.add(older)
            found[older] = row.uuid
            older = called_off.get(older)
    return found


def revived(connection: Connection, cancelled: Collection[bytes]) -> list[Row[Any]]:
    """The documents that count again once `cancelled` are called off: each was replaced by one of them."""
    after = replaced(connection, cancelled)
    again = [
        older for older, newer in replaced(connection).items() if newer in cancelled and older not in after
    ]
    document = tables.document.c
    query = select(tables.document).where(
        document.uuid.in_(again), document.uuid.not_in(cancelled), document.state.not_in(CALLED_OFF)
    )
    return list(connection.execute(query.order_by(document.issued, document.id)))


def other_editions(connection: Connection, context: Context, document: bytes) -> list[Row[Any]]:
    """The other papers of the letter that still count: issued in the same step, under the same number, for
    another reader (arsip and papan)."""
    table = tables.document.c
    mine = connection.execute(select(tables.document).where(table.uuid == document)).first()
    if mine is None or not mine.edisi:
        return []
    same = (table[name] == getattr(mine, name) for name in ("jenis", "scope", "nomor", "tanggal"))
    query = select(tables.document).where(
        *same, table.program.is_not_distinct_from(mine.program), table.edisi != mine.edisi,
        table.state.not_in((*CALLED_OFF, *ERASED)),
    )  # fmt: skip
    step = _step(connection, context, document)
    rows = connection.execute(query.order_by(table.id)).all()
    return [row for row in rows if step and _step(connection, context, row.uuid) == step]


def _step(connection: Connection, context: Context, document: bytes) -> str:
    """The id of the step in which a document was issued."""
    found = state_of(connection, context, document)
    first = found[2].first if found is not None else None
    return first.op.chg if first is not None else ""
