"""Berita Acara Verifikasi and Lampiran Penetapan before they are issued: chosen, seen as DRAF, sealed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.actions import decree, minutes
from desktop_app.actions.decree import DecreeWish
from desktop_app.actions.minutes import MinutesWish
from desktop_app.documents.sheets import Form as Sheet
from desktop_app.documents.sheets import PaperName
from desktop_app.domain import region
from desktop_app.domain.values import as_date, parse_date, show_date
from resources.i18n import tr
from ui.bench import Bench
from ui.dialogs.paper_size import OfferA4
from ui.dialogs.sealing import Seal, SealingDialog
from ui.models import papers as work
from ui.models.papers import SHEET_PAPER, Laid
from ui.pages.base import Page
from ui.pages.place_menu import place_menu
from ui.widgets.button import Chip
from ui.widgets.card import FindingCard
from ui.widgets.fields import TextField
from ui.widgets.flow import Flow
from ui.widgets.form import FieldRow, Form
from ui.widgets.labels import WrapLabel

Kinds = Sequence[tuple[str, int]]
"""Programmes and years to choose from, the latest first."""
_DATE_WIDE = 130


class OfficePaperDialog(SealingDialog):
    """A paper of a programme and year on A4 or F4; the paper chosen last is offered again in this office."""

    def __init__(self, page: Page, bench: Bench, title: str, kinds: Kinds, roles: frozenset[str]) -> None:
        self.chosen = kinds[0]
        self.question: OfferA4 | None = None
        self._seen = False
        self.kinds = {one: Chip(f"{one[0]} {one[1]}", checked=one == self.chosen) for one in kinds}
        self.f4 = Chip(tr("Kertas F4 (215 x 330 mm)"), checked=bench.prefs.get(SHEET_PAPER, "A4") == "F4")
        self.f4.setToolTip(tr("Printer lama mungkin tidak mengenal F4. Bila ragu, pakai A4."))
        super().__init__(page, bench, title, roles=roles)
        for one, chip in self.kinds.items():
            chip.clicked.connect(lambda _on=False, one=one: self._choose(one))
        self.f4.toggled.connect(self._paper_chosen)
        self.taken += 96

    def drafting(self) -> Callable[[], Laid]:
        """What lays the paper out as DRAF as it is chosen now; it runs in the reading thread."""
        raise NotImplementedError

    @property
    def paper_name(self) -> PaperName:
        """The size that is chosen."""
        return "F4" if self.f4.isChecked() else "A4"

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

    def _choose(self, one: tuple[str, int]) -> None:
        self.chosen = one
        for each, chip in self.kinds.items():
            chip.setChecked(each == one)
        self.again()

    def _paper_chosen(self, _on: bool) -> None:
        self._bench.prefs.put(SHEET_PAPER, self.paper_name)
        self.again()

    def day_field(self, name: str, day: date | None) -> TextField:
        """A day as on papers; leaving it lays the paper out anew."""
        field = TextField(name, digits=True, max_length=20)
        field.setFixedWidth(_DATE_WIDE)
        if day is not None:
            field.setText(show_date(day.isoformat()))
        return field

    @staticmethod
    def day_of(field: TextField, row: FieldRow) -> tuple[date | None, bool]:
        """The day typed, and whether it could be read; if not, its row says why."""
        typed = field.text().strip()
        iso, problem = parse_date(typed) if typed else ("", None)
        day = as_date(iso) if iso else None
        if typed and (problem is not None or day is None):
            title, reason = (
                (problem.title, problem.reason)
                if problem
                else (tr("Tanggal belum terbaca"), tr("Contoh: 24-11-2026."))
            )
            row.set_findings([FindingCard("block", title, reason)], "bad")
            return None, False
        row.set_findings(())
        if day is not None:
            field.setText(show_date(day.isoformat()))
        return day, True


class MinutesDialog(OfficePaperDialog):
    """Berita Acara Verifikasi of a period; empty days mean since the beginning, and until today."""

    def __init__(self, page: Page, bench: Bench, kinds: Kinds) -> None:
        self._period: tuple[date | None, date | None] = (None, None)
        super().__init__(page, bench, tr("Berita Acara Verifikasi"), kinds, minutes.SEALERS)
        self.first = self.day_field(tr("Dari tanggal"), None)
        self.last = self.day_field(tr("Sampai tanggal"), bench.office.today())
        both = QWidget()
        line = QHBoxLayout(both)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.first)
        line.addWidget(WrapLabel(tr("sampai")))
        line.addWidget(self.last)
        line.addStretch(1)
        self.options = Form(field_width=420)
        self.period_row = self.options.row(
            tr("Masa pemeriksaan"), both, hint=tr("Awal yang kosong berarti sejak awal pendaftaran.")
        )
        self.body.insertWidget(0, Flow(*self.kinds.values(), self.f4))
        self.body.insertWidget(1, self.options)
        for field in (self.first, self.last):
            field.left.connect(self.read_fields)
        self._period = (None, bench.office.today())
        self.again()

    def read_fields(self) -> bool:
        first, read = self.day_of(self.first, self.period_row)
        if not read:
            return False
        last, read = self.day_of(self.last, self.period_row)
        if read and (first, last) != self._period:
            self._period = (first, last)
            self.again()
        return read

    def _wish(self) -> MinutesWish:
        (program, tahun), (first, last) = self.chosen, self._period
        return MinutesWish(program, tahun, first, last, form=Sheet(self.paper_name, "potret"))

    def drafting(self) -> Callable[[], Laid]:
        office, wish = self._bench.office, self._wish()
        return lambda: minutes.draft_minutes(office, wish)

    def issuing(self) -> Seal:
        office, wish = self._bench.office, self._wish()
        return lambda number, seen, step: minutes.seal_minutes(
            office, replace(wish, nomor=number), seen=seen, progress=step
        )


class DecreeDialog(OfficePaperDialog):
    """Lampiran Penetapan of the city or of a kelurahan, with the decree's number and day."""

    def __init__(self, page: Page, bench: Bench, kinds: Kinds) -> None:
        self._place, self._day = "", bench.office.today()
        super().__init__(page, bench, tr("Lampiran Penetapan"), kinds, decree.SEALERS)
        self.place = Chip(tr("Seluruh kota"), checkable=False, menu=True)
        self.place.clicked.connect(self._ask_place)
        self.upright = Chip(tr("Potret"))
        self.upright.toggled.connect(lambda _on: self.again())
        self.day = self.day_field(tr("Tanggal Surat Penetapan"), self._day)
        self.options = Form(field_width=420)
        self.day_row = self.options.row(tr("Tanggal Surat Penetapan"), self.day)
        self.day.left.connect(self.read_fields)
        self.body.insertWidget(0, Flow(*self.kinds.values(), self.place, self.upright, self.f4))
        self.body.insertWidget(1, self.options)
        self.again()

    def _ask_place(self) -> None:
        place_menu(self.place, self.choose_place, city=tr("Seluruh kota"))

    def choose_place(self, code: str) -> None:
        """Of this kelurahan only, "" for the whole city."""
        self._place = code
        place = region.by_code(code)
        self.place.set_text(place.display if place is not None else tr("Seluruh kota"))
        self.again()

    def read_fields(self) -> bool:
        day, read = self.day_of(self.day, self.day_row)
        if not read:
            return False
        if day is None:
            title = tr("Tanggal Surat Penetapan belum diisi")
            reason = tr("Ketik tanggal yang tertulis di surat itu, misalnya 24-11-2026.")
            self.day_row.set_findings([FindingCard("block", title, reason)], "bad")
            return False
        if day != self._day:
            self._day = day
            self.again()
        return True

    def _wish(self) -> DecreeWish:
        program, tahun = self.chosen
        form = Sheet(self.paper_name, "potret" if self.upright.isChecked() else "lanskap")
        return DecreeWish(program, tahun, self._place, tanggal=self._day, form=form)

    def drafting(self) -> Callable[[], Laid]:
        office, wish = self._bench.office, self._wish()
        return lambda: decree.draft_decree(office, wish)

    def issuing(self) -> Seal:
        office, wish = self._bench.office, self._wish()
        return lambda number, seen, step: decree.seal_decree(
            office, replace(wish, nomor=number), seen=seen, progress=step
        )
