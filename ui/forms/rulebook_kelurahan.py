"""A part of a rule book that names kelurahan: a button to add one, a chip for each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop_app.domain import region
from desktop_app.domain.bookwords import LABELS
from resources.i18n import tr
from ui.forms.rulebook_editors import BookEditor, kelurahan_menu
from ui.widgets.button import Button, Chip
from ui.widgets.flow import Flow
from ui.widgets.labels import Label


class _Named(QWidget):
    """The kelurahan named. `changed` when a person added one or took one out."""

    changed = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._title, self._read_only = title, False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        line = QHBoxLayout()
        self.add = Button(tr("Tambah kelurahan"), icon="map-pin")
        self.add.setAccessibleName(tr("Tambah: {isian}", isian=title))
        self.add.clicked.connect(self.menu)
        line.addWidget(self.add)
        line.addStretch(1)
        column.addLayout(line)
        self.chips = Flow()
        column.addWidget(self.chips)
        self.setFocusProxy(self.add)

    def set_read_only(self, read_only: bool) -> None:
        """Only the chips are left."""
        self._read_only = read_only
        self.add.setVisible(not read_only)
        self.show_found(self.found)

    def menu(self) -> QMenu:
        """The kelurahan by kecamatan."""
        return kelurahan_menu(self.add, self.choose)

    def choose(self, code: str) -> None:
        """Name one more."""
        if code not in self.found:
            self.show_found([*self.found, code])
            self.changed.emit()
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_found(self, codes: Iterable[str]) -> None:
        """Show those that are named."""
        self.found = sorted(codes)
        self.chips.clear()
        for code in self.found:
            place = region.by_code(code)
            chip = Chip(place.display if place else code, checkable=False, closable=not self._read_only)
            chip.closed.connect(lambda code=code: self._drop(code))
            self.chips.add(chip)
        if self._read_only and not self.found:
            self.chips.add(Label(tr("tidak ada"), tone="text2"))
        self.chips.setVisible(self._read_only or bool(self.found))

    def _drop(self, code: str) -> None:
        self.show_found([each for each in self.found if each != code])
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()


class KelurahanEditor(BookEditor):
    """A list of kelurahan codes, kept as text by `name`."""

    def __init__(self, name: str) -> None:
        self.box = _Named(tr(LABELS[name]))
        super().__init__(self.box, name)
        self.box.changed.connect(self.changed.emit)

    def raw(self) -> list[str]:
        return list(self.box.found)

    def show_raw(self, raw: Any) -> None:
        self.box.show_found([str(code) for code in raw])

    def set_read_only(self, read_only: bool) -> None:
        self.box.set_read_only(read_only)
