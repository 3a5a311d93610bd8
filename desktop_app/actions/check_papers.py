"""Whether what the ops name lies beside the database as it was put there: attachments, issued papers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from cryptography import x509
from sqlalchemy import Connection, func, select

from desktop_app.actions.check_report import Finding, Part, finding, unseen
from desktop_app.actions.progress import Progress
from desktop_app.actions.verifying import office_anchors
from desktop_app.documents.verdict import Cause
from desktop_app.documents.verify import verify
from desktop_app.domain.documenting import ERASED
from desktop_app.domain.fields import DOCUMENTS
from desktop_app.domain.op import decode
from desktop_app.errors import Unavailable, WiraError
from desktop_app.office import Office
from desktop_app.storage import erasures, tables
from desktop_app.storage.blobs import BlobStore
from desktop_app.verifying.inspect import Anchors
from resources.i18n import tr, trn

_SEALED: Final = frozenset({"sealed", "signed"})

Harm = Literal["lost", "damaged"]


def check_blobs(office: Office, connection: Connection, progress: Progress) -> tuple[Part, int]:
    """Every blob that an op names is here, opens, and is what its name says; how many there are."""
    named = _named(connection)
    missing = {
        row.sha256.hex()
        for row in connection.execute(select(tables.blob.c.sha256).where(tables.blob.c.held == 0))
    }
    expected = {name: about for name, about in named.items() if name not in missing}
    harmed = _look(office.blobs, expected, progress)
    told = [
        *_blob_findings(harmed, expected),
        *_strays(office.blobs, {*expected, *erasures.load(connection).papers}),
    ]
    awaited = len(missing & named.keys())
    if awaited:
        told.append(
            Finding(
                "blob_awaited",
                trn(
                    "{n} lampiran baru diketahui namanya; isinya menyusul dengan berkas berikutnya.",
                    "{n} lampiran baru diketahui namanya; isinya menyusul dengan berkas berikutnya.",
                    awaited,
                ),
                note=True,
            )
        )
    return Part("blobs", _seen(len(expected)), tuple(told)), len(named)


def check_blob_files(blobs: BlobStore, progress: Progress) -> Part:
    """The same for files alone, where no database says what they belong to."""
    names = dict.fromkeys(blobs.names(), _Owner("", scan=None))
    return Part("blobs", _seen(len(names)), tuple(_blob_findings(_look(blobs, names, progress), names)))


def _seen(count: int) -> str:
    return trn("{n} berkas dibuka dan dicocokkan isinya.", "{n} berkas dibuka dan dicocokkan isinya.", count)


def _look(blobs: BlobStore, names: Iterable[str], progress: Progress) -> dict[str, Harm]:
    harmed: dict[str, Harm] = {}
    every = sorted(names)
    for number, name in enumerate(every):
        if number % 20 == 0:
            progress(number, len(every), tr("Membuka lampiran dan dokumen tersimpan"))
        if not blobs.has(name):
            harmed[name] = "lost"
            continue
        try:
            blobs.get(name)
        except Unavailable:
            harmed[name] = "damaged"
    return harmed


def _blob_findings(harmed: dict[str, Harm], about: dict[str, _Owner]) -> list[Finding]:
    told: list[Finding] = []
    lost = [name for name, harm in harmed.items() if harm == "lost"]
    damaged = [name for name, harm in harmed.items() if harm == "damaged"]
    if lost:
        sentence = trn(
            "{n} lampiran hilang dari folder kantor.", "{n} lampiran hilang dari folder kantor.", len(lost)
        )
        told.append(finding("blob_lost", sentence, _step(lost, about), _owners(lost, about)))
    if damaged:
        sentence = trn("{n} lampiran rusak di disk.", "{n} lampiran rusak di disk.", len(damaged))
        told.append(finding("blob_damaged", sentence, _step(damaged, about), _owners(damaged, about)))
    return told


def _owners(names: Sequence[str], about: dict[str, _Owner]) -> list[str]:
    return [about[name].words or name[:12] for name in names]


def _step(names: Sequence[str], about: dict[str, _Owner]) -> str:
    """A scan is attached again, which needs no restoring of everything; an issued paper is in a backup."""
    told: list[str] = []
    kinds = {about[name].scan for name in names}
    if None in kinds:
        return tr("Pulihkan dari cadangan, atau lampirkan lagi dari aslinya. Data isiannya tidak terganggu.")
    if True in kinds:
        told.append(
            tr("Buka pendaftarnya di Entri dan lampirkan lagi dari aslinya; seluruh kantor tidak perlu "
               "dipulihkan. Data isiannya tidak terganggu.")
        )  # fmt: skip
    if False in kinds:
        told.append(
            tr("Dokumen terbit ada di cadangan: pulihkan ke folder baru, lalu cetak atau simpan dari sana.")
        )
    return " ".join(told)


def _strays(blobs: BlobStore, expected: Iterable[str]) -> list[Finding]:
    """Files that nothing names: left by work that was not kept, or by a record that was erased. Those that
    the next sweep takes away are none: a copy that was put back has brought them, and they are noted."""
    count = len(set(blobs.names()) - set(expected))
    if not count:
        return []
    sentence = trn(
        "{n} berkas lampiran tidak disebut catatan mana pun; tidak mengganggu.",
        "{n} berkas lampiran tidak disebut catatan mana pun; tidak mengganggu.",
        count,
    )
    return [Finding("blob_stray", sentence, note=True)]


@dataclass(frozen=True, slots=True)
class _Owner:
    """What a blob belongs to: a registration number with the kind of the scan, or a letter number;
    `scan` is None where the database does not say."""

    words: str
    scan: bool | None


def _scan(number: str | None, kind: str) -> _Owner:
    label = next((tr(each.label) for each in DOCUMENTS if each.code == kind), tr("Lampiran"))
    return _Owner(" ".join(filter(None, (number, label))), scan=True)


def _named(connection: Connection) -> dict[str, _Owner]:
    """SHA-256 (hex) of every blob, and what it belongs to."""
    app, attached, document = tables.application.c, tables.attachment.c, tables.document.c
    found: dict[str, _Owner] = {}
    joined = tables.attachment.outerjoin(tables.application, app.id == attached.application_id)
    query = select(attached.sha256, attached.jenis, app.nomor_pendaftaran).select_from(joined)
    for row in connection.execute(query):
        found.setdefault(row.sha256.hex(), _scan(row.nomor_pendaftaran, row.jenis))
    papers = select(document.nomor, document.pdf, document.data, document.signed)
    for row in connection.execute(papers.where(document.state.not_in(ERASED))):
        for each in (row.pdf, row.data, row.signed):
            if each:
                found.setdefault(each.hex(), _Owner(row.nomor, scan=False))
    op = tables.op.c  # a copy signed earlier stays beside the last one
    signed = select(document.nomor, op.body).where(
        op.record_id == document.id, op.kind == "sign", op.void.is_(None), document.state.not_in(ERASED)
    )
    for row in connection.execute(signed):
        found.setdefault(str(decode(row.body).set.get("ditandatangani")), _Owner(row.nomor, scan=False))
    return found


# ---- issued papers -----------------------------------------------------------------------------------


def check_papers(office: Office, now: datetime, progress: Progress) -> Part:
    """Every sealed paper of the register is as it was sealed, and holds as many rows as it says."""
    document, row = tables.document.c, tables.document_row.c
    with office.database.reading() as connection:
        rows = select(func.count()).where(row.document_id == document.id).scalar_subquery()
        query = select(
            document.nomor, document.pdf, document.signed, document.state, document.jumlah, rows.label("rows")
        ).order_by(document.id)
        papers = connection.execute(query).all()
    try:
        anchors = office_anchors(office)
    except WiraError:
        return unseen("papers")
    broken: list[str] = []
    short: list[str] = []
    seals = 0
    for number, paper in enumerate(papers):
        progress(number, len(papers), tr("Memeriksa segel dokumen terbit"))
        if paper.rows not in (0, paper.jumlah):
            short.append(paper.nomor)
        if paper.state not in _SEALED or office.directory is None:
            continue
        seals += 1
        if not _sound(office, (paper.signed or paper.pdf).hex(), anchors, now):
            broken.append(paper.nomor)
    told: list[Finding] = []
    if broken:
        told.append(
            finding(
                "paper_seal",
                trn(
                    "{n} dokumen terbit tidak lagi seperti waktu disegel.",
                    "{n} dokumen terbit tidak lagi seperti waktu disegel.",
                    len(broken),
                ),
                tr("Buka dokumennya di Dokumen dan baca sebabnya; bila perlu, terbitkan pengganti."),
                broken,
            )
        )
    if short:
        told.append(
            finding(
                "paper_rows",
                trn(
                    "Jumlah baris {n} dokumen terbit berbeda dengan register.",
                    "Jumlah baris {n} dokumen terbit berbeda dengan register.",
                    len(short),
                ),
                tr("Bangun ulang tabel: wira check --rebuild."),
                short,
            )
        )
    seen = trn(
        "{n} dokumen di register, {m} bersegel.",
        "{n} dokumen di register, {m} bersegel.",
        len(papers),
        m=seals,
    )
    return Part("papers", seen, tuple(told))


_ALTERED: Final[frozenset[Cause]] = frozenset(
    {
        "isi_diubah",
        "segel_dilepas",
        "diubah_setelahnya",
        "tanda_tangan_asing",
        "sertifikat_sendiri",
        "sertifikat_tiruan",
    }
)
"""Verdicts of a paper that is not what was issued. One whose key was revoked or whose time is odd is as it
was: `wira verify` says what it is worth."""


def _sound(office: Office, name: str, anchors: Anchors, now: datetime) -> bool:
    """A paper that is not here or cannot be read is told among the blobs."""
    try:
        pdf = office.blobs.get(name)
    except Unavailable:
        return True
    roots, chosen, times = (
        x509.load_pem_x509_certificates(pem) if pem else []
        for pem in (anchors.authorities, anchors.chosen, anchors.times)
    )
    found = verify(
        pdf, roots, now=now, directory=anchors.seals.get, chosen=chosen, times=times, issued=anchors.issued
    )
    return found.cause not in _ALTERED
