"""A kelurahan office with two people and a window on it: what the tests of Beranda and Verifikasi share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.actions import attachments
from desktop_app.office import Office
from desktop_app.sample.scans import family_card, id_card
from tests import offices
from ui.bench import Bench
from ui.models.table import CELL_ROLE, Cell
from ui.pages.base import Page
from ui.pages.beranda import BerandaPage
from ui.pages.verifikasi import VerifikasiPage
from ui.prefs import Prefs
from ui.shell import MainWindow, Place, Section
from ui.widgets.table import INSET, TableView, width_of_cell
from ui.worker import Worker

ME, OTHER = "Ratna Puspita", "Dian Lestari"
ELSEWHERE = ("entri", "pendaftar", "dokumen", "sinkronisasi", "usaha")
PLAIN = Qt.KeyboardModifier.NoModifier


class Elsewhere(Page):
    """A page one is sent to; it keeps with what."""

    asked: object = None

    def open(self, argument: object) -> None:
        self.asked = argument


@dataclass
class Desk:
    """One window on one office, driven by keys."""

    office: Office
    clock: offices.Clock
    window: MainWindow
    qtbot: QtBot

    def press(self, *keys: Qt.Key, mod: Qt.KeyboardModifier = PLAIN) -> None:
        """Keys to whatever has the focus."""
        for key in keys:
            self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, mod)
            QApplication.processEvents()

    def type(self, text: str) -> None:
        """Text into whatever has the focus."""
        focus = QApplication.focusWidget()
        assert focus is not None
        self.qtbot.keyClicks(focus, text)

    def page(self) -> VerifikasiPage:
        """The page of Verifikasi."""
        page = self.window.page("verifikasi")
        assert isinstance(page, VerifikasiPage)
        return page

    def verifying(self) -> VerifikasiPage:
        """Go to Verifikasi by its key and wait for the first applicant."""
        self.press(Qt.Key.Key_2, mod=Qt.KeyboardModifier.ControlModifier)
        self.qtbot.waitUntil(lambda: bool(self.page().key_hints()))
        return self.page()


def new_office(
    folder: Path, *, typed: int = 3, own: int = 1, scans: bool = True
) -> tuple[Office, offices.Clock]:
    """`typed` applicants by a colleague (with scans), `own` by the person who is in at the end."""
    clock = offices.Clock(datetime(2026, 11, 18, 2, 12, tzinfo=UTC))
    office = offices.office(folder / "kantor", clock=clock, name=OTHER)
    offices.add(office, ME, "verifikator", "operator")
    people = offices.persons(typed + own)
    for person in people[:typed]:
        (record,) = offices.enter(office, [person])
        if scans:
            attachments.attach(office, record, "ktp", id_card(person))
            attachments.attach(office, record, "kk", family_card(person))
        clock.forward(days=1)
    office.enter(ME, offices.PASSPHRASE)
    offices.enter(office, people[typed:])
    clock.now = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
    return office, clock


def open_window(
    office: Office, worker: Worker, qtbot: QtBot, width: int = 1366, height: int = 768
) -> MainWindow:
    """The window with Beranda and Verifikasi; the other pages only say where one was sent."""
    bench = Bench(office, worker, Prefs.of_office(office.home))
    window = MainWindow()
    pages = (
        Place("beranda", "house", "Beranda", make=lambda: BerandaPage(bench)),
        Place("verifikasi", "badge-check", "Verifikasi", make=lambda: VerifikasiPage(bench)),
        *(Place(key, "circle", key, make=Elsewhere) for key in ELSEWHERE),
    )
    window.set_places([Section("Kerja harian", list(pages))])
    bench.changed.connect(window.refresh)
    window.bench = bench  # type: ignore[attr-defined]  # kept alive with the window
    window.resize(width, height)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.go("beranda")
    return window


def nothing_cut(window: QWidget) -> None:
    """No label smaller than what it needs, nothing wider than the window."""
    QApplication.processEvents()
    for area in window.findChildren(QScrollArea):
        inner = area.widget()
        if area.isVisible() and inner is not None:
            assert inner.width() <= area.viewport().width(), (area, inner.width())
    for label in window.findChildren(QLabel):
        if not label.isVisible() or not label.text():
            continue
        need = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
        assert label.height() >= need - 1, (label.text(), label.height(), need)
        if not label.wordWrap():
            assert label.width() >= label.sizeHint().width(), label.text()
        right = label.mapTo(window, label.rect().topRight()).x()
        assert right <= window.width(), label.text()


def cut_cells(view: TableView) -> list[str]:
    """The cells of a list that are wider than their column, such as a number without its end."""
    model = view.table_model()
    assert model is not None
    found: list[str] = []
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            cell = model.index(row, column).data(CELL_ROLE)
            if not isinstance(cell, Cell) or view.isColumnHidden(column):
                continue
            last = column == view.last_column()
            air = (INSET + 4 if column == 0 else 6) + (INSET if last else 6)
            if width_of_cell(cell) > view.columnWidth(column) - air:
                found.append(f"{cell.text} {cell.sub}")
    return found


def names_unique(page: QWidget) -> None:
    """Every widget that takes the focus says in words what it is, and no other says the same."""
    seen: list[str] = []
    for widget in page.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled():
            if widget.accessibleName() or not type(widget).__module__.startswith("PySide6"):
                seen.append(widget.accessibleName())
            else:
                assert widget.metaObject().className() in ("QScrollArea",), widget
    assert "" not in seen, seen
    assert len(seen) == len(set(seen)), seen
