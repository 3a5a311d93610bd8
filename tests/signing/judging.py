"""What two validators that are not ours say of a file's signatures."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

import pdfsigner
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from desktop_app.documents.pades import as_asn1
from tests.documents.people import NOW


def judged(pdf: bytes, roots: list[x509.Certificate]) -> dict[str, bool]:
    """Each signature's field, and whether both find it intact, allowed and trusted."""
    found: dict[str, bool] = {}
    for one in PdfFileReader(io.BytesIO(pdf)).embedded_signatures:
        context = ValidationContext(
            trust_roots=[as_asn1(root) for root in roots], moment=NOW, allow_fetching=False
        )
        status: Any = validate_pdf_signature(one, context)
        found[str(one.field_name)] = bool(status.bottom_line)
    assert second_opinion(pdf, roots) == all(found.values())
    return found


def second_opinion(pdf: bytes, roots: list[x509.Certificate]) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        file, trust = Path(folder) / "a.pdf", Path(folder) / "r.pem"
        file.write_bytes(pdf)
        trust.write_bytes(b"".join(root.public_bytes(Encoding.PEM) for root in roots))
        report: dict[str, Any] = pdfsigner.verify_pdf_report(file, roots=trust)
    return bool(report["document_intact"] and report["all_valid"] and report["all_trusted"])
