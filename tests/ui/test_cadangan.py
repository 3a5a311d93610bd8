"""Backups in the window: the daily one by itself, the strip that stays, and what is set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.storage.work import Changes
from resources import i18n
from tests import offices
from tests.ui.test_app import Scene
from ui.pages.beranda import BerandaPage
from ui.pages.pengaturan_cadangan import BackupSection
from ui.widgets.toast import Banner

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture(params=[("light", "id"), ("dark", "en")], ids=["light-id", "dark-en"])
def scene(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Scene]:
    one = Scene(qtbot, qapp, tmp_path, *request.param)
    yield one
    one.desk.close()
    i18n.set_language("id")
    QApplication.processEvents()


def banners(scene: Scene) -> list[Banner]:
    return [each for each in scene.window.findChildren(Banner) if each.isVisible()]


def test_the_reminder_stays_until_a_copy_lies_elsewhere(scene: Scene) -> None:
    """Over every page, in the window's title and among the steps; the daily copy ends it by itself."""
    offices.office(scene.folder / "kantor", clock=scene.clock).close()
    scene.clock.forward(days=8)
    scene.come_in()
    assert scene.desk.bench is not None
    keeper = scene.desk.bench.backups
    scene.until(lambda: banners(scene))
    assert "(" in scene.window.windowTitle()
    page = scene.window.page("beranda")
    assert isinstance(page, BerandaPage)
    scene.until(lambda: page.steps.buttons)
    scene.looks_right(page)
    (strip,) = banners(scene)
    scene.desk.bench.changed.emit(Changes({"application": frozenset({1})}))
    scene.settle()
    assert banners(scene) == [strip]  # the same one: a button in it keeps the focus
    page.steps.buttons[0].click()
    assert scene.window.here() == "pengaturan"
    section = scene.settings().section()
    assert isinstance(section, BackupSection)
    stick = scene.folder / "FLASHDISK"
    section._use(stick)  # not there yet: today's copy is kept here, and the strip stays
    scene.until(lambda: keeper.state is not None and keeper.state.last is not None and not keeper.busy)
    scene.settle()
    assert banners(scene) and not stick.exists()
    scene.looks_right(scene.settings())
    stick.mkdir()
    keeper.look()
    scene.until(lambda: not banners(scene))
    scene.settle()
    assert "(" not in scene.window.windowTitle()
    assert len(list(stick.glob("*.tar"))) == 1
    scene.looks_right(scene.settings())
