"""Reading the op log: the ops of a record, typed, with the rights of their writers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from desktop_app.domain import fields
from desktop_app.domain.authority import judge
from desktop_app.domain.erasing import STUB_BYTES, erases, named
from desktop_app.domain.merge import Entry, State, fold, kind_of, order, untouched
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
        record = tables.record.c
        uuid = connection.execute(select(record.uuid).where(record.id == record_id)).scalar()
        ops = outlived(context, uuid.hex() if uuid is not None else "", ops)
    known = abouts(connection, named_in(op for _id, op in ops))
    return [context.entry(name, op, known) for name, op in ops]


def entries_of_many(
    connection: Connection, context: Context, record_ids: Sequence[int]
) -> dict[int, list[Entry]]:
    """The ops of many records, by record; of an erased one what erased it."""
    found: dict[int, list[Entry]] = {}
    for start in range(0, len(record_ids), 500):
        chunk = record_ids[start : start + 500]
        ops = ops_of_many(connection, chunk)
        for number, uuid in _uuids(connection, chunk) if context.erasing else ():
            ops[number] = outlived(context, uuid.hex(), ops.get(number, []))
        known = abouts(connection, named_in(op for each in ops.values() for _id, op in each))
        for number, each in ops.items():
            found[number] = [context.entry(name, op, known) for name, op in each]
    return found


def ops_of_many(connection: Connection, record_ids: Sequence[int]) -> dict[int, list[tuple[str, Op]]]:
    """The ops (with their ids, hex) that the log has of these records, by record."""
    found: dict[int, list[tuple[str, Op]]] = {}
    op = tables.op.c
    for start in range(0, len(record_ids), 500):
        chunk = record_ids[start : start + 500]
        query = select(op.record_id, op.hash, op.body).where(op.record_id.in_(chunk))
        for row in connection.execute(query):
            if len(row.body) != STUB_BYTES:
                found.setdefault(row.record_id, []).append((row.hash.hex(), decode(row.body)))
    return found


def _uuids(connection: Connection, record_ids: Sequence[int]) -> list[tuple[int, bytes]]:
    record = tables.record.c
    rows = connection.execute(select(record.id, record.uuid).where(record.id.in_(record_ids)))
    return [(row.id, row.uuid) for row in rows]


def outlived(context: Context, record: str, ops: list[tuple[str, Op]]) -> list[tuple[str, Op]]:
    """The ops of a record (hex) that the log has, and the words beside the log that erase something of it
    which no word in the log does: once one does, the office says the same as those that never lost it."""
    beside = context.erasing.get(record)
    if not beside:
        return ops
    known = {name: context.entry(name, op) for name, op in ops}
    said = {
        each
        for entry in known.values()
        if erases(entry.op) and not judge(entry, State())
        for each in named(entry.op)
    }
    return ops + [(name, op) for name, op in beside if name not in known and not named(op) <= said]


def fold_entries(entries: Iterable[Entry]) -> State:
    """The state of a record; its first op says what kind of record it is."""
    ordered = order(entries)
    return fold(ordered, decisive=decisive_of(kind_of(untouched(ordered, judge) or ordered)), judge=judge)


def state_of(connection: Connection, context: Context, uuid: bytes) -> tuple[int, str, State] | None:
    """The record's number here, its scope and its state; None where nobody has heard of it."""
    row = connection.execute(
        select(tables.record.c.id, tables.record.c.scope).where(tables.record.c.uuid == uuid)
    ).first()
    if row is None:
        return None
    return row.id, row.scope, fold_entries(entries_of(connection, context, row.id))
