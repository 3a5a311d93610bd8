"""What two validators that are not ours say of a file's signatures."""

from __future__ import annotations

import io
from typing import Any

from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from desktop_app.documents.pades import as_asn1
from tests.documents.people import NOW
from tests.documents.validator import second_opinion


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
