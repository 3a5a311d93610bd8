"""Ekstrak data by keys: previewed, refused without a reason, written and recorded, cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from desktop_app.actions import extracting, rulebooks
from desktop_app.actions.extracting import MakeExtract
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.cli import main
from desktop_app.demo.extracts import RECEIVERS
from desktop_app.domain.rulebook import default_rules
from desktop_app.office import Office
from desktop_app.queries import extracts
from tests import offices
from tests.actions.test_rulebooks import carry
from tests.offices import KUKUSAN, PASSPHRASE
from tests.ui.kantor import names_unique, nothing_cut
from tests.ui.sitting import open_window
from ui.dialogs.extract import ExtractDialog
from ui.dialogs.status_extract import StatusExtractDialog
from ui.pages.ekstrak import EkstrakPage
from ui.shell import MainWindow
from ui.worker import Worker

AGENCY = replace(RECEIVERS[0], statuses=("submitted",))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    dkum, kelurahan = offices.city(tmp_path)
    one = kelurahan[KUKUSAN]
    book = replace(default_rules("WUB", 2026), extracts=(AGENCY, RECEIVERS[1]))
    rulebooks.issue(dkum, IssueRules(book, "188/1", "02-01-2026"))
    carry(dkum, one, tmp_path / "turun")
    dkum.close()
    offices.enter(one, [{**person, "program": "WUB"} for person in offices.persons(3)])
    offices.verify(one, [])  # Dian Lestari is in
    yield one
    one.close()


def shown(office: Office, worker: Worker, qtbot: QtBot, width: int) -> tuple[MainWindow, EkstrakPage]:
    window = open_window(office, worker, qtbot, "ekstrak", width)
    page = window.page("ekstrak")
    assert isinstance(page, EkstrakPage)
    return window, page


def dialog(qtbot: QtBot) -> ExtractDialog:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ExtractDialog))
    found = QApplication.activeModalWidget()
    assert isinstance(found, ExtractDialog)
    qtbot.waitUntil(found.save_button.isEnabled)
    return found


def lines(office: Office) -> list[extracts.ExtractLine]:
    with office.reading() as connection:
        return extracts.listing(connection)


@pytest.mark.parametrize("width", [1366, 1024])
def test_from_nothing_to_a_file_that_is_recorded(
    tmp_path: Path, office: Office, worker: Worker, qtbot: QtBot, width: int
) -> None:
    window, page = shown(office, worker, qtbot, width)
    qtbot.waitUntil(lambda: bool(page._sources))  # pyright: ignore[reportPrivateUsage]
    assert not page.listing.shows_rows()
    names_unique(window)
    qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_F2)
    asked = dialog(qtbot)
    assert [asked.source().receiver.code] == [AGENCY.code], "the bank is DKUM's to give"
    model = asked.table.table_model()
    assert model is not None and model.rowCount() == 3
    cell: Any = model.columns[1].cell(model.row_at(0))  # type: ignore[arg-type]
    assert cell.text.startswith("••••"), "the screen hides what the file tells"
    assert asked.masked.isVisible() and "3 baris" in asked.count.text()
    names_unique(asked)
    nothing_cut(asked)
    qtbot.keyClick(asked.reason, Qt.Key.Key_Return)
    assert not asked.reason_row.findings, "Enter in the field moves on"
    assert asked.save_button._caps() == "Ctrl Enter"  # pyright: ignore[reportPrivateUsage]
    qtbot.keyClick(asked.reason, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert asked.reason_row.findings, "no reason, no file"
    assert QApplication.focusWidget() is asked.reason
    qtbot.keyClicks(asked.reason, "Surat 470/118")
    asked.save_into(tmp_path / "keluar")
    qtbot.waitUntil(lambda: page.listing.shows_rows())
    [line] = lines(office)
    assert (line.reason, line.who, line.rows) == ("Surat 470/118", "Dian Lestari", 3)
    [path] = (tmp_path / "keluar").iterdir()
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Data").to_python()
    assert len(rows) == 4 and all(len(str(row[1])) == 16 for row in rows[1:])
    qtbot.waitUntil(page.panel.isVisible)
    assert page.listing.count.text() == "1 ekstrak"
    names_unique(window)
    nothing_cut(window)
    page.search.setText("tidak ada")
    qtbot.waitUntil(lambda: not page.listing.shows_rows())
    assert page.back() and not page.search.text()
    qtbot.waitUntil(page.listing.shows_rows)


def test_the_status_list_for_the_registration_app(
    tmp_path: Path, office: Office, worker: Worker, qtbot: QtBot
) -> None:
    window, page = shown(office, worker, qtbot, 1024)
    qtbot.waitUntil(page.status_button.isVisible)
    names_unique(window)
    page.status_button.click()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), StatusExtractDialog))
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, StatusExtractDialog)
    names_unique(asked)
    nothing_cut(asked)
    qtbot.keyClick(asked, Qt.Key.Key_Return)
    assert asked.reason_row.findings, "no reason, no file"
    asked.reason.setText("Permintaan mingguan")
    asked.save_into(tmp_path / "keluar")
    qtbot.waitUntil(lambda: bool(lines(office)) and page.listing.shows_rows())
    [line] = lines(office)
    assert (line.code, line.reason, line.rows) == ("aplikasi-pendaftaran", "Permintaan mingguan", 3)
    [path] = (tmp_path / "keluar").iterdir()
    assert path.name == f"status-2026-{KUKUSAN}-2026-11-24.csv"
    qtbot.waitUntil(page.panel.isVisible)
    nothing_cut(window)


def test_cancelled_there_is_neither_file_nor_record(
    tmp_path: Path, office: Office, worker: Worker, qtbot: QtBot
) -> None:
    _window, page = shown(office, worker, qtbot, 1366)
    qtbot.waitUntil(lambda: bool(page._sources))  # pyright: ignore[reportPrivateUsage]
    page.primary()
    asked = dialog(qtbot)
    asked.reason.setText("Surat 470/118")
    asked.save_into(tmp_path / "keluar")
    task = asked._task  # pyright: ignore[reportPrivateUsage]
    assert task is not None
    task.cancel()
    qtbot.waitUntil(asked.problem.isVisible)
    assert "Dibatalkan" in asked.problem.text() and asked.save_button.isEnabled()
    assert lines(office) == [] and not list((tmp_path / "keluar").glob("*"))
    asked.save_into(Path("/dev/null/tidak"))
    qtbot.waitUntil(lambda: "folder" in asked.problem.text())
    asked.reject()


def test_page_and_command_tell_the_same_minute(
    tmp_path: Path,
    office: Office,
    worker: Worker,
    qtbot: QtBot,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code = AGENCY.code
    extracting.make_extract(office, MakeExtract("WUB", 2026, code, "Surat 470/118"), tmp_path / "keluar")
    _window, page = shown(office, worker, qtbot, 1366)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    cell: Any = page.model.columns[3].cell(page.model.row_at(0))  # type: ignore[arg-type]
    minute = cell.sub.split()[-1]
    worker.stop()
    office.close()
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    assert main(["extract", "list", "--home", str(office.home), "--user", "Dian Lestari"]) == 0
    assert f" {minute}: 3 baris" in capsys.readouterr().out
