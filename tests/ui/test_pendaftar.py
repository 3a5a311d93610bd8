"""Pendaftar by keys alone, on a real office: search, chips, pane, drawer, and what is remembered."""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.actions import applications, attachments, rulebooks
from desktop_app.actions.applications import SaveApplication, VerifyApplication
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.domain.rulebook import default_rules
from desktop_app.office import Office
from desktop_app.queries.applicants import ApplicantFilter, ApplicantRow
from desktop_app.sample.scans import id_card
from tests import offices
from tests.ui.kantor import ELSEWHERE, Elsewhere, names_unique, nothing_cut
from tests.ui.sitting import CTRL, Sitting, open_window
from ui.bench import Bench
from ui.models import table
from ui.models.applicants import ApplicantsModel
from ui.pages.pendaftar import PendaftarPage
from ui.pages.pendaftar_panel import Sheet
from ui.shell import MainWindow, Place, Section
from ui.widgets.dialog import ReasonDialog
from ui.widgets.pill import Pill
from ui.worker import Worker

Key = Qt.Key

MENUS = pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagateSizeHints)", extend=True)
"""Without a screen there is nobody to raise a menu for."""


@dataclass
class Desk(Sitting):
    """A window with Pendaftar on an office of some invented people."""

    @property
    def page(self) -> PendaftarPage:
        page = self.window.page("pendaftar")
        assert isinstance(page, PendaftarPage)
        return page

    def rows(self) -> list[ApplicantRow]:
        """What the list shows, once it is settled on the present question."""
        page = self.page
        self.qtbot.waitUntil(lambda: page.model.complete() and not page._loading)
        found = [page.model.row_at(number) for number in range(page.model.rowCount())]
        return [row for row in found if isinstance(row, ApplicantRow)]

    def asking(self, deed: Callable[[], object]) -> list[ApplicantRow]:
        """The rows after something that asks again."""
        with self.qtbot.waitSignal(self.page.model.settled):
            deed()
        return self.rows()

    def standing_on(self, name: str) -> None:
        self.qtbot.waitUntil(lambda: (one := self.page.panel.shown()) is not None and one.nama == name)

    def sent_to(self, key: str) -> object:
        page = self.window.page(key)
        assert isinstance(page, Elsewhere) and self.window.here() == key
        return page.asked


def picture(desk: Desk, name: str) -> None:
    """Keep a picture where somebody asks for them."""
    if folder := os.environ.get("WIRA_SHOTS"):
        desk.window.grab().save(f"{folder}/{name}.png")


def fill(office: Office) -> list[str]:
    """24 people: some drafts, one of last year, one with a scan, one without papers."""
    clock = office.clock
    assert isinstance(clock, offices.Clock)
    records: list[str] = []
    for number, person in enumerate(offices.persons(24)):
        clock.forward(minutes=1)
        wish = {**person, "tahun": 2025 if number == 3 else 2026}
        if number == 5:
            wish["dokumen"] = {}
        records.append(applications.save(office, SaveApplication(wish, submit=number % 4 > 0)).record)
    clock.forward(minutes=1)
    attachments.attach(office, records[-1], "ktp", id_card(offices.persons(24)[-1]))
    return records


def show(office: Office, worker: Worker, qtbot: QtBot, width: int = 1366) -> MainWindow:
    def places(bench: Bench) -> list[Section]:
        others = [key for key in ("beranda", "verifikasi", *ELSEWHERE) if key != "pendaftar"]
        kept = [Place(key, "circle", key, make=Elsewhere) for key in others]
        pendaftar = Place("pendaftar", "users-round", "Pendaftar", make=lambda: PendaftarPage(bench))
        return [Section("Kerja harian", [*kept, pendaftar])]

    return open_window(office, worker, qtbot, "pendaftar", width, places)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = offices.office(tmp_path / "kantor")
    yield made
    made.close()


@pytest.fixture
def desk(office: Office, worker: Worker, qtbot: QtBot, look: Callable[[str], None]) -> Iterator[Desk]:
    fill(office)
    window = show(office, worker, qtbot)
    yield Desk(office, window, qtbot)
    window.close()
    worker.stop()


def test_the_newest_stands_first_and_is_shown(desk: Desk) -> None:
    rows = desk.rows()
    assert len(rows) == 23, "this year's"
    assert desk.page.listing.count.text() == "23 pendaftar cocok dari 24"
    desk.standing_on(rows[0].nama)
    desk.press(Key.Key_Down, Key.Key_Down)
    desk.standing_on(rows[2].nama)
    desk.press(Key.Key_End)
    desk.standing_on(rows[-1].nama)
    assert desk.page.subtitle().endswith("tahun 2026")


