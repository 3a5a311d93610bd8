"""One ring that follows the focus through a window: 2 px accent and a 3 px halo around any control."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from ui import theme
from ui.widgets import paint

HALO = 3
_MARGIN = HALO + 2


class FocusRing(QWidget):
    """An overlay on `window`. A widget may offer ``focus_rect() -> QRect`` and ``focus_radius() -> int``."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._window = window
        self._chain: list[QWidget] = []
        self._on: QWidget | None = None
        self._ring = QRectF()
        self._radius = 6.0
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.place)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._moved)
        self.hide()

    def _moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        for widget in self._chain:
            if shiboken6.isValid(widget):
                widget.removeEventFilter(self)
        self._chain = []
        self._on = new if new is not None and self._window.isAncestorOf(new) else None
        at = self._on
        while at is not None:
            at.installEventFilter(self)
            self._chain.append(at)
            if isinstance(at, QAbstractScrollArea):
                at.viewport().installEventFilter(self)
                self._chain.append(at.viewport())
            if at is self._window:
                break
            at = at.parentWidget()
        self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = QEvent.Type
        if event.type() in (
            kinds.Move,
            kinds.Resize,
            kinds.Show,
            kinds.Hide,
            kinds.Paint,
            kinds.DynamicPropertyChange,
        ):
            self._later.start()
        return False

    def place(self) -> None:
        """Go where the focus is now."""
        widget = self._on
        if widget is None or not widget.isVisible() or widget.property("ring") is False:
            self.hide()
            return
        inner = _rect_of(widget)
        visible = QRect(widget.mapTo(self._window, inner.topLeft()), inner.size())
        clip = _clip(widget, self._window)
        area = visible.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN) & clip
        if area.isEmpty():
            self.hide()
            return
        ring = QRectF(visible.translated(-area.topLeft()))
        radius_of = getattr(widget, "focus_radius", None)
        self._radius = float(radius_of()) if radius_of is not None else 6.0
        if self.geometry() != area or self._ring != ring or not self.isVisible():
            self._ring = ring
            self.setGeometry(area)
            self.show()
            self.raise_()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        halo = QColor(theme.colour("accent"))
        halo.setAlpha(56 if not theme.tokens().dark else 80)
        outer = self._ring.adjusted(-HALO, -HALO, HALO, HALO)
        paint.box(painter, outer, self._radius + HALO, "", halo, HALO)
        paint.box(painter, self._ring, self._radius, "", "accent", 2)
        painter.end()


def _rect_of(widget: QWidget) -> QRect:
    offered = getattr(widget, "focus_rect", None)
    if offered is None:
        return widget.rect()
    rect = offered()
    return rect if isinstance(rect, QRect) else widget.rect()


def _clip(widget: QWidget, window: QWidget) -> QRect:
    """What of the window a ring around `widget` may cover: it stays inside the viewports around it."""
    clip = window.rect()
    at: QWidget | None = widget
    while at is not None and at is not window:
        parent = at.parentWidget()
        if isinstance(parent, QAbstractScrollArea) and parent.viewport() is at:
            rect = QRect(at.mapTo(window, QPoint(0, 0)), at.size())
            aside = HALO if parent.horizontalScrollBar().maximum() else 16  # nothing slides out there
            clip = clip & rect.adjusted(-aside, -HALO, aside, HALO)
        at = parent
    return clip


def focus_chain(window: QWidget) -> list[QWidget]:
    """The widgets that Tab stops at in `window`, in its order; those that are hidden or off for now too."""
    found: list[QWidget] = []
    at = window.nextInFocusChain()
    while at is not None and at is not window:
        if at.focusPolicy() & Qt.FocusPolicy.TabFocus and at.focusProxy() is None:
            found.append(at)
        at = at.nextInFocusChain()
    return found
