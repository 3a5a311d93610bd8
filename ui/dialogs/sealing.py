"""A paper before it is issued: seen as DRAF, printed, saved, or sealed under a letter number."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from desktop_app.actions.progress import Progress
from desktop_app.actions.rosters import Issued
from desktop_app.errors import WiraError
from resources.i18n import tr
from ui.bench import Bench
from ui.dialogs.paper import PaperDialog
from ui.models import papers as work
from ui.models.papers import Laid
from ui.pages.base import Page
from ui.widgets.card import FindingCard
from ui.widgets.fields import TextField
from ui.widgets.form import Form
from ui.worker import Task

Seal = Callable[[str, str, Progress], Issued]
"""Issues a paper under a letter number; it is given the `content` that was seen, and says how far it is."""


class SealingDialog(PaperDialog):
    """`sealed(str)` with the document's record once it is issued.

    `draft` gives the paper as DRAF, `seal` issues it; `roles` may do so. Those with choices of their own give
    neither: they call `lay` and override `issuing` and `read_fields`. Only what is shown is sealed.
    """

    sealed = Signal(str)

    def __init__(
        self,
        page: Page,
        bench: Bench,
        title: str,
        *,
        draft: Callable[[], Laid] | None = None,
        seal: Seal | None = None,
        roles: Collection[str],
    ) -> None:
        super().__init__(page, bench, title, note=tr("Draf, belum disegel"))
        self._issue = seal
        self._draft = draft
        self._task: Task[Issued] | None = None
        self._early = False
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
        if draft is not None:
            self.lay(draft)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_T:
            self.seal()
            return
        super().keyPressEvent(event)

    def lay(self, make: Callable[[], Laid]) -> None:
        """Lay out the paper that is chosen now; the newest wins."""
        self.lay_out(lambda: work.of_draft(make()))

    def again(self) -> None:
        """Lay it out anew, as it would be issued now."""
        if self._draft is not None:
            self.lay(self._draft)

    def drawn(self, paper: work.Paper) -> None:
        self.on_time()
        super().drawn(paper)
        if self.form.isVisible():
            self.number.setFocus()

    def on_time(self) -> None:
        """The paper is there: who wanted to seal before may do so now."""
        if self._early:
            self._early = False
            self.problem.hide()

    def refused(self, error: WiraError) -> None:
        if error.code == "nomor":
            self.number_row.set_findings([FindingCard("block", error.message, error.next_step)], "bad")
            self.number.setFocus(Qt.FocusReason.OtherFocusReason)
            self._fit()
            return
        if error.code == "changed":
            self.again()
        super().refused(error)

    def reject(self) -> None:
        """Esc: while it seals it stops that, otherwise it closes."""
        if self._task is not None:
            self._task.cancel()
            return
        super().reject()

    # --- doing

    def seal(self) -> None:
        """Issue the paper that is shown, under the office seal."""
        paper = self.shown_to_seal()
        if paper is None:
            return
        number, issue, seen = self.number.text(), self.issuing(), paper.content
        strip = self.paper.progress
        self._task = self._bench.do(
            lambda progress: issue(number, seen, progress.step),
            self._if_open(self._sealed),
            owner=self._page,
            refused=self._if_open(self.refused),
            progress=self._if_open(strip.step),
            cancelled=self._if_open(lambda: self.say(tr("Penyegelan dihentikan. Tidak ada yang terbit."))),
            after=self._if_open(self._after),
        )
        self.seal_button.setEnabled(False)
        strip.begin(tr("Menyegel {judul}", judul=self._title), self._task.cancel)

    def shown_to_seal(self) -> work.Paper | None:
        """The paper shown, where it is what stands in the fields; else None, and it says why."""
        if not self.seal_button.isVisible() or self._task is not None:
            return None
        if not self.read_fields():
            return None
        paper = self.paper.paper()
        if paper is None:
            if self.problem.isHidden():  # else it says why there is none
                self._early = True
                self.say(tr("Pratinjau masih disusun. Periksa dahulu, lalu segel."))
            return None
        self.problem.hide()
        return paper

    def read_fields(self) -> bool:
        """Take over what is typed, laying the paper out anew where that is something else; False while a
        finding stands."""
        return True

    def issuing(self) -> Seal:
        """What issues the paper as it is chosen now; it runs in the writing thread."""
        assert self._issue is not None
        return self._issue

    def _after(self) -> None:
        self._task = None
        self.paper.progress.finish()
        self.seal_button.setEnabled(True)

    def _sealed(self, issued: Issued) -> None:
        self._task = None
        self.done(self.DialogCode.Accepted)
        self.deleteLater()
        self.sealed.emit(issued.document)
