"""The left of Dokumen: issued documents by year, and above them the drafts of this sitting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QWidget

from desktop_app.domain import region
from desktop_app.domain.documenting import CALLED_OFF, ERASED, STATE_WORDS
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
        ("erased", "eraser", "grey"),
        ("cancelled_erased", "eraser", "grey"),
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
        self._years_row = QHBoxLayout()
        self._years_row.setSpacing(6)
        self._state = ""
        self.state_chip = Chip(tr("Semua keadaan"), checkable=False, menu=True)
        self.state_chip.clicked.connect(self.state_menu)
        self.state_chip.closed.connect(self.clear_filter)
        self._chips.addLayout(self._years_row)
        self._chips.addWidget(self.state_chip)
        self._chips.addStretch(1)
        self.body.addLayout(self._chips)
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
        clear = Button(tr("Hapus saringan"), icon="x", key="Esc")
        clear.clicked.connect(self.clear_filter)
        self._none = EmptyState(
            tr("Tidak ada dokumen dengan keadaan ini"), tr("Pilih keadaan lain, atau hapus saringannya."),
            action=clear, done=False,
        )  # fmt: skip
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._none)
        self.body.addWidget(self._stack, 1)
        self._lines: list[Line] = []

    def show_register(
        self, found: Register, year: int, drafts: Mapping[str, RosterForm], wanted: str
    ) -> None:
        """Show the lines and keep `wanted` current, or the first one."""
        self._show_years(found.years, year)
        lines = [_draft_line(key, form) for key, form in reversed(list(drafts.items()))]
        self._lines = lines + [self._issued_line(row) for row in found.rows]
        self._show(wanted)

    def _show(self, wanted: str) -> None:
        """Show the lines that the filter leaves; it goes where it would hide what is wanted."""
        if any(line.key == wanted and line.look.word != self._state for line in self._lines):
            self._set_state("")
        lines = [line for line in self._lines if not self._state or self._state == line.look.word]
        self.list.blockSignals(True)
        self.model.set_rows(lines)
        self.list.blockSignals(False)
        self._stack.setCurrentWidget(self.list if lines or not self._lines else self._none)
        if lines:
            self.choose(wanted or lines[0].key)

    def lines(self) -> list[Line]:
        """Everything that is listed, also what the filter leaves out."""
        return self._lines

    def shown(self) -> list[Line]:
        """What the filter leaves."""
        return [row for row in self.model.rows() if isinstance(row, Line)]

    # --- narrowed to one state

    def state_menu(self) -> QMenu:
        """The states to choose from, with how many stand so."""
        menu = QMenu(self.state_chip)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        counted = Counter(line.look.word for line in self._lines)
        for word in dict.fromkeys(look.word for look in (*LOOKS.values(), REPLACED)):
            if counted[word]:
                step = menu.addAction(tr("{keadaan}, {n}", keadaan=tr(word), n=counted[word]))
                step.setCheckable(True)
                step.setChecked(word == self._state)
                step.triggered.connect(lambda _on=False, word=word: self.narrow(word))
        menu.addSeparator()
        menu.addAction(tr("Semua keadaan")).triggered.connect(lambda _on=False: self.clear_filter())
        menu.popup(self.state_chip.mapToGlobal(QPoint(0, self.state_chip.height() + 4)))
        return menu

    def narrow(self, word: str) -> None:
        """Only documents that stand so; "" all of them."""
        now = self.current()
        self._set_state(word)
        kept = now is not None and (not word or now.look.word == word)
        self._show(now.key if now is not None and kept else "")
        line = self.current()
        if line is not None:
            self.chosen.emit(line)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_state(self, word: str) -> None:
        self._state = word
        self.state_chip.set_text(tr(word) if word else tr("Semua keadaan"))
        self.state_chip.set_closable(bool(word))

    def clear_filter(self) -> bool:
        """Show all of them again; whether there was a filter."""
        had = bool(self._state)
        if had:
            self.narrow("")
        return had

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
            clear(self._years_row)
            self._years = {}
            for year in years:
                chip = Chip(str(year))
                chip.clicked.connect(lambda _on=False, year=year: self.year_chosen.emit(year))
                self._years_row.addWidget(chip)
                chip.setVisible(len(years) > 1)
                self._years[year] = chip
        for year, chip in self._years.items():
            chip.setChecked(year == shown)

    def _issued_line(self, row: IssuedDocument) -> Line:
        day = as_date(row.tanggal)
        when = short_day(day) if day is not None else row.tanggal
        place = region.by_code(row.scope) if self._city else None
        sub = row.nomor or tr("tanpa nomor")
        if row.twins:
            sub = tr("{nomor}, dipakai dua kali", nomor=sub)
        look = LOOKS.get(row.state, LOOKS["sealed"])
        if row.newer is not None and row.state not in (*CALLED_OFF, *ERASED):
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
