"""Letters that flow over as many pages as they need: paragraphs, facts, numbered points, hands that sign.

They are filled in and signed by hand, so they never say DRAF. Every measure is points, y from the top. Each
letter is laid out twice: the first time only to know how many pages it has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from reportlab.lib.utils import ImageReader

from desktop_app.documents import ink, kop
from desktop_app.documents.archive import About, archival
from desktop_app.documents.data import Letterhead, Signatory
from desktop_app.documents.ink import Face, Ink
from desktop_app.documents.layout import Step, no_step
from desktop_app.documents.sheets import UPRIGHT, Form

MARGIN = 54.0
_SIZE, _LEADING = 10.2, 14.2
_LABEL = 128.0
_HAND_HIGH = 94.0
_CODE = 74.0
_FOOT = 40.0

PageCode = Callable[[int, int], str]
"""The text of a page's code, from its number and how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter. `draw` lays out what stands below the title; `code`, where asked for, signs each page."""

    head: Letterhead
    title: str
    subtitle: str
    footer: str
    draw: Callable[[Flow], None] = field(compare=False)
    code: PageCode | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper ready for the printer."""

    pdf: bytes
    pages: int


def write_letters(
    letters: Sequence[Letter],
    *,
    title: str,
    now: datetime,
    form: Form = UPRIGHT,
    step: Step = no_step,
) -> Printed:
    """Every letter as PDF/A-3b bytes, one after the other; equal arguments give equal bytes. `step` is told
    of each letter and stops by raising. Raises Refused for a letterhead picture that cannot be read."""
    pen, trial = Ink(form.size), Ink(form.size)
    logos: dict[bytes | None, ImageReader | None] = {}
    count = 0
    for number, letter in enumerate(letters):
        step(number, len(letters))
        data = letter.head.logo
        if data not in logos:
            logos[data] = kop.read_logo(data)
        logo = logos[data]
        first = Flow(trial, letter, logo, 0)
        letter.draw(first)
        first.end()
        final = Flow(pen, letter, logo, first.page)
        letter.draw(final)
        final.end()
        count += final.page
        trial = Ink(form.size)
    about = About(title, letters[0].head.office if letters else "")
    return Printed(archival(pen.finish(), about, now), count)


class Flow:
    """The pages of one letter being written. `pages` 0: their number is not yet known."""

    def __init__(self, pen: Ink, letter: Letter, logo: ImageReader | None, pages: int) -> None:
        self.pen, self._letter, self._logo, self._pages = pen, letter, logo, pages
        self.page = 0
        self.y = 0.0
        self.room = pen.wide - 2 * MARGIN
        self._begin()

    @property
    def bottom(self) -> float:
        """Where text must end."""
        return self.pen.high - _FOOT - 10 - (_CODE + 8 if self._letter.code else 0)

    def _begin(self) -> None:
        self.page += 1
        pen, letter = self.pen, self._letter
        middle = pen.wide / 2
        if self.page == 1:
            kop.draw(pen, letter.head, self._logo, margin=MARGIN, framed=False)
            self.y = kop.BOTTOM + 22
            for line in ink.wrap(letter.title.upper(), ink.BOLD, 12, self.room):
                pen.text(middle, self.y, line, 12, ink.BOLD, align="center")
                self.y += 15
            for line in ink.wrap(letter.subtitle, ink.REGULAR, 8.6, self.room):
                pen.text(middle, self.y, line, 8.6, tint=ink.SOFT, align="center")
                self.y += 11.5
            self.y += 12
            return
        pen.text(MARGIN, 40, letter.title, 8.6, ink.BOLD, ink.SOFT, room=self.room)
        pen.rule(MARGIN, pen.wide - MARGIN, 46, 0.4, ink.EDGE)
        self.y = 66.0

    def end(self) -> None:
        """Close the page."""
        pen = self.pen
        top = pen.high - _FOOT
        right = f"Halaman {self.page} dari {self._pages or self.page}"
        if self._letter.code is not None and self._pages:
            code = self._letter.code(self.page, self._pages)
            kop.code(pen, code, MARGIN, top - _CODE - 4, _CODE)
        pen.rule(MARGIN, pen.wide - MARGIN, top, 0.3, ink.EDGE)
        said = self._letter.footer + (f"  {ink.REPLACED}" if pen.replaced() else "")
        room = self.room - ink.width(right, ink.REGULAR, 6.6) - 12
        pen.text(MARGIN, top + 9, said, 6.6, tint=ink.SOFT, room=room)
        pen.text(pen.wide - MARGIN, top + 9, right, 6.6, tint=ink.SOFT, align="right")
        pen.page_done()

    def need(self, high: float) -> None:
        """Go on to a new page where `high` points are not left on this one."""
        if self.y + high > self.bottom:
            self.end()
            self._begin()

    def gap(self, high: float = 8.0) -> None:
        """White."""
        self.y += high

    def heading(self, text: str) -> None:
        """A bold line that keeps two lines of what follows with it."""
        self.need(3 * _LEADING)
        self.pen.text(MARGIN, self.y, text, _SIZE, ink.BOLD, room=self.room)
        self.y += _LEADING

    def paragraph(self, text: str, *, lead: str = "", face: Face = ink.REGULAR, indent: float = 0) -> None:
        """Wrapped text; `lead` hangs to the left of it."""
        inner = indent + (18 if lead else 0)
        for number, line in enumerate(ink.wrap(text, face, _SIZE, self.room - inner)):
            self.need(_LEADING)
            if lead and number == 0:
                self.pen.text(MARGIN + indent, self.y, lead, _SIZE)
            self.pen.text(MARGIN + inner, self.y, line, _SIZE, face)
            self.y += _LEADING
        self.y += 3

    def points(self, texts: Sequence[str]) -> None:
        """Numbered paragraphs."""
        for number, text in enumerate(texts, 1):
            self.paragraph(text, lead=f"{number}.")

    def facts(self, rows: Sequence[tuple[str, str]]) -> None:
        """Labels and what they say; an empty one has a dotted line to write on."""
        for label, said in rows:
            lines = ink.wrap(said, ink.REGULAR, _SIZE, self.room - _LABEL - 8) if said else ("." * 60,)
            for number, line in enumerate(lines):
                self.need(_LEADING)
                if number == 0:
                    self.pen.text(MARGIN, self.y, label, _SIZE, tint=ink.SOFT, room=_LABEL - 8)
                    self.pen.text(MARGIN + _LABEL - 6, self.y, ":", _SIZE, tint=ink.SOFT)
                self.pen.text(
                    MARGIN + _LABEL + 2, self.y, line, _SIZE, tint=ink.INK if said else ink.EDGE,
                    room=self.room - _LABEL,
                )  # fmt: skip
                self.y += _LEADING
        self.y += 4

    def choices(self, labels: Sequence[str]) -> None:
        """Boxes to tick, side by side."""
        self.need(_LEADING + 4)
        x = MARGIN + 4
        for label in labels:
            self.pen.outline(x, self.y - 8.4, 10, 10, 0.7)
            self.pen.text(x + 15, self.y, label, _SIZE, ink.BOLD)
            x += 15 + ink.width(label, ink.BOLD, _SIZE) + 26
        self.y += _LEADING + 4

    def hands(self, signers: Sequence[tuple[str, Signatory]]) -> None:
        """Who signs by hand, from the left, all on one page; each with what stands above it, as the date."""
        self.need(_HAND_HIGH + 6)
        each = self.room / max(2, len(signers))
        left = self.pen.wide - MARGIN - each * len(signers)
        for number, (where, signer) in enumerate(signers):
            kop.hand(self.pen, signer, where, left + number * each, self.y + 4, each, scale=1.2)
        self.y += _HAND_HIGH + 10
