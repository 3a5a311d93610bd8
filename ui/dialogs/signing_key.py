"""As what and with what somebody signs: each refusal beside its field, and no secret kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.errors import WiraError
from resources.i18n import mark, tr
from ui.bench import Bench
from ui.dialogs.pick import pick_files
from ui.models import signing as work
from ui.models.signing import As, Means, Usual
from ui.widgets.button import Button
from ui.widgets.card import FindingCard
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.fields import PasswordField, TextField
from ui.widgets.form import FieldRow, Form

if TYPE_CHECKING:
    from desktop_app.signing.token import Seen

ROLES: dict[As, str] = {
    "pejabat": mark("Pejabat"),
    "pendamping": mark("Pendamping"),
    "pendamping_sendiri": mark("Pendamping saja"),
}
_ROLE_HINTS: dict[As, str] = {
    "pejabat": mark("Yang pertama: mengesahkan isinya, lalu pendamping menyusul."),
    "pendamping": mark("Yang terakhir, setelah pejabat: menutup dokumen."),
}
_BESIDE = {
    "p12_password": "secret", "token_pin": "secret", "token_locked": "secret",
    "token_pin_empty": "secret", "token_same": "card",
    "token_driver": "driver", "token_none": "card", "token_which": "card", "token_empty": "card",
    "token_gone": "card", "p12_damaged": "file", "p12_no_key": "file", "file": "file",
    "cert_chain": "chain", "root_unread": "chain",
}  # fmt: skip
"""By its code, the field that a refusal is about; of a certificate it is the key that holds it."""
_TRIES = {
    "few": (mark("PIN kartu ini pernah salah"), mark("Sisa percobaan tinggal sedikit. Pastikan PIN dahulu.")),
    "last": (mark("Tinggal satu percobaan PIN"), mark("Sekali lagi salah, kartu terkunci. Jangan menebak.")),
    "none": (mark("Kartu ini terkunci"), mark("Minta penerbit kartu membukanya dengan PUK.")),
}  # fmt: skip


class KeyForm(QWidget):
    """`role_chosen` for another role, `changed` when something was typed, `grown` when notes came or went."""

    role_chosen = Signal()
    changed = Signal()
    grown = Signal()

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self._usual: Usual | None = None
        self._cards: tuple[Seen, ...] = ()
        self._issuer = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.form = Form(field_width=470)
        column.addWidget(self.form)
        self._make_fields()
        self._make_rows()
        self._arrange()
        self._bench.worker.ask(
            lambda _progress: work.usual(bench.office), self._set_up, lambda _error: None,
            key="tanda-tangan:biasa", owner=self,
        )  # fmt: skip

    def _make_fields(self) -> None:
        self.as_what = SegmentedChoice(
            tr("Sebagai"),
            [Option(role, tr(words), str(n)) for n, (role, words) in enumerate(ROLES.items(), 1)],
        )
        self.as_what.set_value("pejabat")
        self.as_what.chosen.connect(lambda _role: self._role_chosen())
        self.capacity = TextField(tr("Jabatan di bawah nama"), placeholder=tr("Bila kosong: dari kop surat"))
        self.means = SegmentedChoice(
            tr("Kunci dari"),
            [Option("file", tr("Berkas kunci"), "B"), Option("card", tr("Kartu atau token"), "K")],
        )
        self.means.set_value("file")
        self.means.chosen.connect(lambda _means: self._means_chosen())
        self.file = TextField(tr("Berkas .p12 atau .pfx"), max_length=1000)
        self.pick_file = Button(tr("Pilih berkas kunci"), icon="folder-open")
        self.pick_file.clicked.connect(self.ask_file)
        self.chain = TextField(tr("Sertifikat penerbit"), max_length=1000)
        self.pick_chain = Button(tr("Pilih sertifikat"), icon="folder-open")
        self.pick_chain.clicked.connect(self.ask_chain)
        self.card = SegmentedChoice(tr("Kartu"), [])
        self.card.chosen.connect(lambda _label: self._say_tries())
        self.search_card = Button(tr("Cari kartu lagi"), icon="refresh-cw")
        self.search_card.clicked.connect(self.find_cards)
        self.driver = TextField(tr("Driver kartu"), max_length=1000)
        self.driver.left.connect(self._driver_left)
        self.pick_driver = Button(tr("Pilih driver"), icon="folder-open")
        self.pick_driver.clicked.connect(self.ask_driver)
        self.secret = PasswordField(tr("Kata sandi kunci"))

    def _make_rows(self) -> None:
        add = self.form.row
        self.rows: dict[str, FieldRow] = {
            "role": add(tr("Sebagai"), self.as_what),
            "capacity": add(tr("Jabatan"), self.capacity),
            "means": add(tr("Kunci dari"), self.means),
            "file": add(tr("Berkas kunci"), self.file, self.pick_file),
            "driver": add(tr("Driver kartu"), self.driver, self.pick_driver),
            "card": add(tr("Kartu"), self.card, self.search_card),
            "chain": add(tr("Sertifikat penerbit"), self.chain, self.pick_chain),
            "secret": add(tr("Kata sandi kunci"), self.secret),
        }
        for name, field in (("file", self.file), ("chain", self.chain), ("secret", self.secret),
                            ("driver", self.driver)):  # fmt: skip
            field.textEdited.connect(lambda _text, name=name: self._edited(name))
        self._hint_role()

    # --- what was asked for

    def role(self) -> As:
        """As what."""
        return cast("As", self.as_what.value() or "pejabat")

    def set_role(self, role: As) -> None:
        """Another role, as if a person had chosen it."""
        self.as_what.set_value(role)
        self._role_chosen()

    def first(self) -> QWidget:
        """Where one begins."""
        return self.as_what

    def require_whole(self) -> bool:
        """Whether all is there that is needed; what lacks is told beside its field."""
        self._clear()
        card = self.means.value() == "card"
        if card and not self.secret.text():
            self._find("secret", tr("PIN belum diketik"), tr("Ketik PIN kartu; Wira tidak menyimpannya."))
        elif card and len(self._cards) > 1 and not self.card.value():
            self._find("card", tr("Kartu belum dipilih"), tr("Pilih kartu yang dipakai menandatangani."))
        elif not card and not self.file.text().strip():
            self._find("file", tr("Berkas kunci belum dipilih"), tr("Pilih berkas .p12 atau .pfx Anda."))
        else:
            return True
        return False

    def take(self) -> Means:
        """What was asked for. What opens the key is handed over and is no longer in the field."""
        means = Means(
            "card" if self.means.value() == "card" else "file", self.secret.text(),
            path=self.file.text().strip(), driver=self.driver.text().strip(), card=self.card.value(),
            chain=self.chain.text().strip(), issuer=self._issuer,
        )  # fmt: skip
        self.forget_secret()
        return means

    def forget_secret(self) -> None:
        """Empty the field, also what could be undone in it."""
        self.secret.hide_text()
        self.secret.clear()

    def remember(self) -> None:
        """Offer next time what was used now, where nothing is set yet."""
        if self._usual is None:
            return
        set_before = self._usual.settings
        card = self.means.value() == "card"
        wish = replace(set_before, means="card" if card else "file")
        if card and not wish.card:
            wish = replace(wish, card=self.card.value())
        if card and not wish.driver and self.driver.text().strip() != self._usual.driver:
            wish = replace(wish, driver=self.driver.text().strip())
        if not card and not wish.key_file:
            wish = replace(wish, key_file=self.file.text().strip())
        if wish != set_before:
            self._usual = replace(self._usual, settings=wish)
            office = self._bench.office
            self._bench.do(lambda _progress: work.remember(office, wish), owner=self)

    # --- refusals

    def show_refusal(self, error: WiraError) -> bool:
        """Say it beside its field; False where it is about none of them."""
        self._clear()
        card = self.means.value() == "card"
        issuer: str = getattr(error, "issuer", "")
        if issuer:
            self._warn(issuer, error)
            return True
        name = _BESIDE.get(error.code, "")
        if not name and (error.code.startswith("cert_") or error.code == "key_kind"):
            name = "card" if card else "file"
        if name == "file" and self.chain.text() and Path(self.chain.text()).name in error.message:
            name = "chain"
        if not name:
            return False
        if name == "chain":
            self.rows["chain"].set_visible(True)
        self._find(name, error.message, error.next_step)
        return True

    def _warn(self, issuer: str, error: WiraError) -> None:
        """Nobody can be sure of what this key signs: said once; who signs again wants it all the same."""
        self._issuer = issuer
        card = self.means.value() == "card"
        again = (
            tr("Untuk tetap menandatangani, ketik PIN kartu sekali lagi.")
            if card
            else tr("Untuk tetap menandatangani, ketik kata sandinya sekali lagi.")
        )
        row = self.rows["card" if card else "file"]
        row.set_findings([FindingCard("reason", error.message, f"{error.next_step} {again}")], "warn")
        self.secret.setFocus(Qt.FocusReason.OtherFocusReason)
        self.grown.emit()

    def _find(self, name: str, title: str, text: str) -> None:
        row = self.rows[name]
        row.set_findings([FindingCard("block", title, text)], "bad")
        field = row.fields[0] if row.fields[0].isVisible() else row.fields[-1]
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.grown.emit()

    def _edited(self, name: str) -> None:
        if name != "secret":
            self._issuer = ""
        self.rows[name].set_findings(())
        self.changed.emit()
        self.grown.emit()

    def _clear(self) -> None:
        for name, row in self.rows.items():
            if name != "role":
                row.set_findings(())

    # --- roles and means

    def _role_chosen(self) -> None:
        self._issuer = ""  # another person, perhaps with another key
        self._hint_role()
        self.role_chosen.emit()
        self.grown.emit()

    def _hint_role(self) -> None:
        row, role = self.rows["role"], self.role()
        if role == "pendamping_sendiri":
            title = tr("Pejabat tidak dapat lagi")
            text = tr("Dokumen tertutup tanpa tanda tangan pejabat, dan sesudahnya ia tidak dapat lagi.")
            row.set_findings([FindingCard("reason", title, text)], "warn")
        else:
            row.set_findings(())
            row.set_hint(tr(_ROLE_HINTS[role]))

    def _means_chosen(self) -> None:
        self._clear()
        self._arrange()
        if self.means.value() == "card":
            self.find_cards()
        self.grown.emit()

    def _arrange(self) -> None:
        card = self.means.value() == "card"
        for name, shown in (("file", not card), ("driver", card), ("card", card),
                            ("chain", bool(self.chain.text()))):  # fmt: skip
            self.rows[name].set_visible(shown)
        words = tr("PIN kartu") if card else tr("Kata sandi kunci")
        self.rows["secret"].label.setText(words)
        self.secret.setAccessibleName(words)
        self.rows["secret"].set_hint(tr("Diminta sekali untuk semua dokumen, lalu dilupakan."))
        self._show_cards()

    def _set_up(self, found: Usual) -> None:
        self._usual = found
        kept = found.settings
        self.driver.setText(self.driver.text() or kept.driver or found.driver)
        self.file.setText(self.file.text() or kept.key_file)
        if kept.means and not self.secret.text():
            self.means.set_value(kept.means)
            self._means_chosen()
        self.changed.emit()

    # --- cards

    def find_cards(self) -> None:
        """Ask the driver which cards are in."""
        driver = self.driver.text().strip()
        self.rows["driver"].set_findings(())
        if not driver:
            self._cards = ()
            self._show_cards()
            self.rows["driver"].set_hint(tr("Tidak ada driver di tempat yang biasa. Pilih berkasnya."))
            self.grown.emit()
            return
        self.search_card.setEnabled(False)
        self._bench.worker.ask(
            lambda _progress: work.cards(driver), self._found, self._not_found,
            key="tanda-tangan:kartu", owner=self, after=lambda: self.search_card.setEnabled(True),
        )  # fmt: skip

    def _found(self, cards: tuple[Seen, ...]) -> None:
        self._cards = cards
        self.rows["card"].set_findings(())
        before = self.card.value() or (self._usual.settings.card if self._usual else "")
        self.card.set_options([Option(one.label, one.label) for one in cards])
        labels = [one.label for one in cards]
        self.card.set_value(before if before in labels else labels[0] if len(labels) == 1 else "")
        self._show_cards()
        self._say_tries()

    def _not_found(self, error: WiraError) -> None:
        self._cards = ()
        card = FindingCard("block", error.message, error.next_step)
        self.rows["driver"].set_findings([card], "bad")
        self._show_cards()

    def _show_cards(self) -> None:
        shown = self.means.value() == "card"
        self.card.setVisible(shown and bool(self._cards))
        told = bool(self._cards or self.rows["driver"].findings)
        self.rows["card"].set_hint("" if told else tr("Belum ada kartu. Pasang kartu, lalu cari lagi."))
        self.grown.emit()

    def _say_tries(self) -> None:
        """How dangerous a wrong PIN is for the card that is chosen."""
        left = next((one.tries for one in self._cards if one.label == self.card.value()), "")
        cards = []
        if left:
            title, text = _TRIES[left]
            cards = [FindingCard("block" if left == "none" else "reason", tr(title), tr(text))]
        self.rows["card"].set_findings(cards)
        self.changed.emit()
        self.grown.emit()

    def _driver_left(self) -> None:
        if self.means.value() == "card" and not self._cards:
            self.find_cards()

    # --- files

    def ask_file(self) -> None:
        """Choose the key file."""
        kinds = tr("Berkas kunci (*.p12 *.pfx)")
        pick_files(self, tr("Pilih berkas kunci"), self._folder(self.file), kinds,
                   lambda paths: self._put("file", self.file, paths[0]))  # fmt: skip

    def ask_chain(self) -> None:
        """Choose the certificates that the key lacks."""
        kinds = tr("Sertifikat (*.pem *.crt *.cer)")
        pick_files(self, tr("Pilih sertifikat penerbit"), self._folder(self.chain), kinds,
                   lambda paths: self._put("chain", self.chain, paths[0]))  # fmt: skip

    def ask_driver(self) -> None:
        """Choose the driver of the card's maker."""
        kinds = tr("Driver PKCS#11 (*.so *.dll *.dylib)")
        pick_files(self, tr("Pilih driver kartu"), self._folder(self.driver), kinds, self._put_driver)

    def _put_driver(self, paths: object) -> None:
        (path,) = list(cast("list[Path]", paths))[:1]
        self._put("driver", self.driver, path)
        self.find_cards()

    def _put(self, name: str, field: TextField, path: Path) -> None:
        field.setText(str(path))
        self._edited(name)
        self.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    @staticmethod
    def _folder(field: TextField) -> str:
        known = field.text().strip()
        return str(Path(known).parent) if known else str(Path.home())
