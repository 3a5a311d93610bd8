"""The history of any record: each step with its fields, who, when, where, and by which file it came."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop_app.actions import access
from desktop_app.errors import WiraError
from desktop_app.queries.applicant import Change
from desktop_app.queries.record_history import record_history
from resources.i18n import tr, trn
from ui import history
from ui.bench import Bench
from ui.widgets.button import Button
from ui.widgets.dialog import Dialog, StopDialog
from ui.widgets.labels import WrapLabel
from ui.widgets.timeline import Timeline

PORTION = 30
"""So many steps at once: each is drawn by itself, and the latest is what one looks for."""


class HistoryDialog(Dialog):
    """Shows the latest steps of `record` as soon as they are read; *Sebelumnya* goes further back."""

    def __init__(self, parent: QWidget, bench: Bench, record: str, name: str = "") -> None:
        title = tr("Riwayat {nama}", nama=name) if name else tr("Riwayat")
        super().__init__(parent, title, icon="rotate-ccw-clock", width=720)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._steps: list[Change] = []
        self._shown = 0
        self.count = WrapLabel(tr("Memuat"))
        self.body.addWidget(self.count)
        self.earlier = Button(tr("Sebelumnya"), icon="chevron-down", key="Ctrl+D", bind=True)
        self.earlier.clicked.connect(self._more)
        self.earlier.hide()
        self.body.addWidget(self.earlier, 0, Qt.AlignmentFlag.AlignLeft)
        self.close_button = self.add_button(tr("Tutup"), kind="primary", key="Esc")
        self.close_button.clicked.connect(self.accept)
        self.set_default(self.close_button)
        office = bench.office

        def loaded(found: list[Change]) -> None:
            access.opened(office, record)
            self._loaded(found)

        bench.ask(
            lambda connection: record_history(connection, office, record), loaded, owner=self,
            refused=self._refused,
        )  # fmt: skip

    def steps(self) -> list[Change]:
        """Every step, the latest first; none before they are read."""
        return list(self._steps)

    def _loaded(self, found: list[Change]) -> None:
        self._steps = found
        self.count.setText(
            trn("{n} langkah, yang terakhir di atas.", "{n} langkah, yang terakhir di atas.", len(found))
        )
        self._more()

    def _more(self) -> None:
        part = self._steps[self._shown : self._shown + PORTION]
        first = self._shown == 0
        moments = [history.told(each, first=first and n == 0, whole=True) for n, each in enumerate(part)]
        self.body.insertWidget(self.body.count() - 1, Timeline(moments))
        self._shown += len(part)
        left = len(self._steps) - self._shown
        self.earlier.setVisible(left > 0)
        self.earlier.set_text(trn("{n} langkah sebelumnya", "{n} langkah sebelumnya", left))

    def _refused(self, error: WiraError) -> None:
        parent = self.parentWidget()
        self.reject()
        StopDialog.for_error(parent, tr("Riwayat belum dapat dibuka"), error).open()


def show_history(page: QWidget, bench: Bench, record: str, name: str = "") -> HistoryDialog:
    """Open the history of `record` (hex) over `page`."""
    dialog = HistoryDialog(page, bench, record, name)
    dialog.open()
    return dialog
