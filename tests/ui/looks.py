"""What is wrong with a window as it stands: cut words, overlaps, what is outside, names that lack."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QLineEdit, QWidget

from ui import theme
from ui import tokens as t
from ui.models.table import CELL_ROLE, Cell
from ui.widgets import paint
from ui.widgets.button import Button, Chip
from ui.widgets.choice import SegmentedChoice
from ui.widgets.pill import KeyCap, Pill, Tag
from ui.widgets.steps import Tabs
from ui.widgets.table import INSET, TableView, width_of_cell
from ui.widgets.toast import SavedPill

_LEAVES = (QLabel, QAbstractButton, QLineEdit, SegmentedChoice, Pill, Tag, KeyCap, Tabs, SavedPill)
"""What a person reads or presses; painted boards and lists are looked at in pictures."""


def defects(window: QWidget) -> list[str]:
    """Every defect of what is visible now, one line each."""
    leaves = [one for one in window.findChildren(QWidget) if isinstance(one, _LEAVES) and one.isVisible()]
    lists = [one for one in window.findChildren(TableView) if one.isVisible()]
    return [
        *_cut(leaves),
        *_outside(window, leaves),
        *_overlaps(window, leaves),
        *_wide_scrolls(window),
        *(line for one in lists for line in _cut_columns(one)),
    ]


def stops(inside: QWidget) -> list[QWidget]:
    """Everything in sight that the Tab key should come by."""
    return [
        one
        for one in inside.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible() and one.isEnabled()
    ]


def unnamed(inside: QWidget) -> list[str]:
    """Stops of the Tab key without a name in words, or with the name of another."""
    names: dict[str, QWidget] = {}
    found: list[str] = []
    for one in stops(inside):
        name = one.accessibleName()
        if not name.strip():
            found.append(f"no name: {type(one).__name__} {one.objectName()}")
        elif name in names:
            found.append(f"twice: {name}")
        names[name] = one
    return found


def _cut(leaves: list[QWidget]) -> Iterator[str]:
    for one in leaves:
        if isinstance(one, QLabel) and one.wordWrap():
            if one.text() and one.height() < one.heightForWidth(one.width()) - 1:
                yield f"cut below: {_told(one)}"
        elif isinstance(one, (QLabel, Pill, Tag, KeyCap, SavedPill)):
            if one.width() < one.sizeHint().width() or one.height() < one.sizeHint().height() - 1:
                yield f"cut: {_told(one)} is {one.size().toTuple()}, needs {one.sizeHint().toTuple()}"
        elif isinstance(one, (Button, Chip, Tabs)) and _smaller(one):
            yield f"cut: {_told(one)}"
        elif isinstance(one, SegmentedChoice) and one.height() < one.heightForWidth(one.width()):
            yield f"cut below: {_told(one)}"


def _cut_columns(view: TableView) -> Iterator[str]:
    """Headings and pills wider than their column; words of a row may be shortened, they have a tooltip."""
    model = view.table_model()
    if model is None:
        return
    face = theme.font(t.SIZE_META, t.MEDIUM)
    for at, column in enumerate(model.columns):
        if view.isColumnHidden(at):
            continue
        room = view.columnWidth(at) - (INSET + 4 if at == 0 else 6)
        if view.horizontalHeader().isVisible() and paint.width_of(face, column.title) > room - 6 + 1:
            yield f"cut heading: {column.title} in {view.accessibleName()}"
        for row in range(min(model.rowCount(), 20)):
            cell = model.index(row, at).data(CELL_ROLE)
            if isinstance(cell, Cell) and cell.pill is not None and width_of_cell(cell) > room:
                yield f"cut pill: row {row} of {view.accessibleName()}"


def _smaller(one: QWidget) -> bool:
    least = one.minimumSizeHint().expandedTo(one.minimumSize())
    return one.width() < least.width() or one.height() < least.height()


def _outside(window: QWidget, leaves: list[QWidget]) -> Iterator[str]:
    for one in leaves:
        place = _place(window, one)
        if _scrolled(one) is None and not window.rect().contains(place):
            yield f"outside the window: {_told(one)} at {place.getRect()}"
        parent = one.parentWidget()
        if parent is None or parent.rect().contains(one.geometry()) or _scrolled(one) is parent:
            continue
        yield f"outside its place: {_told(one)} {one.geometry().getRect()} in {parent.size().toTuple()}"


def _overlaps(window: QWidget, leaves: list[QWidget]) -> Iterator[str]:
    places = [(one, _visible(window, one)) for one in leaves]
    for at, (one, here) in enumerate(places):
        for other, there in places[at + 1 :]:
            shared = here & there
            if shared.width() > 1 and shared.height() > 1 and not _nested(one, other):
                yield f"over one another: {_told(one)} and {_told(other)}"


def _wide_scrolls(window: QWidget) -> Iterator[str]:
    for area in window.findChildren(QAbstractScrollArea):
        if area.isVisible() and area.horizontalScrollBar().maximum() > 0:
            name = area.accessibleName() or type(area).__name__
            yield f"scrolls sideways: {name} by {area.horizontalScrollBar().maximum()}"


def _nested(one: QWidget, other: QWidget) -> bool:
    """A cap within its button, a sign within its field."""
    return one.isAncestorOf(other) or other.isAncestorOf(one)


def _place(window: QWidget, one: QWidget) -> QRect:
    return QRect(one.mapTo(window, QPoint(0, 0)), one.size())


def _visible(window: QWidget, one: QWidget) -> QRect:
    """Its place without what a scroll area hides of it."""
    place = _place(window, one)
    area = _scrolled(one)
    while area is not None:
        place &= _place(window, area)
        area = _scrolled(area)
    return place


def _scrolled(one: QWidget) -> QWidget | None:
    """The viewport it is scrolled in, if any."""
    at = one.parentWidget()
    while at is not None:
        parent = at.parentWidget()
        if isinstance(parent, QAbstractScrollArea) and parent.viewport() is at:
            return at
        at = parent
    return None


def _told(one: QWidget) -> str:
    words = one.accessibleName() or (one.text() if isinstance(one, QLabel) else "")
    return f"{type(one).__name__} {words[:60]!r}"
