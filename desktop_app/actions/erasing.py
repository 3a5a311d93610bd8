"""Erasing a person (UU 27/2022): what will go, what stays until when and why, and the deed.

DKUM erases, by a person who approves there and on somebody else's request. One erasure is one change of
several ops: one in each record about the person, which takes it away whole, and one in the register's line of
each paper that names them, which takes the paper. What the rule book's retention still requires stays until
its day; an erasure with something left is due again then (`erase_due`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, func, or_, select

from desktop_app.actions.clock_doubt import clock_doubt
from desktop_app.actions.going import blob_names
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.actions.sweeping import Swept, sweep
from desktop_app.domain import erasing, people
from desktop_app.domain.erasing import ERASABLE, ERASE, KEPT, MOST_OPS, STUB, WHY
from desktop_app.domain.moments import moment_of, wib
from desktop_app.domain.op import decode
from desktop_app.domain.rulebook import Rules
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.abouts import records_about
from desktop_app.storage.receive import refold_about
from desktop_app.storage.work import Changes, Work, new_id
from resources.i18n import tr

_DECIDED: Final = frozenset({"accepted", "waitlisted", "cancelled"})
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
    """Another application with the same NIK. `same`: of that name and birth date too, so it goes along."""

    record: str
    nomor: str
    nama: str
    same: bool


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What erasing one person would do on `day`. `records` counts those that go by kind of record, `ops`
    their entries, `scans` their attachments. `until` is the last day that the record itself has to be kept
    (then nothing of it goes before), None where it may go at once. `gone`: it was erased before.
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

    @property
    def due(self) -> date | None:
        """The first day on which something that stays may go; None where nothing stays."""
        days = [paper.until for paper in self.staying if paper.until is not None]
        days += [self.until] if self.until is not None else []
        return min(days) + timedelta(days=1) if days else None


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done: the plan that was followed, the erasure's record, what moved, what was swept."""

    plan: ErasurePlan
    record: str
    changes: Changes
    swept: Swept


@dataclass(frozen=True, slots=True)
class ErasureLine:
    """An erasure as the list shows it: nobody is named. `late` counts entries that came afterwards."""

    record: str
    application: str
    scope: str
    why: str
    due: date
    done: date | None
    by: str
    at: int
    late: int


# ---- the plan ----------------------------------------------------------------------------------------


def plan(office: Office, connection: Connection, record: str, day: date | None = None) -> ErasurePlan:
    """What would go and what stays. Nothing is changed. Raises Refused for an application nobody knows."""
    at = day or trusted_day(office, connection)
    rules = rules_in_force(connection)
    row = connection.execute(select(tables.application).where(_app.uuid == bytes.fromhex(record))).first()
    if row is None:
        return _rest(connection, record, at, rules)
    until = _kept_until(row, rules)
    until = until if until is not None and until >= at else None
    everybody = _others(connection, row)
    numbers = _records_of(connection, [row.uuid, *_same(everybody)])
    papers = _papers(connection, [row.uuid, *_same(everybody)], rules)
    kept = [each for each in papers if until is not None or (each.until is not None and each.until >= at)]
    records, op = tables.record.c, tables.op.c
    counted: dict[str, int] = {}
    ops = 0
    for number in numbers if until is None else ():
        ent = connection.execute(select(records.ent).where(records.id == number)).scalar_one()
        counted[ent] = counted.get(ent, 0) + 1
        ops += connection.execute(
            select(func.count()).where(op.record_id == number, op.kind.not_in((STUB, ERASE)))
        ).scalar_one()
    return ErasurePlan(
        record, row.nomor_pendaftaran, row.nama or "", row.kelurahan_kode or "", at, until, counted, ops,
        row.attachments, _free(papers, kept), tuple(kept), everybody,
    )  # fmt: skip


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
    """Today, but never later than the newest day that two other computers have written: a clock that is ahead
    erases nothing early."""
    op, stream = tables.op.c, tables.stream.c
    own = bytes.fromhex(office.info.dev)
    newest: dict[bytes, int] = {}
    query = select(stream.dev, op.body).where(
        stream.dev != own, op.stream_id == stream.id, op.seq == stream.seq, op.kind != STUB
    )
    for row in connection.execute(query):
        newest[row.dev] = max(newest.get(row.dev, 0), decode(row.body).wall)
    walls = sorted(newest.values(), reverse=True)[:2]
    today = office.today()
    return today if not walls else min(today, wib(moment_of(walls[-1])).date())


def _kept_until(row: Row[Any], rules: Rules) -> date | None:
    """The last day that the rule book requires a decided application; None where none does."""
    if row.status not in _DECIDED and not row.putusan:
        return None
    return _last_day(rules, row.program, row.tahun)


def _last_day(rules: Rules, program: object, tahun: object) -> date | None:
    if not isinstance(tahun, int):
        return None
    return date(min(tahun + rules.of(program, tahun).retention_years, 9998), 12, 31)


