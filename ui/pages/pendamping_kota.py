"""Pendamping at DKUM: the list of mentors, where they work, and how the work is spread, on one screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.actions import mentor_intake, mentoring
from desktop_app.actions.intake import read_file
from desktop_app.actions.mentor_intake import Taken
from desktop_app.actions.mentor_papers import MentorPaperWish
from desktop_app.actions.mentoring import GiveArea, SaveMentor
from desktop_app.domain import people, region
from desktop_app.domain.identity import nip_display, phone_display
from desktop_app.domain.values import show_date
from desktop_app.intake.mentors import MentorRow
from desktop_app.queries import mentors as questions
from desktop_app.queries.mentors import AreaLine, MentorLine, Mentors
from desktop_app.storage.work import Changes
from resources.i18n import decimal, mark, tr, trn
from ui import tokens as t
from ui.bench import Bench
from ui.dialogs.mentor_import import MentorImportDialog
from ui.dialogs.mentor_paper import MentorPaperDialog
from ui.dialogs.mentors import AreaDialog, MentorDialog, MonthDialog
from ui.dialogs.pick import pick_files
from ui.models.table import Cell, Column, RowsTableModel
from ui.pages.base import KeyHint, Page, Subject
from ui.pages.pendamping import months
from ui.widgets.button import Button
from ui.widgets.card import Card, EmptyState
from ui.widgets.dialog import Fact, FactsTable
from ui.widgets.flow import Beside, Flow, Roll
from ui.widgets.labels import WrapLabel
from ui.widgets.loadbars import Load, LoadBars
from ui.widgets.table import TableView

PANEL = 372
_LEAST = 130

W = TypeVar("W")


class PendampingKotaPage(Page):
    """Bars over the list; at the right one mentor with the areas."""

    key = "pendamping"
    icon = "user-round-check"
    title = mark("Pendamping")

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench, self._office = bench, bench.office
        self._found: Mentors | None = None
        self._wanted = ""
        roles = self._office.person.roles
        self._writes = bool(roles & {people.PETUGAS_DKUM, people.ADMIN_DKUM})
        self._build()

    # --- building

    def _build(self) -> None:
        self.add_button = Button(tr("Tambah pendamping"), kind="primary", icon="plus", key="F2")
        self.add_button.clicked.connect(self.primary)
        self.print_button = Button(tr("Daftar pendamping"), icon="printer", key="Ctrl+P")
        self.print_button.clicked.connect(self.roster)
        self.import_button = Button(tr("Impor daftar"), icon="inbox", key="Ctrl+I")
        self.import_button.clicked.connect(self.import_list)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        outer.addWidget(self._stack)
        self._stack.addWidget(QWidget())
        main = QWidget()
        left = QVBoxLayout(main)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(t.CARD_GAP)
        left.addWidget(self._balance_card())
        left.addWidget(self._list_card(), 1)
        self._stack.addWidget(Roll(Beside(main, self._panel(), wide=PANEL)))
        first = Button(tr("Tambah pendamping"), kind="primary", icon="plus", key="F2")
        first.setAccessibleName(tr("Tambah pendamping pertama"))
        first.clicked.connect(self.primary)
        second = Button(tr("Impor daftar"), icon="inbox", key="Ctrl+I")
        second.setAccessibleName(tr("Impor daftar pendamping pertama"))
        second.clicked.connect(self.import_list)
        self._stack.addWidget(
            EmptyState(
                tr("Belum ada pendamping"),
                tr("Daftar pendamping beserta wilayahnya dikirim ke kelurahan bersama berkas DKUM."),
                action=first if self._writes else None,
                second=second if self._writes else None,
                done=False,
            )
        )

    def _balance_card(self) -> Card:
        self._balance = Card(tr("Beban kerja"), padding=16)
        self.bars = LoadBars()
        self.bars.picked.connect(self._pick)
        self._balance.body.addWidget(self.bars)
        self.spread = WrapLabel("", size=t.SIZE_META)
        self._balance.body.addWidget(self.spread)
        self.missing = WrapLabel("", size=t.SIZE_META, tone="warn")
        self._balance.body.addWidget(self.missing)
        return self._balance

    def _list_card(self) -> Card:
        card = Card(padding=0)
        card.body.setContentsMargins(1, 1, 1, 1)
        self.list = TableView(tr("Semua pendamping"), lines=2)
        self._model: RowsTableModel[MentorLine] = RowsTableModel([
            Column(tr("Nama"), self._name_cell, 190, stretch=2),
            Column(tr("Wilayah"), _area_cell, 170, stretch=2),
            Column(tr("Kelurahan"), lambda row: Cell(str(row.load.kelurahan)), 82, right=True, drop=1),
            Column(tr("Dampingan"), lambda row: Cell(str(row.load.mentees), strong=True), 88, right=True),
            Column(tr("Kunjungan bulan ini"), _visits_cell, 140, right=True, drop=2),
        ])  # fmt: skip
        self.list.set_model(self._model)
        self.list.current_changed.connect(lambda _row: self._show_mentor())
        self.list.opened.connect(lambda _row: self.change())
        self.list.setMinimumHeight(_LEAST)
        card.body.addWidget(self.list, 1)
        return card

    def _panel(self) -> Card:
        self.panel = Card()
        self._name = WrapLabel(size=t.SIZE_PANE, weight=t.SEMIBOLD, tone="text")
        self._about = WrapLabel(size=t.SIZE_META)
        self._facts = FactsTable(framed=False)
        self.areas = TableView(tr("Wilayah pendamping ini"), lines=2, header=False)
        self._area_model: RowsTableModel[AreaLine] = RowsTableModel([Column("", _span_cell, 160, stretch=1)])
        self.areas.set_model(self._area_model)
        self._no_area = WrapLabel(tr("Belum ada wilayah. Tanpa wilayah, kelurahan tidak dapat memilihnya."))
        for widget in (self._name, self._about, self._facts, self._no_area):
            self.panel.body.addWidget(widget)
        self.panel.body.addWidget(self.areas, 1)
        self._gap = QWidget()
        self.panel.body.addWidget(self._gap, 1)
        self.area_button = Button(tr("Tambah wilayah"), icon="plus", key="W")
        self.area_button.clicked.connect(self.add_area)
        self.end_button = Button(tr("Akhiri wilayah"), key="A")
        self.end_button.clicked.connect(self.end_area)
        self.change_button = Button(tr("Ubah"), icon="square-pen", key="Enter")
        self.change_button.clicked.connect(self.change)
        self.report_button = Button(tr("Laporan bulanan"), icon="file-text", key="L")
        self.report_button.clicked.connect(self.report)
        self.panel.body.addWidget(
            Flow(self.area_button, self.end_button, self.change_button, self.report_button, self.print_button)
        )
        self.areas.setMinimumHeight(_LEAST)
        return self.panel

    # --- what the shell asks

    def subtitle(self) -> str:
        found = self._found
        if found is None or not found.lines:
            return ""
        return tr(
            "{n} pendamping bertugas, {orang} orang didampingi, {kosong} kelurahan tanpa pendamping.",
            n=found.balance.mentors, orang=found.balance.mentees, kosong=len(found.uncovered),
        )  # fmt: skip

    def header_actions(self) -> Sequence[QWidget]:
        if self._found is None or not self._found.lines:
            return ()
        return (self.import_button, self.add_button) if self._writes else ()

    def key_hints(self) -> Sequence[KeyHint]:
        writing = (
            KeyHint("F2", tr("tambah pendamping"), self.primary),
            KeyHint("Enter", tr("ubah")),
            KeyHint("W", tr("tambah wilayah"), self.add_area),
            KeyHint("A", tr("akhiri wilayah"), self.end_area),
            KeyHint("Ctrl+I", tr("impor daftar"), self.import_list, bar=False),
        )
        return (
            KeyHint("Up Down", tr("pilih")),
            *(writing if self._writes else ()),
            KeyHint("L", tr("laporan bulanan"), self.report),
            KeyHint("Ctrl+P", tr("daftar pendamping"), self.roster, bar=False),
        )

    def first_focus(self) -> QWidget | None:
        return self.list

    def panes(self) -> Sequence[QWidget]:
        return (self.list, self.areas)

    def entered(self) -> None:
        self.refresh(None)

    def refresh(self, changes: Any) -> None:
        kinds = {"mentor", "mentor_area", "mentee", "visit", "application"}
        if changes is not None and not changes.kinds & kinds:
            return
        today = self._office.today().isoformat()
        self._bench.ask(
            lambda connection: questions.mentors(connection, today),
            self._loaded,
            owner=self,
            key="pendamping",
        )

    # --- showing

    def _loaded(self, found: Mentors) -> None:
        first = self._found is None
        self._found = found
        self._stack.setCurrentIndex(1 if found.lines else 2)
        current = self._mentor()
        wanted = self._wanted or (current.record if current else "")
        self._wanted = ""
        self._model.set_rows(list(found.lines))
        self.list.select_row(max(self._model.find(lambda line: line.record == wanted), 0))
        self._show_balance(found)
        self._show_mentor()
        self.header_changed.emit()
        if first:
            self.focus_first()

    def _show_balance(self, found: Mentors) -> None:
        spread = found.balance
        average = decimal(spread.average, 1)
        words = tr("rata-rata {n}", n=average)
        sentence = tr(
            "Rata-rata {n} dampingan; terbanyak {banyak}, tersedikit {sedikit}. "
            "{berat} jauh di atas rata-rata, {ringan} jauh di bawahnya.",
            n=average, banyak=spread.most, sedikit=spread.least, berat=len(spread.heavy),
            ringan=len(spread.light),
        )  # fmt: skip
        loads = [
            Load(line.record, line.load.mentees, self._tone(line), _bar_words(line))
            for line in found.lines
            if line.serves
        ]
        self.bars.show_loads(loads, spread.average, words, sentence)
        self.spread.setText(sentence)
        self.missing.setText(_uncovered(found.uncovered))
        self.missing.setVisible(bool(self.missing.text()))

    def _tone(self, line: MentorLine) -> str:
        assert self._found is not None
        if line.record in self._found.balance.heavy:
            return "warn"
        return "grey" if line.record in self._found.balance.light else "gauge2"

    def _name_cell(self, line: MentorLine) -> Cell:
        sub = " · ".join(part for part in (line.nomor, line.jabatan) if part)
        tag, tone = "", "plum"
        if not line.serves:
            tag, tone = tr("selesai"), "grey"
        elif self._found is not None and line.record in self._found.balance.heavy:
            tag, tone = tr("berat"), "warn"
        elif self._found is not None and line.record in self._found.balance.light:
            tag, tone = tr("ringan"), "grey"
        return Cell(line.nama, sub or tr("tanpa nomor"), strong=True, tag=tag, tag_tone=tone)

    def subject(self) -> Subject | None:
        line = self._mentor()
        return Subject(line.record, line.nama) if line is not None else None

    def _mentor(self) -> MentorLine | None:
        found = self.list.current_row()
        return found if isinstance(found, MentorLine) else None

    def _pick(self, key: str) -> None:
        self.list.select_row(self._model.find(lambda line: line.record == key))

    def _show_mentor(self) -> None:
        line = self._mentor()
        self.panel.setVisible(line is not None)
        if line is None:
            return
        self.bars.set_current(line.record)
        self._name.setText(line.nama)
        self.panel.setAccessibleName(line.nama)
        self._about.setText(
            tr(
                "{orang} dampingan, {kali} kunjungan bulan ini",
                orang=line.load.mentees,
                kali=line.load.visits,
            )
        )
        facts = [
            (tr("Nomor"), line.nomor), (tr("NIP"), nip_display(line.nip)), (tr("Jabatan"), line.jabatan),
            (tr("HP"), phone_display(line.hp) if line.hp else ""),
            (tr("Kunjungan terakhir"), show_date(line.last) if line.last else ""),
            (tr("Berhenti"), show_date(line.berhenti) if line.berhenti else ""),
        ]  # fmt: skip
        self._facts.set_facts([Fact(label, value, private=True) for label, value in facts if value])
        self._area_model.set_rows(list(line.areas))
        self.areas.select_row(0)
        self.areas.setVisible(bool(line.areas))
        self._no_area.setVisible(not line.areas)
        self._gap.setVisible(not line.areas)
        for button in (self.area_button, self.end_button, self.change_button):
            button.setVisible(self._writes)
        self.end_button.setEnabled(any(not area.selesai for area in line.areas))

    # --- doing

    def primary(self) -> None:
        """List a mentor, with the first area."""
        if not self._writes:
            return
        dialog = MentorDialog(self, self._office.today())

        def deed(wish: tuple[SaveMentor, tuple[str, str]]) -> Changes:
            mentor, (code, begins) = wish
            with self._office.work() as work:
                record = mentoring.save_mentor_in(work, mentor)
                if code:
                    mentoring.give_area_in(work, GiveArea(record, code, begins))
            self._wanted = record
            return work.changes

        dialog.accepted.connect(
            lambda: self._run(dialog, lambda: (dialog.wish(), dialog.first_area()), deed, dialog.nama.text())
        )
        dialog.open()

    def change(self) -> None:
        """Other facts about the mentor one is on."""
        line = self._mentor()
        if line is None or not self._writes:
            return
        dialog = MentorDialog(self, self._office.today(), line)
        dialog.accepted.connect(
            lambda: self._run(
                dialog, dialog.wish, lambda wish: mentoring.save_mentor(self._office, wish),
                dialog.nama.text(),
            )
        )  # fmt: skip
        dialog.open()

    def add_area(self) -> None:
        """Another area for the mentor one is on."""
        line = self._mentor()
        if line is None or not self._writes:
            return
        dialog = AreaDialog(self, line, self._office.today())

        def wish() -> GiveArea:
            assert dialog.area is not None
            return GiveArea(line.record, dialog.area.code(), dialog.day.text())

        dialog.accepted.connect(
            lambda: self._run(
                dialog, wish, lambda wish: mentoring.give_area(self._office, wish), line.nama
            )
        )  # fmt: skip
        dialog.open()

    def end_area(self) -> None:
        """The last day in the area one is on, or in the first that is open."""
        line = self._mentor()
        if line is None or not self._writes:
            return
        chosen = self.areas.current_row()
        if not isinstance(chosen, AreaLine) or chosen.selesai:
            chosen = next((area for area in line.areas if not area.selesai), None)
        if chosen is None:
            return
        area = chosen
        dialog = AreaDialog(self, line, self._office.today(), area)
        dialog.accepted.connect(
            lambda: self._run(
                dialog, dialog.day.text, lambda day: mentoring.end_area(self._office, area.record, day),
                line.nama,
            )
        )  # fmt: skip
        dialog.open()

    def _run(self, dialog: Any, wish: Callable[[], W], deed: Callable[[W], object], name: str) -> None:
        """Do what the dialog asks for: `wish` reads it here, `deed` runs in the writing thread."""
        asked = wish()

        def done(_result: object) -> None:
            dialog.deleteLater()
            self.toast(tr("{nama} tersimpan.", nama=name))
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

        self._bench.do(lambda _progress: deed(asked), done, owner=self, refused=dialog.show_problem)

    # --- the list from a spreadsheet

    def import_list(self) -> None:
        """Choose a spreadsheet and look at it."""
        if not self._writes:
            return
        start = str(self._bench.prefs.get("pendamping.folder", ""))
        kinds = tr("Lembar kerja (*.xlsx *.csv)")
        pick_files(self, tr("Impor daftar"), start, kinds, lambda paths: self.look_at(paths[0]))

    def look_at(self, path: Path) -> None:
        """Show every row of the spreadsheet and what it would do."""
        self._bench.prefs.put("pendamping.folder", str(path.parent))
        office = self._office
        self._bench.do(
            lambda _progress: mentor_intake.look(office, read_file(path)),
            lambda rows: self._looked(path.name, rows),
            owner=self,
        )

    def _looked(self, name: str, rows: tuple[MentorRow, ...]) -> None:
        dialog = MentorImportDialog(self, name, rows)

        def done(taken: Taken) -> None:
            dialog.deleteLater()
            self.toast(
                tr("{baru} pendamping ditambahkan, {ubah} diubah.", baru=taken.added, ubah=taken.changed)
            )

        dialog.accepted.connect(
            lambda: self._bench.do(
                lambda _progress: mentor_intake.take(self._office, rows),
                done,
                owner=self,
                refused=dialog.show_problem,
            )
        )
        dialog.open()

    # --- papers

    def report(self) -> None:
        """The monthly report of the mentor one is on, from everything that has reached DKUM."""
        line = self._mentor()
        if line is None:
            return
        dialog = MonthDialog(self, [line], months(self._office.today()), line.record)

        def show() -> None:
            wish = MentorPaperWish("laporan_pendamping", line.record, dialog.month.value())
            dialog.deleteLater()
            self._paper(wish, tr("Laporan Bulanan Pendamping"))

        dialog.accepted.connect(show)
        dialog.open()

    def roster(self) -> None:
        """Every mentor in service, to print."""
        if self._found is not None and self._found.lines:
            self._paper(MentorPaperWish("daftar_pendamping"), tr("Daftar Pendamping"))

    def _paper(self, wish: MentorPaperWish, title: str) -> None:
        dialog = MentorPaperDialog(self, self._bench, wish, title)
        dialog.sealed.connect(lambda record: self.navigate.emit("dokumen", record))
        dialog.open()


def _area_cell(line: MentorLine) -> Cell:
    if not line.places:
        return Cell(tr("Belum ada wilayah"), tone="warn")
    now = [area.name for area in line.areas if area.now]
    rest = len(now) - 1
    more = trn("dan {n} wilayah lain", "dan {n} wilayah lain", rest) if rest > 0 else ""
    return Cell(now[0], more, tone="text2")


def _visits_cell(line: MentorLine) -> Cell:
    return Cell(str(line.load.visits), tone="text2")


def _span_cell(area: AreaLine) -> Cell:
    if area.selesai:
        span = tr("{mulai} sampai {selesai}", mulai=show_date(area.mulai), selesai=show_date(area.selesai))
    else:
        span = tr("sejak {hari}", hari=show_date(area.mulai))
    return Cell(area.name, span, strong=area.now, tone="text" if area.now else "text2")


def _bar_words(line: MentorLine) -> str:
    return tr("{nama}: {n} dampingan", nama=line.nama, n=line.load.mentees)


def _uncovered(codes: Sequence[str]) -> str:
    """The kelurahan without a mentor, named while they are few."""
    if not codes or len(codes) > 5:
        return ""
    names = [place.name for code in codes if (place := region.by_code(code)) is not None]
    return tr("Tanpa pendamping: {nama}.", nama=", ".join(names))
