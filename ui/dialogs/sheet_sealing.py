"""A paper before it is issued, on A4 or F4, upright or across; A4 is offered before F4 is sealed."""

from __future__ import annotations

from collections.abc import Callable, Collection

from desktop_app.documents.sheets import Direction, Form, PaperName
from resources.i18n import tr
from ui.bench import Bench
from ui.dialogs.paper_size import OfferA4
from ui.dialogs.sealing import SealingDialog
from ui.models import papers as work
from ui.models.papers import SHEET_PAPER, Laid
from ui.pages.base import Page
from ui.widgets.button import Chip


def f4_chip(bench: Bench) -> Chip:
    """The larger paper, as this office chose it last; what it may cost is said."""
    chip = Chip(tr("Kertas F4 (215 x 330 mm)"), checked=bench.prefs.get(SHEET_PAPER, "A4") == "F4")
    chip.setToolTip(tr("Printer lama mungkin tidak mengenal F4. Bila ragu, pakai A4."))
    chip.toggled.connect(lambda on: bench.prefs.put(SHEET_PAPER, "F4" if on else "A4"))
    return chip


def form_of(f4: Chip, upright: Chip) -> Form:
    """What the two chips say together."""
    return Form("F4" if f4.isChecked() else "A4", "potret" if upright.isChecked() else "lanskap")


class SheetSealingDialog(SealingDialog):
    """The chips `f4` and `upright` are put where a subclass wants them, which then calls `again`. The size
    chosen last is offered again in this office; `direction` is how the paper usually lies."""

    def __init__(
        self,
        page: Page,
        bench: Bench,
        title: str,
        roles: Collection[str],
        *,
        direction: Direction = "lanskap",
    ) -> None:
        self.question: OfferA4 | None = None
        self._seen = False
        self.f4 = f4_chip(bench)
        self.upright = Chip(tr("Potret"), checked=direction == "potret")
        super().__init__(page, bench, title, roles=roles)
        self.f4.toggled.connect(lambda _on: self.again())
        self.upright.toggled.connect(lambda _on: self.again())

    def drafting(self) -> Callable[[], Laid]:
        """What lays the paper out as DRAF as it is chosen now; it runs in the reading thread."""
        raise NotImplementedError

    @property
    def paper_name(self) -> PaperName:
        """The size that is chosen."""
        return "F4" if self.f4.isChecked() else "A4"

    @property
    def chosen_form(self) -> Form:
        """The size, and how it lies."""
        return form_of(self.f4, self.upright)

    def again(self) -> None:
        """Something else was chosen: lay it out anew."""
        self.lay(self.drafting())

    def drawn(self, paper: work.Paper) -> None:
        """The number is asked for once, and not while somebody chooses."""
        if self._seen:
            self.on_time()
            self.paper.show_paper(self._title, paper, self._note)
            return
        self._seen = True
        super().drawn(paper)

    def seal(self) -> None:
        """Issue it; on F4 after A4 was offered."""
        if self.paper_name == "A4":
            super().seal()
            return
        if self.shown_to_seal() is None:
            return
        self.question = OfferA4(self, super().seal, lambda: self.f4.setChecked(False))
        self.question.open()
