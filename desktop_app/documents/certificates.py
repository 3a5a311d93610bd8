"""DKUM's certificate authority for office seals: its own certificate, requests and seal certificates.

ECDSA P-256 throughout. A seal certificate lasts ten years and may sign documents, nothing else; its
holder is what DKUM writes, never what the request claims. Dates start a day early, because office
clocks differ. Keys and certificates travel as PEM.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from desktop_app.errors import Refused
from resources.i18n import tr

SEAL_YEARS = 10
CA_YEARS = 30
_YEAR = timedelta(days=365.25)
_EARLY = timedelta(days=1)
_GOVERNMENT = "Pemerintah Kota Depok"
_DOCUMENT_USES = frozenset(
    {
        "2.5.29.37.0",  # any
        "1.3.6.1.5.5.7.3.36",  # document signing, RFC 9336
        "1.3.6.1.5.5.7.3.4",  # e-mail
        "1.2.840.113583.1.1.5",  # Adobe
        "1.3.6.1.4.1.311.10.3.12",  # Microsoft
    }
)
"""Extended key usages under which documents are signed."""


@dataclass(frozen=True, slots=True)
class CityCa:
    """DKUM's signing key for seal certificates, with its self-signed certificate."""

    private_key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def make_city_ca(now: datetime, private_key: ec.EllipticCurvePrivateKey | None = None) -> CityCa:
    """A new authority, valid for thirty years; its certificate is the trust anchor of every seal."""
    key = private_key or ec.generate_private_key(ec.SECP256R1())
    name = _name("Otoritas Segel DKUM Kota Depok", "DKUM")
    certificate = (
        _builder(name, name, key.public_key(), now, CA_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return CityCa(key, certificate)


def make_csr(private_key: ec.EllipticCurvePrivateKey, kelurahan_kode: str) -> bytes:
    """A certificate request (PEM) for the office seal; it names the office code and no person."""
    request = x509.CertificateSigningRequestBuilder().subject_name(
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, kelurahan_kode)])
    )
    return request.sign(private_key, hashes.SHA256()).public_bytes(Encoding.PEM)


def issue_seal_certificate(
    ca: CityCa, csr: bytes, *, office: str, office_code: str, now: datetime
) -> x509.Certificate:
    """A ten-year seal certificate for `office` ("Kelurahan Kukusan, Kecamatan Beji").

    Raises Refused (code ``CSR``) for a request that is damaged, not self-signed or not P-256.
    """
    try:
        request = x509.load_pem_x509_csr(csr)
        key = request.public_key()
        sound = request.is_signature_valid
    except ValueError as wrong:
        raise _bad_request() from wrong
    if not sound or not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise _bad_request()
    return (
        _builder(_name(f"Segel {office}", office_code), ca.certificate.subject, key, now, SEAL_YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certificates=False), critical=True)
        .add_extension(_issuer_key(ca), critical=False)
        .sign(ca.private_key, hashes.SHA256())
    )


def load_certificates(pem: bytes) -> list[x509.Certificate]:
    """All certificates of a PEM text, in order. Raises Refused (code ``CERT``) where it holds none."""
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError as wrong:
        raise Refused(
            tr("Sertifikat segel tidak terbaca."),
            next_step=tr("Minta DKUM mengirim ulang berkas persetujuan kantor."),
            code="CERT",
        ) from wrong


def to_pem(certificate: x509.Certificate) -> bytes:
    """`certificate` as PEM."""
    return certificate.public_bytes(Encoding.PEM)


def key_fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of the public key (SubjectPublicKeyInfo), 64 upper-case hex digits."""
    spki = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(spki).hexdigest().upper()


def signs_papers(certificate: x509.Certificate) -> bool:
    """Whether it was issued to sign documents. An authority's own signs none; without a word about its use
    every use is allowed (RFC 5280, 4.2.1.3 and 4.2.1.12)."""
    found = {one.oid: one.value for one in certificate.extensions}
    basic = found.get(x509.BasicConstraints.oid)
    usage, extended = found.get(x509.KeyUsage.oid), found.get(x509.ExtendedKeyUsage.oid)
    if isinstance(basic, x509.BasicConstraints) and basic.ca:
        return False
    if isinstance(usage, x509.KeyUsage) and not (usage.digital_signature or usage.content_commitment):
        return False
    return not isinstance(extended, x509.ExtendedKeyUsage) or any(
        use.dotted_string in _DOCUMENT_USES for use in extended
    )


def issued_by(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Whether the key of `issuer` signed `certificate`, whatever the dates and uses of both."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except Exception:  # noqa: BLE001  (a key of another kind, or no signature of this one)
        return False
    return True


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, years: int
) -> x509.CertificateBuilder:
    start = (now - _EARLY).replace(microsecond=0)
    end = start + _EARLY + years * _YEAR
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _issuer_key(ca: CityCa) -> x509.AuthorityKeyIdentifier:
    identifier = ca.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=not certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str, unit: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _GOVERNMENT),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
        ]
    )


def _bad_request() -> Refused:
    return Refused(
        tr("Permintaan sertifikat segel dari kantor ini rusak."),
        next_step=tr("Minta kantor itu menyimpan ulang berkas pendaftarannya."),
        code="CSR",
    )
