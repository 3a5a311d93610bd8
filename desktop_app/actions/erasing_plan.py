"""What erasing a person would do: what goes, what stays until when and why, and who has asked for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from desktop_app.actions.knowledge import rules_in_force
from desktop_app.domain import data_requests
from desktop_app.domain.documenting import ERASED
from desktop_app.domain.erasing import ERASABLE, ERASE, STUB, Asking
from desktop_app.domain.moments import moment_of, wib
from desktop_app.domain.op import decode
from desktop_app.domain.rulebook import Rules
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.abouts import records_about
from resources.i18n import tr

_DECIDED: Final = frozenset({"accepted", "waitlisted", "cancelled"})
GROUNDS: Final = frozenset({"penghapusan", "penarikan"})
"""Kinds of request on which a person is erased."""
_asked = tables.PLAIN["data_request"]
_app = tables.application.c
_doc = tables.document.c


@dataclass(frozen=True, slots=True)
class Paper:
    """An issued document that names the person. `until` is the last day it has to be kept, None for none."""

    record: str
    jenis: str
    nomor: str
    tanggal: str
    scope: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Other:
    """Another application, business or name in a letter with the same NIK. `same`: of that name (and birth
    date) too, so it goes along, not before `until` where that has to be kept. Somebody else's stays.
    """

    record: str
    nomor: str
    nama: str
    same: bool
    until: date | None = None
    ent: str = "application"
    asked: bool = True

    @property
    def along(self) -> bool:
        """Whether it is erased with the rest, now or when its time has come."""
        return self.same and self.asked


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What erasing one person would do on `day`. `records` counts those that go by kind of record, `ops`
    their entries, `scans` their attachments. `until` is the last day that the record itself has to be kept
    (then nothing goes before), None where it may go at once. `gone`: it was erased before. `waiting` are the
    kinds of other requests of this person that are not settled: until then nothing is erased. `over`: the
    rule book would keep nothing of that programme and year any more.
    """

    record: str
    nomor: str
    nama: str
    scope: str
    day: date
    until: date | None
    records: dict[str, int] = field(default_factory=dict[str, int])
    ops: int = 0
    scans: int = 0
    going: tuple[Paper, ...] = ()
    staying: tuple[Paper, ...] = ()
    others: tuple[Other, ...] = ()
    gone: bool = False
    waiting: tuple[str, ...] = ()
    over: bool = False

    @property
    def going_applications(self) -> list[bytes]:
        """The applications that go now."""
        if self.until is not None or self.gone:
            return []
        along = [each for each in self.others if each.ent == "application" and each.along and not each.until]
        return [bytes.fromhex(each) for each in (self.record, *(other.record for other in along))]

    @property
    def due(self) -> date | None:
        """The first day on which something that stays may go; None where nothing stays."""
        days = [paper.until for paper in self.staying if paper.until is not None]
        days += [self.until] if self.until is not None else []
        return min(days) + timedelta(days=1) if days else None


def plan(
    office: Office, connection: Connection, record: str, day: date | None = None,
    asking: Asking | None = None,
) -> ErasurePlan:  # fmt: skip
    """What would go and what stays, on the word of `asking` where it is known already. Nothing is changed.
    Raises Refused for an application nobody knows."""
    at = day or trusted_day(office, connection)
    rules = rules_in_force(connection)
    row = connection.execute(select(tables.application).where(_app.uuid == bytes.fromhex(record))).first()
    if row is None:
        return _rest(connection, record, at, rules)
    until = _retained(row, rules, at)
    last = _last_day(rules, row.program, row.tahun)
    others = _others(connection, row, rules, at)
    if asking is not None:
        others = tuple(
            replace(each, asked=each.ent != "application" or asking.covers(each.record)) for each in others
        )
    going = ErasurePlan(
        record, row.nomor_pendaftaran, row.nama or "", row.kelurahan_kode or "", at, until, others=others,
        over=last is not None and last < at,
    )  # fmt: skip
    applications = going.going_applications
    papers = _papers(connection, applications or [row.uuid], rules)
    kept = [each for each in papers if until is not None or (each.until is not None and each.until >= at)]
    counted, ops = _counted(connection, records_of(connection, going))
    scans = connection.execute(select(func.sum(_app.attachments)).where(_app.uuid.in_(applications))).scalar()
    return replace(
        going, records=counted, ops=ops, scans=scans or 0, going=_free(papers, kept), staying=tuple(kept),
        waiting=_unsettled(connection, applications),
    )  # fmt: skip


