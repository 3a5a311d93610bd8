"""Verifikasi: a second person compares papers and data, one key an answer, one applicant after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QBoxLayout,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.actions import access, applications, holds
from desktop_app.actions.applications import VerifyApplication
from desktop_app.domain.authority import void_sentence
from desktop_app.domain.findings import Finding, blocking
from desktop_app.domain.people import VERIFIKATOR
from desktop_app.errors import WiraError
from desktop_app.office import Reading
from desktop_app.queries import verification
from desktop_app.queries.verification import Case, DoneToday, Waiting
from desktop_app.storage.work import Changes
from resources.i18n import mark, tr, trn
from ui import tokens as t
from ui.bench import Bench
from ui.dialogs.registered import ask_verdict
from ui.models.checking import Checking, queue_words, waiting_cell
from ui.models.table import Cell, Column, RowsTableModel
from ui.pages.base import KeyHint, Page, Status, Subject
from ui.pages.verifikasi_notices import KEY_DUTIES, empty_words, notices, standing, unjudged
from ui.pages.verifikasi_panel import CheckPanel
from ui.widgets.button import Button
from ui.widgets.card import Card, EmptyState, FindingCard
from ui.widgets.dialog import Dialog, ReasonDialog, StopDialog
from ui.widgets.labels import Label
from ui.widgets.scans import ScanPane
from ui.widgets.table import TableView
from ui.widgets.toast import SavedPill, announce

PAPERS_LEAST, PANEL_LEAST = 200, 300
QUEUE_WIDE, QUEUE_NARROW = 216, 190
PANEL_WIDE, PANEL_NARROW = 412, 408
LONGEST = 32
"""Letters of a name in the sentence of the header."""
STACK = 760
"""Below this width of the page the queue gives way and the papers stand above the checklist."""


@dataclass(frozen=True)
class _Loaded:
    """The queue and the person's own count of today."""

    rows: list[Waiting]
    total: int
    able: int
    done: DoneToday
    today: date
    held: int = 0


