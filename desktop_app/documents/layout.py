"""The page every table paper shares: letterhead, wrapping table, totals, signature band, footer.

A4 or F4, across or upright. On A4 across 27 rows of one line fill a page; longer text grows its row and
moves the rest on. Upright, and wherever more than one person signs, the hands sign above the band of code and
seals, for which the last page keeps room. Papers are official Indonesian text whatever the window's language,
so nothing here is translated.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final, NotRequired, Required, TypedDict

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
    canonical_json,
    grouped_hex,
    long_date,
)
from desktop_app.documents.ink import Ink
from desktop_app.documents.pagination import (
    ABOVE_BAND,
    BAND_FROM_BELOW,
    LEADING,
    MARGIN,
    PAD,
    ROW_HIGH,
    TABLE_TOP,
    TEXT,
    TOTAL_HIGH,
    TOTAL_SHARE,
    WET_HIGH,
    Box,
    Column,
    Frame,
    measure,
    paginate,
    preface_high,
    preface_lines,
    scaled,
    with_headings,
)
from desktop_app.documents.sheets import ACROSS, Form
from desktop_app.documents.table import draft_mark, draw_table, draw_totals
from desktop_app.documents.writing import Writing
from desktop_app.errors import Refused
from resources.i18n import tr

DATA_NAME, TABLE_NAME = "isi.json", "tabel.csv"
"""What the data inside an issued PDF are called."""
GROUP = "Kelompok"
"""The column of the table that says what a row's group is."""
_QR_SIDE = 92.0
_BAND_HIGH = 92.0
_SEAL_LEFT, _SEAL_WIDE = MARGIN + 105.0, 206.0
_BSRE_LEFT, _BSRE_WIDE = _SEAL_LEFT + _SEAL_WIDE + 8, 170.0
_WET_LEFT = _BSRE_LEFT + _BSRE_WIDE + 22
_WET_WIDE = 210.0
"""The most room that each who signs above the band has."""
_WET_LEAST = 160.0
_OPENING_TOP = 124.0
MOST_ROWS = 20_000
"""Rows of one paper: 10,000 of them, sealed, take 150 MB and some ten seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table paper ready to be laid out.

    `data` is the canonical JSON of what this edition prints. `entries` gives rank and name of each row for
    the page code; `page_total` turns the row numbers of one page into its total line; `keywords` end with the
    state and are how a verdict knows a Wira paper.
    `mark` stands across a draft ("" for none); a paper that never is sealed says so (`unsealed`) instead of
    keeping room for signatures; `empty` stands in a table without rows. Each of `charts` draws a
    page of its own before the table, between the given top and `chart_bottom`. `groups`
    gives the heading that stands above a row where it differs from that of the row before. `others` sign
    beside the `signatory`, from the left. `opening` writes the pages before the table, and everybody signs
    below its end; the table is then what `attachment`, its title, says. Upright only.
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
    opening: Callable[[Writing], None] | None = None
    attachment: str = ""
    digest: str = field(init=False)
    """SHA-256 of the canonical data, the *sidik isi*, in hex: once, since every page prints it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", hashlib.sha256(self.data).hexdigest())

    @property
    def content(self) -> str:
        """The same without the letter number."""
        said = {name: value for name, value in json.loads(self.data).items() if name != "number"}
        return hashlib.sha256(canonical_json(said)).hexdigest()


def chart_bottom(pen: Ink) -> float:
    """How far down a chart may go."""
    return pen.high - BAND_FROM_BELOW - 8


Step = Callable[[int, int], object]
"""Called with pages done and pages in all."""


def no_step(done: int, total: int) -> None:
    """Nobody is watching."""


Telling = Callable[[Mapping[str, Any], Form], str]
"""Given what a paper says and how it is printed, what stands first at its foot and in its data, or ""."""


class Making(TypedDict):
    """How a table paper is made, as `compose` is told by whoever writes one."""

    state: Required[State]
    now: Required[datetime]
    key: NotRequired[qr.QrKey | None]
    step: NotRequired[Step]
    telling: NotRequired[Telling | None]


