"""Building every projection anew from the ops, as after a migration or to prove that nothing drifted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from sqlalchemy import delete, select

from desktop_app.domain.entities import BOOK
from desktop_app.storage import dialect, erasures, log, tables
from desktop_app.storage.abouts import level
from desktop_app.storage.admission import learn_people, people_in
from desktop_app.storage.projections import SET_RECORD, Projector, heads_blob, mark_void
from desktop_app.storage.work import Work

_CHUNK: Final = 1000


def rebuild(work: Work) -> int:
    """Empty the projections and fold every record again; returns how many records there are.

    What else the ops say is put right as well: each record's kind, scope and heads, and which ops are void.
    """
    connection, context = work.connection, work.context
    for table in reversed(tables.PROJECTIONS):
        connection.execute(delete(table))
    for sql in dialect.EMPTY_SEARCH:
        connection.exec_driver_sql(sql)
    learn_people(context, people_in(connection, context).values())
    context.load_grants(connection)
    context.load_books(connection)  # none yet
    record = tables.record.c
    query = select(record.id, record.uuid, record.ent).order_by(record.id)
    found: list[Any] = list(connection.execute(query))
    rows = sorted(found, key=lambda row: _place(row.ent))  # what others are about, or judged by, comes first
    projector = Projector(context)
    for chunk in _chunks(rows):
        entries = log.entries_of_many(connection, context, [row.id for row in chunk])
        states = {row.id: log.fold_entries(entries.get(row.id, ())) for row in chunk}
        facts = [(state.ent, state.scope, heads_blob(state), number) for number, state in states.items()]
        dialect.many(connection, SET_RECORD, facts)
        mark_void(connection, states)
        for row in chunk:
            state = states[row.id]
            projector.add(row.id, row.uuid, state.ent, state.scope, state, fresh=True)
        projector.flush(connection)
        erasures.hollow_erased(connection, context, states)
        if any(state.ent == BOOK for state in states.values()):
            context.load_books(connection)
    return len(rows)


def _place(ent: str) -> int:
    return -1 if ent == BOOK else level(ent)


def _chunks(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Not too many at a time, and all of one level."""
    for _level, group in groupby(rows, key=lambda row: _place(row.ent)):
        together = list(group)
        for start in range(0, len(together), _CHUNK):
            yield together[start : start + _CHUNK]
