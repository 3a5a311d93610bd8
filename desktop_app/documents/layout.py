"""The page every table paper shares: letterhead, wrapping table, totals, signature band, footer.

A4 landscape; 27 rows of one line fill a page, longer text grows its row and moves the rest on. Papers
are official Indonesian text whatever the window's language, so nothing here is translated.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pikepdf
from pikepdf import pdfa
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import ImageReader

from desktop_app.documents import ink, kop, qr
from desktop_app.documents.data import (
    WIB,
    Letterhead,
    Paper,
    Places,
    Rect,
    Signatory,
    State,
    grouped_hex,
    long_date,
)
from desktop_app.documents.ink import Align, Face, Ink

WIDE, HIGH = landscape(A4)
MARGIN = 34.0
ROOM = WIDE - 2 * MARGIN

_TABLE_TOP = 105.0
_HEAD_HIGH = 13.0
_ROW_HIGH = 11.6
_LEADING = 8.2
_ROWS_ON_A_PAGE = 27
_BODY_HIGH = _ROW_HIGH * _ROWS_ON_A_PAGE
_MOST_LINES = int((_BODY_HIGH - _ROW_HIGH) / _LEADING) + 1
_TEXT = 6.9
_PAD = 3.0
_TOTAL_HIGH = 13.0
_BAND_TOP = 453.0
_QR_SIDE = 92.0
CHART_BOTTOM = _BAND_TOP - 8
"""How far down a chart may go, in points from the top of the page."""
_BAND_HIGH = 92.0
_SEAL_LEFT, _SEAL_WIDE = MARGIN + 105.0, 206.0
_BSRE_LEFT, _BSRE_WIDE = _SEAL_LEFT + _SEAL_WIDE + 8, 170.0
_WET_LEFT = _BSRE_LEFT + _BSRE_WIDE + 22
_UNNAMED = 120.0
"""Length of the line for a name nobody has entered yet."""
_FOOT_TOP = 569.0
_MARK, _MARK_ROOM = 190.0, 540.0
"""Size of the word across a draft, and the room it has."""


@dataclass(frozen=True, slots=True)
class Column:
    """One table column; the widths of a sheet are scaled together to fill the page."""

    title: str
    wide: float
    align: Align = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table paper ready to be laid out.

    `entries` gives rank and name of each row for the page code; `page_total` turns the row numbers
    of one page into its total line; `keywords` end with the state and are how a verdict knows a Wira paper.
    `mark` stands across a draft ("" for none), `unsealed` where its seal would be. Each of `charts` draws a
    page of its own before the table, between the given top and `CHART_BOTTOM`.
    """

    kind: str
    number: str
    office_code: str
    date: date
    place: str
    letterhead: Letterhead
    signatory: Signatory
    title: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[str, ...]]
    entries: Sequence[tuple[int, str]]
    page_total: Callable[[Sequence[int]], str]
    grand_total: str
    footer: str
    digest: str
    preface: tuple[str, ...] = ()
    mark: str = "DRAF"
    unsealed: str = "Draf, belum disegel."
    charts: tuple[Callable[[Ink, float], None], ...] = ()


@dataclass(frozen=True, slots=True)
class _Box:
    """A measured row, or the part of a very tall one that fits a page. `row` is its index."""

    row: int
    cells: tuple[tuple[str, ...], ...]
    high: float
    first: bool


Step = Callable[[int, int], object]
"""Called with pages done and pages in all."""


def no_step(done: int, total: int) -> None:
    """Nobody is watching."""


