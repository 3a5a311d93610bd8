"""Taking in ops that others wrote: stored verbatim, folded with ours, projected; void ones kept and listed.

Runs inside a work, so ops, heads and rows go in together or not at all. Whether a file may be read at
all (sender, chain, signatures) has been decided before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, insert, select, update

from desktop_app.domain.alone import MARK
from desktop_app.domain.entities import ABOUT, BOOK
from desktop_app.domain.erasing import ERASE, NOBODY, STUB, Stub, can_go
from desktop_app.domain.merge import State
from desktop_app.domain.op import Op, decode, needs_user_signature
from desktop_app.domain.shape import key_of
from desktop_app.keys.signing import OP_TYPE, Signature, key_id, verify_many
from desktop_app.storage import dialect, erasures, log, tables
from desktop_app.storage.abouts import MENTEE, abouts, level, named_in, records_about
from desktop_app.storage.admission import PersonOps, learn_people, people_in
from desktop_app.storage.projections import SET_RECORD, Projector, heads_blob, mark_void
from desktop_app.storage.work import Work

_CHUNK: Final = 500
_BATCH: Final = 2000
_MARKED: Final = f'"{MARK}"'.encode()


class Incoming(NamedTuple):
    """One op of a file: id, typed view, bytes, and the person's key id and signature where there is one."""

    id: bytes
    op: Op
    data: bytes
    usig: bytes | None


class IncomingStub(NamedTuple):
    """What a file brings in place of an op that was erased, and the record (hex) that it belonged to."""

    stub: Stub
    dev: str
    ep: int
    seq: int
    rec: str


class StreamHead(NamedTuple):
    """How far a stream reaches after a file."""

    dev: str
    ep: int
    seq: int
    head: bytes


@dataclass(slots=True)
class Received:
    """What a file's ops did. Ids are op ids (hex); `void` maps those of the file to the reason's code,
    `undone` those that were here and count no more, as of a person who was dismissed elsewhere meanwhile."""

    new: int = 0
    known: int = 0
    records: set[str] = field(default_factory=set[str])
    fresh_records: int = 0
    void: dict[str, str] = field(default_factory=dict[str, str])
    undone: dict[str, str] = field(default_factory=dict[str, str])
    conflicts: int = 0


@dataclass(slots=True)
class _Case:
    """A record to be folded: with all its ops, those of the file included. `ent` and `scope` are what its row
    says, `written` whether it has one."""

    id: int
    uuid: bytes
    ent: str
    scope: str
    fresh: bool
    ops: list[tuple[str, Op]] = field(default_factory=list[tuple[str, Op]])
    state: State = field(default_factory=State)
    written: bool = field(init=False)

    def __post_init__(self) -> None:
        self.written = not self.fresh

    @property
    def round(self) -> int:
        """See `abouts.level`."""
        return level(*(op.ent for _id, op in self.ops))


def known_ids(connection: Connection, ids: Sequence[bytes]) -> set[bytes]:
    """Which of these ops are already here."""
    found: set[bytes] = set()
    column = tables.op.c.hash
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        found.update(row[0] for row in connection.execute(select(column).where(column.in_(chunk))))
    return found


def receive(
    work: Work, items: Sequence[Incoming], heads: Iterable[StreamHead], stubs: Sequence[IncomingStub] = ()
) -> Received:
    """Store and fold the ops of one file. Known ones change nothing. Each of `stubs` is of a record that is
    erased by an op of this file or one that is here."""
    report = Received()
    streams = _streams(work, heads)
    known = known_ids(work.connection, [item.id for item in items] + [each.stub.id for each in stubs])
    fresh = [item for item in items if item.id not in known]
    hollow = [each for each in stubs if each.stub.id not in known]
    report.known, report.new = len(known), len(fresh) + len(hollow)
    _log_words(work, fresh)
    cases = _cases(work, fresh, {each.rec for each in hollow})
    _settle(work, cases.values(), fresh)
    report.undone = work.undone()
    _store(work, fresh, streams, cases)
    _store_stubs(work, hollow, streams, cases)
    for case in cases.values():
        report.records.add(case.uuid.hex())
        report.fresh_records += case.fresh
        report.conflicts += bool(case.state.conflicts)
    for item in fresh:
        void = cases[item.op.rec].state.void
        if item.id.hex() in void:
            report.void[item.id.hex()] = void[item.id.hex()]
    return report


def _log_words(work: Work, fresh: Iterable[Incoming]) -> None:
    """Erasing words that were given beside the log and stand in it from now on."""
    context = work.context
    logged = {item.id.hex() for item in fresh if item.op.kind == ERASE} if context.erasing else set[str]()
    if logged:
        before = dict(context.erasing)
        work.on_failure(lambda: context.erasing.update(before))
        for record, words in before.items():
            context.erasing[record] = [each for each in words if each[0] not in logged]


