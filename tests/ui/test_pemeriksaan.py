"""Pemeriksaan in Pengaturan, the support bundle, what the next start says, and a defect in the window."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.actions import attachments
from desktop_app.actions.backup import make_backup
from desktop_app.crash import kept_notes, notes_folder
from desktop_app.office import open_office
from desktop_app.sample.scans import id_card
from desktop_app.storage.work import whole
from resources import i18n
from tests import offices
from tests.ui.kantor import names_unique, nothing_cut
from ui.app import make_desk
from ui.desk import Desk
from ui.dialogs.support import SupportDialog
from ui.pages.pengaturan import PengaturanPage
from ui.pages.pengaturan_periksa import CheckSection
from ui.prefs import Prefs
from ui.widgets.card import FindingCard
from ui.widgets.dialog import StopDialog
from ui.widgets.toast import Banner

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

ME = "Ratna Puspita"


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("periksa") / "kantor"
    office = offices.office(home)
    people = offices.persons(2)
    records = offices.enter(office, people)
    attachments.attach(office, records[0], "ktp", id_card(people[0]))
    office.drafts.put("baru:1", {"nama": "Belum"}, {"page": "entri", "user": "x"}, now=office.clock())
    office.close()
    return home


@pytest.fixture(params=[("light", "id"), ("dark", "en")], ids=["light-id", "dark-en"])
def look(request: pytest.FixtureRequest) -> tuple[str, str]:
    return request.param


@pytest.fixture
def start(qtbot: QtBot, qapp: QApplication, tmp_path: Path, seeded: Path) -> Iterator[Callable[..., Desk]]:
    """A window on a copy of the office, somebody in; `harm` is done to the folder before."""
    opened: list[Desk] = []

    def begin(
        harm: Callable[[Path], object] = lambda _home: None, theme: str = "light", language: str = "id"
    ) -> Desk:
        home = Path(shutil.copytree(seeded, tmp_path / "kantor"))
        harm(home)
        machine = Prefs(tmp_path / "machine.json")
        machine.put("theme", theme)
        machine.put("language", language)
        desk = make_desk(qapp, machine)
        opened.append(desk)
        desk.clock = offices.Clock()
        qtbot.addWidget(desk.window)
        desk.window.resize(1366, 768)
        desk.window.show()
        qtbot.waitExposed(desk.window)
        desk.start(home)
        assert desk.screen is not None
        desk.screen.passphrase_given.emit(ME, offices.PASSPHRASE)
        qtbot.waitUntil(lambda: desk.bench is not None and desk.worker.idle())
        return desk

    yield begin
    for desk in opened:
        desk.close()
    i18n.set_language("id")
    QApplication.processEvents()


def section(desk: Desk) -> CheckSection:
    desk.window.go("pengaturan", "pemeriksaan")
    page = desk.window.page()
    assert isinstance(page, PengaturanPage)
    shown = page.section()
    assert isinstance(shown, CheckSection)
    return shown


def said(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def test_tables_that_differ_are_made_anew_on_the_page(qtbot: QtBot, start: Callable[..., Desk]) -> None:
    desk = start()
    assert desk.bench is not None
    with desk.bench.office.database.locked() as connection, whole(connection):
        connection.exec_driver_sql("UPDATE application SET alamat = 'Jalan Lain'")
    shown = section(desk)
    qtbot.waitUntil(lambda: bool(shown.state.text()))
    qtbot.keyClick(desk.window, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: shown.report is not None and desk.worker.idle())
    (card,) = [each for each in shown.findChildren(FindingCard) if each.buttons]
    assert "Tabel application berbeda" in card.words() and "Bangun ulang" in card.words()
    shown.report = None
    qtbot.mouseClick(card.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown.report is not None and desk.worker.idle())
    assert shown.report is not None and not [part for part in shown.report.parts if part.state == "broken"]


def test_the_page_says_what_is_whole_and_what_is_not(
    qtbot: QtBot, start: Callable[..., Desk], look: tuple[str, str]
) -> None:
    desk = start(lambda home: next(home.glob("blobs/??/*.age")).unlink(), *look)
    shown = section(desk)
    qtbot.waitUntil(lambda: bool(shown.state.text()))
    qtbot.keyClick(desk.window, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: shown.report is not None and desk.worker.idle())
    (lost,) = [card for card in shown.findChildren(FindingCard) if "26-061002-" in card.words()]
    assert [card for card in shown.findChildren(FindingCard) if "flash disk" in card.words()], "no copy yet"
    assert not [card for card in shown.findChildren(FindingCard) if "wira " in card.words()]
    assert "1 lampiran hilang" in lost.words() or "1 attachment is missing" in lost.words()
    for width in (1366, 1024):
        desk.window.resize(width, 768)
        QApplication.processEvents()
        assert desk.window.width() == width
        nothing_cut(desk.window)
        names_unique(shown)
    shown.report = None
    shown.load()
    qtbot.waitUntil(lambda: desk.worker.idle())
    assert "tidak utuh" in shown.state.text() or "not whole" in shown.state.text(), (
        "remembered for the next time"
    )


def test_a_bundle_is_read_before_it_is_saved(
    qtbot: QtBot, start: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = start()
    shown = section(desk)
    shown.support_button.click()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), SupportDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SupportDialog)
    qtbot.waitUntil(dialog.save_button.isEnabled)
    names_unique(dialog)
    nothing_cut(desk.window)
    text = dialog.text.toPlainText()
    assert "Jendela: 1366x768" in text and "Baris tabel op: " in text
    dialog.save(tmp_path / "flash")
    qtbot.waitUntil(lambda: bool(dialog.told.text()))
    (path,) = (tmp_path / "flash").glob("*.zip")
    assert path.name in dialog.told.text()
    with zipfile.ZipFile(path) as bundle:
        for sheet in dialog.sheets:
            assert bundle.read(sheet.name).decode().replace("\r\n", "\n") == sheet.text
            assert sheet.text in text + "\n", "nothing that was not shown"
    dialog.reject()


def test_the_next_start_tells_of_the_fall_until_it_was_read(qtbot: QtBot, start: Callable[..., Desk]) -> None:
    def fall(home: Path) -> None:
        office = open_office(home, ME, offices.PASSPHRASE, clock=offices.Clock())
        mark = (home / "berjalan.json").read_bytes()
        office.close()
        (home / "berjalan.json").write_bytes(mark)

    desk = start(fall)

    def banners() -> list[Banner]:
        every = desk.window.findChildren(Banner)
        return [one for one in every if one.isVisible() and "terhenti" in one.accessibleName()]

    assert len(banners()) == 1 and "1 formulir yang belum disimpan" in banners()[0].accessibleName()
    nothing_cut(desk.window)
    desk._read()
    QApplication.processEvents()
    assert not banners()


def test_a_defect_is_one_dialog_and_nothing_says_saved(qtbot: QtBot, start: Callable[..., Desk]) -> None:
    """A deed that fails in the worker: the page is not told that it was done, and the person is told that
    it may not have been saved; the same defect at every painting does not heap dialogs up."""
    desk = start()
    assert desk.bench is not None
    before = len(kept_notes(notes_folder()))
    done: list[object] = []

    def broken(_progress: object) -> None:
        raise KeyError("3276064107909001")

    for _ in range(3):
        desk.bench.do(broken, done.append, owner=desk.window)
    qtbot.waitUntil(desk.worker.idle)
    dialogs = [one for one in desk.window.findChildren(StopDialog) if one.isVisible()]
    assert len(dialogs) == 1 and done == []
    told = said(dialogs[0])
    assert "belum tentu tersimpan" in told and "3276064107909001" not in told + dialogs[0].details()
    assert len(kept_notes(notes_folder())) == before + 1
    assert dialogs[0].action_button is not None
    dialogs[0].action_button.click()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), SupportDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SupportDialog)
    qtbot.waitUntil(dialog.save_button.isEnabled)
    assert "KeyError" in dialog.text.toPlainText() and "3276064107909001" not in dialog.text.toPlainText()
    dialog.reject()


def test_a_damaged_database_is_set_aside_and_the_last_whole_backup_offered(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, seeded: Path
) -> None:
    """From the lock screen to a working office: what the backup held, and the typing that was never saved."""
    home = Path(shutil.copytree(seeded, tmp_path / "kantor"))
    office = open_office(home, ME, offices.PASSPHRASE, clock=offices.Clock())
    make_backup(office, home / "backups")
    office.close()
    raw = bytearray((home / "wira.db").read_bytes())
    raw[len(raw) // 2] ^= 0x10
    (home / "wira.db").write_bytes(raw)
    (home / "backups" / "wira-cadangan_rusak.tar").write_bytes(b"rusak")
    desk = make_desk(qapp, Prefs(tmp_path / "machine.json"))
    desk.clock = offices.Clock()
    qtbot.addWidget(desk.window)
    desk.window.resize(1024, 768)
    desk.window.show()
    qtbot.waitExposed(desk.window)
    desk.start(home)
    assert desk.screen is not None
    desk.screen.passphrase_given.emit(ME, offices.PASSPHRASE)

    def stop() -> StopDialog | None:
        shown = QApplication.activeModalWidget()
        return shown if isinstance(shown, StopDialog) else None

    qtbot.waitUntil(lambda: stop() is not None)
    dialog = stop()
    assert dialog is not None and dialog.action_button is not None
    QApplication.processEvents()
    nothing_cut(dialog)
    names_unique(dialog)
    assert "2 pendaftar" in said(dialog) and "disisihkan utuh" in said(dialog)
    assert (home / "wira.db").read_bytes() == bytes(raw), "nothing is touched before the person says so"
    dialog.action_button.click()
    qtbot.waitUntil(lambda: desk.bench is not None and desk.worker.idle())
    assert desk.bench is not None
    assert len(desk.bench.office.drafts.list()) == 1
    (aside,) = tmp_path.glob("kantor-disisihkan-*")
    assert (aside / "wira.db").read_bytes() == bytes(raw), "set aside, never overwritten"
    desk.close()
    QApplication.processEvents()


def test_keys_that_are_gone_come_back_from_the_last_backup(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, seeded: Path
) -> None:
    """From a folder that nobody can come into to the office as it was: who works there is asked of the
    backup, and what was saved after it is still there."""
    home = Path(shutil.copytree(seeded, tmp_path / "kantor"))
    office = open_office(home, ME, offices.PASSPHRASE, clock=offices.Clock())
    make_backup(office, home / "backups")
    offices.enter(office, offices.persons(3, seed=5)[2:])
    office.close()
    for name in ("office.json", "keyslots.json"):
        (home / name).unlink()
        (home / "salinan" / name).unlink()
    desk = make_desk(qapp, Prefs(tmp_path / "machine.json"))
    desk.clock = offices.Clock()
    qtbot.addWidget(desk.window)
    desk.window.resize(1024, 768)
    desk.window.show()
    qtbot.waitExposed(desk.window)

    def stop() -> StopDialog:
        qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), StopDialog))
        shown = QApplication.activeModalWidget()
        assert isinstance(shown, StopDialog)
        return shown

    try:
        desk.start(home)
        stop().reject()
        qtbot.waitUntil(lambda: not desk.window.isVisible())  # nothing was asked for, nothing stands behind
        desk.window.show()
        desk.start(home)
        dialog = stop()
        QApplication.processEvents()
        nothing_cut(dialog)
        names_unique(dialog)
        assert "2 pendaftar" in said(dialog) and "tetap ada" in said(dialog) and ME in said(dialog)
        assert dialog.action_button is not None
        dialog.action_button.click()
        qtbot.waitUntil(lambda: desk.screen is not None)
        assert desk.screen is not None and desk.bench is None
        nothing_cut(desk.window)
        names_unique(desk.screen)
        desk.screen.passphrase_given.emit(ME, offices.PASSPHRASE)
        qtbot.waitUntil(lambda: desk.bench is not None and desk.worker.idle())
        assert desk.bench is not None
        with desk.bench.office.reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM application").scalar_one() == 3
        assert len(desk.bench.office.drafts.list()) == 1
        assert not list(tmp_path.glob("kantor-disisihkan-*"))
    finally:
        desk.close()
        QApplication.processEvents()
