"""People at the window: DKUM finds and revokes anybody, an admin gives a colleague a new passphrase."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.actions import city_staff
from desktop_app.errors import Refused
from desktop_app.office import Office
from tests.offices import CURUG, KUKUSAN, PASSPHRASE
from tests.ui import cityscene
from tests.ui.cityscene import HENDRA, SARI, City, cut, names
from tests.ui.kantor import cut_cells
from tests.ui.sitting import CTRL, Sitting, open_window
from ui.dialogs.person import NewKeyDialog
from ui.pages.pengaturan import PengaturanPage
from ui.pages.pengaturan_bagian import Section
from ui.pages.pengaturan_petugas import PeopleSection
from ui.pages.pengaturan_petugas_kota import CityPeopleSection
from ui.widgets.dialog import ReasonDialog, StopDialog
from ui.widgets.labels import WrapLabel
from ui.worker import Worker

FRESH = "apel biru cangkul delima emas"


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    one = cityscene.make_city(tmp_path, KUKUSAN, CURUG)
    for code in (KUKUSAN, CURUG):
        one.fill(1, code)
        one.up(code)
    yield one
    one.close()


def _open(office: Office, worker: Worker, qtbot: QtBot, part: str) -> tuple[Sitting, Section]:
    desk = Sitting(office, open_window(office, worker, qtbot, "pengaturan"), qtbot)
    page = desk.window.page("pengaturan")
    assert isinstance(page, PengaturanPage)
    page.open(part)
    qtbot.waitUntil(worker.idle, timeout=20_000)
    QApplication.processEvents()
    return desk, page.section()


def said(dialog: QWidget) -> str:
    """All sentences of a dialog."""
    return "\n".join(each.text() for each in dialog.findChildren(WrapLabel))


def keep(shown: QWidget, name: str) -> None:
    """A picture where somebody asks for them."""
    if os.environ.get("WIRA_SHOTS"):
        for _round in range(6):
            QApplication.processEvents()
        shown.grab().save(f"{os.environ['WIRA_SHOTS']}/{name}.png")


def _back(desk: Sitting) -> None:
    """A platform without a screen does not give the window back by itself when a dialog closes."""
    desk.window.activateWindow()
    desk.until(desk.window.isActiveWindow)


def test_dkum_finds_anybody_by_typing_and_revokes(city: City, worker: Worker, qtbot: QtBot) -> None:
    city.dkum.enter(HENDRA, PASSPHRASE)
    desk, section = _open(city.dkum, worker, qtbot, "petugas-kota")
    assert isinstance(section, CityPeopleSection)
    assert section._model.rowCount() == 6 and "kantor: 3" in section.listing.count.text()
    assert not cut(section) and len(names(section)) == len(set(names(section)))
    section.list.setFocus()
    desk.press(Qt.Key.Key_K, mod=CTRL)
    assert not desk.window.findChildren(StopDialog), "the first row is DKUM's own"
    desk.type("dian kukus")  # over the list: the letters go to the search
    assert section.search.text() == "dian kukus"
    desk.press(Qt.Key.Key_Down)
    assert section._model.rowCount() == 1 and section.list.hasFocus()
    desk.press(Qt.Key.Key_K, mod=CTRL)
    dialog = desk.dialog(ReasonDialog)
    assert "satu-satunya admin" not in said(dialog) and "dibaca kantor itu" in said(dialog)
    keep(dialog, "petugas-cabut")
    desk.press(Qt.Key.Key_Return)  # nothing without a reason
    assert dialog.isVisible()
    desk.type("Pindah tugas")
    desk.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not section.list.current_row().active, timeout=20_000)
    assert not section.revoke_button.isEnabled() and "Dicabut DKUM: Pindah tugas" in section.note.text()
    _back(desk)
    qtbot.waitUntil(lambda: section.note.height() >= section.note.heightForWidth(section.note.width()))
    assert not cut(section)
    keep(desk.window, "petugas-kota-dicabut")
    section.serving.click()
    assert not section.listing.shows_rows()
    desk.press(Qt.Key.Key_Escape)
    assert section._model.rowCount() == 6 and not section.search.text()
    section.search.setText("ratna curug")
    section.search.down.emit()
    qtbot.waitUntil(lambda: section._model.rowCount() == 1)
    section.revoke()
    dialog = desk.dialog(ReasonDialog)
    assert "satu-satunya admin" in said(dialog)
    dialog.reject()
    city.down()
    with pytest.raises(Refused) as caught:
        city.kukusan.enter("Dian Lestari", PASSPHRASE)
    assert caught.value.code == "dismissed"
    city.kukusan.enter("Ratna Puspita", PASSPHRASE)
    desk.window.close()
    there, own = _open(city.kukusan, worker, qtbot, "petugas")
    assert isinstance(own, PeopleSection) and not own.note.isVisible()
    own.list.select_row(1)
    assert own.list.current_row().nama == "Dian Lestari"
    assert "Pindah tugas. Bila" in own.note.text() and "minta DKUM memulihkannya" in own.note.text()
    there.window.resize(1024, 768)
    qtbot.waitUntil(lambda: own.note.height() >= own.note.heightForWidth(own.note.width()))
    assert not cut(own)
    keep(there.window, "petugas-kantor-dicabut")


def test_a_mistake_is_taken_back_and_an_office_without_admin_gets_one(
    city: City, worker: Worker, qtbot: QtBot
) -> None:
    city.dkum.enter(HENDRA, PASSPHRASE)
    people = {(facts.nama, facts.office): user for user, facts in city.dkum.context.people.items()}
    city_staff.revoke_person(city.dkum, people["Ratna Puspita", KUKUSAN], "Pensiun")
    desk, section = _open(city.dkum, worker, qtbot, "petugas-kota")
    assert isinstance(section, CityPeopleSection)

    def stand_on(name: str, office: str) -> None:
        at = section._model.find(lambda line: (line.nama, line.office) == (name, office))
        assert at is not None
        section.list.select_row(at)
        section.list.setFocus()

    stand_on("Dian Lestari", CURUG)
    assert not section.admin_button.isVisible() and not section.note.text()
    stand_on("Dian Lestari", KUKUSAN)
    assert "tidak mempunyai admin kantor lagi" in section.note.text()
    for width in (1366, 1024):
        desk.window.resize(width, 768)
        QApplication.processEvents()
        assert not cut(section) and len(names(section)) == len(set(names(section)))
        keep(desk.window, f"petugas-kota-tanpa-admin-{width}")
    desk.press(Qt.Key.Key_M, mod=CTRL)
    dialog = desk.dialog(StopDialog)
    keep(dialog, "petugas-jadikan-admin")
    desk.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "admin_kantor" in section.list.current_row().roles, timeout=20_000)
    _back(desk)
    stand_on("Ratna Puspita", KUKUSAN)
    assert section.back_button.isVisible() and "Pensiun" in section.note.text()
    desk.press(Qt.Key.Key_B, mod=CTRL)
    dialog = desk.dialog(StopDialog)
    assert "Pensiun" in dialog.details()
    keep(dialog, "petugas-batal-cabut")
    desk.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: section.list.current_row().active, timeout=20_000)
    assert not section.back_button.isVisible()


def test_only_dkums_admin_revokes(city: City, worker: Worker, qtbot: QtBot) -> None:
    city.dkum.enter(SARI, PASSPHRASE)
    desk, section = _open(city.dkum, worker, qtbot, "petugas-kota")
    assert isinstance(section, CityPeopleSection)
    section.list.select_row(section._model.rowCount() - 1)
    assert not section.revoke_button.isEnabled() and "Hanya admin DKUM" in section.sentence()
    page = desk.window.page("pengaturan")
    assert isinstance(page, PengaturanPage)
    page.open("petugas")
    own = page.section()
    assert isinstance(own, PeopleSection)
    qtbot.waitUntil(lambda: own._model.rowCount() == 2)
    for width in (1366, 1024):
        desk.window.resize(width, 768)
        QApplication.processEvents()
        assert own.list.last_column() == 2 and cut_cells(own.list) == [], width


def test_an_admin_gives_a_colleague_a_new_passphrase(city: City, worker: Worker, qtbot: QtBot) -> None:
    office = city.kukusan
    office.enter("Ratna Puspita", PASSPHRASE)
    with pytest.raises(Refused):
        office.enter("Dian Lestari", "lupa sama sekali")  # and would have to wait now
    desk, section = _open(office, worker, qtbot, "petugas")
    assert isinstance(section, PeopleSection)

    def stand_on(name: str) -> None:
        at = section._model.find(lambda line: line.nama == name)
        assert at is not None
        section.list.select_row(at)

    stand_on("Ratna Puspita")
    assert not section.key_button.isEnabled(), "one's own is changed with the old one"
    stand_on("Dian Lestari")
    before = next(facts.key for facts in office.context.people.values() if facts.nama == "Dian Lestari")
    section.list.setFocus()
    desk.press(Qt.Key.Key_F7)
    dialog = desk.dialog(NewKeyDialog)
    desk.type("apel")
    desk.press(Qt.Key.Key_Return)
    desk.type("apel")
    desk.press(Qt.Key.Key_Return, mod=CTRL)
    assert dialog.isVisible() and any("terlalu pendek" in each.text() for each in dialog.findChildren(QLabel))
    for field in (dialog.passphrase.first, dialog.passphrase.second):
        field.clear()
        field.setFocus()
        desk.type(FRESH)
    desk.press(Qt.Key.Key_Return, mod=CTRL)
    qtbot.waitUntil(
        lambda: before not in {facts.key for facts in office.context.people.values()}, timeout=20_000
    )
    qtbot.waitUntil(worker.idle, timeout=20_000)
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert FRESH not in [field.text() for field in desk.window.findChildren(QLineEdit)]
    office.enter("Dian Lestari", FRESH)
    with pytest.raises(Refused):
        office.enter("Dian Lestari", PASSPHRASE)


@pytest.mark.parametrize("size", [(1024, 500), (820, 600), (640, 480)])
def test_in_a_low_window_the_deeds_below_the_list_and_the_own_ones_are_reached(
    city: City, worker: Worker, qtbot: QtBot, size: tuple[int, int]
) -> None:
    city.kukusan.enter("Ratna Puspita", PASSPHRASE)
    desk, section = _open(city.kukusan, worker, qtbot, "petugas")
    assert isinstance(section, PeopleSection)
    desk.window.resize(*size)
    QApplication.processEvents()
    keep(desk.window, f"petugas-{size[0]}")
    if size[0] == 1024:
        for button in (section.change_button, section.key_button, section.end_button):
            assert button.visibleRegion().boundingRect().height() == button.height(), "cut where it stands"
    for button in (section.end_button, section.sheet_button):
        button.setFocus()
        QApplication.processEvents()
        assert button.visibleRegion().boundingRect().height() == button.height(), "not reached by keys"
    said = section.sheet_state
    assert said.height() >= said.heightForWidth(said.width())
