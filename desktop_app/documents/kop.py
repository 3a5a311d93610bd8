"""What papers of every shape share: the letterhead across the top, the office's emblem, a page code."""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError
from reportlab.lib.utils import ImageReader

from desktop_app.documents import ink, qr
from desktop_app.documents.data import Letterhead
from desktop_app.documents.ink import Face, Ink
from desktop_app.errors import Refused
from resources.i18n import tr

BOTTOM = 73.7
"""Where the double rule below the letterhead ends, in points from the top of the page."""
_LOGO = 38.0
_LOGO_PIXELS = 600


def draw(pen: Ink, head: Letterhead, logo: ImageReader | None, *, margin: float, framed: bool) -> None:
    """The letterhead over the page's width; `framed` shows where an emblem that nobody has set belongs."""
    middle, room = pen.wide / 2, pen.wide - 2 * margin - 2 * (_LOGO + 12)
    if logo is not None:
        pen.image(logo, margin + 1, 24, _LOGO, _LOGO)
    elif framed:
        pen.frame(margin + 1, 24, _LOGO, _LOGO, ink.EDGE, dashed=True)
        pen.text(margin + 1 + _LOGO / 2, 41, "Lambang", 5.4, tint=ink.SOFT, align="center")
        pen.text(margin + 1 + _LOGO / 2, 48, "Kota Depok", 5.4, tint=ink.SOFT, align="center")
    lines: list[tuple[str, float, Face, ink.Colour]] = [
        (head.government.upper(), 9.6, ink.REGULAR, ink.INK),
        (head.parent.upper(), 9.0, ink.REGULAR, ink.INK),
        (head.office.upper(), 12.4, ink.BOLD, ink.INK),
        (head.address, 7.2, ink.REGULAR, ink.SOFT),
    ]
    baseline = 18.0 if head.parent else 22.5
    for text, size, face, tint in lines:
        if text:
            baseline += size * 0.75 + 4.8
            pen.text(middle, baseline, text, size, face, tint, "center", room)
    pen.rule(margin, pen.wide - margin, 71.0, 1.8)
    pen.rule(margin, pen.wide - margin, BOTTOM, 0.5)


def code(pen: Ink, text: str, x: float, y: float, side: float) -> None:
    """The QR symbol of `text`, its upper left corner at (x, y); the white around it is left to the page."""
    modules, dark = qr.runs(text)
    module = side / modules
    boxes = [(x + left * module, y + top * module, length * module, module) for left, top, length in dark]
    pen.fill(boxes, ink.INK)


def read_logo(data: bytes | None) -> ImageReader | None:
    """The emblem, small enough for a page. Raises Refused for a picture that cannot be read."""
    if data is None:
        return None
    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.thumbnail((_LOGO_PIXELS, _LOGO_PIXELS))
            return ImageReader(picture.convert("RGBA"))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as wrong:
        raise Refused(
            tr("Lambang pada kop surat tidak dapat dibaca."),
            next_step=tr("Pilih gambar PNG atau JPEG lain di Pengaturan, bagian Kantor dan kop surat."),
            code="LOGO",
        ) from wrong
