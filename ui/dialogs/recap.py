"""Rekap Capaian before it is issued."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from desktop_app.actions.recap import SEALERS, RecapWish, draft_recap, seal_recap
from resources.i18n import tr
from ui.bench import Bench
from ui.dialogs.sealing import Seal
from ui.dialogs.sheet_sealing import SheetSealingDialog
from ui.models.papers import Laid
from ui.pages.base import Page
from ui.widgets.flow import Flow


class RecapDialog(SheetSealingDialog):
    """The recap of a programme and year: DKUM's, or the kelurahan's own."""

    def __init__(self, page: Page, bench: Bench, wish: RecapWish) -> None:
        super().__init__(page, bench, tr("Rekap Capaian"), SEALERS)
        self._asked = wish
        self.body.insertWidget(0, Flow(self.upright, self.f4))
        self.again()

    def drafting(self) -> Callable[[], Laid]:
        office, wish = self._bench.office, replace(self._asked, form=self.chosen_form)
        return lambda: draft_recap(office, wish)

    def issuing(self) -> Seal:
        office, wish = self._bench.office, replace(self._asked, form=self.chosen_form)
        return lambda number, seen, _step: seal_recap(office, replace(wish, nomor=number), seen=seen)
