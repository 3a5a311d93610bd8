"""Berita Acara Verifikasi, told by the ops themselves: what was examined in a period, or of some people.

An application counts once, with the result of its last examination in the period; what DKUM decides is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from desktop_app.actions import editions, issuing, papers
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.actions.papers import PaperWish
from desktop_app.actions.progress import Progress, no_progress, pages
from desktop_app.actions.rosters import Issued
from desktop_app.documents.data import Paper, Signatory, State
from desktop_app.documents.minutes import RESULTS, Examined, Minutes, results, write_minutes
from desktop_app.documents.qr import QrKey
from desktop_app.documents.sheets import UPRIGHT, Form
from desktop_app.domain import op, people, region
from desktop_app.domain.alone import MARK, version_of
from desktop_app.domain.moments import moment_of
from desktop_app.domain.values import show_date
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import tables
from resources.i18n import tr, trn

KIND: Final = "berita_acara"
SEALERS: Final = people.SEALING_ROLES
_CHANGED: Final = "Datanya berubah sesudah diperiksa; menunggu diperiksa lagi."
_MOVED: Final = "Sesudah diperiksa pindah program, tahun, atau kelurahan."
_MOST_EXAMINERS: Final = 14
"""So many people can sign on one page with the lurah."""


@dataclass(frozen=True, slots=True)
class MinutesWish(PaperWish):
    """Which minutes: of a period (`first` None: since the beginning; `last` None: until `tanggal`), or of the
    applications in `records`, whenever they were examined. They lie upright."""

    program: str
    tahun: int
    first: date | None = None
    last: date | None = None
    records: tuple[str, ...] = ()
    form: Form = field(default=UPRIGHT, kw_only=True)


@dataclass(frozen=True, slots=True)
class MinutesDraft:
    """The minutes as they would be issued, marked DRAF. `results` count status codes; `content` tells whether
    the same is sealed later."""

    pdf: bytes
    pages: int
    people: int
    results: tuple[tuple[str, int], ...]
    content: str = ""


@dataclass(frozen=True, slots=True)
class _Drawn:
    paper: Paper
    minutes: Minutes
    listed: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """One examination: of which row, when (ms), with what result, why, by whom (user id).
    `moved`: it belongs to another programme, year or kelurahan since; `alone`: the rule book by which the
    person examined what they typed themselves."""

    row: Row[Any]
    wall: int
    hasil: str
    alasan: str
    user: bytes
    moved: bool
    alone: str = ""


def draft_minutes(office: Office, wish: MinutesWish, *, progress: Progress = no_progress) -> MinutesDraft:
    """The minutes with DRAF across and no page code. Raises Refused where nothing was examined."""
    with office.reading() as connection:
        made = _draw(connection, office, wish, "draf", None, progress)
    paper, told = made.paper, made.minutes
    return MinutesDraft(paper.pdf, paper.pages, len(told.rows), results(told), paper.content)


def seal_minutes(
    office: Office, wish: MinutesWish, *, seen: str = "", progress: Progress = no_progress
) -> Issued:
    """Issue the minutes: page codes, office seal, frozen. `seen` is the `content` of the draft looked at.

    Raises Refused: no longer what was seen, nothing examined, no letter number or one used before,
    role, no grant from DKUM yet.
    """
    _require_place(office)
    who = tr("Berita acara disegel oleh lurah, atau atas namanya oleh verifikator atau admin kantor.")
    issuing.require_sealing(office, SEALERS, wish.number, who=who)
    key = issuing.seal_key(office)
    with office.work() as work:
        issuing.require_unused(work.connection, office, wish.number, wish.day(office))
        made = _draw(work.connection, office, wish, "segel", issuing.qr_key(office), progress)
        issuing.require_seen(seen, made.paper)
        told = made.minutes
        pdf = issuing.sealed(work, office, key, made.paper, f"Berita Acara Verifikasi {wish.number}")
        values = _values(told, wish, office)
        document = issuing.issue(work, office, pdf, made.paper, made.listed, values, scope=office.info.scope)
    return Issued(document, len(told.rows), work.changes)


# ---- within ------------------------------------------------------------------------------------------


def _require_place(office: Office) -> None:
    if people.sees_only_own(office.person.roles):
        raise Refused(
            tr("Berita acara memuat semua yang diperiksa, jadi akun pendamping tidak dapat membuatnya."),
            next_step=tr("Minta verifikator membuatnya."),
            code="role",
        )
    if office.info.kind == "dkum":
        raise Refused(
            tr("Berita Acara Verifikasi dibuat di kantor kelurahan, yang memeriksa berkasnya."),
            next_step=tr("Minta kelurahan menerbitkannya; Anda dapat memeriksa PDF-nya di Dokumen."),
            code="place",
        )


def _draw(
    connection: Connection,
    office: Office,
    wish: MinutesWish,
    state: State,
    key: QrKey | None,
    progress: Progress,
) -> _Drawn:
    _require_place(office)
    day = wish.day(office)
    last = wish.last or day
    if wish.first is not None and wish.first > last:
        raise Refused(
            tr("Masa berita acara terbalik: awalnya sesudah akhirnya."),
            next_step=tr("Isi tanggal awal yang sama dengan atau sebelum tanggal akhir."),
            code="period",
        )
    if last > day and not wish.records:
        raise Refused(
            tr("Masa berita acara berakhir sesudah tanggal suratnya, jadi belum selesai."),
            next_step=tr("Isi tanggal akhir paling lambat {tanggal}.", tanggal=show_date(day.isoformat())),
            code="period",
        )
    steps = sorted(
        _examinations(connection, office, wish, last),
        key=lambda one: (RESULTS.index(one.hasil), one.row.nomor_pendaftaran),
    )
    _require_some(steps, wish)
    minutes = _minutes(connection, office, wish, day, steps)
    listed = tuple((one.row.uuid.hex(), one.row.rev) for one in steps)
    paper = write_minutes(
        minutes, state=state, now=office.clock(), key=key, step=pages(progress),
        telling=editions.telling(
            office, connection, _values(minutes, wish, office), listed, scope=office.info.scope
        ),
    )  # fmt: skip
    return _Drawn(paper, minutes, listed)


def _values(told: Minutes, wish: MinutesWish, office: Office) -> dict[str, Any]:
    return {
        "jenis": KIND, "edisi": "", "nomor": wish.number, "tanggal": told.date.isoformat(),
        "program": wish.program, "tahun": wish.tahun, "kelurahan_kode": office.info.scope,
        "periode": _series(told, wish), "atas_nama": papers.on_behalf_of(office),
        "penandatangan": told.signatory.name, "rules": told.rule_version,
    }  # fmt: skip


def _examinations(connection: Connection, office: Office, wish: MinutesWish, last: date) -> list[_Step]:
    """The last examination of each application, in the period or at any time."""
    wanted = {"program": wish.program, "tahun": wish.tahun, "kelurahan_kode": office.info.scope}
    rows, logs = _logs(connection, wish)
    found: dict[int, _Step] = {}
    for number, said_in_order in logs.items():
        then: dict[str, Any] = {}
        for said, who in said_in_order:
            then.update((name, said.set[name]) for name in wanted if name in said.set)
            status = said.set.get("status")
            if said.kind != "status" or status not in RESULTS:
                continue
            if any(then.get(name) != value for name, value in wanted.items()):
                continue
            day = moment_of(said.wall).date()
            if not wish.records and (day > last or (wish.first is not None and day < wish.first)):
                continue
            if number not in found or said.wall >= found[number].wall:
                why = str(said.set.get("alasan") or "")
                moved = any(getattr(rows[number], name) != value for name, value in wanted.items())
                found[number] = _Step(
                    rows[number], said.wall, status, why, who, moved, str(said.set.get(MARK) or "")
                )
    return list(found.values())


def _logs(
    connection: Connection, wish: MinutesWish
) -> tuple[dict[int, Row[Any]], dict[int, list[tuple[op.Op, bytes]]]]:
    """Every application that was ever examined, and its ops with their writers, in the order in which they
    are read: what is moved to another year or programme later was examined under the one of its day."""
    app, log = tables.application.c, tables.op.c
    examined = select(log.record_id).where(log.kind == "status", log.void.is_(None))
    query = select(tables.application).where(app.id.in_(examined))
    if wish.records:
        query = query.where(app.uuid.in_([bytes.fromhex(one) for one in wish.records]))
    rows = {row.id: row for row in connection.execute(query)}
    known: dict[int, list[tuple[int, bytes, op.Op, bytes]]] = {}
    said = select(log.record_id, log.hash, log.body, log.user.label("who")).where(
        log.void.is_(None), log.record_id.in_(query.with_only_columns(app.id))
    )
    for row in connection.execute(said):
        one = op.decode(row.body)
        known.setdefault(row.record_id, []).append((one.n, row.hash, one, row.who))
    ordered = {number: sorted(each, key=lambda one: one[:2]) for number, each in known.items()}
    return rows, {number: [one[2:] for one in each] for number, each in ordered.items()}


def _require_some(steps: list[_Step], wish: MinutesWish) -> None:
    if not steps:
        raise Refused(
            tr("Belum ada berkas yang diperiksa dalam masa itu."),
            next_step=tr("Pilih masa lain, atau selesaikan Verifikasi dahulu."),
            code="nobody",
        )
    missing = len(set(wish.records)) - len(steps) if wish.records else 0
    if missing:
        raise Refused(
            trn(
                "{n} pendaftar dalam daftar itu belum diperiksa, atau dari program atau tahun lain.",
                "{n} pendaftar dalam daftar itu belum diperiksa, atau dari program atau tahun lain.",
                missing,
            ),
            next_step=tr("Keluarkan dari daftar, atau selesaikan Verifikasi dahulu."),
            code="not_examined",
        )
    if len({one.user for one in steps}) > _MOST_EXAMINERS:
        raise Refused(
            tr("Pemeriksanya lebih dari {n} orang, tidak muat di satu halaman.", n=_MOST_EXAMINERS),
            next_step=tr("Buat berita acara untuk masa yang lebih pendek."),
            code="examiners",
        )


def _minutes(
    connection: Connection, office: Office, wish: MinutesWish, day: date, steps: list[_Step]
) -> Minutes:
    kept = papers.office_settings(connection, office.info.scope)
    place = region.by_code(office.info.scope)
    assert place is not None
    known = _examiners(connection, (one.user for one in steps))
    signer = papers.signatory(office, kept, wish.hand)
    app = tables.application.c
    waiting = connection.execute(
        select(func.count()).where(
            app.program == wish.program, app.tahun == wish.tahun, app.kelurahan_kode == place.code,
            app.status == "submitted",
        )
    ).scalar_one()  # fmt: skip
    return Minutes(
        program=wish.program,
        tahun=wish.tahun,
        kelurahan_kode=place.code,
        kelurahan=place.name,
        kecamatan=place.kecamatan,
        number=wish.number,
        date=day,
        first=None if wish.records else wish.first,
        last=None if wish.records else wish.last or day,
        rule_version=rules_in_force(connection).of(wish.program, wish.tahun).label,
        rows=tuple(_examined(one, known) for one in steps),
        examiners=tuple(known.values()),
        waiting=waiting,
        letterhead=papers.letterhead(office, kept),
        signatory=Signatory(
            name=signer.name, nip=signer.nip, jabatan=signer.jabatan, pangkat=signer.pangkat,
            on_behalf=", ".join(part for part in ("Mengetahui", signer.on_behalf) if part),
        ),
        tembusan=tuple(kept.get("tembusan") or ()),
        place=papers.town(kept, wish.hand.place),
        sample=office.info.sample,
        form=wish.form,
    )  # fmt: skip


def _examiners(connection: Connection, users: Iterable[bytes]) -> dict[bytes, Signatory]:
    """Who examined, by user id, in the order of their names."""
    person = tables.person.c
    query = select(tables.person).where(person.uuid.in_(set(users))).order_by(person.nama, person.id)
    return {
        row.uuid: Signatory(
            name=row.nama, nip=row.nip or "", jabatan=row.jabatan or "Verifikator",
            on_behalf="Yang memeriksa",
        )
        for row in connection.execute(query)
    }  # fmt: skip


def _examined(one: _Step, known: Mapping[bytes, Signatory]) -> Examined:
    row, examiner = one.row, known.get(one.user)
    changed = one.hasil == "verified" and row.status in ("draft", "submitted")
    return Examined(
        nomor_pendaftaran=row.nomor_pendaftaran,
        nama=row.nama or "",
        jenis_kelamin=row.jenis_kelamin or "",
        tanggal=moment_of(one.wall).date().isoformat(),
        hasil=one.hasil,
        alasan=one.alasan,
        pemeriksa=examiner.name if examiner else "",
        note=_MOVED if one.moved else _CHANGED if changed else "",
        alone=version_of(one.alone) if one.alone else "",
    )


def _series(told: Minutes, wish: MinutesWish) -> str:
    """What later minutes must have in common with these to take their place."""
    if wish.records:
        return f"daftar {sha256(' '.join(sorted(wish.records)).encode()).hexdigest()[:16]}"
    assert told.last is not None
    return f"{told.first.isoformat() if told.first else ''}/{told.last.isoformat()}"
