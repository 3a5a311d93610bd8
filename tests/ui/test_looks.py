"""Every page at every size and scale, in both languages and themes: nothing cut, nothing overlaps.

A scale of 125 to 200 % on 1366x768 is a window with fewer logical pixels, so it is walked as such.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.actions import decisions, letterhead, rosters
from desktop_app.actions.rosters import RosterWish
from desktop_app.domain.values import as_date
from tests import offices
from tests.offices import CURUG, KUKUSAN, PASSPHRASE
from tests.ui.cityscene import HENDRA, SARI, make_city
from tests.ui.looks import defects, stops, unnamed
from ui.app import make_desk
from ui.desk import Desk
from ui.language import speak
from ui.pages.base import Page, place_keys
from ui.pages.pendaftar import PendaftarPage
from ui.pages.penetapan import PenetapanPage
from ui.pages.pengaturan import PengaturanPage
from ui.pages.pertama import FirstRun
from ui.prefs import Prefs
from ui.widgets.dialog import Dialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

SIZES = ((1366, 768), (1024, 768), (1093, 614), (911, 512), (683, 384))
"""1366x768 and 1024x768 at 100 %; then 1366x768 at 125, 150 and 200 %."""
TYPED = (
    "3276065203949102",
    "327606110819004",
    "Siti Marlina",
    "Depok",
    "12031995",
    "P",
    "2",
    "081255509102",
    "",
)


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A kelurahan with sealed rosters and people to verify; DKUM with a decision and an open proposal."""
    folder = tmp_path_factory.mktemp("kota")
    city = make_city(folder)
    try:
        city.fill(4)
        one = city.kukusan
        one.enter("Ratna Puspita", PASSPHRASE)
        _issue(one)
        offices.enter(one, offices.persons(2, seed=5))
        city.up()
        city.fill(3, CURUG, seed=9)
        city.up(CURUG)
        city.dkum.enter(HENDRA, PASSPHRASE)
        decided = decisions.propose(city.dkum, decisions.ProposeDecision("WUB", 2026, KUKUSAN))
        decisions.propose(city.dkum, decisions.ProposeDecision("WUB", 2026, CURUG))
        city.dkum.enter(SARI, PASSPHRASE)
        decisions.approve(city.dkum, decided.record)
        return {"kelurahan": one.home, "dkum": city.dkum.home}
    finally:
        city.close()


def _issue(one: offices.Office) -> None:
    letterhead.save_letterhead(
        one,
        letterhead.SaveLetterhead(
            "PEMERINTAH KOTA DEPOK", "KECAMATAN BEJI", "KELURAHAN KUKUSAN", "Jalan Contoh Nomor 1",
            signatories=(letterhead.Signer("Surya Darmawan", "", "Lurah Kukusan"),),
        ),
    )  # fmt: skip
    day = as_date("2026-11-24")
    assert day is not None
    wish = RosterWish("WUB", 2026, "arsip", "500.3/118/Kel.Kks/2026", day)
    rosters.seal_editions(one, wish, ("arsip", "papan"))


