"""Usaha terdaftar by keys: searched, added, changed, closed, imported; DKUM looks at the whole city."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.actions.register import SaveBusiness, save_business
from desktop_app.actions.register_import import kept_reports
from desktop_app.office import Office
from desktop_app.queries import register
from desktop_app.queries.register import BusinessFilter, BusinessRow
from tests import offices
from tests.ui.kantor import names_unique, nothing_cut
from tests.ui.sitting import CTRL, Sitting
from tests.ui.sitting import open_window as opened
from ui.dialogs.business import BusinessDialog
from ui.dialogs.history import HistoryDialog
from ui.dialogs.register_import import RegisterImportDialog
from ui.models.businesses import ImportRow
from ui.pages.usaha import UsahaPage
from ui.worker import Worker

Key = Qt.Key
MENUS = pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagateSizeHints)", extend=True)


@dataclass
class Desk(Sitting):
    @property
    def page(self) -> UsahaPage:
        page = self.window.page("usaha")
        assert isinstance(page, UsahaPage)
        return page

    def names(self) -> list[str]:
        model = self.page.model
        rows = [model.row_at(number) for number in range(model.rowCount())]
        return [row.nama for row in rows if isinstance(row, BusinessRow)]


def open_window(office: Office, worker: Worker, qtbot: QtBot, width: int = 1366) -> Desk:
    return Desk(office, opened(office, worker, qtbot, "usaha", width), qtbot)


def add(office: Office, nama: str, pemilik: str, kelurahan: str = "", **other: str) -> str:
    return save_business(
        office, SaveBusiness({"nama": nama, "pemilik": pemilik, **other}, "", kelurahan)
    ).record


@pytest.fixture
def desk(tmp_path: Path, worker: Worker, qtbot: QtBot, look: Callable[[str], None]) -> Iterator[Desk]:
    office = offices.office(tmp_path / "kantor")
    one = open_window(office, worker, qtbot)
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(one.page.model, mode)  # looks at every move in every test
    yield one
    tester.deleteLater()
    one.window.close()
    worker.stop()
    office.close()


def test_a_business_is_added_changed_and_closed_by_keys(desk: Desk) -> None:
    page = desk.page
    desk.qtbot.waitUntil(page.listing.nobody.isVisible)
    desk.qtbot.waitUntil(lambda: nothing_cut(desk.window))
    desk.press(Key.Key_F2)
    form = desk.dialog(BusinessDialog)
    assert isinstance(form, BusinessDialog)
    names_unique(form)
    desk.qtbot.waitUntil(lambda: nothing_cut(form))
    desk.type("Warung Sri")
    desk.press(Key.Key_Return)
    desk.type("Sri Wahyuni")
    desk.press(Key.Key_Return)
    desk.type("32760652")
    desk.press(Key.Key_Return, mod=CTRL)
    assert form.isVisible(), "a NIK too short is told beside its field"
    form.fields["nik"].setFocus()
    desk.type("03949102")
    form.fields["kbli_kode"].setFocus()
    desk.type("katering")
    desk.press(Key.Key_Down, Key.Key_Return)
    assert len(form.fields["kbli_kode"].text()) == 5
    desk.press(Key.Key_Return, mod=CTRL)
    desk.qtbot.waitUntil(lambda: desk.names() == ["Warung Sri"])
    assert page.listing.count.text() == "1 usaha terdaftar"
    desk.qtbot.waitUntil(page.table.hasFocus)
    desk.press(Key.Key_Return)
    form = desk.dialog(BusinessDialog)
    assert isinstance(form, BusinessDialog)
    assert form.fields["nik"].text() == "3276 0652 0394 9102"
    form.fields["alamat"].setFocus()
    desk.type("Jl. Mawar No. 5")
    assert form.moved() == {"alamat": "Jl. Mawar No. 5"}
    desk.press(Key.Key_Return, mod=CTRL)

    def address() -> str:
        with desk.office.reading() as connection:
            return register.listing(connection, BusinessFilter(), 1)[0].alamat

    desk.qtbot.waitUntil(lambda: address() == "Jl. Mawar No. 5")
    desk.qtbot.waitUntil(page.table.hasFocus)
    desk.press(Key.Key_Return)
    form = desk.dialog(BusinessDialog)
    assert isinstance(form, BusinessDialog)
    form.close_button.click()
    desk.qtbot.waitUntil(lambda: page.listing.nobody.isVisible() and desk.names() == [])
    page.closed.click()
    desk.qtbot.waitUntil(lambda: desk.names() == ["Warung Sri"])


def test_its_history_opens_by_a_key(desk: Desk) -> None:
    add(desk.office, "Warung Melati", "Melati")
    desk.page.load()
    desk.until(lambda: desk.names() == ["Warung Melati"])
    desk.page.table.setFocus()
    desk.press(Key.Key_H, mod=CTRL)
    shown = desk.dialog(HistoryDialog)
    desk.until(lambda: len(shown.steps()) == 1)
    desk.press(Key.Key_Escape)


def test_a_twin_is_refused_in_the_dialog_which_stays(desk: Desk) -> None:
    add(desk.office, "Warung Sri", "Sri Wahyuni")
    desk.press(Key.Key_F2)
    form = desk.dialog(BusinessDialog)
    assert isinstance(form, BusinessDialog)
    desk.type("warung sri")
    desk.press(Key.Key_Return)
    desk.type("Hj. Sri Wahyuni")
    desk.press(Key.Key_Return, mod=CTRL)
    desk.qtbot.waitUntil(lambda: form.isVisible() and "sudah terdaftar" in form.problem.text())
    form.reject()


def test_typing_searches_and_esc_takes_it_back(desk: Desk) -> None:
    for nama, pemilik in (("Warung Sri", "Sri Wahyuni"), ("Toko Budi", "Budi Santoso")):
        add(desk.office, nama, pemilik)
    desk.page.load()
    desk.qtbot.waitUntil(lambda: desk.names() == ["Toko Budi", "Warung Sri"])
    desk.page.table.setFocus()
    desk.type("s")
    desk.type("ri wah")
    desk.qtbot.waitUntil(lambda: desk.names() == ["Warung Sri"])
    assert desk.page.listing.count.text() == "1 usaha cocok"
    desk.press(Key.Key_Escape)
    desk.qtbot.waitUntil(lambda: len(desk.names()) == 2)
    names_unique(desk.page)


def test_the_new_page_leaves_every_number_where_it_was(desk: Desk) -> None:
    assert desk.window._order[:4] == ["beranda", "entri", "pendaftar", "verifikasi"]
    assert desk.window._order.index("usaha") > desk.window._order.index("pengaturan")
    places = [button.place.key for button in desk.window.rail.buttons()]
    assert places[places.index("pendaftar") + 1] == "usaha"


@MENUS
def test_a_sheet_is_looked_at_accepted_stored_and_its_report_kept(desk: Desk, tmp_path: Path) -> None:
    add(desk.office, "Warung Sri", "Sri Wahyuni", nib="9120001234567")
    path = tmp_path / "umkm 2025.csv"
    lines = (
        "Nama Usaha,Pemilik,NIB",
        "Warung Sri,Sri Wahyuni,9120007654321",
        "Toko Budi,Budi Santoso,",
        ",,123",
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    desk.press(Key.Key_I, mod=CTRL)
    dialog = desk.dialog(RegisterImportDialog)
    assert isinstance(dialog, RegisterImportDialog)
    dialog.load(path)
    desk.qtbot.waitUntil(lambda: dialog.rows.rowCount() == 3 and dialog.store_button.isEnabled())
    assert dialog.store_button.words() == "Simpan 2 baris"
    dialog.source.setFocus()
    desk.press(Key.Key_Return)
    assert dialog.store_button.isEnabled() and not dialog.source.hasFocus(), "a field's Enter stores nothing"
    desk.qtbot.waitUntil(lambda: nothing_cut(dialog))
    names_unique(dialog)


def test_a_changed_business_waits_for_space(desk: Desk, tmp_path: Path) -> None:
    add(desk.office, "Warung Sri", "Sri Wahyuni", alamat="Jl. Mawar No. 5")
    path = tmp_path / "umkm 2025.csv"
    lines = ("Nama Usaha,Pemilik,NIB", "Warung Sri,Sri Wahyuni,9120007654321", ",,123")
    path.write_text("\n".join(lines), encoding="utf-8")
    desk.press(Key.Key_I, mod=CTRL)
    dialog = desk.dialog(RegisterImportDialog)
    assert isinstance(dialog, RegisterImportDialog)
    dialog.load(path)
    desk.qtbot.waitUntil(lambda: dialog.rows.rowCount() == 2 and not dialog.progress.running())
    assert not dialog.store_button.isEnabled()
    dialog.row_table.setFocus()
    dialog.row_table.select_row(1)
    row = dialog.row_table.current_row()
    assert isinstance(row, ImportRow) and row.changed and "NIB: diisi 9120007654321." in row.words
    desk.press(Key.Key_Space)
    assert dialog.store_button.words() == "Simpan 1 baris"
    desk.qtbot.waitUntil(lambda: nothing_cut(dialog))
    with desk.qtbot.waitSignal(dialog.stored):
        desk.press(Key.Key_Return, mod=CTRL)
    desk.qtbot.waitUntil(dialog.save_report_button.isVisible)
    assert "1 dari 1 perubahan diterima" in dialog.summary.text()
    dialog.reject()
    with desk.office.reading() as connection:
        (kept,) = kept_reports(connection)
    assert (kept.file_name, kept.accepted) == ("umkm 2025.csv", 1)


@MENUS
def test_dkum_sees_the_city_and_narrows_to_a_kelurahan(
    tmp_path: Path, worker: Worker, qtbot: QtBot, look: Callable[[str], None]
) -> None:
    dkum = offices.office(tmp_path / "dkum", "dkum")
    offices.add(dkum, "Rina", "petugas_dkum")
    dkum.enter("Rina", offices.PASSPHRASE)
    add(dkum, "Warung Sri", "Sri Wahyuni", offices.KUKUSAN)
    add(dkum, "Toko Budi", "Budi Santoso", offices.CURUG)
    desk = open_window(dkum, worker, qtbot, width=1024)
    qtbot.waitUntil(lambda: len(desk.names()) == 2)
    assert desk.page.listing.count.text() == "2 usaha terdaftar"
    desk.qtbot.waitUntil(lambda: nothing_cut(desk.window))
    desk.press(Key.Key_F2)
    assert not isinstance(QApplication.activeModalWidget(), BusinessDialog), "first whose register it is"
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()
    desk.page.open({"kelurahan": offices.CURUG})
    qtbot.waitUntil(lambda: desk.names() == ["Toko Budi"])
    assert desk.page.listing.count.text() == "1 usaha terdaftar"
    assert "Curug" in desk.page.subtitle()
    desk.page.primary()
    form = desk.dialog(BusinessDialog)
    assert isinstance(form, BusinessDialog)
    form.reject()
    desk.window.close()
    worker.stop()
    dkum.close()
