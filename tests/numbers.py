"""Whole numbers of people in what a screen or a command shows: NIK, family card, tax number and phone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from desktop_app.domain.identity import phone_local
from desktop_app.office import Office

_QUERIES = (
    ("nik", "SELECT nik FROM application"),
    ("no_kk", "SELECT no_kk FROM application"),
    ("npwp", "SELECT npwp FROM application"),
    ("hp", "SELECT hp FROM application"),
    ("nik", "SELECT nik FROM business"),
    ("hp", "SELECT hp FROM business"),
    ("nik", "SELECT nik FROM recommended"),
)
_BETWEEN = re.compile(r"(?<=\d)[\s.\-/]+(?=\d)")
_RUN = re.compile(r"\d{9,}")
_ROLES = (
    Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.EditRole,
)  # fmt: skip
_ROWS = 30


def numbers_of(office: Office) -> dict[str, str]:
    """Every whole number of a person that the office's database holds, with what it is. A phone without its
    first digits, which are written in several ways."""
    found: dict[str, str] = {}
    with office.reading() as connection:
        for name, query in _QUERIES:
            for (value,) in connection.exec_driver_sql(query):
                if value:
                    number = phone_local(value)[1:] if name == "hp" else str(value)
                    found[number] = name
    return found


def whole_in(words: str, numbers: dict[str, str]) -> Iterator[str]:
    """The whole numbers that stand in `words`, however they are grouped."""
    if sum(map(str.isdigit, words)) < 9:
        return
    for text in {words, _BETWEEN.sub("", words)}:
        for run in _RUN.findall(text):
            yield from (f"{what} {number}" for number, what in numbers.items() if number in run)


def whole_on(widgets: Iterable[QWidget], numbers: dict[str, str]) -> set[str]:
    """Where on these widgets a whole number can be seen, read aloud, or found by resting the mouse."""
    found: set[str] = set()
    for top in widgets:
        for widget in (one for one in (top, *top.findChildren(QWidget)) if one.isVisible()):
            for words in _words(widget):
                found |= {f"{type(widget).__name__}: {each}" for each in whole_in(words, numbers)}
    return found


def _words(widget: QWidget) -> Iterator[str]:
    yield from (
        widget.toolTip(),
        widget.accessibleName(),
        widget.accessibleDescription(),
        widget.windowTitle(),
    )
    if isinstance(widget, (QLabel, QAbstractButton)):
        yield widget.text()
    elif isinstance(widget, QLineEdit):
        yield from (widget.text(), widget.placeholderText())
    elif isinstance(widget, (QTextEdit, QPlainTextEdit)):
        yield widget.toPlainText()
    elif isinstance(widget, QAbstractItemView) and (model := widget.model()) is not None:
        for row in range(min(model.rowCount(QModelIndex()), _ROWS)):
            for column in range(model.columnCount(QModelIndex())):
                index = model.index(row, column)
                yield from (str(index.data(role) or "") for role in _ROLES)