class Walk:
    """One person in one office, and what was found wrong on the way."""

    def __init__(self, qtbot: QtBot, app: QApplication, folder: Path, theme: str, language: str) -> None:
        machine = Prefs(folder / "machine.json")
        machine.put("theme", theme)
        machine.put("language", language)
        self.qtbot = qtbot
        self.desk: Desk = make_desk(app, machine)
        self.desk.clock = offices.Clock()
        self.window = self.desk.window
        self.found: list[str] = []
        qtbot.addWidget(self.window)
        self.window.resize(*SIZES[0])
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()

    def come_in(self, home: Path, name: str) -> None:
        self.desk.start(home)
        assert self.desk.screen is not None
        self.desk.screen.passphrase_given.emit(name, PASSPHRASE)
        self.qtbot.waitUntil(lambda: self.desk.bench is not None, timeout=30_000)
        self.settle()

    def settle(self) -> None:
        for _round in range(8):
            self.qtbot.waitUntil(self.desk.worker.idle, timeout=30_000)
            QApplication.processEvents()

    def look(self, place: str) -> None:
        """Every size; a dialog that is open is looked at too."""
        for width, height in SIZES:
            self.window.resize(width, height)
            self.settle()
            at = f"{place} {width}x{height}"
            if self.window.size().toTuple() != (width, height):
                self.found.append(f"{at}: wants {self.window.size().toTuple()}")
            self.found += [f"{at}: {each}" for each in defects(self.window)]
            page = self.window.page()
            if isinstance(page, Page) and not self.window.covered():
                self.found += [f"{at}: {each}" for each in unnamed(page)]
                search, hints = page.search_field(), [hint.keys for hint in self.window.key_bar.hints()]
                if search is not None and search.isVisible() and "Ctrl+F" not in hints:
                    self.found.append(f"{at}: the key bar does not tell how to search")
        self.window.resize(*SIZES[0])
        self.settle()

    def pages(self) -> None:
        """Every page by its key, Pengaturan part by part."""
        for place in [button.place.key for button in self.window.rail.buttons()]:
            self.go(place)
            self.look(place)
            self.tab_round(place)
            page = self.window.page()
            if isinstance(page, PengaturanPage):
                for at in range(1, len(page.tabs._tabs)):
                    self.press_ctrl(Qt.Key.Key_PageDown)
                    self.look(f"{place} {at + 1}")
                    self.tab_round(f"{place} {at + 1}")

    def go(self, place: str) -> None:
        """By its key, as the key map says it."""
        places = [button.place for button in self.window.rail.buttons()]
        order = [one.key for one in sorted(places, key=lambda one: one.late)]
        keys = place_keys(order.index(place) + 1)
        QTest.keySequence(QApplication.focusWidget() or self.window, QKeySequence(keys))
        self.settle()
        if self.window.here() != place:
            self.found.append(f"{keys} does not lead to {place}")

    def press_ctrl(self, key: Qt.Key) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, Qt.KeyboardModifier.ControlModifier)
        self.settle()

    def tab_round(self, place: str) -> None:
        """The Tab key comes by everything that takes the focus, and round again."""
        page = self.window.page()
        assert page is not None
        wanted, reached = stops(page), list[QWidget]()
        while (here := QApplication.focusWidget()) is not None and here not in reached:
            reached.append(here)
            QTest.keyClick(here, Qt.Key.Key_Tab)
        self.found += [
            f"{place}: Tab never reaches {one.accessibleName()}"
            for one in wanted
            if one not in reached and one.focusProxy() is None and one.isVisible() and one.isEnabled()
        ]
        self.settle()

    def dialog(self, place: str, opened: Callable[[], object]) -> None:
        """A dialog as it opens at the usual size and at the smallest."""
        for size in (SIZES[0], SIZES[1], SIZES[-1]):
            self.window.resize(*size)
            self.settle()
            opened()
            self.qtbot.waitUntil(lambda: bool(self._dialogs()))
            self.settle()
            (dialog,) = self._dialogs()
            at = f"{place} {size[0]}x{size[1]}"
            self.found += [f"{at}: {each}" for each in [*defects(dialog), *unnamed(dialog)]]
            if not (dialog.width() <= size[0] and dialog.height() <= size[1]):
                self.found.append(f"{at}: dialog {dialog.size().toTuple()}")
            dialog.reject()
            self.window.activateWindow()  # the platform without a screen does not do it by itself
            self.qtbot.waitUntil(self.window.isActiveWindow)
            self.settle()
        self.window.resize(*SIZES[0])

    def _dialogs(self) -> list[Dialog]:
        return [one for one in self.window.findChildren(Dialog) if one.isVisible()]

    def type(self, *texts: str) -> None:
        for text in texts:
            QTest.keyClicks(QApplication.focusWidget(), text)
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
            self.settle()


@pytest.fixture(params=[("light", "id"), ("dark", "en")], ids=["light-id", "dark-en"])
def walk(request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Walk]:
    one = Walk(qtbot, qapp, tmp_path, *request.param)
    yield one
    one.desk.close()
    speak("id")
    QApplication.processEvents()


def test_the_first_run_looks_right(walk: Walk, tmp_path: Path) -> None:
    walk.desk.start(tmp_path / "kosong")
    walk.look("pertama")
    for number in range(1, 5):
        walk.window.findChildren(FirstRun)[-1].choose(number)
        walk.look(f"pertama {number}")
    assert not walk.found, "\n".join(walk.found)


def test_a_kelurahan_looks_right(walk: Walk, homes: dict[str, Path]) -> None:
    walk.desk.start(homes["kelurahan"])
    walk.look("masuk")
    walk.come_in(homes["kelurahan"], "Dian Lestari")
    walk.pages()
    walk.go("entri")
    walk.type(*TYPED)
    walk.look("entri dengan temuan")
    walk.dialog("pintasan", walk.window.show_key_map)
    walk.go("pendaftar")
    walk.dialog("impor", cast("PendaftarPage", walk.window.page()).import_list)
    walk.go("dokumen")
    walk.dialog("buat dokumen", cast("Page", walk.window.page()).primary)
    walk.desk.lock()
    walk.look("kunci")
    assert not walk.found, "\n".join(walk.found)


def test_dkum_looks_right(walk: Walk, homes: dict[str, Path]) -> None:
    walk.come_in(homes["dkum"], SARI)
    walk.pages()
    walk.go("penetapan")
    page = walk.window.page()
    assert isinstance(page, PenetapanPage), walk.found
    for at in range(page.list.model().rowCount()):
        page.list.select_row(at)
        walk.look(f"penetapan {at + 1}")
    assert not walk.found, "\n".join(walk.found)
