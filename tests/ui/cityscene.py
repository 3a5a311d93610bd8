"""A real city for the pages of files and decisions: offices, their files, and a window around a page."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.actions.applications import SaveApplication, save
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.people import change_person
from desktop_app.office import Office
from tests import offices
from tests.offices import CURUG, KUKUSAN, PASSPHRASE
from ui.bench import Bench
from ui.pages.base import Page
from ui.prefs import Prefs
from ui.shell import MainWindow, Place, Section
from ui.worker import Worker

HENDRA = "Hendra Wijaya"
SARI = "Sari Utami"
DEPOK = "3276011006"


@dataclass
class City:
    """DKUM, its kelurahan and the folder their files travel through."""

    dkum: Office
    kelurahan: dict[str, Office]
    folder: Path
    others: list[Office] = field(default_factory=list)

    @property
    def kukusan(self) -> Office:
        return self.kelurahan[KUKUSAN]

    def fill(self, n: int, code: str = KUKUSAN, seed: int = 1) -> list[str]:
        """Entered by the first person, verified by the second."""
        one = self.kelurahan[code]
        one.enter("Ratna Puspita", PASSPHRASE)
        records = offices.enter(one, offices.persons(n, code=code, seed=seed))
        offices.verify(one, records)
        return records

    def up(self, code: str = KUKUSAN) -> Path:
        """The kelurahan's file, opened at DKUM."""
        path = make_file(self.kelurahan[code], self.folder).paths[0]
        open_file(self.dkum, path)
        return path

    def down(self, code: str = KUKUSAN) -> Path:
        """DKUM's file, opened at the kelurahan."""
        path = make_file(self.dkum, self.folder, to=code).paths[0]
        open_file(self.kelurahan[code], path)
        return path

    def close(self) -> None:
        """Close every office."""
        for one in (self.dkum, *self.kelurahan.values(), *self.others):
            one.close()


def make_city(folder: Path, *codes: str) -> City:
    """Two enrolled kelurahan, unless others are named."""
    dkum, kelurahan = offices.city(folder, *(codes or (KUKUSAN, CURUG)))
    hendra = next(user for user, facts in dkum.context.people.items() if facts.nama == HENDRA)
    change_person(dkum, hendra, roles=("admin_kantor", "admin_dkum", "petugas_dkum"))
    usb = folder / "FLASHDISK"
    usb.mkdir(exist_ok=True)
    return City(dkum, kelurahan, usb)


def troubled_city(folder: Path) -> City:
    """Kukusan sent and is new, Curug has a gap, a third was silent; one NIK stands in two kelurahan, and one
    registration number twice."""
    one = make_city(folder, KUKUSAN, CURUG, DEPOK)
    clock: Any = one.dkum.clock
    values = dict(offices.persons(1)[0])
    for code in (DEPOK, CURUG):
        sender = one.kelurahan[code]
        sender.enter("Ratna Puspita", PASSPHRASE)
        save(sender, SaveApplication(values | {"kelurahan_kode": code}, submit=True))
    one.up(DEPOK)
    clock.now += timedelta(days=20)
    one.up(CURUG)
    first = one.fill(4)[0]
    one.kukusan.enter("Ratna Puspita", PASSPHRASE)
    offices.twin(one.kukusan, first, offices.persons(5)[4])
    one.up()
    make_file(one.kelurahan[CURUG], one.folder)
    early = make_file(one.kelurahan[CURUG], one.folder).paths[0]
    waiting = one.dkum.home / "files" / "waiting"
    waiting.mkdir(parents=True)
    shutil.copy(early, waiting / "early.dks")
    return one


@dataclass
class Stage:
    """A page in a window."""

    window: MainWindow
    page: Page
    bench: Bench

    def settled(self) -> bool:
        """Whether nothing is on its way."""
        QApplication.processEvents()
        if self.bench.worker._open:
            return False
        for _round in range(4):  # labels wrap, cards grow, the window follows
            QApplication.processEvents()
        return not self.bench.worker._open


def show(
    qtbot: QtBot,
    office: Office,
    worker: Worker,
    make: Callable[[Bench], Page],
    *,
    size: tuple[int, int] = (1366, 768),
) -> Stage:
    """The page in the window, loaded."""
    bench = Bench(office, worker, Prefs.of_office(office.home))
    window = MainWindow()
    made: list[Page] = []

    def page() -> Page:
        made.append(make(bench))
        return made[-1]

    window.set_places([Section("Kerja", [Place("here", "layout-grid", "Halaman", make=page)])])
    window.set_office(office.info.name, "2026")
    window.set_user(office.session.name, "Petugas")
    bench.changed.connect(window.refresh)
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    qtbot.waitExposed(window)
    window.go("here")
    stage = Stage(window, made[0], bench)
    qtbot.waitUntil(stage.settled, timeout=10_000)
    return stage


def cut(page: QWidget) -> list[str]:
    """Labels and buttons smaller than they need, or outside the page."""
    from ui.widgets.button import Button
    from ui.widgets.labels import Label, WrapLabel

    found: list[str] = []
    for widget in page.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, (Label, Button)):
            continue
        need = widget.sizeHint().width() if not isinstance(widget, WrapLabel) else 0
        high = widget.heightForWidth(widget.width()) if isinstance(widget, WrapLabel) else 0
        if widget.width() < need or widget.height() < high:
            found.append(f"{type(widget).__name__} {widget.text()!r} {widget.size()} needs {need}x{high}")
    return found


def names(page: QWidget) -> list[str]:
    """The accessible names of everything Tab reaches."""
    from PySide6.QtCore import Qt

    return [
        widget.accessibleName()
        for widget in page.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
