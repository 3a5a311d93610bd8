"""A newer rule book at the kelurahan: told on Beranda, found by its chip, answered at the person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.actions import rulebooks
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.domain.requirements import Requirement
from desktop_app.domain.rulebook import default_rules
from desktop_app.queries.home import badges
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE
from tests.ui.cityscene import City, cut, make_city, names, show
from ui.dialogs.rejudge import RejudgeDialog
from ui.pages.beranda import BerandaPage
from ui.pages.pendaftar import PendaftarPage
from ui.worker import Worker

WARNED = replace(default_rules("WUB", 2026), requirements=(Requirement("kur", "warn", "block"),))


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    one = make_city(tmp_path, KUKUSAN)
    kukusan = one.kukusan
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    people = [
        {**person, "program": "WUB", "kur": "ya" if n < 2 else "tidak"}
        for n, person in enumerate(offices.persons(5))
    ]
    records = offices.enter(kukusan, people)
    offices.verify(kukusan, records[1:3])
    rulebooks.issue(one.dkum, IssueRules(WARNED, "188/1", "02-01-2026"))
    one.down()
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    yield one
    one.close()


def test_beranda_counts_them_and_leads_there(qtbot: QtBot, city: City, worker: Worker) -> None:
    stage = show(qtbot, city.kukusan, worker, BerandaPage)
    page = cast("BerandaPage", stage.page)
    button = next(one for one in page.steps.buttons if "aturan baru" in one.accessibleDescription())
    assert button.accessibleDescription() == "2 pendaftar perlu dilihat menurut aturan baru"
    with qtbot.waitSignal(page.navigate) as told:
        button.click()
    assert told.args == ["pendaftar", {"otherwise": True}]
    with city.kukusan.reading() as connection:
        assert badges(connection, city.kukusan)["pendaftar"] == (2, "warn")


def test_found_by_the_chip_and_answered_at_the_person(qtbot: QtBot, city: City, worker: Worker) -> None:
    stage = show(qtbot, city.kukusan, worker, PendaftarPage)
    page = cast("PendaftarPage", stage.page)
    assert page.chips.otherwise.isVisible() and page.chips.otherwise.accessibleName() == "2 aturan baru"
    page.chips.otherwise.setFocus()
    qtbot.keyClick(page.chips.otherwise, Qt.Key.Key_Return)
    qtbot.waitUntil(stage.settled, timeout=10_000)
    assert page.model.rowCount() == 2
    rows = [page.model.row_at(number) for number in range(2)]
    by_status = {getattr(row, "status", ""): number for number, row in enumerate(rows)}

    page.table.select_row(by_status["verified"])
    qtbot.waitUntil(lambda: page.panel.shown() is not None and page.panel.shown().status == "verified")
    qtbot.waitUntil(stage.settled, timeout=10_000)
    page.ask_rejudge()
    held = stage.window.findChildren(RejudgeDialog)[-1]
    with qtbot.waitSignal(page.navigate) as told:
        qtbot.keyClick(held, Qt.Key.Key_Return)  # what holds is mended in the form
    assert told.args is not None and told.args[0] == "entri"

    page.table.select_row(by_status["submitted"])
    qtbot.waitUntil(lambda: page.panel.shown() is not None and page.panel.shown().status == "submitted")
    qtbot.waitUntil(stage.settled, timeout=10_000)
    assert cut(stage.page) == [] and len(names(page)) == len(set(names(page)))
    page.panel.action.emit("nilai-ulang")
    dialog = [one for one in stage.window.findChildren(RejudgeDialog) if one.isVisible()][-1]
    assert dialog.reason is not None and not dialog.action_button.isEnabled()
    qtbot.keyClicks(dialog.reason, "KUR lunas bulan depan")
    with qtbot.waitSignal(page.notified, timeout=10_000) as said:
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert said.args is not None and "dinilai ulang menurut aturan versi 1" in said.args[0]
    qtbot.waitUntil(lambda: page.chips.otherwise.accessibleName() == "1 aturan baru", timeout=10_000)
    qtbot.waitUntil(stage.settled, timeout=10_000)
    assert page.model.rowCount() == 1
