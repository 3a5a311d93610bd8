"""Printed pages: the signed code is read from a scan, a photograph or a PDF and judged without a database.

A code proves what it says, not what the paper says. So its rows are shown beside the picture for a person to
compare. A name that the text of a PDF does not have is told; a text that has them all proves nothing, since
rows may have been added.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from typing import Any, Final, Literal

import pypdfium2
import pypdfium2.raw as pdfium_c
import zxingcpp
from PIL import Image, ImageChops, ImageFilter, ImageOps

from desktop_app.attachments.image import READ_SIDE, pictures
from desktop_app.documents import qr
from desktop_app.documents.qr import QrPage
from desktop_app.documents.verdict import KIND_WORDS, shortened
from desktop_app.errors import Refused
from desktop_app.pdfium import PDFIUM
from resources.i18n import mark, tr, trn

MOST_PAGES: Final = 600
"""Pages of one PDF."""
MOST_TEXT: Final = 20_000
"""Letters of a page that are compared with its code: the densest paper has a quarter of them."""
_MOST_CODES: Final = 4
_CORNER: Final = 170.0
"""Points from the lower left corner, within which papers have their code."""
_QR: Final = zxingcpp.barcode_formats_from_str("QRCode")
_LARGEST: Final = 5200
_SHADOW: Final = 24
_NEW_COPY: Final = mark("Jangan dipakai; minta salinan baru dari kantor penerbit.")
_UNSEEN: Final = 3
"""The text rendering mode in which nothing is drawn."""

SheetKind = Literal["kode_sah", "bermasalah", "tanpa_kode"]
SheetCause = Literal[
    "kode_sah",
    "tanpa_kode",
    "kode_rusak",
    "kode_diubah",
    "kode_asing",
    "kantor_lain",
    "kunci_dicabut",
    "dicabut_kemudian",
    "dua_kode",
    "isi_berbeda",
    "kode_ganda",
    "lembar_sama",
    "dokumen_lain",
    "terbitan_lain",
]
_GENUINE: Final = ("kode_sah", "kode_ganda", "lembar_sama")
"""Causes of sheets whose code is that of their paper."""
_WORDS: Final[dict[SheetCause, str]] = {
    "kode_sah": mark("Kode halaman {n} dari {total} sah. Bandingkan isinya dengan yang tercetak."),
    "tanpa_kode": mark("Di lembar ini tidak terbaca kode Wira."),
    "kode_rusak": mark("Kode di lembar ini tidak lengkap atau bukan kode halaman Wira."),
    "kode_diubah": mark("Isi kode di lembar ini telah diubah sejak dibuat."),
    "kode_asing": mark("Kode di lembar ini dibuat perangkat yang tidak dikenal kantor ini."),
    "kantor_lain": mark("Kode di lembar ini menyebut kantor yang bukan kantor perangkat pembuatnya."),
    "kunci_dicabut": mark("Kode di lembar ini dibuat dengan kunci yang sudah dicabut."),
    "dicabut_kemudian": mark(
        "Kode di lembar ini dibuat perangkat yang kemudian dicabut. Tanggalnya tidak membuktikan bahwa "
        "kodenya dibuat sebelum itu."
    ),
    "dua_kode": mark("Di lembar ini ada lebih dari satu kode halaman; ada yang ditempelkan."),
    "isi_berbeda": mark("Tulisan di lembar ini tidak sama dengan kodenya: {nama} tidak tercetak."),
    "kode_ganda": mark(
        "Kode halaman {n} ada di lebih dari satu lembar: halaman itu dipindai lebih dari sekali, "
        "atau kodenya ditempelkan pada kertas lain."
    ),
    "lembar_sama": mark("Gambar ini sama persis dengan lembar lain, jadi cukup diperiksa sekali."),
    "dokumen_lain": mark("Lembar ini dari dokumen lain, nomor {nomor}."),
    "terbitan_lain": mark("Lembar ini dari terbitan lain yang bernomor sama, {nomor}."),
}


@dataclass(frozen=True, slots=True)
class PageKey:
    """A device's key: whose pages it may sign (`offices`, empty for the city's own), since when it is
    revoked, and until when it was used (the time in Depok, as the dates of pages are).

    Who has a revoked key writes any date, so nothing of it can be told to be older.
    """

    public_key: bytes
    offices: frozenset[str] = frozenset()
    revoked_at: datetime | None = None
    replaced_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page that was handed in: where it comes from, the codes on it (no more than four),
    and with a code its text where it has any, at most `MOST_TEXT` letters.

    `pdf`: a page of a PDF that is no scan, whose print anybody can set anew around a code. `source` is the
    SHA-256 of its file, which tells one picture handed in twice from two pictures.
    """

    name: str
    number: int
    codes: tuple[str, ...]
    text: str = ""
    pdf: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class SheetVerdict:
    """What one sheet's code says and whether it may be believed; `page` is None where nothing was read."""

    name: str
    number: int
    kind: SheetKind
    cause: SheetCause
    sentence: str
    page: QrPage | None = None


