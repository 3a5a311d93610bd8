"""What the story is told with: commands, windows, statements, and the list of figures that agreed."""

from __future__ import annotations

import io
import json
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from desktop_app.cli import main
from desktop_app.office import Office, open_office
from tests.documents.reading import page_texts
from tests.offices import PASSPHRASE, Clock
from ui.app import make_desk
from ui.desk import Desk
from ui.models.table import Separator
from ui.prefs import Prefs
from ui.widgets.table import TableView

T = TypeVar("T", bound=QDialog)

PATIENCE = 60.0
NUMBER = re.compile(r"\b\d\d-\d{6}-[0-9A-Z]{3}-\d{4}\b")
"""A registration number as papers print it."""


def numbers_on(path: Path) -> list[str]:
    """The registration numbers on a paper, in the order they are printed."""
    return NUMBER.findall(" ".join(page_texts(path.read_bytes())))


@dataclass
class Window:
    """A real window on an office: pages are visited, and what they say is read."""

    desk: Desk

    @property
    def office(self) -> Office:
        """The office one is in."""
        assert self.desk.bench is not None
        return self.desk.bench.office

    def until(self, done: Callable[[], object]) -> None:
        """Let the window live until it is so."""
        end = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < end, "the window did not get there"
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)

    def go(self, key: str, argument: object = None) -> Any:
        """To a page, and wait until it has loaded."""
        assert self.desk.window.go(key, argument), key
        QApplication.processEvents()
        self.until(self.desk.worker.idle)
        QApplication.processEvents()
        self.until(self.desk.worker.idle)
        page = self.desk.window.page()
        assert page is not None
        return page

    def press(self, *keys: Qt.Key, mod: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Each key to whatever has the focus then."""
        for key in keys:
            if not QApplication.activeModalWidget() and not self.desk.window.isActiveWindow():
                self.desk.window.activateWindow()
                self.until(self.desk.window.isActiveWindow)
            QTest.keyClick(QApplication.focusWidget() or self.desk.window, key, mod)
            QApplication.processEvents()

    def dialog(self, kind: type[T]) -> T:
        """The dialog of that kind, once it is there."""
        self.until(lambda: isinstance(QApplication.activeModalWidget(), kind))
        found = QApplication.activeModalWidget()
        assert isinstance(found, kind)
        return found

    def words(self) -> list[str]:
        """Everything the page says: heading, labels, and what a reader of the screen is told."""
        page = self.desk.window.page()
        assert page is not None
        said = [page.heading(), page.subtitle()]
        for widget in page.findChildren(QWidget):
            if widget.isVisible():
                said += [widget.text()] if isinstance(widget, QLabel) else []
                said += [widget.accessibleName(), widget.accessibleDescription()]
        return [text for text in said if text]

    def number(self, pattern: str) -> int:
        """The number in the first place of `pattern` among the words of the page."""
        for text in self.words():
            if found := re.search(pattern, text):
                return int(found[1].replace(".", ""))
        raise AssertionError(f"{pattern!r} is not among {self.words()}")

    def rows(self, name: str) -> int:
        """How many rows the table of that name has; lines that nobody can stand on are none."""
        page = self.desk.window.page()
        assert page is not None
        (table,) = [each for each in page.findChildren(TableView) if each.accessibleName() == name]
        model = table.table_model()
        assert model is not None
        return sum(not isinstance(model.row_at(number), Separator) for number in range(model.rowCount()))


@dataclass
class Stage:
    """Where it is told: the folder with its offices, one clock for all, and what has agreed."""

    folder: Path
    app: QApplication
    clock: Clock = field(default_factory=Clock)
    say: Callable[[str], object] = lambda _line: None
    agreed: list[str] = field(default_factory=list[str])

    def home(self, place: str) -> Path:
        """The folder of the office: ``dkum`` or a kelurahan code."""
        return self.folder / place

    # ---- doing

    def wira(self, place: str, user: str, *words: object) -> Any:
        """What a command answers as JSON. It must not be refused."""
        out, err = io.StringIO(), io.StringIO()
        argv = [*map(str, words), "--json", "--home", str(self.home(place)), "--user", user]
        opening = patch("desktop_app.office.open_office", partial(open_office, clock=self.clock))
        secret = patch.dict(os.environ, WIRA_PASSPHRASE=PASSPHRASE)
        with opening, secret, redirect_stdout(out), redirect_stderr(err):
            code = main(argv)
        assert code == 0, f"wira {' '.join(argv[:4])}: {err.getvalue()}"
        return json.loads(out.getvalue())

    @contextmanager
    def office(self, place: str, user: str) -> Generator[Office]:
        """The office itself, for statements."""
        office = open_office(self.home(place), user, PASSPHRASE, clock=self.clock)
        try:
            yield office
        finally:
            office.close()

    @contextmanager
    def window(self, place: str, user: str) -> Generator[Window]:
        """A window on the office, closed at the end."""
        machine = Prefs(self.folder / "machine.json")
        machine.put("theme", "light")
        told = sys.excepthook, threading.excepthook
        desk = make_desk(self.app, machine)
        sys.excepthook, threading.excepthook = told  # what breaks here is to be read here
        desk.clock = self.clock
        desk.window.resize(1366, 768)
        desk.window.show()
        desk.window.activateWindow()
        desk.opened(open_office(self.home(place), user, PASSPHRASE, clock=self.clock))
        try:
            yield Window(desk)
        finally:
            desk.close()
            desk.window.close()
            desk.window.deleteLater()
            QApplication.processEvents()

    # ---- comparing

    def same(self, what: str, shown: object, counted: object) -> None:
        """A figure that is shown equals the one that was counted."""
        assert shown == counted, f"{what}: {shown!r} is shown, {counted!r} was counted"
        self.agreed.append(what)

    def status(self, place: str, user: str, truth: Mapping[str, str]) -> dict[str, Any]:
        """Every number of `wira status` that `truth` names (dots lead inwards) equals its statement."""
        told = self.wira(place, user, "status")
        with self.office(place, user) as office:
            for path, statement in truth.items():
                shown: Any = told
                for part in path.split("."):
                    shown = shown[part]
                self.same(f"status of {place}: {path}", shown, one(office, statement))
        return told


def one(office: Office, statement: str) -> Any:
    """The one value of a plain statement."""
    return rows(office, statement)[0][0]


def rows(office: Office, statement: str) -> list[tuple[Any, ...]]:
    """The rows of a plain statement."""
    with office.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement)]
