"""Siapa boleh apa: the table of duties, by the kind of office, with what the person who is in may do."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from desktop_app.domain.duties import TABLE, Duty, who
from desktop_app.domain.people import OFFICE_KINDS, OFFICE_LABELS, ROLE_LABELS, OfficeKind
from resources.i18n import mark, tr
from ui.looks import PillLook
from ui.models.table import Cell, Column, RowsTableModel
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.dialog import Dialog
from ui.widgets.labels import WrapLabel
from ui.widgets.table import TableView

_ME = PillLook("check", mark("Boleh"), "ok")
_HEIGHT = 420


class DutiesDialog(Dialog):
    """The table that is enforced below the window; `kind` and `roles` are those of the person who is in."""

    def __init__(self, parent: QWidget | None, kind: OfficeKind, roles: Iterable[str]) -> None:
        super().__init__(parent, tr("Siapa boleh apa"), width=860)
        self._own: OfficeKind = kind
        self._roles = frozenset(roles)
        self.body.addWidget(
            WrapLabel(
                tr(
                    "Tabel ini berlaku di jendela, di baris perintah, dan bagi berkas dari kantor lain. "
                    "Auditor membaca dan tidak mengubah data."
                ),
                tone="text2",
            )
        )
        self.kinds = SegmentedChoice(
            tr("Jenis kantor"), [Option(each, tr(OFFICE_LABELS[each])) for each in OFFICE_KINDS]
        )
        self.kinds.set_value(kind)
        self.kinds.chosen.connect(lambda _kind: self._show())
        self.body.addWidget(self.kinds)
        self.list = TableView(tr("Siapa boleh apa"), lines=1)
        self.model: RowsTableModel[Duty] = RowsTableModel(
            [
                Column(tr("Yang dikerjakan"), lambda duty: Cell(tr(duty.label)), 330, stretch=1),
                Column(tr("Peran"), self._who, 270, stretch=1),
                Column(tr("Anda"), self._mine, 104, drop=1),
            ]
        )
        self.list.set_model(self.model)
        self.list.setFixedHeight(_HEIGHT)
        self.body.addWidget(self.list)
        self.finished.connect(self.deleteLater)
        done = self.add_button(tr("Tutup"), key="Esc")
        done.clicked.connect(self.accept)
        self.set_default(done)
        self._show()
        self.list.setFocus()

    def kind(self) -> OfficeKind:
        """The kind of office that is shown."""
        return next(each for each in OFFICE_KINDS if each == self.kinds.value())

    def _show(self) -> None:
        kind = self.kind()
        self.model.set_rows([duty for duty in TABLE if duty.roles[kind]])
        self.list.select_row(0)

    def _who(self, duty: Duty) -> Cell:
        return Cell(", ".join(tr(ROLE_LABELS[role]) for role in who(duty, self.kind())), tone="text2")

    def _mine(self, duty: Duty) -> Cell:
        mine = self.kind() == self._own and duty.may(self._own, self._roles)
        return Cell("", pill=_ME) if mine else Cell("–", tone="text2")
