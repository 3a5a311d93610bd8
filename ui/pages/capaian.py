"""Capaian: how many became entrepreneurs, against the target; who they are; what became of each.

One page for the office and for DKUM: DKUM's begins with the 63 kelurahan and narrows to one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.actions import outcomes as actions
from desktop_app.actions.outcomes import SavedOutcome, SaveOutcome
from desktop_app.actions.recap import RecapWish
from desktop_app.domain import outcome, people, region
from desktop_app.domain.outcome import STAGES, Stage
from desktop_app.domain.values import MONTHS, show_date
from desktop_app.queries import outcomes
from desktop_app.queries.outcomes import Line, Month, Place, View
from resources.i18n import counted, mark, tr, trn
from ui import tokens as t
from ui.bench import Bench
from ui.dialogs.outcome import OutcomeDialog
from ui.dialogs.recap import RecapDialog
from ui.models.table import Cell, Column, RowsTableModel
from ui.pages.base import KeyHint, Page
from ui.pages.konsolidasi import PROGRAMS
from ui.widgets.button import Button, Chip
from ui.widgets.card import Card, EmptyState
from ui.widgets.course import CourseChart, Point
from ui.widgets.flow import Flow
from ui.widgets.funnel import HEAD, ROW, Bar, FunnelChart
from ui.widgets.list_card import ListCard
from ui.widgets.placebars import PlaceBar, PlaceBars
from ui.widgets.table import TableView

DUE = "due"
STACK_BELOW = 780
CHART = HEAD + ROW * len(STAGES)
_LEAST = 116
_YEARS = 4


class CapaianPage(Page):
    """Funnel and course over the list behind them."""

    key: ClassVar[str] = "capaian"
    icon: ClassVar[str] = "sprout"
    title: ClassVar[str] = mark("Capaian")

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench, self._office = bench, bench.office
        self._city = self._office.info.kind == "dkum"
        self._writes = bool(self._office.person.roles & {people.OPERATOR, people.PENDAMPING})
        self._prints = not people.sees_only_own(self._office.person.roles)
        self._program, self._year, self._place = "WUB", self._office.today().year, ""
        self._years: tuple[int, ...] = ()
        self._filter = "accepted"
        self._whole = self._city
        """Whether the kelurahan are listed and not people."""
        self._found: View | None = None
        self._wanted = ""
        self.dialog: OutcomeDialog | None = None
        self._build()

    # --- building

    def _build(self) -> None:
        self.write_button = Button(tr("Catat capaian"), kind="primary", icon="square-pen", key="F2")
        self.write_button.clicked.connect(self.primary)
        self.recap_button = Button(tr("Rekap"), icon="printer", key="Ctrl+P")
        self.recap_button.clicked.connect(self.recap)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        outer.addWidget(self._stack)
        self._stack.addWidget(QWidget())
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(t.CARD_GAP)
        self._tools = Flow(gap=6)
        self._build_tools()
        column.addWidget(self._tools)
        self._charts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._charts.setSpacing(t.CARD_GAP)
        self._charts.addWidget(self._funnel_card(), 1)
        self._charts.addWidget(self._course_card(), 1)
        column.addLayout(self._charts)
        self._lists = QStackedWidget()
        self._lists.addWidget(self._people_card())
        self._lists.addWidget(self._places_card())
        column.addWidget(self._lists, 1)
        self._stack.addWidget(body)

    def _build_tools(self) -> None:
        self.program_chips: dict[str, Chip] = {}
        for code, words in PROGRAMS:
            chip = Chip(tr(words), checked=code == self._program)
            chip.clicked.connect(lambda _on=False, code=code: self._ask_for(program=code))
            self.program_chips[code] = chip
            self._tools.add(chip)
        self.year_chips: dict[int, Chip] = {}
        self.place_chip = Chip("", checkable=False, closable=True)
        self.place_chip.closed.connect(lambda: self._ask_for(place=""))
        self.place_chip.clicked.connect(lambda: self._ask_for(place=""))

    def _funnel_card(self) -> Card:
        self._funnel = Card(tr("Menjadi wirausaha"), " ", padding=16)
        self.funnel = FunnelChart(tr("Tahap menjadi wirausaha baru"))
        self.funnel.opened.connect(self._open_stage)
        self._funnel.body.addWidget(self.funnel)
        self._funnel.body.addStretch(1)
        return self._funnel

    def _course_card(self) -> Card:
        self._course = Card(tr("Perjalanan tahun ini"), " ", padding=16)
        self.table_chip = Chip(tr("Sebagai tabel"))
        self.table_chip.toggled.connect(lambda on: self._views.setCurrentIndex(int(on)))
        self._course.head.addWidget(self.table_chip)
        self._views = QStackedWidget()
        self._views.setFixedHeight(CHART)
        self.course = CourseChart(tr("Ditetapkan dan mulai usaha menurut bulan"))
        self._views.addWidget(self.course)
        self.months = TableView(tr("Angka menurut bulan"))
        self._month_model: RowsTableModel[Month] = RowsTableModel([
            Column(tr("Bulan"), lambda row: Cell(_month_words(row.month)), 120, stretch=1),
            Column(tr("Ditetapkan"), lambda row: Cell(str(row.accepted)), 90, right=True),
            Column(tr("Mulai usaha"), lambda row: Cell(str(row.started)), 128, right=True),
        ])  # fmt: skip
        self.months.set_model(self._month_model)
        self._views.addWidget(self.months)
        self._course.body.addWidget(self._views, 1)
        return self._course

    def _people_card(self) -> ListCard:
        self.list = TableView(tr("Orang di balik angka"), lines=2)
        self._model: RowsTableModel[Line] = RowsTableModel([
            Column(tr("Nama"), lambda row: Cell(row.nama, row.nomor, strong=True), 190, stretch=2),
            Column(tr("Tahap"), self._stage_cell, 150, stretch=1),
            Column(tr("Mulai usaha"), self._start_cell, 150, stretch=1),
            Column(tr("NIB"), _nib_cell, 136, drop=2),
            Column(tr("6 bulan"), lambda row: self._answer_cell(row, "enam_bulan"), 122),
            Column(tr("12 bulan"), lambda row: self._answer_cell(row, "dua_belas_bulan"), 122, drop=1),
            Column(tr("Pekerja"), _jobs_cell, 66, right=True, drop=3),
        ])  # fmt: skip
        self.list.set_model(self._model)
        self.list.opened.connect(lambda _row: self.primary())
        self.list.setMinimumHeight(_LEAST)
        self._nobody = EmptyState("", "", done=False)
        self._explain(unheard=False)
        chips = Flow(gap=6)
        self.chips: dict[str, Chip] = {}
        for code, words in (*STAGES.items(), (DUE, mark("Perlu ditanya"))):
            chip = Chip(tr(words), count=0, checked=code == self._filter)
            chip.clicked.connect(lambda _on=False, code=code: self._choose(code))
            self.chips[code] = chip
            chips.add(chip)
        self.listing = ListCard(self.list, self._nobody, above=chips)
        self.listing.clear_asked.connect(lambda: self._choose("accepted"))
        return self.listing

    def _places_card(self) -> ListCard:
        self.bars = PlaceBars()
        self.bars.picked.connect(
            lambda key: self.places.select_row(self._place_model.find(lambda row: row.code == key))
        )
        self.places = TableView(tr("Capaian menurut kelurahan"))
        self._place_model: RowsTableModel[Place] = RowsTableModel([
            Column(tr("Kelurahan"), lambda row: Cell(row.name, strong=True), 150, stretch=2),
            Column(tr("Kecamatan"), lambda row: Cell(row.kecamatan, tone="text2"), 120, stretch=1, drop=2),
            *(_figure_column(stage) for stage in STAGES),
            Column(tr("Sasaran"), lambda row: Cell(str(row.wanted or "-"), tone="text2"), 70, right=True),
        ])  # fmt: skip
        self.places.set_model(self._place_model)
        self.places.current_changed.connect(lambda _row: self._show_place())
        self.places.opened.connect(lambda row: self._ask_for(place=row.code))
        self.places.setMinimumHeight(_LEAST)
        self._place_listing = ListCard(self.places, above=self.bars)
        return self._place_listing

    # --- what the shell asks

    def subtitle(self) -> str:
        found = self._found
        if found is None:
            return ""
        if self._city and not self._place:
            women, everybody = found.pledges[1], found.pledges[0]
            return tr(
                "Semua tahun: {a} dari {b} wirausaha baru, {c} dari {d} perempuan pengusaha, menurut berkas"
                " {n} dari {m} kelurahan",
                a=counted(everybody.figures.started), b=counted(everybody.wanted),
                c=counted(women.figures.started), d=counted(women.wanted),
                n=found.heard, m=len(found.places),
            )  # fmt: skip
        if found.unheard:
            return tr("Belum ada berkas dari kelurahan ini, jadi capaiannya belum diketahui.")
        told = trn("{n} wirausaha baru", "{n} wirausaha baru", found.figures.started)
        if not found.due:
            return told
        return tr("{kalimat}, {n} perlu ditanya lagi", kalimat=told, n=len(found.due))

    def header_actions(self) -> Sequence[QWidget]:
        if self._found is None or not self._found.people:
            return ()
        buttons = ((self.recap_button, self._prints), (self.write_button, self._writes))
        return tuple(button for button, may in buttons if may)

    def key_hints(self) -> Sequence[KeyHint]:
        return (
            KeyHint("Up Down", tr("pilih")),
            *((KeyHint("F2", tr("catat capaian"), self.primary),) if self._writes else ()),
            KeyHint("Enter", tr("buka")),
            KeyHint("G", tr("ke grafik"), self.funnel.setFocus),
            *((KeyHint("Ctrl+P", tr("rekap"), self.recap, bar=False),) if self._prints else ()),
            KeyHint("T", tr("grafik sebagai tabel"), self.table_chip.toggle, bar=False),
        )

    def first_focus(self) -> QWidget | None:
        if self._found is None:
            return None
        shown = self._shown_list()
        return shown if shown.isVisibleTo(self) else self.funnel

    def panes(self) -> Sequence[QWidget]:
        course = self.months if self.table_chip.isChecked() else self.course
        return (self._shown_list(), self.funnel, course)

    def back(self) -> bool:
        if self._place:
            self._ask_for(place="")
        elif self._city and not self._whole:
            self._whole = True
            self._show_lists()
        elif self._filter != "accepted":
            self._choose("accepted")
        else:
            return False
        return True

    def open(self, argument: object) -> None:
        """An application's record to stand on, or a stage, or {"program": …, "kelurahan": …}."""
        if isinstance(argument, str) and argument in STAGES:
            self._filter, self._whole = argument, False
        elif isinstance(argument, str):
            self._wanted, self._filter, self._whole = argument, "accepted", False
        elif isinstance(argument, dict):
            given: dict[str, str] = {str(name): str(value) for name, value in argument.items()}
            self._program = given.get("program", self._program)
            self._place = given.get("kelurahan", "") if self._city else ""
            self._whole = self._city and not self._place

    def entered(self) -> None:
        self.refresh(None)

    def refresh(self, changes: Any) -> None:
        kinds = {"outcome", "application", "decision", "participant", "wave", "mentee", "rulebook", "person"}
        if changes is not None and not changes.kinds & kinds:
            return
        office, program, year, place = self._office, self._program, self._year, self._place
        today = office.today()

        def question(connection: Any) -> tuple[View, tuple[int, ...]]:
            return (
                outcomes.view(
                    connection, office.info, program=program, tahun=year, today=today, kelurahan=place
                ),
                outcomes.years(connection, today),
            )

        self._bench.ask(question, self._loaded, owner=self, key="capaian")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = event.size().width() < STACK_BELOW
        way = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        self._charts.setDirection(way)

    # --- showing

    def _ask_for(
        self, *, program: str | None = None, year: int | None = None, place: str | None = None
    ) -> None:
        self._program = self._program if program is None else program
        self._year = self._year if year is None else year
        if place is not None:
            self._place = place
            self._whole = self._city and not place
        self._show_tools()
        self.refresh(None)

    def _loaded(self, answer: tuple[View, tuple[int, ...]]) -> None:
        first = self._found is None
        self._found, self._years = answer
        self._stack.setCurrentIndex(1)
        self._show_tools()
        self._show_charts()
        self._fill()
        self._place_model.set_rows(list(self._found.places))
        n = len(self._found.places)
        self._place_listing.count.setText(
            tr("{n} kelurahan, {m} sudah mengirim berkas", n=n, m=self._found.heard)
        )
        self.places.select_row(max(self.places.currentIndex().row(), 0))
        self._show_lists()
        self.header_changed.emit()
        if first:
            self.focus_first()

    def _show_tools(self) -> None:
        for code, chip in self.program_chips.items():
            chip.setChecked(code == self._program)
        years = self._years[:_YEARS]
        if list(self.year_chips) != list(years):
            self._tools.clear()
            self.year_chips = {}
            self._build_tools()
            for year in years:
                chip = Chip(str(year))
                chip.clicked.connect(lambda _on=False, year=year: self._ask_for(year=year))
                self.year_chips[year] = chip
                self._tools.add(chip)
            self._tools.add(self.place_chip)
        for year, chip in self.year_chips.items():
            chip.setChecked(year == self._year)
        place = region.by_code(self._place)
        self.place_chip.set_text(place.display if place is not None else "")
        self.place_chip.setVisible(place is not None)

    def _show_charts(self) -> None:
        found = self._found
        assert found is not None
        unheard = tr("belum ada berkas") if found.unheard else ""
        bars = [
            Bar(stage, tr(words), None if unheard else found.figures.of(stage),
                unheard or outcomes.words(found.sources(stage), 2))
            for stage, words in STAGES.items()
        ]  # fmt: skip
        self.funnel.show_bars(bars, found.wanted)
        jobs = trn("{n} orang bekerja", "{n} orang bekerja", found.figures.jobs)
        self._funnel.set_title(tr("Menjadi wirausaha"), jobs if found.figures.jobs else " ")
        today = "" if found.unheard else self._office.today().isoformat()[:7]  # no month is known
        points = [
            Point(
                _month_letter(month.month), _month_words(month.month),
                month.accepted if month.month <= today else None,
                month.started if month.month <= today else None,
            )
            for month in found.course.months
        ]  # fmt: skip
        self.course.show_points(points, found.course.target)
        later = found.course.later
        aside = tr("{n} mulai sesudah tahun itu", n=later) if later else " "
        self._course.set_title(tr("Perjalanan {tahun}", tahun=found.tahun), aside)
        self._month_model.set_rows([month for month in found.course.months if month.month <= today])
        self.bars.show_bars(
            [
                PlaceBar(place.code, known.accepted, known.trained, known.started, _place_sentence(place),
                         place.wanted)
                for place in found.places
                for known in (place.figures or outcomes.Figures(),)
            ],
            tr("Capaian {n} kelurahan; daftarnya di bawah", n=len(found.places)),
        )  # fmt: skip

    def _show_lists(self) -> None:
        self._lists.setCurrentIndex(1 if self._whole else 0)
        self.funnel.set_chosen("" if self._whole else self._filter)
        self.header_changed.emit()

    def _shown_list(self) -> TableView:
        return self.places if self._whole else self.list

    def lines(self) -> list[Line]:
        """The people shown, in their order."""
        found = self._found
        if found is None:
            return []
        if self._filter == DUE:
            return [line for line in found.people if line.record in found.due]
        return [line for line in found.people if self._filter in line.stages]

    def _fill(self) -> None:
        found = self._found
        assert found is not None
        for code, chip in self.chips.items():
            count = len(found.due) if code == DUE else found.figures.of(_stage(code))
            chip.set_count(None if found.unheard else count)
            chip.setChecked(code == self._filter)
        lines = self.lines()
        current = self._person()
        wanted = self._wanted or (current.record if current else "")
        self._wanted = ""
        self._model.set_rows(lines)
        self.list.select_row(max(self._model.find(lambda line: line.record == wanted), 0))
        told = tr("belum ada berkas") if found.unheard else trn("{n} orang", "{n} orang", len(lines))
        self.listing.count.setText(told)
        self.listing.show_for(len(lines), any_at_all=bool(found.people))
        self._explain(unheard=found.unheard)

    def _explain(self, *, unheard: bool) -> None:
        """Why the list is empty: nobody decided about, or nothing known."""
        if unheard:
            self._nobody.set_words(
                tr("Belum ada berkas dari kelurahan ini"),
                tr("Capaiannya tampil setelah berkas kelurahan ini dibuka di Sinkronisasi."),
            )
            return
        self._nobody.set_words(
            tr("Belum ada yang ditetapkan"),
            tr("Yang sudah ditetapkan DKUM tampil di sini setelah berkas putusannya dibuka."),
        )

    def _choose(self, code: str) -> None:
        self._filter, self._whole = code, False
        if self._found is not None:
            self._fill()
        self._show_lists()

    def _open_stage(self, key: str) -> None:
        """The list behind a figure."""
        self._choose(key)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_place(self) -> None:
        row = self.places.current_row()
        self.bars.set_current(row.code if isinstance(row, Place) else "")

    def _person(self) -> Line | None:
        found = self.list.current_row()
        return found if isinstance(found, Line) else None

    # --- cells

    def _stage_cell(self, line: Line) -> Cell:
        found = self._found
        if line.conflicts:
            return Cell(tr("Isian berbeda"), tr("buka untuk memutuskan"), tone="warn", icon="git-compare",
                        icon_tone="warn")  # fmt: skip
        if found is not None and line.record in found.due:
            asked = (
                tr("setelah 6 bulan") if found.due[line.record] == "enam_bulan" else tr("setelah 12 bulan")
            )
            return Cell(tr("Perlu ditanya"), asked, tone="warn", icon="clock", icon_tone="warn")
        stages: list[Stage] = [stage for stage in STAGES if stage in line.stages]
        last = stages[-1]
        decided = tr("putusan {nomor}", nomor=line.putusan) if line.putusan else ""
        return Cell(tr(STAGES[last]), decided if last == "accepted" else "")

    def _start_cell(self, line: Line) -> Cell:
        day = line.values.get("mulai_usaha")
        if not day:
            return Cell(tr("Belum mulai"), tone="text2")
        source = self._found.known.get((line.record, "mulai_usaha")) if self._found is not None else None
        old = not outcome.is_new(line.values, line.tahun)
        return Cell(show_date(day), source.words if source else "", tag=tr("lama") if old else "",
                    tag_tone="grey")  # fmt: skip

    def _answer_cell(self, line: Line, name: str) -> Cell:
        answer = line.values.get(name)
        if answer:
            words, icon, tone = (tr("Ya"), "check", "ok") if answer == "ya" else (tr("Tidak"), "x", "bad")
            return Cell(words, show_date(line.values.get(f"{name}_tanggal") or ""), icon=icon, icon_tone=tone)
        if self._found is not None and self._found.due.get(line.record) == name:
            return Cell(tr("tanya sekarang"), tone="warn")
        return Cell("-", tone="text2")

    # --- doing

    def recap(self) -> None:
        """The recap of the programme and year shown: seen, printed, or sealed."""
        if not self._prints:
            return
        dialog = RecapDialog(self, self._bench, RecapWish(self._program, self._year))
        dialog.sealed.connect(self._sealed)
        dialog.open()

    def _sealed(self, record: str) -> None:
        self.toast(tr("Dokumen disegel dan ada di Dokumen."))
        self.navigate.emit("dokumen", record)

    def primary(self) -> None:
        """F2: what became of the person one is on."""
        if self._found is None:
            return
        if self._whole:
            self._choose("accepted")
        line = self._person()
        if line is not None and self._writes:
            self._write(line)

    def _write(self, line: Line) -> None:
        assert self._found is not None
        dialog = OutcomeDialog(self, self._bench, line, self._found.due.get(line.record, ""))
        dialog.saving.connect(self._save)
        self.dialog = dialog
        dialog.open()

    def _save(self, wish: SaveOutcome, following: bool) -> None:
        dialog = self.dialog
        assert dialog is not None
        after = self._after(dialog.line) if following else None

        def done(_saved: SavedOutcome) -> None:
            dialog.saved()
            self.dialog = None
            self.toast(tr("Capaian {nama} tersimpan.", nama=dialog.line.nama))
            if after is not None:
                self._wanted = wanted = after.record
                self.list.select_row(self._model.find(lambda row: row.record == wanted))
                self._write(after)
            else:
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)

        self._bench.do(
            lambda _progress: actions.save_outcome(self._office, wish),
            done,
            owner=self,
            refused=dialog.show_problem,
        )

    def _after(self, person: Line) -> Line | None:
        lines = self.lines()
        at = next((n for n, line in enumerate(lines) if line.record == person.record), len(lines))
        return lines[at + 1] if at + 1 < len(lines) else None


