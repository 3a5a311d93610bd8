"""The main window: going places, keys, widths, locking."""

from __future__ import annotations

from typing import ClassVar

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.keybar import KeyBar
from ui.pages.base import KeyHint, Page, Status
from ui.shell import MainWindow, Place, Section
from ui.widgets.button import Button
from ui.widgets.card import EmptyState
from ui.widgets.fields import TextField
from ui.widgets.labels import WrapLabel
from ui.widgets.pill import KeyCap
from ui.widgets.toast import BannerSpec


class Sample(Page):
    """A page that writes down what is asked of it."""

    icon = "house"
    title = "Contoh"
    made: ClassVar[list[str]] = []

    def __init__(self) -> None:
        super().__init__()
        self.made.append(self.key)
        self.told: list[object] = []
        self.narrow = False
        self.stays = False
        self.action = Button("Entri baru", kind="primary", key="F2")
        self.field = TextField("Nama")
        self.second = TextField("Alamat")
        column = QVBoxLayout(self)
        column.addWidget(self.field)
        column.addWidget(self.second)
        column.addStretch(1)

    def subtitle(self) -> str:
        return "Satu kalimat."

    def header_actions(self) -> list[QWidget]:
        return [self.action]

    def key_hints(self) -> list[KeyHint]:
        return [
            KeyHint("Ctrl+Enter", "simpan", lambda: self.told.append("simpan")),
            KeyHint("K", "kembalikan", lambda: self.told.append("kembalikan")),
            KeyHint("Up Down", "pilih"),
            KeyHint("F8", "lihat", lambda: self.told.append("lihat")),
            KeyHint("Ctrl+Shift+X", "tersembunyi", lambda: self.told.append("x"), bar=False),
        ]

    def open(self, argument: object) -> None:
        self.told.append(("open", argument))

    def refresh(self, changes: object) -> None:
        self.told.append(("refresh", changes))

    def first_focus(self) -> QWidget:
        return self.field

    def panes(self) -> list[QWidget]:
        return [self.field, self.second]

    def search_field(self) -> QWidget:
        return self.second

    def primary(self) -> None:
        self.told.append("primary")

    def back(self) -> bool:
        self.told.append("back")
        return True

    def leaving(self) -> bool:
        return not self.stays

    def set_narrow(self, narrow: bool) -> None:
        self.narrow = narrow


class One(Sample):
    key = "satu"
    title = "Satu"


class Two(Sample):
    key = "dua"
    title = "Dua"

    def status(self) -> Status:
        return Status("stamp", "Segel siap")


@pytest.fixture
def window(qtbot: QtBot, look: object) -> MainWindow:
    Sample.made.clear()
    one = MainWindow()
    qtbot.addWidget(one)
    places = [Place("satu", "house", "Satu", One), Place("dua", "square-pen", "Dua & tiga", Two)]
    hidden = Place("tiga", "house", "Tiga", type("Three", (Sample,), {"key": "tiga"}), in_rail=False)
    foot = [Place("pengaturan", "settings", "Pengaturan", Sample)]
    one.set_places([Section("Kerja harian", [*places, hidden])], foot)
    one.set_office("Kelurahan Kukusan", "Kec. Beji · 2026")
    one.set_user("Ratna Puspita", "Operator, Verifikator")
    one.resize(1366, 768)
    one.show()
    one.activateWindow()
    qtbot.waitExposed(one)
    one.go("satu")
    return one


def page(window: MainWindow) -> Sample:
    found = window.page()
    assert isinstance(found, Sample)
    return found


def test_pages_are_made_on_the_first_visit_and_keep_their_field(qtbot: QtBot, window: MainWindow) -> None:
    assert Sample.made == ["satu"]
    first = page(window)
    assert first.field.hasFocus()
    first.second.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.here() == "dua"
    assert Sample.made == ["satu", "dua"]
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert page(window) is first
    assert first.second.hasFocus(), "one returns to the field one left"
    assert not window.go("tidak-ada")
    first.stays = True
    assert not window.go("dua")
    assert window.here() == "satu"


def test_refresh_reaches_the_page_shown_now_and_the_others_when_visited(window: MainWindow) -> None:
    window.go("dua", 7)
    second = page(window)
    window.go("satu")
    window.refresh("changes")
    assert page(window).told == [("refresh", "changes")]
    assert second.told == [("open", 7)]
    window.go("dua")
    assert second.told == [("open", 7), ("refresh", None)]