@dataclass(frozen=True, slots=True)
class PagesVerdict:
    """All sheets of one paper together. `missing` are pages of it that are not among the sheets; `pdf` where
    the print of a sheet is text of a PDF; `called_off` where a register says that the paper counts no more:
    its codes stay genuine."""

    kind: SheetKind
    sentence: str
    next_step: str
    sheets: tuple[SheetVerdict, ...]
    missing: tuple[int, ...] = ()
    pdf: bool = False
    called_off: bool = False

    @property
    def headline(self) -> str:
        """The verdict in two or three words, the same in window and command; of a paper that was called off
        as of its PDF."""
        if self.called_off:
            return tr(KIND_WORDS["tidak_sah"])
        if self.kind == "kode_sah":
            return tr("Bandingkan dengan kertasnya")
        if self.kind == "tanpa_kode":
            return tr(KIND_WORDS["tidak_pasti"])
        if any(one.kind == "bermasalah" for one in self.sheets):
            return tr("Bermasalah")
        return tr("Belum lengkap")

    @property
    def genuine(self) -> tuple[str, ...]:
        """The digests (hex) of the papers whose codes stand on the sheets, each once."""
        pages = (one.page for one in self.sheets if one.cause in _GENUINE)
        return tuple(dict.fromkeys(page.digest.hex() for page in pages if page is not None))

    @property
    def sound(self) -> bool:
        """Whether every sheet's code is sound and no page is missing. The paper itself a person compares.

        Never for a PDF with text of its own: what it says is vouched for by a signature or by nobody.
        """
        return self.kind == "kode_sah" and not self.pdf


# ---- reading -----------------------------------------------------------------------------------------


def read_sheets(name: str, data: bytes) -> Iterator[Sheet]:
    """The sheets of a picture or PDF one by one, with the codes found on them. Raises Refused for what is
    neither."""
    if is_pdf(data):
        yield from _pdf_sheets(name, data)
        return
    source = hashlib.sha256(data).hexdigest()
    for number, picture in enumerate(pictures(data), 1):
        yield Sheet(name, number, read_codes(picture), source=source)


def is_pdf(data: bytes) -> bool:
    """Whether programs open it as a PDF: its mark may stand anywhere at the beginning."""
    return b"%PDF-" in data[:1024]


def read_codes(picture: Image.Image, *, clean: bool = False) -> tuple[str, ...]:
    """The texts of all page codes on a picture; ever harder tries until one is found, but for a `clean` one,
    which was drawn and never was paper."""
    grey: Any = picture.convert("L")  # Pillow's own types are incomplete here
    for attempt in (grey,) if clean else chain((grey,), _harder(grey)):
        found = {one.text for one in zxingcpp.read_barcodes(attempt, formats=_QR)}
        ours = tuple(sorted(text for text in found if text.startswith(qr.PREFIX)))
        if ours:
            return ours[:_MOST_CODES]
    return ()


