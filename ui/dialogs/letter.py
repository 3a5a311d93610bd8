"""A letter of DP3AP2KB: its list taken in, and the later letter that takes it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as PlainMapping
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.actions.kept import Kind
from desktop_app.actions.progress import Progress as Step
from desktop_app.actions.recommendations import (
    Imported,
    LetterWish,
    import_list,
    preview_list,
    read_list,
)
from desktop_app.domain.fields import PROGRAMS
from desktop_app.domain.values import parse_date
from desktop_app.errors import WiraError
from desktop_app.intake import dates
from desktop_app.intake import recommendations as intake
from desktop_app.intake.catalogue import Catalogue
from desktop_app.intake.mapping import Mapping
from desktop_app.intake.preview import Outcome
from desktop_app.intake.recommendations import RECOMMENDATIONS, ListReport, ListRow
from desktop_app.intake.sheet import Check, Sheet
from resources.i18n import tr, trn
from ui import tokens as t
from ui.bench import Bench
from ui.dialogs.person import FormDialog
from ui.dialogs.sheet_dialog import SheetDialog
from ui.forms.editors import DateField
from ui.models import letters as model
from ui.models.letters import ImportRow
from ui.models.table import Column
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.fields import TextField
from ui.widgets.labels import Label, WrapLabel


class LetterImportDialog(SheetDialog):
    """The list of a letter, with the letter's number and date."""

    catalogue: ClassVar[Catalogue] = RECOMMENDATIONS
    has_template: ClassVar[bool] = True
    kind: ClassVar[Kind] = "recommendation"
    labels: ClassVar[PlainMapping[Outcome, str]] = intake.LABELS
    report_type: ClassVar[type[Any]] = ListReport

    def __init__(self, parent: QWidget, bench: Bench) -> None:
        explanation = tr(
            "Pilih lembar kerja XLSX atau CSV dari DP3AP2KB. Setiap baris perlu nama dengan NIK, atau nama "
            "dengan tanggal lahir. Setiap baris diperiksa dahulu, dan belum ada yang disimpan."
        )
        super().__init__(parent, bench, tr("Impor surat DP3AP2KB"), explanation)

    def read(self, path: Path, sheet: str, check: Check) -> Sheet:
        return read_list(path, sheet, check=check)

    def notices(self, sheet: Sheet, mapping: Mapping) -> tuple[str, ...]:
        return (*sheet.notes, *dates.notices(sheet, mapping))

    def build_settings(self, row: QHBoxLayout) -> None:
        self.nomor = TextField(tr("Nomor surat DP3AP2KB"), max_length=60)
        self.nomor.setPlaceholderText(tr("seperti di suratnya"))
        self.nomor.setMinimumWidth(190)
        self.tanggal = DateField(tr("Tanggal surat DP3AP2KB"), placeholder=tr("HH-BB-TTTT"))
        self.tanggal.setMaximumWidth(136)
        self.program = SegmentedChoice(
            tr("Program surat ini"), [Option(one.code, one.code) for one in reversed(PROGRAMS)]
        )
        self.program.set_value("PP")
        self.tahun = TextField(tr("Tahun program"), digits=True, max_length=4)
        self.tahun.setText(str(self._bench.office.today().year))
        self.tahun.setMaximumWidth(66)
        for words, field in (
            (tr("Nomor surat"), self.nomor), (tr("Tanggal"), self.tanggal), (tr("Program"), self.program),
            (tr("Tahun"), self.tahun),
        ):  # fmt: skip
            label = Label(words, size=t.SIZE_META, tone="text2")
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field)
        self.program.chosen.connect(lambda _value: self.preview())
        self.nomor.editingFinished.connect(self._moved)
        self.tahun.editingFinished.connect(self._moved)
        self.nomor.textChanged.connect(lambda _text: self.show_store())
        self.tanggal.textChanged.connect(lambda _text: self.show_store())
        self._asked_for = self.wish()

    def row_columns(self) -> Sequence[Column[ImportRow]]:
        return model.import_columns()

    def wish(self) -> LetterWish:
        """The letter as it is filled in."""
        year = self.tahun.text().strip()
        return LetterWish(
            self._name, self.nomor.text(), self.tanggal.text(),
            self.program.value(), int(year) if year.isdecimal() and len(year) == 4 else 0,
        )  # fmt: skip

    def looking(self, sheet: Sheet, mapping: Mapping) -> Callable[[Step], Sequence[ListRow]]:
        office, wish = self._bench.office, self.wish()
        self._asked_for = wish
        return lambda step: preview_list(office, sheet, mapping, wish, progress=step)

    def keeping(self, sheet: Sheet, mapping: Mapping) -> Callable[[Step], Imported]:
        office, wish = self._bench.office, self.wish()
        return lambda step: import_list(office, sheet, mapping, wish, progress=step)

    def acceptable(self, row: ListRow) -> bool:
        return False

    def preview_rows(self, found: Sequence[ListRow]) -> Sequence[ImportRow]:
        return model.import_rows(found)

    def preview_sentence(self, found: Sequence[ListRow]) -> str:
        return intake.looked_at(self._name, len(found), ListReport(self._name, tuple(found)).counts)

    def show_store(self) -> None:
        if self._sheet is None or self._report is not None or self._task is not None:
            return
        wanted = sum(row.outcome == "new" for row in self._found)
        lettered = bool(self.nomor.text().strip()) and self._dated()
        words = tr("Tidak ada yang disimpan")
        if wanted:
            words = trn("Simpan {n} nama", "Simpan {n} nama", wanted)
            words = words if lettered else tr("Isi nomor dan tanggal surat")
        self.store_button.set_text(words)
        self.store_button.setEnabled(wanted > 0 and lettered)

    def report_rows(self, report: ListReport) -> Sequence[ImportRow]:
        return model.import_rows(report.rows)

    def template(self) -> tuple[str, bytes]:
        return intake.template()

    def _dated(self) -> bool:
        value, problem = parse_date(self.tanggal.text()) if self.tanggal.text().strip() else ("", None)
        return bool(value) and problem is None

    def _moved(self) -> None:
        """Another number or year may be a letter that is here already: the rows are looked at again."""
        now = self.wish()
        if (now.nomor, now.program, now.tahun) != (
            self._asked_for.nomor, self._asked_for.program, self._asked_for.tahun
        ):  # fmt: skip
            self.preview()

    def _previewed(
        self, found: Sequence[ListRow], rows: Sequence[ImportRow], noticed: tuple[str, ...]
    ) -> None:
        typing = self.focusWidget()
        super()._previewed(found, rows, noticed)
        self.set_default(self.store_button)
        if not self.nomor.text().strip():
            self.nomor.setFocus(Qt.FocusReason.OtherFocusReason)
        elif typing in (self.tanggal, self.tahun) or not self._dated():
            (typing if typing is self.tahun else self.tanggal).setFocus(Qt.FocusReason.OtherFocusReason)


