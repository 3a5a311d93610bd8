"""How a table falls into pages: widths of columns, height of rows, where a page ends. Measures are points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop_app.documents import ink
from desktop_app.documents.ink import Align

MARGIN = 34.0
"""White at the left and the right of every page."""
TABLE_TOP = 101.0
HEAD_HIGH = 13.0
ROW_HIGH = 11.6
LEADING = 8.2
TEXT = 6.9
PAD = 3.0
TOTAL_HIGH = 13.0
TOTAL_SHARE = 0.48
"""Of the width, what the total of a page takes beside that of all pages."""
BAND_FROM_BELOW, FOOT_FROM_BELOW = 148.3, 43.3
ABOVE_BAND = 6.7
"""White between the totals and the page code, which needs it."""
WET_HIGH = 104.0
"""Height of a row of people who sign above the band."""
CONTINUED = " (lanjutan)"
_CONTINUED_WIDE = 40.0
_MOST_OVER = 12
"""Lines of a group's heading, some 1,500 letters: more than any name or place the program takes."""
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


@dataclass(frozen=True, slots=True)
class Frame:
    """Where things stand on the pages of one paper; y from the top. `hands` is how many rows of people sign
    above the band of page code and seals, `head` how high the table's own heading is, `over` the lines of the
    tallest heading of a group, `total` the height of the totals."""

    wide: float
    high: float
    hands: int
    head: float = HEAD_HIGH
    over: int = 2
    total: float = TOTAL_HIGH

    @property
    def right(self) -> float:
        """Where the table ends."""
        return self.wide - MARGIN

    @property
    def room(self) -> float:
        """Between the margins."""
        return self.wide - 2 * MARGIN

    @property
    def band(self) -> float:
        """Where page code and seals begin."""
        return self.high - BAND_FROM_BELOW

    @property
    def foot(self) -> float:
        """Where the footer's line is."""
        return self.high - FOOT_FROM_BELOW

    @property
    def body(self) -> float:
        """Room for rows on any page but, where hands sign above the band, the last."""
        return self.band - ABOVE_BAND - self.total - self.head - TABLE_TOP

    @property
    def last_body(self) -> float:
        """Room for rows on the last page."""
        return self.body - self.hands * WET_HIGH

    def most_lines(self, above: float) -> int:
        """Lines of the tallest box that any page takes: below a group's heading, and on the first page below
        what stands `above` the table."""
        heading = ROW_HIGH + LEADING * (self.over - 1)
        return max(1, int((self.last_body - above - ROW_HIGH - heading) / LEADING) + 1)


@dataclass(frozen=True, slots=True)
class Box:
    """A measured row, or the part of a very tall one that fits a page. `row` is its index; a group's heading
    has `row` -1 and one cell."""

    row: int
    cells: tuple[tuple[str, ...], ...]
    high: float
    first: bool


def scaled(columns: tuple[Column, ...], room: float) -> tuple[Column, ...]:
    """The columns as wide as `room` together, none narrower than the longest word of its heading."""
    whole = sum(column.wide for column in columns)
    firm = sum(column.wide for column in columns if column.firm)
    factor, kept = room / whole, 1.0
    if factor < _SHRUNK and firm < room:
        factor = (room - firm) / (whole - firm)
    else:
        kept = factor
    wides = [column.wide * (kept if column.firm else factor) for column in columns]
    least = [_longest_word(column.title) + 2 * PAD for column in columns]
    lacking = sum(max(0.0, need - wide) for need, wide in zip(least, wides, strict=True))
    spare = sum(max(0.0, wide - need) for need, wide in zip(least, wides, strict=True))
    share = min(1.0, lacking / spare) if spare else 0.0
    wides = [max(wide, need) - max(0.0, wide - need) * share for need, wide in zip(least, wides, strict=True)]
    return tuple(replace(column, wide=wide) for column, wide in zip(columns, wides, strict=True))


def _longest_word(title: str) -> float:
    return max(ink.width(word, ink.BOLD, TEXT) for word in title.split())


def titles(columns: tuple[Column, ...]) -> list[tuple[str, ...]]:
    """The lines of each column's heading."""
    return [ink.wrap(column.title, ink.BOLD, TEXT, column.wide - 2 * PAD + 0.01) for column in columns]


