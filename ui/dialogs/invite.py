"""Who is invited to a wave: from the accepted, those nobody has invited yet first; the capacity holds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent

from desktop_app.domain import region
from desktop_app.errors import WiraError
from desktop_app.queries.training import InviteLine, WaveLine
from resources.i18n import tr, trn
from ui import tokens as t
from ui.models.table import Cell, Column, RowsTableModel
from ui.pages.base import Page
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.dialog import Dialog
from ui.widgets.fields import SearchField
from ui.widgets.labels import WrapLabel
from ui.widgets.table import TableView

NEVER, ALL = "never", "all"
_AROUND = 330
_LEAST = 150


class InviteDialog(Dialog):
    """`chosen(list)` with the records when somebody invites them."""

    chosen = Signal(list)

    def __init__(self, page: Page, wave: WaveLine, people: Sequence[InviteLine]) -> None:
        """`people` who may be invited to `wave`: accepted, meant by it, and not in it yet."""
        super().__init__(page, tr("Undang peserta: {gelombang}", gelombang=wave.nama), icon="users-round",
                         width=900)  # fmt: skip
        self._wave, self._people = wave, list(people)
        self.picked: list[str] = []
        never = sum(not line.waves for line in people)
        self.which = SegmentedChoice(
            tr("Siapa"),
            [
                Option(NEVER, tr("Belum pernah diundang, {n}", n=never)),
                Option(ALL, tr("Semua yang ditetapkan, {n}", n=len(people))),
            ],
        )
        self.which.set_value(NEVER if never or not people else ALL)
        self.which.chosen.connect(lambda _value: self._show())
        self.body.addWidget(self.which)
        self.search = SearchField(
            tr("Cari peserta"), tr("Cari nama, nomor pendaftaran, atau kelurahan"), keys=""
        )
        self.search.searched.connect(lambda _text: self._show())
        self.search.down.connect(lambda: self.list.setFocus(Qt.FocusReason.ShortcutFocusReason))
        self.body.addWidget(self.search)
        self.list = TableView(tr("Yang dapat diundang"), lines=2)
        self._model: RowsTableModel[InviteLine] = RowsTableModel([
            Column("", self._tick_cell, 40),
            Column(tr("Nama"), lambda row: Cell(row.nama, row.nomor_pendaftaran, strong=True), 200,
                   stretch=2),
            Column(tr("Kelurahan"), _place_cell, 170, stretch=1, drop=2),
            Column(tr("Pelatihan"), _known_cell, 150, drop=1),
        ])  # fmt: skip
        self.list.set_model(self._model)
        self.list.opened.connect(lambda _row: self.toggle())
        self.list.action.connect(lambda _row, _column: self.toggle())
        self.list.installEventFilter(self)
        self.body.addWidget(self.list)
        self.count = WrapLabel("", size=t.SIZE_META)
        self.body.addWidget(self.count)
        self.problem = WrapLabel("", tone="bad")
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.all_button = self.add_button(tr("Pilih semua"), key="Ctrl+A", left=True)
        self.all_button.clicked.connect(self.pick_all)
        close = self.add_button(tr("Batal"), key="Esc")
        close.clicked.connect(self.reject)
        self.action_button = self.add_button(tr("Undang"), kind="primary", key="Ctrl+Enter")
        self.action_button.clicked.connect(self._send)
        self.rejected.connect(self.deleteLater)
        self._show()
        self.list.setFocus()

    # --- choosing

    def lines(self) -> list[InviteLine]:
        """Those shown."""
        words = self.search.text().casefold().split()
        never = self.which.value() == NEVER
        return [
            line
            for line in self._people
            if not (never and line.waves)
            and all(
                word in f"{line.nama} {line.nomor_pendaftaran} {_place(line)}".casefold() for word in words
            )
        ]

    def toggle(self) -> None:
        """Choose the person one is on, or not after all."""
        line = self.list.current_row()
        if not isinstance(line, InviteLine):
            return
        if line.record in self.picked:
            self.picked.remove(line.record)
        elif len(self.picked) < self._wave.free:
            self.picked.append(line.record)
        self._show()

    def pick_all(self) -> None:
        """Everybody shown, as long as there are places; once more: nobody."""
        shown = [line.record for line in self.lines()]
        if all(record in self.picked for record in shown[: self._wave.free]) and self.picked:
            self.picked = []
        else:
            self.picked += [record for record in shown if record not in self.picked]
            self.picked = self.picked[: self._wave.free]
        self._show()

    def _show(self) -> None:
        current = self.list.current_row()
        lines = self.lines()
        self._model.set_rows(lines)
        wanted = current.record if isinstance(current, InviteLine) else ""
        self.list.select_row(max(self._model.find(lambda line: line.record == wanted), 0))
        left = self._wave.free - len(self.picked)
        chosen = trn("{n} orang dipilih", "{n} orang dipilih", len(self.picked))
        room = trn("sisa {n} tempat", "sisa {n} tempat", left)
        nobody = "" if lines else tr("Tidak ada yang dapat diundang dengan saringan ini.")
        self.count.setText(" · ".join(part for part in (nobody, chosen, room) if part))
        self.action_button.setEnabled(bool(self.picked))
        self.action_button.setText(
            trn("Undang {n} orang", "Undang {n} orang", len(self.picked)) if self.picked else tr("Undang")
        )

    def _tick_cell(self, line: InviteLine) -> Cell:
        on = line.record in self.picked
        return Cell(
            icon="square-check" if on else "square", icon_tone="accent" if on else "text2", action=True
        )

    def _send(self) -> None:
        if self.picked:
            self.action_button.setEnabled(False)
            self.chosen.emit(list(self.picked))

    def show_problem(self, error: WiraError) -> None:
        """The reason of a refusal; the dialog stays."""
        self.action_button.setEnabled(True)
        self.problem.setText(str(error))
        self.problem.show()
        self._fit()

    # --- Qt

    def showEvent(self, event: QShowEvent) -> None:
        parent = self.parentWidget()
        room = parent.window().height() if parent is not None else 700
        self.list.setFixedHeight(max(_LEAST, room - _AROUND))
        super().showEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched is self.list:
            if event.key() == Qt.Key.Key_Space:
                self.toggle()
                return True
            words = event.text()
            if words.isprintable() and words.strip() and not event.modifiers():
                self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
                self.search.setText(self.search.text() + words)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._send()
                return
            if event.key() == Qt.Key.Key_A:
                self.pick_all()
                return
        super().keyPressEvent(event)


def _place(line: InviteLine) -> str:
    found = region.by_code(line.kelurahan)
    return found.display if found else line.kelurahan


def _place_cell(line: InviteLine) -> Cell:
    return Cell(_place(line), tone="text2")


def _known_cell(line: InviteLine) -> Cell:
    if not line.waves:
        return Cell(tr("Belum pernah"), tone="text2")
    held = trn("{n} gelombang", "{n} gelombang", len(line.waves))
    return Cell(held, trn("{n} tuntas", "{n} tuntas", line.passed) if line.passed else "")
