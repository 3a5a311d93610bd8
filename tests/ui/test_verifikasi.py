"""Verifikasi by keys alone, on a real office with two people."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.actions import applications, rulebooks
from desktop_app.actions.applications import SaveApplication
from desktop_app.actions.data_requests import RecordRequest, record_request
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.domain.rulebook import default_rules
from desktop_app.office import Office
from desktop_app.queries import verification
from resources.i18n import set_language
from tests import offices
from tests.ui import kantor
from tests.ui.kantor import Desk
from tests.ui.sitting import dialog_of
from ui import theme
from ui.pages.verifikasi import VerifikasiPage
from ui.pages.verifikasi_panel import CheckPanel
from ui.widgets.card import FindingCard
from ui.widgets.dialog import ReasonDialog
from ui.worker import Worker

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(tmp_path: Path, worker: Worker, qtbot: QtBot, look: Callable[[str], None]) -> Iterator[Desk]:
    office, clock = kantor.new_office(tmp_path)
    window = kantor.open_window(office, worker, qtbot)
    yield Desk(office, clock, window, qtbot)
    window.close()
    worker.stop()
    office.close()


def _panel(page: VerifikasiPage) -> CheckPanel:
    return page._panel


def _name(page: VerifikasiPage) -> str:
    return page._panel._name.text()


def _all(desk: Desk) -> None:
    """Space until every row has an answer."""
    panel = _panel(desk.page())
    for _ in panel.checklist.items():
        desk.press(Key.Key_Space)
    assert panel.checklist.complete()


def _status(office: Office) -> list[str]:
    with office.reading() as connection:
        rows = connection.exec_driver_sql("SELECT status FROM application ORDER BY id")
        return [row[0] for row in rows]


def _next(desk: Desk, before: str) -> None:
    desk.qtbot.waitUntil(lambda: bool(desk.page().key_hints()) and _name(desk.page()) != before)


def test_a_stack_of_applicants_is_verified_by_space_and_ctrl_enter(desk: Desk) -> None:
    page = desk.verifying()
    assert page.subtitle().startswith("4 menunggu, 3 dapat Anda periksa.")
    for left in (2, 1):
        before = _name(page)
        assert not _panel(page).verify.isEnabled()
        _all(desk)
        assert _panel(page).verify.isEnabled()
        desk.press(Key.Key_Return, mod=CTRL)
        _next(desk, before)
        assert page._told.text() == f"{before} terverifikasi. {left} orang lagi menunggu."
        assert QApplication.focusWidget() is _panel(page).checklist
    _all(desk)
    desk.press(Key.Key_Return, mod=CTRL)
    desk.qtbot.waitUntil(lambda: page._stack.currentWidget() is page._empty)
    assert _status(desk.office) == ["verified"] * 3 + ["submitted"]
    assert "Hari ini Anda memverifikasi 3 orang" in page._empty._why.text()
    assert "1 nama yang Anda ketik sendiri" in page._empty._why.text()
    assert "Minta verifikator lain masuk." in page._empty._why.text()
    assert page._empty.accessibleName() == "Tidak ada yang dapat Anda periksa"


def test_verify_is_shut_until_every_row_is_answered(desk: Desk) -> None:
    page = desk.verifying()
    desk.press(Key.Key_Space)
    desk.press(Key.Key_Return, mod=CTRL)
    desk.qtbot.wait(1)
    assert "belum diperiksa" in _panel(page).verify.toolTip()
    assert _status(desk.office) == ["submitted"] * 4


def test_what_differs_becomes_the_reason(desk: Desk) -> None:
    page = desk.verifying()
    before = _name(page)
    desk.press(Key.Key_Space, Key.Key_Space, Key.Key_Space, Key.Key_T)
    desk.type("KTP: Gg. Mawar 7")
    desk.press(Key.Key_Return)
    assert QApplication.focusWidget() is _panel(page).checklist
    desk.press(Key.Key_T)
    desk.press(Key.Key_Return)
    assert not _panel(page).verify.isEnabled()
    desk.press(Key.Key_K)
    dialog = dialog_of(desk.qtbot, ReasonDialog)
    assert dialog.field.text() == "Alamat: KTP: Gg. Mawar 7; RT, RW, kota tidak sesuai"
    desk.qtbot.keyClick(dialog.field, Key.Key_Return)
    _next(desk, before)
    assert _status(desk.office) == ["returned", "submitted", "submitted", "submitted"]
    assert QApplication.focusWidget() is _panel(page).checklist
    desk.press(Key.Key_Space)
    assert _panel(page).checklist.answers()["nik"] == "ok"
    with desk.office.reading() as connection:
        alasan = connection.exec_driver_sql("SELECT alasan FROM application WHERE status = 'returned'")
        assert alasan.scalar_one() == "Alamat: KTP: Gg. Mawar 7; RT, RW, kota tidak sesuai"


def test_rejecting_needs_a_reason(desk: Desk) -> None:
    page = desk.verifying()
    before = _name(page)
    desk.press(Key.Key_X)
    dialog = dialog_of(desk.qtbot, ReasonDialog)
    assert not dialog.action_button.isEnabled()
    desk.qtbot.keyClicks(dialog.field, "Pindah ke luar Depok")
    desk.qtbot.keyClick(dialog.field, Key.Key_Return)
    _next(desk, before)
    assert _status(desk.office)[0] == "rejected"


def test_digits_jump_arrows_skip_and_take_back(desk: Desk) -> None:
    page = desk.verifying()
    checklist = _panel(page).checklist
    desk.press(Key.Key_5)
    assert checklist.current() == "rt_rw"
    desk.press(Key.Key_Right)
    assert checklist.current() == "status_kawin"
    desk.press(Key.Key_Space)
    assert checklist.answers()["status_kawin"] == "ok" and checklist.current() == "no_kk"
    desk.press(Key.Key_Left)
    assert checklist.current() == "status_kawin" and checklist.answers()["status_kawin"] == ""


def test_every_digit_that_jumps_is_told_and_0_is_the_tenth(desk: Desk) -> None:
    page = desk.verifying()
    checklist = _panel(page).checklist
    hints = {hint.keys: hint.text for hint in page.key_hints()}
    assert [hints[digit] for digit in "1234567890"] == [f"lompat ke baris {n}" for n in range(1, 11)]
    assert hints["1–0"] == "lompat"
    desk.press(Key.Key_F6)  # the digits lead there from any pane
    desk.press(Key.Key_0)
    assert checklist.current() == checklist.items()[9].key


def test_the_paper_follows_the_row_and_the_sheets_their_keys(desk: Desk) -> None:
    page = desk.verifying()
    papers = page._papers
    desk.qtbot.waitUntil(lambda: papers.view.page_count() == 1)
    assert papers.current() == "ktp"
    desk.press(Key.Key_PageDown)
    assert papers.current() == "kk"
    desk.press(Key.Key_PageUp)
    desk.press(Key.Key_7)
    assert papers.current() == "kk"
    desk.qtbot.waitUntil(lambda: papers.view.page_count() == 1)
    desk.press(Key.Key_Plus)
    assert papers.view.zoom() > 1
    desk.press(Key.Key_Minus, Key.Key_R)
    assert papers.view.zoom() == pytest.approx(1.0)
    assert papers.view._turn == 90


def test_every_step_survives_another_window(desk: Desk, worker: Worker) -> None:
    desk.verifying()
    desk.press(Key.Key_Space, Key.Key_Space, Key.Key_T)
    desk.type("salah tahun")
    desk.press(Key.Key_Return)
    desk.window.hide()
    again = kantor.open_window(desk.office, worker, desk.qtbot)
    second = Desk(desk.office, desk.clock, again, desk.qtbot)
    page = second.verifying()
    assert list(_panel(page).checklist.answers().values())[:4] == ["ok", "ok", "bad", ""]
    assert page._checking is not None and page._checking.notes == {"lahir": "salah tahun"}
    assert _panel(page).checklist.current() == "alamat"


def test_answers_fall_when_the_data_change(desk: Desk, worker: Worker) -> None:
    page = desk.verifying()
    desk.press(Key.Key_Space)
    assert page._checking is not None
    record = page._checking.case.record
    desk.office.enter(kantor.OTHER, offices.PASSPHRASE)
    applications.save(desk.office, SaveApplication({"alamat": "Jl. Palakali 7"}, record))
    desk.office.enter(kantor.ME, offices.PASSPHRASE)
    desk.window.refresh(None)
    desk.qtbot.waitUntil(lambda: _panel(page).checklist.answers()["nik"] == "")
    assert page._resumed is False


def test_what_one_typed_is_left_to_another_verifikator(desk: Desk) -> None:
    page = desk.verifying()
    page.queue.setFocus()
    desk.press(Key.Key_End)
    desk.qtbot.waitUntil(lambda: page._checking is not None and page._checking.case.own)
    desk.press(Key.Key_Space, Key.Key_K)
    panel = _panel(page)
    assert not panel.verify.isEnabled() and not panel.give_back.isEnabled()
    assert panel.verify.toolTip() == ("Anda yang mengetik data ini, jadi verifikator lain yang memeriksanya.")
    assert panel.checklist.answers()["nik"] == ""
    assert QApplication.activeModalWidget() is None
    assert f"Belum dapat dikembalikan. {panel.verify.toolTip()}" in _cards(page)


def _cards(page: VerifikasiPage) -> list[str]:
    return [card.accessibleName() for card in _panel(page).findChildren(FindingCard)]


def test_whose_data_stand_still_is_told_before_anything_is_compared(desk: Desk) -> None:
    with desk.office.reading() as connection:
        first = verification.queue(connection, desk.office.session.user)[0]
    record_request(desk.office, RecordRequest(first.record, "pembatasan", "loket", "sampai dibetulkan", "1"))
    page = desk.verifying()
    assert page.subtitle().endswith(
        "1 orang tidak diverifikasi karena datanya dibatasi atau persetujuannya ditarik."
    )
    page.queue.setFocus()
    desk.press(Key.Key_End, Key.Key_Up)
    desk.qtbot.waitUntil(lambda: page._checking is not None and page._checking.case.held == "pembatasan")
    told = "Pemrosesan datanya dibatasi atas permintaannya."
    assert page._checking is not None and page._checking.case.record == first.record
    cards = [card.accessibleName() for card in _panel(page).findChildren(FindingCard)]
    assert told.rstrip(".") in " ".join(cards)
    assert not _panel(page).verify.isEnabled() and _panel(page).verify.toolTip() == told
    assert _panel(page).give_back.isEnabled() and not _panel(page).reject.isEnabled()
    desk.press(Key.Key_X)
    assert desk.window.findChildren(ReasonDialog) == [], "nobody is rejected meanwhile"
    assert f"Belum dapat ditolak. {told}" in _cards(page), "and it is said why"
    desk.press(Key.Key_K)
    kept = dialog_of(desk.qtbot, ReasonDialog)
    kept.field.setText("Alamat keliru")
    kept.accept()
    desk.qtbot.waitUntil(lambda: offices.row(desk.office, first.record).status == "returned")


def test_where_one_person_may_they_are_told_first_and_it_is_marked(
    tmp_path: Path, worker: Worker, qtbot: QtBot, look: Callable[[str], None]
) -> None:
    dkum, kelurahan = offices.city(tmp_path / "kota")
    office = kelurahan[offices.KUKUSAN]
    rules = default_rules("WUB", 2026)
    rules = replace(rules, one_person_office=True, one_person_in=(offices.KUKUSAN,))
    rulebooks.issue(dkum, IssueRules(rules, "188/12", "15-01-2026"))
    open_file(office, make_file(dkum, tmp_path, to=offices.KUKUSAN).paths[0])
    dkum.close()
    (record,) = offices.enter(office, [{**each, "program": "WUB"} for each in offices.persons(1)])
    desk = Desk(office, offices.Clock(), kantor.open_window(office, worker, qtbot), qtbot)
    page = desk.verifying()
    assert page.subtitle() == "1 menunggu, semua dapat Anda periksa."
    told = [card.accessibleName() for card in _panel(page).findChildren(FindingCard)]
    assert any("Anda sendiri yang mengetik data ini" in each for each in told), told
    assert "ditandai" in page._cell(page._model.rows()[0]).sub
    _all(desk)
    desk.press(Key.Key_Return, mod=CTRL)
    qtbot.waitUntil(lambda: not page._busy)
    assert offices.row(office, record).status == "verified"
    assert offices.row(office, record).satu_petugas == "WUB 2026 1"
    desk.window.close()
    worker.stop()
    office.close()


def test_originals_are_seen_where_nothing_was_scanned(
    tmp_path: Path, worker: Worker, qtbot: QtBot, look: Callable[[str], None]
) -> None:
    office, clock = kantor.new_office(tmp_path, typed=1, own=0, scans=False)
    desk = Desk(office, clock, kantor.open_window(office, worker, qtbot), qtbot)
    page = desk.verifying()
    assert page._papers._nothing.accessibleName() == "KTP-el belum dipindai"
    _panel(page).day.clear()
    page._day_typed("")
    _all(desk)
    assert QApplication.focusWidget() is _panel(page).day
    assert not _panel(page).verify.isEnabled()
    desk.type("20-11-2026")
    desk.press(Key.Key_Return, mod=CTRL)
    qtbot.waitUntil(lambda: page._stack.currentWidget() is page._empty)
    with office.reading() as connection:
        row = connection.exec_driver_sql("SELECT dokumen, tanggal_lengkap FROM application").one()
    seen = json.loads(row[0])
    assert (seen["ktp"], seen["kk"]) == ("asli_dilihat", "asli_dilihat")
    assert row[1] == "2026-11-20"
    worker.stop()
    office.close()


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1024, 768), (683, 700)])
@pytest.mark.parametrize("language", ["id", "en"])
def test_nothing_is_cut_and_every_name_is_one(
    desk: Desk, width: int, height: int, language: str, request: pytest.FixtureRequest
) -> None:
    request.addfinalizer(lambda: set_language("id"))
    set_language(language)  # type: ignore[arg-type]
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    for name in ("light", "dark"):
        theme.apply(app, name)  # type: ignore[arg-type]
    desk.window.resize(width, height)
    page = desk.verifying()
    desk.press(Key.Key_Space, Key.Key_T)
    desk.press(Key.Key_Return)
    assert desk.window.width() == width
    kantor.nothing_cut(desk.window)
    kantor.names_unique(page)
