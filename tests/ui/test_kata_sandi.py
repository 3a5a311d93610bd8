"""A passphrase is judged while it is typed, and a secret does not stay on the clipboard."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.actions import trust
from desktop_app.keys.passphrase import words
from tests import offices
from ui.clipboard import copy_secret
from ui.dialogs.person import NewKeyDialog
from ui.pages.pertama_kantor import MadeStep
from ui.widgets.button import Button
from ui.widgets.card import FindingCard
from ui.widgets.strength import StrengthMeter
from ui.worker import Worker


def test_the_meter_says_how_strong_and_why_and_what_is_weak_is_not_sent(
    qtbot: QtBot, look: Callable[[str], None]
) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(1024, 700)
    host.show()
    dialog = NewKeyDialog(host, "Siti Marlina", elsewhere=False)
    dialog.open()
    meter = dialog.findChild(StrengthMeter)
    assert isinstance(meter, StrengthMeter)
    high = dialog.height()
    first, second = dialog.passphrase.first, dialog.passphrase.second
    for typed, said in (
        ("iloveyouforever", "Sangat lemah. Kata sandi seperti ini dipakai banyak orang"),
        ("siti marlina siti marlina", "Sangat lemah. "),
        ("perahu kertas jendela miring", "Kuat"),
        ("", "lebih kuat daripada angka dan tanda"),
    ):
        first.setText(typed)
        assert said in meter.told.text() and meter.accessibleDescription() == meter.told.text()
        assert dialog.height() == high, "nothing moves while one types"
    first.setText("iloveyouforever")
    second.setText("iloveyouforever")
    dialog.action_button.click()
    assert dialog.isVisible()
    assert any("dipakai banyak orang" in card.words() for card in dialog.findChildren(FindingCard))
    dialog.reject()


def test_buatkan_offers_four_words_of_the_bundled_list(qtbot: QtBot, look: Callable[[str], None]) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(1024, 700)
    host.show()
    dialog = NewKeyDialog(host, "Siti Marlina", elsewhere=False)
    dialog.open()
    meter = dialog.findChild(StrengthMeter)
    assert isinstance(meter, StrengthMeter)
    make = next(one for one in dialog.findChildren(Button) if one.text() == "Buatkan")
    offered: set[str] = set()
    for _each in range(5):
        make.click()
        typed = dialog.passphrase.first.text()
        assert len(typed.split()) == 4 and set(typed.split()) <= set(words())
        assert meter.told.text().startswith("Kuat")
        offered.add(typed)
    assert len(offered) == 5
    dialog.reject()


def test_a_secret_leaves_the_clipboard_and_what_came_after_it_stays(qtbot: QtBot) -> None:
    board = QGuiApplication.clipboard()
    copy_secret("AGE-SECRET-KEY-RAHASIA", seconds=0.01)
    assert board.text() == "AGE-SECRET-KEY-RAHASIA"
    assert board.mimeData().data("x-kde-passwordManagerHint") == b"secret"
    qtbot.waitUntil(lambda: not board.text())
    copy_secret("lain", seconds=0.01)
    board.setText("alamat rumah")
    copied = QTimer()
    with qtbot.waitSignal(copied.timeout):  # begun after the other one, so it ends after it
        copied.start(20)
    assert board.text() == "alamat rumah"


ENDING = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui.clipboard import copy_secret
app = QApplication([])
board = app.clipboard()
copy_secret("AGE-SECRET-KEY-RAHASIA")
print(board.text())
QTimer.singleShot(0, app.quit)
app.exec()
print(board.text() or "kosong")
"""


def test_a_secret_does_not_outlive_the_program() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ENDING], capture_output=True, text=True, timeout=60, check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert done.stdout.split() == ["AGE-SECRET-KEY-RAHASIA", "kosong"]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_dkums_recovery_key_leaves_its_page_only_as_a_secret(qtbot: QtBot, tmp_path: Path) -> None:
    """By the button, marked and taken away again; nothing of it can be selected and copied past that."""
    office = offices.office(tmp_path / "dkum", "dkum", name="Hendra Wijaya")
    worker, key = Worker(lambda defect: None), trust.authority(office).recovery
    board = QGuiApplication.clipboard()
    board.setText("alamat rumah")
    try:
        step = MadeStep(worker, office, key)
        qtbot.addWidget(step)
        step.show()
        qtbot.mouseDClick(step.key, Qt.MouseButton.LeftButton, pos=step.key.rect().center())
        qtbot.keyClick(step.key, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClick(step.key, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert not step.key.hasSelectedText() and board.text() == "alamat rumah"
        qtbot.mouseClick(step.save, Qt.MouseButton.LeftButton)
        assert board.text() == key
        assert board.mimeData().data("x-kde-passwordManagerHint") == b"secret"
    finally:
        board.clear()
        worker.stop()
        office.close()
