"""One verdict on a PDF that someone hands in, with the signatures and the later changes beneath it.

Works without internet. What is signed must be the whole file, except for what the seal itself allows (a
signature in the BSrE field). A certificate is judged at the time the seal claims: a seal made within the
certificate's dates stays *sah* when the certificate has run out or was replaced since.

A hostile file costs bounded time and memory only where this runs in a process of its own; see `apart`.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

from cryptography import x509
from pyhanko.pdf_utils.misc import PdfDecodeLimitError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_timestamp
from pyhanko.sign.validation.status import SignatureCoverageLevel

from desktop_app.documents.appended import drawn_otherwise, unlisted
from desktop_app.documents.certificates import issued_by, key_fingerprint, signs_papers
from desktop_app.documents.data import State
from desktop_app.documents.differences import (
    TooComplex,
    differences,
    field_names,
    filled_since,
    stated,
)
from desktop_app.documents.offices import named_elsewhere
from desktop_app.documents.pades import (
    BSRE_FIELD,
    NO_PROOFS,
    SEAL_FIELD,
    Proofs,
    as_asn1,
    context_at,
    judged,
    proofs_of,
)
from desktop_app.documents.spelling import exact
from desktop_app.documents.times import with_times
from desktop_app.documents.verdict import (
    Cause,
    Change,
    Kind,
    SignatureDetail,
    SignatureKind,
    Verdict,
    shortened,
)
from desktop_app.documents.verdict_words import REASONS, SENTENCES, STEPS, said, words_of
from resources.i18n import tr

_CLOCK_SLACK: Final = timedelta(days=1)
_NOBODY: Final = "-"
_FILLED: Final = ModificationLevel.FORM_FILLING
"""The most that may follow a time stamp, which forbids nothing by itself."""
_MOST_OFFICE: Final = 400
"""Letters of a letterhead, in which the name of a kelurahan is searched."""
MOST_SIGNATURES: Final = 40
MOST_REVISIONS: Final = 120

_FALSE: Final = frozenset("isi_diubah segel_dilepas sertifikat_sendiri kunci_dicabut di_luar_masa".split())
"""Causes for *tidak sah*; every other one leaves a paper *tidak dapat dipastikan*."""
_BY_SIGNING: Final = frozenset("tanda_tangan penanda_waktu keterangan data_pengesahan versi".split())
"""Kinds of change that a further signature brings along."""
_NEVER: Final = frozenset({"keterangan", "lapisan", "catatan"})
"""Kinds that no signature permits, whatever the library says."""


@dataclass(frozen=True, slots=True)
class SealStanding:
    """What the directory says about a seal key: its office, since when it is revoked (somebody else may have
    it, so that no time it claims proves anything), and since when another one is used in its place."""

    office: str
    directory_version: int
    revoked_at: datetime | None = None
    replaced_at: datetime | None = None

    def ended(self, at: datetime) -> bool:
        """Whether it counted no longer at that time."""
        return any(end is not None and end <= at for end in (self.revoked_at, self.replaced_at))


Directory = Callable[[str], SealStanding | None]
"""Looks a key up by its fingerprint (64 upper-case hex digits of SHA-256 over the public key)."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """What the file's metadata says it is; `state` is empty for a file that is no Wira paper."""

    title: str = ""
    number: str = ""
    paper: str = ""
    state: State | Literal[""] = ""
    office: str = ""


@dataclass(frozen=True, slots=True)
class _Trust:
    """What a signature is judged by: `roots` of the seal, those `chosen` for every other, and `times` of the
    authorities whose time stamps count. `proofs` is what the paper itself brings along, `issued` the SHA-256
    (hex) of papers that the office knows from its register."""

    roots: list[Any]
    chosen: list[Any]
    times: list[Any]
    directory: Directory | None
    now: datetime
    issued: Set[str] = frozenset()
    proofs: Proofs = NO_PROOFS


