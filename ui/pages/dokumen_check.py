"""Papers from elsewhere in Dokumen: chosen or dropped, judged, and shown beside their verdict."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from resources.i18n import tr
from ui.dialogs.pick import pick_files
from ui.models import papers as work
from ui.models.papers import Paper
from ui.pages.dokumen_desk import Desk
from ui.pages.dokumen_files import FOLDER
from ui.widgets.toast import announce


class Checks:
    """Judges other people's papers. `before` is the line that was chosen before."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.before = ""

    def ask(self) -> None:
        """Ctrl+D: choose a PDF and judge it."""
        desk = self._desk
        start = str(desk.bench.prefs.get(FOLDER, ""))
        kinds = tr("Dokumen PDF (*.pdf)")
        desk.dialog = pick_files(
            desk, tr("Periksa PDF lain"), start, kinds, lambda paths: self.check(paths[0])
        )

    def check(self, path: Path) -> None:
        """Show the verdict on a PDF from elsewhere."""
        desk = self._desk
        line = desk.list_card.current()
        self.before = line.key if line is not None else self.before
        desk.checked = path.name
        desk.wanted = key = f"berkas:{path}"
        desk.list_card.choose("")
        desk.shown = ""
        desk.arrange()
        desk.paper.clear(path.name)
        desk.verdict.show_busy()
        desk.bench.worker.ask(
            lambda _progress: work.open_file(desk.office, path),
            lambda paper: self._judged(key, path, paper),
            lambda error: desk.unopened(key, error),
            key="dokumen:buka",
            owner=desk,
        )

    def _judged(self, key: str, path: Path, paper: Paper) -> None:
        desk = self._desk
        if desk.wanted != key:
            return
        desk.paper.show_paper(path.name, paper)
        desk.verdict.show_checked(path.name, paper)
        announce(desk.verdict, desk.verdict.words)
        desk.verdict.setFocus(Qt.FocusReason.OtherFocusReason)
