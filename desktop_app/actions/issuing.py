"""What every issued document has in common: the office's keys, the frozen PDF, and its op.

The PDF is a blob on the disk before the op that names it is committed; opened again, a document is the
same bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, select

from desktop_app.actions import papers
from desktop_app.actions.naming import of_records
from desktop_app.actions.standing import require_granted
from desktop_app.documents.data import Paper
from desktop_app.documents.qr import QrKey
from desktop_app.documents.seal import SealField, SealKey, seal
from desktop_app.domain import kept_texts, letters
from desktop_app.domain.documenting import CALLED_OFF, issued_by
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import settings, tables
from desktop_app.storage.context import Context
from desktop_app.storage.log import state_of
from desktop_app.storage.replacing import replaced
from desktop_app.storage.work import Work, new_id
from resources.i18n import tr

State = Literal["issued", "sealed", "awaiting_bsre"]
"""How a document leaves: on paper without any seal, with the office seal, or to be signed at BSrE."""

_SERIES: Final = ("pendamping", "bulan", "gelombang", "periode")
"""What besides kind, edition, programme and year makes two documents editions of the same one."""


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The document that a newer edition takes the place of. `tanggal` is ISO."""

    record: str
    nomor: str
    tanggal: str


def seal_key(office: Office) -> SealKey:
    """The office seal with the certificate DKUM gave it. Raises Refused before DKUM's grant, and while a copy
    of the office waits for it."""
    require_granted(office)
    with office.reading() as connection:
        certificate = settings.get(connection, "seal_certificate")
    if not certificate or not office.device.seal:
        raise Refused(
            tr("Segel kantor menunggu izin DKUM, jadi dokumen ini tetap DRAF."),
            next_step=tr("Kirim berkas permintaan ke DKUM, lalu buka berkas izinnya di Sinkronisasi."),
            code="not_enrolled",
        )
    return SealKey.load(office.device.seal, certificate)


def qr_key(office: Office) -> QrKey:
    """The device's key with which page codes are signed."""
    return QrKey.of(office.device.signing_key)


def sealed(work: Work, office: Office, key: SealKey, paper: Paper, reason: str) -> bytes:
    """`paper` with the office seal; `reason` names the paper."""
    version = office.directory.version if office.directory else 0
    place = papers.town(papers.office_settings(work.connection, office.info.scope))
    sealed_by = papers.on_behalf_of(office) or papers.holder(office)
    field = SealField(places=paper.places, sealed_by=sealed_by, directory_version=version)
    return seal(paper.pdf, key, reason=reason, location=place, now=office.clock(), field=field)


def require_sealing(office: Office, roles: Collection[str], number: str, *, who: str) -> None:
    """Raise Refused where this office or person may not seal, or no letter number was typed that may stay in
    the register for ever; `who` says which roles may."""
    if office.info.kind == "lapangan":
        raise Refused(
            tr("Laptop lapangan tidak memegang segel kantor."),
            next_step=tr("Kirim berkasnya ke kelurahan dan segel di sana."),
            code="place",
        )
    if not office.person.roles & frozenset(roles):
        raise Refused(who, next_step=tr("Minta salah satu dari mereka masuk."), code="role")
    if not number:
        raise Refused(
            tr("Nomor surat belum diisi."),
            next_step=tr("Ketik nomor dari buku agenda."),
            code="nomor",
        )
    if len(number) > letters.MOST:
        raise Refused(
            tr("Nomor surat terlalu panjang."),
            next_step=tr("Ketik paling banyak {n} huruf.", n=letters.MOST),
            code="nomor",
        )
    if not letters.readable(number):
        raise Refused(
            tr("Nomor surat memuat tanda yang tidak terlihat."),
            next_step=tr("Ketik nomornya lagi dengan papan ketik, jangan disalin."),
            code="nomor",
        )
    kept_texts.refuse_nik(tr("Nomor surat"), number, code="nomor")


