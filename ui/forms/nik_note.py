"""What the NIK says, beside it: for comparing with the KTP, never for filling a field."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain import fields
from desktop_app.domain.identity import NikInfo
from desktop_app.domain.region import DEPOK
from resources.i18n import tr
from ui import tokens as t
from ui.widgets.flow import Flow
from ui.widgets.labels import Icon, Label, WrapLabel


class NikNote(QWidget):
    """Region, date and sex in one line; below it whether this NIK has applied before."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(3, 0, 0, 0)
        column.setSpacing(3)
        self._region, self._date, self._sex = (Label(size=t.SIZE_META, tone="text2") for _ in range(3))
        self._sex_icon = Icon("user-round", "ok", 14)
        parts = (
            (Icon("map-pin", "ok", 14), self._region),
            (Icon("calendar", "ok", 14), self._date),
            (self._sex_icon, self._sex),
        )
        column.addWidget(Flow(*(_pair(icon, label) for icon, label in parts), gap=12, line_gap=2))
        second = QHBoxLayout()
        second.setSpacing(6)
        self._history_icon = Icon("rotate-ccw-clock", "text2", 14)
        self._history = WrapLabel(size=t.SIZE_META)
        second.addWidget(self._history_icon, 0, Qt.AlignmentFlag.AlignTop)
        second.addWidget(self._history, 1)
        column.addLayout(second)

    def show_info(self, info: NikInfo, birth: date | None, history: str) -> None:
        """The parts of `info`; the century of its date is that of `birth`, which was typed."""
        place = info.region or tr("wilayah belum dikenal")
        if info.region_code == DEPOK and info.kecamatan:
            place = tr("{kota}, Kec. {kecamatan}", kota=info.region, kecamatan=info.kecamatan)
        day = info.date_like(birth) if birth is not None else info.date_text
        self._region.setText(place)
        self._date.setText(day if info.date_possible else tr("tanggal belum masuk akal"))
        self._sex.setText(fields.FIELDS["jenis_kelamin"].label_of(info.sex))
        self._sex_icon.set("venus" if info.sex == "P" else "mars", "ok")
        self._history.setText(history)
        self._history.setVisible(bool(history))
        self._history_icon.setVisible(bool(history))
        self.setAccessibleName(
            tr("Menurut NIK: {wilayah}; {tanggal}; {kelamin}.", wilayah=place, tanggal=self._date.text(),
               kelamin=self._sex.text())
        )  # fmt: skip


def _pair(icon: Icon, label: Label) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    row.addWidget(icon)
    row.addWidget(label)
    return box
