"""Mentors and their work: listed by DKUM, given people by the kelurahan, visits and assignments written down.

A mentor's own account may write only about the people it accompanies on the day in question; what it may
see is narrowed where the office is read (`Office.reading`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from desktop_app.actions import holds, mentor_facts
from desktop_app.domain import identity, mentoring, people
from desktop_app.domain.mentoring import Assignment
from desktop_app.domain.status import shown, status_label
from desktop_app.domain.values import as_date, parse_date, show_date
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.receive import refold_about
from desktop_app.storage.work import Changes, Work, new_id
from resources.i18n import tr

LONGEST: Final = 1000
"""Characters of one text of a visit: what fits a report's row."""
SHORT: Final = 120


@dataclass(frozen=True, slots=True)
class SaveMentor:
    """A mentor to be listed, or changed where `record` names one. `berhenti`: first day without service."""

    nama: str
    nomor: str = ""
    nip: str = ""
    hp: str = ""
    jabatan: str = ""
    berhenti: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class GiveArea:
    """A mentor works in `wilayah` (kelurahan or kecamatan code) from `mulai` on."""

    mentor: str
    wilayah: str
    mulai: str
    selesai: str = ""


@dataclass(frozen=True, slots=True)
class AssignMentor:
    """These people are accompanied by `mentor` from `mulai` on; who did so before ends the day before."""

    applications: tuple[str, ...]
    mentor: str
    mulai: str


@dataclass(frozen=True, slots=True)
class SaveVisit:
    """A visit to be written down, or mended where `record` names one."""

    application: str
    tanggal: str
    pokok: str
    tempat: str = ""
    masalah: str = ""
    saran: str = ""
    langkah: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class GiveTask:
    """An assignment for one person; `tenggat` may be empty."""

    application: str
    judul: str
    diberikan: str
    tenggat: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """The record written, and what moved."""

    record: str
    changes: Changes


# ---- DKUM: mentors and areas -------------------------------------------------------------------------


def save_mentor(office: Office, wish: SaveMentor) -> Done:
    """List a mentor or change one. Raises Refused."""
    with office.work() as work:
        record = save_mentor_in(work, wish)
    return Done(record, work.changes)


def save_mentor_in(work: Work, wish: SaveMentor) -> str:
    """`save_mentor` within a work that may hold many."""
    if wish.record:
        _mentor(work.connection, wish.record)
    hp, problem = identity.parse_phone(wish.hp)
    if problem is not None:
        raise Refused(problem.sentence, code="hp")
    values: dict[str, Any] = {
        "nama": text(wish.nama, tr("Nama"), SHORT, required=True),
        "nomor": text(wish.nomor, tr("Nomor"), SHORT),
        "nip": text(wish.nip, tr("NIP"), SHORT),
        "hp": hp or None,
        "jabatan": text(wish.jabatan, tr("Jabatan"), SHORT),
        "berhenti": day(wish.berhenti, tr("Berhenti"), required=False),
    }
    record = wish.record or new_id()
    work.put(record, "mentor", "set", values, scope="", new=not wish.record)
    return record


def give_area(office: Office, wish: GiveArea) -> Done:
    """Let a mentor work in a kelurahan or kecamatan. Raises Refused."""
    with office.work() as work:
        record = give_area_in(work, wish)
    return Done(record, work.changes)