def _stage(code: str) -> Stage:
    return next(stage for stage in STAGES if stage == code)


def _figure_column(stage: Stage) -> Column[Place]:
    drop = {"trained": 1, "twelve": 3, "six": 4}.get(stage, 0)
    width = 132 if stage in ("accepted", "six", "twelve") else 108
    return Column(tr(STAGES[stage]), lambda row: _figure_cell(row, stage), width, right=True, drop=drop)


def _figure_cell(place: Place, stage: Stage) -> Cell:
    """A count; where no file has come, that, and not zero."""
    if place.figures is not None:
        return Cell(str(place.figures.of(stage)))
    return Cell(tr("belum ada berkas") if stage == "accepted" else "–", tone="text3")


def _nib_cell(line: Line) -> Cell:
    nib = line.values.get("nib")
    if not nib:
        return Cell("-", tone="text2")
    return Cell(nib, show_date(line.values.get("nib_tanggal") or ""), digits=True)


def _jobs_cell(line: Line) -> Cell:
    jobs = line.values.get("pekerja")
    return Cell("-" if jobs is None else str(jobs), tone="text2" if jobs is None else "text")


def _place_sentence(place: Place) -> str:
    figures = place.figures
    if figures is None:
        return tr("{nama}: belum ada berkas", nama=place.name)
    return tr(
        "{nama}: {a} ditetapkan, {b} selesai dilatih, {c} mulai usaha, {d} berjalan 6 bulan",
        nama=place.name, a=figures.accepted, b=figures.trained, c=figures.started, d=figures.six,
    )  # fmt: skip


def _month_words(month: str) -> str:
    return tr("{bulan} {tahun}", bulan=tr(MONTHS[int(month[5:]) - 1]), tahun=month[:4])


def _month_letter(month: str) -> str:
    return tr(MONTHS[int(month[5:]) - 1])[:3]
