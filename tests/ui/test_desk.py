"""The locked desk: what it ends, and what another person does not find."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from sqlalchemy import select

from desktop_app.actions import devices, recovery
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.domain.access import MISSED
from desktop_app.domain.duties import TABLE, who
from desktop_app.domain.people import OFFICE_KINDS, ROLE_LABELS
from desktop_app.queries.people import PersonLine
from desktop_app.storage import erasures, tables
from resources.i18n import tr
from tests import offices
from tests.ui.deskscene import ME, Scene, office_in, raised
from tests.ui.kantor import names_unique, nothing_cut
from ui.dialogs.duties import DutiesDialog
from ui.dialogs.history import HistoryDialog
from ui.dialogs.recovery import ForgottenDialog, RecoveryAskDialog, RecoverySheetDialog
from ui.pages.entri import EntriPage
from ui.pages.pengaturan_petugas import PeopleSection
from ui.pages.pertama_lain import SampleStep
from ui.widgets.dialog import StopDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_a_locked_screen_ends_the_words_and_another_person_finds_no_dialog(scene: Scene) -> None:
    office_in(scene.folder)
    scene.come_in()
    desk, office = scene.desk, scene.desk.bench.office if scene.desk.bench else None
    assert desk.bench is not None and office is not None
    office.cost = offices.CHEAP
    settings = scene.settings()
    settings.open("petugas")
    scene.settle()
    section = settings.section()
    assert isinstance(section, PeopleSection)
    RecoverySheetDialog(section, desk.bench, recovery.make_sheet(office, offices.PASSPHRASE)).open()
    desk.lock()
    assert desk.screen is not None
    desk.screen.passphrase_given.emit(ME, offices.PASSPHRASE)
    scene.until(lambda: not scene.window.covered())
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not scene.window.findChildren(RecoverySheetDialog)

    section.sheet_button.click()  # another dialog, with a passphrase in it, stays for who was in
    ask = raised(scene, RecoveryAskDialog)
    ask.passphrase.setText(offices.PASSPHRASE)
    for name in (ME, "Dian Lestari"):
        assert ask.isVisible()
        desk.lock()
        assert not ask.isVisible() and desk.screen is not None
        desk.screen.passphrase_given.emit(name, offices.PASSPHRASE)
        scene.until(lambda: not scene.window.covered())
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not scene.window.findChildren(RecoveryAskDialog)
    scene.settle()


def test_the_screen_locks_when_dkum_says_and_what_was_typed_is_there_afterwards(scene: Scene) -> None:
    """DKUM's eight minutes come with its answer, while the window is open; nothing typed is lost, and nothing
    of it is seen on the locked screen."""
    dkum, kelurahan = offices.city(scene.folder)
    kelurahan[offices.KUKUSAN].close()
    (scene.folder / offices.KUKUSAN).rename(scene.folder / "kantor")
    scene.come_in()
    desk, bench = scene.desk, scene.desk.bench
    assert bench is not None
    devices.set_lock_minutes(dkum, 8)
    for path in make_file(dkum, scene.folder, to=offices.KUKUSAN).paths:
        open_file(bench.office, path)
    dkum.close()
    scene.window.go("entri")
    scene.settle()
    page = scene.window.page()
    assert isinstance(page, EntriPage)
    field = page.form.editors["nama"].widget
    assert isinstance(field, QLineEdit)
    page.form.focus_field("nama")
    scene.qtbot.keyClicks(field, "Wulan Sari")
    desk._look_around()
    scene.clock.forward(minutes=7)
    desk._look_around()
    assert not scene.window.covered()
    scene.clock.forward(minutes=1)
    desk._look_around()
    assert scene.window.covered() and desk.screen is not None and not field.isVisible()
    words = " ".join(label.text() for label in scene.window.findChildren(QLabel) if label.isVisible())
    assert "Wulan" not in words and "setelah 8 menit" in words
    desk.screen.passphrase_given.emit(ME, offices.PASSPHRASE)
    scene.until(lambda: not scene.window.covered())
    assert field.isVisible() and field.text() == "Wulan Sari"
    scene.settle()
    bench.office.do(lambda work: erasures.note_papers(work.connection, ["ab" * 32]))

    def noted() -> bool:
        with bench.office.reading() as connection:
            return bool(erasures.load(connection))

    desk._look_around()
    scene.settle()
    assert noted(), "attended to already today"
    scene.clock.forward(days=1)
    desk._look_around()
    assert desk.screen is not None and noted(), "not while the screen is locked"
    desk.screen.passphrase_given.emit(ME, offices.PASSPHRASE)
    scene.until(lambda: not scene.window.covered())
    desk._look_around()
    scene.until(lambda: not noted())


def test_the_table_of_duties_is_read_in_the_window(scene: Scene) -> None:
    """Every line of it, for each kind of office, and which of them are one's own."""
    office_in(scene.folder)
    scene.come_in("Dian Lestari")
    settings = scene.settings()
    settings.open("petugas")
    scene.settle()
    section = settings.section()
    assert isinstance(section, PeopleSection) and section.duties_button.isVisible()
    section.show_duties()
    dialog = raised(scene, DutiesDialog)
    bench = scene.desk.bench
    assert bench is not None
    for kind in OFFICE_KINDS:
        dialog.kinds.set_value(kind)
        dialog.kinds.chosen.emit(kind)
        shown = list(dialog.model.rows())
        assert shown == [duty for duty in TABLE if duty.roles[kind]]
        for duty in shown:
            words = dialog._who(duty).text
            assert words == ", ".join(tr(ROLE_LABELS[role]) for role in who(duty, kind))
            mine = kind == "kelurahan" and duty.may(kind, bench.office.person.roles)
            assert (dialog._mine(duty).pill is not None) == mine
    nothing_cut(dialog)
    names_unique(dialog)
    dialog.accept()


