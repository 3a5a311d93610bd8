"""Pelatihan by keys: thirty marks in few keystrokes, refusals at once, undo, pages read, invitations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.actions import training
from desktop_app.actions.attendance_sheet import SheetWish, print_sheet
from desktop_app.documents.render import page_png
from desktop_app.queries import training as questions
from tests import mentors
from tests.documents.reading import lies
from tests.mentors import HENDRA, RATNA, MentorCity, reopened
from tests.offices import PASSPHRASE
from tests.trainings import city_wave, own_wave
from tests.ui.cityscene import Stage, cut, show
from tests.ui.kantor import names_unique
from tests.ui.test_pendamping import KEY, SLOW_TYPING, Keys, dialog_of
from ui.dialogs.attendance import AttendanceDialog
from ui.dialogs.attendance_sheet import AttendanceSheetDialog
from ui.dialogs.invite import InviteDialog
from ui.dialogs.training import WaveDialog
from ui.pages.pelatihan import PelatihanPage
from ui.worker import Worker

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def city(mentor_city: Path, tmp_path: Path, look: Callable[[str], None]) -> Iterator[MentorCity]:
    made = reopened(mentor_city, tmp_path)
    yield made
    made.close()


def page_of(stage: Stage) -> Any:
    return stage.page


def marks(city: MentorCity, wave: str) -> dict[int, tuple[str, ...]]:
    with city.dkum.reading() as connection:
        return {one.nomor: one.marks for one in questions.participants(connection, wave=wave)}


def keying(stage: Stage, qtbot: QtBot) -> AttendanceDialog:
    """F2 on the wave one is on."""
    stage.window.activateWindow()  # a screen that is not there does not do it by itself
    qtbot.waitUntil(stage.window.isActiveWindow)
    page_of(stage).waves.setFocus()
    QTest.keyClick(page_of(stage).waves, KEY.Key_F2)
    dialog = dialog_of(stage)
    assert isinstance(dialog, AttendanceDialog)
    qtbot.waitUntil(dialog.entry.hasFocus)
    return dialog


def test_marks_are_keyed_by_number_refused_at_once_and_taken_back(
    city: MentorCity,
    worker: Worker,
    qtbot: QtBot,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    wave = city_wave(city)
    training.invite(city.dkum, wave, city.accepted)
    other = city_wave(city, name="Gelombang 2", minimal=1, days=("2026-11-23",))
    stage = show(qtbot, city.dkum, worker, PelatihanPage)
    page = page_of(stage)
    assert page.subtitle() == "0 dari 3 orang yang ditetapkan sudah tuntas, 0 belum diundang."
    page.waves.select_row(page.wave_model.find(lambda line: line.record == wave))
    dialog = keying(stage, qtbot)
    keys = Keys(dialog)
    for entry in ("1", "2a", "3"):  # faster than they are saved
        keys.type(entry)
        keys.press(KEY.Key_Return)
    qtbot.waitUntil(stage.settled)
    assert marks(city, wave) == {1: ("h", "", ""), 2: ("a", "", ""), 3: ("h", "", "")}
    assert keys.count == 7  # three numbers, one letter, three times Enter
    before = city.dkum.context.ep, marks(city, wave)
    keys.type("1k 31")
    keys.press(KEY.Key_Return)
    assert "31 tidak ada di daftar ini; nomornya 1 sampai 3" in dialog.said.text()
    assert (dialog.entry.text(), dialog.entry.selectedText()) == ("1k 31", "1k 31")
    qtbot.waitUntil(stage.settled)
    assert (city.dkum.context.ep, marks(city, wave)) == before
    keys.type("2")  # over what was refused
    keys.press(KEY.Key_Return)
    qtbot.waitUntil(stage.settled)
    assert marks(city, wave)[2][0] == "h" and "2 " in dialog.said.text()
    QTest.keySequence(dialog.entry, QKeySequence(QKeySequence.StandardKey.Undo))
    qtbot.waitUntil(lambda: marks(city, wave)[2][0] == "a")
    qtbot.waitUntil(stage.settled)
    # the second day: everybody but one
    dialog.days.setFocus()
    keys.press(KEY.Key_2)
    qtbot.waitUntil(dialog.entry.hasFocus)
    keys.type("3i +")
    keys.press(KEY.Key_Return)
    qtbot.waitUntil(stage.settled)
    assert [each[1] for each in marks(city, wave).values()] == ["h", "h", "i"]
    assert dialog.count.text() == "Hadir 2, izin 1, sakit 0, alpa 0, belum ada tanda 0."
    _read_pages(city, stage, dialog, wave, other, qtbot)
    dialog.reject()
    # marked in the list, person by person
    page.waves.select_row(page.wave_model.find(lambda line: line.record == wave))
    dialog = keying(stage, qtbot)
    dialog.list.setFocus()
    dialog.list.select_row(1)
    QTest.keyClick(dialog.list, KEY.Key_S)
    qtbot.waitUntil(lambda: marks(city, wave)[2][2] == "s")
    qtbot.waitUntil(stage.settled)
    dialog.reject()
    _ask_less(stage, wave, qtbot)
    assert cut(page) == []
    names_unique(page)
    worker.stop()


def _read_pages(
    city: MentorCity, stage: Stage, dialog: AttendanceDialog, wave: str, other: str, qtbot: QtBot
) -> None:
    """A page that is read chooses wave, day and page; so does its code."""
    keys = Keys(dialog)
    printed = print_sheet(city.dkum, SheetWish(wave, days=(3,)))
    scan = city.folder / "pindai.png"
    scan.write_bytes(page_png(printed.pdf, 0, dpi=120))
    dialog.read(scan)
    qtbot.waitUntil(lambda: dialog.day == 3)
    assert "nomor 1 sampai 3" in dialog.said.text()
    with city.dkum.reading() as connection:
        (second,) = questions.waves(connection, wave=other)
    dialog.entry.setFocus()
    keys.type(f"{second.code.lower()}.1.1")
    keys.press(KEY.Key_Return)
    qtbot.waitUntil(lambda: dialog.wave.record == other)
    assert page_of(stage)._wave().record == other and not dialog.entry.isEnabled()  # nobody is in it


def _ask_less(stage: Stage, wave: str, qtbot: QtBot) -> None:
    """Fewer days for the wave: who completes it thereby is told, and saved when it is said once more."""
    page = page_of(stage)
    assert page.subtitle() == "1 dari 3 orang yang ditetapkan sudah tuntas, 0 belum diundang."
    page.change()
    dialog: Any = dialog_of(stage)
    assert isinstance(dialog, WaveDialog) and not dialog.wish().agreed
    dialog.minimal.setText("1")
    QTest.keyClick(dialog, KEY.Key_Return, CTRL)
    qtbot.waitUntil(lambda: "2 peserta menjadi tuntas" in dialog.problem.text())
    assert dialog.isVisible() and dialog.wish().agreed
    dialog.minimal.setText("3")
    assert not dialog.wish().agreed  # of this nothing was told
    dialog.minimal.setText("1")
    QTest.keyClick(dialog, KEY.Key_Return, CTRL)
    qtbot.waitUntil(lambda: [one.minimal for one in page._room.waves if one.record == wave] == [1])
    qtbot.waitUntil(stage.settled)
    assert page.subtitle() == "3 dari 3 orang yang ditetapkan sudah tuntas, 0 belum diundang."


def test_thirty_marks_take_half_a_minute(
    tmp_path: Path, worker: Worker, qtbot: QtBot, look: Callable[[str], None],
    record_property: Callable[[str, object], None],
) -> None:  # fmt: skip
    """The 27 of a kelurahan one by one, and three more on the second day: number, Enter."""
    city = mentors.make(tmp_path, n=27)
    wave = city_wave(city)
    training.invite(city.dkum, wave, city.accepted)
    stage = show(qtbot, city.dkum, worker, PelatihanPage)
    dialog = keying(stage, qtbot)
    keys = Keys(dialog)
    for number in range(1, 28):
        keys.type(str(number))
        keys.press(KEY.Key_Return)
    keys.press(KEY.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    keys.press(KEY.Key_2)
    for number in (1, 2, 3):
        keys.type(str(number))
        keys.press(KEY.Key_Return)
    qtbot.waitUntil(stage.settled)
    found = marks(city, wave)
    assert sum(bool(sign) for each in found.values() for sign in each) == 30
    record_property("keystrokes for thirty marks", keys.count)
    assert keys.count == 80  # 48 digits, thirty times Enter, two keys to the next day
    assert keys.count / SLOW_TYPING < 30
    dialog.reject()
    worker.stop()
    city.close()


def test_people_are_chosen_within_the_capacity_and_the_lists_tell_who_is_left(
    city: MentorCity, worker: Worker, qtbot: QtBot
) -> None:
    city_wave(city)
    city.down()
    with city.kukusan.reading() as connection:
        (listed,) = questions.trainings(connection)
    wave = own_wave(city, listed.record, capacity=2)
    stage = show(qtbot, city.kukusan, worker, PelatihanPage)
    page = page_of(stage)
    page.waves.select_row(page.wave_model.find(lambda line: line.record == wave))
    page.waves.setFocus()
    keys = Keys(stage.window)
    keys.press(KEY.Key_U)
    dialog = dialog_of(stage)
    assert isinstance(dialog, InviteDialog) and len(dialog.lines()) == 3
    dialog.list.setFocus()
    keys.press(KEY.Key_Space)
    assert len(dialog.picked) == 1
    keys.press(KEY.Key_A, CTRL)
    assert len(dialog.picked) == 2 and "sisa 0 tempat" in dialog.count.text()
    keys.press(KEY.Key_Return, CTRL)
    qtbot.waitUntil(lambda: [line.nomor for line in page._room.people[wave]] == [1, 2])
    qtbot.waitUntil(stage.settled)
    assert page._tab_words()[1] == "Belum diundang 1"
    page.tabs.set_current(1)
    page.show_part(1)
    (left,) = page._waiting_model.rows()
    page.search.setText("tidak ada yang begini")
    qtbot.waitUntil(lambda: not page.cards[1].shows_rows())
    assert page.back() and page.cards[1].shows_rows()
    page.open(wave)
    page.panel.list.select_row(1)
    page.remove()
    qtbot.waitUntil(lambda: len(page._room.people[wave]) == 1)
    assert page._tab_words()[1] == "Belum diundang 2" and left.record
    page.sheet()
    sheet = dialog_of(stage)
    assert isinstance(sheet, AttendanceSheetDialog)
    qtbot.waitUntil(lambda: sheet.paper.paper() is not None)
    sheet.f4.click()
    qtbot.waitUntil(lambda: (shown := sheet.paper.paper()) is not None and lies(shown.pdfs[0]) == "F4 potret")
    sheet.blank.setText("99")
    sheet._draw()
    qtbot.waitUntil(lambda: bool(sheet.problem.text()))
    sheet.reject()
    worker.stop()


def test_dkum_plans_from_an_empty_catalogue(city: MentorCity, worker: Worker, qtbot: QtBot) -> None:
    city.dkum.enter(HENDRA, PASSPHRASE)
    stage = show(qtbot, city.dkum, worker, PelatihanPage)
    page = page_of(stage)
    page.plan()
    stop = dialog_of(stage)
    stop.accept()
    qtbot.waitUntil(lambda: dialog_of(stage) is not stop)
    dialog: Any = dialog_of(stage)
    qtbot.waitUntil(dialog.nama.hasFocus)
    keys = Keys(dialog)
    keys.type("Pelatihan Dasar")
    keys.press(KEY.Key_Return, CTRL)
    qtbot.waitUntil(lambda: [line.nama for line in page._room.trainings] == ["Pelatihan Dasar"])
    qtbot.waitUntil(stage.settled)
    page.plan()
    dialog = dialog_of(stage)
    dialog.days.setText("19-11-2026 s.d. 17-11-2026")
    assert not dialog.ready() and dialog.days_row.findings
    dialog.days.setText("17-11-2026 s.d. 19-11-2026")
    dialog.area.setText("Kukusan; Kec. Tapos")
    dialog.minimal.setText("4")
    assert not dialog.ready() and dialog.minimal_row.findings
    dialog.minimal.setText("2")
    QTest.keyClick(dialog, KEY.Key_Return, CTRL)
    qtbot.waitUntil(lambda: len(page._room.waves) == 1)
    (line,) = page._room.waves
    assert (line.nama, line.minimal, len(line.hari), len(line.wilayah)) == ("Gelombang 1", 2, 3, 8)
    qtbot.waitUntil(stage.settled)
    page.cancel()
    qtbot.waitUntil(lambda: page._room.waves[0].batal)
    worker.stop()


def test_an_office_without_any_wave_says_so(city: MentorCity, worker: Worker, qtbot: QtBot) -> None:
    city.kukusan.enter(RATNA, PASSPHRASE)
    stage = show(qtbot, city.kukusan, worker, PelatihanPage)
    assert not page_of(stage).cards[0].shows_rows()
    assert list(page_of(stage).header_actions()) == []
    assert cut(stage.page) == []
    worker.stop()
