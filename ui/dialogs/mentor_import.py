"""The list of mentors from a spreadsheet: every row and what it would do, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from desktop_app.errors import WiraError
from desktop_app.intake.mentors import MentorRow
from resources.i18n import mark, tr, trn
from ui.looks import PillLook
from ui.models.table import Cell, Column, RowsTableModel
from ui.widgets.dialog import Dialog
from ui.widgets.labels import WrapLabel
from ui.widgets.table import TableView

LOOKS = {
    "new": PillLook("plus", mark("Baru"), "ok"),
    "changed": PillLook("square-pen", mark("Berubah"), "accent"),
    "same": PillLook("check", mark("Sudah ada"), "grey"),
    "duplicate": PillLook("copy", mark("Ganda"), "warn"),
    "refused": PillLook("x", mark("Ditolak"), "bad"),
}


class MentorImportDialog(Dialog):
    """`accepted` when what is new and changed is to be taken in."""

    def __init__(self, parent: QWidget | None, name: str, rows: Sequence[MentorRow]) -> None:
        super().__init__(parent, tr("Daftar pendamping dari {nama}", nama=name), icon="inbox", width=820)
        counted = Counter(row.outcome for row in rows)
        n = counted["new"] + counted["changed"]
        self.body.addWidget(
            WrapLabel(
                tr("{baru} baru, {berubah} berubah, {sama} sudah ada, {ganda} ganda, {tolak} ditolak.",
                   baru=counted["new"], berubah=counted["changed"], sama=counted["same"],
                   ganda=counted["duplicate"], tolak=counted["refused"])
            )
        )  # fmt: skip
        self.list = TableView(tr("Baris daftar pendamping"), lines=2)
        model: RowsTableModel[MentorRow] = RowsTableModel([
            Column(tr("Baris"), lambda row: Cell(str(row.source_row), tone="text2"), 60, right=True),
            Column(tr("Nama"), lambda row: Cell(row.values.get("nama", "-"), row.values.get("nomor", ""),
                                                strong=True), 170, stretch=1),
            Column(tr("Akan menjadi"), lambda row: Cell(pill=LOOKS[row.outcome]), 128),
            Column(tr("Wilayah atau sebab"), lambda row: Cell(row.words, tone="text2"), 200, stretch=2),
        ], list(rows))  # fmt: skip
        self.list.set_model(model)
        self.list.select_row(0)
        self.body.addWidget(self.list)
        self.problem = WrapLabel("", tone="bad")
        self.problem.hide()
        self.body.addWidget(self.problem)
        cancel = self.add_button(tr("Batal"), key="Esc")
        cancel.clicked.connect(self.reject)
        self.take_button = self.add_button(
            trn("Impor {n} pendamping", "Impor {n} pendamping", n), kind="primary", icon="check", key="Enter"
        )
        self.take_button.clicked.connect(self.accept)
        self.take_button.setEnabled(n > 0)
        self.set_default(self.take_button if n else cancel)
        self.rejected.connect(self.deleteLater)
        self.list.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        parent = self.parentWidget()
        room = parent.window().height() if parent is not None else 700
        self.list.setFixedHeight(min(380, max(110, room - 290)))
        super().showEvent(event)

    def show_problem(self, error: WiraError) -> None:
        """Open again with the reason of the refusal; nothing was written."""
        self.problem.setText(str(error))
        self.problem.show()
        self.open()
        self._fit()
