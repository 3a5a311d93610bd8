"""The right of Kuota: why somebody stands where they stand, what moved them, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.actions.candidates import Excluded
from desktop_app.actions.standings import Moved, Standing, without_rank
from resources.i18n import tr
from ui import tokens as t
from ui.pages import kuota_words as words
from ui.widgets.button import Button
from ui.widgets.card import Card, Divider
from ui.widgets.flow import Flow, Roll
from ui.widgets.labels import Label, WrapLabel

Step = tuple[str, str, str]
"""Code, icon, words."""


class WhyPane(Card):
    """`opened` and `printed` about the person shown, `stepped(code)` for a step about them."""

    opened = Signal()
    printed = Signal()
    stepped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=0, parent=parent)
        self.setAccessibleName(tr("Alasan urutan"))
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        self._title = WrapLabel("", size=16, weight=t.SEMIBOLD, tone="text")
        self._name = WrapLabel("")
        self.why = WrapLabel("", tone="text")
        self._line = Divider()
        self._rise_title = Label(tr("Yang membuat urutan naik"), weight=t.SEMIBOLD)
        self._rise = WrapLabel("", size=t.SIZE_META)
        self._move_title = Label(tr("Perubahan urutan"), weight=t.SEMIBOLD)
        self.move_words = WrapLabel("", size=t.SIZE_META)
        for part in (self._title, self._name, self.why, self._line, self._rise_title, self._rise,
                     self._move_title, self.move_words):  # fmt: skip
            column.addWidget(part)
        column.addStretch(1)
        self.body.setContentsMargins(1, 1, 1, 1)
        self.body.setSpacing(0)
        self.body.addWidget(Roll(inner), 1)
        self._foot = Flow()
        self.open_button = Button(tr("Buka"), icon="users-round", key="Enter")
        self.open_button.setAccessibleName(tr("Buka pendaftar ini"))
        self.open_button.clicked.connect(self.opened)
        self.print_button = Button(tr("Cetak alasan"), icon="printer")
        self.print_button.clicked.connect(self.printed)
        self._foot.add(self.open_button)
        self._foot.add(self.print_button)
        self._steps = Flow()
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        foot.setSpacing(8)
        foot.addWidget(self._steps)
        foot.addWidget(self._foot)
        self.body.addLayout(foot)

    def show_standing(self, row: Standing) -> None:
        """Why somebody stands there."""
        accepted = row.status == "accepted"
        title = tr("Mengapa ditetapkan?") if accepted else tr("Mengapa di urutan {nomor}?", nomor=row.place)
        reason = row.reason if accepted else without_rank(row.reason)
        self._put(title, row.nama, row.nomor, reason)
        self._rest(words.rise_words(row), row.move.reason if row.move is not None else "")
        self.print_button.setVisible(True)

    def show_move(self, row: Moved) -> None:
        """What moved somebody."""
        self._put(words.move_title(row), row.nama, row.nomor_pendaftaran, row.reason)
        self._rest("", "")

    def show_held(self, row: Excluded, steps: Sequence[Step], advice: str) -> None:
        """Why somebody is not in the order, and what this person may do about it."""
        self._put(tr("Mengapa belum dapat ikut?"), row.nama, row.nomor_pendaftaran, row.reason, steps)
        self._rest("", "")
        if advice:
            self.why.setText(f"{self.why.text()}\n\n{advice}")

    def _put(self, title: str, nama: str, nomor: str, reason: str, steps: Sequence[Step] = ()) -> None:
        self._title.setText(title)
        self._name.setText(tr("{nama}, {nomor}", nama=nama, nomor=nomor) if nama else nomor)
        self.why.setText(reason.replace(". ", ".\n"))
        self.print_button.setVisible(False)
        self._steps.clear()
        self._steps.setVisible(bool(steps))
        for code, icon, label in steps:
            button = Button(label, icon=icon)
            button.clicked.connect(lambda _checked=False, code=code: self.stepped.emit(code))
            self._steps.add(button)

    def _rest(self, rise: str, moved: str) -> None:
        self._rise.setText(rise)
        self.move_words.setText(moved)
        for title, text in ((self._rise_title, self._rise), (self._move_title, self.move_words)):
            title.setVisible(bool(text.text()))
            text.setVisible(bool(text.text()))
        self._line.setVisible(bool(rise or moved))
