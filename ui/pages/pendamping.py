"""Pendamping at the kelurahan: who is accompanied by whom, visits, assignments, the papers of the month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.actions import mentoring
from desktop_app.actions.mentor_papers import MentorPaperWish
from desktop_app.actions.mentoring import AssignMentor, Done, SaveVisit
from desktop_app.domain import people
from desktop_app.domain.mentoring import kelurahan_of
from desktop_app.domain.values import MONTHS, show_date
from desktop_app.office import Reading
from desktop_app.queries import mentors as questions
from desktop_app.queries.mentors import Accompaniment, MenteeLine, Mentors, TaskLine, VisitLine
from resources.i18n import mark, tr, trn
from ui.bench import Bench
from ui.dialogs.mentor_paper import MentorPaperDialog
from ui.dialogs.mentors import AssignDialog, HandInDialog, MonthDialog, TaskDialog
from ui.dialogs.visit import VisitDialog
from ui.models.table import Cell, Column, RowsTableModel
from ui.pages.base import KeyHint, Page, Subject
from ui.pages.pendamping_panel import MenteePanel, task_words
from ui.widgets.button import Button, Chip
from ui.widgets.card import EmptyState
from ui.widgets.dialog import StopDialog
from ui.widgets.flow import Beside, Flow, Roll
from ui.widgets.list_card import ListCard
from ui.widgets.table import TableView

PANEL = 352
ALL, NOBODY = "", "-"
_MONTHS = 6
_LEAST = 150
_PANEL_LEAST = 240

W = TypeVar("W")


@dataclass(frozen=True)
class Room:
    """Everything the page shows, from one committed state."""

    people: tuple[MenteeLine, ...]
    mentors: Mentors


def load_room(connection: Reading, kelurahan: str, today: str) -> Room:
    """The office's people and the mentors who work there."""
    return Room(
        questions.mentees(connection, today, kelurahan=kelurahan),
        questions.mentors(connection, today, kelurahan=kelurahan),
    )


