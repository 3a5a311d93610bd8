"""Who admitted whom: what the ops about people say together, in whatever order they came."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, select

from desktop_app.domain.op import Op
from desktop_app.storage import log, tables
from desktop_app.storage.context import Context


class PersonOps(NamedTuple):
    """A record that speaks of a person: its id, and its ops by id (hex)."""

    uuid: bytes
    ops: list[tuple[str, Op]]


def people_in(connection: Connection, context: Context) -> dict[bytes, PersonOps]:
    """Every person's record in the log, by its id."""
    record = tables.record.c
    rows = connection.execute(select(record.id, record.uuid).where(record.ent == "person")).all()
    entries = log.entries_of_many(connection, context, [row.id for row in rows])
    return {
        row.uuid: PersonOps(row.uuid, [(each.id, each.op) for each in entries.get(row.id, ())])
        for row in rows
    }


def learn_people(context: Context, people: Iterable[PersonOps]) -> None:
    """Tell `context` anew what every person may do.

    One person admits the next, in any order of records: go round, in the order of their ids, until nothing
    changes. Two who dismiss each other never settle; then the last round counts, on every copy alike.
    """
    people = sorted(people)
    context.people.clear()
    for _round in range(len(people) + 1):
        before = dict(context.people)
        for one in people:
            state = log.fold_entries(context.entry(op_id, op) for op_id, op in one.ops)
            context.learn(one.uuid, state.scope, state)
        if context.people == before:
            return