def refold_grown(work: Work, user: str) -> None:
    """What this person wrote without the right to it, kept as void, counts once the right is given."""
    work.flush()
    _fold(work, _written_by(work, [bytes.fromhex(user)], void_only=True))


def refold_cut(work: Work, user: str) -> None:
    """What this person wrote beyond what is still accepted from them is void from now on."""
    work.flush()
    _fold(work, _written_by(work, [bytes.fromhex(user)]))


def refold_about(work: Work, application: str) -> None:
    """What was written about this application (hex) counts, or not, by what has been put about it here."""
    work.flush()
    _fold(work, _held(work, records_about(work.connection, [application])))


def refold_alone(work: Work, kelurahan: Collection[str]) -> None:
    """What one person did alone in these kelurahan counts, or not, by the rule books that are known now."""
    work.flush()
    _fold(work, _held(work, _done_alone_in(work, kelurahan)))


def refold(work: Work, records: Iterable[int]) -> None:
    """Judge these records (numbers) again: the directory says otherwise of the devices that wrote them."""
    work.flush()
    _settle(work, _held(work, records))


def written_on(work: Work, dev: str) -> set[int]:
    """The records (numbers) with ops of a device."""
    op, stream = tables.op.c, tables.stream.c
    query = select(op.record_id).where(op.stream_id == stream.id, stream.dev == bytes.fromhex(dev))
    return set(work.connection.execute(query.distinct()).scalars())


def _settle(work: Work, cases: Collection[_Case], fresh: Sequence[Incoming] = ()) -> None:
    """Fold these records, and every other one that may be judged otherwise because of them."""
    again = _moved_elsewhere(work, _learn_people(work, cases, fresh), cases)
    _fold(work, [*cases, *again])


def _held(work: Work, records: Iterable[int]) -> list[_Case]:
    """Records that are here, by number, with their ops."""
    cases: list[_Case] = []
    record, numbers = tables.record.c, sorted(records)
    for start in range(0, len(numbers), _CHUNK):
        query = select(record.id, record.uuid, record.ent, record.scope).where(
            record.id.in_(numbers[start : start + _CHUNK])
        )
        for row in work.connection.execute(query):
            cases.append(_Case(row.id, row.uuid, row.ent, row.scope, fresh=False))
    _read_ops(work, cases)
    return cases


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


def _cases(work: Work, fresh: Sequence[Incoming], stubbed: Set[str] = frozenset()) -> dict[str, _Case]:
    """The records these ops touch, known ones with their number and ops, new ones with a new number."""
    uuids = sorted({item.op.rec for item in fresh} | stubbed)
    cases: dict[str, _Case] = {}
    record = tables.record.c
    for start in range(0, len(uuids), _CHUNK):
        chunk = [bytes.fromhex(uuid) for uuid in uuids[start : start + _CHUNK]]
        query = select(record.id, record.uuid, record.ent, record.scope).where(record.uuid.in_(chunk))
        for row in work.connection.execute(query):
            cases[row.uuid.hex()] = _Case(row.id, row.uuid, row.ent, row.scope, fresh=False)
    _read_ops(work, cases.values())
    missing = [uuid for uuid in uuids if uuid not in cases]
    for uuid, number in zip(missing, work.reserve(tables.record, len(missing)), strict=True):
        cases[uuid] = _Case(number, bytes.fromhex(uuid), "", "", fresh=True)
    for item in fresh:
        cases[item.op.rec].ops.append((item.id.hex(), item.op))
    return cases


def _read_ops(work: Work, known: Collection[_Case]) -> None:
    before = log.ops_of_many(work.connection, [case.id for case in known])
    for case in known:
        case.ops = before.get(case.id, [])


class _Rights(NamedTuple):
    """Whose rights have moved: who may only do more than before, and everybody else."""

    grown: set[bytes]
    cut: set[bytes]