class WithdrawDialog(FormDialog):
    """Number and date of the later letter that takes back `what`; `accepted` when they are to be noted."""

    def __init__(self, parent: QWidget | None, title: str, what: str) -> None:
        super().__init__(parent, title, tr("Catat pencabutan"), width=620, field_width=300)
        self.body.insertWidget(0, WrapLabel(what))
        self.nomor = TextField(tr("Nomor surat pencabutan"), max_length=60)
        self.tanggal = DateField(tr("Tanggal surat pencabutan"), placeholder=tr("HH-BB-TTTT"))
        self.nomor_row = self.form.row(tr("Nomor surat"), self.nomor)
        self.tanggal_row = self.form.row(tr("Tanggal surat"), self.tanggal)
        self.nomor.textEdited.connect(lambda _text: self.nomor_row.set_findings([]))
        self.tanggal.textEdited.connect(lambda _text: self.tanggal_row.set_findings([]))
        self.nomor.setFocus()

    def ready(self) -> bool:
        if not self.nomor.text().strip():
            text = tr("Tulis nomor seperti di suratnya.")
            return self.mark(self.nomor_row, tr("Nomor surat pencabutan belum diisi."), text)
        value, problem = parse_date(self.tanggal.text()) if self.tanggal.text().strip() else ("", None)
        if problem is not None or not value:
            title = tr("Tanggal surat pencabutan belum diisi.") if problem is None else problem.title
            return self.mark(
                self.tanggal_row, title, tr("Tulis tanggal seperti di suratnya, misalnya 24-11-2026.")
            )
        return True

    def show_problem(self, error: WiraError) -> None:
        if error.code == "early":
            self.action_button.setEnabled(True)
            self.open()
            self.mark(self.tanggal_row, error.message.rstrip("."), error.next_step)
            return
        super().show_problem(error)
