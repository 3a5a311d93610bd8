"""Wira's mark, painted: also the source of the window icon."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from ui.widgets import paint

_SUN = "#F2AE3D"


def draw_mark(painter: QPainter, side: float, ground: str = "fill") -> None:
    """The mark in a square of `side`, from the painter's origin."""
    paint.box(painter, QRectF(0, 0, side, side), side * 0.2, ground)
    pen = QPen(QColor("#FFFFFF"), side * 0.095)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    points = ((0.24, 0.34), (0.37, 0.68), (0.49, 0.44), (0.61, 0.68), (0.72, 0.40))
    painter.drawPolyline(QPolygonF([QPointF(x * side, y * side) for x, y in points]))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(_SUN))
    painter.drawEllipse(QPointF(0.765 * side, 0.27 * side), side * 0.085, side * 0.085)


def window_icon() -> QIcon:
    """The window's icon in the usual sizes."""
    made = QIcon()
    for side in (16, 24, 32, 48, 64, 128, 256):
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_mark(painter, side, "#2B4A9E")
        painter.end()
        made.addPixmap(pixmap)
    return made


class Mark(QWidget):
    """The mark as a widget; decoration, no focus."""

    def __init__(self, side: int = 30, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        draw_mark(painter, self.width())
        painter.end()
