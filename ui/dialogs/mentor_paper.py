"""A paper about mentors before it is issued: seen as DRAF, printed, saved, or sealed."""

from __future__ import annotations

from dataclasses import replace

from desktop_app.actions.mentor_papers import SEALERS, MentorPaperWish, draft_paper, seal_paper
from ui.bench import Bench
from ui.dialogs.sealing import SealingDialog
from ui.pages.base import Page


class MentorPaperDialog(SealingDialog):
    """The report, the roster or the list of mentors that `wish` asks for."""

    def __init__(self, page: Page, bench: Bench, wish: MentorPaperWish, title: str) -> None:
        office = bench.office
        super().__init__(
            page,
            bench,
            title,
            draft=lambda: draft_paper(office, wish),
            seal=lambda number, seen, _step: seal_paper(office, replace(wish, nomor=number), seen=seen),
            roles=SEALERS,
        )