def test_letters_over_the_list_search_and_esc_takes_back(desk: Desk) -> None:
    rows = desk.rows()
    wanted = rows[10]
    found = desk.asking(lambda: desk.type(wanted.nama[:5].lower()))
    assert wanted in found and len(found) < len(rows)
    assert QApplication.focusWidget() is desk.page.search
    desk.press(Key.Key_Down)
    assert QApplication.focusWidget() is desk.page.table
    desk.asking(lambda: desk.press(Key.Key_Escape))
    assert desk.page.search.text() == "" and desk.page.asked().tahun == 2026
    assert len(desk.asking(lambda: desk.press(Key.Key_Escape))) == 24, "then the chips"
    assert not desk.page.asked().narrowed


def test_the_person_one_stands_on_is_kept_when_the_list_changes(desk: Desk) -> None:
    rows = desk.rows()
    desk.page.table.select_row(9)
    desk.standing_on(rows[9].nama)
    desk.asking(lambda: desk.press(Key.Key_R, mod=CTRL))
    assert desk.page.asked().backwards
    desk.standing_on(rows[9].nama)
    current = desk.page.table.current_row()
    assert current == rows[9] and desk.page.table.currentIndex().row() == len(rows) - 10


@MENUS
def test_chips_narrow_and_are_there_after_a_restart(desk: Desk, worker: Worker, qtbot: QtBot) -> None:
    desk.rows()
    menu = desk.page.chips.status_menu()
    draft = next(one for one in menu.actions() if one.text() == "Draf")
    found = desk.asking(draft.trigger)
    assert {row.status for row in found} == {"draft"} and len(found) == 6
    menu.close()
    desk.page.chips.year.setFocus()
    assert len(desk.asking(lambda: desk.press(Key.Key_Delete))) == 6, "the cross of a chip has a key"
    assert desk.page.asked().tahun is None
    again = show(desk.office, worker, qtbot)
    page = again.page("pendaftar")
    assert isinstance(page, PendaftarPage)
    assert page.asked() == ApplicantFilter(statuses=("draft",))
    assert page.chips.status.accessibleName() == "Draf"
    qtbot.waitUntil(page.model.complete)
    again.close()


def test_missing_documents_are_counted_on_their_chip(desk: Desk) -> None:
    desk.rows()
    chip = desk.page.chips.missing
    desk.qtbot.waitUntil(lambda: chip.accessibleName() == "Dokumen kurang, 1")
    chip.setFocus()
    assert len(desk.asking(lambda: desk.press(Key.Key_Return))) == 1


def test_f8_shows_numbers_and_moving_on_hides_them(desk: Desk) -> None:
    rows = desk.rows()
    desk.standing_on(rows[0].nama)
    person = next(p for p in offices.persons(24) if p["nama"] == rows[0].nama)
    kind = type(desk.page.listing.count)
    texts = lambda: " ".join(label.text() for label in desk.page.panel.findChildren(kind))  # noqa: E731
    assert person["nik"] not in texts().replace(" ", "")
    desk.press(Key.Key_F8)
    desk.qtbot.waitUntil(desk.page.panel.revealing)
    assert person["nik"] in texts().replace(" ", "")
    desk.press(Key.Key_Down)
    desk.standing_on(rows[1].nama)
    assert not desk.page.panel.revealing()
    assert person["nik"] not in texts().replace(" ", "")


def test_tabs_tell_history_and_show_the_scan(desk: Desk) -> None:
    rows = desk.rows()
    desk.standing_on(rows[0].nama)
    panel = desk.page.panel
    panel.tabs.setFocus()
    desk.press(Key.Key_Right)
    words = panel.findChildren(type(desk.page.listing.count))
    assert any("dilampirkan" in label.text() for label in words)
    desk.press(Key.Key_Right)
    [sheet] = [one for one in panel.findChildren(Sheet) if one.isVisible()]
    desk.qtbot.waitUntil(sheet.has_image)
    assert sheet.heightForWidth(300) > 100


def test_enter_opens_the_form_and_f2_a_new_one(desk: Desk) -> None:
    rows = desk.rows()
    desk.press(Key.Key_Down, Key.Key_Return)
    assert desk.sent_to("entri") == rows[1].record
    desk.window.go("pendaftar")
    assert QApplication.focusWidget() is desk.page.table, "back where one was"
    desk.press(Key.Key_F2)
    assert desk.window.here() == "entri"