def with_headings(frame: Frame, columns: tuple[Column, ...], groups: Sequence[str]) -> Frame:
    """`frame` with room for the headings of these columns and groups."""
    tallest = max(map(len, titles(columns)))
    over = max((len(_over(group, frame)) for group in set(groups)), default=1)
    return replace(frame, head=HEAD_HIGH + LEADING * (tallest - 1), over=over)


def _over(group: str, frame: Frame) -> tuple[str, ...]:
    """The lines of a group's heading: all of them, up to what still leaves the page to its rows."""
    lines = ink.wrap(group, ink.BOLD, TEXT, frame.room - 2 * PAD - _CONTINUED_WIDE)
    return lines if len(lines) <= _MOST_OVER else (*lines[: _MOST_OVER - 1], f"{lines[_MOST_OVER - 1]} …")


def preface_lines(paragraphs: tuple[str, ...], room: float) -> list[str]:
    """What stands above the table, line by line."""
    return [line for text in paragraphs for line in ink.wrap(text, ink.REGULAR, TEXT, room)]


def preface_high(preface: list[str]) -> float:
    """How much room the preface takes."""
    return len(preface) * LEADING + 6 if preface else 0


def measure(
    rows: Sequence[tuple[str, ...]],
    groups: Sequence[str],
    columns: tuple[Column, ...],
    frame: Frame,
    above: float = 0,
) -> list[Box]:
    """Every row with its lines and height, each group's heading before its first row. `above` the table of
    the first page so much room is taken."""
    rooms = [column.wide - 2 * PAD for column in columns]
    known: list[dict[str, tuple[str, ...]]] = [{} for _ in columns]
    most, group = frame.most_lines(above), None
    boxes: list[Box] = []
    for index, row in enumerate(rows):
        if groups and groups[index] != group:
            group = groups[index]
            lines = _over(group, frame)
            boxes.append(Box(-1, (lines,), ROW_HIGH + LEADING * (len(lines) - 1), True))
        cells: list[tuple[str, ...]] = []
        for text, room, seen in zip(row, rooms, known, strict=True):
            lines = seen.get(text)
            if lines is None:
                lines = seen[text] = ink.wrap(text, ink.REGULAR, TEXT, room)
            cells.append(lines)
        tallest = max(map(len, cells))
        for start in range(0, tallest, most):
            part = tuple(lines[start : start + most] for lines in cells) if tallest > most else tuple(cells)
            high = ROW_HIGH + LEADING * (min(tallest - start, most) - 1)
            boxes.append(Box(index, part, high, start == 0))
    return boxes


def paginate(boxes: list[Box], above: float, frame: Frame) -> list[list[Box]]:
    """Boxes page by page: no row is split, no group's heading stands without a row, and the last page keeps
    room for the hands that sign."""
    pages: list[list[Box]] = [[]]
    left, heading = frame.body - above, None
    for at, box in enumerate(boxes):
        needed = box.high + (boxes[at + 1].high if box.row < 0 and at + 1 < len(boxes) else 0)
        if needed > left + 0.01 and pages[-1]:
            pages.append(_continued(heading, box))
            left = frame.body - sum(each.high for each in pages[-1])
        heading = box if box.row < 0 else heading
        pages[-1].append(box)
        left -= box.high
    spare = frame.last_body - (above if len(pages) == 1 else 0)
    moved: list[Box] = []
    while sum(box.high for box in pages[-1]) > spare + 0.01 and len(pages[-1]) > 1:
        moved.insert(0, pages[-1].pop())
    while moved and pages[-1] and pages[-1][-1].row < 0:  # a heading goes with its row
        moved.insert(0, pages[-1].pop())
    if moved:
        over = [box for box in pages[-1] if box.row < 0]
        pages.append([*_continued(over[-1] if over else None, moved[0]), *moved])
    return pages


def _continued(heading: Box | None, first: Box) -> list[Box]:
    """The heading of the group that goes on over the page."""
    if heading is None or first.row < 0:
        return []
    lines = heading.cells[0]
    told = lines if lines[-1].endswith(CONTINUED) else (*lines[:-1], lines[-1] + CONTINUED)
    return [replace(heading, cells=(told,))]