def compose(
    sheet: Sheet,
    *,
    state: State,
    now: datetime,
    key: qr.QrKey | None = None,
    step: Step = no_step,
    telling: Telling | None = None,
) -> Paper:
    """Lay `sheet` out as PDF/A-3b bytes, tagged; equal arguments give equal bytes. An issued one has the data
    that it prints inside, as JSON and CSV.

    A draft says DRAF on every page and carries no code. Other states sign a code on each page with
    `key`, which they need. `telling` says from its data what it takes the place
    of. `step` hears of every page begun and stops by raising. Raises Refused for a
    letterhead picture that cannot be read, and for more than `MOST_ROWS` rows.
    """
    if state != "draf" and key is None:
        raise ValueError("an issued paper needs the device's key for its page codes")
    _refuse_endless(sheet)
    if telling is not None and (said := telling(json.loads(sheet.data), sheet.form)):
        data = canonical_json({**json.loads(sheet.data), "replaces": said})
        sheet = replace(sheet, footer=f"{said}  {sheet.footer}", data=data)
    wide, high = sheet.form.size
    frame = Frame(wide, high, _rows_of_hands(sheet, wide))
    columns = scaled(sheet.columns, frame.room)
    table = with_headings(replace(frame, hands=0) if sheet.opening else frame, columns, sheet.groups)
    table = replace(table, total=_total_high(sheet, table))
    preface = preface_lines(sheet.preface, frame.room)
    above = preface_high(preface)
    pages = paginate(_boxes(sheet, columns, table, above), above, table)
    logo = kop.read_logo(sheet.letterhead.logo)
    press = _Press(Ink((wide, high), tagged=True), sheet, frame, logo, state, key)
    press.total = len(sheet.charts) + _opening_pages(press) + len(pages)
    for chart in sheet.charts:
        step(press.page, press.total)
        press.start_page(sheet.title)
        press.mark()
        chart(press.pen, TABLE_TOP + 6)
        press.end([])
    signed, hands = press.total - 1, _hands(sheet, frame, frame.band)
    if sheet.opening is not None:
        hands = _open(press, step)
        signed = press.page - 1
    last = _table_pages(press, table, columns, preface, pages, step)
    places = Places(signed, _seal_rect(frame), _bsre_rect(frame), *_signer_rects(frame, last or hands))
    about = About(sheet.title, sheet.letterhead.office, sheet.number, f"wira 1, {sheet.kind}, {state}")
    inside = _data_of(sheet) if state != "draf" else ()
    pdf = archival(press.pen.finish(), about, now, structure=press.pen.structure, embedded=inside)
    return Paper(pdf, press.total, sheet.digest, places, state, sheet.content)


def _refuse_endless(sheet: Sheet) -> None:
    """More rows would take a small computer's memory, and nobody reads hundreds of pages of one paper."""
    if len(sheet.rows) > MOST_ROWS:
        raise Refused(
            tr("Dokumen ini akan memuat {n} baris, lebih dari {batas}.", n=len(sheet.rows), batas=MOST_ROWS),
            next_step=tr(
                "Buat terpisah, misalnya tiap kelurahan, tiap program, atau untuk masa yang pendek."
            ),
            code="rows",
        )


@dataclass(slots=True)
class _Press:
    """The paper being printed: what each of its pages begins and ends with. `page` counts those done."""

    pen: Ink
    sheet: Sheet
    frame: Frame
    logo: ImageReader | None
    state: State
    key: qr.QrKey | None
    total: int = 0
    page: int = 0

    @property
    def draft(self) -> bool:
        """Whether DRAF stands across."""
        return self.state == "draf"

    def start_page(self, title: str) -> None:
        """Letterhead and title; those who hear the paper hear them once."""
        with self.pen.aside(self.page > 0):
            _letterhead(self.pen, self.sheet, title, self.logo, self.frame, draft=self.draft)

    def mark(self) -> None:
        """DRAF, before what must not be covered by it."""
        if self.draft and self.sheet.mark:
            draft_mark(self.pen, self.sheet.mark, self.frame)

    def end(self, rows: Sequence[int], *, signed: bool = False) -> None:
        """Code and foot of a page that holds these rows."""
        self.page += 1
        key = None if self.draft else self.key
        _end_page(self.pen, self.sheet, self.frame, rows, self.page, self.total, key, signed=signed)


