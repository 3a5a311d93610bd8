"""Daftar Hadir: the attendance list of a wave, to be signed by hand and keyed back by its numbers.

It is a form and never says DRAF. One column a day, upright for up to two days and across for up to six;
more days go to further sheets. The code on each page names wave, days and page, and stands below as text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate
from typing import Final, Literal

from desktop_app.documents import ink, kop, qr
from desktop_app.documents.archive import About, archival
from desktop_app.documents.data import Letterhead, Signatory, canonical_json, short_date
from desktop_app.documents.ink import Ink
from desktop_app.documents.sheets import Form, PaperName
from desktop_app.domain.identity import nip_display
from desktop_app.domain.training import SheetCode

Shape = Literal["auto", "potret", "lanskap"]

KIND: Final = "daftar_hadir"
ACROSS: Final = 6
"""Day columns of a page that lies across."""
UPRIGHT: Final = 3

_MARGIN = 34.0
_CODE_SIDE = 78.0
_TOP = 178.0
_HEAD_HIGH = 24.0
_ROW_HIGH = 24.0
_SIGN_HIGH = 104.0
_FOOT_HIGH = 54.0
_TEXT = 8.6
_NAME = 140.0
"""The least width of a name; days share what is left."""
_NAME_TEXT, _WRAPPED_TEXT, _LEADING = 9.4, 8.2, 9.6
_DAYS = "Senin Selasa Rabu Kamis Jumat Sabtu Minggu".split()


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceRow:
    """One participant. `gone`: why nobody signs there, e.g. no longer accepted; "" for who does."""

    number: int
    nama: str
    nomor_pendaftaran: str
    kelurahan: str = ""
    gone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceList:
    """A wave's list. `days` are (number from 1, ISO day) of the days to print; `code` the wave's six signs;
    `blank` lines are left at the end for who comes unlisted."""

    training: str
    wave: str
    code: str
    organiser: str
    venue: str
    days: tuple[tuple[int, str], ...]
    rows: tuple[AttendanceRow, ...]
    blank: int
    number: str
    date: date
    office_code: str
    letterhead: Letterhead
    signatory: Signatory
    place: str = "Depok"
    shape: Shape = "auto"
    sample: bool = False
    paper: PaperName = "A4"


@dataclass(frozen=True, slots=True)
class AttendancePaper:
    """The PDF, and the code of each page in order."""

    pdf: bytes
    codes: tuple[SheetCode, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    title: str
    under: str
    left: float
    wide: float
    day: bool = False


def write_attendance(listed: AttendanceList, key: qr.QrKey, *, now: datetime) -> AttendancePaper:
    """The list as PDF/A-3b bytes, tagged; equal arguments give equal bytes.

    Raises Refused for an unreadable emblem.
    """
    across = listed.shape == "lanskap" or (listed.shape == "auto" and len(listed.days) > 2)
    many = any(row.kelurahan for row in listed.rows)
    most = ACROSS if across else UPRIGHT - many
    pen = Ink(Form(listed.paper, "lanskap" if across else "potret").size, tagged=True)
    logo = kop.read_logo(listed.letterhead.logo)
    codes: list[SheetCode] = []
    for start in range(0, len(listed.days), most):
        days = list(listed.days[start : start + most])
        columns = _columns(pen, listed, days)
        pages = _paginate(pen, columns, [*listed.rows, *[None] * listed.blank])
        table = 0
        for number, rows in enumerate(pages, 1):
            code = SheetCode(listed.code, days[0][0], days[-1][0], number)
            with pen.aside(bool(codes)):
                kop.draw(pen, listed.letterhead, logo, margin=_MARGIN, framed=False)
                _title(pen, listed)
            codes.append(code)
            _code(pen, listed, code, rows, len(pages), key)
            table = table or pen.group("Table")
            bottom = _table(pen, columns, rows, table, first=number == 1)
            if number == len(pages):
                _signatures(pen, listed, bottom)
            _footer(pen, listed, code, number, len(pages))
            pen.page_done()
    about = About(f"Daftar Hadir {listed.training}, {listed.wave}", listed.letterhead.office, listed.number)
    return AttendancePaper(archival(pen.finish(), about, now, structure=pen.structure), tuple(codes))


# ---- measuring ---------------------------------------------------------------------------------------


def _columns(pen: Ink, listed: AttendanceList, days: Sequence[tuple[int, str]]) -> list[_Column]:
    many = any(row.kelurahan for row in listed.rows)
    fixed = [("No.", 30.0), ("Nama", 0.0), ("Nomor pendaftaran", 96.0)]
    fixed += [("Kelurahan", 116.0)] if many else []
    room = pen.wide - 2 * _MARGIN
    taken = sum(wide for _title, wide in fixed)
    sign = min(110.0, (room - taken - _NAME) / len(days))
    name = room - taken - sign * len(days)
    columns: list[_Column] = []
    left = _MARGIN
    for title, wide in fixed:
        columns.append(_Column(title, "", left, wide or name))
        left += wide or name
    for number, day in days:
        weekday = _DAYS[date.fromisoformat(day).weekday()]
        columns.append(_Column(f"Hari {number}", f"{weekday}, {short_date(day)}", left, sign, day=True))
        left += sign
    return columns


def _name(columns: Sequence[_Column], row: AttendanceRow) -> tuple[float, tuple[str, ...]]:
    """Size and lines of a name; only one that is too long for its line is a little smaller."""
    room = columns[1].wide - 9
    one = ink.wrap(row.nama, ink.REGULAR, _NAME_TEXT, room)
    return (
        (_NAME_TEXT, one)
        if len(one) < 2
        else (_WRAPPED_TEXT, ink.wrap(row.nama, ink.REGULAR, _WRAPPED_TEXT, room))
    )


def _high(columns: Sequence[_Column], row: AttendanceRow | None) -> float:
    return _ROW_HIGH if row is None else max(_ROW_HIGH, len(_name(columns, row)[1]) * _LEADING + 6)


def _paginate(
    pen: Ink, columns: Sequence[_Column], rows: Sequence[AttendanceRow | None]
) -> list[list[AttendanceRow | None]]:
    """Rows page by page; the last page keeps room for the signatures, and no page is without a row."""
    room = pen.high - _TOP - _HEAD_HIGH - _FOOT_HIGH
    highs = [_high(columns, row) for row in rows]
    pages: list[list[AttendanceRow | None]] = []
    at = 0
    while sum(highs[at:]) > room - _SIGN_HIGH and at < len(rows) - 1:
        upto, used = at + 1, highs[at]
        while upto < len(rows) - 1 and used + highs[upto] <= room:
            used += highs[upto]
            upto += 1
        pages.append(list(rows[at:upto]))
        at = upto
    pages.append(list(rows[at:]))
    return pages


# ---- drawing -----------------------------------------------------------------------------------------


def _title(pen: Ink, listed: AttendanceList) -> None:
    top = kop.BOTTOM + 20
    room = pen.wide - 2 * _MARGIN - _CODE_SIDE - 24
    number = f"Nomor {listed.number}" if listed.number else "Nomor ............................"
    pen.text(_MARGIN, top, "DAFTAR HADIR PELATIHAN", 12.4, ink.BOLD, room=room, role="H1")
    pen.text(_MARGIN, top + 13, f"{number}  ·  dibuat {short_date(listed.date.isoformat())}", 7.6)
    said = [
        ("Pelatihan", listed.training),
        ("Gelombang", listed.wave),
        ("Penyelenggara", listed.organiser),
        ("Tempat", listed.venue),
    ]
    y, facts = top + 31, pen.group("Table")
    for label, text in said:
        if text:
            row, face = pen.group("TR", facts), ink.BOLD if label == "Pelatihan" else ink.REGULAR
            pen.text(_MARGIN, y, label, _TEXT, tint=ink.SOFT, role="TH", within=row, scope="Row")
            pen.text(_MARGIN + 66, y, text, _TEXT, face, room=room - 66, role="TD", within=row)
            y += 13.2


def _code(
    pen: Ink,
    listed: AttendanceList,
    code: SheetCode,
    rows: Sequence[AttendanceRow | None],
    pages: int,
    key: qr.QrKey,
) -> None:
    """What the page is, signed: its code as number, and the numbers on it without any name."""
    shown = [row for row in rows if row is not None]
    printed = {"code": str(code), "rows": [[row.number, row.nama, row.nomor_pendaftaran] for row in shown]}
    content = qr.QrPage(
        kind=KIND,
        number=str(code),
        office=listed.office_code,
        date=listed.date.isoformat(),
        page=code.page,
        pages=pages,
        rows=tuple((row.number, "") for row in shown),
        digest=hashlib.sha256(canonical_json(printed)).digest(),
    )
    left = pen.wide - _MARGIN - _CODE_SIDE
    kop.code(pen, qr.encode(content, key), left, kop.BOTTOM + 8, _CODE_SIDE)
    middle = left + _CODE_SIDE / 2
    pen.text(middle, kop.BOTTOM + _CODE_SIDE + 18, str(code), 8.6, ink.BOLD, align="center", room=_CODE_SIDE)


def _table(
    pen: Ink, columns: Sequence[_Column], rows: Sequence[AttendanceRow | None], table: int, *, first: bool
) -> float:
    """The lines of one page; all pages of the same days are one `table`, with the headings of the first."""
    right, body = pen.wide - _MARGIN, _TOP + _HEAD_HIGH
    tops = list(accumulate((_high(columns, row) for row in rows), initial=body))
    bottom = tops.pop()
    pen.fill([(_MARGIN, _TOP, right - _MARGIN, _HEAD_HIGH)], ink.HEAD)
    pen.strokes([(_MARGIN, top, right, top) for top in tops[1:]], 0.4, ink.RULE)
    pen.strokes([(column.left, _TOP, column.left, bottom) for column in columns[1:]], 0.4, ink.RULE)
    edges = [(_MARGIN, y, right, y) for y in (_TOP, body, bottom)]
    edges += [(x, _TOP, x, bottom) for x in (_MARGIN, right)]
    pen.strokes(edges, 0.9, ink.INK)
    with pen.aside(not first):
        head = pen.group("TR", table)
        for column in columns:
            y, x, room = _TOP + (10 if column.under else 14.6), column.left + 5, column.wide - 8
            with pen.aside(bool(column.under)):  # of a day its date is heard
                pen.text(x, y, column.title, 7.8, ink.BOLD, room=room, role="TH", within=head)
            if column.under:
                pen.text(x, y + 9.4, column.under, 6.8, room=room, role="TH", within=head)
    for row, top in zip(rows, tops, strict=True):
        if row is not None:
            _row(pen, columns, row, top, pen.group("TR", table))
    return bottom


def _row(pen: Ink, columns: Sequence[_Column], row: AttendanceRow, top: float, told_in: int) -> None:
    tint = ink.SOFT if row.gone else ink.INK
    told = {"Nomor pendaftaran": row.nomor_pendaftaran, "Kelurahan": row.kelurahan}
    base = top + 15.2
    days = [column for column in columns if column.day]
    for column in columns:
        x = column.left + 5
        if column.title == "No.":
            right = column.left + column.wide - 6
            pen.text(right, base, str(row.number), 9.6, ink.BOLD, tint, "right", role="TD", within=told_in)
        elif column.title == "Nama":
            size, lines = _name(columns, row)
            first = base - (len(lines) > 1) * 4
            places = [(x, first + n * _LEADING, line) for n, line in enumerate(lines)]
            marks = [pen.mark("TD", told_in), *[""] * (len(lines) - 1)]
            pen.cells(places, size, ink.REGULAR, tint, marks)
        elif not column.day:
            pen.text(
                x, base, told[column.title], 7.8, tint=tint, room=column.wide - 9, role="TD", within=told_in
            )
        elif row.gone and column is days[0]:
            room = column.wide - 8
            pen.text(x, base, row.gone, 7.2, ink.ITALIC, ink.SOFT, room=room, role="TD", within=told_in)
        else:
            pen.cells([(x, base, "")], 7.2, ink.REGULAR, marks=[pen.mark("TD", told_in)])


def _signatures(pen: Ink, listed: AttendanceList, bottom: float) -> None:
    signer, top = listed.signatory, bottom + 18
    wide = 190.0
    for middle, lines, name, below in (
        (_MARGIN + wide / 2, ["Petugas pencatat kehadiran,"], "", ""),
        (
            pen.wide - _MARGIN - wide / 2,
            [f"{listed.place}, ..............................", "Mengetahui,",
             *([f"{signer.on_behalf},"] if signer.on_behalf else []),
             *([f"{signer.jabatan},"] if signer.jabatan else [])],
            signer.name,
            f"NIP {nip_display(signer.nip)}" if signer.nip else "",
        ),
    ):  # fmt: skip
        for n, line in enumerate(lines):
            pen.text(middle, top + n * 10.6, line, 8.2, align="center", room=wide)
        pen.text(middle, top + 70, name, 8.6, ink.BOLD, align="center", room=wide)
        pen.rule(middle - 66, middle + 66, top + 72.6, 0.6)
        pen.text(middle, top + 81, below, 7.2, align="center", room=wide)


def _footer(pen: Ink, listed: AttendanceList, code: SheetCode, page: int, pages: int) -> None:
    top = pen.high - 42
    pen.rule(_MARGIN, pen.wide - _MARGIN, top, 0.3, ink.EDGE)
    right = f"{code}  ·  Halaman {page} dari {pages}"
    words = "Yang hadir menandatangani. Yang tidak hadir ditulis I (izin), S (sakit), atau A (alpa)."
    words += " Data contoh, bukan orang sebenarnya." if listed.sample else ""
    words += f"  {ink.REPLACED}" if pen.replaced() else ""
    room = pen.wide - 2 * _MARGIN - ink.width(right, ink.REGULAR, 6.6) - 16
    pen.text(_MARGIN, top + 10, words, 6.6, room=room)
    pen.text(pen.wide - _MARGIN, top + 10, right, 6.6, align="right")
