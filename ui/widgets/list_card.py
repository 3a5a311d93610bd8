"""A list as most pages have one: the table, how many there are below it, and why there are none."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from resources.i18n import tr
from ui import tokens as t
from ui.widgets.button import Button
from ui.widgets.card import Card, Divider, EmptyState
from ui.widgets.flow import Flow
from ui.widgets.labels import ElidedLabel, Label
from ui.widgets.table import TableView


class ListCard(Card):
    """Shows `table`, or `nobody` where nothing has been entered yet, or that nothing fits the filters.

    `above` stands over the table (chips). The foot has `count` at the left and at the right the
    small buttons `steps`, or else `note`, a quiet sentence.
    """

    clear_asked = Signal()
    """*Hapus semua saringan* was pressed."""

    def __init__(
        self,
        table: TableView,
        nobody: EmptyState | None = None,
        *,
        above: QWidget | None = None,
        steps: Sequence[Button] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(padding=0, parent=parent)
        self.table, self.nobody = table, nobody
        self.body.setContentsMargins(1, 1, 1, 1)
        self.body.setSpacing(0)
        if above is not None:
            top = QHBoxLayout()
            top.setContentsMargins(13, 10, 13, 6)
            top.addWidget(above)
            self.body.addLayout(top)
        self._stack = QStackedWidget()
        self._stack.addWidget(table)
        self.clear_button = Button(tr("Hapus semua saringan"), icon="x", key="Esc")
        self.clear_button.clicked.connect(self.clear_asked)
        self.no_match = EmptyState(
            tr("Tidak ada yang cocok"),
            tr("Periksa ejaannya, atau hapus saringan yang dipasang."),
            action=self.clear_button,
            done=False,
        )
        self._stack.addWidget(self.no_match)
        if nobody is not None:
            self._stack.addWidget(nobody)
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(Divider())
        self.count = Label(size=t.SIZE_META, weight=t.MEDIUM, tone="text2")
        self.note = ElidedLabel(size=t.SIZE_META, tone="text2")
        foot = QHBoxLayout()
        foot.setContentsMargins(15, 7, 10 if steps else 15, 7)
        if steps:
            foot.addWidget(Flow(self.count, *steps, spread=True))
        else:
            policy = self.note.sizePolicy()
            self.note.setSizePolicy(policy.Policy.Maximum, policy.Policy.Fixed)
            foot.addWidget(self.count)
            foot.addStretch(1)
            foot.addWidget(self.note)
        self.body.addLayout(foot)

    def set_refuge(self, refuge: QWidget) -> None:
        """Where the focus goes when the list empties under it and no button there takes it."""
        for empty in (self.no_match, self.nobody):
            if empty is not None:
                empty.setFocusProxy(refuge)

    def show_for(self, rows: int, *, any_at_all: bool) -> None:
        """The table for `rows` of them; without any, what explains it: nobody yet, or nothing that fits."""
        if rows:
            self._stack.setCurrentWidget(self.table)
        elif any_at_all or self.nobody is None:
            self._stack.setCurrentWidget(self.no_match)
        else:
            self._stack.setCurrentWidget(self.nobody)

    def is_bare(self) -> bool:
        """Whether it says that there is nobody yet, with what to do first."""
        return self._stack.currentWidget() is self.nobody is not None

    def shows_rows(self) -> bool:
        """Whether there is a table to go to."""
        return self._stack.currentWidget() is self.table
