"""Receivers of extracts in the editor of the rule book: added by keys, contradicted, issued, then served."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.actions import extracting
from desktop_app.actions.rulebooks import IssueRules, issue
from desktop_app.domain.receivers import COLUMNS, Receiver, label_of
from desktop_app.domain.rulebook import read_rules
from tests.offices import KUKUSAN
from tests.ui.cityscene import HENDRA, City, make_city, show
from tests.ui.kantor import names_unique, nothing_cut
from ui.dialogs.receiver import ReceiverDialog
from ui.forms.rulebook_parts import PARTS, ReceiversPart
from ui.pages.pengaturan import PengaturanPage
from ui.pages.pengaturan_aturan import RulesSection
from ui.worker import Worker

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    one = make_city(tmp_path, KUKUSAN)
    one.dkum.enter(HENDRA, "melati kuda gunung batu biru")
    yield one
    one.close()


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768)])
def test_a_receiver_by_keys(qtbot: QtBot, city: City, worker: Worker, size: tuple[int, int]) -> None:
    stage = show(qtbot, city.dkum, worker, PengaturanPage, size=size)
    stage.page.open("aturan")
    qtbot.waitUntil(stage.settled, timeout=10_000)
    section = cast("RulesSection", cast("PengaturanPage", stage.page).section())
    at = PARTS.index(ReceiversPart)
    section.steps.setFocus()
    qtbot.keyClick(section.steps, Key.Key_Home)
    for _ in range(at):
        qtbot.keyClick(section.steps, Key.Key_Down)
    box = cast("ReceiversPart", section.parts[at]).given.box
    assert box.nobody.isVisible()
    box.add_button.setFocus()
    qtbot.keyClick(box.add_button, Key.Key_Space)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ReceiverDialog))
    asked = cast("ReceiverDialog", QApplication.activeModalWidget())
    names_unique(asked)
    nothing_cut(asked)
    qtbot.keyClick(asked, Key.Key_Return, CONTROL)
    assert asked.nama_row.findings and asked.isVisible(), "an agency without a name is no receiver"
    qtbot.keyClicks(asked.nama, "Bank BJB Depok")
    assert asked.kode.text() == "bank-bjb-depok"
    qtbot.keyClicks(asked.purpose, "Kredit usaha")
    for name in ("nama", "omzet_tahunan"):
        asked.table.go(name)
        asked.table.setFocus()
        qtbot.keyClicks(asked.table, "y")
    qtbot.keyClick(asked, Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: bool(box.found))
    assert read_rules({"program": "WUB", "tahun": 2026, "extracts": box.found}).extracts == (
        Receiver(
            code="bank-bjb-depok", name="Bank BJB Depok", purpose="Kredit usaha",
            columns=("nama", "omzet_tahunan"), khusus=("omzet_tahunan",),
        ),
    )  # fmt: skip
    assert "Kredit usaha" in box.whole.text() and "Status: Ditetapkan" in box.whole.text()
    assert label_of("omzet_tahunan") in box.whole.text(), "told in full where the table cuts it"
    qtbot.waitUntil(stage.settled, timeout=10_000)
    names_unique(section)
    nothing_cut(section)
    box.show_found([{**box.found[0], "columns": []}])
    box.changed.emit()
    qtbot.waitUntil(lambda: section.steps._steps[at].state == "bad")
    box.show_found([{**box.found[0], "columns": ["nama"], "khusus": []}])
    box.changed.emit()
    qtbot.waitUntil(lambda: section.steps._steps[at].state != "bad")
    made = issue(city.dkum, IssueRules(section._rules, "188/3", "05-01-2026")).rules  # type: ignore[arg-type]
    assert made.extracts[0].columns == ("nama",)
    with city.dkum.reading() as connection:
        assert [each.receiver.code for each in extracting.sources(city.dkum, connection)] == [
            "bank-bjb-depok"
        ]
    box.drop()
    assert not box.found and box.focusProxy() is box.add_button


def test_every_column_stands_in_the_dialog(qtbot: QtBot, city: City) -> None:
    dialog = ReceiverDialog(None, None, ())
    qtbot.addWidget(dialog)
    assert set(COLUMNS) <= set(dialog.table.values())