def verify(
    pdf: bytes,
    roots: Iterable[x509.Certificate],
    *,
    now: datetime,
    directory: Directory | None = None,
    chosen: Iterable[x509.Certificate] = (),
    times: Iterable[x509.Certificate] = (),
    issued: Set[str] = frozenset(),
) -> Verdict:
    """The verdict on `pdf` with `roots` (DKUM's authority) as the only trust anchors of the office seal;
    other signatures may lead to one of the `chosen` authorities too, time stamps only to one of `times`.
    What was sealed with a key that was revoked since counts where its SHA-256 (hex) is among those `issued`.
    Never raises."""
    ours = [as_asn1(root) for root in roots]
    others = [*ours, *(as_asn1(root) for root in chosen)]
    trust = _Trust(ours, others, [as_asn1(root) for root in times], directory, now, issued)
    found = _verified(pdf, trust)
    return found if found.kind != "berubah" else _based(found, pdf, trust)


def _based(found: Verdict, pdf: bytes, trust: _Trust) -> Verdict:
    """The same, naming as protector the last signature whose own bytes are *sah* by themselves: whoever
    signed a change does not vouch for what was there before."""
    good = [one for one in found.details if one.good and one.kind != "waktu"]
    base = next((one for one in reversed(good[1:]) if _verified(pdf[: one.length], trust).ok), good[0])
    if found.cause != "diubah_setelahnya":  # that one names who came afterwards
        return replace(found, signed_length=base.length)
    sentence, step = (said(of[found.cause], base.signer, base.issuer) for of in (SENTENCES, STEPS))
    return replace(found, sentence=sentence, next_step=step, signed_length=base.length)


def _verified(pdf: bytes, trust: _Trust) -> Verdict:
    # Hostile or half-copied files make the parser fail in any way it can; each way means the same.
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        if reader.encrypted:
            return _plain("kata_sandi", _Claim())
        claim = _claim(reader)
        signatures: list[Any] = list(reader.embedded_signatures)
    except (PdfDecodeLimitError, RecursionError, MemoryError):
        return _plain("terlalu_rumit", _Claim())
    except Exception:  # noqa: BLE001
        return _unreadable(pdf)
    if len(signatures) > MOST_SIGNATURES or int(reader.xrefs.total_revisions) > MOST_REVISIONS:
        return _plain("terlalu_rumit", claim)
    if not signatures:
        return _unsigned(claim, pdf)
    details = with_times(_details(signatures, pdf, replace(trust, proofs=proofs_of(reader))))
    try:
        changes = _changes(reader, signatures, details, pdf)
    except (TooComplex, RecursionError, PdfDecodeLimitError, MemoryError):
        return _plain("terlalu_rumit", claim)
    except Exception:  # noqa: BLE001  (damaged objects in a later revision)
        changes = _unnamed(details)
    first = next((one for one, detail in zip(signatures, details, strict=True) if detail.good), None)
    if first is None:
        return _judged(claim, tuple(details), tuple(changes), set())
    signed = reader.get_historical_resolver(int(first.signed_revision))
    about, prepared = _claim(signed), _prepared(signed)
    found = _judged(about, tuple(details), tuple(changes), prepared)
    if not found.ok:
        return found
    other = _drawn(reader, pdf, first, signatures, details, changes)
    return found if other is None else _judged(about, tuple(details), (*changes, other), prepared)


def too_complex() -> Verdict:
    """The verdict on a file whose check had to be stopped."""
    return _plain("terlalu_rumit", _Claim())


# ---- the verdict -------------------------------------------------------------------------------------


