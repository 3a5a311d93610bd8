"""What stands behind the bytes that a signature covers: whether every one of them is accounted for, and
whether the pages are still drawn as they were signed.

Programs that find a table of objects damaged search the whole file for objects, so one that no table lists
may be what is shown. Here that is not guessed: nothing but listed objects, tables and their ends may follow.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Sequence
from typing import Any, Final

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.xref import XRefSectionType
from pypdfium2 import raw as pdfium_raw

from desktop_app.documents.data import Rect
from desktop_app.pdfium import PDFIUM

Room = tuple[int, Rect]
"""A box on a page, which counts from 0."""
_RAW: Final[Any] = pdfium_raw  # the library has no types for what it wraps
GROW: Final = 3.0
"""Points around a room that what stands in it may reach."""
_PLAIN: Final = (XRefSectionType.STANDARD, XRefSectionType.STREAM)
_LINE: Final = rb"(?:\r\n|\n|\r)"
_GAP: Final = re.compile(rb"[ \t\r\n]{0,16}")
_HEAD: Final = re.compile(rb"(\d{1,10})[ \t\r\n]{1,4}(\d{1,5})[ \t\r\n]{1,4}obj")
_FOOT: Final = re.compile(rb"[ \t\r\n]{0,4}endobj")
_TABLE: Final = re.compile(
    rb"xref ?" + _LINE + rb"(?:\d{10} \d{5} [nf](?: \r| \n|\r\n)|\d{1,10} \d{1,10} ?" + _LINE + rb")*"
    rb"[ \t\r\n]{0,4}trailer[ \t\r\n]{0,4}"
)
_END: Final = re.compile(rb"[ \t\r\n]{0,4}startxref" + _LINE + rb"(\d{1,12})" + _LINE + rb"%%EOF")
_DPI: Final = 100
_LARGEST: Final = 2_400.0
"""Pixels of the longer side of a page, however large it says it is."""
_SECONDS: Final = 8.0
"""How long pages are drawn for; of those after that only the words are compared."""


def unlisted(reader: Any, pdf: bytes, length: int, revision: int) -> int | None:
    """Where behind the first `length` bytes, which end with `revision`, something stands that no later
    revision lists; None where every byte is accounted for. Never raises for what is in the file."""
    if length >= len(pdf):
        return None
    at = length
    # damaged in any way it can be: each way means that it is not accounted for
    try:
        for later in range(revision + 1, int(reader.xrefs.total_revisions)):
            after = _revision(reader, pdf, later, at)
            if after is None:
                return at
            at = after
    except Exception:  # noqa: BLE001
        return at
    return None if at > length and pdf[at:] in (b"", b"\n", b"\r", b"\r\n") else at


def drawn_otherwise(pdf: bytes, length: int, rooms: Sequence[Room]) -> int | None:
    """The first page (from 1) that is drawn otherwise than in the first `length` bytes alone, but for the
    `rooms` that were filled since; 0 where the pages cannot be compared, None where they are the same."""
    until = time.monotonic() + _SECONDS
    with PDFIUM:
        try:
            first, second = pdfium.PdfDocument(pdf[:length]), pdfium.PdfDocument(pdf)
        except pdfium.PdfiumError:
            return 0
        try:
            first.init_forms()
            second.init_forms()
            if len(first) != len(second):
                return min(len(first), len(second)) + 1
            for number in range(len(first)):
                kept = [room for page, room in rooms if page == number]
                if not _alike(first[number], second[number], kept, words=time.monotonic() > until):
                    return number + 1
        except (pdfium.PdfiumError, ValueError, MemoryError):
            return 0
        finally:
            second.close()
            first.close()
    return None


def in_grey(
    page: Any, rooms: Sequence[Rect], *, foot: float = 0.0, dpi: float = _DPI, flags: int = 0
) -> Image.Image:
    """A page (PDFium's, with its `flags`), what was written into it drawn too, with the `rooms` and so many
    points at its foot painted over."""
    scale = min(dpi / 72, _LARGEST / max(*page.get_size(), 1.0))
    bitmap: Any = page.render(scale=scale, may_draw_forms=True, grayscale=True, extra_flags=flags)
    image: Image.Image = bitmap.to_pil().copy()
    pen, place = ImageDraw.Draw(image), bitmap.get_posconv(page)
    if foot:
        pen.rectangle((0, image.height - foot * scale, image.width, image.height), fill=255)
    for room in rooms:
        ends = [
            place.to_bitmap(room.x1 - GROW, room.y1 - GROW),
            place.to_bitmap(room.x2 + GROW, room.y2 + GROW),
        ]
        (left, right), (top, bottom) = (sorted(one[side] for one in ends) for side in (0, 1))
        pen.rectangle((left, top, right, bottom), fill=255)
    return image


def annotated(page: Any) -> bool:
    """Whether anything is written into a page: that may be printed otherwise than it is shown."""
    return int(_RAW.FPDFPage_GetAnnotCount(page)) > 0


# ---- within ------------------------------------------------------------------------------------------


def _revision(reader: Any, pdf: bytes, revision: int, at: int) -> int | None:
    """Where a revision that begins at `at` ends; None where there is more in it than it lists."""
    table = reader.xrefs
    about = table.get_xref_container_info(revision)
    begins = int(about.start_location)
    if about.xref_section_type not in _PLAIN or begins != about.declared_startxref:
        return None
    objects: dict[int, tuple[int, int]] = {}
    for one in table.explicit_refs_in_revision(revision):
        where = table.get_historical_ref(one, revision)
        if isinstance(where, int) and where != begins:
            objects[where] = (one.idnum, one.generation)
    for where in sorted(objects):
        after = _object(reader, pdf, _past(pdf, at), where, objects[where])
        if after is None:
            return None
        at = after
    at = _past(pdf, at)
    after = _table(reader, pdf, at, about) if at == begins else None
    end = _END.match(pdf, after) if after is not None else None
    return end.end() if end is not None and int(end[1]) == begins else None


def _past(pdf: bytes, at: int) -> int:
    gap = _GAP.match(pdf, at)
    return gap.end() if gap is not None else at


def _object(reader: Any, pdf: bytes, at: int, where: int, number: tuple[int, int]) -> int | None:
    """Where the object `number` that is listed at `where` ends, if it stands right there."""
    head = _HEAD.match(pdf, at)
    if at != where or head is None or (int(head[1]), int(head[2])) != number:
        return None
    foot = _FOOT.match(pdf, _read(reader, pdf, head.end(), number))
    return foot.end() if foot is not None else None


def _table(reader: Any, pdf: bytes, at: int, about: Any) -> int | None:
    if about.xref_section_type == XRefSectionType.STREAM:
        number = (about.stream_ref.idnum, about.stream_ref.generation)
        return _object(reader, pdf, at, at, number)
    found = _TABLE.match(pdf, at)
    return _read(reader, pdf, found.end(), (0, 0)) if found is not None else None


def _read(reader: Any, pdf: bytes, at: int, number: tuple[int, int]) -> int:
    """Where what is written at `at` ends."""
    stream: Any = io.BytesIO(pdf)
    pdf_objects: Any = generic  # the PDF library's own types are incomplete
    stream.seek(_past(pdf, at))
    pdf_objects.read_object(stream, generic.Reference(*number, reader))
    return int(stream.tell())


def _alike(before: Any, now: Any, rooms: Sequence[Rect], *, words: bool) -> bool:
    if before.get_size() != now.get_size():
        return False
    if words:
        return _words(before) == _words(now)
    for flags in (0, _RAW.FPDF_PRINTING) if annotated(before) or annotated(now) else (0,):
        first, second = (in_grey(page, rooms, flags=flags) for page in (before, now))
        if ImageChops.difference(first, second).getbbox() is not None:
            return False
    return True


def _words(page: Any) -> str:
    text = page.get_textpage()
    try:
        return str(text.get_text_bounded())
    finally:
        text.close()
