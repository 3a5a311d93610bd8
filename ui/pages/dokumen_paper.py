"""The middle of Dokumen: the paper, its seal enlarged where there is room, and what one does with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from resources.i18n import tr
from ui import theme
from ui import tokens as t
from ui.models.papers import Paper, picture, seal_picture
from ui.widgets import paint
from ui.widgets.button import Button, IconButton
from ui.widgets.card import Card
from ui.widgets.flow import Flow
from ui.widgets.labels import ElidedLabel, Label
from ui.widgets.page_list import PageList
from ui.widgets.pdfview import ZOOM_STEP, PdfView
from ui.widgets.progress import ProgressStrip
from ui.worker import Progress, Task, Worker

_MARGIN = 12
_CLOSE_HEAD = 24
_CLOSE_LEAST = 130


class PaperPane(Card):
    """Shows one paper. `print_asked`, `save_asked` and `open_asked` are the buttons below it."""

    print_asked = Signal()
    save_asked = Signal()
    open_asked = Signal()

    def __init__(self, worker: Worker, parent: QWidget | None = None) -> None:
        super().__init__(padding=11, parent=parent)
        self._worker = worker
        self._paper: Paper | None = None
        self.body.setSpacing(9)
        self.body.addLayout(self._head())
        self.ground = _Ground(worker)
        self.view = self.ground.view
        self.view.page_changed.connect(lambda _page: self._count())
        self.list = self.ground.list
        self.body.addWidget(self.ground, 1)
        self.progress = ProgressStrip()
        self.body.addWidget(self.progress)
        self.body.addLayout(self._foot())
        self.clear()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(3)
        self._name = ElidedLabel(size=t.SIZE_CARD, weight=t.SEMIBOLD)
        self._pages = Label(size=t.SIZE_META, tone="text2")
        self.list_button = IconButton("panel-left", tr("Daftar halaman"), side=28)
        self.list_button.clicked.connect(self.show_list)
        self.fit_button = IconButton("maximize", tr("Lihat satu halaman utuh"), side=28)
        self.fit_button.clicked.connect(self.turn_fit)
        self._smaller = IconButton("zoom-out", tr("Perkecil halaman"), side=28)
        self._larger = IconButton("zoom-in", tr("Perbesar halaman"), side=28)
        self._smaller.clicked.connect(lambda: self.view.set_zoom(self.view.zoom() / ZOOM_STEP))
        self._larger.clicked.connect(lambda: self.view.set_zoom(self.view.zoom() * ZOOM_STEP))
        row.addWidget(self._name, 1)
        row.addWidget(self._pages)
        for button in (self.list_button, self._smaller, self._larger, self.fit_button):
            row.addWidget(button)
        for keys, step in (("Ctrl++", ZOOM_STEP), ("Ctrl+=", ZOOM_STEP), ("Ctrl+-", 1 / ZOOM_STEP)):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(lambda step=step: self.view.set_zoom(self.view.zoom() * step))
        return row

    def show_list(self) -> None:
        """F7: the small pages at the left, or without them."""
        shown = self.ground.show_list(self.list.isHidden())
        target = self.list if shown else self.view
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def turn_fit(self) -> None:
        """A whole page, or the whole width."""
        self.view.set_fit("width" if self.view.fit() == "page" else "page")
        self._say_fit()

    def _say_fit(self) -> None:
        whole = self.view.fit() == "page"
        self.fit_button.set_icon(
            "move-horizontal" if whole else "maximize",
            tr("Selebar tempatnya") if whole else tr("Lihat satu halaman utuh"),
        )

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.print_button = Button(tr("Cetak"), icon="printer", key="Ctrl+P")
        self.save_button = Button(tr("Simpan PDF"), icon="save")
        self.open_button = IconButton("external-link", tr("Buka PDF di penampil komputer"), kind="secondary")
        self.print_button.clicked.connect(self.print_asked)
        self.save_button.clicked.connect(self.save_asked)
        self.open_button.clicked.connect(self.open_asked)
        self._note = ElidedLabel(size=t.SIZE_META, weight=t.MEDIUM, tone="warn")
        row.addWidget(Flow(self.print_button, self.save_button, self.open_button), 1)
        row.addWidget(self._note)
        return row

    def show_paper(self, title: str, paper: Paper, note: str = "") -> None:
        """Another paper, from its first page. `note` says what the edition holds."""
        self._paper = paper
        self._name.setText(title)
        self._note.setText(note)
        self.ground.show_paper(paper)
        self._say_fit()
        self._enable(bool(paper.sheets))
        self._count()

    def clear(self, title: str = "") -> None:
        """No paper; `title` while one is being opened."""
        self._paper = None
        self._name.setText(title)
        self._note.setText("")
        self.ground.show_paper(None)
        self._enable(False)
        self._count()

    def paper(self) -> Paper | None:
        """The paper shown."""
        return self._paper

    def _enable(self, on: bool) -> None:
        for button in (
            self.print_button, self.save_button, self.open_button, self._smaller, self._larger,
            self.list_button, self.fit_button,
        ):  # fmt: skip
            button.setEnabled(on)

    def _count(self) -> None:
        count = self.view.page_count()
        words = tr("Halaman {n} dari {total}", n=self.view.page() + 1, total=count) if count else ""
        self._pages.setText(words)
        self.list_button.setVisible(count > 1)


class _Ground(QWidget):
    """The grey table: the pages, beside them all of them small where asked for, and below a single page the
    seal's block, enlarged."""

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self._worker = worker
        self._paper: Paper | None = None
        self._listed = False
        self._tasks: dict[tuple[PdfView, int], Task[QImage]] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.view = PdfView(tr("Halaman dokumen"))
        self.list = PageList(tr("Daftar halaman kecil"))
        self.list.hide()
        self.list.chosen.connect(self.view.go_page)
        self.view.page_changed.connect(self.list.set_current)
        self._close = _SealClose(self._ask_seal)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(self.view, 1)
        column.addLayout(row, 1)
        column.addWidget(self._close)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_paper(self, paper: Paper | None) -> None:
        self._paper = paper
        for task in self._tasks.values():
            task.cancel()
        self._tasks.clear()
        self._close.forget()
        self._room()
        if paper is None:
            self.view.clear()
            self.list.clear()
            self.list.hide()
            return
        sizes = [(one.width, one.height) for one in paper.sheets]
        self.view.show_pages(sizes, lambda page, scale: self._ask(self.view, page, scale))
        self.show_list(self._listed)

    def show_list(self, on: bool) -> bool:
        """The small pages, where there are several; whether they are there now."""
        self._listed = on
        sheets = self._paper.sheets if self._paper is not None else ()
        shown = on and len(sheets) > 1
        if shown:
            sizes = [(one.width, one.height) for one in sheets]
            self.list.show_pages(sizes, lambda page, scale: self._ask(self.list, page, scale))
            self.list.set_current(self.view.page())
        else:
            self.list.clear()
        self.list.setVisible(shown)
        return shown

    def _ask(self, view: PdfView, page: int, scale: float) -> None:
        """Have a page drawn in the reading thread; what went out of sight meanwhile is not drawn any more."""
        paper = self._paper
        if paper is None:
            return
        sheet, seen = paper.sheets[page], set(view.in_sight())
        for (whose, other), task in list(self._tasks.items()):
            if whose is view and other not in seen:
                task.cancel()

        def arrived(image: QImage) -> None:
            if self._paper is paper:
                view.set_image(page, scale, image)

        def draw(progress: Progress) -> QImage:
            progress.check()
            return picture(sheet, scale)

        def ended() -> None:
            if self._tasks.get((view, page)) is asked:
                del self._tasks[view, page]

        asked = self._tasks[view, page] = self._worker.ask(
            draw, arrived, lambda _error: None, owner=self,
            cancelled=lambda: view.unasked(page, scale), after=ended,
        )  # fmt: skip

    def _ask_seal(self, scale: float) -> None:
        paper = self._paper
        if paper is None or paper.seal is None:
            return

        def arrived(image: QImage) -> None:
            if self._paper is paper:
                self._close.set_image(image)

        self._worker.ask(
            lambda _progress: seal_picture(paper, scale),
            arrived,
            lambda _error: None,
            key="dokumen:segel",
            owner=self,
        )

    def _room(self) -> None:
        """Whether the room below a single page is worth a second look at its seal."""
        paper = self._paper
        if paper is None or paper.seal is None or len(paper.sheets) != 1:
            self._close.hide()
            return
        sheet = paper.sheets[0]
        wide = self.width() - 2 * _MARGIN
        page = round(wide * sheet.height / sheet.width) + 2 * _MARGIN
        left = self.height() - page - 6
        x1, y1, x2, y2 = paper.seal[1]
        block = round(wide * (y2 - y1) / (x2 - x1))
        height = min(left, _CLOSE_HEAD + block + _MARGIN)
        self._close.setVisible(height >= _CLOSE_LEAST)
        if height >= _CLOSE_LEAST:
            self._close.setFixedHeight(height)
            self._close.set_shape((y2 - y1) / (x2 - x1), x2 - x1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._room()

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 140)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        paint.box(painter, self.rect().toRectF(), t.RADIUS_INSET, theme.tokens().greysoft)
        painter.end()


