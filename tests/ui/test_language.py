"""Qt's own words follow the language of the window: menus of text fields, file and print dialogs, buttons."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QAction
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from resources.i18n import Language, set_language
from ui.language import speak
from ui.qt_words import WORDS, indonesian

SAME = {"OK", "Printer", "...", "A4", "mm", "Folder", "Desktop"}
"""What both languages write alike."""


@pytest.fixture(autouse=True)
def silent_again(qapp: QApplication) -> Iterator[None]:
    """Other tests find Qt as they left it."""
    before = QLocale()
    yield
    speak("en")
    set_language("id")
    QLocale.setDefault(before)


def texts(widget: QWidget) -> set[str]:
    """Everything below `widget` that a person reads or hears."""
    found = {widget.windowTitle()}
    for one in [widget, *widget.findChildren(QWidget)]:
        found |= {one.toolTip(), one.accessibleName(), one.accessibleDescription(), one.whatsThis()}
        match one:
            case QAbstractButton() | QLabel():
                found.add(one.text())
            case QGroupBox():
                found.add(one.title())
            case QComboBox():
                found |= {one.itemText(at) for at in range(one.count())}
            case QTabBar():
                found |= {one.tabText(at) for at in range(one.count())}
            case QAbstractItemView() if (model := one.model()) is not None:
                found |= {
                    str(model.headerData(at, Qt.Orientation.Horizontal) or "")
                    for at in range(model.columnCount())
                }
    found |= {action.text() for action in widget.findChildren(QAction)}
    found = {re.sub(r"\t.*", "", text).replace("&", "") for text in found}
    return {text for text in found if re.search(r"[^\W\d_]{2}", text)}


def field_menu(folder: Path) -> list[QWidget]:
    del folder
    line, lines = QLineEdit(), QPlainTextEdit()
    line.createStandardContextMenu()
    lines.createStandardContextMenu()
    return [line, lines]


def file_dialogs(folder: Path) -> list[QWidget]:
    (folder / "berkas").write_bytes(b"")
    both: list[QWidget] = []
    for mode in (QFileDialog.AcceptMode.AcceptOpen, QFileDialog.AcceptMode.AcceptSave):
        dialog = QFileDialog(None, "", str(folder))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setAcceptMode(mode)
        dialog.setViewMode(QFileDialog.ViewMode.Detail)
        both.append(dialog)
    return both


def print_dialog(folder: Path) -> list[QWidget]:
    del folder
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer)
    dialog.destroyed.connect(lambda: printer)  # Qt only borrows it
    return [dialog]


def message(folder: Path) -> list[QWidget]:
    del folder
    box = QMessageBox()
    every = [one for one in QMessageBox.StandardButton if 0x400 <= one.value <= 0x8000000]
    for button in every:
        box.addButton(button)
    box.setDetailedText("-")
    return [box]


SYSTEM = pytest.mark.skipif(sys.platform != "linux", reason="the system has a print dialog of its own")


@pytest.mark.parametrize(
    "make", [field_menu, file_dialogs, pytest.param(print_dialog, marks=SYSTEM), message]
)
def test_nothing_of_qt_is_english_in_the_indonesian_program(
    qtbot: QtBot, tmp_path: Path, make: Callable[[Path], list[QWidget]]
) -> None:
    said: dict[Language, set[str]] = {}
    for language in ("en", "id"):
        speak(language)
        said[language] = set()
        for widget in make(tmp_path):
            qtbot.addWidget(widget)
            widget.show()
            QApplication.processEvents()
            said[language] |= texts(widget)
    assert len(said["en"]) >= 7, "the scene shows what it should"
    places = {text for text in said["en"] & said["id"] if "/" in text or text == tmp_path.name}
    assert (said["en"] & said["id"]) - SAME - places == set()


def test_the_language_changes_what_is_already_shown(qtbot: QtBot) -> None:
    speak("id")
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    button = box.button(QDialogButtonBox.StandardButton.Cancel)
    heard = [button.text(), QLocale().monthName(3)]
    speak("en")
    QApplication.processEvents()
    heard += [button.text(), QLocale().monthName(3)]
    speak("id")
    QApplication.processEvents()
    assert [*heard, button.text()] == ["Batal", "Maret", "Cancel", "March", "Batal"]


def test_the_table_keeps_places_and_letters() -> None:
    for english, own in WORDS.items():
        assert re.findall(r"%\d", english) == re.findall(r"%\d", own), english
        assert own.count("&") <= 1
    assert indonesian("QLineEdit", "&Undo") == "&Urungkan"
    assert indonesian("QLineEdit", "Undo") == "Urungkan", "no letter underlined where Qt underlines none"
    assert indonesian("QShortcut", "Home") == "Home", "the word on the key"
    assert indonesian("QPageSize", "A4") == "A4"
