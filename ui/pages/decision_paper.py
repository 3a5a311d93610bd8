"""The decision list on paper: how it lies, chosen before it is issued, and the issued one saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop_app.actions import decisions
from desktop_app.documents.sheets import Form
from desktop_app.errors import WiraError
from resources.i18n import tr
from ui.bench import Bench
from ui.dialogs.paper_size import OfferA4
from ui.dialogs.sheet_sealing import f4_chip, form_of
from ui.pages.sync_steps import SyncSteps
from ui.widgets.button import Chip
from ui.widgets.dialog import StopDialog
from ui.widgets.flow import Flow
from ui.widgets.labels import Label


class DecisionPaper(Flow):
    """On which paper the list of a proposal will be issued, and which way it lies."""

    def __init__(self, bench: Bench) -> None:
        self.f4 = f4_chip(bench)
        self.upright = Chip(tr("Potret"))
        self.question: OfferA4 | None = None
        super().__init__(Label(tr("Kertas daftar putusan"), tone="text2"), self.f4, self.upright)

    @property
    def form(self) -> Form:
        """As it is chosen now."""
        return form_of(self.f4, self.upright)

    def before_issuing(self, parent: QWidget, go: Callable[[Form], object]) -> None:
        """`go` with what was chosen; where that is F4, A4 is offered first, but not to who may not choose."""
        if self.isHidden() or not self.f4.isChecked():
            go(self.form)
            return

        def on_a4() -> None:
            self.f4.setChecked(False)
            go(self.form)

        self.question = OfferA4(parent, lambda: go(self.form), on_a4)
        self.question.open()


def save(
    bench: Bench, steps: SyncSteps, owner: QWidget, document: str, said: Callable[[str], object]
) -> None:
    """Put an issued list as PDF and JSON into a folder that is asked for."""
    office = bench.office

    def go(folder: Path) -> None:
        bench.do(
            lambda _progress: decisions.save_list(office, document, folder),
            lambda paths: said(
                tr("{nama} dan JSON-nya tersimpan di {folder}.", nama=paths[0].name, folder=folder.name)
            ),
            owner=owner,
            refused=refused,
        )

    def refused(error: WiraError) -> None:
        StopDialog.for_error(owner, tr("Daftar belum tersimpan"), error).open()

    steps.with_folder(tr("Simpan daftar putusan di folder"), go, ask=True)
