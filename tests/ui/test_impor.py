"""Impor daftar: nothing before *Simpan*, nothing after *Batalkan*, every row told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from desktop_app.actions import applications
from desktop_app.intake.mapping import Mapping
from desktop_app.intake.reader import Reader
from desktop_app.intake.sheet import Check, Sheet, SourceRow
from desktop_app.office import Office
from desktop_app.queries import applicants
from desktop_app.queries.applicants import ApplicantFilter
from desktop_app.sample.spreadsheets import SampleSheet, make_csv, make_xlsx
from tests import offices
from tests.intake.files import nik, xlsx
from tests.limits import BARRED, ON_LINUX, full_for
from tests.ui.kantor import names_unique, nothing_cut
from ui.bench import Bench
from ui.dialogs.intake_dialog import IntakeDialog
from ui.dialogs.sheet_parts import as_file
from ui.prefs import Prefs
from ui.worker import Worker

MENUS = pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagateSizeHints)", extend=True)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = offices.office(tmp_path / "kantor")
    yield made
    made.close()


@pytest.fixture
def dialog(
    office: Office, worker: Worker, qtbot: QtBot, shown: Callable[..., QWidget]
) -> Iterator[IntakeDialog]:
    window = shown(QWidget(), 1366, 768)
    bench = Bench(office, worker, Prefs.of_office(office.home))
    made = IntakeDialog(window, bench)
    made.bench = bench  # type: ignore[attr-defined]  # kept alive with the dialog
    made.open()
    qtbot.waitExposed(made)
    yield made
    made.close()
    worker.stop()


def stored(office: Office) -> int:
    with office.reading() as connection:
        return applicants.count(connection, ApplicantFilter())


def look_at(dialog: IntakeDialog, qtbot: QtBot, path: Path) -> None:
    dialog.load(path)
    qtbot.waitUntil(lambda: dialog.rows.rowCount() > 0 and not dialog.progress.running())


def sheet(folder: Path, n: int = 10) -> tuple[Path, SampleSheet]:
    made = make_xlsx(offices.persons(n), damaged=2)
    path = folder / "pendaftaran daring.xlsx"
    path.write_bytes(made.data)
    return path, made


def test_preview_stores_nothing_then_one_key_stores_all(
    dialog: IntakeDialog, office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    path, made = sheet(tmp_path)
    look_at(dialog, qtbot, path)
    assert stored(office) == 0
    assert dialog.rows.rowCount() == made.good + len(made.damaged)
    assert dialog.store_button.words() == f"Simpan {made.good} draf"
    first = dialog.rows.rows()[0]
    assert getattr(first, "number", 0) in made.damaged, "what needs a look stands first"
    assert dialog.reason.text() == getattr(first, "words", "-")
    nothing_cut(dialog)
    names_unique(dialog)
    with qtbot.waitSignal(dialog.stored) as told:
        qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert stored(office) == made.good == len(told.args[0].ids["application"])
    qtbot.waitUntil(lambda: dialog.save_report_button.isVisible())
    assert f"{made.good} tersimpan" in dialog.summary.text()
    assert not dialog.store_button.isVisible()


class Watched(IntakeDialog):
    """Notes in which thread the file's notices were looked for."""

    def notices(self, sheet: Sheet, mapping: Mapping) -> tuple[str, ...]:
        self.asked = [*getattr(self, "asked", []), threading.get_ident()]
        return super().notices(sheet, mapping)


