"""The status list for the registration app: why now, which form, and where the file goes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtGui import QShowEvent

from desktop_app.actions import extracting, status_extract
from desktop_app.domain import kept_texts, reasons
from desktop_app.errors import WiraError
from resources.i18n import tr
from ui import tokens as t
from ui.bench import Bench
from ui.dialogs.extract import PREF
from ui.dialogs.pick import pick_folder
from ui.pages.base import Page
from ui.widgets.card import FindingCard
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.dialog import Dialog
from ui.widgets.fields import TextField
from ui.widgets.form import Form
from ui.widgets.labels import WrapLabel


class StatusExtractDialog(Dialog):
    """`made(object)` with the `status_extract.Written` once the file is written and recorded."""

    made = Signal(object)

    def __init__(self, page: Page, bench: Bench) -> None:
        super().__init__(page, tr("Status untuk aplikasi pendaftaran"), icon="file-down", width=640)
        self._bench = bench
        self._busy = False
        self.body.addWidget(
            WrapLabel(
                tr(
                    "Nomor pendaftaran, status, dan alasan tahun {tahun}, tanpa nama dan tanpa NIK. "
                    "Kata-kata yang dapat menyebut orang tidak ikut.",
                    tahun=bench.office.today().year,
                ),
                size=t.SIZE_META,
            )
        )
        form = Form(self, field_width=380)
        self.kind = SegmentedChoice(
            tr("Bentuk berkas"), [Option("csv", "CSV", "C"), Option("xlsx", "XLSX", "X")]
        )
        self.kind.set_value("csv")
        self.reason = TextField(tr("Alasan"), max_length=extracting.LONGEST_REASON)
        self.reason.textEdited.connect(lambda _text: self.reason_row.set_findings(()))
        form.row(tr("Bentuk berkas"), self.kind)
        self.reason_row = form.row(tr("Alasan"), self.reason, hint=tr("Mengapa diberikan sekarang."))
        self.body.addWidget(form)
        self.problem = WrapLabel("", tone="bad")
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.add_button(tr("Batal"), key="Esc").clicked.connect(self.reject)
        self.save_button = self.add_button(tr("Simpan berkas"), kind="primary", icon="check", key="Enter")
        self.save_button.clicked.connect(self.ask_folder)
        self.set_default(self.save_button)
        self.rejected.connect(self.deleteLater)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_folder(self) -> None:
        """Choose where the file goes, once there is a reason."""
        if not reasons.meaningful(self.reason.text()):
            title = tr("Alasan belum jelas") if self.reason.text().strip() else tr("Alasan belum ditulis")
            why = tr("Alasan dicatat bersama siapa yang memberi dan kepada siapa.")
            self.reason_row.set_findings([FindingCard("block", title, why)], "bad")
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            self._fit()
        elif not self._busy:
            fallback = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
            start = str(self._bench.prefs.get(PREF, fallback))
            pick_folder(self, tr("Folder untuk berkas"), start, self.save_into)

    def save_into(self, folder: Path) -> None:
        """Write the file into `folder` under a name nothing has there yet, and record it."""
        self._bench.prefs.put(PREF, str(folder))
        self.problem.hide()
        office, reason, form = self._bench.office, self.reason.text(), self.kind.value() or "csv"
        self._busy = True
        self.save_button.setEnabled(False)
        self._bench.do(
            lambda _told: status_extract.save_into(office, folder, reason, form),
            self._made, owner=self, refused=self._refused, after=self._ended,
        )  # fmt: skip

    def _made(self, made: status_extract.Written) -> None:
        self.done(self.DialogCode.Accepted)
        self.deleteLater()
        self.made.emit(made)

    def _ended(self) -> None:
        self._busy = False
        self.save_button.setEnabled(True)

    def _refused(self, error: WiraError) -> None:
        if error.code in ("reason", kept_texts.CODE):
            self.reason_row.set_findings([FindingCard("block", error.message, error.next_step)], "bad")
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            self._fit()
            return
        self.problem.setText(str(error))
        self.problem.show()
        self._fit()
