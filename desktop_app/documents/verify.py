"""One verdict on a PDF that someone hands in, with the signatures beneath it. Works without internet.

What is signed must be the whole file, except for what the seal itself allows (a signature in the BSrE
field). A certificate is judged at the time the seal claims: a seal made within the certificate's dates
stays *sah* when the certificate has run out or was replaced since.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from desktop_app.documents.certificates import key_fingerprint
from desktop_app.documents.data import State
from desktop_app.documents.pades import BSRE_FIELD, SEAL_FIELD, as_asn1
from resources.i18n import tr

Kind = Literal["sah", "rusak", "tidak_dikenal", "draf", "bukan_dokumen_wira"]
SignatureKind = Literal["segel", "bsre", "lain"]

# An unknown issuer or a date that has passed is an answer here, not something to report in a log.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)

_CLOCK_SLACK = timedelta(days=1)
_NOBODY = "-"


@dataclass(frozen=True, slots=True)
class SealStanding:
    """What the directory says about a seal key: its office, and since when it no longer counts."""

    office: str
    directory_version: int
    revoked_at: datetime | None = None


Directory = Callable[[str], SealStanding | None]
"""Looks a key up by its fingerprint (64 upper-case hex digits of SHA-256 over the public key)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureDetail:
    """One signature. `intact`: the signed content is unchanged; `known`: the key counts at its time.

    `signed_at` is the time the signer claims, in UTC; `reason` is why it is not intact or not known.
    """

    field: str
    kind: SignatureKind
    signer: str
    office_code: str
    signed_at: datetime | None
    fingerprint: str
    intact: bool
    known: bool
    reason: str = ""
    directory_version: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """`kind` decides, `sentence` says it to a person (next step last), `details` give the grounds."""

    kind: Kind
    sentence: str
    details: tuple[SignatureDetail, ...] = ()
    title: str = ""
    number: str = ""
    paper: str = ""

    @property
    def ok(self) -> bool:
        """Only *sah* may be relied upon."""
        return self.kind == "sah"


@dataclass(frozen=True, slots=True)
class _Claim:
    """What the file's metadata says it is; `state` is empty for a file that is no Wira paper."""

    title: str = ""
    number: str = ""
    paper: str = ""
    state: State | Literal[""] = ""


def verify(
    pdf: bytes,
    roots: Iterable[x509.Certificate],
    *,
    now: datetime,
    directory: Directory | None = None,
) -> Verdict:
    """The verdict on `pdf` with `roots` (DKUM's authority) as the only trust anchors. Never raises."""
    trusted = [as_asn1(root) for root in roots]
    # Hostile or half-copied files make the parser fail in any way it can; each way means the same.
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        claim = _claim(reader)
        signatures: list[Any] = list(reader.embedded_signatures)
    except Exception:  # noqa: BLE001
        return _unreadable(pdf)
    if not signatures:
        return _unsigned(claim, pdf)
    if _loose_end(reader, signatures):
        return _verdict("rusak", _spoilt(), claim, tuple(_broken(str(one.field_name)) for one in signatures))
    details: list[SignatureDetail] = []
    for signature in signatures:
        try:
            details.append(_detail(signature, pdf, trusted, now, directory))
        except Exception:  # noqa: BLE001
            details.append(_broken(str(signature.field_name)))
    return _judged(claim, tuple(details))


def _judged(claim: _Claim, details: tuple[SignatureDetail, ...]) -> Verdict:
    """The worst signature decides."""
    damaged = [detail for detail in details if not detail.intact]
    unknown = [detail for detail in details if not detail.known]
    if damaged:
        return _verdict("rusak", _spoilt(), claim, details)
    if unknown:
        sentence = tr(
            "Isi dokumen ini tidak berubah sejak ditandatangani, tetapi kuncinya "
            "tidak dapat dipercaya. {reason}",
            reason=unknown[0].reason,
        )
        return _verdict("tidak_dikenal", sentence, claim, details)
    if claim.state == "segel" and not any(detail.kind == "segel" for detail in details):
        return _verdict("rusak", _seal_gone(), claim, details)
    return _verdict(
        "sah",
        tr("Dokumen ini utuh. Isinya tidak berubah sejak disegel. Kunci terdaftar di DKUM."),
        claim,
        details,
    )