def _harder(grey: Any) -> Iterator[Image.Image]:
    """Larger, without its shadows, and sharper: what a coarse scan or a photograph needs.

    At 100 dpi a module of the densest code is 1.2 pixels wide. Four times as large it is read, or three times
    where the dots fall badly; a sharper scan, which is not made so large, need not be tried twice.
    """
    four = _larger(grey, 4)
    yield four
    three = _larger(grey, 3)
    if three.size != four.size:
        yield three
    small = (max(1, grey.width // _SHADOW), max(1, grey.height // _SHADOW))
    ground = grey.resize(small, Image.Resampling.BOX).filter(ImageFilter.MaxFilter(3)).resize(grey.size)
    even: Any = ImageOps.autocontrast(ImageOps.invert(ImageChops.subtract(ground, grey)), cutoff=1)
    yield even
    yield _larger(even, 4)
    yield _larger(even, 4).filter(ImageFilter.UnsharpMask(4, 150, 0))
    yield _larger(grey, 2)
    yield even.filter(ImageFilter.GaussianBlur(1.2))


def _larger(grey: Any, times: int) -> Image.Image:
    factor = max(1.0, min(times, _LARGEST / max(grey.size)))
    size = (round(grey.width * factor), round(grey.height * factor))
    return grey.resize(size, Image.Resampling.LANCZOS)


def sealed_sheets(name: str, data: bytes) -> Iterator[Sheet]:
    """The pages of a paper of ours with their codes, without their text: each is looked for where it is
    printed first, at a tenth of what the whole page costs. Raises Refused."""
    with PDFIUM:
        try:
            document: Any = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as wrong:
            raise _unreadable() from wrong
        try:
            document.init_forms()
            for at in range(len(document)):
                page = document[at]
                wide, high = page.get_size()
                corner = (0, 0, max(0.0, wide - _CORNER), max(0.0, high - _CORNER))
                picture = page.render(scale=2.0, crop=corner).to_pil() if min(wide, high) < 4_000 else None
                codes = read_codes(picture, clean=True) if picture is not None else ()
                if not codes:
                    scale = min(READ_SIDE / max(wide, high, 1.0), 4.0)
                    codes = read_codes(page.render(scale=scale).to_pil(), clean=True)
                yield Sheet(name, at + 1, codes, "", True)
        except pypdfium2.PdfiumError as wrong:
            raise _unreadable() from wrong
        finally:
            document.close()


def _pdf_sheets(name: str, data: bytes) -> Iterator[Sheet]:
    source = hashlib.sha256(data).hexdigest()
    with PDFIUM:
        try:
            document: Any = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as wrong:
            raise _unreadable() from wrong
        try:
            if len(document) > MOST_PAGES:
                raise Refused(
                    tr("PDF ini berisi lebih dari {batas} halaman.", batas=MOST_PAGES),
                    next_step=tr("Bagi menjadi beberapa berkas, lalu coba lagi."),
                    code="pages_pdf",
                )
            document.init_forms()
            for at in range(len(document)):
                page = document[at]
                longest = max(*page.get_size(), 1.0)
                sharp = _scan_sharpness(page)
                # a coarse scan is drawn as it is: PDFium makes it larger by repeating pixels
                scale = min(READ_SIDE / longest, 4.0, max(sharp or 4.0, 1.0))
                picture = page.render(scale=scale).to_pil()
                codes = read_codes(picture, clean=sharp is None)
                text = _text(page) if codes and sharp is None else ""
                yield Sheet(name, at + 1, codes, text, sharp is None, source)
        except pypdfium2.PdfiumError as wrong:
            raise _unreadable() from wrong
        finally:
            document.close()


def _text(page: Any) -> str:
    text = page.get_textpage()
    if text.count_chars() > MOST_TEXT:
        return str(text.get_text_range(0, MOST_TEXT))
    return str(text.get_text_bounded())


def _scan_sharpness(page: Any) -> float | None:
    """Pixels to a point of the sharpest picture on a page without drawn text; None where it is no scan.

    What a scanner's recognition laid unseen over a picture is no print: one wrong letter of it would look
    like a forgery.
    """
    sharpest = 0.0
    for one in page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_TEXT, pdfium_c.FPDF_PAGEOBJ_IMAGE)):
        if one.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = one.get_bounds()
            wide, high = one.get_px_size()
            sharpest = max(sharpest, max(wide, high) / max(right - left, top - bottom, 1.0))
        elif pdfium_c.FPDFTextObj_GetTextRenderMode(one.raw) != _UNSEEN:
            return None
    return sharpest or None


