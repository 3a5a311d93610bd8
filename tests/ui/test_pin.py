"""The PIN and the locked screen: one refusal at a time, Ctrl+L from everywhere, and what is said holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.actions import recovery
from desktop_app.actions.recovery import sheet_page
from tests import offices
from tests.ui.deskscene import ME, Scene, office_in, raised
from ui.app import SIZE, show_fitting
from ui.dialogs.person import PersonDialog, PinDialog
from ui.dialogs.recovery import RecoverySheetDialog
from ui.models import papers
from ui.pages.pengaturan_petugas import PeopleSection
from ui.shell import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def scene(scene: Scene) -> Scene:
    office_in(scene.folder)
    scene.come_in()
    return scene


@pytest.fixture
def people(scene: Scene) -> PeopleSection:
    return scene.part("petugas", PeopleSection)


def _seen(scene: Scene) -> str:
    QApplication.processEvents()
    return " ".join(label.text() for label in scene.window.findChildren(QLabel) if label.isVisible())


def test_a_pin_is_refused_for_one_reason_at_a_time(scene: Scene, people: PeopleSection) -> None:
    people.set_pin()
    dialog = raised(scene, PinDialog)
    for pin, again, said in (("123456", "123456", "mudah ditebak"), ("482913", "482914", "belum sama")):
        dialog.pin.setText(pin)
        dialog.again.setText(again)
        dialog.action_button.click()
        scene.settle()
        told = _seen(scene)
        assert said in told
        assert ("mudah ditebak" in told) + ("belum sama" in told) == 1, "an earlier refusal is still shown"
    dialog.reject()


def test_ctrl_l_locks_with_a_dialog_open_and_gives_it_back(scene: Scene, people: PeopleSection) -> None:
    people.primary()
    dialog = raised(scene, PersonDialog)
    dialog.nama.setText("Surya Darmawan")
    handle = dialog.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    scene.until(scene.window.covered)
    assert not dialog.isVisible() and "Surya" not in _seen(scene)
    assert scene.desk.screen is not None
    scene.desk.screen.passphrase_given.emit(ME, offices.PASSPHRASE)
    scene.until(lambda: not scene.window.covered())
    assert dialog.isVisible() and dialog.nama.text() == "Surya Darmawan"
    dialog.reject()
    scene.settle()


def test_a_pin_that_is_used_up_is_not_called_set(scene: Scene, people: PeopleSection) -> None:
    bench, desk = scene.desk.bench, scene.desk
    assert bench is not None
    bench.lock.set_pin("482913")
    people.load()
    scene.settle()
    assert "terpasang" in people.pin_state.text()
    desk.lock()
    assert desk.screen is not None
    for _try in range(5):
        desk.screen.pin_given.emit("482914")
    assert "tidak dapat dipakai lagi" in _seen(scene)
    desk.screen.passphrase_given.emit(ME, offices.PASSPHRASE)
    scene.until(lambda: not scene.window.covered())
    assert "Belum ada PIN" in people.pin_state.text() and people.pin_button.text() == "Pasang PIN"
    scene.settle()


def test_enter_while_waiting_is_answered(scene: Scene) -> None:
    desk = scene.desk
    assert desk.bench is not None
    desk.lock()
    screen = desk.screen
    assert screen is not None
    for _try in range(4):
        if screen.button.isEnabled():
            screen.passphrase_given.emit(ME, "bukan kata sandinya")
            scene.settle()
    assert not screen.button.isEnabled(), "there is a wait by now"
    screen._clear_finding()
    screen.field.setText(offices.PASSPHRASE)
    screen._send()
    assert "detik" in _seen(scene) and scene.window.covered()
    scene.clock.forward(minutes=30)
    screen.passphrase_given.emit(ME, offices.PASSPHRASE)
    scene.until(lambda: not scene.window.covered())
    scene.settle()


@pytest.mark.parametrize(
    ("room", "filling"), [((1366, 728), True), ((1366, 768), True), ((1920, 1040), False)]
)
def test_the_first_window_stays_on_the_screen(
    qtbot: QtBot, qapp: QApplication, room: tuple[int, int], filling: bool
) -> None:
    """On a screen of 1366x768 the frame and the bar of tasks need room of their own."""
    del qapp
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(*SIZE)
    show_fitting(window, QSize(*room))
    assert window.isMaximized() is filling
    assert filling or (window.width(), window.height()) == SIZE
    show_fitting(window, QSize(*room), filling=True)
    assert window.isMaximized(), "as it was left"


def test_the_words_of_the_sheet_become_no_file_and_one_enter_too_many_keeps_them(
    scene: Scene, people: PeopleSection
) -> None:
    bench = scene.desk.bench
    assert bench is not None
    made = recovery.make_sheet(bench.office, offices.PASSPHRASE)
    dialog = RecoverySheetDialog(people, bench, made)
    dialog.open()
    asked: list[QPrintDialog] = []

    def printing() -> bool:
        asked[:] = scene.window.findChildren(QPrintDialog)
        return bool(asked)

    QTest.keyClick(dialog, Qt.Key.Key_Return)
    scene.until(printing)
    assert not asked[0].testOption(QPrintDialog.PrintDialogOption.PrintToFile)
    asked[0].reject()
    assert dialog.isVisible() and dialog.words.isVisible()
    paper = papers.of_pdf(sheet_page(bench.office, made))
    goal = scene.folder / "lembar.pdf"
    for printer in (_printer(goal), _printer(None, "Microsoft Print to PDF")):
        dialog.print_on(printer, paper)
        scene.settle()
        assert "tidak disimpan sebagai berkas" in _seen(scene) and "dikirim ke printer" not in _seen(scene)
    assert not goal.exists()
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    scene.until(lambda: not scene.window.findChildren(RecoverySheetDialog) or not dialog.isVisible())


class Named(QPrinter):
    """A printer that is known by its name alone, as one that only writes files is."""

    name = ""

    def printerName(self) -> str:
        return self.name or super().printerName()


def _printer(goal: Path | None, name: str = "") -> QPrinter:
    printer = Named()
    printer.name = name
    if goal is not None:
        printer.setOutputFileName(str(goal))
    return printer
