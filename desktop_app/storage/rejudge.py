"""Applications as the rules judge them again: read for a preview, and marked when a rule book comes.

The mark (`application.aturan_lihat`) says that the version in force finds something that the version which
judged the application did not. It is a projection: it follows from rows and rule books alone, so it is
written whenever one of them is, and a list of a million asks a small index.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, func, select, update

from desktop_app.domain import fields
from desktop_app.domain.finding import Earlier, Known
from desktop_app.domain.findings import ALWAYS, HELPED, Part
from desktop_app.domain.rejudging import STAGES, differs, unlike
from desktop_app.domain.rulebook import ProgramRules, Rules
from desktop_app.storage import dialect, tables
from desktop_app.storage.rulebooks import rules_in_force, version_of

CHUNK: Final = 2000
WARNS, BLOCKS = 1, 2
"""What the mark says."""

_MANY: Final = 500
_app = tables.application.c
_NESTED: Final = frozenset({"rekomendasi", *(n for n, f in fields.FIELDS.items() if f.kind == "dict")})
_NOBODY: Final = Known()
_MARK: Final = "UPDATE application SET aturan_lihat = ? WHERE id = ?"
_WERE_ACCEPTED: Final = (
    "SELECT DISTINCT nik FROM application"
    f" WHERE id IN ({dialect.GIVEN}) AND status = 'accepted' AND nik IS NOT NULL"
)
_WERE_BOOKS: Final = f"SELECT DISTINCT program, tahun FROM rulebook WHERE id IN ({dialect.GIVEN})"
Key = tuple[str, int]
Rows = Sequence[tuple[Any, ...]]


def count(connection: Connection, program: str, tahun: int) -> int:
    """How many applications of a programme and year are judged again."""
    query = select(func.count()).select_from(tables.application).where(*_of(program, tahun))
    return connection.execute(query).scalar_one()


def names_for(parts: Iterable[Part]) -> tuple[str, ...]:
    """The fields that decide what `parts` find by the book."""
    return tuple(dict.fromkeys((*ALWAYS, *(name for part in parts for name in (*part.reads, *part.uses)))))


def applications(
    connection: Connection, program: str, tahun: int, names: Sequence[str], *more: Any
) -> Iterator[Rows]:
    """The applications of a programme and year that are judged again, some at a time, in no order.

    Each is (id, status, the values of the fields `names`); `more` narrows them.
    """
    query = select(_app.id, _app.status, *(_app[name] for name in names)).where(*_of(program, tahun), *more)
    cursor: Any = connection.execute(query).cursor
    while rows := cursor.fetchmany(CHUNK):
        yield rows


def given_of(names: Sequence[str], columns: Sequence[Any]) -> dict[str, Any]:
    """The stored values from the columns of the fields `names`."""
    return {
        name: json.loads(value) if name in _NESTED else value
        for name, value in zip(names, columns, strict=True)
        if value is not None
    }


class Helped:
    """Who has a place already, asked once: what a rule about earlier help rests on. `niks` narrows it."""

    def __init__(self, connection: Connection, niks: Sequence[str] | None = None) -> None:
        query = select(_app.nik, _app.nomor_pendaftaran, _app.program, _app.tahun).where(
            _app.status == "accepted", _app.nik.is_not(None)
        )
        self._by_nik: dict[str, tuple[Earlier, ...]] = {}
        for nik, nomor, program, tahun in _in_chunks(connection, query, _app.nik, niks):
            year = tahun if isinstance(tahun, int) else 0
            one = Earlier(nomor, "", program or "", year, "accepted")
            self._by_nik[nik] = (*self._by_nik.get(nik, ()), one)

    def known(self, nik: object) -> Known:
        """What is known about somebody with this NIK; nothing for most."""
        had = self._by_nik.get(str(nik))
        return Known(same_nik=had) if had else _NOBODY


class Marker:
    """Collects what is written, and marks afterwards what has to be looked at.

    Acceptances and rule books that a row no longer tells of count too, so `before` looks at what is replaced.
    """

    def __init__(self) -> None:
        self._replaced: list[int] = []
        self._judged: dict[int, tuple[Key, int]] = {}
        self._niks: set[str] = set()
        self._books: set[Key] = set()

    def application(self, record_id: int, status: str, values: Mapping[str, Any]) -> None:
        """An application was written."""
        version, program, tahun = values.get("aturan_versi"), values.get("program"), values.get("tahun")
        if status in STAGES and isinstance(version, int) and isinstance(tahun, int):
            self._judged[record_id] = (str(program), tahun), version
        elif status == "accepted" and values.get("nik"):
            self._niks.add(str(values["nik"]))

    def book(self, program: str, tahun: int) -> None:
        """A rule book was written."""
        self._books.add((program, tahun))

    def replaced(self, record_id: int) -> None:
        """The row of a record is written over or taken out."""
        self._replaced.append(record_id)

    def before(self, connection: Connection) -> None:
        """Note what the rows say that will be written over."""
        if not self._replaced:
            return
        ids = dialect.giving(self._replaced)
        self._replaced = []
        self._niks.update(nik for (nik,) in dialect.ask(connection, _WERE_ACCEPTED, (ids,)))
        self._books.update(
            (program, tahun) for program, tahun in dialect.ask(connection, _WERE_BOOKS, (ids,))
        )

    def write(self, connection: Connection) -> None:
        """Mark, once all rows stand."""
        judged, niks, books = self._judged, self._niks, self._books
        if not (judged or niks or books):
            return
        self._judged, self._niks, self._books = {}, set(), set()
        rules = {each.key: each for each in rules_in_force(connection).issued}
        for key in books:
            refresh(connection, *key, rules.get(key))
        rest: dict[Key, set[int]] = {}
        for number, (key, version) in judged.items():
            if key in rules and key not in books and version < rules[key].version:
                rest.setdefault(key, set()).add(number)
        if niks and any(each.level("pernah_ikut", "verified") != "off" for each in rules.values()):
            again: list[tuple[None, int]] = []
            for number, program, tahun in _same_nik(connection, sorted(niks)):
                if (program, tahun) in rules and (program, tahun) not in books:
                    rest.setdefault((program, tahun), set()).add(number)
                    again.append((None, number))
            dialect.many(connection, _MARK, again)  # what is found no longer is not marked any longer
        for key, numbers in rest.items():
            _mark(connection, rules[key], sorted(numbers))


def refresh(connection: Connection, program: str, tahun: int, rules: ProgramRules | None) -> None:
    """Mark every application of a programme and year anew; `rules` are those in force."""
    marked = (_app.program == program, _app.tahun == tahun, _app.aturan_lihat.is_not(None))
    connection.execute(update(tables.application).where(*marked).values(aturan_lihat=None))
    if rules is not None:
        _mark(connection, rules, None)


def refresh_all(connection: Connection) -> None:
    """Mark anew all that any rule book in force is about."""
    for rules in rules_in_force(connection).issued:
        refresh(connection, rules.program, rules.tahun, rules)


def _mark(connection: Connection, rules: ProgramRules, numbers: Sequence[int] | None) -> None:
    """Mark what `rules` judge otherwise; `numbers` are the only ones to look at, and have no mark yet."""
    program, tahun = rules.key
    versions = select(_app.aturan_versi).where(*_of(program, tahun), _app.aturan_versi < rules.version)
    for version in connection.execute(versions.distinct()).scalars().all():
        before, after = version_of(connection, program, tahun, version), Rules((rules,))
        parts = {code: unlike(before, after, program, tahun, stage) for code, stage in STAGES.items()}
        if not any(parts.values()):  # places, order, money: nobody is judged by them
            continue
        names = names_for(part for found in parts.values() for part in found)
        asks_helped = any(HELPED in found for found in parts.values())
        helped: Helped | None = None
        marks: list[tuple[int, int]] = []
        for rows in _judged_by(connection, program, tahun, names, version, numbers):
            if asks_helped and (helped is None or numbers is not None):
                niks = None if numbers is None else [str(row[2 + names.index("nik")]) for row in rows]
                helped = Helped(connection, niks)
            for number, status, *columns in rows:
                if not parts[status]:
                    continue
                given = given_of(names, columns)
                known = helped.known(given.get("nik")) if helped is not None else _NOBODY
                found = differs(given, parts[status], STAGES[status], before, after, known)
                if found.appears:
                    marks.append((BLOCKS if found.blocks else WARNS, number))
        dialect.many(connection, _MARK, marks)


def _judged_by(
    connection: Connection, program: str, tahun: int, names: Sequence[str], version: int,
    numbers: Sequence[int] | None,
) -> Iterator[Rows]:  # fmt: skip
    own = _app.aturan_versi == version
    if numbers is None:
        yield from applications(connection, program, tahun, names, own)
        return
    for start in range(0, len(numbers), _MANY):
        chunk = _app.id.in_(numbers[start : start + _MANY])
        rows = [row for rows in applications(connection, program, tahun, names, own, chunk) for row in rows]
        if rows:
            yield rows


def _of(program: str, tahun: int) -> tuple[Any, ...]:
    return _app.program == program, _app.tahun == tahun, _app.status.in_(STAGES)


def _same_nik(connection: Connection, niks: Sequence[str]) -> Iterator[tuple[int, str, int]]:
    query = select(_app.id, _app.program, _app.tahun).where(
        _app.status.in_(STAGES), _app.aturan_versi.is_not(None)
    )
    for row in _in_chunks(connection, query, _app.nik, niks):
        yield row[0], row[1], row[2]


def _in_chunks(
    connection: Connection, query: Any, column: Any, values: Sequence[str] | None
) -> Iterator[Any]:
    if values is None:
        yield from connection.execute(query)
        return
    for start in range(0, len(values), _MANY):
        yield from connection.execute(query.where(column.in_(values[start : start + _MANY]))).all()
