"""The checklist of Verifikasi: one answer a row, the row one is on carries its two buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QFontMetrics,
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
from ui.models.compare import CheckItem
from ui.widgets import paint
from ui.widgets.button import Button

ROW = 37
BUTTON_ROOM = 40
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft)


class Checklist(QWidget):
    """Space says it matches, T that it does not, 1 to 9 jump, arrows move, Left takes an answer back.

    `answered(key, ok)` for an answer, `cleared(key)` when one was taken back, `current_changed(key)`.
    """

    answered = Signal(str, bool)
    cleared = Signal(str)
    current_changed = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[CheckItem] = []
        self._at = 0
        self._rects: list[QRect] = []
        self._label = 80
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.yes = Button(tr("Sesuai"), kind="primary", key="Space", height=28, parent=self)
        self.no = Button(tr("Tidak sesuai"), key="T", height=28, parent=self)
        for button, ok in ((self.yes, True), (self.no, False)):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _checked=False, ok=ok: self.answer(ok))

    def set_items(self, items: Sequence[CheckItem]) -> None:
        """Another applicant: starts at the first row without an answer."""
        self._items = list(items)
        self._at = next((n for n, item in enumerate(items) if not item.answer), 0)
        face = theme.font(t.SIZE_META)
        self._label = int(max((paint.width_of(face, item.label) for item in items), default=60)) + 14
        self._changed()

    def items(self) -> list[CheckItem]:
        """The rows with their answers."""
        return list(self._items)

    def current(self) -> str:
        """The key of the row one is on."""
        return self._items[self._at].key if self._items else ""

    def answers(self) -> dict[str, str]:
        """Answers by key: ``ok``, ``bad`` or empty."""
        return {item.key: item.answer for item in self._items}

    def complete(self) -> bool:
        """Whether every row has an answer."""
        return bool(self._items) and all(item.answer for item in self._items)

    def answer(self, ok: bool) -> None:
        """Answer the current row and go to the next without one."""
        if not self._items:
            return
        item = self._items[self._at]
        self._items[self._at] = replace(item, answer="ok" if ok else "bad")
        count = len(self._items)
        order = [(self._at + step) % count for step in range(1, count + 1)]
        after = next((n for n in order if not self._items[n].answer), self._at)
        self.answered.emit(item.key, ok)
        self.go(after)
        self._changed()

    def undo(self) -> None:
        """Take the current row's answer back, or go to the row before and take that one's."""
        if not self._items:
            return
        if not self._items[self._at].answer and self._at:
            self.go(self._at - 1)
        item = self._items[self._at]
        if item.answer:
            self._items[self._at] = replace(item, answer="")
            self.cleared.emit(item.key)
        self._changed()

    def go(self, at: int) -> None:
        """To row `at`, counted from 0; out of range does nothing."""
        if not 0 <= at < len(self._items) or at == self._at:
            return
        self._at = at
        self._changed()
        self.current_changed.emit(self.current())

    def _changed(self) -> None:
        if self._items:
            self.yes.set_text(self._items[self._at].yes or tr("Sesuai"))
        self._lay_out()
        if self._items:
            item = self._items[self._at]
            words = {"": tr("belum diperiksa"), "ok": tr("sesuai"), "bad": tr("tidak sesuai")}[item.answer]
            told = tr("{label}: {value}, {words}", label=item.label, value=item.value, words=words)
            self.setAccessibleDescription(told)
            if self.hasFocus():
                QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.update()

    # --- layout

    def _value_room(self, item: CheckItem) -> int:
        room = self.width() - 38 - self._label - 12
        if item.answer:
            room -= int(paint.width_of(theme.font(t.SIZE_META, t.MEDIUM), _answer_words(item))) + 10
        return max(80, room)

    def _value_height(self, item: CheckItem) -> int:
        face = theme.font(t.SIZE_BODY, t.SEMIBOLD, digits=item.digits)
        return (
            QFontMetrics(face).boundingRect(0, 0, self._value_room(item), 10_000, _WRAP, item.value).height()
        )

    def _lay_out(self) -> None:
        y = 0
        self._rects = []
        for at, item in enumerate(self._items):
            height = max(ROW, self._value_height(item) + 20)
            if at == self._at:
                height += BUTTON_ROOM
            self._rects.append(QRect(0, y, self.width(), height))
            y += height
        for button in (self.yes, self.no):
            button.setVisible(bool(self._items))
        if self._items:
            rect = self._rects[self._at]
            top = rect.bottom() - BUTTON_ROOM + 2
            left = 38 + self._label
            total = self.yes.sizeHint().width() + 8 + self.no.sizeHint().width()
            left = max(8, min(left, self.width() - total - 10))
            for button in (self.yes, self.no):
                button.resize(button.sizeHint())
                button.move(left, top)
                left += button.width() + 8
        self.setMinimumHeight(y)

    def sizeHint(self) -> QSize:
        return QSize(380, max(ROW, self.minimumHeight()))

    def minimumSizeHint(self) -> QSize:
        return QSize(260, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    # --- keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Space:
            self.answer(True)
        elif key == Qt.Key.Key_T and plain:
            self.answer(False)
        elif key == Qt.Key.Key_Down or (key == Qt.Key.Key_Right and plain):
            self.go(self._at + 1)
        elif key == Qt.Key.Key_Up:
            self.go(self._at - 1)
        elif key == Qt.Key.Key_Left and plain:
            self.undo()
        elif plain and event.text() and event.text() in "1234567890":
            self.go((int(event.text()) or 10) - 1)  # 0 is the tenth
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for at, rect in enumerate(self._rects):
            if rect.contains(event.position().toPoint()):
                self.go(at)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._changed()

    def focus_rect(self) -> QRect:
        """The row one is on."""
        return self._rects[self._at].adjusted(0, 1, 0, -1) if self._rects else self.rect()

    def focus_radius(self) -> int:
        """Radius of a row."""
        return t.RADIUS_INSET

    # --- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        for at, (item, rect) in enumerate(zip(self._items, self._rects, strict=True)):
            self._paint_row(painter, item, QRectF(rect), at == self._at)
        painter.end()

    def _paint_row(self, painter: QPainter, item: CheckItem, area: QRectF, current: bool) -> None:
        if current:
            paint.box(painter, area.adjusted(0, 1, 0, -1), t.RADIUS_INSET, "soft", "accent", 1.5)
        else:
            painter.fillRect(QRectF(10, area.bottom() - 1, area.width() - 20, 1), theme.colour("line"))
        top = QRectF(area.left(), area.top(), area.width(), area.height() - (BUTTON_ROOM if current else 0))
        sign = {"ok": ("circle-check", "ok"), "bad": ("circle-x", "bad")}.get(item.answer)
        icon, tone = sign or (("circle-dashed", "accent") if current else ("circle", "text3"))
        middle = top.center().y()
        paint.symbol(painter, icon, tone, 11, middle, 18)
        face = theme.font(t.SIZE_META)
        paint.text(painter, QRectF(38, top.top(), self._label, top.height()), item.label, face, "text2")
        value = theme.font(t.SIZE_BODY, t.SEMIBOLD if current else t.MEDIUM, digits=item.digits)
        painter.setFont(theme.suited(value, item.value))
        painter.setPen(theme.colour("text"))
        room = QRectF(38 + self._label, top.top(), self._value_room(item), top.height())
        painter.drawText(room, _WRAP | int(Qt.AlignmentFlag.AlignVCenter), item.value)
        if item.answer:
            words = _answer_words(item)
            right = QRectF(0, top.top(), area.width() - 12, top.height())
            strong = theme.font(t.SIZE_META, t.MEDIUM)
            paint.text(painter, right, words, strong, tone, Qt.AlignmentFlag.AlignRight)


def _answer_words(item: CheckItem) -> str:
    """The word at the right of an answered row."""
    return (item.yes or tr("Sesuai")) if item.answer == "ok" else tr("Tidak sesuai")
