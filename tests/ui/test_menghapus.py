"""An applicant is erased at DKUM from the list, by who approves there, after seeing what goes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.actions import erasing
from tests import offices
from tests.actions.test_erasing import exchange
from tests.actions.test_exchange import filled
from tests.asking import asked
from tests.offices import KUKUSAN, PASSPHRASE
from tests.ui.kantor import names_unique, nothing_cut
from tests.ui.sitting import Sitting, open_window
from ui.pages.pendaftar import ERASE
from ui.widgets.dialog import StopDialog
from ui.worker import Worker


@pytest.mark.parametrize("width", [1024])
def test_from_the_list_to_nothing(tmp_path: Path, worker: Worker, qtbot: QtBot, width: int) -> None:
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN)
    kukusan = kelurahan[KUKUSAN]
    for record in filled(kukusan, 2):
        asked(kukusan, record)
    exchange(kukusan, dkum, tmp_path)
    dkum.enter("Sari Utami", PASSPHRASE)
    try:
        window = open_window(dkum, worker, qtbot, "pendaftar", width)
        desk = Sitting(dkum, window, qtbot)
        page: Any = window.page("pendaftar")
        desk.until(lambda: page.panel.shown() is not None)
        record = page.panel.shown().record
        page.panel.action.emit(ERASE)
        question: StopDialog = desk.dialog(StopDialog)
        names_unique(question)
        nothing_cut(question)
        assert question.action_button is not None and not question.action_button.isDefault()
        question.action_button.click()

        def erased() -> bool:
            with dkum.reading() as connection:
                return erasing.is_erased(connection, record)

        desk.until(erased)
        desk.until(lambda: page.panel.shown().record != record)  # the pane has gone on to somebody else
    finally:
        kukusan.close()
        dkum.close()
