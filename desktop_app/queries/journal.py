"""The office's journal: every change, look, paper given away, sign-in and sync file, by time, narrowed at
will.

Three books are read as one: the ops (by the time they claim), the access log and the sync files. A line is
named by a key that says its book and its row, so that a list of a million is an array of numbers, and rows
are read page by page.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Connection, select

from desktop_app.domain import access, people
from desktop_app.domain.journal import KINDS
from desktop_app.domain.moments import WIB, milliseconds
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import dialect, tables
from desktop_app.storage.context import Context
from resources.i18n import tr

OP, SEEN, FILE = range(3)
"""The books, as the last digit of a key in base 4."""
_BOOKS: Final = 4
_FEW: Final = 2000
"""So many records that a search means are asked for one by one. Where more fit, the lines are gone along by
time, each held against all of them: a page is full soon, and nobody is left out."""
_AT_ONCE: Final = 0.3
"""So many seconds may pass before a person sees the first lines, or reads that older ones are being looked
for."""
_MEANT: Final = (
    f"{dialect.search_ids_sql()} UNION ALL SELECT id FROM document WHERE instr(lower(nomor), lower(?))"
)
_AT: Final = {
    OP: f"SELECT {dialect.OP_WALL} FROM op WHERE id = ?",
    SEEN: "SELECT at FROM access WHERE id = ?",
    FILE: "SELECT made FROM sync_file WHERE id = ?",
}
"""When a line of each book was."""


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """What is asked for; empty values leave nothing out.

    `person` is a user id (hex), `kind` a code of `KINDS`, `record` a record id (hex), `device` a device id
    (hex), `file` the row number of a sync file; `since` and `until` are days in Depok, both included. `text`
    looks for people at work and for records by name, NIK or number.
    """

    text: str = ""
    person: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None
    record: str = ""
    device: str = ""
    file: int = 0

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return self != JournalFilter()


@dataclass(frozen=True, slots=True)
class _Reader:
    """Whose view it is: `own` is the user whose access entries alone are told, None for everybody's."""

    own: bytes | None


def require_reader(office: Office) -> _Reader:
    """Who reads. What colleagues looked at is told to those who answer for it: lurah, admins, auditor; anyone
    else reads of looks only their own. Raises Refused for an account that sees only its own people."""
    roles = office.person.roles
    if people.sees_only_own(roles):
        raise Refused(
            tr("Akun pendamping tidak membuka jurnal kantor."),
            next_step=tr("Riwayat dampingan Anda ada di halaman Pendaftar."),
            code="role",
        )
    return _Reader(None if roles & SEE_ALL else bytes.fromhex(office.session.user))


def partial_words(office: Office) -> str:
    """What a journal that is not whole for whoever reads leaves out; "" where it is whole. Raises like
    `require_reader`."""
    if require_reader(office).own is None:
        return ""
    return tr("Yang dibuka dan dicetak rekan hanya dilihat lurah, admin, dan auditor.")


SEE_ALL: Final = frozenset((people.LURAH, people.ADMIN_KANTOR, people.ADMIN_DKUM, people.AUDITOR))
"""Roles that see whose eyes were where."""


def ids(
    connection: Connection, office: Office, asked: JournalFilter, check: Callable[[], object] = lambda: None
) -> array[int]:
    """The key of every line, the latest first. `check` may raise to stop."""
    found: array[int] = array("q")
    for number, key in enumerate(_keys(connection, office, asked, None)):
        if number % 50_000 == 0:
            check()
        found.append(key)
    return found


def first_ids(
    connection: Connection, office: Office, asked: JournalFilter, limit: int, after: int | None = None
) -> list[int]:
    """The keys of the first lines, or of those that follow the line `after` (as `place_of` says it), whatever
    has been added since. Raises Refused where there is no such line, or it was erased since it was read: then
    nobody knows where it stood."""
    return list(_keys(connection, office, asked, limit, _stand(connection, after)))


def begin_ids(
    connection: Connection, office: Office, asked: JournalFilter, limit: int
) -> tuple[list[int], bool]:
    """The keys of the first lines as far as they are found at once, and whether the search got that far:
    where what fits is rare, or long ago, a million lines lie before it, and `ids` finds them all."""
    said = _question(connection, office, asked, limit, None)
    if said is None:
        return [], True
    rows, whole = dialect.within(connection, said.sql, said.values, _AT_ONCE)
    return [row[0] for row in rows], whole


def place_of(connection: Connection, key: int) -> int:
    """How a line is named to read on behind it: by its key, below zero where it has no time. So one that is
    erased later is not taken for one that stood behind all others. Raises Refused where there is none."""
    return key if _time_of(connection, key) is not None else -key


def _stand(connection: Connection, after: int | None) -> _Stand | None:
    if after is None:
        return None
    at = _time_of(connection, abs(after))
    if after > 0 and at is None:
        raise _not_there(after)
    return _Stand(None if after < 0 else at, abs(after))


