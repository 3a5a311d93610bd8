"""Capaian by keys: the funnel and the list behind each figure, outcomes written, DKUM's city."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.actions import outcomes
from desktop_app.actions.outcomes import SaveOutcome
from desktop_app.domain.outcome import STAGES
from desktop_app.office import Office
from tests import offices
from tests.mentors import HENDRA, RATNA, MentorCity, reopened
from tests.offices import KUKUSAN, PASSPHRASE
from tests.ui.cityscene import Stage, show
from tests.ui.kantor import names_unique
from tests.ui.looks import defects
from ui.dialogs.outcome import OutcomeDialog
from ui.pages.capaian import CapaianPage
from ui.pages.konsolidasi import KonsolidasiPage
from ui.worker import Worker

KEY = Qt.Key
SILENT = "3276011006"
"""A kelurahan that never sent a file."""
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def city(mentor_city: Path, tmp_path: Path, look: Callable[[str], None]) -> Iterator[MentorCity]:
    made = reopened(mentor_city, tmp_path)
    made.kukusan.clock.forward(days=250)  # type: ignore[attr-defined]
    yield made
    made.close()


def opened(qtbot: QtBot, office: Office, worker: Worker, **more: Any) -> tuple[Stage, CapaianPage]:
    stage = show(qtbot, office, worker, CapaianPage, **more)
    page = stage.page
    assert isinstance(page, CapaianPage)
    page.year_chips[2026].click()
    qtbot.waitUntil(stage.settled)
    return stage, page


def press(qtbot: QtBot, stage: Stage, *keys: Any, mod: Any = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(QApplication.focusWidget() or stage.window, key, mod)
        qtbot.waitUntil(stage.settled)


def keys(words: str) -> None:
    here = QApplication.focusWidget()
    assert here is not None
    QTest.keyClicks(here, words)


def focus(qtbot: QtBot, widget: QWidget) -> None:
    widget.window().activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)


def save(office: Office, record: str, **values: object) -> None:
    outcomes.save_outcome(office, SaveOutcome(record, values))


def test_an_outcome_by_keys_alone_and_the_list_behind_each_figure(
    city: MentorCity, qtbot: QtBot, worker: Worker
) -> None:
    stage, page = opened(qtbot, city.kukusan, worker)
    assert [bar.amount for bar in page.funnel.bars()] == [3, 0, 0, 0, 0]
    assert "putusan" in page.funnel.bars()[0].source
    focus(qtbot, page.list)
    press(qtbot, stage, KEY.Key_F2)
    dialog = page.dialog
    assert isinstance(dialog, OutcomeDialog)
    first = dialog.line
    qtbot.waitUntil(lambda: dialog.fields["mulai_usaha"].hasFocus())
    for words in ("01-12-2026", "9120001234567", "05-12-2026"):
        keys(words)
        press(qtbot, stage, KEY.Key_Return)
    keys("y")  # still running; asked today
    qtbot.waitUntil(stage.settled)
    assert dialog.values()["enam_bulan_tanggal"] == "01-08-2027"
    assert "belum tercatat selesai dilatih" in dialog.words()
    press(qtbot, stage, KEY.Key_Return, mod=CTRL)
    qtbot.waitUntil(lambda: page.dialog is not dialog and page.dialog is not None)
    following = page.dialog
    assert following is not None and following.line.record != first.record
    press(qtbot, stage, KEY.Key_Escape)
    qtbot.waitUntil(stage.settled)
    assert [bar.amount for bar in page.funnel.bars()] == [3, 0, 1, 1, 0]
    assert "data kantor ini sendiri" in page.funnel.bars()[2].source
    # each figure opens its list, by Enter
    focus(qtbot, page.funnel)
    press(qtbot, stage, KEY.Key_Home)
    for number, code in enumerate(STAGES):
        focus(qtbot, page.funnel)
        if number:
            press(qtbot, stage, KEY.Key_Down)
        press(qtbot, stage, KEY.Key_Return)
        assert page.chips[code].isChecked()
        assert len(page.lines()) == page.funnel.bars()[number].amount
    press(qtbot, stage, KEY.Key_Escape)
    assert page.chips["accepted"].isChecked()
    # the same again: what was written stands in the form
    page.list.select_row([row.record for row in page.lines()].index(first.record))
    press(qtbot, stage, KEY.Key_Return)
    assert page.dialog is not None
    assert page.dialog.values()["nib"] == "9120001234567"
    names_unique(page.dialog)
    page.dialog.reject()


def test_a_contradiction_stands_beside_its_field_and_typing_survives(
    city: MentorCity, qtbot: QtBot, worker: Worker
) -> None:
    save(city.kukusan, city.accepted[0], mulai_usaha="2027-03-01")
    stage, page = opened(qtbot, city.kukusan, worker)
    page.list.select_row([row.record for row in page.lines()].index(city.accepted[0]))
    press(qtbot, stage, KEY.Key_F2)
    dialog = page.dialog
    assert dialog is not None
    dialog.fields["enam_bulan"].setFocus()
    keys("t")
    qtbot.waitUntil(stage.settled)
    assert "Belum 6 bulan sejak usaha mulai" in dialog.words() and "01-09-2027" in dialog.words()
    press(qtbot, stage, KEY.Key_S, mod=CTRL)
    qtbot.waitUntil(dialog.action_button.isEnabled)
    assert dialog.isVisible()
    press(qtbot, stage, KEY.Key_Escape)
    focus(qtbot, page.list)
    press(qtbot, stage, KEY.Key_F2)
    assert page.dialog is not None and page.dialog is not dialog
    assert page.dialog.values()["enam_bulan"] == "tidak"
    assert page.dialog.notice.isVisible()
    page.dialog.reject()


def looked_at(stage: Stage) -> None:
    stage.settled()
    assert defects(stage.window) == []
    names_unique(stage.page)


def test_dkum_sees_the_city_and_goes_into_one_kelurahan(
    city: MentorCity, qtbot: QtBot, worker: Worker
) -> None:
    save(city.kukusan, city.accepted[0], mulai_usaha="2026-12-01")
    file = city.up()
    city.dkum.enter(HENDRA, PASSPHRASE)
    stage, page = opened(qtbot, city.dkum, worker)
    assert "1 dari 5.000 wirausaha baru" in page.subtitle()
    assert page._place_model.rowCount() == 63
    assert "menurut berkas 1 dari 63 kelurahan" in page.subtitle()
    silent = page._place_model.find(lambda row: row.code == SILENT)
    assert page._place_model.index(silent, 2).data() == "belum ada berkas"
    assert [page._place_model.index(silent, column).data() for column in range(3, 7)] == ["–"] * 4
    assert page.write_button not in page.header_actions()
    looked_at(stage)
    page.places.select_row(page._place_model.find(lambda row: row.code == KUKUSAN))
    focus(qtbot, page.places)
    press(qtbot, stage, KEY.Key_Return)
    assert page.place_chip.isVisible() and "Kukusan" in page.place_chip.text()
    assert [bar.amount for bar in page.funnel.bars()] == [3, 0, 1, 0, 0]
    assert f"{file.no:04d}" in page.funnel.bars()[2].source
    looked_at(stage)
    press(qtbot, stage, KEY.Key_Escape)
    assert not page.place_chip.isVisible()
    page.open({"program": "WUB", "kelurahan": SILENT})
    page.refresh(None)
    qtbot.waitUntil(stage.settled)
    assert [bar.figure for bar in page.funnel.bars()] == ["–"] * 5
    assert [chip._count for chip in page.chips.values()] == [None] * len(page.chips)
    assert page.listing.count.text() == "belum ada berkas" and page._month_model.rowCount() == 0
    assert "Belum ada berkas" in page.subtitle() and "Belum ada berkas" in page._nobody.accessibleName()
    looked_at(stage)
    press(qtbot, stage, KEY.Key_Escape)
    focus(qtbot, page.funnel)
    press(qtbot, stage, KEY.Key_Home, KEY.Key_Return)
    assert len(page.lines()) == 3
    press(qtbot, stage, KEY.Key_Escape)
    assert page._lists.currentIndex() == 1
    stage.window.close()
    board = show(qtbot, city.dkum, worker, KonsolidasiPage).page
    assert isinstance(board, KonsolidasiPage)
    board.tiles.select(KUKUSAN)
    board.outcome_chip.click()
    assert "0 mulai usaha" in board.tiles.accessibleDescription()  # of the year on the wall, 2027
    assert "1 dari 5.000" in board.subtitle() and "1 dari 63 kelurahan" in board.subtitle()
    board.tiles.select(SILENT)
    assert "belum ada berkas" in board.tiles.accessibleDescription()
    assert "usaha" not in board._current_register.text()


def test_a_mentor_sees_its_own_people_and_a_verifier_writes_nothing(
    city: MentorCity, qtbot: QtBot, worker: Worker
) -> None:
    city.assign(0, 1)
    city.account("Tono", 0)
    stage, page = opened(qtbot, city.kukusan, worker)
    assert [line.record for line in page.lines()] == [city.accepted[1]]
    assert page.header_actions()
    stage.window.close()
    city.kukusan.enter(RATNA, PASSPHRASE)
    assert isinstance(page, QWidget)


def test_where_nobody_is_accepted_the_focus_is_on_the_funnel(
    qtbot: QtBot, tmp_path: Path, worker: Worker, look: Callable[[str], None]
) -> None:
    """A list that is not shown takes no focus, and no ring is drawn around the whole page."""
    one = offices.office(tmp_path / "kantor")
    stage = show(qtbot, one, worker, CapaianPage)
    page = stage.page
    assert isinstance(page, CapaianPage)
    assert not page.list.isVisible() and page.first_focus() is page.funnel
    one.close()
