"""The window under a camera: a real desk on a real office, moved by keys, photographed when still."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QEventLoop, QPoint, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from desktop_app.demo.cast import City
from desktop_app.demo.city import build_city
from desktop_app.office import Office
from ui.app import make_desk
from ui.desk import Desk
from ui.pages.base import Page
from ui.prefs import Prefs

PATIENCE = 120.0
CTRL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier


@dataclass(frozen=True)
class Look:
    """How the window is looked at."""

    wide: int = 1366
    high: int = 768
    theme: str = "light"
    language: str = "id"


@dataclass
class Studio:
    """Where pictures are taken: the folder they go to, and what each of them shows (names of classes)."""

    app: QApplication
    out: Path
    folder: Path
    look: Look = field(default_factory=Look)
    applicants: int = 60
    taken: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    @cached_property
    def city(self) -> City:
        """The demo city, built when it is first wanted."""
        return build_city(self.folder / "demo", applicants=self.applicants)

    @contextmanager
    def desk(self) -> Iterator[Camera]:
        """A window without an office; what it opens is closed at the end."""
        machine = Prefs(self.folder / "machine.json")
        machine.put("theme", self.look.theme)
        machine.put("language", self.look.language)
        told = sys.excepthook, threading.excepthook
        desk = make_desk(self.app, machine)
        sys.excepthook, threading.excepthook = told  # what breaks here is to be read here
        desk.window.resize(self.look.wide, self.look.high)
        desk.window.show()
        desk.window.activateWindow()
        camera = Camera(self, desk)
        try:
            yield camera
        finally:
            camera.still()
            desk.close()
            desk.window.close()
            desk.window.deleteLater()
            QApplication.processEvents()

    @contextmanager
    def opened(self, office: Office) -> Iterator[Camera]:
        """A window on an office in which somebody is; the office is closed at the end."""
        with self.desk() as camera:
            camera.desk.opened(office)
            yield camera


@dataclass
class Camera:
    """Waits until the window has nothing more to do, then takes a picture."""

    studio: Studio
    desk: Desk

    def wait(self, done: Callable[[], object]) -> None:
        """Let the window live until `done`; a picture of a half-made screen would say nothing."""
        end = time.monotonic() + PATIENCE
        while not done():
            if time.monotonic() > end:
                raise TimeoutError("the window did not get there")
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)

    def still(self) -> None:
        """Wait until no work is under way and nothing more arrives for a moment."""
        quiet = 0
        while quiet < 12:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            quiet = quiet + 1 if self.desk.worker.idle() else 0
            time.sleep(0.02)

    # ---- going about

    def go(self, key: str, argument: object = None) -> Page:
        """To a page, loaded."""
        assert self.desk.window.go(key, argument), key
        self.still()
        return self.page()

    def page(self) -> Page:
        """The page one is on."""
        page = self.desk.window.page()
        assert page is not None
        return page

    def places(self) -> list[str]:
        """Every place of the rail, the foot too, and the pages reached from others."""
        return self.desk.window.places()

    def walk(self, prefix: str, *, skip: tuple[str, ...] = ()) -> Iterator[Page]:
        """Every page of the rail, its picture taken; the caller may do more there."""
        for key in self.places():
            if key not in skip:
                page = self.go(key)
                self.take(f"{prefix}{key}")
                yield page

    def press(self, key: Qt.Key, mod: Qt.KeyboardModifier = PLAIN) -> None:
        """A key to whatever has the focus."""
        QTest.keyClick(QApplication.focusWidget() or self.desk.window, key, mod)
        self.still()

    def type(self, *texts: str) -> None:
        """Type into the field that has the focus, Enter after each, as a clerk does."""
        for text in texts:
            QTest.keyClicks(QApplication.focusWidget() or self.desk.window, text)
            self.press(Qt.Key.Key_Return)

    # ---- pictures

    def fronts(self) -> list[QWidget]:
        """What stands before the window: dialogs and menus, in the order they were opened."""
        found = [one for one in self.desk.window.findChildren(QDialog) if one.isVisible()]
        menus = [one for one in QApplication.topLevelWidgets() if isinstance(one, QMenu) and one.isVisible()]
        return [*found, *menus]

    def take(self, name: str) -> None:
        """Save the window and what stands before it as `name`.png."""
        self.still()
        window, fronts = self.desk.window, self.fronts()
        picture = window.grab()
        for front in fronts:
            _lay(picture, front, front.mapToGlobal(QPoint(0, 0)) - window.mapToGlobal(QPoint(0, 0)))
        shown: list[QWidget | None] = [*fronts, window.page() if self.desk.bench else None]
        assert name not in self.studio.taken, f"{name} is taken twice"
        self.studio.taken[name] = frozenset(type(one).__name__ for one in shown if one is not None)
        picture.save(str(self.studio.out / f"{name}.png"))
        print(name, flush=True)

    def front(self, kind: type[QWidget] = QDialog) -> QWidget:
        """The newest dialog, once there is one."""
        self.wait(lambda: any(isinstance(one, kind) for one in self.fronts()))
        self.still()
        return [one for one in self.fronts() if isinstance(one, kind)][-1]

    def dialog(self, name: str, opened: Callable[[], object]) -> QWidget:
        """Do what opens a dialog and take it; it stays open."""
        opened()
        dialog = self.front()
        self.take(name)
        return dialog

    def dismiss(self) -> None:
        """Close what stands before the window."""
        for front in reversed(self.fronts()):
            front.reject() if isinstance(front, QDialog) else front.close()
        self.desk.window.activateWindow()  # the platform without a screen does not do it by itself
        self.wait(self.desk.window.isActiveWindow)
        self.still()

    def glance(self, name: str, opened: Callable[[], object]) -> None:
        """A dialog opened, taken and closed."""
        self.dialog(name, opened)
        self.dismiss()


def _lay(picture: QPixmap, front: QWidget, at: QPoint) -> None:
    painter = QPainter(picture)
    painter.drawPixmap(at, front.grab())
    painter.end()
