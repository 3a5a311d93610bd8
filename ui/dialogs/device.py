"""DKUM takes a device out or back, and keeps its own keys outside the office: the dialogs for it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.actions.city_keys import KeptFile
from desktop_app.actions.devices import MOST_WORDS, DeviceLine
from desktop_app.domain.people import OFFICE_LABELS
from desktop_app.errors import WiraError
from resources.i18n import tr
from ui import tokens as t
from ui.dialogs.enrolment import CompareDialog, FingerprintGrid
from ui.forms.editors import DateField
from ui.widgets.dialog import Dialog, Fact, FactsTable
from ui.widgets.fields import TextField
from ui.widgets.labels import Label, WrapLabel


class RevokeDialog(CompareDialog):
    """The compared fingerprint, the reason, and the day from which nothing counts any more."""

    def __init__(self, parent: QWidget | None, line: DeviceLine) -> None:
        super().__init__(
            parent,
            tr("Cabut perangkat {kantor}?", kantor=line.office),
            tr(
                "Berkas dari perangkat ini akan ditolak. Cocokkan dengan lembar sidik kunci kantor itu, lalu "
                "ketik kelompok terakhirnya."
            ),
            facts=[Fact(tr("Kode perangkat"), line.tag), Fact(tr("Jenis"), tr(OFFICE_LABELS[line.kind]))],
            candidates=[line.fingerprint],
            label=tr("Kelompok terakhir sidik kunci"),
            action=tr("Cabut perangkat"),
        )
        self.reason = TextField(tr("Alasan pencabutan"), max_length=MOST_WORDS)
        self.since = DateField(tr("Tidak berlaku mulai"), placeholder=tr("kosong: yang sudah masuk berlaku"))
        at = self.body.indexOf(self.problem)
        for field in (self.reason, self.since):
            caption = Label(field.accessibleName(), weight=t.MEDIUM, tone="text2")
            caption.setBuddy(field)
            self.body.insertWidget(at, caption)
            self.body.insertWidget(at + 1, field)
            at += 2
        self.reason.textChanged.connect(self._check)
        self.since.textChanged.connect(self._check)
        self._check()

    def show_problem(self, error: WiraError) -> None:
        """A day that cannot be used is the day's field's fault, all else the fingerprint's."""
        super().show_problem(error)
        if error.code == "date":
            self.field.set_state("")
            self.since.set_state("bad", str(error))
            self.since.selectAll()
            self.since.setFocus()

    def _check(self) -> None:
        super()._check()
        reason = getattr(self, "reason", None)
        if reason is None:
            return
        self.since.set_state("")
        if not reason.text().strip():
            self.action_button.setEnabled(False)


class ReadmitDialog(CompareDialog):
    """The compared fingerprint again."""

    def __init__(self, parent: QWidget | None, line: DeviceLine) -> None:
        super().__init__(
            parent,
            tr("Terima kembali perangkat {kantor}?", kantor=line.office),
            tr(
                "Hanya bila pencabutannya keliru: semua yang ditulis perangkat ini berlaku lagi. Cocokkan "
                "dengan lembar sidik kunci kantor itu, lalu ketik kelompok terakhirnya."
            ),
            facts=[Fact(tr("Kode perangkat"), line.tag), Fact(tr("Alasan dicabut"), line.why)],
            candidates=[line.fingerprint],
            label=tr("Kelompok terakhir sidik kunci"),
            action=tr("Terima kembali"),
        )


class KeptDialog(Dialog):
    """The words that open a file of keys, shown this once."""

    def __init__(self, parent: QWidget | None, title: str, kept: KeptFile) -> None:
        super().__init__(parent, title, icon="shield-check", tone="ok", width=560)
        self.body.addWidget(
            WrapLabel(
                tr(
                    "Tulis delapan kata ini di kertas dan simpan terpisah dari berkasnya. Kata-kata ini "
                    "tidak ditampilkan lagi dan tidak disimpan di mana pun."
                ),
                tone="text2",
            )
        )
        self.body.addWidget(FingerprintGrid(kept.words.split(), open_last=False, name=tr("Kata pembuka")))
        self.body.addWidget(FactsTable([Fact(tr("Berkas"), kept.path.name)], framed=False))
        self.body.addWidget(Label(tr("Sidik kunci akarnya"), weight=t.MEDIUM, tone="text2"))
        self.body.addWidget(FingerprintGrid(kept.fingerprint.split(), open_last=False))
        self.finished.connect(self.deleteLater)  # and the words with it
        done = self.add_button(tr("Sudah saya tulis"), kind="primary", key="Enter")
        done.clicked.connect(self.accept)
        self.set_default(done)
