"""Whatever a button or a key of a page opens is read for whole numbers (decision 89), in the demo city."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.demo.cast import KELURAHAN, City
from desktop_app.demo.city import build_city
from desktop_app.office import open_office
from tests import offices
from tests.numbers import numbers_of, whole_on
from tests.ui.sitting import open_window
from ui.pages.base import Page
from ui.pages.pelatihan import PelatihanPage
from ui.pages.pengaturan import PengaturanPage
from ui.shell import MainWindow
from ui.widgets.button import Button
from ui.widgets.dialog import Dialog
from ui.widgets.focus import focus_chain
from ui.worker import Worker

LEAST = {"dkum": 40, KELURAHAN[0].code: 40}
"""How many dialogs there are at least: fewer, and the walk has missed some."""
WHOLE = frozenset[str]()
"""What opens with a whole number because it is asked for by name."""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return build_city(
        tmp_path_factory.mktemp("kota") / "demo", applicants=12, seed=9, say=lambda _line: None,
        clock=offices.Clock(), cost=offices.CHEAP,
    )  # fmt: skip


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("place", list(LEAST))
def test_no_dialog_shows_a_whole_number_unasked(city: City, place: str, qtbot: QtBot) -> None:
    """Each button and key of each part of each page is pressed once; what opens is read and given up."""
    who, bugs = city.people[place][0], list[BaseException]()
    office = open_office(city.homes[place], who, city.passphrase, clock=offices.Clock())
    numbers, worker = numbers_of(office), Worker(bugs.append)
    window = open_window(office, worker, qtbot, "beranda")
    walk = Walk(window, worker, numbers, qtbot)
    for name, show in stations(window):
        walk.press_all(name, show)
    window.close()
    worker.stop()
    QApplication.processEvents()
    office.close()
    assert not bugs
    assert {name for name, found in walk.opened.items() if found} == WHOLE
    assert len(walk.opened) >= LEAST[place], sorted(walk.opened)
    assert not walk.disordered, f"Tab comes to a button too early: {sorted(walk.disordered)}"


def stations(window: MainWindow) -> Iterator[tuple[str, Callable[[], object]]]:
    """Each part of each page by name, and how to go there."""
    for key in window.places():
        window.go(key)
        page = window.page()
        if isinstance(page, PengaturanPage):
            for at, (_title, module, _name) in enumerate(page._entries):
                yield module, lambda key=key, page=page, at=at: (window.go(key), page.show_section(at))
        elif isinstance(page, PelatihanPage):
            for at in range(len(page.cards)):
                yield f"{key} {at}", lambda key=key, page=page, at=at: (window.go(key), page.show_part(at))
        else:
            yield key, lambda key=key: window.go(key)


def _disordered(dialog: QWidget) -> bool:
    """Whether Tab comes to a button below before all of what is filled in, or to *Batal* before the deed."""
    if not isinstance(dialog, Dialog) or dialog.own_order:
        return False
    chain = focus_chain(dialog)
    body = [at for at, stop in enumerate(chain) if dialog._scroll.isAncestorOf(stop)]
    row = [at for at, stop in enumerate(chain) if isinstance(stop, Button) and at not in body]
    if not body or not row:
        return False
    meant = [at for at in row if cast("Button", chain[at]).kind in ("primary", "danger")]
    return min(row) < max(body) or bool(meant and meant[0] != min(row))


class Walk:
    """Presses what a page offers. `opened`: by part and words, the whole numbers in what opened."""

    def __init__(self, window: MainWindow, worker: Worker, numbers: dict[str, str], qtbot: QtBot) -> None:
        self.window, self.worker, self.numbers, self.qtbot = window, worker, numbers, qtbot
        self.opened: dict[str, set[str]] = {}
        self.disordered: set[str] = set()

    def press_all(self, name: str, show: Callable[[], object]) -> None:
        """Everything that the part offers, each from the part as it is first shown."""
        show()
        self._settle()
        for words in sorted({*self._buttons(), *self._keys()}):
            show()
            self._settle()
            press = {**self._buttons(), **self._keys()}.get(words)
            if press is None:
                continue  # done with by one pressed before
            press()
            self._settle()
            while (dialog := QApplication.activeModalWidget()) is not None:
                found = whole_on([dialog], self.numbers)
                self.disordered |= {f"{name}: {words}"} if _disordered(dialog) else set()
                self.opened[f"{name}: {words}"] = self.opened.get(f"{name}: {words}", set()) | found
                dialog.close()
                self._settle()
                assert QApplication.activeModalWidget() is not dialog, f"{name}: {words} cannot be given up"

    def _settle(self) -> None:
        for _round in range(3):
            QApplication.processEvents()
            self.qtbot.waitUntil(self.worker.idle)
        QApplication.processEvents()

    def _buttons(self) -> dict[str, Callable[[], object]]:
        return {
            button.accessibleName() or button.text(): button.click
            for button in self.window.findChildren(QPushButton)
            if button.isVisible() and button.isEnabled() and not self.window.rail.isAncestorOf(button)
        }

    def _keys(self) -> dict[str, Callable[[], object]]:
        page: Page | None = self.window.page()
        assert page is not None
        return {hint.text: hint.action for hint in page.all_hints() if hint.action is not None}
