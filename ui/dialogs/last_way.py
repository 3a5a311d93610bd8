"""DKUM's recovery file: asked for at the lock screen, answered at DKUM, and opened at the lock screen."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop_app.actions.last_way import Asked, RescueView, waiting_words
from desktop_app.domain.moments import wib
from desktop_app.errors import WiraError
from resources.i18n import tr
from ui import tokens as t
from ui import when
from ui.dialogs.enrolment import CompareDialog, FingerprintGrid
from ui.dialogs.person import FormDialog
from ui.pages.pertama_kantor import passphrase_rows
from ui.widgets.dialog import Dialog, Fact, FactsTable, StopDialog
from ui.widgets.fields import PasswordField, TextField
from ui.widgets.labels import Label, WrapLabel


class LastWayDialog(Dialog):
    """What DKUM can do where nobody comes in any more. `since`: a request waits for its answer."""

    def __init__(self, parent: QWidget | None, since: datetime | None) -> None:
        super().__init__(parent, tr("Lupa kata sandi"), icon="circle-question-mark", tone="accent", width=640)
        sentences = [
            tr("Petugas lain: minta admin kantor memberi kata sandi baru di Pengaturan, Petugas."),
            tr(
                "Bila semua admin lupa, DKUM dapat membuka kantor ini: simpan permintaan, bawa ke DKUM, lalu "
                "buka jawabannya di komputer ini. Data dan ketikan kantor tidak berubah."
            ),
        ]
        for sentence in sentences:
            self.body.addWidget(WrapLabel(sentence, tone="text2"))
        if since is not None:
            day = when.full_day(wib(since).date())
            told = tr("Permintaan tanggal {tanggal} menunggu jawaban DKUM.", tanggal=day)
            self.body.addWidget(WrapLabel(told, tone="text", weight=t.MEDIUM))
        cancel = self.add_button(tr("Batal"), key="Esc")
        cancel.clicked.connect(self.reject)
        waits = since is not None
        self.ask_button = self.add_button(tr("Minta DKUM"), kind="secondary" if waits else "primary")
        self.open_button = self.add_button(
            tr("Buka jawaban DKUM"), icon="folder-open", kind="primary" if waits else "secondary"
        )
        self.open_button.setEnabled(waits)
        self.set_default(self.open_button if waits else self.ask_button)
        self.finished.connect(self.deleteLater)


def ask_anew(parent: QWidget | None, since: datetime) -> StopDialog:
    """The question before the answer to the request of `since` becomes worthless."""
    becomes, better = waiting_words(since)
    return StopDialog.asking(
        parent, tr("Buat permintaan baru?"), becomes, action=tr("Buat permintaan baru"), next_step=better,
        danger=True,
    )  # fmt: skip


class AskDialog(FormDialog):
    """The passphrase with which DKUM's answer will be opened, and the office from then on."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, tr("Minta DKUM membuka kantor ini"), tr("Simpan permintaan"))
        told = tr(
            "Pilih kata sandi baru. Jawaban DKUM hanya terbuka di komputer ini dengan kata sandi itu; siapa "
            "yang menjadi admin kantor disebut DKUM menurut surat lurah."
        )
        self.body.insertWidget(0, WrapLabel(told))
        self.passphrase = passphrase_rows(self.form)
        self.passphrase.first.setFocus()

    def ready(self) -> bool:
        return not self.passphrase.problem()

    def again(self) -> None:
        """No folder was chosen: the person goes on here."""
        self.action_button.setEnabled(True)
        self.open()


