"""An invented authority and its people, made anew in each run; nothing here is anybody's key."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from tests.documents.validator import BEGINNING, END

PASSWORD = "Kunci Uji 2026"
DAY = timedelta(days=1)
Private = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Holder:
    """A key with its certificate."""

    key: Private
    certificate: x509.Certificate


def name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Penerbit Uji"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def issue(
    common: str,
    issuer: Holder | None,
    *,
    key: Private | None = None,
    ca: bool = False,
    signs: bool = True,
    commits: bool = True,
    start: datetime = BEGINNING,
    end: datetime = END,
    path_length: int | None = None,
    more: Sequence[tuple[x509.ExtensionType, bool]] = (),
) -> Holder:
    """A certificate by `issuer`, or by itself; `more` are extensions and whether each is critical."""
    own = key or ec.generate_private_key(ec.SECP256R1())
    by = issuer or Holder(own, None)  # type: ignore[arg-type]
    subject = name(common)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=path_length), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=signs and not ca,
                content_commitment=signs and commits and not ca,
                key_encipherment=not signs,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=ca,
                crl_sign=ca,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    )
    for extension, critical in more:
        builder = builder.add_extension(extension, critical=critical)
    return Holder(own, builder.sign(by.key, hashes.SHA256()))


@dataclass(frozen=True)
class Pki:
    """Root and the authority between; `lurah` has an RSA key, `pendamping` an EC key."""

    root: Holder
    between: Holder
    lurah: Holder
    pendamping: Holder

    @property
    def authorities(self) -> list[x509.Certificate]:
        return [self.between.certificate, self.root.certificate]


@cache
def shared() -> Pki:
    """The same people for all tests of a process."""
    root = issue("Akar Uji", None, ca=True)
    between = issue("Penerbit Antara Uji", root, ca=True)
    rsa_key = rsa.generate_private_key(65537, 2048)
    return Pki(
        root,
        between,
        issue("Surya Darmawan", between, key=rsa_key),
        issue("Wulan Sari", between),
    )


def p12(holder: Holder, chain: list[x509.Certificate], password: str = PASSWORD) -> bytes:
    """A PKCS#12 file as programs of today write it (AES-256)."""
    return pkcs12.serialize_key_and_certificates(
        b"kunci", holder.key, holder.certificate, chain, BestAvailableEncryption(password.encode())
    )


def old_p12(holder: Holder, chain: list[x509.Certificate], folder: Path, cipher: str) -> bytes:
    """The same as programs before 2022 wrote it: key in 3DES, certificates in RC2-40 or 3DES."""
    key, certificate, others = folder / "k.pem", folder / "c.pem", folder / "o.pem"
    key.write_bytes(holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    certificate.write_bytes(holder.certificate.public_bytes(Encoding.PEM))
    others.write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in chain))
    made = subprocess.run(
        ["openssl", "pkcs12", "-export", "-legacy", "-certpbe", cipher, "-keypbe", "PBE-SHA1-3DES",
         "-macalg", "sha1", "-inkey", key, "-in", certificate, "-certfile", others,
         "-passout", f"pass:{PASSWORD}"],
        capture_output=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return made.stdout
