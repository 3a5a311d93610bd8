"""Attendance keyed by number, as fast as it can be typed: a number and Enter, and it is saved.

One field takes everything: ``12``, ``13a``, ``1-20``, ``+`` for the rest, and the code of a printed page
(typed, or by a scanner that types), which chooses wave, day and page. What cannot be is refused at once, and
nothing of that entry is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent

from desktop_app.actions import attendance
from desktop_app.actions.attendance import Attended, Sheet
from desktop_app.actions.verifying import read_file
from desktop_app.documents.qr import PREFIX
from desktop_app.domain.training import CLEAR, MARKS, parse_marks, settle
from desktop_app.domain.values import show_date
from desktop_app.errors import Refused, WiraError
from desktop_app.queries import training as questions
from desktop_app.queries.training import ParticipantLine, WaveLine
from desktop_app.storage.work import Changes
from resources.i18n import mark, tr, trn
from ui import theme
from ui import tokens as t
from ui.bench import Bench
from ui.dialogs.pick import pick_files
from ui.looks import PillLook
from ui.models.table import Cell, Column, RowsTableModel
from ui.pages.base import Page
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.dialog import Dialog
from ui.widgets.fields import TextField
from ui.widgets.form import Form
from ui.widgets.labels import WrapLabel
from ui.widgets.table import TableView
from ui.worker import Progress

LOOKS: dict[str, PillLook] = {
    "h": PillLook("check", mark("Hadir"), "ok"),
    "i": PillLook("file-text", mark("Izin"), "accent"),
    "s": PillLook("thermometer", mark("Sakit"), "warn"),
    "a": PillLook("x", mark("Alpa"), "bad"),
    "": PillLook("circle-dashed", mark("Belum"), "grey"),
}
"""How a mark looks: icon, word and tone."""
_AROUND = 430
_LEAST = 150


class AttendanceDialog(Dialog):
    """`moved` after the wave was changed by a page that was read."""

    moved = Signal(str)

    def __init__(
        self, page: Page, bench: Bench, wave: WaveLine, people: Sequence[ParticipantLine], today: str
    ) -> None:
        super().__init__(page, tr("Catat kehadiran"), icon="square-pen", width=900)
        self._page, self._bench, self._today = page, bench, today
        self._entries: list[Attended] = []
        self.wave, self.day = wave, 1
        self._lines: list[ParticipantLine] = []
        self._build()
        self.show_wave(wave, people)

    def _build(self) -> None:
        self.about = WrapLabel("", size=t.SIZE_BODY)
        self.body.addWidget(self.about)
        self.form = Form(field_width=520)
        self.days = SegmentedChoice(tr("Hari"), [Option("1", tr("Hari {n}", n=1))])
        self._days_row = self.form.row(tr("Hari"), self.days)
        self.entry = TextField(tr("Nomor dan tanda"), digits=True, max_length=2000,
                               placeholder=tr("12, lalu Enter"))  # fmt: skip
        self.entry.setFont(theme.font(t.SIZE_PANE, digits=True))
        self.entry.textEdited.connect(lambda _text: self.entry.set_state(""))
        self.form.row(tr("Nomor"), self.entry)
        self.body.addWidget(self.form)
        self.body.addWidget(
            WrapLabel(
                tr(
                    "12 hadir · 13a alpa · 14i izin · 15s sakit · 16k kosong · 1-20 · + sisanya · kode lembar"
                ),
                size=t.SIZE_META,
            )
        )
        self.said = WrapLabel("", size=t.SIZE_BODY)
        self.body.addWidget(self.said)
        self.list = TableView(tr("Kehadiran hari ini"))
        self._model: RowsTableModel[ParticipantLine] = RowsTableModel([
            Column(tr("No."), lambda row: Cell(str(row.nomor), strong=True), 52, right=True),
            Column(tr("Nama"), lambda row: Cell(row.nama), 200, stretch=2),
            Column(tr("Nomor pendaftaran"), lambda row: Cell(row.nomor_pendaftaran, tone="text2"), 190,
                   drop=1),
            Column(tr("Tanda"), self._mark_cell, 190),
        ])  # fmt: skip
        self.list.set_model(self._model)
        self.body.addWidget(self.list)
        self.count = WrapLabel("", size=t.SIZE_META, tone="text2")
        self.body.addWidget(self.count)
        self.scan_button = self.add_button(
            tr("Baca hasil pindai"), icon="folder-open", key="Ctrl+O", left=True
        )
        self.scan_button.clicked.connect(self.choose_scan)
        self.undo_button = self.add_button(tr("Urungkan"), icon="undo-2", key="Ctrl+Z")
        self.undo_button.clicked.connect(self.undo)
        self.undo_button.setEnabled(False)
        close = self.add_button(tr("Selesai"), kind="primary", key="Esc")
        close.clicked.connect(self.reject)
        self.days.chosen.connect(self._choose_day)
        self.rejected.connect(self.deleteLater)
        self.entry.installEventFilter(self)
        self.list.installEventFilter(self)

    # --- showing

    def show_wave(
        self, wave: WaveLine, people: Sequence[ParticipantLine], day: int = 0, numbers: Sequence[int] = ()
    ) -> None:
        """Another wave, or the same after something changed; `day` 0 is the first without all its marks."""
        self.wave = wave
        self._lines = [line for line in people if line.counts]
        come = [n for n, iso in enumerate(wave.hari, 1) if iso <= self._today]
        options = [
            Option(str(n), tr("Hari {n}, {hari}", n=n, hari=show_date(wave.hari[n - 1]))) for n in come
        ]
        self._renew_days(options)
        open_day = next((n for n in come if any(not line.marks[n - 1] for line in self._lines)), 0)
        self.day = day if day in come else open_day or (come[-1] if come else 0)
        self.days.set_value(str(self.day) if self.day else "")
        self.about.setText(_about(wave, come, self._lines))
        self.entry.setEnabled(bool(self.day and self._lines))
        self._show()
        if numbers:
            self.list.select_row(self._model.find(lambda line: line.nomor == numbers[0]))
        self.entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def _renew_days(self, options: list[Option]) -> None:
        """The days that have come."""
        self.days.set_options(options)
        self._days_row.label.setVisible(bool(options))
        self.days.setVisible(bool(options))

    def _show(self) -> None:
        current = self.list.current_row()
        self._model.set_rows(self._lines)
        if isinstance(current, ParticipantLine):
            self.list.select_row(self._model.find(lambda line: line.record == current.record))
        self.count.setText(self._counts())
        self.undo_button.setEnabled(bool(self._entries))

    def _counts(self) -> str:
        if not self.day:
            return ""
        marks = questions.days_of(self.wave, tuple(self._lines))[self.day - 1].marks
        return tr(
            "Hadir {h}, izin {i}, sakit {s}, alpa {a}, belum ada tanda {sisa}.", h=marks.get("h", 0),
            i=marks.get("i", 0), s=marks.get("s", 0), a=marks.get("a", 0), sisa=marks.get("", 0),
        )  # fmt: skip

    def _mark_cell(self, line: ParticipantLine) -> Cell:
        if not self.day:
            return Cell()
        look = LOOKS[line.marks[self.day - 1]]
        if self.day in line.differs:
            return Cell(pill=look, tag=tr("berbeda"), tag_tone="warn")
        return Cell(pill=look)

    def _choose_day(self, value: str) -> None:
        self.day = int(value)
        self._show()
        self._say("")
        self.entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, words: str, tone: str = "text2") -> None:
        self.said.set_tone(tone)
        self.said.setText(words)

    # --- keying

    def send(self) -> None:
        """Enter: take what was typed, or say why not and keep it there to be mended."""
        typed = self.entry.text().strip()
        if not typed:
            return
        if typed.startswith(PREFIX) or "." in typed:
            self._find(typed)
            return
        try:
            known = {line.nomor: line.marks[self.day - 1] for line in self._lines if not line.twin}
            marks = settle(parse_marks(typed), known)
        except Refused as error:
            self._refuse(error)
            return
        self.entry.clear()
        self.entry.set_state("")
        self._put(marks)
        office, wave, day = self._bench.office, self.wave.record, self.day
        self._bench.do(
            lambda _progress: attendance.attend(office, wave, day, typed),
            self._attended,
            owner=self._page,
            refused=self._undone,
        )

    def _put(self, marks: dict[int, str]) -> None:
        """Show marks that are on their way into the database."""
        at = self.day - 1
        self._lines = [
            replace(
                line, marks=(*line.marks[:at], marks[line.nomor], *line.marks[at + 1 :]), differs=frozenset()
            )
            if line.nomor in marks
            else line
            for line in self._lines
        ]
        self._show()
        if marks:
            last = max(marks) if len(marks) > 1 else next(iter(marks))
            self.list.select_row(self._model.find(lambda line: line.nomor == last))
        self._say(self._sentence(marks), "ok")

    def _sentence(self, marks: dict[int, str]) -> str:
        if len(marks) == 1:
            [(number, sign)] = marks.items()
            line = next(each for each in self._lines if each.nomor == number)
            word = tr(MARKS[sign]) if sign else tr("tanpa tanda")
            return tr("{n} {nama}: {tanda}.", n=number, nama=line.nama, tanda=word)
        return trn("{n} orang ditandai.", "{n} orang ditandai.", len(marks))

    def _attended(self, entry: Attended) -> None:
        if entry.before:
            self._entries.append(entry)
            self.undo_button.setEnabled(True)

    def _refuse(self, error: WiraError) -> None:
        self._say(str(error), "bad")
        self.entry.set_state("bad", str(error))
        self.entry.selectAll()

    def _undone(self, error: WiraError) -> None:
        """What was shown did not come to be after all: show what is stored."""
        self._reload(lambda: self._refuse(error))

    def undo(self) -> None:
        """Take the last entry back."""
        if not self._entries:
            return
        entry = self._entries.pop()
        office = self._bench.office

        def done(_changes: Changes) -> None:
            words = trn("{n} tanda dikembalikan.", "{n} tanda dikembalikan.", len(entry.before))
            self._reload(lambda: self._say(words))

        self._bench.do(
            lambda _progress: attendance.take_back(office, entry),
            done,
            owner=self._page,
            refused=self._undone,
        )

    def _reload(self, after: Callable[[], object], *, stay: bool = False) -> None:
        """Show what is stored; `stay` leaves the focus in the list."""
        record, day = self.wave.record, self.day

        def show(found: tuple[WaveLine, tuple[ParticipantLine, ...]]) -> None:
            self.show_wave(*found, day=day)
            if stay:
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            after()

        self._bench.ask(
            lambda connection: (
                questions.waves(connection, wave=record)[0],
                questions.participants(connection, wave=record),
            ),
            show,
            owner=self,
            key="pelatihan:kunci",
        )

    # --- pages that are read

    def choose_scan(self) -> None:
        """Choose a picture of a page."""
        start = str(self._bench.prefs.get("pelatihan.folder", ""))
        kinds = tr("Hasil pindai (*.jpg *.jpeg *.png *.pdf)")
        pick_files(self._page, tr("Baca hasil pindai"), start, kinds, lambda paths: self.read(paths[0]))

    def read(self, path: Path) -> None:
        """Read the code in a picture or PDF."""
        self._bench.prefs.put("pelatihan.folder", str(path.parent))
        office = self._bench.office
        self._look(lambda: attendance.read_sheet(office, read_file(path)))

    def _find(self, typed: str) -> None:
        office = self._bench.office
        self._look(lambda: attendance.find_sheet(office, typed))

    def _look(self, step: Callable[[], Sheet]) -> None:
        office = self._bench.office

        def found(_progress: Progress) -> tuple[Sheet, tuple[ParticipantLine, ...]]:
            sheet = step()
            with office.reading() as connection:
                return sheet, questions.participants(connection, wave=sheet.wave.record)

        self._bench.worker.ask(found, self._found, self._refuse, key="pelatihan:lembar", owner=self)

    def _found(self, found: tuple[Sheet, tuple[ParticipantLine, ...]]) -> None:
        sheet, people = found
        self.entry.clear()
        wave_moved = sheet.wave.record != self.wave.record
        self.show_wave(sheet.wave, people, sheet.days[0] if len(sheet.days) == 1 else 0, sheet.numbers)
        if sheet.numbers:
            told = tr(
                "Halaman {n} terbaca: nomor {awal} sampai {akhir}.", n=sheet.page, awal=min(sheet.numbers),
                akhir=max(sheet.numbers),
            )  # fmt: skip
        else:
            told = tr("Halaman {n} dari {gelombang}.", n=sheet.page, gelombang=sheet.wave.full_name)
        self._say(told, "ok")
        if wave_moved:
            self._entries.clear()
            self.undo_button.setEnabled(False)
            self.moved.emit(sheet.wave.record)

    # --- Qt

    def showEvent(self, event: QShowEvent) -> None:
        parent = self.parentWidget()
        room = parent.window().height() if parent is not None else 700
        self.list.setFixedHeight(max(_LEAST, room - _AROUND))
        super().showEvent(event)
        self.entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self.entry and self._from_entry(event):
                return True
            if watched is self.list and self._from_list(event):
                return True
        return super().eventFilter(watched, event)

    def _from_entry(self, event: QKeyEvent) -> bool:
        """Enter saves and stays (a form would go on); Ctrl+Z in an empty field takes back the last entry;
        arrows walk through the list below."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.send()
            return True
        if event.matches(QKeySequence.StandardKey.Undo) and not self.entry.text():
            self.undo()
            return True
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step:
            at = self.list.currentIndex().row()
            self.list.select_row(min(max(at + step, 0), len(self._lines) - 1))
        return bool(step)

    def _from_list(self, event: QKeyEvent) -> bool:
        """H, I, S, A and K mark the person one is on; digits go to the field."""
        sign, line = event.text().casefold(), self.list.current_row()
        if sign.isdecimal():
            self.entry.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.entry.insert(sign)
            return True
        if len(sign) != 1 or sign not in {*MARKS, CLEAR} or not isinstance(line, ParticipantLine):
            return False
        office, day = self._bench.office, self.day
        given = "" if sign == CLEAR else sign

        def done(entry: Attended) -> None:
            self._attended(entry)
            self._reload(lambda: self._say(self._sentence({line.nomor: given}), "ok"), stay=True)

        self._bench.do(
            lambda _progress: attendance.mark_one(office, line.record, day, given),
            done,
            owner=self._page,
            refused=self._undone,
        )
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            deeds = {Qt.Key.Key_Z: self.undo, Qt.Key.Key_O: self.choose_scan}
            deed = deeds.get(Qt.Key(event.key()))
            if deed is not None:
                deed()
                return
        super().keyPressEvent(event)


def _about(wave: WaveLine, come: Sequence[int], people: Sequence[ParticipantLine]) -> str:
    if not people:
        return tr("{gelombang} belum mempunyai peserta di kantor ini.", gelombang=wave.full_name)
    if not come:
        return tr("{gelombang} baru mulai {hari}.", gelombang=wave.full_name, hari=show_date(wave.hari[0]))
    return tr("{gelombang} · {tempat}", gelombang=wave.full_name, tempat=wave.tempat or wave.code)


def marks_words(line: ParticipantLine) -> str:
    """The days of one person as letters, a dash where nothing is known yet."""
    return " ".join(sign.upper() or "–" for sign in line.marks)


def marks_legend() -> str:
    """What the letters say; they are keyed and printed alike in every language."""
    return tr("H hadir · I izin · S sakit · A alpa · – belum ada tanda")
