"""A paper before it is issued: seen as DRAF, printed, saved, or sealed under a letter number."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from desktop_app.actions.rosters import Issued
from desktop_app.errors import WiraError
from resources.i18n import tr
from ui.bench import Bench
from ui.dialogs.paper import PaperDialog
from ui.models import papers as work
from ui.pages.base import Page
from ui.widgets.card import FindingCard
from ui.widgets.fields import TextField
from ui.widgets.form import Form


class SealingDialog(PaperDialog):
    """`sealed(str)` with the document's record once it is issued.

    `draft` gives the PDF as DRAF, `seal` issues the paper under a letter number; `roles` may do so. Those
    with choices of their own give neither: they call `draw` and override `issuing`.
    """

    sealed = Signal(str)

    def __init__(
        self,
        page: Page,
        bench: Bench,
        title: str,
        *,
        draft: Callable[[], bytes] | None = None,
        seal: Callable[[str], Issued] | None = None,
        roles: Collection[str],
    ) -> None:
        super().__init__(page, bench, title, note=tr("Draf, belum disegel"))
        self._issue = seal
        self.form = Form(field_width=300)
        self.number = TextField(tr("Nomor surat"), max_length=60)
        self.number_row = self.form.row(
            tr("Nomor surat"), self.number, hint=tr("Dari buku agenda. Tanpa nomor hanya bisa draf.")
        )
        self.number.textEdited.connect(lambda _text: self.number_row.set_findings(()))
        self.body.insertWidget(1, self.form)
        self.close_button()
        self.seal_button = self.add_button(tr("Segel"), kind="primary", icon="stamp", key="Ctrl+T")
        self.seal_button.clicked.connect(self.seal)
        may = bool(bench.office.person.roles & frozenset(roles)) and bench.office.info.kind != "lapangan"
        self.seal_button.setVisible(may)
        self.form.setVisible(may)
        if may:
            self.taken = 250
        if draft is not None:
            self.draw(draft)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_T:
            self.seal()
            return
        super().keyPressEvent(event)

    def drawn(self, paper: work.Paper) -> None:
        super().drawn(paper)
        if self.form.isVisible():
            self.number.setFocus()

    def refused(self, error: WiraError) -> None:
        self.seal_button.setEnabled(True)
        if error.code == "nomor":
            self.number_row.set_findings([FindingCard("block", error.message, error.next_step)], "bad")
            self.number.setFocus(Qt.FocusReason.OtherFocusReason)
            self._fit()
            return
        super().refused(error)

    # --- doing

    def seal(self) -> None:
        """Issue the paper under the office seal."""
        if not self.seal_button.isVisible() or not self.seal_button.isEnabled():
            return
        self.seal_button.setEnabled(False)
        self.problem.hide()
        number, issue = self.number.text(), self.issuing()
        self._bench.do(lambda _progress: issue(number), self._sealed, owner=self._page, refused=self.refused)

    def issuing(self) -> Callable[[str], Issued]:
        """What issues the paper as it is chosen now; it runs in the writing thread."""
        assert self._issue is not None
        return self._issue

    def _sealed(self, issued: Issued) -> None:
        self.done(self.DialogCode.Accepted)
        self.deleteLater()
        self.sealed.emit(issued.document)
