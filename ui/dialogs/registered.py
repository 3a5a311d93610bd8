"""Is this registered business the applicant's? The evidence, a verdict and its reason."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop_app.actions.register import JudgeRegistered, judge_registered
from desktop_app.domain import reasons
from desktop_app.domain.fields import VERDICTS
from desktop_app.domain.finding import Finding
from desktop_app.errors import WiraError
from resources.i18n import tr
from ui import tokens as t
from ui.bench import Bench
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.dialog import Dialog, StopDialog
from ui.widgets.fields import TextField
from ui.widgets.labels import Label, WrapLabel


class RegisteredDialog(Dialog):
    """Shows one finding about a registered business and asks what it is. `wish` after `accepted`."""

    def __init__(self, parent: QWidget, application: str, name: str, finding: Finding) -> None:
        super().__init__(parent, tr("Apakah usaha ini milik {nama}?", nama=name), icon="store", width=560)
        self._application, self._business = application, finding.record
        self.body.addWidget(WrapLabel(finding.title, weight=t.SEMIBOLD, tone="text"))
        self.body.addWidget(WrapLabel(finding.reason, tone="text2"))
        choices = [Option(one.code, tr(one.label), one.code[:1].upper()) for one in VERDICTS]
        self.verdict = SegmentedChoice(tr("Putusan tentang usaha ini"), choices)
        self.verdict.set_value(finding.verdict)
        self.verdict.chosen.connect(self._chosen)
        self.body.addWidget(self.verdict)
        caption = Label(tr("Alasan"), weight=t.MEDIUM, tone="text2")
        self.reason = TextField(tr("Alasan putusan"), max_length=300)
        self.reason.setPlaceholderText(tr("misalnya: pemiliknya orang lain, namanya sama"))
        self.reason.setText(finding.noted)
        self.reason.textChanged.connect(self._check)
        caption.setBuddy(self.reason)
        self.body.addWidget(caption)
        self.body.addWidget(self.reason)
        cancel = self.add_button(tr("Batal"), key="Esc")
        cancel.clicked.connect(self.reject)
        self.action_button = self.add_button(tr("Simpan putusan"), kind="primary", key="Enter")
        self.action_button.clicked.connect(self.accept)
        self.set_default(self.action_button)
        self._check()
        self.verdict.setFocus()

    def wish(self) -> JudgeRegistered:
        """What was decided."""
        reason = " ".join(self.reason.text().split())
        return JudgeRegistered(self._application, self._business, self.verdict.value(), reason)

    def _chosen(self, _verdict: str) -> None:
        self._check()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _check(self) -> None:
        wish = self.wish()
        self.action_button.setEnabled(bool(wish.verdict) and reasons.meaningful(wish.reason))


def ask_verdict(
    page: QWidget, bench: Bench, application: str, name: str, finding: Finding, done: Callable[[], object]
) -> RegisteredDialog:
    """Ask, and keep the answer on the application; `done` when it is kept."""
    dialog = RegisteredDialog(page, application, name or tr("pendaftar ini"), finding)

    def stop(error: WiraError) -> None:
        told = StopDialog.for_error(page, tr("Putusan belum tersimpan"), error)
        told.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        told.open()

    def keep() -> None:
        wish = dialog.wish()
        bench.do(
            lambda _told: judge_registered(bench.office, wish),
            lambda _changes: done(),
            owner=page,
            refused=stop,
        )

    dialog.accepted.connect(keep)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
