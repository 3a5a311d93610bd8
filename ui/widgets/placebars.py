"""The funnel of many places at a glance: a hollow bar each, within it a filled one, a line at the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources.i18n import tr
from ui import theme
from ui import tokens as t
from ui.widgets import paint

HEIGHT = 72
_HEAD, _FOOT = 20, 5


@dataclass(frozen=True)
class PlaceBar:
    """One place: accepted (hollow), trained (hatched), started (filled), the whole in words, and its own
    target, 0 for none."""

    key: str
    accepted: int
    trained: int
    started: int
    words: str
    wanted: int = 0


class PlaceBars(QWidget):
    """Painted; the list below says the same and is the way by keys. `picked(key)` when one is clicked."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: list[PlaceBar] = []
        self._current = ""
        self.setFixedHeight(HEIGHT)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: Sequence[PlaceBar], sentence: str) -> None:
        """Other places, in their order; `sentence` says the whole."""
        self._bars = list(bars)
        self.setAccessibleName(sentence)
        self.update()

    def set_current(self, key: str) -> None:
        """Mark one place."""
        self._current = key
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, HEIGHT)

    def _pitch(self) -> float:
        return self.width() / max(len(self._bars), 1)

    def _at(self, x: float) -> PlaceBar | None:
        at = int(x // self._pitch())
        return self._bars[at] if 0 <= at < len(self._bars) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position().x())
        if found is not None:
            self.picked.emit(found.key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position().x())
        self.setToolTip(found.words if found is not None else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        floor = self.height() - _FOOT
        most = max([*(max(bar.wanted, bar.accepted) for bar in self._bars), 1])
        unit = (floor - _HEAD) / most
        pitch = self._pitch()
        gap = 3 if pitch > 10 else 1
        for at, bar in enumerate(self._bars):
            slot = QRectF(at * pitch, 0, pitch - gap, floor)
            self._paint_bar(painter, bar, slot, floor, unit)
        painter.setPen(QPen(theme.colour("edge"), 1))
        painter.drawLine(QPointF(0, floor), QPointF(self.width(), floor))
        painter.setPen(QPen(theme.colour("text"), 1.2, Qt.PenStyle.DashLine))
        for wanted, found in groupby(enumerate(self._bars), lambda each: each[1].wanted):
            if wanted:
                places = [at for at, _bar in found]
                y = floor - wanted * unit
                painter.drawLine(QPointF(places[0] * pitch, y), QPointF((places[-1] + 1) * pitch, y))
        self._paint_legend(painter)
        painter.end()

    def _paint_bar(self, painter: QPainter, bar: PlaceBar, slot: QRectF, floor: float, unit: float) -> None:
        def piece(amount: int) -> QRectF:
            return QRectF(slot.left(), floor - amount * unit, slot.width(), amount * unit)

        tone = theme.colour("gauge2")
        if bar.accepted:
            painter.setPen(QPen(tone, 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(piece(bar.accepted).adjusted(0.6, 0.6, -0.6, 0))
        if bar.trained:
            painter.fillRect(piece(bar.trained), QBrush(tone, Qt.BrushStyle.BDiagPattern))
        if bar.started:
            painter.fillRect(piece(bar.started), tone)
        if bar.key == self._current:
            paint.box(painter, QRectF(slot.left(), floor + 1, slot.width(), 4), 1.5, "text")

    def _paint_legend(self, painter: QPainter) -> None:
        face = theme.font(t.SIZE_TAG)
        tone = theme.colour("gauge2")
        x = 0.0
        for words, pattern in (
            (tr("Ditetapkan"), Qt.BrushStyle.NoBrush),
            (tr("Selesai dilatih"), Qt.BrushStyle.BDiagPattern),
            (tr("Mulai usaha"), Qt.BrushStyle.SolidPattern),
        ):
            painter.setPen(QPen(tone, 1.2))
            painter.setBrush(QBrush(tone, pattern))
            painter.drawRect(QRectF(x + 0.6, 2.6, 11, 9))
            wide = paint.width_of(face, words)
            paint.text(painter, QRectF(x + 17, 0, wide, 14), words, face, "text2", elide=False)
            x += 17 + wide + 16
        wanted = {bar.wanted for bar in self._bars}
        if any(wanted):
            words = (
                tr("garis: sasaran {n} tiap kelurahan", n=min(wanted))
                if len(wanted) == 1
                else tr("garis: sasaran tiap kelurahan")
            )
            paint.text(painter, QRectF(x, 0, self.width() - x, 14), words, face, "text2")
