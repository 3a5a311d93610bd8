"""Perangkat & izin: where this office stands with DKUM; at DKUM, every device."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.actions import devices, fingerprint_sheets, trust
from desktop_app.actions.devices import DeviceLine
from desktop_app.domain.moments import moment_of
from desktop_app.domain.people import ADMIN_DKUM, ADMIN_KANTOR, OFFICE_LABELS
from desktop_app.errors import WiraError
from resources.i18n import mark, tr, trn
from ui import tokens as t
from ui.bench import Bench
from ui.dialogs.device import ReadmitDialog, RevokeDialog
from ui.dialogs.enrolment import CompareDialog, FingerprintGrid
from ui.looks import PillLook
from ui.models.table import Cell, Column, RowsTableModel
from ui.pages.base import KeyHint
from ui.pages.pengaturan_bagian import Section
from ui.pages.sync_steps import SyncSteps
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.flow import Flow
from ui.widgets.labels import WrapLabel
from ui.widgets.progress import ProgressStrip
from ui.widgets.table import TableView
from ui.worker import Progress

T = TypeVar("T")

_GOOD = PillLook("check", mark("Berlaku"), "ok")
_GONE = PillLook("ban", mark("Dicabut"), "bad")
_OLD = PillLook("clock", mark("Kunci lama"), "warn")


class DevicesSection(Section):
    """Request and grant by file; the steps are those of Sinkronisasi."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._city = bench.office.info.kind == "dkum"
        self.strip = ProgressStrip()
        self.steps = SyncSteps(self, bench, self.strip)
        self.steps.said.connect(self.said)
        self.steps.finished.connect(lambda _mark: self.load())
        words = tr("Buka berkas permintaan") if self._city else tr("Buka izin DKUM")
        self.open_button = Button(words, kind="primary", icon="folder-open", key="Ctrl+O")
        self.open_button.clicked.connect(self.steps.choose_files)
        self.save_button = Button(tr("Simpan berkas permintaan"), icon="usb", key="F2")
        self.save_button.clicked.connect(self.primary)
        self.sheet_button = Button(tr("Simpan lembar sidik kunci"), icon="printer", key="F7")
        self.sheet_button.clicked.connect(self.save_sheet)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(t.CARD_GAP)
        column.addWidget(self.strip)
        column.addWidget(self._standing())
        column.addWidget(self._directory() if self._city else self._how(), 1 if self._city else 0)
        if not self._city:
            column.addStretch(1)

    def _standing(self) -> Card:
        card = Card(tr("Sidik kunci DKUM") if self._city else tr("Sidik kunci kantor ini"))
        self.state = WrapLabel("", weight=t.MEDIUM, tone="text")
        card.body.addWidget(self.state)
        self.warning = WrapLabel("", tone="warn")
        self.warning.hide()
        card.body.addWidget(self.warning)
        self._grid = QVBoxLayout()
        card.body.addLayout(self._grid)
        self._shown = ""
        row = Flow()
        row.add(self.sheet_button)
        if self._city:
            self.keys_button = Button(tr("Kunci DKUM"), icon="shield-check")
            self.keys_button.clicked.connect(lambda: self.navigate.emit("pengaturan", "kunci"))
            row.add(self.keys_button)
        else:
            self.root_button = Button(tr("Simpan lembar sidik kunci DKUM"), icon="printer")
            self.root_button.clicked.connect(self.save_root_sheet)
            row.add(self.root_button)
        card.body.addWidget(row)
        return card

    def _how(self) -> Card:
        self._card = Card(tr("Mendaftar ke DKUM"))
        self._sentences = [WrapLabel("") for _ in range(3)]
        for label in self._sentences:
            self._card.body.addWidget(label)
        row = QHBoxLayout()
        row.addWidget(self.save_button)
        row.addStretch(1)
        self._card.body.addLayout(row)
        return self._card

    def _directory(self) -> Card:
        card = Card(tr("Daftar perangkat"), padding=0)
        card.head.setContentsMargins(t.CARD_PADDING, 12, t.CARD_PADDING, 0)
        self.list = TableView(tr("Daftar perangkat"), lines=2)
        self._model: RowsTableModel[DeviceLine] = RowsTableModel([
            Column(tr("Kantor"), _office_cell, 220, stretch=1),
            Column(tr("Sejak"), lambda line: Cell(_date(line.since), digits=True), 110, drop=2),
            Column(tr("Berkas terakhir"), _file_cell, 130, drop=1),
            Column(tr("Catatan"), _note_cell, 210, stretch=1, drop=3),
            Column(tr("Keadaan"), self._state_cell, 130),
        ])  # fmt: skip
        self.list.set_model(self._model)
        self.list.current_changed.connect(lambda _row: self._enable())
        card.body.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.setContentsMargins(t.CARD_PADDING, 4, t.CARD_PADDING, 12)
        row.setSpacing(8)
        self.device_sheet = Button(tr("Lembar sidik kunci perangkat"), icon="printer")
        self.device_sheet.clicked.connect(self.save_device_sheet)
        self.revoke_button = Button(tr("Cabut perangkat"), kind="danger")
        self.revoke_button.clicked.connect(self.revoke)
        self.readmit_button = Button(tr("Terima kembali"))
        self.readmit_button.clicked.connect(self.readmit)
        row.addWidget(self.device_sheet)
        row.addStretch(1)
        row.addWidget(self.readmit_button)
        row.addWidget(self.revoke_button)
        card.body.addLayout(row)
        return card

    # --- the page asks

    def sentence(self) -> str:
        if self._city:
            return tr("Kantor yang sudah diterima DKUM dan sidik kunci kota.")
        return tr("Permintaan ke DKUM dan izin yang dibuka.")

    def header_actions(self) -> Sequence[QWidget]:
        return (self.open_button,)

    def hints(self) -> Sequence[KeyHint]:
        open_ = KeyHint("Ctrl+O", self.open_button.words(), self.steps.choose_files)
        sheet = KeyHint("F7", tr("Lembar sidik kunci"), self.save_sheet)
        if self._city:
            return (open_, sheet)
        first = KeyHint("F2", self.save_button.words(), self.primary)
        return (*((first,) if self.save_button.isEnabled() else ()), open_, sheet)

    def primary(self) -> None:
        if self._city:
            self.steps.choose_files()
        elif not self.save_button.isEnabled():
            return
        elif trust.is_enrolled(self.bench.office):
            self.ask_new_keys()
        else:
            self.steps.save_request()

    def first_focus(self) -> QWidget | None:
        return self.list if self._city else self.save_button

    # --- loading

    def load(self) -> None:
        """What the directory says now."""
        office = self.bench.office
        self.bench.ask(
            lambda connection: devices.lines(office, connection), self._loaded, owner=self, key="devices"
        )

    def _loaded(self, lines: tuple[DeviceLine, ...]) -> None:
        office = self.bench.office
        directory, own = office.directory, trust.asked_keys(office)
        groups = (own or office.device).fingerprint
        if self._city:
            self._show_list(lines)
            groups = directory.root_fingerprints()[0] if directory is not None else groups
            active = len({line.area for line in lines if line.revoked is None and line.kind == "kelurahan"})
            self.state.setText(
                trn("{n} kantor sudah diterima.", "{n} kantor sudah diterima.", active)
                + " "
                + tr("Cetak sidik kunci ini untuk dicocokkan setiap kelurahan.")
            )
        else:
            self._show_office(waits=own is not None)
        self._show_groups(groups)
        old = directory is not None and not self._city and directory.is_old(office.clock())
        warnings = [
            *([_directory_old()] if old else []),
            *([self._key_words()] if devices.key_is_old(office) and own is None else []),
        ]
        self.warning.setText(" ".join(warnings))
        self.warning.setVisible(bool(warnings))
        self.header_changed.emit()

    def _key_words(self) -> str:
        if self._city:
            return tr("Kunci komputer DKUM ini sudah lebih dari setahun. Ganti di bagian Kunci DKUM.")
        return tr("Kunci komputer ini sudah lebih dari setahun. Minta kunci baru kepada DKUM.")

    def _show_groups(self, groups: str) -> None:
        if groups == self._shown:
            return
        self._shown = groups
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self._grid.addWidget(FingerprintGrid(groups.split(), open_last=False))

    def _show_office(self, *, waits: bool) -> None:
        office = self.bench.office
        directory = office.directory
        if directory is None:
            self.state.setText(tr("Belum terdaftar: Daftar Nominatif masih DRAF dan berkas data menunggu."))
            self.state.set_tone("warn")
            words, sentences = tr("Mendaftar ke DKUM"), (
                tr("1. Simpan berkas permintaan dan kirim ke DKUM."),
                tr("2. DKUM menelepon; bacakan sidik kunci di atas."),
                tr("3. Buka berkas izin dari DKUM dan cocokkan dengan lembar sidik kunci DKUM."),
            )  # fmt: skip
            self.save_button.set_text(tr("Simpan berkas permintaan"))
        elif waits:
            self.state.setText(tr("Kunci baru menunggu izin DKUM. Sidik kunci yang baru:"))
            self.state.set_tone("warn")
            words, sentences = tr("Kunci baru"), (
                tr("1. Kirim berkas permintaan kunci baru ke DKUM."),
                tr("2. DKUM menelepon; bacakan sidik kunci di atas."),
                tr("3. Buka berkas izinnya. Sampai saat itu kunci yang lama tetap dipakai."),
            )  # fmt: skip
            self.save_button.set_text(tr("Simpan lagi berkas permintaan"))
        else:
            since = devices.own_key_since(office)
            version = directory.version
            self.state.setText(
                tr("Terdaftar di DKUM, daftar perangkat versi {versi}.", versi=version)
                if since is None
                else tr(
                    "Terdaftar di DKUM, daftar perangkat versi {versi}. Kunci ini dipakai sejak {tanggal}.",
                    versi=version,
                    tanggal=_date(since),
                )
            )
            self.state.set_tone("ok")
            words, sentences = tr("Kunci baru"), (
                tr("Kunci komputer ini diganti setahun sekali, atau bila DKUM memintanya."),
                tr("Simpan permintaan kunci baru, kirim ke DKUM, lalu buka izinnya seperti saat mendaftar."),
                tr("Bila komputer ini hilang, beri tahu DKUM segera dengan lembar sidik kuncinya."),
            )  # fmt: skip
            self.save_button.set_text(tr("Minta kunci baru"))
        self._card.set_title(words)
        for label, sentence in zip(self._sentences, sentences, strict=True):
            label.setText(sentence)
        self.root_button.setVisible(directory is not None)
        self.save_button.setEnabled(directory is None or ADMIN_KANTOR in office.person.roles)

    def _show_list(self, lines: tuple[DeviceLine, ...]) -> None:
        row = self.list.current_row()
        self._model.set_rows(list(lines))
        at = self._model.find(lambda line: row is not None and line.dev == row.dev)
        self.list.select_row(max(at, 0) if at is not None else 0)
        self._enable()

    def _enable(self) -> None:
        row = self.list.current_row()
        admin = ADMIN_DKUM in self.bench.office.person.roles
        self.device_sheet.setEnabled(row is not None)
        self.revoke_button.setEnabled(admin and row is not None and row.revoked is None and not row.own)
        self.readmit_button.setEnabled(admin and row is not None and row.revoked is not None)

    def _state_cell(self, line: DeviceLine) -> Cell:
        if line.revoked is not None:
            return Cell(pill=_GONE)
        return Cell(pill=_OLD if devices.older(self.bench.office, line.key_since) else _GOOD)

    # --- doing

    def revoke(self) -> None:
        """Compare, say why, take the device out."""
        row = self.list.current_row()
        if row is None or not self.revoke_button.isEnabled():
            return
        dialog, office = RevokeDialog(self, row), self.bench.office

        def go() -> None:
            typed, why, day = dialog.typed(), dialog.reason.text(), dialog.since.text()
            retired = dialog.retired()
            self._do(
                lambda _progress: devices.revoke(
                    office,
                    row.dev,
                    why=why,
                    fingerprint=typed,
                    since=devices.lost_day(office, day),
                    retired=retired,
                ),
                tr("Perangkat {kantor} dicabut. Buat berkas untuk kelurahan.", kantor=row.office),
                dialog,
            )

        dialog.accepted.connect(go)
        dialog.open()

    def readmit(self) -> None:
        """Compare, then take a revocation back."""
        row = self.list.current_row()
        if row is None or not self.readmit_button.isEnabled():
            return
        dialog, office = ReadmitDialog(self, row), self.bench.office

        def go() -> None:
            typed = dialog.typed()
            self._do(
                lambda _progress: devices.readmit(office, row.dev, fingerprint=typed),
                tr("Perangkat {kantor} diterima kembali.", kantor=row.office),
                dialog,
            )

        dialog.accepted.connect(go)
        dialog.open()

    def ask_new_keys(self) -> None:
        """Save the request for this computer's next keys."""
        office = self.bench.office
        if not self.save_button.isEnabled():
            return
        self.steps.with_folder(
            tr("Simpan berkas permintaan di folder"),
            lambda folder: self._do(
                lambda _progress: devices.ask_new_keys(office, folder),
                tr("Permintaan kunci baru tersimpan. Kirim ke DKUM dan bacakan sidik kuncinya."),
            ),
            ask=True,
        )

    def save_sheet(self) -> None:
        """The fingerprint shown above as a page: the city's at DKUM, this computer's elsewhere."""
        if self._city:
            self.save_root_sheet()
            return
        office = self.bench.office
        self.steps.save_sheet(lambda: fingerprint_sheets.own_sheet(office), f"sidik-kunci-{office.area}")

    def save_root_sheet(self) -> None:
        """The page of the root that this office trusts."""
        office = self.bench.office
        self.steps.save_sheet(lambda: fingerprint_sheets.root_sheet(office), "sidik-kunci-dkum")

    def save_device_sheet(self) -> None:
        """The page of the chosen device."""
        row = self.list.current_row()
        if row is not None:
            self.steps.save_sheet(
                lambda: fingerprint_sheets.device_sheet(self.bench.office, row),
                f"sidik-kunci-{row.area}-{row.tag}",
            )

    def _do(self, deed: Callable[[Progress], T], told: str, dialog: CompareDialog | None = None) -> None:
        def done(_result: T) -> None:
            self.said.emit(told)
            if dialog is not None:
                dialog.deleteLater()
            self.load()

        def again(error: WiraError) -> None:
            assert dialog is not None
            dialog.show_problem(error)
            dialog.open()

        self.bench.do(deed, done, owner=self, refused=again if dialog is not None else None)


def _office_cell(line: DeviceLine) -> Cell:
    kind = tr("{jenis}, perangkat {tanda}", jenis=tr(OFFICE_LABELS[line.kind]), tanda=line.tag)
    return Cell(line.office, tr("{jenis}, komputer ini", jenis=kind) if line.own else kind, strong=True)


def _note_cell(line: DeviceLine) -> Cell:
    if line.revoked is None:
        return Cell(tr("kunci sejak {tanggal}", tanggal=_date(line.key_since)), tone="text2")
    return Cell(line.why, tr("dicabut {tanggal}", tanggal=_date(line.revoked)))


def _file_cell(line: DeviceLine) -> Cell:
    return Cell(_date(line.last_file) if line.last_file is not None else "–", digits=True)


def _date(moment: int) -> str:
    return f"{moment_of(moment):%d-%m-%Y}"


def _directory_old() -> str:
    return tr(
        "Daftar perangkat DKUM di sini sudah lebih dari 90 hari. Minta berkas balasan terbaru dari DKUM."
    )