def _others(connection: Connection, row: Row[Any]) -> tuple[Other, ...]:
    if not row.nik:
        return ()
    found = connection.execute(select(tables.application).where(_app.nik == row.nik, _app.id != row.id))
    return tuple(
        Other(each.uuid.hex(), each.nomor_pendaftaran, each.nama or "", _name(each) == _name(row))
        for each in found
    )


def _name(row: Row[Any]) -> tuple[str, str | None]:
    return " ".join((row.nama or "").casefold().split()), row.tanggal_lahir


def _same(others: Sequence[Other]) -> list[bytes]:
    return [bytes.fromhex(each.record) for each in others if each.same]


def _records_of(connection: Connection, applications: Sequence[bytes]) -> list[int]:
    """The records (numbers) that are about these people and go whole."""
    numbers: set[int] = set()
    known = tables.record.c
    for row in connection.execute(select(_app.id, _app.nik).where(_app.uuid.in_(applications))):
        numbers.add(row.id)
        for ent in ("business", "recommended") if row.nik else ():
            table = tables.PLAIN[ent].c
            numbers.update(connection.execute(select(table.id).where(table.nik == row.nik)).scalars())
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
    query = select(tables.document).where(_doc.id.in_(naming), _doc.state != "erased").order_by(_doc.id)
    return [
        Paper(
            row.uuid.hex(), row.jenis, row.nomor, row.tanggal, row.scope,
            _last_day(rules, row.program, row.tahun or int(row.tanggal[:4])),
        )
        for row in connection.execute(query)
    ]  # fmt: skip


# ---- the deed ----------------------------------------------------------------------------------------


def may_erase(office: Office) -> bool:
    """Whether the person who is in may erase."""
    return office.info.kind == "dkum" and people.PENYETUJU_DKUM in office.person.roles


def require_may_erase(office: Office) -> None:
    """Raise Refused for anybody but who approves at DKUM."""
    if not may_erase(office):
        raise Refused(
            tr("Hanya penyetuju DKUM yang menghapus data seseorang."),
            next_step=tr("Kirim permintaannya ke DKUM; penyetuju di sana yang melakukannya."),
            code="role",
        )


def erase(office: Office, record: str, why: str, *, on: str = "", day: date | None = None) -> Erased:
    """Erase the person of an application (record, hex), as far as nothing has to be kept, and note the rest.

    `why` is a code of `erasing.REASONS`; `on` the record of the request, which somebody else has written.
    Raises Refused: not DKUM's approver, ``same_person``, an unknown record or reason.
    """
    require_may_erase(office)
    if why not in erasing.REASONS:
        raise Refused(
            tr("Dasar penghapusan itu tidak dikenal."),
            next_step=tr("Pilih dari: {pilihan}.", pilihan=", ".join(erasing.REASONS)),
            code="reason",
        )
    with office.work() as work:
        _require_another(office, work, on)
        found = plan(office, work.connection, record, day)
        made = _open_erasure(work, record) or new_id()
        _carry_out(work, found, why, on)
        due = found.due
        values: dict[str, Any] = {
            "application": record,
            "dasar": why,
            "jatuh_tempo": (due or found.day).isoformat(),
        }
        values |= {"atas": on} if on else {}
        values |= {} if due else {"selesai": found.day.isoformat()}
        work.put(made, "erasure", "issue", values, scope=found.scope)
    return Erased(found, made, work.changes, sweep(office))


def _require_another(office: Office, work: Work, on: str) -> None:
    first = work.state(on).first if on else None
    if first is not None and first.op.user == office.session.user:
        raise Refused(
            tr("Permintaan ini Anda sendiri yang mencatatnya, jadi orang lain yang menghapus."),
            next_step=tr("Minta penyetuju lain masuk."),
            code="same_person",
        )


def _open_erasure(work: Work, record: str) -> str:
    line = tables.PLAIN["erasure"].c
    found = work.connection.execute(
        select(line.uuid).where(line.application == bytes.fromhex(record), line.selesai.is_(None))
    ).scalar()
    return found.hex() if found is not None else ""


def _carry_out(work: Work, found: ErasurePlan, why: str, on: str) -> None:
    """Write the erasing ops of a plan: the records, unless they have to stay, and the papers that may go."""
    connection, known = work.connection, tables.record.c
    everybody = [bytes.fromhex(found.record), *_same(found.others)]
    if found.until is None and not found.gone:
        for number in _records_of(connection, everybody):
            row = connection.execute(
                select(known.uuid, known.ent, known.scope).where(known.id == number)
            ).one()
            _erase_record(work, number, row.uuid.hex(), row.ent, row.scope, why, on)
        refold_about(work, found.record)
    for paper in found.going:
        row = connection.execute(
            select(tables.document).where(_doc.uuid == bytes.fromhex(paper.record))
        ).one()
        named = sorted({each.hex() for each in (row.pdf, row.data, row.signed) if each})
        work.put(paper.record, KEPT, ERASE, {erasing.PAPERS: named, WHY: why})


