"""Lampiran Surat Penetapan at DKUM: of a kelurahan or of the city, from what has been decided.

Decree number and day are typed from the agenda; one decree may have an attachment for the city and one for
each kelurahan, so these share its number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from desktop_app.actions import editions, holds, issuing, papers
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.actions.outcome_lists import decided_days
from desktop_app.actions.papers import PaperWish
from desktop_app.actions.progress import Progress, no_progress, pages
from desktop_app.actions.rosters import Issued
from desktop_app.documents.data import Paper, State
from desktop_app.documents.decree import Decree, DecreeRow, write_decree
from desktop_app.documents.qr import QrKey
from desktop_app.domain import people, region
from desktop_app.domain.rulebook import ProgramRules
from desktop_app.domain.values import show_date
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import tables
from resources.i18n import tr

KIND: Final = "lampiran_penetapan"
SEALERS: Final = people.DECIDING_ROLES


@dataclass(frozen=True, slots=True)
class DecreeWish(PaperWish):
    """Which attachment: `kelurahan` is a code, empty for the whole city; the number is the decree's."""

    program: str
    tahun: int
    kelurahan: str = ""


@dataclass(frozen=True, slots=True)
class DecreeDraft:
    """The attachment as it would be issued, marked DRAF; `content` tells whether the same is sealed later.
    `held` are people whose data stand still (`holds`) and who stand on it all the same: they were decided
    about before, and the attachment of a decision tells whom it was about."""

    pdf: bytes
    pages: int
    people: int
    decisions: tuple[str, ...]
    content: str = ""
    held: int = 0


def draft_decree(office: Office, wish: DecreeWish, *, progress: Progress = no_progress) -> DecreeDraft:
    """The attachment with DRAF across and no page code. Raises Refused where nobody has been accepted."""
    with office.reading() as connection:
        paper, decree, rows = _draw(connection, office, wish, "draf", None, progress)
        held = holds.held(connection)
    numbers = tuple(number for number, _day in decree.decisions)
    still = sum(row.uuid in held for row in rows)
    return DecreeDraft(paper.pdf, paper.pages, len(decree.rows), numbers, paper.content, still)


def seal_decree(
    office: Office, wish: DecreeWish, *, seen: str = "", progress: Progress = no_progress
) -> Issued:
    """Issue the attachment: page codes, DKUM's seal, frozen. That of one kelurahan goes to that kelurahan,
    the city's stays at DKUM. `seen` is the `content` of the draft looked at.

    Raises Refused: no longer what was seen, nobody accepted, no number or one used before, role, place.
    """
    _require_place(office)
    who = tr("Lampiran penetapan disegel oleh penyetuju DKUM.")
    issuing.require_sealing(office, SEALERS, wish.number, who=who)
    key = issuing.seal_key(office)
    scope = wish.kelurahan or region.DEPOK
    with office.work() as work:
        _require_unused(work.connection, office, wish, scope)
        made, decree, rows = _draw(work.connection, office, wish, "segel", issuing.qr_key(office), progress)
        issuing.require_seen(seen, made)
        pdf = issuing.sealed(work, office, key, made, f"Lampiran Penetapan {wish.number}")
        values: dict[str, Any] = {
            "jenis": KIND, "edisi": "", "nomor": wish.number, "tanggal": decree.date.isoformat(),
            "program": wish.program, "tahun": wish.tahun, "kelurahan_kode": decree.kelurahan_kode,
            "putusan": ", ".join(number for number, _day in decree.decisions),
            "rules": decree.rule_version, "penandatangan": decree.signatory.name,
        }  # fmt: skip
        listed = [(row.uuid.hex(), row.rev) for row in rows]
        document = issuing.issue(work, office, pdf, made, listed, values, scope=scope)
    return Issued(document, len(rows), work.changes)


# ---- within ------------------------------------------------------------------------------------------


def _require_place(office: Office) -> None:
    if office.info.kind != "dkum":
        raise Refused(
            tr("Lampiran penetapan dibuat di kantor DKUM, yang memutuskan."),
            next_step=tr("Cetak Daftar Nominatif kelurahan Anda di Dokumen."),
            code="place",
        )


