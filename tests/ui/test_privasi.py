"""Requests about personal data by keys: recorded from an applicant, answered, lifted; a copy saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop_app.actions import data_requests, erasing
from desktop_app.actions.data_requests import RecordRequest
from desktop_app.domain.moments import moment_of
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries import data_requests as queries
from desktop_app.storage import tables
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE
from tests.ui.cityscene import SARI, City, make_city
from tests.ui.kantor import names_unique, nothing_cut
from tests.ui.sitting import Sitting, choose, open_window
from ui import when
from ui.dialogs.data_request import BreachDialog, DataRequestDialog, ReplyDialog
from ui.pages.pendaftar import ASK, COPY, PendaftarPage
from ui.pages.privasi import PrivasiPage
from ui.widgets.button import Button
from ui.widgets.card import FindingCard
from ui.widgets.dialog import ReasonDialog, StopDialog
from ui.worker import Worker

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    one = offices.office(tmp_path / "kantor")
    offices.enter(one, offices.persons(2))
    one.enter("Ratna Puspita", PASSPHRASE)
    yield one
    one.close()


def listed(office: Office) -> tuple[queries.DataRequest, ...]:
    with office.reading() as connection:
        return queries.requests(connection)


def words_of(widget: Any) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel))


@pytest.mark.parametrize("width", [1366, 1024])
def test_from_an_applicant_to_the_answer(
    tmp_path: Path, office: Office, worker: Worker, qtbot: QtBot, width: int
) -> None:
    window = open_window(office, worker, qtbot, "pendaftar", width)
    desk = Sitting(office, window, qtbot)
    page: Any = window.page("pendaftar")
    assert isinstance(page, PendaftarPage)
    desk.until(lambda: page.panel.shown() is not None)
    name = page.panel.shown().nama
    page.panel.action.emit(ASK)
    asked: DataRequestDialog = desk.dialog(DataRequestDialog)
    names_unique(asked)
    nothing_cut(asked)
    desk.press(Qt.Key.Key_Return, mod=CTRL)
    assert asked.kind_row.findings, "nothing is chosen by itself"
    qtbot.keyClick(asked.kind, Qt.Key.Key_3)
    assert asked.kind.value() == "penarikan" and "langsung tercatat mengundurkan diri" in asked.told.text()
    nothing_cut(asked)
    qtbot.keyClick(asked.kind, Qt.Key.Key_4)
    assert asked.kind.value() == "pembatasan" and "Pasal 11" in asked.told.text()
    asked.said.setText("sampai alamat dibetulkan")
    desk.press(Qt.Key.Key_Return, mod=CTRL)
    desk.until(lambda: len(listed(office)) == 1)
    desk.until(lambda: "Pemrosesan data dibatasi" in words_of(page.panel))
    assert "Persetujuan" in words_of(page.panel)

    page.panel.request_asked.emit(listed(office)[0].record)
    desk.until(lambda: window.here() == "privasi")
    here: Any = window.page("privasi")
    assert isinstance(here, PrivasiPage)
    desk.until(lambda: here.current() is not None)
    names_unique(window)
    nothing_cut(window)
    assert here.current().nama == name and "Sisa 72 jam" in words_of(here.panel)
    desk.press(Qt.Key.Key_D, mod=CTRL)
    answer: ReplyDialog = desk.dialog(ReplyDialog)
    nothing_cut(answer)
    answer.done_text.setText("Dibatasi sejak permintaan dicatat")
    desk.press(Qt.Key.Key_Return, mod=CTRL)
    desk.until(lambda: listed(office)[0].hasil == "dipenuhi")
    desk.until(lambda: not here.current().open)
    buttons = {each.accessibleName(): each for each in here.steps.findChildren(Button)}
    buttons["Cabut pembatasan"].click()
    reason: ReasonDialog = desk.dialog(ReasonDialog)
    qtbot.keyClicks(reason.field, "Alamat sudah betul")
    qtbot.keyClick(reason.field, Qt.Key.Key_Return)
    desk.until(lambda: not listed(office)[0].holding)

    if width == 1366:
        here.report_breach()
        breach: BreachDialog = desk.dialog(BreachDialog)
        names_unique(breach)
        nothing_cut(breach)
        desk.press(Qt.Key.Key_Return, mod=CTRL)
        choose(qtbot, tmp_path)
        desk.until(lambda: list(tmp_path.glob("laporan-kebocoran-*.pdf")))
    window.go("pendaftar")
    page.panel.action.emit(COPY)
    _copied_with_care(desk, qtbot, tmp_path)
    QApplication.processEvents()


def _copied_with_care(desk: Sitting, qtbot: QtBot, folder: Path) -> None:
    """Where it lies, that whole numbers are in it, and what to do with it: until it is read."""
    choose(qtbot, folder)
    handed: StopDialog = desk.dialog(StopDialog)
    (made,) = folder.glob("salinan-data-*")
    told = [each.text() for each in handed.findChildren(QLabel)]
    assert str(made) in told and any("NIK" in each and "hapus folder itu" in each for each in told), told
    nothing_cut(handed)
    handed.close_button.click()


def beside(asked: DataRequestDialog) -> str:
    return " ".join(card.words() for card in asked.number_row.findings if isinstance(card, FindingCard))


def test_whose_number_it_is_stands_beside_it_before_anything_is_recorded(
    office: Office, worker: Worker, qtbot: QtBot
) -> None:
    """And what follows is told in whole sentences, until it is read."""
    with office.reading() as connection:
        row = connection.execute(select(tables.application)).first()
    assert row is not None
    window = open_window(office, worker, qtbot, "privasi")
    desk = Sitting(office, window, qtbot)
    here: Any = window.page("privasi")
    here.primary()
    asked: DataRequestDialog = desk.dialog(DataRequestDialog)
    asked.kind.set_value("penarikan")
    asked.number.setText("WUB-2026-000")
    qtbot.keyClick(asked, Qt.Key.Key_Return, CTRL)
    desk.until(lambda: "tidak ada di kantor ini" in beside(asked))
    asked.number.setText(row.nomor_pendaftaran)
    qtbot.keyClick(asked, Qt.Key.Key_Return, CTRL)
    assert asked.action_button.isEnabled(), "the name is shown first"
    desk.until(lambda: row.nama in beside(asked))
    assert listed(office) == ()
    nothing_cut(asked)
    asked.number.clear()
    qtbot.keyClicks(asked.number, row.nomor_pendaftaran)
    desk.until(lambda: row.nama in beside(asked))
    asked.said.clear()
    qtbot.keyClicks(asked.said, "tidak ikut lagi")
    assert row.nama in beside(asked), "it stays"
    qtbot.keyClick(asked, Qt.Key.Key_Return, CTRL)
    told: StopDialog = desk.dialog(StopDialog)
    assert listed(office)[0].nama == row.nama
    assert "beri tahu orangnya apa yang masih disimpan dan sampai kapan." in words_of(told)
    assert window.toast_widget().text() == "Permintaan dicatat."
    nothing_cut(told)
    told.accept()
    desk.until(lambda: here.model.rowCount() == 1)
    assert "Batas " in here.model.index(0, 2).data()
    answered = here._due_cell(replace(listed(office)[0], dijawab=listed(office)[0].masuk))
    assert answered.sub == when.short_moment(moment_of(listed(office)[0].masuk))


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    one = make_city(tmp_path, KUKUSAN)
    yield one
    one.close()


def test_dkum_erases_on_somebody_elses_request(city: City, worker: Worker, qtbot: QtBot) -> None:
    [record] = offices.enter(city.kukusan, offices.persons(1), submit=False)
    data_requests.record_request(city.kukusan, RecordRequest(record, "penghapusan", "surat", bukti="Surat 9"))
    city.up()
    city.dkum.enter(SARI, PASSPHRASE)
    window = open_window(city.dkum, worker, qtbot, "privasi")
    desk = Sitting(city.dkum, window, qtbot)
    here: Any = window.page("privasi")
    desk.until(lambda: here.current() is not None)
    offered = {each.accessibleName() for each in here.steps.findChildren(Button)}
    assert offered == {"Hapus data…", "Buka pendaftar", "Jawab", "Salah catat"}
    here.erase()
    sure: StopDialog = desk.dialog(StopDialog)
    assert "Dihapus sekarang" in words_of(sure)
    nothing_cut(sure)
    sure.accept()
    desk.until(lambda: (one := here.current()) is not None and not one.open)
    assert here.current().bukti == "" and here.current().dijawab
    desk.until(lambda: "Data sudah dihapus" in words_of(here.panel))
    assert "Datanya sudah dihapus" in words_of(here.panel)
    assert here.model.index(0, 0).data().startswith("Data sudah dihapus")
    nothing_cut(here.panel)
    left = {each.accessibleName() for each in here.steps.findChildren(Button)}
    assert left == set(), "an erased person's answered request is offered nothing that is refused below"
    here.answer()
    assert window.findChildren(ReplyDialog) == []
    for deed in (
        lambda: data_requests.answer_request(city.dkum, here.current().record, "ditolak", "Salah ketik"),
        lambda: data_requests.take_back(city.dkum, here.current().record, "Salah ketik"),
        lambda: data_requests.lift(city.dkum, here.current().record, "Salah ketik"),
    ):
        with pytest.raises(Refused, match="sudah dihapus"):
            deed()
    with city.dkum.reading() as connection:
        assert erasing.is_erased(connection, record)
