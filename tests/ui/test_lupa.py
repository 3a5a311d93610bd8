"""Who forgot every passphrase: asked at the lock screen, answered at DKUM, opened at the lock screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.actions import city_keys, last_way, recovery
from desktop_app.actions.people import change_person
from desktop_app.queries.people import office_people
from tests import offices
from tests.offices import KUKUSAN
from tests.ui.cityscene import HENDRA
from tests.ui.deskscene import ME, Scene, raised
from tests.ui.kantor import names_unique, nothing_cut
from tests.ui.test_kunci_dkum import Desk as KeysDesk
from tests.ui.test_kunci_dkum import _open
from ui.dialogs.last_way import AnswerDialog, AskDialog, AskedDialog, LastWayDialog, RescueDialog
from ui.dialogs.recovery import ForgottenDialog
from ui.pages.pengaturan_petugas import name_cell
from ui.widgets.dialog import StopDialog
from ui.worker import Worker

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

NEW = "kapal layar teluk senja merah"


@pytest.fixture
def scene(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setattr("ui.forgotten.DEFAULT_COST", offices.CHEAP)
    return scene


def give(window: QWidget, path: Path) -> None:
    """Answer the system's own dialog for a file or folder."""
    (chooser,) = (each for each in window.findChildren(QFileDialog) if each.isVisible())
    if chooser.fileMode() == QFileDialog.FileMode.Directory:
        chooser.fileSelected.emit(str(path))
    else:
        chooser.filesSelected.emit([str(path)])
    chooser.close()
    QApplication.processEvents()


def looks(scene: Scene, kind: type[Any]) -> Any:
    dialog = raised(scene, kind)
    nothing_cut(dialog)
    names_unique(dialog)
    return dialog


def fill(*fields: Any) -> None:
    for field in fields:
        field.setText(NEW)


def refused(scene: Scene, answer: AnswerDialog) -> None:
    scene.until(lambda: answer.isVisible() and answer.problem.isVisible())
    assert "belum cocok" in answer.problem.text()
    scene.clock.forward(seconds=5)


def answered(scene: Scene, qtbot: QtBot, worker: Worker, dkum: KeysDesk, request: Path) -> Path:
    """At DKUM: the file, the fingerprint, a name, and where the answer goes."""
    section, folder = dkum.section, scene.folder
    dkum.give(section.rescue_button.click, request)
    dialog = dkum.dialog(RescueDialog)
    view = last_way.look(dkum.office, request)
    assert not dialog.paper.isVisible()
    nothing_cut(dialog)
    names_unique(dialog)
    dialog.field.setText("0000")
    assert not dialog.action_button.isEnabled(), "nobody is named yet"
    dialog.name.setText(ME)
    dkum.give(dialog.action_button.click, folder)
    dkum.until(lambda: dialog.isVisible() and dialog.problem.isVisible())
    assert "berbeda" in dialog.problem.text()
    dialog.field.setText(view.fingerprint.split()[-1])
    before = set(folder.glob("pemulihan-jawaban_*"))
    dkum.give(dialog.action_button.click, folder)
    dkum.until(lambda: set(folder.glob("pemulihan-jawaban_*")) - before)
    dkum.settle()
    (reply,) = set(folder.glob("pemulihan-jawaban_*")) - before
    return reply


