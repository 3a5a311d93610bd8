"""Drawing the table of one page: grounds, lines, headings, rows and totals. All measures are points."""

from __future__ import annotations

from typing import Final

from desktop_app.documents import ink
from desktop_app.documents.ink import Face, Ink
from desktop_app.documents.pagination import (
    LEADING,
    MARGIN,
    PAD,
    TEXT,
    TOTAL_HIGH,
    TOTAL_SHARE,
    Box,
    Column,
    Frame,
    titles,
)

_MARK: Final = 190.0
"""Size of the word across a draft, where it has room."""


def draft_mark(pen: Ink, mark: str, frame: Frame) -> None:
    """The word across a page that nobody has issued."""
    room = 0.64 * frame.wide / 0.8660254 * (1 if frame.wide > frame.high else 1.15)
    size = min(_MARK, room / ink.width(mark, ink.BOLD, 1))
    pen.turned(frame.wide / 2, frame.high * 0.48, mark, size, ink.FAINT)


def draw_table(
    pen: Ink,
    frame: Frame,
    columns: tuple[Column, ...],
    boxes: list[Box],
    top: float,
    mark: str,
    table: int,
    *,
    first: bool,
) -> None:
    """Grounds first, then the draft's mark, then lines and text, so that nothing covers a word. All pages
    are one `table` to those who hear it, with the headings of the `first`."""
    lefts = [MARGIN + sum(column.wide for column in columns[:n]) for n in range(len(columns))]
    body = top + frame.head
    tops = [body]
    for box in boxes:
        tops.append(tops[-1] + box.high)
    bottom = tops[-1]
    pen.fill([(MARGIN, top, frame.room, frame.head)], ink.HEAD)
    striped = [(MARGIN, tops[n], frame.room, box.high) for n, box in enumerate(boxes) if n % 2]
    pen.fill(striped, ink.STRIPE)
    if mark:
        draft_mark(pen, mark, frame)
    pen.strokes([(MARGIN, y, frame.right, y) for y in tops[1:-1]], 0.3, ink.RULE)
    pen.strokes([(left, top, left, body) for left in lefts[1:]], 0.3, ink.RULE)
    pen.strokes([(left, y1, left, y2) for y1, y2 in _ruled(boxes, tops) for left in lefts[1:]], 0.3, ink.RULE)
    pen.strokes([(MARGIN, y, frame.right, y) for y in (top, body, bottom)], 0.9, ink.INK)
    _heads(pen, columns, lefts, body, table, first=first)
    cells: list[tuple[float, float, str]] = []
    marks: list[str] = []
    for box, row_top in zip(boxes, tops, strict=False):
        if box.row < 0:  # written where it stands, so that the file reads as the page does
            pen.cells(cells, TEXT, ink.REGULAR, marks=marks)
            cells, marks = [], []
            places = enumerate(box.cells[0])
            heading = [(MARGIN + PAD, row_top + 8.2 + n * LEADING, text) for n, text in places]
            row = pen.group("TR", table)
            over = [pen.mark("TH", row, len(columns)), *[""] * (len(heading) - 1)]
            pen.cells(heading, TEXT, ink.BOLD, marks=over)
            continue
        opening = pen.row(table, len(columns))
        for column, left, lines, opens in zip(columns, lefts, box.cells, opening, strict=True):
            baseline = row_top + 8.2
            marks.append(opens)
            marks += [""] * (len(lines) - 1)
            for line in lines:
                x = left + PAD if column.align == "left" else _aligned(column, left, line, ink.REGULAR)
                cells.append((x, baseline, line))
                baseline += LEADING
    pen.cells(cells, TEXT, ink.REGULAR, marks=marks)


def _heads(
    pen: Ink, columns: tuple[Column, ...], lefts: list[float], body: float, table: int, *, first: bool
) -> None:
    """The titles of the columns, standing on the line above the `body`; heard with the `first` page."""
    heads: list[tuple[float, float, str]] = []
    marks: list[str] = []
    with pen.aside(not first):
        row = pen.group("TR", table)
        for column, left, lines in zip(columns, lefts, titles(columns), strict=True):
            marks += [pen.mark("TH", row), *[""] * (len(lines) - 1)]
            for n, line in enumerate(lines):
                y = body - 4.2 - LEADING * (len(lines) - 1 - n)
                heads.append((_aligned(column, left, line, ink.BOLD), y, line))
        pen.cells(heads, TEXT, ink.BOLD, marks=marks)


def _ruled(boxes: list[Box], tops: list[float]) -> list[tuple[float, float]]:
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
        return left + PAD
    spare = column.wide - ink.width(text, face, TEXT)
    return left + (spare - PAD if column.align == "right" else spare / 2)


def draw_totals(pen: Ink, frame: Frame, top: float, page_total: str, grand_total: str) -> None:
    """The line below the table: what stands on this page, and on all of them where it is the last."""
    if frame.total > TOTAL_HIGH:  # one below the other
        said = [line for line in (page_total, grand_total) if line]
        places = [(line, top + 9 + n * LEADING) for n, line in enumerate(said)]
        for line, y in places:
            pen.text(MARGIN + PAD, y, line, TEXT, ink.BOLD, room=frame.room - 2 * PAD)
    else:
        room = frame.room * TOTAL_SHARE
        pen.text(MARGIN + PAD, top + 9, page_total, TEXT, ink.BOLD, room=room)
        pen.text(frame.right - PAD, top + 9, grand_total, TEXT, ink.BOLD, align="right", room=room)
    pen.rule(MARGIN, frame.right, top + frame.total, 0.9)