class PendampingPage(Page):
    """The list of accepted people, chips by mentor, and the panel of one person."""

    key = "pendamping"
    icon = "user-round-check"
    title = mark("Pendamping")

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench, self._office = bench, bench.office
        self._room: Room | None = None
        self._filter = ALL
        self._wanted = ""
        self._shown = ""
        self._eager = False
        self.visit: VisitDialog | None = None
        self._build()

    # --- building

    def _build(self) -> None:
        roles = self._office.person.roles
        self._writes = bool(roles & {people.OPERATOR, people.PENDAMPING})
        self._assigns = bool(roles & {people.OPERATOR, people.VERIFIKATOR})
        self.visit_button = Button(tr("Catat kunjungan"), kind="primary", icon="plus", key="F2")
        self.visit_button.clicked.connect(self.primary)
        self.assign_button = Button(tr("Tetapkan pendamping"), icon="user-round-check", key="P")
        self.assign_button.clicked.connect(self.assign)
        self.report_button = Button(tr("Laporan bulanan"), icon="file-text", key="L", height=28)
        self.report_button.clicked.connect(self.report)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        outer.addWidget(self._stack)
        self._stack.addWidget(QWidget())
        self.panel = MenteePanel(may_write=self._writes)
        self.panel.task_asked.connect(self.give_task)
        self.panel.hand_in_asked.connect(self._hand_in)
        self.panel.mend_asked.connect(self._mend)
        body = Beside(self._list_card(), self.panel, wide=PANEL, low=_PANEL_LEAST)
        self._stack.addWidget(Roll(body))
        self._empty = EmptyState("", "", done=False)
        self._stack.addWidget(self._empty)

    def _list_card(self) -> ListCard:
        self._chips = Flow(gap=6)
        self.chips: dict[str, Chip] = {}
        self.list = TableView(tr("Orang yang didampingi"), lines=2)
        self._model: RowsTableModel[MenteeLine] = RowsTableModel([
            Column(tr("Nama"), lambda row: Cell(row.nama, row.nomor, strong=True), 190, stretch=2),
            Column(tr("Pendamping"), _mentor_cell, 150, stretch=1),
            Column(tr("Kunjungan"), _visit_cell, 158, drop=1),
            Column(tr("Tugas"), _task_cell, 110, drop=2),
            Column(tr("Usaha"), lambda row: Cell(row.usaha, tone="text2"), 130, stretch=1, drop=3),
        ])  # fmt: skip
        self.list.set_model(self._model)
        self.list.current_changed.connect(lambda _row: self._show_person())
        self.list.opened.connect(lambda _row: self.primary())
        self.list.setMinimumHeight(_LEAST)
        self.roster_button = Button(tr("Daftar dampingan"), icon="printer", key="Ctrl+P", height=28)
        self.roster_button.clicked.connect(self.roster)
        self.listing = ListCard(self.list, above=self._chips, steps=(self.report_button, self.roster_button))
        return self.listing

    # --- what the shell asks

    def subtitle(self) -> str:
        room = self._room
        if room is None:
            return ""
        waiting = sum(not line.mentor for line in room.people)
        here = len(room.people) - waiting
        if not waiting:
            return trn("{n} orang didampingi.", "{n} orang didampingi.", here)
        return tr("{n} orang didampingi, {m} belum punya pendamping.", n=here, m=waiting)

    def header_actions(self) -> Sequence[QWidget]:
        if self._room is None or not self._room.people:
            return ()
        return tuple(
            button
            for button, may in (
                (self.assign_button, self._assigns),
                (self.visit_button, self._writes),
            )
            if may
        )

    def key_hints(self) -> Sequence[KeyHint]:
        writing = (
            KeyHint("F2", tr("catat kunjungan"), self.primary),
            KeyHint("T", tr("beri tugas"), self.give_task),
            KeyHint("S", tr("tugas diserahkan"), self.panel.hand_in),
            KeyHint("U", tr("ubah kunjungan terakhir"), self.panel.mend, bar=False),
        )
        return (
            KeyHint("Up Down", tr("pilih")),
            *(writing if self._writes else ()),
            *((KeyHint("P", tr("tetapkan pendamping"), self.assign),) if self._assigns else ()),
            KeyHint("L", tr("laporan bulanan"), self.report),
            KeyHint("Ctrl+P", tr("daftar dampingan"), self.roster, bar=False),
        )

    def first_focus(self) -> QWidget | None:
        return self.list

    def panes(self) -> Sequence[QWidget]:
        return (self.list, self.panel.tabs)

    def open(self, argument: object) -> None:
        """An application's record to stand on."""
        if isinstance(argument, str):
            self._wanted = argument
            self._filter = ALL

    def entered(self) -> None:
        self.refresh(None)

    def refresh(self, changes: Any) -> None:
        kinds = {"mentor", "mentor_area", "mentee", "visit", "task", "application", "person"}
        if changes is not None and not changes.kinds & kinds:
            return
        scope, today = self._office.info.scope, self._today()
        self._bench.ask(
            lambda connection: load_room(connection, scope, today),
            self._loaded,
            owner=self,
            key="pendamping",
        )

    # --- showing

    def _today(self) -> str:
        return self._office.today().isoformat()

    def _loaded(self, room: Room) -> None:
        first = self._room is None
        self._room = room
        self._say_empty()
        self._show_chips()
        self._fill()
        if first:
            self.focus_first()
        self.header_changed.emit()
        if self._eager:
            self._eager = False
            self.primary()

    def _say_empty(self) -> None:
        assert self._room is not None
        if self._room.people:
            self._stack.setCurrentIndex(1)
            return
        if people.sees_only_own(self._office.person.roles):
            self._empty.set_words(
                tr("Belum ada dampingan Anda"),
                tr("Minta operator menghubungkan akun ini dan menetapkan dampingan Anda."),
            )
        else:
            self._empty.set_words(
                tr("Belum ada yang dapat didampingi"),
                tr("Yang sudah ditetapkan DKUM tampil di sini setelah berkas putusannya dibuka."),
            )
        self._stack.setCurrentIndex(2)

    def _show_chips(self) -> None:
        assert self._room is not None
        counted: dict[str, int] = {}
        for line in self._room.people:
            counted[line.mentor or NOBODY] = counted.get(line.mentor or NOBODY, 0) + 1
        names = {line.record: line.nama for line in self._room.mentors.lines}
        wanted = [(ALL, tr("Semua"), len(self._room.people))]
        wanted += [(one, names.get(one, ""), n) for one, n in counted.items() if one != NOBODY]
        wanted[1:] = sorted(wanted[1:], key=lambda each: each[1])
        if NOBODY in counted:
            wanted.append((NOBODY, tr("Belum punya"), counted[NOBODY]))
        if self._filter not in {code for code, _words, _n in wanted}:
            self._filter = ALL
        if [code for code, _words, _n in wanted] != list(self.chips):
            self._make_chips([(code, words) for code, words, _n in wanted])
        for code, _words, n in wanted:
            self.chips[code].set_count(n)
            self.chips[code].setChecked(code == self._filter)

    def _make_chips(self, wanted: Sequence[tuple[str, str]]) -> None:
        """One for all, one for each mentor, one for those who have nobody."""
        self._chips.clear()
        self.chips = {}
        for code, words in wanted:
            chip = Chip(words)
            chip.clicked.connect(lambda _on=False, code=code: self._choose(code))
            self.chips[code] = chip
            self._chips.add(chip)

    def _choose(self, code: str) -> None:
        self._filter = code
        for each, chip in self.chips.items():
            chip.setChecked(each == code)
        self._fill()

    def lines(self) -> list[MenteeLine]:
        """The people shown, in their order."""
        assert self._room is not None
        if self._filter == ALL:
            return list(self._room.people)
        return [line for line in self._room.people if (line.mentor or NOBODY) == self._filter]

    def _fill(self) -> None:
        lines = self.lines()
        current = self._person()
        wanted = self._wanted or (current.record if current else "")
        self._wanted, self._shown = "", ""
        self._model.set_rows(lines)
        at = self._model.find(lambda line: line.record == wanted)
        self.list.select_row(max(at, 0))
        self.listing.count.setText(trn("{n} orang", "{n} orang", len(lines)))
        self._show_person()

    def _person(self) -> MenteeLine | None:
        found = self.list.current_row()
        return found if isinstance(found, MenteeLine) else None

    def subject(self) -> Subject | None:
        line = self._person()
        return Subject(line.record, line.nama or line.nomor) if line is not None else None

    def _show_person(self) -> None:
        line = self._person()
        self.panel.setVisible(line is not None)
        if line is None or line.record == self._shown:
            return
        self._shown = line.record
        today = self._today()

        def show(found: Accompaniment) -> None:
            if self._person() == line:
                self.panel.show_person(line, found)

        self._bench.ask(
            lambda connection: questions.accompaniment(connection, line.record, today),
            show,
            owner=self,
            key="pendamping:orang",
        )

    # --- visits

    def primary(self) -> None:
        """F2: a visit to the person one is on."""
        if self._room is None:
            self._eager = True
            return
        line = self._person()
        if line is None or not self._writes:
            return
        if not line.mentor:
            self._ask_mentor_first()
            return
        self._visit_to(line, {})

    def _ask_mentor_first(self) -> None:
        stop = StopDialog(
            self, tr("Belum punya pendamping"),
            tr("Kunjungan dicatat atas nama pendamping, dan orang ini belum mempunyainya."),
            next_step=tr("Tetapkan pendampingnya dahulu."),
            action=tr("Tetapkan pendamping") if self._assigns else "", tone="accent",
            icon="user-round-check", copyable=False,
        )  # fmt: skip
        stop.accepted.connect(self.assign)
        stop.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        stop.open()

    def _visit_to(self, line: MenteeLine, earlier: dict[str, str], visit: VisitLine | None = None) -> None:
        dialog = VisitDialog(self, self._bench, line, visit=visit, earlier=earlier)
        dialog.saving.connect(self._save_visit)
        dialog.cancel_asked.connect(self._ask_cancel)
        self.visit = dialog
        dialog.open()

    def _mend(self, visit: VisitLine) -> None:
        line = self._person()
        if line is not None:
            self._visit_to(line, {}, visit)

    def _save_visit(self, wish: SaveVisit, following: bool) -> None:
        dialog = self.visit
        assert dialog is not None
        following_line = self._after(dialog.person) if following and not wish.record else None

        def done(_done: Done) -> None:
            kept = dialog.saved()
            self.visit = None
            self.toast(tr("Kunjungan {nama} tersimpan.", nama=dialog.person.nama))
            if following_line is not None:
                self._wanted = wanted = following_line.record
                self.list.select_row(self._model.find(lambda line: line.record == wanted))
                self._visit_to(following_line, kept)
            else:
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)

        self._bench.do(
            lambda _progress: mentoring.save_visit(self._office, wish),
            done,
            owner=self,
            refused=dialog.show_problem,
        )

    def _ask_cancel(self) -> None:
        """Ask once more, then let the visit count no more; it stays in the history."""
        dialog = self.visit
        assert dialog is not None and dialog.visit is not None
        record = dialog.visit.record
        stop = StopDialog.asking(
            self, tr("Batalkan kunjungan ini?"),
            tr("Kunjungan tetap ada di riwayat, tetapi tidak dihitung dan tidak masuk laporan."),
            action=tr("Batalkan kunjungan"), close=tr("Kembali"), danger=True,
        )  # fmt: skip

        def done(_changes: object) -> None:
            dialog.saved()
            self.visit = None
            self.toast(tr("Kunjungan dibatalkan."))
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

        stop.accepted.connect(
            lambda: self._bench.do(
                lambda _progress: mentoring.cancel(self._office, "visit", record),
                done,
                owner=self,
                refused=dialog.show_problem,
            )
        )
        stop.open()

    def _after(self, person: MenteeLine) -> MenteeLine | None:
        """The next person below who has a mentor."""
        lines = self.lines()
        at = next((n for n, line in enumerate(lines) if line.record == person.record), len(lines))
        return next((line for line in lines[at + 1 :] if line.mentor), None)

    # --- assignments and mentors

    def give_task(self) -> None:
        """An assignment for the person one is on."""
        line = self._person()
        if line is None or not line.mentor or not self._writes:
            return
        dialog = TaskDialog(self, line, self._office.today())
        dialog.accepted.connect(lambda: self._run(
            dialog, dialog.wish, lambda wish: mentoring.give_task(self._office, wish), tr("Tugas tersimpan.")
        ))  # fmt: skip
        dialog.open()

    def _hand_in(self, task: TaskLine) -> None:
        dialog = HandInDialog(self, task, self._office.today())
        dialog.accepted.connect(lambda: self._run(
            dialog,
            lambda: (dialog.day.text(), dialog.note.text()),
            lambda said: mentoring.hand_in(self._office, task.record, *said),
            tr("Tugas dicatat sudah diserahkan."),
        ))  # fmt: skip
        dialog.open()

    def assign(self) -> None:
        """Who accompanies the person one is on, or everybody who has nobody."""
        line, room = self._person(), self._room
        if line is None or room is None or not self._assigns:
            return
        scope, today = self._office.info.scope, self._today()
        here = [
            one for one in room.mentors.lines
            if one.serves and any(
                area.now and scope in kelurahan_of(area.wilayah) for area in one.areas
            )
        ]  # fmt: skip
        if not here:
            stop = StopDialog(
                self, tr("Belum ada pendamping di kelurahan ini"),
                tr("DKUM belum menetapkan pendamping untuk kelurahan ini, atau berkasnya belum dibuka."),
                next_step=tr("Buka berkas terakhir dari DKUM di Sinkronisasi."), tone="accent",
                icon="user-round-check", copyable=False,
            )  # fmt: skip
            stop.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            stop.open()
            return
        waiting = [each for each in room.people if not each.mentor]
        dialog = AssignDialog(self, here, line, waiting, date.fromisoformat(today))

        def wish() -> AssignMentor:
            return AssignMentor(dialog.applications(), dialog.mentor.value(), dialog.day.text())

        dialog.accepted.connect(lambda: self._run(
            dialog, wish, lambda wish: mentoring.assign(self._office, wish), tr("Pendamping ditetapkan.")
        ))  # fmt: skip
        dialog.open()

    def _run(self, dialog: Any, wish: Callable[[], W], deed: Callable[[W], object], sentence: str) -> None:
        """Do what the dialog asks for: `wish` reads it here, `deed` runs in the writing thread."""
        asked = wish()

        def done(_result: object) -> None:
            dialog.deleteLater()
            self.toast(sentence)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

        self._shown = ""
        self._bench.do(lambda _progress: deed(asked), done, owner=self, refused=dialog.show_problem)

    # --- papers

    def report(self) -> None:
        """The monthly report: whose, of which month, then its preview."""
        room = self._room
        lines = [line for line in room.mentors.lines if line.load.mentees or line.last] if room else []
        if people.sees_only_own(self._office.person.roles):
            lines = [line for line in lines if line.record == self._office.person.mentor]
        if not lines:
            return
        person = self._person()
        chosen = person.mentor if person and person.mentor in {line.record for line in lines} else ""
        dialog = MonthDialog(self, lines, months(self._office.today()), chosen)

        def show() -> None:
            wish = MentorPaperWish("laporan_pendamping", dialog.mentor.value(), dialog.month.value())
            dialog.deleteLater()
            self._paper(wish, tr("Laporan Bulanan Pendamping"))

        dialog.accepted.connect(show)
        dialog.open()

    def roster(self) -> None:
        """The people of the mentor whose chip is on, or of every mentor."""
        mentor = self._filter if self._filter not in (ALL, NOBODY) else ""
        self._paper(MentorPaperWish("daftar_dampingan", mentor), tr("Daftar Nominatif Menurut Pendamping"))

    def _paper(self, wish: MentorPaperWish, title: str) -> None:
        dialog = MentorPaperDialog(self, self._bench, wish, title)
        dialog.sealed.connect(self._sealed)
        dialog.open()

    def _sealed(self, record: str) -> None:
        self.toast(tr("Dokumen disegel dan ada di Dokumen."))
        self.navigate.emit("dokumen", record)


def months(today: date) -> list[tuple[str, str]]:
    """This month and the five before it."""
    found: list[tuple[str, str]] = []
    day = today.replace(day=1)
    for _n in range(_MONTHS):
        words = tr("{bulan} {tahun}", bulan=tr(MONTHS[day.month - 1]), tahun=day.year)
        found.append((day.isoformat()[:7], words))
        day = (day - timedelta(days=1)).replace(day=1)
    return found


def _mentor_cell(line: MenteeLine) -> Cell:
    if not line.mentor:
        return Cell(tr("Belum punya"), tone="warn", icon="circle-dashed", icon_tone="warn")
    return Cell(line.mentor_name, tr("sejak {hari}", hari=show_date(line.since)))


def _visit_cell(line: MenteeLine) -> Cell:
    if not line.visits:
        return Cell(tr("Belum pernah"), tone="text2")
    return Cell(trn("{n} kali", "{n} kali", line.visits), tr("terakhir {hari}", hari=show_date(line.last)))


def _task_cell(line: MenteeLine) -> Cell:
    return Cell(task_words(line), tone="warn" if line.late_tasks else "text")
