"""What the parts of Dokumen share: the register, the paper shown, its verdict, and which of them is meant."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.errors import WiraError
from desktop_app.queries.documents import IssuedDocument
from resources.i18n import tr
from ui.bench import Bench
from ui.models import papers as work
from ui.models.papers import Register, RosterForm
from ui.pages.base import Page, Subject
from ui.pages.dokumen_list import Line, RegisterCard
from ui.pages.dokumen_paper import PaperPane
from ui.pages.dokumen_verdict import VerdictPane
from ui.widgets.dialog import Dialog


class Desk(Page):
    """Three panes, and what is on them. The page itself fills them; its parts do what is asked of them.

    `wanted` is the key of the line whose paper is awaited or shown, `checked` whether papers from
    elsewhere stand before it, `shown` what is shown of an issued document: its record and how it stands.
    """

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench, self.office = bench, bench.office
        self.city = bench.office.info.kind == "dkum"
        self.register: Register | None = None
        self.year: int | None = None
        self.forms: dict[str, RosterForm] = {}
        self.wanted = ""
        self.checked = False
        self.shown = ""
        self.dialog: Dialog | QFileDialog | Any = None
        self.list_card = RegisterCard(city=self.city)
        self.list = self.list_card.list
        self.paper = PaperPane(bench.worker)
        self.verdict = VerdictPane()

    # --- what the page does

    def load(self) -> None:
        """Read the register again."""
        raise NotImplementedError

    def fill(self) -> None:
        """Show the register that was read, the drafts of this sitting above it."""
        raise NotImplementedError

    def arrange(self) -> None:
        """What is being checked; else the register, or the empty place while there is nothing to list."""
        raise NotImplementedError

    # --- what is meant

    def line(self) -> Line | None:
        """The line that is chosen; none while a file from elsewhere is shown."""
        return None if self.checked else self.list_card.current()

    def issued(self) -> IssuedDocument | None:
        """The issued document that is chosen."""
        line = self.line()
        return line.issued if line is not None else None

    def subject(self) -> Subject | None:
        line = self.line()
        if line is None or line.issued is None:
            return None
        return Subject(line.issued.record, f"{line.title} {line.issued.nomor}".strip())

    def paper_title(self) -> str:
        """What the paper shown is called."""
        line = self.line()
        return line.title if line is not None else tr("Dokumen")

    def file_name(self) -> str:
        """What its file is called, without anybody's name."""
        line = self.line()
        if line is None:
            return "dokumen.pdf"
        number = line.issued.nomor if line.issued else tr("draf")
        return work.file_name(line.title, number)

    # --- what is shown

    def open_dialog(self, dialog: Dialog) -> None:
        """Show a dialog that goes when it is answered."""
        self.dialog = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def unopened(self, key: str, error: WiraError) -> None:
        """What was wanted under `key` could not be opened."""
        if self.wanted == key:
            self.shown = ""
            self.paper.clear()
            self.verdict.show_refused(error.message, error.next_step)
