"""Files that go from Dokumen: where a PDF shall be saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from resources.i18n import tr
from ui.dialogs.pick import pick_save
from ui.prefs import Prefs

FOLDER = "dokumen.folder"
"""The choice that holds the folder."""


def papers_folder(prefs: Prefs) -> Path:
    """Where papers went last."""
    usual = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(prefs.get(FOLDER, usual))


def ask_path(
    page: QWidget, prefs: Prefs, title: str, name: str, chosen: Callable[[Path], object]
) -> QFileDialog:
    """Ask where to save `name`; `chosen` hears of it."""
    return pick_save(page, title, papers_folder(prefs) / name, tr("Dokumen PDF (*.pdf)"), chosen)