def _judged(
    claim: _Claim, details: tuple[SignatureDetail, ...], changes: tuple[Change, ...], prepared: set[str]
) -> Verdict:
    """A signature that may be relied upon comes first; what follows it decides whether that is all."""
    named = [one for one in details if one.kind != "waktu"]
    good = [one for one in named if one.good]
    sealed = any(one.kind == "segel" for one in named)
    if claim.state == "segel" and not sealed:
        return _verdict("segel_dilepas", claim, details, changes)
    strange = [one for one in named if not one.good]
    if not good:
        worst = next((one for one in strange if one.cause in _FALSE), strange[0] if strange else None)
        if worst is None:  # nothing but time stamps
            return _verdict("tanpa_waktu", claim, details, changes)
        return _verdict(worst.cause, claim, details, changes, worst)
    base = good[-1]
    if claim.state == "draf":
        return _verdict("draf_ditandatangani", claim, details, changes, base)
    beside = [one for one in strange if one.field in prepared or one.length <= good[0].length]
    if beside:  # it stands where a signature belongs, so the paper rests on it too
        worst = next((one for one in beside if one.cause in _FALSE), beside[0])
        return _verdict(worst.cause, claim, details, changes, worst, base.length)
    altered = any(not one.allowed and one.kind not in _BY_SIGNING for one in changes)
    if strange and not altered:
        return _verdict("tanda_tangan_asing", claim, details, changes, strange[0], base.length)
    if any(not one.allowed for one in changes) or any(not one.kept for one in good):
        return _verdict("diubah_setelahnya", claim, details, changes, base, base.length)
    for one in good:
        if one.kind == "segel" and claim.state and named_elsewhere(claim.office, one.office_code):
            return _verdict("kantor_lain", claim, details, changes, one, base.length)
    whole: Cause = "utuh" if base.kind == "segel" else "utuh_ditandatangani"
    return _verdict(whole, claim, details, changes, base, base.length)


def _prepared(signed: Any) -> set[str]:
    """Signature fields that were already there, empty, when the first good signature was made."""
    try:
        return {SEAL_FIELD, BSRE_FIELD} | field_names(signed)
    except Exception:  # noqa: BLE001  (a damaged form prepares nothing)
        return {SEAL_FIELD, BSRE_FIELD}


def _kind(cause: Cause) -> Kind:
    if cause in ("utuh", "utuh_ditandatangani"):
        return "sah"
    if cause in ("diubah_setelahnya", "tanda_tangan_asing"):
        return "berubah"
    return "tidak_sah" if cause in _FALSE else "tidak_pasti"


def _verdict(
    cause: Cause,
    claim: _Claim,
    details: tuple[SignatureDetail, ...] = (),
    changes: tuple[Change, ...] = (),
    about: SignatureDetail | None = None,
    signed_length: int = 0,
) -> Verdict:
    who = about.signer if about is not None else ""
    issuer = about.issuer if about is not None else ""
    witnessed = any(one.kind == "waktu" and one.good and one.length >= signed_length for one in details)
    sentence, step = words_of(cause, about, witnessed=witnessed)
    return Verdict(
        _kind(cause),
        cause,
        said(sentence, who, issuer, claim.office),
        said(step, who, issuer, claim.office),
        tuple(replace(one, field=shortened(one.field)) for one in details),
        tuple(replace(one, after=shortened(one.after)) for one in changes),
        shortened(claim.title),
        shortened(claim.number),
        shortened(claim.paper),
        signed_length,
    )


def _plain(cause: Cause, claim: _Claim) -> Verdict:
    return _verdict(cause, claim)


def _unsigned(claim: _Claim, pdf: bytes) -> Verdict:
    if claim.state == "segel" or (claim.state and b"/ByteRange" in pdf):
        return _plain("segel_dilepas", claim)
    if claim.state:
        return _plain("draf" if claim.state == "draf" else "menunggu_tte", claim)
    return _plain("isi_diubah" if b"/ByteRange" in pdf else "bukan_wira", claim)


def _unreadable(pdf: bytes) -> Verdict:
    torn = b"/ByteRange" in pdf or b"%PDF-" in pdf[:1024]
    return _plain("tidak_terbaca" if torn else "bukan_wira", _Claim())


# ---- one signature -----------------------------------------------------------------------------------


def _details(signatures: list[Any], pdf: bytes, trust: _Trust) -> list[SignatureDetail]:
    """What is said of each. A time stamp is judged by now, or by the next one that counts: so one whose
    authority's certificate has run out since still proves what it did."""
    found: dict[int, SignatureDetail] = {}
    moment, stamps = trust.now, list[SignatureDetail]()
    for at in reversed(range(len(signatures))):
        if not _is_stamp(signatures[at]):
            continue
        stamp = _detail_or_broken(signatures[at], lambda one, by=moment: _timestamp(one, pdf, trust, by))
        if stamp.good and stamp.signed_at is not None:
            moment = min(moment, stamp.signed_at)
            stamps.append(stamp)
        found[at] = stamp
    for at, signature in enumerate(signatures):
        if at not in found:
            found[at] = _detail_or_broken(signature, lambda one: _detail(one, pdf, trust, stamps))
    return [found[at] for at in range(len(signatures))]


