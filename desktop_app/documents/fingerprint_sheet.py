"""Lembar Sidik Kunci: a key's fingerprint on one page, to be compared by two people on paper.

It is no sealed document: it proves nothing by itself and is worth what the hands are worth it passes through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reportlab.lib.pagesizes import A4

from desktop_app.documents import ink
from desktop_app.documents.archive import About, archival
from desktop_app.documents.ink import Ink

_WIDE, _HIGH = A4
_MARGIN = 64.0
_ACROSS = 4
_LABEL = 132.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FingerprintSheet:
    """`facts` are labels and what they say, `fingerprint` groups, four in a row, `steps` what to do with
    it, `hands` what two lines at the foot are for."""

    title: str
    owner: str
    facts: Sequence[tuple[str, str]]
    fingerprint: str
    steps: Sequence[str]
    hands: tuple[str, str] = ("Dicocokkan oleh", "Tanggal")
    sample: bool = False


def write_fingerprint_sheet(sheet: FingerprintSheet, *, now: datetime) -> bytes:
    """The page as PDF/A-3b bytes, tagged; the same data give the same bytes."""
    pen = Ink(A4, tagged=True)
    room, middle = _WIDE - 2 * _MARGIN, _WIDE / 2
    y = 78.0
    pen.text(middle, y, sheet.title.upper(), 11, tint=ink.SOFT, align="center", role="H1")
    for line in ink.wrap(sheet.owner, ink.BOLD, 18, room):
        y += 26
        pen.text(middle, y, line, 18, ink.BOLD, align="center", room=room)
    if sheet.sample:
        y += 20
        pen.text(middle, y, "CONTOH, bukan kunci sungguhan", 9, ink.BOLD, align="center")
    y += 40
    table = pen.group("Table")
    for label, said in sheet.facts:
        row, lines = pen.group("TR", table), ink.wrap(said, ink.REGULAR, 11, room - _LABEL)
        pen.text(_MARGIN, y, label, 11, tint=ink.SOFT, role="TH", within=row, scope="Row")
        places = [(_MARGIN + _LABEL, y + n * 17, line) for n, line in enumerate(lines)]
        pen.cells(places, 11, ink.REGULAR, marks=[pen.mark("TD", row), *[""] * (len(lines) - 1)])
        y += 17 * len(lines)
    y = _groups(pen, y + 20, sheet.fingerprint.split())
    for number, step in enumerate(sheet.steps, 1):
        pen.text(_MARGIN, y, f"{number}.", 11)
        for line in ink.wrap(step, ink.REGULAR, 11, room - 20):
            pen.text(_MARGIN + 20, y, line, 11)
            y += 16
        y += 4
    _signed(pen, y + 34, sheet.hands)
    pen.page_done()
    about = About(f"{sheet.title}, {sheet.owner}", sheet.owner)
    return archival(pen.finish(), about, now, structure=pen.structure)


def _groups(pen: Ink, top: float, groups: Sequence[str]) -> float:
    """The groups, four in a row between two rules; returns the baseline below."""
    right = _WIDE - _MARGIN
    pen.rule(_MARGIN, right, top, 1.2)
    wide = (right - _MARGIN) / _ACROSS
    y = top
    for at, group in enumerate(groups):
        if at % _ACROSS == 0:
            y += 38
        pen.text(_MARGIN + wide * (at % _ACROSS + 0.5), y, group, 22, ink.BOLD, align="center")
    pen.rule(_MARGIN, right, y + 22, 1.2)
    return y + 58


def _signed(pen: Ink, top: float, hands: tuple[str, str]) -> None:
    for at, label in enumerate(hands):
        left = _MARGIN + at * 280
        pen.text(left, top, label, 11, tint=ink.SOFT)
        pen.rule(left, left + (240 if at == 0 else 187), top + 46, 0.6, ink.EDGE)
