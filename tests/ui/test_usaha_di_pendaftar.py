"""A registered business beside the applicant: found, decided by keys, and shown again on three pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.actions.register import SaveBusiness, save_business
from desktop_app.office import Office
from desktop_app.storage import tables
from tests.ui import kantor
from tests.ui.entri_desk import CTRL, ENTER, EntriDesk, open_desk
from tests.ui.kantor import names_unique, nothing_cut
from tests.ui.sitting import dialog_of
from ui.bench import Bench
from ui.dialogs.registered import RegisteredDialog
from ui.pages.pendaftar import PendaftarPage
from ui.prefs import Prefs
from ui.widgets.card import FindingCard
from ui.worker import Worker

KEY = Qt.Key
SITI = ("3276065203949102", "3276061108190041", "Siti Marlina", "Depok", "12031994", "P", "2", "081255509102")


def shop(office: Office, **values: str) -> str:
    given = {
        "nama": "Kue Siti",
        "pemilik": "Siti Marlina",
        "alamat": "Jl. Mawar No. 5",
        "mulai": "12-03-2019",
    }
    return save_business(office, SaveBusiness({**given, **values})).record


def kept(office: Office) -> list[tuple[dict[str, str], dict[str, str]]]:
    app = tables.application.c
    with office.reading() as connection:
        rows = connection.execute(tables.application.select().where(app.usaha_terdaftar.is_not(None)))
        return [(json.loads(row.usaha_terdaftar), json.loads(row.catatan_alasan)) for row in rows]


@pytest.fixture
def desk(tmp_path: Path, worker: Worker, qtbot: QtBot, look: Callable[[str], None]) -> Iterator[EntriDesk]:
    one = open_desk(tmp_path / "kantor", worker, qtbot)
    yield one
    worker.stop()
    one.office.close()


def test_at_entry_the_verdict_is_given_by_keys_and_saved_with_the_form(desk: EntriDesk) -> None:
    record = shop(desk.office)
    rule = f"usaha_terdaftar.{record}"
    desk.fill(*SITI)
    desk.go("alamat")
    assert rule not in desk.shown()
    desk.type("Jalan Mawar no 5")
    desk.press(ENTER)
    desk.wait(lambda: rule in desk.shown())
    (found,) = [item for item in desk.page.form.lane.findings() if item.record]
    assert (found.field, found.needs_reason) == ("nama", True)
    assert "Berjalan sejak 12-03-2019" in found.reason
    here = desk.at()
    desk.page.form.focus_field("nama")
    desk.press(KEY.Key_F9)
    lane = desk.page.form.lane
    assert lane.verdict_field is not None and lane.verdict_field.hasFocus()
    desk.press(KEY.Key_S)
    desk.type("Diakui pemiliknya")
    desk.press(ENTER)
    desk.wait(lambda: desk.at() == "nama")
    (found,) = [item for item in lane.findings() if item.record]
    assert (found.verdict, found.noted, found.level) == ("sama", "Diakui pemiliknya", "info")
    cards = [card.words() for card in desk.window.findChildren(FindingCard) if card.isVisible()]
    assert any("Usaha yang sama. Alasan: Diakui pemiliknya" in words for words in cards)
    nothing_cut(desk.window)
    assert here
    desk.press(KEY.Key_S, CTRL)
    desk.wait(lambda: kept(desk.office) == [({record: "sama"}, {rule: "Diakui pemiliknya"})])


def test_evidence_follows_what_is_typed(desk: EntriDesk) -> None:
    record = shop(desk.office, nik=SITI[0])
    desk.fill(SITI[0])
    desk.wait(lambda: f"usaha_terdaftar.{record}" in desk.shown())
    desk.page.form.focus_field("nik")
    desk.press(KEY.Key_Backspace)
    desk.press(ENTER)
    assert f"usaha_terdaftar.{record}" not in desk.shown()


def test_a_verifier_decides_beside_the_papers_and_keeps_every_answer(
    tmp_path: Path, worker: Worker, qtbot: QtBot, look: Callable[[str], None]
) -> None:
    office, clock = kantor.new_office(tmp_path, typed=1, own=0, scans=False)
    with office.reading() as connection:
        nik = connection.execute(tables.application.select()).one().nik
    record = shop(office, nik=nik)
    window = kantor.open_window(office, worker, qtbot)
    desk = kantor.Desk(office, clock, window, qtbot)
    page = desk.verifying()

    def cards() -> list[str]:
        return [card.words() for card in page.findChildren(FindingCard) if card.isVisibleTo(page)]

    qtbot.waitUntil(lambda: any(w.startswith("NIK ini pemilik usaha terdaftar: Kue Siti") for w in cards()))
    nothing_cut(window)
    names_unique(page)
    desk.press(KEY.Key_Space)
    assert page._checking is not None and page._checking.answered() == 1
    desk.press(KEY.Key_U)
    asked = dialog_of(qtbot, RegisteredDialog)
    names_unique(asked)
    assert not asked.action_button.isEnabled()
    desk.press(KEY.Key_B)
    desk.type("NIK salah tulis di register")
    desk.press(ENTER)
    qtbot.waitUntil(lambda: any("Bukan usahanya. Alasan: NIK salah tulis di register" in w for w in cards()))
    assert kept(office)[0][0] == {record: "bukan"}
    assert page._checking.answered() == 1, "answers stay"
    desk.press(KEY.Key_U)
    assert QApplication.activeModalWidget() is None
    window.close()
    worker.stop()
    office.close()


def test_the_detail_of_an_applicant_shows_evidence_and_verdict(
    tmp_path: Path, worker: Worker, qtbot: QtBot, look: Callable[[str], None]
) -> None:
    office, _clock = kantor.new_office(tmp_path, typed=1, own=0, scans=False)
    with office.reading() as connection:
        nik = connection.execute(tables.application.select()).one().nik
    record = shop(office, nik=nik)
    bench = Bench(office, worker, Prefs.of_office(office.home))
    page = PendaftarPage(bench)
    bench.changed.connect(page.refresh)
    qtbot.addWidget(page)
    page.resize(1180, 640)
    page.show()
    qtbot.waitExposed(page)

    def cards() -> list[FindingCard]:
        return [card for card in page.panel.findChildren(FindingCard) if card.isVisibleTo(page.panel)]

    qtbot.waitUntil(lambda: any("Kue Siti" in card.words() for card in cards()))
    (button,) = [button for card in cards() for button in card.buttons]
    button.click()
    asked = dialog_of(qtbot, RegisteredDialog)
    asked.verdict.set_value("sama")
    asked.reason.setText("Pemiliknya datang sendiri")
    asked.action_button.click()
    qtbot.waitUntil(lambda: any("Usaha yang sama. Alasan" in card.words() for card in cards()))
    assert kept(office)[0][0] == {record: "sama"}
    nothing_cut(page)
    worker.stop()
    office.close()
