"""Jurnal kantor by keys: narrowed by kind, person, day, computer and words; histories; given away as CSV."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from desktop_app.actions.register import SaveBusiness, save_business
from desktop_app.office import Office
from desktop_app.queries import journal
from desktop_app.queries.journal_lines import JournalLine
from desktop_app.storage import dialect
from tests import offices
from tests.ui.kantor import names_unique, nothing_cut
from tests.ui.sitting import CTRL, Sitting, choose, open_window
from ui.dialogs.history import HistoryDialog
from ui.dialogs.journal_period import PeriodDialog
from ui.models.journal import columns
from ui.pages.jurnal import JurnalPage
from ui.pages.pengaturan import PengaturanPage
from ui.worker import Worker

Key = Qt.Key
MENUS = pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagateSizeHints)", extend=True)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Kukusan: two people entered, one verified on the next day, a business in the register."""
    office = offices.office(tmp_path / "kantor")
    offices.add(office, "Dian Lestari", "verifikator")
    records = offices.enter(office, offices.persons(2))
    save_business(office, SaveBusiness({"nama": "Warung Melati", "pemilik": "Melati"}))
    office.clock.forward(days=1)  # type: ignore[attr-defined]
    offices.verify(office, records[:1])
    office.enter("Ratna Puspita", offices.PASSPHRASE)
    office.keep_access()
    return office


def lines(page: JurnalPage) -> list[JournalLine]:
    found = [page.model.row_at(number) for number in range(page.model.rowCount())]
    return [line for line in found if isinstance(line, JournalLine)]


def pick(page: JurnalPage, menu: QMenu, words: str) -> None:
    next(line for line in menu.actions() if line.text().startswith(words)).trigger()
    menu.close()
    page.window().activateWindow()
    page.back_to_list()


