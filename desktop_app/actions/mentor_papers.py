"""The papers about mentors and trainings, drawn from the same lists as the screens: DRAF until sealed.

The kelurahan's report is about its own people; DKUM's about everything that has reached it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Literal

from sqlalchemy import Connection, select

from desktop_app.actions import editions, holds, issuing, mentor_lists, papers, training, training_lists
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.actions.mentor_lists import MentorLine, Month
from desktop_app.actions.rosters import Issued
from desktop_app.actions.training_lists import ParticipantLine
from desktop_app.documents.data import OfficePaper, Paper, Signatory, State
from desktop_app.documents.layout import Telling
from desktop_app.documents.mentor_report import (
    Deed,
    MenteeRoster,
    MenteeRow,
    MentorRoster,
    MentorRow,
    MonthReport,
    write_mentee_roster,
    write_mentor_roster,
    write_month_report,
)
from desktop_app.documents.qr import QrKey
from desktop_app.documents.sheets import ACROSS, Form
from desktop_app.documents.wave_roster import WaveRoster, WaveRow, write_wave_roster
from desktop_app.domain import letters, people, region
from desktop_app.domain.identity import phone_local
from desktop_app.domain.mentoring import is_month, month_end
from desktop_app.domain.status import status_label
from desktop_app.domain.training import OUTCOMES
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import tables
from resources.i18n import official, tr

Kind = Literal["laporan_pendamping", "daftar_dampingan", "daftar_pendamping", "peserta_gelombang"]

SEALERS: Final = people.ISSUING_ROLES


@dataclass(frozen=True, slots=True)
class MentorPaperWish:
    """Which paper. `mentor` is a record id, empty for all (not for the report); `month`, as ``2026-11``, is
    for the report only; `wave`, a record id, for the roster of a training's wave. `nomor` is typed from the
    office's agenda, never invented."""

    kind: Kind
    mentor: str = ""
    month: str = ""
    nomor: str = ""
    tanggal: date | None = None
    wave: str = ""
    form: Form = ACROSS

    @property
    def number(self) -> str:
        """The letter number as it is printed."""
        return letters.tidy(self.nomor)


@dataclass(frozen=True, slots=True)
class MentorDraft:
    """A paper as it would be issued, marked DRAF; `rows` are its lines."""

    pdf: bytes
    pages: int
    rows: int
    content: str = ""


@dataclass(frozen=True, slots=True)
class _Drawn:
    paper: Paper
    rows: int
    listed: tuple[tuple[str, str], ...]
    """(application, rev) of everybody on it, as they are printed."""
    signatory: Signatory


def draft_paper(office: Office, wish: MentorPaperWish) -> MentorDraft:
    """The paper with DRAF across and no page code. Raises Refused where there is nothing to print."""
    with office.reading() as connection:
        drawn = _draw(connection, office, wish, "draf", None)
    return MentorDraft(drawn.paper.pdf, drawn.paper.pages, drawn.rows, drawn.paper.content)


def seal_paper(office: Office, wish: MentorPaperWish, *, seen: str = "") -> Issued:
    """Issue the paper: page codes, office seal, frozen. `seen` is the `content` of the draft looked at.

    Raises Refused: no longer what was seen, nothing to print, no letter number or one used before,
    role, no grant from DKUM yet.
    """
    who = tr("Dokumen ini disegel oleh lurah, verifikator, admin kantor, atau penyetuju DKUM.")
    issuing.require_sealing(office, SEALERS, wish.number, who=who)
    key = issuing.seal_key(office)
    day = wish.tanggal or office.today()
    on_behalf = papers.on_behalf_of(office)
    with office.work() as work:
        issuing.require_unused(work.connection, office, wish.number, day)
        drawn = _draw(work.connection, office, wish, "segel", issuing.qr_key(office))
        issuing.require_seen(seen, drawn.paper)
        pdf = issuing.sealed(work, office, key, drawn.paper, f"Dokumen pembinaan {wish.number}")
        values: dict[str, Any] = {
            "jenis": wish.kind, "edisi": "", "nomor": wish.number, "tanggal": day.isoformat(),
            "tahun": day.year, "kelurahan_kode": office.info.scope, "atas_nama": on_behalf,
            "rules": _rules(work.connection, day), "penandatangan": drawn.signatory.name,
            "pendamping": wish.mentor or None, "bulan": wish.month or None,
            "gelombang": wish.wave or None,
        }  # fmt: skip
        # it names people: at DKUM the city's code as scope, so that it stays there
        document = issuing.issue(work, office, pdf, drawn.paper, drawn.listed, values, scope=office.area)
    return Issued(document, drawn.rows, work.changes)


