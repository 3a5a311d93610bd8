"""Many issued papers at once: which, how far it is, and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent

from resources.i18n import mark, tr, trn
from ui import tokens as t
from ui.bench import Bench
from ui.looks import PillLook
from ui.models.many import ManyLine
from ui.models.table import Cell, Column, RowsTableModel
from ui.pages.base import Page
from ui.widgets.button import Button
from ui.widgets.dialog import Dialog
from ui.widgets.labels import WrapLabel
from ui.widgets.progress import ProgressStrip
from ui.widgets.table import TableView
from ui.widgets.toast import announce
from ui.worker import Progress, Task

T = TypeVar("T")
_LOOKS = {
    "done": PillLook("check", mark("Selesai"), "ok"),
    "refused": PillLook("x", mark("Gagal"), "bad"),
    "stopped": PillLook("octagon-alert", mark("Dihentikan"), "warn"),
    "not_begun": PillLook("hourglass", mark("Belum dimulai"), "warn"),
}


class PapersDialog(Dialog):
    """`lines` are the papers listed, `looks` how each state looks, `picked` the records picked at first."""

    NAME = mark("Dokumen")
    """What the list is called."""
    AROUND = 330
    """The height of everything but the list."""

    def __init__(
        self,
        page: Page,
        bench: Bench,
        title: str,
        icon: str,
        lines: Sequence[ManyLine],
        looks: Callable[[str], PillLook],
        picked: Sequence[str],
    ) -> None:
        super().__init__(page, title, icon=icon, width=820)
        self._page, self._bench, self._lines, self._looks = page, bench, list(lines), looks
        self.picked = [line.record for line in lines if line.record in picked]
        self._task: Task[Any] | None = None
        self._ended = False
        self._build()
        self.all_button = self.add_button(tr("Pilih semua"), key="Ctrl+A", left=True)
        self.all_button.clicked.connect(self.pick_all)
        self.close_button = self.add_button(tr("Tutup"), key="Esc")
        self.close_button.clicked.connect(self.reject)
        self.rejected.connect(self.deleteLater)

    def _build(self) -> None:
        self.list = TableView(tr(self.NAME), lines=2)
        self.model: RowsTableModel[ManyLine] = RowsTableModel(
            [
                Column("", self._tick_cell, 40),
                Column(tr("Dokumen"), lambda row: Cell(row.title, row.nomor, strong=True), 240, stretch=2),
                Column(tr("Keadaan"), self._state_cell, 160),
            ]
        )
        self.list.set_model(self.model)
        self.list.opened.connect(lambda _row: self.toggle())
        self.list.action.connect(lambda _row, _column: self.toggle())
        self.list.current_changed.connect(lambda _row: self._explain())
        self.list.installEventFilter(self)
        self.body.addWidget(self.list)
        self.why = WrapLabel("", size=t.SIZE_META, tone="text")
        self.count = WrapLabel("", size=t.SIZE_META)
        self.progress = ProgressStrip()
        for widget in (self.why, self.count, self.progress):
            self.body.addWidget(widget)

    # --- which papers

    def toggle(self) -> None:
        """Pick the paper one is on, or not after all."""
        line = self.list.current_row()
        if not isinstance(line, ManyLine) or self._task is not None:
            return
        if line.record in self.picked:
            self.picked.remove(line.record)
        else:
            self.picked.append(line.record)
        self._show()

    def pick_all(self) -> None:
        """All of them; once more: none."""
        if self._task is None:
            every = [line.record for line in self._lines]
            self.picked = [] if len(self.picked) == len(every) else every
            self._show()

    def chosen(self) -> list[ManyLine]:
        """What is picked, in the order of the list."""
        return [line for line in self._lines if line.record in self.picked]

    def lines(self) -> list[ManyLine]:
        """All of them, as they stand."""
        return list(self._lines)

    def ended(self) -> bool:
        """Whether something was done and nothing is under way."""
        return self._ended and self._task is None

    # --- doing it

    def _do(
        self, words: str, deed: Callable[[Progress], T], done: Callable[[T], object], *, reads: bool = False
    ) -> None:
        """What only `reads` goes beside the writing thread, so that saving does not wait for it."""
        begin = self._bench.print if reads else self._bench.do
        self._task = begin(
            deed, done, owner=self, progress=self.progress.step, cancelled=self._never_begun,
            after=self._after,
        )  # fmt: skip
        self.progress.begin(words, self._task.cancel)
        self._enable()

    def _done(self, ended: Sequence[ManyLine]) -> None:
        self._ended = True
        known = {line.record: line for line in ended}
        self._lines = [known.get(line.record, line) for line in self._lines]
        self.picked = [line.record for line in ended if line.outcome != "done"]  # what is left, to go on with
        n, left = len(ended) - len(self.picked), len(self.picked)
        told = trn("{n} dokumen selesai.", "{n} dokumen selesai.", n)
        if left:
            told = tr("{n} dokumen selesai, {sisa} belum. Yang belum tetap terpilih.", n=n, sisa=left)
        self._show()
        self.count.setText(told)
        worst = self.model.find(lambda line: line.outcome in ("refused", "stopped"))
        self.list.select_row(max(worst, 0))
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, told)

    def _never_begun(self) -> None:
        self.count.setText(tr("Dihentikan sebelum dimulai."))

    def _after(self) -> None:
        self._task = None
        self.progress.finish()
        self._enable()
        self._fit()

    # --- what is seen

    def _show(self) -> None:
        current = self.list.current_row()
        self.model.set_rows(self._lines)
        wanted = current.record if isinstance(current, ManyLine) else next(iter(self.picked), "")
        self.list.select_row(max(self.model.find(lambda line: line.record == wanted), 0))
        self.count.setText(trn("{n} dokumen dipilih.", "{n} dokumen dipilih.", len(self.picked)))
        self._explain()
        self._enable()

    def _explain(self) -> None:
        """What became of the paper one is on, in a whole sentence."""
        line = self.list.current_row()
        words = line.sentence if isinstance(line, ManyLine) else ""
        self.why.setText(words)
        self.why.setVisible(bool(words))

    def _tick_cell(self, line: ManyLine) -> Cell:
        on = line.record in self.picked
        return Cell(
            icon="square-check" if on else "square", icon_tone="accent" if on else "text2", action=True
        )

    def _state_cell(self, line: ManyLine) -> Cell:
        return Cell(pill=_LOOKS[line.outcome] if line.outcome else self._looks(line.state))

    def _doers(self) -> Sequence[Button]:
        """The buttons that do something with what is picked."""
        raise NotImplementedError

    def _enable(self) -> None:
        free = self._task is None
        for widget in (self.all_button, self.close_button):
            widget.setEnabled(free)
        for widget in self._doers():
            widget.setEnabled(free and bool(self.picked))

    # --- Qt

    def reject(self) -> None:
        """Esc: while it works it stops that, otherwise it closes."""
        if self._task is not None:
            self._task.cancel()
            return
        super().reject()

    def showEvent(self, event: QShowEvent) -> None:
        parent = self.parentWidget()
        room = parent.window().height() if parent is not None else 700
        rows = t.ROW_TWO_LINES * len(self._lines) + 40
        self.list.setFixedHeight(max(132, min(room - self.AROUND, rows, 420)))
        super().showEvent(event)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        space = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
        if space and event.type() == QEvent.Type.KeyPress and watched is self.list:
            self.toggle()
            return True
        return super().eventFilter(watched, event)

    def _steps(self) -> dict[Qt.Key, Callable[[], object]]:
        """What the keys do with Ctrl."""
        return {Qt.Key.Key_A: self.pick_all}

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = self._steps().get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            step()
            return
        super().keyPressEvent(event)
