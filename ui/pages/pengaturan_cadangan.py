"""Cadangan: a checked copy of the office on another disk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.actions.backup import LAST_BACKUP, BackupInfo, make_backup
from desktop_app.domain.moments import wib
from desktop_app.errors import WiraError
from desktop_app.storage import settings
from resources.i18n import tr, trn
from ui import tokens as t
from ui import when
from ui.bench import Bench
from ui.dialogs.pick import pick_folder
from ui.pages.base import KeyHint
from ui.pages.pengaturan_bagian import Section
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.dialog import Fact, FactsTable, StopDialog
from ui.widgets.labels import WrapLabel
from ui.widgets.progress import ProgressStrip

_FOLDER = "backup_folder"


class BackupSection(Section):
    """F2 makes a backup in the folder used last, or in one that is chosen now."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.make_button = Button(tr("Buat cadangan"), kind="primary", icon="hard-drive", key="F2")
        self.make_button.clicked.connect(self.primary)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(t.CARD_GAP)
        card = Card(tr("Cadangan terakhir"))
        self.state = WrapLabel("", weight=t.MEDIUM, tone="text")
        card.body.addWidget(self.state)
        self.facts = FactsTable()
        self.facts.hide()
        card.body.addWidget(self.facts)
        self.elsewhere = Button(tr("Simpan ke folder lain"), icon="folder-open")
        self.elsewhere.clicked.connect(self.choose)
        card.body.addWidget(self.elsewhere, 0, Qt.AlignmentFlag.AlignLeft)
        self.strip = ProgressStrip()
        card.body.addWidget(self.strip)
        column.addWidget(card)
        about = Card(tr("Tentang cadangan"))
        for sentence in (
            tr("Cadangan berisi basis data, kunci petugas, dan lampiran, semuanya tetap terenkripsi."),
            tr("Setiap cadangan dibaca ulang dan diuji dapat dibuka sebelum dinyatakan selesai."),
            tr("Simpan di flash disk yang tidak ditinggal di komputer ini."),
        ):
            about.body.addWidget(WrapLabel(sentence))
        column.addWidget(about)
        column.addStretch(1)

    def sentence(self) -> str:
        return tr("Salinan kantor ini yang sudah diuji dapat dipulihkan.")

    def header_actions(self) -> Sequence[QWidget]:
        return (self.make_button,)

    def hints(self) -> Sequence[KeyHint]:
        return (KeyHint("F2", tr("Buat cadangan"), self.primary),)

    def first_focus(self) -> QWidget | None:
        return self.elsewhere

    def load(self) -> None:
        """What the last backup was."""
        self.bench.ask(
            lambda connection: settings.get_json(connection, LAST_BACKUP),
            self._loaded,
            owner=self,
            key="last-backup",
        )

    def _loaded(self, kept: dict[str, str] | None) -> None:
        if not kept:
            self.state.setText(tr("Belum ada cadangan dari kantor ini."))
            self.state.set_tone("warn")
            self.facts.hide()
            return
        made = wib(datetime.fromisoformat(kept["made"]))
        days = (self.bench.office.today() - made.date()).days
        self.state.setText(
            tr("Dibuat hari ini.") if days <= 0 else trn("{n} hari yang lalu.", "{n} hari yang lalu.", days)
        )
        self.state.set_tone("ok" if days <= 7 else "warn")
        self.facts.set_facts([Fact(tr("Waktu"), when.long_moment(made)), Fact(tr("Folder"), kept["folder"])])
        self.facts.show()

    def primary(self) -> None:
        folder = str(self.bench.prefs.get(_FOLDER, ""))
        if folder and Path(folder).is_dir():
            self.make(Path(folder))
        else:
            self.choose()

    def choose(self) -> None:
        """Choose the folder first."""
        start = str(self.bench.prefs.get(_FOLDER, "")) or str(Path.home())
        pick_folder(self, tr("Simpan cadangan di folder"), start, self.make)

    def make(self, folder: Path) -> None:
        """Make, read back and try a backup in `folder`."""
        self.make_button.setEnabled(False)
        self.elsewhere.setEnabled(False)
        self.strip.begin(tr("Membuat dan menguji cadangan"))
        self.bench.do(
            lambda _progress: make_backup(self.bench.office, folder),
            self._made,
            owner=self,
            refused=self._refused,
            after=self._after,
        )

    def _after(self) -> None:
        self.make_button.setEnabled(True)
        self.elsewhere.setEnabled(True)
        if self.strip.running():
            self.strip.finish()

    def _made(self, info: BackupInfo) -> None:
        self.bench.prefs.put(_FOLDER, str(info.path.parent))
        told = tr("Cadangan selesai dan sudah diuji dapat dipulihkan.")
        self.strip.finish(told)
        self.said.emit(told)
        self.load()

    def _refused(self, error: WiraError) -> None:
        StopDialog.for_error(self, tr("Cadangan belum dibuat"), error).open()
