"""Scans and photographs made anew: at most 1,600 pixels, JPEG quality 75, nothing but the picture.

What is kept is always drawn again from pixels. So place and camera (EXIF), names in PDF metadata, scripts,
attached files and hidden layers cannot come along, and no hostile file travels to another office. A PDF of
one page becomes one JPEG; a PDF of several becomes a PDF of such JPEGs, with pages of the original size.
"""

from __future__ import annotations

import io
import math
import struct
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

import pikepdf
import pypdfium2
from PIL import Image, ImageOps

from desktop_app.errors import Refused
from desktop_app.pdfium import PDFIUM
from resources.i18n import tr

Mime = Literal["image/jpeg", "application/pdf"]

SIDE: Final = 1600
"""Pixels of the longer side."""
READ_SIDE: Final = 3600
"""The same where only the codes on it are read: a page that fills half of a photograph still has 150 dpi."""
QUALITY: Final = 75
MAX_KEPT: Final = 8 * 1024 * 1024
"""Bytes of an attachment in the exchange format."""
MAX_GIVEN: Final = 64 * 1024 * 1024
MAX_PIXELS: Final = 120_000_000
MAX_EMBLEM: Final = 16_000_000
"""Pixels of a letterhead's emblem: more would take a small computer's memory for a mark of 14 mm."""
MAX_PAGES: Final = 40
_LATER: Final = ((1600, 75), (1600, 55), (1200, 50), (1000, 40))
"""Side and quality to try one after the other until a PDF of many pages fits."""
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF")


@dataclass(frozen=True, slots=True)
class Encoded:
    """An attachment as it is kept. `width` and `height` are pixels of the first page."""

    mime: Mime
    data: bytes
    pages: int
    width: int
    height: int


def reencode(data: bytes) -> Encoded:
    """The attachment made anew from a JPEG, PNG, WebP, TIFF, BMP, GIF or PDF.

    Raises Refused with a sentence for what is none of these, is locked, damaged, or too large.
    """
    if not data:
        raise _refused("empty")
    if len(data) > MAX_GIVEN:
        raise _refused("large")
    if data[:1024].lstrip()[:5] == b"%PDF-":
        return _pdf(data)
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"):
        raise _refused("heic")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # about damaged metadata, none of which is kept
        picture = _small(_upright(_open(data, SIDE)), SIDE)
    return Encoded("image/jpeg", _jpeg(picture, QUALITY), 1, picture.width, picture.height)


