"""The page every table paper shares: letterhead, wrapping table, totals, signature band, footer.

A4 or F4, across or upright. On A4 across 27 rows of one line fill a page; longer text grows its row and
moves the rest on. Upright, and wherever more than one person signs, the hands sign above the band of code and
seals, for which the last page keeps room. Papers are official Indonesian text whatever the window's language,
so nothing here is translated.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from reportlab.lib.utils import ImageReader

from desktop_app import csvfile
from desktop_app.documents import ink, kop, qr
from desktop_app.documents.archive import About, Embedded, archival
from desktop_app.documents.data import (
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
from desktop_app.documents.sheets import ACROSS, Form

DATA_NAME, TABLE_NAME = "isi.json", "tabel.csv"
"""What the data inside an issued PDF are called."""
MARGIN = 34.0
ROOM = ACROSS.size[0] - 2 * MARGIN
"""Between the margins of A4 across."""

_TABLE_TOP = 101.0
_HEAD_HIGH = 13.0
_ROW_HIGH = 11.6
_LEADING = 8.2
_TEXT = 6.9
_PAD = 3.0
_TOTAL_HIGH = 13.0
_BAND_FROM_BELOW, _FOOT_FROM_BELOW = 148.3, 43.3
_ABOVE_BAND = 6.7
"""White between the totals and the page code, which needs it."""
_QR_SIDE = 92.0
CHART_BOTTOM = ACROSS.size[1] - _BAND_FROM_BELOW - 8
"""How far down a chart may go, in points from the top of A4 across."""
_BAND_HIGH = 92.0
_SEAL_LEFT, _SEAL_WIDE = MARGIN + 105.0, 206.0
_BSRE_LEFT, _BSRE_WIDE = _SEAL_LEFT + _SEAL_WIDE + 8, 170.0
_WET_LEFT = _BSRE_LEFT + _BSRE_WIDE + 22
_WET_HIGH, _WET_WIDE = 104.0, 210.0
"""A row of hand signatures above the band, and the most room that each has."""
_MARK = 190.0
"""Size of the word across a draft, where it has room."""
_SHRUNK = 0.9
"""Below this share of their width, columns that must keep theirs do, and the others make room."""


@dataclass(frozen=True, slots=True)
class Column:
    """One table column; the widths of a sheet are scaled together to fill the page. `firm` ones, such as a
    NIK, which nobody reads in two pieces, are not made narrower where the page is."""

    title: str
    wide: float
    align: Align = "left"
    firm: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table paper ready to be laid out.

    `data` is the canonical JSON of what this edition prints. `entries` gives rank and name of each row for
    the page code; `page_total` turns the row numbers of one page into its total line; `keywords` end with the
    state and are how a verdict knows a Wira paper.
    `mark` stands across a draft ("" for none); a paper that never is sealed says so (`unsealed`) instead of
    keeping room for signatures; `empty` stands in a table without rows. Each of `charts` draws a
    page of its own before the table, between the given top and `CHART_BOTTOM` (A4 across only). `groups`
    gives the heading that stands above a row where it differs from that of the row before. `others` sign
    beside the `signatory`, from the left.
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
    data: bytes
    preface: tuple[str, ...] = ()
    mark: str = "DRAF"
    unsealed: str = ""
    empty: str = "Belum ada yang tercatat untuk daftar ini."
    charts: tuple[Callable[[Ink, float], None], ...] = ()
    form: Form = ACROSS
    groups: Sequence[str] = ()
    others: tuple[Signatory, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical data, the *sidik isi*, in hex."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where things stand on the pages of one paper; y from the top. `wet`: hands sign above the band."""

    wide: float
    high: float
    wet: bool

    @property
    def right(self) -> float:
        return self.wide - MARGIN

    @property
    def room(self) -> float:
        return self.wide - 2 * MARGIN

    @property
    def band(self) -> float:
        return self.high - _BAND_FROM_BELOW

    @property
    def foot(self) -> float:
        return self.high - _FOOT_FROM_BELOW

    @property
    def body(self) -> float:
        """Room for rows on any page but, where hands sign above the band, the last."""
        return self.band - _ABOVE_BAND - _TOTAL_HIGH - _HEAD_HIGH - _TABLE_TOP

    @property
    def last_body(self) -> float:
        return self.body - (_WET_HIGH if self.wet else 0)

    @property
    def most_lines(self) -> int:
        """Lines of the tallest box that any page takes, below its group's heading."""
        return int((self.last_body - 2 * _ROW_HIGH) / _LEADING) + 1


