"""A PDF page as pixels, signature appearances included, for the preview and for printing."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, cast

import pikepdf
import pypdfium2 as pdfium

from desktop_app.errors import Refused
from desktop_app.pdfium import PDFIUM
from resources.i18n import tr

SEAL_FIELD: Final = "Segel_Kantor"
_BLOCK_LEFT: Final = 28.0


@dataclass(frozen=True, slots=True)
class Picture:
    """Eight-bit RGBA pixels, row by row without padding, on white."""

    wide: int
    high: int
    rgba: bytes

    def __post_init__(self) -> None:
        """Raises ValueError: whoever draws it reads as many bytes as its sides say."""
        if min(self.wide, self.high) < 1 or len(self.rgba) != self.wide * self.high * 4:
            raise ValueError("sides and pixels differ")


def page_count(pdf: bytes) -> int:
    """How many pages `pdf` has. Raises Refused where it cannot be opened."""
    with PDFIUM:
        document = _opened(pdf)
        try:
            return len(document)
        finally:
            document.close()


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of every page in points. Raises Refused where it cannot be opened."""
    with PDFIUM:
        document = _opened(pdf)
        try:
            return [(float(page.get_width()), float(page.get_height())) for page in document]
        finally:
            document.close()


def seal_block(pdf: bytes) -> tuple[int, tuple[float, float, float, float]] | None:
    """The page (from 0) with the office seal, and the block of page code and seal around it in points.

    None for a file without a seal, or one that cannot be read.
    """
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            for number, page in enumerate(document.pages):
                for field in cast("Iterable[Any]", page.get("/Annots", [])):
                    if str(field.get("/T", "")) == SEAL_FIELD:
                        _x1, y1, x2, y2 = (float(side) for side in field["/Rect"])
                        return number, (_BLOCK_LEFT, y1 - 15.5, x2 + 4, y2 + 20)
    except (pikepdf.PdfError, ValueError, TypeError, KeyError):
        return None
    return None


def page_picture(pdf: bytes, page: int, *, dpi: float = 96) -> Picture:
    """Page `page` (from 0) at `dpi`. Raises Refused where the file cannot be opened."""
    image = _rendered(pdf, page, dpi).convert("RGBA")
    return Picture(image.width, image.height, image.tobytes())


def page_png(pdf: bytes, page: int, *, dpi: float = 96) -> bytes:
    """The same page as a PNG file. Raises Refused where the file cannot be opened."""
    out = io.BytesIO()
    _rendered(pdf, page, dpi).save(out, "PNG")
    return out.getvalue()


def _rendered(pdf: bytes, page: int, dpi: float) -> Any:
    with PDFIUM:
        document = _opened(pdf)
        try:
            document.init_forms()
            return document[page].render(scale=dpi / 72, may_draw_forms=True).to_pil().copy()
        finally:
            document.close()


def _opened(pdf: bytes) -> Any:
    try:
        return pdfium.PdfDocument(pdf)
    except pdfium.PdfiumError as wrong:
        raise Refused(
            tr("Berkas ini bukan PDF atau tidak terbaca utuh."),
            next_step=tr("Salin ulang berkasnya, lalu coba lagi."),
            code="PDF",
        ) from wrong
