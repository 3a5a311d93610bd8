"""A signing service as others run it: it appends to the paper, or writes the file anew before it signs."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pikepdf
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner

from desktop_app.documents.pades import BSRE_FIELD
from tests.documents.people import NOW
from tests.signing import pki
from tests.signing.pki import Holder, Pki


def stock_signer(holder: Holder, people: Pki) -> SimpleSigner:
    """pyHanko's own signer, from the PKCS#12 bytes."""
    data = pki.p12(holder, people.authorities)
    made = SimpleSigner.load_pkcs12_data(data, other_certs=[], passphrase=pki.PASSWORD.encode())
    assert made is not None
    return made


def signed_elsewhere(
    pdf: bytes, holder: Holder, people: Pki, *, now: datetime = NOW, field: str = BSRE_FIELD
) -> bytes:
    """An ordinary signature of another program in the reserved field."""

    class Timed(PdfSigner):
        def init_signing_session(self, *args: Any, **named: Any) -> Any:
            session = super().init_signing_session(*args, **named)
            session.system_time = now
            return session

    metadata = PdfSignatureMetadata(field_name=field, md_algorithm="sha256")
    signer = Timed(metadata, stock_signer(holder, people))
    return bytes(signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf))).getvalue())


def rewritten(pdf: bytes, change: Any = None) -> bytes:
    """The same pages in a file written anew, without its old bytes; `change` does something to it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        if change is not None:
            change(document)
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, recompress_flate=True)
    return out.getvalue()


def painted(words: str, x: float, y: float) -> Any:
    """A change that writes `words` onto the first page."""

    def change(document: pikepdf.Pdf) -> None:
        page = document.pages[0]
        name = page.add_resource(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            ),
            pikepdf.Name.Font,
        )
        page.contents_add(f"q BT {name} 7 Tf {x} {y} Td ({words}) Tj ET Q".encode())

    return change


def covered(document: pikepdf.Pdf) -> None:
    """A change that paints a white patch over the first name: the text beneath it stays."""
    page = document.pages[0]
    page.contents_add(b"q 1 1 1 rg 60 440 90 30 re f Q")
