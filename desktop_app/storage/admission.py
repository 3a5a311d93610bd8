"""Who admitted whom: what the ops about people say together, in whatever order they came."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from desktop_app.domain.merge import State
from desktop_app.domain.op import Op
from desktop_app.storage import log, tables
from desktop_app.storage.context import Context, PersonFacts


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


_MOST_ROUNDS: Final = 1000
"""Two or three are enough wherever people are honest."""


def learn_people(context: Context, people: Iterable[PersonOps]) -> None:
    """Tell `context` anew what every person may do.

    One person admits the next, in any order of records: go round, in the order of their ids, until nothing
    changes. Two who dismiss each other, or one who dismisses himself as of before, never settle: then of what
    comes round again the first counts, and of its people those who stand by it. So it hangs on nothing but
    what was said, not even on how many other records were looked at.
    """
    people = sorted(people)
    context.people.clear()
    seen: list[dict[str, PersonFacts]] = []
    for _round in range(_MOST_ROUNDS):
        for one in people:
            state = _folded(context, one)
            context.learn(one.uuid, state.scope, state)
        if seen and context.people == seen[-1]:
            return
        if context.people in seen:
            break
        seen.append(dict(context.people))
    while unfounded := [one for one in people if _is_unfounded(context, one)]:
        for one in unfounded:
            del context.people[one.uuid.hex()]


def _folded(context: Context, one: PersonOps) -> State:
    return log.fold_entries(context.entry(op_id, op) for op_id, op in one.ops)


def _is_unfounded(context: Context, one: PersonOps) -> bool:
    """Whether somebody counts as a person of whom, by what counts now, no valid word speaks."""
    if one.uuid.hex() not in context.people:
        return False
    state = _folded(context, one)
    return state.first is None or state.ent != "person"
