"""How the work is spread: one bar for each of many, the heaviest first, with a line at the mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui import tokens as t
from ui.widgets import paint

HEIGHT = 86
_FOOT = 4


@dataclass(frozen=True)
class Load:
    """One bar: whose, how much, and its tone (``warn`` heavy, ``grey`` light, ``accent`` as most)."""

    key: str
    amount: int
    tone: str
    words: str


class LoadBars(QWidget):
    """Painted bars; a list beside them is the way by keys. `picked(key)` when one is clicked."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loads: list[Load] = []
        self._average = 0.0
        self._average_words = ""
        self._current = ""
        self.setFixedHeight(HEIGHT)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_loads(self, loads: Sequence[Load], average: float, average_words: str, sentence: str) -> None:
        """Other bars; `sentence` says the whole in words."""
        self._loads = sorted(loads, key=lambda one: (-one.amount, one.words))
        self._average, self._average_words = average, average_words
        self.setAccessibleName(sentence)
        self.update()

    def set_current(self, key: str) -> None:
        """Mark one bar."""
        self._current = key
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, HEIGHT)

    def _slots(self) -> list[QRectF]:
        """The column of each bar, from the left."""
        if not self._loads:
            return []
        wide = min(34.0, self.width() / len(self._loads))
        return [QRectF(n * wide, 0, wide, self.height() - _FOOT) for n in range(len(self._loads))]

    def _at(self, x: float) -> Load | None:
        for slot, load in zip(self._slots(), self._loads, strict=True):
            if slot.left() <= x < slot.right():
                return load
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position().x())
        if found is not None:
            self.picked.emit(found.key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position().x())
        self.setToolTip(found.words if found is not None else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        room = self.height() - _FOOT - 14
        most = max((load.amount for load in self._loads), default=0) or 1
        floor = self.height() - _FOOT
        for slot, load in zip(self._slots(), self._loads, strict=True):
            high = max(room * load.amount / most, 2.0)
            gap = 3 if slot.width() > 10 else 1
            bar = QRectF(slot.left(), floor - high, slot.width() - gap, high)
            on = load.key == self._current
            paint.box(painter, bar, 2, load.tone if load.tone != "grey" else "edge")
            if on:
                paint.box(painter, QRectF(bar.left(), floor + 1, bar.width(), 3), 1.5, "text")
        if self._average:
            y = floor - room * min(self._average / most, 1.0)
            pen = QPen(theme.colour("text"), 1.2)
            pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawLine(0, int(y), self.width(), int(y))
            rect = QRectF(0, y - 15, self.width(), 14)
            face = theme.font(t.SIZE_TAG, t.MEDIUM)
            paint.text(painter, rect, self._average_words, face, "text2", Qt.AlignmentFlag.AlignRight)
        painter.end()
