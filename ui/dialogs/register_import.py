"""*Impor daftar usaha*: a spreadsheet of businesses; what is new is added, what differs only if accepted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.actions.progress import Progress as Step
from desktop_app.actions.register_import import (
    Imported,
    RegisterWish,
    import_businesses,
    preview_import,
    read_businesses,
)
from desktop_app.domain.fields import EDITIONS
from desktop_app.intake.businesses import BusinessReport, BusinessRow
from desktop_app.intake.catalogue import BUSINESSES, Catalogue
from desktop_app.intake.mapping import Mapping
from desktop_app.intake.sheet import Sheet
from resources.i18n import tr, trn
from ui import tokens as t
from ui.bench import Bench
from ui.dialogs.sheet_dialog import SheetDialog
from ui.models import businesses as model
from ui.models.businesses import ImportRow
from ui.models.table import Column
from ui.widgets.button import Button
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.fields import TextField
from ui.widgets.labels import Label


class RegisterImportDialog(SheetDialog):
    """Businesses of `kelurahan` from a spreadsheet. Space accepts, or leaves, the change one stands on."""

    catalogue: ClassVar[Catalogue] = BUSINESSES

    def __init__(self, parent: QWidget, bench: Bench, kelurahan: str, place: str) -> None:
        self._kelurahan = kelurahan
        self._found: Sequence[BusinessRow] = ()
        self._accepted: set[int] = set()
        explanation = tr(
            "Pilih lembar kerja XLSX atau CSV berisi usaha di {kelurahan}. Cukup nama usaha atau pemilik; "
            "setiap baris diperiksa dahulu, dan belum ada yang disimpan.",
            kelurahan=place,
        )
        super().__init__(parent, bench, tr("Impor daftar usaha"), explanation)
        self.row_table.installEventFilter(_Space(self))
        self.row_table.opened.connect(self.toggle)

    def read(self, path: Path) -> Sheet:
        return read_businesses(path)

    def build_settings(self, row: QHBoxLayout) -> None:
        self.edition = SegmentedChoice(
            tr("Edisi KBLI untuk kode yang tidak menyebutnya"),
            [Option(one.code, one.code) for one in EDITIONS],
        )
        self.edition.set_value(EDITIONS[0].code)
        self.edition.chosen.connect(lambda _value: self.preview())
        self.source = TextField(tr("Sumber data"), max_length=100)
        self.source.setMaximumWidth(260)
        self.source.setPlaceholderText(tr("nama berkasnya"))
        for words, field in ((tr("Edisi KBLI"), self.edition), (tr("Sumber"), self.source)):
            label = Label(words, size=t.SIZE_META, tone="text2")
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field)
        self.accept_all_button = Button(tr("Terima semua perubahan"), icon="check-check", height=28)
        self.accept_all_button.clicked.connect(self.accept_all)
        self.accept_all_button.hide()
        row.addWidget(self.accept_all_button)

    def row_columns(self) -> Sequence[Column[ImportRow]]:
        return model.import_columns()

    def looking(self, sheet: Sheet, mapping: Mapping) -> Callable[[Step], Sequence[BusinessRow]]:
        office, wish = self._bench.office, self._wish()
        return lambda step: preview_import(office, sheet, mapping, wish, progress=step)

    def keeping(self, sheet: Sheet, mapping: Mapping) -> Callable[[Step], Imported]:
        office, wish = self._bench.office, self._wish()
        return lambda step: import_businesses(office, sheet, mapping, wish, progress=step)

    def show_preview(self, found: Sequence[BusinessRow]) -> str:
        self._found = found
        changed = {row.source_row for row in found if row.outcome == "changed"}
        self._accepted &= changed
        self.rows.set_rows(model.preview_rows(found, self._accepted))
        self.accept_all_button.setVisible(bool(changed))
        counts = BusinessReport.of(self._name, found).counts
        told = trn(
            "{nama}: dari {n} baris, {baru} baru, {beda} berubah, {sama} sama, {ganda} ganda, "
            "{ditolak} ditolak.",
            "{nama}: dari {n} baris, {baru} baru, {beda} berubah, {sama} sama, {ganda} ganda, "
            "{ditolak} ditolak.",
            len(found),
            nama=self._name,
            baru=counts["new"],
            beda=counts["changed"],
            sama=counts["same"],
            ganda=counts["duplicate"],
            ditolak=counts["refused"],
        )
        if not changed:
            return told
        return tr("{kalimat} Spasi menerima perubahan pada baris yang dipilih.", kalimat=told)

    def show_store(self) -> None:
        wanted = sum(row.outcome == "new" for row in self._found) + len(self._accepted)
        self.store_button.set_text(
            trn("Simpan {n} baris", "Simpan {n} baris", wanted) if wanted else tr("Tidak ada yang disimpan")
        )
        self.store_button.setEnabled(wanted > 0)

    def report_rows(self, report: BusinessReport) -> Sequence[ImportRow]:
        self.accept_all_button.hide()
        return model.report_rows(report)

    # --- changes

    def accept_all(self) -> None:
        """Accept every change, or none when all were."""
        changed = {row.source_row for row in self._found if row.outcome == "changed"}
        self._accepted = set() if self._accepted == changed else changed
        self._show_accepted()

    def toggle(self, row: ImportRow) -> None:
        """Accept the change of one row, or leave it."""
        if row.changed and self._report is None and self._task is None:
            self._accepted ^= {row.number}
            self._show_accepted()

    def _show_accepted(self) -> None:
        at = self.row_table.currentIndex().row()
        self.rows.set_rows(model.preview_rows(self._found, self._accepted))
        self.row_table.select_row(at)
        self.show_store()

    def _wish(self) -> RegisterWish:
        source = self.source.text().strip() or Path(self._name).stem[:100]
        return RegisterWish(
            self._name, self._kelurahan, self.edition.value(), source, frozenset(self._accepted)
        )  # fmt: skip


class _Space(QObject):
    """Space in the list of rows, which the view itself would take."""

    def __init__(self, dialog: RegisterImportDialog) -> None:
        super().__init__(dialog)
        self._dialog = dialog

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() != Qt.Key.Key_Space:
            return False
        row = self._dialog.row_table.current_row()
        if isinstance(row, ImportRow):
            self._dialog.toggle(row)
        return True