def numbered(connection: Connection, office: Office, number: str, day: date) -> list[Row[Any]]:
    """What this office has issued under this letter number, however it was typed, in the year of `day`: an
    agenda begins anew with the year of its letters."""
    document = tables.document.c
    rows = connection.execute(select(tables.document).where(document.tanggal.startswith(f"{day.year:04d}-")))
    own, wanted = office.info.scope, letters.same(number)
    return [
        row
        for row in rows
        if issued_by(row.jenis, row.scope) == own and letters.same(row.nomor) == wanted
    ]  # fmt: skip


def require_unused(connection: Connection, office: Office, number: str, day: date) -> None:
    """Raise Refused where the office has issued a document under this letter number in the year of `day`."""
    if numbered(connection, office, number, day):
        raise number_used(number)


def number_used(number: str) -> Refused:
    """Another document bears this letter number."""
    return Refused(
        tr("Nomor surat {nomor} sudah dipakai.", nomor=number),
        next_step=tr("Periksa buku agenda, lalu ketik nomor yang benar."),
        code="nomor",
    )


def require_seen(seen: str, paper: Paper) -> None:
    """Raise Refused where `paper` no longer says what was looked at: `seen` is the `content` of the draft
    that was shown, empty where none was."""
    if seen and seen != paper.content:
        raise Refused(
            tr("Isi dokumen ini berubah sejak pratinjaunya disusun, jadi belum ada yang terbit."),
            next_step=tr("Periksa pratinjau yang baru, lalu segel lagi."),
            code="changed",
        )


def predecessor(
    connection: Connection, context: Context, values: Mapping[str, Any], *, scope: str
) -> Predecessor | None:
    """The latest document of the same kind, edition, programme and year that still counts, and that nothing
    has replaced yet. A decision list tells of its own decision and replaces none."""
    if values["jenis"] == "daftar_keputusan":
        return None
    document, gone = tables.document.c, replaced(connection)
    query = (
        select(document.uuid, document.nomor, document.tanggal)
        .where(
            document.scope == scope,
            document.state.not_in(CALLED_OFF),
            *(document[name] == values[name] for name in ("jenis", "edisi")),
            *(document[name].is_not_distinct_from(values.get(name)) for name in ("program", "tahun")),
        )
        .order_by(document.issued.desc(), document.id.desc())
    )
    for row in connection.execute(query).all():
        if row.uuid in gone:
            continue
        state = state_of(connection, context, row.uuid)
        found = state[2].values if state is not None else {}
        if all((found.get(name) or None) == (values.get(name) or None) for name in _SERIES):
            return Predecessor(row.uuid.hex(), row.nomor, row.tanggal)
    return None


def issue(
    work: Work,
    office: Office,
    pdf: bytes,
    paper: Paper,
    rows: Sequence[tuple[str, str]],
    values: Mapping[str, Any],
    *,
    scope: str,
    data: bytes | None = None,
    state: State = "sealed",
) -> str:
    """Freeze the PDF and write the `issue` op; returns the document's record id. It takes the place of its
    `predecessor`, if there is one.

    `scope` is a kelurahan's code: op and PDF travel to it; "" for all kelurahan, so never for a paper that
    names people; the city's code for one that stays at DKUM.

    `rows` are (application, rev) in the order they are printed; `data` is the machine-readable copy. Raises
    Refused where the number, which the register keeps for ever, holds a NIK or names one of them.
    """
    names = of_records(work.connection, (application for application, _rev in rows))
    kept_texts.require_no_name("document", "nomor", str(values["nomor"]), names, code="nomor")
    record = new_id()
    before = predecessor(work.connection, office.context, values, scope=scope)
    frozen = {
        **values,
        "rows": [list(row) for row in rows],
        "digest": paper.digest,
        "halaman": paper.pages,
        "pdf": office.keep(work, pdf),
        "data": office.keep(work, data) if data is not None else None,
        "state": state,
        "menggantikan": before.record if before else None,
    }
    work.put(record, "document", "issue", frozen, scope=scope, new=True)
    return record
