"""The receivers of extracts in the rule book: listed, added, changed, taken out."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.receivers import GIVER_LABELS, NIK_LABELS, label_of
from desktop_app.domain.status import status_label
from resources.i18n import tr
from ui import tokens as t
from ui.dialogs.receiver import ReceiverDialog, Wish
from ui.forms.rulebook_editors import Book, BookEditor
from ui.models.table import Cell, Column, RowsTableModel
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.flow import Flow
from ui.widgets.labels import WrapLabel
from ui.widgets.table import TableView

_HEIGHT = 236


class ReceiverList(QWidget):
    """The table and its buttons. `changed` when a person did something."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Wish] = []
        self._read_only = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.nobody = WrapLabel(tr("Belum ada instansi yang boleh diberi data."), tone="text")
        column.addWidget(self.nobody)
        self.table = TableView(tr("Penerima data"), lines=2)
        self.model: RowsTableModel[Wish] = RowsTableModel([
            Column(tr("Instansi"), _who_cell, 200, stretch=2),
            Column(tr("Kolom"), _columns_cell, 200, stretch=2),
            Column(tr("NIK"), _nik_cell, 130, stretch=1, drop=1),
        ], parent=self)  # fmt: skip
        self.table.set_model(self.model)
        self.table.opened.connect(lambda _row: self.change())
        self.card = Card(padding=0)
        self.card.body.setContentsMargins(1, 1, 1, 1)
        self.card.body.addWidget(self.table)
        self.card.setFixedHeight(_HEIGHT)
        column.addWidget(self.card)
        self.whole = WrapLabel("", tone="text2", size=t.SIZE_META)
        column.addWidget(self.whole)
        self.table.current_changed.connect(self._tell)
        self.add_button = Button(tr("Tambah penerima"), icon="plus")
        self.add_button.clicked.connect(self.add)
        self.change_button = Button(tr("Ubah penerima"), icon="square-pen")
        self.change_button.clicked.connect(self.change)
        self.drop_button = Button(tr("Hapus penerima"), icon="trash-2")
        self.drop_button.clicked.connect(self.drop)
        self.buttons = Flow(self.add_button, self.change_button, self.drop_button)
        column.addWidget(self.buttons)
        self.show_found([])

    def show_found(self, found: list[Wish]) -> None:
        """Show these receivers."""
        at = max(self.table.currentIndex().row(), 0)
        self.found = [dict(each) for each in found]
        self.model.set_rows(self.found)
        self.card.setVisible(bool(found))
        self.whole.setVisible(bool(found))
        self.nobody.setVisible(not found)
        for button in (self.change_button, self.drop_button):
            button.setVisible(bool(found))
        if found:
            self.table.select_row(min(at, len(found) - 1))
        self.setFocusProxy(self.table if found else self.add_button)

    def set_read_only(self, read_only: bool) -> None:
        """Looked at, but not changed."""
        self._read_only = read_only
        self.buttons.setVisible(not read_only)

    def add(self) -> ReceiverDialog:
        """Ask for one more."""
        return self._ask(None, len(self.found))

    def change(self) -> ReceiverDialog | None:
        """Ask about the one that is chosen."""
        at = self.table.currentIndex().row()
        if self._read_only or not 0 <= at < len(self.found):
            return None
        return self._ask(self.found[at], at)

    def drop(self) -> None:
        """Take the chosen one out; the draft keeps everything else, and nothing is issued yet."""
        at = self.table.currentIndex().row()
        if 0 <= at < len(self.found):
            self.show_found([*self.found[:at], *self.found[at + 1 :]])
            self.changed.emit()
            self._back()

    def _tell(self, row: Wish | None) -> None:
        """What the chosen one is given, in full: the table cuts it in a narrow window."""
        self.whole.setText(_in_words(row) if row is not None else "")

    def _back(self) -> None:
        self.window().activateWindow()
        (self.focusProxy() or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self, given: Wish | None, at: int) -> ReceiverDialog:
        taken = [each["code"] for place, each in enumerate(self.found) if place != at]
        dialog = ReceiverDialog(self, given, taken)
        dialog.accepted.connect(lambda: self._put(at, dialog.wish()))
        dialog.accepted.connect(dialog.deleteLater)
        dialog.finished.connect(lambda _code: self._back())
        dialog.open()
        return dialog

    def _put(self, at: int, wish: Wish) -> None:
        self.show_found([*self.found[:at], wish, *self.found[at + 1 :]])
        self.table.select_row(at)
        self.changed.emit()


class ReceiversEditor(BookEditor):
    """The list as the book has it."""

    def __init__(self) -> None:
        self.box = ReceiverList()
        super().__init__(self.box, "extracts")
        self.box.changed.connect(self.changed.emit)

    def show_book(self, book: Book) -> None:
        self.show_raw(book.get("extracts") or [])

    def raw(self) -> list[Wish]:
        return [dict(each) for each in self.box.found]

    def show_raw(self, raw: Any) -> None:
        self.box.show_found(list(raw))

    def set_read_only(self, read_only: bool) -> None:
        self.box.set_read_only(read_only)


def _who_cell(row: Wish) -> Cell:
    return Cell(row["name"], row["purpose"], strong=True)


def _columns_cell(row: Wish) -> Cell:
    names = ", ".join(label_of(name) for name in row["columns"]) or "-"
    return Cell(names, tr(GIVER_LABELS["kelurahan" if row["by"] == "kelurahan" else "kota"]))


def _in_words(row: Wish) -> str:
    statuses = ", ".join(tr(status_label(one)) for one in row.get("statuses", ["accepted"]))
    return "\n".join((
        f"{row['name']}: {row['purpose']}",
        tr("Kolom: {kolom}", kolom=_columns_cell(row).text),
        tr("NIK: {nik}", nik=_nik_cell(row).text),
        tr("Status: {status}", status=statuses),
    ))  # fmt: skip


def _nik_cell(row: Wish) -> Cell:
    return Cell(tr(NIK_LABELS["full" if row["nik"] == "full" else "masked"]), tone="text2")
