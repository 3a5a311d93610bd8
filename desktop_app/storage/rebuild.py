"""Building every projection anew from the ops, as after a migration or to prove that nothing drifted."""

from __future__ import annotations

from typing import Final

from sqlalchemy import delete, select

from desktop_app.storage import dialect, log, tables
from desktop_app.storage.projections import Projector
from desktop_app.storage.work import Work

_CHUNK: Final = 1000


def rebuild(work: Work) -> int:
    """Empty the projections and fold every record again; returns how many records there are."""
    for table in reversed(tables.PROJECTIONS):
        work.connection.execute(delete(table))
    for sql in dialect.EMPTY_SEARCH:
        work.connection.exec_driver_sql(sql)
    work.context.people.clear()
    record = tables.record.c
    rows = work.connection.execute(
        select(record.id, record.uuid, record.ent, record.scope).order_by(record.id)
    ).all()
    people = [row for row in rows if row.ent == "person"]
    projector = Projector(work.context)
    for _round in range(len(people) + 1):  # one person admits the next, in any order of records
        known = dict(work.context.people)
        for row in people:
            state = log.fold_entries(row.ent, log.entries_of(work.connection, work.context, row.id))
            if state.first is not None:
                projector.people_changed(row.uuid, row.scope, state)
        if known == work.context.people:
            break
    for start in range(0, len(rows), _CHUNK):
        chunk = rows[start : start + _CHUNK]
        entries = log.entries_of_many(work.connection, work.context, [row.id for row in chunk])
        for row in chunk:
            state = log.fold_entries(row.ent, entries.get(row.id, ()))
            projector.add(row.id, row.uuid, row.ent, row.scope, state, fresh=True)
        projector.flush(work.connection)
    return len(rows)
