"""A button whose menu holds several steps of one kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from ui import icons
from ui import tokens as t
from ui.widgets import paint
from ui.widgets.button import Button

_ARROW = 20


@dataclass(frozen=True)
class MenuLine:
    """One step: its words, what it does, its icon, the key that does the same, and whether it may be done
    now. One that has `rule` stands below a line."""

    words: str
    do: Callable[[], object]
    icon: str = ""
    key: str = ""
    ready: bool = True
    rule: bool = False


class MenuButton(Button):
    """Opens the lines that `lines` gives at that moment; the arrow down opens it too."""

    def __init__(
        self,
        text: str,
        lines: Callable[[], Sequence[MenuLine]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent=parent)
        self._lines = lines
        self.clicked.connect(self.open_menu)

    def open_menu(self) -> QMenu:
        """Show the menu below the button, its first step chosen."""
        menu = QMenu(self)
        menu.setAccessibleName(self.words())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for line in self._lines():
            if line.rule:
                menu.addSeparator()
            words = line.words.replace("&", "&&")
            step = menu.addAction(f"{words}\t{line.key}" if line.key else words)
            if line.icon:
                step.setIcon(icons.icon(line.icon, "text2" if line.ready else "text3", 16))
            step.setEnabled(line.ready)
            step.triggered.connect(lambda _on=False, do=line.do: do())
        first = next((step for step in menu.actions() if step.isEnabled() and not step.isSeparator()), None)
        if first is not None:
            menu.setActiveAction(first)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.click()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() + _ARROW, hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        ground, border, ink = self._colours()
        area = self.rect().toRectF()
        paint.box(painter, area, t.RADIUS_CONTROL, ground, border)
        self._paint_content(painter, area.adjusted(0, 0, -_ARROW, 0), ink)
        paint.symbol(painter, "chevron-down", ink, area.right() - 12 - 14, area.center().y(), 14)
        painter.end()