def _time_of(connection: Connection, key: int) -> int | None:
    row = dialect.ask(connection, sql, (key // _BOOKS,)) if (sql := _AT.get(key % _BOOKS)) else []
    if not row:
        raise _not_there(key)
    return row[0][0]


def _not_there(key: int) -> Refused:
    return Refused(
        tr("Baris jurnal {nomor} tidak ada lagi di tempatnya.", nomor=key),
        next_step=tr("Mulai lagi dari baris yang terbaru."),
        code="unknown_line",
    )


def _keys(
    connection: Connection,
    office: Office,
    asked: JournalFilter,
    limit: int | None,
    stand: _Stand | None = None,
) -> Iterator[int]:
    said = _question(connection, office, asked, limit, stand)
    if said is not None:
        for row in dialect.stream(connection, said.sql, said.values):
            yield row[0]


def _question(
    connection: Connection, office: Office, asked: JournalFilter, limit: int | None, stand: _Stand | None
) -> _Said | None:
    """The one query for keys and times, the latest first; None where nothing can fit."""
    reader = require_reader(office)
    found = _Found.of(connection, office.context, asked)
    books = (_ops(asked, found), _looks(asked, found, reader), _files(asked, found))
    parts = [said for part in books if part is not None for said in part.behind(stand)]
    if not parts:
        return None
    sql = " UNION ALL ".join(part.sql for part in parts) + " ORDER BY 2 DESC, 1 DESC"
    values = [value for part in parts for value in part.values]
    if limit is not None:
        sql, values = f"{sql} LIMIT ?", [*values, limit]
    return _Said(sql, tuple(values))


@dataclass(frozen=True, slots=True)
class _Stand:
    """A line behind which one reads on: its time, None where it has none any more, and its key."""

    at: int | None
    key: int


@dataclass(frozen=True, slots=True)
class _Said:
    """A query for keys and times, and its values."""

    sql: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """One book's share of the question: its table, the column of its times, and what is asked of it."""

    book: int
    table: str
    at: str
    where: _Where

    def behind(self, stand: _Stand | None) -> list[_Said]:
        """All that is asked for, or what follows `stand`. Lines without a time stand behind all others."""
        key = f"id * {_BOOKS} + {self.book}"
        if stand is None:
            return [self._said(key)]
        if stand.at is None:
            return [self._said(key, f"{self.at} IS NULL AND {key} < ?", stand.key)]
        later = self._said(
            key, f"{self.at} <= ? AND ({self.at} < ? OR {key} < ?)", stand.at, stand.at, stand.key
        )
        return [later, self._said(key, f"{self.at} IS NULL")] if self.book == OP else [later]

    def _said(self, key: str, more: str = "", *values: Any) -> _Said:
        sql = f"SELECT {key} AS key, {self.at} AS at FROM {self.table}{self.where.text(more)}"
        return _Said(sql, (*self.where.values, *values))


class _Where:
    """Conditions with their values."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.values: list[Any] = []

    def put(self, sql: str, *values: Any) -> None:
        self.said.append(sql)
        self.values += values

    def one_of(self, column: str, values: Sequence[Any]) -> str:
        """`column IN (…)` over bound values, to be put."""
        return f"{column} IN ({', '.join('?' * len(values))})"

    def times(self, column: str, asked: JournalFilter) -> None:
        if asked.since is not None:
            self.put(f"{column} >= ?", _midnight(asked.since))
        if asked.until is not None:
            self.put(f"{column} < ?", _midnight(asked.until + timedelta(days=1)))

    def text(self, more: str) -> str:
        said = [*self.said, more] if more else self.said
        return f" WHERE {' AND '.join(said)}" if said else ""


@dataclass(frozen=True, slots=True)
class _Found:
    """What the words typed and the record asked for mean: record rows and ids, or where they are many the
    values of `_MEANT`, and people."""

    searched: bool
    numbers: tuple[int, ...]
    uuids: tuple[bytes, ...]
    many: tuple[str, ...]
    users: tuple[bytes, ...]
    record: tuple[int, bytes] | None
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, connection: Connection, context: Context, asked: JournalFilter) -> _Found:
        record = tables.record.c
        wanted = None
        if asked.record:
            uuid = bytes.fromhex(asked.record)
            number = connection.execute(select(record.id).where(record.uuid == uuid)).scalar()
            wanted = (int(number or 0), uuid)
        spans: list[tuple[int, int]] = []
        if asked.file:
            file = tables.sync_file.c
            query = select(file.op_from, file.op_to).where(file.id == asked.file, file.op_from.is_not(None))
            spans = [(row.op_from, row.op_to) for row in connection.execute(query)]
        if not asked.text.strip():
            return cls(False, (), (), (), (), wanted, tuple(spans))
        words = asked.text.casefold().split()
        users = [
            bytes.fromhex(user)
            for user, facts in context.people.items()
            if all(word in facts.nama.casefold() for word in words)
        ]
        many = (dialect.match(asked.text) or '""', asked.text.strip())
        rows = [row[0] for row in dialect.ask(connection, f"{_MEANT} LIMIT {_FEW + 1}", many)]
        if len(rows) > _FEW:
            return cls(True, (), (), many, tuple(users), wanted, tuple(spans))
        uuids = _uuids(connection, rows)
        rows += _asked_about(connection, uuids)
        return cls(True, tuple(rows), uuids, (), tuple(users), wanted, tuple(spans))


def _asked_about(connection: Connection, uuids: Sequence[bytes]) -> list[int]:
    """Records of what these people asked about their data, and of erasures that wait for their day."""
    found: list[int] = []
    for table in (tables.PLAIN["data_request"], tables.PLAIN["erasure"]):
        for start in range(0, len(uuids), 500):
            chosen = select(table.c.id).where(table.c.application.in_(uuids[start : start + 500]))
            found += connection.execute(chosen).scalars()
    return found


def _uuids(connection: Connection, rows: Sequence[int]) -> tuple[bytes, ...]:
    record = tables.record.c
    found: list[bytes] = []
    for start in range(0, len(rows), 500):
        chosen = select(record.uuid).where(record.id.in_(rows[start : start + 500]))
        found += connection.execute(chosen).scalars()
    return tuple(found)


def _ops(asked: JournalFilter, found: _Found) -> _Part | None:
    kind = KINDS.get(asked.kind)
    if kind is not None and not kind.ops and not kind.void:
        return None
    where = _Where()
    if kind is not None:
        if kind.void:
            where.put("id IN (SELECT id FROM op WHERE void IS NOT NULL)")  # few, by their own index
        elif kind.ents:  # few, each by its own index
            said = [f"SELECT id FROM op WHERE {where.one_of('kind', kind.ops)}"]
            said += [f"SELECT id FROM op WHERE record_id IN (SELECT id FROM {ent})" for ent in kind.ents]
            where.put(f"id IN ({' UNION ALL '.join(said)})", *kind.ops)
        else:
            where.put(where.one_of("kind", kind.ops), *kind.ops)
    where.times(dialect.OP_WALL, asked)
    if asked.person:
        where.put("user = ?", bytes.fromhex(asked.person))
    if found.record is not None:
        where.put("record_id = ?", found.record[0])
    if asked.device:
        stream = dialect.unsought("stream_id")
        where.put(f"{stream} IN (SELECT id FROM stream WHERE dev = ?)", bytes.fromhex(asked.device))
    if asked.file:
        if not found.spans:
            return None
        spans = " OR ".join("id BETWEEN ? AND ?" for _ in found.spans)
        where.put(f"({spans})", *(end for span in found.spans for end in span))
    if found.searched:
        if found.many:
            said, values = [f"{dialect.unsought('record_id')} IN ({_MEANT})"], [*found.many, *found.users]
        else:
            said, values = [f"record_id IN ({dialect.GIVEN})"], [dialect.giving(found.numbers), *found.users]
        if found.users:  # without anybody the index of records is asked
            said.append(where.one_of("user", found.users))
        where.put(f"({' OR '.join(said)})", *values)
    return _Part(OP, "op", dialect.OP_WALL, where)


def _looks(asked: JournalFilter, found: _Found, reader: _Reader) -> _Part | None:
    kind = KINDS.get(asked.kind)
    if asked.file or (kind is not None and not kind.deeds):
        return None
    where = _Where()
    if kind is not None:
        deed = dialect.unsought("deed") if access.OPEN in kind.deeds else "deed"
        where.put(where.one_of(deed, kind.deeds), *kind.deeds)
    where.times("at", asked)
    user = dialect.unsought("user")
    if reader.own is not None:
        where.put(f"({user} = ? OR {user} = x'')", reader.own)
    if asked.person:
        where.put(f"{user} = ?", bytes.fromhex(asked.person))
    if found.record is not None:
        where.put("record = ?", found.record[1])
    if asked.device:
        where.put("dev = ?", bytes.fromhex(asked.device))
    if found.searched:
        if found.many:
            some = [f"(SELECT id FROM record WHERE uuid = access.record) IN ({_MEANT})"]
        else:
            some = [where.one_of("record", found.uuids)]
        if found.users:
            some.append(where.one_of("user", found.users))
        where.put(f"({' OR '.join(some)})", *(found.many or found.uuids), *found.users)
    return _Part(SEEN, "access", "at", where)


def _files(asked: JournalFilter, found: _Found) -> _Part | None:
    kind = KINDS.get(asked.kind)
    if asked.person or asked.record or found.searched or (kind is not None and not kind.files):
        return None
    where = _Where()
    where.times("made", asked)
    if asked.device:
        where.put("dev = ?", bytes.fromhex(asked.device))
    if asked.file:
        where.put("id = ?", asked.file)
    return _Part(FILE, "sync_file", "made", where)


def _midnight(day: date) -> int:
    return milliseconds(datetime.combine(day, time(), WIB))