def test_ctrl_p_begins_the_roster(desk: Desk) -> None:
    desk.rows()
    desk.press(Key.Key_P, mod=Qt.KeyboardModifier.ControlModifier)
    assert desk.sent_to("dokumen") == "buat"


@MENUS
def test_withdrawal_asks_for_a_reason_and_is_told(desk: Desk) -> None:
    rows = desk.rows()
    desk.standing_on(rows[0].nama)
    menu = desk.page.panel.show_menu()
    assert menu is not None
    words = [one.text() for one in menu.actions()]
    sheets = "Cetak lembar bertanda tangan…"
    own = ["Catat permintaan data pribadi…", "Salinan data untuk orangnya…"]
    assert words == ["Periksa di Verifikasi", "Catat pengunduran diri…", sheets, *own]
    menu.actions()[1].trigger()
    menu.close()
    dialog = desk.window.findChild(ReasonDialog)
    assert dialog is not None
    desk.qtbot.keyClicks(dialog.field, "Pindah ke Bogor")
    with desk.qtbot.waitSignal(desk.page.model.settled):
        desk.qtbot.keyClick(dialog.field, Key.Key_Return)
    assert desk.rows()[0].status == "withdrawn"
    detail = desk.page.panel
    desk.qtbot.waitUntil(lambda: (one := detail.shown()) is not None and one.status == "withdrawn")
    menu = detail.show_menu()
    assert menu is not None
    assert [one.text() for one in menu.actions()] == own, "nothing is left to do but what is the person's own"
    menu.close()
    desk.window.go("pendaftar", {"status": "draft"})
    desk.qtbot.waitUntil(lambda: desk.page.model.rowCount() == 6 and not desk.page._loading)
    draft = desk.rows()[0]
    desk.standing_on(draft.nama)
    menu = desk.page.panel.show_menu()
    assert menu is not None
    [discard] = [one for one in menu.actions() if one.text() == "Buang draf…"]
    assert "Catat pengunduran diri…" not in [one.text() for one in menu.actions()]
    discard.trigger()
    menu.close()
    [dialog] = [one for one in desk.window.findChildren(ReasonDialog) if one.isVisible()]
    desk.qtbot.keyClicks(dialog.field, "Tersimpan dua kali")
    with desk.qtbot.waitSignal(desk.page.model.settled):
        desk.qtbot.keyClick(dialog.field, Key.Key_Return)
    assert draft.record not in {row.record for row in desk.rows()}, "it waits for nobody any more"
    desk.page.chips.asked.emit({"statuses": ("discarded",)})
    desk.qtbot.waitUntil(lambda: not desk.page._loading and desk.rows()[:1] != [])
    assert [(row.record, row.shown) for row in desk.rows()] == [(draft.record, "discarded")]
    desk.standing_on(draft.nama)
    desk.window.resize(1366, 768)
    assert {pill.accessibleName() for pill in desk.page.panel.findChildren(Pill)} >= {"Dibuang"}
    picture(desk, "pendaftar-dibuang")
    desk.page.chips.asked.emit({"statuses": ("withdrawn",)})
    desk.qtbot.waitUntil(lambda: not desk.page._loading and desk.rows()[:1] != [])
    assert {row.shown for row in desk.rows()} == {"withdrawn"}


def test_whom_one_person_typed_and_verified_has_a_chip_only_where_there_is_one(
    tmp_path: Path, worker: Worker, qtbot: QtBot, look: Callable[[str], None]
) -> None:
    dkum, kelurahan = offices.city(tmp_path / "kota")
    office = kelurahan[offices.KUKUSAN]
    rules = replace(default_rules("WUB", 2026), one_person_office=True, one_person_in=(offices.KUKUSAN,))
    rulebooks.issue(dkum, IssueRules(rules, "188/12", "15-01-2026"))
    open_file(office, make_file(dkum, tmp_path, to=offices.KUKUSAN).paths[0])
    dkum.close()
    one, _other, _third = offices.enter(office, [{**each, "program": "WUB"} for each in offices.persons(3)])
    desk = Desk(office, show(office, worker, qtbot), qtbot)
    assert len(desk.rows()) == 3 and not desk.page.chips.alone.isVisible()
    row = offices.row(office, one)
    wish = VerifyApplication(one, row.rev, row.tanggal_lengkap, offices.SEEN, alone=True)
    applications.verify(office, wish)
    desk.page.load()
    qtbot.waitUntil(desk.page.chips.alone.isVisible)
    assert desk.page.chips.alone.text() == "1 satu petugas"
    desk.rows()
    qtbot.mouseClick(desk.page.chips.alone, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [each.record for each in desk.rows()] == [one])
    desk.standing_on(desk.rows()[0].nama)
    nothing_cut(desk.window)
    picture(desk, "pendaftar-satu-petugas")
    qtbot.mouseClick(desk.page.chips.alone, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(desk.rows()) == 3)
    desk.window.close()
    worker.stop()
    office.close()


