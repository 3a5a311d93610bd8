"""Erasing within the database: ops become stubs, and what the next step sweeps elsewhere is noted.

What erases a record is known from its op on the log. Where a database is put back to a state before it, the
same ops are given again from a file that outlives the database (`storage.remembered`) and kept in a table of
their own until the log has them.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from desktop_app.domain import erasing
from desktop_app.domain.erasing import NOBODY, STUB, WHY, Stub
from desktop_app.domain.identity import phone_local
from desktop_app.domain.merge import State
from desktop_app.domain.op import Op, decode
from desktop_app.domain.shape import blob_names
from desktop_app.errors import SyncRefused
from desktop_app.storage import dialect, settings, tables
from desktop_app.storage.context import Context

_PENDING: Final = "erasing"
"""Setting: what is still to be swept outside the log. It is gone once that is done."""
_HOLLOW: Final = "UPDATE op SET body = ?, usig = NULL, user = ?, kind = ?, void = ? WHERE id = ?"
_ERASED: Final = "erased_at"
"""Setting: see `former_marks`; in databases of before it was one moment, which is a mark as well."""
_PARTS: Final = ("records", "numbers", "names", "papers", "niks", "own")
_NUMBERS: Final = ("nik", "no_kk", "hp", "npwp", "nomor_pendaftaran")
_GUARDIAN: Final = "wali_nama"
_NAMES: Final = ("nama", "pemilik", _GUARDIAN)


@dataclass(slots=True)
class Pending:
    """What to sweep: records (hex), numbers and names of the people in them, papers (SHA-256, hex), which of
    the numbers are a NIK, which is nobody else's, and which of the names are the person's `own`, not those of
    a guardian."""

    records: set[str] = field(default_factory=set[str])
    numbers: set[str] = field(default_factory=set[str])
    names: set[str] = field(default_factory=set[str])
    papers: set[str] = field(default_factory=set[str])
    niks: set[str] = field(default_factory=set[str])
    own: set[str] = field(default_factory=set[str])

    def __bool__(self) -> bool:
        return bool(self.records or self.papers)

    def add(self, ent: str, values: Mapping[str, Any]) -> None:
        """Remember by what the person is found elsewhere. Short numbers find others too."""
        for name in _NUMBERS:
            number = str(values.get(name) or "").strip()
            if len(number) >= 9:
                self.numbers |= {number, phone_local(number)} if name == "hp" else {number}
                self.niks |= {number} if name == "nik" else set()
        for name in _NAMES:
            text = " ".join(str(values.get(name) or "").split()).casefold()
            if text and not (ent == "business" and name == "nama"):
                self.names.add(text)
                self.own |= {text} if name != _GUARDIAN else set()


def by_of(state: State, beside: Collection[str] = ()) -> dict[str, bytes]:
    """For each op (hex) that is erased, by which word: of several the first in order, of those that stand
    only in the list `beside` the log the last; others may never hear of these."""
    found: dict[str, bytes] = {}
    for word in sorted(state.words.values(), key=lambda each: (each.id in beside, each.op.n, each.id)):
        for name in erasing.named(word.op):
            found.setdefault(name, bytes.fromhex(word.id))
    return found


def hollow_erased(connection: Connection, context: Context, records: Mapping[int, State]) -> None:
    """Of these records (by number) those that are erased, whole or in their papers."""
    erased = {number: state for number, state in records.items() if state.words or state.values.get(WHY)}
    if erased:
        _hollow(connection, erased, beside(context))


def beside(context: Context) -> set[str]:
    """The erasing words (hex) that this office was given beside its log."""
    return {name for words in context.erasing.values() for name, _op in words}


def _hollow(connection: Connection, records: Mapping[int, State], given: Collection[str]) -> None:
    """Put stubs in place of the ops that these erased records (by number) name, and note what to sweep."""
    op, pending = tables.op.c, load(connection)
    rows: list[tuple[Any, ...]] = []
    for number, state in records.items():
        by, before = by_of(state, given), len(rows)
        query = select(op.id, op.hash, op.body, op.kind).where(op.record_id == number)
        for row in connection.execute(query).all():
            word = by.get(row.hash.hex())
            stub = erasing.stub_of(row.body)
            if word is None or (stub is not None and stub.by == word):
                continue
            if stub is None:
                said = decode(row.body)
                if not erasing.can_go(said):  # nobody's data, whatever the word says
                    continue
                pending.records.add(said.rec)
                pending.add(said.ent, said.set)
                stub = Stub(row.hash, word, bytes.fromhex(said.prev))
            rows.append((stub._replace(by=word).data, NOBODY, STUB, STUB, row.id))
        if len(rows) > before or not state.words:
            pending.papers |= papers_of(state)
    dialect.many(connection, _HOLLOW, rows)
    if rows or pending.papers:
        _save(connection, pending)


def papers_of(state: State) -> set[str]:
    """The papers (SHA-256, hex) that go with a record, or from a register's line: of that one also signed
    copies of which whoever erased had not heard."""
    words = (each for each in state.by_id.values() if each.id not in state.void)
    named = {name for word in words for name in erasing.papers(word.op)}
    if state.ent == erasing.KEPT and state.values.get(WHY):
        named.update(name for each in state.by_id.values() for name in blob_names(each.op))
    return named


def note_papers(connection: Connection, names: Iterable[str]) -> None:
    """These papers are to be swept; the connection is a work's."""
    pending = load(connection)
    pending.papers |= set(names)
    _save(connection, pending)


