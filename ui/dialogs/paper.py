"""A paper before it goes anywhere: seen as it will be, printed, saved, or opened in another program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import shiboken6
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent

from desktop_app.actions import access
from desktop_app.errors import WiraError
from resources.i18n import tr
from ui.bench import Bench
from ui.models import papers as work
from ui.pages import dokumen_print
from ui.pages.base import Page
from ui.pages.dokumen_files import FOLDER, ask_path
from ui.pages.dokumen_paper import PaperPane
from ui.printing import ask_printer
from ui.widgets.dialog import Dialog
from ui.widgets.labels import WrapLabel
from ui.widgets.toast import announce

_AROUND = 24
_LEAST = 230


class PaperDialog(Dialog):
    """Shows what `draw` lays out in the reading thread. Ctrl+P prints, Ctrl+S saves the PDF.

    A subclass adds what it asks for to `body`; the paper takes the height that the window leaves.
    """

    def __init__(
        self, page: Page, bench: Bench, title: str, draw: Callable[[], bytes] | None = None, *,
        stem: str = "", note: str = "",
    ) -> None:  # fmt: skip
        super().__init__(page, title, icon="file-text", width=900)
        self._page, self._bench, self._title = page, bench, title
        self._stem, self._note = stem, note
        self.paper = PaperPane(bench.worker)
        self.paper.setFixedHeight(_LEAST)
        self.paper.print_asked.connect(self.print_paper)
        self.paper.save_asked.connect(self.save_paper)
        self.paper.open_asked.connect(self.open_paper)
        self.body.addWidget(self.paper)
        self.problem = WrapLabel("", tone="bad")
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.rejected.connect(self.deleteLater)
        if draw is not None:
            self.close_button()
            self.draw(draw)

    def close_button(self) -> None:
        """The button that ends it; subclasses put theirs around it."""
        close = self.add_button(tr("Tutup"), key="Esc")
        close.clicked.connect(self.reject)

    def draw(self, make: Callable[[], bytes]) -> None:
        """Lay out another paper; the newest wins."""
        self.lay_out(lambda: work.of_pdf(make()))

    def lay_out(self, make: Callable[[], work.Paper]) -> None:
        """The same, as a paper that can be shown."""
        self.paper.clear(self._title)
        self.problem.hide()
        self._bench.worker.ask(
            lambda _progress: make(),
            self.drawn,
            self.refused,
            key="kertas:pratinjau",
            owner=self,
        )

    def drawn(self, paper: work.Paper) -> None:
        """The paper is there."""
        self.paper.show_paper(self._title, paper, self._note)
        self.paper.view.setFocus()

    def refused(self, error: WiraError) -> None:
        """It cannot be laid out, or what was asked of it cannot be done."""
        self.say(str(error))

    def say(self, words: str) -> None:
        """Tell below the paper why something is not done."""
        self.problem.setText(words)
        self.problem.show()
        self._fit()
        announce(self, words)

    def _if_open(self, call: Callable[..., object]) -> Callable[..., object]:
        """`call`, unless the dialog is gone by then: work that the page owns goes on without it."""

        def told(*values: object) -> None:
            if shiboken6.isValid(self):
                call(*values)

        return told

    def file_name(self) -> str:
        """What a saved copy is called; no personal data."""
        return f"{self._stem}.pdf" if self._stem else work.file_name(self._title, tr("draf"))

    def noted_as(self) -> tuple[str, str]:
        """The record (hex) and the code that the access log keeps where the paper is printed, saved or handed
        to another program: whose paper it is, and which. Asked before it happens."""
        return "", "draf"

    def _written(self, pdfs: Sequence[bytes], path: Path, noted: tuple[str, str]) -> Path:
        """In the thread that writes: noted, then there."""
        record, about = noted
        access.given(self._bench.office, record, about=about)
        return work.save_all(pdfs, path)

    def set_height(self, height: int) -> None:
        """How high the paper is in this window."""
        self.paper.setFixedHeight(height)

    def fill(self, spare: int) -> None:
        self.set_height(max(_LEAST, self.paper.minimumHeight() + spare - _AROUND))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            deeds = {Qt.Key.Key_P: self.print_paper, Qt.Key.Key_S: self.save_paper}
            deed = deeds.get(Qt.Key(event.key()))
            if deed is not None:
                deed()
                return
        super().keyPressEvent(event)

    # --- doing

    def print_paper(self) -> None:
        """The system's print dialog."""
        paper = self.paper.paper()
        if paper is None or not paper.sheets:
            return
        ask_printer(self, self._title, paper.sheets, self.print_on, lambda: None)

    def print_on(self, printer: object) -> None:
        """Print the paper shown on the printer that was chosen."""
        paper = self.paper.paper()
        if paper is not None:
            strip, (record, about) = self.paper.progress, self.noted_as()
            dokumen_print.send(
                self._page, self._bench, strip, printer, self._title, paper.sheets, record, about
            )

    def save_paper(self) -> None:
        """Choose where, and write the PDF there."""
        if self.paper.paper() is None:
            return
        ask_path(self, self._bench.prefs, tr("Simpan PDF"), self.file_name(), self.save_to)

    def save_to(self, path: Path) -> None:
        """Write the PDF to `path`."""
        paper = self.paper.paper()
        if paper is None:
            return
        self._bench.prefs.put(FOLDER, str(path.parent))
        noted = self.noted_as()
        self._bench.do(
            lambda _progress: self._written(paper.pdfs, path, noted),
            lambda done: self._page.toast(tr("Tersimpan: {nama}", nama=done.name)),
            owner=self._page,
            refused=self._if_open(self.refused),
        )

    def open_paper(self) -> None:
        """Hand a copy to the system's viewer; it is removed when Dokumen is next begun."""
        paper = self.paper.paper()
        if paper is None:
            return
        path = self._bench.office.home / "documents" / self.file_name()
        noted = self.noted_as()
        self._bench.do(
            lambda _progress: self._written(paper.pdfs, path, noted),
            lambda done: QDesktopServices.openUrl(QUrl.fromLocalFile(str(done))),
            owner=self._page,
        )
