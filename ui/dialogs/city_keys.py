"""DKUM's own keys: a kept file opened by its words, keys made anew, and what is shown once afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop_app.keys.passphrase import PAPER_WORDS, words_problem
from resources.i18n import tr
from ui import tokens as t
from ui.dialogs.enrolment import FingerprintGrid
from ui.dialogs.person import FormDialog
from ui.widgets.dialog import Dialog, Fact, FactsTable
from ui.widgets.fields import PasswordField
from ui.widgets.labels import Label, WrapLabel

_PREFIX, _GROUP = 16, 8
"""Letters before the secret part of an age key, and of each group that is written down."""


class KeyFileDialog(FormDialog):
    """The eight words of a file of keys. `words` are gone with the dialog."""

    def __init__(self, parent: QWidget | None, title: str, text: str, action: str, path: Path) -> None:
        super().__init__(parent, title, action)
        self.body.insertWidget(0, WrapLabel(text))
        self.body.insertWidget(1, FactsTable([Fact(tr("Berkas"), path.name)]))
        self.words = PasswordField(tr("Kata pembuka"))
        self.row = self.form.row(tr("Kata pembuka"), self.words)
        self.words.textEdited.connect(lambda _text: self._count())
        self.words.setFocus()
        self._count()

    def _count(self) -> None:
        """How far one is: the words themselves are hidden while they are typed."""
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
        return not problem or self.mark(self.row, tr("Kata pembuka belum benar."), problem)


class AnewDialog(FormDialog):
    """Everything anew: what it costs each office, and the passphrase of the person who decides it."""

    def __init__(self, parent: QWidget | None, *, held: bool) -> None:
        super().__init__(parent, tr("Buat kunci DKUM serba baru?"), tr("Buat kunci serba baru"))
        sentences = [
            tr(
                "Setiap kantor harus menyimpan permintaan lagi dan mencocokkan sidik kunci DKUM dengan "
                "lembar cetak. Sebelum itu berkas DKUM tidak terbuka di sana."
            ),
            tr("Cari dahulu salinan kunci dan berkas akar berikutnya; dengan salah satunya ini tidak perlu."),
        ]
        if held:
            sentences.append(
                tr(
                    "Kunci DKUM di komputer ini masih utuh. Lanjutkan hanya bila orang lain mungkin "
                    "memegang kunci akarnya."
                )
            )
        for at, sentence in enumerate(sentences):
            self.body.insertWidget(at, WrapLabel(sentence, tone="warn" if at == 2 else "text2"))
        self.passphrase = PasswordField(tr("Kata sandi Anda"))
        self.row = self.form.row(tr("Kata sandi Anda"), self.passphrase)
        self.passphrase.textEdited.connect(lambda _text: self.row.set_findings([]))
        self.passphrase.setFocus()

    def ready(self) -> bool:
        if self.passphrase.text():
            return True
        return self.mark(self.row, tr("Kata sandi masih kosong."), tr("Ketik kata sandinya."))


class RootDialog(Dialog):
    """DKUM goes on under another root: its fingerprint, and what is to be done now."""

    def __init__(
        self, parent: QWidget | None, fingerprint: str, steps: Sequence[str], sheet: Callable[[], object]
    ) -> None:
        super().__init__(
            parent, tr("DKUM memakai kunci akar yang baru"), icon="shield-check", tone="ok", width=600
        )
        self.body.addWidget(Label(tr("Sidik kunci akarnya"), weight=t.MEDIUM, tone="text2"))
        self.body.addWidget(FingerprintGrid(fingerprint.split(), open_last=False))
        self.body.addWidget(Label(tr("Langkah berikutnya"), weight=t.SEMIBOLD))
        for step in steps:
            self.body.addWidget(WrapLabel(step, tone="text"))
        self.finished.connect(self.deleteLater)
        self.sheet_button = self.add_button(tr("Simpan lembar sidik kunci"), icon="printer", left=True)
        self.sheet_button.clicked.connect(lambda: sheet())
        done = self.add_button(tr("Selesai"), kind="primary", key="Enter")
        done.clicked.connect(self.accept)
        self.set_default(done)


class RecoveryDialog(Dialog):
    """The recovery secret, shown this once; spaces between its groups do not matter."""

    def __init__(self, parent: QWidget | None, secret: str) -> None:
        super().__init__(parent, tr("Kunci pemulihan baru"), icon="shield-check", tone="ok", width=600)
        self.body.addWidget(
            WrapLabel(
                tr(
                    "Tulis semua kelompok ini di kertas, berurutan dari kiri ke kanan, dan simpan di luar "
                    "kantor. Kunci ini tidak ditampilkan lagi; kertas yang lama tetap disimpan sampai setiap "
                    "kantor menerima balasan DKUM."
                ),
                tone="text2",
            )
        )
        rest = range(_PREFIX, len(secret), _GROUP)
        self.groups = [secret[:_PREFIX], *(secret[at : at + _GROUP] for at in rest)]
        self.body.addWidget(FingerprintGrid(self.groups, open_last=False, name=tr("Kunci pemulihan")))
        self.finished.connect(self.deleteLater)  # and the secret with it
        done = self.add_button(tr("Sudah saya tulis"), kind="primary", key="Enter")
        done.clicked.connect(self.accept)
        self.set_default(done)
