"""Dokumen without a mouse: a roster is typed, looked at, sealed, printed, and saved with the others."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.actions.issued import document_pdf
from desktop_app.documents.render import page_count
from desktop_app.office import Office
from desktop_app.queries.documents import register
from tests import offices
from tests.issuing import issue_many
from tests.ui.sitting import choose, dialog_of, open_window
from ui.dialogs.many import ManyDialog
from ui.dialogs.roster import RosterDialog
from ui.pages.dokumen import DokumenPage
from ui.widgets.card import FindingCard
from ui.widgets.dialog import StopDialog
from ui.worker import Worker

Key, Modifier = Qt.Key, Qt.KeyboardModifier
CTRL = Modifier.ControlModifier
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the system has its own print dialog")


@pytest.fixture
def kukusan(tmp_path: Path) -> Iterator[Office]:
    """An enrolled kelurahan with two verified applicants; its verifikator is in."""
    dkum, found = offices.city(tmp_path)
    dkum.close()
    one = found[offices.KUKUSAN]
    offices.verify(one, offices.enter(one, [{**person, "program": "WUB"} for person in offices.persons(2)]))
    yield one
    one.close()


class Keys:
    """Presses keys where the focus is, and nowhere else."""

    def __init__(self, qtbot: QtBot, window: Any) -> None:
        self.qtbot, self.window = qtbot, window

    def __call__(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Modifier.NoModifier) -> None:
        (QApplication.activeModalWidget() or self.window).activateWindow()
        QApplication.processEvents()
        where = QApplication.focusWidget() or QApplication.activeModalWidget() or self.window
        self.qtbot.keyClick(where, key, modifier)

    def tab_to(self, wanted: Any) -> None:
        """Tab until `wanted` has the focus; it must be reached within one round."""
        for _step in range(60):
            if wanted.hasFocus():
                return
            self(Key.Key_Tab)
        raise AssertionError(f"{wanted.accessibleName() or wanted.text()} cannot be reached by Tab")


@LINUX
@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_roster_goes_from_its_form_to_printer_and_folder_by_keys_alone(
    qtbot: QtBot, look: object, worker: Worker, kukusan: Office, tmp_path: Path
) -> None:
    window = open_window(kukusan, worker, qtbot, "dokumen")
    page, keys = cast("DokumenPage", window.page()), Keys(qtbot, window)
    qtbot.waitUntil(lambda: page.register is not None)

    keys(Key.Key_F2)
    form = dialog_of(qtbot, RosterDialog)
    keys.tab_to(form.number)
    qtbot.keyClicks(QApplication.focusWidget(), "500.3/118")
    keys.tab_to(form.preview)
    keys(Key.Key_Return)
    qtbot.waitUntil(lambda: page.paper.paper() is not None, timeout=15_000)

    for _pane in range(6):
        if page.paper.view.hasFocus():
            break
        keys(Key.Key_F6)
    assert page.paper.view.hasFocus()
    keys(Key.Key_PageDown)
    assert page.paper.view.page() == 1, "the notice board's edition"
    keys(Key.Key_Plus, CTRL)
    assert page.paper.view.zoom() > 1
    keys(Key.Key_0)
    keys(Key.Key_F7)
    assert page.paper.list.isVisible()

    keys(Key.Key_T, CTRL)
    dialog_of(qtbot, StopDialog)
    keys(Key.Key_Return)
    qtbot.waitUntil(lambda: page.verdict.words == "Sah", timeout=15_000)
    with kukusan.reading() as connection:
        made = {line.edisi: line.record for line in register(connection, kukusan.context)}

    keys(Key.Key_P, CTRL)
    asked = dialog_of(qtbot, QPrintDialog)
    asked.printer().setResolution(72)
    keys.tab_to(asked.findChild(QComboBox, "printers"))
    keys(Key.Key_End)  # the last one writes a PDF file
    line = asked.findChild(QLineEdit, "filename")
    keys.tab_to(line)
    keys(Key.Key_A, CTRL)
    qtbot.keyClicks(line, str(tmp_path / "cetak.pdf"))
    with qtbot.waitSignal(page.notified, timeout=20_000):
        keys(Key.Key_Return)
    assert page_count((tmp_path / "cetak.pdf").read_bytes()) == 1

    (tmp_path / "keluar").mkdir()
    keys(Key.Key_P, CTRL | Modifier.ShiftModifier)
    many = dialog_of(qtbot, ManyDialog)
    keys(Key.Key_S, CTRL)
    choose(qtbot, tmp_path / "keluar")
    qtbot.waitUntil(many.ended, timeout=20_000)
    saved = {path.read_bytes() for path in (tmp_path / "keluar").iterdir()}
    assert saved == {document_pdf(kukusan, record) for record in made.values()}
    keys(Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert window.focusWidget() is page.paper.view, "where it was before"


def test_from_a_number_that_stands_twice_a_key_leads_to_the_other_letter(
    qtbot: QtBot, look: object, worker: Worker, kukusan: Office
) -> None:
    (first,), (second,) = issue_many(kukusan, 1), issue_many(kukusan, 1)
    window = open_window(kukusan, worker, qtbot, "dokumen")
    page, keys = cast("DokumenPage", window.page()), Keys(qtbot, window)
    qtbot.waitUntil(lambda: page.shown.startswith(second), timeout=15_000)
    assert [line.sub for line in page.list_card.lines()] == ["700/1, dipakai dua kali"] * 2
    cards = {one.words().partition(".")[0]: one for one in page.verdict.findChildren(FindingCard)}
    card = cards["Nomor 700/1 dipakai dua kali"]
    assert "kantor itu membatalkan yang keliru" in card.words()
    keys.tab_to(card.buttons[0])
    keys(Key.Key_Return)
    qtbot.waitUntil(lambda: page.shown.startswith(first), timeout=15_000)
