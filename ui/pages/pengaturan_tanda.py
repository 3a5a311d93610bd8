"""Tanda tangan: with what somebody usually signs, never what opens it, and whose certificates count here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.errors import WiraError
from resources.i18n import tr
from ui import tokens as t
from ui.bench import Bench
from ui.dialogs.pick import pick_files
from ui.models import signing as work
from ui.models.signing import Usual
from ui.pages.base import KeyHint
from ui.pages.pengaturan_akar import ISSUERS, RootsCard
from ui.pages.pengaturan_bagian import Section
from ui.pages.pengaturan_waktu import TimesCard
from ui.widgets.button import Button
from ui.widgets.card import Card, FindingCard
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.dialog import StopDialog
from ui.widgets.fields import TextField
from ui.widgets.flow import Roll
from ui.widgets.form import Form
from ui.widgets.labels import WrapLabel

if TYPE_CHECKING:
    from desktop_app.actions.signing_settings import SigningSettings
    from desktop_app.signing.token import Seen

_PATH = 220


class SigningSection(Section):
    """What is typed or chosen counts at once, for the person who is in; F2 adds an issuer."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._usual: Usual | None = None
        self.add_button = Button(tr("Tambah penerbit"), kind="primary", icon="plus", key="F2")
        self.add_button.clicked.connect(self.primary)
        inside = QWidget()
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(Roll(inside))
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(t.CARD_GAP)
        column.addWidget(self._with_what())
        self.issuers = RootsCard(bench, ISSUERS)
        self.issuers.loaded.connect(self.add_button.setEnabled)
        self.issuers.kept.connect(lambda: self.said.emit(tr("Daftar penerbit tersimpan.")))
        column.addWidget(self.issuers, 1)
        self.times = TimesCard(bench)
        self.times.kept.connect(lambda: self.said.emit(tr("Pengaturan penanda waktu tersimpan.")))
        column.addWidget(self.times)

    def _with_what(self) -> Card:
        card = Card(tr("Kunci Anda"))
        card.body.addWidget(WrapLabel(tr("Hanya tempatnya yang diingat. PIN dan kata sandi tidak disimpan.")))
        self.form = Form(field_width=520)
        self.means = SegmentedChoice(
            tr("Yang ditawarkan dahulu"),
            [Option("file", tr("Berkas kunci"), "B"), Option("card", tr("Kartu atau token"), "K")],
        )
        self.means.chosen.connect(lambda kind: self._keep(means=kind))
        self.file = TextField(tr("Berkas kunci"), max_length=1000, placeholder=tr("Belum dipilih"))
        self.pick_file = Button(tr("Pilih berkas kunci"), icon="folder-open")
        self.pick_file.clicked.connect(self.ask_file)
        self.driver = TextField(tr("Driver kartu"), max_length=1000)
        self.pick_driver = Button(tr("Pilih driver"), icon="folder-open")
        self.pick_driver.clicked.connect(self.ask_driver)
        self.card = TextField(tr("Nama kartu"), placeholder=tr("Kartu mana saja"))
        self.check_button = Button(tr("Periksa kartu"), icon="search")
        self.check_button.clicked.connect(self.check)
        for field in (self.file, self.driver, self.card):
            field.setMinimumWidth(_PATH)
        self.form.row(tr("Tawarkan dahulu"), self.means)
        self.file_row = self.form.row(tr("Berkas kunci"), self.file, self.pick_file)
        self.driver_row = self.form.row(tr("Driver kartu"), self.driver, self.pick_driver)
        self.card_row = self.form.row(tr("Nama kartu"), self.card, self.check_button)
        self.file.left.connect(lambda: self._keep(key_file=self.file.text().strip()))
        self.driver.left.connect(lambda: self._keep(driver=self.driver.text().strip()))
        self.card.left.connect(lambda: self._keep(card=self.card.text().strip()))
        card.body.addWidget(self.form)
        return card

    # --- what the page asks

    def sentence(self) -> str:
        return tr("Dengan apa Anda menandatangani, dan sertifikat siapa yang dipercaya.")

    def header_actions(self) -> Sequence[QWidget]:
        return (self.add_button,)

    def hints(self) -> Sequence[KeyHint]:
        return (KeyHint("F2", tr("Tambah penerbit"), self.primary),) if self.bench.may("office") else ()

    def first_focus(self) -> QWidget | None:
        return self.means

    def load(self) -> None:
        office = self.bench.office
        self.bench.worker.ask(
            lambda _progress: work.usual(office), self._loaded, self._refused, key="tanda:kunci", owner=self
        )
        self.issuers.load()
        self.times.load()

    def point(self, part: str) -> None:
        if part == "penanda-waktu":  # the window gives the focus to the page first
            QTimer.singleShot(0, self, lambda: self.times.url.setFocus(Qt.FocusReason.OtherFocusReason))

    # --- with what

    def _loaded(self, found: Usual) -> None:
        first = self._usual is None
        self._usual = found
        kept = found.settings
        self.means.set_value(kept.means)
        for field, value in ((self.file, kept.key_file), (self.driver, kept.driver), (self.card, kept.card)):
            if not field.hasFocus():
                field.setText(value)
        usual = found.driver or tr("Tidak ada di tempat yang biasa")
        self.driver.setPlaceholderText(usual)
        if first and kept.means == "card":
            self.check()
        self._look_for_file()

    def _keep(
        self,
        means: str | None = None,
        key_file: str | None = None,
        driver: str | None = None,
        card: str | None = None,
    ) -> None:
        if self._usual is None:
            return
        told = {"means": means, "key_file": key_file, "driver": driver, "card": card}
        wish: SigningSettings = replace(
            self._usual.settings,
            **cast("dict[str, Literal['']]", {k: v for k, v in told.items() if v is not None}),
        )
        if wish == self._usual.settings:
            return
        self._usual = replace(self._usual, settings=wish, driver=wish.driver or self._usual.driver)
        office = self.bench.office
        self.bench.do(
            lambda _progress: work.remember(office, wish), lambda _done: self._kept(driver), owner=self
        )

    def _kept(self, driver: str | None) -> None:
        self.load()
        if driver is not None:
            self.check()

    def _look_for_file(self) -> None:
        """Beside the field where the file is not there now."""
        known = self.file.text().strip()
        cards: list[FindingCard] = []
        if known and not Path(known).is_file():
            text = tr("Pasang flash disknya, atau pilih berkas yang lain.")
            cards = [FindingCard("reason", tr("Berkas itu tidak ada sekarang"), text)]
        self.file_row.set_findings(cards, "warn" if cards else "")

    def check(self) -> None:
        """Ask the driver which cards are in now."""
        assert self._usual is not None
        driver = self.driver.text().strip() or self._usual.driver
        self.driver_row.set_findings(())
        self.card_row.set_findings(())
        if not driver:
            text = tr("Pasang driver dari pembuat kartu, lalu pilih berkas driver itu.")
            card = FindingCard("reason", tr("Belum ada driver kartu"), text)
            self.driver_row.set_findings([card], "warn")
            return
        self.bench.worker.ask(
            lambda _progress: work.cards(driver), self._cards, self._no_driver, key="tanda:kartu", owner=self
        )

    def _cards(self, found: tuple[Seen, ...]) -> None:
        wanted = self.card.text().strip()
        names = ", ".join(one.label for one in found)
        if not found:
            text = tr("Pasang kartu atau token, tunggu lampunya menyala, lalu periksa lagi.")
            card = FindingCard("reason", tr("Kartu belum terpasang"), text)
        elif wanted and wanted not in [one.label for one in found]:
            title = tr("Kartu {nama} tidak terpasang sekarang", nama=wanted)
            card = FindingCard("reason", title, tr("Yang terpasang: {names}.", names=names))
        else:
            card = FindingCard(
                "info", tr("Driver dapat dipakai"), tr("Yang terpasang: {names}.", names=names)
            )
        self.card_row.set_findings([card])

    def _no_driver(self, error: WiraError) -> None:
        self.driver_row.set_findings([FindingCard("block", error.message, error.next_step)], "bad")

    def ask_file(self) -> None:
        """Choose the key file."""
        kinds = tr("Berkas kunci (*.p12 *.pfx)")
        pick_files(self, tr("Pilih berkas kunci"), _folder(self.file), kinds,
                   lambda paths: self._picked(self.file, paths[0]))  # fmt: skip

    def ask_driver(self) -> None:
        """Choose the driver of the card's maker."""
        kinds = tr("Driver PKCS#11 (*.so *.dll *.dylib)")
        pick_files(self, tr("Pilih driver kartu"), _folder(self.driver), kinds,
                   lambda paths: self._picked(self.driver, paths[0]))  # fmt: skip

    def _picked(self, field: TextField, path: Path) -> None:
        field.setText(str(path))
        if field is self.file:
            self._keep(key_file=str(path))
        else:
            self._keep(driver=str(path))

    def primary(self) -> None:
        if self.bench.may("office"):
            self.issuers.ask_file()

    def _refused(self, error: WiraError) -> None:
        StopDialog.for_error(self, tr("Langkah ini belum dapat dilakukan"), error).open()


def _folder(field: TextField) -> str:
    known = field.text().strip()
    return str(Path(known).parent) if known else str(Path.home())
