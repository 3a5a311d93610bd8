"""Rekap Capaian before it is issued."""

from __future__ import annotations

from dataclasses import replace

from desktop_app.actions.recap import SEALERS, RecapWish, draft_recap, seal_recap
from resources.i18n import tr
from ui.bench import Bench
from ui.dialogs.sealing import SealingDialog
from ui.pages.base import Page


class RecapDialog(SealingDialog):
    """The recap of a programme and year: DKUM's, or the kelurahan's own."""

    def __init__(self, page: Page, bench: Bench, wish: RecapWish) -> None:
        office = bench.office
        super().__init__(
            page,
            bench,
            tr("Rekap Capaian"),
            draft=lambda: draft_recap(office, wish),
            seal=lambda number, seen, _step: seal_recap(office, replace(wish, nomor=number), seen=seen),
            roles=SEALERS,
        )
