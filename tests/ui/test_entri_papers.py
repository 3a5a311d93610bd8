"""Papers in Entri: dropped or taken from the scanner's folder, attached after the save, taken off again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.sample.scans import id_card
from tests import offices
from tests.ui.entri_desk import CTRL, ENTER, PLAIN, EntriDesk, open_desk
from ui.widgets.button import IconButton
from ui.worker import Worker

KEY = Qt.Key
SITI = ("3276065203949102", "3276061108190041", "Siti Marlina")


@pytest.fixture
def desk(tmp_path: Path, worker: Worker, qtbot: QtBot, look: Callable[[str], None]) -> Iterator[EntriDesk]:
    """A new office on an empty form; its scanner writes into ``pindai``."""
    folder = tmp_path / "pindai"
    folder.mkdir()
    (folder / "pindai 1.jpg").write_bytes(id_card(offices.persons(1)[0]))
    one = open_desk(tmp_path / "kantor", worker, qtbot)
    one.page._bench.prefs.put("scan_folder", str(folder))
    yield one
    worker.stop()
    one.office.close()


def _attached(desk: EntriDesk) -> list[tuple[str, int]]:
    with desk.office.reading() as connection:
        rows = connection.exec_driver_sql("SELECT jenis, application_id FROM attachment ORDER BY added")
        return [(row[0], row[1]) for row in rows]


def test_a_dropped_picture_is_attached_after_the_save(desk: EntriDesk, tmp_path: Path) -> None:
    desk.fill(*SITI)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "pindai" / "pindai 1.jpg"))])
    drop = QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, PLAIN)
    desk.page.form.papers.drop.dropEvent(drop)  # without a drag before it Qt hands no drop on
    desk.wait(lambda: [bool(item.data) for item in desk.page.form.papers.waiting] == [True])
    assert desk.page.form.papers.states() == {"ktp": "ada"}
    assert _attached(desk) == []
    desk.press(ENTER, CTRL)
    desk.wait(lambda: [kind for kind, _ in _attached(desk)] == ["ktp"])
    assert desk.page.form.papers.waiting == []
    desk.wait(lambda: not desk.page.uploads.running())


def test_the_newest_scan_is_taken_by_keys(desk: EntriDesk) -> None:
    desk.fill(*SITI)
    papers = desk.page.form.papers
    papers.drop.scan_button.setFocus()
    desk.press(KEY.Key_Space)
    desk.wait(lambda: papers.strip.thumbs.count() == 1 and papers.strip.thumbs.isVisible())
    assert "pindai 1.jpg" in papers.strip.thumbs.item(0).text()
    assert not papers.strip.thumbs.item(0).icon().isNull()
    papers.strip.thumbs.setFocus()
    desk.press(ENTER)
    desk.wait(lambda: [item.jenis for item in papers.waiting if item.data] == ["ktp"])


def test_a_file_that_is_no_picture_is_refused_beside_the_place(desk: EntriDesk, tmp_path: Path) -> None:
    bad = tmp_path / "rusak.pdf"
    bad.write_bytes(b"tidak ada apa-apa")
    papers = desk.page.form.papers
    papers.add_files([bad])
    desk.wait(lambda: bool(papers._file_row.findings))
    assert "rusak.pdf" in papers._file_row.findings[0].words()
    assert papers.waiting == []


def test_an_attachment_is_taken_off(desk: EntriDesk, tmp_path: Path) -> None:
    desk.fill(*SITI)
    papers = desk.page.form.papers
    papers.add_files([tmp_path / "pindai" / "pindai 1.jpg"])
    desk.wait(lambda: all(item.data for item in papers.waiting))
    desk.press(KEY.Key_S, CTRL)
    desk.wait(lambda: len(_attached(desk)) == 1 and len(papers.list.lines()) == 1)
    desk.wait(lambda: not papers.list.lines()[0].waiting)
    papers.list.findChild(IconButton).setFocus()
    desk.press(KEY.Key_Space)
    desk.wait(lambda: _attached(desk) == [] and papers.list.lines() == [])
    assert QApplication.focusWidget() is papers.drop.pick_button, "not on the lock of the rail"


def test_a_document_is_not_said_to_be_there_for_a_file_that_is_another(
    desk: EntriDesk, tmp_path: Path
) -> None:
    desk.fill(*SITI)
    papers = desk.page.form.papers
    papers.show_states({"kk": "asli_dilihat"})
    scan = tmp_path / "pindai" / "pindai 1.jpg"
    papers.add_files([scan])
    desk.wait(lambda: all(item.data for item in papers.waiting))
    assert papers.states() == {"ktp": "ada", "kk": "asli_dilihat"}
    for code, told in (
        ("kk", {"kk": "asli_dilihat"}),
        ("sku", {"kk": "asli_dilihat", "sku": "ada"}),
    ):
        papers._set_kind(0, code)
        assert papers.states() == told
    papers._remove("0")
    assert papers.states() == {"kk": "asli_dilihat"} and papers.waiting == []


def test_after_a_save_the_focus_is_still_in_the_form(desk: EntriDesk) -> None:
    desk.fill(*SITI)
    for at in ("alamat", "rt"):
        desk.page.form.focus_field(at)
        desk.press(KEY.Key_S, CTRL)
        desk.wait(lambda: not desk.page._busy and not desk.page.dirty())
        assert desk.at() == at
        desk.type("1")
    desk.page.actions_row.draft.setFocus()
    desk.press(KEY.Key_Space)
    desk.wait(lambda: not desk.page._busy and not desk.page.dirty())
    focus = QApplication.focusWidget()
    assert focus is not None and desk.page.isAncestorOf(focus), focus
