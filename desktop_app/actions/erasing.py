"""Erasing a person (UU 27/2022): what will go, what stays until when and why, and the deed.

DKUM erases, by a person who approves there and on a request that somebody else has written. One erasure is
one change of several ops: one in each record about the person, which takes it away whole, and one in the
register's line of each paper that names them, which takes the paper. What the rule book's retention still
requires stays until its day, each application until its own; what is left is due again then (`erase_due`).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, func, or_, select

from desktop_app.actions.clock_doubt import clock_doubt
from desktop_app.actions.erasing_anew import say_again
from desktop_app.actions.going import blob_names
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.actions.sweeping import Swept, sweep
from desktop_app.domain import data_requests, erasing, people
from desktop_app.domain.documenting import ERASED
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
_GROUNDS: Final = frozenset({"penghapusan", "penarikan"})
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
        along = [each for each in self.others if each.ent == "application" and each.same and not each.until]
        return [bytes.fromhex(each) for each in (self.record, *(other.record for other in along))]

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
    until = _retained(row, rules, at)
    last = _last_day(rules, row.program, row.tahun)
    others = _others(connection, row, rules, at)
    going = ErasurePlan(
        record, row.nomor_pendaftaran, row.nama or "", row.kelurahan_kode or "", at, until, others=others,
        over=last is not None and last < at,
    )  # fmt: skip
    applications = going.going_applications
    papers = _papers(connection, applications or [row.uuid], rules)
    kept = [each for each in papers if until is not None or (each.until is not None and each.until >= at)]
    counted, ops = _counted(connection, _records_of(connection, going))
    scans = connection.execute(select(func.sum(_app.attachments)).where(_app.uuid.in_(applications))).scalar()
    return replace(
        going, records=counted, ops=ops, scans=scans or 0, going=_free(papers, kept), staying=tuple(kept),
        waiting=_unsettled(connection, applications),
    )  # fmt: skip


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
    query = select(_asked).where(_asked.c.application.in_(applications), _asked.c.jenis.not_in(_GROUNDS))
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
        assert office.directory is not None
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


def _records_of(connection: Connection, found: ErasurePlan) -> list[int]:
    """The records (numbers) that go whole now. What has only the NIK stays while any application is kept."""
    applications, known = found.going_applications, tables.record.c
    if not applications:
        return []
    along = [each for each in found.others if each.same]
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

    `why` is a code of `erasing.REASONS`; `on` the record of the request, looked for where it is not given.
    Raises Refused: not DKUM's approver; ``no_request`` and ``same_person`` where nobody else has recorded
    that this person asks for it, unless the retention is over (``masa_simpan``); ``unsettled`` where another
    request of this person waits; an unknown record or reason.
    """
    require_may_erase(office)
    if why not in erasing.REASONS:
        raise Refused(
            tr("Dasar penghapusan itu tidak dikenal."),
            next_step=tr("Pilih dari: {pilihan}.", pilihan=", ".join(erasing.REASONS)),
            code="reason",
        )
    with office.work() as work:
        found = plan(office, work.connection, record, day)
        on = ground(office, work.connection, found, why, on)
        made = _do(office, work, found, why, on)
    return Erased(found, made, work.changes, sweep(office))


def _do(office: Office, work: Work, found: ErasurePlan, why: str, on: str) -> str:
    """Follow the plan, within a work; returns the erasure's record. Raises Refused ``unsettled``."""
    if found.waiting:
        kinds = ", ".join(data_requests.kind_label(each) for each in found.waiting)
        raise Refused(
            tr("Permintaan lain orang ini belum selesai: {jenis}.", jenis=kinds),
            next_step=tr("Jawab atau cabut dahulu di Permintaan data pribadi, lalu ulangi."),
            record=found.nomor,
            code="unsettled",
        )
    made = _note(work, found.record, found.scope, why, on, found.due, found.day)
    for other in found.others if found.going_applications else ():
        if other.same and other.until is not None:  # kept longer than the rest: due by itself
            scope = work.scope(other.record)
            _note(work, other.record, scope, why, on, other.until + timedelta(days=1), found.day)
    _carry_out(work, found, why, on)
    return made


def _note(work: Work, record: str, scope: str, why: str, on: str, due: date | None, day: date) -> str:
    """That this application is erased, or will be from the day `due` on."""
    made = _open_erasure(work, record) or new_id()
    values: dict[str, Any] = {"application": record, "dasar": why, "jatuh_tempo": (due or day).isoformat()}
    values |= {"atas": on} if on else {}
    values |= {} if due else {"selesai": day.isoformat()}
    work.put(made, "erasure", "issue", values, scope=scope)
    return made


