"""Asking to cancel an acceptance at the kelurahan, and DKUM's word about it, in the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.actions import returning
from desktop_app.actions.data_requests import RecordRequest, record_request
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries.applicant import ApplicantDetail, detail
from tests import offices
from tests.actions.test_cancelling import WHY, accepted
from tests.offices import KUKUSAN, PASSPHRASE
from tests.ui.cityscene import HENDRA, SARI, City, Stage, make_city, show
from ui.dialogs.requests import RequestsDialog
from ui.pages.pendaftar import PendaftarPage
from ui.pages.pendaftar_leaving import steps
from ui.widgets.button import Button
from ui.widgets.dialog import ReasonDialog
from ui.worker import Worker

Key = Qt.Key
MENUS = pytest.mark.qt_log_ignore(
    "This plugin does not support (raise|grabbing the keyboard|propagateSizeHints)"
)


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    one = make_city(tmp_path, KUKUSAN)
    yield one
    one.close()


def opened(qtbot: QtBot, office: Office, worker: Worker) -> tuple[Stage, PendaftarPage]:
    stage = show(qtbot, office, worker, PendaftarPage)
    page = cast(PendaftarPage, stage.page)
    page.table.setFocus()
    qtbot.waitUntil(lambda: page.panel.shown() is not None)
    return stage, page


def choose(qtbot: QtBot, stage: Stage, page: PendaftarPage, words: str) -> None:
    """A step from the menu, with its reason."""
    menu = page.panel.show_menu()
    assert menu is not None
    [action] = [one for one in menu.actions() if one.text() == words]
    action.trigger()
    menu.close()
    dialog = stage.window.findChild(ReasonDialog)
    assert dialog is not None
    qtbot.keyClicks(dialog.field, WHY)
    with qtbot.waitSignal(page.model.settled):
        qtbot.keyClick(dialog.field, Key.Key_Return)
    qtbot.waitUntil(stage.settled)


@MENUS
def test_the_office_asks_and_dkum_answers(qtbot: QtBot, city: City, worker: Worker) -> None:
    [record] = accepted(city)
    city.kukusan.enter("Ratna Puspita", PASSPHRASE)
    stage, page = opened(qtbot, city.kukusan, worker)
    assert not page.chips.requested.isVisible(), "nothing to filter by"
    choose(qtbot, stage, page, "Minta pembatalan ke DKUM…")
    assert offices.row(city.kukusan, record).permintaan == WHY
    qtbot.waitUntil(page.chips.requested.isVisible)
    assert page.chips.requested.accessibleName().startswith("1 minta pembatalan")
    told = {label.text() for label in page.panel.findChildren(QLabel)}
    assert "Kelurahan meminta pembatalan" in told
    menu = page.panel.show_menu()
    assert menu is not None
    assert not [each for each in menu.actions() if "pembatalan" in each.text()], "asked once"
    menu.close()


@MENUS
def test_dkum_cancels_what_was_asked(qtbot: QtBot, city: City, worker: Worker) -> None:
    from desktop_app.actions import cancelling

    [record] = accepted(city)
    cancelling.request_withdrawal(city.kukusan, record, WHY)
    city.up()
    city.dkum.enter(SARI, PASSPHRASE)
    stage, page = opened(qtbot, city.dkum, worker)
    qtbot.waitUntil(page.chips.requested.isVisible)
    qtbot.mouseClick(page.chips.requested, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.asked().requested and page.model.rowCount() == 1)
    choose(qtbot, stage, page, "Batalkan penetapan…")
    assert offices.row(city.dkum, record).status == "cancelled"


@pytest.mark.parametrize(
    ("kind", "offered", "answered", "told"),
    [
        ("pembatasan", ["send_back"], ["send_back_yes"], ""),
        ("penarikan", [], [], "Persetujuan data pribadinya ditarik."),
    ],
)
def test_whose_data_stand_still_is_offered_only_what_may_be_done(
    qtbot: QtBot, city: City, worker: Worker, kind: str, offered: list[str], answered: list[str], told: str
) -> None:
    """A restriction lets somebody be sent back to be corrected; a withdrawn consent leaves nothing to
    correct, and nobody is rejected meanwhile."""
    record, other = city.fill(2)
    city.up()
    dkum = city.dkum
    dkum.enter(HENDRA, PASSPHRASE)
    returning.propose_return(dkum, other, WHY)
    for each in (record, other):
        record_request(dkum, RecordRequest(each, kind, "dkum", bukti="Surat 12"))
    details = [detail_of(dkum, each) for each in (record, other)]
    assert [detail.held_kind for detail in details] == [kind, kind]
    assert [code for code, _icon, _words in steps(dkum, details[0])] == offered
    dkum.enter(SARI, PASSPHRASE)
    assert [code for code, _icon, _words in steps(dkum, details[1]) if code.endswith("_yes")] == answered
    if kind == "penarikan":
        with pytest.raises(Refused, match="ditarik"):
            returning.approve_return(dkum, other)
    stage = show(qtbot, dkum, worker, PendaftarPage)
    dialog = RequestsDialog(stage.page, stage.bench)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: WHY in dialog.told.text())
    assert told in dialog.told.text() and ("Selesaikan dahulu" in dialog.told.text()) == bool(told)
    buttons = {button.accessibleName() for button in dialog.steps.findChildren(Button)}
    assert ("Setujui pengembalian…" in buttons) == bool(answered)


def detail_of(office: Office, record: str) -> ApplicantDetail:
    with office.reading() as connection:
        found = detail(connection, office.context, offices.row(office, record).id)
    assert found is not None
    return found
