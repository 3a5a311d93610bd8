"""Ekstrak data: what was handed out to other agencies, and handing out more as the rule book allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.actions import extracting
from desktop_app.actions.extracting import ExtractSource, MadeExtract
from desktop_app.actions.holds import left_out
from desktop_app.actions.status_extract import Written
from desktop_app.domain.moments import moment_of
from desktop_app.domain.receivers import NIK_LABELS
from desktop_app.domain.status import status_label
from desktop_app.queries import extracts
from desktop_app.queries.extracts import ExtractLine
from resources.i18n import counted, mark, tr, trn
from ui import tokens as t
from ui import when
from ui.bench import Bench
from ui.dialogs.extract import ExtractDialog
from ui.dialogs.status_extract import StatusExtractDialog
from ui.models.table import Cell, Column, RowsTableModel
from ui.pages.base import KeyHint
from ui.pages.listing import ListPage
from ui.widgets.button import Button
from ui.widgets.card import Card, EmptyState
from ui.widgets.dialog import Fact, FactsTable
from ui.widgets.fields import SearchField
from ui.widgets.flow import Roll
from ui.widgets.labels import WrapLabel
from ui.widgets.list_card import ListCard
from ui.widgets.table import TableView

PANEL = 372


class EkstrakPage(ListPage):
    """The list with its search; beside it everything that is recorded of one extract."""

    key: ClassVar[str] = "ekstrak"
    icon: ClassVar[str] = "file-down"
    title: ClassVar[str] = mark("Ekstrak data")

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._text, self._wanted = "", ""
        self._lines: list[ExtractLine] = []
        self._sources: list[ExtractSource] = []
        self._build()

    def _build(self) -> None:
        search = SearchField(tr("Cari ekstrak"), tr("Cari penerima, alasan, atau petugas"), keys="Ctrl+F")
        search.searched.connect(self._search)
        table = TableView(tr("Daftar ekstrak data"), lines=2)
        self.model: RowsTableModel[ExtractLine] = RowsTableModel([
            Column(tr("Penerima"), lambda row: Cell(row.name, row.reason, strong=True), 220, stretch=3),
            Column(tr("Isi"), _content_cell, 96),
            Column(tr("Wilayah"), lambda row: Cell(row.place, tone="text2"), 170, stretch=1, drop=2),
            Column(tr("Diberikan oleh"), _giver_cell, 150, stretch=1, drop=1),
        ], parent=self)  # fmt: skip
        table.set_model(self.model)
        table.current_changed.connect(lambda _row: self._show_line())
        self._may = extracting.may_give(self._office)
        first = Button(tr("Buat ekstrak"), kind="primary", icon="plus", key="F2")
        first.setAccessibleName(tr("Buat ekstrak pertama"))
        first.clicked.connect(self.primary)
        why = tr(
            "Setiap berkas untuk instansi lain dicatat di sini: siapa memberi, kepada siapa, dan mengapa. "
            "Penerima dan kolomnya ditetapkan DKUM di buku aturan."
        )
        nobody = EmptyState(tr("Belum ada ekstrak"), why, action=first if self._may else None, done=False)
        self.lay_out(search, [], ListCard(table, nobody))
        self.row.addWidget(self._build_panel())
        self.new_button = Button(tr("Buat ekstrak"), kind="primary", icon="plus", key="F2")
        self.new_button.clicked.connect(self.primary)
        self.status_button = Button(tr("Status untuk aplikasi pendaftaran"), icon="file-down")
        self.status_button.clicked.connect(self.give_status)

    def _build_panel(self) -> QWidget:
        self.panel = Card()
        self._name = WrapLabel(size=t.SIZE_PANE, weight=t.SEMIBOLD, tone="text")
        self._purpose = WrapLabel(size=t.SIZE_META)
        self._facts = FactsTable(framed=False)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for widget in (self._name, self._purpose, self._facts):
            column.addWidget(widget)
        column.addStretch(1)
        self.panel.body.addWidget(Roll(inside), 1)
        self.panel.setFixedWidth(PANEL)
        self.panel.hide()
        return self.panel

    # --- what the shell asks

    def subtitle(self) -> str:
        if not self._lines:
            return tr("Data untuk instansi lain, hanya yang diizinkan buku aturan")
        n = len(self._lines)
        return trn("{n} berkas diberikan ke instansi lain.", "{n} berkas diberikan ke instansi lain.", n)

    def header_actions(self) -> Sequence[QWidget]:
        if not self._may:
            return ()
        return (self.status_button, self.new_button) if self._lines else (self.status_button,)

    def key_hints(self) -> Sequence[KeyHint]:
        make = (KeyHint("F2", tr("Buat ekstrak")),) if self._may else ()
        return (KeyHint("Up Down", tr("Pilih")), *make, KeyHint("Ctrl+F", tr("Cari")))

    def entered(self) -> None:
        self.refresh(None)

    def refresh(self, changes: Any) -> None:
        if changes is None or changes.kinds & {"extract", "rulebook", "person"}:
            self._bench.ask(self._read, self._loaded, owner=self, key="ekstrak")

    def open(self, argument: object) -> None:
        """A record (hex) to stand on."""
        self._wanted = argument if isinstance(argument, str) else ""

    def primary(self) -> None:
        if not self._may:
            return
        if self._sources:
            dialog = ExtractDialog(self, self._bench, self._sources)
            dialog.made.connect(self._made)
            dialog.finished.connect(self.back_to_list)
            dialog.open()
        else:
            self.refused(extracting.no_receiver())

    def give_status(self) -> None:
        """The list of statuses for the registration app."""
        dialog = StatusExtractDialog(self, self._bench)
        dialog.made.connect(self._status_made)
        dialog.finished.connect(self.back_to_list)
        dialog.open()

    def narrowed(self) -> bool:
        return False

    def clear_filters(self) -> None:
        self.search.clear()

    # --- within

    def _read(self, connection: Any) -> tuple[list[ExtractLine], list[ExtractSource]]:
        return extracts.listing(connection), extracting.sources(self._office, connection)

    def _loaded(self, found: tuple[list[ExtractLine], list[ExtractSource]]) -> None:
        first = not self._lines
        self._lines, self._sources = found
        self._show_rows()
        self.header_changed.emit()
        if first:
            self.focus_first()

    def _search(self, text: str) -> None:
        self._text = text.casefold().strip()
        self._show_rows()

    def _show_rows(self) -> None:
        rows = [
            each for each in self._lines if self._text in f"{each.name} {each.reason} {each.who}".casefold()
        ]
        current = self.table.current_row()
        wanted = self._wanted or (current.record if isinstance(current, ExtractLine) else "")
        self._wanted = ""
        self.model.set_rows(rows)
        self.listing.show_for(len(rows), any_at_all=bool(self._lines))
        if rows:
            self.table.select_row(max(self.model.find(lambda line: line.record == wanted), 0))
        n = len(rows)
        self.listing.count.setText(trn("{n} ekstrak", "{n} ekstrak", n))
        self._show_line()

    def _show_line(self) -> None:
        line = self.table.current_row() if self.listing.shows_rows() else None
        self.panel.setVisible(isinstance(line, ExtractLine))
        if not isinstance(line, ExtractLine):
            return
        self._name.setText(line.name)
        self._purpose.setText(line.purpose)
        self._facts.set_facts(
            [
                Fact(tr("Alasan"), line.reason),
                Fact(tr("Diberikan oleh"), line.who),
                Fact(tr("Waktu"), when.long_moment(moment_of(line.when))),
                Fact(tr("Program"), f"{line.program} {line.tahun}"),
                Fact(tr("Wilayah"), line.place),
                Fact(tr("Status"), ", ".join(tr(status_label(each)) for each in line.statuses)),
                Fact(tr("Kolom"), ", ".join(line.columns)),
                *(
                    [Fact(tr("NIK"), tr(NIK_LABELS["full" if line.nik == "full" else "masked"]))]
                    if line.nik
                    else []
                ),
                Fact(tr("Jumlah baris"), counted(line.rows)),
                Fact(tr("Bentuk berkas"), line.form.upper()),
                Fact(tr("Versi aturan"), str(line.rules)),
                Fact(tr("Sidik berkas"), " ".join(line.digest[at : at + 8] for at in range(0, 64, 8))),
            ]
        )

    def _made(self, made: MadeExtract) -> None:
        self._wanted = made.record
        self.refresh(None)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.toast(
            trn("Tersimpan dan dicatat: {nama}, {n} baris.", "Tersimpan dan dicatat: {nama}, {n} baris.",
                made.rows, nama=made.path.name)
        )  # fmt: skip

    def _status_made(self, made: Written) -> None:
        self._wanted = made.record
        self.refresh(None)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        told = trn("Status pendaftaran tersimpan dan dicatat: {nama}, {n} baris.",
                   "Status pendaftaran tersimpan dan dicatat: {nama}, {n} baris.",
                   made.rows, nama=made.path.name)  # fmt: skip
        self.toast(f"{told} {left_out(made.held)}".strip())


def _content_cell(row: ExtractLine) -> Cell:
    rows = trn("{jumlah} baris", "{jumlah} baris", row.rows, jumlah=counted(row.rows))
    return Cell(rows, f"{row.program} {row.tahun}")


def _giver_cell(row: ExtractLine) -> Cell:
    return Cell(row.who, when.short_moment(moment_of(row.when)), tone="text2")
