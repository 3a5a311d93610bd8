"""Reading papers back with tools that did not write them."""

from __future__ import annotations

import ctypes
import io
import re
from itertools import pairwise
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import zxingcpp
from PIL import Image

from desktop_app.documents.render import page_png, page_sizes
from desktop_app.documents.sheets import DIRECTIONS, PAPERS, Form
from desktop_app.pdfium import PDFIUM


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page with every run of white space as one space."""
    with PDFIUM:  # the window's threads draw meanwhile
        document: Any = pdfium.PdfDocument(pdf)
        try:
            return [squeezed(page.get_textpage().get_text_bounded()) for page in document]
        finally:
            document.close()


def least_size(pdf: bytes) -> float:
    """The smallest size of any sign that is printed, in points."""
    sizes: list[float] = []
    with PDFIUM:
        document: Any = pdfium.PdfDocument(pdf)
        for page in document:
            text: Any = page.get_textpage()
            for at in range(text.count_chars()):
                if pdfium.raw.FPDFText_IsGenerated(text.raw, at) or not text.get_text_range(at, 1).strip():
                    continue
                matrix = pdfium.raw.FS_MATRIX()
                pdfium.raw.FPDFText_GetMatrix(text.raw, at, ctypes.byref(matrix))
                sizes.append(matrix.d * pdfium.raw.FPDFText_GetFontSize(text.raw, at))
            text.close()
            page.close()
        document.close()
    return min(sizes)


def overprinted(pdf: bytes) -> list[str]:
    """Where two signs of about one line lie over each other: page and place in points, and the signs."""
    found: list[str] = []
    with PDFIUM:
        document: Any = pdfium.PdfDocument(pdf)
        for number, page in enumerate(document, 1):
            text: Any = page.get_textpage()
            signs = [sign for at in range(text.count_chars()) if (sign := _sign(text.raw, at)) is not None]
            for shift in (0.0, 1.5):
                lines: dict[int, list[_Sign]] = {}
                for sign in signs:
                    lines.setdefault(int((sign[0] + shift) // 3), []).append(sign)
                for line in lines.values():
                    line.sort(key=lambda sign: sign[1])
                    for (y, before, right, one), (_y, left, _right, other) in pairwise(line):
                        if left < right - max(1.2, (right - before) / 4):
                            found.append(f"{number}: {left:.0f}, {y:.0f} {one}{other}")
            text.close()
            page.close()
        document.close()
    return found


_Sign = tuple[float, float, float, str]


def _sign(raw: Any, at: int) -> _Sign | None:
    """Baseline, left, right and sign of what is printed straight at this place of the text."""
    sign, matrix = chr(pdfium.raw.FPDFText_GetUnicode(raw, at)), pdfium.raw.FS_MATRIX()
    if sign.isspace() or pdfium.raw.FPDFText_IsGenerated(raw, at):
        return None
    pdfium.raw.FPDFText_GetMatrix(raw, at, ctypes.byref(matrix))
    left, right, low, high = (ctypes.c_double() for _ in range(4))
    sides = (ctypes.byref(each) for each in (left, right, low, high))
    if abs(matrix.b) > 0.01 or not pdfium.raw.FPDFText_GetCharBox(raw, at, *sides):
        return None
    return matrix.f, left.value, right.value, sign


def lies(pdf: bytes) -> str:
    """On which paper and which way it lies, as ``F4 potret``; every page of it."""
    found = {(round(wide), round(high)) for wide, high in page_sizes(pdf)}
    known = {
        f"{paper} {direction}": tuple(map(round, Form(paper, direction).size))
        for paper in PAPERS
        for direction in DIRECTIONS
    }
    (word,) = [word for word, size in known.items() if {size} == found]
    return word


def squeezed(text: str) -> str:
    """`text` with runs of white space, no-break ones included, as one space."""
    return re.sub(r"\s+", " ", text).strip()


def packed(text: str) -> str:
    """`text` without any white space, so that a broken word compares equal."""
    return re.sub(r"\s+", "", text)


def page_code(pdf: bytes, page: int, dpi: float) -> str:
    """The text of the only QR code on the page as rendered at `dpi`."""
    found = page_codes(pdf, page, dpi)
    assert len(found) == 1, f"{len(found)} codes on page {page + 1} at {dpi} dpi"
    return found[0]


def page_codes(pdf: bytes, page: int, dpi: float) -> list[str]:
    """The text of every QR code on the page as rendered at `dpi`."""
    picture = Image.open(io.BytesIO(page_png(pdf, page, dpi=dpi))).convert("L")
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def everything_inside(pdf: bytes) -> bytes:
    """The raw file and every object of it, streams decoded, strings decoded."""
    parts = [pdf]
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for held in document.objects:
            if isinstance(held, pikepdf.Stream):
                try:
                    parts.append(held.read_bytes())
                except pikepdf.PdfError:
                    parts.append(held.read_raw_bytes())
            else:
                parts.append(held.unparse(resolved=True))
        parts.append(str(document.docinfo).encode())
    return b"\n".join(parts) + "\n".join(page_texts(pdf)).encode()
