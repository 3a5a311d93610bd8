"""The values of a field that differs, side by side: who said each, when and where; arrows choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from resources.i18n import tr
from ui import tokens as t
from ui.widgets import paint
from ui.widgets.labels import WrapLabel

BOX = 210
"""The least width of one value beside another."""


@dataclass(frozen=True)
class ValueOption:
    """One value: its key, its words, and lines about it; `tag` is a short word such as *tampil sekarang*."""

    key: str
    words: str
    lines: Sequence[str] = ()
    tag: str = ""


class ValueChoice(QWidget):
    """None chosen at first. `chosen(key)` when a person chose. Arrows and 1 to 9 choose, Space the first."""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(10)
        self._options: list[ValueOption] = []
        self._boxes: list[_Box] = []
        self._key = ""

    def set_options(self, name: str, options: Sequence[ValueOption], key: str = "") -> None:
        """Other values; `key` is chosen already."""
        for box in self._boxes:
            self._row.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.setAccessibleName(name)
        self._options = list(options)
        self._boxes = [_Box(self, option, at) for at, option in enumerate(options, 1)]
        for box in self._boxes:
            self._row.addWidget(box, 1)
            box.show()
        self.set_key(key)
        self._arrange()

    def options(self) -> list[ValueOption]:
        """The values shown."""
        return list(self._options)

    def key(self) -> str:
        """The value chosen, empty for none."""
        return self._key

    def set_key(self, key: str) -> None:
        """Choose silently; an unknown key chooses none."""
        self._key = key if any(option.key == key for option in self._options) else ""
        for box in self._boxes:
            box.set_on(box.option.key == self._key and bool(self._key))
        self._describe()

    def step(self, by: int) -> None:
        """The next value to the right or left; the first or last where none is chosen."""
        if not self._options or not self.isEnabled():
            return
        keys = [option.key for option in self._options]
        at = keys.index(self._key) if self._key else (-1 if by > 0 else len(keys))
        self.choose(keys[max(0, min(len(keys) - 1, at + by))])

    def choose(self, key: str) -> None:
        """As a person does."""
        self.set_key(key)
        self.chosen.emit(key)

    def _describe(self) -> None:
        option = next((each for each in self._options if each.key == self._key), None)
        self.setAccessibleDescription(option.words if option is not None else tr("belum dipilih"))
        if self.hasFocus():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def _arrange(self) -> None:
        side = self.width() >= BOX * len(self._boxes) and len(self._boxes) < 4
        way = QBoxLayout.Direction.LeftToRight if side else QBoxLayout.Direction.TopToBottom
        self._row.setDirection(way)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = int(event.text()) - 1 if event.text().isascii() and event.text().isdigit() else -1
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.step(1 if event.key() == Qt.Key.Key_Right else -1)
        elif 0 <= at < len(self._options):
            self.choose(self._options[at].key)
        elif event.key() == Qt.Key.Key_Space and self._options:
            self.choose(self._key or self._options[0].key)
        else:
            super().keyPressEvent(event)


class _Box(QWidget):
    """One value; a click chooses it."""

    def __init__(self, choice: ValueChoice, option: ValueOption, number: int) -> None:
        super().__init__(choice)
        self.option, self._choice, self._number, self._on = option, choice, number, False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        column.setContentsMargins(36, 10, 12, 10)
        column.setSpacing(3)
        words = WrapLabel(option.words or tr("kosong"), size=t.SIZE_CARD, weight=t.SEMIBOLD, tone="text")
        column.addWidget(words)
        for line in option.lines:
            column.addWidget(WrapLabel(line, size=t.SIZE_META))
        if option.tag:
            column.addWidget(WrapLabel(option.tag, size=t.SIZE_META, weight=t.MEDIUM, tone="accent"))
        column.addStretch(1)

    def set_on(self, on: bool) -> None:
        """Whether it is the one."""
        self._on = on
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._choice.isEnabled():
            self._choice.setFocus(Qt.FocusReason.MouseFocusReason)
            self._choice.choose(self.option.key)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        area = self.rect().toRectF()
        ground, border = ("soft", "accent") if self._on else ("surface", "edge")
        paint.box(painter, area, t.RADIUS_INSET, ground, border, 1.5 if self._on else 1.0)
        sign, tone = ("circle-check", "accent") if self._on else ("circle", "text3")
        paint.symbol(painter, sign, tone, 10, 21, 18)
        painter.end()