class _Opening(Writing):
    """The pages before an attachment: under the letterhead, above the band."""

    def __init__(self, press: _Press, step: Step) -> None:
        super().__init__(press.pen)
        self._press, self._step = press, step
        self.below = press.frame.hands * WET_HIGH
        self.start_page()

    @property
    def bottom(self) -> float:
        return self._press.frame.band - ABOVE_BAND

    def start_page(self) -> None:
        self.page += 1
        self._step(self._press.page, self._press.total)
        self._press.start_page(self._press.sheet.title)
        self._press.mark()
        self.y = _OPENING_TOP

    def end(self) -> None:
        self._press.end([])

    def signed(self) -> list[tuple[float, float, float]]:
        """Everybody's place to sign, and the page with the band is done."""
        press = self._press
        self.need(self.below)
        hands = _hands(press.sheet, press.frame, self.y)
        _signatures(press.pen, press.sheet, press.frame, press.state, hands)
        press.end([], signed=True)
        return hands


def _open(press: _Press, step: Step) -> list[tuple[float, float, float]]:
    """Write the opening; where everybody signs."""
    assert press.sheet.opening is not None
    writing = _Opening(press, step)
    press.sheet.opening(writing)
    return writing.signed()


def _opening_pages(press: _Press) -> int:
    """How many pages the opening has, by writing it where nobody sees it."""
    if press.sheet.opening is None:
        return 0
    trial = replace(press, pen=Ink(press.sheet.form.size), state="draf")
    _open(trial, no_step)
    return trial.page


def _table_pages(
    press: _Press,
    frame: Frame,
    columns: tuple[Column, ...],
    preface: list[str],
    pages: list[list[Box]],
    step: Step,
) -> list[tuple[float, float, float]]:
    """The table to its end; where everybody signs below it, unless they do on a page before it."""
    pen, sheet = press.pen, press.sheet
    opening = table = 0
    hands: list[tuple[float, float, float]] = []
    for index, boxes in enumerate(pages):
        step(press.page, press.total)
        said = preface if index == 0 else []
        top = TABLE_TOP + preface_high(said)
        last = index == len(pages) - 1
        press.start_page(sheet.attachment or sheet.title)
        if index == 0:
            opening, table = pen.group("Sect") if said else 0, pen.group("Table")
        draw_table(pen, frame, columns, boxes, top, sheet.mark if press.draft else "", table, first=not index)
        if said:  # after the table: its DRAF covers nothing that is written later
            lines = [(MARGIN, TABLE_TOP + 6 + n * LEADING, line) for n, line in enumerate(said)]
            marks = [pen.mark("P", opening), *[""] * (len(lines) - 1)]
            pen.cells(lines, TEXT, ink.REGULAR, marks=marks)
        rows = [box.row for box in boxes if box.first and box.row >= 0]
        bottom = top + frame.head + sum(box.high for box in boxes)
        draw_totals(pen, frame, bottom, sheet.page_total(rows), sheet.grand_total if last else "")
        if last and sheet.opening is None:
            hands = _hands(sheet, frame, bottom + frame.total)
            _signatures(pen, sheet, frame, press.state, hands)
        press.end(rows)
    return hands


def _total_high(sheet: Sheet, frame: Frame) -> float:
    """One line for the totals of a page and of all, or two where one would make them too small to read."""
    said = (sheet.grand_total, sheet.page_total(range(len(sheet.rows))))
    widest = max(ink.width(each, ink.BOLD, TEXT) for each in said)
    return TOTAL_HIGH + (LEADING if widest * 0.9 > frame.room * TOTAL_SHARE else 0)


