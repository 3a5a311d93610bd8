"""The one place that commits: an op and the rows it changes together, or not at all.

    with office.work() as work:
        work.put(record, "application", "set", {"nama": "…"})
    work.changes   # which kinds of thing moved, and which ids

The op log is audit, history and outbox in one; nothing else writes an office's shared data.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import uuid_utils
from sqlalchemy import Connection, Table, insert

from desktop_app.domain import authority, kept_texts, reasons
from desktop_app.domain.entities import ABOUT, BOOK
from desktop_app.domain.erasing import STUB
from desktop_app.domain.merge import STATUS, State, apply, base_for
from desktop_app.domain.moments import milliseconds
from desktop_app.domain.op import OP_VERSION, SCOPE, ZERO_ID, Op, encode, needs_user_signature, op_id
from desktop_app.errors import Refused
from desktop_app.storage import dialect, erasures, log, settings, tables
from desktop_app.storage.abouts import abouts, named_in
from desktop_app.storage.context import Abouts, Context
from desktop_app.storage.database import Database, disk_errors
from desktop_app.storage.projections import SET_RECORD, Projector, heads_blob, mark_void
from resources.i18n import tr

_TELLING: Final = ("set", "attach", "note", "resolve")
"""Kinds of op that say only what is new."""
FLUSH_AT: Final = 2000
"""Ops buffered before they are written; keeps a large intake's memory small."""

_LOG_SQL: Final = (
    "SELECT (SELECT max(id) FROM record), (SELECT max(id) FROM op), s.id, s.seq, s.head"
    " FROM (SELECT 1) LEFT JOIN stream s ON s.dev = ? AND s.ep = ?"
)
_EARLIER_SQL: Final = "SELECT head FROM stream WHERE dev = ? ORDER BY ep DESC LIMIT 1"
_RECORD_SQL: Final = "SELECT id, ent, scope FROM record WHERE uuid = ?"
_HEAD_SQL: Final = "UPDATE stream SET seq = ?, head = ? WHERE id = ?"

Signer = Callable[[bytes], bytes]
"""Given an op's bytes, the person's key id and signature (96 bytes)."""


def new_id() -> str:
    """A new UUIDv7 as ops write it: 32 hex digits. Its order follows time, which keeps inserts local."""
    return uuid_utils.uuid7().hex


