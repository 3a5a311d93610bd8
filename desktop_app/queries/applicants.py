"""The list of applicants: counted, filtered, searched and paged by the database.

Every order has an index that also holds what the chips ask (`storage.tables`), so ids and counts never
read a row; a page then reads its 128 rows by number. What is typed is looked up in the search table; few
hits are fetched and sorted, many are met while walking along the order.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, NamedTuple

from sqlalchemy import ColumnElement, Connection, Integer, Row, Select, and_, func, or_, select

from desktop_app.domain import region
from desktop_app.domain.disclosure import tail
from desktop_app.domain.documenting import CALLED_OFF
from desktop_app.domain.rulebook import default_rules
from desktop_app.domain.status import DISCARDED, STATUSES, shown
from desktop_app.storage import dialect, tables

Order = Literal["diubah", "nama", "nomor", "status"]

PAGE: Final = 128
FEW: Final = 5000
"""Up to so many hits are read and sorted; more are met along the index of the order."""
_CHUNK: Final = 20_000
_OPEN: Final = ("draft", "submitted", "returned")
"""Statuses in which a missing document still has to be brought."""
_SEEN: Final = ("ada", "asli_dilihat")

_app = tables.application.c


class _Read(NamedTuple):
    """What a line of the list is made of."""

    id: int
    uuid: bytes
    nama: str | None
    nik: str | None
    punya_usaha: str | None
    nama_usaha: str | None
    jenis_usaha: str | None
    program: str | None
    status: str
    conflicts: int
    stale: int
    pekka: str | None
    kelurahan_kode: str | None
    changed: int
    nomor_pendaftaran: str
    tanggal_lengkap: str | None
    aturan_lihat: int | None
    satu_petugas: str | None
    submitted: int | None


_PAGE: Final = dialect.Question(
    select(*(_app[name] for name in _Read._fields)).where(_app.id.in_(dialect.given("ids")))
)


@dataclass(frozen=True, slots=True)
class ApplicantFilter:
    """What the list is narrowed to; an empty part asks nothing.

    `incomplete` means a required document (`documents`, from the rules in force) is still missing while
    the application can be mended. `statuses` are what people tell apart (`status.SHOWN`).
    """

    text: str = ""
    tahun: int | None = None
    program: str = ""
    statuses: tuple[str, ...] = ()
    pekka: bool = False
    incomplete: bool = False
    requested: bool = False
    """The office asks DKUM to cancel the acceptance, and DKUM has not answered."""
    otherwise: bool = False
    """The rules in force find something that those which judged the application did not."""
    alone: bool = False
    """One person typed and judged it, as the rule book allows where there is but one."""
    kelurahan: str = ""
    documents: tuple[str, ...] = default_rules("", 0).documents
    order: Order = "diubah"
    backwards: bool = False
    """The order turned round; the natural one is newest first, else A to Z."""

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked at all."""
        return bool(
            self.text.strip()
            or self.tahun is not None
            or self.program
            or self.statuses
            or self.pekka
            or self.incomplete
            or self.requested
            or self.otherwise
            or self.alone
            or self.kelurahan
        )

    def everything(self) -> ApplicantFilter:
        """The same order without any narrowing."""
        return ApplicantFilter(order=self.order, backwards=self.backwards, documents=self.documents)


@dataclass(frozen=True, slots=True)
class ApplicantRow:
    """One line of the list. `nik4` are the last four digits; there is no NIK and no turnover here.

    `changed` is the claimed time of the last change, ms since 1970. `proposed`: stands on a sealed roster.
    `otherwise`: the rules in force say something of it that those which judged it did not. `alone`: one
    person typed and judged it. `shown`: the status as people read it.
    """

    id: int
    record: str
    nama: str
    nik4: str
    usaha: str
    program: str
    status: str
    shown: str
    conflict: bool
    stale: bool
    pekka: bool
    proposed: bool
    kelurahan: str
    changed: int
    nomor: str
    tanggal_lengkap: str
    otherwise: bool = False
    alone: bool = False


