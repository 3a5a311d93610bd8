"""One person's sheets, printed or saved, are noted about that person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from desktop_app.domain.access import DEEDS, EXPORT, PRINT
from desktop_app.queries.journal import JournalFilter, ids
from desktop_app.queries.journal_lines import ABOUT_WORDS
from desktop_app.queries.journal_lines import page as lines
from resources.i18n import tr
from tests import offices
from tests.ui.cityscene import show
from ui.dialogs.hand_paper import HandPaperDialog
from ui.pages.dokumen import DokumenPage
from ui.worker import Worker


def test_one_persons_sheets_are_noted_about_the_person(
    qtbot: QtBot, look: Callable[[str], None], worker: Worker, tmp_path: Path
) -> None:
    office = offices.office(tmp_path / "kantor")
    (record,) = offices.enter(office, offices.persons(1))
    page = cast("DokumenPage", show(qtbot, office, worker, DokumenPage).page)
    sheets = HandPaperDialog(page, page.bench, record, "26-061002-KK-001")
    sheets.open()
    qtbot.waitUntil(lambda: sheets.paper.paper() is not None)
    with qtbot.waitSignal(page.notified):
        sheets.save_to(tmp_path / "lembar.pdf")
    printer = QPrinter()
    printer.setOutputFileName(str(tmp_path / "cetak.pdf"))
    with qtbot.waitSignal(page.notified):
        sheets.print_on(printer)
    sheets.reject()
    office.keep_access()
    with office.reading() as connection:
        keys = ids(connection, office, JournalFilter(kind="given", record=record))
        noted = [line for line in lines(connection, office, keys) if line is not None]
    sheet = tr(ABOUT_WORDS["pernyataan"])
    assert [(line.title, line.detail) for line in noted] == [
        (tr(DEEDS[PRINT]), sheet), (tr(DEEDS[EXPORT]), sheet),
    ]  # fmt: skip
    worker.stop()
    office.close()
