"""Whether a certificate may sign a paper today, each reason against it in a sentence of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from cryptography import x509
from cryptography.x509.oid import NameOID

from desktop_app.documents.certificates import issued_by, signs_papers
from desktop_app.documents.pades import algorithm_of
from desktop_app.domain.moments import WIB
from desktop_app.errors import Refused
from resources.i18n import tr

_LEAST_RSA = 2048
_MOST_STEPS = 8


def common_name(name: x509.Name) -> str:
    """The name a person reads: common name, else organisation, else the whole."""
    for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        found = name.get_attributes_for_oid(oid)
        if found:
            return str(found[0].value)
    return name.rfc4514_string()


def is_authority(certificate: x509.Certificate) -> bool:
    """Whether it may issue other certificates."""
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def commits(certificate: x509.Certificate) -> bool:
    """Whether it says that its holder stands by what is signed (content commitment, once non-repudiation), as
    the key for papers does on cards that have another one for signing in."""
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value.content_commitment
    except x509.ExtensionNotFound:
        return False


def require_fit(
    certificate: x509.Certificate,
    others: Iterable[x509.Certificate],
    trusted: Iterable[x509.Certificate],
    now: datetime,
) -> tuple[x509.Certificate, ...]:
    """The certificates between `certificate` and its root, which is `trusted` or came among `others`.

    Raises Refused: ``key_kind``, ``cert_not_yet``, ``cert_expired``, ``cert_authority``, ``cert_usage``,
    ``cert_chain`` where a certificate between is missing or may issue none, ``cert_depth`` where an authority
    may not have so many others below it (RFC 5280, 4.2.1.9), ``cert_self`` for one
    that nobody issued and nobody here trusts. Dates are asked of the certificates between, too.
    """
    _require_kind(certificate)
    _require_dates(certificate, now)
    _require_usage(certificate)
    anchors = list(trusted)
    if certificate in anchors:
        return ()
    if issued_by(certificate, certificate):
        raise Refused(
            tr(
                "Sertifikat {nama} tidak diterbitkan siapa pun, jadi pemeriksa akan menolaknya.",
                nama=common_name(certificate.subject),
            ),
            next_step=tr("Pakai sertifikat dari penerbit yang dikenal kantor."),
            code="cert_self",
        )
    return _chain(certificate, list(others), anchors, now)


def unknown_issuer(
    certificate: x509.Certificate, chain: Sequence[x509.Certificate], trusted: Iterable[x509.Certificate]
) -> str:
    """The name of the authority that a fit `certificate` and its `chain` lead to where it is none of those
    `trusted` ("" for one of them): it came with the key only, and a check finds such a signature doubtful."""
    anchors = list(trusted)
    last = chain[-1] if chain else certificate
    if certificate in anchors or any(issued_by(anchor, last) for anchor in anchors):
        return ""
    return common_name(last.issuer)


def _require_kind(certificate: x509.Certificate) -> None:
    algorithm = algorithm_of(certificate)
    size: int = getattr(certificate.public_key(), "key_size", 0)
    if algorithm is None or (algorithm == "rsa" and size < _LEAST_RSA):
        raise wrong_kind()


def wrong_kind() -> Refused:
    """A key that is not used here, by its kind or its size."""
    return Refused(
        tr("Jenis kunci pada sertifikat ini tidak dipakai untuk menandatangani dokumen."),
        next_step=tr("Minta penerbit sertifikat dengan kunci RSA 2048 bit atau EC P-256."),
        code="key_kind",
    )


def _require_dates(certificate: x509.Certificate, now: datetime) -> None:
    if now < certificate.not_valid_before_utc:
        raise Refused(
            tr(
                "Sertifikat {nama} baru berlaku mulai {tanggal}.",
                nama=common_name(certificate.subject),
                tanggal=_day(certificate.not_valid_before_utc),
            ),
            next_step=tr("Periksa tanggal komputer, atau tunggu sampai tanggal itu."),
            code="cert_not_yet",
        )
    if now > certificate.not_valid_after_utc:
        raise Refused(
            tr(
                "Masa berlaku sertifikat {nama} habis pada {tanggal}.",
                nama=common_name(certificate.subject),
                tanggal=_day(certificate.not_valid_after_utc),
            ),
            next_step=tr("Perpanjang sertifikat kepada penerbitnya, lalu pakai berkas yang baru."),
            code="cert_expired",
        )


def _require_usage(certificate: x509.Certificate) -> None:
    if is_authority(certificate):
        raise Refused(
            tr(
                "Sertifikat {nama} adalah sertifikat penerbit, bukan sertifikat orang.",
                nama=common_name(certificate.subject),
            ),
            next_step=tr(
                "Minta sertifikat orang (CA:FALSE) atas nama Anda dari penerbit yang dikenal kantor."
            ),
            code="cert_authority",
        )
    if not signs_papers(certificate):
        raise Refused(
            tr(
                "Sertifikat {nama} tidak diterbitkan untuk tanda tangan.",
                nama=common_name(certificate.subject),
            ),
            next_step=tr("Pilih sertifikat lain yang kegunaannya tanda tangan digital."),
            code="cert_usage",
        )


def _chain(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    anchors: Sequence[x509.Certificate],
    now: datetime,
) -> tuple[x509.Certificate, ...]:
    between: list[x509.Certificate] = []
    at = certificate
    for _step in range(_MOST_STEPS):
        known = [anchor for anchor in anchors if issued_by(anchor, at)]
        if known:
            _require_depth(known, between)
            return tuple(between)
        found = [one for one in others if one not in (at, *between) and issued_by(one, at)]
        if not found:
            break
        issuer = _fit_issuer(found, now)
        _require_depth([issuer], between)
        if issued_by(issuer, issuer):
            return tuple(between)
        between.append(issuer)
        at = issuer
    raise Refused(
        tr(
            "Sertifikat penerbit {nama} tidak ada di kunci ini, jadi tanda tangannya tidak terlacak.",
            nama=common_name(at.issuer),
        ),
        next_step=tr("Minta kunci yang lengkap, atau sertakan sertifikat penerbitnya."),
        code="cert_chain",
    )


def _require_depth(issuers: Sequence[x509.Certificate], between: Sequence[x509.Certificate]) -> None:
    """Raise Refused unless one of `issuers` may have as many authorities below it as there are `between`; one
    that goes on with a new key of its own counts as none."""
    below = sum(one.subject != one.issuer for one in between)
    depths = [_depth(one) for one in issuers]
    if not any(depth is None or below <= depth for depth in depths):
        raise Refused(
            tr(
                "Penerbit {nama} tidak boleh mempunyai penerbit sebanyak itu di bawahnya.",
                nama=common_name(issuers[0].subject),
            ),
            next_step=tr("Tanyakan penerbit sertifikatnya; kunci ini tidak dapat dipakai di sini."),
            code="cert_depth",
        )


def _depth(certificate: x509.Certificate) -> int | None:
    """How many authorities may follow it; None for any number."""
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length
    except x509.ExtensionNotFound:
        return None


def _fit_issuer(found: Sequence[x509.Certificate], now: datetime) -> x509.Certificate:
    """The first that may issue and is in its dates: an authority is often renewed with the same key."""
    refusal: Refused | None = None
    for one in found:
        try:
            _require_authority(one)
            _require_dates(one, now)
        except Refused as unfit:
            refusal = refusal or unfit
            continue
        return one
    assert refusal is not None
    raise refusal


def _require_authority(certificate: x509.Certificate) -> None:
    try:
        may = certificate.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    except x509.ExtensionNotFound:
        may = True
    if not may or not is_authority(certificate):
        raise Refused(
            tr("Sertifikat {nama} bukan sertifikat penerbit.", nama=common_name(certificate.subject)),
            next_step=tr("Minta kunci yang lengkap, atau sertakan sertifikat penerbitnya."),
            code="cert_chain",
        )


def _day(moment: datetime) -> str:
    return moment.astimezone(WIB).strftime("%d-%m-%Y")