def compose(
    sheet: Sheet, *, state: State, now: datetime, key: qr.QrKey | None = None, step: Step = no_step
) -> Paper:
    """Lay `sheet` out as PDF/A-2b bytes; equal arguments give equal bytes.

    A draft says DRAF on every page and carries no code. Other states sign a code on each page with
    `key`, which they need. `step` hears of every page begun and stops by raising. Raises Refused for a
    letterhead picture that cannot be read.
    """
    if state != "draf" and key is None:
        raise ValueError("an issued paper needs the device's key for its page codes")
    pen = Ink((WIDE, HIGH))
    columns = _scaled(sheet.columns)
    preface = _preface_lines(sheet.preface)
    pages = _paginate(_measure(sheet.rows, columns), len(preface) * _LEADING + (6 if preface else 0))
    logo = kop.read_logo(sheet.letterhead.logo)
    before = len(sheet.charts)
    total = before + len(pages)
    for index, chart in enumerate(sheet.charts):
        step(index, total)
        _letterhead(pen, sheet, logo, draft=state == "draf")
        if state == "draf" and sheet.mark:
            pen.turned(WIDE / 2, 285, sheet.mark, 190, ink.FAINT)
        chart(pen, _TABLE_TOP + 6)
        _end_page(pen, sheet, [], index + 1, total, key if state != "draf" else None)
    for index, boxes in enumerate(pages):
        step(before + index, total)
        top = _TABLE_TOP
        said = preface if index == 0 else []
        start = top + 6
        top += len(said) * _LEADING + 6 if said else 0
        last = index == len(pages) - 1
        _letterhead(pen, sheet, logo, draft=state == "draf")
        _table(pen, columns, boxes, top, sheet.mark if state == "draf" else "")
        if said:  # after the table: its DRAF covers nothing that is written later
            lines = [(MARGIN, start + n * _LEADING, line) for n, line in enumerate(said)]
            pen.cells(lines, _TEXT, ink.REGULAR)
        rows = [box.row for box in boxes if box.first]
        bottom = top + _HEAD_HIGH + sum(box.high for box in boxes)
        _totals(pen, bottom, sheet.page_total(rows), sheet.grand_total if last else "")
        if last:
            _signatures(pen, sheet, state)
        _end_page(pen, sheet, rows, before + index + 1, total, key if state != "draf" else None)
    places = Places(total - 1, _seal_rect(), _bsre_rect(), *_signer_rects())
    return Paper(_archival(pen.finish(), sheet, state, now), total, sheet.digest, places, state)


def _end_page(
    pen: Ink, sheet: Sheet, rows: Sequence[int], page: int, total: int, key: qr.QrKey | None
) -> None:
    """What stands at the foot of every page: its code, where it goes on, the footer."""
    if key is not None:
        _page_code(pen, _code_text(sheet, rows, page, total, key))
    if page < total:
        words = f"Dilanjutkan ke halaman {page + 1}."
        pen.text(WIDE - MARGIN, _BAND_TOP + 10, words, 7.2, tint=ink.SOFT, align="right")
    _footer(pen, sheet, page, total)
    pen.page_done()


# Measuring


