"""Rekomendasi by keys: a letter imported, names compared and decided, taken back; a kelurahan looks on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.office import Office
from tests import letters, offices
from tests.offices import KUKUSAN
from tests.ui.kantor import names_unique, nothing_cut
from tests.ui.sitting import CTRL, Sitting
from tests.ui.sitting import open_window as opened
from ui.dialogs.letter import LetterImportDialog, WithdrawDialog
from ui.pages.rekomendasi import RekomendasiPage
from ui.worker import Worker

Key = Qt.Key
MENUS = pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagateSizeHints)", extend=True)


@dataclass
class Desk(Sitting):
    @property
    def page(self) -> RekomendasiPage:
        page = self.window.page("rekomendasi")
        assert isinstance(page, RekomendasiPage)
        return page

    def lines(self) -> list[tuple[str, str]]:
        return [(line.nama, line.look.word) for line in self.page.model.rows()]

    def shows(self, *expected: tuple[str, str]) -> None:
        self.qtbot.waitUntil(lambda: self.lines() == list(expected))


def open_window(office: Office, worker: Worker, qtbot: QtBot, width: int = 1366) -> Desk:
    return Desk(office, opened(office, worker, qtbot, "rekomendasi", width), qtbot)


@pytest.fixture
def dkum(tmp_path: Path, worker: Worker, look: Callable[[str], None]) -> Iterator[Office]:
    office = offices.office(tmp_path / "dkum", "dkum", name="Hendra Wijaya")
    yield office
    worker.stop()
    office.close()


def bring(desk: Desk, worker: Worker, file: Path) -> None:
    """Import the list of a letter by keys."""
    desk.press(Key.Key_F2)
    dialog = desk.dialog(LetterImportDialog)
    dialog.load(file)
    desk.qtbot.waitUntil(lambda: dialog.rows.rowCount() == 2 and dialog.nomor.hasFocus())
    assert dialog.store_button.words() == "Isi nomor dan tanggal surat"
    assert not dialog.store_button.isEnabled()
    desk.qtbot.waitUntil(lambda: nothing_cut(dialog))
    names_unique(dialog)
    desk.type("463/7/DP3AP2KB")
    desk.press(Key.Key_Return)
    desk.qtbot.waitUntil(lambda: dialog.tanggal.hasFocus() and worker.idle())
    desk.type("05-11-2026")
    desk.qtbot.waitUntil(dialog.store_button.isEnabled)
    desk.press(Key.Key_Return)
    assert dialog.store_button.isEnabled() and not dialog.tanggal.hasFocus(), "a field's Enter stores nothing"
    desk.press(Key.Key_Return, mod=CTRL)
    desk.qtbot.waitUntil(dialog.close_button.hasFocus)
    assert "2 ditambahkan (1 padan" in dialog.summary.text()
    desk.press(Key.Key_Escape)


def test_a_letter_by_keys(dkum: Office, worker: Worker, qtbot: QtBot, tmp_path: Path) -> None:
    people = letters.women(3)
    first, second, third = (one["nama"] for one in people)
    offices.enter(dkum, people, submit=False)
    file = tmp_path / "daftar.xlsx"
    file.write_bytes(letters.data([letters.line(people[0]), letters.line(people[1], nik="")]))
    desk = open_window(dkum, worker, qtbot)
    page = desk.page
    nobody = page.listing.nobody
    assert nobody is not None
    qtbot.waitUntil(nobody.isVisible)
    bring(desk, worker, file)
    desk.shows((second, "Perlu dilihat"), (first, "Padan"))
    qtbot.waitUntil(lambda: page.panel.candidate() is not None)
    qtbot.waitUntil(lambda: nothing_cut(desk.window))
    names_unique(desk.window)
    one = page.panel.candidate()
    assert one is not None and [side.same for side in one.sides][:3] == [True, False, True]
    assert people[1]["nik"] not in " ".join(side.applicant for side in one.sides)
    page.table.setFocus()
    desk.press(Key.Key_F8)
    group = " ".join(people[1]["nik"][at : at + 4] for at in range(0, 16, 4))
    qtbot.waitUntil(lambda: (now := page.panel.candidate()) is not None and now.sides[1].applicant == group)
    desk.press(Key.Key_B, mod=CTRL)
    desk.shows((first, "Padan"), (second, "Belum ada pendaftar"))
    assert page.chips["pekka"].accessibleName().startswith("PEKKA tanpa rekomendasi")
    page.open("pekka")
    desk.shows(*[(nama, "Tanpa rekomendasi") for nama in sorted((second, third))])
    desk.press(Key.Key_Escape)
    desk.shows((first, "Padan"), (second, "Belum ada pendaftar"))

    page.table.select_row(0)
    desk.press(Key.Key_K, mod=CTRL)
    form = desk.dialog(WithdrawDialog)
    names_unique(form)
    desk.press(Key.Key_Return, mod=CTRL)
    assert form.isVisible(), "a letter has its number"
    desk.type("463/9")
    desk.press(Key.Key_Return)
    desk.type("01-11-2026")
    desk.press(Key.Key_Return, mod=CTRL)
    qtbot.waitUntil(lambda: form.isVisible() and form.action_button.isEnabled())
    form.tanggal.setText("10-11-2026")
    desk.press(Key.Key_Return, mod=CTRL)
    desk.shows((first, "Dicabut"), (second, "Belum ada pendaftar"))
    page.table.setFocus()
    desk.press(Key.Key_K, mod=CTRL)
    desk.shows((first, "Padan"), (second, "Belum ada pendaftar"))
    desk.window.close()


@MENUS
def test_a_whole_letter_is_taken_back_and_names_match_again(
    dkum: Office, worker: Worker, qtbot: QtBot
) -> None:
    people = letters.women(2)
    letters.take(dkum, letters.sheet([letters.line(one) for one in people]))
    offices.enter(dkum, people, submit=False)
    desk = open_window(dkum, worker, qtbot, width=1024)
    page = desk.page
    first, second = (one["nama"] for one in people)
    desk.shows((first, "Perlu dilihat"), (second, "Perlu dilihat"))
    assert page.subtitle() == "1 surat, 2 nama, 2 dapat dipadankan sekarang"
    qtbot.waitUntil(lambda: nothing_cut(desk.window))
    page.table.setFocus()
    desk.press(Key.Key_M, mod=CTRL)
    desk.shows((first, "Padan"), (second, "Padan"))
    menu = page.letter_menu()
    menu.actions()[0].trigger()
    menu.close()
    qtbot.waitUntil(lambda: page.letter.accessibleName().startswith(letters.NOMOR))
    page.withdraw_letter()
    form = desk.dialog(WithdrawDialog)
    form.nomor.setText("463/9")
    form.tanggal.setText("10-11-2026")
    form.action_button.click()
    desk.shows((first, "Dicabut"), (second, "Dicabut"))
    page.withdraw_letter()
    desk.shows((first, "Padan"), (second, "Padan"))
    desk.window.close()


def test_a_kelurahan_sees_its_names_and_decides_nothing(
    tmp_path: Path, worker: Worker, qtbot: QtBot, look: Callable[[str], None]
) -> None:
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN)
    office = kelurahan[KUKUSAN]
    people = letters.women(2)
    letters.take(dkum, letters.sheet([letters.line(one, kelurahan="Kukusan") for one in people]))
    open_file(office, make_file(dkum, tmp_path, to=KUKUSAN).paths[0])
    dkum.close()
    offices.enter(office, people[:1], submit=False)
    desk = open_window(office, worker, qtbot)
    first, second = (one["nama"] for one in people)
    desk.shows((first, "Menunggu DKUM"), (second, "Belum mendaftar"))
    assert desk.page.header_actions() == ()
    desk.page.table.setFocus()
    desk.press(Key.Key_Return, mod=CTRL)
    desk.press(Key.Key_K, mod=CTRL)
    desk.press(Key.Key_F2)
    assert QApplication.activeModalWidget() is None
    desk.shows((first, "Menunggu DKUM"), (second, "Belum mendaftar"))
    desk.page.search.setText(second)  # every chip counts what is searched for
    desk.shows((second, "Belum mendaftar"))
    told = {code: chip.accessibleName() for code, chip in desk.page.chips.items()}
    assert {code: words[-2:] for code, words in told.items()} == {
        "padan": " 0", "dilihat": " 0", "belum": " 1", "dicabut": " 0", "pekka": " 0"
    }  # fmt: skip
    desk.page.search.setText("")
    desk.shows((first, "Menunggu DKUM"), (second, "Belum mendaftar"))
    desk.page.table.select_row(0)
    qtbot.waitUntil(lambda: desk.page.panel.candidate() is not None)
    desk.page.table.setFocus()
    desk.press(Key.Key_Return)
    qtbot.waitUntil(lambda: desk.window.page() is not desk.page)
    desk.window.close()
    worker.stop()
    office.close()


@MENUS
def test_a_letter_that_names_nobody_of_the_kelurahan_says_so(
    tmp_path: Path, worker: Worker, qtbot: QtBot, look: Callable[[str], None]
) -> None:
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN)
    letters.take(dkum, letters.sheet([letters.line(one, kelurahan="Tanah Baru") for one in letters.women(2)]))
    open_file(kelurahan[KUKUSAN], make_file(dkum, tmp_path, to=KUKUSAN).paths[0])
    dkum.close()
    desk = open_window(kelurahan[KUKUSAN], worker, qtbot)
    desk.qtbot.waitUntil(lambda: desk.page.subtitle() == "1 surat, tidak ada nama untuk kelurahan ini")
    assert desk.page.listing.count.text() == "0 nama"
    menu = desk.page.letter_menu()
    assert menu.actions()[0].text().endswith(": tidak ada nama untuk kelurahan ini")
    menu.close()
    desk.window.close()
    worker.stop()
    kelurahan[KUKUSAN].close()