def _unreadable() -> Refused:
    return Refused(
        tr("PDF ini rusak atau belum tersalin lengkap."),
        next_step=tr("Salin ulang berkasnya, lalu periksa lagi."),
        code="corrupt_pdf",
    )


# ---- judging -----------------------------------------------------------------------------------------


def read_page(text: str, keys: Iterable[PageKey]) -> QrPage:
    """The page that one code vouches for by a key that might sign it.

    Raises Refused as `qr.decode` does, for a page of another office (``kantor_lain``), and for one of a day
    when the key was revoked already (``kunci_dicabut``), or before (``dicabut_kemudian``).
    """
    known = {qr.key_id(key.public_key): key for key in keys}
    page = qr.decode(text, [key.public_key for key in known.values()])
    objection = _objection(page, known[page.kid])
    if objection is not None:
        raise Refused(
            _sentence(objection, page, ""),
            next_step=_later() if objection == "dicabut_kemudian" else tr(_NEW_COPY),
            code=objection,
        )
    return page


def judge_sheets(sheets: Sequence[Sheet], keys: Iterable[PageKey]) -> PagesVerdict:
    """Every sheet by itself, then all of them together: which paper, what is missing, what is there twice."""
    known = {qr.key_id(key.public_key): key for key in keys}
    found = tuple(_together([_judge(sheet, known) for sheet in sheets], sheets))
    pdf = any(sheet.pdf for sheet in sheets)
    mine = [one.page for one in found if one.kind == "kode_sah" and one.page is not None]
    missing: tuple[int, ...] = ()
    if mine:
        held = {page.page for page in mine} | {
            one.page.page for one in found if one.page is not None and one.cause == "kode_ganda"
        }
        missing = tuple(number for number in range(1, mine[0].pages + 1) if number not in held)
    bad = [one for one in found if one.kind == "bermasalah"]
    kind: SheetKind = "bermasalah"
    if bad:
        words = trn("{n} lembar bermasalah.", "{n} lembar bermasalah.", len(bad))
        step = _apart(bad)
    elif missing:
        words = tr("Halaman {daftar} tidak ada di antara lembar ini.", daftar=_listed(missing))
        step = tr("Pindai juga halaman itu.")
    elif not mine or len(mine) < len(found):
        kind = "tanpa_kode"
        words, step = _unread(found, some=bool(mine))
    else:
        kind = "kode_sah"
        pages = len({page.page for page in mine})
        words = trn("Kode {n} halaman sah.", "Kode {n} halaman sah.", pages)
        step = _compare(pdf)
    return PagesVerdict(kind, words, step, found, missing, pdf)


def _unread(found: Sequence[SheetVerdict], *, some: bool) -> tuple[str, str]:
    """Why not every code could be judged, and what to do."""
    if any(one.cause == "kode_asing" for one in found):
        return (
            tr("Ada lembar yang kodenya dibuat perangkat yang tidak dikenal kantor ini."),
            tr("Buka berkas terbaru dari DKUM, lalu periksa lagi, atau tanyakan kepada kantor penerbit."),
        )
    if any(one.cause == "dicabut_kemudian" for one in found):
        return tr("Ada lembar yang kodenya dibuat perangkat yang kemudian dicabut."), _later()
    words = tr("Ada lembar yang kodenya tidak terbaca.") if some else tr("Tidak terbaca kode Wira.")
    return words, tr("Pindai lagi dengan ketajaman 200 dpi, rata dan terang, seluruh halaman terlihat.")


def _apart(bad: Sequence[SheetVerdict]) -> str:
    """What to do with sheets that are wrong: some may only have come together by mistake."""
    if {one.cause for one in bad} <= {"kode_ganda", "dokumen_lain", "terbitan_lain"}:
        return tr(
            "Periksa setiap halaman satu dokumen tepat sekali. Bila lembar itu memang bagian kertas ini, "
            "jangan dipakai; minta salinan baru dari kantor penerbit."
        )
    return tr(_NEW_COPY)


def _later() -> str:
    return tr("Minta kantor penerbit mencocokkannya dengan register, atau minta dokumen baru.")


def _compare(pdf: bool) -> str:
    if pdf:
        return tr(
            "Kode tidak membuktikan tulisan di PDF. Bandingkan nama dari kode dengan yang tercetak, "
            "atau minta PDF yang disegel dari kantor penerbit."
        )
    return tr("Bandingkan nama dari kode dengan yang tercetak; kode tidak membuktikan tulisan di kertas.")