def _scaled(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    factor = ROOM / sum(column.wide for column in columns)
    return tuple(Column(column.title, column.wide * factor, column.align) for column in columns)


def _preface_lines(paragraphs: tuple[str, ...]) -> list[str]:
    return [line for text in paragraphs for line in ink.wrap(text, ink.REGULAR, _TEXT, ROOM)]


def _measure(rows: Sequence[tuple[str, ...]], columns: tuple[Column, ...]) -> list[_Box]:
    rooms = [column.wide - 2 * _PAD for column in columns]
    known: list[dict[str, tuple[str, ...]]] = [{} for _ in columns]
    boxes: list[_Box] = []
    for index, row in enumerate(rows):
        cells: list[tuple[str, ...]] = []
        for text, room, seen in zip(row, rooms, known, strict=True):
            lines = seen.get(text)
            if lines is None:
                lines = seen[text] = ink.wrap(text, ink.REGULAR, _TEXT, room)
            cells.append(lines)
        tallest = max(map(len, cells))
        for start in range(0, tallest, _MOST_LINES):
            part = (
                tuple(lines[start : start + _MOST_LINES] for lines in cells)
                if tallest > _MOST_LINES
                else tuple(cells)
            )
            high = _ROW_HIGH + _LEADING * (min(tallest - start, _MOST_LINES) - 1)
            boxes.append(_Box(index, part, high, start == 0))
    return boxes


def _paginate(boxes: list[_Box], preface_high: float) -> list[list[_Box]]:
    pages: list[list[_Box]] = [[]]
    left = _BODY_HIGH - preface_high
    for box in boxes:
        if box.high > left + 0.01:
            pages.append([])
            left = _BODY_HIGH
        pages[-1].append(box)
        left -= box.high
    return pages


# Drawing, from the top of the page down


def _letterhead(pen: Ink, sheet: Sheet, logo: ImageReader | None, draft: bool) -> None:
    middle = WIDE / 2
    kop.draw(pen, sheet.letterhead, logo, margin=MARGIN, framed=draft)
    pen.text(middle, 87.5, sheet.title.upper(), 10.4, ink.BOLD, align="center", room=ROOM)
    pen.text(middle, 98.5, sheet.subtitle, 7.4, tint=ink.SOFT, align="center", room=ROOM)


def _table(pen: Ink, columns: tuple[Column, ...], boxes: list[_Box], top: float, mark: str) -> None:
    """Grounds first, then the draft's mark, then lines and text, so that nothing covers a word."""
    lefts = [MARGIN + sum(column.wide for column in columns[:n]) for n in range(len(columns))]
    body = top + _HEAD_HIGH
    tops = [body]
    for box in boxes:
        tops.append(tops[-1] + box.high)
    bottom = tops[-1]
    pen.fill([(MARGIN, top, ROOM, _HEAD_HIGH)], ink.HEAD)
    pen.fill([(MARGIN, tops[n], ROOM, box.high) for n, box in enumerate(boxes) if n % 2], ink.STRIPE)
    if mark:
        size = min(_MARK, _MARK_ROOM / ink.width(mark, ink.BOLD, 1))
        pen.turned(WIDE / 2, 285, mark, size, ink.FAINT)
    pen.strokes([(MARGIN, y, WIDE - MARGIN, y) for y in tops[1:-1]], 0.3, ink.RULE)
    pen.strokes([(left, top, left, bottom) for left in lefts[1:]], 0.3, ink.RULE)
    pen.strokes([(MARGIN, y, WIDE - MARGIN, y) for y in (top, body, bottom)], 0.9, ink.INK)
    pen.cells(
        [
            (_aligned(column, left, column.title, ink.BOLD), body - 4.2, column.title)
            for column, left in zip(columns, lefts, strict=True)
        ],
        _TEXT,
        ink.BOLD,
    )
    cells: list[tuple[float, float, str]] = []
    for box, row_top in zip(boxes, tops, strict=False):
        for column, left, lines in zip(columns, lefts, box.cells, strict=True):
            baseline = row_top + 8.2
            for line in lines:
                x = left + _PAD if column.align == "left" else _aligned(column, left, line, ink.REGULAR)
                cells.append((x, baseline, line))
                baseline += _LEADING
    pen.cells(cells, _TEXT, ink.REGULAR)


def _aligned(column: Column, left: float, text: str, face: Face) -> float:
    if column.align == "left":
        return left + _PAD
    spare = column.wide - ink.width(text, face, _TEXT)
    return left + (spare - _PAD if column.align == "right" else spare / 2)


def _totals(pen: Ink, top: float, page_total: str, grand_total: str) -> None:
    pen.text(MARGIN + _PAD, top + 9, page_total, _TEXT, ink.BOLD, room=ROOM * 0.48)
    pen.text(WIDE - MARGIN - _PAD, top + 9, grand_total, _TEXT, ink.BOLD, align="right", room=ROOM * 0.48)
    pen.rule(MARGIN, WIDE - MARGIN, top + _TOTAL_HIGH, 0.9)


def _code_text(sheet: Sheet, rows: Sequence[int], page: int, pages: int, key: qr.QrKey) -> str:
    content = qr.QrPage(
        kind=sheet.kind,
        number=sheet.number,
        office=sheet.office_code,
        date=sheet.date.isoformat(),
        page=page,
        pages=pages,
        rows=tuple(sheet.entries[row] for row in rows),
        digest=bytes.fromhex(sheet.digest),
    )
    return qr.encode(content, key)


def _page_code(pen: Ink, text: str) -> None:
    """The white around the table's foot and the margin is the code's quiet zone."""
    kop.code(pen, text, MARGIN, _BAND_TOP, _QR_SIDE)
    pen.text(MARGIN, _BAND_TOP + _QR_SIDE + 9, "Periksa halaman ini", 5.8, ink.BOLD)
    pen.text(MARGIN, _BAND_TOP + _QR_SIDE + 16, "dengan Wira, tanpa internet", 5.8, tint=ink.SOFT)


def _signatures(pen: Ink, sheet: Sheet, state: State) -> None:
    pen.frame(_SEAL_LEFT, _BAND_TOP, _SEAL_WIDE, _BAND_HIGH, dashed=state != "segel")
    pen.text(_SEAL_LEFT + 8, _BAND_TOP + 12, "Segel integritas kantor", 6.4, ink.BOLD, ink.SOFT)
    if state != "segel":
        words = sheet.unsealed if state == "draf" else "Tanpa segel; disiapkan untuk tanda tangan BSrE."
        pen.text(_SEAL_LEFT + _SEAL_WIDE / 2, _BAND_TOP + 52, words, 6.4, tint=ink.SOFT, align="center")
    pen.frame(_BSRE_LEFT, _BAND_TOP, _BSRE_WIDE, _BAND_HIGH, dashed=True)
    middle = _BSRE_LEFT + _BSRE_WIDE / 2
    pen.text(_BSRE_LEFT + 8, _BAND_TOP + 12, "Ruang tanda tangan elektronik BSrE", 6.4, ink.BOLD, ink.SOFT)
    pen.text(middle, _BAND_TOP + 48, "#", 18, tint=ink.EDGE, align="center")
    pen.text(
        middle,
        _BAND_TOP + 64,
        "Kosong. Diisi kemudian melalui layanan resmi.",
        6.2,
        tint=ink.SOFT,
        align="center",
    )
    _wet_signature(pen, sheet)


def _wet_signature(pen: Ink, sheet: Sheet) -> None:
    signer, room = sheet.signatory, WIDE - MARGIN - _WET_LEFT
    middle = _WET_LEFT + room / 2
    above = [f"{sheet.place}, {long_date(sheet.date)}"]
    above += [f"{signer.on_behalf},"] if signer.on_behalf else []
    above += [f"{signer.jabatan},"] if signer.jabatan else []
    for n, line in enumerate(above):
        pen.text(middle, _BAND_TOP + 7 + n * 10, line, 7.8, align="center", room=room)
    name_wide = min(ink.width(signer.name, ink.BOLD, 8.2), room) if signer.name else _UNNAMED
    pen.text(middle, _BAND_TOP + 78, signer.name, 8.2, ink.BOLD, align="center", room=room)
    pen.rule(middle - name_wide / 2 - 4, middle + name_wide / 2 + 4, _BAND_TOP + 80.6, 0.6)
    below = ", ".join(part for part in (signer.pangkat, f"NIP {signer.nip}" if signer.nip else "") if part)
    pen.text(middle, _BAND_TOP + 89, below, 6.9, tint=ink.SOFT, align="center", room=room)


def _footer(pen: Ink, sheet: Sheet, page: int, pages: int) -> None:
    pen.rule(MARGIN, WIDE - MARGIN, _FOOT_TOP, 0.3, ink.EDGE)
    right = f"Sidik isi {grouped_hex(sheet.digest, 4)}  ·  Halaman {page} dari {pages}"
    room = ROOM - ink.width(right, ink.REGULAR, 6.2) - 16
    size = 6.2
    lines = ink.wrap(sheet.footer, ink.REGULAR, size, room)
    while len(lines) > 2:  # a long list of copies: smaller, never cut
        size *= 0.92
        lines = ink.wrap(sheet.footer, ink.REGULAR, size, room)
    pen.cells(
        [(MARGIN, _FOOT_TOP + 8 + n * 7, line) for n, line in enumerate(lines)], size, ink.REGULAR, ink.SOFT
    )
    pen.text(WIDE - MARGIN, _FOOT_TOP + 8, right, 6.2, tint=ink.SOFT, align="right")


def _seal_rect() -> Rect:
    return _rect(_SEAL_LEFT + 4, _BAND_TOP + 16, _SEAL_WIDE - 8, _BAND_HIGH - 20)


def _bsre_rect() -> Rect:
    return _rect(_BSRE_LEFT + 4, _BAND_TOP + 16, _BSRE_WIDE - 8, _BAND_HIGH - 20)


def _signer_rects() -> tuple[Rect, Rect]:
    """Above the name under which the print is signed by hand: the official left, the mentor right of him."""
    half = (WIDE - MARGIN - _WET_LEFT - 6) / 2
    top, high = _BAND_TOP + 31, 37
    return _rect(_WET_LEFT, top, half, high), _rect(_WET_LEFT + half + 6, top, half, high)


def _rect(x: float, y: float, wide: float, high: float) -> Rect:
    return Rect(round(x), round(HIGH - y - high), round(x + wide), round(HIGH - y))


# The file around the pages


def _archival(pdf: bytes, sheet: Sheet, state: State, now: datetime) -> bytes:
    """`pdf` with metadata, language and colour profile, as PDF/A-2b wants it."""
    stamp = now.astimezone(WIB)
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            if "/Trans" in page.obj:
                del page.obj["/Trans"]
        document.Root.Lang = pikepdf.String("id-ID")
        info = document.docinfo
        if "/Trapped" in info:
            del info["/Trapped"]
        info["/Title"] = sheet.title
        info["/Author"] = sheet.letterhead.office
        info["/Subject"] = sheet.number
        info["/Creator"] = "Wira"
        info["/Producer"] = "Wira"
        info["/Keywords"] = f"wira 1, {sheet.kind}, {state}"
        info["/CreationDate"] = info["/ModDate"] = stamp.strftime("D:%Y%m%d%H%M%S+07'00'")
        with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata.load_from_docinfo(info)
        pdfa.prepare(document, "2b")
        # The library marks the file with its own name and the computer's clock; ours are given.
        with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["xmp:MetadataDate"] = stamp.isoformat(timespec="seconds")
            metadata["pdf:Producer"] = "Wira"
        document.save(out, deterministic_id=True)
    return out.getvalue()
