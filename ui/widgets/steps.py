"""Tabs under a person's name, the steps of a form, and the big choices of the first run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShortcutEvent,
)
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from resources.i18n import tr
from ui import theme
from ui import tokens as t
from ui.widgets import paint
from ui.widgets.labels import IconTile, WrapLabel
from ui.widgets.pill import KeyCap


class _Pick(QWidget):
    """One of several painted places; arrows move, the mouse picks. Subclasses lay out and paint."""

    changed = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._at = 0
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def _count(self) -> int:
        raise NotImplementedError

    def _rects(self) -> list[QRect]:
        raise NotImplementedError

    def _words(self, at: int) -> str:
        raise NotImplementedError

    def current(self) -> int:
        """Which one, counted from 0."""
        return self._at

    def set_current(self, at: int) -> None:
        """Show another one, without telling."""
        if 0 <= at < self._count():
            self._at = at
            self._describe()
            self.update()

    def _describe(self) -> None:
        if self._count():
            told = tr(
                "{words}, {n} dari {count}", words=self._words(self._at), n=self._at + 1, count=self._count()
            )
            self.setAccessibleDescription(told)
            if self.hasFocus():
                QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def _pick(self, at: int) -> None:
        if 0 <= at < self._count() and at != self._at:
            self.set_current(at)
            self.changed.emit(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            self._pick(self._at - 1)
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            self._pick(self._at + 1)
        elif key == Qt.Key.Key_Home:
            self._pick(0)
        elif key == Qt.Key.Key_End:
            self._pick(self._count() - 1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for at, rect in enumerate(self._rects()):
            if rect.contains(event.position().toPoint()):
                self._pick(at)

    def focus_rect(self) -> QRect:
        """The one that is current."""
        rects = self._rects()
        return rects[self._at] if rects else self.rect()


_TAB_GAP, _TAB_GAP_LEAST = 21, 9
"""Logical pixels between two tabs, and where there is little room."""


class Tabs(_Pick):
    """Words with a line under the current one; the shorter ones, where they are given, in a narrow window."""

    def __init__(
        self, name: str, words: Sequence[str], parent: QWidget | None = None, *, short: Sequence[str] = ()
    ) -> None:
        super().__init__(name, parent)
        self._tabs, self._short = list(words), list(short)
        self.setFixedHeight(34)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._describe()

    def set_words(self, words: Sequence[str]) -> None:
        """Other words, such as another count behind them."""
        self._tabs, self._short = list(words), []
        self._describe()
        self.updateGeometry()
        self.update()

    def _count(self) -> int:
        return len(self._tabs)

    def _words(self, at: int) -> str:
        return self._tabs[at]

    def _rects(self) -> list[QRect]:
        wides = self._wides(self._drawn())
        room = (self.width() - sum(wides)) // max(len(wides) - 1, 1)
        gap = max(_TAB_GAP_LEAST, min(_TAB_GAP, room))
        x = 0
        rects: list[QRect] = []
        for wide in wides:
            rects.append(QRect(x, 0, wide, self.height()))
            x += wide + gap
        return rects

    def _drawn(self) -> list[str]:
        fits = not self._short or self._size(_TAB_GAP_LEAST, self._tabs).width() <= self.width()
        return self._tabs if fits else self._short

    def _wides(self, drawn: Sequence[str]) -> list[int]:
        face = theme.font(t.SIZE_BODY, t.SEMIBOLD)
        return [int(paint.width_of(face, words)) + 1 for words in drawn]

    def _size(self, gap: int, drawn: Sequence[str]) -> QSize:
        wides = self._wides(drawn)
        return QSize(sum(wides) + gap * max(len(wides) - 1, 0) if wides else 40, 34)

    def focus_rect(self) -> QRect:
        """Around the words with some air; the line below them stays outside."""
        return super().focus_rect().adjusted(-8, 2, 8, -5)

    def sizeHint(self) -> QSize:
        return self._size(_TAB_GAP, self._tabs)

    def minimumSizeHint(self) -> QSize:
        return self._size(_TAB_GAP_LEAST, self._short or self._tabs)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), theme.colour("line"))
        drawn = self._drawn()
        for at, rect in enumerate(self._rects()):
            on = at == self._at
            face = theme.font(t.SIZE_BODY, t.SEMIBOLD if on else t.MEDIUM)
            area = QRectF(rect).adjusted(0, 0, 2, -3)
            paint.text(painter, area, drawn[at], face, "accent" if on else "text2", elide=False)
            if on:
                paint.box(painter, QRectF(rect.left(), self.height() - 3, rect.width(), 3), 1.5, "accent")
        painter.end()


@dataclass(frozen=True)
class Step:
    """A step of a form. `state`: ``open``, ``current`` is drawn by place, ``ok``, ``bad`` or ``warn``."""

    title: str
    sub: str = ""
    state: str = "open"


_STEP_ICONS = {
    "open": ("circle", "text3"),
    "ok": ("circle-check", "ok"),
    "bad": ("octagon-alert", "bad"),
    "warn": ("triangle-alert", "warn"),
}


class Steps(_Pick):
    """The steps at the side, or as a strip over the form when the window is narrow."""

    def __init__(self, name: str, steps: Sequence[Step], parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._steps = list(steps)
        self._strip = False
        self.set_strip(False)
        self._describe()

    def set_steps(self, steps: Sequence[Step]) -> None:
        """Other states."""
        self._steps = list(steps)
        self._at = min(self._at, max(0, len(steps) - 1))
        self._describe()
        self.updateGeometry()
        self.update()

    def set_strip(self, strip: bool) -> None:
        """Side by side over the form, or one below the other beside it."""
        self._strip = strip
        fixed, free = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        self.setSizePolicy(free if strip else fixed, fixed)
        self.updateGeometry()
        self.update()

    def _count(self) -> int:
        return len(self._steps)

    def _words(self, at: int) -> str:
        step = self._steps[at]
        return f"{step.title}, {step.sub}" if step.sub else step.title

    def _rects(self) -> list[QRect]:
        if self._strip:
            needs = [paint.width_of(theme.font(t.SIZE_BODY, t.SEMIBOLD), step.title) for step in self._steps]
            air = (self.width() - sum(needs)) / max(1, len(needs))  # shared out, so that no title is cut
            edges = [round(sum(needs[:at]) + at * air) for at in range(len(needs) + 1)]
            return [QRect(at, 0, to - at - 4, 36) for at, to in pairwise(edges)]
        return [QRect(0, at * 44, self.width(), 42) for at in range(len(self._steps))]

    def sizeHint(self) -> QSize:
        face = theme.font(t.SIZE_BODY, t.SEMIBOLD)
        meta = theme.font(t.SIZE_META)
        widest = max((paint.width_of(face, step.title) for step in self._steps), default=40.0)
        if self._strip:
            return QSize(int(widest + 44) * len(self._steps), 36)
        widest = max([widest, *(paint.width_of(meta, step.sub) for step in self._steps)])
        return QSize(max(164, int(widest) + 50), 44 * len(self._steps))

    def minimumSizeHint(self) -> QSize:
        return QSize(44 * len(self._steps), 36) if self._strip else self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        for at, rect in enumerate(self._rects()):
            self._paint_step(painter, self._steps[at], QRectF(rect), at == self._at)
        painter.end()

    def _paint_step(self, painter: QPainter, step: Step, area: QRectF, on: bool) -> None:
        if on:
            paint.box(painter, area, t.RADIUS_INSET, "surface", "line")
        icon, tone = _STEP_ICONS[step.state]
        if on and step.state == "open":
            icon, tone = "circle-dashed", "accent"
        paint.symbol(painter, icon, tone, area.left() + 10, area.center().y(), 18)
        left = area.left() + 36
        face = theme.font(t.SIZE_BODY, t.SEMIBOLD if on else t.MEDIUM)
        room = QRectF(left, area.top(), area.right() - left - 4, area.height())
        ink = "accent" if on else "text"
        if self._strip or not step.sub:
            paint.text(painter, room, step.title, face, ink)
            return
        paint.text(painter, QRectF(left, area.center().y() - 18, room.width(), 18), step.title, face, ink)
        low = QRectF(left, area.center().y(), room.width(), 17)
        paint.text(painter, low, step.sub, theme.font(t.SIZE_TAG), "text2")


class ChoiceCard(QAbstractButton):
    """A big choice: icon, title, what it means, and its key (which works in the window)."""

    def __init__(
        self, icon: str, title: str, text: str, key: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 22)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(IconTile(icon, "accent", 44))
        head.addStretch(1)
        if key:
            head.addWidget(KeyCap(key), 0, Qt.AlignmentFlag.AlignTop)
            self.setShortcut(key)
        column.addLayout(head)
        column.addSpacing(6)
        column.addWidget(WrapLabel(title, size=t.SIZE_PANE, weight=t.SEMIBOLD, tone="text"))
        column.addWidget(WrapLabel(text))
        column.addStretch(1)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else QSize(300, 150)

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        return layout.minimumSize() if layout is not None else QSize(200, 120)

    def event(self, event: QEvent) -> bool:
        """Its key chooses at once; Qt would do it a tenth of a second later, after a quick Enter."""
        if isinstance(event, QShortcutEvent) and not event.isAmbiguous():
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.click()
            return True
        return super().event(event)

    def focus_radius(self) -> int:
        """Radius of a card."""
        return t.RADIUS_CARD

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        on = self.isChecked()
        line, width = ("accent", 2.0) if on else ("edge" if self.underMouse() else "line", 1.0)
        paint.box(painter, self.rect().toRectF(), t.RADIUS_CARD, "surface", line, width)
        painter.end()