def _draw(
    connection: Connection, office: Office, wish: MentorPaperWish, state: State, key: QrKey | None
) -> _Drawn:
    if people.sees_only_own(office.person.roles):  # whatever was asked for, it is about their own people
        wish = replace(wish, mentor=office.person.mentor)
        if wish.kind == "daftar_pendamping":
            raise Refused(
                tr("Daftar semua pendamping dicetak oleh petugas kantor."),
                next_step=tr("Cetak daftar dampingan Anda, atau minta operator mencetaknya."),
                code="role",
            )
    if wish.kind == "laporan_pendamping":
        return _report(connection, office, wish, state, key)
    if wish.kind == "peserta_gelombang":
        return _wave(connection, office, wish, state, key)
    if wish.kind == "daftar_dampingan":
        return _mentees(connection, office, wish, state, key)
    return _mentors(connection, office, wish, state, key)


def _report(
    connection: Connection, office: Office, wish: MentorPaperWish, state: State, key: QrKey | None
) -> _Drawn:
    if not is_month(wish.month):
        raise Refused(
            tr("Bulan laporan belum terbaca."), next_step=tr("Tulis seperti 2026-11."), code="month"
        )
    today = min(office.today().isoformat(), month_end(wish.month))
    found = mentor_lists.month(connection, wish.mentor, wish.month, today)
    if found is None:
        raise _no_mentor()
    signer = Signatory(
        name=found.mentor.nama, nip=found.mentor.nip, jabatan=found.mentor.jabatan or "Pendamping"
    )
    held = holds.held(connection)
    named = tuple(one for one in found.unvisited if bytes.fromhex(one.record) not in held)
    about = {one.application for one in (*found.visits, *found.tasks)}
    about |= {one.record for one in found.unvisited}
    report = MonthReport(
        head=_head(connection, office, wish, signer),
        mentor=found.mentor.nama,
        mentor_number=found.mentor.nomor,
        areas=tuple(area.name for area in found.mentor.areas if area.now),
        month=wish.month,
        mentees=found.summary.mentees,
        visits=found.summary.visits,
        visited=found.summary.visited,
        given=found.summary.given,
        handed_in=found.summary.handed_in,
        late=found.summary.late,
        unvisited=tuple((one.nama, one.nomor) for one in named),
        deeds=_deeds(found, held),
        nameless=len(found.unvisited) - len(named),
        note=_nameless(sum(bytes.fromhex(one) in held for one in about)),
    )
    tell = _telling(connection, office, wish)
    paper = write_month_report(report, state=state, now=office.clock(), key=key, telling=tell)
    named = [one.application for one in (*found.visits, *found.tasks)]
    return _Drawn(paper, len(report.deeds), _revs(connection, named), signer)


def _deeds(found: Month, held: Mapping[bytes, str]) -> tuple[Deed, ...]:
    """What was done, by day; about whom data stand still, only that it was done."""
    deeds: list[Deed] = []
    for one in found.visits:
        deed = Deed(
            kind="kunjungan", tanggal=one.tanggal, nama=one.nama, nomor_pendaftaran=one.nomor,
            pokok=one.pokok, tempat=one.tempat, masalah=one.masalah, saran=one.saran, langkah=one.langkah,
        )  # fmt: skip
        deeds.append(_veiled(deed) if bytes.fromhex(one.application) in held else deed)
    for one in found.tasks:
        deed = Deed(
            kind="tugas", tanggal=one.diberikan, nama=one.nama, nomor_pendaftaran=one.nomor,
            pokok=one.judul, tenggat=one.tenggat, diserahkan=one.diserahkan,
        )  # fmt: skip
        deeds.append(_veiled(deed) if bytes.fromhex(one.application) in held else deed)
    return tuple(sorted(deeds, key=lambda deed: (deed.tanggal, deed.kind)))