@dataclass(frozen=True, slots=True)
class _Box:
    """A measured row, or the part of a very tall one that fits a page. `row` is its index; a group's heading
    has `row` -1 and one cell."""

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
    """Lay `sheet` out as PDF/A-3b bytes, tagged; equal arguments give equal bytes. An issued one has the data
    that it prints inside, as JSON and CSV.

    A draft says DRAF on every page and carries no code. Other states sign a code on each page with
    `key`, which they need. `step` hears of every page begun and stops by raising. Raises Refused for a
    letterhead picture that cannot be read.
    """
    if state != "draf" and key is None:
        raise ValueError("an issued paper needs the device's key for its page codes")
    wide, high = sheet.form.size
    frame = _Frame(wide, high, not sheet.form.across or bool(sheet.others))
    pen = Ink((wide, high), tagged=True)
    columns = _scaled(sheet.columns, frame.room)
    preface = _preface_lines(sheet.preface, frame.room)
    said_high = len(preface) * _LEADING + 6 if preface else 0
    pages = _paginate(_measure(sheet, columns, frame), said_high, frame)
    logo = kop.read_logo(sheet.letterhead.logo)
    before = len(sheet.charts)
    total = before + len(pages)
    for index, chart in enumerate(sheet.charts):
        step(index, total)
        with pen.aside(index > 0):
            _letterhead(pen, sheet, logo, frame, draft=state == "draf")
        if state == "draf" and sheet.mark:
            _draft_mark(pen, sheet.mark, frame)
        chart(pen, _TABLE_TOP + 6)
        _end_page(pen, sheet, frame, [], index + 1, total, key if state != "draf" else None)
    hands = _hands(sheet, frame, frame.band)
    opening = table = 0
    for index, boxes in enumerate(pages):
        step(before + index, total)
        said = preface if index == 0 else []
        top = _TABLE_TOP + (said_high if said else 0)
        last = index == len(pages) - 1
        with pen.aside(before + index > 0):
            _letterhead(pen, sheet, logo, frame, draft=state == "draf")
        if index == 0:
            opening, table = pen.group("Sect") if said else 0, pen.group("Table")
        _table(pen, frame, columns, boxes, top, sheet.mark if state == "draf" else "", table, first=not index)
        if said:  # after the table: its DRAF covers nothing that is written later
            lines = [(MARGIN, _TABLE_TOP + 6 + n * _LEADING, line) for n, line in enumerate(said)]
            marks = [pen.mark("P", opening), *[""] * (len(lines) - 1)]
            pen.cells(lines, _TEXT, ink.REGULAR, marks=marks)
        rows = [box.row for box in boxes if box.first and box.row >= 0]
        bottom = top + _HEAD_HIGH + sum(box.high for box in boxes)
        _totals(pen, frame, bottom, sheet.page_total(rows), sheet.grand_total if last else "")
        if last:
            hands = _hands(sheet, frame, bottom + _TOTAL_HIGH)
            _signatures(pen, sheet, frame, state, hands)
        _end_page(pen, sheet, frame, rows, before + index + 1, total, key if state != "draf" else None)
    places = Places(total - 1, _seal_rect(frame), _bsre_rect(frame), *_signer_rects(frame, hands))
    about = About(sheet.title, sheet.letterhead.office, sheet.number, f"wira 1, {sheet.kind}, {state}")
    inside = _data_of(sheet) if state != "draf" else ()
    pdf = archival(pen.finish(), about, now, structure=pen.structure, embedded=inside)
    return Paper(pdf, total, sheet.digest, places, state)


def _data_of(sheet: Sheet) -> tuple[Embedded, ...]:
    """What the paper says, for a program and for a spreadsheet; the digest is that of the first."""
    table = io.StringIO(newline="")
    csvfile.write(table, [[column.title for column in sheet.columns], *sheet.rows])
    return (
        Embedded(DATA_NAME, "application/json", "Isi dokumen ini; SHA-256-nya adalah sidik isi", sheet.data),
        Embedded(TABLE_NAME, "text/csv", "Tabel dokumen ini", table.getvalue().encode("utf-8-sig")),
    )


def _end_page(
    pen: Ink,
    sheet: Sheet,
    frame: _Frame,
    rows: Sequence[int],
    page: int,
    total: int,
    key: qr.QrKey | None,
) -> None:
    """What stands at the foot of every page: its code, where it goes on, the footer."""
    with pen.aside(page > 1):
        if key is not None:
            _page_code(pen, frame, _code_text(sheet, rows, page, total, key))
        if page < total:
            words = f"Dilanjutkan ke halaman {page + 1}."
            pen.text(frame.right, frame.band + 10, words, 7.2, tint=ink.SOFT, align="right")
        _footer(pen, sheet, frame, page, total)
    pen.page_done()


