"""The screen that covers a locked office: for who comes back, or, once dismissed, for others."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QKeyEvent, QWindow

from desktop_app.keys.session import LockState
from resources.i18n import tr
from ui import desk_words
from ui.pages.masuk import LockScreen
from ui.shell import MainWindow

if TYPE_CHECKING:
    from ui.bench import Bench


def locked_screen(window: MainWindow, bench: Bench, idle_at: datetime | None) -> LockScreen:
    """The screen over `window`, whose bench is locked; `idle_at`: since when nobody was there, None where a
    person locked it."""
    office = bench.office
    line, names = desk_words.office_line(office.info), [slot.name for slot in office.slots.people()]
    gone = office.dismissed()
    if gone is not None:
        others = [name for name in names if name != office.session.name]
        return LockScreen(line, others or names, told=(gone.message, _after(others)), locked=True)
    pin = bench.lock.state(bench.now()) is LockState.PIN
    return LockScreen(
        line,
        names,
        chosen=office.session.name,
        mode="pin" if pin else "passphrase",
        about=tr("{peran} · {kantor}", peran=desk_words.roles(office), kantor=office.info.name),
        note=desk_words.safe_sentence(window),
        foot=desk_words.why_locked(idle_at, bench.idle_minutes()),
        locked=True,
    )


def asks_to_lock(window: QObject, event: QEvent) -> bool:
    """Whether Ctrl+L was pressed in a dialog: the shortcuts of the window below do not reach it."""
    if not (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress):
        return False
    asked = event.keyCombination() == QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_L)
    return asked and isinstance(window, QWindow) and window.modality() is not Qt.WindowModality.NonModal


def _after(others: list[str]) -> str:
    """What to do where the person who was in has been dismissed."""
    keeps = tr("Formulir yang belum disimpan tetap ada sebagai draf di komputer ini.")
    if others:
        step = tr("Petugas lain masuk dengan kata sandinya. Bila ini keliru, hubungi admin kantor atau DKUM.")
    else:
        step = tr("Tidak ada petugas lain di komputer ini: hubungi DKUM.")
    return f"{step} {keeps}"
