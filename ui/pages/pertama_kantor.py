"""First run: the office and its first person; afterwards what DKUM needs to know of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QFrame, QHBoxLayout, QListView, QScrollArea, QVBoxLayout, QWidget

from desktop_app.domain import region
from desktop_app.errors import WiraError
from desktop_app.keys.passphrase import judge, suggest
from resources.i18n import tr
from ui import tokens as t
from ui.clipboard import copy_secret
from ui.pages.pertama_step import Step, head
from ui.widgets.button import Button
from ui.widgets.card import Card, FindingCard
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.dialog import StopDialog
from ui.widgets.fields import PasswordField, TextField
from ui.widgets.form import FieldRow, Form
from ui.widgets.labels import Label, WrapLabel
from ui.widgets.strength import StrengthMeter
from ui.worker import Progress, Worker

Clock = Callable[[], datetime]


class KelurahanField(TextField):
    """Finds one of the 63 as one types; two are called Curug, so the kecamatan is always shown."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, placeholder=tr("Ketik nama kelurahan"), parent=parent)
        words = QStringListModel([place.display for place in region.all_kelurahan()], self)
        finder = QCompleter(words, self)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        finder.setMaxVisibleItems(8)
        popup = QListView()
        finder.setPopup(popup)
        popup.setObjectName("completer")
        popup.setAccessibleName(tr("Kelurahan yang cocok"))
        self.setCompleter(finder)
        self.left.connect(self._settle)

    def found(self) -> tuple[region.Kelurahan, ...]:
        """Every kelurahan that the text may name."""
        text = self.text().strip()
        exact = [place for place in region.all_kelurahan() if place.display.casefold() == text.casefold()]
        return tuple(exact) or (region.find(text) if text else ())

    def _settle(self) -> None:
        found = self.found()
        if len(found) == 1:
            self.setText(found[0].display)


class PassphraseRows(NamedTuple):
    """The two fields of a new passphrase in a form."""

    first: PasswordField
    second: PasswordField
    row: FieldRow
    again: FieldRow
    personal: Callable[[], Sequence[str]]

    def problem(self) -> str:
        """What is missing before the passphrase can be judged; marks the row."""
        if not self.first.text():
            told = tr("Kata sandi masih kosong."), tr("Tekan Buatkan, atau ketik kata sandi Anda.")
            return _mark(self.row, *told)
        found = judge(self.first.text(), self.personal())
        if not found.strong:
            return _mark(self.row, found.reason, found.advice)
        if self.first.text() != self.second.text():
            told = tr("Kedua kata sandi belum sama."), tr("Ketik sekali lagi persis seperti di atas.")
            return _mark(self.again, *told)
        return ""


def passphrase_rows(form: Form, personal: Callable[[], Sequence[str]] = tuple) -> PassphraseRows:
    """A new passphrase: *Buatkan* offers four words, it is typed twice, and a meter says how strong it is.
    `personal` are words that a guesser tries first."""
    first = PasswordField(tr("Kata sandi baru"))
    second = PasswordField(tr("Ulangi kata sandi"))
    make = Button(tr("Buatkan"), icon="sparkles")
    row = form.row(
        tr("Kata sandi baru"), first, make, stretch=(1, 0),
        hint=tr("Sedikitnya dua belas huruf. Buatkan memilih empat kata yang mudah diingat."),
    )  # fmt: skip
    meter = StrengthMeter()
    form.row(tr("Kekuatan"), meter).fields.clear()  # told, not typed in
    meter.removeEventFilter(form)
    again = form.row(tr("Ulangi kata sandi"), second)
    first.setMaxLength(200)
    row.fields.remove(make)  # Enter goes past the button; on it, Enter presses it
    make.removeEventFilter(form)

    first.textChanged.connect(lambda text: meter.show_judgement(judge(text, personal()) if text else None))

    def offer() -> None:
        first.setText(suggest())
        second.clear()
        if first.echoMode() == PasswordField.EchoMode.Password:
            first.reveal()
        row.set_findings(
            [FindingCard("info", tr("Tulis empat kata ini di kertas"),
                         tr("Simpan kertasnya di tempat terkunci, lalu ketik sekali lagi di bawah."))]
        )  # fmt: skip
        second.setFocus(Qt.FocusReason.OtherFocusReason)

    make.clicked.connect(offer)
    QWidget.setTabOrder(first, second)  # a space typed too early presses nothing
    QWidget.setTabOrder(second, make)
    first.textEdited.connect(lambda _text: row.set_findings([]))
    second.textEdited.connect(lambda _text: again.set_findings([]))
    return PassphraseRows(first, second, row, again, personal)


