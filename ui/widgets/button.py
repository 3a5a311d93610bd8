"""Buttons that show their icon and key; the words are always visible or the accessible name."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShortcutEvent,
)
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy, QWidget

from resources.i18n import tr
from ui import theme
from ui import tokens as t
from ui.widgets import paint

Kind = Literal["primary", "secondary", "danger", "link", "quiet"]


class Button(QPushButton):
    """A push button. `key` is drawn as a cap; with `bind` it also triggers the button in its window.

    Kinds: ``primary`` (one a screen), ``secondary``, ``danger`` (red words, never default), ``link``,
    ``quiet`` (no border until hovered).
    """

    def __init__(
        self,
        text: str,
        *,
        kind: Kind = "secondary",
        icon: str = "",
        key: str = "",
        bind: bool = False,
        height: int = t.CONTROL_HEIGHT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind: Kind = kind
        self._icon = icon
        self._key = self._full_key = key
        self._full_icon = icon
        self._words = ""
        self._height = height
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_text(text)
        if bind and key:
            self.setShortcut(QKeySequence(key))

    def words(self) -> str:
        """The words on the button, without mnemonics."""
        return self._words

    def key(self) -> str:
        """The key it was made with, shown or not for want of room."""
        return self._full_key

    def set_text(self, text: str) -> None:
        """Other words, also as the accessible name."""
        self._words = text
        shortcut = self.shortcut()
        self.setText(text.replace("&", "&&"))
        self.setShortcut(shortcut)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    @property
    def kind(self) -> Kind:
        """Its weight on the screen."""
        return self._kind

    def set_kind(self, kind: Kind) -> None:
        """Another weight on the screen."""
        self._kind = kind
        self.update()

    def set_terse(self, terse: bool) -> None:
        """Only its words, where there is no room for icon and key."""
        self._icon, self._key = ("", "") if terse and self._words else (self._full_icon, self._full_key)
        self.updateGeometry()
        self.update()

    def _face(self) -> QFont:
        weight = t.SEMIBOLD if self._kind in ("primary", "link") else t.MEDIUM
        return theme.font(t.SIZE_BODY, weight)

    def _caps(self) -> str:
        return " ".join(paint.key_caps(self._key)) if self._key else ""

    def _content_width(self) -> float:
        width = paint.width_of(self._face(), self._words) if self._words else 0.0
        if self._icon:
            width += 16 + (8 if self._words else 0)
        if self._key:
            width += 8 + paint.cap_width(self._caps())
        return width

    def sizeHint(self) -> QSize:
        margin = 0 if self._kind == "link" else 12
        height = max(t.TARGET_MIN, self._height if self._kind != "link" else t.TARGET_MIN)
        return QSize(int(self._content_width() + 2 * margin + 0.999), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        ):
            self.click()
            return
        super().keyPressEvent(event)

    def _colours(self) -> tuple[str | QColor, str | QColor, str]:
        """Ground, border and ink."""
        under, down = self.underMouse() and self.isEnabled(), self.isDown()
        if not self.isEnabled():
            return ("", "", "text3") if self._kind in ("link", "quiet") else ("sunken", "line", "text3")
        if self._kind == "primary":
            ground = theme.colour("fill")
            if down:
                ground = ground.darker(118)
            elif under:
                ground = ground.darker(108) if not theme.tokens().dark else ground.lighter(108)
            return ground, "", "onfill"
        if self._kind == "danger":
            return ("badsoft" if under or down else "surface"), "badline", "bad"
        if self._kind == "link":
            return "", "", "accent"
        if self._kind == "quiet":
            return ("soft" if under or down else ""), "", "text2"
        return ("soft" if down else "sunken" if under else "surface"), "edge", "text"

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        ground, border, ink = self._colours()
        area = self.rect().toRectF()
        paint.box(painter, area, t.RADIUS_CONTROL, ground, border)
        self._paint_content(painter, area, ink)
        painter.end()

    def _paint_content(self, painter: QPainter, area: QRectF, ink: str) -> None:
        middle = area.center().y()
        x = area.left() + max(0.0, (area.width() - self._content_width()) / 2)
        if self._icon:
            paint.symbol(painter, self._icon, ink, x, middle, 16)
            x += 16 + (8 if self._words else 0)
        face = self._face()
        if self._kind == "link" and self.underMouse() and self.isEnabled():
            face = QFont(face)
            face.setUnderline(True)
        width = paint.width_of(face, self._words) if self._words else 0.0
        rect = QRectF(x, area.top(), width + 1, area.height())
        paint.text(painter, rect, self._words, face, ink, elide=False)
        if self._key:
            paint.cap(
                painter,
                x + width + 8,
                middle,
                self._caps(),
                on_fill=self._kind == "primary" and self.isEnabled(),
            )

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QShortcutEvent) and not event.isAmbiguous():
            self.click()  # at once; Qt would do it a tenth of a second later, after the next key
            return True
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().event(event)


class IconButton(Button):
    """A square button with an icon only; `name` says in words what it does, also as tooltip."""

    def __init__(
        self, icon: str, name: str, *, kind: Kind = "quiet", side: int = 32, parent: QWidget | None = None
    ) -> None:
        super().__init__("", kind=kind, icon=icon, parent=parent)
        self._side = max(side, t.TARGET_MIN)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon: str, name: str) -> None:
        """Another icon, and what it does now."""
        self._icon = self._full_icon = icon
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)


class Chip(QAbstractButton):
    """A round filter: on or off, with an optional count, an arrow for a menu, or a cross to take it away.

    `clicked` for the chip itself, `closed` for its cross (also the Delete key).
    """

    closed = Signal()

    def __init__(
        self,
        text: str,
        *,
        checked: bool = False,
        checkable: bool = True,
        count: int | None = None,
        menu: bool = False,
        closable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words, self._count, self._menu, self._closable = text, count, menu, closable
        self.setCheckable(checkable)
        self.setChecked(checked)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._name()

    def set_text(self, text: str) -> None:
        """Other words."""
        self._words = text
        self._name()

    def set_count(self, count: int | None) -> None:
        """The number behind the words, None for none."""
        self._count = count
        self._name()

    def set_closable(self, closable: bool) -> None:
        """Whether the chip carries a cross."""
        self._closable = closable
        self._name()

    def _name(self) -> None:
        name = self._words
        if self._count is not None:
            name = tr("{words}, {count}", words=self._words, count=self._count)
        self.setAccessibleName(name)
        self.setText(name.replace("&", "&&"))
        self.updateGeometry()
        self.update()

    def _face(self) -> QFont:
        return theme.font(t.SIZE_META, t.MEDIUM)

    def sizeHint(self) -> QSize:
        width = 22 + paint.width_of(self._face(), self._words)
        if self._count is not None:
            width += 6 + paint.width_of(self._face(), str(self._count))
        if self._menu or self._closable:
            width += 20
        return QSize(int(width + 0.999), t.TARGET_MIN)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _cross(self) -> QRectF:
        return QRectF(self.width() - 28, 0, 28, self.height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._closable and self._cross().contains(event.position()) and self.isDown():
            self.setDown(False)
            self.closed.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif self._closable and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        on = self.isChecked() or self._closable
        ink = "accent" if on else "text2"
        area = self.rect().toRectF()
        hover = self.underMouse() and not on
        paint.box(
            painter,
            area,
            self.height() / 2,
            "soft" if on else "sunken" if hover else "surface",
            "accent" if on else "edge",
        )
        x, middle = 11.0, area.center().y()
        width = paint.width_of(self._face(), self._words)
        paint.text(
            painter, QRectF(x, 0, width + 1, area.height()), self._words, self._face(), ink, elide=False
        )
        x += width + 6
        if self._count is not None:
            paint.text(
                painter, QRectF(x, 0, 60, area.height()), str(self._count), self._face(), ink, elide=False
            )
        if self._menu or self._closable:
            name = "x" if self._closable else "chevron-down"
            paint.symbol(painter, name, ink, area.right() - 24, middle, 14)
        painter.end()
