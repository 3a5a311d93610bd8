"""One answer for many files: how many went in, and of each what it did or why it was refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop_app.actions.taking import Outcome, Taken, summary
from resources.i18n import tr, trn
from ui.models.table import Cell, Column, RowsTableModel
from ui.pages import sync_words as words
from ui.widgets.dialog import Dialog
from ui.widgets.labels import WrapLabel
from ui.widgets.table import TableView

_ROW, _HEAD, _MOST = 34, 30, 8


@dataclass(frozen=True)
class TakenLine:
    """One file of the answer: its name, what came of it, and what to do."""

    name: str
    result: str
    tone: str
    next_step: str = ""


class TakenDialog(Dialog):
    """Refused files first; the chosen one's next step stands below the list."""

    def __init__(self, parent: QWidget, taken: Taken) -> None:
        bad = bool(taken.refused)
        super().__init__(
            parent, tr("Hasil membuka berkas"), icon="triangle-alert" if bad else "download",
            tone="warn" if bad else "ok", width=860,
        )  # fmt: skip
        self.told = WrapLabel(" ".join(summary(taken)), tone="text")
        self.body.addWidget(self.told)
        self.list = TableView(tr("Berkas yang dibuka"))
        self._model: RowsTableModel[TakenLine] = RowsTableModel([
            Column(tr("Berkas"), lambda line: Cell(line.name, strong=True), 260, stretch=2),
            Column(tr("Hasil"), lambda line: Cell(line.result, tone=line.tone), 300, stretch=3),
        ])  # fmt: skip
        self.list.set_model(self._model)
        lines = lines_of(taken)
        self._model.set_rows(list(lines))
        self.list.setFixedHeight(_HEAD + _ROW * min(max(len(lines), 1), _MOST) + 4)
        self.body.addWidget(self.list)
        self.step = WrapLabel("")
        self.body.addWidget(self.step)
        self.list.current_changed.connect(self._show)
        close = self.add_button(tr("Tutup"), kind="primary", key="Enter")
        close.clicked.connect(self.accept)
        self.set_default(close)
        self.list.opened.connect(lambda _row: self.accept())
        self.finished.connect(self.deleteLater)
        self.list.select_row(0)
        self.list.setFocus()

    def _show(self, line: object) -> None:
        self.step.setText(line.next_step if isinstance(line, TakenLine) else "")


def lines_of(taken: Taken) -> Sequence[TakenLine]:
    """Refused, then what has a door of its own, then what went in."""
    refused = [_line(each) for each in taken.outcomes if each.error is not None]
    fine = [_line(each) for each in taken.outcomes if each.error is None]
    return (*refused, *(_door(path, kind) for path, kind in taken.enrolment), *fine)


def _door(path: Path, kind: str) -> TakenLine:
    told = tr("Permintaan sebuah kantor") if kind == "enrol-request" else tr("Izin untuk sebuah kantor")
    return TakenLine(path.name, told, "accent", tr("Berkas ini dibuka tersendiri dengan Buka berkas."))


def _line(outcome: Outcome) -> TakenLine:
    error, report = outcome.error, outcome.report
    if error is not None:
        tone = "warn" if error.code == "E_GAP" else "bad"
        return TakenLine(outcome.path.name, words.cause(error.code), tone, str(error))
    assert report is not None
    if report.own and not report.new:
        return TakenLine(outcome.path.name, tr("Buatan komputer ini sendiri"), "text2")
    if report.repeated:
        return TakenLine(outcome.path.name, tr("Sudah pernah dibuka"), "text2")
    if not report.new:
        return TakenLine(outcome.path.name, tr("Masuk, tidak ada yang baru"), "ok")
    told = trn("Masuk, {n} perubahan baru", "Masuk, {n} perubahan baru", report.new)
    return TakenLine(outcome.path.name, told, "ok")
