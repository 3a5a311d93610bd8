"""A colleague: admitted with roles and a first passphrase, or changed; one's own passphrase and PIN."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QStyle, QStyleOptionButton, QWidget

from desktop_app.domain import people
from desktop_app.errors import WiraError
from desktop_app.keys.session import IDLE_RANGE
from resources.i18n import tr
from ui import theme
from ui import tokens as t
from ui.pages.pertama_kantor import passphrase_rows
from ui.widgets import paint
from ui.widgets.card import FindingCard
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.dialog import Dialog
from ui.widgets.fields import PasswordField, TextField
from ui.widgets.form import FieldRow, Form
from ui.widgets.labels import Label, WrapLabel


class _Tick(QCheckBox):
    """A check box whose mark is drawn, not told by colour alone."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        painter = paint.start(self)
        paint.symbol(painter, "check", "onfill", box.center().x() - 6.5, box.center().y() + 0.5, 14)
        painter.end()


class FormDialog(Dialog):
    """A form with one primary button; a refusal is shown in the dialog, which stays open."""

    def __init__(
        self, parent: QWidget | None, title: str, action: str, *, width: int = 720, field_width: int = 360
    ) -> None:
        super().__init__(parent, title, width=width)
        self.form = Form(field_width=field_width)
        self.body.addWidget(self.form)
        self.problem = WrapLabel("", tone="bad")
        self.problem.hide()
        self.body.addWidget(self.problem)
        cancel = self.add_button(tr("Batal"), key="Esc")
        cancel.clicked.connect(self.reject)
        self.action_button = self.add_button(action, kind="primary", key="Ctrl+Enter")
        self.action_button.clicked.connect(self._send)
        self.rejected.connect(self.deleteLater)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._send()
            return
        super().keyPressEvent(event)

    def _send(self) -> None:
        if self.action_button.isEnabled() and self.ready():
            self.action_button.setEnabled(False)
            self.accept()

    def ready(self) -> bool:
        """Whether what is filled in can be sent."""
        return True

    def show_problem(self, error: WiraError) -> None:
        """Open again with the reason of the refusal."""
        self.action_button.setEnabled(True)
        self.problem.setText(str(error))
        self.problem.show()
        self.open()
        self._fit()

    def mark(self, row: FieldRow, title: str, text: str) -> bool:
        """A finding beside the row, in place of an earlier refusal; always False."""
        self.problem.hide()
        row.set_findings([FindingCard("block", title, text)], "bad")
        row.fields[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self._fit()
        return False


class PersonDialog(FormDialog):
    """Add a person (`person` None), or change roles and title of one who is there."""

    def __init__(
        self,
        parent: QWidget | None,
        kind: people.OfficeKind,
        *,
        nama: str = "",
        nip: str = "",
        jabatan: str = "",
        roles: Sequence[str] = (),
        mentors: Sequence[tuple[str, str]] = (),
        mentor: str = "",
    ) -> None:
        """`mentors` are (record, name) of those who work here; `mentor` is whose account it is now."""
        new = not nama
        title = tr("Tambah petugas") if new else tr("Ubah {nama}", nama=nama)
        super().__init__(parent, title, tr("Tambah") if new else tr("Simpan"))
        self.nama = TextField(tr("Nama lengkap"), max_length=120)
        self.nama.setText(nama)
        self.nama_row = self.form.row(tr("Nama lengkap"), self.nama)
        self.nama_row.set_visible(new)
        self.nip = TextField(tr("NIP"), digits=True, max_length=25)
        self.nip.setText(nip)
        self.form.row(tr("NIP"), self.nip)
        self.jabatan = TextField(tr("Jabatan"), max_length=120)
        self.jabatan.setText(jabatan)
        self.form.row(tr("Jabatan"), self.jabatan)
        self.passphrase = (
            passphrase_rows(self.form, lambda: [self.nama.text(), self.nip.text()]) if new else None
        )
        self.body.insertWidget(1, Label(tr("Peran"), weight=t.SEMIBOLD))
        self.body.insertWidget(2, self._roles(kind, roles))
        self.mentor = SegmentedChoice(
            tr("Akun pendamping"), [Option(record, name) for record, name in mentors]
        )  # fmt: skip
        self.mentor.set_value(mentor)
        self.mentor.setEnabled(bool(mentors))
        self._before = self.mentor.value()
        self.mentor_row = self.form.row(
            tr("Akun pendamping"), self.mentor,
            hint=tr("Akun yang hanya berperan pendamping melihat dampingannya saja.")
            if mentors
            else tr("Belum ada pendamping dari DKUM untuk kelurahan ini."),
        )  # fmt: skip
        self._offer_mentor()
        (self.nama if new else self.nip).setFocus()

    def _roles(self, kind: people.OfficeKind, held: Sequence[str]) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        self.boxes: dict[str, QCheckBox] = {}
        offered: list[people.Role] = [role for role in people.ROLES if people.may_hold(kind, role)]
        for at, role in enumerate(offered):
            tick = _Tick(tr(people.ROLE_LABELS[role]))
            tick.setFont(theme.font(t.SIZE_BODY, t.MEDIUM))
            tick.setChecked(role in held)
            tick.setAccessibleName(tr(people.ROLE_LABELS[role]))
            tick.setAccessibleDescription(tr(people.ROLE_HINTS[role]))
            grid.addWidget(tick, at, 0)
            grid.addWidget(WrapLabel(tr(people.ROLE_HINTS[role]), size=t.SIZE_META), at, 1)
            self.boxes[role] = tick
            if role == people.PENDAMPING:
                tick.toggled.connect(lambda _on: self._offer_mentor())
        return box

    def _offer_mentor(self) -> None:
        tick = self.boxes.get(people.PENDAMPING)
        self.mentor_row.set_visible(tick is not None and tick.isChecked())
        if self.isVisible():
            self._fit()

    def linked(self) -> str | None:
        """The mentor chosen, None where the choice was left as it stood."""
        chosen = self.mentor.value()
        return None if chosen == self._before else chosen

    def roles(self) -> tuple[str, ...]:
        """The roles ticked."""
        return tuple(role for role, tick in self.boxes.items() if tick.isChecked())

    def ready(self) -> bool:
        if not self.nama.text().strip():
            return self.mark(self.nama_row, tr("Nama petugas masih kosong."), tr("Isi nama lengkapnya."))
        if self.passphrase is not None and self.passphrase.problem():
            return False
        if not self.roles():
            self.problem.setText(tr("Belum ada peran yang dipilih. Pilih sedikitnya satu."))
            self.problem.show()
            self._fit()
            return False
        return True


class PassphraseDialog(FormDialog):
    """One's own passphrase: the old one, and the new one twice."""

    def __init__(self, parent: QWidget | None, nama: str) -> None:
        super().__init__(parent, tr("Ganti kata sandi saya"), tr("Ganti kata sandi"))
        self.old = PasswordField(tr("Kata sandi sekarang"))
        self.old_row = self.form.row(tr("Kata sandi sekarang"), self.old)
        self.new = passphrase_rows(self.form, lambda: [nama])
        self.old.setFocus()

    def ready(self) -> bool:
        if not self.old.text():
            text = tr("Ketik kata sandi yang berlaku sekarang.")
            return self.mark(self.old_row, tr("Kata sandi sekarang masih kosong."), text)
        return not self.new.problem()


class NewKeyDialog(FormDialog):
    """A first passphrase anew, for a colleague who has forgotten the old one. `elsewhere`: the office has
    other computers."""

    def __init__(self, parent: QWidget | None, nama: str, *, elsewhere: bool) -> None:
        super().__init__(parent, tr("Kata sandi baru untuk {nama}", nama=nama), tr("Beri kata sandi baru"))
        told = tr(
            "Yang lama tidak berlaku lagi di komputer ini, dan kuncinya ikut diganti. Yang sudah "
            "ditandatangani tetap berlaku."
        )
        self.body.insertWidget(0, WrapLabel(told))
        if elsewhere:
            more = tr("Di komputer lain kantor ini yang lama berlaku sampai akunnya dibawa ke sana lagi.")
            self.body.insertWidget(1, WrapLabel(more))
        self.passphrase = passphrase_rows(self.form, lambda: [nama])
        self.passphrase.first.setFocus()

    def ready(self) -> bool:
        return not self.passphrase.problem()


class PinDialog(FormDialog):
    """A PIN of six digits for as long as the program runs."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, tr("Pasang PIN"), tr("Pasang PIN"), width=620)
        told = tr(
            "PIN membuka layar yang terkunci sampai Wira ditutup. "
            "Sesudah lima kali salah, kata sandi diminta."
        )
        self.body.insertWidget(0, WrapLabel(told))
        self.pin = PasswordField(tr("PIN enam angka"))
        self.again = PasswordField(tr("Ulangi PIN"))
        for field in (self.pin, self.again):
            field.setMaxLength(6)
        self.pin_row = self.form.row(tr("PIN enam angka"), self.pin)
        self.again_row = self.form.row(tr("Ulangi PIN"), self.again)
        self.pin.textEdited.connect(lambda _text: self.pin_row.set_findings([]))
        self.again.textEdited.connect(lambda _text: self.again_row.set_findings([]))
        self.pin.setFocus()

    def ready(self) -> bool:
        if self.pin.text() != self.again.text():
            return self.mark(self.again_row, tr("Kedua PIN belum sama."), tr("Ketik sekali lagi."))
        return True


class IdleDialog(FormDialog):
    """After how many idle minutes the screens of all offices lock themselves."""

    def __init__(self, parent: QWidget | None, minutes: int) -> None:
        super().__init__(parent, tr("Kunci layar semua kantor"), tr("Simpan"))
        told = tr(
            "Layar yang ditinggalkan terkunci sendiri; yang sedang diketik tetap tersimpan. Kantor memakai "
            "angka ini sesudah membuka balasan DKUM berikutnya."
        )
        self.body.insertWidget(0, WrapLabel(told))
        low, high = IDLE_RANGE
        self.field = TextField(tr("Menit"), digits=True, max_length=2)
        self.field.setText(str(minutes))
        self.row = self.form.row(
            tr("Menit"), self.field, hint=tr("{sedikit} sampai {banyak} menit.", sedikit=low, banyak=high)
        )
        self.field.textEdited.connect(lambda _text: self.row.set_findings([]))
        self.field.setFocus()
        self.field.selectAll()

    def minutes(self) -> int:
        """The number typed; 0 for none."""
        text = self.field.text().strip()
        return int(text) if text.isascii() and text.isdigit() else 0

    def ready(self) -> bool:
        low, high = IDLE_RANGE
        if low <= self.minutes() <= high:
            return True
        text = tr("Ketik angka {sedikit} sampai {banyak}.", sedikit=low, banyak=high)
        return self.mark(self.row, tr("Angka menit itu di luar batasnya."), text)