def test_keys_of_the_page_and_of_the_window(qtbot: QtBot, window: MainWindow) -> None:
    here = page(window)
    qtbot.keyClick(window, Qt.Key.Key_F2)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.keyClick(window, Qt.Key.Key_F8)
    qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert here.told == ["primary", "back", "lihat", "simpan"]
    here.told.clear()
    qtbot.keyClick(here.field, Qt.Key.Key_K)
    assert here.told == [], "a letter is typed while a text field has the focus"
    assert here.field.text().lower() == "k"
    here.action.setFocus()
    qtbot.keyClick(here.action, Qt.Key.Key_K)
    assert here.told == ["kembalikan"]
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert here.second.hasFocus()
    with qtbot.waitSignal(window.help_requested) as told:
        qtbot.keyClick(window, Qt.Key.Key_F1)
    assert told.args == ["satu"]


def test_keys_of_one_page_do_not_work_on_another(qtbot: QtBot, window: MainWindow) -> None:
    first = page(window)
    window.go("dua")
    qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert first.told == []
    assert page(window).told == ["simpan"]


def test_f6_goes_round_the_panes(qtbot: QtBot, window: MainWindow) -> None:
    here = page(window)
    assert here.field.hasFocus()
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert here.second.hasFocus()
    qtbot.keyClick(window, Qt.Key.Key_F6)
    rail = window.rail.current_button()
    assert rail is not None
    assert rail.hasFocus()
    qtbot.keyClick(rail, Qt.Key.Key_Down)
    below = window.rail.button("dua")
    assert below is not None
    assert below.hasFocus()
    qtbot.keyClick(below, Qt.Key.Key_Return)
    assert window.here() == "dua"


def test_header_key_bar_and_key_map(qtbot: QtBot, window: MainWindow) -> None:
    assert [hint.text for hint in window.key_bar.hints()] == ["simpan", "kembalikan", "pilih", "lihat"]
    assert page(window).action.isVisible()
    bar = KeyBar()
    qtbot.addWidget(bar)
    bar.show_hints(None, [KeyHint("F2", "Tambah usaha"), KeyHint("F8", "NIK penuh")])
    assert bar.accessibleDescription() == "F2: tambah usaha; F8: NIK penuh", "all begin alike, names stay"
    window.go("dua")
    assert window.key_bar.accessibleName() == "Segel siap"
    dialog = window.show_key_map()
    qtbot.waitExposed(dialog)
    caps = [cap.keys() for cap in dialog.findChildren(KeyCap)]
    assert "Ctrl+Shift+X" in caps, "the key map also has what the bar leaves out"
    told = {label.text() for label in dialog.findChildren(WrapLabel)}
    assert {"Simpan", "Kembalikan", "Tersembunyi"} <= told, "in the map each begins with a capital"
    assert "Ctrl+2" in caps
    assert "Ctrl+4" not in caps, "hidden places have no number"
    dialog.reject()


def test_badges_names_and_banners(window: MainWindow) -> None:
    window.set_badge("dua", 8, "warn")
    button = window.rail.button("dua")
    assert button is not None
    assert button.accessibleName() == "Dua & tiga, 8 menunggu"
    window.set_banners([BannerSpec("Disk hampir penuh.")])
    window.set_banners([])
    names = [one.accessibleName() for one in window.rail.buttons()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("width", "rail", "menu"), [(1366, 212, False), (1180, 212, False), (1024, 60, False), (683, 0, True)]
)
def test_widths(qtbot: QtBot, window: MainWindow, width: int, rail: int, menu: bool) -> None:
    window.resize(width, 768)
    QApplication.processEvents()
    assert window.width() == width, "nothing widens the window"
    assert (window.rail.width() if window.rail.isVisible() else 0) == rail
    assert page(window).narrow is (width < 1180)
    buttons = [one for one in window.findChildren(Button) if one.accessibleName() == "Buka menu"]
    assert buttons[0].isVisible() is menu
    if not menu:
        return
    buttons[0].click()
    assert window.rail.isVisible()
    assert window.rail.width() == 212
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.rail.isVisible()
    assert page(window).told == [], "Esc closed the menu only"