def count(connection: Connection, asked: ApplicantFilter) -> int:
    """How many applications fit."""
    hits = _hits(connection, asked)
    if hits == 0:
        return 0
    conditions = _conditions(asked, searched=hits is not None)
    query = select(func.count()).select_from(tables.application).where(*conditions)
    if hits is not None:
        match = dialect.matching(dialect.match(asked.text))
        if conditions or hits <= FEW or dialect.is_narrowed(connection):
            query = query.where((_app.id if hits <= FEW else _aside(_app.id)).in_(match))
        else:
            query = select(func.count()).select_from(match.subquery())
    return int(connection.execute(query).scalar_one())


def ids(
    connection: Connection, asked: ApplicantFilter, check: Callable[[], None] = lambda: None
) -> array[int]:
    """Every fitting application in the order asked, 8 bytes each; `check` may raise to stop."""
    found: array[int] = array("q")
    for query in _queries(connection, asked):
        cursor: Any = connection.execute(query).cursor
        while rows := cursor.fetchmany(_CHUNK):  # plain tuples: a million Row objects would take seconds
            found.extend([row[0] for row in rows])
            check()
    return found


def first_ids(connection: Connection, asked: ApplicantFilter, limit: int = PAGE) -> list[int]:
    """The first of `ids`, at once."""
    found: list[int] = []
    for query in _queries(connection, asked):
        if len(found) < limit:
            found += connection.execute(query.limit(limit - len(found))).scalars()
    return found


def first_page(connection: Connection, asked: ApplicantFilter, limit: int = PAGE) -> list[ApplicantRow]:
    """The first rows, at once."""
    return [row for row in page(connection, first_ids(connection, asked, limit)) if row is not None]


def page(connection: Connection, wanted: Sequence[int]) -> list[ApplicantRow | None]:
    """The rows of these ids, in their order; None for one that is gone."""
    rows = [_Read._make(row) for row in _PAGE.ask(connection, ids=dialect.giving(wanted))]
    proposed = _proposed(connection, [row.uuid for row in rows if row.status in ("verified", "waitlisted")])
    places = {code: _place(code) for code in {row.kelurahan_kode for row in rows}}
    found = {row.id: _as_row(row, places[row.kelurahan_kode], row.uuid in proposed) for row in rows}
    return [found.get(one) for one in wanted]


def years(connection: Connection) -> list[int]:
    """The years for which there are applications, newest first, found by jumping along the index."""
    found: list[int] = []
    for program in ("WUB", "PP"):
        least: int | None = None
        while True:
            query = select(func.min(_app.tahun)).where(_app.program == program)
            if least is not None:
                query = query.where(_app.tahun > least)
            least = connection.execute(query).scalar()
            if not isinstance(least, int):  # text that is no year sorts behind every number
                break
            found.append(least)
    return sorted(set(found), reverse=True)


def number_of(connection: Connection, record: str) -> int | None:
    """The local number of an application by its record id (hex); None for one nobody knows here."""
    held = tables.record.c
    query = select(held.id).where(held.uuid == bytes.fromhex(record), held.ent == "application")
    return connection.execute(query).scalar()


def standing(codes: Sequence[str], status: ColumnElement[Any] = _app.status) -> ColumnElement[bool]:
    """Which applications are shown with one of `codes`; the index of `status` answers, and only whoever left
    is read to tell a discarded draft from a withdrawal."""
    held = {"withdrawn" if code == DISCARDED else code for code in codes}
    among = status.in_(sorted(held))
    if ("withdrawn" in codes) == (DISCARDED in codes):
        return among
    never = _app.submitted.is_(None)
    return and_(among, or_(_aside(_app.status) != "withdrawn", never if DISCARDED in codes else ~never))


def is_proposed(connection: Connection, uuid: bytes) -> bool:
    """Whether the application stands on a roster that was sealed and issued."""
    return uuid in _proposed(connection, [uuid])


# ---- within ----------------------------------------------------------------------------------------