# Measuring


def _scaled(columns: tuple[Column, ...], room: float) -> tuple[Column, ...]:
    whole = sum(column.wide for column in columns)
    firm = sum(column.wide for column in columns if column.firm)
    factor, kept = room / whole, 1.0
    if factor < _SHRUNK and firm < room:
        factor = (room - firm) / (whole - firm)
    else:
        kept = factor
    return tuple(
        Column(column.title, column.wide * (kept if column.firm else factor), column.align, column.firm)
        for column in columns
    )


def _preface_lines(paragraphs: tuple[str, ...], room: float) -> list[str]:
    return [line for text in paragraphs for line in ink.wrap(text, ink.REGULAR, _TEXT, room)]


def _measure(sheet: Sheet, columns: tuple[Column, ...], frame: _Frame) -> list[_Box]:
    rooms = [column.wide - 2 * _PAD for column in columns]
    known: list[dict[str, tuple[str, ...]]] = [{} for _ in columns]
    most, group = frame.most_lines, None
    boxes: list[_Box] = [] if sheet.rows else [_Box(-1, ((sheet.empty,),), _ROW_HIGH, True)]
    for index, row in enumerate(sheet.rows):
        if sheet.groups and sheet.groups[index] != group:
            group = sheet.groups[index]
            lines = ink.wrap(group, ink.BOLD, _TEXT, frame.room - 2 * _PAD)[:2]
            boxes.append(_Box(-1, (lines,), _ROW_HIGH + _LEADING * (len(lines) - 1), True))
        cells: list[tuple[str, ...]] = []
        for text, room, seen in zip(row, rooms, known, strict=True):
            lines = seen.get(text)
            if lines is None:
                lines = seen[text] = ink.wrap(text, ink.REGULAR, _TEXT, room)
            cells.append(lines)
        tallest = max(map(len, cells))
        for start in range(0, tallest, most):
            part = tuple(lines[start : start + most] for lines in cells) if tallest > most else tuple(cells)
            high = _ROW_HIGH + _LEADING * (min(tallest - start, most) - 1)
            boxes.append(_Box(index, part, high, start == 0))
    return boxes


def _paginate(boxes: list[_Box], preface_high: float, frame: _Frame) -> list[list[_Box]]:
    """Boxes page by page: no row is split, no group's heading stands without a row, and the last page keeps
    room for the hands that sign."""
    pages: list[list[_Box]] = [[]]
    left = frame.body - preface_high
    for at, box in enumerate(boxes):
        needed = box.high + (boxes[at + 1].high if box.row < 0 and at + 1 < len(boxes) else 0)
        if needed > left + 0.01 and pages[-1]:
            pages.append([])
            left = frame.body
        pages[-1].append(box)
        left -= box.high
    spare = frame.last_body - (preface_high if len(pages) == 1 else 0)
    moved: list[_Box] = []
    while sum(box.high for box in pages[-1]) > spare + 0.01 and len(pages[-1]) > 1:
        moved.insert(0, pages[-1].pop())
    while moved and pages[-1][-1].row < 0:  # a heading goes with its row
        moved.insert(0, pages[-1].pop())
    if moved:
        pages.append(moved)
    return pages


# Drawing, from the top of the page down


def _letterhead(pen: Ink, sheet: Sheet, logo: ImageReader | None, frame: _Frame, *, draft: bool) -> None:
    middle = frame.wide / 2
    kop.draw(pen, sheet.letterhead, logo, margin=MARGIN, framed=draft)
    pen.text(middle, 85.5, sheet.title.upper(), 10.4, ink.BOLD, align="center", room=frame.room, role="H1")
    pen.text(middle, 95.5, sheet.subtitle, 7.4, tint=ink.SOFT, align="center", room=frame.room)


def _draft_mark(pen: Ink, mark: str, frame: _Frame) -> None:
    room = 0.64 * frame.wide / 0.8660254 * (1 if frame.wide > frame.high else 1.15)
    size = min(_MARK, room / ink.width(mark, ink.BOLD, 1))
    pen.turned(frame.wide / 2, frame.high * 0.48, mark, size, ink.FAINT)