@dataclass(frozen=True, slots=True)
class Changes:
    """Which kinds of thing moved, and which ids (local record numbers); pages refresh by these."""

    ids: Mapping[str, frozenset[int]] = field(default_factory=dict[str, frozenset[int]])

    def __contains__(self, kind: object) -> bool:
        return kind in self.ids

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds that moved."""
        return frozenset(self.ids)

    def joined(self, other: Changes) -> Changes:
        """What moved here or there."""
        kinds, none = self.kinds | other.kinds, frozenset[int]()
        return Changes({kind: self.ids.get(kind, none) | other.ids.get(kind, none) for kind in kinds})


@dataclass(slots=True)
class _Held:
    """A record touched by this work."""

    id: int
    uuid: bytes
    ent: str
    scope: str
    state: State
    fresh: bool


@dataclass(frozen=True, slots=True)
class Author:
    """The person whose work this is."""

    user: str
    sign: Signer


class Work:
    """What one person does in one transaction."""

    def __init__(self, connection: Connection, context: Context, author: Author, now: datetime) -> None:
        self.connection = connection
        self.context = context
        self.author = author
        self.now = now
        self.wall = milliseconds(now)
        self.change = new_id()
        self._projector = Projector(context)
        self._held: dict[str, _Held] = {}
        self._ops: list[tuple[Any, ...]] = []
        self._dirty: dict[str, _Held] = {}
        self._touched: dict[str, set[int]] = {}
        self._judged: dict[str, tuple[str | None, str | None]] = {}
        self._counters: dict[str, int] = {}
        self._taken_back: list[Callable[[], object]] = []
        self._open_log()

    # ---- what actions use ---------------------------------------------------------------------------

    @property
    def changes(self) -> Changes:
        """What moved so far."""
        return Changes({kind: frozenset(ids) for kind, ids in self._touched.items()})

    @property
    def position(self) -> tuple[int, str]:
        """Last seq and head of this device's stream."""
        return self._seq, self._head

    def state(self, record: str) -> State:
        """The record's state as it stands in this work. Raises Refused for an unknown record."""
        return self._hold(record).state

    def scope(self, record: str) -> str:
        """Whose data the record is: a kelurahan code, "" for the city's. It never changes."""
        return self._hold(record).scope

    def record_number(self, record: str) -> int:
        """The record's local number."""
        return self._hold(record).id

    def count(self, name: str) -> int:
        """The next number of a local counter, from 1; it is kept with this work."""
        if name not in self._counters:
            self._counters[name] = int(settings.get_json(self.connection, f"counter:{name}", 0))
        self._counters[name] += 1
        return self._counters[name]

    def put(
        self,
        record: str,
        ent: str,
        kind: str,
        values: Mapping[str, Any],
        *,
        scope: str | None = None,
        rev: str | None = None,
        crit: bool = False,
        new: bool = False,
        base: Mapping[str, list[str]] | None = None,
    ) -> str | None:
        """Append one op that sets `values` and has seen all of the record; returns its id (hex).

        Unchanged values are left out; with nothing left there is no op and None comes back. Who says a field
        anew that is in conflict decides it, so that op is a ``resolve``, with the person's signature. To say
        again what is shown, and so decide for it, `kind` has to be ``resolve`` from the start.
        `scope` is wanted for a new record: the kelurahan code, or "" for the city; `new` says that
        the id was made this moment, so nobody needs to look for it. `base` names the heads that are replaced
        instead of all of them: the others stay beside. Raises Refused when the step is not this person's.
        """
        if len(self._ops) >= FLUSH_AT:
            self.flush()
        held = self._held.get(record) or (None if new else self._load(record))
        if held is None:
            held = self._create(record, ent, self.context.scope if scope is None else scope)
            if ent != "application":
                values = {**values, SCOPE: held.scope}
        elif held.state.first is None and scope is not None and ent in ABOUT:
            held.scope, values = scope, {**values, SCOPE: scope}  # only others have spoken, who were not to
        state = held.state
        if kind in _TELLING and base is None:
            values = _news(values, state, again=kind == "resolve")
            if not values:
                return None
            if kind in ("set", "resolve"):
                kind = "set" if state.conflicts.keys().isdisjoint(values) else "resolve"
        seen, n = base_for(state, values)
        op = Op(
            v=OP_VERSION, crit=crit, dev=self.context.dev, ep=self.context.ep, seq=self._seq + 1,
            prev=self._head, salt=os.urandom(16).hex(), chg=self.change, user=self.author.user,
            wall=self.wall, rec=record, ent=ent, kind=kind, set=dict(values),
            base=seen if base is None else dict(base), n=n, rev=rev,
        )  # fmt: skip
        return self._append(held, op)

    def _append(self, held: _Held, op: Op) -> str:
        body = encode(op)
        identity = op_id(body)
        name = identity.hex()
        entry = self.context.entry(name, op, self._about(op))
        reason = authority.judge(entry, held.state)
        if reason:
            raise Refused(authority.void_sentence(reason), code=reason)
        if why := reasons.written(op.kind, op.set):
            reasons.given(why)
        if op.ent in kept_texts.TEXTS:
            kept_texts.require_no_nik(op.ent, op.set)
        signature = self.author.sign(body) if needs_user_signature(op) else None
        apply(held.state, entry, decisive=log.decisive_of(op.ent), judge=_already_judged)
        self._ops.append(
            (
                self._next_op, identity, self._stream_id, op.seq, held.id,
                bytes.fromhex(op.user), op.kind, body, signature, None,
            )
        )  # fmt: skip
        self._next_op += 1
        self._seq, self._head = op.seq, name
        self._dirty[op.rec] = held
        self._touched.setdefault(op.ent, set()).add(held.id)
        if op.ent == "person":
            self.context.learn(held.uuid, held.scope, held.state)
            self.context.give([(name, op)])
        return name

    def _about(self, op: Op) -> Abouts:
        """What is known, here and now, of the application that the op is about."""
        named = named_in([op])
        if named:
            self.flush_if_needed()
        return abouts(self.connection, named)

    def flush(self) -> None:
        """Write what is buffered into the open transaction."""
        fresh = [
            (held.id, held.uuid, held.ent, held.scope, heads_blob(held.state))
            for held in self._dirty.values()
            if held.fresh
        ]
        dialect.many(self.connection, dialect.insert_sql(tables.record), fresh)
        dialect.many(self.connection, dialect.insert_sql(tables.op), self._ops)
        erased = [held for held in self._dirty.values() if held.state.words]
        for held in erased:  # what of it the word did not name counts no more either
            held.state = log.fold_entries(log.entries_of(self.connection, self.context, held.id))
        known = [
            (held.state.ent, held.state.scope, heads_blob(held.state), held.id)
            for held in self._dirty.values()
            if not held.fresh or held.state.words
        ]
        dialect.many(self.connection, SET_RECORD, known)
        for held in self._dirty.values():
            self._projector.add(held.id, held.uuid, held.ent, held.scope, held.state, fresh=held.fresh)
        self._projector.flush(self.connection)
        if any(held.state.ent == BOOK for held in self._dirty.values()):
            self.context.load_books(self.connection)
        mark_void(self.connection, {held.id: held.state for held in erased})
        states = {held.id: held.state for held in self._dirty.values()}
        erasures.hollow_erased(self.connection, self.context, states)
        head = (self._seq, bytes.fromhex(self._head), self._stream_id)
        dialect.many(self.connection, _HEAD_SQL, [head])
        for name, value in self._counters.items():
            settings.put_json(self.connection, f"counter:{name}", value)
        self._ops, self._dirty = [], {}
        self._held.clear()

    def flush_if_needed(self) -> None:
        """Let questions asked in this work see what it has already put."""
        if self._dirty:
            self.flush()

    def reopen_log(self) -> None:
        """Look again where this device's stream stands, after streams were cut (`storage.cutting`) or ops of
        its own were received. Nothing may be buffered: `flush` comes before such steps."""
        assert not self._ops
        self._open_log()

    def reserve(self, table: Table, count: int) -> range:
        """Row numbers for `count` new rows of `record` or `op` that a received file brings."""
        if table is tables.record:
            first, self._next_record = self._next_record, self._next_record + count
        else:
            first, self._next_op = self._next_op, self._next_op + count
        return range(first, first + count)

    def on_failure(self, step: Callable[[], object]) -> None:
        """What to take back outside the database when this work is not kept."""
        self._taken_back.append(step)

    def take_back(self) -> None:
        """Do so, the latest first."""
        while self._taken_back:
            self._taken_back.pop()()

    def judged(self, changed: Mapping[str, tuple[str | None, str | None]]) -> None:
        """Stored ops were judged otherwise, perhaps again: from what before (see `mark_void`) to what now."""
        for op, (before, now) in changed.items():
            self._judged[op] = (self._judged.get(op, (before, now))[0], now)

    def undone(self) -> dict[str, str]:
        """The ops (hex) that counted before this work and do not any more, with the reason; erased ones are
        told of as erased."""
        moved = self._judged.items()
        return {op: now for op, (before, now) in moved if before is None and now and now != STUB}

    def touch(self, ent: str, record_id: int) -> None:
        """Count a record among what moved."""
        self._touched.setdefault(ent, set()).add(record_id)

    # ---- within -------------------------------------------------------------------------------------

    def _open_log(self) -> None:
        """Where this device's stream stands, and the next free row numbers: one question."""
        dev = bytes.fromhex(self.context.dev)
        [row] = dialect.ask(self.connection, _LOG_SQL, (dev, self.context.ep))
        self._next_record, self._next_op = (row[0] or 0) + 1, (row[1] or 0) + 1
        if row[2] is not None:
            self._stream_id, self._seq, self._head = row[2], row[3], row[4].hex()
            return
        earlier = dialect.ask(self.connection, _EARLIER_SQL, (dev,))
        self._seq, self._head = 0, earlier[0][0].hex() if earlier else ZERO_ID
        values = {"dev": dev, "ep": self.context.ep, "seq": 0, "head": bytes.fromhex(self._head)}
        made = self.connection.execute(insert(tables.stream).values(values))
        assert made.inserted_primary_key is not None
        self._stream_id = int(made.inserted_primary_key[0])

    def _hold(self, record: str) -> _Held:
        held = self._held.get(record) or self._load(record)
        if held is None:
            raise Refused(
                tr("Catatan itu tidak ada di kantor ini."),
                next_step=tr("Segarkan daftar, lalu pilih lagi."),
                code="unknown_record",
            )
        return held

    def _load(self, record: str) -> _Held | None:
        if record in self._dirty:
            return self._dirty[record]
        try:
            uuid = bytes.fromhex(record)
        except ValueError:  # typed by a person
            return None
        found = dialect.ask(self.connection, _RECORD_SQL, (uuid,))
        if not found:
            return None
        number, ent, scope = found[0]
        entries = log.entries_of(self.connection, self.context, number)
        held = _Held(number, uuid, ent, scope, log.fold_entries(entries), fresh=False)
        self._held[record] = held
        return held

    def _create(self, record: str, ent: str, scope: str) -> _Held:
        held = _Held(self._next_record, bytes.fromhex(record), ent, scope, State(), fresh=True)
        self._next_record += 1
        self._held[record] = held
        return held


