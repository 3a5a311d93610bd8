"""What a check of papers from elsewhere found, in words: a verdict, or what the code of a sheet says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.documents.data import grouped_hex
from desktop_app.documents.verdict import AFTER_WORDS, shortened
from desktop_app.domain import region
from desktop_app.domain.values import show_date
from resources.i18n import tr, trn
from ui import tokens as t
from ui.models.papers import Paper
from ui.pages.dokumen_verdict import VerdictPane, verdict_card
from ui.widgets.button import Button
from ui.widgets.card import FindingCard, Severity, VerdictCard
from ui.widgets.dialog import Fact, FactsTable
from ui.widgets.labels import Label, WrapLabel

if TYPE_CHECKING:
    from desktop_app.actions.verifying import Checked
    from desktop_app.documents.verdict import SignatureKind, Verdict
    from desktop_app.verifying.pages import PagesVerdict, SheetVerdict

MOST_CHANGES = 12
"""So many are listed; a file written anew may differ in every page."""
_SEVERITY: dict[str, Severity] = {"kode_sah": "info", "bermasalah": "block", "tanpa_kode": "reason"}


class CheckVerdict(VerdictPane):
    """The verdict before its details, for papers that are none of the register. `back` is the way out."""

    back_asked = Signal()
    signed_asked = Signal()

    def __init__(self, back: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._back = back
        self.note = self.sheet_note = ""
        """What cannot be judged by, beside every answer, and beside those on scanned sheets."""

    def show_document(self, checked: Checked, verdict: Verdict) -> None:
        """A PDF with a verdict of its own, and what the register knows of it."""
        paper = Paper((), (), verdict)
        column = self._begin(checked.headline)
        if checked.unsure:
            card = VerdictCard(checked.headline, verdict.sentence, tone="accent", icon="shield-check")
            column.addWidget(card)
        else:
            column.addWidget(verdict_card(verdict))
        column.addWidget(WrapLabel(verdict.next_step, size=t.SIZE_META, weight=t.MEDIUM))
        if checked.register:
            column.addWidget(WrapLabel(checked.register, size=t.SIZE_META))
        self._notice(column, self.note)
        self._changed(column, verdict)
        if verdict.pages:
            column.addWidget(Label(tr("Halaman yang tidak sesuai"), size=t.SIZE_CARD, weight=t.SEMIBOLD))
            for words in verdict.pages:
                column.addWidget(FindingCard("block", words))
        if verdict.details:
            self._signatures(column, paper, None)
        facts = [Fact(tr("Berkas"), checked.file.name)]
        found = ((tr("Judul"), verdict.title), (tr("Nomor"), verdict.number))
        facts += [Fact(label, value) for label, value in found if value]
        column.addWidget(FactsTable(facts, framed=False))
        self._way_back(column)
        column.addStretch(1)

    def show_sheet(self, pages: PagesVerdict, sheet: SheetVerdict) -> None:
        """A scanned sheet: first what all of them are together, then this one."""
        title, (tone, icon) = pages.headline, _together(pages)
        column = self._begin(title)
        column.addWidget(VerdictCard(title, pages.sentence, tone=tone, icon=icon))
        column.addWidget(WrapLabel(pages.next_step, size=t.SIZE_META, weight=t.MEDIUM))
        self._notice(column, self.note or self.sheet_note)
        column.addWidget(Label(tr("Lembar ini"), size=t.SIZE_CARD, weight=t.SEMIBOLD))
        column.addWidget(FindingCard(_SEVERITY[sheet.kind], sheet.sentence))
        page = sheet.page
        if page is not None:
            place = region.by_code(page.office)
            column.addWidget(
                FactsTable(
                    [
                        Fact(tr("Halaman"), tr("{n} dari {total}", n=page.page, total=page.pages)),
                        Fact(tr("Nomor"), shortened(page.number) or tr("tanpa nomor")),
                        Fact(tr("Tanggal"), show_date(shortened(page.date))),
                        Fact(tr("Kantor"), place.display if place is not None else shortened(page.office)),
                        Fact(tr("Sidik isi"), grouped_hex(page.digest.hex(), 4)),
                    ],
                    framed=False,
                )
            )
        self._way_back(column)
        column.addStretch(1)

    def show_refused(self, message: str, next_step: str, name: str = "") -> None:
        """A file, or all of them, that could not be looked at."""
        column = self._begin(message)
        column.addWidget(FindingCard("block", message, next_step))
        if name:
            column.addWidget(FactsTable([Fact(tr("Berkas"), name)], framed=False))
        self._way_back(column)
        column.addStretch(1)

    @staticmethod
    def _notice(column: QVBoxLayout, note: str) -> None:
        if note:
            column.addWidget(FindingCard("reason", note))

    def _way_back(self, column: QVBoxLayout) -> None:
        back = Button(self._back, icon="undo-2", key="Esc")
        back.clicked.connect(self.back_asked)
        column.addWidget(back)

    def _changed(self, column: QVBoxLayout, verdict: Verdict) -> None:
        """What came after which signature, and the way to what was signed."""
        if not verdict.changes:
            return
        kinds: dict[str, SignatureKind] = {one.field: one.kind for one in verdict.details}
        column.addWidget(Label(tr("Yang berubah setelahnya"), size=t.SIZE_CARD, weight=t.SEMIBOLD))
        for one in verdict.changes[:MOST_CHANGES]:
            after = tr(AFTER_WORDS[kinds.get(one.after, "lain")])
            text = tr("{sesudah}. Diizinkan segelnya.", sesudah=after) if one.allowed else after
            column.addWidget(FindingCard("info" if one.allowed else "block", one.sentence, text))
        more = len(verdict.changes) - MOST_CHANGES
        if more > 0:
            column.addWidget(WrapLabel(trn("Dan {n} perubahan lagi.", "Dan {n} perubahan lagi.", more)))
        if verdict.kind == "berubah" and verdict.signed_length:
            save = Button(tr("Simpan isi yang disegel"), icon="save")
            save.clicked.connect(self.signed_asked)
            column.addWidget(save)


def _together(pages: PagesVerdict) -> tuple[str, str]:
    """Tone and icon of the verdict on all sheets."""
    if pages.kind == "kode_sah":
        return "accent", "scan-eye"
    if pages.kind == "tanpa_kode":
        return "grey", "shield-question-mark"
    if pages.called_off or any(one.kind == "bermasalah" for one in pages.sheets):
        return "bad", "shield-x"
    return "warn", "shield-alert"
