"""The office seal: a PAdES-B certification of a paper with the office's own key.

It is called *segel integritas* and says that it is no BSrE signature; empty fields for one, and for the
people who sign, are made beside it before the seal, so that they may be filled later without breaking it.
No network, no clock: the claimed time is given and DKUM's countersigned log proves it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_private_key

from desktop_app.documents import ink
from desktop_app.documents.certificates import key_fingerprint
from desktop_app.documents.data import Places, grouped_hex, wib_minute
from desktop_app.documents.pades import SEAL_FIELD, add_fields, append_to, sign_field, sign_with

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

    def sign(self, data: bytes) -> bytes:
        """The signature on `data`."""
        return sign_with(self.private_key, data)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealField:
    """Where the seal stands and what it says: `sealed_by` is "Lurah Kukusan" or "a.n. Lurah Kukusan"."""

    places: Places
    sealed_by: str
    directory_version: int


def seal(pdf: bytes, key: SealKey, *, reason: str, location: str, now: datetime, field: SealField) -> bytes:
    """`pdf` with the office seal appended; the given bytes are its unchanged beginning.

    Afterwards only the empty signature fields may be filled; any other change makes the seal invalid.
    """
    writer = append_to(pdf)
    add_fields(writer, field.places, seal=True)
    face = _face_page(key, now, field)
    return sign_field(writer, SEAL_FIELD, key, face, reason=reason, place=location, certify=True, now=now)


def _face_page(key: SealKey, now: datetime, field: SealField) -> bytes:
    """The seal's words and mark, drawn at the size of its box, in ink that a copy keeps."""
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
        (f"{wib_minute(now)}, kunci kantor", 6.8, ink.REGULAR, ink.INK),
        (f"Sidik kunci {grouped_hex(key_fingerprint(key.certificate), 4)}", 6.8, ink.REGULAR, ink.INK),
        (f"Terdaftar di DKUM, direktori versi {field.directory_version}", 6.8, ink.REGULAR, ink.INK),
        ("Bukan tanda tangan elektronik BSrE", 6.8, ink.ITALIC, ink.INK),
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
