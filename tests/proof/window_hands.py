"""Hands at the whole window, without a test around them: what a process does that is going to be killed."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.actions.replacing import look_beside
from desktop_app.domain import fields
from desktop_app.office import Office
from tests import offices
from tests.ui.entri_desk import CTRL, ENTER, LETTERS, PLAIN, SHIFT
from ui.app import make_desk
from ui.dialogs.restore import RestoreDialog, ask_whether
from ui.models.papers import of_pdf
from ui.pages.dokumen_print import send
from ui.pages.entri import EntriPage
from ui.pages.pengaturan import PengaturanPage
from ui.pages.pengaturan_cadangan import BackupSection
from ui.pages.verifikasi import VerifikasiPage
from ui.prefs import Prefs
from ui.widgets.progress import ProgressStrip

T = TypeVar("T")
Told = Callable[[dict[str, Any]], object]
_LONGEST_S = 120.0


class Hands:
    """One window on one office, with somebody in."""

    def __init__(self, home: Path, name: str) -> None:
        self._app = QApplication.instance() or QApplication(sys.argv[:1])
        assert isinstance(self._app, QApplication)
        machine = Prefs(home.parent / "machine.json")
        machine.put("theme", "light")
        self.clock = clock = offices.Clock()
        self._failed: list[BaseException] = []
        self.desk = make_desk(self._app, machine)
        self.desk.clock, self.desk.ticks = clock, clock.ticks
        if self.desk.notes is not None:
            self.desk.notes.listener = lambda error, _note: self._failed.append(error)
        self.window = self.desk.window
        self.window.resize(1366, 768)
        self.window.show()
        self.desk.start(home)
        assert self.desk.screen is not None
        self.desk.screen.passphrase_given.emit(name, offices.PASSPHRASE)
        self.until(lambda: self.desk.bench is not None)
        self.quiet()

    @property
    def office(self) -> Office:
        assert self.desk.bench is not None
        return self.desk.bench.office

    def until(self, done: Callable[[], object]) -> None:
        """Turns of the event loop until it is so."""
        ends = time.monotonic() + _LONGEST_S
        tick = QTimer()
        tick.start(20)  # what is waited for may come without an event
        while not done():
            assert not self._failed, self._failed
            assert time.monotonic() < ends, "waited in vain"
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def quiet(self) -> None:
        """Until nothing is on its way."""
        self.until(self.desk.worker.idle)

    def press(self, key: Qt.Key, mod: Qt.KeyboardModifier = PLAIN) -> None:
        """One key to whatever has the focus, and a turn of the event loop."""
        self._front()
        QTest.keyClick(QApplication.focusWidget() or self.window, key, mod)
        QApplication.processEvents()

    def _front(self) -> None:
        if QApplication.activeWindow() is None:
            self.window.activateWindow()
            self.until(lambda: QApplication.activeWindow() is not None)

    def _sign(self, sign: str) -> None:
        QTest.keyClicks(QApplication.focusWidget() or self.window, sign)
        QApplication.processEvents()

    # ---- Entri -----------------------------------------------------------------------------------------

    def _form(self) -> EntriPage:
        self.window.go("entri")
        page = self.window.page("entri")
        assert isinstance(page, EntriPage)
        self._front()
        self.until(lambda: page.form.current_field() == "nik")
        return page

    def _keys(self, person: Mapping[str, object], told: Told, most: int) -> EntriPage:
        """Key by key until the last field, or so many; `told` gets what the window shows after each."""
        page, pressed = self._form(), 0
        while (name := page.form.current_field()) and pressed < most:
            wanted = person.get(name)
            if wanted not in (None, "") and fields.read(name, page.form.raw().get(name))[0] != wanted:
                for sign in LETTERS.get(name, {}).get(str(wanted)) or fields.show(name, wanted):
                    self._sign(sign)
                    pressed += 1
                    told(page.form.raw())
            if name == "persetujuan_bukti":
                break
            self.press(ENTER)
        return page

    def enter(self, person: Mapping[str, object], told: Told) -> None:
        """One paper form, to its saving."""
        before = self._count()
        page = self._keys(person, told, 10_000)
        self.press(ENTER, CTRL | SHIFT)
        self.until(lambda: self._count() > before)
        self.quiet()
        self.until(lambda: not page.form.raw().get("nik"))

    def type_some(self, person: Mapping[str, object], say: Callable[[str], object], most: int) -> None:
        """The beginning of a form that is never saved."""
        nik = str(person["nik"])
        self._keys(person, lambda raw: say(f"typed {nik} {json.dumps(raw)}"), most)

    def _count(self) -> int:
        with self.office.reading() as connection:
            return connection.exec_driver_sql("SELECT count(*) FROM application").scalar_one()

    # ---- the other pages -------------------------------------------------------------------------------

    def verify(self) -> str:
        """The applicant whose turn it is, by keys. Returns the record (hex)."""
        self.window.go("verifikasi")
        page = self.window.page("verifikasi")
        assert isinstance(page, VerifikasiPage)
        self.until(lambda: bool(page.key_hints()))
        self.quiet()
        before = self._verified()
        page._panel.checklist.setFocus()
        for _ in page._panel.checklist.items():
            self.press(Qt.Key.Key_Space)
        assert page._panel.checklist.complete()
        if not page._panel.verify.isEnabled():
            for sign in "20112026":
                self._sign(sign)
        self.press(ENTER, CTRL)
        self.until(lambda: self._verified() != before)
        self.quiet()
        (record,) = self._verified() - before
        return record

    def _verified(self) -> set[str]:
        with self.office.reading() as connection:
            rows = connection.exec_driver_sql("SELECT uuid FROM application WHERE status = 'verified'")
            return {row[0].hex() for row in rows}

    def print(self, pdf: bytes, path: Path) -> None:
        """Send a paper to a printer that writes a file."""
        assert self.desk.bench is not None
        page = self.window.page("verifikasi")
        assert page is not None
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(path))
        printer.setResolution(72)
        send(page, self.desk.bench, ProgressStrip(page), printer, "Lembar", of_pdf(pdf).sheets)
        self.quiet()
        assert path.stat().st_size > 0

    def setting(self, key: str, kind: type[T]) -> T:
        """That section of Pengaturan."""
        self.window.go("pengaturan")
        self.quiet()
        page = self.window.page()
        assert isinstance(page, PengaturanPage)
        page.open(key)
        self.quiet()
        section = page.section()
        assert isinstance(section, kind)
        return section

    def _cadangan(self) -> BackupSection:
        return self.setting("cadangan", BackupSection)

    def copy(self, folder: Path) -> Path:
        """A copy there, as the button of Cadangan makes it."""
        section = self._cadangan()
        section.make(folder)
        self.until(lambda: list(folder.glob("*.tar")))
        self.quiet()
        (path,) = folder.glob("*.tar")
        return path

    def restore(self, path: Path, passphrase: str = offices.PASSPHRASE) -> None:
        """The copy in the office's place, by the dialog."""
        bench = self.desk.bench
        assert bench is not None
        dialog = ask_whether(self._cadangan(), bench, *look_beside(bench.office, path))
        assert isinstance(dialog, RestoreDialog)
        dialog.passphrase.setText(passphrase)
        dialog.action_button.click()
        self.until(lambda: self.desk.bench not in (None, bench))
        self.quiet()

    def close(self) -> None:
        """The window closes as it should."""
        self.desk.close()