def _erase_record(work: Work, number: int, record: str, ent: str, scope: str, why: str, on: str) -> int:
    """One record with all that is here of it; returns how many ops were named."""
    op = tables.op.c
    rows = work.connection.execute(
        select(op.hash, op.body).where(op.record_id == number, op.kind.not_in((STUB, ERASE)))
    ).all()
    names = [row.hash.hex() for row in rows]
    papers = {name for row in rows for name in blob_names(decode(row.body))}
    for start in range(0, len(names), MOST_OPS):
        some = names[start : start + MOST_OPS]
        work.put(record, ent, ERASE, erasing.values_of(some, papers if not start else (), why, scope, on))
    return len(names)


# ---- what comes afterwards ---------------------------------------------------------------------------


def late_entries(connection: Connection) -> int:
    """How many entries of erased records came from who had not heard of it, and are still here."""
    op = tables.op.c
    return connection.execute(
        select(func.count()).where(op.void == STUB, op.kind.not_in((STUB, ERASE)))
    ).scalar_one()


def erase_late(office: Office) -> Changes:
    """DKUM's word once more about entries that came after it. Nothing happens where there are none, or where
    the person who is in may not; then it waits for who may. Papers that came meanwhile go too."""
    if not may_erase(office):
        return Changes()
    with office.reading() as connection:
        if not late_entries(connection):
            return Changes()
    op, known = tables.op.c, tables.record.c
    with office.work() as work:
        query = (
            select(known.id, known.uuid, known.ent, known.scope)
            .where(known.id == op.record_id, op.void == STUB, op.kind.not_in((STUB, ERASE)))
            .distinct()
        )
        for row in work.connection.execute(query).all():
            why = str(work.state(row.uuid.hex()).values.get(WHY, "permintaan"))
            _erase_record(work, row.id, row.uuid.hex(), row.ent, row.scope, why, "")
    sweep(office)
    return work.changes


def erase_due(office: Office) -> Changes:
    """What had to be kept until a day that has passed goes now. Nothing where none is due, or nobody in who
    may. The day is one that other computers have reached too (`trusted_day`)."""
    if not may_erase(office):
        return Changes()
    changes = Changes()
    with office.reading() as connection:
        if clock_doubt(connection, office) is not None:
            return changes
        day = trusted_day(office, connection)
        line = tables.PLAIN["erasure"].c
        due = connection.execute(
            select(line.application, line.dasar).where(
                line.selesai.is_(None), line.jatuh_tempo <= day.isoformat()
            )
        ).all()
    for row in due:
        changes = changes.joined(erase(office, row.application.hex(), row.dasar).changes)
    return changes


def attend(office: Office) -> Changes:
    """All that is left to do about erasures, as at each start and each day: sweep what a power cut left,
    erase late entries again, and what is due."""
    sweep(office)
    return erase_late(office).joined(erase_due(office))


def erasures(office: Office, connection: Connection) -> list[ErasureLine]:
    """Every erasure of this office's records, the latest first."""
    line, op, known = tables.PLAIN["erasure"].c, tables.op.c, tables.record.c
    found: list[ErasureLine] = []
    for row in connection.execute(select(tables.PLAIN["erasure"]).order_by(line.id.desc())):
        late = connection.execute(
            select(func.count()).where(
                op.record_id == known.id, known.uuid == row.application,
                op.void == STUB, op.kind.not_in((STUB, ERASE)),
            )
        ).scalar_one()  # fmt: skip
        facts = office.context.people.get(row.created_by.hex())
        found.append(
            ErasureLine(
                row.uuid.hex(), row.application.hex(), row.scope, row.dasar,
                date.fromisoformat(row.jatuh_tempo),
                date.fromisoformat(row.selesai) if row.selesai else None,
                facts.nama if facts is not None else "", row.created, late,
            )
        )  # fmt: skip
    return found


def request_for(connection: Connection, record: str) -> str:
    """The open request to erase this applicant (record, hex), "" where none is recorded."""
    asked = tables.PLAIN["data_request"].c
    query = select(asked.uuid).where(
        asked.application == bytes.fromhex(record), asked.jenis == "penghapusan", asked.dijawab.is_(None),
        or_(asked.batal.is_(None), asked.batal == 0),
    )  # fmt: skip
    found = connection.execute(query.order_by(asked.id.desc()).limit(1)).scalar()
    return found.hex() if found is not None else ""


def is_known(connection: Connection, record: str) -> bool:
    """Whether there is a record of that id (hex), erased or not."""
    try:
        uuid = bytes.fromhex(record)
    except ValueError:
        return False
    return (
        connection.execute(select(tables.record.c.id).where(tables.record.c.uuid == uuid)).first() is not None
    )


def is_erased(connection: Connection, record: str) -> bool:
    """Whether a record (hex) was erased here."""
    op, known = tables.op.c, tables.record.c
    query = select(op.id).where(
        op.record_id == known.id, known.uuid == bytes.fromhex(record), or_(op.kind == STUB, op.kind == ERASE)
    )
    return connection.execute(query.limit(1)).first() is not None


def reason_words(why: str) -> str:
    """The ground of an erasure in words."""
    return tr(erasing.REASONS.get(why, erasing.REASONS["permintaan"]))
