"""The order of a programme on paper: a forecast, the Daftar Tunggu, or the reasons of one person."""

from __future__ import annotations

from desktop_app.queries.quota import QuotaView
from resources.i18n import tr
from ui.bench import Bench
from ui.dialogs.paper import PaperDialog
from ui.dialogs.sheet_sealing import f4_chip, form_of
from ui.models import papers
from ui.pages import kuota_words as words
from ui.pages.base import Page
from ui.widgets.button import Chip
from ui.widgets.flow import Flow


class RankingDialog(PaperDialog):
    """Everybody of `view`, or `only` one of them (record and place)."""

    def __init__(
        self, page: Page, bench: Bench, view: QuotaView, *, only: tuple[str, int] | None = None
    ) -> None:
        title, stem = words.paper_title(view), view.stem
        if only is not None:
            title, stem = tr("Alasan urutan {nomor}", nomor=only[1]), f"alasan-urutan-{only[1]}"
        office = bench.office
        scope = view.scope if office.info.kind == "dkum" else office.info.scope
        program, year = view.rules.program, view.rules.tahun
        records = (only[0],) if only is not None else ()
        super().__init__(page, bench, title, stem=stem)
        self._make = lambda form: papers.ranking(office, program, year, scope, records, form)
        self.upright, self.f4 = Chip(tr("Potret")), f4_chip(bench)
        self.body.insertWidget(0, Flow(self.upright, self.f4))
        self.close_button()
        for chip in (self.upright, self.f4):
            chip.toggled.connect(lambda _on: self._lay())
        self._lay()

    def _lay(self) -> None:
        form = form_of(self.f4, self.upright)
        self.draw(lambda: self._make(form))
