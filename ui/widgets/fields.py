"""One-line fields: with a state, grouped for reading, or for searching."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from resources.i18n import tr
from ui import icons, theme
from ui import tokens as t
from ui.widgets import paint

_STATES = {
    "ok": ("check", "ok"),
    "bad": ("octagon-alert", "bad"),
    "warn": ("triangle-alert", "warn"),
}


class TextField(QLineEdit):
    """A line edit with a state (``ok``, ``bad``, ``warn``, empty). `left` when the focus goes elsewhere."""

    left = Signal()

    def __init__(
        self,
        name: str = "",
        *,
        placeholder: str = "",
        digits: bool = False,
        max_length: int = 200,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        face = theme.font(t.SIZE_BODY, digits=digits)
        self.setFont(face if digits else theme.suited(face, ""))
        self.setPlaceholderText(placeholder)
        self.setMaxLength(max_length)
        self.setAccessibleName(name)
        self.setFixedHeight(t.CONTROL_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._state = ""
        self._sign: QAction | None = None

    def state(self) -> str:
        """The state shown."""
        return self._state

    def set_state(self, state: str, description: str = "") -> None:
        """Show a state; `description` is what a screen reader says of it."""
        self.setAccessibleDescription(description)
        if state == self._state:
            return
        self._state = state
        if self._sign is not None:
            self.removeAction(self._sign)
            self._sign.deleteLater()
            self._sign = None
        if state in _STATES:
            # made here: what addAction makes goes with the wrapper of the button that Qt makes for it
            self._sign = QAction(icons.icon(*_STATES[state], size=16), "", self)
            self.addAction(self._sign, QLineEdit.ActionPosition.TrailingPosition)
        self.setProperty("state", state if state in ("bad", "warn") else "")
        self.style().unpolish(self)
        self.style().polish(self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()


class GroupedField(TextField):
    """Digits shown in groups (NIK 4-4-4-4) and kept plain. `digits_changed(plain)` while a person types."""

    digits_changed = Signal(str)

    def __init__(
        self,
        name: str = "",
        *,
        groups: Sequence[int] = (4, 4, 4, 4),
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, placeholder=placeholder, digits=True, max_length=64, parent=parent)
        self._groups = tuple(groups)
        self._limit = sum(groups)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.setFont(theme.font(t.SIZE_CARD, digits=True))
        self.textEdited.connect(self._edited)

    def plain(self) -> str:
        """The digits without spaces."""
        return _digits(self.text())

    def set_plain(self, digits: str) -> None:
        """Show `digits` grouped, without telling."""
        self.setText(self._grouped(_digits(digits)))

    def _grouped(self, digits: str) -> str:
        parts: list[str] = []
        at = 0
        for size in self._groups:
            parts.append(digits[at : at + size])
            at += size
        parts.append(digits[at:])  # too many: shown, so that the finding can say so
        return " ".join(part for part in parts if part)

    def _edited(self, text: str) -> None:
        before = len(_digits(text[: self.cursorPosition()]))
        grouped = self._grouped(_digits(text))
        if grouped != text:
            self.setText(grouped)
            at = seen = 0
            while at < len(grouped) and seen < before:
                seen += grouped[at].isdigit()
                at += 1
            self.setCursorPosition(at)
        self.digits_changed.emit(self.plain())


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isascii() and c.isdigit())


class SearchField(TextField):
    """Searches as one types: `searched(text)` 120 ms after the last key, at once on Enter or when emptied.

    `down` when the Down key asks for the list below.
    """

    searched = Signal(str)
    down = Signal()

    def __init__(
        self, name: str, placeholder: str, *, keys: str = "Ctrl+F", parent: QWidget | None = None
    ) -> None:
        super().__init__(name, placeholder=placeholder, parent=parent)
        self._keys = keys
        self.setProperty("lead", True)
        self.addAction(icons.icon("search", "text2", 16), QLineEdit.ActionPosition.LeadingPosition)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(t.SEARCH_DELAY_MS)
        self._timer.timeout.connect(self._tell)
        self._told = ""
        self.textChanged.connect(self._changed)
        self.returnPressed.connect(self._tell)

    def _changed(self, text: str) -> None:
        if text:
            self._timer.start()
        else:
            self._tell()

    def _tell(self) -> None:
        self._timer.stop()
        text = self.text().strip()
        if text != self._told:
            self._told = text
            self.searched.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self._tell()
            self.down.emit()
            return
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.text() or not self._keys:
            return
        words = " ".join(paint.key_caps(self._keys))
        face = theme.font(t.SIZE_META)
        width = paint.width_of(face, words)
        hint = paint.width_of(self.font(), self.placeholderText()) + 52
        if self.width() < hint + width:
            return
        painter = paint.start(self)
        rect = QRect(0, 0, self.width() - 10, self.height()).toRectF()
        paint.text(painter, rect, words, face, "text2", Qt.AlignmentFlag.AlignRight, elide=False)
        painter.end()


class PasswordField(TextField):
    """A hidden entry for passphrase or PIN; F8 pages may show it for 30 seconds with `reveal`."""

    SHOWN_MS = 30_000

    def __init__(self, name: str, *, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name, placeholder=placeholder, max_length=256, parent=parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._eye = QAction(icons.icon("eye", "text2", 16), tr("Lihat"), self)
        self._eye.triggered.connect(self.reveal)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(self.SHOWN_MS)
        self._timer.timeout.connect(self.hide_text)

    def reveal(self) -> None:
        """Show what was typed, for 30 seconds or until pressed again."""
        if self.echoMode() == QLineEdit.EchoMode.Normal:
            self.hide_text()
            return
        self.setEchoMode(QLineEdit.EchoMode.Normal)
        self._eye.setIcon(icons.icon("eye-off", "text2", 16))
        self._timer.start()

    def hide_text(self) -> None:
        """Hide it again."""
        self._timer.stop()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._eye.setIcon(icons.icon("eye", "text2", 16))
