"""A paper about mentors before it is issued: seen as DRAF, printed, saved, or sealed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog

from desktop_app.actions.mentor_papers import SEALERS, MentorPaperWish, draft_paper, seal_paper
from desktop_app.actions.rosters import Issued
from desktop_app.errors import WiraError
from resources.i18n import tr
from ui.bench import Bench
from ui.models import papers as work
from ui.pages import dokumen_print
from ui.pages.base import Page
from ui.pages.dokumen_paper import PaperPane
from ui.printing import ask_printer
from ui.widgets.card import FindingCard
from ui.widgets.dialog import Dialog
from ui.widgets.fields import TextField
from ui.widgets.form import Form
from ui.widgets.labels import WrapLabel

_ROOM = 96


class MentorPaperDialog(Dialog):
    """`sealed(str)` with the document's record once it is issued."""

    sealed = Signal(str)

    def __init__(self, page: Page, bench: Bench, wish: MentorPaperWish, title: str) -> None:
        super().__init__(page, title, icon="file-text", width=900)
        self._page, self._bench, self._wish, self._title = page, bench, wish, title
        self.paper = PaperPane(bench.worker)
        self.paper.print_asked.connect(self.print_paper)
        self.paper.save_asked.connect(self.save_paper)
        self.paper.open_asked.connect(self.open_paper)
        self.body.addWidget(self.paper)
        self.form = Form(field_width=300)
        self.number = TextField(tr("Nomor surat"), max_length=60)
        self.number_row = self.form.row(
            tr("Nomor surat"), self.number, hint=tr("Dari buku agenda. Tanpa nomor hanya bisa draf.")
        )
        self.number.textEdited.connect(lambda _text: self.number_row.set_findings(()))
        self.body.addWidget(self.form)
        self.problem = WrapLabel("", tone="bad")
        self.problem.hide()
        self.body.addWidget(self.problem)
        close = self.add_button(tr("Tutup"), key="Esc")
        close.clicked.connect(self.reject)
        self.seal_button = self.add_button(tr("Segel"), kind="primary", icon="stamp", key="Ctrl+T")
        self.seal_button.clicked.connect(self.seal)
        may = bool(bench.office.person.roles & SEALERS) and bench.office.info.kind != "lapangan"
        self.seal_button.setVisible(may)
        self.form.setVisible(may)
        self.rejected.connect(self.deleteLater)
        self._draft()

    def showEvent(self, event: QShowEvent) -> None:
        parent = self.parentWidget()
        room = parent.window().height() if parent is not None else 700
        taken = 250 if self.form.isVisibleTo(self) else 190
        self.paper.setFixedHeight(max(230, room - _ROOM - taken))
        super().showEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            deeds = {Qt.Key.Key_T: self.seal, Qt.Key.Key_P: self.print_paper, Qt.Key.Key_S: self.save_paper}
            deed = deeds.get(Qt.Key(event.key()))
            if deed is not None:
                deed()
                return
        super().keyPressEvent(event)

    def _draft(self) -> None:
        office, wish = self._bench.office, self._wish
        self.paper.clear(self._title)
        self._bench.worker.ask(
            lambda _progress: work.of_pdf(draft_paper(office, wish).pdf),
            self._drafted,
            self._refused,
            key="pendamping:draf",
            owner=self,
        )

    def _drafted(self, paper: work.Paper) -> None:
        self.paper.show_paper(self._title, paper, tr("Draf, belum disegel"))
        (self.number if self.form.isVisible() else self.paper.view).setFocus()

    def _refused(self, error: WiraError) -> None:
        self.seal_button.setEnabled(True)
        if error.code == "nomor":
            self.number_row.set_findings([FindingCard("block", error.message, error.next_step)], "bad")
            self.number.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.problem.setText(str(error))
            self.problem.show()
        self._fit()

    # --- doing

    def seal(self) -> None:
        """Issue the paper under the office seal."""
        if not self.seal_button.isVisible() or not self.seal_button.isEnabled():
            return
        self.seal_button.setEnabled(False)
        self.problem.hide()
        wish = replace(self._wish, nomor=self.number.text())
        office = self._bench.office
        self._bench.do(
            lambda _progress: seal_paper(office, wish), self._sealed, owner=self._page, refused=self._refused
        )

    def _sealed(self, issued: Issued) -> None:
        self.done(self.DialogCode.Accepted)
        self.deleteLater()
        self.sealed.emit(issued.document)

    def print_paper(self) -> None:
        """The system's print dialog."""
        paper = self.paper.paper()
        if paper is None or not paper.sheets:
            return
        ask_printer(
            self,
            self._title,
            paper.sheets,
            lambda printer: dokumen_print.send(
                self._page, self._bench, self.paper.progress, printer, self._title, paper.sheets
            ),
            lambda: None,
        )

    def save_paper(self) -> None:
        """Choose where, and write the PDF there."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        start = Path(self._bench.prefs.get("dokumen.folder", folder)) / work.file_name(
            self._title, tr("draf")
        )
        dialog = QFileDialog(self, tr("Simpan PDF"), str(start), tr("Dokumen PDF (*.pdf)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.save_to(Path(name)))
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Write the PDF to `path`."""
        paper = self.paper.paper()
        if paper is None:
            return
        self._bench.do(
            lambda _progress: work.save_all(paper.pdfs, path),
            lambda done: self._page.toast(tr("Tersimpan: {nama}", nama=done.name)),
            owner=self._page,
        )

    def open_paper(self) -> None:
        """Hand a copy to the system's viewer; it is removed when Dokumen is next begun."""
        paper = self.paper.paper()
        if paper is None:
            return
        path = self._bench.office.home / "documents" / work.file_name(self._title, tr("draf"))
        self._bench.do(
            lambda _progress: work.save_all(paper.pdfs, path),
            lambda done: QDesktopServices.openUrl(QUrl.fromLocalFile(str(done))),
            owner=self._page,
        )