def _boxes(sheet: Sheet, columns: tuple[Column, ...], frame: Frame, above: float) -> list[Box]:
    """The rows to be printed; of none one line that says so."""
    measured = measure(sheet.rows, sheet.groups, columns, frame, above)
    return measured or [Box(-1, ((sheet.empty,),), ROW_HIGH, True)]


def _data_of(sheet: Sheet) -> tuple[Embedded, ...]:
    """What the paper says, for a program and for a spreadsheet; the digest is that of the first."""
    heads, rows = [column.title for column in sheet.columns], [list(row) for row in sheet.rows]
    if sheet.groups:  # what stands above the rows on paper stands beside them here
        groups = json.loads(sheet.data)["groups"]
        heads, rows = [*heads, GROUP], [[*row, group] for row, group in zip(rows, groups, strict=True)]
    table = io.StringIO(newline="")
    csvfile.write(table, [heads, *rows])
    return (
        Embedded(DATA_NAME, "application/json", "Isi dokumen ini; SHA-256-nya adalah sidik isi", sheet.data),
        Embedded(TABLE_NAME, "text/csv", "Tabel dokumen ini", table.getvalue().encode("utf-8-sig")),
    )


def _end_page(
    pen: Ink,
    sheet: Sheet,
    frame: Frame,
    rows: Sequence[int],
    page: int,
    total: int,
    key: qr.QrKey | None,
    *,
    signed: bool = False,
) -> None:
    """What stands at the foot of every page: its code, where it goes on (below the band where people have
    `signed`), the footer."""
    with pen.aside(page > 1):
        if key is not None:
            _page_code(pen, frame, _code_text(sheet, rows, page, total, key))
        if page < total:
            words = f"Lampiran di halaman {page + 1}." if signed else f"Dilanjutkan ke halaman {page + 1}."
            pen.text(
                frame.right, frame.foot - 4 if signed else frame.band + 10, words, 7.2,
                tint=ink.SOFT, align="right",
            )  # fmt: skip
        _footer(pen, sheet, frame, page, total)
    pen.page_done()


# Drawing, from the top of the page down


def _letterhead(
    pen: Ink, sheet: Sheet, title: str, logo: ImageReader | None, frame: Frame, *, draft: bool
) -> None:
    middle = frame.wide / 2
    kop.draw(pen, sheet.letterhead, logo, margin=MARGIN, framed=draft)
    pen.text(middle, 85.5, title.upper(), 10.4, ink.BOLD, align="center", room=frame.room, role="H1")
    pen.text(middle, 95.5, sheet.subtitle, 7.4, align="center", room=frame.room)


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


def _page_code(pen: Ink, frame: Frame, text: str) -> None:
    """The white around the table's foot and the margin is the code's quiet zone."""
    kop.code(pen, text, MARGIN, frame.band, _QR_SIDE)
    words = "Periksa halaman ini dengan Wira"
    pen.text(MARGIN, frame.band + _QR_SIDE + 9, words, 5.8, ink.BOLD, room=_QR_SIDE)