def give_area_in(work: Work, wish: GiveArea) -> str:
    """`give_area` within a work that may hold many."""
    work.flush_if_needed()
    row = _mentor(work.connection, wish.mentor)
    if not mentoring.is_area(wish.wilayah):
        raise Refused(
            tr("Wilayah {kode} tidak ada di Kota Depok.", kode=wish.wilayah),
            next_step=tr("Pilih kelurahan (10 angka) atau kecamatan (6 angka)."),
            code="wilayah",
        )
    begins, ends = day(wish.mulai, tr("Mulai")), day(wish.selesai, tr("Selesai"), required=False)
    if ends and ends < begins:
        raise _backwards()
    for area in mentor_facts.areas(work.connection, mentor=wish.mentor):
        if area.wilayah == wish.wilayah and area.span.real and area.span.holds(begins):
            raise Refused(
                tr("{nama} sudah bertugas di wilayah itu pada tanggal itu.", nama=row.nama),
                next_step=tr("Akhiri dahulu tugas yang lama, atau pilih wilayah lain."),
                code="area_there",
            )
    values = {"mentor": wish.mentor, "wilayah": wish.wilayah, "mulai": begins, "selesai": ends}
    record = new_id()
    work.put(record, "mentor_area", "set", values, scope="", new=True)
    return record


def end_area(office: Office, record: str, last: str) -> Changes:
    """A mentor's last day in an area; a day before its beginning takes the area back. Raises Refused."""
    return office.do(
        lambda work: work.put(record, "mentor_area", "set", {"selesai": day(last, tr("Selesai"))})
    )


# ---- kelurahan: who accompanies whom -----------------------------------------------------------------


def assign(office: Office, wish: AssignMentor) -> Changes:
    """Give people to a mentor. Raises Refused, naming the first person for whom it cannot be, also one whose
    data stand still; then nothing is changed."""
    begins = day(wish.mulai, tr("Mulai"))
    with office.work() as work:
        mentor = _mentor(work.connection, wish.mentor)
        places = mentoring.covered(mentor_facts.areas(work.connection), begins).get(wish.mentor, frozenset())
        for application in wish.applications:
            row = _person(work.connection, application)
            if row.status not in mentoring.MENTORED:
                raise Refused(
                    tr("Pendaftar ini berstatus {status}, belum dapat didampingi.",
                       status=tr(status_label(shown(row.status, row.submitted)))),
                    next_step=tr("Pendamping diberikan kepada yang sudah ditetapkan DKUM."),
                    record=row.nomor_pendaftaran,
                    code="status",
                )  # fmt: skip
            if row.kelurahan_kode not in places or (mentor.berhenti and mentor.berhenti <= begins):
                raise Refused(
                    tr("{nama} tidak bertugas di kelurahan ini pada tanggal itu.", nama=mentor.nama),
                    next_step=tr("Pilih pendamping lain, atau minta DKUM menambahkan wilayahnya."),
                    record=row.nomor_pendaftaran,
                    code="area",
                )
            holds.refuse_held(work.connection, application, row.nomor_pendaftaran)
            _assign_one(work, row, wish.mentor, begins)
            refold_about(work, application)
    return work.changes


def _assign_one(work: Work, row: Row[Any], mentor: str, begins: str) -> None:
    known = mentor_facts.assignments(work.connection, application=row.uuid.hex())
    now = mentoring.mentor_on(known, begins)
    if now is not None and now.mentor == mentor and not now.span.selesai:
        return
    before = _day_before(begins)
    for one in known:
        if one.span.real and (not one.span.selesai or one.span.selesai >= begins):
            last = before if one.span.mulai < begins else _day_before(one.span.mulai)
            work.put(one.record, "mentee", "set", {"selesai": last})
    values = {"application": row.uuid.hex(), "mentor": mentor, "mulai": begins}
    work.put(new_id(), "mentee", "set", values, scope=row.kelurahan_kode, new=True)


def end_mentee(office: Office, application: str, last: str) -> Changes:
    """The last day on which a person is accompanied. Raises Refused where nobody accompanies them then."""
    ends = day(last, tr("Selesai"))
    with office.work() as work:
        row = _person(work.connection, application)
        held = mentoring.mentor_on(mentor_facts.assignments(work.connection, application=application), ends)
        if held is None:
            raise _no_mentor(row, ends)
        work.put(held.record, "mentee", "set", {"selesai": ends})
    return work.changes


# ---- visits and assignments --------------------------------------------------------------------------


