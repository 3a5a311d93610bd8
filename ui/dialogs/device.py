"""DKUM takes a device out or back, and keeps its own keys outside the office: the dialogs for it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.actions.city_keys import KeptFile
from desktop_app.actions.devices import MOST_WORDS, DeviceLine
from desktop_app.domain import kept_texts, reasons
from desktop_app.domain.people import OFFICE_LABELS
from desktop_app.errors import WiraError
from resources.i18n import tr
from ui import tokens as t
from ui.dialogs.enrolment import CompareDialog, FingerprintGrid
from ui.forms.editors import DateField
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.dialog import Dialog, Fact, FactsTable
from ui.widgets.fields import TextField
from ui.widgets.labels import Label, WrapLabel

_LOST, _RETIRED = "lost", "retired"


class RevokeDialog(CompareDialog):
    """The compared fingerprint, the reason, and the day from which nothing counts any more; or that the
    device was never in other hands."""

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
        self.how = SegmentedChoice(
            tr("Perangkatnya"),
            [
                Option(_LOST, tr("Hilang atau tidak pasti"), "1"),
                Option(_RETIRED, tr("Ditarik kantornya"), "2"),
            ],
        )
        self.how.set_value(_LOST)
        self.meaning = WrapLabel("", size=t.SIZE_META)
        at = self.body.indexOf(self.problem)
        self.body.insertWidget(at, self.meaning)
        for field in (self.how, self.reason, self.since):
            caption = Label(field.accessibleName(), weight=t.MEDIUM, tone="text2")
            caption.setBuddy(field)
            self.body.insertWidget(at, caption)
            self.body.insertWidget(at + 1, field)
            at += 3 if field is self.how else 2  # what it means stands below the choice
        self.how.chosen.connect(lambda _how: self._say_meaning())
        self.reason.textChanged.connect(self._check)
        self.since.textChanged.connect(self._check)
        self._check()
        self._say_meaning()

    def retired(self) -> bool:
        """Whether the office itself took the device out of use, and nobody else ever had it."""
        return self.how.value() == _RETIRED

    def _say_meaning(self) -> None:
        told = (
            tr("Tidak pernah di tangan orang lain: segel dan kode halaman yang lama tetap sah.")
            if self.retired()
            else tr(
                "Segel dan kode halaman yang lama hanya sah bila ada saksinya di register atau penanda waktu."
            )
        )
        self.meaning.setText(told)
        self.how.setAccessibleDescription(told)
        self._fit()

    def show_problem(self, error: WiraError) -> None:
        """A day or a reason that cannot be used is that field's fault, all else the fingerprint's."""
        super().show_problem(error)
        own = {"date": self.since, "reason": self.reason, kept_texts.CODE: self.reason}.get(error.code)
        if own is not None:
            self.field.set_state("")
            own.set_state("bad", str(error))
            own.selectAll()
            own.setFocus()

    def _check(self) -> None:
        super()._check()
        reason = getattr(self, "reason", None)
        if reason is None:
            return
        self.since.set_state("")
        reason.set_state("")
        if not reasons.meaningful(reason.text()):
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
