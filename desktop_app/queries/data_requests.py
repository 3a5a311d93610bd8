"""Questions about what people asked: the list with its clocks, one applicant's, and how many wait."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, func, select

from desktop_app.actions.holds import TABLE, holding
from desktop_app.domain import data_requests, region
from desktop_app.domain.clocks import BACK
from desktop_app.domain.moments import milliseconds
from desktop_app.errors import Refused
from desktop_app.storage import tables
from desktop_app.storage.erasures import erased_among
from resources.i18n import tr

_col, _app = TABLE.c, tables.application.c


@dataclass(frozen=True, slots=True)
class DataRequest:
    """One request; moments are ms since 1970. `nomor` and `nama` are empty where the application is gone,
    `erased` where its person was erased."""

    id: int
    record: str
    application: str
    applicant: int
    nomor: str
    nama: str
    kelurahan: str
    jenis: str
    masuk: int
    cara: str
    bukti: str
    isi: str
    hasil: str
    tindakan: str
    dijawab: int | None
    dicabut: int | None
    dicabut_alasan: str
    batal: bool
    erased: bool = False

    @property
    def open(self) -> bool:
        """Whether it waits for an answer."""
        return self.dijawab is None and not self.batal

    @property
    def holding(self) -> bool:
        """Whether it keeps the data from being processed now."""
        if self.erased:
            return False
        return data_requests.holds(self.jenis, self.hasil or None, self.dicabut, self.batal)

    @property
    def settled(self) -> bool:
        """Whether it was answered and the person erased: it stays as the proof of that, and nobody changes
        it."""
        return self.erased and self.dijawab is not None

    def overdue(self, now: datetime) -> bool:
        """Whether it waits longer than the law lets it, or nobody knows since when."""
        late = data_requests.due(self.masuk) < now or data_requests.strange(self.masuk, now)
        return self.open and late


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait for an answer, how many of them for too long, and when the first of them came in (ms);
    `holding`: how many restrictions were answered and
    still stand."""

    open: int
    overdue: int
    oldest: int | None
    holding: int = 0


NONE: Final = Waiting(0, 0, None)


def requests(
    connection: Connection, *, application: int | None = None, only_open: bool = False
) -> tuple[DataRequest, ...]:
    """Requests, those that wait first and the oldest of them first, then those that still hold
    somebody's data, then the latest answered.

    `application` is the local number of an applicant.
    """
    query = _query()
    if application is not None:
        query = query.where(_app.id == application)
    found = _told(connection, query)
    if only_open:
        found = [each for each in found if each.open]
    return tuple(sorted(found, key=_rank))


def one(connection: Connection, record: str) -> DataRequest | None:
    """One request by its record (hex)."""
    found = _told(connection, _query().where(_col.uuid == bytes.fromhex(record)))
    return found[0] if found else None


def whose(connection: Connection, number: str) -> tuple[str, str]:
    """The record (hex) and the name behind a registration number, however it is typed. Raises Refused for
    none or two."""
    record = application_of(connection, number)
    nama = connection.execute(select(_app.nama).where(_app.uuid == bytes.fromhex(record))).scalar_one()
    return record, nama or ""


def application_of(connection: Connection, number: str) -> str:
    """The record (hex) of a registration number, however it is typed. Raises Refused for none or two."""
    parsed = region.parse_registration_number(number)
    wanted = str(parsed) if parsed else number
    rows = connection.execute(select(_app.uuid).where(_app.nomor_pendaftaran == wanted)).scalars().all()
    if len(rows) != 1:
        raise Refused(
            tr("Nomor pendaftaran {nomor} dipakai {n} pendaftar.", nomor=number, n=len(rows))
            if rows
            else tr("Nomor pendaftaran {nomor} tidak ada di kantor ini.", nomor=number),
            next_step=tr("Cari orangnya di Pendaftar, lalu catat permintaannya dari sana."),
            record=number,
            code="unknown_record",
        )
    return rows[0].hex()


def waiting(connection: Connection, now: datetime) -> Waiting:
    """How many wait, and for how long."""
    where = (_col.dijawab.is_(None), _col.batal.is_(None) | (_col.batal == 0))
    before = milliseconds(now) - data_requests.HOURS * 3_600_000
    total, oldest = connection.execute(select(func.count(), func.min(_col.masuk)).where(*where)).one()
    ahead = milliseconds(now + BACK)
    wrong = (_col.masuk < before) | (_col.masuk > ahead)
    late = connection.execute(select(func.count()).where(*where, wrong)).scalar_one()
    held = select(func.count()).where(
        *holding(), _col.jenis == "pembatasan", _col.dijawab.is_not(None),
        _col.application.in_(select(_app.uuid)),
    )  # fmt: skip
    return Waiting(total, late, oldest, connection.execute(held).scalar_one())


# ---- within ------------------------------------------------------------------------------------------


def _rank(each: DataRequest) -> tuple[bool, bool, int]:
    return not each.open, not (each.open or each.holding), each.masuk if each.open else -each.masuk


def _query() -> Select[Any]:
    shown = (_app.id.label("applicant"), _app.nomor_pendaftaran, _app.nama)
    joined = TABLE.outerjoin(tables.application, _app.uuid == _col.application)
    return select(TABLE, *shown).select_from(joined)


def _told(connection: Connection, query: Select[Any]) -> list[DataRequest]:
    rows = connection.execute(query).all()
    erased = erased_among(connection, {row.application.hex() for row in rows if row.applicant is None})
    return [_request(row, erased) for row in rows]


def _request(row: Row[Any], erased: Set[str]) -> DataRequest:
    return DataRequest(
        id=row.id,
        record=row.uuid.hex(),
        application=row.application.hex(),
        applicant=row.applicant or 0,
        nomor=row.nomor_pendaftaran or "",
        nama=row.nama or "",
        kelurahan=row.scope,
        jenis=row.jenis,
        masuk=row.masuk,
        cara=row.cara,
        bukti=row.bukti or "",
        isi=row.isi or "",
        hasil=row.hasil or "",
        tindakan=row.tindakan or "",
        dijawab=row.dijawab,
        dicabut=row.dicabut,
        dicabut_alasan=row.dicabut_alasan or "",
        batal=bool(row.batal),
        erased=row.application.hex() in erased,
    )