def _detail(
    signature: Any, pdf: bytes, roots: list[Any], now: datetime, directory: Directory | None
) -> SignatureDetail:
    claimed: datetime | None = signature.self_reported_timestamp
    at = (claimed or now).astimezone(UTC)
    status = validate_pdf_signature(
        signature,
        ValidationContext(
            trust_roots=roots,
            moment=at,
            best_signature_time=at,
            allow_fetching=False,
            revocation_mode="soft-fail",
        ),
        key_usage_settings=KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}),
    )
    certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
    fingerprint = key_fingerprint(certificate)
    standing = directory(fingerprint) if directory is not None else None
    field = str(signature.field_name)
    intact = bool(status.intact and status.valid and status.docmdp_ok and status.seed_value_ok)
    intact = intact and _exact(signature, pdf)
    reason = "" if intact else _spoilt()
    if intact:
        reason = _why_unknown(status.trusted, claimed, at, now, certificate, standing)
    return SignatureDetail(
        field=field,
        kind="segel" if field == SEAL_FIELD else "bsre" if field == BSRE_FIELD else "lain",
        signer=_part(certificate, x509.NameOID.COMMON_NAME),
        office_code=_part(certificate, x509.NameOID.ORGANIZATIONAL_UNIT_NAME),
        signed_at=claimed.astimezone(UTC) if claimed else None,
        fingerprint=fingerprint,
        intact=intact,
        known=intact and not reason,
        reason=reason,
        directory_version=standing.directory_version if standing else None,
    )


def _why_unknown(
    trusted: bool,
    claimed: datetime | None,
    at: datetime,
    now: datetime,
    certificate: x509.Certificate,
    standing: SealStanding | None,
) -> str:
    """Why an intact signature does not count; empty where it does."""
    if claimed is None:
        return tr("Waktu penyegelannya tidak tercatat. Minta salinan baru dari kantor penerbit.")
    if at > now + _CLOCK_SLACK:
        return tr("Waktu penyegelannya di masa depan. Periksa tanggal komputer, lalu minta salinan baru.")
    if standing is not None and standing.revoked_at is not None and standing.revoked_at <= at:
        return tr("Kunci kantor itu sudah dicabut atau diganti sebelum penyegelan. Hubungi DKUM.")
    if trusted:
        return ""
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        return tr("Penyegelan terjadi di luar masa berlaku sertifikatnya. Hubungi kantor penerbit.")
    return tr(
        "Sertifikatnya tidak diterbitkan DKUM yang dikenal kantor ini. Tanyakan kepada kantor penerbit."
    )


def _loose_end(reader: Any, signatures: list[Any]) -> bool:
    """Whether bytes follow the last signature that belong to no revision of the document."""
    end = max(int(one.byte_range[2]) + int(one.byte_range[3]) for one in signatures)
    reader.stream.seek(0, io.SEEK_END)
    newest = max(int(one.signed_revision) for one in signatures)
    return end != reader.stream.tell() and newest == reader.xrefs.total_revisions - 1


def _exact(signature: Any, pdf: bytes) -> bool:
    """The unsigned gap holds the signature and nothing else: no spare bits that could be changed unseen."""
    start, end = int(signature.byte_range[1]), int(signature.byte_range[2])
    content: bytes = signature.pkcs7_content
    if pdf[start:end] != b"<" + content.hex().upper().encode() + b">":
        return False
    size = _der_length(content)
    return not any(content[size:]) and _conventional(signature)


