"""Whether what the ops name lies beside the database as it was put there: attachments, issued papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from desktop_app.domain.status import EDITABLE
from desktop_app.errors import Unavailable, WiraError
from desktop_app.office import Office
from desktop_app.storage import erasures, tables
from desktop_app.storage.blobs import BlobStore
from desktop_app.verifying.inspect import Anchors
from resources.i18n import tr, trn

_SEALED: Final = frozenset({"sealed", "signed"})

Harm = Literal["lost", "damaged"]
Kind = Literal["scan", "decided", "paper", ""]
"""A scan that can be attached again, one of an applicant who was decided, an issued paper; "" where the
database does not say."""
_TOLD: Final[tuple[Kind, ...]] = ("scan", "decided", "paper", "")


def check_blobs(office: Office, connection: Connection, progress: Progress) -> tuple[Part, int]:
    """Every blob that an op names is here, opens, and is what its name says; how many there are."""
    named = _named(connection)
    here = expected(connection, named)
    told = [
        *_blob_findings(harmed(office.blobs, here, progress), here),
        *_strays(office.blobs, {*here, *erasures.load(connection).papers}),
    ]
    awaited = len(named) - len(here)
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
    return Part("blobs", _seen(len(here)), tuple(told)), len(named)


def expected(connection: Connection, named: Mapping[str, Owner] | None = None) -> dict[str, Owner]:
    """Every blob that has to be here, by its SHA-256 (hex): the database names it, and not its name alone has
    arrived. Nothing of what was erased. `named`: what the database names, where it was asked already."""
    blob = tables.blob.c
    awaited = {row.sha256.hex() for row in connection.execute(select(blob.sha256).where(blob.held == 0))}
    found = _named(connection) if named is None else named
    return {name: about for name, about in found.items() if name not in awaited}


def check_blob_files(blobs: BlobStore, progress: Progress) -> Part:
    """The same for files alone, where no database says what they belong to."""
    names = dict.fromkeys(blobs.names(), Owner("", ""))
    return Part("blobs", _seen(len(names)), tuple(_blob_findings(harmed(blobs, names, progress), names)))


def _seen(count: int) -> str:
    return trn("{n} berkas dibuka dan dicocokkan isinya.", "{n} berkas dibuka dan dicocokkan isinya.", count)


def harmed(blobs: BlobStore, names: Iterable[str], progress: Progress) -> dict[str, Harm]:
    """Which of these blobs are lost, or cannot be opened as what their name says."""
    found: dict[str, Harm] = {}
    every = sorted(names)
    for number, name in enumerate(every):
        if number % 20 == 0:
            progress(number, len(every), tr("Membuka lampiran dan dokumen tersimpan"))
        if not blobs.has(name):
            found[name] = "lost"
            continue
        try:
            blobs.get(name)
        except Unavailable:
            found[name] = "damaged"
    return found


def _blob_findings(harms: dict[str, Harm], about: dict[str, Owner]) -> list[Finding]:
    """Told apart by what can be done about them: a scan that can be attached again, one that cannot any more,
    an issued paper."""
    told: list[Finding] = []
    kinds: tuple[Harm, ...] = ("lost", "damaged")
    for harm in kinds:
        groups: dict[Kind, list[str]] = {}
        for name, found in harms.items():
            if found == harm:
                groups.setdefault(about[name].kind, []).append(name)
        for kind in _TOLD:
            names = groups.get(kind, [])
            if names:
                sentence = (_lost if harm == "lost" else _damaged)(len(names), kind)
                told.append(finding(f"blob_{harm}", sentence, _step(kind), owners(names, about)))
    return told


def owners(names: Iterable[str], about: Mapping[str, Owner]) -> list[str]:
    """What these blobs belong to, in words, each once: a paper has more than one."""
    return list(dict.fromkeys(about[name].words or name[:12] for name in names))


def _lost(count: int, kind: Kind) -> str:
    if kind == "scan":
        return trn(
            "{n} lampiran hilang dari folder kantor.", "{n} lampiran hilang dari folder kantor.", count
        )
    if kind == "decided":
        return trn(
            "{n} lampiran pendaftar yang sudah diputuskan hilang dari folder kantor.",
            "{n} lampiran pendaftar yang sudah diputuskan hilang dari folder kantor.",
            count,
        )
    if kind == "paper":
        return trn(
            "{n} berkas dokumen terbit hilang dari folder kantor.",
            "{n} berkas dokumen terbit hilang dari folder kantor.",
            count,
        )
    return trn(
        "{n} berkas lampiran dan dokumen terbit hilang dari folder kantor.",
        "{n} berkas lampiran dan dokumen terbit hilang dari folder kantor.",
        count,
    )


def _damaged(count: int, kind: Kind) -> str:
    if kind == "scan":
        return trn("{n} lampiran rusak di disk.", "{n} lampiran rusak di disk.", count)
    if kind == "decided":
        return trn(
            "{n} lampiran pendaftar yang sudah diputuskan rusak di disk.",
            "{n} lampiran pendaftar yang sudah diputuskan rusak di disk.",
            count,
        )
    if kind == "paper":
        return trn(
            "{n} berkas dokumen terbit rusak di disk.", "{n} berkas dokumen terbit rusak di disk.", count
        )
    return trn(
        "{n} berkas lampiran dan dokumen terbit rusak di disk.",
        "{n} berkas lampiran dan dokumen terbit rusak di disk.",
        count,
    )


def _step(kind: Kind) -> str:
    """Each is put back alone (`lost_blobs`); a scan of somebody undecided can be attached again as well.
    Where no database says whose it is, the office itself is put back first."""
    if kind == "scan":
        return tr(
            "Ambil dari cadangan di Pengaturan, Cadangan (Ambil berkas yang hilang), atau lampirkan lagi "
            "dari aslinya di Entri; seluruh kantor tidak perlu dipulihkan. Data isiannya tidak terganggu."
        )
    if kind == "decided":
        return tr(
            "Ambil dari cadangan di Pengaturan, Cadangan (Ambil berkas yang hilang). Pendaftarnya sudah "
            "diputuskan, jadi tidak dapat dilampirkan lagi: bila tidak ada cadangan yang memuatnya, simpan "
            "kertas aslinya dan beri tahu DKUM. Data isian dan putusannya tidak terganggu."
        )
    if kind == "paper":
        return tr(
            "Ambil dari cadangan di Pengaturan, Cadangan (Ambil berkas yang hilang); seluruh kantor tidak "
            "perlu dipulihkan."
        )
    return tr("Sesudah basis datanya pulih, periksa lagi: Wira lalu menyebut milik siapa berkas ini.")


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
class Owner:
    """What a blob belongs to: a registration number with the kind of the scan, or a letter number."""

    words: str
    kind: Kind


def _scan(number: str | None, code: str, status: str | None) -> Owner:
    label = next((tr(each.label) for each in DOCUMENTS if each.code == code), tr("Lampiran"))
    kind: Kind = "scan" if status is None or status in EDITABLE else "decided"
    return Owner(" ".join(filter(None, (number, label))), kind)


def _named(connection: Connection) -> dict[str, Owner]:
    """SHA-256 (hex) of every blob, and what it belongs to."""
    app, attached, document = tables.application.c, tables.attachment.c, tables.document.c
    found: dict[str, Owner] = {}
    joined = tables.attachment.outerjoin(tables.application, app.id == attached.application_id)
    query = select(attached.sha256, attached.jenis, app.nomor_pendaftaran, app.status).select_from(joined)
    for row in connection.execute(query):
        found.setdefault(row.sha256.hex(), _scan(row.nomor_pendaftaran, row.jenis, row.status))
    papers = select(document.nomor, document.pdf, document.data, document.signed)
    for row in connection.execute(papers.where(document.state.not_in(ERASED))):
        for each in (row.pdf, row.data, row.signed):
            if each:
                found.setdefault(each.hex(), Owner(row.nomor, "paper"))
    op = tables.op.c  # a copy signed earlier stays beside the last one
    signed = select(document.nomor, op.body).where(
        op.record_id == document.id, op.kind == "sign", op.void.is_(None), document.state.not_in(ERASED)
    )
    for row in connection.execute(signed):
        found.setdefault(str(decode(row.body).set.get("ditandatangani")), Owner(row.nomor, "paper"))
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
        told.append(_short(short))
    seen = trn(
        "{n} dokumen di register, {m} bersegel.",
        "{n} dokumen di register, {m} bersegel.",
        len(papers),
        m=seals,
    )
    return Part("papers", seen, tuple(told))


def _short(numbers: list[str]) -> Finding:
    sentence = trn(
        "Jumlah baris {n} dokumen terbit berbeda dengan register.",
        "Jumlah baris {n} dokumen terbit berbeda dengan register.",
        len(numbers),
    )
    step = tr(
        "Bangun ulang tabel dari catatannya di Pengaturan, Pemeriksaan (Bangun ulang). Cadangan dibuat lebih "
        "dahulu."
    )
    return finding("paper_rows", sentence, step, numbers)


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
