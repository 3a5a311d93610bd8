"""What a newer edition says otherwise than the one it takes the place of, person by person."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.domain.editions import Difference, summary, told
from resources.i18n import tr, trn
from ui import tokens as t
from ui.widgets.dialog import Dialog
from ui.widgets.labels import Label, WrapLabel

MOST = 60
"""So many lines under a heading; the rest is counted."""


class DifferencesDialog(Dialog):
    """Lists who came, who went and whose line says something else."""

    def __init__(self, parent: QWidget, title: str, number: str, found: Difference) -> None:
        super().__init__(parent, tr("Perbedaan dengan nomor {nomor}", nomor=number), width=680)
        self.body.addWidget(WrapLabel(title, weight=t.MEDIUM, tone="text"))
        self.body.addWidget(WrapLabel(summary(found), tone="text2"))
        for heading, lines in told(found):
            self.body.addWidget(Label(heading, size=t.SIZE_CARD, weight=t.SEMIBOLD))
            for line in lines[:MOST]:
                self.body.addWidget(WrapLabel(line, tone="text"))
            more = len(lines) - MOST
            if more > 0:
                self.body.addWidget(WrapLabel(trn("Dan {n} lagi.", "Dan {n} lagi.", more), tone="text2"))
        close = self.add_button(tr("Tutup"), kind="primary", key="Esc")
        close.clicked.connect(self.accept)
        self.set_default(close)
