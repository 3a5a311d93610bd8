"""More of what a pair of hands does at the whole window: every kind of deed that touches a secret."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit

from tests.proof.window_hands import Hands
from tests.ui.entri_desk import CTRL, ENTER, PLAIN
from ui.dialogs.history import HistoryDialog
from ui.dialogs.intake_dialog import IntakeDialog
from ui.dialogs.person import PassphraseDialog, PinDialog
from ui.dialogs.recovery import ForgottenDialog, RecoveryAskDialog, RecoverySheetDialog
from ui.dialogs.roster import RosterDialog
from ui.dialogs.support import SupportDialog
from ui.pages.dokumen import DokumenPage
from ui.pages.jurnal import JurnalPage
from ui.pages.pendaftar import PendaftarPage
from ui.pages.pengaturan_petugas import PeopleSection
from ui.pages.privasi import ask_copy
from ui.pages.sinkronisasi import SinkronisasiPage
from ui.widgets.dialog import StopDialog

T = TypeVar("T", bound=QDialog)
Key = Qt.Key


class Deeds(Hands):
    """Hands for everything else. Each deed waits until it is done. `wrong` fits nowhere."""

    wrong = "keliru"

    def dialog(self, kind: type[T]) -> T:
        """The dialog in front, once it is of this kind."""
        self.until(lambda: isinstance(QApplication.activeModalWidget(), kind))
        found = QApplication.activeModalWidget()
        assert isinstance(found, kind)
        return found

    def choose(self, path: Path) -> None:
        """Type a path into the file dialog and press Enter."""
        dialog = self.dialog(QFileDialog)
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert isinstance(field, QLineEdit)
        field.setText(str(path))
        QTest.keyClick(field, ENTER)
        self.until(lambda: QApplication.activeModalWidget() is not dialog)

    def alone(self) -> None:
        """Until no dialog is in front any more."""
        self.until(lambda: QApplication.activeModalWidget() is None)

    # ---- coming in -------------------------------------------------------------------------------------

    def lock(self) -> Any:
        """Ctrl+L. Returns the screen that covers the window."""
        self.desk.lock()
        assert self.desk.screen is not None
        return self.desk.screen

    def _uncovered(self) -> None:
        self.until(lambda: not self.window.covered())
        self.quiet()

    def take_over(self, name: str, passphrase: str) -> None:
        """Somebody comes in over the locked screen, after a passphrase that does not fit."""
        screen = self.lock()
        before = self.office.attempts.misses()
        screen.passphrase_given.emit(name, self.wrong)
        self.until(lambda: self.office.attempts.misses() > before)
        self.quiet()
        self.clock.forward(seconds=60)
        screen.passphrase_given.emit(name, passphrase)
        self._uncovered()
        assert self.office.session.name == name

    def pin(self, pin: str) -> None:
        """Set a PIN, lock, and come in by it at the second try."""
        self.setting("petugas", PeopleSection).set_pin()
        dialog = self.dialog(PinDialog)
        dialog.pin.setText(pin)
        dialog.again.setText(pin)
        dialog.action_button.click()
        self.alone()
        screen = self.lock()
        screen.pin_given.emit("000001")
        screen.pin_given.emit(pin)
        self._uncovered()

    def change(self, old: str, new: str) -> None:
        """Another passphrase for who is in, after an old one that does not fit."""
        self.setting("petugas", PeopleSection).change_own()
        dialog = self.dialog(PassphraseDialog)
        for field in (dialog.new.first, dialog.new.second):
            field.setText(new)
        dialog.old.setText(self.wrong)
        dialog.action_button.click()
        self.until(dialog.problem.isVisible)
        self.clock.forward(seconds=60)
        dialog.old.setText(old)
        dialog.action_button.click()
        self.alone()
        self.quiet()

    def forget(self, passphrase: str, new: str) -> str:
        """A recovery sheet is made; then *Lupa kata sandi* at the locked screen, and in by its words."""
        self.setting("petugas", PeopleSection).make_sheet()
        ask = self.dialog(RecoveryAskDialog)
        ask.passphrase.setText(passphrase)
        ask.action_button.click()
        shown = self.dialog(RecoverySheetDialog)
        words = shown._sheet.words
        shown.reject()
        self.alone()
        self.lock().lost.click()
        forgotten = self.dialog(ForgottenDialog)
        forgotten.words.setText(words)
        for field in (forgotten.passphrase.first, forgotten.passphrase.second):
            field.setText(new)
        forgotten.action_button.click()
        self._uncovered()
        return words

    # ---- applicants ------------------------------------------------------------------------------------

    def attach(self, path: Path) -> None:
        """Drop a picture of a paper on the form that is empty yet."""
        page = self._form()
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path))])
        drop = QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, PLAIN)
        papers = page.form.papers
        papers.drop.dropEvent(drop)
        self.until(lambda: [bool(item.data) for item in papers.waiting] == [True])

    def bring(self, path: Path) -> None:
        """*Impor daftar*: look at a spreadsheet and store what is good."""
        self._pendaftar().import_list()
        dialog = self.dialog(IntakeDialog)
        dialog.load(path)
        self.until(lambda: dialog.rows.rowCount() > 0 and not dialog.progress.running())
        QTest.keyClick(dialog, ENTER, CTRL)
        self.until(dialog.save_report_button.isVisible)
        dialog.close()
        self.alone()
        self.quiet()

    def _pendaftar(self) -> PendaftarPage:
        self.window.go("pendaftar")
        page = self.window.page("pendaftar")
        assert isinstance(page, PendaftarPage)
        self.quiet()
        return page

    def look_up(self, nik: str) -> None:
        """Search a NIK, show its numbers in full, read its history, and save all that is held about it."""
        page = self._pendaftar()
        page.search.setFocus()
        QTest.keyClicks(page.search, nik)
        self.until(lambda: page.model.complete() and page.model.rowCount() == 1)
        page.table.setFocus()
        page.table.select_row(0)
        self.until(lambda: page.panel.shown() is not None)
        self.quiet()
        self.press(Key.Key_F8)
        self.until(page.panel.revealing)
        self.press(Key.Key_H, CTRL)
        history = self.dialog(HistoryDialog)
        self.until(lambda: bool(history.steps()))
        history.accept()
        self.alone()

    def give_copy(self, folder: Path) -> None:
        """All that is held about the applicant who is shown, into a folder."""
        page = self._pendaftar()
        shown = page.panel.shown()
        assert shown is not None
        ask_copy(page, page._bench, shown.record, shown.nama)
        self.choose(folder)
        self.dialog(StopDialog).reject()
        self.alone()

    # ---- papers ----------------------------------------------------------------------------------------

    def _dokumen(self) -> DokumenPage:
        self.window.go("dokumen")
        page = self.window.page("dokumen")
        assert isinstance(page, DokumenPage)
        self.quiet()
        return page

    def seal(self, number: str, stick: Path) -> Path:
        """A roster: asked for, looked at, sealed, printed, saved, and handed to the system's viewer."""
        page = self._dokumen()
        page.primary()
        dialog = self.dialog(RosterDialog)
        dialog.number.setText(number)
        dialog.preview.click()
        self.until(lambda: bool(page.drafts.papers))
        self.quiet()
        self.press(Key.Key_T, CTRL)
        self.dialog(StopDialog)
        self.press(ENTER)
        self.until(lambda: self._count_of("document WHERE state = 'sealed'") == 2)
        self.quiet()
        self.until(page.outgoing.ready)
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(stick / "cetak.pdf"))
        printer.setResolution(72)
        page.outgoing.print_on(printer)
        self.quiet()
        page.outgoing.save_to(stick / "daftar.pdf")
        self.until((stick / "daftar.pdf").exists)
        page.outgoing.view()
        self.quiet()
        return stick / "daftar.pdf"

    def _count_of(self, what: str) -> int:
        with self.office.reading() as connection:
            return connection.exec_driver_sql(f"SELECT count(*) FROM {what}").scalar_one()

    def check(self, path: Path) -> None:
        """A paper from elsewhere is judged, in the process for what nobody vouches for."""
        page = self._dokumen()
        page.checks.ask()
        pane = page.checks.pane
        told: list[object] = []
        pane.judged.connect(told.append)
        self.choose(path)
        self.until(lambda: told)
        self.until(lambda: 0 in pane.view.pictures.pages())
        page.checks.leave()
        self.quiet()

    # ---- files and settings ----------------------------------------------------------------------------

    def exchange(self, stick: Path, answer: Path) -> None:
        """The next file for DKUM onto the stick, and DKUM's answer in."""
        self.window.go("sinkronisasi")
        page = self.window.page("sinkronisasi")
        assert isinstance(page, SinkronisasiPage)
        self.quiet()
        page.primary()
        self.choose(stick)
        self.until(lambda: self._count_of("sync_file WHERE direction = 'out'") > 0)
        self.quiet()
        before = self._count_of("sync_file WHERE direction = 'in'")
        page.steps.open_paths([answer])
        self.until(lambda: self._count_of("sync_file WHERE direction = 'in'") > before)
        self.quiet()

    def journal(self, path: Path) -> None:
        """The journal, given away as CSV."""
        self.window.go("jurnal")
        page = self.window.page("jurnal")
        assert isinstance(page, JurnalPage)
        self.until(lambda: page.model.complete() and page.model.rowCount() > 3)
        self.press(Key.Key_S, CTRL)
        self.choose(path)
        self.until(path.exists)
        self.quiet()

    def help(self, folder: Path) -> None:
        """A support bundle, shown and saved."""
        self.desk.ask_support()
        dialog = self.dialog(SupportDialog)
        self.until(dialog.save_button.isEnabled)
        dialog.save(folder)
        self.until(lambda: bool(dialog.told.text()))
        dialog.reject()
        self.alone()