def save_visit(office: Office, wish: SaveVisit) -> Done:
    """Write a visit down, or mend one. Raises Refused, also for a new one about somebody whose data stand
    still (`actions.holds`)."""
    when = day(wish.tanggal, tr("Tanggal"))
    _require_past(office, when)
    values: dict[str, Any] = {
        "tanggal": when,
        "tempat": text(wish.tempat, tr("Tempat"), SHORT),
        "pokok": text(wish.pokok, tr("Pokok"), LONGEST, required=True),
        "masalah": text(wish.masalah, tr("Masalah"), LONGEST),
        "saran": text(wish.saran, tr("Saran"), LONGEST),
        "langkah": text(wish.langkah, tr("Langkah berikutnya"), LONGEST),
    }
    with office.work() as work:
        if wish.record:
            _require_own(office, work, wish.record)
        row = _person(work.connection, wish.application)
        held = _accompanied(office, work.connection, row, when)
        if not wish.record:
            holds.refuse_held(work.connection, wish.application, row.nomor_pendaftaran)
        record = wish.record or new_id()
        values |= {"application": wish.application, "mentor": held.mentor}
        work.put(record, "visit", "set", values, scope=row.kelurahan_kode, new=not wish.record)
    return Done(record, work.changes)


def give_task(office: Office, wish: GiveTask) -> Done:
    """Write down an assignment. Raises Refused, also about somebody whose data stand still."""
    given, due = day(wish.diberikan, tr("Diberikan")), day(wish.tenggat, tr("Tenggat"), required=False)
    _require_past(office, given)
    if due and due < given:
        raise _backwards()
    with office.work() as work:
        row = _person(work.connection, wish.application)
        held = _accompanied(office, work.connection, row, given)
        holds.refuse_held(work.connection, wish.application, row.nomor_pendaftaran)
        values = {
            "application": wish.application, "mentor": held.mentor, "diberikan": given, "tenggat": due,
            "judul": text(wish.judul, tr("Tugas"), LONGEST, required=True),
        }  # fmt: skip
        record = new_id()
        work.put(record, "task", "set", values, scope=row.kelurahan_kode, new=True)
    return Done(record, work.changes)


def hand_in(office: Office, record: str, when: str, note: str = "") -> Changes:
    """An assignment is handed in; an empty day takes that back. Raises Refused."""
    handed = day(when, tr("Diserahkan"), required=False)
    with office.work() as work:
        _require_own(office, work, record)
        given = str(work.state(record).values.get("diberikan") or "")
        if handed and handed < given:
            raise _backwards()
        if handed:
            _require_past(office, handed)
            row = _person(work.connection, str(work.state(record).values.get("application") or ""))
            holds.refuse_held(work.connection, row.uuid.hex(), row.nomor_pendaftaran)
        work.put(record, "task", "set", {"diserahkan": handed, "catatan": text(note, tr("Catatan"), LONGEST)})
    return work.changes


def cancel(office: Office, ent: str, record: str) -> Changes:
    """A visit or assignment written by mistake stays on the log and counts no more. Raises Refused."""
    with office.work() as work:
        _require_own(office, work, record)
        work.put(record, ent, "set", {"batal": True})
    return work.changes


# ---- within ------------------------------------------------------------------------------------------


def text(raw: str, label: str, limit: int, *, required: bool = False) -> str | None:
    """One line of text without stray spaces, None for nothing. Raises Refused for what cannot be kept."""
    found = " ".join(raw.split())
    if any("\ud800" <= sign <= "\udfff" for sign in found):
        raise Refused(
            tr("Isian {name} memuat tanda yang tidak sah.", name=label),
            next_step=tr("Ketik ulang isian itu."),
            code="garbled",
        )
    if len(found) > limit:
        raise Refused(
            tr("{isian} terlalu panjang: {n} huruf dari paling banyak {limit}.", isian=label, n=len(found),
               limit=limit),
            next_step=tr("Persingkat isian itu."),
            code="long",
        )  # fmt: skip
    if required and not found:
        raise Refused(tr("{isian} belum diisi.", isian=label), next_step=tr("Isi dahulu."), code="empty")
    return found or None


