"""pdfsignerpy, which shares no code with pyHanko, and certificates that it finds in their dates on any day.

It judges dates by the computer's clock, which no test may depend on.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pdfsigner
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader

BEGINNING: Final = datetime(2000, 1, 1, tzinfo=UTC)
END: Final = datetime(2100, 1, 1, tzinfo=UTC)


def lasting(certificate: x509.Certificate, issuer: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    """The same certificate from `BEGINNING` to `END`, signed anew with its issuer's key."""
    builder = x509.CertificateBuilder(
        certificate.issuer, certificate.subject, certificate.public_key(), certificate.serial_number,
        BEGINNING, END,
    )  # fmt: skip
    for one in certificate.extensions:
        builder = builder.add_extension(one.value, critical=one.critical)
    return builder.sign(issuer, hashes.SHA256())


def second_opinion(pdf: bytes, roots: Sequence[x509.Certificate]) -> bool:
    """Whether it finds a file whole, its signatures valid, and all of them trusted by `roots`.

    A whole office has certificates with the dates that the program gives. Where the computer's clock is
    outside of them nothing can be trusted, and whether it is stays open.
    """
    with tempfile.TemporaryDirectory() as folder:
        file, trust = Path(folder) / "a.pdf", Path(folder) / "r.pem"
        file.write_bytes(pdf)
        trust.write_bytes(b"".join(root.public_bytes(Encoding.PEM) for root in roots))
        try:
            report: dict[str, Any] = pdfsigner.verify_pdf_report(file, roots=trust)
        except ValueError:  # it does not read what a forger left
            return False
    if not (report["document_intact"] and report["all_valid"]):
        return False
    return bool(report["all_trusted"]) or not all(map(_current, [*roots, *_signers(pdf)]))


def _signers(pdf: bytes) -> Iterator[x509.Certificate]:
    for one in PdfFileReader(io.BytesIO(pdf)).embedded_signatures:
        yield x509.load_der_x509_certificate(one.signer_cert.dump())


def _current(certificate: x509.Certificate) -> bool:
    return certificate.not_valid_before_utc <= datetime.now(UTC) <= certificate.not_valid_after_utc
