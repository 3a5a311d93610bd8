"""What papers of every shape share: the letterhead across the top, the office's emblem, a page code."""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError
from reportlab.lib.utils import ImageReader

from desktop_app.documents import ink, qr
from desktop_app.documents.data import Letterhead, Signatory
from desktop_app.documents.ink import Face, Ink
from desktop_app.domain.identity import nip_display
from desktop_app.errors import Refused
from resources.i18n import tr

BOTTOM = 73.7
"""Where the double rule below the letterhead ends, in points from the top of the page."""
_LAST = 68.6
"""How far down its last line may stand, above the rule."""
_BETWEEN = (1.9, 3.1)
"""Between its lines: the least, and as usual."""
_SMALLER = 0.75
"""A line of the letterhead is made this much smaller before it takes two."""
_LOGO, _LOGO_TOP = 38.0, 29.5
_LOGO_PIXELS = 600
_MOST_PIXELS = 16_000_000
_NAME_HIGH = 34.0
_ABOVE_NAME = 24.0
"""From the first line of a signature to its last above the place where one signs."""
_UNNAMED = 120.0
"""Length of the line for a name nobody has entered yet."""


def draw(
    pen: Ink,
    head: Letterhead,
    logo: ImageReader | None,
    *,
    margin: float,
    framed: bool,
    top: float = 0.0,
) -> None:
    """The letterhead over the page's width; `framed` shows where an emblem that nobody has set belongs. `top`
    is where the page begins, for the second of two on one sheet."""
    middle, room = pen.wide / 2, pen.wide - 2 * margin - 2 * (_LOGO + 12)
    if logo is not None:
        pen.image(logo, margin + 1, top + _LOGO_TOP, _LOGO, _LOGO)
    elif framed:
        pen.frame(margin + 1, top + _LOGO_TOP, _LOGO, _LOGO, ink.EDGE, dashed=True)
        middle_of = margin + 1 + _LOGO / 2
        for n, word in enumerate(("Lambang", "belum", "dipasang")):
            pen.text(middle_of, top + _LOGO_TOP + 14 + n * 7, word, 6, tint=ink.SOFT, align="center")
    lines = _lines(head, room)
    begin, least, usual = 28.5 if head.parent else 32.0, *_BETWEEN
    left, gaps = _LAST - begin, max(1, len(lines) - 1)
    high = sum(size * 0.75 for _text, size, _face in lines)
    scale = min(1.0, (left - least * gaps) / high) if lines else 1.0
    between = min(usual, (left - high * scale) / gaps)
    baseline = top + begin - between
    for text, size, face in lines:
        baseline += size * scale * 0.75 + between
        pen.text(middle, baseline, text, size * scale, face, ink.INK, "center", room)
    pen.rule(margin, pen.wide - margin, top + 71.0, 1.8)
    pen.rule(margin, pen.wide - margin, top + BOTTOM, 0.5)


def _lines(head: Letterhead, room: float) -> list[tuple[str, float, Face]]:
    """What the letterhead says, line by line with its size: what would have to be much smaller than usual to
    stand on one line takes two."""
    usual: tuple[tuple[str, float, Face], ...] = (
        (head.government.upper(), 9.6, ink.REGULAR),
        (head.parent.upper(), 9.0, ink.REGULAR),
        (head.office.upper(), 12.4, ink.BOLD),
        (head.address, 7.2, ink.REGULAR),
    )
    found: list[tuple[str, float, Face]] = []
    for text, size, face in usual:
        parts: tuple[str, ...] = (text,)
        if ink.width(text, face, size * _SMALLER) > room:
            size, parts = ink.shrunk(text, face, size * _SMALLER, room)
        for part in filter(None, parts):
            found.append((part, size, face))
    return found


def hand(
    pen: Ink,
    signer: Signatory,
    where: str,
    left: float,
    top: float,
    room: float,
    *,
    scale: float = 1.0,
) -> None:
    """A signature by hand, 92 points high: place and date where given, jabatan, room, nama, pangkat, NIP. A
    long jabatan or name takes further lines and smaller type, never an end."""
    middle = left + room / 2
    above = [where] if where else [""]
    above += [f"{signer.on_behalf},"] if signer.on_behalf else []
    size, post = ink.shrunk(f"{signer.jabatan},", ink.REGULAR, 7.8 * scale, room)
    above += post if signer.jabatan else []
    step = min(10, _ABOVE_NAME / max(1, len(above) - 1)) * scale
    for n, line in enumerate(above):
        small = size if line in post else 7.8 * scale
        pen.text(middle, top + 7 + n * step, line, small, align="center", room=room)
    size = 8.2 * scale
    names = ink.wrap(signer.name, ink.BOLD, size, room - 8)
    while len(names) > 2 and len(names) * size * 1.1 > _NAME_HIGH:
        size *= 0.92
        names = ink.wrap(signer.name, ink.BOLD, size, room - 8)
    for n, line in enumerate(names, 1):
        pen.text(middle, top + 78 - (len(names) - n) * size * 1.1, line, size, ink.BOLD, align="center")
    wide = max(ink.width(line, ink.BOLD, size) for line in names) if signer.name else _UNNAMED
    pen.rule(middle - wide / 2 - 4, middle + wide / 2 + 4, top + 80.6, 0.6)
    below = ", ".join(
        part for part in (signer.pangkat, f"NIP {nip_display(signer.nip)}" if signer.nip else "") if part
    )
    pen.text(middle, top + 89, below, 6.9, align="center", room=room)


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
            if picture.width * picture.height > _MOST_PIXELS:  # told from its head, before it is unpacked
                raise ValueError("too large a picture")
            picture.thumbnail((_LOGO_PIXELS, _LOGO_PIXELS))
            return ImageReader(picture.convert("RGBA"))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as wrong:
        raise Refused(
            tr("Lambang pada kop surat tidak dapat dibaca."),
            next_step=tr("Pilih gambar PNG atau JPEG lain di Pengaturan, bagian Kantor dan kop surat."),
            code="LOGO",
        ) from wrong
