"""Pages as pictures: documents and scans. It asks for the pages it shows and gets them later as images.

Only pages in sight are asked for, one that is enlarged much is drawn no finer than `MOST_PIXELS`, and what
was drawn is held within the bytes of a `PictureStore`: hundreds of pages cost no more than a few.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QTransform, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from resources.i18n import tr
from ui import theme
from ui import tokens as t
from ui.widgets import paint
from ui.widgets.picture_store import PictureStore

Request = Callable[[int, float], object]
Fit = Literal["width", "page", ""]

ZOOM_STEP = 1.25
ZOOM_MIN, ZOOM_MAX = 0.25, 6.0
MOST_PIXELS = 8_000_000
"""Of one page, however much it is enlarged."""
_MARGIN = 12
_GAP = 12


class PdfView(QAbstractScrollArea):
    """Pages one below the other. PgUp/PgDn by page, + and - zoom, 0 the whole width, 9 a whole page, R turns.

    `show_pages` gives the sizes of the pages (points, or pixels of a scan) and a `request(page, scale)`
    that will be called for each page in sight; the answer comes by `set_image`, from the window's thread.
    """

    page_changed = Signal(int)
    zoom_changed = Signal(float)

    def __init__(self, name: str, *, dark_ground: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._ground = dark_ground
        self._sizes: list[tuple[float, float]] = []
        self._request: Request | None = None
        self.pictures = PictureStore()
        self._places: list[QRect] = []
        self._fit: Fit = "width"
        self._asked: dict[int, float] = {}
        self._zoom = 1.0
        self._turn = 0
        self._page = 0
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.viewport().setAutoFillBackground(False)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._ask)

    def show_pages(self, sizes: Sequence[tuple[float, float]], request: Request) -> None:
        """Another document, from its first page, as wide as the view."""
        self._sizes, self._request = list(sizes), request
        self.pictures.clear()
        self._asked.clear()
        self._turn, self._page = 0, 0
        if self._fit != "page":
            self._zoom, self._fit = 1.0, "width"
        self._bars()
        self.verticalScrollBar().setValue(0)
        self._describe()

    def clear(self) -> None:
        """No document."""
        self.show_pages([], lambda _page, _scale: None)

    def set_image(self, page: int, scale: float, image: QImage) -> None:
        """The picture of `page` that was asked for at `scale`; answers that come too late are dropped."""
        if self._asked.get(page) == scale:
            for gone in self.pictures.put(page, scale, image, self.in_sight()):
                self._asked.pop(gone, None)
            self.viewport().update()

    def unasked(self, page: int, scale: float) -> None:
        """The picture that was asked for will not come: it is asked for again when the page is in sight."""
        if self._asked.get(page) == scale:
            del self._asked[page]
            self.pictures.drop(page)

    def page(self) -> int:
        """The page in sight, counted from 0."""
        return self._page

    def page_count(self) -> int:
        """How many pages."""
        return len(self._sizes)

    def zoom(self) -> float:
        """1.0 is the whole width."""
        return self._zoom

    def set_zoom(self, zoom: float) -> None:
        """Enlarge; the page in sight stays in sight."""
        self._fit = "width" if zoom == 1.0 else ""
        self._put_zoom(zoom)

    def fit(self) -> Fit:
        """Whether pages are as wide as the view, or wholly in it."""
        return self._fit

    def set_fit(self, fit: Fit) -> None:
        """The whole width, or a whole page; it stays so when the view changes its size."""
        self._fit = fit
        self._put_zoom(self._whole_page() if fit == "page" else 1.0)

    def _whole_page(self) -> float:
        """The zoom at which the page in sight is wholly in the view."""
        if not self._sizes:
            return 1.0
        width, height = self._size(min(self._page, len(self._sizes) - 1))
        room = self.viewport().size()
        high = (room.width() - 2 * _MARGIN) * height / max(1.0, width)
        return min(1.0, (room.height() - 2 * _MARGIN) / max(1.0, high))

    def _put_zoom(self, zoom: float) -> None:
        page = self._page
        self._zoom = max(ZOOM_MIN, min(ZOOM_MAX, zoom))
        self._bars()
        self.go_page(page)
        self.zoom_changed.emit(self._zoom)

    def turn(self) -> None:
        """A quarter turn to the right, for scans."""
        self._turn = (self._turn + 90) % 360
        self._bars()

    def go_page(self, page: int) -> None:
        """Bring `page` to the top."""
        rects = self._rects()
        if 0 <= page < len(rects):
            self.verticalScrollBar().setValue(rects[page].top() - _MARGIN)
            self._set_page(page)

    # --- layout

    def _scale(self, page: int) -> float:
        """Logical pixels for one point of `page`."""
        width = self._size(page)[0]
        return max(0.01, (self.viewport().width() - 2 * _MARGIN) * self._zoom / max(1.0, width))

    def _size(self, page: int) -> tuple[float, float]:
        width, height = self._sizes[page]
        return (height, width) if self._turn in (90, 270) else (width, height)

    def _rects(self) -> list[QRect]:
        return self._places

    def _placed(self) -> list[QRect]:
        rects: list[QRect] = []
        y, room = _MARGIN, self.viewport().width() - 2 * _MARGIN
        for page in range(len(self._sizes)):
            scale = self._scale(page)
            width, height = self._size(page)
            wide = round(width * scale)
            left = _MARGIN + max(0, (room - wide) // 2) if self._zoom < 1 else _MARGIN
            rect = QRect(left, y, wide, round(height * scale))
            rects.append(rect)
            y += rect.height() + _GAP
        spare = self.viewport().height() - (y - _GAP + _MARGIN)
        if self._ground and spare > 0:  # a card lies in the middle of its table
            rects = [rect.translated(0, spare // 2) for rect in rects]
        return rects

    def _height_at(self, wide: int) -> float:
        """How high all pages are where a view is `wide`."""
        room = (wide - 2 * _MARGIN) * self._zoom
        pages = [room * high / max(1.0, width) for width, high in map(self._size, range(len(self._sizes)))]
        return sum(pages) + _GAP * max(0, len(pages) - 1) + 2 * _MARGIN if pages else 0.0

    def _bars(self) -> None:
        rects = self._places = self._placed()
        view = self.viewport().size()
        height = rects[-1].bottom() + _MARGIN if rects else 0
        width = max((rect.right() + _MARGIN for rect in rects), default=0)
        # a bar takes its width from the page, which may then fit: it stays, or it would come and go for ever
        least = 1 if self._height_at(self.contentsRect().width()) > view.height() else 0
        for bar, whole, part, low in (
            (self.verticalScrollBar(), height, view.height(), least),
            (self.horizontalScrollBar(), width, view.width(), 0),
        ):
            bar.setRange(0, max(low, whole - part))
            bar.setPageStep(part)
            bar.setSingleStep(40)
        self.viewport().update()
        self._later.start()

    def _shift(self) -> tuple[int, int]:
        return -self.horizontalScrollBar().value(), -self.verticalScrollBar().value()

    def _scrolled(self) -> None:
        self.viewport().update()
        rects = self._rects()
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        self._set_page(
            next((n for n, rect in enumerate(rects) if rect.bottom() >= middle), max(0, len(rects) - 1))
        )
        self._later.start()

    def _set_page(self, page: int) -> None:
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)
        self._describe()

    def _describe(self) -> None:
        if self._sizes:
            self.setAccessibleDescription(
                tr("Halaman {n} dari {count}", n=self._page + 1, count=len(self._sizes))
            )
        else:
            self.setAccessibleDescription(tr("Belum ada halaman."))

    def in_sight(self) -> list[int]:
        """The pages of which something is seen."""
        dx, dy = self._shift()
        view = self.viewport().rect()
        return [n for n, rect in enumerate(self._rects()) if rect.translated(dx, dy).intersects(view)]

    def _ask(self) -> None:
        for page in self.in_sight():
            width, height = self._sizes[page]
            finest = (MOST_PIXELS / max(1.0, width * height)) ** 0.5
            scale = round(min(self._scale(page) * self.devicePixelRatioF(), finest), 4)
            if self._asked.get(page) != scale and self._request is not None:
                self._asked[page] = scale
                self._request(page, scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fit == "page":
            self._zoom = max(ZOOM_MIN, self._whole_page())
        self._bars()

    def sizeHint(self) -> QSize:
        return QSize(420, 420)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 120)

    # --- keys and wheel

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_PageDown:
            self.go_page(self._page + 1)
        elif key == Qt.Key.Key_PageUp:
            self.go_page(self._page - 1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.set_zoom(self._zoom * ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.set_zoom(self._zoom / ZOOM_STEP)
        elif key == Qt.Key.Key_0:
            self.set_fit("width")
        elif key == Qt.Key.Key_9 and event.modifiers() != Qt.KeyboardModifier.ControlModifier:
            self.set_fit("page")
        elif key == Qt.Key.Key_R and not event.modifiers():
            self.turn()
        elif key == Qt.Key.Key_Home:
            self.go_page(0)
        elif key == Qt.Key.Key_End:
            self.go_page(len(self._sizes) - 1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.horizontalScrollBar().maximum() == 0:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self._zoom * (ZOOM_STEP if event.angleDelta().y() > 0 else 1 / ZOOM_STEP))
            event.accept()
            return
        super().wheelEvent(event)

    # --- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        ground = "#3B3D46" if self._ground else theme.tokens().greysoft
        paint.box(painter, self.viewport().rect().toRectF(), t.RADIUS_INSET, ground)
        dx, dy = self._shift()
        rects = self._rects()
        for page in self.in_sight():
            self._paint_page(painter, page, QRectF(rects[page].translated(dx, dy)))
        painter.end()

    def _paint_page(self, painter: QPainter, page: int, area: QRectF) -> None:
        if not self._ground:
            paint.box(painter, area.adjusted(-0.5, -0.5, 0.5, 1.5), 1, "line")
        found = self.pictures.get(page)
        if found is None:
            painter.fillRect(area, theme.colour("grey") if self._ground else "#FFFFFF")
            return
        image = found[1]
        if self._turn:
            image = image.transformed(QTransform().rotate(self._turn))
        painter.fillRect(area, "#FFFFFF")
        painter.drawImage(area, image)
