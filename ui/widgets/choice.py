"""One of a few, all visible: letters and figures choose, arrows move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources.i18n import tr
from ui import theme
from ui import tokens as t
from ui.widgets import paint

GAP = 5
AIR, SNUG = 20, 14
"""Left and right of the words together; a row that would not fit on one line makes do with less."""


@dataclass(frozen=True)
class Option:
    """A choice: its value, its words (translated), its letter if it has one."""

    value: str
    words: str
    letter: str = ""


class SegmentedChoice(QWidget):
    """Boxes side by side, none chosen at first. `chosen(value)` when a person chose, not on `set_value`.

    Letters, 1 to 9, arrows and Space choose. Boxes wrap to a second line where there is no room.
    """

    chosen = Signal(str)

    def __init__(self, name: str, options: Sequence[Option], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options = list(options)
        self._value = ""
        self._at = 0
        self._state = ""
        self.read_only = False
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._describe()

    def value(self) -> str:
        """The value chosen, empty for none."""
        return self._value

    def set_value(self, value: str) -> None:
        """Choose silently; an unknown value chooses none."""
        values = [option.value for option in self._options]
        self._value = value if value in values else ""
        if self._value:
            self._at = values.index(self._value)
        self._describe()
        self.update()

    def set_read_only(self, read_only: bool) -> None:
        """Looked at, but not changed."""
        self.read_only = read_only
        self.update()
        self.setCursor(Qt.CursorShape.ArrowCursor if read_only else Qt.CursorShape.PointingHandCursor)

    def set_state(self, state: str) -> None:
        """``bad``, ``warn`` or empty: what was found about it."""
        self._state = state
        self.update()

    def set_options(self, options: Sequence[Option]) -> None:
        """Other choices; what was chosen stays chosen while it is among them."""
        self._options, self._at = list(options), 0
        self.set_value(self._value)
        self.updateGeometry()

    def options(self) -> list[Option]:
        """The choices."""
        return list(self._options)

    def _choose(self, at: int) -> None:
        self._at = at
        self._value = self._options[at].value
        self._describe()
        self.update()
        self.chosen.emit(self._value)

    def _describe(self) -> None:
        words = next((o.words for o in self._options if o.value == self._value), tr("belum dipilih"))
        self.setAccessibleDescription(words)
        if self.hasFocus():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def _face(self, on: bool) -> QFont:
        return theme.font(t.SIZE_BODY, t.SEMIBOLD if on else t.MEDIUM)

    def _width(self, option: Option, air: int = AIR) -> int:
        wide = air + paint.width_of(self._face(True), option.words)
        if option.letter:
            wide += paint.cap_width(option.letter) + 6
        return int(wide + 0.999)

    def _rects(self, width: int) -> list[QRect]:
        rects: list[QRect] = []
        x = y = 0
        air = AIR if self.sizeHint().width() <= width else SNUG
        for option in self._options:
            wide = self._width(option, air)
            if x and x + wide > width:
                x, y = 0, y + t.CONTROL_HEIGHT + GAP
            rects.append(QRect(x, y, wide, t.CONTROL_HEIGHT))
            x += wide + GAP
        return rects

    def heightForWidth(self, width: int) -> int:
        rects = self._rects(max(width, 1))
        return max((rect.bottom() + 1 for rect in rects), default=t.CONTROL_HEIGHT)

    def sizeHint(self) -> QSize:
        return QSize(sum(self._width(o) + GAP for o in self._options) - GAP, t.CONTROL_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(max((self._width(o) for o in self._options), default=40), t.CONTROL_HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self.heightForWidth(event.size().width()))

    def _find(self, event: QKeyEvent) -> int | None:
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return None
        typed = event.text().upper()
        for at, option in enumerate(self._options):
            if typed and (typed == option.letter.upper() or typed == str(at + 1)):
                return at
        return None

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and (self._find(event) is not None or event.key() == Qt.Key.Key_Space)
        ):
            event.accept()  # its letters belong to it, not to the page's keys
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.read_only:
            super().keyPressEvent(event)
            return
        found = self._find(event)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if found is not None:
            self._choose(found)
        elif step:
            first = not self._value
            self._choose(self._at if first else (self._at + step) % len(self._options))
        elif event.key() == Qt.Key.Key_Space:
            self._choose(self._at)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._value:
            self._value = ""
            self._describe()
            self.update()
            self.chosen.emit("")
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for at, rect in enumerate(self._rects(self.width())):
            if rect.contains(event.position().toPoint()) and not self.read_only:
                self._choose(at)
                return

    def focus_rect(self) -> QRect:
        """The chosen box, or the first."""
        rects = self._rects(self.width())
        return rects[self._at] if rects else QRect(QPoint(0, 0), self.size())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        for option, rect in zip(self._options, self._rects(self.width()), strict=True):
            self._paint_option(painter, option, QRectF(rect))
        painter.end()

    def _paint_option(self, painter: QPainter, option: Option, area: QRectF) -> None:
        on = option.value == self._value
        enabled = self.isEnabled()
        border = self._state or ("line" if self.read_only else "accent" if on else "edge")
        width = 1.5 if on or self._state else 1.0
        ground = "soft" if on else "sunken" if self.read_only else "surface"
        paint.box(
            painter,
            area,
            t.RADIUS_CONTROL,
            ground if enabled else "sunken",
            border if enabled else "line",
            width,
        )
        face = self._face(on)
        content = paint.width_of(face, option.words)
        content += paint.cap_width(option.letter) + 6 if option.letter else 0
        x = area.left() + (area.width() - content) / 2
        if option.letter:
            x = paint.cap(painter, x, area.center().y(), option.letter, quiet=True) + 6
        ink = "text3" if not enabled else "accent" if on else "text"
        paint.text(
            painter,
            QRectF(x, area.top(), area.right() - x, area.height()),
            option.words,
            face,
            ink,
            elide=False,
        )