def same_person(connection: Connection, application: bytes) -> list[str]:
    """The other applications (hex) of the person of this one (uuid)."""
    row = connection.execute(select(tables.application).where(_app.uuid == application)).first()
    if row is None or not row.nik:
        return []
    rows = connection.execute(select(tables.application).where(_app.nik == row.nik, _app.id != row.id))
    return sorted(each.uuid.hex() for each in rows if _name(each) == _name(row))


def _counted(connection: Connection, numbers: Sequence[int]) -> tuple[dict[str, int], int]:
    """How many records of each kind these are, and how many entries they have."""
    records, op = tables.record.c, tables.op.c
    counted: dict[str, int] = {}
    ops = 0
    for number in numbers:
        ent = connection.execute(select(records.ent).where(records.id == number)).scalar_one()
        counted[ent] = counted.get(ent, 0) + 1
        ops += connection.execute(
            select(func.count()).where(op.record_id == number, op.kind.not_in((STUB, ERASE)))
        ).scalar_one()
    return counted, ops


def _unsettled(connection: Connection, applications: Sequence[bytes]) -> tuple[str, ...]:
    """Kinds of requests about these that speak against erasing them now: open ones, and restrictions."""
    query = select(_asked).where(_asked.c.application.in_(applications), _asked.c.jenis.not_in(GROUNDS))
    return tuple(
        sorted(
            {
                row.jenis
                for row in connection.execute(query)
                if not row.batal
                and (
                    row.dijawab is None
                    or data_requests.holds(row.jenis, row.hasil, row.dicabut, cancelled=False)
                )
            }
        )
    )


def _rest(connection: Connection, record: str, at: date, rules: Rules) -> ErasurePlan:
    """What is left of somebody whose record went before: papers that had to stay."""
    known = tables.record.c
    found = connection.execute(select(known.scope).where(known.uuid == bytes.fromhex(record))).first()
    if found is None:
        raise Refused(
            tr("Catatan itu tidak ada di kantor ini."),
            next_step=tr("Segarkan daftar, lalu pilih lagi."),
            code="unknown_record",
        )
    papers = _papers(connection, [bytes.fromhex(record)], rules)
    kept = [each for each in papers if each.until is not None and each.until >= at]
    going = _free(papers, kept)
    return ErasurePlan(record, "", "", found.scope, at, None, going=going, staying=tuple(kept), gone=True)


def _free(papers: Sequence[Paper], kept: Sequence[Paper]) -> tuple[Paper, ...]:
    """The papers that nothing keeps any more."""
    return tuple(replace(each, until=None) for each in papers if each not in kept)


def trusted_day(office: Office, connection: Connection) -> date:
    """Today, but never later than the newest day that two other computers have written, or the directory's
    day where there are not two: a clock that is ahead erases nothing early."""
    op, stream = tables.op.c, tables.stream.c
    own = bytes.fromhex(office.info.dev)
    newest: dict[bytes, int] = {}
    query = select(stream.dev, op.body).where(
        stream.dev != own, op.stream_id == stream.id, op.seq == stream.seq, op.kind != STUB
    )
    for row in connection.execute(query):
        newest[row.dev] = max(newest.get(row.dev, 0), decode(row.body).wall)
    walls = sorted(newest.values(), reverse=True)[:2]
    if len(walls) < 2:  # too few to compare with: the day of the directory has come for certain
        if office.directory is None:  # not admitted yet, and only DKUM erases
            return office.today()
        return min(office.today(), wib(moment_of(office.directory.content.made)).date())
    return min(office.today(), wib(moment_of(walls[-1])).date())