class AskedDialog(Dialog):
    """The request is written: its fingerprint to be read out, and what to do now."""

    def __init__(self, parent: QWidget | None, asked: Asked) -> None:
        super().__init__(
            parent, tr("Permintaan pemulihan tersimpan"), icon="shield-check", tone="ok", width=600
        )
        steps = (
            tr("1. Berikan berkas dan lembar sidik kuncinya kepada DKUM, bersama surat lurah."),
            tr("2. DKUM menelepon; bacakan sidik kunci di bawah ini."),
            tr("3. Di layar masuk pilih Lupa kata sandi, lalu buka jawaban DKUM."),
        )
        for step in steps:
            self.body.addWidget(WrapLabel(step, tone="text"))
        self.body.addWidget(FingerprintGrid(asked.fingerprint.split(), open_last=False))
        self.body.addWidget(FactsTable([Fact(tr("Berkas"), asked.path.name)], framed=False))
        self.finished.connect(self.deleteLater)
        done = self.add_button(tr("Selesai"), kind="primary", key="Enter")
        done.clicked.connect(self.accept)
        self.set_default(done)


class AnswerDialog(FormDialog):
    """The passphrase that was chosen when DKUM was asked."""

    def __init__(self, parent: QWidget | None, path: Path) -> None:
        super().__init__(parent, tr("Buka jawaban DKUM"), tr("Buka kantor"))
        self.body.insertWidget(0, FactsTable([Fact(tr("Berkas"), path.name)]))
        self.passphrase = PasswordField(tr("Kata sandi"))
        hint = tr("Yang dipilih di komputer ini saat meminta DKUM.")
        self.row = self.form.row(tr("Kata sandi"), self.passphrase, hint=hint)
        self.passphrase.textEdited.connect(lambda _text: self.row.set_findings([]))
        self.passphrase.setFocus()

    def ready(self) -> bool:
        if self.passphrase.text():
            return True
        return self.mark(self.row, tr("Kata sandi masih kosong."), tr("Ketik kata sandinya."))


class RescueDialog(CompareDialog):
    """At DKUM: compare with what the office reads out, and name its admin. `nama()` after `accepted`."""

    def __init__(self, parent: QWidget | None, view: RescueView) -> None:
        super().__init__(
            parent,
            tr("Buka {kantor} bagi admin kantornya?", kantor=view.office),
            tr(
                "Telepon kantor itu di nomor yang Anda kenal. Cocokkan sidik kunci di bawah dengan yang "
                "terlihat di layar atau lembar mereka, lalu ketik kelompok terakhir yang mereka bacakan."
            ),
            facts=[
                Fact(tr("Jenis"), view.kind),
                Fact(tr("Kode perangkat"), view.tag),
                Fact(tr("Dibuat"), when.full_day(wib(view.made).date())),
                Fact(tr("Petugas di sana"), ", ".join(view.serving) or "–", private=True),
            ],
            candidates=[view.fingerprint],
            label=tr("Kelompok terakhir sidik kunci, dibacakan kantor itu lewat telepon"),
            action=tr("Simpan jawaban"),
        )
        self.name = TextField(tr("Nama admin kantor itu, menurut surat lurah"), max_length=120)
        self.paper = PasswordField(tr("Kunci pemulihan lama, dari kertas"))
        at = self.body.indexOf(self.problem)
        self._paper_label = Label(self.paper.accessibleName(), weight=t.MEDIUM, tone="text2")
        name_label = Label(self.name.accessibleName(), weight=t.MEDIUM, tone="text2")
        name_label.setBuddy(self.name)
        self._paper_label.setBuddy(self.paper)
        for widget in (self.paper, self._paper_label, self.name, name_label):
            self.body.insertWidget(at, widget)
        for widget in (self.paper, self._paper_label):
            widget.hide()
        self.name.textChanged.connect(self._check)
        self.paper.textChanged.connect(self._check)
        self._check()

    def nama(self) -> str:
        """Who becomes the office's admin."""
        return " ".join(self.name.text().split())

    def show_problem(self, error: WiraError) -> None:
        """Where DKUM holds the key of that office no more, the paper's is asked for."""
        super().show_problem(error)
        if error.code == "recovery_key":
            self.field.set_state("")
            self._paper_label.show()
            self.paper.show()
            self.paper.setFocus()
            self._fit()
        self.open()

    def _check(self) -> None:
        super()._check()
        name = getattr(self, "name", None)
        if name is not None and not name.text().strip():
            self.action_button.setEnabled(False)
