"""From an empty folder to a saved letterhead, by key events only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.queries.office import letterhead
from resources import i18n
from ui.app import make_desk
from ui.desk import Desk
from ui.dialogs.person import PinDialog
from ui.pages.pertama import FirstRun
from ui.pages.pertama_kantor import MadeStep, OfficeStep
from ui.prefs import Prefs

K, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
PASSPHRASE = "melati kuda gunung batu biru"


class Hands:
    """Keys to whatever the system would send them to."""

    def __init__(self, qtbot: QtBot, desk: Desk) -> None:
        self.qtbot, self.desk = qtbot, desk

    def press(self, key: Qt.Key, mod: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        target = QApplication.activePopupWidget() or QApplication.focusWidget() or self.desk.window
        self.qtbot.keyClick(target, key, mod)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        target = QApplication.focusWidget()
        assert target is not None
        self.qtbot.keyClicks(target, text)

    def until(self, done: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(done()), timeout=20_000)


@pytest.fixture
def hands(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Hands]:
    machine = Prefs(tmp_path / "machine.json")
    machine.put("theme", "light")
    desk = make_desk(qapp, machine)
    qtbot.addWidget(desk.window)
    desk.window.resize(1366, 768)
    desk.window.show()
    qtbot.waitExposed(desk.window)
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    yield Hands(qtbot, desk)
    desk.close()
    i18n.set_language("id")
    QApplication.processEvents()


def _found(hands: Hands, home: Path) -> None:
    """Choices, kelurahan, first person, passphrase, to work."""
    desk, window = hands.desk, hands.desk.window
    desk.start(home)
    first = window.findChildren(FirstRun)[0]
    hands.press(K.Key_2)
    hands.press(K.Key_1)
    hands.press(K.Key_Return)
    assert isinstance(first.step, OfficeStep)

    hands.type("kukus")
    hands.until(lambda: QApplication.activePopupWidget() is not None)
    hands.press(K.Key_Down)
    hands.press(K.Key_Return)
    assert first.step.place.text() == "Kukusan, Kec. Beji"
    hands.press(K.Key_Return)
    hands.type("Ratna Puspita")
    for _ in range(3):
        hands.press(K.Key_Return)
    hands.type(PASSPHRASE)
    hands.press(K.Key_Return)
    hands.type(PASSPHRASE)
    hands.press(K.Key_Return, CTRL)
    hands.until(lambda: isinstance(first.step, MadeStep))
    hands.press(K.Key_Return, CTRL)
    hands.until(lambda: desk.bench is not None)
    assert window.here() == "beranda"


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_from_an_empty_folder_to_a_saved_letterhead(hands: Hands, tmp_path: Path) -> None:
    _found(hands, tmp_path / "Wira")
    desk, window = hands.desk, hands.desk.window
    hands.press(K(K.Key_1.value + window._order.index("pengaturan")), CTRL)
    hands.press(K.Key_PageDown, CTRL)
    hands.press(K.Key_K, CTRL)
    hands.until(lambda: window.findChildren(PinDialog) and window.findChildren(PinDialog)[0].pin.hasFocus())
    hands.type("482913")
    hands.press(K.Key_Return)
    hands.type("482913")
    hands.press(K.Key_Return, CTRL)
    assert desk.bench is not None and desk.bench.lock.has_pin

    hands.until(lambda: not window.findChildren(PinDialog))
    window.activateWindow()  # a screen that is not there has no window manager to do it
    hands.until(window.isActiveWindow)
    hands.press(K.Key_PageUp, CTRL)
    hands.press(K.Key_F6)
    for _ in range(3):
        hands.press(K.Key_Return)
    hands.type("Jalan Contoh Nomor 7")
    hands.press(K.Key_L, CTRL)
    assert window.covered() and desk.screen is not None and desk.screen.mode == "pin"
    assert "Alamat" in desk.screen.pill.text()
    hands.type("482913")
    hands.press(K.Key_Return)
    assert not window.covered()

    hands.type(", Beji")
    hands.press(K.Key_S, CTRL)
    bench = desk.bench

    def stored() -> bool:
        with bench.office.reading() as connection:
            return letterhead(connection, bench.office.info).alamat == "Jalan Contoh Nomor 7, Beji"

    hands.until(stored)