def _rows_of_hands(sheet: Sheet, wide: float) -> int:
    """Rows of people who sign above the band: across, one person signs beside it."""
    if sheet.form.across and not sheet.others:
        return 0
    return -(-(len(sheet.others) + 1) // _abreast(wide - 2 * MARGIN))


def _abreast(room: float) -> int:
    """How many people can sign beside each other."""
    return max(int(room // _WET_LEAST), 1)


def _hands(sheet: Sheet, frame: Frame, below: float) -> list[tuple[float, float, float]]:
    """Left, top and room of everybody who signs by hand, the signatory last; the text ends at `below`."""
    if not frame.hands:
        return [(_WET_LEFT, frame.band, frame.right - _WET_LEFT)]
    abreast = _abreast(frame.room)
    each = min(_WET_WIDE, frame.room / min(len(sheet.others) + 1, abreast))
    found = [
        (MARGIN + n % abreast * each, below + 8 + n // abreast * WET_HIGH, each)
        for n in range(len(sheet.others))
    ]
    return [*found, (frame.right - each, below + 8 + (frame.hands - 1) * WET_HIGH, each)]


def _signatures(
    pen: Ink, sheet: Sheet, frame: Frame, state: State, hands: list[tuple[float, float, float]]
) -> None:
    if sheet.unsealed:
        pen.text(MARGIN + PAD, frame.band + 9, sheet.unsealed, TEXT)
    else:
        _electronic(pen, frame.band, state)
    for signer, hand in zip(sheet.others, hands, strict=False):
        kop.hand(pen, signer, "", *hand)
    kop.hand(pen, sheet.signatory, f"{sheet.place}, {long_date(sheet.date)}", *hands[-1])


_FRAME: Final = 0.9
"""Points of a line that stays whole at 100 dpi without greys."""
_UNSEALED: Final = {
    "draf": ("BELUM DISEGEL", "Masih draf."),
    "tte": ("TANPA SEGEL", "Disiapkan untuk tanda tangan BSrE."),
}


def _electronic(pen: Ink, top: float, state: State) -> None:
    """The room for the seal and the one for BSrE, in ink that a copy in black and white keeps: a solid frame
    is a seal, a dashed one an empty room that says so in bold."""
    pen.frame(_SEAL_LEFT, top, _SEAL_WIDE, _BAND_HIGH, ink.INK, dashed=state != "segel", thick=_FRAME)
    pen.text(_SEAL_LEFT + 8, top + 12, "Segel integritas kantor", 6.4, ink.BOLD)
    if state != "segel":
        middle = _SEAL_LEFT + _SEAL_WIDE / 2
        head, words = _UNSEALED["draf" if state == "draf" else "tte"]
        pen.text(middle, top + 48, head, 9, ink.BOLD, align="center")
        pen.text(middle, top + 60, words, 6.8, align="center")
    pen.frame(_BSRE_LEFT, top, _BSRE_WIDE, _BAND_HIGH, ink.INK, dashed=True, thick=_FRAME)
    middle = _BSRE_LEFT + _BSRE_WIDE / 2
    pen.text(_BSRE_LEFT + 8, top + 12, "Ruang tanda tangan elektronik BSrE", 6.4, ink.BOLD)
    pen.text(middle, top + 44, "#", 18, tint=ink.SOFT, align="center")
    if state != "tte":  # the service puts its picture there, over whatever is written
        pen.text(middle, top + 56, "KOSONG", 9, ink.BOLD, align="center")
        pen.text(middle, top + 66, "Diisi kemudian melalui layanan resmi.", 6.8, align="center")


def _footer(pen: Ink, sheet: Sheet, frame: Frame, page: int, pages: int) -> None:
    pen.rule(MARGIN, frame.right, frame.foot, 0.3, ink.EDGE)
    right = f"Sidik isi {grouped_hex(sheet.digest, 4)}  ·  Halaman {page} dari {pages}"
    room = frame.room - ink.width(right, ink.REGULAR, 6.2) - 16
    said = f"{sheet.footer}  {ink.REPLACED}" if pen.replaced() else sheet.footer
    size, lines = ink.shrunk(said, ink.REGULAR, 6.2, room)  # a list of copies may be long
    pen.cells(
        [(MARGIN, frame.foot + 7 + n * 6.2, line) for n, line in enumerate(lines)],
        size, ink.REGULAR, ink.INK,
    )  # fmt: skip
    pen.text(frame.right, frame.foot + 7, right, 6.2, align="right")  # a copy in black and white keeps it


def _seal_rect(frame: Frame) -> Rect:
    return _rect(frame, _SEAL_LEFT + 4, frame.band + 16, _SEAL_WIDE - 8, _BAND_HIGH - 20)


def _bsre_rect(frame: Frame) -> Rect:
    return _rect(frame, _BSRE_LEFT + 4, frame.band + 16, _BSRE_WIDE - 8, _BAND_HIGH - 20)


def _signer_rects(frame: Frame, hands: list[tuple[float, float, float]]) -> tuple[Rect, Rect]:
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


def _rect(frame: Frame, x: float, y: float, wide: float, high: float) -> Rect:
    return Rect(round(x), round(frame.high - y - high), round(x + wide), round(frame.high - y))