def _veiled(deed: Deed) -> Deed:
    return replace(
        deed,
        nama=holds.NAMELESS,
        nomor_pendaftaran="-",
        pokok="",
        tempat="",
        masalah="",
        saran="",
        langkah="",
    )


def _nameless(many: int) -> str:
    with official():
        return holds.nameless(many)


def _left_out(many: int) -> str:
    with official():
        return holds.left_out(many)


def _mentees(
    connection: Connection, office: Office, wish: MentorPaperWish, state: State, key: QrKey | None
) -> _Drawn:
    today = office.today().isoformat()
    held = holds.held(connection)
    given = [line for line in mentor_lists.mentees(connection, today, mentor=wish.mentor) if line.mentor]
    lines = [line for line in given if bytes.fromhex(line.record) not in held]
    if given and not lines:
        raise holds.all_left_out(len(given))
    if not lines:
        raise Refused(
            tr("Belum ada yang didampingi untuk daftar ini."),
            next_step=tr("Tetapkan pendampingnya dahulu, atau pilih pendamping lain."),
            code="nobody",
        )
    lines.sort(key=lambda line: (line.mentor_name, line.mentor, line.nama, line.id))
    app = tables.application
    rows = {
        row.id: row
        for row in connection.execute(select(app).where(app.c.id.in_([line.id for line in lines])))
    }
    signer = papers.signatory(office, papers.office_settings(connection, office.info.scope))
    roster = MenteeRoster(
        head=_head(connection, office, wish, signer),
        mentor=lines[0].mentor_name if wish.mentor else "",
        left_out=_left_out(len(given) - len(lines)),
        rows=tuple(
            MenteeRow(
                mentor=line.mentor_name, nama=line.nama, nomor_pendaftaran=line.nomor,
                jenis_kelamin=rows[line.id].jenis_kelamin or "", alamat=rows[line.id].alamat or "",
                rt=rows[line.id].rt or "", rw=rows[line.id].rw or "",
                hp=phone_local(rows[line.id].hp or ""), usaha=line.usaha, sejak=line.since,
                visits=line.visits, last=line.last,
            )
            for line in lines
        ),
    )  # fmt: skip
    listed = tuple((line.record, str(rows[line.id].rev)) for line in lines)
    tell = _telling(connection, office, wish, listed)
    paper = write_mentee_roster(roster, state=state, now=office.clock(), key=key, telling=tell)
    return _Drawn(paper, len(lines), listed, signer)


def _mentors(
    connection: Connection, office: Office, wish: MentorPaperWish, state: State, key: QrKey | None
) -> _Drawn:
    today = office.today().isoformat()
    found = mentor_lists.mentors(connection, today, kelurahan=office.info.scope)
    lines = [line for line in found.lines if line.serves]
    if not lines:
        raise _no_mentor()
    signer = papers.signatory(office, papers.office_settings(connection, office.info.scope))
    roster = MentorRoster(head=_head(connection, office, wish, signer), rows=tuple(map(_mentor_row, lines)))
    tell = _telling(connection, office, wish)
    paper = write_mentor_roster(roster, state=state, now=office.clock(), key=key, telling=tell)
    return _Drawn(paper, len(lines), (), signer)


def _wave(
    connection: Connection, office: Office, wish: MentorPaperWish, state: State, key: QrKey | None
) -> _Drawn:
    line = training.known_wave(connection, wish.wave)
    people_in = training_lists.participants(connection, wave=wish.wave)
    if not people_in:
        raise Refused(
            tr("Gelombang ini belum mempunyai peserta."),
            next_step=tr("Undang pesertanya dahulu."),
            code="nobody",
        )
    app, record = tables.application.c, tables.record.c
    query = (
        select(record.uuid.label("about"), tables.application)
        .join(tables.application, app.id == record.id)
        .where(record.uuid.in_([bytes.fromhex(one.application) for one in people_in]))
    )
    rows = {row.about.hex(): row for row in connection.execute(query)}
    signer = papers.signatory(office, papers.office_settings(connection, office.info.scope))
    listed = training_lists.trainings(connection)
    held = {one.application for one in people_in if bytes.fromhex(one.application) in holds.held(connection)}
    roster = WaveRoster(
        head=_head(connection, office, wish, signer),
        training=line.training_name, wave=line.nama, code=line.code, venue=line.tempat,
        organiser=next((one.penyelenggara for one in listed if one.record == line.training), ""),
        days=line.hari, minimal=line.minimal, counted=line.invited, passed=line.passed,
        rows=tuple(
            _held_row(one) if one.application in held else _wave_row(one, rows[one.application])
            for one in people_in
        ),
        note=_nameless(len(held)),
    )  # fmt: skip
    named = [one.application for one in people_in if one.application not in held]
    known = tuple((application, str(rows[application].rev)) for application in dict.fromkeys(named))
    tell = _telling(connection, office, wish, known)
    paper = write_wave_roster(roster, state=state, now=office.clock(), key=key, telling=tell)
    return _Drawn(paper, len(people_in), known, signer)


