"""Kunci DKUM: whether the city's keys are here and kept elsewhere, and the ways out when they are lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop_app.actions import city_keys, devices, fingerprint_sheets, last_way
from desktop_app.actions.city_keys import KeptFile, KeysStanding
from desktop_app.actions.people import require_passphrase
from desktop_app.domain.moments import moment_of
from desktop_app.domain.people import ADMIN_DKUM
from desktop_app.storage.work import Changes
from resources.i18n import tr
from ui import tokens as t
from ui.bench import Bench
from ui.dialogs.city_keys import AnewDialog, KeyFileDialog, RecoveryDialog, RootDialog
from ui.dialogs.device import KeptDialog
from ui.dialogs.last_way import RescueDialog
from ui.dialogs.person import FormDialog
from ui.dialogs.pick import pick_files
from ui.pages.base import KeyHint
from ui.pages.pengaturan_bagian import Section
from ui.pages.sync_steps import SyncSteps
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.dialog import Fact, FactsTable, StopDialog
from ui.widgets.flow import Flow
from ui.widgets.labels import Label, WrapLabel
from ui.widgets.progress import ProgressStrip
from ui.worker import Progress

T = TypeVar("T")


class CityKeysSection(Section):
    """What DKUM's admin does before anything happens, and below it what is done when it has."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._held = True
        self.strip = ProgressStrip()
        self.steps = SyncSteps(self, bench, self.strip)
        self.steps.said.connect(self.said)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(t.CARD_GAP)
        column.addWidget(self.strip)
        column.addWidget(self._standing())
        column.addWidget(self._ways())
        column.addStretch(1)
        self._enable()

    def _standing(self) -> Card:
        card = Card(tr("Kunci DKUM di komputer ini"))
        self.state = WrapLabel("", weight=t.MEDIUM, tone="text")
        card.body.addWidget(self.state)
        self.facts = FactsTable(framed=False)
        card.body.addWidget(self.facts)
        self.keep_button = Button(tr("Simpan salinan kunci"), kind="primary", icon="hard-drive", key="F2")
        self.next_button = Button(tr("Buat kunci akar berikutnya"), icon="shield-check")
        self.renew_button = Button(tr("Ganti kunci DKUM"))
        self.recovery_button = Button(tr("Ganti kunci pemulihan"))
        self.rescue_button = Button(tr("Jawab permintaan pemulihan"), icon="folder-open")
        self.rescue_button.clicked.connect(self.rescue)
        self.sheet_button = Button(tr("Simpan lembar sidik kunci"), icon="printer", key="F7")
        self.keep_button.clicked.connect(self.primary)
        self.next_button.clicked.connect(self.announce)
        self.renew_button.clicked.connect(self.renew)
        self.recovery_button.clicked.connect(self.renew_recovery)
        self.sheet_button.clicked.connect(self.save_sheet)
        card.body.addWidget(
            Flow(
                self.keep_button,
                self.next_button,
                self.renew_button,
                self.recovery_button,
                self.rescue_button,
                self.sheet_button,
            )
        )
        return card

    def _ways(self) -> Card:
        self._lost_card = Card(tr("Bila kunci akar hilang"))
        self._lost_card.body.addWidget(
            WrapLabel(
                tr(
                    "Pakai jalan pertama yang terbuka. Bila komputernya ikut hilang, pulihkan cadangannya "
                    "dahulu; kunci DKUM ikut di dalamnya."
                )
            )
        )
        self.restore_button = Button(tr("Kembalikan dari salinan"), icon="folder-open")
        self.adopt_button = Button(tr("Pakai kunci akar berikutnya"), icon="folder-open")
        self.anew_button = Button(tr("Buat kunci serba baru"), kind="danger")
        self.restore_button.clicked.connect(self.restore)
        self.adopt_button.clicked.connect(self.adopt)
        self.anew_button.clicked.connect(self.begin_anew)
        buttons = (self.restore_button, self.adopt_button, self.anew_button)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        middle = Qt.AlignmentFlag.AlignVCenter
        for row, (way, button) in enumerate(zip(city_keys.ways_out(), buttons, strict=True)):
            grid.addWidget(Label(f"{row + 1}.", weight=t.SEMIBOLD), row, 0, middle)
            grid.addWidget(WrapLabel(way, tone="text"), row, 1, middle)
            grid.addWidget(button, row, 2)
        self._lost_card.body.addLayout(grid)
        return self._lost_card

    # --- the page asks

    def sentence(self) -> str:
        if self._admin():
            return tr("Salinan di luar kantor, kunci akar berikutnya, dan jalan keluar bila kunci hilang.")
        return tr("Hanya admin DKUM yang dapat mengurus kunci DKUM.")

    def hints(self) -> Sequence[KeyHint]:
        return (
            *(
                (KeyHint("F2", self.keep_button.words(), self.primary),)
                if self.keep_button.isEnabled()
                else ()
            ),
            KeyHint("F7", tr("Lembar sidik kunci"), self.save_sheet),
        )

    def first_focus(self) -> QWidget | None:
        return self.keep_button if self._held else self.restore_button

    def _admin(self) -> bool:
        return ADMIN_DKUM in self.bench.office.person.roles

    # --- loading

    def load(self) -> None:
        office = self.bench.office
        self.bench.ask(
            lambda connection: city_keys.standing_of_keys(office, connection),
            self._loaded,
            owner=self,
            key="city-keys",
        )

    def _loaded(self, found: KeysStanding) -> None:
        self._held = found.held
        self.state.setText(self._sentence(found))
        self.state.set_tone("bad" if not found.held else "ok" if found.copy_fits else "warn")
        self.facts.set_facts([
            Fact(tr("Sidik kunci akar"), found.root),
            Fact(tr("Kunci akar berikutnya"), found.next_root or tr("belum dibuat")),
            Fact(tr("Salinan terakhir"), _copy_words(found)),
        ])  # fmt: skip
        self._lost_card.set_tone("" if found.held else "bad")
        self._enable()
        self.header_changed.emit()

    def _sentence(self, found: KeysStanding) -> str:
        if not found.held:
            return tr("Kunci DKUM hilang dari komputer ini. Ikuti langkah di bawah.")
        if not found.copy_fits:
            return tr("Kunci DKUM ada di komputer ini saja. Simpan salinannya di luar kantor.")
        if not found.next_root:
            return tr("Kunci DKUM ada di sini dan di salinannya. Buat juga kunci akar berikutnya.")
        return tr("Kunci DKUM ada di sini dan di salinannya, dan kunci akar berikutnya sudah diumumkan.")

    def _enable(self) -> None:
        admin = self._admin()
        held = (self.keep_button, self.next_button, self.renew_button, self.recovery_button)
        for button in (*held, self.rescue_button):
            button.setEnabled(admin and self._held)
        for button in (self.restore_button, self.adopt_button, self.anew_button):
            button.setEnabled(admin)

    # --- before anything is lost

    def primary(self) -> None:
        """F2: all keys into one file for the safe."""
        if self.keep_button.isEnabled():
            self._keep(city_keys.export_keys, tr("Kunci DKUM tersimpan"))

    def announce(self) -> None:
        """The next root: into a file, and its public half to every office."""
        self._keep(city_keys.announce_root, tr("Kunci akar berikutnya"))

    def _keep(self, make: Callable[..., KeptFile], title: str) -> None:
        office = self.bench.office
        self.steps.with_folder(
            tr("Simpan berkas kunci di folder"),
            lambda folder: self._do(
                tr("Menyimpan kunci"),
                lambda _progress: make(office, folder),
                lambda kept: self.show_kept(title, kept),
            ),
            apart=True,
        )

    def show_kept(self, title: str, kept: KeptFile) -> None:
        """The words of a file, once."""
        KeptDialog(self, title, kept).open()

    def renew(self) -> None:
        """DKUM's keys of this computer and its inbox anew, after a question."""
        dialog = StopDialog.asking(
            self,
            tr("Ganti kunci DKUM?"),
            tr("Komputer ini dan kotak surat DKUM mendapat kunci baru. Kunci baca yang lama tetap disimpan."),
            facts=[Fact(tr("Sidik kunci kota"), tr("tidak berubah"))],
            next_step=tr("Sesudahnya buat berkas untuk semua kelurahan, dan simpan salinan kunci yang baru."),
            action=tr("Ganti kunci"),
        )
        office = self.bench.office
        dialog.accepted.connect(
            lambda: self._do(
                tr("Mengganti kunci"),
                lambda _progress: devices.renew_own(office),
                lambda _changes: self.said.emit(tr("Kunci DKUM diganti. Buat berkas untuk semua kelurahan.")),
            )
        )
        dialog.open()

    def renew_recovery(self) -> None:
        """Another recovery key, shown once."""
        dialog = StopDialog.asking(
            self,
            tr("Ganti kunci pemulihan?"),
            tr("Kunci pemulihan membuka basis data kantor yang semua kata sandinya hilang."),
            next_step=tr(
                "Siapkan kertas: kunci yang baru ditampilkan sekali. Lalu simpan salinan kunci yang baru."
            ),
            action=tr("Ganti kunci"),
        )
        office = self.bench.office
        dialog.accepted.connect(
            lambda: self._do(
                tr("Mengganti kunci"),
                lambda _progress: city_keys.renew_recovery(office),
                lambda secret: RecoveryDialog(self, secret).open(),
            )
        )
        dialog.open()

    def rescue(self) -> None:
        """Open an office that nobody can open any more, for the admin it names by letter."""
        pick_files(
            self, tr("Buka permintaan pemulihan"), str(self.steps.folder() or Path.home()),
            tr("Berkas pemulihan (*.pulih);;Semua berkas (*)"), lambda paths: self._look_at(paths[0]),
        )  # fmt: skip

    def _look_at(self, path: Path) -> None:
        office = self.bench.office
        self._do(tr("Membaca permintaan"), lambda _progress: last_way.look(office, path), self._compare)

    def _compare(self, view: last_way.RescueView) -> None:
        dialog, office = RescueDialog(self, view), self.bench.office

        def save(folder: Path) -> None:
            typed, nama, paper = dialog.typed(), dialog.nama(), dialog.paper.text()
            self._do(
                tr("Menyimpan jawaban"),
                lambda _progress: last_way.answer(
                    office, view.path, folder, fingerprint=typed, nama=nama, secrets=[paper]
                ),
                lambda path: self.said.emit(
                    tr("Jawaban {nama} tersimpan. Hanya komputer itu yang dapat membukanya.", nama=path.name)
                ),
                dialog,
            )

        dialog.accepted.connect(
            lambda: self.steps.with_folder(
                tr("Simpan jawaban di folder"), save, ask=True, cancelled=dialog.open
            )
        )
        dialog.open()

    def save_sheet(self) -> None:
        """The root's fingerprint as a page."""
        office = self.bench.office
        self.steps.save_sheet(lambda: fingerprint_sheets.root_sheet(office), "sidik-kunci-dkum")

    # --- when it has happened

    def restore(self) -> None:
        """All keys back from their copy."""
        text = tr(
            "Semua kunci DKUM kembali dari salinannya. Kunci yang masih ada di komputer ini tidak dibuang. "
            "Ketik delapan kata dari kertas yang disimpan terpisah dari berkasnya."
        )
        self._with_file(
            tr("Buka salinan kunci DKUM"),
            lambda path: KeyFileDialog(self, tr("Kembalikan kunci DKUM"), text, tr("Kembalikan kunci"), path),
            city_keys.restore_keys,
            lambda: self.said.emit(tr("Kunci DKUM sudah kembali. Semua langkah DKUM siap dipakai.")),
        )

    def adopt(self) -> None:
        """Go on under the announced root."""
        text = tr(
            "DKUM memakai kunci akar yang sudah diumumkan; kunci akar yang lama tidak berlaku lagi, juga "
            "salinannya. Ketik delapan kata dari kertas berkas itu."
        )
        steps = (
            tr("1. Buat berkas untuk semua kelurahan; mereka ikut beralih."),
            tr("2. Simpan salinan kunci yang baru dan buat kunci akar berikutnya yang baru."),
        )
        self._with_file(
            tr("Buka berkas akar berikutnya"),
            lambda path: KeyFileDialog(
                self, tr("Pakai kunci akar berikutnya"), text, tr("Pakai kunci ini"), path
            ),
            city_keys.adopt_root,
            lambda: self.show_root(steps),
        )

    def begin_anew(self) -> None:
        """All keys anew, after the passphrase."""
        dialog, office = AnewDialog(self, held=self._held), self.bench.office

        def anew(passphrase: str) -> str:
            require_passphrase(office, passphrase)
            return city_keys.begin_anew(office, sure=True)

        def go() -> None:
            passphrase = dialog.passphrase.text()
            self._do(
                tr("Membuat kunci"),
                lambda _progress: anew(passphrase),
                lambda _root: self.show_root(self.after_anew()),
                dialog,
            )

        dialog.accepted.connect(go)
        dialog.open()

    def _with_file(
        self,
        title: str,
        ask: Callable[[Path], KeyFileDialog],
        use: Callable[..., Changes],
        told: Callable[[], object],
    ) -> None:
        """A file is chosen, its words are asked for, and it is put to use."""
        office = self.bench.office

        def chosen(paths: Sequence[Path]) -> None:
            path = paths[0]
            dialog = ask(path)

            def go() -> None:
                words = dialog.words.text()
                self._do(
                    tr("Membuka berkas kunci"),
                    lambda _progress: use(office, path, words),
                    lambda _changes: told(),
                    dialog,
                )

            dialog.accepted.connect(go)
            dialog.open()

        start = str(self.steps.folder() or Path.home())
        pick_files(self, title, start, tr("Berkas kunci DKUM (*.age);;Semua berkas (*)"), chosen)

    def after_anew(self) -> Sequence[str]:
        """What is to be done once everything is new."""
        return (
            tr("1. Simpan lembar sidik kunci, cetak, dan bagikan ke setiap kantor."),
            tr("2. Setiap kantor menyimpan berkas permintaan lagi; terima seperti saat mendaftar."),
            tr("3. Simpan salinan kunci yang baru dan buat kunci akar berikutnya."),
        )

    def show_root(self, steps: Sequence[str]) -> None:
        """The root's fingerprint, and what is to be done now."""
        directory = self.bench.office.directory
        assert directory is not None
        RootDialog(self, directory.root_fingerprints()[0], steps, self.save_sheet).open()

    def _do(
        self,
        doing: str,
        deed: Callable[[Progress], T],
        done: Callable[[T], object],
        dialog: FormDialog | RescueDialog | None = None,
    ) -> None:
        """In the writing thread; what was typed in `dialog` goes with it, or comes back with the reason."""

        def finished(result: T) -> None:
            if dialog is not None:
                dialog.deleteLater()
            done(result)
            self.load()

        self.strip.begin(doing)
        self.bench.do(
            deed,
            finished,
            owner=self,
            refused=dialog.show_problem if dialog is not None else None,
            after=self.strip.finish,
        )


def _copy_words(found: KeysStanding) -> str:
    if found.copy_made is None:
        return tr("belum pernah dari komputer ini")
    day = f"{moment_of(found.copy_made):%d-%m-%Y}"
    if found.copy_fits:
        return tr("{tanggal}, masih cocok", tanggal=day)
    return tr("{tanggal}, sebelum kunci diganti", tanggal=day)
