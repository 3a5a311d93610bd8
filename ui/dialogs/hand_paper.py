"""Sheets that are filled in and signed by hand: the blank form, or the sheets of one applicant."""

from __future__ import annotations

from desktop_app.actions import hand_papers
from desktop_app.actions.hand_papers import TITLES, HandWish, Kind
from desktop_app.documents.flow import Printed
from desktop_app.documents.sheets import Form
from desktop_app.domain.fields import PROGRAMS
from resources.i18n import tr
from ui.bench import Bench
from ui.dialogs.paper import PaperDialog
from ui.pages.base import Page
from ui.widgets.button import Chip
from ui.widgets.flow import Flow

_TRIAL = "uji"


class HandPaperDialog(PaperDialog):
    """Without `record` the blank form of a programme and the page that tries the printer; with it the sheets
    of that applicant, whose registration number is `number`."""

    def __init__(self, page: Page, bench: Bench, record: str = "", number: str = "") -> None:
        title = tr("Lembar untuk {nomor}", nomor=number) if record else tr("Formulir kosong")
        super().__init__(page, bench, title)
        self._record, self._number = record, number
        words = {kind: tr(name) for kind, name in TITLES.items()}
        if not record:
            words = {choice.code: tr(choice.label) for choice in PROGRAMS} | {_TRIAL: tr("Halaman uji cetak")}
        self._chosen = next(iter(words))
        self.kinds: dict[str, Chip] = {}
        for code, name in words.items():
            chip = Chip(name, checked=code == self._chosen)
            chip.clicked.connect(lambda _on=False, code=code: self.choose(code))
            self.kinds[code] = chip
        self.f4 = Chip(tr("Kertas F4 (215 x 330 mm)"))
        self.f4.setToolTip(tr("Printer lama mungkin tidak mengenal F4. Bila ragu, pakai A4."))
        self.f4.toggled.connect(lambda _on: self.show_sheet())
        self.body.insertWidget(0, Flow(*self.kinds.values(), self.f4))
        self.close_button()
        self.show_sheet()

    def noted_as(self) -> tuple[str, str]:
        return self._record, self._chosen if self._record else "formulir"

    def choose(self, code: str) -> None:
        """Another sheet."""
        self._chosen = code
        for each, chip in self.kinds.items():
            chip.setChecked(each == code)
        self.show_sheet()

    def show_sheet(self) -> None:
        """Lay out what is chosen."""
        chosen, form = self._chosen, Form("F4" if self.f4.isChecked() else "A4", "potret")
        of = self._number or str(self._bench.office.today().year)
        self._stem = f"{chosen.replace('_', '-').lower()}-{of}"
        self.draw(lambda: self._made(chosen, form).pdf)

    def _made(self, chosen: str, form: Form) -> Printed:
        office = self._bench.office
        if self._record:
            kind: Kind = next(each for each in TITLES if each == chosen)
            return hand_papers.print_papers(office, HandWish(kind, (self._record,), form=form))
        if chosen == _TRIAL:
            return hand_papers.print_trial(office, form)
        return hand_papers.print_blank(office, chosen, office.today().year, form=form)