def test_notices_are_looked_for_once_and_beside_the_window(
    dialog: IntakeDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    watched = Watched(dialog, dialog.bench)  # type: ignore[attr-defined]
    path = tmp_path / "tanggal.xlsx"
    path.write_bytes(xlsx([("NIK", "Nama", "Tanggal Lengkap"), (nik(), "Siti", "03/04/2026")]))
    look_at(watched, qtbot, path)
    assert "tidak ada bukti" in watched.notes.text()
    assert len(watched.asked) == 1 and threading.get_ident() not in watched.asked
    with qtbot.waitSignal(watched.rows.modelReset):
        qtbot.keyClick(watched.program, Qt.Key.Key_P)
    assert "tidak ada bukti" in watched.notes.text() and len(watched.asked) == 1
    with qtbot.waitSignal(watched.rows.modelReset):
        watched.assign(2, "")
    assert len(watched.asked) == 2 and "tidak ada bukti" not in watched.notes.text()
    watched.close()


def test_enter_in_the_year_stores_nothing(
    dialog: IntakeDialog, office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    path, made = sheet(tmp_path, 3)
    look_at(dialog, qtbot, path)
    for year in ("2025", "2025"):  # a new value is looked at again, the same one only left
        dialog.year.setFocus()
        dialog.year.setText(year)
        qtbot.keyClick(dialog.year, Qt.Key.Key_Return)
        assert dialog._task is None and not dialog.year.hasFocus()
        qtbot.waitUntil(lambda: not dialog.progress.running() and dialog.store_button.isEnabled())
    dialog.chips.setFocus()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog._task is None and stored(office) == 0
    dialog.store_button.setFocus()
    with qtbot.waitSignal(dialog.stored):
        qtbot.keyClick(dialog.store_button, Qt.Key.Key_Return)
    assert stored(office) == made.good


def test_the_same_file_again_offers_nothing(
    dialog: IntakeDialog, office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    path, made = sheet(tmp_path)
    look_at(dialog, qtbot, path)
    with qtbot.waitSignal(dialog.stored):
        dialog.store()
    again = IntakeDialog(dialog, dialog.bench)  # type: ignore[attr-defined]
    look_at(again, qtbot, path)
    assert again.store_button.words() == "Tidak ada yang baru" and not again.store_button.isEnabled()
    assert stored(office) == made.good
    again.close()


def test_the_report_can_be_taken_along(dialog: IntakeDialog, qtbot: QtBot, tmp_path: Path) -> None:
    path, made = sheet(tmp_path)
    look_at(dialog, qtbot, path)
    with qtbot.waitSignal(dialog.stored):
        dialog.store()
    assert dialog._report is not None
    dialog.write(tmp_path / "laporan.xlsx", dialog._report.to_xlsx())
    assert dialog.problem() == "laporan.xlsx tersimpan"
    rows = CalamineWorkbook.from_path(str(tmp_path / "laporan.xlsx")).get_sheet_by_index(0).to_python()
    assert len(rows) == 1 + made.good + len(made.damaged)
    dialog.write(tmp_path / "laporan.xlsx" / "laporan.xlsx", b"")
    assert "belum tersimpan" in dialog.problem()


def test_a_column_is_given_another_meaning(dialog: IntakeDialog, qtbot: QtBot, tmp_path: Path) -> None:
    path, _ = sheet(tmp_path)
    look_at(dialog, qtbot, path)
    place = dialog._mapping.columns["nik"]
    with qtbot.waitSignal(dialog.columns.modelReset):
        dialog.assign(place, "")
    qtbot.waitUntil(lambda: "NIK" in dialog.problem())
    assert not dialog.store_button.isEnabled()
    dialog.assign(place, "nik")
    qtbot.waitUntil(dialog.store_button.isEnabled)
    assert dialog.problem() == ""


@MENUS
def test_the_fields_of_a_column_are_a_menu(dialog: IntakeDialog, qtbot: QtBot, tmp_path: Path) -> None:
    path, _ = sheet(tmp_path)
    look_at(dialog, qtbot, path)
    dialog.tabs._pick(1)
    dialog.column_table.select_row(0)
    row = dialog.column_table.current_row()
    menu = dialog.choose_field(row)
    chosen = [one.text() for one in menu.actions() if one.isChecked()]
    assert len(chosen) == 1 and len(menu.actions()) > 30
    menu.close()


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"<html><body><table></table></body></html>", "halaman web"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + bytes(2048),
            "kata sandi",
        ),
        (make_xlsx(offices.persons(2)).data[:900], "rusak"),
        (b"", "kosong"),
    ],
    ids=["html", "encrypted", "corrupt", "empty"],
)
def test_what_is_no_spreadsheet_is_told_in_place(
    dialog: IntakeDialog, office: Office, qtbot: QtBot, tmp_path: Path, data: bytes, cause: str
) -> None:
    page = tmp_path / "unduhan.xls"
    page.write_bytes(data)
    dialog.load(page)
    qtbot.waitUntil(lambda: dialog.problem() != "")
    assert cause in dialog.problem()
    assert dialog.choose_button.isVisible() and stored(office) == 0
    names_unique(dialog)
    path, made = sheet(tmp_path)
    look_at(dialog, qtbot, path)
    assert dialog.rows.rowCount() == made.good + len(made.damaged), "the next file is read as ever"