def _learn_people(work: Work, cases: Collection[_Case], fresh: Sequence[Incoming]) -> _Rights:
    """What this file tells about people. Persons it brings or tells more about are among `cases`."""
    moved = _Rights(set(), set())
    told = (op.ent for case in cases for _id, op in case.ops)
    if "person" not in told:
        return moved
    context = work.context
    before, erased_before = {user: facts.rights for user, facts in context.people.items()}, context.erasers
    people = people_in(work.connection, context)
    for case in cases:
        people.pop(case.uuid, None)
        if any(op.ent == "person" for _id, op in case.ops):
            people[case.uuid] = PersonOps(case.uuid, case.ops)
    learn_people(context, people.values())
    while unsigned := _unsigned(
        work, [people[bytes.fromhex(user)] for user in context.people.keys() - before.keys()], fresh
    ):
        context.unsigned |= unsigned
        learn_people(context, people.values())
    for user in before.keys() | context.people.keys():
        old, facts = before.get(user), context.people.get(user)
        new = facts.rights if facts is not None else None
        if old == new:
            continue
        more = new is not None and (old is None or (old[0] <= new[0] and old[1] == new[1]))
        (moved.grown if more else moved.cut).add(bytes.fromhex(user))
    context.give((op_id, op) for case in cases for op_id, op in case.ops)
    moved.grown.update(map(bytes.fromhex, context.erasers - erased_before))
    moved.cut.update(map(bytes.fromhex, erased_before - context.erasers))
    return moved


def _unsigned(work: Work, arrived: Collection[PersonOps], fresh: Sequence[Incoming]) -> set[str]:
    """Ops (hex) in the name of people just known that no key they were ever given has signed.

    While nobody knew the person, nobody could tell; what came without any signature was refused then.
    """
    if not arrived:
        return set()
    context, op = work.context, tables.op.c
    keys: dict[str, dict[bytes, bytes]] = {}
    for one in arrived:
        state = log.fold_entries(context.entry(op_id, each) for op_id, each in one.ops)
        given = (key_of(entry.op) for entry in state.by_id.values() if entry.id not in state.void)
        keys[one.uuid.hex()] = {key_id(key): key for key in given if key is not None}
    query = select(op.hash, op.body, op.usig).where(
        op.void.is_not(None), op.usig.is_not(None), op.user.in_([one.uuid for one in arrived])
    )
    held = [
        Incoming(row.hash, decode(row.body), row.body, row.usig) for row in work.connection.execute(query)
    ]
    named: list[str] = []
    checks: list[Signature] = []
    for item in (*held, *fresh):
        own, usig = keys.get(item.op.user), item.usig
        if own is None or usig is None or not needs_user_signature(item.op):
            continue
        if item.id.hex() not in context.unsigned:
            named.append(item.id.hex())
            checks.append(Signature(own.get(usig[:32], b""), OP_TYPE, item.data, usig[32:]))
    return {name for name, right in zip(named, verify_many(checks), strict=True) if not right}


def _moved_elsewhere(work: Work, moved: _Rights, cases: Collection[_Case]) -> list[_Case]:
    """The other records to which people wrote whose rights have moved."""
    touched = {case.id for case in cases}
    found = _written_by(work, moved.grown, void_only=True) + _written_by(work, moved.cut)
    return list({case.id: case for case in found if case.id not in touched}.values())


def _written_by(work: Work, users: Collection[bytes], *, void_only: bool = False) -> list[_Case]:
    """The records that these people wrote to. Who may only do more has only void ops to be judged anew, and
    of those there is an index."""
    again: dict[int, _Case] = {}
    op, record, names = tables.op.c, tables.record.c, sorted(users)
    for start in range(0, len(names), _CHUNK):
        query = (
            select(record.id, record.uuid, record.ent, record.scope)
            .where(op.user.in_(names[start : start + _CHUNK]), op.record_id == record.id)
            .distinct()
        )
        if void_only:
            query = query.where(op.void.is_not(None))
        for row in work.connection.execute(query):
            again[row.id] = _Case(row.id, row.uuid, row.ent, row.scope, fresh=False)
    _read_ops(work, again.values())
    return list(again.values())


def _fold(work: Work, cases: Sequence[_Case]) -> None:
    """Fold records in the order in which one kind is judged by another: applications and all else, who was
    given to whom, and what is about them. Where that has moved, what else is about them is folded too."""
    rounds: list[dict[int, _Case]] = [{}, {}, {}]
    cases = [*cases, *_learn_books(work, cases)]
    every = {case.id: case for case in cases}
    for case in cases:
        rounds[case.round][case.id] = case
        if any(op.ent not in ABOUT for _id, op in case.ops):  # its kind is known before what is about it
            rounds[0][case.id] = case
    for number, together in enumerate(rounds):
        if not together:
            continue
        moved = _fold_round(work, list(together.values()))
        for case in together.values() if number == 1 else ():
            if case.ent != MENTEE:  # somebody spoke of it as a mentee, and it is something else
                rounds[2][case.id] = case
        for case in _held(work, records_about(work.connection, moved) if number < 2 else ()):
            same = every.setdefault(case.id, case)  # with the ops of this file, which are not stored yet
            if same.round > number:
                rounds[same.round][same.id] = same


