"""The register of existing businesses as it is listed, shown and counted."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from desktop_app.actions.knowledge import as_business
from desktop_app.domain import business, region
from desktop_app.domain.disclosure import tail
from desktop_app.domain.likeness import Business
from desktop_app.storage import dialect, tables

PAGE: Final = 128
_TABLE: Final = tables.PLAIN["business"]
_OPEN: Final = func.coalesce(_TABLE.c.tutup, 0) == 0


@dataclass(frozen=True, slots=True)
class BusinessFilter:
    """What the list is narrowed to; an empty part asks nothing. Closed ones only where `closed`."""

    text: str = ""
    kelurahan: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class BusinessRow:
    """One line of the list. `nik4` are the last four digits of the owner's NIK."""

    id: int
    record: str
    nama: str
    pemilik: str
    nik4: str
    alamat: str
    kbli: str
    nib: bool
    kelurahan: str
    tutup: bool


@dataclass(frozen=True, slots=True)
class BusinessDetail:
    """One business in full. `values` holds the stored fields of `business.FIELDS`."""

    id: int
    one: Business
    values: Mapping[str, Any]
    kelurahan: str
    changed: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Open businesses: of the whole office, and by kelurahan code (only those that have any)."""

    total: int
    by_kelurahan: Mapping[str, int]
    closed: int

    def of(self, code: str) -> int:
        """How many a kelurahan has."""
        return self.by_kelurahan.get(code, 0)


def counts(connection: Connection) -> Counts:
    """How many businesses each kelurahan has; what has closed counts apart."""
    query = select(_TABLE.c.scope, _OPEN, func.count()).group_by(_TABLE.c.scope, _OPEN)
    found: dict[str, int] = {}
    closed = 0
    for scope, runs, number in connection.execute(query):
        if runs:
            found[scope] = number
        else:
            closed += number
    return Counts(sum(found.values()), found, closed)


def count(connection: Connection, asked: BusinessFilter) -> int:
    """How many businesses fit."""
    query = select(func.count()).select_from(_TABLE).where(*_conditions(asked))
    return int(connection.execute(query).scalar_one())


def ids(connection: Connection, asked: BusinessFilter, limit: int | None = None) -> array[int]:
    """Every fitting business by name, or the first `limit`."""
    return array("q", connection.execute(_ordered(select(_TABLE.c.id), asked).limit(limit)).scalars())


def page(connection: Connection, wanted: Sequence[int]) -> list[BusinessRow | None]:
    """The rows of these ids, in their order; None for one that is gone."""
    rows = connection.execute(select(_TABLE).where(_TABLE.c.id.in_(list(wanted))))
    found = {row.id: _as_row(row) for row in rows}
    return [found.get(one) for one in wanted]


def listing(connection: Connection, asked: BusinessFilter, limit: int) -> list[BusinessRow]:
    """The first rows."""
    return [row for row in page(connection, ids(connection, asked, limit)) if row is not None]


def detail(connection: Connection, record: str) -> BusinessDetail | None:
    """The business `record` (hex); None when it is not in this office."""
    row = connection.execute(select(_TABLE).where(_TABLE.c.uuid == bytes.fromhex(record))).first()
    if row is None:
        return None
    place = region.by_code(row.scope)
    values = {name: getattr(row, name) for name in business.FIELDS}
    return BusinessDetail(row.id, as_business(row), values, place.display if place else "", row.changed)


def records_beginning(connection: Connection, prefix: str, limit: int = 2) -> list[str]:
    """Records (hex) that begin with these digits, as a person shortens them on the command line."""
    try:
        low = bytes.fromhex(prefix.ljust(32, "0")[:32])
        high = bytes.fromhex(prefix.ljust(32, "f")[:32])
    except ValueError:
        return []
    query = select(_TABLE.c.uuid).where(_TABLE.c.uuid.between(low, high)).limit(limit)
    return [uuid.hex() for uuid in connection.execute(query).scalars()]


# ---- within ------------------------------------------------------------------------------------------


def _conditions(asked: BusinessFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.kelurahan:
        found.append(_TABLE.c.scope == asked.kelurahan)
    if not asked.closed:
        found.append(_OPEN)
    query = dialect.match(asked.text, "business")
    if query:
        found.append(_TABLE.c.id.in_(dialect.matching(query, "business")))
    return found


def _ordered(query: Select[Any], asked: BusinessFilter) -> Select[Any]:
    return query.where(*_conditions(asked)).order_by(_TABLE.c.nama, _TABLE.c.id)


def _as_row(row: Row[Any]) -> BusinessRow:
    place = region.by_code(row.scope)
    return BusinessRow(
        id=row.id,
        record=row.uuid.hex(),
        nama=row.nama,
        pemilik=row.pemilik or "",
        nik4=tail(row.nik),
        alamat=row.alamat or "",
        kbli=row.kbli_kode or "",
        nib=bool(row.nib),
        kelurahan=place.display if place else row.scope,
        tutup=bool(row.tutup),
    )
