"""A paper in each state of its signatures, and how its foot looks on a poor copy."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from desktop_app.documents.data import Places, Rect
from desktop_app.documents.qr import QrKey
from desktop_app.documents.render import page_png
from desktop_app.documents.roster import write_roster
from desktop_app.documents.seal import SealField, SealKey, seal
from desktop_app.signing.pkcs12 import FileKey
from desktop_app.signing.signer import Wish, prepare, sign
from tests.documents.people import NOW, roster
from tests.signing import pki
from tests.signing.pki import Holder
from tests.signing.service import signed_elsewhere

DPI = 100
MIDDLE = 127
"""Darker than this is black where a copier knows no greys."""


@dataclass(frozen=True)
class Faces:
    """The papers by state, and where their signatures stand."""

    pdfs: dict[str, bytes]
    places: Places


def faces() -> Faces:
    """Draft, waiting for BSrE, sealed, signed by two over the seal, signed without a seal, back from a
    service."""
    known, key = pki.shared(), QrKey.of(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
    draft = write_roster(roster(5), state="draf", now=NOW)
    waiting = write_roster(roster(5), state="tte", now=NOW, key=key)
    plain = write_roster(roster(5), state="segel", now=NOW, key=key)
    office = known.pendamping  # its look does not depend on whose key it is
    assert isinstance(office.key, ec.EllipticCurvePrivateKey)
    field = SealField(places=plain.places, sealed_by="Lurah Kukusan", directory_version=14)
    sealed = seal(
        plain.pdf,
        SealKey(office.key, office.certificate),
        reason="Uji",
        location="Depok",
        now=NOW,
        field=field,
    )
    official = Wish(role="pejabat", capacity="Lurah Kukusan", reason="Uji", place="Depok", now=NOW)
    mentor = replace(official, role="pendamping", capacity="Pendamping")
    ready = prepare(waiting.pdf, waiting.places)
    both = sign(sign(sealed, _key(known.lurah), official), _key(known.pendamping), mentor)
    return Faces(
        {
            "draf": draft.pdf,
            "menunggu": ready,
            "segel": sealed,
            "dua": both,
            "pejabat": sign(ready, _key(known.lurah), official),
            "layanan": signed_elsewhere(ready, known.lurah, known),
        },
        plain.places,
    )


def _key(holder: Holder) -> FileKey:
    return FileKey(holder.certificate, (pki.shared().between.certificate,), holder.key)


def grey(pdf: bytes) -> Image.Image:
    """The first page as a copier at 100 dpi sees it."""
    return Image.open(io.BytesIO(page_png(pdf, 0, dpi=DPI))).convert("L")


def black_and_white(picture: Image.Image) -> Image.Image:
    """The same without greys."""
    return picture.point([0] * (MIDDLE + 1) + [255] * (255 - MIDDLE))


def ink_in(picture: Image.Image, box: Rect) -> float:
    """The share of black in a box (in points from the lower left)."""
    scale = DPI / 72
    high = picture.height
    part = picture.crop(
        (
            round(box.x1 * scale),
            round(high - box.y2 * scale),
            round(box.x2 * scale),
            round(high - box.y1 * scale),
        )
    )
    return part.histogram()[0] / (part.width * part.height)


def beside(picture: Image.Image, box: Rect) -> float:
    """How much of the frame's left side, 4 points beside the box, is black: of a dashed one about half."""
    scale = DPI / 72
    at, top, low = (
        round((box.x1 - 4) * scale),
        picture.height - box.y2 * scale,
        picture.height - box.y1 * scale,
    )
    strips = [picture.crop((x, round(top), x + 1, round(low))) for x in range(at - 2, at + 3)]
    return max(strip.histogram()[0] / strip.height for strip in strips)


def sheet(pictures: list[Image.Image]) -> Image.Image:
    """The feet of several papers below each other."""
    wide, high = pictures[0].size
    foot = high // 4
    made = Image.new("L", (wide, (foot + 6) * len(pictures)), MIDDLE)
    for number, picture in enumerate(pictures):
        made.paste(picture.crop((0, high - foot, wide, high)), (0, number * (foot + 6)))
    return made
