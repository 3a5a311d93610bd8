"""Charts on paper, readable in black and white: bars differ by hatching, lines by dashes and marks.

Drawn with the same pen as the tables, so that a chart has the paper's own embedded letters and no others.
Measures are points from the top of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from desktop_app.documents import ink
from desktop_app.documents.data import grouped
from desktop_app.documents.ink import Ink
from desktop_app.domain.scale import ticks

Hatch = Literal["none", "lines", "solid", "cross", "grey"]

_TEXT, _SMALL = 7.6, 6.4
_GREY = ink.colour("#9AA4BF")


@dataclass(frozen=True, slots=True)
class Area:
    """A box on the page."""

    x: float
    y: float
    wide: float
    high: float


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of a funnel: its words, how many, where the figure comes from, its hatching."""

    words: str
    amount: int
    source: str
    hatch: Hatch


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place of the small bars: name, the counts that lead from one to the next, and its own target (0
    for none). A place that is not `known` has no counts."""

    name: str
    accepted: int
    trained: int
    started: int
    six: int
    wanted: int = 0
    known: bool = True


def hatched(pen: Ink, box: Area, hatch: Hatch, tint: ink.Colour = ink.NILA) -> None:
    """A bar with its outline; `hatch` tells it from others without colour."""
    x, y, wide, high = box.x, box.y, box.wide, box.high
    if wide <= 0:
        return
    if hatch in ("solid", "grey"):
        pen.fill([(x, y, wide, high)], tint if hatch == "solid" else _GREY)
    if hatch in ("lines", "cross"):
        pen.strokes(_slanted(box, 4.0), 0.7, tint)
    if hatch == "cross":
        pen.strokes(_slanted(box, 4.0, falling=True), 0.7, tint)
    edges = [(x, y, x + wide, y), (x, y + high, x + wide, y + high), (x, y, x, y + high),
             (x + wide, y, x + wide, y + high)]  # fmt: skip
    pen.strokes(edges, 0.8, tint)


def funnel(pen: Ink, area: Area, title: str, steps: Sequence[Step], wanted: int) -> None:
    """Bars one below the other, each with its figure and source, and a dashed line at the target."""
    pen.text(area.x, area.y + 9, title, 9.2, ink.BOLD)
    label = max(ink.width(step.words, ink.REGULAR, _TEXT) for step in steps) + 10
    left, room = area.x + label, area.wide - label - 34
    most = max([wanted, *(step.amount for step in steps), 1])
    pitch = (area.high - 30) / len(steps)
    bar = min(16.0, pitch * 0.45)
    for number, step in enumerate(steps):
        top = area.y + 28 + number * pitch
        wide = room * step.amount / most
        pen.text(area.x, top + bar - 4, step.words, _TEXT)
        hatched(pen, Area(left, top, max(wide, 0.6), bar), step.hatch)
        pen.text(left + wide + 5, top + bar - 4, grouped(step.amount), 8.2, ink.BOLD)
        if step.source:
            lines = ink.wrap(step.source, ink.REGULAR, _SMALL, area.wide - label)
            for n, line in enumerate(lines[:2]):
                pen.text(left, top + bar + 8 + n * 7.4, line, _SMALL, tint=ink.SOFT)
    if wanted:
        x = left + room * wanted / most
        for number in range(len(steps)):
            top = area.y + 28 + number * pitch
            _dashed(pen, x, top - 3, x, top + bar)
        pen.text(min(x, area.x + area.wide - 20), area.y + 21, f"sasaran {grouped(wanted)}", _SMALL,
                 align="center")  # fmt: skip


def course(
    pen: Ink,
    area: Area,
    title: str,
    months: Sequence[str],
    accepted: Sequence[int],
    started: Sequence[int],
    wanted: int,
) -> None:
    """Two counts that add up over the year; the lists may be shorter than `months`, which end the year."""
    pen.text(area.x, area.y + 9, title, 9.2, ink.BOLD)
    _course_legend(pen, area, wanted)
    marks = ticks(max([wanted, *accepted, *started, 1]), 5)
    left = area.x + ink.width(grouped(marks[-1]), ink.REGULAR, _SMALL) + 6
    right, top, floor = area.x + area.wide - 26, area.y + 36, area.y + area.high - 14
    unit, pitch = (floor - top) / marks[-1], (right - left) / len(months)
    pen.strokes([(left, floor - mark * unit, right, floor - mark * unit) for mark in marks], 0.4, ink.RULE)
    for mark in marks:
        pen.text(left - 4, floor - mark * unit + 2.2, grouped(mark), _SMALL, tint=ink.SOFT, align="right")
    for number, month in enumerate(months):
        pen.text(left + (number + 0.5) * pitch, floor + 9, month, _SMALL, tint=ink.SOFT, align="center")
    if wanted:
        _dashed(pen, left, floor - wanted * unit, right, floor - wanted * unit)
    ends: list[tuple[float, float, int]] = []
    for counts, hollow in ((accepted, True), (started, False)):
        spots = [(left + (n + 0.5) * pitch, floor - count * unit) for n, count in enumerate(counts)]
        _line(pen, spots, dotted=hollow)
        for x, y in spots:
            _mark(pen, x, y, hollow=hollow)
        if spots:
            ends.append((*spots[-1], counts[-1]))
    _ends(pen, ends)


def places(pen: Ink, area: Area, title: str, rows: Sequence[PlaceRow], columns: int = 3) -> None:
    """The funnel of many places: within the hollow bar of the accepted the hatched and the filled one."""
    pen.text(area.x, area.y + 9, title, 9.2, ink.BOLD)
    _place_legend(pen, area, {row.wanted for row in rows})
    deep = -(-len(rows) // columns)
    gap = 18.0
    wide = (area.wide - gap * (columns - 1)) / columns
    pitch = min((area.high - 34) / max(deep, 1), 15.0)
    label, figures = 88.0, 66.0
    room = wide - label - figures
    most = max([*(max(row.wanted, row.accepted) for row in rows), 1])
    for number, row in enumerate(rows):
        x = area.x + (number // deep) * (wide + gap)
        y = area.y + 32 + (number % deep) * pitch
        bar, left = pitch * 0.62, x + label
        pen.text(x, y + bar - 1.4, row.name, _SMALL, room=label - 4)
        unit = room / most
        if row.accepted:
            hatched(pen, Area(left, y, row.accepted * unit, bar), "none")
        hatched(pen, Area(left, y + bar * 0.15, row.trained * unit, bar * 0.7), "lines")
        if row.started:
            pen.fill([(left, y + bar * 0.3, row.started * unit, bar * 0.4)], ink.INK)
        if row.wanted:
            _dashed(pen, left + row.wanted * unit, y - 1, left + row.wanted * unit, y + bar + 1)
        for column, count in enumerate((row.six, row.started, row.trained, row.accepted)):
            told = str(count) if row.known else "–"
            pen.text(x + wide - column * 16, y + bar - 1.4, told, _SMALL, align="right")


# Within


def _slanted(box: Area, gap: float, *, falling: bool = False) -> list[tuple[float, float, float, float]]:
    """Lines of 45 degrees clipped to the box."""
    found: list[tuple[float, float, float, float]] = []
    offset = -box.high + gap
    while offset < box.wide:
        start, end = max(offset, 0.0), min(offset + box.high, box.wide)
        low, up = start - offset, end - offset
        if falling:
            found.append((box.x + start, box.y + low, box.x + end, box.y + up))
        else:
            found.append((box.x + start, box.y + box.high - low, box.x + end, box.y + box.high - up))
        offset += gap
    return found


def _dashed(pen: Ink, x1: float, y1: float, x2: float, y2: float) -> None:
    """A dashed line of one direction."""
    length = max(abs(x2 - x1), abs(y2 - y1))
    dash, gap, at = 3.0, 2.0, 0.0
    pieces: list[tuple[float, float, float, float]] = []
    while length and at < length:
        end = min(at + dash, length)
        one, two = at / length, end / length
        pieces.append(
            (x1 + (x2 - x1) * one, y1 + (y2 - y1) * one, x1 + (x2 - x1) * two, y1 + (y2 - y1) * two)
        )
        at = end + gap
    pen.strokes(pieces, 0.8, ink.INK)


def _line(pen: Ink, spots: Sequence[tuple[float, float]], *, dotted: bool) -> None:
    pieces: list[tuple[float, float, float, float]] = []
    for (x1, y1), (x2, y2) in pairwise(spots):
        if not dotted:
            pieces.append((x1, y1, x2, y2))
            continue
        length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        count = max(int(length // 3), 1)
        for n in range(count):
            one, two = n / count, (n + 0.5) / count
            pieces.append(
                (x1 + (x2 - x1) * one, y1 + (y2 - y1) * one, x1 + (x2 - x1) * two, y1 + (y2 - y1) * two)
            )
    pen.strokes(pieces, 1.3, ink.NILA if dotted else ink.INK)


def _mark(pen: Ink, x: float, y: float, *, hollow: bool) -> None:
    """A hollow square or a full diamond, which also keep apart where both stand at one height."""
    if hollow:
        pen.fill([(x - 2.4, y - 2.4, 4.8, 4.8)], (1.0, 1.0, 1.0))
        edges = [(x - 2.4, y - 2.4, x + 2.4, y - 2.4), (x - 2.4, y + 2.4, x + 2.4, y + 2.4),
                 (x - 2.4, y - 2.4, x - 2.4, y + 2.4), (x + 2.4, y - 2.4, x + 2.4, y + 2.4)]  # fmt: skip
        pen.strokes(edges, 0.9, ink.NILA)
    else:
        pen.fill([(x - 1.5, y - 1.5, 3.0, 3.0)], ink.INK)


def _ends(pen: Ink, ends: Sequence[tuple[float, float, int]]) -> None:
    """The last figures, the one never over the other."""
    if not ends:
        return
    counts = sorted({count for _x, _y, count in ends}, reverse=True)
    heights = {count: y for _x, y, count in ends}
    x = ends[0][0] + 6
    ys = [heights[count] for count in counts]
    if len(ys) == 2 and ys[1] - ys[0] < 9:
        ys[0] = ys[1] - 9
    for count, y in zip(counts, ys, strict=True):
        wide = ink.width(grouped(count), ink.BOLD, _TEXT)
        pen.fill([(x - 1, y - 4, wide + 2, 8)], (1.0, 1.0, 1.0))
        pen.text(x, y + 2.6, grouped(count), _TEXT, ink.BOLD)


def _course_legend(pen: Ink, area: Area, wanted: int) -> None:
    x, y = area.x, area.y + 22
    for words, hollow in (("Ditetapkan", True), ("Mulai usaha", False)):
        _line(pen, [(x, y), (x + 20, y)], dotted=hollow)
        _mark(pen, x + 10, y, hollow=hollow)
        pen.text(x + 24, y + 2.4, words, _SMALL)
        x += 24 + ink.width(words, ink.REGULAR, _SMALL) + 16
    if wanted:
        _dashed(pen, x, y, x + 20, y)
        pen.text(x + 24, y + 2.4, f"Sasaran {grouped(wanted)}", _SMALL)


def _place_legend(pen: Ink, area: Area, wanted: set[int]) -> None:
    x, y = area.x, area.y + 16
    for words, hatch in (("Ditetapkan", "none"), ("Selesai dilatih", "lines")):
        hatched(pen, Area(x, y, 14, 7), hatch)  # type: ignore[arg-type]
        pen.text(x + 18, y + 6, words, _SMALL)
        x += 18 + ink.width(words, ink.REGULAR, _SMALL) + 14
    pen.fill([(x, y + 1.5, 14, 4)], ink.INK)
    pen.text(x + 18, y + 6, "Mulai usaha", _SMALL)
    x += 18 + ink.width("Mulai usaha", ink.REGULAR, _SMALL) + 14
    if any(wanted):
        _dashed(pen, x + 2, y - 1, x + 2, y + 8)
        words = f"Sasaran {min(wanted)} tiap kelurahan" if len(wanted) == 1 else "Sasaran tiap kelurahan"
        pen.text(x + 8, y + 6, words, _SMALL)
    told = "Angka: ditetapkan, selesai dilatih, mulai usaha, berjalan 6 bulan"
    crowded = ink.width(told, ink.REGULAR, _SMALL) > area.x + area.wide - x - 130
    pen.text(area.x + area.wide, y + (14 if crowded else 6), told, _SMALL, tint=ink.SOFT, align="right")
