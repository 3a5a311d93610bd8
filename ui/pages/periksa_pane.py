"""Papers from elsewhere: what was handed in, the page, its verdict, and the rows that its code vouches for.

Every file is opened, judged and drawn by another process; this one only shows what it answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.errors import WiraError
from resources.i18n import tr, trn
from ui import tokens as t
from ui.models import handed
from ui.models.handed import ENDINGS, PILLS, Line
from ui.models.table import Cell, Column, RowsTableModel
from ui.pages.periksa_verdict import CheckVerdict
from ui.widgets.button import Button, IconButton
from ui.widgets.card import Card, FindingCard
from ui.widgets.labels import ElidedLabel, Label
from ui.widgets.pdfview import ZOOM_STEP, PdfView
from ui.widgets.progress import ProgressStrip
from ui.widgets.table import TableView
from ui.widgets.toast import announce
from ui.worker import Task, Worker

if TYPE_CHECKING:
    from desktop_app.actions.verifying import Checked, CheckedFiles
    from desktop_app.verifying.inspect import Anchors

LIST_WIDE, VERDICT_WIDE, STACKED_WIDE = 300, 316, 340
STACK_BELOW = 1060
"""Below this width the verdict and the rows stand under the list."""


class CheckPane(QWidget):
    """Files left, page in the middle, verdict and rows right.

    `anchors` says what is trusted and is called in the examining thread. `left` when a person wants to go
    back, `stopped` after *Batalkan*, `signed_asked` for what was sealed within the file shown, `judged` with
    the words that say by what it was judged.
    """

    left = Signal()
    stopped = Signal()
    signed_asked = Signal()
    judged = Signal(str)

    def __init__(
        self,
        worker: Worker,
        anchors: Callable[[], Anchors],
        clock: Callable[[], datetime],
        *,
        back: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._worker, self._anchors, self._clock = worker, anchors, clock
        self._found: CheckedFiles | None = None
        self._file: Checked | None = None
        self._task: Task[CheckedFiles] | None = None
        self._stacked: bool | None = None
        self._whole = False
        self._build(back)

    def _build(self, back: str) -> None:
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(t.CARD_GAP)
        self.list = TableView(tr("Berkas yang diperiksa"), lines=2)
        self.model: RowsTableModel[Line] = RowsTableModel(
            [
                Column(
                    tr("Berkas"), lambda line: Cell(line.title, sub=line.sub, strong=True), 120, stretch=1
                ),
                Column(tr("Hasil"), lambda line: Cell(pill=line.look), PILLS),
            ],
            [],
        )
        self.list.set_model(self.model)
        self.list.current_changed.connect(self._chosen)
        self.list.opened.connect(lambda _row: self.view.setFocus(Qt.FocusReason.OtherFocusReason))
        self._files = _bare(self.list)
        self.verdict = CheckVerdict(back)
        self.verdict.back_asked.connect(self.left)
        self.verdict.signed_asked.connect(self.signed_asked)
        self.rows = TableView(tr("Isi menurut kode"))
        self.row_model: RowsTableModel[tuple[int, str]] = RowsTableModel(
            [
                Column(tr("No."), lambda row: Cell(str(row[0])), 48),
                Column(tr("Nama menurut kode"), lambda row: Cell(row[1]), 160, stretch=1),
            ],
            [],
        )
        self.rows.set_model(self.row_model)
        self._said = _bare(self.rows)
        self._paper = Card(padding=11)
        self._paper.body.setSpacing(9)
        self._paper.body.addLayout(self._head())
        self._part = QVBoxLayout()
        self._paper.body.addLayout(self._part)
        self._paper.body.addWidget(self.view, 1)
        self.progress = ProgressStrip()
        self._paper.body.addWidget(self.progress)
        self._sides = (QVBoxLayout(), QVBoxLayout())
        for side in self._sides:
            side.setSpacing(t.CARD_GAP)
        self._row.addLayout(self._sides[0])
        self._row.addWidget(self._paper, 1)
        self._row.addLayout(self._sides[1])
        self._arrange(stacked=False)

    def _head(self) -> QHBoxLayout:
        self.view = PdfView(tr("Halaman yang diperiksa"))
        self.view.page_changed.connect(self._paged)
        row = QHBoxLayout()
        row.setSpacing(6)
        self._name = ElidedLabel(size=t.SIZE_CARD, weight=t.SEMIBOLD)
        self._count = Label(size=t.SIZE_META, tone="text2")
        row.addWidget(self._name, 1)
        row.addWidget(self._count)
        self._tools = [
            _tool(
                "zoom-out", tr("Perkecil halaman"), lambda: self.view.set_zoom(self.view.zoom() / ZOOM_STEP)
            ),
            _tool(
                "zoom-in", tr("Perbesar halaman"), lambda: self.view.set_zoom(self.view.zoom() * ZOOM_STEP)
            ),
            _tool("rotate-cw", tr("Putar halaman"), self.view.turn),
        ]
        for tool in self._tools:
            row.addWidget(tool)
        return row

    # --- checking

    def wake(self) -> None:
        """Somebody is about to hand something in."""
        self._worker.examine(lambda apart, told: handed.wake(apart, told.check), owner=self)

    def check(self, paths: Sequence[Path]) -> None:
        """Judge other files; a check still on its way is given up."""
        if self._task is not None:
            self._task.cancel()
        self._show(None, paths[0].name if len(paths) == 1 else trn("{n} berkas", "{n} berkas", len(paths)))
        self.verdict.show_busy()
        now = self._clock()
        task = self._worker.examine(
            lambda apart, told: handed.examine(apart, paths, self._anchors, now, told.step),
            lambda found: self._judged(task, found),
            lambda error: self._refused(task, error),
            self.progress.step,
            cancelled=lambda: self._stopped(task),
            owner=self,
        )
        self._task = task
        self.progress.begin(tr("Memeriksa dokumen"), task.cancel)

    def rest(self) -> None:
        """Nothing is shown any more: give up what is on its way, and end the other process."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self.progress.finish()
        self._show(None)
        self._worker.examine(lambda apart, _told: apart.close(), owner=self)

    def stops(self) -> list[QWidget]:
        """The panes in sight, for F6."""
        every = (self.list, self.view, self.verdict, self.rows)
        return [one for one in every if one.isVisible()]

    def signed_part(self) -> tuple[str, bytes] | None:
        """Name and bytes of what was sealed in the file shown, without what was added afterwards."""
        verdict = self._file.file.verdict if self._file is not None else None
        if self._file is None or verdict is None or not verdict.signed_length:
            return None
        return self._file.file.name, self._file.data[: verdict.signed_length]

    def _judged(self, task: Task[CheckedFiles], found: CheckedFiles) -> None:
        if task is not self._task:
            return
        self._task = None
        self.progress.finish()
        self._found = found
        lines = handed.lines(found)
        self._fill(lines)
        wrong = next((at for at, line in enumerate(lines) if line.look.tone == "bad"), 0)
        self.list.select_row(wrong)
        self._chosen(lines[wrong])
        self.judged.emit(found.told)
        announce(self.verdict, self.verdict.words)
        self.verdict.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refused(self, task: Task[CheckedFiles], error: WiraError) -> None:
        if task is self._task:
            self._task = None
            self.progress.finish()
            self.verdict.show_refused(error.message, error.next_step)

    def _stopped(self, task: Task[CheckedFiles]) -> None:
        if task is self._task:
            self._task = None
            self.progress.finish(tr("Pemeriksaan dihentikan. Belum ada yang dinilai."))
            self.stopped.emit()

    # --- what is shown

    def _show(self, found: CheckedFiles | None, name: str = "") -> None:
        self._found, self._file = found, None
        self._fill([])
        self._name.setText(name)
        self._rows(())
        self._draw(None)

    def _fill(self, lines: Sequence[Line]) -> None:
        self.list.blockSignals(True)
        self.model.set_rows(lines)
        self.list.blockSignals(False)
        self._files.setVisible(len(lines) > 1)  # one alone is named above its page, which takes the room

    def _chosen(self, line: object) -> None:
        if not isinstance(line, Line) or self._found is None:
            return
        if line.file is not self._file:
            self._file, self._whole = line.file, False
            self._draw(line.file)
        if line.file.file.sizes:
            self.view.go_page(line.page)
        self._name.setText(line.file.file.name)
        self._say(line)

    def _say(self, line: Line) -> None:
        assert self._found is not None
        one = line.file.file
        if line.sheet is not None and self._found.pages is not None:
            self.verdict.show_sheet(self._found.pages, line.sheet)
            self._rows(line.sheet.page.rows if line.sheet.page is not None else ())
            return
        self._rows(())
        if one.verdict is not None:
            self.verdict.show_document(line.file, one.verdict)
        elif one.refused is not None:
            self.verdict.show_refused(*one.refused, one.name)

    def _rows(self, rows: Sequence[tuple[int, str]]) -> None:
        self.row_model.set_rows(rows)
        self._said.setVisible(bool(rows))

    def show_whole(self, on: bool) -> None:
        """Of a paper that was changed: the whole file, or again what was signed."""
        self._whole = on
        self._draw(self._file)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def part_card(self) -> FindingCard | None:
        """What says which part of the file is drawn, where that is not all of it or not all was signed."""
        item = self._part.itemAt(0)
        card = item.widget() if item is not None else None
        return card if isinstance(card, FindingCard) else None

    def _tell_part(self, file: Checked | None) -> None:
        old = self.part_card()
        if old is not None:
            self._part.removeWidget(old)
            old.hide()
            old.deleteLater()
        if file is None or not file.file.shown:
            return
        if self._whole:
            card = FindingCard(
                "block", tr("Seluruh berkas, juga yang tidak dilindungi"),
                tr("Yang tampak di bawah bukan yang ditandatangani."),
                [(tr("Tampilkan isi yang dilindungi"), "", lambda: self.show_whole(on=False))],
            )  # fmt: skip
        else:
            card = FindingCard(
                "info", tr("Hanya isi yang dilindungi tanda tangan"),
                tr("Yang ditambahkan di belakangnya tidak ditampilkan."),
                [(tr("Tampilkan seluruh berkas"), "", lambda: self.show_whole(on=True))],
            )  # fmt: skip
        self._part.addWidget(card)

    def _draw(self, file: Checked | None) -> None:
        sizes: Sequence[tuple[float, float]] = ()
        data = b""
        if file is not None:
            part = file.file.shown and not self._whole
            sizes = file.file.whole if file.file.shown and self._whole else file.file.sizes
            data = file.data[: file.file.shown] if part else file.data
        self._tell_part(file)
        for tool in self._tools:
            tool.setEnabled(bool(sizes))
        if file is None or not sizes:
            self.view.clear()
            self._told()
            return
        whole = self._whole

        def ask(page: int, scale: float) -> None:
            def arrived(image: QImage | None) -> None:
                if image is not None and self._file is file and self._whole is whole:
                    self.view.set_image(page, scale, image)

            self._worker.examine(
                lambda apart, told: handed.drawn(apart, data, page, scale, told.check),
                arrived,
                lambda _error: None,
                owner=self,
            )

        self.view.show_pages(sizes, ask)
        self._told()

    def _paged(self, page: int) -> None:
        """The page in sight is the sheet that is spoken of."""
        self._told()
        line = self.list.current_row()
        if isinstance(line, Line) and line.sheet is not None and line.page != page:
            at = self.model.find(lambda one: one.file is line.file and one.page == page)
            if at >= 0:
                self.list.blockSignals(True)
                self.list.select_row(at)
                self.list.blockSignals(False)
                self.list.viewport().update()
                now = self.list.current_row()
                if isinstance(now, Line):
                    self._say(now)

    def _told(self) -> None:
        count = self.view.page_count()
        words = tr("Halaman {n} dari {total}", n=self.view.page() + 1, total=count) if count else ""
        self._count.setText(words)

    # --- widths, and what is dropped

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(stacked=event.size().width() < STACK_BELOW)
        narrow = event.size().width() < 640
        wide = 220 if narrow else STACKED_WIDE if self._stacked else LIST_WIDE
        self._files.setFixedWidth(wide)
        for each in (self.verdict, self._said):
            each.setFixedWidth(wide if self._stacked else VERDICT_WIDE)

    def _arrange(self, *, stacked: bool) -> None:
        if stacked is self._stacked:
            return
        self._stacked = stacked
        first, second = self._sides
        for side in self._sides:
            for each in (self._files, self.verdict, self._said):
                side.removeWidget(each)
        first.addWidget(self._files, 3)
        (first if stacked else second).addWidget(self.verdict, 5)
        (first if stacked else second).addWidget(self._said, 4)

    def dropping(self, on: bool) -> None:
        """Something is held over the page."""
        self._paper.set_tone("accent" if on else "")


def dropped(mime: QMimeData) -> list[Path]:
    """The papers and pictures among what is being dropped."""
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() in ENDINGS]


def kinds_of_papers() -> str:
    """The filter of the system's dialog."""
    return tr("PDF dan pindaian ({pola})", pola=f"*.pdf {handed.SCANS}")


def _bare(table: TableView) -> Card:
    card = Card(padding=0)
    card.body.setContentsMargins(1, 0, 1, 1)
    card.body.addWidget(table, 1)
    return card


def _tool(icon: str, words: str, call: Callable[[], object]) -> Button:
    tool = IconButton(icon, words)
    tool.clicked.connect(call)
    return tool
