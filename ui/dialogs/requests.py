"""What waits for DKUM's word about single people: cancellations asked for, what it proposes itself."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop_app.actions import holds
from desktop_app.domain import region
from desktop_app.queries.requests import Request, requests
from resources.i18n import mark, tr
from ui.bench import Bench
from ui.looks import PillLook
from ui.models.table import Cell, Column, RowsTableModel
from ui.pages import pendaftar_leaving as leaving
from ui.pages.base import Page
from ui.widgets.button import Button
from ui.widgets.dialog import Dialog
from ui.widgets.flow import Flow
from ui.widgets.labels import WrapLabel
from ui.widgets.table import TableView

_LOOKS = {
    "cancel": PillLook("log-out", mark("Minta pembatalan"), "warn"),
    "return": PillLook("undo-2", mark("Diusulkan kembali"), "accent"),
    "reject": PillLook("x", mark("Diusulkan ditolak"), "bad"),
}
_ROW, _HEAD, _MOST = 34, 30, 6


class RequestsDialog(Dialog):
    """`stepped(code, request)` for a step about one of them, `opened(record)` to see the applicant."""

    stepped = Signal(str, object)
    opened = Signal(str)

    def __init__(self, page: Page, bench: Bench) -> None:
        super().__init__(page, tr("Permintaan yang menunggu"), icon="inbox", width=860)
        self._bench = bench
        self.list = TableView(tr("Permintaan yang menunggu"))
        self.model: RowsTableModel[Request] = RowsTableModel([
            Column(tr("Jenis"), lambda row: Cell(pill=_LOOKS[row.kind]), 176),
            Column(tr("Nama"), lambda row: Cell(row.nama or row.nomor_pendaftaran, strong=True), 150,
                   stretch=2),
            Column(tr("Kelurahan"), _place, 150, stretch=1, drop=1),
            Column(tr("Alasan"), lambda row: Cell(row.reason, tone="text2"), 180, stretch=3),
        ])  # fmt: skip
        self.list.set_model(self.model)
        self.list.setFixedHeight(_HEAD + _ROW)
        self.list.current_changed.connect(self._show)
        self.list.opened.connect(self._open)
        self.body.addWidget(self.list)
        self.told = WrapLabel("")
        self.body.addWidget(self.told)
        self.steps = Flow()
        self.body.addWidget(self.steps)
        close = self.add_button(tr("Tutup"), key="Esc")
        close.clicked.connect(self.reject)
        self.open_button = self.add_button(tr("Buka pendaftar"), icon="users-round", key="Enter")
        self.open_button.clicked.connect(lambda: self._open(self.list.current_row()))
        self.finished.connect(self.deleteLater)
        office = bench.office
        bench.ask(
            lambda connection: requests(connection, office.context),
            self._loaded,
            owner=self,
            key="permintaan",
        )

    def _loaded(self, found: tuple[Request, ...]) -> None:
        self.model.set_rows(list(found))
        self.open_button.setEnabled(bool(found))
        if not found:
            self.told.setText(tr("Tidak ada permintaan yang menunggu."))
            self._fit()
            return
        self.list.setFixedHeight(_HEAD + _ROW * min(len(found), _MOST) + 4)
        self.list.select_row(0)
        self.list.setFocus()

    def _show(self, row: object) -> None:
        self.steps.clear()
        if not isinstance(row, Request):
            return
        told = tr("{nama}, {nomor}: {alasan}.", nama=row.nama, nomor=row.nomor_pendaftaran,
                  alasan=row.reason.rstrip("."))  # fmt: skip
        steps = leaving.request_steps(self._bench.office, row.kind, row.status, row.held)
        if row.kind == "cancel" and all(code != "cancel" for code, _icon, _words in steps):
            told += " " + tr("Yang menyetujui pembatalan adalah penyetuju DKUM; minta ia masuk.")
        if row.kind != "cancel" and holds.stops_ending(row.held, mended=row.kind == "return"):
            told += " " + holds.reason(row.held)
            told += " " + tr("Selesaikan dahulu permintaannya di Permintaan data pribadi, lalu ulangi.")
        self.told.setText(told)
        for code, icon, words in steps:
            button = Button(words, icon=icon)
            button.clicked.connect(lambda _checked=False, code=code, row=row: self._step(code, row))
            self.steps.add(button)
        self._fit()

    def _step(self, code: str, row: Request) -> None:
        self.accept()
        self.stepped.emit(code, row)

    def _open(self, row: object) -> None:
        if isinstance(row, Request):
            self.accept()
            self.opened.emit(row.record)


def _place(row: Request) -> Cell:
    place = region.by_code(row.kelurahan_kode)
    return Cell(place.display if place is not None else "", tone="text2")
