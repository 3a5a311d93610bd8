"""Many issued papers printed or saved into a folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Qt

from resources.i18n import mark, tr, trn
from ui.bench import Bench
from ui.dialogs.papers_list import PapersDialog
from ui.dialogs.pick import pick_folder
from ui.looks import PillLook
from ui.models import many as work
from ui.models.many import ManyLine
from ui.pages.base import Page
from ui.printing import ask_printer
from ui.widgets.button import Button

FOLDER = "dokumen.folder"


class ManyDialog(PapersDialog):
    """`lines` are the papers listed, `looks` how each state looks, `picked` the records picked at first."""

    NAME = mark("Dokumen untuk dicetak atau disimpan")

    def __init__(
        self,
        page: Page,
        bench: Bench,
        lines: Sequence[ManyLine],
        looks: Callable[[str], PillLook],
        picked: Sequence[str],
    ) -> None:
        title = tr("Cetak atau simpan banyak dokumen")
        super().__init__(page, bench, title, "printer", lines, looks, picked)
        self.asked: Any = None
        self.save_button = self.add_button(tr("Simpan ke folder…"), key="Ctrl+S")
        self.save_button.clicked.connect(self.ask_folder)
        self.print_button = self.add_button(tr("Cetak…"), kind="primary", icon="printer", key="Ctrl+P")
        self.print_button.clicked.connect(self.ask_printer)
        self._show()

    def ask_printer(self) -> None:
        """Ctrl+P: the system's print dialog, for all of them at once."""
        if self.chosen() and self._task is None:
            title = trn("{n} dokumen", "{n} dokumen", len(self.picked))
            self.asked = ask_printer(self, title, None, self.print_on, lambda: None)

    def print_on(self, printer: Any) -> None:
        """Print what is picked on the printer that was chosen."""
        office, lines = self._bench.office, self.chosen()
        words = trn("Mencetak {n} dokumen", "Mencetak {n} dokumen", len(lines))
        self._do(words, lambda told: work.print_many(office, lines, printer, told), self._done, reads=True)

    def ask_folder(self) -> None:
        """Ctrl+S: where to save them."""
        if self.chosen() and self._task is None:
            usual = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
            start = str(self._bench.prefs.get(FOLDER, usual))
            self.asked = pick_folder(self, tr("Simpan dokumen ke folder"), start, self.save_to)

    def save_to(self, folder: Path) -> None:
        """Save what is picked into `folder`."""
        self._bench.prefs.put(FOLDER, str(folder))
        office, lines = self._bench.office, self.chosen()
        words = trn("Menyimpan {n} dokumen", "Menyimpan {n} dokumen", len(lines))
        self._do(words, lambda told: work.save(office, lines, folder, told), self._done, reads=True)

    def _doers(self) -> Sequence[Button]:
        return (self.save_button, self.print_button)

    def _steps(self) -> dict[Qt.Key, Callable[[], object]]:
        return {**super()._steps(), Qt.Key.Key_P: self.ask_printer, Qt.Key.Key_S: self.ask_folder}
