"""Tanda tangan: with what somebody usually signs, never what opens it, and whose certificates count here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.documents.data import grouped_hex
from desktop_app.domain.values import show_date
from desktop_app.errors import WiraError
from resources.i18n import tr
from ui import tokens as t
from ui.bench import Bench
from ui.dialogs.pick import pick_files
from ui.models import signing as work
from ui.models.signing import Believed, Usual
from ui.models.table import Cell, Column, RowsTableModel
from ui.pages.base import KeyHint
from ui.pages.pengaturan_bagian import Section
from ui.widgets.button import Button
from ui.widgets.card import Card, FindingCard
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.dialog import Fact, StopDialog
from ui.widgets.fields import TextField
from ui.widgets.flow import Roll
from ui.widgets.form import Form
from ui.widgets.labels import WrapLabel
from ui.widgets.table import TableView

if TYPE_CHECKING:
    from desktop_app.actions.signing_settings import SigningSettings
    from desktop_app.actions.tte import Root
    from desktop_app.signing.token import Seen

_LIST = 148
_PATH = 220


class SigningSection(Section):
    """What is typed or chosen counts at once, for the person who is in; F2 adds an issuer."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._usual: Usual | None = None
        self._may = False
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
        column.addWidget(self._whom(), 1)

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

    def _whom(self) -> Card:
        card = Card(tr("Penerbit yang dipercaya kantor"))
        card.body.addWidget(
            WrapLabel(
                tr(
                    "Tanda tangan dari luar, misalnya dari BSrE, dinyatakan sah bila sertifikatnya dari "
                    "penerbit di daftar ini. Segel kantor tetap dijamin DKUM."
                )
            )
        )
        self.list = TableView(tr("Penerbit yang dipercaya"), lines=2)
        self.list.setMinimumHeight(_LIST)
        self.model: RowsTableModel[Root] = RowsTableModel(
            [
                Column(tr("Penerbit"), lambda row: Cell(row.name, _short(row), strong=True), 320, stretch=1),
                Column(tr("Berlaku sampai"), lambda row: Cell(show_date(row.until)), 130),
            ]
        )
        self.list.set_model(self.model)
        card.body.addWidget(self.list, 1)
        self.none = WrapLabel(tr("Belum ada. Minta berkas sertifikat akar dari penerbitnya."))
        card.body.addWidget(self.none)
        self.remove_button = Button(tr("Hapus penerbit ini"), icon="x")
        self.remove_button.clicked.connect(self.remove)
        card.body.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.who = WrapLabel(tr("Dipilih oleh lurah atau admin kantor."), size=t.SIZE_META)
        card.body.addWidget(self.who)
        card.body.addStretch(0)  # takes the room only while there is no list
        return card

    # --- what the page asks

    def sentence(self) -> str:
        return tr("Dengan apa Anda menandatangani, dan sertifikat siapa yang dipercaya.")

    def header_actions(self) -> Sequence[QWidget]:
        return (self.add_button,)

    def hints(self) -> Sequence[KeyHint]:
        return (KeyHint("F2", tr("Tambah penerbit"), self.primary),)

    def first_focus(self) -> QWidget | None:
        return self.means

    def load(self) -> None:
        office = self.bench.office
        ask = self.bench.worker.ask
        ask(lambda _progress: work.usual(office), self._loaded, self._refused, key="tanda:kunci", owner=self)
        ask(lambda _progress: work.believed(office), self._shown, self._refused, key="tanda:akar", owner=self)

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

    # --- whom

    def _shown(self, found: Believed) -> None:
        self._may = found.may_choose
        self.model.set_rows(list(found.roots))
        self.list.setVisible(bool(found.roots))
        self.none.setVisible(not found.roots)
        self.remove_button.setVisible(bool(found.roots) and found.may_choose)
        self.add_button.setEnabled(found.may_choose)
        self.who.setVisible(not found.may_choose)
        if found.roots:
            self.list.select_row(0)

    def primary(self) -> None:
        if self._may:
            kinds = tr("Sertifikat (*.pem *.crt *.cer)")
            pick_files(self, tr("Pilih sertifikat penerbit"), str(Path.home()), kinds,
                       lambda paths: self.read_root(paths[0]))  # fmt: skip

    def read_root(self, path: Path) -> None:
        """Show whose certificate it is before it counts."""
        self.bench.worker.ask(
            lambda _progress: work.read_roots(path), lambda found: self._ask_trust(*found), self._refused,
            owner=self,
        )  # fmt: skip

    def _ask_trust(self, pem: bytes, roots: Sequence[Root]) -> None:
        facts: list[Fact] = []
        for one in roots:
            facts += [
                Fact(tr("Penerbit"), one.name),
                Fact(tr("Sidik SHA-256"), grouped_hex(one.fingerprint, 16)),
                Fact(tr("Berlaku sampai"), show_date(one.until)),
            ]
        ask = StopDialog.asking(
            self, tr("Percayai penerbit ini?"),
            tr("Siapa pun yang sertifikatnya dari penerbit ini akan dinyatakan sah tanda tangannya."),
            facts=facts, action=tr("Percayai"), action_icon="shield-check",
            next_step=tr("Bandingkan sidiknya dengan yang diumumkan penerbit, bukan dengan surel pengirim."),
        )  # fmt: skip
        office = self.bench.office
        ask.accepted.connect(
            lambda: self.bench.do(
                lambda _progress: work.trust(office, pem), lambda _moved: self._chosen(), owner=self,
                refused=self._refused,
            )
        )  # fmt: skip
        ask.open()

    def _chosen(self) -> None:
        self.load()
        self.said.emit(tr("Daftar penerbit tersimpan."))

    def remove(self) -> None:
        """Believe the one of the line no longer, after a question."""
        row = self.list.current_row()
        if row is None or not self._may:
            return
        one = cast("Root", row)
        ask = StopDialog.asking(
            self, tr("Hapus {nama} dari daftar?", nama=one.name),
            tr("Dokumen yang sudah diterima tetap tersimpan, tetapi tanda tangannya tidak lagi dikenal."),
            action=tr("Hapus"), danger=True,
        )  # fmt: skip
        office = self.bench.office
        ask.accepted.connect(
            lambda: self.bench.do(
                lambda _progress: work.distrust(office, one.fingerprint), lambda _moved: self._chosen(),
                owner=self, refused=self._refused,
            )
        )  # fmt: skip
        ask.open()

    def _refused(self, error: WiraError) -> None:
        StopDialog.for_error(self, tr("Langkah ini belum dapat dilakukan"), error).open()


def _short(row: Root) -> str:
    """The beginning of its fingerprint, as it is compared by eye."""
    return tr("Sidik {sidik}", sidik=grouped_hex(row.fingerprint, 4))


def _folder(field: TextField) -> str:
    known = field.text().strip()
    return str(Path(known).parent) if known else str(Path.home())