def _news(values: Mapping[str, Any], state: State, *, again: bool) -> dict[str, Any]:
    """What of `values` the record does not say yet; with `again` also what is shown and in conflict."""
    if not state.heads:
        return {name: value for name, value in values.items() if value is not None}
    if again and STATUS in state.conflicts and STATUS in values:
        return dict(values)  # a decision is chosen whole
    return {
        name: value
        for name, value in values.items()
        if (name not in state.heads and value is not None)
        or (name in state.heads and (state.values[name] != value or (again and name in state.conflicts)))
    }


def _already_judged(_entry: object, _state: object) -> str:
    return ""


@contextmanager
def working(database: Database, context: Context, author: Author, now: datetime) -> Generator[Work]:
    """Begin, do, commit; roll back and let the failure through when anything goes wrong.

    Raises Unavailable when the disk, the lock or the folder is in the way.
    """
    forget = context.remembering()
    with disk_errors(), database.locked() as connection:
        work: Work | None = None
        try:
            with whole(connection):
                work = Work(connection, context, author, now)
                yield work
                work.flush()
        except BaseException:
            forget()
            if work is not None:
                work.take_back()
            raise


@contextmanager
def whole(connection: Connection, begin: str = dialect.BEGIN_WRITING) -> Generator[None]:
    """All of what is done inside, or nothing: the one place that commits."""
    dialect.ask(connection, begin)
    try:
        yield
        dialect.ask(connection, "COMMIT")
    except BaseException:
        _undo(connection)
        raise


@contextmanager
def trying(database: Database, context: Context, author: Author, now: datetime) -> Generator[Work]:
    """Like `working`, but nothing is kept."""
    forget = context.remembering()
    with disk_errors(), database.locked() as connection:
        connection.exec_driver_sql(dialect.BEGIN_WRITING)
        try:
            yield Work(connection, context, author, now)
        finally:
            _undo(connection)
            forget()


def _undo(connection: Connection) -> None:
    """Roll back. On a full disk SQLite may have done it already: that must not hide the cause."""
    raw: Any = connection.connection.driver_connection
    if raw is not None and raw.in_transaction:
        connection.exec_driver_sql("ROLLBACK")
