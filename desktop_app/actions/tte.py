"""A certified signature is made elsewhere: whom this office believes, and taking the signed paper back in."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID
from sqlalchemy import select

from desktop_app.actions import issued, papers
from desktop_app.actions.letterhead import office_record
from desktop_app.documents.certificates import load_certificates, to_pem
from desktop_app.documents.data import grouped_hex
from desktop_app.domain import people
from desktop_app.domain.documenting import ERASED
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.signing import returned
from desktop_app.signing.fitness import common_name, is_authority
from desktop_app.signing.returned import Certified, Sameness, judge
from desktop_app.storage import tables
from desktop_app.storage.reading import unread
from desktop_app.storage.work import Changes, Work, new_id
from desktop_app.verifying.apart import Apart, Stopped, never
from resources.i18n import tr

ROOTS = "akar_tte"
"""The office's own field: certificates (PEM) of the authorities whose signatures it believes."""
TIMES = "akar_waktu"
"""The same for those whose time stamps it believes: who tells the time need not vouch for people."""


UNREAD = "file"
"""The code of a file that is out of reach."""


@dataclass(frozen=True, slots=True)
class Root:
    """An authority that the office chose: its name, the SHA-256 of its certificate, its last day (ISO), and
    the organisation that the certificate names ("" for none)."""

    name: str
    fingerprint: str
    until: str
    organisation: str = ""

    @property
    def whole_name(self) -> str:
        """Name and organisation, as they are compared with what the authority publishes."""
        apart = self.organisation and self.organisation != self.name
        return f"{self.name}, {self.organisation}" if apart else self.name


@dataclass(frozen=True, slots=True)
class Returned:
    """A signed paper that was taken in: which document, how it is the same, and who signed."""

    document: str
    nomor: str
    how: Sameness
    signers: tuple[Certified, ...]
    changes: Changes


def chosen_roots(office: Office, which: str = ROOTS) -> list[x509.Certificate]:
    """The authorities whose signatures this office believes, besides DKUM's; with `TIMES` those whose time
    stamps it believes."""
    with office.reading() as connection:
        kept: list[str] = papers.office_settings(connection, office.info.scope).get(which) or []
    return [one for pem in kept for one in load_certificates(pem.encode())]


def every_root(office: Office) -> list[x509.Certificate]:
    """DKUM's authority, where this office knows it, and those it chose."""
    ours = load_certificates(office.directory.content.ca.encode()) if office.directory else []
    return [*ours, *chosen_roots(office)]


def roots(office: Office, which: str = ROOTS) -> tuple[Root, ...]:
    """The chosen authorities, to be shown."""
    return tuple(_told(one) for one in chosen_roots(office, which))


def read_roots(pem: bytes) -> tuple[Root, ...]:
    """The authorities in a PEM or DER file, to be compared with what their owner publishes. Raises Refused
    as `trust`."""
    return tuple(_told(one) for one in _authorities(pem))


def require_prints(found: Sequence[Root], given: Sequence[str]) -> None:
    """Raise Refused unless `given`, as their owner publishes them, are the fingerprints of all that were
    `found` in a file: ``root_print_form`` for one that is no SHA-256, ``root_print`` for another."""
    wanted = {re.sub(r"[\s:]", "", one.rpartition("=")[2]).upper() for one in given}
    if not all(re.fullmatch("[0-9A-F]{64}", one) for one in wanted):
        raise Refused(
            tr("Sidik SHA-256 terdiri atas 64 angka heksadesimal (0-9, A-F)."),
            next_step=tr("Salin sidik SHA-256 dari yang diumumkan penerbit, bukan sidik SHA-1."),
            code="root_print_form",
        )
    for one in found:
        if one.fingerprint not in wanted:
            raise Refused(
                tr(
                    "Sidik sertifikat {nama} berbeda dari yang disebutkan: {sidik}.",
                    nama=one.name,
                    sidik=grouped_hex(one.fingerprint, 16),
                ),
                next_step=tr("Jangan dipercaya; ambil lagi sertifikatnya dari alamat resmi penerbit."),
                code="root_print",
            )


def may_choose(office: Office) -> bool:
    """Whether the person who is in chooses whom the office believes."""
    return bool(office.person.roles & people.LETTERHEAD_ROLES)


def require_may_choose(office: Office) -> None:
    """Raise Refused (``role``) for somebody who does not choose whom the office believes."""
    if not may_choose(office):
        raise Refused(
            tr("Penerbit yang dipercaya dipilih oleh lurah atau admin kantor."),
            next_step=tr("Minta salah satu dari mereka masuk."),
            code="role",
        )


