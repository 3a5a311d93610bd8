"""An applicant is erased at DKUM from the list, by who approves there, after seeing what goes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.actions import erasing
from desktop_app.actions.erasing_after import due
from desktop_app.actions.issued import document_pdf
from desktop_app.errors import Refused
from tests import offices
from tests.actions.test_erasing import exchange
from tests.actions.test_erasing_due import kept_until_then, years_pass
from tests.asking import asked
from tests.offices import CURUG, KUKUSAN, PASSPHRASE, filled
from tests.ui.kantor import names_unique, nothing_cut
from tests.ui.sitting import Sitting, open_window
from ui.dialogs.data_request import ReplyDialog
from ui.pages.menghapus import ask_due
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


def test_the_approver_is_asked_about_what_is_due_and_enter_does_not_erase(
    tmp_path: Path, worker: Worker, qtbot: QtBot
) -> None:
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN, CURUG)
    city = (dkum, kelurahan, tmp_path)
    try:
        _kukusan, paper = kept_until_then(city)
        window = open_window(dkum, worker, qtbot, "konsolidasi")
        bench = window.bench  # type: ignore[attr-defined]
        years_pass(city)
        dkum.enter("Sari Utami", PASSPHRASE)
        ask_due(window, bench)
        desk = Sitting(dkum, window, qtbot)
        question: StopDialog = desk.dialog(StopDialog)
        names_unique(question)
        nothing_cut(question)
        assert question.action_button is not None and not question.action_button.isDefault()
        desk.press(Qt.Key.Key_Return)
        desk.until(lambda: QApplication.activeModalWidget() is None)
        assert document_pdf(dkum, paper), "Enter erases nothing"
        ask_due(window, bench)
        again: StopDialog = desk.dialog(StopDialog)
        assert again.action_button is not None
        again.action_button.click()

        def gone() -> bool:
            with dkum.reading() as connection:
                return not due(dkum, connection)

        desk.until(gone)
        with pytest.raises(Refused, match="penghapusan data pribadi"):
            document_pdf(dkum, paper)
    finally:
        worker.stop()
        for one in (dkum, *kelurahan.values()):
            one.close()


def test_a_request_to_be_erased_is_not_answered_as_fulfilled_by_itself(
    tmp_path: Path, worker: Worker, qtbot: QtBot
) -> None:
    office = offices.office(tmp_path / "kantor")
    (record,) = offices.enter(office, offices.persons(1))
    office.enter("Ratna Puspita", PASSPHRASE)
    asked(office, record)
    try:
        window = open_window(office, worker, qtbot, "privasi")
        desk = Sitting(office, window, qtbot)
        page: Any = window.page("privasi")
        desk.until(lambda: page.current() is not None)
        desk.press(Qt.Key.Key_D, mod=Qt.KeyboardModifier.ControlModifier)
        answer: ReplyDialog = desk.dialog(ReplyDialog)
        nothing_cut(answer)
        assert answer.answer.value() == ""
        answer.done_text.setText("Sudah")
        desk.press(Qt.Key.Key_Return, mod=Qt.KeyboardModifier.ControlModifier)
        assert answer.answer_row.findings and answer.isVisible()
        desk.until(lambda: answer.form.height() >= answer.form.lane.minimumHeight())
        nothing_cut(answer)
        answer.reject()
    finally:
        office.close()