def test_a_toast_lies_over_what_is_saved_and_not_over_the_keys(window: MainWindow) -> None:
    window.toast("Tersimpan.")
    toast, bar = window.toast_widget(), window.key_bar
    lies = toast.geometry()
    assert lies.left() == bar.mapTo(window, QPoint(0, 0)).x() + 8
    caps = [each for each in bar.findChildren(QWidget) if each.isVisible() and each.accessibleName() == ""]
    right = [QRect(each.mapTo(window, QPoint(0, 0)), each.size()) for each in caps]
    assert not any(lies.intersects(each) for each in right if each.left() > window.width() // 2)


@pytest.mark.parametrize("width", [1366, 1024])
def test_a_toast_covers_no_words(window: MainWindow, width: int) -> None:
    """It lies within the key bar, which says nothing at its left meanwhile, and its sentence afterwards."""
    window.resize(width, 768)
    QApplication.processEvents()
    bar, toast = window.key_bar, window.toast_widget()
    said = Status("circle-check", "Semua yang Anda ketik tersimpan di komputer ini")
    bar.show_hints(said, [])
    before = bar.grab().toImage()
    window.toast("Siti Marlina diajukan.", lambda: None)
    QApplication.processEvents()
    place = QRect(bar.mapTo(window, QPoint(0, 0)), bar.size())
    assert place.contains(toast.geometry()), "no page lies below it"
    bar.show_hints(said, [])
    below = bar.grab().toImage()  # the bar without the toast over it
    ground = below.pixelColor(2, 15)
    spots = [(x, y) for x in range(8, toast.width(), 3) for y in range(2, 28, 2)]
    assert all(below.pixelColor(*spot) == ground for spot in spots)
    assert any(before.pixelColor(*spot) != ground for spot in spots), "else nothing was to be covered"
    assert toast.undo_button().isVisible() and toast.undo_button().height() >= 28
    toast.dismiss()
    bar.show_hints(said, [])
    assert bar.grab().toImage() == before


def test_lock_covers_everything_and_gives_the_field_back(qtbot: QtBot, window: MainWindow) -> None:
    here = page(window)
    here.second.setFocus()
    window.toast("Siti Marlina diajukan.")
    dialog = window.show_key_map()
    qtbot.waitExposed(dialog)
    with qtbot.waitSignal(window.lock_requested):
        window.rail.lock.click()
    cover = QWidget()
    pin = TextField("PIN", parent=cover)
    cover.setFocusProxy(pin)
    window.cover(cover)
    assert window.covered()
    assert not here.isVisible()
    assert not dialog.isVisible()
    assert not window.toast_widget().isVisible()
    assert pin.hasFocus()
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_F2)
    assert window.here() == "satu"
    assert here.told == []
    window.uncover()
    assert dialog.isVisible()
    dialog.reject()
    assert not [one for one in window.findChildren(QDialog) if one.isVisible()]
    assert here.isVisible()
    qtbot.waitUntil(here.second.hasFocus)
    qtbot.keyClick(window, Qt.Key.Key_F2)
    assert here.told == ["primary"]


def test_other_places_take_the_old_pages_down(window: MainWindow) -> None:
    window.set_places([Section("Lain", [Place("dua", "house", "Dua", Two)])])
    assert window.page() is None
    assert window.go("dua")
    assert not window.go("satu")


def test_close_may_be_refused(window: MainWindow) -> None:
    window.close_guard = lambda: False
    assert not window.close()
    window.close_guard = None
    assert window.close()


def test_the_key_bar_shows_only_what_works(qtbot: QtBot) -> None:
    """A key whose button is disabled, hidden or on another leaf is left out until the button has its turn."""
    page, leaves = QWidget(), QStackedWidget()
    act, judge, other = Button("Simpan", key="Ctrl+S"), Button("Sama", key="Ctrl+B"), Button("Lain", key="T")
    undo = Button("Hapus saringan", key="Esc")
    leaf, empty = QWidget(), EmptyState("Belum ada", "Mengapa")
    QVBoxLayout(leaf).addWidget(other)
    for one in (QWidget(), leaf, empty):
        leaves.addWidget(one)
    column = QVBoxLayout(page)
    for one in (act, judge, leaves, undo):
        column.addWidget(one)
    qtbot.addWidget(page)
    page.show()
    bar = KeyBar()
    qtbot.addWidget(bar)
    act.setEnabled(False)
    judge.hide()
    undo.hide()
    keys = ("Ctrl+S", "Ctrl+B", "T", "G", "Ctrl+F", "K", "Esc")
    bar.show_hints(None, [KeyHint(each, each, always=each == "K") for each in keys], [page])

    def shown() -> list[str]:
        return [hint.keys for hint in bar.hints()]

    assert shown() == ["G", "Ctrl+F", "K", "Esc"]
    act.setEnabled(True)
    judge.show()
    assert shown() == ["Ctrl+S", "Ctrl+B", "G", "Ctrl+F", "K", "Esc"]
    leaves.setCurrentWidget(leaf)
    assert shown() == list(keys)
    leaves.setCurrentWidget(empty)  # nothing is listed: G leads nowhere
    assert shown() == ["Ctrl+S", "Ctrl+B", "Ctrl+F", "K"]
    assert "Ctrl T" not in bar.accessibleDescription()
