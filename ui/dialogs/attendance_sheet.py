"""Daftar Hadir before it is printed: which days, upright or across, how many blank lines, and the paper."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PySide6.QtCore import QTimer

from desktop_app.actions.attendance_sheet import SheetWish, print_sheet
from desktop_app.documents.attendance import Shape
from desktop_app.documents.sheets import PaperName
from desktop_app.domain.values import show_date
from desktop_app.queries.training import WaveLine
from resources.i18n import tr
from ui.bench import Bench
from ui.dialogs.paper import PaperDialog
from ui.dialogs.sheet_sealing import f4_chip
from ui.models import papers as work
from ui.pages.base import Page
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.fields import TextField
from ui.widgets.form import Form

ALL = "all"
_PAUSE_MS = 350


class AttendanceSheetDialog(PaperDialog):
    """Drawn anew whenever a wish changes."""

    def __init__(self, page: Page, bench: Bench, wave: WaveLine) -> None:
        days = tr("{awal} sampai {akhir}", awal=show_date(wave.hari[0]), akhir=show_date(wave.hari[-1]))
        title = tr("Daftar Hadir {gelombang}", gelombang=wave.nama)
        super().__init__(page, bench, title, stem=f"daftar-hadir-{wave.code}", note=days)
        self._wave = wave
        self.form = Form(field_width=430)
        options = [Option(ALL, tr("Semua hari"))]
        if len(wave.hari) > 1:
            options += [Option(str(n), tr("Hari {n}", n=n)) for n in range(1, len(wave.hari) + 1)]
        self.days = SegmentedChoice(tr("Hari"), options)
        self.days.set_value(ALL)
        self.shape = SegmentedChoice(
            tr("Kertas"),
            [
                Option("auto", tr("Menurut hari")),
                Option("potret", tr("Potret")),
                Option("lanskap", tr("Lanskap")),
            ],
        )
        self.shape.set_value("auto")
        self.blank = TextField(tr("Baris kosong"), digits=True, max_length=2)
        self.blank.setText("5")
        self.number = TextField(
            tr("Nomor surat"), max_length=60, placeholder=tr("Dari buku agenda; boleh kosong")
        )
        self.form.row(tr("Hari"), self.days)
        self.f4 = f4_chip(bench)
        self.f4.toggled.connect(lambda _on: self._draw())
        self.form.row(tr("Kertas"), self.shape, self.f4)
        self.form.row(tr("Baris kosong dan nomor surat"), self.blank, self.number, stretch=(1, 4))
        self.body.insertWidget(0, self.form)
        self.close_button()
        self.print_button = self.add_button(tr("Cetak"), kind="primary", icon="printer", key="Ctrl+P")
        self.print_button.clicked.connect(self.print_paper)
        self.paper.print_button.hide()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE_MS)
        self._soon.timeout.connect(self._draw)
        for choice in (self.days, self.shape):
            choice.chosen.connect(lambda _value: self._draw())
        for field in (self.blank, self.number):
            field.textEdited.connect(lambda _text: self._soon.start())
        self._draw()

    def wish(self) -> SheetWish:
        """What is asked for now."""
        days = () if self.days.value() == ALL else (int(self.days.value()),)
        paper: PaperName = "F4" if self.f4.isChecked() else "A4"
        shape = cast("Shape", self.shape.value() or "auto")
        blank = int(self.blank.text()) if self.blank.text().isdecimal() else 0
        return replace(
            SheetWish(self._wave.record, days, shape, self.number.text()), blank=blank, paper=paper
        )

    def _draw(self) -> None:
        office, wish = self._bench.office, self.wish()
        self.draw(lambda: print_sheet(office, wish).pdf)

    def drawn(self, paper: work.Paper) -> None:
        """Shown without taking the focus: somebody may be typing."""
        self.paper.show_paper(self._title, paper, self._note)