def _judge(sheet: Sheet, known: dict[bytes, PageKey]) -> SheetVerdict:
    if len(sheet.codes) != 1:
        return _said(sheet, "dua_kode" if sheet.codes else "tanpa_kode", None)
    (text,) = sheet.codes
    try:
        page = qr.decode(text, [key.public_key for key in known.values()])
    except Refused as refused:
        causes: dict[str, SheetCause] = {"QR_KEY": "kode_asing", "QR_SIGNATURE": "kode_diubah"}
        return _said(sheet, causes.get(refused.code, "kode_rusak"), None)
    objection = _objection(page, known[page.kid])
    if objection is not None:
        return _said(sheet, objection, page)
    if sheet.text.strip():
        printed = _packed(sheet.text)
        absent = next((name for _rank, name in page.rows if _packed(name) not in printed), None)
        if absent is None and page.number and _packed(page.number) not in printed:
            absent = page.number
        if absent is not None:
            return _said(sheet, "isi_berbeda", page, absent)
    return _said(sheet, "kode_sah", page)


def _objection(page: QrPage, key: PageKey) -> SheetCause | None:
    """Why the key that signed the page may not have."""
    if key.offices and page.office not in key.offices:
        return "kantor_lain"
    ends = (key.revoked_at, key.replaced_at)
    if any(end is not None and _day(page) >= end.date() for end in ends):
        return "kunci_dicabut"
    return "dicabut_kemudian" if key.revoked_at is not None else None


def _together(found: list[SheetVerdict], sheets: Sequence[Sheet]) -> list[SheetVerdict]:
    """Sheets of another paper, one code on two sheets, one picture that came twice."""
    first: dict[tuple[str, int], int] = {}
    again = [
        bool(sheet.source) and first.setdefault((sheet.source, sheet.number), at) != at
        for at, sheet in enumerate(sheets)
    ]
    sound = [
        one.page
        for one, twice in zip(found, again, strict=True)
        if one.kind == "kode_sah" and one.page is not None and not twice
    ]
    times = Counter(page.digest for page in sound)
    main = max(sound, key=lambda page: times[page.digest]) if sound else None
    places = Counter((page.digest, page.page) for page in sound)
    judged: list[SheetVerdict] = []
    for one, twice in zip(found, again, strict=True):
        page = one.page
        if one.kind != "kode_sah" or page is None or main is None:
            judged.append(one)
        elif page.digest != main.digest:
            judged.append(_retold(one, "terbitan_lain" if page.number == main.number else "dokumen_lain"))
        elif places[page.digest, page.page] > 1:
            judged.append(_retold(one, "kode_ganda"))
        elif twice:
            judged.append(replace(one, cause="lembar_sama", sentence=_sentence("lembar_sama", page, "")))
        else:
            judged.append(one)
    return judged


def _said(sheet: Sheet, cause: SheetCause, page: QrPage | None, name: str = "") -> SheetVerdict:
    kind: SheetKind = "bermasalah"
    if cause in ("kode_sah", "tanpa_kode"):
        kind = cause
    elif cause in ("kode_asing", "kode_rusak", "dicabut_kemudian"):
        kind = "tanpa_kode"
    return SheetVerdict(sheet.name, sheet.number, kind, cause, _sentence(cause, page, name), page)


def _retold(one: SheetVerdict, cause: SheetCause) -> SheetVerdict:
    return replace(one, kind="bermasalah", cause=cause, sentence=_sentence(cause, one.page, ""))


def _sentence(cause: SheetCause, page: QrPage | None, name: str) -> str:
    number, total = (page.page, page.pages) if page is not None else (0, 0)
    letter = page.number if page is not None else ""
    return tr(_WORDS[cause], n=number, total=total, nomor=shortened(letter) or "-", nama=shortened(name))


def _day(page: QrPage) -> date:
    try:
        return date.fromisoformat(page.date)
    except ValueError:
        return date.max


def _packed(text: str) -> str:
    """Without white space and case: lines are broken anywhere."""
    return "".join(text.split()).casefold()


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
