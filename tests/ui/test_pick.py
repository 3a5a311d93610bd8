"""Where a file is written: asked with the system's dialog, its ending after the kind that is chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from ui.dialogs.pick import pick_save


def test_the_ending_follows_the_kind(qtbot: QtBot, tmp_path: Path) -> None:
    page, told = QWidget(), list[Path]()
    qtbot.addWidget(page)
    kinds = "Lembar kerja (*.xlsx);;Teks bertitik koma (*.csv)"
    dialog = pick_save(page, "Simpan laporan", tmp_path / "laporan.xlsx", kinds, told.append)
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    assert dialog.directory().path() == str(tmp_path)
    assert [Path(name).name for name in dialog.selectedFiles()] == ["laporan.xlsx"]
    assert dialog.defaultSuffix() == "xlsx"
    dialog.filterSelected.emit("Teks bertitik koma (*.csv)")
    assert dialog.defaultSuffix() == "csv"
    dialog.fileSelected.emit(str(tmp_path / "lain.csv"))
    assert told == [tmp_path / "lain.csv"]
    dialog.close()
