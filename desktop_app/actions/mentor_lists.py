"""Mentors, their people and their work, as screens, papers and commands show them.

Here and not among the questions because papers are drawn from them in the work that issues them; screens
ask through `desktop_app.queries.mentors`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from desktop_app.actions import mentor_facts
from desktop_app.domain import mentoring, region
from desktop_app.domain.mentoring import Area, Balance, Load, MonthSummary, area_name
from desktop_app.storage import tables

_app = tables.application.c


@dataclass(frozen=True, slots=True)
class AreaLine:
    """Where a mentor works; `name` in words, `now` whether on the day asked for."""

    record: str
    wilayah: str
    name: str
    mulai: str
    selesai: str
    now: bool


@dataclass(frozen=True, slots=True)
class MentorLine:
    """One mentor with the load of the day. Texts are "" where unknown; `last` is the newest visit's day."""

    record: str
    nama: str
    nomor: str
    nip: str
    hp: str
    jabatan: str
    berhenti: str
    areas: tuple[AreaLine, ...]
    load: Load
    last: str
    serves: bool

    @property
    def places(self) -> str:
        """The areas of the day in words."""
        return "; ".join(area.name for area in self.areas if area.now)


@dataclass(frozen=True, slots=True)
class Mentors:
    """Everybody listed, by name, and how even the loads of those in service are."""

    lines: tuple[MentorLine, ...]
    balance: Balance
    uncovered: tuple[str, ...]
    """Kelurahan codes in which nobody works on the day."""

    def find(self, record: str) -> MentorLine | None:
        """The line of a mentor."""
        return next((line for line in self.lines if line.record == record), None)


@dataclass(frozen=True, slots=True)
class MenteeLine:
    """An accepted applicant and who accompanies them; `mentor` "" for nobody."""

    id: int
    record: str
    nama: str
    nomor: str
    program: str
    tahun: int
    usaha: str
    kelurahan: str
    mentor: str
    mentor_name: str
    since: str
    visits: int
    last: str
    open_tasks: int
    late_tasks: int


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One visit. `batal`: written by mistake, shown and not counted. `by` is the user id (hex)."""

    record: str
    application: str
    nama: str
    nomor: str
    mentor: str
    mentor_name: str
    tanggal: str
    tempat: str
    pokok: str
    masalah: str
    saran: str
    langkah: str
    batal: bool
    by: str


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One assignment; `late` on the day asked for."""

    record: str
    application: str
    nama: str
    nomor: str
    mentor: str
    judul: str
    diberikan: str
    tenggat: str
    diserahkan: str
    catatan: str
    batal: bool
    late: bool


@dataclass(frozen=True, slots=True)
class Unvisited:
    """Somebody accompanied and not visited: record (hex), name and registration number."""

    record: str
    nama: str
    nomor: str


@dataclass(frozen=True, slots=True)
class Month:
    """What a mentor's report of a month is drawn from."""

    mentor: MentorLine
    month: str
    summary: MonthSummary
    visits: tuple[VisitLine, ...]
    tasks: tuple[TaskLine, ...]
    unvisited: tuple[Unvisited, ...]


def mentors(connection: Connection, today: str, *, kelurahan: str = "") -> Mentors:
    """All mentors, or those who work in `kelurahan` on `today` or accompany somebody there."""
    mentor = tables.PLAIN["mentor"]
    rows = connection.execute(select(mentor).order_by(mentor.c.nama, mentor.c.id)).all()
    areas = mentor_facts.areas(connection)
    assigned = mentor_facts.assignments(connection, living=True)
    visits = mentor_facts.visit_days(connection)
    loads = mentoring.loads([row.uuid.hex() for row in rows], areas, assigned, visits, today)
    last: dict[str, str] = {}
    for visit in visits:
        last[visit.mentor] = max(visit.tanggal, last.get(visit.mentor, ""))
    lines = [_mentor_line(row, areas, loads[row.uuid.hex()], last, today) for row in rows]
    places = mentoring.covered(areas, today)
    serving = {line.record for line in lines if line.serves}
    if kelurahan:
        lines = [
            line for line in lines if line.load.mentees or kelurahan in places.get(line.record, frozenset())
        ]
    there = {code for record in serving for code in places.get(record, frozenset[str]())}
    every = region.all_kelurahan()
    return Mentors(
        tuple(lines),
        mentoring.balance({name: load for name, load in loads.items() if name in serving}),
        tuple(place.code for place in every if place.code not in there),
    )


def mentees(
    connection: Connection, today: str, *, mentor: str = "", kelurahan: str = ""
) -> tuple[MenteeLine, ...]:
    """Accepted applicants with their mentor of the day, by name; of one mentor, one kelurahan, or all."""
    held = mentoring.mentees_on(mentor_facts.assignments(connection), today)
    query = select(tables.application).where(_app.status.in_(sorted(mentoring.MENTORED)))
    if kelurahan:
        query = query.where(_app.kelurahan_kode == kelurahan)
    counted: dict[str, list[str]] = {}
    for visit in mentor_facts.visit_days(connection):
        counted.setdefault(visit.application, []).append(visit.tanggal)
    waiting: dict[str, list[bool]] = {}
    for task in mentor_facts.task_days(connection):
        if not task.diserahkan:
            waiting.setdefault(task.application, []).append(task.late(today))
    names = mentor_facts.mentor_names(connection)
    found: list[MenteeLine] = []
    for row in connection.execute(query.order_by(_app.nama, _app.id)):
        record = row.uuid.hex()
        one = held.get(record)
        if mentor and (one is None or one.mentor != mentor):
            continue
        days, tasks = counted.get(record, []), waiting.get(record, [])
        found.append(
            MenteeLine(
                row.id, record, row.nama or "", row.nomor_pendaftaran, row.program or "", row.tahun or 0,
                _business(row), row.kelurahan_kode or "",
                one.mentor if one else "", names.get(one.mentor, "") if one else "",
                one.span.mulai if one else "", len(days), max(days, default=""), len(tasks), sum(tasks),
            )
        )  # fmt: skip
    return tuple(found)


