"""A person at the whole window: keys go where the focus is, and waiting is for what can be seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.office import Office
from ui.bench import Bench
from ui.dialogs.history import show_history
from ui.pages import registry
from ui.prefs import Prefs
from ui.shell import MainWindow, Section
from ui.worker import Worker

PLAIN = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass
class Sitting:
    """An office, its window, and hands on the keyboard. Each test's desk adds what its page shows."""

    office: Office
    window: MainWindow
    qtbot: QtBot

    def press(self, *keys: Qt.Key, mod: Qt.KeyboardModifier = PLAIN) -> None:
        for key in keys:
            self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, mod)
            QApplication.processEvents()

    def type(self, text: str) -> None:
        for letter in text:  # the first one may move the focus to the field
            focus = QApplication.focusWidget()
            assert focus is not None
            self.qtbot.keyClicks(focus, letter)

    def until(self, done: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(done()))

    def dialog(self, kind: type[Any]) -> Any:
        """The dialog of this kind, once it is in front."""
        return dialog_of(self.qtbot, kind)


def dialog_of(qtbot: QtBot, kind: type[Any]) -> Any:
    """The dialog of that kind, once it is in front."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind), timeout=10_000)
    return QApplication.activeModalWidget()


def choose(qtbot: QtBot, path: Path) -> None:
    """Type a path into the open file dialog and press Enter."""
    dialog = dialog_of(qtbot, QFileDialog)
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    field.setText(str(path))
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not dialog)


def open_window(
    office: Office,
    worker: Worker,
    qtbot: QtBot,
    key: str,
    width: int = 1366,
    places: Callable[[Bench], Sequence[Section]] | None = None,
) -> MainWindow:
    """The window of an office, active and on the page `key`; `places` instead of the whole rail."""
    bench = Bench(office, worker, Prefs.of_office(office.home))
    window = MainWindow()
    if places is None:
        window.set_places(registry.sections(bench), registry.foot(bench))
    else:
        window.set_places(places(bench))
    bench.changed.connect(window.refresh)
    window.history_asked.connect(lambda about: show_history(window, bench, about.record, about.name))
    window.bench = bench  # type: ignore[attr-defined]  # kept alive with the window
    window.resize(width, 768)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.go(key)
    return window
