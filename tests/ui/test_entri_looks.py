"""Entri in every size, theme and language: nothing cut, everything named."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from resources import i18n
from tests.ui.entri_desk import EntriDesk, open_desk
from tests.ui.kantor import names_unique
from ui import theme
from ui.widgets.card import FindingCard
from ui.worker import Worker

TYPED = (
    "3276065203949102", "327606110819004", "Siti Marlina", "Depok", "12031995", "P", "2", "081255509102", "",
)  # fmt: skip


@pytest.fixture
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """The language of the test, Indonesian again afterwards."""
    i18n.set_language(request.param)
    yield request.param
    i18n.set_language("id")


def _nothing_cut(desk: EntriDesk) -> None:
    QApplication.processEvents()
    form = desk.page.form
    for label in desk.window.findChildren(QLabel):
        if not label.isVisible() or not label.text():
            continue
        need = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
        assert label.height() >= need - 1, (label.text(), label.height(), need)
        if not label.wordWrap():
            assert label.width() >= label.sizeHint().width(), label.text()
        right = label.mapTo(desk.window, label.rect().topRight()).x()
        assert right <= desk.window.width(), label.text()
    assert form.widget().width() <= form.viewport().width()
    for editor in form.editors.values():
        widget = editor.widget
        if widget.isVisible():
            assert widget.width() >= widget.minimumSizeHint().width(), editor.name
    _no_overlap(desk.page.form.form.lane)


def _no_overlap(lane: QWidget) -> None:
    notes = [one for one in lane.children() if isinstance(one, QWidget) and one.isVisible()]
    notes.sort(key=lambda note: note.y())
    for above, below in pairwise(notes):
        assert above.geometry().bottom() < below.geometry().top()


@pytest.mark.parametrize("language", ["id", "en"], indirect=True)
@pytest.mark.parametrize("size", [(1366, 768), (1024, 768)])
@pytest.mark.parametrize("dark", [False, True])
def test_nothing_is_cut_and_everything_is_named(
    tmp_path: Path, worker: Worker, qtbot: QtBot, qapp: QApplication, language: str, size: tuple[int, int],
    dark: bool, request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    theme.apply(qapp, "dark" if dark else "light")
    desk = open_desk(tmp_path / "kantor", worker, qtbot, width=size[0], height=size[1])
    request.addfinalizer(lambda: (worker.stop(), desk.office.close()))
    _nothing_cut(desk)
    names_unique(desk.page)
    desk.fill(*TYPED)
    desk.go("punya_usaha")
    desk.type("S")
    desk.page.form.papers.toggle_scans()
    _nothing_cut(desk)
    names_unique(desk.page)
    desk.page._examiner.show_everything()
    _nothing_cut(desk)
    names_unique(desk.page)


def test_what_the_nik_says_grows_without_running_into_the_findings(
    tmp_path: Path, worker: Worker, qtbot: QtBot, request: pytest.FixtureRequest
) -> None:
    """The second line, that somebody has applied, comes later than the first and than the cards below."""
    desk = open_desk(tmp_path / "kantor", worker, qtbot)
    request.addfinalizer(lambda: (worker.stop(), desk.office.close()))
    form = desk.page.form
    desk.fill(TYPED[0])
    form.show_nik("")
    form.rows["nik"].set_findings([FindingCard("block", "NIK ini sudah diajukan", "Buka pendaftar itu.")])
    _nothing_cut(desk)
    form.show_nik("Pernah mendaftar di dua tahun yang lain.")
    _nothing_cut(desk)
