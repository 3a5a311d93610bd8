"""One wave beside the list of waves: its days, how they were kept, and who takes part."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.training import OUTCOMES, show_days
from desktop_app.domain.values import show_date
from desktop_app.queries import training as questions
from desktop_app.queries.training import DayCount, ParticipantLine, WaveLine
from resources.i18n import mark, tr, trn
from ui import tokens as t
from ui.dialogs.attendance import marks_legend, marks_words
from ui.looks import STATUS, PillLook
from ui.models.table import Cell, Column, RowsTableModel
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.flow import Flow
from ui.widgets.labels import WrapLabel
from ui.widgets.table import TableView

PASSED: dict[str, PillLook] = {
    "passed": PillLook("badge-check", OUTCOMES["passed"], "ok"),
    "failed": PillLook("x", OUTCOMES["failed"], "bad"),
    "open": PillLook("circle-dashed", OUTCOMES["open"], "grey"),
}
TWICE = mark("nomor kembar")
_DAYS_TOLD = 5
_LEAST = 150


class WavePanel(Card):
    """`person_asked(str)` with an application's record when one opens somebody of the list."""

    person_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._name = WrapLabel(size=t.SIZE_PANE, weight=t.SEMIBOLD, tone="text")
        self._about = WrapLabel(size=t.SIZE_META)
        self._days = WrapLabel(size=t.SIZE_META, tone="text")
        self._legend = WrapLabel(marks_legend(), size=t.SIZE_META, tone="text2")
        self.list = TableView(tr("Peserta gelombang ini"), lines=2)
        self._model: RowsTableModel[ParticipantLine] = RowsTableModel([
            Column(tr("No."), lambda row: Cell(str(row.nomor), strong=True), 46, right=True),
            Column(tr("Nama"), _name_cell, 150, stretch=2),
            Column(tr("Hadir"), _marks_cell, 92, drop=1),
            Column(tr("Hasil"), lambda row: Cell(pill=state_look(row)), 142),
        ])  # fmt: skip
        self.list.set_model(self._model)
        self.list.opened.connect(lambda row: self.person_asked.emit(row.application))
        self.list.setMinimumHeight(_LEAST)
        self._nobody = WrapLabel(size=t.SIZE_BODY)
        for widget in (self._name, self._about, self._days, self._legend, self._nobody):
            self.body.addWidget(widget)
        self.body.addWidget(self.list, 1)
        self._gap = QWidget()
        self.body.addWidget(self._gap, 1)
        self.invite_button = Button(tr("Undang peserta"), icon="plus", key="U")
        self.sheet_button = Button(tr("Daftar Hadir"), icon="printer", key="Ctrl+P")
        self.roster_button = Button(tr("Daftar peserta"), icon="file-text", key="D")
        self.change_button = Button(tr("Ubah"), icon="square-pen", key="E")
        self.remove_button = Button(tr("Keluarkan"), key="Del")
        self.cancel_button = Button(tr("Batalkan gelombang"), key="B")
        self.body.addWidget(
            Flow(
                self.invite_button,
                self.sheet_button,
                self.roster_button,
                self.change_button,
                self.remove_button,
                self.cancel_button,
            )
        )

    def show_wave(
        self, wave: WaveLine, people: tuple[ParticipantLine, ...], *, keeps: bool, scope: str
    ) -> None:
        """`keeps`: this office may change the wave; `scope` is the office's own kelurahan."""
        self._name.setText(wave.full_name)
        self._about.setText(_about(wave, scope))
        told = questions.days_of(wave, people)
        self._days.setText("\n".join(_days(told)))
        for line in (self._days, self._legend):
            line.setVisible(bool(people))
        current = self.list.current_row()
        self._model.set_rows(people)
        wanted = current.record if isinstance(current, ParticipantLine) else ""
        self.list.select_row(max(self._model.find(lambda line: line.record == wanted), 0))
        self.list.setVisible(bool(people))
        self._gap.setVisible(not people)
        self._nobody.setVisible(not people)
        self._nobody.setText(_nobody(keeps))
        held = not wave.batal
        self.invite_button.setVisible(keeps and held)
        self.remove_button.setVisible(keeps and held and bool(people))
        self.sheet_button.setVisible(held)
        self.roster_button.setVisible(bool(people))
        self.change_button.setVisible(keeps and held)
        self.cancel_button.setVisible(keeps)
        self.cancel_button.setText(tr("Batalkan gelombang") if held else tr("Jadi diadakan"))

    def participant(self) -> ParticipantLine | None:
        """The one the list stands on."""
        found = self.list.current_row()
        return found if isinstance(found, ParticipantLine) else None


def state_look(line: ParticipantLine) -> PillLook:
    """What came of it; for somebody who is no longer accepted, the status."""
    return PASSED[line.outcome] if line.counts else STATUS[line.status]


def _name_cell(line: ParticipantLine) -> Cell:
    tag = tr(TWICE) if line.twin else tr("berbeda") if line.differs else ""
    tone = "text" if line.counts else "text2"
    return Cell(line.nama, line.nomor_pendaftaran, tone=tone, strong=line.counts, tag=tag, tag_tone="warn")


def _marks_cell(line: ParticipantLine) -> Cell:
    return Cell(marks_words(line), tone="text2")


def _about(wave: WaveLine, scope: str) -> str:
    parts = [tr("Kode {kode}", kode=wave.code), show_days(wave.hari), wave.tempat]
    if scope and not wave.scope:  # what others invited is not known here
        room = trn("{n} orang dari kelurahan ini", "{n} orang dari kelurahan ini", wave.invited)
    else:
        room = tr("{n} dari {kapasitas} tempat", n=wave.invited, kapasitas=wave.kapasitas)
    rule = trn("tuntas bila hadir {n} hari", "tuntas bila hadir {n} hari", wave.minimal)
    return " · ".join(part for part in (*parts, room, rule) if part)


def _days(told: tuple[DayCount, ...]) -> list[str]:
    """A line for each day; of a long wave those that were kept last."""
    lines = [
        tr("Hari {n}, {hari}: hadir {h}, izin {i}, sakit {s}, alpa {a}, belum {sisa}.", n=day.number,
           hari=show_date(day.day), h=day.marks.get("h", 0), i=day.marks.get("i", 0),
           s=day.marks.get("s", 0), a=day.marks.get("a", 0), sisa=day.marks.get("", 0))
        for day in told
    ]  # fmt: skip
    if len(lines) <= _DAYS_TOLD:
        return lines
    last = max((day.number for day in told if day.keyed), default=_DAYS_TOLD)
    start = min(max(last - _DAYS_TOLD, 0), len(lines) - _DAYS_TOLD)
    return lines[start : start + _DAYS_TOLD]


def _nobody(keeps: bool) -> str:
    if keeps:
        return tr("Belum ada peserta. Tekan U untuk memilih dari yang sudah ditetapkan.")
    return tr("Belum ada peserta dari kelurahan ini. Pesertanya dipilih DKUM.")