def _learn_books(work: Work, cases: Sequence[_Case]) -> list[_Case]:
    """Know the rule books among these records before anything is judged by them. Returns the other records
    with steps that one person took alone where another word than before says whether they may."""
    books = [case for case in cases if any(op.ent == BOOK for _id, op in case.ops)]
    if not books:
        return []
    before = work.context.alone
    _fold_round(work, books)
    work.context.load_books(work.connection)
    moved = {each.kelurahan for each in before ^ work.context.alone}
    known = {case.id for case in cases}
    return _held(work, _done_alone_in(work, moved) - known)


def _done_alone_in(work: Work, kelurahan: Collection[str]) -> set[int]:
    """The records (numbers) of these kelurahan with a step that says one person did both."""
    op, record, found = tables.op.c, tables.record.c, set[int]()
    for code in sorted(kelurahan):
        query = select(op.record_id, op.body).where(
            record.scope == code, record.id == op.record_id, op.kind == "status"
        )
        for number, body in work.connection.execute(query):
            if _MARKED in body:
                found.add(number)
    return found


def _fold_round(work: Work, cases: Sequence[_Case]) -> set[str]:
    """Fold each record with all its ops, write what it is, its heads and its rows. Returns the applications
    (hex) of which something else may be known now."""
    entry, projector = work.context.entry, Projector(work.context)
    known = abouts(work.connection, named_in(op for case in cases for _id, op in case.ops))
    record_rows: list[tuple[Any, ...]] = []
    head_rows: list[tuple[Any, ...]] = []
    moved: set[str] = set()
    for case in cases:
        ops = log.outlived(work.context, case.uuid.hex(), case.ops)
        state = case.state = log.fold_entries([entry(op_id, op, known) for op_id, op in ops])
        heads = heads_blob(state)
        if not case.written:
            record_rows.append((case.id, case.uuid, state.ent, state.scope, heads))
        else:
            head_rows.append((state.ent, state.scope, heads, case.id))
        fresh = not case.written
        if not fresh and case.ent != state.ent:  # an earlier word has come: it is another kind of record
            projector.forget(case.id)
            fresh = True
        projector.add(case.id, case.uuid, state.ent, state.scope, state, fresh=fresh)
        work.touch(state.ent, case.id)
        if (case.ent, case.scope) != (state.ent, state.scope) and "application" in (case.ent, state.ent):
            moved.add(case.uuid.hex())
        if MENTEE in (case.ent, state.ent):
            moved |= named_in(op for _id, op in case.ops)
        case.written, case.ent, case.scope = True, state.ent, state.scope
    dialect.many(work.connection, dialect.insert_sql(tables.record), record_rows)
    dialect.many(work.connection, SET_RECORD, head_rows)
    work.judged(mark_void(work.connection, {case.id: case.state for case in cases if not case.fresh}))
    projector.flush(work.connection)
    erasures.hollow_erased(work.connection, work.context, {case.id: case.state for case in cases})
    return moved


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
    beside = erasures.beside(work.context)
    erased = {uuid: erasures.by_of(case.state, beside) for uuid, case in cases.items() if case.state.words}
    for number, item in zip(numbers, fresh, strict=True):
        op = item.op
        case = cases[op.rec]
        user, kind, data, usig = bytes.fromhex(op.user), op.kind, item.data, item.usig
        void = case.state.void.get(item.id.hex())
        by = erased.get(op.rec, {}).get(item.id.hex()) if can_go(op) else None
        if by is not None:
            user, kind, data, usig, void = NOBODY, STUB, _stub(item, by), None, STUB
        rows.append((number, item.id, streams[op.dev, op.ep], op.seq, case.id, user, kind, data, usig, void))
        if len(rows) >= _BATCH:
            dialect.many(work.connection, sql, rows)
            rows = []
    dialect.many(work.connection, sql, rows)


def _store_stubs(
    work: Work,
    hollow: Sequence[IncomingStub],
    streams: Mapping[tuple[str, int], int],
    cases: Mapping[str, _Case],
) -> None:
    """What came in place of ops that were erased."""
    numbers, beside = work.reserve(tables.op, len(hollow)), erasures.beside(work.context)
    rows: list[tuple[Any, ...]] = []
    for number, each in zip(numbers, hollow, strict=True):
        case, stub = cases[each.rec], each.stub
        by = erasures.by_of(case.state, beside).get(stub.id.hex(), stub.by)
        rows.append(
            (
                number, stub.id, streams[each.dev, each.ep], each.seq, case.id, NOBODY, STUB,
                stub._replace(by=by).data, None, STUB,
            )
        )  # fmt: skip
    dialect.many(work.connection, dialect.insert_sql(tables.op), rows)


def _stub(item: Incoming, by: bytes) -> bytes:
    return Stub(item.id, by, bytes.fromhex(item.op.prev)).data