class _SealClose(QWidget):
    """The seal's block as wide as the page above it."""

    def __init__(self, request: Callable[[float], object]) -> None:
        super().__init__()
        self._request = request
        self._image: QImage | None = None
        self._asked = 0.0
        self._shape, self._points = 0.3, 400.0
        self.setAccessibleName(tr("Diperbesar: blok segel"))
        self.hide()

    def forget(self) -> None:
        """The picture belongs to another paper."""
        self._image, self._asked = None, 0.0
        self.update()

    def set_shape(self, shape: float, points: float) -> None:
        """Height by width of the block, and its width in points."""
        self._shape, self._points = shape, points
        scale = round(self._area().width() * self.devicePixelRatioF() / points, 4)
        if scale > 0 and scale != self._asked:
            self._asked = scale
            self._request(scale)
        self.update()

    def set_image(self, image: QImage) -> None:
        """The picture asked for."""
        self._image = image
        self.update()

    def _area(self) -> QRectF:
        wide = self.width() - 2 * _MARGIN
        high = min(wide * self._shape, self.height() - _CLOSE_HEAD - _MARGIN)
        return QRectF(_MARGIN, _CLOSE_HEAD, high / self._shape, high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.set_shape(self._shape, self._points)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        head = QRectF(_MARGIN + 2, 0, self.width() - 2 * _MARGIN, _CLOSE_HEAD - 4)
        paint.text(painter, head, tr("Diperbesar: blok segel"), theme.font(t.SIZE_META, t.SEMIBOLD), "text2")
        area = self._area()
        painter.fillRect(area, "#FFFFFF")
        if self._image is not None:
            painter.drawImage(area, self._image)
        paint.box(painter, area, 1, "#00000000", "line")
        painter.end()