def emblem(data: bytes) -> bytes:
    """The emblem of a letterhead as a JPEG, from any picture or a PDF of one page.

    A picture of more than `MAX_EMBLEM` pixels is told by its head, before it takes room. Raises Refused.
    """
    if not data[:1024].lstrip().startswith(b"%PDF-"):
        try:
            with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
                large = picture.width * picture.height > MAX_EMBLEM
        except (OSError, ValueError, SyntaxError, struct.error, Image.DecompressionBombError) as wrong:
            raise Refused(
                tr("Berkas itu bukan gambar, jadi tidak dapat menjadi lambang kop surat."),
                next_step=tr("Pilih gambar PNG atau JPEG."),
                code="LOGO",
            ) from wrong
        if large:
            raise Refused(
                tr("Gambar lambang itu terlalu besar: lebih dari {n} juta titik.", n=MAX_EMBLEM // 1_000_000),
                next_step=tr("Perkecil gambarnya, misalnya menjadi 1.000 x 1.000 titik, lalu pilih lagi."),
                code="LOGO",
            )
    made = reencode(data)
    if made.mime != "image/jpeg":
        raise Refused(
            tr("PDF itu lebih dari satu halaman, jadi tidak dapat menjadi lambang kop surat."),
            next_step=tr("Pilih gambar PNG atau JPEG."),
            code="LOGO",
        )
    return made.data


def pictures(data: bytes) -> Iterator[Image.Image]:
    """The pages of a scan one by one, sharp enough to read the codes on them. Raises Refused as `reencode`
    does, but for a TIFF of several pages."""
    if not data:
        raise _refused("empty")
    if len(data) > MAX_GIVEN:
        raise _refused("large")
    if data[:1024].lstrip()[:5] == b"%PDF-":
        yield from (page.picture for page in _rendered(data, READ_SIDE))
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        for one in _frames(data):
            yield _small(one, READ_SIDE)


def _frames(data: bytes) -> Iterator[Image.Image]:
    """Every page of a picture: scanners write several into one TIFF. Raises Refused."""
    first = _open(data, READ_SIDE, several=True)
    count = getattr(first, "n_frames", 1) if first.format == "TIFF" else 1
    if count > MAX_PAGES:
        raise _refused("pages_pdf")
    yield _upright(first)
    for number in range(1, count):
        yield _upright(_open(data, READ_SIDE, several=True, frame=number))


# --- pictures ---------------------------------------------------------------------------------------


def _open(data: bytes, side: int, *, several: bool = False, frame: int = 0) -> Image.Image:
    """The decoded picture number `frame`, as it lies in the file. Raises Refused, also for further pages
    unless `several` are wanted."""
    try:
        image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _refused("large") from error
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError, struct.error, zlib.error) as error:
        raise _refused("no_image") from error
    try:
        if image.format == "TIFF" and not several and getattr(image, "n_frames", 1) > 1:
            raise _refused("pages")
        if frame:
            image.seek(frame)
        if image.width * image.height > MAX_PIXELS:
            raise _refused("large")
        image.draft("RGB", (side, side))  # a JPEG of many megapixels is decoded at half or quarter size
        image.load()
        return image
    except Refused:
        raise
    except MemoryError as error:
        raise _refused("large") from error
    except Exception as error:  # a decoder raises whatever it likes at damaged bytes
        raise _refused("corrupt") from error


def _upright(image: Image.Image) -> Image.Image:
    """As the camera was held. Raises Refused."""
    try:
        return ImageOps.exif_transpose(image)
    except MemoryError as error:
        raise _refused("large") from error
    except Exception as error:  # the same
        raise _refused("corrupt") from error


def _small(image: Image.Image, side: int) -> Image.Image:
    """A new picture, grey or RGB on white, with no metadata and no side longer than `side`."""
    plain: Any = _flat(image)  # Pillow's own types are incomplete here
    scale = side / max(plain.size)
    if scale < 1:
        size = (max(1, round(plain.width * scale)), max(1, round(plain.height * scale)))
        plain = plain.resize(size, Image.Resampling.LANCZOS)
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)
    return clean


def _flat(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):
        low, high = _extrema(image)
        deep: Any = image.convert("F")
        factor = 255 / max(high - low, 1)
        return deep.point(lambda value: value * factor - low * factor).convert("L")  # pyright: ignore
    if image.mode in ("1", "L"):
        return image.convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        over = image.convert("RGBA")
        ground = Image.new("RGB", image.size, "white")
        ground.paste(over, mask=over.getchannel("A"))
        return ground
    return image.convert("RGB")


def _extrema(image: Image.Image) -> tuple[float, float]:
    """Darkest and brightest value of a picture with more than eight bits."""
    found: Any = image.getextrema()
    return float(found[0]), float(found[1])


def _jpeg(image: Image.Image, quality: int) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=quality, optimize=True)
    return target.getvalue()


# --- PDF --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Page:
    """One page as pixels, and its size in points."""

    picture: Image.Image
    wide: float
    high: float


def _pdf(data: bytes) -> Encoded:
    pages = list(_rendered(data))
    first = pages[0].picture
    if len(pages) == 1:
        return Encoded("image/jpeg", _jpeg(first, QUALITY), 1, first.width, first.height)
    for side, quality in _LATER:
        made = _assembled(pages, side, quality)
        if len(made) <= MAX_KEPT:
            return Encoded("application/pdf", made, len(pages), first.width, first.height)
    raise _refused("large")


