"""A spreadsheet is chosen, looked at row by row, and only then stored: what every kind of import shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.actions.intake_sources import mapping_of
from desktop_app.actions.kept import KeptReport, kept_report, kept_reports
from desktop_app.actions.progress import Progress as Step
from desktop_app.errors import Unavailable, WiraError
from desktop_app.intake.mapping import Mapping
from desktop_app.intake.sheet import Sheet
from desktop_app.storage.saving import save_file
from desktop_app.storage.work import Changes
from resources.i18n import tr
from ui import tokens as t
from ui import when
from ui.bench import Bench, Reading
from ui.dialogs import sheet_parts as parts
from ui.dialogs.pick import pick_files, pick_save
from ui.dialogs.sheet_kind import SheetKind
from ui.models import intake as model
from ui.models.intake import ColumnRow
from ui.models.table import RowsTableModel
from ui.widgets.button import Button
from ui.widgets.card import Card, FindingCard
from ui.widgets.flow import clear
from ui.widgets.labels import WrapLabel
from ui.widgets.progress import ProgressStrip
from ui.widgets.steps import Tabs
from ui.widgets.table import TableView
from ui.worker import Progress, Task

PREF: Final = "impor.folder"
HEIGHT: Final = 300


@dataclass(frozen=True)
class _Stored:
    """What was written and how its report is shown; `changes` is what moved."""

    taken: Any
    rows: Sequence[Any]

    @property
    def changes(self) -> Changes:
        """So that every page that shows some of it loads again (`Bench.do`)."""
        changes: Changes = self.taken.changes
        return changes


class SheetDialog(SheetKind):
    """Choose → preview → store → report. Nothing is written before *Simpan*; cancelling keeps nothing. Space
    accepts, or leaves, the change one stands on; reports of earlier imports can be looked at again.

    Subclasses say what is read and looked at, and what its rows become. `stored` after that has been written.
    """

    stored = Signal(object)

    def __init__(self, parent: QWidget, bench: Bench, title: str, explanation: str) -> None:
        super().__init__(parent, title, icon="inbox", tone="accent", width=980)
        self._bench, self._explanation = bench, explanation
        self._name = ""
        self._path = Path()
        self._sheet: Sheet | None = None
        self._found: Sequence[Any] = ()
        self._accepted: set[int] = set()
        self._rows: Sequence[Any] = ()
        self._looking: Task[Any] | None = None
        self._mapping = Mapping({}, self.catalogue)
        self._known = False
        self._noticed: tuple[str, ...] | None = None
        self._report: parts.Report | None = None
        self._task: Task[Any] | None = None
        self.setAcceptDrops(True)
        self._stack = QStackedWidget()
        self.body.addWidget(self._stack)
        self._stack.addWidget(self._build_choice())
        self._stack.addWidget(self._build_preview())
        self.reports = parts.ReportList()
        self.reports.opened.connect(self.open_report)
        self._stack.addWidget(self.reports)
        self._problem = QVBoxLayout()
        self.body.addLayout(self._problem)
        self.progress = ProgressStrip()
        self.body.addWidget(self.progress)
        self._build_buttons()
        self._show_buttons()
        self.choose_button.setFocus()

    # --- building

    def _build_choice(self) -> QWidget:
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(WrapLabel(self._explanation))
        self.drop = parts.DropArea()
        self.choose_button = Button(
            tr("Pilih berkas"), kind="primary", icon="folder-open", key="Ctrl+O", bind=True
        )
        self.choose_button.clicked.connect(self.choose)
        self.drop.column.addWidget(self.choose_button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.drop.column.addStretch(1)
        column.addWidget(self.drop)
        return place

    def _build_preview(self) -> QWidget:
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.summary = WrapLabel(weight=t.MEDIUM, tone="text")
        column.addWidget(self.summary)
        self._settings = QWidget()
        row = QHBoxLayout(self._settings)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self.build_settings(row)
        self.sheet_button = Button("", icon="layers", height=28)
        self.sheet_button.clicked.connect(self.choose_sheet)
        row.addWidget(self.sheet_button)
        self.accept_all_button = Button(tr("Terima semua perubahan"), icon="check-check", height=28)
        self.accept_all_button.clicked.connect(self.accept_all)
        self.accept_all_button.hide()
        row.addWidget(self.accept_all_button)
        row.addStretch(1)
        column.addWidget(self._settings)
        self.notes = WrapLabel(size=t.SIZE_META, tone="warn")
        column.addWidget(self.notes)
        self.chips = parts.OutcomeChips()
        self.chips.chosen.connect(lambda _one: self._show_rows(self._rows))
        column.addWidget(self.chips)
        self.tabs = Tabs(tr("Bagian pratinjau"), [tr("Baris"), tr("Kolom")])
        column.addWidget(self.tabs)
        self.rows: RowsTableModel[Any] = RowsTableModel(self.row_columns(), parent=self)
        self.columns: RowsTableModel[ColumnRow] = RowsTableModel(model.column_columns(), parent=self)
        self.row_table, self.column_table = TableView(tr("Baris berkas")), TableView(tr("Kolom berkas"))
        self.row_table.set_model(self.rows)
        self.column_table.set_model(self.columns)
        self.row_table.current_changed.connect(self._explain)
        self.row_table.opened.connect(self.toggle)
        parts.SpaceKey(self.row_table, self.toggle)
        self.column_table.opened.connect(self.choose_field)
        self.column_table.action.connect(lambda row, _column: self.choose_field(row))
        self._tables = QStackedWidget()
        self._tables.addWidget(self.row_table)
        self._tables.addWidget(self.column_table)
        self._tables.setMinimumHeight(HEIGHT)
        self.tabs.changed.connect(self._tables.setCurrentIndex)
        card = Card(padding=0)
        card.body.setContentsMargins(1, 1, 1, 1)
        card.body.addWidget(self._tables)
        column.addWidget(card, 1)
        self.reason = WrapLabel(size=t.SIZE_META)
        self.reason.setMinimumHeight(34)
        self.reason.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.reason)
        return place

    def _build_buttons(self) -> None:
        self.template_button = self.add_button(tr("Simpan contoh berkas"), icon="file-down", left=True)
        self.template_button.clicked.connect(self._save_template)
        self.reports_button = self.add_button(tr("Laporan impor"), icon="rotate-ccw-clock", left=True)
        self.reports_button.clicked.connect(self.ask_reports)
        self.other_button = self.add_button(tr("Pilih berkas lain"), icon="folder-open", left=True)
        self.other_button.clicked.connect(self.choose)
        self.save_report_button = self.add_button(tr("Simpan laporan"), icon="file-down", left=True)
        self.save_report_button.clicked.connect(self._save_report)
        self.close_button = self.add_button(tr("Tutup"), key="Esc")
        self.close_button.clicked.connect(self.reject)
        self.store_button = self.add_button(tr("Simpan"), kind="primary", icon="check", key="Ctrl+Enter")
        self.store_button.clicked.connect(self.store)

    def _show_buttons(self) -> None:
        choosing, done = self._sheet is None, self._report is not None
        running = self._task is not None
        start = choosing and not done and self._stack.currentIndex() == 0
        self.template_button.setVisible(start and self.has_template)
        self.reports_button.setVisible(start)
        self.other_button.setVisible(not start and not done)
        self.other_button.setEnabled(not running)
        self.save_report_button.setVisible(done)
        self.store_button.setVisible(not choosing and not done)
        self.close_button.setEnabled(not running)
        self._settings.setVisible(not done)
        self.sheet_button.setVisible(self._sheet is not None and bool(self._sheet.others))
        self._settings.setEnabled(not running)

    # --- the file

    def choose(self) -> None:
        """Let a person choose the file."""
        kinds = tr("Lembar kerja (*.xlsx *.csv *.xls *.ods *.txt)")
        start = str(self._bench.prefs.get(PREF, ""))
        pick_files(self, self.windowTitle(), start, kinds, lambda paths: self.load(paths[0]))

    def load(self, path: Path, sheet: str = "") -> None:
        """Read `path`, of a workbook the sheet named, and show what would become of its rows."""
        self._bench.prefs.put(PREF, str(path.parent))
        self._clear_problem()
        self._looking = self._bench.worker.ask(
            lambda told: self._read(path, sheet, told),
            lambda read: self._loaded(path, *read),
            self._refused,
            key="impor",
            owner=self,
            after=self._looked,
        )
        self.progress.begin(tr("Membaca {nama}", nama=path.name), self._stop_looking)

    def _read(self, path: Path, sheet: str, told: Progress) -> tuple[Sheet, Mapping, bool]:
        """In a working thread: the sheet, and its columns as they were chosen last, or guessed."""
        found = self.read(path, sheet, told.check)
        with self._bench.office.reading() as connection:
            return (found, *mapping_of(connection, found, self.catalogue))

    def _loaded(self, path: Path, sheet: Sheet, mapping: Mapping, known: bool) -> None:
        self.progress.finish()
        self._path, self._name, self._sheet, self._report = path, path.name, sheet, None
        self._mapping, self._known, self._noticed = mapping, known, None
        self._accepted, self.chips.only = set(), ""
        self.sheet_button.set_text(tr("Lembar: {nama}", nama=sheet.name))
        self._stack.setCurrentIndex(1)
        self.tabs.set_current(0)
        self._tables.setCurrentIndex(0)
        self._show_columns()
        self._show_buttons()
        self._fit()
        self.preview()

    def choose_sheet(self) -> QMenu:
        """Choose another sheet of the workbook."""
        menu = QMenu(self.sheet_button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in self._sheet.others if self._sheet is not None else ():
            line = menu.addAction(name)
            line.triggered.connect(lambda _checked=False, name=name: self.load(self._path, name))
        menu.popup(self.sheet_button.mapToGlobal(QPoint(0, self.sheet_button.height() + 4)))
        return menu

    def preview(self) -> None:
        """Look at every row again, with the columns and choices as they stand."""
        sheet = self._sheet
        if sheet is None or self._task is not None or self._report is not None:
            return
        self._clear_problem()
        look = self.looking(sheet, self._mapping)
        self.store_button.setEnabled(False)
        self._show_notes(sheet.notes if self._noticed is None else self._noticed)
        mapping, noticed = self._mapping, self._noticed
        self._looking = self._bench.worker.ask(
            lambda told: (
                *self._look(look, told),
                self.notices(sheet, mapping) if noticed is None else noticed,
            ),
            lambda looked: self._previewed(*looked),
            self._refused,
            key="impor",
            owner=self,
            after=self._looked,
        )
        self.progress.begin(tr("Memeriksa baris"), self._stop_looking)

    def _show_notes(self, said: tuple[str, ...]) -> None:
        if self._known:
            said = (tr("Kolom dibaca seperti terakhir kali untuk berkas berjudul sama."), *said)
        self.notes.setText(" ".join(said))
        self.notes.setVisible(bool(said))

    def _looked(self) -> None:
        if self._looking is not None and self._looking.finished:  # what was read is being looked at
            self._looking = None

    def _stop_looking(self) -> None:
        """Nobody wants to wait for the preview; nothing has been stored."""
        if self._looking is not None:
            self._looking.cancel()
        self.progress.finish(tr("Dibatalkan. Belum ada baris yang disimpan."))

    def _look(self, look: Callable[[Step], Sequence[Any]], told: Progress) -> tuple[Any, Any]:
        """In a working thread: what becomes of every row, and how it is shown."""
        found = look(lambda done, total, _words: told.step(done, total))
        return found, self.preview_rows(found)

    def _previewed(self, found: Sequence[Any], rows: Sequence[Any], noticed: tuple[str, ...]) -> None:
        self.progress.finish()
        self._noticed = noticed
        self._show_notes(noticed)
        self._found = found
        changed = self._acceptable()
        self._accepted &= changed
        self.accept_all_button.setVisible(bool(self._together()))
        summary = self.preview_sentence(found)
        if changed:
            summary = tr("{kalimat} Spasi menerima perubahan pada baris yang dipilih.", kalimat=summary)
        self.summary.setText(summary)
        self.chips.show_counts(Counter(row.outcome for row in found), self.labels)
        self._show_rows(self._marked(rows))
        self.row_table.select_row(0)
        self._show_tabs()
        self.show_store()
        target = self.store_button if self.store_button.isEnabled() else self.close_button
        self.set_default(target)
        wanted = self.row_table if changed and target is self.close_button else target
        if not isinstance(self.focusWidget(), QLineEdit):  # who types goes on typing
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)  # where only changes wait, Space comes next

    def _acceptable(self) -> set[int]:
        return {row.source_row for row in self._found if self.acceptable(row)}

    def _together(self) -> set[int]:
        return {row.source_row for row in self._found if self.acceptable(row) and not self.alone(row)}

    def _show_rows(self, rows: Sequence[Any]) -> None:
        """These rows, of the outcome that is chosen."""
        self._rows = rows
        only = self.chips.only
        self.rows.set_rows([row for row in rows if not only or row.outcome == only])
        if only:
            self.row_table.select_row(0)
        self._show_tabs()

    def _marked(self, rows: Sequence[Any]) -> Sequence[Any]:
        """The rows, those with an accepted change marked."""
        return [row.marked(row.number in self._accepted) if row.changed else row for row in rows]

    def accept_all(self) -> None:
        """Accept every change, or none when all were."""
        changed = self._together()
        self._accepted = set() if self._accepted >= changed else self._accepted | changed
        self._show_accepted()

    def toggle(self, row: Any) -> None:
        """Accept the change of one row, or leave it."""
        if row.changed and self._report is None and self._task is None:
            self._accepted ^= {row.number}
            self._show_accepted()

    def _show_accepted(self) -> None:
        at = self.row_table.currentIndex().row()
        self._show_rows(self._marked(self._rows))
        self.row_table.select_row(at)
        self.show_store()

    def _explain(self, row: Any) -> None:
        """Everything there is to say about the row one is on; the table cuts long sentences."""
        self.reason.setText(row.words if row is not None else "")

    def _show_columns(self) -> None:
        assert self._sheet is not None
        self.columns.set_rows(model.column_rows(self._sheet, self._mapping))
        self._show_tabs()

    def _show_tabs(self) -> None:
        used = len(self._mapping.columns)
        whole = len(self._sheet.columns) if self._sheet is not None else 0
        words = [tr("Baris {n}", n=self.rows.rowCount())]
        if self._report is None:
            words.append(tr("Kolom {dipakai}/{semua}", dipakai=used, semua=whole))
        self.tabs.set_words(words)

    def choose_field(self, row: ColumnRow) -> QMenu:
        """Choose what a column becomes; the preview follows."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, words in [("", tr("Tidak dipakai")), *model.choices(self.catalogue)]:
            line = menu.addAction(words)
            line.setCheckable(True)
            line.setChecked(name == row.name)
            line.triggered.connect(lambda _checked=False, name=name: self.assign(row.place, name))
        rect = self.column_table.focus_rect()
        menu.popup(self.column_table.viewport().mapToGlobal(QPoint(rect.center().x(), rect.bottom())))
        return menu

    def assign(self, place: int, name: str) -> None:
        """Column `place` becomes `name`, or nothing."""
        before, self._noticed = self._mapping.name_at(place), None
        if name:
            self._mapping = self._mapping.assign(name, place)
        elif before:
            self._mapping = self._mapping.assign(before, None)
        at = self.column_table.currentIndex().row()
        self._show_columns()
        self.column_table.select_row(at)
        self.preview()

    # --- storing

    def store(self) -> None:
        """Store what is wanted; *Batalkan* leaves the office as it was."""
        sheet = self._sheet
        if sheet is None or self._task is not None:
            return
        keep = self.keeping(sheet, self._mapping)

        def run(told: Progress) -> _Stored:
            def step(done: int, total: int, _words: str) -> None:
                told.step(done, total, tr("{done} dari {total} baris", done=done, total=total))

            taken = keep(step)
            return _Stored(taken, self.report_rows(taken.report))

        self._task = self._bench.do(
            run,
            lambda stored: self._stored(stored.taken, stored.rows),
            owner=self,
            refused=self._refused,
            progress=self.progress.step,
            cancelled=self._cancelled,
            after=self._ended,
        )
        self.progress.begin(tr("Menyimpan baris"), self._task.cancel)
        self.store_button.setEnabled(False)
        self._show_buttons()

    def _stored(self, taken: Any, rows: Sequence[Any]) -> None:
        self._show_report(taken.report, rows)
        self.stored.emit(taken.changes)

    def _show_report(self, report: Any, rows: Sequence[Any]) -> None:
        """What became of every row, now or in an earlier import."""
        self._report = report
        self.summary.setText(report.sentence)
        self.accept_all_button.hide()
        self.chips.only = ""
        self.chips.show_counts(report.counts, self.labels)
        self.tabs.set_current(0)
        self._tables.setCurrentIndex(0)
        self._show_rows(rows)
        self.row_table.select_row(0)
        self.set_default(self.close_button)

    # --- reports of earlier imports

    def ask_reports(self) -> None:
        """The imports done on this computer."""
        self._bench.ask(
            lambda connection: kept_reports(connection, self.kind), self._show_reports, owner=self,
            key="impor-laporan",
        )  # fmt: skip

    def _show_reports(self, kept: Sequence[KeptReport]) -> None:
        self._stack.setCurrentIndex(2)
        self.reports.show_reports(kept)
        self._show_buttons()
        self._fit()

    def open_report(self, one: KeptReport) -> None:
        """The report of an earlier import, to look at and to save."""
        self._bench.ask(
            lambda connection: self._earlier(connection, one.id),
            lambda found: self._show_earlier(one, *found), owner=self, key="impor-laporan",
        )  # fmt: skip

    def _earlier(self, connection: Reading, one: str) -> tuple[Any, Sequence[Any]]:
        report = kept_report(connection, self.kind, one, self.report_type)
        return report, self.report_rows(report) if report is not None else ()

    def _show_earlier(self, one: KeptReport, report: Any, rows: Sequence[Any]) -> None:
        if report is None:  # given way to a newer one meanwhile
            self.ask_reports()
            return
        self._stack.setCurrentIndex(1)
        self._show_report(report, rows)
        self.summary.setText(
            tr("{nama}, {waktu}, {petugas}. {kalimat}", nama=one.file_name, petugas=one.by,
               waktu=when.long_moment(one.made), kalimat=report.sentence)
        )  # fmt: skip
        said = getattr(report, "notes", ())
        self.notes.setText(" ".join(said))
        self.notes.setVisible(bool(said))
        self._show_buttons()
        self._fit()
        self.row_table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _cancelled(self) -> None:
        self.summary.setText(tr("Dibatalkan. Belum ada baris yang disimpan."))
        self.store_button.setEnabled(True)

    def _ended(self) -> None:
        self._task = None
        self.progress.finish(self.summary.text())
        self._show_buttons()
        if self._report is not None:
            self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what is in the way

    def _refused(self, error: WiraError) -> None:
        self.progress.finish()
        self._clear_problem()
        card = FindingCard("block", error.message, error.next_step)
        self._problem.addWidget(card)
        card.announce()
        self.store_button.setEnabled(
            self._sheet is not None and self._report is None and not self._mapping.missing
        )
        self._fit()

    def problem(self) -> str:
        """The refusal shown, "" for none."""
        item = self._problem.itemAt(0)
        card = item.widget() if item is not None else None
        return card.words() if isinstance(card, FindingCard) else ""

    def _clear_problem(self) -> None:
        clear(self._problem)

    # --- files to take along

    def _save_template(self) -> None:
        name, data = self.template()
        self._save_as(tr("Simpan contoh berkas"), name, lambda _path: data, tr("Lembar kerja (*.xlsx)"))

    def _save_report(self) -> None:
        report = self._report
        if report is not None:
            name = tr("Laporan impor {nama}.xlsx", nama=Path(report.file_name).stem)
            kinds = tr("Lembar kerja (*.xlsx);;Teks bertitik koma (*.csv)")
            self._save_as(tr("Simpan laporan impor"), name, lambda path: parts.as_file(report, path), kinds)

    def _save_as(self, title: str, name: str, data: Callable[[Path], bytes], kinds: str) -> None:
        start = Path(str(self._bench.prefs.get(PREF, ""))) / name
        pick_save(self, title, start, kinds, lambda path: self.write(path, data(path)))

    def write(self, path: Path, data: bytes) -> None:
        """Write a file the person asked for; a full disk is told, not raised."""
        self._clear_problem()
        try:
            save_file(path, data)
        except Unavailable as error:
            card = FindingCard("block", tr("{nama} belum tersimpan", nama=path.name), str(error))
        else:
            card = FindingCard("info", tr("{nama} tersimpan", nama=path.name))
        self._problem.addWidget(card)
        card.announce()
        self._fit()

    # --- Qt

    def reject(self) -> None:
        """Close, or first stop what runs."""
        if self._task is not None:
            self._task.cancel()
            return
        if self._looking is not None:
            self._looking.cancel()
        super().reject()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if parts.dropped(event) is not None and self._task is None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = parts.dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.load(path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field takes it over and goes to the next; only Ctrl+Enter, or the button, stores."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if (
            enter
            and event.modifiers() == Qt.KeyboardModifier.ControlModifier
            and self.store_button.isVisible()
        ):
            if self.store_button.isEnabled():
                self.store()
            return
        focus = self.focusWidget()
        if enter and isinstance(focus, QLineEdit):
            self.focusNextChild()  # the value was taken over by the field itself
            return
        if enter and self.store_button.isVisible() and focus is not self.store_button:
            return  # storing is one wish of its own, never what Enter did elsewhere
        super().keyPressEvent(event)
