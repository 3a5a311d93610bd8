"""What a newer rule book says of somebody, and the answer: judged again, or first mended in the form."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.actions.rejudging import Rejudge, rejudge
from desktop_app.domain import reasons
from desktop_app.queries.applicant import ApplicantDetail
from desktop_app.queries.judged import Judged
from resources.i18n import tr
from ui import tokens as t
from ui.bench import Bench
from ui.widgets.card import FindingCard
from ui.widgets.dialog import Dialog, StopDialog
from ui.widgets.fields import TextField
from ui.widgets.labels import Label, WrapLabel


class RejudgeDialog(Dialog):
    """Shows every new finding. `accepted` to judge again; `mend` to the form where one of them holds."""

    mend = Signal()

    def __init__(self, parent: QWidget, name: str, judged: Judged) -> None:
        title = tr("{nama} menurut aturan versi {versi}", nama=name, versi=judged.newer)
        super().__init__(parent, title, icon="scale", tone="warn", width=600)
        self.body.addWidget(WrapLabel(judged.words, tone="text2"))
        for item in judged.appears:
            self.body.addWidget(
                FindingCard("block" if item.level == "block" else "reason", item.title, item.reason)
            )
        self.reason: TextField | None = None
        cancel = self.add_button(tr("Tutup"), key="Esc")
        cancel.clicked.connect(self.reject)
        if judged.blocks:
            self.body.addWidget(
                WrapLabel(
                    tr("Yang menahan dibetulkan di isiannya; bila tidak dapat, pendaftar ini dikembalikan "
                       "atau ditolak di Verifikasi. Sampai itu ia tidak ikut peringkat.")
                )
            )  # fmt: skip
            self.action_button = self.add_button(
                tr("Buka isian"), kind="primary", icon="square-pen", key="Enter"
            )
            self.action_button.clicked.connect(self._mend)
        else:
            if any(item.needs_reason for item in judged.appears):
                self._ask_reason()
            self.action_button = self.add_button(tr("Nilai ulang"), kind="primary", icon="check", key="Enter")
            self.action_button.clicked.connect(self.accept)
            self._check()
        self.set_default(self.action_button)
        (self.reason or self.action_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_reason(self) -> None:
        caption = Label(tr("Alasan"), weight=t.MEDIUM, tone="text2")
        self.reason = TextField(tr("Alasan dilanjutkan"), max_length=300)
        self.reason.textChanged.connect(self._check)
        caption.setBuddy(self.reason)
        self.body.addWidget(caption)
        self.body.addWidget(self.reason)

    def written(self) -> str:
        """The reason, trimmed; empty where none is asked."""
        return " ".join(self.reason.text().split()) if self.reason is not None else ""

    def _check(self) -> None:
        self.action_button.setEnabled(self.reason is None or reasons.meaningful(self.written()))

    def _mend(self) -> None:
        self.reject()
        self.mend.emit()


def ask_rejudge(
    page: QWidget,
    bench: Bench,
    detail: ApplicantDetail,
    done: Callable[[], object],
    mend: Callable[[], object],
) -> RejudgeDialog | None:
    """Show what the newer rules say, and judge again; `done` when that is kept, `mend` for the form."""
    judged = detail.judged
    if not judged.appears:
        return None
    dialog = RejudgeDialog(page, detail.nama or tr("Pendaftar ini"), judged)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def keep() -> None:
        wish = Rejudge(detail.record, judged.newer, dialog.written())
        bench.do(
            lambda _told: rejudge(bench.office, wish),
            lambda _changes: done(),
            owner=page,
            refused=lambda error: StopDialog.for_error(page, tr("Belum dinilai ulang"), error).open(),
        )

    dialog.accepted.connect(keep)
    dialog.mend.connect(mend)
    dialog.open()
    return dialog