def _conventional(signature: Any) -> bool:
    """The CMS fields that no signature covers hold what they must, as RFC 5652 and PAdES want it."""
    signed, info = signature.signed_data, signature.signer_info
    algorithm = info["digest_algorithm"].dump()
    certificates = signed["certificates"]
    return (
        signed["version"].native == "v1"
        and [item.dump() for item in signed["digest_algorithms"]] == [algorithm]
        and signed["encap_content_info"]["content_type"].native == "data"
        and info["version"].native == "v1"
        and info["sid"].name == "issuer_and_serial_number"
        and info["sid"].chosen["issuer"].dump() == signature.signer_cert["tbs_certificate"]["issuer"].dump()
        and len(certificates) >= 1
    )


def _der_length(content: bytes) -> int:
    """The length of the first DER element of `content`, header included."""
    first = content[1]
    if first < 0x80:
        return 2 + first
    count = first & 0x7F
    return 2 + count + int.from_bytes(content[2 : 2 + count], "big")


def _claim(reader: Any) -> _Claim:
    info: Any = reader.trailer["/Info"] if "/Info" in reader.trailer else {}  # noqa: SIM401  (get gives the reference)
    words = [word.strip() for word in str(info.get("/Keywords", "")).split(",")]
    if len(words) != 3 or not words[0].startswith("wira "):
        return _Claim(title=str(info.get("/Title", "")))
    state: Any = words[2] if words[2] in ("draf", "segel", "tte") else "segel"
    return _Claim(str(info.get("/Title", "")), str(info.get("/Subject", "")), words[1], state)


def _unsigned(claim: _Claim, pdf: bytes) -> Verdict:
    if claim.state == "segel" or (claim.state and b"/ByteRange" in pdf):
        return _verdict("rusak", _seal_gone(), claim)
    if claim.state == "draf":
        sentence = tr(
            "Dokumen ini masih draf dan belum disegel. Minta yang sudah disegel dari kantor penerbit."
        )
        return _verdict("draf", sentence, claim)
    if claim.state == "tte":
        sentence = tr("Dokumen ini menunggu tanda tangan BSrE. Periksa lagi setelah ditandatangani.")
        return _verdict("draf", sentence, claim)
    if b"/ByteRange" in pdf:
        return _verdict("rusak", _spoilt(), claim)
    return _stranger()


def _unreadable(pdf: bytes) -> Verdict:
    if b"/ByteRange" in pdf or b"%PDF-" in pdf[:1024]:
        return Verdict(
            "rusak", tr("PDF ini rusak atau belum tersalin lengkap. Salin ulang berkasnya, lalu coba lagi.")
        )
    return _stranger()


def _stranger() -> Verdict:
    return Verdict(
        "bukan_dokumen_wira",
        tr("Berkas ini bukan dokumen Wira. Pilih PDF yang diterbitkan kelurahan atau DKUM dengan Wira."),
    )


def _verdict(kind: Kind, sentence: str, claim: _Claim, details: tuple[SignatureDetail, ...] = ()) -> Verdict:
    return Verdict(kind, sentence, details, claim.title, claim.number, claim.paper)


def _broken(field: str) -> SignatureDetail:
    return SignatureDetail(
        field=field,
        kind="segel" if field == SEAL_FIELD else "bsre" if field == BSRE_FIELD else "lain",
        signer=_NOBODY,
        office_code="",
        signed_at=None,
        fingerprint="",
        intact=False,
        known=False,
        reason=_spoilt(),
    )


def _spoilt() -> str:
    return tr(
        "Dokumen ini telah berubah sejak disegel. Jangan dipakai; minta salinan baru dari kantor penerbit."
    )


def _seal_gone() -> str:
    return tr("Segel dokumen ini sudah tidak ada. Jangan dipakai; minta salinan baru dari kantor penerbit.")


def _part(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(oid)
    return str(found[0].value) if found else _NOBODY