class VerifikasiPage(Page):
    """Queue, papers, checklist. Answers are kept at every step, so nothing is checked twice."""

    key: ClassVar[str] = "verifikasi"
    icon: ClassVar[str] = "badge-check"
    title: ClassVar[str] = mark("Verifikasi")

    def __init__(
        self,
        bench: Bench,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bench, self._office = bench, bench.office
        self._loaded = _Loaded([], 0, 0, DoneToday(0, 0, 0), bench.office.today())
        self._known = False
        self._checking: Checking | None = None
        self._wanted = ""
        self._busy = False
        self._narrow = False
        self._resumed: bool | None = None
        self._told = SavedPill()
        self._told.hide()
        self._build()

    # --- building

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        outer.addWidget(self._stack)
        work = QWidget()
        self._row = QHBoxLayout(work)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(t.CARD_GAP)
        self._queue_card = self._build_queue()
        self._papers = ScanPane(self._bench.worker, self._office.blobs.get)
        self._panel = CheckPanel()
        self._connect_panel()
        self._row.addWidget(self._queue_card)
        self._row.addWidget(self._papers, 1)
        self._row.addWidget(self._panel)
        self._stack.addWidget(work)
        self._to_list = Button(tr("Buka Pendaftar"), icon="users-round")
        self._to_list.clicked.connect(lambda: self.navigate.emit("pendaftar", None))
        self._empty = EmptyState(tr("Semua pendaftar sudah diperiksa"), "", action=self._to_list)
        self._stack.addWidget(self._empty)

    def _build_queue(self) -> Card:
        card = Card(padding=0)
        card.body.setContentsMargins(1, 0, 1, 1)
        card.body.setSpacing(0)
        card.setAccessibleName(tr("Antrean"))
        head = Label(tr("Antrean"), size=t.SIZE_META, weight=t.MEDIUM, tone="text2")
        head.setContentsMargins(13, 9, 13, 8)
        card.body.addWidget(head)
        self.queue = TableView(tr("Antrean verifikasi"), lines=2, header=False)
        self._model: RowsTableModel[Waiting] = RowsTableModel([Column("", self._cell, 140, stretch=1)], [])
        self.queue.set_model(self._model)
        self.queue.current_changed.connect(self._chosen)
        self.queue.opened.connect(lambda _row: self._panel.checklist.setFocus())
        card.body.addWidget(self.queue, 1)
        return card

    def _connect_panel(self) -> None:
        panel = self._panel
        panel.answered.connect(self._answered)
        panel.cleared.connect(self._cleared)
        panel.moved.connect(self._moved)
        panel.noted.connect(self._noted)
        panel.day_typed.connect(self._day_typed)
        panel.verify_asked.connect(self.verify)
        panel.return_asked.connect(self.give_back)
        panel.reject_asked.connect(self.reject)

    def _cell(self, row: Waiting) -> Cell:
        return waiting_cell(row, self._loaded.today, narrow=self._narrow)

    # --- the shell asks

    def subtitle(self) -> str:
        told = self._loaded
        if not self._known:
            return ""
        if not told.total:
            return tr("Tidak ada yang menunggu")
        return " ".join(queue_words(told.total, told.able, told.held))

    def header_actions(self) -> Sequence[QWidget]:
        return (self._told,) if self._told.accessibleName() else ()

    def status(self) -> Status | None:
        return Status("shield-check", tr("Pemeriksaan tersimpan tiap langkah")) if self._shown() else None

    def key_hints(self) -> Sequence[KeyHint]:
        if not self._shown():
            return ()
        go = self._panel.checklist.go
        jumps = [
            KeyHint(str(n % 10), tr("lompat ke baris {n}", n=n), lambda n=n: go(n - 1), False)
            for n in range(1, 11)
        ]
        found = (
            KeyHint("Space", tr("sesuai"), self._space),
            KeyHint("T", tr("tidak sesuai"), lambda: self._answer(False)),
            KeyHint("1–0", tr("lompat")),
            KeyHint("K", tr("kembalikan"), self.give_back),
            KeyHint("Ctrl+Enter", tr("verifikasi, lalu berikutnya"), self.verify),
            KeyHint("X", tr("tolak"), self.reject, bar=False),
            KeyHint("U", tr("putuskan usaha terdaftar"), self.judge, bar=False),
            KeyHint("B", tr("pilih data berbeda"), self._choose, bar=False),
            KeyHint("Left", tr("urungkan jawaban"), lambda: self._panel.checklist.undo(), bar=False),
            KeyHint("Right", tr("lewati baris"), self._panel_next, bar=False),
            KeyHint("PgUp", tr("lembar sebelumnya"), lambda: self._papers.step(-1), bar=False),
            KeyHint("PgDown", tr("lembar berikutnya"), lambda: self._papers.step(1), bar=False),
            KeyHint("+", tr("perbesar"), lambda: self._papers.zoom(1), bar=False),
            KeyHint("-", tr("perkecil"), lambda: self._papers.zoom(-1), bar=False),
            KeyHint("R", tr("putar"), self._papers.turn, bar=False),
            *jumps,
        )
        return [one for one in found if one.keys not in KEY_DUTIES or self._bench.may(KEY_DUTIES[one.keys])]

    def entered(self) -> None:
        self.reload()

    def open(self, argument: object) -> None:
        """Open the application `argument` (record id, hex)."""
        if isinstance(argument, str):
            self._wanted = argument

    def refresh(self, changes: object) -> None:
        self._told.set("")  # it counted those who waited then
        self.reload()

    def first_focus(self) -> QWidget | None:
        return self._to_list if self._stack.currentWidget() is self._empty else self._panel.checklist

    def panes(self) -> Sequence[QWidget]:
        if not self._shown():
            return (self._to_list,)
        return (self.queue, self._papers.view, self._panel.checklist, self._panel.give_back)

    def back(self) -> bool:
        if self._panel.noting():
            self._panel.close_note()
            return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = event.size().width()
        stacked, narrow = width < STACK, width < 1080
        self._row.setDirection(
            QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        )
        self._row.setStretch(1, 2 if stacked else 1)
        self._row.setStretch(2, 3 if stacked else 0)
        self._queue_card.setVisible(not stacked)
        self._papers.setMinimumHeight(PAPERS_LEAST if stacked else 0)  # below that, the page scrolls
        self._panel.setMinimumHeight(PANEL_LEAST if stacked else 0)
        self._papers.set_compact(narrow)
        if narrow != self._narrow:
            self._narrow = narrow
            self.queue.viewport().update()
        self._queue_card.setFixedWidth(QUEUE_NARROW if narrow else QUEUE_WIDE)
        if stacked:
            self._panel.setMinimumWidth(0)
            self._panel.setMaximumWidth(16_777_215)
        else:
            self._panel.setFixedWidth(PANEL_NARROW if narrow else PANEL_WIDE)

    # --- loading

    def reload(self) -> None:
        """Ask for the queue again; the applicant one is on stays."""
        self._bench.ask(self._load, self._arrived, owner=self, key="antrean")

    def _load(self, connection: Reading) -> _Loaded:
        user, today = self._office.session.user, self._office.today()
        total, able = verification.queue_counts(connection, user)
        rows = verification.queue(connection, user, able=able)
        done = verification.done_today(connection, self._office.context, user, today)
        return _Loaded(rows, total, able, done, today, verification.held_count(connection))

    def _arrived(self, loaded: _Loaded) -> None:
        self._loaded, self._known = loaded, True
        here = self._wanted or (self._checking.case.record if self._checking else "")
        before = self._model.find(lambda row: row.record == here)
        mine = [row for row in loaded.rows if row.able]
        self.queue.blockSignals(True)
        self._model.set_rows(loaded.rows)
        at = self._model.find(lambda row: row.record == here)
        if at < 0:
            at = min(max(before, 0), max(len(mine) - 1, 0)) if before >= 0 else 0
        stay = bool(here) and any(row.record == here for row in loaded.rows)
        self.queue.select_row(at)
        self.queue.blockSignals(False)
        if not mine and not stay:
            self._show_empty()
        else:
            self._show_work(loaded.rows[at].record)
        self._wanted = ""
        self.header_changed.emit()

    def _show_empty(self) -> None:
        self._checking = None
        head, text = empty_words(self._loaded.done, self._loaded.total, self._loaded.held)
        self._empty.set_words(head, text)
        inside = self._inside()
        self._stack.setCurrentWidget(self._empty)
        if inside:
            self._to_list.setFocus()

    def _show_work(self, record: str) -> None:
        inside = self._inside()
        self._stack.setCurrentIndex(0)
        self._ask_case(record)
        if inside and not self.queue.hasFocus() and not self._panel.noting():
            self._panel.checklist.setFocus()

    def _inside(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and (focus is self or self.isAncestorOf(focus))

    def _chosen(self, row: Waiting | None) -> None:
        if row is not None and (self._checking is None or self._checking.case.record != row.record):
            self._ask_case(row.record)

    def _ask_case(self, record: str) -> None:
        office = self._office
        user, today = office.session.user, office.today()

        def load(connection: Reading) -> Case | None:
            return verification.case_of(connection, office.context, record, user=user, today=today)

        self._bench.ask(load, self._case_arrived, owner=self, key="kasus")

    def _case_arrived(self, case: Case | None) -> None:
        if case is None:
            self.reload()
            return
        before = self._checking
        if before is not None and (before.case.record, before.case.rev) == (case.record, case.rev):
            if before.case != case:  # keep every answer and the row one is on
                before.case = case
                self._panel.set_standing(self._standing())
                self._panel.set_notices(self._notices())
            return
        checking = Checking.of(case)
        kept = self._office.drafts.take(checking.form_id(self._office.session.user))
        self._resumed = checking.take_up(kept.values, kept.where) if kept is not None else None
        self._checking = checking
        access.opened(self._office, case.record)
        self._papers.show_papers(checking.papers())
        self._panel.show_case(checking, self._standing(), self._notices())
        self._papers.choose(checking.point(self._panel.checklist.current()).paper)
        self._can()
        self.header_changed.emit()

    # --- answering

    def _shown(self) -> bool:
        return self._stack.currentIndex() == 0 and self._checking is not None

    def _may(self) -> bool:
        """Whether this person may check this applicant at all."""
        checking = self._checking
        return (
            checking is not None
            and not checking.case.own
            and VERIFIKATOR in self._office.person.roles
            and not self._busy
        )

    def _space(self) -> None:
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractButton) and self.isAncestorOf(focus):
            focus.click()
        else:
            self._answer(True)

    def _answer(self, ok: bool) -> None:
        if self._may():
            self._panel.checklist.answer(ok)

    def _panel_next(self) -> None:
        checklist = self._panel.checklist
        keys = [item.key for item in checklist.items()]
        if keys:
            checklist.go(keys.index(checklist.current()) + 1)

    def _answered(self, key: str, ok: bool) -> None:
        checking = self._checking
        if checking is None or self._busy:
            return
        checking.answers[key] = "ok" if ok else "bad"
        if ok:
            checking.notes.pop(key, None)
        self._step()
        if checking.complete() and checking.wrong():
            self._panel.show_notices()
        if not ok:
            self._panel.ask_note(key, checking.point(key).label, checking.notes.get(key, ""))
        elif checking.complete() and checking.day() is None:
            self._panel.day.setFocus(Qt.FocusReason.OtherFocusReason)

    def _cleared(self, key: str) -> None:
        if self._checking is not None and not self._busy:
            self._checking.answers.pop(key, None)
            self._checking.notes.pop(key, None)
            self._step()

    def _noted(self, key: str, text: str) -> None:
        if self._checking is None:
            return
        self._checking.notes[key] = text
        self._step()

    def _moved(self, key: str) -> None:
        if self._checking is not None and key:
            self._papers.choose(self._checking.point(key).paper)

    def _day_typed(self, text: str) -> None:
        if self._checking is not None:
            self._checking.lengkap = text
            self._step(rows=False)

    def _step(self, *, rows: bool = True) -> None:
        """Keep this step, and show what it means."""
        checking = self._checking
        assert checking is not None
        user = self._office.session.user
        try:
            self._office.drafts.put(
                checking.form_id(user), checking.kept(), checking.where(user), now=self._office.clock()
            )
        except WiraError as error:
            self._stop(error)
        if rows:
            self._panel.show_items(checking)
        self._panel.show_state(checking, self._notices())
        self._can()

    # --- what stands against it

    def _blocks(self) -> list[Finding]:
        checking = self._checking
        assert checking is not None
        return blocking(checking.case.findings(checking.dokumen(), checking.day()))

    def _can(self) -> None:
        checking = self._checking
        may = self._may()
        why = ""
        if checking is None or not may:
            why = void_sentence("own_entry") if checking and checking.case.own else void_sentence("role")
        elif checking.case.held:
            why = holds.reason(checking.case.held)
        elif not checking.complete():
            left = len(checking.points) - checking.answered()
            why = trn("{n} baris belum diperiksa.", "{n} baris belum diperiksa.", left)
        elif checking.wrong():
            why = tr("Ada yang tidak sesuai. Kembalikan, atau ubah jawabannya.")
        elif checking.case.conflict:
            why = void_sentence("conflict")
        elif blocks := self._blocks():
            why = blocks[0].sentence
        held = checking.case.held if checking is not None else ""
        self._panel.set_can(check=may, verify=not why, why=why, held=held)
        state, described = "", ""
        if checking is not None and checking.lengkap and checking.day() is None:
            state, described = "bad", tr("Tanggal belum terbaca. Tulis seperti 12-03-1994.")
        self._panel.day.set_state(state, described)

    def _notices(self) -> list[QWidget]:
        if self._checking is None:
            return []
        roles = self._office.person.roles
        return notices(self._checking, roles, self.give_back, self._mend, self._judge)

    def _standing(self) -> list[QWidget]:
        if self._checking is None:
            return []
        return standing(self._checking, self._office.person.roles, self._resumed, self._judge, self._choose)

    def judge(self) -> None:
        """U: decide about the first registered business that may be the applicant's."""
        waiting = unjudged(self._checking) if self._checking is not None else []
        if waiting:
            self._judge(waiting[0])

    def _judge(self, found: Finding) -> None:
        if self._checking is not None and not self._busy and self._bench.may("fill"):
            ask_verdict(self, self._bench, self._checking.case.record, self._name(), found, self.reload)

    def _choose(self) -> None:
        if self._checking is not None and self._checking.case.conflict:
            self.navigate.emit("perbedaan", self._checking.case.record)

    def _mend(self) -> None:
        if self._checking is not None:
            self.navigate.emit("entri", self._checking.case.record)

    # --- outcomes

    def verify(self) -> None:
        """Ctrl+Enter: verified, and the next one opens by itself."""
        checking = self._checking
        if checking is None or self._busy:
            return
        if self._shut(self._panel.verify, tr("Belum dapat diverifikasi")):
            if checking.complete() and checking.day() is None and self._may():
                self._panel.day.setFocus()
            return
        wish = VerifyApplication(
            checking.case.record, checking.case.rev, checking.lengkap, checking.dokumen(), checking.checks(),
            alone=bool(checking.case.alone),
        )  # fmt: skip
        told = tr("{nama} terverifikasi.", nama=self._name())
        self._run(lambda: applications.verify(self._office, wish), told)

    def _shut(self, button: Button, title: str) -> bool:
        """Whether this outcome is not open now: then why is said, aloud and above the checklist."""
        if not button.isEnabled() and button.toolTip():
            announce(button, button.toolTip())
            self._panel.set_standing([FindingCard("reason", title, button.toolTip()), *self._standing()])
        return not button.isEnabled()

    def give_back(self) -> None:
        """K: back to the operator, with a reason."""
        if self._checking is None or self._busy:
            return
        if self._shut(self._panel.give_back, tr("Belum dapat dikembalikan")):
            return
        dialog = ReasonDialog(
            self, tr("Kembalikan {nama}", nama=self._name()),
            tr("Pengetik membaca alasan ini, memperbaiki, lalu mengajukannya lagi."), action=tr("Kembalikan"),
        )  # fmt: skip
        told = tr("{nama} dikembalikan untuk diperbaiki.", nama=self._name())
        self._ask_reason(dialog, self._checking.reason(), applications.give_back, told)

    def reject(self) -> None:
        """X: rejected for good, with a reason."""
        if self._checking is None or self._busy:
            return
        if self._shut(self._panel.reject, tr("Belum dapat ditolak")):
            return
        dialog = ReasonDialog(
            self, tr("Tolak {nama}", nama=self._name()),
            tr("Penolakan bersifat tetap dan alasannya tercetak. Bila hanya salah ketik, kembalikan saja."),
            action=tr("Tolak"), danger=True,
        )  # fmt: skip
        told = tr("{nama} ditolak.", nama=self._name())
        self._ask_reason(dialog, self._checking.reason(), applications.reject, told)

    def subject(self) -> Subject | None:
        return Subject(self._checking.case.record, self._name()) if self._checking and self._shown() else None

    def _name(self) -> str:
        name = str(self._checking.case.values.get("nama") or tr("Tanpa nama")) if self._checking else ""
        return name if len(name) <= LONGEST else name[: LONGEST - 1].rstrip() + "…"

    def _ask_reason(self, dialog: ReasonDialog, first: str, act: Callable[..., Changes], told: str) -> None:
        assert self._checking is not None
        record, alone = self._checking.case.record, bool(self._checking.case.alone)
        dialog.field.setText(first[: dialog.field.maxLength()])

        def accepted() -> None:
            reason = dialog.reason()  # read here: the dialog is gone when the work begins
            self._run(lambda: act(self._office, record, reason, alone=alone), told)

        dialog.accepted.connect(accepted)
        self._open(dialog)

    def _run(self, act: Callable[[], Changes], told: str) -> None:
        self._busy = True
        self._panel.verify.setEnabled(False)
        self._bench.do(
            lambda _progress: act(), lambda _changes: self._done(told), owner=self, refused=self._refused
        )

    def _done(self, told: str) -> None:
        self._busy = False
        checking, self._checking = self._checking, None
        if checking is not None:
            self._office.drafts.discard(checking.form_id(self._office.session.user))
        left = max(0, self._loaded.able - 1)
        if left:
            more = trn("{n} orang lagi menunggu.", "{n} orang lagi menunggu.", left)
            told = tr("{kalimat} {lanjutan}", kalimat=told, lanjutan=more)
        self._told.set(told)
        announce(self._told, told)
        if checking is not None:
            self._next_after(checking.case.record)
        self.reload()

    def _next_after(self, record: str) -> None:
        """Wish for the one below, so that the queue goes on where one was."""
        able = [row.record for row in self._loaded.rows if row.able]
        at = able.index(record) if record in able else -1
        rest = able[at + 1 :] + able[: max(at, 0)]
        self._wanted = rest[0] if rest else ""
        self._panel.checklist.setFocus()

    def _refused(self, error: WiraError) -> None:
        self._busy = False
        self._can()
        self._stop(error)
        if error.code in ("rev", "transition", "conflict"):
            self.reload()

    def _stop(self, error: WiraError) -> None:
        self._open(StopDialog.for_error(self, tr("Pemeriksaan belum selesai"), error))

    def _open(self, dialog: Dialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(lambda _result: self.window().activateWindow())
        dialog.open()
