"""The preview of a long paper: what is in sight is drawn, and what is held stays small."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.documents.roster import write_roster
from tests.documents.people import roster
from ui.models import papers
from ui.pages import dokumen_paper
from ui.pages.dokumen_paper import PaperPane
from ui.widgets.page_list import PageList
from ui.widgets.pdfview import MOST_PIXELS, PdfView
from ui.widgets.picture_store import PictureStore
from ui.worker import Worker

MANY = 371
"""Pages of a roster of 10,000 people."""
ACROSS = (842.0, 595.0)
Show = Callable[..., Any]


def answered(view: PdfView, size: tuple[float, float]) -> list[int]:
    """The pages asked for, each answered at once."""
    asked: list[int] = []

    def draw(page: int, scale: float) -> None:
        asked.append(page)
        image = QImage(round(size[0] * scale), round(size[1] * scale), QImage.Format.Format_RGBA8888)
        view.set_image(page, scale, image)

    view.show_pages([size] * MANY, draw)
    return asked


def shown(qtbot: QtBot, widget: QWidget, wide: int, high: int) -> None:
    qtbot.addWidget(widget)
    widget.resize(wide, high)
    widget.show()
    qtbot.waitExposed(widget)
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)


def test_hundreds_of_pages_are_held_within_so_many_bytes(qtbot: QtBot, look: object) -> None:
    view, room = PdfView("Pratinjau"), 6_000_000
    view.pictures = PictureStore(room)
    shown(qtbot, view, 900, 700)
    asked = answered(view, ACROSS)
    for page in range(0, MANY, 7):
        view.go_page(page)
        qtbot.waitUntil(lambda page=page: page in asked)
        assert set(view.in_sight()) <= view.pictures.pages()
        assert view.pictures.size <= room
    assert len(asked) < MANY / 2, "pages that were never in sight are not drawn"
    view.go_page(0)
    qtbot.waitUntil(lambda: asked.count(0) == 2, timeout=5_000)  # it had to make room


def test_a_page_enlarged_much_is_drawn_no_finer_than_the_bound(qtbot: QtBot, look: object) -> None:
    view = PdfView("Pratinjau")
    shown(qtbot, view, 900, 700)
    answered(view, ACROSS)
    for _ in range(12):
        qtbot.keyClick(view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert view.zoom() == 6.0
    qtbot.waitUntil(lambda: view.in_sight()[0] in view.pictures.pages())
    assert view.pictures.size <= 3 * (MOST_PIXELS + 10_000) * 4
    qtbot.keyClick(view, Qt.Key.Key_9)
    assert view.fit() == "page" and len(view.in_sight()) <= 3
    before = view.zoom()
    view.resize(900, 350)
    qtbot.waitUntil(lambda: view.zoom() < before)  # a whole page stays whole
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert (view.fit(), view.zoom()) == ("width", 1.0)


def test_small_pages_choose_and_follow(qtbot: QtBot, look: object) -> None:
    listed = PageList("Daftar halaman kecil")
    shown(qtbot, listed, 104, 500)
    answered(listed, ACROSS)
    gone: list[int] = []
    listed.chosen.connect(gone.append)
    listed.chosen.connect(listed.set_current)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Home):
        qtbot.keyClick(listed, key)
    assert gone == [1, 2, MANY - 1, MANY - 2, 0]
    assert 0 in listed.in_sight()
    assert listed.accessibleDescription() == f"Halaman 1 dari {MANY}"


def test_a_long_paper_is_drawn_outside_the_windows_thread_and_only_where_looked_at(
    qtbot: QtBot, look: object, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[tuple[int, bool]] = []
    here = threading.get_ident()

    def picture(sheet: papers.Sheet, scale: float) -> QImage:
        drawn.append((sheet.page, threading.get_ident() == here))
        return papers.picture(sheet, scale)

    monkeypatch.setattr(dokumen_paper, "picture", picture)
    made = write_roster(roster(1_000), state="draf", now=datetime(2026, 11, 24, 9, tzinfo=UTC))
    pane = PaperPane(worker)
    shown(qtbot, pane, 700, 700)
    pane.show_paper("Daftar", papers.of_pdf(made.pdf))
    pane.show_list()
    assert pane.list.hasFocus()
    last = made.pages - 1
    qtbot.keyClick(pane.list, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: last in pane.view.pictures.pages() and last in pane.list.pictures.pages())
    qtbot.waitUntil(worker.idle)
    assert last > 30 and len({page for page, _in_window in drawn}) < last / 2
    assert not any(in_window for _page, in_window in drawn)
    pane.turn_fit()
    assert pane.view.fit() == "page" and pane.fit_button.accessibleName() == "Selebar tempatnya"
    pane.clear()
    assert pane.view.pictures.size == 0 and pane.list.isHidden()
