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
from desktop_app.documents.data import Letterhead
from desktop_app.documents.ink import Ink
from desktop_app.documents.layout import Step, no_step
from desktop_app.documents.sheets import UPRIGHT, Form
from desktop_app.documents.writing import MARGIN, Writing

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
    pen, trial = Ink(form.size, tagged=True), Ink(form.size)
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
    return Printed(archival(pen.finish(), about, now, structure=pen.structure), count)


class Flow(Writing):
    """The pages of one letter being written. `pages` 0: their number is not yet known."""

    def __init__(self, pen: Ink, letter: Letter, logo: ImageReader | None, pages: int) -> None:
        super().__init__(pen)
        self._letter, self._logo, self._pages = letter, logo, pages
        self.start_page()

    @property
    def bottom(self) -> float:
        """Above the page's code and its foot."""
        return self.pen.high - _FOOT - 10 - (_CODE + 8 if self._letter.code else 0)

    def start_page(self) -> None:
        """Letterhead and title on the first page, a line that names the letter on the others."""
        self.page += 1
        pen, letter = self.pen, self._letter
        middle = pen.wide / 2
        if self.page == 1:
            kop.draw(pen, letter.head, self._logo, margin=MARGIN, framed=False)
            self.y = kop.BOTTOM + 22
            titles: list[tuple[float, float, str]] = []
            for line in ink.wrap(letter.title.upper(), ink.BOLD, 12, self.room):
                titles.append((middle - ink.width(line, ink.BOLD, 12) / 2, self.y, line))
                self.y += 15
            marks = [pen.mark("H1", 0), *[""] * (len(titles) - 1)]
            pen.cells(titles, 12, ink.BOLD, marks=marks)
            for line in ink.wrap(letter.subtitle, ink.REGULAR, 8.6, self.room):
                pen.text(middle, self.y, line, 8.6, tint=ink.SOFT, align="center")
                self.y += 11.5
            self.y += 12
            return
        with pen.aside():
            pen.text(MARGIN, 40, letter.title, 8.6, ink.BOLD, ink.SOFT, room=self.room)
        pen.rule(MARGIN, pen.wide - MARGIN, 46, 0.4, ink.EDGE)
        self.y = 66.0

    def end(self) -> None:
        """Code, footer, and the page is done."""
        pen = self.pen
        top = pen.high - _FOOT
        right = f"Halaman {self.page} dari {self._pages or self.page}"
        if self._letter.code is not None and self._pages:
            code = self._letter.code(self.page, self._pages)
            kop.code(pen, code, MARGIN, top - _CODE - 4, _CODE)
        pen.rule(MARGIN, pen.wide - MARGIN, top, 0.3, ink.EDGE)
        said = self._letter.footer + (f"  {ink.REPLACED}" if pen.replaced() else "")
        room = self.room - ink.width(right, ink.REGULAR, 6.6) - 12
        with pen.aside(self.page > 1):
            pen.text(MARGIN, top + 9, said, 6.6, tint=ink.SOFT, room=room)
            pen.text(pen.wide - MARGIN, top + 9, right, 6.6, tint=ink.SOFT, align="right")
        pen.page_done()
