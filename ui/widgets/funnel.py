"""Counts that lead from one to the next, each a bar with its figure and its source, beside a target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QBrush,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from resources.i18n import counted, tr
from ui import theme
from ui import tokens as t
from ui.widgets import paint

ROW = 33
HEAD = 17
_BAR = 14
_AIR = 8

PATTERNS = (
    Qt.BrushStyle.NoBrush,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.DiagCrossPattern,
    Qt.BrushStyle.Dense5Pattern,
)
"""One for each stage, so that bars differ without their colours."""
_TONES = ("gauge2", "gauge2", "gauge2", "gauge1", "gauge1")


@dataclass(frozen=True)
class Bar:
    """One stage: its key, its words, how many (None where nothing is known), and what that comes from."""

    key: str
    words: str
    amount: int | None
    source: str

    @property
    def figure(self) -> str:
        """The amount as it is read."""
        return "–" if self.amount is None else counted(self.amount)


class FunnelChart(QWidget):
    """Up and Down move between stages, Enter or a click opens the list behind one: `opened(key)`."""

    opened = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: list[Bar] = []
        self._wanted = 0
        self._at = 0
        self._chosen = ""
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: Sequence[Bar], wanted: int) -> None:
        """Show other counts; `wanted` is the target, 0 for none."""
        self._bars, self._wanted = list(bars), wanted
        self._at = min(self._at, max(len(bars) - 1, 0))
        self.setFixedHeight(HEAD + ROW * len(bars))
        self._describe()
        self.update()

    def set_chosen(self, key: str) -> None:
        """Mark the stage whose list is shown."""
        self._chosen = key
        self.update()

    def bars(self) -> list[Bar]:
        """What is shown."""
        return list(self._bars)

    def sentence(self, at: int) -> str:
        """One stage in words."""
        bar = self._bars[at]
        if bar.amount is None:
            return tr("{tahap}: {sebab}", tahap=bar.words, sebab=bar.source)
        if self._wanted:
            told = tr("{tahap}: {n} dari {target}", tahap=bar.words, n=bar.amount, target=self._wanted)
        else:
            told = tr("{tahap}: {n}", tahap=bar.words, n=bar.amount)
        return f"{told}. {bar.source}" if bar.source else told

    def _describe(self) -> None:
        whole = "; ".join(f"{bar.words} {bar.figure}" for bar in self._bars)
        own = self.sentence(self._at) if self._bars and self.hasFocus() else whole
        self.setAccessibleDescription(own)
        if self.hasFocus():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def sizeHint(self) -> QSize:
        return QSize(420, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.height())

    def _row(self, at: int) -> QRectF:
        return QRectF(0, HEAD + at * ROW, self.width(), ROW)

    def _row_at(self, point: QPointF) -> int:
        at = int((point.y() - HEAD) // ROW)
        return at if 0 <= at < len(self._bars) else -1

    # --- keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._bars) - 1
        steps = {Qt.Key.Key_Up: self._at - 1, Qt.Key.Key_Down: self._at + 1, Qt.Key.Key_Home: 0,
                 Qt.Key.Key_End: last}  # fmt: skip
        at = steps.get(Qt.Key(event.key()))
        if at is not None and last >= 0:
            self._at = max(0, min(last, at))
            self._describe()
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and last >= 0:
            self.opened.emit(self._bars[self._at].key)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._row_at(event.position())
        if at >= 0:
            self._at = at
            self._describe()
            self.update()
            self.opened.emit(self._bars[at].key)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._row_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.sentence(at) if at >= 0 else "", self)
            return True
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._describe()
        return super().event(event)

    def focus_rect(self) -> QRect:
        """The stage one is on."""
        return self._row(self._at).toAlignedRect() if self._bars else self.rect()

    # --- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        face, strong = theme.font(t.SIZE_META, t.MEDIUM), theme.font(t.SIZE_BODY, t.SEMIBOLD)
        label = max((paint.width_of(face, bar.words) for bar in self._bars), default=0) + 14 + _AIR
        figures = max((paint.width_of(strong, bar.figure) for bar in self._bars), default=0) + 10
        room = max(self.width() - label - figures - _AIR, 20)
        most = max([self._wanted, *(bar.amount or 0 for bar in self._bars), 1])
        for at, bar in enumerate(self._bars):
            self._paint_row(painter, at, bar, label, room / most)
        if self._wanted:
            self._paint_target(painter, label + room * self._wanted / most)
        painter.end()

    def _paint_row(self, painter: QPainter, at: int, bar: Bar, left: float, unit: float) -> None:
        row = self._row(at)
        if bar.key == self._chosen:
            paint.box(painter, row.adjusted(0, 1, 0, -1), t.RADIUS_CONTROL, "soft")
        face, small = theme.font(t.SIZE_META, t.MEDIUM), theme.font(t.SIZE_TAG)
        high = QRectF(_AIR, row.top() + 3, left - _AIR - 8, _BAR)
        paint.text(painter, high, bar.words, face)
        wide = max((bar.amount or 0) * unit, 1.5)
        if bar.amount is not None:
            paint_bar(painter, QRectF(left, row.top() + 3, wide, _BAR), at)
        figure = QRectF(left + wide + 7, row.top() + 3, 80, _BAR)
        paint.text(painter, figure, bar.figure, theme.font(t.SIZE_BODY, t.SEMIBOLD), elide=False)
        low = QRectF(left, row.top() + 3 + _BAR + 1, self.width() - left - _AIR, ROW - _BAR - 6)
        paint.text(painter, low, bar.source, small, "text2")

    def _paint_target(self, painter: QPainter, x: float) -> None:
        pen = QPen(theme.colour("text"), 1.2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        x = min(x, self.width() - 1.0)
        for at in range(len(self._bars)):  # beside the bars only: nothing runs through a word
            top = self._row(at).top() + 1
            painter.drawLine(QPointF(x, top), QPointF(x, top + _BAR + 1))
        words = tr("sasaran {n}", n=counted(self._wanted))
        face = theme.font(t.SIZE_TAG, t.MEDIUM)
        wide = paint.width_of(face, words)
        left = min(max(x - wide / 2, 0), self.width() - wide)
        paint.text(painter, QRectF(left, 0, wide, HEAD - 2), words, face, "text2", elide=False)


def paint_bar(painter: QPainter, rect: QRectF, stage: int) -> None:
    """The bar of a stage by its place, told by its pattern as well as by its colour."""
    tone = theme.colour(_TONES[stage % len(_TONES)])
    pattern = PATTERNS[stage % len(PATTERNS)]
    painter.setPen(QPen(tone, 1.4))
    painter.setBrush(QBrush(tone, pattern) if pattern != Qt.BrushStyle.NoBrush else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(0.7, 0.7, -0.7, -0.7), 2.5, 2.5)
