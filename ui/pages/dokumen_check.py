"""Papers from elsewhere in Dokumen: chosen or dropped, and shown before the register until one goes back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from resources.i18n import tr
from ui.dialogs.pick import pick_files
from ui.models import papers as work
from ui.pages.dokumen_desk import Desk
from ui.pages.dokumen_files import FOLDER
from ui.pages.periksa_pane import CheckPane, kinds_of_papers


class Checks:
    """Other people's papers. `pane` shows them, in the place of the register and its paper."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.pane = CheckPane(
            desk.bench.worker,
            lambda: work.anchors(desk.office),
            desk.bench.now,
            back=tr("Kembali ke terbitan"),
        )

    def ask(self) -> None:
        """Ctrl+D: choose PDFs or scans and judge them."""
        desk = self._desk
        self.pane.wake()
        start = str(desk.bench.prefs.get(FOLDER, ""))
        desk.dialog = pick_files(desk, tr("Periksa dokumen"), start, kinds_of_papers(), self.check)

    def check(self, paths: Sequence[Path]) -> None:
        """Show the verdict on papers from elsewhere, and what their pages say."""
        self._desk.checked = True
        self._desk.arrange()
        self.pane.check(paths)

    def leave(self) -> None:
        """Back to the register."""
        self._desk.checked = False
        self._desk.arrange()
        self.pane.rest()
