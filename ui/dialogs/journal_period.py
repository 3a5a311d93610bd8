"""From which day to which the journal is read."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from desktop_app.domain.values import as_date, parse_date, show_date
from resources.i18n import tr
from ui.dialogs.person import FormDialog
from ui.forms.editors import DateField
from ui.widgets.form import FieldRow


class PeriodDialog(FormDialog):
    """`chosen(since, until)` with two days, or None where a field was left empty."""

    chosen = Signal(object, object)

    def __init__(self, parent: QWidget | None, since: date | None, until: date | None) -> None:
        super().__init__(parent, tr("Periode jurnal"), tr("Tampilkan"))
        self.since, self.since_row = self._day(tr("Sejak tanggal"), since)
        self.until, self.until_row = self._day(tr("Sampai tanggal"), until)

    def _day(self, label: str, value: date | None) -> tuple[DateField, FieldRow]:
        field = DateField(label, placeholder=tr("HH-BB-TTTT"))
        field.setText(show_date(value.isoformat()) if value is not None else "")
        row = self.form.row(label, field, hint=tr("Boleh kosong."))
        field.textEdited.connect(lambda _text: row.set_findings(()))
        return field, row

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.since.setFocus(Qt.FocusReason.OtherFocusReason)

    def _read(self, field: DateField, row: FieldRow) -> tuple[date | None, bool]:
        if not field.text().strip():
            return None, True
        iso, problem = parse_date(field.text())
        day = as_date(iso) if problem is None else None
        if day is None:
            self.mark(row, tr("Tanggal belum dikenali"), tr("Contoh: 24-11-2026."))
        return day, day is not None

    def _send(self) -> None:
        since, first = self._read(self.since, self.since_row)
        until, second = self._read(self.until, self.until_row)
        if not (first and second):
            return
        if since is not None and until is not None and until < since:
            self.mark(self.until_row, tr("Urutan tanggal terbalik"), tr("Yang kedua tidak boleh lebih awal."))
            return
        self.accept()
        self.chosen.emit(since, until)
        self.deleteLater()
