"""Perangkat & izin: where this office stands with DKUM; at DKUM, who has been admitted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.actions import trust
from desktop_app.domain import region
from desktop_app.domain.people import OFFICE_LABELS
from resources.i18n import tr, trn
from ui import tokens as t
from ui.bench import Bench
from ui.dialogs.enrolment import FingerprintGrid
from ui.models.table import Cell, Column, RowsTableModel
from ui.pages.base import KeyHint
from ui.pages.pengaturan_bagian import Section
from ui.pages.sync_steps import SyncSteps
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.labels import WrapLabel
from ui.widgets.progress import ProgressStrip
from ui.widgets.table import TableView


class DeviceLine(NamedTuple):
    """An installation in DKUM's directory."""

    office: str
    kind: str
    tag: str
    revoked: bool


class DevicesSection(Section):
    """Request and grant by file; the steps are those of Sinkronisasi."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._city = bench.office.info.kind == "dkum"
        self.strip = ProgressStrip()
        self.steps = SyncSteps(self, bench, self.strip)
        self.steps.finished.connect(lambda _mark: self.load())
        words = tr("Buka berkas permintaan") if self._city else tr("Buka izin DKUM")
        self.open_button = Button(words, kind="primary", icon="folder-open", key="Ctrl+O")
        self.open_button.clicked.connect(self.steps.choose_files)
        self.save_button = Button(tr("Simpan berkas permintaan"), icon="usb", key="F2")
        self.save_button.clicked.connect(self.steps.save_request)
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
        office = self.bench.office
        directory = office.directory
        root = directory.root_fingerprints()[0] if self._city and directory is not None else ""
        groups = (root or office.device.fingerprint).split()
        card.body.addWidget(FingerprintGrid(groups, open_last=False))
        return card

    def _how(self) -> Card:
        card = Card(tr("Mendaftar ke DKUM"))
        for sentence in (
            tr("1. Simpan berkas permintaan dan kirim ke DKUM."),
            tr("2. DKUM menelepon; bacakan sidik kunci di atas."),
            tr("3. Buka berkas izin dari DKUM dan cocokkan dengan lembar sidik kunci DKUM."),
        ):
            card.body.addWidget(WrapLabel(sentence))
        row = QHBoxLayout()
        row.addWidget(self.save_button)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def _directory(self) -> Card:
        card = Card(tr("Perangkat yang diterima"), padding=0)
        card.head.setContentsMargins(t.CARD_PADDING, 12, t.CARD_PADDING, 0)
        self.list = TableView(tr("Perangkat yang diterima"), lines=1)
        self._model: RowsTableModel[DeviceLine] = RowsTableModel([
            Column(tr("Kantor"), lambda line: Cell(line.office, strong=True), 260, stretch=1),
            Column(tr("Jenis"), lambda line: Cell(line.kind, tone="text2"), 150),
            Column(tr("Perangkat"), lambda line: Cell(line.tag, digits=True), 100, drop=1),
            Column(tr("Keadaan"), lambda line: Cell(
                tr("Dicabut") if line.revoked else tr("Berlaku"), tone="bad" if line.revoked else "ok"), 110),
        ])  # fmt: skip
        self.list.set_model(self._model)
        card.body.addWidget(self.list, 1)
        return card

    def sentence(self) -> str:
        if self._city:
            return tr("Kantor yang sudah diterima DKUM dan sidik kunci kota.")
        return tr("Permintaan ke DKUM dan izin yang dibuka.")

    def header_actions(self) -> Sequence[QWidget]:
        return (self.open_button,)

    def hints(self) -> Sequence[KeyHint]:
        open_ = KeyHint("Ctrl+O", self.open_button.words(), self.steps.choose_files)
        if self._city:
            return (open_,)
        return (KeyHint("F2", tr("Simpan berkas permintaan"), self.steps.save_request), open_)

    def primary(self) -> None:
        if self._city:
            self.steps.choose_files()
        else:
            self.steps.save_request()

    def first_focus(self) -> QWidget | None:
        return self.list if self._city else self.save_button

    def load(self) -> None:
        """What the directory says now."""
        directory = self.bench.office.directory
        if self._city:
            lines: list[DeviceLine] = [
                DeviceLine(
                    place.display if (place := region.by_code(device.kelurahan)) else tr("DKUM Kota Depok"),
                    tr(OFFICE_LABELS[device.kind]),
                    region.device_tag(bytes.fromhex(device.dev)),
                    device.revoked is not None,
                )
                for device in (directory.content.devices if directory is not None else [])
            ]
            lines.sort(key=lambda line: (line.office, line.tag))
            self._model.set_rows(lines)
            count = sum(1 for line in lines if not line.revoked) - 1
            self.state.setText(
                trn("{n} kantor sudah diterima.", "{n} kantor sudah diterima.", max(count, 0))
                + " "
                + tr("Cetak sidik kunci ini untuk dicocokkan setiap kelurahan.")
            )
        elif trust.is_enrolled(self.bench.office) and directory is not None:
            version = directory.version
            self.state.setText(tr("Terdaftar di DKUM, daftar perangkat versi {versi}.", versi=version))
            self.state.set_tone("ok")
        else:
            self.state.setText(tr("Belum terdaftar: Daftar Nominatif masih DRAF dan berkas data menunggu."))
            self.state.set_tone("warn")
