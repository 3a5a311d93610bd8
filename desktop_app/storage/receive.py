"""Taking in ops that others wrote: stored verbatim, folded with ours, projected; void ones kept and listed.

Runs inside a work, so ops, heads and rows go in together or not at all. Whether a file may be read at
all (sender, chain, signatures) has been decided before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from sqlalchemy import insert, select, update

from desktop_app.domain.merge import Entry, State
from desktop_app.domain.op import Op
from desktop_app.storage import dialect, log, tables
from desktop_app.storage.projections import Projector, heads_blob
from desktop_app.storage.work import SCOPE, Work

_CHUNK: Final = 500
_BATCH: Final = 2000


class Incoming(NamedTuple):
    """One op of a file: id, typed view, bytes, and the person's key id and signature where there is one."""

    id: bytes
    op: Op
    data: bytes
    usig: bytes | None


class StreamHead(NamedTuple):
    """How far a stream reaches after a file."""

    dev: str
    ep: int
    seq: int
    head: bytes


@dataclass(slots=True)
class Received:
    """What a file's ops did. Ids are op ids (hex); `void` maps them to the reason's code."""

    new: int = 0
    known: int = 0
    records: set[str] = field(default_factory=set[str])
    fresh_records: int = 0
    void: dict[str, str] = field(default_factory=dict[str, str])
    conflicts: int = 0


@dataclass(slots=True)
class _Case:
    """A record touched by the file."""

    id: int
    uuid: bytes
    ent: str
    scope: str
    fresh: bool
    incoming: list[Entry] = field(default_factory=list[Entry])
    state: State = field(default_factory=State)


def known_ids(work: Work, ids: Sequence[bytes]) -> set[bytes]:
    """Which of these ops are already here."""
    found: set[bytes] = set()
    column = tables.op.c.hash
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        found.update(row[0] for row in work.connection.execute(select(column).where(column.in_(chunk))))
    return found


def receive(work: Work, items: Sequence[Incoming], heads: Iterable[StreamHead]) -> Received:
    """Store and fold the ops of one file. Known ones change nothing."""
    report = Received()
    streams = _streams(work, heads)
    known = known_ids(work, [item.id for item in items])
    fresh = [item for item in items if item.id not in known]
    report.known, report.new = len(known), len(fresh)
    cases = _cases(work, fresh)
    people = [case for case in cases.values() if case.ent == "person"]
    others = [case for case in cases.values() if case.ent != "person"]
    projector = Projector(work.context)
    for case in cases.values():
        work.touch(case.ent, case.id)
    _learn_people(work, people, projector)
    _fold(work, people, projector, report)
    if people:
        _refold_people(work, {case.uuid for case in people}, cases, projector)
        for case in others:  # rights of their writers may have arrived in this file
            case.incoming = [work.context.entry(entry.id, entry.op) for entry in case.incoming]
    _fold(work, others, projector, report)
    _store(work, fresh, streams, cases)
    projector.flush(work.connection)
    for case in cases.values():
        report.records.add(case.uuid.hex())
        report.fresh_records += case.fresh
        report.conflicts += bool(case.state.conflicts)
    return report


def scope_of(op: Op) -> str:
    """Whose record an op's first word makes: the kelurahan, or "" for the city."""
    return str(op.set.get(SCOPE) or op.set.get("kelurahan_kode") or "")


def _streams(work: Work, heads: Iterable[StreamHead]) -> dict[tuple[str, int], int]:
    """Row numbers of the streams, moved on to their new heads."""
    stream = tables.stream.c
    found: dict[tuple[str, int], int] = {}
    for head in heads:
        dev = bytes.fromhex(head.dev)
        row = work.connection.execute(
            select(stream.id, stream.seq).where(stream.dev == dev, stream.ep == head.ep)
        ).first()
        if row is None:
            values: dict[str, Any] = {"dev": dev, "ep": head.ep, "seq": head.seq, "head": head.head}
            made = work.connection.execute(insert(tables.stream).values(values))
            assert made.inserted_primary_key is not None
            found[head.dev, head.ep] = made.inserted_primary_key[0]
            continue
        found[head.dev, head.ep] = row.id
        if head.seq > row.seq:
            work.connection.execute(
                update(tables.stream).where(stream.id == row.id).values(seq=head.seq, head=head.head)
            )
    return found


