"""Daftar Tunggu before it is issued: both editions, or one of them, under one letter number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from desktop_app.actions import waiting_list
from desktop_app.actions.waiting_list import WaitingWish
from resources.i18n import tr
from ui.bench import Bench
from ui.dialogs.office_paper import Kinds, OfficePaperDialog
from ui.dialogs.sealing import Seal
from ui.models import papers as work
from ui.models.papers import EDITION_WORDS, Edition, Laid
from ui.pages.base import Page
from ui.widgets.button import Chip
from ui.widgets.flow import Flow


class WaitingDialog(OfficePaperDialog):
    """Its editions stand one after the other; the notice board's names neither NIK nor household."""

    def __init__(self, page: Page, bench: Bench, kinds: Kinds) -> None:
        self._editions: tuple[Edition, ...] = next(iter(EDITION_WORDS))
        self._day = bench.office.today()
        super().__init__(page, bench, tr("Daftar Tunggu"), kinds, waiting_list.SEALERS)
        self.editions = {
            one: Chip(tr(words), checked=one == self._editions) for one, words in EDITION_WORDS.items()
        }
        for one, chip in self.editions.items():
            chip.clicked.connect(lambda _on=False, one=one: self.choose_editions(one))
        self.day = self.day_field(tr("Tanggal surat"), self._day)
        self.day_row = self.options.row(tr("Tanggal surat"), self.day)
        self.add_hand()
        self.day.left.connect(self.read_fields)
        chips = (*self.kinds.values(), *self.editions.values(), self.upright, self.f4)
        self.body.insertWidget(0, Flow(*chips))
        self.body.insertWidget(1, self.options)
        self.again()

    def choose_editions(self, wanted: tuple[Edition, ...]) -> None:
        """These editions."""
        self._editions = wanted
        for each, chip in self.editions.items():
            chip.setChecked(each == wanted)
        self.again()

    def again(self) -> None:
        office, wish, wanted = self._bench.office, self._wish(), self._editions
        self.lay_out(
            lambda: work.of_drafts(
                [waiting_list.draft_waiting(office, replace(wish, edisi=one)) for one in wanted]
            )
        )

    def read_fields(self) -> bool:
        day = self.day_required(self.day, self.day_row)
        if day is None:
            return False
        if day != self._day:
            self._day = day
            self.again()
        return self.read_hand()

    def _wish(self) -> WaitingWish:
        program, tahun = self.chosen
        form, hand = self.chosen_form, self._hand
        return WaitingWish(program, tahun, tanggal=self._day, form=form, hand=hand)

    def drafting(self) -> Callable[[], Laid]:
        office, wish = self._bench.office, replace(self._wish(), edisi=self._editions[0])
        return lambda: waiting_list.draft_waiting(office, wish)

    def issuing(self) -> Seal:
        office, wish, wanted = self._bench.office, self._wish(), self._editions
        paper = self.paper.paper()
        seen = paper.contents if paper is not None else ()
        return lambda number, _seen, step: waiting_list.seal_waiting(
            office, replace(wish, nomor=number), wanted, seen=seen, progress=step
        )[0]
