"""The office seal: a PAdES-B certification of a paper with the office's own key.

It is called *segel integritas* and says that it is no BSrE signature; an empty field for one is made
beside it before the seal, so that it may be filled later without breaking the seal. No network, no
clock: the claimed time is given and DKUM's countersigned log proves it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from asn1crypto import keys as asn1_keys  # pyright: ignore[reportMissingTypeStubs]
from asn1crypto import x509 as asn1_x509  # pyright: ignore[reportMissingTypeStubs]
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from desktop_app.documents import ink
from desktop_app.documents.certificates import key_fingerprint
from desktop_app.documents.data import WIB, Places, Rect, grouped_hex, wib_minute

SEAL_FIELD = "Segel_Kantor"
BSRE_FIELD = "TTD_BSrE"
_MARK = 24.0


@dataclass(frozen=True, slots=True)
class SealKey:
    """The office's P-256 key with the certificate DKUM's authority gave it; `chain` excludes the root."""

    private_key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    @classmethod
    def load(cls, private_key: bytes, certificate: bytes) -> SealKey:
        """From a PKCS#8 DER key and a PEM certificate. ValueError where they are not a P-256 pair."""
        key = load_der_private_key(private_key, None)
        parsed = x509.load_pem_x509_certificate(certificate)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != parsed.public_key():
            raise ValueError("the key does not belong to the certificate")
        return cls(key, parsed)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealField:
    """Where the seal stands and what it says: `sealed_by` is "Lurah Kukusan" or "a.n. Lurah Kukusan"."""

    places: Places
    sealed_by: str
    directory_version: int


def seal(pdf: bytes, key: SealKey, *, reason: str, location: str, now: datetime, field: SealField) -> bytes:
    """`pdf` with the office seal appended; the given bytes are its unchanged beginning.

    Afterwards only the BSrE field may be filled; any other change makes the seal invalid.
    """
    places = field.places
    writer = _Sealing(io.BytesIO(pdf))
    for name, box in ((SEAL_FIELD, places.seal), (BSRE_FIELD, places.bsre)):
        append_signature_field(writer, SigFieldSpec(name, on_page=places.page, box=_box(box)))
    metadata = PdfSignatureMetadata(
        field_name=SEAL_FIELD,
        md_algorithm="sha256",
        reason=reason,
        location=location,
        certify=True,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        subfilter=SigSeedSubFilter.PADES,
    )
    face = _SealFace(_face_page(key, now, field))
    style = StaticStampStyle(
        background=face,
        border_width=0,
        background_opacity=1.0,
        background_layout=layout.SimpleBoxLayoutRule(
            x_align=layout.AxisAlignment.ALIGN_MIN, y_align=layout.AxisAlignment.ALIGN_MIN
        ),
    )
    signer: Any = _Signer(metadata, _LoadedSigner(key), stamp_style=style, now=now)
    return bytes(signer.sign_pdf(writer, existing_fields_only=True).getvalue())


class _Sealing(IncrementalPdfFileWriter):
    """Leaves the paper's metadata alone: title and dates stay those it was laid out with."""

    def _update_meta(self) -> None:
        pass


class _Signer(PdfSigner):
    """Signs at the given time instead of the computer's."""

    def __init__(self, *args: Any, now: datetime, **named: Any) -> None:
        super().__init__(*args, **named)
        self._now = now.astimezone(WIB).replace(microsecond=0)

    def init_signing_session(self, *args: Any, **named: Any) -> Any:
        session = super().init_signing_session(*args, **named)
        session.system_time = self._now
        return session


class _LoadedSigner(SimpleSigner):
    """Signs with the key as loaded; the stock signer decodes and checks it for every signature."""

    def __init__(self, key: SealKey) -> None:
        store = SimpleCertificateStore()
        store.register_multiple(as_asn1(certificate) for certificate in key.chain)
        private = key.private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        key_info: Any = asn1_keys.PrivateKeyInfo
        super().__init__(
            signing_cert=as_asn1(key.certificate),
            signing_key=key_info.load(private),
            cert_registry=store,
            embed_roots=False,
        )
        self._key = key.private_key

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        if digest_algorithm != "sha256":
            raise ValueError("office seals use SHA-256")
        return self._key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))


class _SealFace(ImportedPdfPage):
    """A one-page PDF held in memory, used as the seal's appearance."""

    def __init__(self, page: bytes) -> None:
        super().__init__("seal")
        self._page = page

    def render(self) -> bytes:
        form: Any = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._page)))
        self.resources.xobject["/Seal"] = form
        x1, y1, x2, y2 = form.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(x1 - x2), height=abs(y1 - y2))
        return b"/Seal Do"


def _face_page(key: SealKey, now: datetime, field: SealField) -> bytes:
    """The seal's words and mark, drawn at the size of its box."""
    box = field.places.seal
    wide, high = box.x2 - box.x1, box.y2 - box.y1
    pen = ink.Ink((wide, high))
    middle = high / 2
    pen.circle(_MARK + 4, middle, _MARK - 1, 0.9, ink.NILA)
    pen.circle(_MARK + 4, middle, _MARK - 3.6, 0.4, ink.NILA)
    _draw_w(pen, _MARK + 4, middle)
    left = 2 * _MARK + 16
    room = wide - left - 2
    lines: tuple[tuple[str, float, ink.Face, ink.Colour], ...] = (
        (f"Disegel {field.sealed_by}", 7.8, ink.BOLD, ink.INK),
        (f"{wib_minute(now)}, kunci kantor", 6.5, ink.REGULAR, ink.SOFT),
        (f"Sidik kunci {grouped_hex(key_fingerprint(key.certificate), 4)}", 6.5, ink.REGULAR, ink.SOFT),
        (f"Terdaftar di DKUM, direktori versi {field.directory_version}", 6.5, ink.REGULAR, ink.SOFT),
        ("Bukan tanda tangan elektronik BSrE", 6.5, ink.ITALIC, ink.SOFT),
    )
    baseline = middle - 17
    for text, size, face, tint in lines:
        pen.text(left, baseline, text, size, face, tint, room=room)
        baseline += 10
    pen.page_done()
    return pen.finish()


def _draw_w(pen: ink.Ink, x: float, y: float) -> None:
    """The program's mark: a W of four strokes."""
    points = [(-11, -8.5), (-5.5, 8.5), (0, -5), (5.5, 8.5), (11, -8.5)]
    pen.strokes([(x + a, y + b, x + c, y + d) for (a, b), (c, d) in pairwise(points)], 2.2, ink.NILA)


def _box(box: Rect) -> tuple[int, int, int, int]:
    return round(box.x1), round(box.y1), round(box.x2), round(box.y2)


def as_asn1(certificate: x509.Certificate) -> Any:
    """The same certificate as the PDF library wants it."""
    parser: Any = asn1_x509.Certificate
    return parser.load(certificate.public_bytes(Encoding.DER))
