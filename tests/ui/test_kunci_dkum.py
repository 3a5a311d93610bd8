"""Kunci DKUM: copies with their words, the next root, and the three ways out, at the window and by keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.actions import city_keys, devices, trust
from desktop_app.actions.people import change_person
from desktop_app.errors import Refused
from desktop_app.keys.signing import fingerprint
from desktop_app.keys.slots import open_recovery
from desktop_app.office import Office
from tests import offices
from tests.documents.reading import page_texts
from tests.ui.cityscene import HENDRA, SARI, cut, names
from tests.ui.sitting import CTRL, Sitting, open_window
from ui.dialogs.city_keys import AnewDialog, KeyFileDialog, RecoveryDialog, RootDialog
from ui.dialogs.device import KeptDialog
from ui.dialogs.enrolment import FingerprintGrid
from ui.dialogs.person import IdleDialog
from ui.pages.pengaturan import PengaturanPage
from ui.pages.pengaturan_kunci import CityKeysSection
from ui.pages.pengaturan_petugas import PeopleSection
from ui.widgets.button import Button
from ui.widgets.dialog import StopDialog
from ui.worker import Worker


class Desk(Sitting):
    """The section of the city's keys, and the folder its files go to."""

    section: CityKeysSection
    folder: Path

    def settle(self) -> None:
        worker = self.section.bench.worker
        self.qtbot.waitUntil(worker.idle)
        QApplication.processEvents()

    def on(self, button: Button) -> None:
        """Tab to a button and press it, as somebody without a mouse does."""
        self.window.activateWindow()  # a platform without a screen does not give it back by itself
        self.until(self.window.isActiveWindow)
        for _step in range(30):
            if QApplication.focusWidget() is button:
                break
            self.press(Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is button
        self.press(Qt.Key.Key_Space)

    def give(self, step: Callable[[], object], path: Path) -> None:
        """Answer the system's own dialog for a file or folder."""
        step()
        chooser = self.dialog(QFileDialog)
        if chooser.fileMode() == QFileDialog.FileMode.Directory:
            chooser.fileSelected.emit(str(path))
        else:
            chooser.filesSelected.emit([str(path)])
        chooser.close()
        QApplication.processEvents()

    def words(self, typed: str) -> KeyFileDialog:
        """Type them into the dialog and send it."""
        dialog = self.dialog(KeyFileDialog)
        dialog.words.clear()
        dialog.words.setFocus()
        self.type(typed)
        self.press(Qt.Key.Key_Return, mod=CTRL)
        self.settle()
        return dialog

    def lose(self) -> None:
        """The disk has lost DKUM's keys."""
        self.office.put_secret(trust.AUTHORITY_SECRET, b"")
        self.section.load()
        self.settle()

    def typed_anywhere(self) -> list[str]:
        """What stands in any field of the window once closed dialogs are gone."""
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return [field.text() for field in self.window.findChildren(QLineEdit)]

    def shown(self) -> str:
        """What the facts say."""
        return " ".join(label.text() for label in self.section.facts.findChildren(QLabel))

    def root(self) -> str:
        assert self.office.directory is not None
        return self.office.directory.root_fingerprints()[0]


@pytest.fixture
def desk(tmp_path: Path, worker: Worker, qtbot: QtBot) -> Iterator[Desk]:
    office = offices.office(tmp_path / "dkum", "dkum", name=HENDRA)
    offices.add(office, SARI, "penyetuju_dkum")
    change_person(office, office.session.user, roles=("admin_kantor", "admin_dkum", "petugas_dkum"))
    one = _open(office, worker, qtbot)
    one.folder = tmp_path
    yield one
    office.close()


def _open(office: Office, worker: Worker, qtbot: QtBot) -> Desk:
    one = Desk(office, open_window(office, worker, qtbot, "pengaturan"), qtbot)
    page = one.window.page("pengaturan")
    assert isinstance(page, PengaturanPage)
    page.open("kunci")
    section = page.section()
    assert isinstance(section, CityKeysSection)
    one.section = section
    one.settle()
    section.keep_button.setFocus()
    return one


def test_keys_are_kept_lost_and_put_back(desk: Desk, tmp_path: Path) -> None:
    section, first = desk.section, desk.root()
    assert "belum pernah" in desk.shown() and "Simpan salinannya" in section.state.text()
    desk.give(lambda: desk.press(Qt.Key.Key_F2), tmp_path)
    kept = desk.dialog(KeptDialog)
    (copy,) = tmp_path.glob("wira-kunci-dkum_*.age")
    assert section.steps.folder() is None, "files for offices do not follow the keys onto their stick"
    words = _words(kept)
    kept.accept()
    desk.settle()
    assert "masih cocok" in desk.shown()
    assert not cut(section) and len(names(section)) == len(set(names(section)))
    desk.lose()
    assert "hilang" in section.state.text() and not section.keep_button.isEnabled()
    desk.give(lambda: desk.on(section.restore_button), copy)
    dialog = desk.words(words.rsplit(" ", 1)[0])
    assert dialog.isVisible() and "7" in dialog.row.findings[0].words(), "a word is missing"
    desk.words("bukan " + words.split(" ", 1)[1])
    assert dialog.isVisible() and not section.keep_button.isEnabled()
    assert dialog.words.echoMode() == QLineEdit.EchoMode.Password
    desk.words(words.upper())
    desk.until(section.keep_button.isEnabled)
    assert trust.authority(desk.office).root_public.hex() in _roots(desk.office) and desk.root() == first
    assert not any(words.split()[0] in typed.casefold() for typed in desk.typed_anywhere())


def test_the_next_root_takes_over_and_the_old_copy_is_refused(desk: Desk, tmp_path: Path) -> None:
    section, office = desk.section, desk.office
    old = city_keys.export_keys(office, tmp_path)
    desk.give(lambda: desk.on(section.next_button), tmp_path)
    kept = desk.dialog(KeptDialog)
    words = _words(kept)
    kept.accept()
    desk.settle()
    (file,) = tmp_path.glob("wira-akar-berikutnya_*.age")
    desk.give(lambda: desk.on(section.adopt_button), file)
    desk.words(words)
    told = desk.dialog(RootDialog)
    assert fingerprint(trust.authority(office).root_public) == desk.root()
    told.accept()
    desk.settle()
    assert "sebelum kunci diganti" in desk.shown() and "belum dibuat" in desk.shown()
    desk.give(lambda: desk.on(section.restore_button), old.path)
    dialog = desk.words(old.words)
    assert dialog.isVisible() and "sebelum kunci akar DKUM diganti" in dialog.problem.text()
    assert "buat kunci serba baru" in dialog.problem.text(), "the next step is told"
    dialog.reject()


def test_where_nothing_is_left_all_is_made_anew_by_passphrase(desk: Desk, tmp_path: Path) -> None:
    section, first = desk.section, desk.root()
    desk.lose()
    desk.on(section.anew_button)
    dialog = desk.dialog(AnewDialog)
    desk.type("bukan kata sandi saya")
    desk.press(Qt.Key.Key_Return, mod=CTRL)
    desk.settle()
    assert dialog.isVisible() and dialog.problem.text() and desk.root() == first
    dialog.passphrase.clear()
    dialog.passphrase.setFocus()
    desk.type(offices.PASSPHRASE)
    desk.office.clock.forward(minutes=5)  # type: ignore[attr-defined]  a wrong one makes the next wait
    desk.press(Qt.Key.Key_Return, mod=CTRL)
    told = desk.dialog(RootDialog)
    assert desk.root() != first
    desk.give(told.sheet_button.click, tmp_path)
    desk.settle()
    told.accept()
    assert desk.root().split()[0] in page_texts((tmp_path / "sidik-kunci-dkum.pdf").read_bytes())[0]
    assert offices.PASSPHRASE not in desk.typed_anywhere()


def test_recovery_and_dkums_own_keys_are_renewed(desk: Desk) -> None:
    section, office = desk.section, desk.office
    desk.on(section.recovery_button)
    desk.dialog(StopDialog).accept()
    shown = desk.dialog(RecoveryDialog)
    secret = trust.authority(office).recovery
    dek, _dev = open_recovery(office.slots.recovery, ["".join(shown.groups)])
    assert len(dek) == 32 and "".join(shown.groups) == secret
    shown.accept()
    before = office.device.fingerprint
    desk.settle()
    desk.on(section.renew_button)
    desk.dialog(StopDialog).accept()
    desk.settle()
    assert office.device.fingerprint != before


def test_only_dkums_admin_may(desk: Desk) -> None:
    section = desk.section
    desk.office.enter(SARI, offices.PASSPHRASE)
    section.load()
    desk.settle()
    buttons = section.keep_button, section.next_button, section.restore_button, section.anew_button
    assert not any(button.isEnabled() for button in buttons)
    assert "Hanya admin DKUM" in section.sentence()


def _roots(office: Office) -> list[str]:
    assert office.directory is not None
    return office.directory.content.roots


def _words(kept: KeptDialog) -> str:
    """As a person reads them off the screen."""
    said = next(
        grid.accessibleName()
        for grid in kept.findChildren(FingerprintGrid)
        if "Kata" in grid.accessibleName()
    )
    return said.removeprefix("Kata pembuka ")


def test_dkum_says_when_screens_lock_and_an_office_follows(desk: Desk) -> None:
    """The lock of the running window follows at its next look; what is out of range is told beside it."""
    page = desk.window.page("pengaturan")
    assert isinstance(page, PengaturanPage)
    page.open("petugas")
    section = page.section()
    assert isinstance(section, PeopleSection)
    desk.settle()
    assert "sesudah 15 menit" in section.idle_state.text() and section.idle_button.isVisible()
    section.idle_button.click()
    dialog = desk.dialog(IdleDialog)
    dialog.field.setText("31")
    dialog.action_button.click()
    assert dialog.isVisible() and "5 sampai 30" in dialog.row.findings[0].words()
    dialog.field.setText("7")
    dialog.action_button.click()
    desk.until(lambda: "sesudah 7 menit" in section.idle_state.text())
    assert devices.lock_minutes(desk.office) == 7
    assert not cut(section) and len(names(section)) == len(set(names(section)))
    with pytest.raises(Refused, match="5 sampai 30"):
        devices.set_lock_minutes(desk.office, 4)
    desk.office.enter(SARI, offices.PASSPHRASE)
    with pytest.raises(Refused) as caught:
        devices.set_lock_minutes(desk.office, 10)
    assert caught.value.code == "role"
