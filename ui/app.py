"""The window's program: language, theme, crash notes, worker, window; then the desk takes over."""

from __future__ import annotations

import sys
from pathlib import Path

import shiboken6
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from desktop_app import __version__
from desktop_app.card import default_home, holds_office
from desktop_app.crash import CrashNotes, notes_folder
from resources.i18n import Language, tr
from ui import theme
from ui.desk import Desk
from ui.garbage import Collector
from ui.language import speak
from ui.prefs import Prefs
from ui.shell import MainWindow
from ui.widgets.dialog import StopDialog
from ui.worker import Worker

SIZE = (1366, 768)
FILLING = "filling"
"""Preference of this computer: whether the window was left filling the screen."""

FRAME = 48
"""Room for the frame that the system draws around a window, with its title."""


def run(home: Path | None, language: Language | None = None) -> int:
    """Open the window on `home`, on the last office, or on the usual place; returns the exit code.

    It speaks `language`, or the one that was chosen in it."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    machine = Prefs.of_machine()
    desk = make_desk(app, machine, language)
    desk.window.resize(*SIZE)
    Collector(app)
    desk.notes.watch()
    filled = bool(machine.get(FILLING, default=False))
    forced = show_fitting(desk.window, app.primaryScreen().availableGeometry().size(), filling=filled)
    desk.start(home or _last_home(machine))
    code = app.exec()
    if desk.window.isMaximized() != filled and not forced:
        machine.put(FILLING, desk.window.isMaximized())
    desk.close()
    desk.notes.rest()
    return code


def make_desk(app: QApplication, machine: Prefs, language: Language | None = None) -> Desk:
    """Everything but the office: also how tests and pictures begin."""
    speak(language or machine.language)
    app.setApplicationName("Wira")
    app.setApplicationVersion(__version__)
    choice = machine.get("theme", "system")
    theme.apply(app, choice if choice in ("light", "dark") else "system")
    window = MainWindow()
    notes = CrashNotes(notes_folder(), __version__)
    asked: list[StopDialog] = []

    def tell(error: BaseException, note: Path | None) -> None:
        del error
        if any(shiboken6.isValid(one) and one.isVisible() for one in asked):
            return  # what fails while painting fails at every painting; the notes are written all the same
        text = tr("Wira menemui masalah yang tidak terduga. Yang sudah tersimpan tetap aman.")
        last = tr("Langkah terakhir belum tentu tersimpan; periksa dahulu sebelum mengulanginya.")
        place = tr("Catatannya, tanpa data pribadi, ada di {path}.", path=note) if note else ""
        again = tr("Bila terjadi lagi, susun paket bantuan, baca isinya, lalu kirim ke DKUM.")
        dialog = StopDialog(
            window,
            tr("Ada yang tidak berjalan semestinya"),
            f"{text} {last}",
            next_step=f"{place} {again}".strip(),
            action=tr("Susun paket bantuan…"),
            action_icon="life-buoy",
            code="bug",
        )
        asked[:] = [dialog]
        dialog.accepted.connect(desk.ask_support)
        dialog.open()

    notes.listener = tell
    notes.install()
    desk = Desk(window, Worker(notes.handle), machine, notes=notes)
    return desk


def _last_home(machine: Prefs) -> Path:
    last = str(machine.get("last_home", ""))
    if last and holds_office(Path(last)):
        return Path(last)
    return default_home()


def show_fitting(window: MainWindow, room: QSize, *, filling: bool = False) -> bool:
    """Show the window in its usual size, or filling the screen: where it was left so, or where its frame
    would not fit into `room`. Returns whether it was for want of room."""
    forced = room.width() < SIZE[0] + FRAME or room.height() < SIZE[1] + FRAME
    if filling or forced:
        window.showMaximized()
    else:
        window.show()
    return forced