@MENUS
@pytest.mark.parametrize("width", [1366, 1024])
def test_the_journal_is_narrowed_looked_into_and_given_away(
    office: Office, worker: Worker, qtbot: QtBot, tmp_path: Path, width: int, look: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    window = open_window(office, worker, qtbot, "pengaturan", width)
    desk = Sitting(office, window, qtbot)
    settings: Any = window.page("pengaturan")
    assert isinstance(settings, PengaturanPage)
    desk.press(Key.Key_J, mod=CTRL)
    page: Any = window.page("jurnal")
    assert isinstance(page, JurnalPage)
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    desk.until(lambda: page.model.complete() and page.model.rowCount() > 5)
    every = len(lines(page))
    names_unique(window)
    nothing_cut(window)
    about = columns()[2].cell
    for line in lines(page):
        name, _comma, number = line.subject.rpartition(", ")
        if re.fullmatch(r"\d\d-\d{6}-\w{3}-\d{4}", number):
            assert (about(line).text, about(line).sub) == (name, number), "a name is cut, a number never"

    pick(page, page.kind_menu(), "Langkah")
    desk.until(lambda: 0 < page.model.rowCount() < every and page.model.complete())
    assert {line.title for line in lines(page)} >= {"Terverifikasi", "Diajukan"}
    pick(page, page.person_menu(), "Dian")
    desk.until(lambda: {line.who for line in lines(page)} == {"Dian Lestari"})
    pick(page, page.period_menu(), "Kemarin")
    desk.until(lambda: not page.listing.shows_rows())
    desk.press(Key.Key_Escape)
    desk.until(lambda: page.model.rowCount() == every)
    page.ask_period()
    dialog: PeriodDialog = desk.dialog(PeriodDialog)
    dialog.since.setText("25-11-2026")
    dialog.until.setText("24-11-2026")
    desk.press(Key.Key_Return, mod=CTRL)
    assert dialog.isVisible(), "the days stand the wrong way round"
    dialog.until.setText("25-11-2026")
    desk.press(Key.Key_Return, mod=CTRL)
    desk.until(lambda: 0 < page.model.rowCount() < every)
    pick(page, page.computer_menu(), "komputer ini")
    desk.until(lambda: bool(page.asked().device) and page.model.complete())
    nothing_cut(window)
    desk.press(Key.Key_Escape)

    _looked_into(desk, page, every)
    _given_away(desk, page, tmp_path / "jurnal.csv")
    monkeypatch.setattr(dialect, "_STEPS", 1)
    monkeypatch.setattr(journal, "_AT_ONCE", -1.0)
    told: list[tuple[bool, str]] = []
    page.model.loaded.connect(lambda: told.append((page.listing.shows_rows(), page.listing.count.text())))
    page.load()  # nothing is found at once: the list waits for the whole, and never says that there is none
    desk.until(lambda: bool(told) and page.model.complete())
    assert told == [(True, "Mencari di catatan yang lebih lama")]
    assert page.current() is not None
    tester.deleteLater()
    window.close()
    worker.stop()
    office.close()


def _looked_into(desk: Sitting, page: JurnalPage, every: int) -> None:
    page.search.setText("dian")
    desk.until(lambda: {line.who for line in lines(page)} == {"Dian Lestari"})
    desk.press(Key.Key_Escape)
    desk.until(lambda: page.model.rowCount() == every)
    at = next(n for n, line in enumerate(lines(page)) if line.title == "Terverifikasi")
    page.table.select_row(at)
    page.table.setFocus()
    desk.press(Key.Key_Return)
    shown: HistoryDialog = desk.dialog(HistoryDialog)
    desk.until(lambda: len(shown.steps()) >= 2)
    QApplication.processEvents()
    nothing_cut(shown)
    names_unique(shown)
    desk.press(Key.Key_Escape)
    desk.until(lambda: QApplication.activeModalWidget() is None)
    page.table.setFocus()
    desk.press(Key.Key_T, mod=CTRL)
    desk.until(lambda: len({line.record for line in lines(page)}) == 1)
    assert page.about.isVisible()


def _given_away(desk: Sitting, page: JurnalPage, path: Path) -> None:
    desk.press(Key.Key_S, mod=CTRL)
    choose(desk.qtbot, path)
    desk.until(path.exists)
    desk.until(lambda: QApplication.activeModalWidget() is None)
    page.clear_filters()
    pick(page, page.kind_menu(), "Dicetak")
    desk.until(lambda: [line.title for line in lines(page)] == ["Diekspor"])
    pick(page, page.kind_menu(), "Data diubah")
    desk.until(lambda: any(line.ent == "business" for line in lines(page)))
    page.table.select_row(next(n for n, line in enumerate(lines(page)) if line.ent == "business"))
    page.look(page.current())
    shop: HistoryDialog = desk.dialog(HistoryDialog)
    desk.until(lambda: len(shop.steps()) == 1)
    assert "Melati" in repr(shop.steps())
    desk.press(Key.Key_Escape)


@MENUS
@pytest.mark.parametrize(("who", "partial"), [("Dian Lestari", True), ("Ratna Puspita", False)])
def test_who_reads_a_part_of_it_is_told_so_however_it_is_narrowed(
    office: Office, worker: Worker, qtbot: QtBot, who: str, partial: bool
) -> None:
    office.enter(who, offices.PASSPHRASE)
    window = open_window(office, worker, qtbot, "pengaturan", 1366)
    desk = Sitting(office, window, qtbot)
    desk.press(Key.Key_J, mod=CTRL)
    page: Any = window.page("jurnal")
    desk.until(lambda: page.model.complete() and page.model.rowCount() > 5)
    for _again in (False, True):
        assert ("hanya dilihat lurah, admin, dan auditor" in page.listing.note.text()) is partial
        assert ("Anda sendiri" in page.subtitle()) is partial
        pick(page, page.kind_menu(), "Langkah")
        desk.until(lambda: page.model.complete() and page.model.rowCount() > 0)
    window.close()
    worker.stop()
    office.close()
