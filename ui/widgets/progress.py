"""Long work: what is being done, how far it is, and *Batalkan*."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from resources.i18n import tr
from ui import tokens as t
from ui.widgets import paint
from ui.widgets.button import Button
from ui.widgets.card import Bar
from ui.widgets.labels import Label, WrapLabel
from ui.widgets.toast import announce


class ProgressStrip(QWidget):
    """Appears 400 ms after `begin`, unless the work has ended by then. *Batalkan* emits `cancelled`."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cancel: Callable[[], object] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(10)
        self._label = WrapLabel(weight=t.MEDIUM, tone="text")
        self._count = Label(size=t.SIZE_META, tone="text2")
        self._button = Button(tr("Batalkan"), height=28)
        self._button.clicked.connect(self._pressed)
        row.addWidget(self._label, 1)
        row.addWidget(self._count)
        row.addWidget(self._button)
        column.addLayout(row)
        self._bar = Bar(6)
        column.addWidget(self._bar)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(t.PROGRESS_DELAY_MS)
        self._timer.timeout.connect(self.show)
        self.hide()

    def begin(self, sentence: str, cancel: Callable[[], object] | None = None) -> None:
        """Work has started; `cancel` is called by *Batalkan*, which is missing without it."""
        self._cancel = cancel
        self._label.setText(sentence)
        self._count.setText("")
        self._button.setVisible(cancel is not None)
        self._button.setEnabled(True)
        self._bar.set([], 1, sentence)
        self.setAccessibleName(sentence)
        self._timer.start()

    def step(self, done: int, total: int, sentence: str = "") -> None:
        """How far it is, such as "312 dari 500 baris" in `sentence`; `total` 0 when unknown."""
        told = sentence or (tr("{done} dari {total}", done=done, total=total) if total else str(done))
        self._count.setText(told)
        self._bar.set([(done, "accent")] if total else [], total or 1, told)
        self.setAccessibleDescription(told)

    def finish(self, sentence: str = "") -> None:
        """The work has ended; `sentence` (what was kept after cancelling) is announced."""
        self._timer.stop()
        self._cancel = None
        self.hide()
        announce(self, sentence)

    def running(self) -> bool:
        """Whether work is under way."""
        return self._timer.isActive() or not self.isHidden()

    def _pressed(self) -> None:
        self._button.setEnabled(False)
        self._label.setText(tr("Menghentikan di langkah berikutnya."))
        if self._cancel is not None:
            self._cancel()
        self.cancelled.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        paint.box(painter, self.rect().toRectF(), t.RADIUS_INSET, "surface", "softline")
        painter.end()