def visits(
    connection: Connection, *, application: str = "", mentor: str = "", month: str = ""
) -> tuple[VisitLine, ...]:
    """Visits, the latest first; of one person, one mentor, one month (``2026-11``)."""
    visit = tables.PLAIN["visit"]
    query = (
        select(visit, _app.nama.label("person"), _app.nomor_pendaftaran.label("number"))
        .join(tables.record, tables.record.c.uuid == visit.c.application, isouter=True)
        .join(tables.application, _app.id == tables.record.c.id, isouter=True)
        .order_by(visit.c.tanggal.desc(), visit.c.id.desc())
    )
    if application:
        query = query.where(visit.c.application == bytes.fromhex(application))
    if mentor:
        query = query.where(visit.c.mentor == bytes.fromhex(mentor))
    if month:
        query = query.where(visit.c.tanggal.like(f"{month}-%"))
    names = mentor_facts.mentor_names(connection)
    return tuple(_visit_line(row, names) for row in connection.execute(query))


def tasks(
    connection: Connection, today: str, *, application: str = "", mentor: str = ""
) -> tuple[TaskLine, ...]:
    """Assignments, the latest given first; of one person or one mentor."""
    task = tables.PLAIN["task"]
    query = (
        select(task, _app.nama.label("person"), _app.nomor_pendaftaran.label("number"))
        .join(tables.record, tables.record.c.uuid == task.c.application, isouter=True)
        .join(tables.application, _app.id == tables.record.c.id, isouter=True)
        .order_by(task.c.diberikan.desc(), task.c.id.desc())
    )
    if application:
        query = query.where(task.c.application == bytes.fromhex(application))
    if mentor:
        query = query.where(task.c.mentor == bytes.fromhex(mentor))
    return tuple(_task_line(row, today) for row in connection.execute(query))


def month(connection: Connection, mentor: str, which: str, today: str) -> Month | None:
    """A mentor's month (``2026-11``); None for a mentor nobody has listed."""
    line = mentors(connection, today).find(mentor)
    if line is None:
        return None
    made = tuple(one for one in visits(connection, mentor=mentor, month=which) if not one.batal)
    given = tuple(
        one
        for one in tasks(connection, mentoring.month_end(which), mentor=mentor)
        if not one.batal
        and one.diberikan <= mentoring.month_end(which)
        and (not one.diserahkan or one.diserahkan[:7] >= which)
    )
    summary = mentoring.month_summary(
        mentor,
        which,
        mentor_facts.assignments(connection),
        mentor_facts.visit_days(connection, mentor=mentor),
        mentor_facts.task_days(connection, mentor=mentor),
    )
    return Month(
        line, which, summary, tuple(reversed(made)), tuple(reversed(given)),
        _people(connection, summary.unvisited),
    )  # fmt: skip


# ---- within ------------------------------------------------------------------------------------------


def serves(berhenti: str | None, today: str) -> bool:
    """Whether a mentor is in service on `today`."""
    return not berhenti or today < berhenti


def _mentor_line(
    row: Row[Any], areas: tuple[Area, ...], load: Load, last: dict[str, str], today: str
) -> MentorLine:
    record = row.uuid.hex()
    return MentorLine(
        record, row.nama, row.nomor or "", row.nip or "", row.hp or "", row.jabatan or "",
        row.berhenti or "",
        tuple(
            AreaLine(
                one.record, one.wilayah, area_name(one.wilayah), one.span.mulai, one.span.selesai,
                one.span.holds(today),
            )
            for one in areas
            if one.mentor == record and one.span.real
        ),
        load, last.get(record, ""), serves(row.berhenti, today),
    )  # fmt: skip


def _visit_line(row: Row[Any], names: dict[str, str]) -> VisitLine:
    mentor = row.mentor.hex()
    return VisitLine(
        row.uuid.hex(), row.application.hex(), row.person or "", row.number or "", mentor,
        names.get(mentor, ""), row.tanggal, row.tempat or "", row.pokok, row.masalah or "", row.saran or "",
        row.langkah or "", bool(row.batal), row.created_by.hex(),
    )  # fmt: skip


def _task_line(row: Row[Any], today: str) -> TaskLine:
    days = mentoring.TaskDays(
        row.application.hex(), row.mentor.hex(), row.diberikan, row.tenggat or "", row.diserahkan or ""
    )
    return TaskLine(
        row.uuid.hex(), days.application, row.person or "", row.number or "", days.mentor, row.judul,
        days.diberikan, days.tenggat, days.diserahkan, row.catatan or "", bool(row.batal),
        not row.batal and days.late(today),
    )  # fmt: skip


def _people(connection: Connection, records: tuple[str, ...]) -> tuple[Unvisited, ...]:
    wanted = [bytes.fromhex(one) for one in records]
    query = (
        select(_app.uuid, _app.nama, _app.nomor_pendaftaran)
        .where(_app.uuid.in_(wanted))
        .order_by(_app.nama, _app.id)
    )
    return tuple(
        Unvisited(row.uuid.hex(), row.nama or "", row.nomor_pendaftaran) for row in connection.execute(query)
    )


def _business(row: Row[Any]) -> str:
    return row.jenis_usaha or row.nama_usaha or "" if row.punya_usaha == "ya" else ""