def trust(office: Office, pem: bytes, which: str = ROOTS) -> Changes:
    """Believe the authorities in a PEM or DER file from now on.

    Raises Refused: ``root_unread``, ``root_no_authority`` for a certificate that may issue none, ``role``.
    """
    fresh = _authorities(pem)
    kept = chosen_roots(office, which)
    return _keep(office, [*kept, *(one for one in fresh if one not in kept)], which)


def distrust(office: Office, fingerprint: str, which: str = ROOTS) -> Changes:
    """Believe the authority no longer whose fingerprint begins so. Raises Refused (``root_unknown``)."""
    wanted = re.sub(r"[\s:]", "", fingerprint).upper()
    kept = chosen_roots(office, which)
    left = [one for one in kept if not _fingerprint(one).startswith(wanted)]
    if len(wanted) < 8 or len(left) != len(kept) - 1:
        raise Refused(
            tr("Tidak ada satu pun akar yang cocok dengan sidik itu."),
            next_step=tr("Lihat daftarnya, lalu ketik sedikitnya delapan huruf pertama sidiknya."),
            code="root_unknown",
        )
    return _keep(office, left, which)


@dataclass(frozen=True, slots=True)
class Examined:
    """What a paper that came back is, before it is taken in: which document, and the newest copy here.

    `how` is None where it is another paper than the one that was sent, and `refused` says why it cannot be
    taken in: another paper, no chosen authority, nobody whom one of them vouches for. `page` (from 0) is the
    one that is another.
    """

    document: str
    nomor: str
    ours: bytes
    how: Sameness | None = None
    signers: tuple[Certified, ...] = ()
    refused: Refused | None = None
    page: int = 0


def examine(
    office: Office,
    pdf: bytes,
    document: str = "",
    apart: Apart | None = None,
    check: Callable[[], object] = never,
) -> Examined:
    """Compare a paper that came back with what was sent, and ask who signed it; nothing is written.

    It is compared with the newest signed copy, and must bear the signatures of that one too. Without
    `document` (a record id) it is found among those that wait. With `apart` the file is read in another
    process, which a hostile one cannot leave; `check` is called while waiting and stops by raising.
    Raises Refused: ``returned_unknown``, ``returned_which``, ``too_complex``, and as `returned.compare` for a
    file that is no paper of ours to be compared.
    """
    row = _sent(office, pdf, document, apart, check)
    record, nomor = row.uuid.hex(), str(row.nomor)
    ours = issued.document_pdf(office, record)
    known = chosen_roots(office)
    pem = b"".join(to_pem(root) for root in known)
    judged = _apart(apart, check, judge, ours, pdf, pem, office.clock())
    if judged.refused is not None:
        return Examined(record, nomor, ours, judged.how, judged.signers, judged.refused, judged.page)
    refused = None
    if not known:
        refused = Refused(
            tr("Kantor ini belum memilih akar sertifikat untuk memeriksa tanda tangan itu."),
            next_step=tr(
                "Minta lurah atau admin kantor menambahkan sertifikat akar penerbitnya di Pengaturan, bagian "
                "Tanda tangan."
            ),
            code="returned_roots",
        )
    elif not judged.signers:
        refused = Refused(
            tr("Dokumen ini tidak memuat tanda tangan utuh dari penerbit yang dipilih kantor."),
            next_step=tr("Periksa siapa yang menandatangani, lalu minta ditandatangani ulang."),
            code="returned_uncertified",
        )
    return Examined(record, nomor, ours, judged.how, judged.signers, refused)


def take_back(office: Office, pdf: bytes, document: str = "", apart: Apart | None = None) -> Returned:
    """Take in a paper that came back signed, and keep it beside the one that was sent.

    Raises Refused as `examine`, what that one found, and as `issued.add_signed`.
    """
    found = examine(office, pdf, document, apart)
    if found.refused is not None or found.how is None:
        assert found.refused is not None
        raise found.refused
    return keep(office, pdf, found)


def keep(office: Office, pdf: bytes, found: Examined) -> Returned:
    """Keep `pdf`, which was `found` to be sound, as the signed copy. Raises as `issued.add_signed`."""
    assert found.how is not None and found.refused is None
    names = [one.signer for one in found.signers]
    changes = issued.add_signed(office, found.document, pdf, names, after=found.ours)
    return Returned(found.document, found.nomor, found.how, found.signers, changes)


