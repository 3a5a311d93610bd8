"""Text that runs down a page and on to the next: paragraphs, headings, facts, numbered points, boxes to tick.

Letters (`flow`) and the first pages of a paper with an attachment (`layout`) are written with it; what stands
above and below the text on each page is theirs. Every measure is points, y from the top.
"""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.documents import ink, kop
from desktop_app.documents.data import Signatory
from desktop_app.documents.ink import Face, Ink

MARGIN = 54.0
"""White beside the text."""
_SIZE, _LEADING = 10.2, 14.2
_LABEL = 128.0
_HAND_HIGH = 94.0


class Writing:
    """The pages being written. A subclass begins and ends a page and says where text must end; `below` is the
    room that must stand under the last paragraph."""

    def __init__(self, pen: Ink) -> None:
        self.pen = pen
        self.page: int = 0
        self.y: float = 0.0
        self.room: float = pen.wide - 2 * MARGIN
        self.below: float = 0.0
        self.label: float = _LABEL
        """Room for the labels of facts."""

    @property
    def bottom(self) -> float:
        """Where text must end."""
        raise NotImplementedError

    def start_page(self) -> None:
        """Open the next page: count it, draw its head, set `y`."""
        raise NotImplementedError

    def end(self) -> None:
        """Close the page."""
        raise NotImplementedError

    def need(self, high: float) -> None:
        """Go on to a new page where `high` points are not left on this one."""
        if self.y + high > self.bottom:
            self.end()
            self.start_page()

    def gap(self, high: float = 8.0) -> None:
        """White."""
        self.y += high

    def heading(self, text: str) -> None:
        """A bold line that keeps two lines of what follows with it."""
        self.need(3 * _LEADING)
        self.pen.text(MARGIN, self.y, text, _SIZE, ink.BOLD, room=self.room, role="H2")
        self.y += _LEADING

    def paragraph(self, text: str, *, lead: str = "", face: Face = ink.REGULAR, indent: float = 0) -> None:
        """Wrapped text; `lead` hangs to the left of it."""
        inner = indent + (18 if lead else 0)
        held: list[tuple[float, float, str]] = []
        for number, line in enumerate(ink.wrap(text, face, _SIZE, self.room - inner)):
            if self.y + _LEADING > self.bottom:
                self.pen.cells(held, _SIZE, face)
                held = []
            self.need(_LEADING)
            if lead and number == 0:
                held.append((MARGIN + indent, self.y, lead))
            held.append((MARGIN + inner, self.y, line))
            self.y += _LEADING
        self.pen.cells(held, _SIZE, face)
        self.y += 3

    def with_hands(self, *texts: str, more: float = 0.0) -> None:
        """Go on to a new page where these paragraphs, `more` points below them and who signs do not fit on
        this one together: nobody signs a page that says nothing."""
        lines = sum(len(ink.wrap(text, ink.REGULAR, _SIZE, self.room)) for text in texts)
        self.need(lines * _LEADING + 3 * len(texts) + more + _HAND_HIGH + 6)

    def closing(self, text: str) -> None:
        """The last paragraph, on the page where people sign."""
        lines = ink.wrap(text, ink.REGULAR, _SIZE, self.room)
        self.need(len(lines) * _LEADING + 3 + self.below)
        self.paragraph(text)

    def points(self, texts: Sequence[str]) -> None:
        """Numbered paragraphs."""
        for number, text in enumerate(texts, 1):
            self.paragraph(text, lead=f"{number}.")

    def facts(self, rows: Sequence[tuple[str, str]]) -> None:
        """Labels and what they say; an empty one has a dotted line to write on."""
        table = self.pen.group("Table") if rows else 0
        for label, said in rows:
            self._fact(table, label, said)
        self.y += 4

    def _fact(self, table: int, label: str, said: str) -> None:
        """A row of two cells: the label is the heading of what it says, which may go on over the page."""
        pen, x = self.pen, MARGIN + self.label + 2
        self.need(_LEADING)
        row = pen.group("TR", table)
        pen.text(MARGIN, self.y, label, _SIZE, tint=ink.SOFT, room=self.label - 8, role="TH", within=row,
                 scope="Row")  # fmt: skip
        with pen.aside():
            pen.text(MARGIN + self.label - 6, self.y, ":", _SIZE, tint=ink.SOFT)
        if not said:
            pen.text(
                x, self.y, "." * 60, _SIZE, tint=ink.EDGE, room=self.room - self.label, role="TD", within=row
            )
            self.y += _LEADING
            return
        held: list[tuple[float, float, str]] = []
        for line in ink.wrap(said, ink.REGULAR, _SIZE, self.room - self.label - 8):
            if self.y + _LEADING > self.bottom:
                self._cell(row, held)
                held = []
            self.need(_LEADING)
            held.append((x, self.y, line))
            self.y += _LEADING
        self._cell(row, held)

    def _cell(self, row: int, lines: Sequence[tuple[float, float, str]]) -> None:
        if lines:
            marks = [self.pen.mark("TD", row), *[""] * (len(lines) - 1)]
            self.pen.cells(lines, _SIZE, ink.REGULAR, marks=marks)

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
