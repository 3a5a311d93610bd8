"""At a DKUM that was put back: words that erase somebody and stand in no stream any more are said again.

They came back from the list beside the database (`storage.remembered`), so nobody is shown here; but offices
hear only what a stream says, and stubs whose word stands in none are believed by nobody.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from desktop_app.actions.standing import standing
from desktop_app.domain.erasing import ERASE, OPS, PAPERS, WHY, asking_of
from desktop_app.domain.op import Op, decode
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.work import Changes, Work, new_id


def say_again(office: Office) -> Changes:
    """The lost words once more, by the person who is in and may erase. Nothing while DKUM waits to go on:
    offices may still bring them back. What is due later of a person is worked out anew (`erase_due`)."""
    if standing(office) is not None:
        return Changes()
    with office.reading() as connection:
        if not _lost(connection):
            return Changes()
    with office.work() as work:
        said: dict[str, Op] = {}
        for op in _lost(work.connection):
            asking = asking_of(op.set)
            if asking is None or asking.user == office.session.user:
                continue  # somebody else has to say it
            work.put(op.rec, op.ent, ERASE, op.set, scope=str(op.set.get("scope", "")))
            said.setdefault(op.rec, op)
        for op in said.values():
            if op.ent == "application":
                _note(office, work, op)
    return work.changes


def _lost(connection: Connection) -> list[Op]:
    """Words kept beside the log whose ops or papers no word on the log names, in their order."""
    op, kept, record = tables.op.c, tables.reapplied.c, tables.record.c
    logged = select(op.hash).where(op.hash == kept.hash)
    here = select(op.id).where(op.record_id == record.id, op.kind != ERASE)
    found: list[Op] = []
    for body in connection.execute(select(kept.body).where(~logged.exists())).scalars():
        word = decode(body)
        known = select(record.id).where(record.uuid == bytes.fromhex(word.rec), here.exists())
        if connection.execute(known).first() is None:
            continue  # nothing of it has come back yet
        query = select(op.body).where(
            op.record_id == record.id, record.uuid == bytes.fromhex(word.rec),
            op.kind == ERASE, op.void.is_(None),
        )  # fmt: skip
        told = [decode(each) for each in connection.execute(query).scalars()]
        if not told or any(set(word.set.get(name, ())) - _all(told, name) for name in (OPS, PAPERS)):
            found.append(word)
    return sorted(found, key=lambda word: (word.ep, word.seq))


def _all(words: list[Op], name: str) -> set[str]:
    return {each for word in words for each in word.set.get(name, ())}


def _note(office: Office, work: Work, op: Op) -> None:
    """The erasure's own record went as well; from today it is due, which is when the rest is looked at."""
    line = tables.PLAIN["erasure"].c
    known = select(line.id).where(line.application == bytes.fromhex(op.rec)).limit(1)
    if work.connection.execute(known).first() is None:
        values: dict[str, Any] = {
            "application": op.rec, "dasar": op.set[WHY], "jatuh_tempo": office.today().isoformat(),
        }  # fmt: skip
        asking = asking_of(op.set)
        values |= asking.values if asking is not None else {}
        work.put(new_id(), "erasure", "issue", values, scope=str(op.set.get("scope", "")))