def _is_stamp(signature: Any) -> bool:
    try:
        return str(signature.sig_object_type) == "/DocTimeStamp"
    except Exception:  # noqa: BLE001  (damaged in any way it can be)
        return False


def _detail_or_broken(signature: Any, look: Callable[[Any], SignatureDetail]) -> SignatureDetail:
    try:
        return look(signature)
    except Exception:  # noqa: BLE001  (damaged in any way it can be)
        return _broken(signature)


def _detail(signature: Any, pdf: bytes, trust: _Trust, stamps: Sequence[SignatureDetail]) -> SignatureDetail:
    claimed: datetime | None = signature.self_reported_timestamp
    at = (claimed or trust.now).astimezone(UTC)
    field = str(signature.field_name)
    kind = _field_kind(field)
    if kind != "segel":
        trust = replace(trust, roots=trust.chosen)
    status = judged(signature, trust.roots, at, Proofs(trust.proofs.certificates))
    certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
    fingerprint = key_fingerprint(certificate)
    standing = trust.directory(fingerprint) if trust.directory is not None else None
    intact = bool(status.intact and status.valid) and status.coverage != SignatureCoverageLevel.UNCLEAR
    intact = intact and exact(signature, pdf, strict=kind == "segel")
    length = int(signature.byte_range[2]) + int(signature.byte_range[3]) if intact else 0
    cause: Cause = "isi_diubah"
    if intact:
        cause = _why_unknown(status, claimed, at, trust, certificate, standing)
    if cause == "utuh":
        seen = min((one.signed_at for one in stamps if one.length >= length and one.signed_at), default=None)
        cause = _revoked(judged, signature, trust.roots, trust, certificate, at, seen)
        if cause == "utuh" and standing is not None and _doubted(standing, seen):
            known = hashlib.sha256(pdf[:length]).hexdigest() in trust.issued
            cause = "utuh" if known else "dicabut_kemudian"
    detail = SignatureDetail(
        field=field,
        kind=kind,
        signer=_part(certificate.subject, x509.NameOID.COMMON_NAME),
        office_code=_part(certificate.subject, x509.NameOID.ORGANIZATIONAL_UNIT_NAME),
        signed_at=claimed.astimezone(UTC) if claimed else None,
        fingerprint=fingerprint,
        intact=intact,
        known=intact and cause == "utuh",
        kept=bool(status.docmdp_ok and status.seed_value_ok),
        cause=cause,
        issuer=_part(certificate.issuer, x509.NameOID.COMMON_NAME),
        path=_path(status),
        length=length,
        directory_version=standing.directory_version if standing else None,
    )
    return replace(detail, reason=said(REASONS.get(cause, ""), detail.signer, detail.issuer))


def _why_unknown(
    status: Any,
    claimed: datetime | None,
    at: datetime,
    trust: _Trust,
    certificate: x509.Certificate,
    standing: SealStanding | None,
) -> Cause:
    """Why an intact signature does not count; ``utuh`` where it does."""
    if not status.trusted and certificate.issuer == certificate.subject:
        return "sertifikat_sendiri"
    names = {root.subject.dump() for root in trust.roots}
    if not status.trusted and certificate.issuer.public_bytes() in names and not _issued(certificate, trust):
        return "sertifikat_tiruan"
    if claimed is None:
        return "tanpa_waktu"
    if at > trust.now + _CLOCK_SLACK:
        return "masa_depan"
    if standing is not None and standing.ended(at):
        return "kunci_dicabut"
    if not signs_papers(certificate):
        return "bukan_untuk_dokumen"
    if status.trusted:
        return "utuh"
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        return "di_luar_masa"
    return "penerbit_tidak_dikenal"


