"""The right of Pendamping: one person's mentor, visits and assignments."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain.values import show_date
from desktop_app.queries.mentors import Accompaniment, MenteeLine, TaskLine, VisitLine
from resources.i18n import mark, tr, trn
from ui import tokens as t
from ui.looks import PillLook
from ui.models.table import Cell, Column, RowsTableModel
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.flow import Flow, Roll
from ui.widgets.labels import WrapLabel
from ui.widgets.steps import Tabs
from ui.widgets.table import TableView
from ui.widgets.timeline import Moment, Timeline

OPEN = PillLook("circle-dashed", mark("Belum diserahkan"), "accent")
LATE = PillLook("triangle-alert", mark("Lewat tenggat"), "warn")
DONE = PillLook("check", mark("Diserahkan"), "ok")


class MenteePanel(Card):
    """`visit_asked`, `task_asked`, `hand_in_asked(TaskLine)`, `mend_asked(VisitLine)`."""

    visit_asked = Signal()
    task_asked = Signal()
    hand_in_asked = Signal(object)
    mend_asked = Signal(object)

    def __init__(self, *, may_write: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._may = may_write
        self._visits: list[VisitLine] = []
        self._name = WrapLabel(size=t.SIZE_PANE, weight=t.SEMIBOLD, tone="text")
        self._who = WrapLabel(size=t.SIZE_META)
        self.body.addWidget(self._name)
        self.body.addWidget(self._who)
        self.tabs = Tabs(tr("Kunjungan dan tugas"), [tr("Kunjungan {n}", n=0), tr("Tugas {n}", n=0)])
        self.tabs.changed.connect(self._show_tab)
        self.body.addWidget(self.tabs)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._visit_list())
        self._stack.addWidget(self._task_list())
        self.body.addWidget(self._stack, 1)
        self.mend_button = Button(tr("Ubah kunjungan"), icon="square-pen", key="U")
        self.mend_button.clicked.connect(self.mend)
        self.task_button = Button(tr("Beri tugas"), icon="plus", key="T")
        self.task_button.clicked.connect(self.task_asked)
        self.hand_button = Button(tr("Diserahkan"), icon="check", key="S")
        self.hand_button.clicked.connect(self.hand_in)
        self.body.addWidget(Flow(self.mend_button, self.task_button, self.hand_button))
        self.setFocusProxy(self.tabs)
        self._show_tab(0)

    def _visit_list(self) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 8, 4, 4)
        self.timeline = Timeline()
        self._none = WrapLabel(tr("Belum ada kunjungan yang tercatat."))
        column.addWidget(self._none)
        column.addWidget(self.timeline)
        column.addStretch(1)
        return Roll(content)

    def _task_list(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 8, 0, 0)
        self.tasks = TableView(tr("Tugas orang ini"), lines=3, header=False)
        self._task_model: RowsTableModel[TaskLine] = RowsTableModel([Column("", _task_cell, 150, stretch=1)])
        self.tasks.set_model(self._task_model)
        self.tasks.opened.connect(lambda _row: self.hand_in())
        self._no_tasks = WrapLabel(tr("Belum ada tugas yang diberikan."))
        column.addWidget(self._no_tasks)
        column.addWidget(self.tasks, 1)
        return holder

    # --- showing

    def show_person(self, line: MenteeLine, found: Accompaniment) -> None:
        """Another person, or the same one after something was written."""
        self._name.setText(line.nama)
        self._who.setText(_who(line, found))
        self.setAccessibleName(line.nama)
        self._visits = list(found.visits)
        tasks = [task for task in found.tasks if not task.batal]
        counted = sum(not visit.batal for visit in found.visits)
        self.tabs.set_words([tr("Kunjungan {n}", n=counted), tr("Tugas {n}", n=len(tasks))])
        self.timeline.set_moments([_moment(one, first=n == 0) for n, one in enumerate(found.visits)])
        self.timeline.setVisible(bool(found.visits))
        self._none.setVisible(not found.visits)
        at = self.tasks.currentIndex().row()
        self._task_model.set_rows(tasks)
        self.tasks.setVisible(bool(tasks))
        self._no_tasks.setVisible(not tasks)
        self.tasks.select_row(min(max(at, 0), len(tasks) - 1))
        mine = bool(line.mentor) and self._may
        self.mend_button.setEnabled(mine and bool(self._visits))
        self.task_button.setEnabled(mine)
        self.hand_button.setEnabled(mine and bool(tasks))

    def _show_tab(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        self.mend_button.setVisible(at == 0 and self._may)
        self.task_button.setVisible(at == 1 and self._may)
        self.hand_button.setVisible(at == 1 and self._may)

    def show_tab(self, at: int) -> None:
        """The visits (0) or the assignments (1)."""
        self.tabs.set_current(at)
        self._show_tab(at)

    # --- doing

    def mend(self) -> None:
        """The newest visit that counts, to be mended."""
        found = next((visit for visit in self._visits if not visit.batal), None)
        if found is not None and self.mend_button.isEnabled():
            self.mend_asked.emit(found)

    def hand_in(self) -> None:
        """The assignment one is on, or the oldest that is open."""
        task = self.tasks.current_row()
        if self._stack.currentIndex() == 0 or not isinstance(task, TaskLine):
            rows: Sequence[object] = self._task_model.rows()
            open_ = [row for row in rows if isinstance(row, TaskLine) and not row.diserahkan]
            task = open_[-1] if open_ else None
        if isinstance(task, TaskLine) and self.hand_button.isEnabled():
            self.hand_in_asked.emit(task)


def _who(line: MenteeLine, found: Accompaniment) -> str:
    if not found.now:
        return tr("{nomor} · belum punya pendamping", nomor=line.nomor)
    return tr(
        "{nomor} · didampingi {pendamping} sejak {hari}", nomor=line.nomor, pendamping=found.now_name,
        hari=show_date(line.since),
    )  # fmt: skip


def _moment(visit: VisitLine, *, first: bool) -> Moment:
    lines = [", ".join(part for part in (show_date(visit.tanggal), visit.tempat, visit.mentor_name) if part)]
    for label, text in (
        (tr("Masalah"), visit.masalah), (tr("Saran"), visit.saran), (tr("Langkah berikutnya"), visit.langkah),
    ):  # fmt: skip
        if text:
            lines.append(tr("{isian}: {nilai}", isian=label, nilai=text))
    if visit.batal:
        lines.append(tr("Dibatalkan, tidak dihitung."))
        return Moment(visit.pokok, "\n".join(lines), "ban", "text3")
    return Moment(visit.pokok, "\n".join(lines), "dot" if first else "ring")


def _task_cell(task: TaskLine) -> Cell:
    given = tr("diberikan {hari}", hari=show_date(task.diberikan))
    due = tr("tenggat {hari}", hari=show_date(task.tenggat)) if task.tenggat else ""
    look = _task_look(task)
    handed = tr("diserahkan {hari}", hari=show_date(task.diserahkan)) if task.diserahkan else tr(look.word)
    return Cell(
        task.judul, ", ".join(part for part in (given, due) if part), strong=True, note=handed,
        note_icon=look.icon, note_tone=look.tone,
    )  # fmt: skip


def _task_look(task: TaskLine) -> PillLook:
    if task.diserahkan:
        return DONE
    return LATE if task.late else OPEN


def task_words(line: MenteeLine) -> str:
    """How many assignments wait, for the list."""
    if not line.open_tasks:
        return ""
    if line.late_tasks:
        return trn("{n} lewat tenggat", "{n} lewat tenggat", line.late_tasks)
    return trn("{n} tugas", "{n} tugas", line.open_tasks)
