"""A year month by month: two counts that add up, and a target; told apart by line and mark, not by colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QBrush,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop_app.domain.scale import ticks
from resources.i18n import counted, tr
from ui import theme
from ui import tokens as t
from ui.widgets import paint

LEGEND, FOOT, RIGHT = 22, 18, 34
LEAST = 150
_MARK = 3.4


@dataclass(frozen=True)
class Point:
    """One month: its short and long name, and both counts by its end; None for a month still to come."""

    short: str
    long: str
    accepted: int | None
    started: int | None


class CourseChart(QWidget):
    """Left and Right move from month to month; each is a sentence for those who do not see it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: list[Point] = []
        self._wanted = 0
        self._at = 0
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_points(self, points: Sequence[Point], wanted: int) -> None:
        """Show another course; `wanted` is the target, 0 for none."""
        self._points, self._wanted = list(points), wanted
        known = [at for at, point in enumerate(self._points) if point.started is not None]
        self._at = known[-1] if known else 0
        self._describe()
        self.update()

    def sentence(self, at: int) -> str:
        """One month in words."""
        point = self._points[at]
        if point.accepted is None:
            return tr("{bulan}: belum tiba", bulan=point.long)
        return tr(
            "Sampai {bulan}: {a} ditetapkan, {b} mulai usaha, sasaran {n}",
            bulan=point.long, a=point.accepted, b=point.started, n=self._wanted or "-",
        )  # fmt: skip

    def _describe(self) -> None:
        self.setAccessibleDescription(self.sentence(self._at) if self._points else "")
        if self.hasFocus():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def sizeHint(self) -> QSize:
        return QSize(360, 210)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, LEAST)

    # --- keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._points) - 1
        steps = {Qt.Key.Key_Left: self._at - 1, Qt.Key.Key_Right: self._at + 1, Qt.Key.Key_Home: 0,
                 Qt.Key.Key_End: last}  # fmt: skip
        at = steps.get(Qt.Key(event.key()))
        if at is None or last < 0:
            super().keyPressEvent(event)
            return
        self._at = max(0, min(last, at))
        self._describe()
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._points:
            area, pitch = self._area(), self._pitch()
            at = round((event.pos().x() - area.left()) / pitch - 0.5)
            at = max(0, min(len(self._points) - 1, at))
            QToolTip.showText(event.globalPos(), self.sentence(at), self)
            return True
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)

    def focus_rect(self) -> QRect:
        """The month one is on."""
        area = self._area()
        left = area.left() + self._at * self._pitch()
        return QRectF(left, area.top() - 3, self._pitch(), area.height() + FOOT + 3).toAlignedRect()

    # --- painting

    def _top(self) -> int:
        known = [count for point in self._points for count in (point.accepted, point.started) if count]
        return max([self._wanted, *known, 1])

    def _area(self) -> QRectF:
        face = theme.font(t.SIZE_TAG)
        left = paint.width_of(face, counted(ticks(self._top(), 4)[-1])) + 8
        return QRectF(left, LEGEND + 6, self.width() - left - RIGHT, self.height() - LEGEND - FOOT - 8)

    def _pitch(self) -> float:
        return self._area().width() / max(len(self._points), 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        area, marks = self._area(), ticks(self._top(), 4)
        unit = area.height() / marks[-1]
        self._paint_grid(painter, area, marks, unit)
        if self._wanted:
            y = area.bottom() - self._wanted * unit
            painter.setPen(QPen(theme.colour("text"), 1.2, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        self._paint_line(painter, area, unit, [point.accepted for point in self._points], first=True)
        self._paint_line(painter, area, unit, [point.started for point in self._points], first=False)
        self._paint_last(painter, area, unit)
        self._paint_legend(painter)
        painter.end()

    def _paint_grid(self, painter: QPainter, area: QRectF, marks: Sequence[int], unit: float) -> None:
        face = theme.font(t.SIZE_TAG)
        for mark in marks:
            y = area.bottom() - mark * unit
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            rect = QRectF(0, y - 8, area.left() - 6, 16)
            paint.text(painter, rect, counted(mark), face, "text2", Qt.AlignmentFlag.AlignRight, elide=False)
        pitch = self._pitch()
        for at, point in enumerate(self._points):
            rect = QRectF(area.left() + at * pitch, area.bottom() + 2, pitch, FOOT - 2)
            tone = "text" if at == self._at and self.hasFocus() else "text2"
            paint.text(painter, rect, point.short, face, tone, Qt.AlignmentFlag.AlignHCenter, elide=False)

    def _paint_line(
        self, painter: QPainter, area: QRectF, unit: float, counts: Sequence[int | None], *, first: bool
    ) -> None:
        pitch = self._pitch()
        spots = [
            QPointF(area.left() + (at + 0.5) * pitch, area.bottom() - count * unit)
            for at, count in enumerate(counts)
            if count is not None
        ]
        tone = theme.colour("gauge2" if first else "gauge1")
        style = Qt.PenStyle.DotLine if first else Qt.PenStyle.SolidLine
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(tone, 2, style))
        painter.drawPolyline(spots)
        for spot in spots:
            _mark(painter, spot, hollow=first)

    def _paint_last(self, painter: QPainter, area: QRectF, unit: float) -> None:
        """Both figures beside their last mark, the one never over the other."""
        known = [at for at, point in enumerate(self._points) if point.accepted is not None]
        if not known:
            return
        point = self._points[known[-1]]
        left = area.left() + (known[-1] + 0.5) * self._pitch() + 8
        counts = sorted({point.accepted or 0, point.started or 0}, reverse=True)
        heights = [area.bottom() - count * unit for count in counts]
        if len(heights) == 2 and heights[1] - heights[0] < 14:
            heights = [heights[1] - 14, heights[1]]
        face = theme.font(t.SIZE_META, t.SEMIBOLD)
        for count, y in zip(counts, heights, strict=True):
            words = counted(count)
            place = QRectF(left, y - 8, paint.width_of(face, words), 16)
            painter.fillRect(place.adjusted(-2, 1, 1, -1), theme.colour("surface"))  # no line runs through it
            paint.text(painter, place, words, face, elide=False)

    def _paint_legend(self, painter: QPainter) -> None:
        face = theme.font(t.SIZE_META)
        x = 0.0
        for words, kind in (
            (tr("Ditetapkan"), "accepted"),
            (tr("Mulai usaha"), "started"),
            (tr("Sasaran {n}", n=counted(self._wanted)), "wanted"),
        ):
            if kind == "wanted" and not self._wanted:
                continue
            middle = QPointF(x + 11, LEGEND / 2)
            style = {"accepted": Qt.PenStyle.DotLine, "wanted": Qt.PenStyle.DashLine}.get(
                kind, Qt.PenStyle.SolidLine
            )
            tone = {"accepted": "gauge2", "started": "gauge1"}.get(kind, "text")
            painter.setPen(QPen(theme.colour(tone), 2 if kind != "wanted" else 1.2, style))
            painter.drawLine(QPointF(x, middle.y()), QPointF(x + 22, middle.y()))
            if kind != "wanted":
                _mark(painter, middle, hollow=kind == "accepted")
            wide = paint.width_of(face, words)
            paint.text(painter, QRectF(x + 28, 0, wide, LEGEND), words, face, "text2", elide=False)
            x += 28 + wide + 18


def _mark(painter: QPainter, spot: QPointF, *, hollow: bool) -> None:
    tone = theme.colour("gauge2" if hollow else "gauge1")
    painter.setPen(QPen(tone, 1.6))
    painter.setBrush(QBrush(theme.colour("surface") if hollow else tone))
    rect = QRectF(spot.x() - _MARK, spot.y() - _MARK, 2 * _MARK, 2 * _MARK)
    if hollow:
        painter.drawRect(rect)
    else:
        painter.drawEllipse(rect)
