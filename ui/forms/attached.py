"""The files of an application beside the place where they are dropped: each with its kind and a cross."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.domain import fields
from resources.i18n import tr
from ui import theme
from ui import tokens as t
from ui.widgets import paint
from ui.widgets.button import IconButton
from ui.widgets.flow import clear
from ui.widgets.labels import ElidedLabel, Icon, WrapLabel


@dataclass(frozen=True)
class Line:
    """One file: `key` names it in signals; `waiting` until the application is saved, `ready` once read."""

    key: str
    name: str
    jenis: str
    waiting: bool = False
    ready: bool = True


class AttachedList(QWidget):
    """`removed(key)` by the cross, `kind_changed(place among the waiting, code)` by the box."""

    removed = Signal(str)
    kind_changed = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._lines: list[Line] = []
        self._codes: tuple[str, ...] = ()
        self.setAccessibleName(tr("Daftar lampiran"))
        self.show_lines([], ())

    def lines(self) -> list[Line]:
        """What is shown."""
        return list(self._lines)

    def show_lines(self, lines: Sequence[Line], codes: Sequence[str]) -> None:
        """Show other files; `codes` are the kinds to choose from."""
        if self._column.count() and list(lines) == self._lines and tuple(codes) == self._codes:
            return
        self._lines, self._codes = list(lines), tuple(codes)
        clear(self._column)
        if not lines:
            words = tr("PDF atau gambar; dilampirkan begitu formulir disimpan.")
            self._column.addWidget(WrapLabel(words, size=t.SIZE_META))
        for line in lines:
            self._column.addWidget(self._row(line))

    def _row(self, line: Line) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        tone = "accent" if line.ready else "text3"
        layout.addWidget(Icon("paperclip" if line.ready else "hourglass", tone, 16))
        layout.addWidget(ElidedLabel(line.name), 1)
        if line.waiting:
            layout.addWidget(self._kinds(line))
        cross = IconButton("x", tr("Lepas lampiran {nomor}: {nama}", nomor=self._lines.index(line) + 1,
                                   nama=line.name), side=28)  # fmt: skip
        cross.clicked.connect(lambda: self.removed.emit(line.key))
        layout.addWidget(cross)
        return row

    def _kinds(self, line: Line) -> QComboBox:
        box = _Kinds()
        box.setFont(theme.font(t.SIZE_META))
        box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        labels = {choice.code: tr(choice.label) for choice in fields.DOCUMENTS}
        codes = [code for code in labels if code in self._codes or code == line.jenis]
        for code in codes:
            box.addItem(labels[code], code)
        box.setCurrentIndex(codes.index(line.jenis))
        box.setMaximumWidth(190)
        box.setAccessibleName(tr("Jenis dokumen lampiran {nomor}: {nama}",
                                 nomor=self._lines.index(line) + 1, nama=line.name))  # fmt: skip
        box.activated.connect(lambda at: self.kind_changed.emit(int(line.key), str(box.itemData(at))))
        return box


class _Kinds(QComboBox):
    """A box with its arrow drawn from the theme."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = paint.start(self)
        paint.symbol(painter, "chevron-down", "text2", self.width() - 24, self.height() / 2, 14)
        painter.end()
