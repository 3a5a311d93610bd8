"""Copies of an office in the window: what happened, what goes on, what to do; at the office and at DKUM."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.actions import trust
from desktop_app.actions.backup import make_backup, restore_backup
from desktop_app.actions.continuing import end_stream
from desktop_app.actions.export import make_file
from desktop_app.actions.fork_proofs import forks, open_forks
from desktop_app.actions.importing import open_file
from desktop_app.actions.rewriting import waiting_steps
from desktop_app.actions.standing import standing
from desktop_app.errors import SyncRefused
from desktop_app.office import Office, open_office
from desktop_app.queries.status import delivery
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE
from tests.town import Town, doubled, with_mate
from tests.ui.cityscene import HENDRA, City, Stage, cut, make_city, show
from tests.ui.sitting import dialog_of
from tests.ui.test_sinkronisasi import picture, use_folder
from ui.dialogs.enrolment import GrantDialog
from ui.pages.beranda import BerandaPage
from ui.pages.sinkronisasi import SinkronisasiPage
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.dialog import StopDialog
from ui.worker import Worker

ME = "Ratna Puspita"


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    one = make_city(tmp_path)
    yield one
    one.close()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    one = Town(tmp_path)
    yield one
    one.close()


@pytest.fixture
def opened() -> Iterator[Callable[[Path, City], Office]]:
    made: list[Office] = []

    def go(home: Path, city: City) -> Office:
        made.append(open_office(home, ME, PASSPHRASE, clock=city.kukusan.clock))
        return made[-1]

    yield go
    for each in made:
        each.close()


def cards(stage: Stage) -> list[str]:
    detail = cast(SinkronisasiPage, stage.page).detail
    return [card.accessibleName() for card in detail.findChildren(Card) if card.isVisible()]


def press(qtbot: QtBot, stage: Stage, words: str) -> None:
    def button() -> Button | None:
        found = cast(SinkronisasiPage, stage.page).detail.findChildren(Button)
        return next((each for each in found if each.words() == words and each.isVisible()), None)

    qtbot.waitUntil(lambda: button() is not None, timeout=10_000)
    qtbot.mouseClick(cast(Any, button()), Qt.MouseButton.LeftButton)


def picture_of(dialog: Any, name: str) -> None:
    """Keep a picture of a dialog where somebody asks for them."""
    if os.environ.get("WIRA_SHOTS"):
        dialog.grab().save(f"{os.environ['WIRA_SHOTS']}/{name}.png")


def test_a_restored_office_asks_and_dkum_chooses_it(
    qtbot: QtBot, worker: Worker, look: Callable[[str], None], city: City, opened: Callable[..., Office]
) -> None:
    city.fill(3)
    city.up()
    city.down()
    city.fill(1, seed=2)
    copy = make_backup(city.kukusan, city.folder / "cadangan").path
    restore_backup(copy, city.folder / "pulih", ME, PASSPHRASE)
    again = opened(city.folder / "pulih", city)
    with again.reading() as connection:
        before = delivery(connection, again.info).before()
    assert "sudah sampai di DKUM." in before
    home = show(qtbot, again, worker, BerandaPage)
    timeline = cast(BerandaPage, home.page).delivery.timeline
    qtbot.waitUntil(lambda: timeline.accessibleName().startswith(before), timeout=10_000)
    assert "Semua perubahan sudah masuk berkas" not in timeline.accessibleName()
    assert not cut(home.window)
    home.window.close()
    stage = show(qtbot, again, worker, SinkronisasiPage)
    qtbot.waitUntil(lambda: "Kantor ini dipulihkan dari cadangan." in cards(stage), timeout=10_000)
    assert not cut(stage.window)
    said = [each.text() for each in cast(SinkronisasiPage, stage.page).detail.findChildren(QLabel)]
    assert before in said and "Belum ada tanda terima DKUM untuk yang dicatat sesudahnya." in said
    assert "dari 11 perubahan sudah diterima DKUM." in stage.page.subtitle()
    picture(stage, "salinan-menunggu")
    requests = city.folder / "permintaan"
    requests.mkdir()
    use_folder(stage, requests)
    asked = trust.make_request(again, requests)
    stage.window.close()

    city.dkum.enter(HENDRA, PASSPHRASE)
    at_city = show(qtbot, city.dkum, worker, SinkronisasiPage)
    cast(SinkronisasiPage, at_city.page).steps.open_paths([asked])
    dialog = cast(GrantDialog, dialog_of(qtbot, GrantDialog))
    told = [each.text() for each in dialog.findChildren(type(dialog.problem))]
    assert any("dipulihkan dari cadangan" in text for text in told)
    assert dialog.action_button.words() == "Izinkan salinan ini"
    picture_of(dialog, "salinan-izin")
    dialog.reject()


def test_dkum_that_was_put_back_goes_on_by_its_admins_word(
    qtbot: QtBot, worker: Worker, look: Callable[[str], None], city: City
) -> None:
    copy = make_backup(city.dkum, city.folder / "cadangan").path
    restore_backup(copy, city.folder / "dkum2", HENDRA, PASSPHRASE)
    again = open_office(city.folder / "dkum2", HENDRA, PASSPHRASE, clock=city.kukusan.clock)
    stage = show(qtbot, again, worker, SinkronisasiPage)
    press(qtbot, stage, "DKUM lanjut di komputer ini")
    dialog = cast(StopDialog, dialog_of(qtbot, StopDialog))
    picture(stage, "salinan-dkum")
    picture_of(dialog, "salinan-dkum-dialog")
    dialog.accept()
    qtbot.waitUntil(lambda: standing(again) is None and stage.settled(), timeout=10_000)
    qtbot.waitUntil(lambda: not any("DKUM ini dipulihkan" in name for name in cards(stage)), timeout=10_000)
    again.close()


def test_a_duplicated_computer_is_ended_and_its_people_sign_again(
    qtbot: QtBot, worker: Worker, look: Callable[[str], None], city: City, opened: Callable[..., Office]
) -> None:
    city.kukusan.enter(ME, PASSPHRASE)
    (first,) = offices.enter(city.kukusan, offices.persons(1))
    open_file(city.dkum, make_file(city.kukusan, city.folder).paths[0])
    city.kukusan.close()
    shutil.copytree(city.kukusan.home, city.folder / "kembaran")
    one, other = opened(city.kukusan.home, city), opened(city.folder / "kembaran", city)
    offices.enter(one, offices.persons(1, seed=2))
    offices.verify(other, [first])
    open_file(city.dkum, make_file(one, city.folder).paths[0])
    with pytest.raises(SyncRefused):
        open_file(city.dkum, make_file(other, city.folder).paths[0])

    city.dkum.enter(HENDRA, PASSPHRASE)
    stage = show(qtbot, city.dkum, worker, SinkronisasiPage)
    qtbot.waitUntil(lambda: any("terduplikasi" in name for name in cards(stage)), timeout=10_000)
    assert not cut(stage.window)
    picture(stage, "salinan-terduplikasi")
    press(qtbot, stage, "Akhiri urutan lama")
    cast(StopDialog, dialog_of(qtbot, StopDialog)).accept()
    qtbot.waitUntil(lambda: forks(city.dkum)[0].ordered and stage.settled(), timeout=10_000)
    stage.window.close()

    other.enter(ME, PASSPHRASE)
    open_file(other, make_file(city.dkum, city.folder, to=KUKUSAN).paths[0])
    assert len(waiting_steps(other)) == 1
    other.enter("Dian Lestari", PASSPHRASE)
    here = show(qtbot, other, worker, SinkronisasiPage)
    qtbot.waitUntil(lambda: "Ada langkah yang menunggu tanda tangan lagi" in cards(here), timeout=10_000)
    assert not cut(here.window)
    picture(here, "salinan-tanda-tangan")
    press(qtbot, here, "Tanda tangani langkah saya")
    qtbot.waitUntil(lambda: not waiting_steps(other) and here.settled(), timeout=10_000)
    assert offices.row(other, first).status == "verified"
    assert QApplication.activeModalWidget() is None


def test_an_offices_other_computer_tells_a_doubled_one_and_brings_the_proof(
    qtbot: QtBot, worker: Worker, look: Callable[[str], None], town: Town
) -> None:
    """From what the mate sees to DKUM's order, and the next step each time."""
    mate = with_mate(town)
    one, other = doubled(town)
    town.type(one, 2)
    town.type(other, 3)
    open_file(mate, make_file(one, town.folder, to=KUKUSAN).paths[0])
    with pytest.raises(SyncRefused):
        open_file(mate, make_file(other, town.folder, to=KUKUSAN).paths[0])
    stick = town.folder / "FLASHDISK"
    stick.mkdir()
    stage = show(qtbot, mate, worker, SinkronisasiPage, size=(1024, 768))
    use_folder(stage, stick)
    qtbot.waitUntil(lambda: any("terduplikasi" in name for name in cards(stage)), timeout=10_000)
    assert not cut(stage.window)
    picture(stage, "salinan-terduplikasi-mitra")
    press(qtbot, stage, "Buat berkas untuk DKUM")
    qtbot.waitUntil(lambda: len([*stick.glob("*.dks")]) == 2 and stage.settled(), timeout=10_000)
    (proof,) = stick.glob("*-salinan_*.dks")
    stage.window.close()

    for path in sorted(stick.glob("*.dks"), key=lambda path: path == proof):
        with suppress(SyncRefused):
            open_file(town.dkum, path)
    (fork,) = open_forks(town.dkum)
    end_stream(town.dkum, fork.dev, fork.ep, fork.seq)
    town.answer(mate)
    stage = show(qtbot, mate, worker, SinkronisasiPage)
    qtbot.waitUntil(lambda: any("terduplikasi" in name for name in cards(stage)), timeout=10_000)
    picture(stage, "salinan-terduplikasi-diakhiri")
    assert open_forks(mate)[0].ordered