def _retained(row: Row[Any], rules: Rules, at: date) -> date | None:
    """The last day that the rule book requires a decided application; None where it may go on day `at`."""
    until = kept_until(rules, row.status, row.putusan, row.program, row.tahun)
    return until if until is not None and until >= at else None


def kept_until(rules: Rules, state: str, putusan: object, program: object, tahun: object) -> date | None:
    """The last day that the rule book requires an application of that status; None where none does, as it was
    never decided (`putusan`: the decision that names it)."""
    return _last_day(rules, program, tahun) if state in _DECIDED or putusan else None


def _last_day(rules: Rules, program: object, tahun: object) -> date | None:
    if not isinstance(tahun, int):
        return None
    return date(min(tahun + rules.of(program, tahun).retention_years, 9998), 12, 31)


def _others(connection: Connection, row: Row[Any], rules: Rules, at: date) -> tuple[Other, ...]:
    """Everything else with this NIK: a NIK may be mistyped, so a name tells whose it is."""
    if not row.nik:
        return ()
    rows = connection.execute(select(tables.application).where(_app.nik == row.nik, _app.id != row.id))
    found = [
        Other(
            each.uuid.hex(), each.nomor_pendaftaran, each.nama or "", _name(each) == _name(row),
            _retained(each, rules, at),
        )
        for each in rows
    ]  # fmt: skip
    shop, letter = tables.PLAIN["business"].c, tables.PLAIN["recommended"].c
    for each in connection.execute(select(tables.PLAIN["business"]).where(shop.nik == row.nik)):
        same = _folded(each.pemilik) == _folded(row.nama)
        found.append(Other(each.uuid.hex(), each.nama, each.pemilik or "", same, ent="business"))
    for each in connection.execute(select(tables.PLAIN["recommended"]).where(letter.nik == row.nik)):
        born = each.tanggal_lahir in (None, row.tanggal_lahir)
        same = born and _folded(each.nama) == _folded(row.nama)
        found.append(Other(each.uuid.hex(), "", each.nama or "", same, ent="recommended"))
    return tuple(found)


def _name(row: Row[Any]) -> tuple[str, str | None]:
    return _folded(row.nama), row.tanggal_lahir


def _folded(name: str | None) -> str:
    return " ".join((name or "").casefold().split())


def records_of(connection: Connection, found: ErasurePlan) -> list[int]:
    """The records (numbers) that go whole now. What has only the NIK stays while any application is kept."""
    applications, known = found.going_applications, tables.record.c
    if not applications:
        return []
    along = [each for each in found.others if each.along]
    names = list(applications)
    if not any(each.until for each in along):
        names += [bytes.fromhex(each.record) for each in along]
    numbers = set(connection.execute(select(known.id).where(known.uuid.in_(names))).scalars())
    meant = tables.PLAIN["recommended"].c
    numbers.update(connection.execute(select(meant.id).where(meant.application.in_(applications))).scalars())
    about = records_about(connection, [each.hex() for each in applications])
    rows = connection.execute(select(known.id, known.ent).where(known.id.in_(sorted(about))))
    numbers.update(row.id for row in rows if row.ent in ERASABLE)
    return sorted(numbers)


def _papers(connection: Connection, applications: Sequence[bytes], rules: Rules) -> list[Paper]:
    """The papers that name one of these people and are still there."""
    line = tables.document_row.c
    naming = select(line.document_id).where(line.application.in_(applications))
    query = select(tables.document).where(_doc.id.in_(naming), _doc.state.not_in(ERASED)).order_by(_doc.id)
    return [
        Paper(
            row.uuid.hex(), row.jenis, row.nomor, row.tanggal, row.scope,
            _last_day(rules, row.program, row.tahun or int(row.tanggal[:4])),
        )
        for row in connection.execute(query)
    ]  # fmt: skip