def test_somebody_else_is_shown_by_name_from_another_page(desk: Desk) -> None:
    rows = desk.rows()
    desk.window.go("beranda")
    desk.window.go("pendaftar", rows[12].record)
    desk.standing_on(rows[12].nama)
    desk.window.go("pendaftar", {"status": "draft"})
    desk.qtbot.waitUntil(lambda: desk.page.model.rowCount() == 6 and not desk.page._loading)
    assert {row.status for row in desk.rows()} == {"draft"}


def test_no_match_says_so_and_one_key_clears(desk: Desk) -> None:
    desk.rows()
    with desk.qtbot.waitSignal(desk.page.model.loaded):
        desk.type("zzqq")
    assert desk.page.listing.no_match.isVisible()
    assert not desk.page.panel.isVisible()
    assert len(desk.asking(lambda: desk.press(Key.Key_Escape))) == 23


def test_an_office_without_applicants_says_where_to_begin(
    office: Office, worker: Worker, qtbot: QtBot, look: Callable[[str], None]
) -> None:
    window = show(office, worker, qtbot)
    page = window.page("pendaftar")
    assert isinstance(page, PendaftarPage)
    qtbot.waitUntil(page.listing.nobody.isVisible)
    assert not page.panel.isVisible()
    names_unique(page)
    window.close()
    worker.stop()


@pytest.mark.parametrize("width", [1366, 1024, 683])
def test_it_fits_and_every_stop_has_its_own_name(
    office: Office, worker: Worker, qtbot: QtBot, themed: str, width: int
) -> None:
    fill(office)
    window = show(office, worker, qtbot, width)
    desk = Desk(office, window, qtbot)
    rows = desk.rows()
    if width < 1180:
        assert not desk.page.panel.isVisible()
        desk.page.table.setFocus()
        desk.press(Key.Key_Return)
        assert desk.page.panel.isVisible() and window.here() == "pendaftar"
        assert window.isAncestorOf(QApplication.focusWidget())
    desk.standing_on(rows[0].nama)
    assert window.width() == width
    nothing_cut(window)
    names_unique(desk.page)
    if width < 1180:
        desk.press(Key.Key_Escape)
        assert not desk.page.panel.isVisible()
        assert QApplication.focusWidget() is desk.page.table
        desk.press(Key.Key_Return, Key.Key_Return)
        assert desk.sent_to("entri") == rows[0].record
    window.close()
    worker.stop()


@MENUS
def test_in_a_narrow_window_the_menu_opens_under_the_row(
    office: Office, worker: Worker, qtbot: QtBot, look: Callable[[str], None]
) -> None:
    fill(office)
    window = show(office, worker, qtbot, 1024)
    desk = Desk(office, window, qtbot)
    rows = desk.rows()
    desk.page.table.select_row(3)
    qtbot.waitUntil(lambda: (one := desk.page.panel.shown()) is not None and one.record == rows[3].record)
    assert not desk.page.panel.isVisible()
    menu = desk.page.show_menu()
    assert menu is not None
    table = desk.page.table
    place = table.viewport().mapFromGlobal(menu.pos())
    assert table.visualRect(table.currentIndex()).bottom() <= place.y() <= table.viewport().height()
    menu.close()
    window.close()
    worker.stop()


def test_the_model_keeps_the_rules_while_pages_come_and_go(
    office: Office, worker: Worker, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many pages: first page at once, then every row, each the one its id says."""
    fill(office)
    monkeypatch.setattr(table, "PAGE", 4)
    monkeypatch.setattr("ui.models.applicants.PAGE", 4)
    model = ApplicantsModel(office, worker)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    with qtbot.waitSignal(model.settled):
        model.load(ApplicantFilter())
    assert model.rowCount() == 24 and model.complete()
    ids: array[int] = array("q")
    for number in range(24):
        row = model.row_at(number)
        assert isinstance(row, ApplicantRow) and row.id == model.id_at(number)
        ids.append(row.id)
    assert len(set(ids)) == 24
    with qtbot.waitSignal(model.settled):
        model.load(ApplicantFilter(order="nama"))
    names = [row.nama for n in range(24) if isinstance(row := model.row_at(n), ApplicantRow)]
    assert names == sorted(names)
    del tester
    worker.stop()
