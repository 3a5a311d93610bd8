"""From a record's folded state to the rows that lists, searches and screens read.

A projection is a function of the state alone, so every table can be rebuilt from the ops and is then
equal to itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Table, select

from desktop_app.domain import entities, fields, status
from desktop_app.domain.alone import MARK
from desktop_app.domain.authority import asked_reason, ending_proposed
from desktop_app.domain.erasing import STUB, WHY
from desktop_app.domain.merge import STATUS, State
from desktop_app.domain.recommending import FIELD, is_verified
from desktop_app.domain.shape import ATTACHMENT
from desktop_app.storage import dialect, tables
from desktop_app.storage.context import Context
from desktop_app.storage.rejudge import Marker

Row = tuple[Any, ...]
SET_RECORD: Final = "UPDATE record SET ent = ?, scope = ?, heads = ? WHERE id = ?"

_OWNED: Final = tuple(
    (table, column.name) for table in tables.PROJECTIONS for column in table.columns if column.foreign_keys
)
"""Where a record's number stands in the projections."""
_KNOWN: Final = frozenset((*tables.APPLICATION_FIELDS, "nomor_pendaftaran", "status"))
_NESTED: Final = tuple(
    place for place, name in enumerate(tables.APPLICATION_FIELDS) if fields.FIELDS[name].kind == "dict"
)
_CHUNK: Final = 500

_msgpack = msgspec.msgpack.Encoder(order="deterministic")
_json = msgspec.json.Encoder(order="deterministic")


def heads_blob(state: State) -> bytes:
    """The heads as one compact value: {op id: the fields it heads, or [] for all that it sets}.

    Equal op sets give equal bytes on every copy.
    """
    if len(state.by_id) == 1 and state.first is not None:
        return _msgpack.encode([[bytes.fromhex(state.first.id), []]])
    by_op: dict[str, list[str]] = {}
    for name, heads in state.heads.items():
        for head in heads:
            by_op.setdefault(head, []).append(name)
    return _msgpack.encode(
        [
            [bytes.fromhex(head), [] if len(names) == len(state.by_id[head].op.set) else sorted(names)]
            for head, names in sorted(by_op.items())
        ]
    )


def document_state(values: Mapping[str, Any]) -> str:
    """How a document stands: erased, cancelled, or both, else signed by somebody, else as it was issued: a
    time stamp signs for nobody."""
    if values.get(WHY):
        return "cancelled_erased" if values.get("batal") else "erased"
    if values.get("batal"):
        return "cancelled"
    return "signed" if values.get("penanda") else str(values.get("state", "sealed"))


def _bytes(value: str | None) -> bytes | None:
    return bytes.fromhex(value) if value else None


def plain_row(ent: str, record_id: int, uuid: bytes, scope: str, state: State) -> Row:
    """The row of a plain entity."""
    assert state.first is not None and state.last is not None
    values = state.values
    columns = (
        json.dumps(values[each.name], sort_keys=True, ensure_ascii=False)
        if each.kind in entities.LISTS and values.get(each.name) is not None
        else entities.column_value(each, values.get(each.name))
        for each in entities.ENTITIES[ent].fields
    )
    first, last = state.first.op, state.last.op
    return record_id, uuid, scope, *columns, first.wall, bytes.fromhex(first.user), last.wall


def mark_void(
    connection: Connection, states: Mapping[int, State]
) -> dict[str, tuple[str | None, str | None]]:
    """Note which stored ops of these records (by number) are void, and which no longer are. Returns the ops
    (hex) of which that changed, with the reason before and now."""
    op, numbers = tables.op.c, list(states)
    rows: list[Row] = []
    changed: dict[str, tuple[str | None, str | None]] = {}
    for start in range(0, len(numbers), _CHUNK):
        chunk = numbers[start : start + _CHUNK]
        query = select(op.record_id, op.hash, op.void).where(op.record_id.in_(chunk), op.kind != STUB)
        for row in connection.execute(query):
            void = states[row.record_id].void.get(row.hash.hex())
            if void != row.void:
                rows.append((void, row.hash))
                changed[row.hash.hex()] = (row.void, void)
    dialect.many(connection, "UPDATE op SET void = ? WHERE hash = ?", rows)
    return changed