def _require_unused(connection: Connection, office: Office, wish: DecreeWish, scope: str) -> None:
    """The number belongs to the decree: its attachments share it and its date, and each is there once."""
    day = wish.day(office)
    used = issuing.numbered(connection, office, wish.number, day)
    if any(one.jenis != KIND or one.scope == scope for one in used):
        raise issuing.number_used(wish.number)
    other = next((one.tanggal for one in used if one.tanggal != day.isoformat()), None)
    if other is not None:
        raise Refused(
            tr("Surat Penetapan nomor {nomor} bertanggal {tanggal}.", nomor=wish.number,
               tanggal=show_date(other)),
            next_step=tr("Isi tanggal yang sama, atau periksa nomornya."),
            record=wish.number,
            code="tanggal",
        )  # fmt: skip


def _draw(
    connection: Connection, office: Office, wish: DecreeWish, state: State, key: QrKey | None,
    progress: Progress,
) -> tuple[Paper, Decree, Sequence[Row[Any]]]:  # fmt: skip
    _require_place(office)
    if wish.kelurahan and region.by_code(wish.kelurahan) is None:
        raise Refused(
            tr("Tidak ada kelurahan dengan kode {kode}.", kode=wish.kelurahan),
            next_step=tr("Pilih kelurahan dari daftar."),
            code="kelurahan",
        )
    app = tables.application.c
    query = select(tables.application).where(
        app.program == wish.program, app.tahun == wish.tahun, app.status == "accepted"
    )
    if wish.kelurahan:
        query = query.where(app.kelurahan_kode == wish.kelurahan)
    order = (app.kelurahan_kode, app.putusan, app.peringkat, app.nomor_pendaftaran)
    rows = connection.execute(query.order_by(*order)).all()
    if not rows:
        raise Refused(
            tr("Belum ada yang ditetapkan untuk program dan tahun itu."),
            next_step=tr("Selesaikan Penetapan dahulu, atau pilih program dan tahun lain."),
            code="nobody",
        )
    decree = _decree(connection, office, wish, rows)
    listed = [(row.uuid.hex(), row.rev) for row in rows]
    values = {"jenis": KIND, "edisi": "", "program": wish.program, "tahun": wish.tahun}
    scope = wish.kelurahan or region.DEPOK
    paper = write_decree(
        decree, state=state, now=office.clock(), key=key, step=pages(progress),
        telling=editions.telling(office, connection, values, listed, scope=scope),
    )  # fmt: skip
    return paper, decree, rows


def _decree(connection: Connection, office: Office, wish: DecreeWish, rows: Sequence[Row[Any]]) -> Decree:
    kept = papers.office_settings(connection, office.info.scope)
    place = region.by_code(wish.kelurahan)
    rules = rules_in_force(connection).of(wish.program, wish.tahun)
    numbers = sorted({str(row.putusan) for row in rows if row.putusan})
    days = decided_days(connection, numbers)
    return Decree(
        program=wish.program,
        tahun=wish.tahun,
        kelurahan_kode=place.code if place else region.DEPOK,
        kelurahan=place.name if place else "",
        kecamatan=place.kecamatan if place else "",
        number=wish.number,
        date=wish.day(office),
        decisions=tuple((number, days.get(number, "")) for number in numbers),
        rule_version=rules.label,
        rows=tuple(map(_row, rows)),
        letterhead=papers.letterhead(office, kept),
        signatory=papers.signatory(office, kept, wish.hand),
        quota=_quota(rules, wish.kelurahan),
        tembusan=tuple(kept.get("tembusan") or ()),
        place=papers.town(kept, wish.hand.place),
        sample=office.info.sample,
        form=wish.form,
    )


def _quota(rules: ProgramRules, kelurahan: str) -> int | None:
    """The places of that kelurahan, or all of the city's; none where a kelurahan has none of its own."""
    if kelurahan and rules.scope != "kelurahan":
        return None
    return rules.places_in(kelurahan, areas=len(region.all_kelurahan()))


def _row(row: Row[Any]) -> DecreeRow:
    place = region.by_code(row.kelurahan_kode or "")
    return DecreeRow(
        kelurahan=place.name if place else "",
        kecamatan=place.kecamatan if place else "",
        rank=row.peringkat or 0,
        nomor_pendaftaran=row.nomor_pendaftaran,
        nama=row.nama or "",
        nik=row.nik or "",
        jenis_kelamin=row.jenis_kelamin or "",
        usaha=row.jenis_usaha or row.nama_usaha or "",
        tanggal_lengkap=row.tanggal_lengkap or "",
        decision=str(row.putusan or ""),
        alone=row.satu_petugas is not None,
    )