def _table(
    pen: Ink,
    frame: _Frame,
    columns: tuple[Column, ...],
    boxes: list[_Box],
    top: float,
    mark: str,
    table: int,
    *,
    first: bool,
) -> None:
    """Grounds first, then the draft's mark, then lines and text, so that nothing covers a word. All pages
    are one `table` to those who hear it, with the headings of the `first`."""
    lefts = [MARGIN + sum(column.wide for column in columns[:n]) for n in range(len(columns))]
    body = top + _HEAD_HIGH
    tops = [body]
    for box in boxes:
        tops.append(tops[-1] + box.high)
    bottom = tops[-1]
    pen.fill([(MARGIN, top, frame.room, _HEAD_HIGH)], ink.HEAD)
    striped = [(MARGIN, tops[n], frame.room, box.high) for n, box in enumerate(boxes) if n % 2]
    pen.fill(striped, ink.STRIPE)
    if mark:
        _draft_mark(pen, mark, frame)
    pen.strokes([(MARGIN, y, frame.right, y) for y in tops[1:-1]], 0.3, ink.RULE)
    pen.strokes([(left, top, left, body) for left in lefts[1:]], 0.3, ink.RULE)
    pen.strokes([(left, y1, left, y2) for y1, y2 in _ruled(boxes, tops) for left in lefts[1:]], 0.3, ink.RULE)
    pen.strokes([(MARGIN, y, frame.right, y) for y in (top, body, bottom)], 0.9, ink.INK)
    heads = [
        (_aligned(column, left, column.title, ink.BOLD), body - 4.2, column.title)
        for column, left in zip(columns, lefts, strict=True)
    ]
    if first:
        row = pen.group("TR", table)
        pen.cells(heads, _TEXT, ink.BOLD, marks=[pen.mark("TH", row) for _head in heads])
    else:
        with pen.aside():
            pen.cells(heads, _TEXT, ink.BOLD)
    cells: list[tuple[float, float, str]] = []
    marks: list[str] = []
    for box, row_top in zip(boxes, tops, strict=False):
        if box.row < 0:  # written where it stands, so that the file reads as the page does
            pen.cells(cells, _TEXT, ink.REGULAR, marks=marks)
            cells, marks = [], []
            places = enumerate(box.cells[0])
            heading = [(MARGIN + _PAD, row_top + 8.2 + n * _LEADING, text) for n, text in places]
            row = pen.group("TR", table)
            over = [pen.mark("TH", row, len(columns)), *[""] * (len(heading) - 1)]
            pen.cells(heading, _TEXT, ink.BOLD, marks=over)
            continue
        opening = pen.row(table, len(columns))
        for column, left, lines, opens in zip(columns, lefts, box.cells, opening, strict=True):
            baseline = row_top + 8.2
            marks.append(opens)
            marks += [""] * (len(lines) - 1)
            for line in lines:
                x = left + _PAD if column.align == "left" else _aligned(column, left, line, ink.REGULAR)
                cells.append((x, baseline, line))
                baseline += _LEADING
    pen.cells(cells, _TEXT, ink.REGULAR, marks=marks)


def _ruled(boxes: list[_Box], tops: list[float]) -> list[tuple[float, float]]:
    """From where to where the lines between columns go: not through a group's heading."""
    found: list[tuple[float, float]] = []
    start = tops[0]
    for n, box in enumerate(boxes):
        if box.row < 0:
            found += [(start, tops[n])] if tops[n] > start else []
            start = tops[n + 1]
    return [*found, (start, tops[-1])]


def _aligned(column: Column, left: float, text: str, face: Face) -> float:
    if column.align == "left":
        return left + _PAD
    spare = column.wide - ink.width(text, face, _TEXT)
    return left + (spare - _PAD if column.align == "right" else spare / 2)


def _totals(pen: Ink, frame: _Frame, top: float, page_total: str, grand_total: str) -> None:
    room = frame.room * 0.48
    pen.text(MARGIN + _PAD, top + 9, page_total, _TEXT, ink.BOLD, room=room)
    pen.text(frame.right - _PAD, top + 9, grand_total, _TEXT, ink.BOLD, align="right", room=room)
    pen.rule(MARGIN, frame.right, top + _TOTAL_HIGH, 0.9)


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


def _page_code(pen: Ink, frame: _Frame, text: str) -> None:
    """The white around the table's foot and the margin is the code's quiet zone."""
    kop.code(pen, text, MARGIN, frame.band, _QR_SIDE)
    words = "Periksa halaman ini dengan Wira"
    pen.text(MARGIN, frame.band + _QR_SIDE + 9, words, 5.8, ink.BOLD, room=_QR_SIDE)