def ground(office: Office, connection: Connection, found: ErasurePlan, why: str, on: str) -> str:
    """The request (record, hex) on which the person is erased; "" where retention is over and needs none.
    Raises Refused as `erase`."""
    if why == "masa_simpan" and (found.over or found.gone) and found.until is None:
        return on
    if found.gone and not on:  # what had to stay then: the request went with the rest
        return ""
    same = [each.record for each in found.others if each.ent == "application" and each.same]
    people_asked = [bytes.fromhex(each) for each in (found.record, *same)]
    query = select(_asked).where(_asked.c.application.in_(people_asked), _asked.c.jenis.in_(_GROUNDS))
    rows = [
        row
        for row in connection.execute(query)
        if on in ("", row.uuid.hex()) and row.hasil != "ditolak" and not row.batal
    ]
    if not rows:
        raise Refused(
            tr("Belum ada permintaan penghapusan atau penarikan persetujuan dari orang ini."),
            next_step=tr("Orang lain mencatatnya dahulu di Permintaan data pribadi, lalu ulangi."),
            record=found.nomor,
            code="no_request",
        )
    own = bytes.fromhex(office.session.user)
    another = [row.uuid.hex() for row in rows if row.created_by != own]
    if not another:
        raise Refused(
            tr("Permintaan ini Anda sendiri yang mencatatnya, jadi orang lain yang menghapus."),
            next_step=tr("Minta penyetuju lain masuk."),
            code="same_person",
        )
    return another[-1]


def _open_erasure(work: Work, record: str) -> str:
    line = tables.PLAIN["erasure"].c
    found = work.connection.execute(
        select(line.uuid).where(line.application == bytes.fromhex(record), line.selesai.is_(None))
    ).scalar()
    return found.hex() if found is not None else ""


def _carry_out(work: Work, found: ErasurePlan, why: str, on: str) -> None:
    """Write the erasing ops of a plan: the records, unless they have to stay, and the papers that may go."""
    connection, known = work.connection, tables.record.c
    numbers = _records_of(connection, found)
    _keep_answers(work, found.going_applications)
    for number in numbers:
        row = connection.execute(select(known.uuid, known.ent, known.scope).where(known.id == number)).one()
        _erase_record(work, number, row.uuid.hex(), row.ent, row.scope, why, on)
    for application in found.going_applications:
        refold_about(work, application.hex())
    for paper in found.going:
        row = connection.execute(
            select(tables.document).where(_doc.uuid == bytes.fromhex(paper.record))
        ).one()
        named = sorted({each.hex() for each in (row.pdf, row.data, row.signed) if each})
        work.put(paper.record, KEPT, ERASE, {erasing.PAPERS: named, WHY: why})


def _keep_answers(work: Work, applications: Sequence[bytes]) -> None:
    """What was asked goes with the person, words and all; that it came and was answered, and when, stays (UU
    27/2022, articles 14 and 24), as records of their own that quote nobody."""
    rows = work.connection.execute(select(_asked).where(_asked.c.application.in_(applications))).all()
    for row in rows:
        if row.batal:
            continue
        values = {
            "application": row.application.hex(), "jenis": row.jenis, "masuk": row.masuk, "cara": row.cara,
            "hasil": row.hasil or "dipenuhi", "tindakan": tr("Datanya dihapus."),
            "dijawab": row.dijawab or max(work.wall, row.masuk),
        }  # fmt: skip
        work.put(new_id(), "data_request", "set", values, scope=row.scope, new=True)


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
            said = work.state(row.uuid.hex()).values
            why, on = str(said.get(WHY, "permintaan")), str(said.get(erasing.ON, ""))
            _erase_record(work, row.id, row.uuid.hex(), row.ent, row.scope, why, on)
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
            select(line.application, line.dasar, line.atas).where(
                line.selesai.is_(None), line.jatuh_tempo <= day.isoformat()
            )
        ).all()
    for row in due:
        on = row.atas.hex() if row.atas else ""
        with suppress(Refused), office.work() as work:  # a request that waits keeps it; its list shows that
            found = plan(office, work.connection, row.application.hex(), day)
            _do(office, work, found, row.dasar, on)
            changes = changes.joined(work.changes)
    sweep(office)
    return changes


def attend(office: Office) -> Changes:
    """All that is left to do about erasures, as at each start and each day: sweep what a power cut left,
    say again what a DKUM that was put back has lost, erase late entries again, and what is due."""
    sweep(office)
    again = say_again(office) if may_erase(office) else Changes()
    return again.joined(erase_late(office)).joined(erase_due(office))


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
