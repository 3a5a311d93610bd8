"""All pages of a document, small, one below the other: to see where one is and to go elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

from resources.i18n import tr
from ui import theme
from ui import tokens as t
from ui.widgets import paint
from ui.widgets.pdfview import PdfView

WIDE = 104


class PageList(PdfView):
    """Up and Down, PgUp and PgDn, Home and End choose, and a click. `chosen` is the page, from 0."""

    chosen = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setFixedWidth(WIDE)
        self._current = 0

    def set_current(self, page: int) -> None:
        """Mark the page that is shown, and bring it into sight."""
        self._current = page
        rects = self._rects()
        if page < len(rects) and page not in self.in_sight():
            self.go_page(page)
        self.setAccessibleDescription(tr("Halaman {n} dari {count}", n=page + 1, count=len(rects)))
        self.viewport().update()

    def current(self) -> int:
        """The page that is marked."""
        return self._current

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = self.page_count() - 1
        steps = {
            Qt.Key.Key_Up: self._current - 1,
            Qt.Key.Key_PageUp: self._current - 1,
            Qt.Key.Key_Down: self._current + 1,
            Qt.Key.Key_PageDown: self._current + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
            Qt.Key.Key_Return: self._current,
            Qt.Key.Key_Enter: self._current,
        }
        page = steps.get(Qt.Key(event.key()))
        if page is None or last < 0:
            event.ignore()
        else:
            self.chosen.emit(max(0, min(last, page)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        dx, dy = self._shift()
        at = event.position().toPoint()
        for page in self.in_sight():
            if self._rects()[page].translated(dx, dy).contains(at):
                self.chosen.emit(page)
                return

    def minimumSizeHint(self) -> QSize:
        return QSize(WIDE, 120)

    def _paint_page(self, painter: QPainter, page: int, area: QRectF) -> None:
        super()._paint_page(painter, page, area)
        now = page == self._current
        if now:
            paint.box(painter, area.adjusted(-3, -3, 3, 3), t.RADIUS_CONTROL, "#00000000", "accent")
        words = str(page + 1)
        face = theme.font(t.SIZE_TAG, t.SEMIBOLD)
        wide = paint.width_of(face, words) + 10
        tag = QRectF(area.right() - wide, area.bottom() - 16, wide, 16)
        paint.box(painter, tag, 3, "fill" if now else "surface", "" if now else "line")
        paint.text(painter, tag.adjusted(5, 0, 0, 0), words, face, "onfill" if now else "text2", elide=False)