def _cases(work: Work, fresh: Sequence[Incoming]) -> dict[str, _Case]:
    """The records these ops touch, known ones with their number, new ones with a new one."""
    uuids = sorted({item.op.rec for item in fresh})
    cases: dict[str, _Case] = {}
    record = tables.record.c
    for start in range(0, len(uuids), _CHUNK):
        chunk = [bytes.fromhex(uuid) for uuid in uuids[start : start + _CHUNK]]
        query = select(record.id, record.uuid, record.ent, record.scope).where(record.uuid.in_(chunk))
        for row in work.connection.execute(query):
            cases[row.uuid.hex()] = _Case(row.id, row.uuid, row.ent, row.scope, fresh=False)
    missing = [uuid for uuid in uuids if uuid not in cases]
    first = {item.op.rec: item.op for item in sorted(fresh, key=lambda each: -each.op.n)}
    for uuid, number in zip(missing, work.reserve(tables.record, len(missing)), strict=True):
        op = first[uuid]
        cases[uuid] = _Case(number, bytes.fromhex(uuid), op.ent, scope_of(op), fresh=True)
    for item in fresh:
        cases[item.op.rec].incoming.append(work.context.entry(item.id.hex(), item.op))
    return cases


def _learn_people(work: Work, people: Sequence[_Case], projector: Projector) -> None:
    """One person admits the next, in any order of records: go round until nobody new is known."""
    before = log.entries_of_many(work.connection, work.context, [case.id for case in people])
    for _round in range(len(people) + 1):
        facts = dict(work.context.people)
        for case in people:
            old = [work.context.entry(entry.id, entry.op) for entry in before.get(case.id, ())]
            case.incoming = [work.context.entry(entry.id, entry.op) for entry in case.incoming]
            state = log.fold_entries(case.ent, [*old, *case.incoming])
            if state.first is not None:
                projector.people_changed(case.uuid, case.scope, state)
        if work.context.people == facts:
            return


def _fold(work: Work, cases: Sequence[_Case], projector: Projector, report: Received) -> None:
    """Fold each record with all it had before, note void ops, and collect its rows."""
    known = [case for case in cases if not case.fresh]
    before = log.entries_of_many(work.connection, work.context, [case.id for case in known])
    record_rows: list[tuple[Any, ...]] = []
    head_rows: list[tuple[Any, ...]] = []
    for case in cases:
        case.state = log.fold_entries(case.ent, [*before.get(case.id, ()), *case.incoming])
        report.void.update(
            (entry.id, case.state.void[entry.id]) for entry in case.incoming if entry.id in case.state.void
        )
        heads = heads_blob(case.state)
        if case.fresh:
            record_rows.append((case.id, case.uuid, case.ent, case.scope, heads))
        else:
            head_rows.append((heads, case.id))
        projector.add(case.id, case.uuid, case.ent, case.scope, case.state, fresh=case.fresh)
    dialect.many(work.connection, dialect.insert_sql(tables.record), record_rows)
    dialect.many(work.connection, "UPDATE record SET heads = ? WHERE id = ?", head_rows)
    _mark_void(work, known)


def _mark_void(work: Work, known: Collection[_Case]) -> None:
    """An older op may become void, or valid, by what arrived; new ops get their mark when stored."""
    for case in known:
        old = work.connection.execute(
            select(tables.op.c.hash, tables.op.c.void).where(tables.op.c.record_id == case.id)
        )
        rows = [
            (case.state.void.get(row.hash.hex()), row.hash)
            for row in old
            if case.state.void.get(row.hash.hex()) != row.void
        ]
        dialect.many(work.connection, "UPDATE op SET void = ? WHERE hash = ?", rows)


def _refold_people(
    work: Work, changed: Collection[bytes], cases: Mapping[str, _Case], projector: Projector
) -> None:
    """What these people wrote elsewhere may have become valid or void."""
    touched = {case.id for case in cases.values()}
    op, record = tables.op.c, tables.record.c
    for user in changed:
        query = (
            select(record.id, record.uuid, record.ent, record.scope)
            .where(op.user == user, op.record_id == record.id, record.ent != "person")
            .distinct()
        )
        rows = [row for row in work.connection.execute(query) if row.id not in touched]
        again = [_Case(row.id, row.uuid, row.ent, row.scope, fresh=False) for row in rows]
        _fold(work, again, projector, Received())
        for case in again:
            work.touch(case.ent, case.id)


def _store(
    work: Work,
    fresh: Sequence[Incoming],
    streams: Mapping[tuple[str, int], int],
    cases: Mapping[str, _Case],
) -> None:
    """The ops themselves, verbatim, with their void mark."""
    sql = dialect.insert_sql(tables.op)
    numbers = work.reserve(tables.op, len(fresh))
    rows: list[tuple[Any, ...]] = []
    for number, item in zip(numbers, fresh, strict=True):
        op = item.op
        case = cases[op.rec]
        rows.append(
            (
                number, item.id, streams[op.dev, op.ep], op.seq, case.id, bytes.fromhex(op.user), op.kind,
                item.data, item.usig, case.state.void.get(item.id.hex()),
            )
        )  # fmt: skip
        if len(rows) >= _BATCH:
            dialect.many(work.connection, sql, rows)
            rows = []
    dialect.many(work.connection, sql, rows)