def test_ctrl_h_tells_of_a_colleague_and_the_journal_has_a_key_of_its_own(scene: Scene) -> None:
    """Where Settings stands on a person it is their history; in no part is it anything else."""
    office_in(scene.folder)
    scene.come_in()
    settings, window = scene.settings(), scene.window

    def keys() -> set[str]:
        return {hint.keys for hint in settings.all_hints()}

    settings.open("tampilan")
    assert "Ctrl+J" in keys() and "Ctrl+H" not in keys()
    settings.open("petugas")
    assert keys() >= {"Ctrl+J", "Ctrl+H"}
    scene.settle()
    section = settings.section()
    assert isinstance(section, PeopleSection)
    section.list.setFocus()
    assert "Ctrl+H" in {hint.keys for hint in window.key_bar.hints()}
    scene.qtbot.keyClick(section.list, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    dialog = raised(scene, HistoryDialog)
    scene.until(lambda: bool(dialog.steps()))
    line = section.list.current_row()
    assert isinstance(line, PersonLine) and line.nama in dialog.windowTitle()
    nothing_cut(dialog)
    dialog.accept()


def test_a_sheet_that_fails_lets_nobody_in(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full: a colleague's PIN still opens the colleague's own session, and the sheet is good."""
    office_in(scene.folder)
    scene.come_in()
    desk, bench = scene.desk, scene.desk.bench
    assert bench is not None
    bench.office.cost = offices.CHEAP
    words = recovery.make_sheet(bench.office, offices.PASSPHRASE).words
    bench.office.enter("Dian Lestari", offices.PASSPHRASE)
    bench.lock.set_pin("482913")
    desk.lock()
    assert desk.screen is not None
    desk.screen.pin_given.emit("482914")
    bench.office.keep_access()
    with bench.office.reading() as connection:
        missed = select(tables.access.c.about).where(tables.access.c.deed == MISSED)
        assert list(connection.execute(missed).scalars()) == ["pin"]
    with monkeypatch.context() as full:
        full.setattr("desktop_app.keys.twin.write_atomic", _no_room)
        desk.screen.lost.click()
        forgotten = raised(scene, ForgottenDialog)
        forgotten.words.setText(words)
        for field in (forgotten.passphrase.first, forgotten.passphrase.second):
            field.setText("kapal layar teluk senja merah")
        forgotten.action_button.click()
        scene.until(lambda: forgotten.problem.isVisible())
    assert bench.office.session.name == "Dian Lestari"
    forgotten.action_button.click()  # there is room again
    scene.until(lambda: not scene.window.covered())
    assert bench.office.session.name == ME
    scene.settle()


def test_a_folder_that_a_cloud_keeps_is_told_before_anything_is_typed(scene: Scene) -> None:
    scene.desk.start(scene.folder / "Dropbox" / "kosong")
    first = scene.first()
    for number in (1, 2, 4):
        first.choose(number)
        stop = scene.window.findChildren(StopDialog)[-1]
        assert "Dropbox" in " ".join(label.text() for label in stop.findChildren(QLabel))
        assert first.step is None
        stop.reject()
    first.choose(3)
    assert isinstance(first.step, SampleStep)


def _no_room(*_values: object) -> None:
    raise OSError(28, "no room")
