"""Reading the op log: the ops of a record, typed, with the rights of their writers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from desktop_app.domain import fields
from desktop_app.domain.authority import judge
from desktop_app.domain.erasing import STUB_BYTES
from desktop_app.domain.merge import Entry, State, fold, kind_of, order
from desktop_app.domain.op import Op, decode
from desktop_app.storage import tables
from desktop_app.storage.abouts import abouts, named_in
from desktop_app.storage.context import Context

NO_FIELDS: frozenset[str] = frozenset()


def decisive_of(ent: str) -> frozenset[str]:
    """The fields whose conflict blocks verification and decision; only applications have any."""
    return fields.DECISIVE if ent == "application" else NO_FIELDS


def entries_of(connection: Connection, context: Context, record_id: int) -> list[Entry]:
    """The ops of one record, in no particular order; of an erased one what erased it."""
    rows = connection.execute(
        select(tables.op.c.hash, tables.op.c.body).where(tables.op.c.record_id == record_id)
    )
    ops = [(row.hash.hex(), decode(row.body)) for row in rows if len(row.body) != STUB_BYTES]
    if context.erasing:
        ops += [each for _number, each in _outlived(connection, context, [record_id]) if each not in ops]
    known = abouts(connection, named_in(op for _id, op in ops))
    return [context.entry(name, op, known) for name, op in ops]


def entries_of_many(
    connection: Connection, context: Context, record_ids: Sequence[int]
) -> dict[int, list[Entry]]:
    """The ops of many records, by record."""
    found: dict[int, list[Entry]] = {}
    op = tables.op.c
    for start in range(0, len(record_ids), 500):
        chunk = record_ids[start : start + 500]
        rows = connection.execute(select(op.record_id, op.hash, op.body).where(op.record_id.in_(chunk)))
        ops = [
            (row.record_id, row.hash.hex(), decode(row.body)) for row in rows if len(row.body) != STUB_BYTES
        ]
        if context.erasing:
            here = {name for _number, name, _op in ops}
            outlived = _outlived(connection, context, chunk)
            ops += [(number, *each) for number, each in outlived if each[0] not in here]
        known = abouts(connection, named_in(each for _number, _id, each in ops))
        for number, name, each in ops:
            found.setdefault(number, []).append(context.entry(name, each, known))
    return found


def _outlived(
    connection: Connection, context: Context, record_ids: Sequence[int]
) -> list[tuple[int, tuple[str, Op]]]:
    """What erases these records and stands in no stream here."""
    record = tables.record.c
    rows = connection.execute(select(record.id, record.uuid).where(record.id.in_(record_ids)))
    return [(row.id, each) for row in rows for each in context.erasing.get(row.uuid.hex(), ())]


def fold_entries(entries: Iterable[Entry]) -> State:
    """The state of a record; its first op says what kind of record it is."""
    ordered = order(entries)
    return fold(ordered, decisive=decisive_of(kind_of(ordered)), judge=judge)


def state_of(connection: Connection, context: Context, uuid: bytes) -> tuple[int, str, State] | None:
    """The record's number here, its scope and its state; None where nobody has heard of it."""
    row = connection.execute(
        select(tables.record.c.id, tables.record.c.scope).where(tables.record.c.uuid == uuid)
    ).first()
    if row is None:
        return None
    return row.id, row.scope, fold_entries(entries_of(connection, context, row.id))
