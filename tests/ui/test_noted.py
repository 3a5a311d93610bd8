"""Whoever looks at, seeks, prints, saves or is shown somebody's data leaves exactly the entry about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.actions.people import change_person
from desktop_app.actions.register import SaveBusiness, save_business
from desktop_app.domain.access import EXPORT, OPEN, PRINT, REVEAL, SEARCH
from desktop_app.office import Office
from tests import letters, offices
from tests.differing import apart
from tests.issuing import issue_many
from tests.noted import Entry, Reader, sought
from tests.offices import PASSPHRASE
from tests.ui.sitting import CTRL, Sitting, open_window
from ui.dialogs.business import BusinessDialog
from ui.dialogs.history import HistoryDialog
from ui.dialogs.many import ManyDialog
from ui.worker import Worker

pytestmark = pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagateSizeHints)", extend=True)
Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Noted(NamedTuple):
    """A deed at the window, and what of it must stand in the log: deeds, whom, about."""

    name: str
    deed: Callable[[], object]
    entries: Sequence[tuple[str, str, str]]


class Desk(Sitting):
    """A window whose pages are as they come."""

    def page(self, key: str) -> Any:
        """Go there and wait until it stands."""
        assert self.window.go(key)
        self.quiet()
        return self.window.page(key)

    def quiet(self) -> None:
        """Wait until nothing is on its way."""
        worker = self.window.bench.worker  # type: ignore[attr-defined]

        def still() -> bool:
            for _round in range(4):
                QApplication.processEvents()
            return bool(worker.idle())

        self.until(still)

    def search(self, key: str, typed: str) -> None:
        """Type into the search field of the page one is on, and take it back."""
        field = self.window.page(key).search  # type: ignore[union-attr]
        self.window.activateWindow()  # a dialog may have been in front
        self.until(self.window.isActiveWindow)
        field.setFocus()
        with self.qtbot.waitSignal(field.searched):
            self.type(typed)
            self.press(Key.Key_Return)
        self.quiet()
        field.clear()

    def leaves(self, reader: Reader, deeds: Sequence[Noted]) -> None:
        """Each deed, one after another, leaves exactly its entries."""
        clock: Any = self.office.clock
        who = self.office.session.name
        for one in deeds:
            self.quiet()
            reader.fresh()
            clock.forward(minutes=11)  # what is opened again sooner is one entry
            one.deed()
            self.quiet()
            assert reader.fresh() == [Entry(*entry, who) for entry in one.entries], one.name


class Kukusan(NamedTuple):
    """An office where everything can be done: one difference, one to verify, a business, two papers."""

    office: Office
    differs: str
    waits: str
    nik: str
    business: str
    papers: list[str]


@pytest.fixture
def kukusan(tmp_path: Path) -> Iterator[Kukusan]:
    two = apart(tmp_path, {"alamat": "Jl. Mawar 1"}, {"alamat": "Jl. Mawar 2"})
    two.dkum.close()
    office = two.kukusan
    clock: Any = office.clock
    clock.forward(minutes=1)
    other = offices.persons(2)[1]
    (waits,) = offices.enter(office, [other])
    wish = SaveBusiness({"nama": "Warung Sri", "pemilik": "Sri Wahyuni", "nik": "3276065203949102"})
    business = save_business(office, wish).record
    papers = issue_many(office, 2)
    dian = next(user for user, facts in office.context.people.items() if facts.nama == "Dian Lestari")
    change_person(office, dian, roles=("admin_kantor", "operator", "verifikator"))
    office.enter("Dian Lestari", PASSPHRASE)
    yield Kukusan(office, two.record, waits, str(other["nik"]), business, papers)
    office.close()


@pytest.fixture
def sit(worker: Worker, qtbot: QtBot, look: Callable[[str], None]) -> Iterator[Callable[[Office], Desk]]:
    """Opens the whole window on an office, on its first page."""
    opened: list[Desk] = []

    def open_it(office: Office) -> Desk:
        opened.append(Desk(office, open_window(office, worker, qtbot, "beranda"), qtbot))
        return opened[-1]

    yield open_it
    for desk in opened:
        desk.window.close()
    worker.stop()


def pdf_printer(path: Path) -> QPrinter:
    """A printer that writes a file."""
    printer = QPrinter()
    printer.setOutputFileName(str(path))
    printer.setResolution(72)
    return printer


def test_people_seen_sought_and_shown_in_the_window(kukusan: Kukusan, sit: Callable[[Office], Desk]) -> None:
    office, waits, nik = kukusan.office, kukusan.waits, kukusan.nik
    desk = sit(office)
    digest = sought(office, nik)

    def history() -> None:
        desk.press(Key.Key_H, mod=CTRL)
        dialog = desk.dialog(HistoryDialog)
        desk.until(dialog.steps)
        desk.press(Key.Key_Escape)

    def business() -> None:
        desk.window.page("usaha").edit(kukusan.business)  # type: ignore[union-attr]
        desk.dialog(BusinessDialog)
        desk.press(Key.Key_Escape)

    desk.leaves(
        Reader(office),
        [
            Noted("verifikasi", lambda: desk.page("verifikasi"), [(OPEN, kukusan.differs, "")]),
            Noted("pendaftar", lambda: desk.page("pendaftar"), [(OPEN, waits, "")]),
            Noted("F8", lambda: desk.press(Key.Key_F8), [(REVEAL, waits, "")]),
            Noted("history", history, [(OPEN, waits, "")]),
            Noted("entri", lambda: desk.window.go("entri", waits), [(OPEN, waits, "")]),
            Noted("perbedaan", lambda: desk.page("perbedaan"), [(OPEN, kukusan.differs, "")]),
            Noted("jurnal", lambda: desk.page("jurnal"), []),
            Noted("sought in jurnal", lambda: desk.search("jurnal", nik), [(SEARCH, digest, "")]),
            Noted("usaha", lambda: desk.page("usaha"), []),
            Noted("sought in usaha", lambda: desk.search("usaha", nik), [(SEARCH, digest, "")]),
            Noted("a business", business, [(REVEAL, kukusan.business, "")]),
        ],
    )


def test_who_is_sought_among_applicants_is_noted_once(
    kukusan: Kukusan, sit: Callable[[Office], Desk]
) -> None:
    desk = sit(kukusan.office)
    desk.page("pendaftar")
    reader = Reader(kukusan.office)
    desk.search("pendaftar", kukusan.nik)
    wanted = Entry(SEARCH, sought(kukusan.office, kukusan.nik), "", "Dian Lestari")
    assert [entry for entry in reader.fresh() if entry.deed == SEARCH] == [wanted]


def test_papers_seen_printed_and_saved_in_the_window(
    kukusan: Kukusan, sit: Callable[[Office], Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = sit(kukusan.office)
    paper, second = kukusan.papers

    def page() -> Any:
        return desk.window.page("dokumen")

    def seen() -> None:
        desk.window.go("dokumen", paper)
        desk.until(lambda: page().paper.paper() is not None)

    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", shown.append)  # another program, outside

    def viewed() -> None:
        page().outgoing.view()
        desk.until(lambda: shown)

    def many() -> None:
        desk.press(Key.Key_P, mod=CTRL | SHIFT)
        dialog = page().dialog
        assert isinstance(dialog, ManyDialog)
        assert len(dialog.chosen()) == 2
        dialog.print_on(pdf_printer(tmp_path / "banyak.pdf"))
        desk.until(dialog.ended)
        dialog.reject()

    both = {(PRINT, each, "dokumen") for each in (paper, second)}
    desk.leaves(
        Reader(kukusan.office),
        [
            Noted("seen", seen, [(OPEN, paper, "dokumen")]),
            Noted(
                "printed",
                lambda: page().outgoing.print_on(pdf_printer(tmp_path / "a.pdf")),
                [(PRINT, paper, "dokumen")],
            ),
            Noted(
                "saved",
                lambda: page().outgoing.save_to(tmp_path / "b.pdf"),
                [(EXPORT, paper, "dokumen")],
            ),
            Noted("in another program", viewed, [(EXPORT, paper, "dokumen")]),
        ],
    )
    reader = Reader(kukusan.office)
    many()
    desk.quiet()
    assert sorted(reader.fresh()) == sorted(Entry(*each, "Dian Lestari") for each in both)


def test_names_of_a_letter_sought_and_shown_in_the_window(
    tmp_path: Path, sit: Callable[[Office], Desk]
) -> None:
    office = offices.office(tmp_path / "dkum", "dkum", name="Hendra Wijaya")
    people = letters.women(1)
    offices.enter(office, people, submit=False)
    letters.take(office, letters.sheet([letters.line(people[0], nik="")]))
    (name,) = letters.names(office)
    desk = sit(office)
    nik = str(people[0]["nik"])

    def whole() -> None:
        page: Any = desk.window.page("rekomendasi")
        page.table.setFocus()
        page.table.select_row(0)
        desk.until(lambda: page.panel.candidate() is not None)
        desk.press(Key.Key_F8)

    desk.leaves(
        Reader(office),
        [
            Noted("rekomendasi", lambda: desk.page("rekomendasi"), []),
            Noted("sought", lambda: desk.search("rekomendasi", nik), [(SEARCH, sought(office, nik), "")]),
            Noted("F8", whole, [(REVEAL, name.record, "")]),
        ],
    )
    office.close()
