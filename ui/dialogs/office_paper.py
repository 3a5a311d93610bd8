"""Berita Acara Verifikasi and Lampiran Penetapan before they are issued: chosen, seen as DRAF, sealed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.actions import decree, minutes
from desktop_app.actions.decree import DecreeWish
from desktop_app.actions.minutes import MinutesWish
from desktop_app.actions.papers import THE_FIRST
from desktop_app.documents.sheets import Direction
from desktop_app.documents.sheets import Form as Sheet
from desktop_app.domain import region
from desktop_app.domain.values import as_date, parse_date, show_date
from resources.i18n import tr, trn
from ui.bench import Bench
from ui.dialogs.sealing import Seal
from ui.dialogs.sheet_sealing import SheetSealingDialog
from ui.dialogs.signatory import SignatoryRows
from ui.models.papers import Laid, Paper
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


class OfficePaperDialog(SheetSealingDialog):
    """A paper of a programme and year, with a day and the hand that signs it."""

    def __init__(
        self,
        page: Page,
        bench: Bench,
        title: str,
        kinds: Kinds,
        roles: frozenset[str],
        *,
        direction: Direction = "lanskap",
    ) -> None:
        self.chosen = kinds[0]
        self._hand = THE_FIRST
        self.kinds = {one: Chip(f"{one[0]} {one[1]}", checked=one == self.chosen) for one in kinds}
        super().__init__(page, bench, title, roles, direction=direction)
        for one, chip in self.kinds.items():
            chip.clicked.connect(lambda _on=False, one=one: self._choose(one))
        self.options = Form(field_width=420)

    def add_hand(self) -> None:
        """The rows that say who signs, below the others."""
        self.hand = SignatoryRows(self.options, self._bench, self)
        self.hand.changed.connect(self.read_fields)

    def read_hand(self) -> bool:
        """Take over who signs and where; whether that can be read."""
        if not self.hand.read():
            return False
        if self.hand.hand != self._hand:
            self._hand = self.hand.hand
            self.again()
        return True

    def _choose(self, one: tuple[str, int]) -> None:
        self.chosen = one
        for each, chip in self.kinds.items():
            chip.setChecked(each == one)
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

    def day_required(self, field: TextField, row: FieldRow) -> date | None:
        """The day typed; None where there is none or it cannot be read, and its row says why."""
        day, read = self.day_of(field, row)
        if read and day is None:
            title = tr("Tanggal belum diisi")
            reason = tr("Ketik tanggal yang tertulis di surat itu, misalnya 24-11-2026.")
            row.set_findings([FindingCard("block", title, reason)], "bad")
        return day


class MinutesDialog(OfficePaperDialog):
    """Berita Acara Verifikasi of a period; empty days mean since the beginning, and until today."""

    def __init__(self, page: Page, bench: Bench, kinds: Kinds) -> None:
        self._period: tuple[date | None, date | None] = (None, None)
        self._day = bench.office.today()
        title = tr("Berita Acara Verifikasi")
        super().__init__(page, bench, title, kinds, minutes.SEALERS, direction="potret")
        self.first = self.day_field(tr("Dari tanggal"), None)
        self.last = self.day_field(tr("Sampai tanggal"), bench.office.today())
        both = QWidget()
        line = QHBoxLayout(both)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.first)
        line.addWidget(WrapLabel(tr("sampai")))
        line.addWidget(self.last)
        line.addStretch(1)
        self.day = self.day_field(tr("Tanggal berita acara"), self._day)
        self.period_row = self.options.row(
            tr("Masa pemeriksaan"), both, hint=tr("Awal yang kosong berarti sejak awal pendaftaran.")
        )
        self.body.insertWidget(0, Flow(*self.kinds.values(), self.f4))
        self.body.insertWidget(1, self.options)
        self.day_row = self.options.row(tr("Tanggal berita acara"), self.day)
        self.add_hand()
        for field in (self.first, self.last, self.day):
            field.left.connect(self.read_fields)
        self._period = (None, bench.office.today())
        self.again()

    def read_fields(self) -> bool:
        first, read = self.day_of(self.first, self.period_row)
        if not read:
            return False
        last, read = self.day_of(self.last, self.period_row)
        if not read:
            return False
        day = self.day_required(self.day, self.day_row)
        if day is None:
            return False
        if (first, last, day) != (*self._period, self._day):
            self._period, self._day = (first, last), day
            self.again()
        return self.read_hand()

    def _wish(self) -> MinutesWish:
        (program, tahun), (first, last) = self.chosen, self._period
        form = Sheet(self.paper_name, "potret")
        return MinutesWish(program, tahun, first, last, tanggal=self._day, form=form, hand=self._hand)

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
        self.day = self.day_field(tr("Tanggal Surat Penetapan"), self._day)
        self.day_row = self.options.row(tr("Tanggal Surat Penetapan"), self.day)
        self.add_hand()
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
        day = self.day_required(self.day, self.day_row)
        if day is None:
            return False
        if day != self._day:
            self._day = day
            self.again()
        return self.read_hand()

    def _wish(self) -> DecreeWish:
        program, tahun = self.chosen
        form, hand = self.chosen_form, self._hand
        return DecreeWish(program, tahun, self._place, tanggal=self._day, form=form, hand=hand)

    def drafting(self) -> Callable[[], Laid]:
        office, wish = self._bench.office, self._wish()
        return lambda: decree.draft_decree(office, wish)

    def drawn(self, paper: Paper) -> None:
        super().drawn(paper)
        if paper.held:
            self.say(
                trn("{n} orang di lampiran ini datanya ditahan; lampiran putusan tetap memuatnya.",
                    "{n} orang di lampiran ini datanya ditahan; lampiran putusan tetap memuatnya.",
                    paper.held)
            )  # fmt: skip

    def issuing(self) -> Seal:
        office, wish = self._bench.office, self._wish()
        return lambda number, seen, step: decree.seal_decree(
            office, replace(wish, nomor=number), seen=seen, progress=step
        )