@ON_LINUX
def test_a_report_for_a_full_stick_and_a_barred_folder(
    dialog: IntakeDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    path, _made = sheet(tmp_path)
    look_at(dialog, qtbot, path)
    with qtbot.waitSignal(dialog.stored):
        dialog.store()
    assert dialog._report is not None
    full = full_for(tmp_path / "FLASHDISK" / "laporan.xlsx")
    for goal, cause in ((full, "penuh"), (BARRED / "laporan.xlsx", "tidak dapat ditulis")):
        dialog.write(goal, dialog._report.to_xlsx())
        assert "laporan.xlsx belum tersimpan" in dialog.problem()
        assert cause in dialog.problem()
        assert not goal.exists()
    assert list(full.parent.iterdir()) == []
    dialog.write(full, dialog._report.to_xlsx())
    assert full.is_file()


def test_a_file_may_be_dropped(dialog: IntakeDialog, qtbot: QtBot, tmp_path: Path) -> None:
    made = make_csv(offices.persons(5), damaged=0)
    path = tmp_path / "daftar.csv"
    path.write_bytes(made.data)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPoint(50, 50).toPointF(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    dialog.dropEvent(event)
    qtbot.waitUntil(lambda: dialog.rows.rowCount() == 5)
    assert event.isAccepted()


def test_cancelling_half_way_keeps_nothing(
    dialog: IntakeDialog, office: Office, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = sheet(tmp_path, 30)
    look_at(dialog, qtbot, path)
    seen: list[int] = []
    begun = threading.Event()
    real = applications.save_in

    def slowly(*args: object, **more: object) -> object:
        """Somebody presses Esc after the tenth row, once the dialog has said what it waits for."""
        seen.append(1)
        if len(seen) == 10:
            assert begun.wait(30) and dialog._task is not None
            dialog._task.cancel()
        return real(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("desktop_app.actions.intake.save_in", slowly)
    dialog.store()
    begun.set()
    qtbot.waitUntil(lambda: dialog._task is None)
    assert len(seen) == 10, "stopped at the next step"
    assert stored(office) == 0
    assert "Dibatalkan" in dialog.summary.text()
    monkeypatch.undo()
    assert dialog.store_button.isEnabled()


def book(path: Path, *sheets: list[list[str]]) -> Path:
    path.write_bytes(xlsx(*sheets))
    return path


TITLES = ["NIK", "Nama", "Domisili", "Tgl Lahir"]


def test_a_change_waits_for_space_and_its_report_is_kept(
    dialog: IntakeDialog, office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    path = book(tmp_path / "daftar.xlsx", [TITLES, [nik(), "Siti", "Jl. Damai", ""]])
    look_at(dialog, qtbot, path)
    dialog.assign(2, "alamat")
    qtbot.waitUntil(dialog.store_button.isEnabled)
    with qtbot.waitSignal(dialog.stored):
        dialog.store()
    rows = [[nik(), "Siti", "Jl. Mawar", ""], [nik(1), "Rina", "", "04/25/1994"], ["Jumlah", "", "", ""]]
    book(path, [TITLES, *rows], [TITLES, [nik(2), "Wati", "", ""]])
    again = IntakeDialog(dialog.parentWidget(), dialog.bench)  # type: ignore[attr-defined]
    again.open()
    look_at(again, qtbot, path)
    for words in ("seperti terakhir kali", "Lembar 2", "bulan ditulis lebih dahulu, terbukti di baris 3"):
        assert words in again.notes.text()
    assert again._mapping.columns["alamat"] == 2, "the columns of this source were remembered"
    assert again.store_button.words() == "Simpan 1 draf"
    row = again.rows.rows()[0]
    assert row.changed and row.words.startswith("Alamat KTP: Jl. Damai menjadi Jl. Mawar.")
    again.row_table.setFocus()
    again.row_table.select_row(0)
    qtbot.keyClick(again.row_table, Qt.Key.Key_Space)
    assert again.store_button.words() == "Simpan 1 draf, 1 perubahan"
    nothing_cut(again)
    names_unique(again)
    again.chips._choose("changed")
    assert [one.number for one in again.rows.rows()] == [2]
    with qtbot.waitSignal(again.stored):
        qtbot.keyClick(again, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: again.save_report_button.isVisible())
    assert "1 dari 1 perubahan diterima" in again.summary.text() and stored(office) == 2
    again.close()
    later = IntakeDialog(dialog.parentWidget(), dialog.bench)  # type: ignore[attr-defined]
    later.open()
    later.reports_button.click()
    qtbot.waitUntil(lambda: later.reports.model.rowCount() == 2)
    qtbot.waitUntil(later.reports.table.hasFocus)
    nothing_cut(later)
    names_unique(later)
    qtbot.keyClick(later.reports.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: later.save_report_button.isVisible())
    assert "1 dari 1 perubahan diterima" in later.summary.text() and "Ratna Puspita" in later.summary.text()
    assert later.rows.rowCount() == 3
    later.write(tmp_path / "laporan.csv", as_file(later._report, tmp_path / "laporan.csv"))
    assert (tmp_path / "laporan.csv").read_bytes().count(b"\r\n") == 4
    later.close()


def test_where_only_changes_wait_space_comes_next(dialog: IntakeDialog, qtbot: QtBot, tmp_path: Path) -> None:
    path = book(tmp_path / "satu.xlsx", [TITLES, [nik(), "Siti", "", "12-03-1994"]])
    look_at(dialog, qtbot, path)
    with qtbot.waitSignal(dialog.stored):
        dialog.store()
    book(path, [TITLES, [nik(), "Siti Marlina", "", "12-03-1994"]])
    again = IntakeDialog(dialog.parentWidget(), dialog.bench)  # type: ignore[attr-defined]
    again.open()
    look_at(again, qtbot, path)
    qtbot.waitUntil(again.row_table.hasFocus)
    assert not again.store_button.isEnabled()
    qtbot.keyClick(again.row_table, Qt.Key.Key_Space)
    assert again.store_button.words() == "Simpan 1 perubahan" and again.store_button.isEnabled()
    again.close()


@MENUS
def test_another_sheet_of_the_workbook_is_chosen(dialog: IntakeDialog, qtbot: QtBot, tmp_path: Path) -> None:
    path = book(tmp_path / "dua.xlsx", [TITLES, [nik(), "Siti", "", ""]], [TITLES, [nik(1), "Rina", "", ""]])
    look_at(dialog, qtbot, path)
    assert dialog.sheet_button.isVisible() and dialog.sheet_button.words() == "Lembar: Lembar 1"
    menu = dialog.choose_sheet()
    menu.actions()[0].trigger()
    menu.close()
    qtbot.waitUntil(lambda: [one.nama for one in dialog.rows.rows()] == ["Rina"])


def test_a_preview_that_takes_too_long_is_given_up(
    dialog: IntakeDialog, office: Office, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = sheet(tmp_path)
    gate = threading.Event()
    real = Reader.row

    def slowly(reader: Reader, source: SourceRow) -> object:
        gate.wait(20)
        return real(reader, source)

    monkeypatch.setattr(Reader, "row", slowly)
    dialog.load(path)
    qtbot.waitUntil(lambda: dialog._sheet is not None and dialog._looking is not None)
    dialog._stop_looking()
    gate.set()
    qtbot.waitUntil(lambda: dialog._looking is None)
    assert dialog.rows.rowCount() == 0 and not dialog.store_button.isEnabled()
    assert stored(office) == 0


def test_reading_a_file_that_takes_too_long_is_given_up(
    dialog: IntakeDialog, office: Office, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "panjang.csv"
    path.write_bytes(b"NIK;Nama\n" + b"1;Siti\n" * 5000)
    gate = threading.Event()
    real = dialog.read

    def slowly(path: Path, name: str, check: Check) -> Sheet:
        gate.wait(20)
        return real(path, name, check)

    monkeypatch.setattr(dialog, "read", slowly)
    dialog.load(path)
    qtbot.waitUntil(lambda: dialog._looking is not None)
    dialog._stop_looking()
    gate.set()
    qtbot.waitUntil(lambda: dialog._looking is None)
    assert dialog._sheet is None and dialog.choose_button.isEnabled()
    assert stored(office) == 0
