"""*Impor daftar*: a spreadsheet of applicants, looked at row by row, and only then stored as drafts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from collections.abc import Mapping as PlainMapping
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.actions.intake import (
    IntakeWish,
    TakenIn,
    notices,
    preview_intake,
    read_sheet,
    take_in,
    template_for,
)
from desktop_app.actions.kept import Kind
from desktop_app.actions.progress import Progress as Step
from desktop_app.domain import fields
from desktop_app.intake.catalogue import APPLICANTS, Catalogue
from desktop_app.intake.mapping import Mapping
from desktop_app.intake.preview import Outcome, PreviewRow
from desktop_app.intake.report import OUTCOME_LABELS, IntakeReport, looked_at
from desktop_app.intake.sheet import Check, Sheet
from resources.i18n import tr, trn
from ui import tokens as t
from ui.bench import Bench
from ui.dialogs.sheet_dialog import SheetDialog
from ui.models import intake as model
from ui.models.intake import IntakeRow
from ui.models.table import Column
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.fields import TextField
from ui.widgets.labels import Label


class IntakeDialog(SheetDialog):
    """Applicants from a spreadsheet; the new ones become drafts."""

    catalogue: ClassVar[Catalogue] = APPLICANTS
    kind: ClassVar[Kind] = "intake"
    labels: ClassVar[PlainMapping[Outcome, str]] = OUTCOME_LABELS
    report_type: ClassVar[type[Any]] = IntakeReport
    has_template: ClassVar[bool] = True

    def __init__(self, parent: QWidget, bench: Bench) -> None:
        explanation = tr(
            "Pilih lembar kerja XLSX, XLS, ODS, atau CSV dengan judul kolom di atasnya. Cukup NIK dan nama; "
            "setiap baris diperiksa dahulu, dan belum ada yang disimpan."
        )
        if not bench.office.info.scope:
            explanation = tr(
                "Pilih hasil ekspor aplikasi pendaftaran: XLSX, XLS, ODS, atau CSV, seluruh kelurahan "
                "sekaligus. Setiap baris diperiksa dahulu; yang disimpan menjadi draf dan dibagikan ke "
                "kantor kelurahannya lewat berkas jawaban."
            )
        super().__init__(parent, bench, tr("Impor daftar pendaftar"), explanation)

    def read(self, path: Path, sheet: str, check: Check) -> Sheet:
        return read_sheet(path, sheet, check=check)

    def notices(self, sheet: Sheet, mapping: Mapping) -> tuple[str, ...]:
        return notices(sheet, mapping)

    def build_settings(self, row: QHBoxLayout) -> None:
        choices = [Option(one.code, tr(one.label), one.code[:1]) for one in fields.FIELDS["program"].choices]
        self.program = SegmentedChoice(tr("Program untuk baris tanpa program"), choices)
        self.program.set_value(choices[0].value)
        self.program.chosen.connect(lambda _value: self.preview())
        self.year = TextField(tr("Tahun program"), digits=True, max_length=4)
        self.year.setText(str(self._bench.office.today().year))
        self.year.setMaximumWidth(80)
        self.year.editingFinished.connect(self._year_typed)
        self._year_shown = self.year.text()
        for words, field in ((tr("Program"), self.program), (tr("Tahun"), self.year)):
            label = Label(words, size=t.SIZE_META, tone="text2")
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field)

    def row_columns(self) -> Sequence[Column[IntakeRow]]:
        return model.row_columns()

    def looking(self, sheet: Sheet, mapping: Mapping) -> Callable[[Step], Sequence[PreviewRow]]:
        office, wish = self._bench.office, self._wish()
        return lambda step: preview_intake(office, sheet, mapping, wish, progress=step)

    def keeping(self, sheet: Sheet, mapping: Mapping) -> Callable[[Step], TakenIn]:
        office, wish = self._bench.office, self._wish()
        return lambda step: take_in(office, sheet, mapping, wish, progress=step)

    def acceptable(self, row: PreviewRow) -> bool:
        return row.acceptable

    def alone(self, row: PreviewRow) -> bool:
        return row.alone

    def preview_rows(self, found: Sequence[PreviewRow]) -> Sequence[IntakeRow]:
        return model.preview_rows(found)

    def preview_sentence(self, found: Sequence[PreviewRow]) -> str:
        return looked_at(self._name, len(found), Counter(row.outcome for row in found))

    def show_store(self) -> None:
        new, changes = sum(row.outcome == "new" for row in self._found), len(self._accepted)
        if changes and not new:
            words = trn("Simpan {n} perubahan", "Simpan {n} perubahan", changes)
        elif changes:
            words = tr("Simpan {n} draf, {ubah} perubahan", n=new, ubah=changes)
        else:
            words = trn("Simpan {n} draf", "Simpan {n} draf", new) if new else tr("Tidak ada yang baru")
        self.store_button.set_text(words)
        self.store_button.setEnabled(new + changes > 0)

    def report_rows(self, report: IntakeReport) -> Sequence[IntakeRow]:
        return model.report_rows(report)

    def template(self) -> tuple[str, bytes]:
        wish = self._wish()
        office = self._bench.office
        data = template_for(office, wish.program, wish.tahun, office.info.scope)
        return tr("Contoh daftar pendaftar.xlsx"), data

    def _wish(self) -> IntakeWish:
        year = self.year.text()
        chosen = int(year) if len(year) == 4 and year.isdigit() else self._bench.office.today().year
        return IntakeWish(self._name, self.program.value(), chosen, accept=frozenset(self._accepted))

    def _year_typed(self) -> None:
        if self.year.text() != self._year_shown:
            self._year_shown = self.year.text()
            self.preview()
