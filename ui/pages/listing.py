"""What pages with one list share: search and chips over it, a panel beside it, keys that find their way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.errors import WiraError
from resources.i18n import tr
from ui import tokens as t
from ui.bench import Bench
from ui.pages.base import Page
from ui.widgets.dialog import StopDialog
from ui.widgets.fields import SearchField
from ui.widgets.list_card import ListCard

STACK_TOOLS_BELOW: Final = 760
"""Logical pixels of the page below which the chips stand under the search."""


class ListPage(Page):
    """A page whose middle is one list that is searched and narrowed.

    A subclass makes its widgets, calls `lay_out` once, and says what is narrowed (`narrowed`) and how all
    of it is taken back (`clear_filters`). Letters typed over the list go to the search; Esc clears the
    search first, then the chips.
    """

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench, self._office = bench, bench.office

    def lay_out(self, search: SearchField, tools: Sequence[QWidget], listing: ListCard) -> None:
        """The search with `tools` (chips) at its right or below it, and the list under them.

        What belongs beside the list goes into `row`.
        """
        self.search, self.listing, self.table = search, listing, listing.table
        search.down.connect(self.to_list)
        listing.set_refuge(search)
        listing.clear_asked.connect(self.clear_filters)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.setSpacing(11)
        self._top.addWidget(search, 1)
        for tool in tools:
            self._top.addWidget(tool)
        column.addLayout(self._top)
        self.row = QHBoxLayout()
        self.row.setSpacing(t.CARD_GAP)
        self.row.addWidget(listing, 1)
        column.addLayout(self.row, 1)

    # --- what a subclass says

    def narrowed(self) -> bool:
        """Whether chips leave rows out."""
        raise NotImplementedError

    def clear_filters(self) -> None:
        """No search and no chips."""
        raise NotImplementedError

    # --- what the shell asks

    def first_focus(self) -> QWidget | None:
        return self.table if self.listing.shows_rows() else self.search

    def panes(self) -> Sequence[QWidget]:
        return (self.search, self.table)

    def search_field(self) -> QWidget | None:
        return self.search

    def back(self) -> bool:
        if self.search.text():
            self.search.clear()
        elif self.narrowed():
            self.clear_filters()
        else:
            return False
        return True

    # --- within

    def to_list(self) -> None:
        """Into the list, where there is one."""
        if self.listing.shows_rows():
            self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def back_to_list(self) -> None:
        """After a dialog: to the list, or to the search where there is none."""
        self.window().activateWindow()
        (self.table if self.listing.shows_rows() else self.search).setFocus(Qt.FocusReason.OtherFocusReason)

    def refused(self, error: WiraError) -> None:
        """Tell a step that could not be done."""
        dialog = StopDialog.for_error(self, tr("Langkah ini belum dapat dilakukan"), error)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    # --- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = self.width() < STACK_TOOLS_BELOW
        way = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        self._top.setDirection(way)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters typed over the list go to the search."""
        if not type_into(self.search, event):
            super().keyPressEvent(event)


def type_into(search: SearchField, event: QKeyEvent) -> bool:
    """Let a letter typed over a list begin its search; whether it was one."""
    words = event.text()
    plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
    begins = plain and words.isprintable() and bool(words.strip()) and event.type() == QEvent.Type.KeyPress
    if begins:
        search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        search.setText(search.text() + words)
    return begins
