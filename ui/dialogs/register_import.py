"""*Impor daftar usaha*: a spreadsheet of businesses; what is new is added, what differs only if accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from collections.abc import Mapping as PlainMapping
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.actions.kept import Kind
from desktop_app.actions.progress import Progress as Step
from desktop_app.actions.register_import import (
    Imported,
    RegisterWish,
    import_businesses,
    preview_import,
    read_businesses,
)
from desktop_app.domain.fields import EDITIONS
from desktop_app.intake.businesses import LABELS, BusinessReport, BusinessRow, looked_at
from desktop_app.intake.catalogue import BUSINESSES, Catalogue
from desktop_app.intake.mapping import Mapping
from desktop_app.intake.preview import Outcome
from desktop_app.intake.sheet import Check, Sheet
from resources.i18n import tr, trn
from ui import tokens as t
from ui.bench import Bench
from ui.dialogs.sheet_dialog import SheetDialog
from ui.models import businesses as model
from ui.models.businesses import ImportRow
from ui.models.table import Column
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.fields import TextField
from ui.widgets.labels import Label


class RegisterImportDialog(SheetDialog):
    """Businesses of `kelurahan` from a spreadsheet."""

    catalogue: ClassVar[Catalogue] = BUSINESSES
    kind: ClassVar[Kind] = "register"
    labels: ClassVar[PlainMapping[Outcome, str]] = LABELS
    report_type: ClassVar[type[Any]] = BusinessReport

    def __init__(self, parent: QWidget, bench: Bench, kelurahan: str, place: str) -> None:
        self._kelurahan = kelurahan
        explanation = tr(
            "Pilih lembar kerja XLSX, XLS, ODS, atau CSV berisi usaha di {kelurahan}. Cukup nama usaha atau "
            "pemilik; setiap baris diperiksa dahulu, dan belum ada yang disimpan.",
            kelurahan=place,
        )
        super().__init__(parent, bench, tr("Impor daftar usaha"), explanation)

    def read(self, path: Path, sheet: str, check: Check) -> Sheet:
        return read_businesses(path, sheet, check=check)

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

    def row_columns(self) -> Sequence[Column[ImportRow]]:
        return model.import_columns()

    def looking(self, sheet: Sheet, mapping: Mapping) -> Callable[[Step], Sequence[BusinessRow]]:
        office, wish = self._bench.office, self._wish()
        return lambda step: preview_import(office, sheet, mapping, wish, progress=step)

    def keeping(self, sheet: Sheet, mapping: Mapping) -> Callable[[Step], Imported]:
        office, wish = self._bench.office, self._wish()
        return lambda step: import_businesses(office, sheet, mapping, wish, progress=step)

    def acceptable(self, row: BusinessRow) -> bool:
        return row.outcome == "changed"

    def preview_rows(self, found: Sequence[BusinessRow]) -> Sequence[ImportRow]:
        return model.preview_rows(found)

    def preview_sentence(self, found: Sequence[BusinessRow]) -> str:
        return looked_at(self._name, len(found), Counter(row.outcome for row in found))

    def show_store(self) -> None:
        wanted = sum(row.outcome == "new" for row in self._found) + len(self._accepted)
        self.store_button.set_text(
            trn("Simpan {n} baris", "Simpan {n} baris", wanted) if wanted else tr("Tidak ada yang disimpan")
        )
        self.store_button.setEnabled(wanted > 0)

    def report_rows(self, report: BusinessReport) -> Sequence[ImportRow]:
        return model.report_rows(report)

    def _wish(self) -> RegisterWish:
        source = self.source.text().strip() or Path(self._name).stem[:100]
        return RegisterWish(
            self._name, self._kelurahan, self.edition.value(), source, frozenset(self._accepted)
        )  # fmt: skip
