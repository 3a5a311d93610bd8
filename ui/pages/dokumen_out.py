"""How the paper shown in Dokumen leaves it: the printer, a folder, another program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from desktop_app.actions import access
from desktop_app.domain.documenting import CALLED_OFF, ERASED
from desktop_app.errors import WiraError
from resources.i18n import tr
from ui.dialogs.many import ManyDialog
from ui.models import papers as work
from ui.models.many import ManyLine
from ui.models.papers import Paper
from ui.pages.dokumen_desk import Desk
from ui.pages.dokumen_files import FOLDER, ask_path
from ui.pages.dokumen_list import LOOKS, REPLACED
from ui.pages.dokumen_print import send
from ui.printing import ask_printer
from ui.widgets.dialog import StopDialog
from ui.worker import Progress

_OVER = (REPLACED.word, *(LOOKS[state].word for state in {*CALLED_OFF, *ERASED}))
"""How papers stand that are not picked by themselves."""


class Outgoing:
    """Prints, saves and hands on what the page shows: always the bytes that were issued."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def ready(self) -> bool:
        """Whether there is a paper with pages."""
        return self._paper() is not None

    def print(self) -> None:
        """Ctrl+P: the system's print dialog, then page by page."""
        paper = self._paper()
        if paper is not None:
            self._though_called_off(tr("Cetak juga"), lambda: self._print(paper))

    def _print(self, paper: Paper) -> None:
        desk = self._desk
        desk.dialog = ask_printer(
            desk, desk.paper_title(), paper.sheets, self.print_on,
            lambda: desk.toast(tr("Tidak ada yang dicetak.")),
        )  # fmt: skip

    def print_on(self, printer: Any) -> None:
        """Print the paper shown on the printer that was chosen."""
        desk, paper = self._desk, self._paper()
        if paper is not None:
            send(
                desk, desk.bench, desk.paper.progress, printer, desk.paper_title(), paper.sheets,
                self._record(),
            )  # fmt: skip

    def save(self) -> None:
        """Ctrl+S: choose where, and write the same bytes there."""
        if self._paper() is not None:
            self._though_called_off(tr("Simpan juga"), self._save)

    def _save(self) -> None:
        desk = self._desk
        desk.dialog = ask_path(desk, desk.bench.prefs, tr("Simpan PDF"), desk.file_name(), self.save_to)

    def save_to(self, path: Path) -> None:
        """Write the paper shown to `path`; several editions get their own files."""
        paper = self._desk.paper.paper()
        if paper is not None:
            self._write(paper.pdfs, path)

    def save_part(self, part: tuple[str, bytes] | None) -> None:
        """Choose where, and write what was sealed in a file from elsewhere, without what was added later."""
        if part is None:
            return
        desk, (file, pdf) = self._desk, part
        name = tr("{nama}-isi-segel.pdf", nama=Path(file).stem)
        title = tr("Simpan isi yang disegel")
        desk.dialog = ask_path(desk, desk.bench.prefs, title, name, lambda path: self._write((pdf,), path))

    def view(self) -> None:
        """Ctrl+O: hand a copy to the system's viewer; it goes when Dokumen is next begun, or Wira closed."""
        paper = self._paper()
        if paper is not None:
            self._though_called_off(tr("Buka juga"), lambda: self._view(paper))

    def _view(self, paper: Paper) -> None:
        desk = self._desk
        office, name, record = desk.office, desk.file_name(), self._record()

        def deed(_progress: Progress) -> Path:
            access.given(office, record, about="dokumen" if record else "draf")
            return work.lay_out_for_viewer(paper.pdfs, office.home, name)

        desk.bench.do(
            deed,
            lambda done: QDesktopServices.openUrl(QUrl.fromLocalFile(str(done))),
            owner=desk,
        )

    def any_issued(self) -> bool:
        """Whether there is an issued document."""
        return any(line.issued is not None for line in self._desk.list_card.lines())

    def many(self) -> None:
        """Ctrl+Shift+P: print or save many at once; picked at first are those listed that still count."""
        desk = self._desk
        every = [line for line in desk.list_card.lines() if line.issued is not None]
        if not every:
            desk.toast(tr("Belum ada dokumen terbit yang dapat dicetak."))
            return
        lines = [ManyLine(line.key, line.title, line.sub, line.look.word) for line in every]
        looks = {line.look.word: line.look for line in every}
        counting = [line.key for line in desk.list_card.shown() if line.look.word not in _OVER]
        desk.dialog = ManyDialog(desk, desk.bench, lines, looks.__getitem__, counting)
        desk.dialog.open()

    def clear_viewed(self) -> None:
        """Remove what the system's viewer was once given."""
        office = self._desk.office
        self._desk.bench.do(lambda _progress: office.clear_viewed(), owner=self._desk)

    # --- within

    def _though_called_off(self, action: str, go: Callable[[], None]) -> None:
        """Do it; of a document that counts no more only after a question."""
        line = self._desk.issued()
        if line is None or line.state not in CALLED_OFF:
            go()
            return
        dialog = StopDialog.asking(
            self._desk,
            tr("Dokumen ini dibatalkan"),
            tr("Nomor {nomor} tidak berlaku lagi. Salinannya mudah dikira masih berlaku.", nomor=line.nomor),
            action=action, danger=True,
        )  # fmt: skip
        dialog.accepted.connect(go)
        self._desk.open_dialog(dialog)

    def _paper(self) -> Paper | None:
        paper = self._desk.paper.paper()
        return paper if paper is not None and paper.sheets and not self._desk.checked else None

    def _record(self) -> str:
        """Which document the access log names; "" for a draft or a file from elsewhere."""
        issued = self._desk.issued()
        return issued.record if issued is not None else ""

    def _write(self, pdfs: tuple[bytes, ...], path: Path) -> None:
        desk = self._desk
        desk.bench.prefs.put(FOLDER, str(path.parent))
        record = self._record()

        def deed(_progress: Progress) -> Path:
            access.given(desk.office, record, about="dokumen" if record else "draf")
            return work.save_all(pdfs, path)

        desk.bench.do(
            deed,
            lambda done: desk.toast(tr("Tersimpan: {nama}", nama=done.name)),
            owner=desk,
            refused=self._unsaved,
        )

    def _unsaved(self, error: WiraError) -> None:
        self._desk.open_dialog(StopDialog.for_error(self._desk, tr("PDF belum tersimpan"), error))
