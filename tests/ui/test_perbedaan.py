"""Data berbeda by keys: two offices differ, verification is held, a person chooses, both agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.actions import resolving
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.resolving import Choice, ResolveDifferences
from desktop_app.office import Office
from desktop_app.queries.conflicts import Decided, Difference
from tests import offices
from tests.differing import Apart, apart, differences, say
from tests.offices import KUKUSAN, PASSPHRASE
from tests.town import Town, with_mate
from tests.ui.kantor import names_unique, nothing_cut
from tests.ui.sitting import CTRL, Sitting
from tests.ui.sitting import open_window as opened
from ui.pages.perbedaan import PerbedaanPage
from ui.widgets.button import Button
from ui.widgets.dialog import ReasonDialog, StopDialog
from ui.worker import Worker

Key = Qt.Key
OURS = {"nama": "Siti Marlina Putri", "hp": "+6289000000001", "dokumen": {"ktp": "ada", "kk": "ada"}}
THEIRS = {"nama": "Siti Merlina Putri", "hp": "+6289000000002", "dokumen": {"ktp": "asli_dilihat"}}


@dataclass
class Desk(Sitting):
    @property
    def page(self) -> PerbedaanPage:
        page = self.window.page("perbedaan")
        assert isinstance(page, PerbedaanPage)
        return page

    def listed(self) -> list[str]:
        rows = self.page.model.rows()
        return [row.field for row in rows if isinstance(row, (Difference, Decided))]

    def shows(self, *fields: str) -> None:
        self.until(lambda: self.listed() == list(fields))


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Apart]:
    found = apart(tmp_path, OURS, THEIRS)
    yield found
    found.close()


@pytest.fixture
def sit(worker: Worker, qtbot: QtBot, look: Callable[[str], None]) -> Iterator[Callable[..., Desk]]:
    """Opens the whole window on an office."""

    def open_window(office: Office, key: str, width: int = 1366) -> Desk:
        return Desk(office, opened(office, worker, qtbot, key, width), qtbot)

    yield open_window
    worker.stop()


def button(desk: Desk, words: str) -> Button | None:
    """The visible button with these words."""
    page = desk.window.page()
    assert page is not None
    found = page.findChildren(Button)
    return next((each for each in found if each.isVisible() and each.words() == words), None)


def test_from_the_held_verification_to_the_same_state_on_both_sides(
    two: Apart, sit: Callable[..., Desk], worker: Worker
) -> None:
    two.kukusan.enter("Dian Lestari", PASSPHRASE)
    desk = sit(two.kukusan, "verifikasi")
    desk.until(lambda: button(desk, "Pilih yang benar"))
    desk.press(Key.Key_Return, mod=CTRL)
    assert offices.row(two.kukusan, two.record).status == "submitted", "verification is held"
    desk.press(Key.Key_B)
    desk.until(lambda: desk.window.here() == "perbedaan")
    desk.shows("nama", "dokumen", "hp")
    page = desk.page
    desk.until(lambda: page.table.hasFocus() and page.form.lines)
    assert desk.window.rail.button("sinkronisasi").isChecked(), "the rail says where one is"  # type: ignore[union-attr]
    values = page.panel.values.options()
    assert [value.words for value in values] == [OURS["nama"], THEIRS["nama"]]
    assert values[0].lines[0] == "Ratna Puspita" and values[1].lines[0] == "Hendra Wijaya"
    assert [line.field for line in page.form.lines if line.differs] == ["nama", "hp", "dokumen"]
    names_unique(page)
    nothing_cut(desk.window)
    assert not page.panel.save_button.isEnabled()
    desk.press(Key.Key_Return, mod=CTRL)
    assert page.panel.problem.isVisible() and "Belum ada nilai" in page.panel.problem.text()

    desk.press(Key.Key_Right, Key.Key_Right)  # both are looked at, the right one stays
    assert page.panel.values.key() == values[1].key
    desk.press(Key.Key_Down)
    desk.press(Key.Key_Right, Key.Key_Right, Key.Key_Right)
    assert page.panel.values.key() == "gabung", "papers can stand together"
    desk.press(Key.Key_Down)
    desk.type("0890-0000-0009")
    assert page.panel.field.hasFocus() and page.panel.values.key() == ""
    assert page.panel.save_button.words() == "Simpan 3 pilihan"
    desk.press(Key.Key_Return, mod=CTRL)
    desk.until(lambda: page._stack.currentIndex() == 1)  # pyright: ignore[reportPrivateUsage]
    row = offices.row(two.kukusan, two.record)
    assert (row.nama, row.hp, row.conflicts) == (THEIRS["nama"], "+6289000000009", 0)
    assert differences(two.kukusan) == []
    two.up()
    assert tuple(offices.row(two.dkum, two.record))[1:] == tuple(row)[1:]

    other = sit(two.dkum, "perbedaan")
    other.until(lambda: other.page._done.isVisible())  # pyright: ignore[reportPrivateUsage]
    other.until(other.page._done.hasFocus)  # pyright: ignore[reportPrivateUsage]
    other.press(Key.Key_Space)
    other.shows("dokumen", "hp", "nama")
    assert {one.who for one in other.page.model.rows() if isinstance(one, Decided)} == {"Dian Lestari"}


def test_later_reopened_and_what_has_moved_meanwhile(
    two: Apart, sit: Callable[..., Desk], worker: Worker
) -> None:
    desk = sit(two.kukusan, "sinkronisasi", 1024)
    desk.until(lambda: button(desk, "Pilih yang benar"))
    desk.press(Key.Key_F4)
    desk.until(lambda: desk.window.here() == "perbedaan")
    desk.shows("nama", "dokumen", "hp")
    page = desk.page
    desk.until(lambda: page.table.hasFocus() and page.form.lines)
    nothing_cut(desk.window)
    desk.press(Key.Key_F9)
    desk.dialog(ReasonDialog)
    desk.type("Menunggu KTP")
    desk.press(Key.Key_Return)
    desk.until(lambda: QApplication.activeModalWidget() is None)
    desk.shows("dokumen", "hp", "nama")
    desk.until(lambda: page.panel.later_button.words() == "Jangan ditunda")
    desk.press(Key.Key_F9)
    desk.shows("nama", "dokumen", "hp")

    say(two.dkum, two.record, "application", {"email": "siti@contoh.id"})
    two.dkum.do(lambda work: work.put(two.record, "application", "set", {"nama": "Siti"}, base={}))
    desk.press(Key.Key_Left)
    two.down()  # a file comes while the choice stands on the screen
    desk.press(Key.Key_Return, mod=CTRL)
    stop = desk.dialog(StopDialog)
    assert "berubah setelah Anda membukanya" in stop.accessibleDescription() + stop.details()
    desk.press(Key.Key_Escape)
    desk.until(lambda: len(page.panel.values.options()) == 3)
    assert len(differences(two.kukusan)) == 3, "nothing was chosen in its place"
    desk.press(Key.Key_Left)
    desk.press(Key.Key_Return, mod=CTRL)
    desk.shows("dokumen", "hp")

    page.done_chip.setFocus()
    desk.press(Key.Key_Space)
    desk.shows("nama")
    desk.until(page.panel.save_button.isEnabled)
    page.table.setFocus()
    desk.press(Key.Key_Return, mod=CTRL)
    desk.dialog(ReasonDialog)
    desk.type("Keliru")
    desk.press(Key.Key_Return)
    desk.until(lambda: "nama" in desk.listed() and not page.done_chip.isChecked())
    assert differences(two.kukusan)[0].opened is not None
    desk.press(Key.Key_Escape)
    desk.until(lambda: desk.window.here() == "sinkronisasi")


def test_who_may_not_choose_reads_why_and_is_offered_nothing(two: Apart, sit: Callable[..., Desk]) -> None:
    """The office's lurah sees what differs and what was decided; who may is named, and nothing is refused
    only after it was offered."""
    office = two.kukusan
    offices.add(office, "Lukman Hakim", "lurah")
    office.enter("Lukman Hakim", PASSPHRASE)
    desk = sit(office, "perbedaan")
    desk.shows("nama", "dokumen", "hp")
    page = desk.page
    desk.until(lambda: page.table.hasFocus() and page.form.lines)

    def told() -> str:
        return " ".join(each.text() for each in page.panel.findChildren(QLabel) if each.isVisible())

    assert "Minta petugas yang berperan untuk itu: Operator, Verifikator." in told()
    desk.press(Key.Key_Right)
    desk.press(Key.Key_F9)
    assert not page.panel.values.key() and QApplication.activeModalWidget() is None
    for one in (page.panel.save_button, page.panel.later_button, page.panel.values):
        assert not one.isEnabled()
    nothing_cut(desk.window)

    office.enter("Dian Lestari", PASSPHRASE)
    (first, *_rest) = differences(office)
    chosen = Choice(first.field, first.heads, first.heads[0])
    resolving.resolve(office, ResolveDifferences(two.record, (chosen,)))
    office.enter("Lukman Hakim", PASSPHRASE)
    page.refresh(None)
    desk.shows("dokumen", "hp")
    page.done_chip.setFocus()
    desk.press(Key.Key_Space)
    desk.shows("nama")
    desk.until(lambda: "Anda tidak dapat membukanya lagi" in told())
    assert not page.panel.save_button.isEnabled() and "Operator, Verifikator" in told()
    page.table.setFocus()
    desk.press(Key.Key_Return, mod=CTRL)
    assert QApplication.activeModalWidget() is None


def test_the_form_and_the_list_lead_to_the_choice(two: Apart, sit: Callable[..., Desk]) -> None:
    desk = sit(two.kukusan, "entri")
    for key in ("entri", "pendaftar"):
        desk.window.go(key, two.record)
        desk.until(lambda: button(desk, "Pilih yang benar"))
        way = button(desk, "Pilih yang benar")
        assert way is not None
        way.setFocus()
        desk.press(Key.Key_Space)
        desk.until(lambda: desk.window.here() == "perbedaan")
        desk.shows("nama", "dokumen", "hp")


def test_two_computers_of_one_office_differ_and_one_decides_for_all(
    tmp_path: Path, sit: Callable[..., Desk]
) -> None:
    """Neither knew of the other; one chooses in the window, the other computer and DKUM show it decided."""
    town = Town(tmp_path)
    one, mate = town.kukusan, with_mate(town)

    def across(sender: Office, receiver: Office) -> None:
        open_file(receiver, make_file(sender, tmp_path, to=KUKUSAN).paths[0])

    record = town.type(one, 1)
    across(one, mate)
    say(one, record, "application", {"hp": OURS["hp"]})
    say(mate, record, "application", {"hp": THEIRS["hp"]})
    across(one, mate)
    across(mate, one)
    town.send(one)
    assert [len(differences(each)) for each in (one, mate, town.dkum)] == [1, 1, 1]
    desk = sit(mate, "perbedaan")
    desk.shows("hp")
    page = desk.page
    desk.until(lambda: page.table.hasFocus() and page.form.lines)
    said = {value.words: value.lines[0] for value in page.panel.values.options()}
    assert sorted(said.values()) == ["Rahmat Hidayat", "Ratna Puspita"], "each value with who said it"
    while page.panel.values.key() != page.panel.values.options()[1].key:
        desk.press(Key.Key_Right)
    desk.press(Key.Key_Return, mod=CTRL)
    desk.until(lambda: not differences(mate))
    chosen = offices.row(mate, record).hp
    across(mate, one)
    town.send(one)
    for office in (one, town.dkum):
        assert differences(office) == [] and offices.row(office, record).hp == chosen
        shown = sit(office, "perbedaan")
        shown.until(shown.page._done.isVisible)  # pyright: ignore[reportPrivateUsage]
        shown.page._done.setFocus()  # pyright: ignore[reportPrivateUsage]
        shown.press(Key.Key_Space)
        shown.shows("hp")
        (row,) = [each for each in shown.page.model.rows() if isinstance(each, Decided)]
        assert row.who == "Rahmat Hidayat"
    town.close()
