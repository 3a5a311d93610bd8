"""What is typed survives a killed program; the next start says so and offers to go on or to throw it away."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.actions import rulebooks
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.domain.rulebook import Requirement, default_rules
from desktop_app.office import open_office
from tests import offices
from tests.source import ROOT
from tests.ui.cityscene import make_city
from tests.ui.entri_desk import ALT, CTRL, ENTER, EntriDesk, open_desk
from ui.widgets.dialog import StopDialog
from ui.widgets.labels import WrapLabel
from ui.worker import Worker

KEY = Qt.Key


def _typed_and_killed(home: Path) -> None:
    """Another process types into the window and is killed as soon as it says so."""
    offices.office(home).close()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.ui.entri_typing", str(home)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    ) as typist:
        assert typist.stdout is not None
        said = typist.stdout.readline().strip()
        typist.kill()
        typist.wait()
        assert said == "typed"
        if sys.platform != "win32":
            assert typist.returncode == -signal.SIGKILL


@pytest.fixture
def after_kill(
    tmp_path: Path, worker: Worker, qtbot: QtBot, look: Callable[[str], None]
) -> Iterator[EntriDesk]:
    """The window opened again on the office in which somebody typed and was killed."""
    home = tmp_path / "kantor"
    _typed_and_killed(home)
    office = open_office(home, "Ratna Puspita", offices.PASSPHRASE, clock=offices.Clock())
    desk = open_desk(home, worker, qtbot, office=office)
    yield desk
    worker.stop()
    office.close()


def test_it_says_what_was_recovered_and_goes_on_with_it(after_kill: EntriDesk) -> None:
    desk = after_kill
    told = desk.page.recovered
    assert told.isVisible()
    assert "Siti Marlina" in told.words()
    assert "Ratna Puspita" in told.words()
    assert "09.00.00" in told.words()
    assert desk.at() == "nik"
    desk.press(KEY.Key_L, ALT)
    desk.wait(lambda: desk.at() == "tempat_lahir")
    raw = desk.page.form.raw()
    assert (raw["nik"], raw["nama"], raw["tempat_lahir"]) == ("3276065203949102", "Siti Marlina", "Dep")
    assert not told.isVisible()
    desk.press(ENTER, CTRL)
    desk.wait(lambda: desk.count() == 1 and not desk.page._busy)
    assert desk.office.drafts.list() == []


def test_it_can_be_thrown_away_and_taken_back(after_kill: EntriDesk) -> None:
    desk = after_kill
    desk.page.recovered.discard.setFocus()
    desk.press(KEY.Key_Space)
    assert desk.office.drafts.list() == []
    assert not desk.page.recovered.isVisible()
    assert desk.at() == "nik"
    desk.window.toast_widget().undo_button().setFocus()
    desk.press(KEY.Key_Space)
    assert [draft.values["nama"] for draft in desk.office.drafts.list()] == ["Siti Marlina"]
    assert desk.page.recovered.isVisible()


def test_somebody_else_is_asked_before_it_is_thrown_away(after_kill: EntriDesk) -> None:
    desk = after_kill
    offices.add(desk.office, "Dian Lestari", "operator")
    desk.office.enter("Dian Lestari", offices.PASSPHRASE)
    desk.page.recovered.discard.click()
    (stop,) = desk.window.findChildren(StopDialog)
    words = " ".join(label.text() for label in stop.findChildren(WrapLabel))
    assert "Siti Marlina" in stop.windowTitle() + words and "Ratna Puspita" in words
    assert len(desk.office.drafts.list()) == 1
    stop.reject()
    assert len(desk.office.drafts.list()) == 1 and desk.page.recovered.isVisible()
    desk.page.recovered.discard.click()
    stop = desk.window.findChildren(StopDialog)[-1]
    stop.accept()
    desk.wait(lambda: desk.office.drafts.list() == [])
    assert desk.window.toast_widget().isVisible()


def test_what_was_recovered_is_offered_where_dkum_sent_rules(
    tmp_path: Path, worker: Worker, qtbot: QtBot, look: Callable[[str], None]
) -> None:
    """The rules come a moment after the page; an untouched form is begun again by them."""
    city = make_city(tmp_path, offices.KUKUSAN)
    rules = replace(default_rules("WUB", 2026), requirements=(Requirement("kur", "warn", "block"),))
    rulebooks.issue(city.dkum, IssueRules(rules, "188/1", "02-01-2026"))
    city.down()
    office = city.kukusan
    office.enter("Ratna Puspita", offices.PASSPHRASE)
    where = {"page": "entri", "user": office.session.user, "name": office.session.name, "field": "nama"}
    office.drafts.put(f"baru:{'ab' * 16}", {"nama": "Siti Marlina"}, where, now=office.clock())
    desk = open_desk(office.home, worker, qtbot, office=office)
    try:
        desk.wait(lambda: desk.page._examiner.rules.of("WUB", 2026).requirements == rules.requirements)
        assert desk.page.recovered.isVisible() and "Siti Marlina" in desk.page.recovered.words()
    finally:
        worker.stop()
        city.close()


def test_typing_on_leaves_the_recovered_form_for_later(after_kill: EntriDesk) -> None:
    desk = after_kill
    desk.fill("3276065203949103")
    desk.page.leaving()
    assert len(desk.office.drafts.list()) == 2
    desk.press(KEY.Key_F2)
    assert desk.page.form.raw().get("nik") is None
    assert desk.page.recovered.isVisible()


def test_another_persons_change_of_an_application_is_offered_there(
    tmp_path: Path, worker: Worker, qtbot: QtBot, look: Callable[[str], None]
) -> None:
    desk = open_desk(tmp_path / "kantor", worker, qtbot)
    (record,) = offices.enter(desk.office, offices.persons(1), submit=False)
    desk.window.go("entri", record)
    desk.wait(lambda: bool(desk.page.form.raw().get("nik")))
    desk.go("alamat")
    desk.press(KEY.Key_A, CTRL)
    desk.type("Jl. Baru 1")
    desk.window.go("beranda")
    desk.page.fresh()
    desk.window.go("entri", record)
    desk.wait(lambda: desk.page.recovered.isVisible())
    desk.press(KEY.Key_L, ALT)
    desk.wait(lambda: desk.page.form.raw().get("alamat") == "Jl. Baru 1")
    worker.stop()
    desk.office.close()


def test_every_change_is_kept_not_the_first_alone(
    tmp_path: Path, worker: Worker, qtbot: QtBot, look: Callable[[str], None]
) -> None:
    desk = open_desk(tmp_path / "kantor", worker, qtbot)
    for name, words in (("nama", "Siti"), ("tempat_lahir", "Depok"), ("alamat", "Jl. Baru 1")):
        desk.go(name)
        desk.type(words)
        qtbot.wait(20)  # turns of the event loop, as between two keys: nobody asks for a flush
        (draft,) = desk.office.drafts.list()
        assert draft.values[name] == words
    worker.stop()
    desk.office.close()