def _revoked(
    judge: Callable[..., Any],
    signature: Any,
    roots: list[Any],
    trust: _Trust,
    certificate: x509.Certificate,
    at: datetime,
    seen: datetime | None,
) -> Cause:
    """What the issuer says of the key in what the paper brings along; ``utuh`` where it says nothing. `seen`
    is when somebody else saw the signature: after a revocation its own time is no proof."""
    if not trust.proofs.said:
        return "utuh"
    last = min(trust.now, certificate.not_valid_after_utc)
    found: Any = judge(signature, roots, last, trust.proofs).revocation_details
    if found is None or (seen is not None and seen < found.revocation_date):
        return "utuh"
    return "kunci_dicabut" if found.revocation_date <= at else "dicabut_kemudian"


def _doubted(standing: SealStanding, seen: datetime | None) -> bool:
    """Whether a seal may be backdated: its key was revoked, and nobody else saw it before that."""
    return standing.revoked_at is not None and (seen is None or seen >= standing.revoked_at)


def _issued(certificate: x509.Certificate, trust: _Trust) -> bool:
    """Whether one of the trusted authorities signed it, whatever its dates."""
    return any(issued_by(x509.load_der_x509_certificate(root.dump()), certificate) for root in trust.roots)


def _timestamp(signature: Any, pdf: bytes, trust: _Trust, moment: datetime) -> SignatureDetail:
    """A document time stamp: intact or not, and whether it counts; it decides nothing about the paper."""
    status = _stamp_judged(signature, trust.times, moment, Proofs(trust.proofs.certificates))
    certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
    at: datetime = status.timestamp.astimezone(UTC)
    intact = bool(status.intact and status.valid) and exact(signature, pdf, strict=False)
    cause: Cause = "isi_diubah" if not intact else "utuh"
    if intact and at > trust.now + _CLOCK_SLACK:
        cause = "masa_depan"
    elif intact and not status.trusted:
        known = certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc
        cause = "penerbit_tidak_dikenal" if known else "di_luar_masa"
    elif intact:
        cause = _revoked(_stamp_judged, signature, trust.times, trust, certificate, moment, moment)
    issuer = _part(certificate.issuer, x509.NameOID.COMMON_NAME)
    signer = _part(certificate.subject, x509.NameOID.COMMON_NAME)
    return SignatureDetail(
        field=str(signature.field_name),
        kind="waktu",
        signer=signer,
        office_code="",
        signed_at=at,
        fingerprint=key_fingerprint(certificate),
        intact=intact,
        known=cause == "utuh",
        kept=status.modification_level is not None and status.modification_level <= _FILLED,
        cause=cause,
        reason=said(REASONS.get(cause, ""), signer, issuer),
        issuer=issuer,
        path=_path(status),
        length=int(signature.byte_range[2]) + int(signature.byte_range[3]),
    )


def _stamp_judged(signature: Any, roots: list[Any], at: datetime, proofs: Proofs) -> Any:
    return validate_pdf_timestamp(signature, context_at(roots, at, proofs))


def _broken(signature: Any) -> SignatureDetail:
    field = str(signature.field_name)
    return SignatureDetail(
        field=field,
        kind=_field_kind(field),
        signer=_NOBODY,
        office_code="",
        signed_at=None,
        fingerprint="",
        intact=False,
        known=False,
        kept=False,
        reason=tr(REASONS["isi_diubah"]),
        cause="isi_diubah",
    )


def _field_kind(field: str) -> SignatureKind:
    return "segel" if field == SEAL_FIELD else "bsre" if field == BSRE_FIELD else "lain"


def _path(status: Any) -> tuple[str, ...]:
    """The common names from the root to the signer, where a trusted path was found."""
    if not status.trusted or status.validation_path is None:
        return ()
    found = [dict(one.subject.native) for one in status.validation_path.iter_certs(include_root=True)]
    names = (str(one.get("common_name") or one.get("organization_name") or _NOBODY) for one in found)
    return tuple(map(shortened, names))


# ---- what came afterwards ----------------------------------------------------------------------------


