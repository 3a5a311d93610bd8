"""Room for what is wider or higher than the window: what stands beside goes on below, or it scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QLayout, QScrollArea, QSizePolicy, QWidget

from ui import tokens as t


def clear(layout: QLayout) -> None:
    """Take everything out for good, also what stands in rows within."""
    while (item := layout.takeAt(0)) is not None:
        widget, within = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif within is not None:
            clear(within)


class Flow(QWidget):
    """Widgets side by side, going on below where there is no room. `spread` puts the last at the right edge
    while all stand on one line."""

    def __init__(
        self,
        *widgets: QWidget,
        gap: int = 8,
        line_gap: int = 6,
        spread: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._widgets: list[QWidget] = []
        self._gap, self._line_gap, self._spread = gap, line_gap, spread
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for widget in widgets:
            self.add(widget)

    def add(self, widget: QWidget) -> None:
        """One more, after the others."""
        widget.setParent(self)
        widget.show()
        self._widgets.append(widget)
        self._fit()

    def clear(self) -> None:
        """Take everything away for good."""
        for widget in self._widgets:
            widget.hide()
            widget.deleteLater()
        self._widgets = []
        self._fit()

    def _shown(self) -> list[QWidget]:
        return [widget for widget in self._widgets if not widget.isHidden()]

    def _places(self, width: int) -> list[tuple[QWidget, QRect]]:
        lines: list[list[tuple[QWidget, QRect]]] = [[]]
        x = y = high = 0
        for widget in self._shown():
            hint = _size(widget)
            wide = min(hint.width(), max(width, 1))
            tall = widget.heightForWidth(wide) if widget.hasHeightForWidth() else hint.height()
            if x and x + wide > width:
                lines.append([])
                x, y, high = 0, y + high + self._line_gap, 0
            lines[-1].append((widget, QRect(x, y, wide, tall)))
            x, high = x + wide + self._gap, max(high, tall)
        for line in lines:  # middles on one level
            most = max((place.height() for _widget, place in line), default=0)
            for _widget, place in line:
                place.translate(0, (most - place.height()) // 2)
        if self._spread and len(lines) == 1 and len(lines[0]) > 1:
            last = lines[0][-1][1]
            last.moveLeft(max(last.left(), width - last.width()))
        return [each for line in lines for each in line]

    def heightForWidth(self, width: int) -> int:
        return max((place.bottom() + 1 for _widget, place in self._places(width)), default=0)

    def sizeHint(self) -> QSize:
        shown = self._shown()
        wide = sum(_size(each).width() for each in shown) + self._gap * max(len(shown) - 1, 0)
        return QSize(wide, max((_size(each).height() for each in shown), default=0))

    def minimumSizeHint(self) -> QSize:
        shown = self._shown()
        return QSize(max((each.minimumSizeHint().width() for each in shown), default=0), self.minimumHeight())

    def _fit(self) -> None:
        for widget, place in self._places(self.width()):
            widget.setGeometry(place)
        self.setMinimumHeight(self.heightForWidth(self.width()))  # also where hfw is not asked for
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # one of them grew, shrank or was hidden
            self._fit()
        return super().event(event)


def _size(widget: QWidget) -> QSize:
    return widget.sizeHint().expandedTo(widget.minimumSize()).boundedTo(widget.maximumSize())


class Beside(QWidget):
    """A list with the pane about its row at the right; below it where the page is narrow.

    `wide` is the width of the pane, `low` the least height it keeps while it stands below.
    """

    STACK_BELOW = 780

    def __init__(self, main: QWidget, pane: QWidget, *, wide: int, low: int = 0) -> None:
        super().__init__()
        self._pane, self._wide = pane, wide
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(t.CARD_GAP)
        self._row.addWidget(main, 1)
        self._row.addWidget(pane)
        pane.setFixedWidth(wide)
        pane.setMinimumHeight(low)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = event.size().width() < self.STACK_BELOW
        way = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        self._row.setDirection(way)
        self._pane.setMinimumWidth(0 if stacked else self._wide)
        self._pane.setMaximumWidth(16_777_215 if stacked else self._wide)


class Roll(QScrollArea):
    """Shows `inside` whole, and scrolls it where the window is lower; what has the focus is in sight."""

    def __init__(self, inside: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(inside)
        inside.setAutoFillBackground(False)  # setWidget turns it on
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.verticalScrollBar().maximum() and self.isAncestorOf(new):
            self.ensureWidgetVisible(new, 0, 24)


class LowRoll(Roll):
    """Gives `inside` all the height there is; where that is less than it can do with, it scrolls."""

    def __init__(self, inside: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(_Least(inside), parent)


class _Least(QWidget):
    """Stands between a scroll area and a page: without it Qt asks for the height the page would like."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self._inside = inside
        inside.setParent(self)

    def minimumSizeHint(self) -> QSize:
        least = max(self._inside.minimumSizeHint().height(), self._inside.minimumHeight())
        return QSize(0, least)  # as to its width, a page rearranges itself

    def sizeHint(self) -> QSize:
        return self._inside.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._inside.resize(event.size())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)
