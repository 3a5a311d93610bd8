"""What other records say of the applications that visits, outcomes and the like are about.

Whose an application is follows from its own ops, whom it was given to from its mentee records; both are
folded first, so judging what is about it stays a function of the ops alone, whatever came first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, select

from desktop_app.domain.entities import ABOUT, is_id
from desktop_app.domain.merge import About
from desktop_app.domain.op import Op, decode
from desktop_app.storage import tables

MENTEE: Final = "mentee"
CODES: Final = ("subject", "mentee")
"""Why something is void that may count once more is known of its application."""
_CHUNK: Final = 500


def level(*ents: str) -> int:
    """In which round records of that kind are folded: applications and all else, who accompanies them, and
    what is about them."""
    return 1 if MENTEE in ents else 2 if not ABOUT.isdisjoint(ents) else 0


def named_in(ops: Iterable[Op]) -> set[str]:
    """The applications (hex) that these ops say they are about."""
    return {
        name
        for op in ops
        if op.ent in ABOUT and isinstance(name := op.set.get("application"), str) and is_id(name)
    }


def abouts(connection: Connection, applications: Iterable[str]) -> dict[str, About]:
    """What is known of these applications, each of them."""
    names = sorted(set(applications))
    scopes: dict[str, str] = {}
    mentors: dict[str, set[str]] = {}
    record, mentee = tables.record.c, tables.PLAIN[MENTEE].c
    for start in range(0, len(names), _CHUNK):
        chunk = [bytes.fromhex(name) for name in names[start : start + _CHUNK]]
        own = select(record.uuid, record.scope).where(record.uuid.in_(chunk), record.ent == "application")
        scopes.update((row.uuid.hex(), row.scope) for row in connection.execute(own))
        given = select(mentee.application, mentee.mentor).where(mentee.application.in_(chunk))
        for row in connection.execute(given):
            mentors.setdefault(row.application.hex(), set()).add(row.mentor.hex())
    return {name: About(scopes.get(name), frozenset(mentors.get(name, ()))) for name in names}


def records_about(connection: Connection, applications: Iterable[str]) -> set[int]:
    """The records (numbers) about these applications: those that count, and those void for what was known."""
    wanted = {bytes.fromhex(name) for name in applications}
    found = _void_about(connection, wanted)
    names = sorted(wanted)
    for ent in sorted(ABOUT):
        row = tables.PLAIN[ent].c
        if not names or connection.execute(select(row.id).limit(1)).first() is None:
            continue
        for start in range(0, len(names), _CHUNK):
            query = select(row.id).where(row.application.in_(names[start : start + _CHUNK]))
            found.update(connection.execute(query).scalars())
    return found


def _void_about(connection: Connection, applications: set[bytes]) -> set[int]:
    op = tables.op.c
    rows = connection.execute(select(op.record_id).where(op.void.is_not(None), op.void.in_(CODES)).distinct())
    numbers = [row.record_id for row in rows]
    found: set[int] = set()
    for start in range(0, len(numbers), _CHUNK):
        query = select(op.record_id, op.body).where(op.record_id.in_(numbers[start : start + _CHUNK]))
        for row in connection.execute(query):
            if any(bytes.fromhex(name) in applications for name in named_in([decode(row.body)])):
                found.add(row.record_id)
    return found