def erased_among(connection: Connection, records: Iterable[str]) -> set[str]:
    """Which of these records (hex) were erased here, whole."""
    op, record = tables.op.c, tables.record.c
    uuids = [bytes.fromhex(each) for each in records]
    found: set[str] = set()
    for start in range(0, len(uuids), 500):
        query = select(record.uuid).where(
            record.uuid.in_(uuids[start : start + 500]), record.ent != erasing.KEPT,
            op.record_id == record.id, op.kind == erasing.ERASE,
        )  # fmt: skip
        found.update(each.hex() for each in connection.execute(query).scalars())
    return found


def note_records(connection: Connection, records: Iterable[str]) -> None:
    """A file that has just come tells of these erased records again; the connection is a work's."""
    pending = load(connection)
    pending.records |= set(records)
    if pending:
        _save(connection, pending)


def load(connection: Connection) -> Pending:
    """What is still to be swept."""
    kept: dict[str, list[str]] = settings.get_json(connection, _PENDING, {})
    return Pending(**{name: set(values) for name, values in kept.items()})


def _save(connection: Connection, pending: Pending) -> None:
    value = {name: sorted(getattr(pending, name)) for name in _PARTS}
    settings.put_json(connection, _PENDING, value)


def done(connection: Connection, swept: Pending, held: Collection[str] = ()) -> None:
    """This was swept, but for the records and papers `held`; what was noted meanwhile stays noted too. The
    connection is a work's."""
    now = load(connection)
    left = Pending(
        now.records - swept.records | swept.records & set(held),
        now.numbers - swept.numbers,
        now.names - swept.names,
        now.papers - swept.papers | swept.papers & set(held),
        now.niks - swept.niks,
        now.own - swept.own,
    )
    if left:
        _save(connection, left)
    else:
        settings.drop(connection, _PENDING)


def note_erased(connection: Connection) -> None:
    """Somebody was erased here; the connection is a work's."""
    settings.put_json(connection, _ERASED, [*_marks(connection), secrets.token_hex(16)])


def erased_mark(connection: Connection) -> str:
    """A mark (hex) that changes each time somebody is erased here; "" where nobody ever was. What bears the
    same one is from after the last erasure, whatever a clock said of either."""
    return next(reversed(_marks(connection)), "")


def former_marks(connection: Connection) -> frozenset[str]:
    """The marks this database had before: what bears one is from before the last erasure here. Any other is
    not: it may be from a state that this one does not know, as after an older copy was put back."""
    marks = _marks(connection)
    return frozenset(("", *marks[:-1])) if marks else frozenset()


def _marks(connection: Connection) -> list[str]:
    kept: list[str] | str = settings.get_json(connection, _ERASED, [])
    return [kept] if isinstance(kept, str) else kept


# ---- what erases, beyond the streams -----------------------------------------------------------------


def known_word(connection: Connection, name: bytes) -> Op | None:
    """The erasing op of that id, on the log or kept beside it; None where neither has it."""
    for table in (tables.op, tables.reapplied):
        body = connection.execute(select(table.c.body).where(table.c.hash == name)).scalar()
        if body is not None and erasing.stub_of(body) is None:
            try:
                op = decode(body)
            except SyncRefused:
                return None
            return op if erasing.erases(op) else None
    return None


def load_words(connection: Connection, context: Context) -> None:
    """Know what erases records here and stands in no stream."""
    context.erasing.clear()
    kept = tables.reapplied
    logged = select(tables.op.c.hash).where(tables.op.c.hash == kept.c.hash)
    for row in connection.execute(select(kept).where(~logged.exists())):
        op = decode(row.body)
        context.erasing.setdefault(op.rec, []).append((row.hash.hex(), op))


def keep_words(connection: Connection, context: Context, words: Mapping[bytes, tuple[bytes, bytes]]) -> None:
    """Keep erasing ops (bytes and signature by id) that this database does not have; it is a work's."""
    here = set(connection.execute(select(tables.reapplied.c.hash)).scalars())
    here |= set(
        connection.execute(select(tables.op.c.hash).where(tables.op.c.hash.in_(list(words)))).scalars()
    )
    for name, (body, usig) in words.items():
        if name not in here:
            connection.execute(insert(tables.reapplied).values(hash=name, body=body, usig=usig))
    load_words(connection, context)
