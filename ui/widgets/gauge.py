"""The quota: a cell for each place, a line, and behind it those who wait."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from resources.i18n import tr
from ui import theme
from ui import tokens as t
from ui.widgets import paint

BAR_ABOVE = 40
WAITING_SHOWN = 12
LINE_ROOM = 17


@dataclass(frozen=True)
class GaugeState:
    """Counts of one programme in one kelurahan. `waiting` are behind the line.

    Before DKUM has decided (`decided` false) the order is a forecast and nobody is on a waiting list.
    """

    places: int = 27
    accepted: int = 0
    proposed: int = 0
    verified: int = 0
    waiting: int = 0
    decided: bool = True

    @property
    def used(self) -> int:
        """Places taken."""
        return min(self.places, self.accepted + self.proposed + self.verified)

    @property
    def empty(self) -> int:
        """Places nobody has."""
        return self.places - self.used

    def sentence(self) -> str:
        """The gauge in words."""
        if self.decided:
            told = tr(
                "{used} dari {places} tempat terpakai, {waiting} menunggu",
                used=self.used,
                places=self.places,
                waiting=self.waiting,
            )
        else:
            told = tr(
                "{used} dari {places} tempat terisi menurut perkiraan, {waiting} di bawah garis",
                used=self.used,
                places=self.places,
                waiting=self.waiting,
            )
        return told

    def kinds(self) -> list[str]:
        """What each place is, from the first: accepted, proposed, verified, empty."""
        kinds = ["accepted"] * self.accepted + ["proposed"] * self.proposed + ["verified"] * self.verified
        return (kinds + ["empty"] * self.places)[: self.places]


_CELL = {
    "accepted": ("gauge1", "check"),
    "proposed": ("gauge2", "flag"),
    "verified": ("gauge3", ""),
    "empty": ("", ""),
    "waiting": ("plumsoft", ""),
}


def kind_words(kind: str, decided: bool = True) -> str:
    """The word for one kind of cell."""
    if kind == "waiting":
        return tr("daftar tunggu") if decided else tr("di bawah garis")
    words = {
        "accepted": tr("ditetapkan DKUM"),
        "proposed": tr("diusulkan lurah"),
        "verified": tr("terverifikasi"),
        "empty": tr("tempat kosong"),
    }
    return words[kind]


class QuotaGauge(QWidget):
    """Cells in the order of rank; arrows go through them, Enter tells `activated(number from 0)`."""

    activated = Signal(int)

    def __init__(self, name: str, *, height: int = 32, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._state = GaugeState()
        self._at = 0
        self.setFixedHeight(max(height, 24))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set(self._state)

    def set(self, state: GaugeState) -> None:
        """Show `state`."""
        self._state = state
        self._at = min(self._at, max(0, self._cells() - 1))
        self.setAccessibleName(self._name)
        self._describe()
        self.update()

    def state(self) -> GaugeState:
        """What is shown."""
        return self._state

    def _shown_waiting(self) -> int:
        return min(self._state.waiting, WAITING_SHOWN)

    def _cells(self) -> int:
        return self._state.places + self._shown_waiting()

    def is_bar(self) -> bool:
        """Whether there are too many places for cells."""
        return self._state.places > BAR_ABOVE

    def _more(self) -> str:
        return f"+{self._state.waiting - WAITING_SHOWN}" if self._state.waiting > WAITING_SHOWN else ""

    def cell_sentence(self, at: int) -> str:
        """One cell in words."""
        kinds = self._state.kinds()
        if at < len(kinds):
            return tr("Tempat {n}: {kind}", n=at + 1, kind=kind_words(kinds[at]))
        kind = kind_words("waiting", self._state.decided)
        return tr("Urutan {n}: {kind}", n=at + 1, kind=kind)

    def _describe(self) -> None:
        sentence = self._state.sentence()
        if self.hasFocus() and not self.is_bar():
            sentence = f"{self.cell_sentence(self._at)}. {sentence}"
        self.setAccessibleDescription(sentence)
        if self.hasFocus():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def _rects(self) -> list[QRectF]:
        state = self._state
        waiting = self._shown_waiting()
        more = paint.width_of(theme.font(t.SIZE_META, t.MEDIUM), self._more()) + 6 if self._more() else 0
        room = self.width() - (LINE_ROOM if waiting else 0) - more
        count = state.places + waiting
        pitch = room / count if count else room
        gap = 4 if pitch > 14 else 2
        rects: list[QRectF] = []
        for at in range(count):
            x = at * pitch + (LINE_ROOM if at >= state.places else 0)
            rects.append(QRectF(x, 0, pitch - gap, self.height()))
        return rects

    def sizeHint(self) -> QSize:
        return QSize(560, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = self._cells()
        steps = {Qt.Key.Key_Left: self._at - 1, Qt.Key.Key_Right: self._at + 1, Qt.Key.Key_Home: 0}
        steps[Qt.Key.Key_End] = count - 1
        at = steps.get(Qt.Key(event.key()))
        if at is not None and count and not self.is_bar():
            self._at = max(0, min(count - 1, at))
            self._describe()
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.activated.emit(self._at)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            for at, rect in enumerate(self._rects() if not self.is_bar() else []):
                if rect.contains(QPointF(event.pos())):
                    QToolTip.showText(event.globalPos(), self.cell_sentence(at), self)
                    return True
            QToolTip.showText(event.globalPos(), self._state.sentence(), self)
            return True
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._describe()
        return super().event(event)

    def focus_rect(self) -> QRect:
        """The cell one is on."""
        rects = self._rects()
        return rects[self._at].toAlignedRect() if rects and not self.is_bar() else self.rect()

    def focus_radius(self) -> int:
        """Radius of a cell."""
        return 4

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        if self.is_bar():
            self._paint_bar(painter)
        else:
            self._paint_cells(painter)
        painter.end()

    def _paint_cells(self, painter: QPainter) -> None:
        kinds = self._state.kinds()
        rects = self._rects()
        for at, rect in enumerate(rects):
            paint_cell(painter, rect, kinds[at] if at < len(kinds) else "waiting")
        if len(rects) > len(kinds) and kinds:
            x = (rects[len(kinds) - 1].right() + rects[len(kinds)].left()) / 2
            painter.fillRect(QRectF(x - 1, 0, 2, self.height()), theme.colour("text3"))
        if self._more():
            room = QRectF(rects[-1].right() + 6, 0, 80, self.height())
            paint.text(painter, room, self._more(), theme.font(t.SIZE_META, t.MEDIUM), "plum", elide=False)

    def _paint_bar(self, painter: QPainter) -> None:
        state = self._state
        height = min(12.0, float(self.height()))
        top = (self.height() - height) / 2
        paint.box(painter, QRectF(0, top, self.width(), height), height / 2, "greysoft")
        x = 0.0
        painter.save()
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(0, top, self.width(), height), height / 2, height / 2)
        painter.setClipPath(shape)
        for amount, tone in (
            (state.accepted, "gauge1"),
            (state.proposed, "gauge2"),
            (state.verified, "gauge3"),
        ):
            width = self.width() * amount / max(1, state.places)
            painter.fillRect(QRectF(x, top, width, height), theme.colour(tone))
            x += width
        painter.restore()


def paint_cell(painter: QPainter, rect: QRectF, kind: str) -> None:
    """One cell; the legend uses small ones without their icon."""
    ground, icon = _CELL[kind]
    radius = 4.0 if rect.width() > 10 else 2.5
    if kind == "waiting":
        paint.box(painter, rect, radius, ground)
        pen = QPen(theme.colour("plum"), 1)
        pen.setDashPattern([1.5, 2])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        return
    paint.box(painter, rect, radius, ground, "" if ground else "edge")
    if icon and rect.width() >= 12:  # the legend's cells are smaller
        size = 10 if rect.width() < 15 else 14 if rect.width() < 22 else 16
        ink = "#0F1420" if theme.tokens().dark else "#FFFFFF"
        middle = rect.center()
        paint.symbol(painter, icon, ink, middle.x() - size / 2, middle.y(), size)


class GaugeLegend(QWidget):
    """The gauge in figures: a small cell, the count, the word; wraps when narrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = GaugeState()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set(self, state: GaugeState) -> None:
        """Show `state`."""
        self._state = state
        self.setAccessibleName("; ".join(f"{count} {words}" for _kind, count, words in self._items()))
        self._fit()
        self.update()

    def _items(self) -> list[tuple[str, int, str]]:
        s = self._state
        counts = {"accepted": s.accepted, "proposed": s.proposed, "verified": s.verified}
        items = [(kind, count, kind_words(kind)) for kind, count in counts.items()]
        items.append(("empty", s.empty, kind_words("empty")))
        items.append(("waiting", s.waiting, kind_words("waiting", s.decided)))
        return items

    def _places(self, width: int) -> list[tuple[QRectF, tuple[str, int, str]]]:
        strong, face = theme.font(t.SIZE_BODY, t.SEMIBOLD), theme.font(t.SIZE_META)
        x = y = 0.0
        places: list[tuple[QRectF, tuple[str, int, str]]] = []
        for item in self._items():
            wide = 18 + paint.width_of(strong, str(item[1])) + 6 + paint.width_of(face, item[2])
            if x and x + wide > width:
                x, y = 0.0, y + 22
            places.append((QRectF(x, y, wide, 20), item))
            x += wide + 14
        return places

    def heightForWidth(self, width: int) -> int:
        return int(self._places(width)[-1][0].bottom()) + 1

    def sizeHint(self) -> QSize:
        return QSize(420, self.heightForWidth(max(self.width(), 420)))

    def minimumSizeHint(self) -> QSize:
        return QSize(150, 20)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setMinimumHeight(self.heightForWidth(max(self.width(), 150)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        strong, face = theme.font(t.SIZE_BODY, t.SEMIBOLD), theme.font(t.SIZE_META)
        for rect, (kind, count, words) in self._places(self.width()):
            middle = rect.center().y()
            paint_cell(painter, QRectF(rect.left(), middle - 5.5, 11, 11), kind)
            x = rect.left() + 18
            width = paint.width_of(strong, str(count))
            paint.text(painter, QRectF(x, rect.top(), width, 20), str(count), strong, elide=False)
            x += width + 6
            paint.text(
                painter, QRectF(x, rect.top(), rect.right() - x + 1, 20), words, face, "text2", elide=False
            )
        painter.end()