def _changes(reader: Any, signatures: list[Any], details: list[SignatureDetail], pdf: bytes) -> list[Change]:
    """What was changed after each signature, up to the next one or to the end of the file."""
    ends = sorted({(int(one.signed_revision), str(one.field_name)) for one in signatures})
    newest = int(reader.xrefs.total_revisions) - 1
    fields = {one.field: one for one in details}
    found: list[Change] = []
    for at, (revision, name) in enumerate(ends):
        upto = ends[at + 1][0] if at + 1 < len(ends) else newest
        if upto <= revision:
            continue
        old, new = reader.get_historical_resolver(revision), reader.get_historical_resolver(upto)
        held = all(fields[other].kept for _revision, other in ends[: at + 1] if fields[other].intact)
        found += [
            replace(one, allowed=held and one.kind not in _NEVER) for one in differences(old, new, name)
        ]
    loose = _loose(reader, signatures, details, pdf)
    if loose is not None:
        name = max(((one.length, one.field) for one in details if one.length <= loose), default=(0, ""))[1]
        found.append(Change(kind="ekor", sentence=_tail(loose, len(pdf)), after=name))
    return found


def _loose(reader: Any, signatures: list[Any], details: list[SignatureDetail], pdf: bytes) -> int | None:
    """Where something stands that neither a signature covers nor a later revision lists. It is looked for
    behind the first that may be relied upon: whoever signs later covers what was there already."""
    both = zip(signatures, details, strict=True)
    first = next((one for one, detail in both if detail.good and detail.kind != "waktu"), None)
    if first is not None:
        length = int(first.byte_range[2]) + int(first.byte_range[3])
        return unlisted(reader, pdf, length, int(first.signed_revision))
    ends = {int(one.byte_range[2]) + int(one.byte_range[3]): int(one.signed_revision) for one in signatures}
    covered = max(ends, default=0)
    if covered > len(pdf):
        return covered
    return unlisted(reader, pdf, covered, ends[covered]) if ends else None


def _tail(at: int, size: int) -> str:
    if at > size:
        return tr("Bagian akhir berkas hilang; berkasnya belum tersalin lengkap.")
    return tr("Ada data yang tidak tercatat ditambahkan di belakang akhir berkas yang dilindungi.")


def _drawn(
    reader: Any,
    pdf: bytes,
    first: Any,
    signatures: list[Any],
    details: list[SignatureDetail],
    changes: Sequence[Change],
) -> Change | None:
    """What is drawn otherwise than it was signed, though no object of it was changed. It is not looked for
    where nothing but signatures in their rooms followed, the last of which covers the whole file."""
    last = max((one.length for one in details if one.good and one.kind != "waktu"), default=0)
    if last == len(pdf) and all(one.kind == "tanda_tangan" for one in changes):
        return None
    old, newest = int(first.signed_revision), int(reader.xrefs.total_revisions) - 1
    rooms = filled_since(reader.get_historical_resolver(old), reader.get_historical_resolver(newest))
    page = drawn_otherwise(pdf, int(first.byte_range[2]) + int(first.byte_range[3]), rooms)
    if page is None:
        return None
    words = tr("Halaman {n} tergambar lain daripada yang dilindungi.", n=page)
    if not page:
        words = tr("Yang tergambar tidak dapat dibandingkan dengan yang dilindungi.")
    return Change(kind="tergambar", sentence=words, after=str(first.field_name), page=page)


def _unnamed(details: list[SignatureDetail]) -> list[Change]:
    """Something was changed so that it cannot even be read."""
    after = details[-1].field
    return [
        Change(kind="lain", sentence=tr("Susunan berkas diubah sesudahnya dan tidak terbaca."), after=after)
    ]


def _claim(handler: Any) -> _Claim:
    """What a revision says of itself: the newest one, or one that was signed."""
    about = stated(handler)
    words = [word.strip() for word in about["/Keywords"].split(",")]
    if len(words) != 3 or not words[0].startswith("wira "):
        return _Claim(title=about["/Title"])
    state: Any = words[2] if words[2] in ("draf", "segel", "tte") else "segel"
    office = shortened(about["/Author"], _MOST_OFFICE)
    return _Claim(about["/Title"], about["/Subject"], words[1], state, office)


def _part(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    found = name.get_attributes_for_oid(oid)
    return shortened(str(found[0].value)) if found else _NOBODY