def _rendered(data: bytes, side: int = SIDE) -> Iterator[_Page]:
    """Every page drawn by PDFium, forms and signatures as they look."""
    with PDFIUM:
        document: Any = None
        try:
            document = pypdfium2.PdfDocument(data)
            if len(document) > MAX_PAGES:
                raise _refused("pages_pdf")
            if len(document) == 0:
                raise _refused("corrupt_pdf")
            document.init_forms()
            for place in range(len(document)):
                yield _draw(document[place], side)
        except pypdfium2.PdfiumError as error:
            raise _refused("locked" if "assword" in str(error) else "corrupt_pdf") from error
        finally:
            if document is not None:
                document.close()


def _draw(page: Any, side: int) -> _Page:
    wide, high = page.get_size()
    if not (math.isfinite(wide) and math.isfinite(high) and wide >= 1 and high >= 1):
        raise _refused("corrupt_pdf")
    if max(wide, high) / min(wide, high) > 50:
        raise _refused("large")
    picture = page.render(scale=side / max(wide, high), may_draw_forms=True).to_pil()
    return _Page(_small(picture, side), wide, high)


def _assembled(pages: list[_Page], side: int, quality: int) -> bytes:
    """A PDF of JPEGs; equal pictures give equal bytes."""
    book = pikepdf.Pdf.new()
    for page in pages:
        small = _small(page.picture, side)
        picture = book.make_stream(
            _jpeg(small, quality),
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=small.width,
            Height=small.height,
            BitsPerComponent=8,
            ColorSpace=pikepdf.Name.DeviceGray if small.mode == "L" else pikepdf.Name.DeviceRGB,
            Filter=pikepdf.Name.DCTDecode,
        )
        book.add_blank_page(page_size=(page.wide, page.high))
        target = book.pages[-1]
        target.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Pindai=picture))
        target.Contents = book.make_stream(
            f"q {page.wide:.3f} 0 0 {page.high:.3f} 0 0 cm /Pindai Do Q".encode()
        )
    out = io.BytesIO()
    book.save(out, deterministic_id=True)
    return out.getvalue()


# --- sentences --------------------------------------------------------------------------------------


def _refused(code: str) -> Refused:
    sentences = {
        "empty": (tr("Berkas ini kosong."), tr("Pindai ulang, lalu pilih lagi.")),
        "large": (
            tr("Berkas ini terlalu besar."),
            tr("Pindai dengan ketajaman 200 dpi, atau bagi menjadi beberapa berkas."),
        ),
        "heic": (
            tr("Foto ini berformat HEIC, yang belum dapat dibaca."),
            tr("Kirim ulang dari ponsel sebagai JPEG, lalu pilih lagi."),
        ),
        "no_image": (
            tr("Berkas ini bukan gambar atau PDF."),
            tr("Pilih hasil pindai berformat JPEG, PNG, atau PDF."),
        ),
        "corrupt": (
            tr("Gambar ini rusak atau belum tersalin lengkap."),
            tr("Salin ulang berkasnya, atau pindai lagi."),
        ),
        "pages": (
            tr("Gambar ini berisi lebih dari satu halaman."),
            tr("Simpan sebagai PDF, atau pindai setiap halaman sendiri."),
        ),
        "pages_pdf": (
            tr("PDF ini berisi lebih dari {batas} halaman.", batas=MAX_PAGES),
            tr("Lampirkan halaman yang diperlukan saja."),
        ),
        "locked": (
            tr("PDF ini dikunci dengan kata sandi."),
            tr("Hapus kata sandinya, atau pindai dari kertasnya."),
        ),
        "corrupt_pdf": (
            tr("PDF ini rusak atau belum tersalin lengkap."),
            tr("Salin ulang berkasnya, atau pindai lagi."),
        ),
    }
    message, step = sentences[code]
    return Refused(message, next_step=step, code=f"attachment_{code}")
