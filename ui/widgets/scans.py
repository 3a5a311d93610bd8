"""The papers of one applicant beside what was typed: a chip for each kind, its sheets below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from desktop_app.errors import Refused, WiraError
from resources.i18n import tr
from ui import tokens as t
from ui.models.compare import Paper
from ui.widgets import paint
from ui.widgets.button import Chip
from ui.widgets.card import Card
from ui.widgets.labels import IconTile, Label, WrapLabel
from ui.widgets.pdfview import ZOOM_STEP, PdfView
from ui.widgets.pill import KeyCap
from ui.worker import Worker

PDF = "application/pdf"
_POINT = 72


@dataclass(frozen=True)
class _Leaf:
    """One page: its size, and either the picture or the PDF it is drawn from."""

    size: tuple[float, float]
    image: QImage | None = None
    pdf: bytes = b""
    number: int = 0


class ScanPane(Card):
    """Chips, sheets and keys. `read(sha256)` gives a blob and is called in the reading thread.

    `chosen(code)` when another kind is shown.
    """

    chosen = Signal(str)

    def __init__(self, worker: Worker, read: Callable[[str], bytes], parent: QWidget | None = None) -> None:
        super().__init__(padding=13, parent=parent)
        self.setAccessibleName(tr("Dokumen pendaftar"))
        self.body.setContentsMargins(13, 11, 13, 9)
        self._worker, self._read = worker, read
        self._papers: list[Paper] = []
        self._at = 0
        self._leaves: list[_Leaf] = []
        self._chips: list[Chip] = []
        self._bar = _ChipBar()
        self.body.addWidget(self._bar)
        self.view = PdfView(tr("Lembar dokumen"), dark_ground=True)
        self._nothing = _NoScan()
        holder = QWidget()
        holder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._nothing)
        self.body.addWidget(holder, 1)
        self._keys = _KeyRow()
        self.body.addWidget(self._keys)

    def show_papers(self, papers: Sequence[Paper]) -> None:
        """The papers of another applicant, from the first kind."""
        self._papers = list(papers)
        self._chips = [Chip(paper.label) for paper in self._papers]
        for at, chip in enumerate(self._chips):
            chip.clicked.connect(lambda _checked=False, at=at: self._show(at))
        self._bar.set_chips(self._chips)
        self._show(0)

    def choose(self, code: str) -> None:
        """Show the kind `code`; one that is not there changes nothing."""
        for at, paper in enumerate(self._papers):
            if paper.code == code and at != self._at:
                self._show(at)

    def current(self) -> str:
        """The kind shown."""
        return self._papers[self._at].code if self._papers else ""

    def step(self, by: int) -> None:
        """The next or previous sheet; after the last one of a kind the next kind."""
        page = self.view.page() + by
        if self._stack.currentWidget() is self.view and 0 <= page < self.view.page_count():
            self.view.go_page(page)
        elif 0 <= self._at + by < len(self._papers):
            self._show(self._at + by)

    def zoom(self, by: int) -> None:
        """Larger or smaller by one step."""
        self.view.set_zoom(self.view.zoom() * (ZOOM_STEP if by > 0 else 1 / ZOOM_STEP))

    def turn(self) -> None:
        """A quarter turn to the right."""
        self.view.turn()

    def set_compact(self, compact: bool) -> None:
        """Without the row of keys."""
        self._keys.setVisible(not compact)

    # --- sheets

    def _show(self, at: int) -> None:
        if not 0 <= at < len(self._papers):
            self.view.clear()
            return
        self._at = at
        for number, chip in enumerate(self._chips):
            chip.setChecked(number == at)
        paper = self._papers[at]
        self._leaves = []
        self.view.clear()
        if paper.sheets:
            self._stack.setCurrentWidget(self.view)
            self._worker.ask(
                lambda _progress: _opened(self._read, paper.sheets),
                self._arrived, self._unreadable, key="scan", owner=self,
            )  # fmt: skip
        else:
            title = tr("{dokumen} belum dipindai", dokumen=paper.label)
            self._nothing.set_words(
                title, tr("Lihat aslinya, lalu tekan Spasi pada baris {dokumen}.", dokumen=paper.label)
            )
            self._stack.setCurrentWidget(self._nothing)
        self.chosen.emit(paper.code)

    def _arrived(self, leaves: list[_Leaf]) -> None:
        self._leaves = leaves
        self.view.show_pages([leaf.size for leaf in leaves], self._draw)

    def _unreadable(self, error: WiraError) -> None:
        self._nothing.set_words(error.message, error.next_step)
        self._stack.setCurrentWidget(self._nothing)

    def _draw(self, page: int, scale: float) -> None:
        """The view wants `page` at `scale` pixels for one of its points."""
        leaf = self._leaves[page]
        if leaf.image is not None:
            width = max(1, round(leaf.size[0] * scale))
            smooth = Qt.TransformationMode.SmoothTransformation
            small = width < leaf.image.width()
            self.view.set_image(page, scale, leaf.image.scaledToWidth(width, smooth) if small else leaf.image)
            return
        leaves = self._leaves
        self._worker.ask(
            lambda _progress: _rendered(leaf, scale),
            lambda image: self.view.set_image(page, scale, image) if leaves is self._leaves else None,
            self._unreadable,
            owner=self,
        )


def _opened(read: Callable[[str], bytes], sheets: Sequence[tuple[str, str]]) -> list[_Leaf]:
    """Every page of the sheets, in the reading thread. Raises Refused or Unavailable."""
    leaves: list[_Leaf] = []
    for mime, sha256 in sheets:
        data = read(sha256)
        if mime != PDF:
            image = QImage.fromData(data)
            if image.isNull():
                raise Refused(
                    tr("Lembar ini tidak dapat ditampilkan."),
                    next_step=tr("Pindai ulang, lalu lampirkan lagi."),
                    code="scan",
                )
            leaves.append(_Leaf((image.width(), image.height()), image))
            continue
        from desktop_app.documents import render

        for number in range(render.page_count(data)):
            picture = render.page_picture(data, number, dpi=_POINT / 2)
            leaves.append(_Leaf((picture.wide * 2, picture.high * 2), None, data, number))
    return leaves


def _rendered(leaf: _Leaf, scale: float) -> QImage:
    from desktop_app.documents import render

    picture = render.page_picture(leaf.pdf, leaf.number, dpi=min(300.0, _POINT * scale))
    made = QImage(picture.rgba, picture.wide, picture.high, picture.wide * 4, QImage.Format.Format_RGBA8888)
    return made.copy()


class _ChipBar(QWidget):
    """Chips from left to right, in as many rows as they need."""

    GAP = 6

    def __init__(self) -> None:
        super().__init__()
        self._chips: list[Chip] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)

    def set_chips(self, chips: Sequence[Chip]) -> None:
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = list(chips)
        for chip in self._chips:
            chip.setParent(self)
            chip.show()
        self._lay_out()

    def _lay_out(self) -> None:
        x = y = 0
        for chip in self._chips:
            size = chip.sizeHint()
            if x and x + size.width() > self.width():
                x, y = 0, y + size.height() + self.GAP
            chip.setGeometry(x, y, min(size.width(), max(self.width(), 1)), size.height())
            x += size.width() + self.GAP
        height = y + t.TARGET_MIN
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)

    def sizeHint(self) -> QSize:
        return QSize(240, t.TARGET_MIN)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, t.TARGET_MIN)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()


class _NoScan(QWidget):
    """No scan of this kind, or one that cannot be read."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 20, 28, 20)
        column.setSpacing(6)
        column.addStretch(1)
        column.addWidget(IconTile("id-card", "grey", 44), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(6)
        self._title = WrapLabel("", size=t.SIZE_CARD, weight=t.SEMIBOLD, tone="text")
        self._why = WrapLabel("", tone="text2")
        for label in (self._title, self._why):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addStretch(1)

    def set_words(self, title: str, why: str) -> None:
        self.setAccessibleName(title)
        self._title.setText(title)
        self._why.setText(why)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        paint.box(painter, self.rect().toRectF(), t.RADIUS_INSET, "sunken", "line")
        painter.end()


class _KeyRow(QWidget):
    """What the keys do here, in words."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        for caps, words in (
            (("PgUp", "PgDown"), tr("ganti lembar")),
            (("Plus", "Minus"), tr("perbesar")),
            (("R",), tr("putar")),
        ):
            for cap in caps:
                row.addWidget(KeyCap(cap))
            row.addWidget(Label(words, size=t.SIZE_META, tone="text2"))
            row.addSpacing(6)
        row.addStretch(1)
