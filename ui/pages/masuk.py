"""Masuk and Kunci: who are you, and the passphrase or PIN. Nothing of an applicant is shown here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_app.errors import WiraError
from resources.i18n import tr
from ui import tokens as t
from ui.widgets.button import Button
from ui.widgets.card import Card, FindingCard
from ui.widgets.fields import PasswordField
from ui.widgets.labels import Avatar, Label, WrapLabel
from ui.widgets.mark import Mark

Mode = Literal["passphrase", "pin"]

WIDTH = 420


class LockScreen(QWidget):
    """Signals: `passphrase_given(name, passphrase)`, `pin_given(pin)`, `other_office()`."""

    passphrase_given = Signal(str, str)
    pin_given = Signal(str)
    other_office = Signal()

    def __init__(
        self,
        office: str,
        people: Sequence[str],
        *,
        chosen: str = "",
        mode: Mode = "passphrase",
        note: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Masuk ke {office}", office=office))
        self._people = list(people)
        self._chosen = chosen if chosen in self._people else (self._people[0] if self._people else "")
        self.mode: Mode = mode
        self._note = note
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        row = QHBoxLayout()
        row.addStretch(1)
        self._card = Card(padding=28)
        self._card.setMinimumWidth(WIDTH)
        self._card.setMaximumWidth(WIDTH)
        row.addWidget(self._card)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(3)
        self._fill(office)
        self.setFocusProxy(self.field)

    def _fill(self, office: str) -> None:
        body = self._card.body
        body.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(Mark(44))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(office, size=t.SIZE_PANE, weight=t.SEMIBOLD))
        words.addWidget(Label(tr("Masuk untuk mulai bekerja"), tone="text2"))
        head.addLayout(words, 1)
        body.addLayout(head)
        body.addWidget(self._names())
        self._label = Label("", weight=t.MEDIUM)
        body.addWidget(self._label)
        self.field = PasswordField(tr("Kata sandi atau PIN"))
        self.field.setMinimumHeight(36)
        self.field.returnPressed.connect(self._send)
        body.addWidget(self.field)
        self._finding = QVBoxLayout()
        body.addLayout(self._finding)
        self.button = Button(tr("Masuk"), kind="primary", key="Enter", height=36)
        self.button.clicked.connect(self._send)
        body.addWidget(self.button)
        if self._note:
            body.addWidget(WrapLabel(self._note, size=t.SIZE_META, tone="ok"))
        foot = QHBoxLayout()
        self._other = Button(tr("Pakai kata sandi"), kind="link")
        self._other.clicked.connect(lambda: self.set_mode("passphrase"))
        foot.addWidget(self._other)
        foot.addStretch(1)
        body.addLayout(foot)
        self.set_mode(self.mode)

    def _names(self) -> QWidget:
        """One button for each person; arrows move between them, Enter goes on to the passphrase."""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.names: list[Button] = []
        for name in self._people:
            line = QHBoxLayout()
            line.setSpacing(10)
            line.addWidget(Avatar(name, 28))
            button = Button(name, kind="secondary")
            button.setCheckable(True)
            button.setChecked(name == self._chosen)
            button.clicked.connect(lambda _checked=False, name=name: self._choose(name))
            self._group.addButton(button)
            self.names.append(button)
            line.addWidget(button, 1)
            column.addLayout(line)
        if len(self._people) <= 5:
            return inside
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setMaximumHeight(220)
        area.setAccessibleName(tr("Petugas kantor ini"))
        return area

    def set_mode(self, mode: Mode) -> None:
        """Ask for the PIN, or for the passphrase."""
        self.mode = mode
        pin = mode == "pin"
        self._label.setText(tr("PIN enam angka") if pin else tr("Kata sandi {name}", name=self._chosen))
        self.field.setAccessibleName(self._label.text())
        self._other.setVisible(pin)
        for button in self.names:
            mine = button.words() == self._chosen
            button.setChecked(mine)
            button.set_icon("check" if mine else "")
            button.setEnabled(not pin or mine)
        self.field.clear()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def chosen(self) -> str:
        """Whose passphrase is asked for."""
        return self._chosen

    def busy(self, on: bool) -> None:
        """While the key is being derived."""
        self.field.setEnabled(not on)
        self.button.setEnabled(not on)
        self.button.set_text(tr("Membuka kantor...") if on else tr("Masuk"))
        if not on:
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_refusal(self, error: WiraError, now: datetime | None = None) -> None:
        """Beside the field, with what to do; what was typed before stays safe."""
        del now
        self.busy(False)
        self._clear_finding()
        card = FindingCard("block", error.message, error.next_step)
        self._finding.addWidget(card)
        card.announce()
        self.field.selectAll()
        if error.code == "pin_spent":
            self.set_mode("passphrase")

    def reveal(self) -> None:
        """F8: show what was typed."""
        self.field.reveal()

    def _choose(self, name: str) -> None:
        self._chosen = name
        self._clear_finding()
        self.set_mode("passphrase")

    def _clear_finding(self) -> None:
        while (item := self._finding.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _send(self) -> None:
        typed = self.field.text()
        if not typed:
            return
        self._clear_finding()
        if self.mode == "pin":
            self.pin_given.emit(typed)
        else:
            self.passphrase_given.emit(self._chosen, typed)
