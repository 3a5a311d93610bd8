"""Who is dismissed while being in: by DKUM's file, opened at that very window."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit
from sqlalchemy import select

from desktop_app.actions import city_staff
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.cli import main
from desktop_app.domain.access import ENTER
from desktop_app.office import Office
from desktop_app.storage import tables
from tests import offices
from tests.ui.deskscene import ME, SIZES, Scene
from tests.ui.kantor import names_unique, nothing_cut
from ui.bench import Bench
from ui.desk import Desk
from ui.pages.entri import EntriPage
from ui.pages.masuk import LockScreen

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
PIN = "918273"
COLLEAGUE = "Dian Lestari"


class Dismissal:
    """An enrolled office open at the window, and a file of DKUM that dismisses who is in."""

    def __init__(self, scene: Scene) -> None:
        dkum, kelurahan = offices.city(scene.folder)
        one = kelurahan[offices.KUKUSAN]
        for path in make_file(one, scene.folder).paths:
            open_file(dkum, path)
        me = one.session.user
        one.close()
        (scene.folder / offices.KUKUSAN).rename(scene.folder / "kantor")
        city_staff.revoke_person(dkum, me, "pindah tugas")
        [self.file] = make_file(dkum, scene.folder, to=offices.KUKUSAN).paths
        dkum.close()
        self.scene, self.desk = scene, scene.desk
        scene.come_in()
        assert scene.desk.bench is not None
        self.bench: Bench = scene.desk.bench
        self.office: Office = self.bench.office
        self.bench.lock.set_pin(PIN)

    def opened(self) -> None:
        """The file is opened as a page does it."""
        office, file = self.office, self.file
        self.bench.do(lambda _progress: open_file(office, file), owner=self.desk)
        self.scene.settle()


@pytest.fixture
def dismissal(scene: Scene) -> Dismissal:
    return Dismissal(scene)


def words(scene: Scene) -> str:
    return " ".join(label.text() for label in scene.window.findChildren(QLabel) if label.isVisible())


def test_the_window_locks_at_once_and_says_why_and_only_another_person_comes_in(
    scene: Scene, dismissal: Dismissal
) -> None:
    desk, bench = dismissal.desk, dismissal.bench
    scene.window.go("entri")
    scene.settle()
    page = scene.window.page()
    assert isinstance(page, EntriPage)
    field = page.form.editors["nama"].widget
    assert isinstance(field, QLineEdit)
    page.form.focus_field("nama")
    scene.qtbot.keyClicks(field, "Wulan Sari")
    dismissal.opened()

    screen = desk.screen
    assert scene.window.covered() and screen is not None and not field.isVisible()
    said = words(scene)
    assert f"{ME} sudah tidak bertugas di kantor ini." in said and "Wulan" not in said
    assert "masuk dengan kata sandinya" in said and "tetap ada sebagai draf" in said
    assert not bench.lock.has_pin and screen.mode == "passphrase" and ME not in screen._people
    for width, height in SIZES:
        scene.window.resize(width, height)
        scene.settle()
        nothing_cut(scene.window)
        names_unique(screen)
    screen.pin_given.emit(PIN)
    assert scene.window.covered()
    screen.passphrase_given.emit(ME, offices.PASSPHRASE)
    scene.settle()
    assert scene.window.covered() and desk.bench is bench
    screen.passphrase_given.emit(COLLEAGUE, offices.PASSPHRASE)
    scene.until(lambda: not scene.window.covered())
    scene.settle()
    assert dismissal.office.session.name == COLLEAGUE and not bench.lock.has_pin
    assert "Wulan Sari" in str(dismissal.office.drafts.list()), "what was typed waits as a draft"


def test_a_change_that_came_behind_the_locked_screen_voids_the_pin(
    scene: Scene, dismissal: Dismissal
) -> None:
    desk, bench = dismissal.desk, dismissal.bench
    desk.lock()
    screen = desk.screen
    assert screen is not None and screen.mode == "pin"
    dismissal.opened()
    assert not bench.lock.has_pin
    screen.pin_given.emit(PIN)
    scene.settle()
    assert scene.window.covered() and screen.mode == "passphrase"
    assert f"{ME} sudah tidak bertugas" in words(scene) and "nama petugas lain" in words(scene)


def test_a_pin_is_asked_for_the_person_not_only_for_the_digits(scene: Scene, dismissal: Dismissal) -> None:
    """Even where no page told of the change: the PIN itself asks."""
    desk = dismissal.desk
    desk.lock()
    open_file(dismissal.office, dismissal.file)
    assert desk.screen is not None and dismissal.bench.lock.has_pin
    desk.screen.pin_given.emit(PIN)
    assert scene.window.covered() and desk.screen.mode == "passphrase"
    gone = dismissal.office.dismissed()
    assert gone is not None and gone.code == "dismissed"


def test_the_desk_looks_around_for_who_serves_no_longer(scene: Scene, dismissal: Dismissal) -> None:
    open_file(dismissal.office, dismissal.file)
    assert not scene.window.covered()
    dismissal.desk._look_around()
    assert scene.window.covered() and "sudah tidak bertugas" in words(scene)


def test_no_command_is_run_for_the_dismissed(
    scene: Scene, dismissal: Dismissal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dismissal.opened()
    scene.desk.close()
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    home = str(scene.folder / "kantor")
    assert main(["list", "--home", home, "--user", ME]) == 1
    out, err = capsys.readouterr()
    assert not out and f"{ME} sudah tidak bertugas di kantor ini." in err
    assert main(["list", "--home", home, "--user", COLLEAGUE]) == 0


def test_a_pin_opens_for_whom_it_was_set_alone_and_coming_in_by_it_is_noted(
    scene: Scene, dismissal: Dismissal
) -> None:
    desk, office = dismissal.desk, dismissal.office
    mine = office.session.user

    def by_pin() -> list[str]:
        office.keep_access()
        noted = tables.access.c
        with office.reading() as connection:
            query = select(noted.user).where(noted.deed == ENTER, noted.about == "pin")
            return [who.hex() for who in connection.execute(query).scalars()]

    _locked(desk).pin_given.emit(PIN)
    assert not scene.window.covered() and by_pin() == [mine]
    _locked(desk).passphrase_given.emit(COLLEAGUE, offices.PASSPHRASE)
    scene.until(lambda: not scene.window.covered())
    scene.settle()
    screen = _locked(desk)
    assert screen.mode == "passphrase", "the colleague has set no PIN"
    screen.pin_given.emit(PIN)
    assert scene.window.covered() and by_pin() == [mine]


def _locked(desk: Desk) -> LockScreen:
    desk.lock()
    assert desk.screen is not None
    return desk.screen