def _hands(sheet: Sheet, frame: _Frame, below: float) -> list[tuple[float, float, float]]:
    """Left, top and room of everybody who signs by hand, the signatory last; the table ends at `below`."""
    if not frame.wet:
        return [(_WET_LEFT, frame.band, frame.right - _WET_LEFT)]
    each = min(_WET_WIDE, frame.room / (len(sheet.others) + 1))
    beside = [(MARGIN + at * each, below + 8, each) for at in range(len(sheet.others))]
    return [*beside, (frame.right - each, below + 8, each)]


def _signatures(
    pen: Ink, sheet: Sheet, frame: _Frame, state: State, hands: list[tuple[float, float, float]]
) -> None:
    if sheet.unsealed:
        pen.text(MARGIN + _PAD, frame.band + 9, sheet.unsealed, _TEXT, tint=ink.SOFT)
    else:
        _electronic(pen, frame.band, state)
    for signer, hand in zip(sheet.others, hands, strict=False):
        kop.hand(pen, signer, "", *hand)
    kop.hand(pen, sheet.signatory, f"{sheet.place}, {long_date(sheet.date)}", *hands[-1])


def _electronic(pen: Ink, top: float, state: State) -> None:
    """The room for the seal and the one for BSrE."""
    pen.frame(_SEAL_LEFT, top, _SEAL_WIDE, _BAND_HIGH, dashed=state != "segel")
    pen.text(_SEAL_LEFT + 8, top + 12, "Segel integritas kantor", 6.4, ink.BOLD, ink.SOFT)
    if state != "segel":
        words = (
            "Draf, belum disegel." if state == "draf" else "Tanpa segel; disiapkan untuk tanda tangan BSrE."
        )
        pen.text(_SEAL_LEFT + _SEAL_WIDE / 2, top + 52, words, 6.4, tint=ink.SOFT, align="center")
    pen.frame(_BSRE_LEFT, top, _BSRE_WIDE, _BAND_HIGH, dashed=True)
    middle = _BSRE_LEFT + _BSRE_WIDE / 2
    pen.text(_BSRE_LEFT + 8, top + 12, "Ruang tanda tangan elektronik BSrE", 6.4, ink.BOLD, ink.SOFT)
    pen.text(middle, top + 48, "#", 18, tint=ink.EDGE, align="center")
    if state != "tte":  # the service puts its picture there, over whatever is written
        words = "Kosong. Diisi kemudian melalui layanan resmi."
        pen.text(middle, top + 64, words, 6.2, tint=ink.SOFT, align="center")


def _footer(pen: Ink, sheet: Sheet, frame: _Frame, page: int, pages: int) -> None:
    pen.rule(MARGIN, frame.right, frame.foot, 0.3, ink.EDGE)
    right = f"Sidik isi {grouped_hex(sheet.digest, 4)}  ·  Halaman {page} dari {pages}"
    room = frame.room - ink.width(right, ink.REGULAR, 6.2) - 16
    said = f"{sheet.footer}  {ink.REPLACED}" if pen.replaced() else sheet.footer
    size, lines = ink.shrunk(said, ink.REGULAR, 6.2, room)  # a list of copies may be long
    pen.cells(
        [(MARGIN, frame.foot + 7 + n * 6.2, line) for n, line in enumerate(lines)],
        size, ink.REGULAR, ink.SOFT,
    )  # fmt: skip
    pen.text(frame.right, frame.foot + 7, right, 6.2, tint=ink.SOFT, align="right")


def _seal_rect(frame: _Frame) -> Rect:
    return _rect(frame, _SEAL_LEFT + 4, frame.band + 16, _SEAL_WIDE - 8, _BAND_HIGH - 20)


def _bsre_rect(frame: _Frame) -> Rect:
    return _rect(frame, _BSRE_LEFT + 4, frame.band + 16, _BSRE_WIDE - 8, _BAND_HIGH - 20)


def _signer_rects(frame: _Frame, hands: list[tuple[float, float, float]]) -> tuple[Rect, Rect]:
    """Above the names under which the print is signed by hand: the official's, and the mentor's where they
    sign beside, or else to the right of the official's."""
    left, top, room = hands[-1]
    if len(hands) > 1:
        first, above, wide = hands[0]
        official = _rect(frame, left + 4, top + 31, room - 8, 37)
        return official, _rect(frame, first + 4, above + 31, wide - 8, 37)
    half = (room - 6) / 2
    official = _rect(frame, left, top + 31, half, 37)
    return official, _rect(frame, left + half + 6, top + 31, half, 37)


def _rect(frame: _Frame, x: float, y: float, wide: float, high: float) -> Rect:
    return Rect(round(x), round(frame.high - y - high), round(x + wide), round(frame.high - y))
