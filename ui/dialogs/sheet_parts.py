"""Parts of the import dialogs: where a file is dropped, Space in the rows, outcomes, earlier reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.actions.kept import KeptReport
from desktop_app.intake.preview import OUTCOMES, Outcome
from resources.i18n import tr
from ui import tokens as t
from ui import when
from ui.models.table import Cell, Column, RowsTableModel
from ui.widgets import paint
from ui.widgets.button import Chip
from ui.widgets.flow import Flow
from ui.widgets.labels import IconTile, Label, WrapLabel
from ui.widgets.table import TableView

SUFFIXES: Final = (".xlsx", ".csv", ".xls", ".ods", ".txt", ".tsv", ".htm", ".html")


class Report(Protocol):
    """What became of every row of a file."""

    @property
    def file_name(self) -> str:
        """The file it tells of."""
        ...

    @property
    def sentence(self) -> str:
        """The outcome in one sentence."""
        ...

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """How many rows of each outcome."""
        ...

    def to_xlsx(self) -> bytes:
        """The same as a spreadsheet."""
        ...

    def to_csv(self) -> bytes:
        """The rows as text."""
        ...


def as_file(report: Report, path: Path) -> bytes:
    """The report as the kind of file that its name says."""
    return report.to_csv() if path.suffix.lower() == ".csv" else report.to_xlsx()


class DropArea(QWidget):
    """Where a file may be dropped."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(190)
        self.column = QVBoxLayout(self)
        self.column.setSpacing(10)
        self.column.addStretch(1)
        self.column.addWidget(IconTile("file-spreadsheet", "accent"), 0, Qt.AlignmentFlag.AlignHCenter)
        words = Label(tr("Seret berkas ke sini, atau"), tone="text2")
        self.column.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        paint.box(painter, self.rect().toRectF().adjusted(1, 1, -1, -1), t.RADIUS_CARD, "sunken", "edge")
        painter.end()


def dropped(event: QDropEvent) -> Path | None:
    """The one spreadsheet that hangs on the mouse."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() in SUFFIXES else None


class SpaceKey(QObject):
    """Space in the list of rows, which the view itself would take."""

    def __init__(self, table: TableView, pressed: Callable[[Any], object]) -> None:
        super().__init__(table)
        self._table, self._pressed = table, pressed
        table.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() != Qt.Key.Key_Space:
            return False
        row = self._table.current_row()
        if row is not None:
            self._pressed(row)
        return True


class OutcomeChips(Flow):
    """One chip for each outcome that a file has, to look at its rows alone."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.only = ""
        self._chips: dict[str, Chip] = {}

    def show_counts(self, counts: Mapping[Outcome, int], labels: Mapping[Outcome, str]) -> None:
        """These counts; what was chosen stays chosen while it has rows."""
        there: list[Outcome] = [one for one in OUTCOMES if counts.get(one)]
        if self.only not in there:
            self.only = ""
        self.clear()
        self._chips = {"": self._chip(tr("Semua"), sum(counts.values()), "")} if len(there) > 1 else {}
        if len(there) > 1:
            self._chips |= {one: self._chip(tr(labels[one]), counts[one], one) for one in there}
        for chip in self._chips.values():
            self.add(chip)
        self.setVisible(bool(self._chips))

    def _chip(self, words: str, count: int, one: str) -> Chip:
        chip = Chip(words, checked=one == self.only, count=count)
        chip.clicked.connect(lambda _checked=False: self._choose(one))
        return chip

    def _choose(self, one: str) -> None:
        self.only = one
        for name, chip in self._chips.items():
            chip.setChecked(name == one)
        self.chosen.emit(one)


class ReportList(QWidget):
    """Imports done on this computer; `opened` with the one whose report is wanted."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.words = WrapLabel()
        column.addWidget(self.words)
        self.model: RowsTableModel[KeptReport] = RowsTableModel(_columns(), parent=self)
        self.table = TableView(tr("Laporan impor di komputer ini"))
        self.table.set_model(self.model)
        self.table.setMinimumHeight(260)
        self.table.opened.connect(self.opened)
        self.table.action.connect(lambda row, _column: self.opened.emit(row))
        column.addWidget(self.table, 1)

    def show_reports(self, kept: Sequence[KeptReport]) -> None:
        """These, the latest first."""
        self.words.setText(
            tr("Impor terakhir di komputer ini. Enter membuka laporannya.")
            if kept
            else tr("Belum ada impor di komputer ini.")
        )
        self.table.setVisible(bool(kept))
        self.model.set_rows(list(kept))
        if kept:
            self.table.select_row(0)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)


def _columns() -> list[Column[KeptReport]]:
    return [
        Column(tr("Waktu"), lambda one: Cell(when.short_moment(one.made), tone="text2", digits=True), 120),
        Column(tr("Berkas"), lambda one: Cell(one.file_name, strong=True, action=True), 180, stretch=2),
        Column(tr("Baris"), lambda one: Cell(str(one.rows), digits=True), 70, right=True),
        Column(tr("Baru"), lambda one: Cell(str(one.added), digits=True), 70, right=True),
        Column(tr("Diubah"), lambda one: Cell(str(one.accepted), digits=True), 76, right=True),
        Column(tr("Ditolak"), lambda one: Cell(_refused(one), digits=True), 76, right=True),
        Column(tr("Petugas"), lambda one: Cell(one.by, tone="text2"), 120, stretch=1),
    ]


def _refused(one: KeptReport) -> str:
    return str(one.counts["refused"]) if "refused" in one.counts else "-"
