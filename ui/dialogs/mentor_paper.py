"""A paper about mentors before it is issued: seen as DRAF, printed, saved, or sealed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from desktop_app.actions.mentor_papers import SEALERS, MentorPaperWish, draft_paper, seal_paper
from ui.bench import Bench
from ui.dialogs.sealing import Seal
from ui.dialogs.sheet_sealing import SheetSealingDialog
from ui.models.papers import Laid
from ui.pages.base import Page
from ui.widgets.flow import Flow


class MentorPaperDialog(SheetSealingDialog):
    """The report, the roster or the list of mentors that `wish` asks for."""

    def __init__(self, page: Page, bench: Bench, wish: MentorPaperWish, title: str) -> None:
        super().__init__(page, bench, title, SEALERS)
        self._asked = wish
        self.body.insertWidget(0, Flow(self.upright, self.f4))
        self.again()

    def drafting(self) -> Callable[[], Laid]:
        office, wish = self._bench.office, replace(self._asked, form=self.chosen_form)
        return lambda: draft_paper(office, wish)

    def issuing(self) -> Seal:
        office, wish = self._bench.office, replace(self._asked, form=self.chosen_form)
        return lambda number, seen, _step: seal_paper(office, replace(wish, nomor=number), seen=seen)