def test_dkum_opens_an_office_nobody_can_open_and_again_one_that_stands_locked(
    scene: Scene, qtbot: QtBot, worker: Worker
) -> None:
    city, kelurahan = offices.city(scene.folder)
    hendra = next(user for user, facts in city.context.people.items() if facts.nama == HENDRA)
    change_person(city, hendra, roles=("admin_kantor", "admin_dkum", "petugas_dkum"))
    kelurahan[KUKUSAN].close()
    (scene.folder / KUKUSAN).rename(scene.folder / "kantor")
    dkum = _open(city, worker, qtbot)
    desk = scene.desk
    desk.start(scene.folder / "kantor")

    for again in (False, True):  # the second time the office is open and its screen locked
        assert desk.screen is not None
        if not again:
            desk.screen.names[0].click()
        desk.screen.lost.click()
        ways = looks(scene, LastWayDialog)
        assert not ways.open_button.isEnabled()
        ways.ask_button.click()
        ask = looks(scene, AskDialog)
        fill(ask.passphrase.first)
        ask.action_button.click()
        assert ask.isVisible(), "typed once only"
        fill(ask.passphrase.second)
        ask.action_button.click()
        give(scene.window, scene.folder)
        asked = looks(scene, AskedDialog)
        asked.accept()
        scene.settle()
        request = sorted(
            scene.folder.glob("pemulihan-permintaan_*"), key=lambda path: path.stat().st_mtime_ns
        )
        reply = answered(scene, qtbot, worker, dkum, request[-1])

        desk.screen.lost.click()
        ways = raised(scene, LastWayDialog)
        ways.open_button.click()
        give(scene.window, reply)
        answer = looks(scene, AnswerDialog)
        if not again:
            answer.passphrase.setText("bukan yang dipilih itu")
            answer.action_button.click()
            refused(scene, answer)
        fill(answer.passphrase)
        answer.action_button.click()
        scene.until(lambda: desk.bench is not None and not scene.window.covered())
        assert desk.bench is not None and desk.bench.office.session.name == ME
        scene.settle()
        with desk.bench.office.reading() as connection:
            passing = [
                each
                for each in office_people(connection, KUKUSAN, own=desk.bench.office.info.dev)
                if each.way
            ]
        assert len(passing) == (2 if again else 1)
        assert all("tidak berlaku lagi" in name_cell(each).sub for each in passing)
        desk.lock()
    assert city_keys.authority(city).recovery
    city.close()


def test_an_answer_that_does_not_fit_leaves_a_locked_office_to_come_into(scene: Scene) -> None:
    city, kelurahan = offices.city(scene.folder)
    city.close()
    kelurahan[KUKUSAN].close()
    (scene.folder / KUKUSAN).rename(scene.folder / "kantor")
    scene.come_in()
    last_way.ask(scene.folder / "kantor", NEW, scene.folder, clock=scene.clock, cost=offices.CHEAP)
    (request,) = scene.folder.glob("pemulihan-permintaan_*")
    desk = scene.desk
    desk.lock()
    assert desk.screen is not None
    desk.screen.lost.click()
    raised(scene, LastWayDialog).open_button.click()
    give(scene.window, request)
    answer = raised(scene, AnswerDialog)
    fill(answer.passphrase)
    answer.action_button.click()
    scene.until(lambda: any(each.isVisible() for each in scene.window.findChildren(StopDialog)))
    told = raised(scene, StopDialog)
    assert "bukan jawaban DKUM" in told.accessibleDescription()
    told.reject()
    scene.come_in()
    assert scene.desk.bench is not None


def test_the_sheet_comes_first_and_its_dialog_leads_on_to_dkum(scene: Scene) -> None:
    city, kelurahan = offices.city(scene.folder)
    city.close()
    office = kelurahan[KUKUSAN]
    office.enter(ME, offices.PASSPHRASE)
    recovery.make_sheet(office, offices.PASSPHRASE)
    office.close()
    scene.desk.start(scene.folder / KUKUSAN)
    scene.desk.recover()
    looks(scene, ForgottenDialog).last_way_button.click()
    ways = raised(scene, LastWayDialog)
    assert not any(each.isVisible() for each in scene.window.findChildren(ForgottenDialog))
    ways.reject()


def test_who_has_asked_is_asked_before_another_request_takes_its_place(scene: Scene) -> None:
    city, kelurahan = offices.city(scene.folder)
    city.close()
    kelurahan[KUKUSAN].close()
    home = scene.folder / KUKUSAN
    last_way.ask(home, NEW, scene.folder, clock=scene.clock, cost=offices.CHEAP)
    before = (home / last_way.PENDING).read_bytes()
    scene.desk.start(home)
    scene.desk.recover()
    looks(scene, LastWayDialog).ask_button.click()
    question = looks(scene, StopDialog)
    assert "menunggu jawaban DKUM" in question.accessibleDescription()
    question.reject()
    assert not any(each.isVisible() for each in scene.window.findChildren(AskDialog))
    scene.desk.recover()
    raised(scene, LastWayDialog).ask_button.click()
    raised(scene, StopDialog).action_button.click()
    ask = looks(scene, AskDialog)
    fill(ask.passphrase.first, ask.passphrase.second)
    ask.action_button.click()
    give(scene.window, scene.folder)
    raised(scene, AskedDialog).accept()
    scene.settle()
    assert (home / last_way.PENDING).read_bytes() != before