def _conditions(asked: ApplicantFilter, *, searched: bool) -> list[ColumnElement[bool]]:
    """What the chips ask. Year and programme leave half the city over: no index is worth it for them."""
    found: list[ColumnElement[bool]] = []
    if asked.tahun is not None:
        found.append(_aside(_app.tahun) == asked.tahun)
    if asked.program:
        found.append(_aside(_app.program) == asked.program)
    if asked.statuses:
        found.append(standing(asked.statuses, _aside(_app.status) if searched else _app.status))
    if asked.pekka:
        found.append(_app.pekka == "ya")
    if asked.kelurahan:
        found.append(_app.kelurahan_kode == asked.kelurahan)
    if asked.otherwise:
        found.append(_app.aturan_lihat.is_not(None))
    if asked.alone:
        found.append(_app.satu_petugas.is_not(None))
    if asked.requested:
        found.append(_app.permintaan.is_not(None))
    if asked.incomplete:
        there = [
            func.coalesce(dialect.json_text(_app.dokumen, code), "").in_(_SEEN) for code in asked.documents
        ]
        status = _aside(_app.status) if searched else _app.status
        found.append(and_(status.in_(_OPEN), or_(*(~one for one in there))))
    return found


def _hits(connection: Connection, asked: ApplicantFilter) -> int | None:
    """How many rows the search finds, counted up to `FEW` + 1; None when nothing is searched."""
    query = dialect.match(asked.text)
    if not query:
        return None
    some = select(dialect.matching(query).subquery().c.rowid).limit(FEW + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())


def _queries(connection: Connection, asked: ApplicantFilter) -> list[Select[Any]]:
    """The ids asked for: one query, or for the order by status one for each, in the order of its life."""
    hits = _hits(connection, asked)
    if hits == 0:
        return []
    if asked.order != "status":
        return [_query(asked, hits)]
    groups = [(one, DISCARDED) if one == "withdrawn" else (one,) for one in STATUSES]
    if asked.backwards:
        groups.reverse()
    newest = replace(asked, order="diubah", backwards=False)
    wanted = [tuple(one for one in group if not asked.statuses or one in asked.statuses) for group in groups]
    return [_query(replace(newest, statuses=group), hits) for group in wanted if group]


def _query(asked: ApplicantFilter, hits: int | None) -> Select[Any]:
    first = {"diubah": _app.changed, "nama": _app.nama, "nomor": _app.nomor_pendaftaran}[
        "diubah" if asked.order == "status" else asked.order
    ]
    down = (asked.order == "diubah") != asked.backwards
    conditions = _conditions(asked, searched=hits is not None)
    query = select(_app.id).where(*conditions)
    order: list[ColumnElement[Any]] = [first, _app.id]
    if hits is not None:
        match = dialect.matching(dialect.match(asked.text))
        if hits <= FEW:
            by_change = not conditions and first is _app.changed  # else the rows are read for it anyway
            found = dialect.found_by_number(dialect.match(asked.text)) if by_change else _app.id.in_(match)
            query = query.where(found)
            order = [_aside(first), _app.id]
        else:
            query = query.where(_aside(_app.id).in_(match))
    return query.order_by(*(one.desc() if down else one for one in order))


def _aside(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The same value, but no index is chosen for it."""
    return column + 0 if isinstance(column.type, Integer) else column + ""


def _proposed(connection: Connection, uuids: Sequence[bytes]) -> frozenset[bytes]:
    if not uuids:
        return frozenset()
    line, document = tables.document_row.c, tables.document.c
    query = (
        select(line.application)
        .join(tables.document, document.id == line.document_id)
        .where(
            line.application.in_(list(uuids)),
            document.jenis == "daftar_nominatif",
            document.state.not_in(CALLED_OFF),
        )
    )
    return frozenset(connection.execute(query).scalars())


def _place(code: str | None) -> str:
    place = region.by_code(code or "")
    return place.display if place else ""


def _as_row(row: _Read, kelurahan: str, proposed: bool) -> ApplicantRow:
    return ApplicantRow(
        id=row.id,
        record=row.uuid.hex(),
        nama=row.nama or "",
        nik4=tail(row.nik),
        usaha=business(row),
        program=row.program or "",
        status=row.status,
        shown=shown(row.status, row.submitted),
        conflict=bool(row.conflicts),
        stale=bool(row.stale),
        pekka=row.pekka == "ya",
        proposed=proposed,
        kelurahan=kelurahan,
        changed=row.changed,
        nomor=row.nomor_pendaftaran,
        tanggal_lengkap=row.tanggal_lengkap or "",
        otherwise=row.aturan_lihat is not None,
        alone=row.satu_petugas is not None,
    )


def business(row: Row[Any] | _Read) -> str:
    """What the business is called, "" while the applicant has none."""
    return row.jenis_usaha or row.nama_usaha or "" if row.punya_usaha == "ya" else ""