class Projector:
    """Collects the rows of many records and writes them together.

    `fresh` names records that are new in this work: nothing of theirs has to be removed first.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._rows: dict[Table, list[Row]] = {}
        self._replace: dict[Table, list[Row]] = {}
        self._search: dict[tuple[str, bool], list[Row]] = {}
        self._search_gone: list[Row] = []
        self._gone: dict[tuple[Table, str], list[Row]] = {}
        self._clash: list[tuple[int, bool]] = []
        self._marker = Marker()

    def add(self, record_id: int, uuid: bytes, ent: str, scope: str, state: State, *, fresh: bool) -> None:
        """Take the state of one record in; without a valid op nothing of it is shown."""
        nobody = ent == "person" and uuid.hex() not in self._context.people  # see `learn_people`
        if state.first is None or nobody or state.erased:
            if not fresh:
                self.forget(record_id)
            return
        if not fresh:
            self._gone.setdefault((tables.conflict, "record_id"), []).append((record_id,))
        for name, heads in sorted(state.conflicts.items()):
            blob = b"".join(bytes.fromhex(head) for head in heads)
            self._put(tables.conflict, (record_id, name, blob), fresh=True)
        if ent in tables.PLAIN:
            self._put(tables.PLAIN[ent], plain_row(ent, record_id, uuid, scope, state), fresh=fresh)
            if ent == "rulebook":
                self._marker.book(state.values["program"], state.values["tahun"])
            if ent == "business":
                self._find_by(ent, dialect.business_row(record_id, scope, state.values), fresh=fresh)
        elif ent in _MAKERS:
            _MAKERS[ent](self, record_id, uuid, scope, state, fresh)

    def forget(self, record_id: int) -> None:
        """Take every row of a record out; what is added afterwards is fresh."""
        self._marker.replaced(record_id)
        for owned in _OWNED:
            self._gone.setdefault(owned, []).append((record_id,))
        self._search_gone.append((record_id,))

    def flush(self, connection: Connection) -> None:
        """Write everything collected so far."""
        self._marker.before(connection)
        for (table, key), rows in self._gone.items():
            dialect.many(connection, dialect.delete_sql(table, key), rows)
        for table, rows in self._rows.items():
            dialect.many(connection, dialect.insert_sql(table), rows)
        for table, rows in self._replace.items():
            dialect.many(connection, dialect.insert_sql(table, replace=True), rows)
        for sql in dialect.DELETE_SEARCH:
            dialect.many(connection, sql, self._search_gone)
        for (ent, fresh), rows in self._search.items():
            dialect.many(connection, dialect.insert_search_sql(ent, replace=not fresh), rows)
        self._find_clashes(connection)
        self._marker.write(connection)
        self._rows, self._replace, self._gone = {}, {}, {}
        self._search, self._search_gone, self._clash = {}, [], []

    def _find_clashes(self, connection: Connection) -> None:
        """One look for all that was written; seldom is there anything to note."""
        if not self._clash:
            return
        known = [(record_id, record_id) for record_id, fresh in self._clash if not fresh]
        dialect.many(connection, _FREE_CLASH, known)
        ids = dialect.giving(record_id for record_id, _fresh in self._clash)
        pairs = dialect.ask(connection, _CLASHING, (ids,))
        told = [*pairs, *((other, one, kind) for one, other, kind in pairs)]
        dialect.many(connection, _NOTE_CLASH, told)

    def _put(self, table: Table, row: Row, *, fresh: bool) -> None:
        (self._rows if fresh else self._replace).setdefault(table, []).append(row)

    def _find_by(self, ent: str, row: Row, *, fresh: bool) -> None:
        self._search.setdefault((ent, fresh), []).append(row)

    def _application(self, record_id: int, uuid: bytes, scope: str, state: State, fresh: bool) -> None:
        values, walls = state.values, reached(state)
        assert state.first is not None and state.last is not None
        attached = [
            (bytes.fromhex(name.removeprefix(ATTACHMENT)), values[name])
            for name in sorted(values.keys() - _KNOWN)
            if name.startswith(ATTACHMENT) and values[name]
        ]
        row: Row = (
            record_id,
            uuid,
            values.get("nomor_pendaftaran") or "",
            state.status,
            int(state.stale),
            len(state.conflicts),
            state.rev,
            " ".join(sorted(state.authors)),
            *_columns(values),
            values.get("alasan"),
            values.get("peringkat"),
            values.get("putusan"),
            values.get("aturan_versi"),
            len(attached),
            state.first.op.wall,
            bytes.fromhex(state.first.op.user),
            state.last.op.wall,
            walls.get("submitted"),
            walls.get("verified"),
            asked_reason(state),
            proposed.reason if (proposed := ending_proposed(state)) is not None else None,
            _json.encode(values[FIELD]).decode() if values.get(FIELD) else None,
            1 if is_verified(values.get(FIELD)) else None,
            None,  # marked once all rows stand
            values.get(MARK),
        )
        self._marker.application(record_id, state.status, values)
        if not fresh:
            self._marker.replaced(record_id)
        self._put(tables.application, row, fresh=fresh)
        self._find_by("application", dialect.search_row(record_id, values), fresh=fresh)
        if not fresh:
            self._gone.setdefault((tables.attachment, "application_id"), []).append((record_id,))
        for key, value in attached:
            sha256 = bytes.fromhex(value["sha256"])
            attachment = (
                record_id, key, value["jenis"], value["mime"], value["size"], sha256, value["wall"]
            )  # fmt: skip
            self._put(tables.attachment, attachment, fresh=True)
        self._clash.append((record_id, fresh))

    def _person(self, record_id: int, uuid: bytes, scope: str, state: State, fresh: bool) -> None:
        facts = self._context.people[uuid.hex()]
        row: Row = (
            record_id,
            uuid,
            facts.office,
            facts.nama,
            state.values.get("nip"),
            state.values.get("jabatan"),
            " ".join(sorted(facts.roles)),
            " ".join(sorted(facts.ever)),
            json.dumps(facts.cutoff, sort_keys=True) if facts.cutoff is not None else None,
            facts.key,
            int(facts.active),
            bytes.fromhex(facts.mentor) or None,
        )
        self._put(tables.person, row, fresh=fresh)

    def _office(self, record_id: int, uuid: bytes, scope: str, state: State, fresh: bool) -> None:
        settings = json.dumps(state.values, sort_keys=True, ensure_ascii=False)
        self._put(tables.office, (record_id, scope, settings), fresh=fresh)

    def _document(self, record_id: int, uuid: bytes, scope: str, state: State, fresh: bool) -> None:
        values = state.values
        assert state.first is not None
        row: Row = (
            record_id,
            uuid,
            scope,
            values["jenis"],
            values["edisi"],
            values["nomor"],
            values["tanggal"],
            values.get("program"),
            values.get("tahun"),
            len(values.get("rows", ())),
            document_state(values),
            values["digest"],
            bytes.fromhex(values["pdf"]),
            _bytes(values.get("data")),
            state.first.op.wall,
            bytes.fromhex(state.first.op.user),
            _bytes(values.get("menggantikan")),
            _bytes(values.get("ditandatangani")),
        )
        self._put(tables.document, row, fresh=fresh)
        if not fresh:
            self._gone.setdefault((tables.document_row, "document_id"), []).append((record_id,))
        for rank, (uuid_hex, _rev) in enumerate(values.get("rows", ()), 1):
            self._put(tables.document_row, (record_id, rank, bytes.fromhex(uuid_hex)), fresh=True)

    def _decision(self, record_id: int, uuid: bytes, scope: str, state: State, fresh: bool) -> None:
        values = state.values
        assert state.first is not None
        row: Row = (
            record_id,
            uuid,
            scope,
            values["program"],
            values["tahun"],
            values["kuota"],
            values["seed"],
            values.get("state", "proposed"),
            values.get("nomor"),
            values["jumlah"],
            bytes.fromhex(state.first.op.user),
            state.first.op.wall,
            values.get("decided"),
        )
        self._put(tables.decision, row, fresh=fresh)


_MAKERS: Final[dict[str, Callable[[Projector, int, bytes, str, State, bool], None]]] = {
    "application": Projector._application,  # pyright: ignore[reportPrivateUsage]
    "person": Projector._person,  # pyright: ignore[reportPrivateUsage]
    "office": Projector._office,  # pyright: ignore[reportPrivateUsage]
    "document": Projector._document,  # pyright: ignore[reportPrivateUsage]
    "decision": Projector._decision,  # pyright: ignore[reportPrivateUsage]
}

_ENDED: Final = ", ".join(f"'{code}'" for code in sorted(status.ENDED))
_SAME: Final = {
    "nik": "b.nik = a.nik AND b.program = a.program AND b.tahun = a.tahun AND a.nik <> ''",
    "nomor": "b.nomor_pendaftaran = a.nomor_pendaftaran",
}
"""What two live applications must not have in common."""
_CLASHING: Final = (
    "WITH a AS MATERIALIZED (SELECT id, nik, program, tahun, nomor_pendaftaran FROM application"
    f" WHERE id IN ({dialect.GIVEN}) AND status NOT IN ({_ENDED})) "
) + " UNION ALL ".join(
    f"SELECT a.id, b.id, '{kind}' FROM a CROSS JOIN application b"
    f" WHERE {same} AND b.id <> a.id AND b.status NOT IN ({_ENDED})"
    for kind, same in _SAME.items()
)  # CROSS: SQLite is to begin with the few it was given, not with everybody
_FREE_CLASH: Final = "DELETE FROM clash WHERE application_id = ? OR other_id = ?"
_NOTE_CLASH: Final = "INSERT OR IGNORE INTO clash (application_id, other_id, kind) VALUES (?, ?, ?)"
"""Told in both directions."""


def _columns(values: dict[str, Any]) -> list[Any]:
    """The fields' values as columns hold them; nested ones are JSON."""
    row = list(map(values.get, tables.APPLICATION_FIELDS))
    for place in _NESTED:
        if row[place] is not None:
            row[place] = _json.encode(row[place]).decode()
    return row


def reached(state: State) -> dict[str, int]:
    """The claimed time at which the application last got each status."""
    walls: dict[str, int] = {}
    for entry in state.by_id.values():
        code = entry.op.set.get(STATUS)
        if code is not None and entry.id not in state.void:
            walls[code] = max(entry.op.wall, walls.get(code, 0))
    return walls
