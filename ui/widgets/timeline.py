"""What happened one after another, or the steps of a reason: a line with marks, words beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui import tokens as t
from ui.widgets import paint
from ui.widgets.flow import clear
from ui.widgets.labels import WrapLabel


@dataclass(frozen=True)
class Moment:
    """One entry. `mark`: ``dot``, ``ring``, a number for a step, or an icon's name.

    `dashed` draws the line to the next entry dashed: not there yet.
    """

    title: str
    sub: str = ""
    mark: str = "ring"
    tone: str = "accent"
    dashed: bool = False


class Timeline(QWidget):
    """Moments from top to bottom; text wraps, marks stay level with the first line."""

    def __init__(self, moments: Sequence[Moment] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.set_moments(moments)

    def set_moments(self, moments: Sequence[Moment]) -> None:
        """Show other moments."""
        clear(self._column)
        for at, moment in enumerate(moments):
            self._column.addWidget(_Entry(moment, last=at == len(moments) - 1))
        self.setAccessibleName("; ".join(f"{m.title}. {m.sub}" if m.sub else m.title for m in moments))


class _Entry(QWidget):
    def __init__(self, moment: Moment, *, last: bool) -> None:
        super().__init__()
        self._moment, self._last = moment, last
        big = moment.mark not in ("dot", "ring")
        self._gutter = 20 if big else 14
        row = QHBoxLayout(self)
        row.setContentsMargins(self._gutter + 12 if big else self._gutter + 10, 0, 0, 0)
        column = QVBoxLayout()
        column.setContentsMargins(0, 1 if big else 0, 0, 0 if last else (16 if big else 9))
        column.setSpacing(2)
        column.addWidget(WrapLabel(moment.title, weight=t.SEMIBOLD, tone="text"))
        if moment.sub:
            column.addWidget(WrapLabel(moment.sub, size=t.SIZE_META))
        row.addLayout(column)
        self.setMinimumHeight(20 if big else 14)  # one line of text alone is lower than its mark
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        moment = self._moment
        big = self._gutter == 20
        x, middle = self._gutter / 2, 10.0 if big else 9.0
        radius = 10.0 if big else 5.0
        if not self._last:
            pen = QPen(theme.colour("edge" if moment.dashed else "line"), 1.5)
            if moment.dashed:
                pen.setDashPattern([2, 2])
            painter.setPen(pen)
            painter.drawLine(QPointF(x, middle + radius + 3), QPointF(x, self.height()))
        if moment.mark == "dot":
            paint.box(painter, QRectF(x - 5, middle - 5, 10, 10), 5, moment.tone)
        elif moment.mark == "ring":
            paint.box(painter, QRectF(x - 4.5, middle - 4.5, 9, 9), 4.5, "surface", "edge", 2)
        elif moment.mark.isdigit():
            rect = QRectF(x - 10, middle - 10, 20, 20)
            paint.box(painter, rect, 10, t.SOFT_OF[moment.tone])
            face = theme.font(t.SIZE_TAG, t.SEMIBOLD)
            middle_align = Qt.AlignmentFlag.AlignHCenter
            paint.text(painter, rect, moment.mark, face, moment.tone, middle_align, elide=False)
        else:
            paint.symbol(painter, moment.mark, moment.tone, 0, middle, 20)
        painter.end()
