"""The left of Dokumen: issued documents by year, and above them the drafts of this sitting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.domain import region
from desktop_app.domain.documenting import STATE_WORDS
from desktop_app.domain.values import as_date
from desktop_app.queries.documents import IssuedDocument
from resources.i18n import mark, tr
from ui.looks import PillLook
from ui.models.papers import EDITION_WORDS, Register, RosterForm, paper_title
from ui.models.table import Cell, Column, RowsTableModel
from ui.when import short_day
from ui.widgets.button import Button, Chip
from ui.widgets.card import Card, EmptyState
from ui.widgets.flow import clear
from ui.widgets.table import TableView

LOOKS = {
    state: PillLook(icon, STATE_WORDS[state], tone)
    for state, icon, tone in (
        ("draft", "circle-dashed", "grey"),
        ("issued", "printer", "grey"),
        ("sealed", "stamp", "ok"),
        ("awaiting_bsre", "hourglass", "accent"),
        ("signed", "badge-check", "accent"),
        ("cancelled", "ban", "grey"),
    )
}
REPLACED = PillLook("replace", mark("Diganti"), "grey")
PILLS = 144
"""Room for the longest of them, in either language."""


@dataclass(frozen=True)
class Line:
    """One line of the register: an issued document, or a draft of this sitting."""

    key: str
    title: str
    sub: str
    day: str
    look: PillLook
    place: str = ""
    issued: IssuedDocument | None = None
    form: RosterForm | None = None


class RegisterCard(Card):
    """The list. `chosen(Line)` when another line is current, `year_chosen(int)` by its chips."""

    chosen = Signal(object)
    opened = Signal(object)
    year_chosen = Signal(int)

    def __init__(self, *, city: bool, parent: QWidget | None = None) -> None:
        super().__init__(padding=0, parent=parent)
        self._city = city
        self._years: dict[int, Chip] = {}
        self.body.setContentsMargins(1, 0, 1, 1)
        self.body.setSpacing(0)
        self.setAccessibleName(tr("Terbitan"))
        self._chips = QHBoxLayout()
        self._chips.setContentsMargins(13, 9, 13, 3)
        self._chips.setSpacing(6)
        self._chip_row = QWidget()
        self._chip_row.setLayout(self._chips)
        self._chip_row.hide()
        self.body.addWidget(self._chip_row)
        self.list = TableView(tr("Dokumen terbit"), lines=3 if city else 2)
        self.model: RowsTableModel[Line] = RowsTableModel(
            [
                Column(tr("Terbitan"), _title_cell, 200, stretch=1),
                Column(tr("Tanda tangan"), lambda row: Cell(pill=row.look, sub=row.day), PILLS),
            ],
            [],
        )
        self.list.set_model(self.model)
        self.list.current_changed.connect(self.chosen)
        self.list.opened.connect(self.opened)
        self.body.addWidget(self.list, 1)

    def show_register(
        self, found: Register, year: int, drafts: Mapping[str, RosterForm], wanted: str
    ) -> None:
        """Show the lines and keep `wanted` current, or the first one."""
        self._show_years(found.years, year)
        lines = [_draft_line(key, form) for key, form in reversed(list(drafts.items()))]
        lines += [self._issued_line(row) for row in found.rows]
        self.list.blockSignals(True)
        self.model.set_rows(lines)
        self.list.blockSignals(False)
        if lines:
            self.choose(wanted or lines[0].key)

    def choose(self, key: str) -> None:
        """Make a line current, silently; an empty key none."""
        self.list.blockSignals(True)
        if key:
            self.list.select_row(max(self.model.find(lambda line: line.key == key), 0))
        else:
            self.list.setCurrentIndex(QModelIndex())
        self.list.blockSignals(False)
        self.list.viewport().update()

    def current(self) -> Line | None:
        """The line that is chosen."""
        row = self.list.current_row()
        return row if isinstance(row, Line) else None

    def _show_years(self, years: tuple[int, ...], shown: int) -> None:
        if tuple(self._years) != years:
            clear(self._chips)
            self._years = {}
            for year in years:
                chip = Chip(str(year))
                chip.clicked.connect(lambda _on=False, year=year: self.year_chosen.emit(year))
                self._chips.addWidget(chip)
                self._years[year] = chip
            self._chips.addStretch(1)
        for year, chip in self._years.items():
            chip.setChecked(year == shown)
        self._chip_row.setVisible(len(years) > 1)

    def _issued_line(self, row: IssuedDocument) -> Line:
        day = as_date(row.tanggal)
        when = short_day(day) if day is not None else row.tanggal
        place = region.by_code(row.scope) if self._city else None
        sub = row.nomor or tr("tanpa nomor")
        look = LOOKS.get(row.state, LOOKS["sealed"])
        if row.newer is not None and row.state != "cancelled":
            look = REPLACED
        title, whose = paper_title(row.jenis, row.edisi, row), place.display if place is not None else ""
        return Line(row.record, title, sub, when, look, whose, issued=row)


def _title_cell(row: Line) -> Cell:
    """What it is and its number; at DKUM whose it is, too."""
    return Cell(row.title, sub=row.sub, strong=True, note=row.place, note_icon="map-pin" if row.place else "")


def _draft_line(key: str, form: RosterForm) -> Line:
    edition, day = tr(EDITION_WORDS[form.editions]), short_day(form.tanggal)
    return Line(key, form.title(), edition, day, LOOKS["draft"], form=form)


def empty_register(
    primary: Callable[[], object], check_other: Callable[[], object], *, city: bool
) -> EmptyState:
    """The empty place, with what one may begin."""
    make = Button(tr("Buat dokumen"), icon="plus", key="F2")
    make.clicked.connect(primary)
    check = Button(tr("Periksa dokumen"), icon="shield-check", key="Ctrl+D")
    check.clicked.connect(check_other)
    return EmptyState(
        tr("Belum ada dokumen tahun ini"),
        tr("Dokumen kelurahan dan daftar putusan tampil di sini setelah terbit.")
        if city
        else tr("Buat Daftar Nominatif setelah ada yang terverifikasi."),
        action=None if city else make,
        second=check,
        done=False,
    )
