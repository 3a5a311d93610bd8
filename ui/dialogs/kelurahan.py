"""One kelurahan from the board: counts, its files, and the way to a decision."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.queries.board import KelurahanLine
from desktop_app.queries.exchange import FileLine, files
from desktop_app.queries.file_words import file_title
from resources.i18n import tr
from ui import tokens as t
from ui.bench import Bench
from ui.models.table import Cell, Column, RowsTableModel
from ui.pages import sync_words as words
from ui.pages.board_words import kelurahan_sentence
from ui.pages.sync_detail import Figure, Figures
from ui.widgets.dialog import Dialog
from ui.widgets.labels import Label, WrapLabel
from ui.widgets.pill import Pill
from ui.widgets.table import TableView

_SHOWN = ("submitted", "verified", "accepted", "waitlisted", "returned", "rejected")


class KelurahanDialog(Dialog):
    """`decide` when a person wants to go on to Penetapan, `see_register` to its businesses, `ask` to a
    request for the files that are missing."""

    decide = Signal()
    see_register = Signal()
    ask = Signal()

    def __init__(self, parent: QWidget, bench: Bench, line: KelurahanLine) -> None:
        super().__init__(parent, line.place.display, width=720)
        self._bench = bench
        self.body.addWidget(WrapLabel(kelurahan_sentence(line), tone="text2"))
        counts = QHBoxLayout()
        counts.setSpacing(8)
        for status in _SHOWN:
            if line.by_status[status]:
                counts.addWidget(Pill(status))
                counts.addWidget(Label(str(line.by_status[status]), weight=t.SEMIBOLD))
        counts.addStretch(1)
        self.body.addWidget(Figures(_figures(line)))
        self.body.addLayout(counts)
        self.body.addWidget(Label(tr("Berkas"), weight=t.SEMIBOLD))
        self.list = TableView(tr("Berkas {kelurahan}", kelurahan=line.place.name), lines=2, header=False)
        today = bench.office.today()
        self._model: RowsTableModel[FileLine] = RowsTableModel([
            Column("", lambda file: Cell(file_title(file), words.file_sub(file, today), strong=True,
                                         icon="upload" if file.direction == "out" else "download"),
                   200, stretch=1),
            Column("", lambda file: Cell(words.file_note(file).text, tone=words.file_note(file).tone), 190),
        ])  # fmt: skip
        self.list.set_model(self._model)
        self.list.setMinimumHeight(150)
        self.body.addWidget(self.list)
        self._none = WrapLabel(tr("Belum ada berkas dari atau untuk kelurahan ini."))
        self.body.addWidget(self._none)
        self.list.hide()
        self.register_button = self.add_button(tr("Usaha terdaftar"), icon="store", left=True)
        self.register_button.clicked.connect(self._see_register)
        if line.missing or line.early:
            self.ask_button = self.add_button(tr("Buat permintaan"), icon="usb", left=True)
            self.ask_button.clicked.connect(self.accept)
            self.ask_button.clicked.connect(self.ask)
        close = self.add_button(tr("Tutup"), key="Esc")
        close.clicked.connect(self.reject)
        self.decide_button = self.add_button(
            tr("Ke penetapan"), kind="primary", icon="list-ordered", key="Enter"
        )
        self.decide_button.clicked.connect(self._decide)
        self.decide_button.setEnabled(line.applicants > 0)
        self.set_default(self.decide_button if line.applicants else close)
        self.list.opened.connect(lambda _row: self._decide())
        code = line.place.code

        def question(connection: Any) -> tuple[FileLine, ...]:
            return files(connection, bench.office, peer=code, limit=50)

        bench.ask(question, self._loaded, owner=self, key="kelurahan-files")

    def _loaded(self, found: tuple[FileLine, ...]) -> None:
        self._model.set_rows(list(found))
        self.list.setVisible(bool(found))
        self._none.setVisible(not found)
        self.list.select_row(0)
        self._fit()

    def _see_register(self) -> None:
        self.accept()
        self.see_register.emit()

    def _decide(self) -> None:
        if self.decide_button.isEnabled():
            self.accept()
            self.decide.emit()


def _figures(line: KelurahanLine) -> list[Figure]:
    def known(count: int) -> int | None:
        return count if line.known or count else None

    figures = [
        Figure(known(line.applicants), tr("pendaftar"), "text"),
        Figure(known(line.accepted), tr("ditetapkan"), "ok"),
    ]
    if line.places:
        figures.append(Figure(max(line.places - line.accepted, 0), tr("tempat kosong"), "accent"))
    registered = line.businesses if line.businesses_known else None
    return [*figures, Figure(registered, tr("usaha terdaftar"), "text")]