def certificates_in(data: bytes) -> list[x509.Certificate]:
    """The certificates of a PEM file, or the one of a DER file. Raises Refused (``root_unread``)."""
    try:
        if b"-----BEGIN" in data:
            return x509.load_pem_x509_certificates(data)
        return [x509.load_der_x509_certificate(data)]
    except ValueError as wrong:
        raise Refused(
            tr("Berkas ini bukan sertifikat."),
            next_step=tr("Pilih berkas .pem, .crt, atau .cer dari penerbit sertifikat."),
            code="root_unread",
        ) from wrong


def read_limited(path: Path, most: int = returned.MOST_BYTES) -> bytes:
    """A file that somebody hands in, or one byte more than `most` of it. Raises Unavailable."""
    try:
        with open(path, "rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise unread(error, path.name, UNREAD) from error


# ---- within ------------------------------------------------------------------------------------------


_R = TypeVar("_R")


def _apart(apart: Apart | None, check: Callable[[], object], work: Callable[..., _R], *args: object) -> _R:
    """What `work` answers, in a process of its own where there is one."""
    if apart is None:
        return work(*args)
    try:
        return apart.ask(check, work, *args)
    except Stopped as stopped:
        raise Refused(
            tr("Susunan berkas ini terlalu besar atau terlalu dalam, jadi tidak dibuka."),
            next_step=tr("Minta berkas yang ditandatangani dari surat yang dikirim kantor ini."),
            code="too_complex",
        ) from stopped


def _sent(office: Office, pdf: bytes, document: str, apart: Apart | None, check: Callable[[], object]) -> Any:
    """The document that `pdf` was made from."""
    column = tables.document.c
    query = select(column.uuid, column.nomor, column.pdf, column.state)
    if document:
        query = query.where(column.uuid == bytes.fromhex(document))
    else:
        query = query.where(column.state.in_(("awaiting_bsre", "signed", *ERASED)))
    with office.reading() as connection:
        every: Sequence[Any] = connection.execute(query.order_by(column.issued.desc())).all()
    rows = [row for row in every if row.state not in ERASED]
    if document and not every:
        raise issued.unknown_document()
    if len(every) == 1 and document:
        if not rows:
            raise issued.erased_paper(every[0].nomor)
        return rows[0]
    number = _apart(apart, check, returned.number_of, pdf)
    if isinstance(number, Refused):
        raise number
    numbered = [row for row in rows if row.nomor == number]
    if not numbered and any(row.nomor == number for row in every):
        raise issued.erased_paper(number)
    named = numbered or list(rows)
    begun = [row for row in named if pdf.startswith(office.blobs.get(row.pdf.hex()))]
    if len(begun or named) == 1:
        return (begun or named)[0]
    if named:
        words = (
            tr("Beberapa dokumen menunggu tanda tangan dengan nomor {nomor}.", nomor=number)
            if numbered
            else tr("Berkas ini tidak menyebut nomor dokumen yang menunggu tanda tangan di kantor ini.")
        )
        raise Refused(
            words,
            next_step=tr("Pilih dokumen yang dikirim, lalu buka berkas yang kembali."),
            code="returned_which",
        )
    raise Refused(
        tr("Tidak ada dokumen kantor ini yang menunggu tanda tangan."),
        next_step=tr("Siapkan dahulu salinan untuk ditandatangani di layanan resmi."),
        code="returned_unknown",
    )


def _authorities(data: bytes) -> list[x509.Certificate]:
    found = certificates_in(data)
    for one in found:
        if not is_authority(one):
            raise Refused(
                tr("Sertifikat {nama} bukan sertifikat penerbit.", nama=common_name(one.subject)),
                next_step=tr("Minta sertifikat akar atau sertifikat penerbit, bukan sertifikat orangnya."),
                code="root_no_authority",
            )
    return found


def _keep(office: Office, wanted: Sequence[x509.Certificate], which: str) -> Changes:
    require_may_choose(office)
    values = {which: [to_pem(one).decode() for one in wanted]}

    def step(work: Work) -> None:
        record = office_record(work, office.info.scope)
        work.put(record or new_id(), "office", "set", values, scope=office.info.scope)

    return office.do(step)


def _told(one: x509.Certificate) -> Root:
    named = one.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    organisation = str(named[0].value) if named else ""
    until = one.not_valid_after_utc.date().isoformat()
    return Root(common_name(one.subject), _fingerprint(one), until, organisation)


def _fingerprint(one: x509.Certificate) -> str:
    return one.fingerprint(hashes.SHA256()).hex().upper()
