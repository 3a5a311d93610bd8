"""A desk on a folder, from the lock screen to Pengaturan, with a clock set by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.people import OfficeKind
from resources import i18n
from tests import offices
from tests.ui.kantor import names_unique, nothing_cut
from ui.app import make_desk
from ui.desk import Desk
from ui.pages.pengaturan import PengaturanPage
from ui.pages.pertama import FirstRun
from ui.prefs import Prefs

ME = "Ratna Puspita"
D = TypeVar("D", bound=QDialog)
P = TypeVar("P", bound=QWidget)
SIZES = ((1366, 768), (1024, 768))


class Scene:
    """A desk on a folder, with a clock set by hand."""

    def __init__(self, qtbot: QtBot, app: QApplication, folder: Path, theme: str, language: str) -> None:
        machine = Prefs(folder / "machine.json")
        machine.put("theme", theme)
        machine.put("language", language)
        self.qtbot, self.folder = qtbot, folder
        self.clock = offices.Clock()
        self.desk: Desk = make_desk(app, machine)
        self.desk.clock = self.clock
        self.desk.ticks = self.clock.ticks
        self.window = self.desk.window
        qtbot.addWidget(self.window)
        self.window.resize(1366, 768)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    def until(self, done: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(done()), timeout=20_000)

    def settle(self) -> None:
        self.until(self.desk.worker.idle)
        QApplication.processEvents()

    def come_in(self, name: str = ME) -> None:
        """To the lock screen of the office in `folder`/kantor, and in."""
        self.desk.start(self.folder / "kantor")
        assert self.desk.screen is not None
        self.desk.screen.passphrase_given.emit(name, offices.PASSPHRASE)
        self.until(lambda: self.desk.bench is not None)
        self.settle()

    def settings(self) -> PengaturanPage:
        self.window.go("pengaturan")
        self.settle()
        page = self.window.page()
        assert isinstance(page, PengaturanPage)
        return page

    def looks_right(self, inside: QWidget) -> None:
        """Nothing cut in either size, every name said once, the window no wider than asked."""
        for width, height in SIZES:
            self.window.resize(width, height)
            self.settle()
            assert self.window.width() == width
            nothing_cut(self.window)
            names_unique(inside)

    def part(self, name: str, kind: type[P]) -> P:
        """The part `name` of Pengaturan, shown."""
        page = self.settings()
        page.open(name)
        self.settle()
        section = page.section()
        assert isinstance(section, kind)
        return section

    def first(self) -> FirstRun:
        found = self.window.findChildren(FirstRun)[-1]
        found.cost = offices.CHEAP
        return found


@contextmanager
def opened(
    qtbot: QtBot, app: QApplication, folder: Path, theme: str = "light", language: str = "id"
) -> Iterator[Scene]:
    """The desk while it is used; the next test is spoken to in Indonesian again."""
    one = Scene(qtbot, app, folder, theme, language)
    yield one
    one.desk.close()
    i18n.set_language("id")
    QApplication.processEvents()


def office_in(folder: Path, kind: OfficeKind = "kelurahan") -> None:
    """An office with a second person, in `folder`/kantor, where a desk looks for it."""
    office = offices.office(folder / "kantor", kind)
    if kind == "dkum":
        offices.add(office, "Sari Utami", "penyetuju_dkum")
    else:
        offices.add(office, "Dian Lestari", "operator")
    office.close()


def raised(scene: Scene, kind: type[D]) -> D:
    """The dialog of that kind, once it is seen."""
    scene.until(lambda: [one for one in scene.window.findChildren(kind) if one.isVisible()])
    return next(one for one in scene.window.findChildren(kind) if one.isVisible())
