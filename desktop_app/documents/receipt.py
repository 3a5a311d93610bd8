"""Tanda Terima Berkas: what an applicant handed in, A5, two on a page: one for them and one for the office.

Signed by hand, so never DRAF. A sheet is cut in the middle; both halves say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from reportlab.lib.utils import ImageReader

from desktop_app.documents import ink, kop
from desktop_app.documents.archive import About, archival
from desktop_app.documents.data import PROGRAM_NAMES, Letterhead, Signatory, footer_text, long_date
from desktop_app.documents.flow import Printed
from desktop_app.documents.ink import Ink
from desktop_app.documents.layout import Step, no_step
from desktop_app.documents.sheets import UPRIGHT, Form

TITLE = "Tanda Terima Berkas"
_MARGIN = 40.0
_LABEL = 112.0
_SIDE = 64.0
_HALVES = ("Lembar untuk pendaftar", "Lembar untuk kantor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One applicant's papers. `papers` are names and states in words; `note` says what is still missing, or
    since when the file is complete. `number` is from the office's agenda and may be ""."""

    nama: str
    nomor_pendaftaran: str
    program: str
    tahun: int
    papers: tuple[tuple[str, str], ...]
    note: str
    number: str
    date: date
    rule_version: str
    receiver: Signatory
    letterhead: Letterhead
    place: str = "Depok"
    sample: bool = False
    code: str = ""
    """The text of a page code, where one was asked for."""


def write_receipts(
    receipts: Sequence[Receipt],
    *,
    now: datetime,
    form: Form = UPRIGHT,
    step: Step = no_step,
) -> Printed:
    """A sheet for each, as PDF/A-3b bytes. Raises Refused for a letterhead picture that cannot be read."""
    pen = Ink(form.size, tagged=True)
    logo = kop.read_logo(receipts[0].letterhead.logo) if receipts else None
    for number, one in enumerate(receipts):
        step(number, len(receipts))
        half = pen.high / 2
        for at, label in enumerate(_HALVES):
            with pen.aside(at > 0):  # the second half says the same
                _half(pen, one, logo, at * half, half, label)
        pen.strokes([(x, half, x + 6, half) for x in range(30, int(pen.wide) - 30, 12)], 0.4, ink.EDGE)
        pen.page_done()
    about = About(TITLE, receipts[0].letterhead.office if receipts else "")
    return Printed(archival(pen.finish(), about, now, structure=pen.structure), len(receipts))


def _half(pen: Ink, one: Receipt, logo: ImageReader | None, top: float, high: float, label: str) -> None:
    kop.draw(pen, one.letterhead, logo, margin=_MARGIN, framed=False, top=top)
    middle, right = pen.wide / 2, pen.wide - _MARGIN
    y = top + kop.BOTTOM + 16
    pen.text(middle, y, TITLE.upper(), 11, ink.BOLD, align="center", role="H1")
    said = [f"Nomor {one.number}" if one.number else "", long_date(one.date), label]
    pen.text(middle, y + 11.5, "  ·  ".join(part for part in said if part), 7.8, tint=ink.SOFT,
             align="center", room=right - _MARGIN)  # fmt: skip
    y = _facts(pen, one, y + 29)
    y = _papers(pen, one, y - 3)
    size, lines = ink.shrunk(one.note, ink.REGULAR, 8.0, right - _MARGIN)
    for line in lines:
        pen.text(_MARGIN, y + 2 + size, line, size)
        y += 1.2 * size
    foot = top + high - 30
    hands = foot - 101
    _hands(pen, one, hands)
    if one.code:
        kop.code(pen, one.code, middle - _SIDE / 2, hands + 16, _SIDE)
    words = footer_text((), one.tahun, one.rule_version, None, one.sample)
    words += f"  {ink.REPLACED}" if pen.replaced() else ""
    pen.text(_MARGIN, foot, words, 6.2, tint=ink.SOFT, room=right - _MARGIN)


def _facts(pen: Ink, one: Receipt, y: float) -> float:
    program = PROGRAM_NAMES.get(one.program, one.program)
    room = pen.wide - 2 * _MARGIN - _LABEL
    number = f"{one.nomor_pendaftaran}  ·  {program} tahun {one.tahun}"
    rows: tuple[tuple[str, str, ink.Face], ...] = (
        ("Nama", one.nama, ink.BOLD),
        ("Nomor pendaftaran", number, ink.REGULAR),
    )
    table = pen.group("Table")
    for label, said, face in rows:
        row = pen.group("TR", table)
        pen.text(_MARGIN, y, label, 8.6, tint=ink.SOFT, role="TH", within=row, scope="Row")
        size, lines = ink.shrunk(said or "." * 60, face if said else ink.REGULAR, 8.6, room)
        places = [(_MARGIN + _LABEL, y + n * 1.2 * size, line) for n, line in enumerate(lines)]
        pen.cells(places, size, face, marks=[pen.mark("TD", row), *[""] * (len(lines) - 1)])
        y += 12 + 1.2 * size * (len(lines) - 1)
    return y


def _papers(pen: Ink, one: Receipt, top: float) -> float:
    """The table of papers; returns where it ends."""
    right, split, step = pen.wide - _MARGIN, pen.wide - _MARGIN - 150, 12.0
    rows = [("Dokumen", "Keadaan"), *one.papers]
    pen.fill([(_MARGIN, top, right - _MARGIN, step)], ink.HEAD)
    table = pen.group("Table")
    for number, (name, state) in enumerate(rows):
        face, base = (ink.BOLD if number == 0 else ink.REGULAR), top + number * step + 8.8
        lead, role, row = f"{number}.  " if number else "", "TD" if number else "TH", pen.group("TR", table)
        pen.text(_MARGIN + 4, base, f"{lead}{name}", 8, face, room=split - _MARGIN - 8, role=role, within=row)
        pen.text(split + 4, base, state, 8, face, room=right - split - 8, role=role, within=row)
    bottom = top + len(rows) * step
    pen.strokes(
        [(_MARGIN, top + n * step, right, top + n * step) for n in range(2, len(rows))], 0.3, ink.RULE
    )
    pen.strokes([(split, top, split, bottom)], 0.3, ink.RULE)
    pen.strokes([(_MARGIN, y, right, y) for y in (top, top + step, bottom)], 0.8, ink.INK)
    return bottom


def _hands(pen: Ink, one: Receipt, top: float) -> None:
    room = 190.0
    giving = Signatory(name=one.nama, nip="", jabatan="Yang menyerahkan")
    kop.hand(pen, giving, "", _MARGIN, top, room)
    where = f"{one.place}, {long_date(one.date)}"
    kop.hand(pen, one.receiver, where, pen.wide - _MARGIN - room, top, room)
