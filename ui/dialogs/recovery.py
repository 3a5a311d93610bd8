"""The recovery sheet: made and printed while somebody is in, used where a passphrase is forgotten."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop_app.actions.recovery import RecoverySheet, sheet_page
from desktop_app.keys.passphrase import PAPER_WORDS, words_problem
from resources.i18n import tr
from ui.bench import Bench
from ui.dialogs.enrolment import FingerprintGrid
from ui.dialogs.person import FormDialog
from ui.models import papers
from ui.pages.pertama_kantor import passphrase_rows
from ui.printing import ask_printer, into_file, print_pages
from ui.widgets.dialog import Dialog
from ui.widgets.fields import PasswordField
from ui.widgets.labels import WrapLabel


class RecoveryAskDialog(FormDialog):
    """The passphrase of the admin before a new sheet is made. `again`: there is one already."""

    def __init__(self, parent: QWidget | None, *, again: bool) -> None:
        super().__init__(parent, tr("Buat lembar pemulihan"), tr("Buat lembar"))
        told = tr(
            "Delapan kata di kertas membuka kantor ini bila Anda lupa kata sandi. Siapkan printer atau alat "
            "tulis: kata-katanya ditampilkan sekali saja."
        )
        self.body.insertWidget(0, WrapLabel(told))
        if again:
            self.body.insertWidget(1, WrapLabel(tr("Lembar yang sekarang tidak berlaku lagi sesudahnya.")))
        self.passphrase = PasswordField(tr("Kata sandi Anda"))
        self.row = self.form.row(tr("Kata sandi Anda"), self.passphrase)
        self.passphrase.textEdited.connect(lambda _text: self.row.set_findings([]))
        self.passphrase.setFocus()

    def ready(self) -> bool:
        if self.passphrase.text():
            return True
        return self.mark(self.row, tr("Kata sandi masih kosong."), tr("Ketik kata sandinya."))


class RecoverySheetDialog(Dialog):
    """The words, shown this once: to be printed or written down. They are gone with the dialog."""

    secret = True

    def __init__(self, owner: QWidget, bench: Bench, sheet: RecoverySheet) -> None:
        super().__init__(owner, tr("Lembar pemulihan"), icon="shield-check", tone="ok", width=600)
        self._owner, self._bench, self._sheet = owner, bench, sheet
        self.body.addWidget(
            WrapLabel(
                tr(
                    "Cetak, atau tulis kedelapan kata ini di kertas, berurutan dari kiri ke kanan. Simpan "
                    "dalam amplop tertutup di lemari terkunci."
                )
            )
        )
        self.words = FingerprintGrid(sheet.words.split(), open_last=False, name=tr("Kata pembuka"))
        self.body.addWidget(self.words)
        self.told = WrapLabel("", tone="ok")
        self.refused = WrapLabel("", tone="bad")
        for label in (self.told, self.refused):
            label.hide()
            self.body.addWidget(label)
        self.finished.connect(self.deleteLater)
        self.print_button = self.add_button(tr("Cetak"), icon="printer", key="Ctrl+P", left=True)
        self.print_button.clicked.connect(self.ask_printer)
        done = self.add_button(tr("Sudah saya simpan"), kind="primary", key="Ctrl+Enter")
        done.clicked.connect(self.accept)
        self.set_default(self.print_button)  # one Enter too many does not take the words away

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.key() == Qt.Key.Key_P:
                self.ask_printer()
                return
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.accept()
                return
        super().keyPressEvent(event)

    def ask_printer(self) -> None:
        """The system's print dialog; the page goes from memory to the printer."""
        paper = papers.of_pdf(sheet_page(self._bench.office, self._sheet))
        title = tr("Lembar pemulihan")
        go = partial(self.print_on, paper=paper)
        ask_printer(self, title, paper.sheets, go, lambda: None, secret=True)

    def print_on(self, printer: Any, paper: papers.Paper) -> None:
        """Print it on the printer that was chosen; what would only write a file is refused."""
        if into_file(printer):
            self._say(
                self.refused,
                tr(
                    "Lembar ini tidak disimpan sebagai berkas, supaya kata-katanya tidak tertinggal di "
                    "komputer. Pilih printer berkertas, atau tulis kata-katanya di kertas."
                ),
            )
            return

        def step(_done: int, _total: int, _sentence: str) -> None:
            pass

        def sent(_pages: int) -> None:
            self._say(self.told, tr("Lembar dikirim ke printer. Ambil sendiri dari printernya."))

        self._bench.print(
            lambda _progress: print_pages(printer, paper.sheets, papers.picture, step),
            sent,
            owner=self,
            progress=step,
            cancelled=lambda: None,
            after=lambda: None,
        )

    def _say(self, where: WrapLabel, sentence: str) -> None:
        for label in (self.told, self.refused):
            label.setVisible(label is where)
        where.setText(sentence)
        self._fit()


class ForgottenDialog(FormDialog):
    """Coming in by the sheet: its words, and the new passphrase of `nama`."""

    def __init__(self, parent: QWidget | None, nama: str, *, last_way: bool = False) -> None:
        """`last_way`: where the sheet is lost as well, DKUM can open the office."""
        super().__init__(parent, tr("Lupa kata sandi"), tr("Masuk dengan lembar ini"))
        self.last_way_button = self.add_button(tr("Lembarnya hilang: minta DKUM"), kind="link", left=True)
        self.last_way_button.setVisible(last_way)
        told = tr(
            "Petugas lain: minta admin kantor memberi kata sandi baru di Pengaturan, Petugas. Dengan lembar "
            "pemulihan dari lemari terkunci, {nama} masuk dan memilih kata sandi baru.",
            nama=nama,
        )
        self.body.insertWidget(0, WrapLabel(told))
        self.words = PasswordField(tr("Kata pembuka"))
        self.words.setMaxLength(200)
        self.row = self.form.row(tr("Kata pembuka"), self.words)
        self.words.textEdited.connect(lambda _text: self._count())
        self.passphrase = passphrase_rows(self.form, lambda: [nama])
        self.words.setFocus()
        self._count()

    def _count(self) -> None:
        self.row.set_findings([])
        self.row.set_hint(
            tr(
                "Ketik dari kertasnya, dipisah spasi: {n} dari {m} kata. Tekan gambar mata untuk melihatnya.",
                n=len(self.words.text().split()),
                m=PAPER_WORDS,
            )
        )

    def ready(self) -> bool:
        problem = words_problem(self.words.text())
        if problem:
            return self.mark(self.row, tr("Kata pembuka belum benar."), problem)
        return not self.passphrase.problem()