def _telling(
    connection: Connection, office: Office, wish: MentorPaperWish, listed: tuple[tuple[str, str], ...] = ()
) -> Telling:
    """What it says of the paper of the same kind and about the same that it takes the place of."""
    values = {
        "jenis": wish.kind, "edisi": "", "tahun": (wish.tanggal or office.today()).year,
        "pendamping": wish.mentor or None, "bulan": wish.month or None, "gelombang": wish.wave or None,
    }  # fmt: skip
    return editions.telling(office, connection, values, listed, scope=office.area)


def _held_row(one: ParticipantLine) -> WaveRow:
    """The number of somebody whose data stand still, so that the others keep theirs."""
    return WaveRow(
        number=one.nomor, nama=holds.NAMELESS, nomor_pendaftaran="-", jenis_kelamin="", kelurahan="",
        usaha="", marks=(), result="",
    )  # fmt: skip


def _wave_row(one: ParticipantLine, row: Any) -> WaveRow:
    place = region.by_code(one.kelurahan)
    with official():
        result = tr(OUTCOMES[one.outcome]) if one.counts else tr(status_label(one.status))
    return WaveRow(
        number=one.nomor, nama=one.nama, nomor_pendaftaran=one.nomor_pendaftaran,
        jenis_kelamin=row.jenis_kelamin or "", kelurahan=place.display if place else one.kelurahan,
        usaha=(row.jenis_usaha or row.nama_usaha or "") if row.punya_usaha == "ya" else "",
        marks=one.marks, result=result,
    )  # fmt: skip


def _mentor_row(line: MentorLine) -> MentorRow:
    return MentorRow(
        nama=line.nama, nomor=line.nomor, nip=line.nip, jabatan=line.jabatan, hp=phone_local(line.hp),
        areas=line.places, kelurahan=line.load.kelurahan, mentees=line.load.mentees, visits=line.load.visits,
    )  # fmt: skip


def _head(connection: Connection, office: Office, wish: MentorPaperWish, signer: Signatory) -> OfficePaper:
    kept = papers.office_settings(connection, office.info.scope)
    place = region.by_code(office.info.scope)
    return OfficePaper(
        kelurahan_kode=office.area,
        kelurahan=place.name if place else "",
        kecamatan=place.kecamatan if place else "",
        number=wish.number,
        date=wish.tanggal or office.today(),
        rule_version=_rules(connection, wish.tanggal or office.today()),
        letterhead=papers.letterhead(office, kept),
        signatory=signer,
        tembusan=tuple(kept.get("tembusan") or ()),
        place=papers.town(kept),
        sample=office.info.sample,
        form=wish.form,
    )


def _rules(connection: Connection, day: date) -> str:
    """The version of the year's rules; mentors belong to no programme, so Wirausaha Baru's is named."""
    return rules_in_force(connection).of("WUB", day.year).label


def _revs(connection: Connection, records: list[str]) -> tuple[tuple[str, str], ...]:
    """Each person once, as first named."""
    once = list(dict.fromkeys(records))
    app, record = tables.application.c, tables.record.c
    query = (
        select(record.uuid, app.rev)
        .join(tables.application, app.id == record.id)
        .where(record.uuid.in_([bytes.fromhex(one) for one in once]))
    )
    revs = {row.uuid.hex(): str(row.rev) for row in connection.execute(query)}
    return tuple((one, revs[one]) for one in once if one in revs)


def _no_mentor() -> Refused:
    return Refused(
        tr("Pendamping itu belum ada di daftar kantor ini."),
        next_step=tr("Buka berkas terakhir dari DKUM, lalu pilih lagi."),
        code="no_mentor",
    )
