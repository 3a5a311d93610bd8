"""Pemeriksaan: what of the office is whole and what is not, in one page; and a bundle for who helps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.actions import checking
from desktop_app.actions.check_report import STATE_WORDS, CheckReport, Finding, Part, State
from desktop_app.actions.checking import LastCheck
from desktop_app.domain.moments import wib
from desktop_app.errors import WiraError
from desktop_app.storage.work import Changes
from resources.i18n import tr
from ui import tokens as t
from ui import when
from ui.bench import Bench
from ui.dialogs.support import SupportDialog
from ui.looks import PillLook
from ui.pages.base import KeyHint
from ui.pages.pengaturan_bagian import Section
from ui.widgets.button import Button
from ui.widgets.card import Card, Divider, FindingCard
from ui.widgets.dialog import StopDialog
from ui.widgets.flow import clear
from ui.widgets.labels import WrapLabel
from ui.widgets.pill import Pill
from ui.widgets.progress import ProgressStrip
from ui.worker import Progress, Task

_LOOKS: dict[State, PillLook] = {
    "whole": PillLook("check", STATE_WORDS["whole"], "ok"),
    "note": PillLook("info", STATE_WORDS["note"], "grey"),
    "todo": PillLook("hourglass", STATE_WORDS["todo"], "warn"),
    "broken": PillLook("octagon-alert", STATE_WORDS["broken"], "bad"),
    "unseen": PillLook("circle-dashed", STATE_WORDS["unseen"], "grey"),
}


_ORDER: dict[State, int] = {"broken": 0, "todo": 1}
"""What somebody has to act on comes first."""
_REBUILT = frozenset({"table", "paper_rows"})
"""Findings that are put right by making the tables anew."""


class CheckSection(Section):
    """F2 looks through the office. Saving goes on meanwhile, and waits only while tables are compared."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.report: CheckReport | None = None
        self._task: Task[CheckReport] | None = None
        self.check_button = Button(tr("Periksa sekarang"), kind="primary", icon="shield-check", key="F2")
        self.check_button.clicked.connect(self.primary)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(t.CARD_GAP)
        card = Card(tr("Apakah data kantor ini utuh"))
        self.state = WrapLabel("", weight=t.MEDIUM, tone="text")
        card.body.addWidget(self.state)
        self.strip = ProgressStrip()
        card.body.addWidget(self.strip)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        card.body.addLayout(self._rows)
        column.addWidget(card)
        helping = Card(tr("Bila ada yang tidak berjalan"))
        for sentence in (
            tr("Paket bantuan berisi teks biasa: versi, jumlah, hasil pemeriksaan, dan catatan kekeliruan."),
            tr(
                "Tidak ada data pendaftar atau petugas di dalamnya. Anda membacanya dahulu, lalu mengirimnya."
            ),
        ):
            helping.body.addWidget(WrapLabel(sentence))
        self.support_button = Button(tr("Susun paket bantuan…"), icon="life-buoy")
        self.support_button.clicked.connect(self.ask_support)
        helping.body.addWidget(self.support_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(helping)
        column.addStretch(1)

    def sentence(self) -> str:
        return tr(
            "Berkas, kunci, rantai, lampiran, dan dokumen dicocokkan; sekali seminggu dengan sendirinya."
        )

    def header_actions(self) -> Sequence[QWidget]:
        return (self.check_button,)

    def hints(self) -> Sequence[KeyHint]:
        return (KeyHint("F2", tr("Periksa sekarang"), self.primary),)

    def first_focus(self) -> QWidget | None:
        return self.support_button

    def load(self) -> None:
        """When it was last looked through; never over a page that is shown."""
        if self.report is None and self._task is None:
            self.bench.ask(checking.last_check, self._loaded, owner=self, key="last-check")

    def _loaded(self, kept: LastCheck | None) -> None:
        if self.report is not None:
            return
        if kept is None:
            self._say(tr("Belum pernah diperiksa di komputer ini."), "warn")
            return
        moment = when.long_moment(wib(kept.made))
        if kept.sound:
            self._say(tr("Terakhir diperiksa {waktu}: data kantor utuh.", waktu=moment), "ok")
        else:
            said = tr("Terakhir diperiksa {waktu}: ada yang tidak utuh.", waktu=moment)
            if kept.whole is not None:
                said += " " + tr("Utuh terakhir {waktu}.", waktu=when.long_moment(wib(kept.whole)))
            self._say(said, "bad")

    def _say(self, sentence: str, tone: str) -> None:
        self.state.setText(sentence)
        self.state.set_tone(tone)

    def primary(self) -> None:
        """Look through everything: first what is only read, then the tables, in the thread that writes."""
        if self._task is not None:
            return
        office = self.bench.office
        self.check_button.setEnabled(False)
        self.strip.begin(tr("Memeriksa kantor"), self._cancel)

        def look(progress: Progress) -> CheckReport:
            return checking.look_through(office, progress=progress.step)

        task = self._task = self.bench.print(
            look, self._looked, owner=self, progress=self.strip.step, cancelled=self._stopped,
            after=lambda: self._settle(task),
        )  # fmt: skip

    def _settle(self, task: Task[CheckReport]) -> None:
        """The first half has ended; where no second one follows, that was all."""
        if self._task is task:
            self._after()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _looked(self, report: CheckReport) -> None:
        office = self.bench.office

        def compare(progress: Progress) -> CheckReport:
            found = checking.with_tables(office, report, progress=progress.step)
            checking.keep_check(office, found)
            return found

        self._task = self.bench.do(
            compare, self._checked, owner=self, progress=self.strip.step, cancelled=self._stopped,
            after=self._after,
        )  # fmt: skip

    def _stopped(self) -> None:
        self._say(tr("Pemeriksaan dihentikan; tidak ada yang berubah."), "text")
        self._after()

    def _after(self) -> None:
        self._task = None
        self.check_button.setEnabled(True)
        if self.strip.running():
            self.strip.finish()

    def _checked(self, report: CheckReport) -> None:
        self.report = report
        self.strip.finish(report.headline())
        self._say(report.headline(), "warn" if report.waits else "ok" if report.sound else "bad")
        clear(self._rows)
        for part in sorted(report.parts, key=lambda each: _ORDER.get(each.state, len(_ORDER))):
            self._rows.addWidget(Divider())
            self._rows.addWidget(_PartRow(part, self.rebuild))
        if report.sound:
            self.said.emit(report.headline())

    def rebuild(self) -> None:
        """Make all tables anew from the ops, after a backup, and look again."""
        if self._task is not None:
            return
        office = self.bench.office
        self.check_button.setEnabled(False)
        self.strip.begin(tr("Membangun ulang semua tabel"))

        def done(_changes: Changes) -> None:
            self._after()
            self.primary()

        def refused(error: WiraError) -> None:
            self._after()
            StopDialog.for_error(self, tr("Tabel belum dibangun ulang"), error).open()

        self.bench.do(lambda _progress: checking.rebuild_office(office), done, owner=self, refused=refused)

    def ask_support(self) -> None:
        """Show what a bundle would hold."""
        SupportDialog(self, self.bench.worker, office=self.bench.office, report=self.report).open()


class _PartRow(QWidget):
    """A part: its state, what was looked at, what was found."""

    def __init__(self, part: Part, rebuild: Callable[[], object]) -> None:
        super().__init__()
        self.setAccessibleName(f"{part.title}: {tr(STATE_WORDS[part.state])}. {part.seen}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(WrapLabel(part.title, weight=t.SEMIBOLD, tone="text"))
        words.addWidget(WrapLabel(part.seen, size=t.SIZE_META, tone="text2"))
        head.addLayout(words, 1)
        head.addWidget(Pill(_LOOKS[part.state]), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        for each in part.findings:
            column.addWidget(_finding(each, rebuild))


def _finding(each: Finding, rebuild: Callable[[], object]) -> FindingCard:
    about = each.about()
    text = "\n".join(line for line in (about, each.next_step) if line)
    acts = [(tr("Bangun ulang"), "", rebuild)] if each.code in _REBUILT else []
    return FindingCard("info" if each.note else "reason" if each.todo else "block", each.sentence, text, acts)
