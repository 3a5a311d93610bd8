"""A real kelurahan office with the window on Entri, driven by keys and counting them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from desktop_app.domain import fields
from desktop_app.office import Office
from desktop_app.storage import tables
from tests import offices
from ui.bench import Bench
from ui.pages.base import Page
from ui.pages.entri import EntriPage
from ui.prefs import Prefs
from ui.shell import MainWindow, Place, Section
from ui.worker import Worker

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
PLAIN = Qt.KeyboardModifier.NoModifier
ENTER = Qt.Key.Key_Return
LETTERS = {
    "jenis_kelamin": {"L": "L", "P": "P"},
    "status_kawin": {"belum_kawin": "1", "kawin": "2", "cerai_hidup": "3", "cerai_mati": "4"},
    "punya_usaha": {"tidak": "B", "ya": "S"},
    "program": {"WUB": "W", "PP": "P"},
    "pekka": {"ya": "1", "tidak": "2"},
    "persetujuan_wali": {"ya": "1", "tidak": "2"},
    "wali_hubungan": {choice.code: str(at) for at, choice in enumerate(fields.GUARDIANS, 1)},
    "persetujuan_cara": {"tertulis": "1", "daring": "2", "rekaman": "3"},
    "pekka_kategori": {choice.code: str(at) for at, choice in enumerate(fields.PEKKA_KINDS, 1)},
}


class Elsewhere(Page):
    """A page one is sent to; it keeps with what."""

    asked: object = None

    def open(self, argument: object) -> None:
        self.asked = argument


@dataclass
class EntriDesk:
    """One window on one office."""

    office: Office
    window: MainWindow
    page: EntriPage
    qtbot: QtBot
    keys: int = 0

    def press(self, key: Qt.Key, mod: Qt.KeyboardModifier = PLAIN) -> None:
        """One key to whatever has the focus."""
        self.keys += 1
        QTest.keyClick(QApplication.focusWidget() or self.window, key, mod)

    def type(self, text: str) -> None:
        """Text to whatever has the focus."""
        self.keys += len(text)
        QTest.keyClicks(QApplication.focusWidget() or self.window, text)

    def fill(self, *texts: str) -> None:
        """Text and Enter, for each."""
        for text in texts:
            self.type(text)
            self.press(ENTER)

    def at(self) -> str:
        """The field one is in."""
        return self.page.form.current_field()

    def go(self, name: str) -> None:
        """By Enter to the field `name`."""
        for _ in range(60):
            if self.at() == name:
                return
            self.press(ENTER)
        raise AssertionError(f"Enter never reaches {name}")

    def shown(self) -> set[str]:
        """The rule ids of the findings shown."""
        return {item.rule_id for item in self.page.form.lane.findings()}

    def wait(self, condition: object) -> None:
        """Until it is so."""
        self.qtbot.waitUntil(condition, timeout=10_000)  # type: ignore[arg-type]

    def count(self, table: str = "application") -> int:
        """Rows in the office's database."""
        with self.office.reading() as connection:
            return connection.execute(
                select(func.count()).select_from(tables.metadata.tables[table])
            ).scalar_one()

    def enter_person(self, person: dict[str, object], *, submit: bool) -> None:
        """One paper form by keys only, from NIK to the key that saves it."""
        while self.at():
            name = self.at()
            wanted = person.get(name)
            if wanted not in (None, "") and fields.read(name, self.page.form.raw().get(name))[0] != wanted:
                letter = LETTERS.get(name, {}).get(str(wanted))
                self.type(letter or fields.show(name, wanted))
            if name == "persetujuan_bukti":
                break
            self.press(ENTER)
        mod = CTRL | SHIFT if submit else CTRL
        self.press(ENTER, mod)


def open_desk(
    home: Path, worker: Worker, qtbot: QtBot, *, office: Office | None = None,
    width: int = 1366, height: int = 768,
) -> EntriDesk:  # fmt: skip
    """The window on Entri; a new office unless one is given. The caller closes the office."""
    own = office or offices.office(home)
    bench = Bench(own, worker, Prefs.of_office(own.home))
    window = MainWindow()
    places = [Place("entri", "square-pen", "Entri", make=lambda: EntriPage(bench))]
    places += [Place(key, "circle", key, make=Elsewhere) for key in ("beranda", "pendaftar")]
    window.set_places([Section("Kerja harian", places)])
    bench.changed.connect(window.refresh)
    window.bench = bench  # type: ignore[attr-defined]  # kept alive with the window
    window.resize(width, height)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.go("entri")
    page = window.page("entri")
    assert isinstance(page, EntriPage)
    qtbot.waitUntil(lambda: page.form.current_field() == "nik")
    return EntriDesk(own, window, page, qtbot)
