"""What covers the window while an office is closed: moved away for good, or just being put back."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.actions.moving import steps
from desktop_app.domain.moments import wib
from resources.i18n import tr
from ui import tokens as t
from ui import when
from ui.pages.base import sequences
from ui.pages.pertama_step import WIDTH, head
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.flow import Roll
from ui.widgets.labels import Label, WrapLabel
from ui.widgets.mark import Mark


class WaitScreen(QWidget):
    """One sentence while the office is closed and put back. There is nothing to press, unless it `lingers`:
    then `back_asked` leads back into the office, which is still open."""

    back_asked = Signal()

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.setAccessibleName(sentence)
        self.told = WrapLabel(
            tr(
                "Masih menunggu folder atau printer di luar komputer ini. Cabut flash disk atau kabel "
                "jaringannya bila macet, atau kembali ke kantor: belum ada yang berubah."
            ),
            tone="warn",
        )
        self.told.setMaximumWidth(WIDTH)
        self.told.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.back = Button(tr("Kembali ke kantor"))
        self.back.clicked.connect(self.back_asked)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(Mark(56), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(12)
        column.addWidget(Label(sentence, size=t.SIZE_CARD), 0, Qt.AlignmentFlag.AlignHCenter)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self.told, 4)
        middle.addStretch(1)
        column.addSpacing(12)
        column.addLayout(middle)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        for widget in (self.told, self.back):
            widget.hide()

    def linger(self) -> None:
        """It takes long: say why, and offer the way back."""
        for widget in (self.told, self.back):
            widget.show()
        self.back.setFocus()


class MovedScreen(QWidget):
    """The office was handed to another computer. Signals: `left` to end the program, `stay_asked`."""

    left = Signal()
    stay_asked = Signal()

    def __init__(self, office: str, moment: datetime) -> None:
        super().__init__()
        title = tr("{office} sudah berhenti di komputer ini", office=office)
        self.setAccessibleName(title)
        inner = QWidget()
        inner.setMaximumWidth(WIDTH)
        column = QVBoxLayout(inner)
        column.setContentsMargins(20, 28, 20, 16)
        column.setSpacing(14)
        told = tr(
            "Berkas pindahannya dibuat dan diuji {waktu}. Data di komputer ini masih utuh, tetapi tidak "
            "ditulis lagi.",
            waktu=when.long_moment(wib(moment)),
        )
        column.addLayout(head(title, told))
        card = Card(tr("Yang masih perlu dilakukan"))
        for sentence in steps():
            card.body.addWidget(WrapLabel(sentence, tone="text"))
        column.addWidget(card)
        back = Card(tr("Tidak jadi pindah"))
        back.body.addWidget(
            WrapLabel(
                tr(
                    "Kantor dapat dilanjutkan di komputer ini selama komputer baru belum dipakai. DKUM "
                    "diminta "
                    "mengizinkan komputer ini lagi sebelum ada yang dikirim."
                )
            )
        )
        self.stay_button = Button(tr("Lanjutkan di komputer ini"), icon="undo-2")
        self.stay_button.clicked.connect(self.stay_asked)
        back.body.addWidget(self.stay_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(back)
        row = QHBoxLayout()
        row.addStretch(1)
        self.leave_button = Button(tr("Keluar"), kind="primary", key="Enter", height=36)
        self.leave_button.clicked.connect(self.left)
        row.addWidget(self.leave_button)
        column.addLayout(row)
        column.addStretch(1)
        self._frame(inner)
        enter = QShortcut(self.leave_button)
        enter.setKeys(sequences("Enter"))
        enter.setContext(Qt.ShortcutContext.WidgetShortcut)
        enter.activated.connect(self.left)
        self.setFocusProxy(self.leave_button)

    def _frame(self, inner: QWidget) -> None:
        frame = QWidget()
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(inner, 1000)
        row.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Roll(frame))
