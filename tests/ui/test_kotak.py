"""Watched folders in the window: set by keys, opened and made by themselves, told in Sinkronisasi."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.actions.exchange_settings import ExchangeSettings, exchange_settings, set_exchange
from desktop_app.actions.export import make_file
from desktop_app.actions.inbox import OPENED
from desktop_app.office import Office
from resources.i18n import set_language
from tests.offices import KUKUSAN
from tests.ui.cityscene import City, Stage, cut, make_city, names, show
from tests.ui.sitting import choose
from tests.ui.test_sinkronisasi import picture, texts
from ui.boxes import BoxKeeper
from ui.pages.pengaturan import PengaturanPage
from ui.pages.pengaturan_tukar import ExchangeSection
from ui.pages.sinkronisasi import SinkronisasiPage
from ui.pages.sync_boxes import BoxesCard
from ui.widgets.dialog import StopDialog
from ui.worker import Worker

Key = Qt.Key


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    one = make_city(tmp_path)
    for name in ("NAIK", "TURUN"):
        (tmp_path / name).mkdir()
    yield one
    one.close()


def wish_of(office: Office) -> ExchangeSettings:
    with office.reading() as connection:
        return exchange_settings(connection)


def card(stage: Stage) -> str:
    """What the card of the boxes says."""
    found = stage.page.findChildren(BoxesCard)
    return " ".join(label.text() for label in found[-1].findChildren(QLabel)) if found else ""


@pytest.fixture
def kept() -> Iterator[list[BoxKeeper]]:
    """Keepers that rest before the worker ends."""
    found: list[BoxKeeper] = []
    yield found
    for each in found:
        each.rest()


def settings_page(qtbot: QtBot, office: Office, worker: Worker, **more: Any) -> tuple[Stage, ExchangeSection]:
    stage = show(qtbot, office, worker, PengaturanPage, **more)
    page = cast(PengaturanPage, stage.page)
    page.open("tukar")
    qtbot.waitUntil(stage.settled)
    return stage, cast(ExchangeSection, page.section())


def test_folders_and_switches_are_set_by_keys(
    qtbot: QtBot, worker: Worker, look: Callable[[str], None], city: City, tmp_path: Path
) -> None:
    stage, section = settings_page(qtbot, city.kukusan, worker)
    qtbot.keyClick(section.inbox.switch, Key.Key_Right)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), StopDialog))
    dialog = cast(StopDialog, QApplication.activeModalWidget())
    assert any("belum punya folder" in label.text() for label in dialog.findChildren(QLabel))
    qtbot.keyClick(dialog, Key.Key_Escape)
    qtbot.waitUntil(lambda: section.inbox.switch.value() == "off" and stage.settled())
    section.inbox.choose.setFocus()
    qtbot.keyClick(section.inbox.choose, Key.Key_Space)
    choose(qtbot, tmp_path / "TURUN")
    qtbot.waitUntil(lambda: wish_of(city.kukusan).inbox == str(tmp_path / "TURUN") and stage.settled())
    qtbot.keyClick(section.inbox.switch, Key.Key_Right)
    qtbot.waitUntil(lambda: wish_of(city.kukusan).take and stage.settled())
    qtbot.keyClick(section.part_size, Key.Key_Left)
    qtbot.waitUntil(lambda: wish_of(city.kukusan).part == 10 and stage.settled())
    picture(stage, "tukar")
    qtbot.keyClick(section.inbox.forget, Key.Key_Space)
    qtbot.waitUntil(lambda: wish_of(city.kukusan) == ExchangeSettings(part=10))


def test_what_comes_is_opened_and_what_is_new_is_made(
    qtbot: QtBot,
    worker: Worker,
    look: Callable[[str], None],
    city: City,
    tmp_path: Path,
    kept: list[BoxKeeper],
) -> None:
    up, down = tmp_path / "NAIK", tmp_path / "TURUN"
    set_exchange(city.dkum, ExchangeSettings(str(up), str(down), take=True, send=True))
    stage = show(qtbot, city.dkum, worker, SinkronisasiPage)
    assert "Belum dinyalakan" in card(stage)
    boxes = stage.bench.boxes
    kept.append(boxes)
    boxes.start()
    qtbot.waitUntil(lambda: not boxes.busy and stage.settled())
    assert "Kotak masuk terakhir dilihat" in card(stage)
    city.fill(2)
    sent = make_file(city.kukusan, city.folder).paths[0]
    sent.rename(up / "dks (1).dks.bin")  # the system tells the window
    qtbot.waitUntil(lambda: any("Sudah diterapkan" in text for text in texts(stage)))
    qtbot.waitUntil(lambda: (up / OPENED / "dks (1).dks.bin").exists())
    qtbot.waitUntil(lambda: not boxes.busy and stage.settled())
    assert "Terakhir dibuka: dks (1).dks.bin" in card(stage)
    boxes.look(at_once=True)
    qtbot.waitUntil(lambda: len(list(down.rglob("*.dks"))) == 2 and not boxes.busy and stage.settled())
    assert any(KUKUSAN in str(path) for path in down.rglob("*.dks"))
    picture(stage, "kotak")

    boxes.rest()
    qtbot.waitUntil(stage.settled)
    city.fill(1, seed=2)
    later = make_file(city.kukusan, up).paths[0]
    boxes.look()
    qtbot.waitUntil(stage.settled)
    assert later.exists(), "nothing happens while the screen is locked"
    assert "sesudah layar dibuka" in card(stage)
    up.rename(tmp_path / "dipindah")
    boxes.start()
    qtbot.waitUntil(lambda: not boxes.busy and stage.settled())
    assert "Kotak masuk tidak ada" in card(stage)
    assert QApplication.activeModalWidget() is None
    picture(stage, "kotak-masalah")


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768)])
@pytest.mark.parametrize("language", ["id", "en"])
def test_nothing_is_cut(
    qtbot: QtBot, worker: Worker, look: Callable[[str], None], city: City, tmp_path: Path,
    size: tuple[int, int], language: str,
) -> None:  # fmt: skip
    set_exchange(city.dkum, ExchangeSettings(str(tmp_path / "NAIK"), str(tmp_path / "TURUN"), take=True))
    try:
        set_language(cast(Any, language))
        look("dark" if language == "en" else "light")
        stage, _section = settings_page(qtbot, city.dkum, worker, size=size)
        picture(stage, f"tukar-{size[0]}-{language}")
        if os.environ.get("WIRA_SHOTS"):
            stage.window.grab().save(f"{os.environ['WIRA_SHOTS']}/tukar-{size[0]}-{language}.png")
        assert cut(stage.window) == []
        found = names(stage.page)
        assert all(found)
        assert len(found) == len(set(found))
    finally:
        set_language("id")