def day(raw: str, label: str, *, required: bool = True) -> Any:
    """A day as ISO text, None for an empty one that may be empty. Raises Refused."""
    iso, problem = parse_date(raw)
    if not iso and not required:
        return None
    if problem is not None or as_date(iso) is None:
        raise Refused(
            tr("{isian}: tanggalnya belum terbaca.", isian=label),
            next_step=tr("Tulis seperti 24-11-2026."),
            code="date",
        )
    return iso


def require_mentor(connection: Connection, record: str) -> None:
    """Raise Refused unless `record` is a mentor DKUM has listed."""
    _mentor(connection, record)


def _mentor(connection: Connection, record: str) -> Row[Any]:
    mentor = tables.PLAIN["mentor"]
    row = connection.execute(select(mentor).where(mentor.c.uuid == _id(record))).first()
    if row is None:
        raise Refused(
            tr("Pendamping itu belum ada di daftar kantor ini."),
            next_step=tr("Buka berkas terakhir dari DKUM, lalu pilih lagi."),
            code="no_mentor",
        )
    return row


def _person(connection: Connection, record: str) -> Row[Any]:
    app = tables.application.c
    row: Any = connection.execute(
        select(app.uuid, app.nomor_pendaftaran, app.nama, app.status, app.submitted, app.kelurahan_kode)
        .join(tables.record, tables.record.c.id == app.id)
        .where(tables.record.c.uuid == _id(record))
    ).first()  # fmt: skip
    if row is None:
        raise Refused(
            tr("Catatan itu tidak ada di kantor ini."),
            next_step=tr("Segarkan daftar, lalu pilih lagi."),
            code="unknown_record",
        )
    return row


def _id(record: str) -> bytes:
    try:
        return bytes.fromhex(record)
    except ValueError:
        return b""


def _accompanied(office: Office, connection: Connection, row: Row[Any], when: str) -> Assignment:
    """Who accompanied the person on that day; for a mentor's account it must be that mentor."""
    own = people.sees_only_own(office.person.roles)
    held = mentoring.mentor_on(mentor_facts.assignments(connection, application=row.uuid.hex()), when)
    if own and (held is None or held.mentor != office.person.mentor):
        raise Refused(
            tr("Orang ini bukan dampingan Anda pada tanggal itu."),
            next_step=tr("Periksa tanggalnya, atau minta operator menetapkan pendampingnya."),
            code="not_yours",
        )
    if held is None:
        raise _no_mentor(row, when)
    return held


def _no_mentor(row: Row[Any], when: str) -> Refused:
    return Refused(
        tr("Orang ini belum mempunyai pendamping pada {hari}.", hari=show_date(when)),
        next_step=tr("Tetapkan pendampingnya dahulu."),
        record=row.nomor_pendaftaran,
        code="unaccompanied",
    )


def _require_own(office: Office, work: Work, record: str) -> None:
    """A mentor's account changes only what stands under its own name."""
    state = work.state(record)
    if people.sees_only_own(office.person.roles) and state.values.get("mentor") != office.person.mentor:
        raise Refused(
            tr("Catatan itu tidak ada di kantor ini."),
            next_step=tr("Segarkan daftar, lalu pilih lagi."),
            code="unknown_record",
        )


def _require_past(office: Office, when: str) -> None:
    if when > office.today().isoformat():
        raise Refused(
            tr("Tanggal {hari} belum tiba.", hari=show_date(when)),
            next_step=tr("Periksa tanggalnya; yang dicatat adalah yang sudah terjadi."),
            code="future",
        )


def _backwards() -> Refused:
    return Refused(
        tr("Tanggal akhirnya lebih awal daripada tanggal mulainya."),
        next_step=tr("Periksa kedua tanggalnya."),
        code="backwards",
    )


def _day_before(iso: str) -> str:
    return (date.fromisoformat(iso) - timedelta(days=1)).isoformat()
