"""What every step of the first run has: its width, its head, its keys."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import tokens as t
from ui.widgets.labels import WrapLabel
from ui.widgets.mark import Mark

WIDTH = 972
"""Width of the four choices and of every step behind them."""


class Step(QWidget):
    """One screen behind a choice. `back` is Esc; `finish` is Ctrl+Enter and the primary button."""

    back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaximumWidth(WIDTH)

    def first_focus(self) -> QWidget | None:
        """Where the focus starts."""
        return None

    def finish(self) -> None:
        """Do what the primary button does."""

    def may_leave(self) -> bool:
        """Whether Esc may go back to the choices: not after something was made."""
        return True


def head(title: str, text: str) -> QHBoxLayout:
    """Mark, title and one sentence over a step."""
    row = QHBoxLayout()
    row.setSpacing(14)
    row.addWidget(Mark(40), 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addWidget(WrapLabel(title, size=t.SIZE_PAGE, weight=t.SEMIBOLD, tone="text"))
    words.addWidget(WrapLabel(text))
    row.addLayout(words, 1)
    return row