def _mark(row: FieldRow, title: str, text: str) -> str:
    row.set_findings([FindingCard("block", title, text)], "bad")
    row.fields[0].setFocus(Qt.FocusReason.OtherFocusReason)
    return title


def scrolled(inner: QWidget, name: str) -> QScrollArea:
    """`inner` in a scroll area without a frame."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setAccessibleName(name)
    inner.setObjectName("body")
    area.setWidget(inner)
    area.viewport().setAutoFillBackground(False)
    inner.setAutoFillBackground(False)
    return area


class OfficeStep(Step):
    """Which office, and who begins it. `made(office, recovery key or "")`."""

    made = Signal(object, str)

    def __init__(self, worker: Worker, home: Path, clock: Clock, cost: Any, *, city: bool) -> None:
        super().__init__()
        self._worker, self._home, self._clock, self._cost, self._city = worker, home, clock, cost, city
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 8)
        column.setSpacing(14)
        if city:
            told = tr("Hanya satu komputer di kota ini yang memulai DKUM. Kuncinya dibuat sekarang.")
            column.addLayout(head(tr("Kantor DKUM"), told))
        else:
            told = tr("Entri dan verifikasi dapat dimulai begitu kantor ini dibuat.")
            column.addLayout(head(tr("Kantor kelurahan atau laptop lapangan"), told))
        card = Card(padding=22)
        card.body.addWidget(scrolled(self._form(), tr("Isian kantor baru")))
        column.addWidget(card, 1)
        where = tr("Data disimpan terenkripsi di {folder}", folder=home)
        column.addWidget(WrapLabel(where, size=t.SIZE_META))
        column.addLayout(self._buttons())

    def _form(self) -> Form:
        form = Form()
        if not self._city:
            form.section(tr("Kantor"))
            kinds = [
                Option("kelurahan", tr("Kantor kelurahan"), "K"),
                Option("lapangan", tr("Laptop lapangan"), "L"),
            ]
            self.kind = SegmentedChoice(tr("Jenis"), kinds)
            self.kind.set_value("kelurahan")
            form.row(tr("Jenis"), self.kind)
            self.place = KelurahanField(tr("Kelurahan"))
            self.place_row = form.row(
                tr("Kelurahan"), self.place, hint=tr("Pilih dari 63 kelurahan di Kota Depok.")
            )
            self.place.textChanged.connect(lambda _text: self.place_row.set_findings([]))
        form.section(tr("Petugas pertama"), tr("menjadi admin kantor"))
        self.nama = TextField(tr("Nama lengkap"), max_length=120)
        self.nama_row = form.row(tr("Nama lengkap"), self.nama, hint=tr("Nama ini tampil di layar masuk."))
        self.nama.textEdited.connect(lambda _text: self.nama_row.set_findings([]))
        self.nip = TextField(tr("NIP"), digits=True, max_length=25)
        form.row(tr("NIP"), self.nip, hint=tr("Boleh kosong."))
        self.jabatan = TextField(tr("Jabatan"), max_length=120)
        post = tr("Boleh kosong.") if self._city else tr("Boleh kosong, misalnya Kasi Ekbang.")
        form.row(tr("Jabatan"), self.jabatan, hint=post)
        self.passphrase = passphrase_rows(form, lambda: [self.nama.text(), self.nip.text()])
        return form

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        back = Button(tr("Kembali"), key="Esc")
        back.clicked.connect(self.back)
        self.button = Button(tr("Buat kantor"), kind="primary", key="Ctrl+Enter", height=36)
        self.button.clicked.connect(self.finish)
        row.addWidget(back)
        row.addStretch(1)
        row.addWidget(self.button)
        return row

    def first_focus(self) -> QWidget | None:
        return self.nama if self._city else self.place

    def may_leave(self) -> bool:
        return self.button.isEnabled()

    def finish(self) -> None:
        """Check what can be checked here, then make the office in the worker."""
        if not self.button.isEnabled() or not self._ready():
            return
        from desktop_app.actions.founding import FoundOffice, found_office
        from desktop_app.keys.slots import DEFAULT_COST

        code = "" if self._city else self.place.found()[0].code
        wish = FoundOffice(
            "dkum" if self._city else "lapangan" if self.kind.value() == "lapangan" else "kelurahan",
            code,
            " ".join(self.nama.text().split()),
            self.passphrase.first.text(),
            self.nip.text().strip(),
            self.jabatan.text().strip(),
        )

        def make(_progress: Progress) -> tuple[Any, str]:
            office = found_office(self._home, wish, clock=self._clock, cost=self._cost or DEFAULT_COST)
            if wish.kind != "dkum":
                return office, ""
            from desktop_app.actions import trust

            return office, trust.authority(office).recovery

        self.button.setEnabled(False)
        self.button.set_text(tr("Membuat kantor"))
        self._worker.run(make, lambda made: self.made.emit(*made), self._refused, owner=self)

    def _ready(self) -> bool:
        if not self._city:
            found = self.place.found()
            if len(found) > 1:
                both = ", ".join(place.kecamatan for place in found)
                _mark(
                    self.place_row,
                    tr("Nama ini dipakai lebih dari satu kelurahan."),
                    tr("Pilih yang ada di kecamatan Anda: {kecamatan}.", kecamatan=both),
                )
                return False
            if not found:
                _mark(
                    self.place_row,
                    tr("Kelurahan belum dipilih."),
                    tr("Ketik sebagian namanya, lalu pilih dari daftar."),
                )
                return False
        if not self.nama.text().strip():
            _mark(self.nama_row, tr("Nama petugas masih kosong."), tr("Isi nama lengkapnya."))
            return False
        return not self.passphrase.problem()

    def _refused(self, error: WiraError) -> None:
        self.button.setEnabled(True)
        self.button.set_text(tr("Buat kantor"))
        if error.code.startswith("passphrase"):
            _mark(self.passphrase.row, error.message, error.next_step)
            return
        if error.code == "name":
            _mark(self.nama_row, error.message, error.next_step)
            return
        StopDialog.for_error(self, tr("Kantor belum dapat dibuat"), error).open()


class MadeStep(Step):
    """The office stands: its fingerprint to read out, the request to save; at DKUM what to print and keep."""

    done = Signal()

    def __init__(self, worker: Worker, office: Any, recovery: str) -> None:
        super().__init__()
        self._worker, self._office, self._recovery = worker, office, recovery
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 8)
        column.setSpacing(14)
        told = (
            tr("Cetak sidik kunci DKUM untuk semua kelurahan, dan simpan kunci pemulihan di luar kantor.")
            if recovery
            else tr("Satu langkah lagi: kirim berkas permintaan ke DKUM. Sementara itu entri sudah bisa.")
        )
        column.addLayout(head(tr("{kantor} siap dipakai", kantor=office.info.name), told))
        column.addWidget(self._fingerprint())
        self.saved = WrapLabel("", weight=t.MEDIUM, tone="ok")
        self.saved.hide()
        column.addWidget(self._recovery_card() if recovery else self._request_card())
        column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        self.go = Button(tr("Mulai bekerja"), kind="primary", key="Ctrl+Enter", height=36)
        self.go.clicked.connect(self.finish)
        row.addWidget(self.go)
        column.addLayout(row)

    def _fingerprint(self) -> Card:
        from ui.dialogs.enrolment import FingerprintGrid

        if self._recovery:
            title, print_ = tr("Sidik kunci DKUM"), self._office.directory.root_fingerprints()[0]
            text = tr("Setiap kelurahan mencocokkannya dengan lembar cetak ini saat membuka izin.")
        else:
            title, print_ = tr("Sidik kunci kantor ini"), self._office.device.fingerprint
            text = tr("DKUM akan menelepon dan meminta Anda membacakannya sebelum mengirim izin.")
        card = Card(title)
        card.body.addWidget(WrapLabel(text))
        card.body.addWidget(FingerprintGrid(print_.split(), open_last=False))
        return card

    def _request_card(self) -> Card:
        card = Card(tr("Berkas permintaan"))
        card.body.addWidget(
            WrapLabel(
                tr("Berkas ini hanya berisi kunci umum dan kode kelurahan, tanpa data pribadi. "
                   "Sampai izin DKUM dibuka, Daftar Nominatif berstatus DRAF dan berkas data menunggu.")
            )
        )  # fmt: skip
        self.save = Button(tr("Simpan berkas permintaan"), icon="usb", key="F2", bind=True)
        self.save.clicked.connect(self._pick)
        card.body.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        card.body.addWidget(self.saved)
        return card

    def _recovery_card(self) -> Card:
        card = Card(tr("Kunci pemulihan"), tr("hanya ditunjukkan sekali"), tone="warn")
        card.body.addWidget(
            WrapLabel(
                tr("Dengan kunci ini DKUM dapat membuka kantor yang kehilangan semua kata sandinya. "
                   "Tulis atau cetak, lalu simpan di brankas, tidak di komputer ini.")
            )
        )  # fmt: skip
        half = len(self._recovery) // 2
        self.key = Label(f"{self._recovery[:half]}\n{self._recovery[half:]}", weight=t.MEDIUM, digits=True)
        # Not selectable: only the button's copy is marked as a secret and taken off the clipboard again.
        self.key.setAccessibleName(tr("Kunci pemulihan"))
        card.body.addWidget(self.key)
        self.save = Button(tr("Salin kunci pemulihan"), icon="copy", key="F2", bind=True)
        self.save.clicked.connect(self._copy)
        card.body.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        card.body.addWidget(self.saved)
        return card

    def _copy(self) -> None:
        copy_secret(self._recovery)
        self.saved.setText(
            tr("Kunci pemulihan disalin untuk satu menit. Tempelkan ke lembar yang akan dicetak.")
        )
        self.saved.show()

    def _pick(self) -> None:
        from ui.dialogs.pick import pick_folder

        pick_folder(self, tr("Simpan berkas permintaan di"), str(Path.home()), self.save_request)

    def save_request(self, folder: Path) -> None:
        """Write the request into `folder`."""
        from desktop_app.actions.trust import make_request

        def done(path: Path) -> None:
            self.saved.setText(tr("Berkas {nama} tersimpan di {folder}.", nama=path.name, folder=path.parent))
            self.saved.show()
            self.go.setFocus(Qt.FocusReason.OtherFocusReason)

        def refused(error: WiraError) -> None:
            StopDialog.for_error(self, tr("Berkas permintaan belum tersimpan"), error).open()

        self._worker.run(lambda _progress: make_request(self._office, folder), done, refused, owner=self)

    def first_focus(self) -> QWidget | None:
        return self.save

    def may_leave(self) -> bool:
        return False

    def finish(self) -> None:
        """Go to work."""
        self.done.emit()
