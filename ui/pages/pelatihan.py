"""Pelatihan: waves and their people, who was never invited, who missed what, and the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.actions import training
from desktop_app.actions.mentor_papers import MentorPaperWish
from desktop_app.domain import people
from desktop_app.domain.training import KINDS
from desktop_app.queries.training import InviteLine, ParticipantLine, TrainingLine, WaveLine
from resources.i18n import mark, tr, trn
from ui.bench import Bench
from ui.dialogs.attendance import AttendanceDialog
from ui.dialogs.attendance_sheet import AttendanceSheetDialog
from ui.dialogs.invite import InviteDialog
from ui.dialogs.mentor_paper import MentorPaperDialog
from ui.dialogs.training import TrainingDialog, WaveDialog
from ui.models.table import Cell, Column, RowsTableModel
from ui.pages import pelatihan_cells as cells
from ui.pages.base import KeyHint, Page, Subject
from ui.pages.pelatihan_panel import WavePanel, state_look
from ui.widgets.button import Button
from ui.widgets.card import EmptyState
from ui.widgets.dialog import StopDialog
from ui.widgets.fields import SearchField
from ui.widgets.flow import Beside, LowRoll
from ui.widgets.list_card import ListCard
from ui.widgets.steps import Tabs
from ui.widgets.table import TableView

PANEL = 540
WAVES, WAITING, MISSED, CATALOGUE = range(4)
_LEAST = 170


class PelatihanPage(Page):
    """Four lists under tabs, one search over them; beside the waves, the one that one is on."""

    key = "pelatihan"
    icon = "graduation-cap"
    title = mark("Pelatihan")

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench, self._office = bench, bench.office
        self._room: cells.Room | None = None
        self._wanted = ""
        self.keying: AttendanceDialog | None = None
        info, roles = self._office.info, self._office.person.roles
        self._city = info.kind == "dkum"
        writers = {people.PETUGAS_DKUM} if self._city else {people.OPERATOR, people.PENDAMPING}
        self._keys = bool(roles & writers)
        planners = {people.PETUGAS_DKUM} if self._city else {people.OPERATOR}
        self._plans = bool(roles & planners) and info.kind != "lapangan"
        self._lists = self._city and bool(roles & {people.PETUGAS_DKUM, people.ADMIN_DKUM})
        self._build()

    # --- building

    def _build(self) -> None:
        self.key_button = Button(tr("Catat kehadiran"), kind="primary", icon="square-pen", key="F2")
        self.key_button.clicked.connect(self.primary)
        self.plan_button = Button(tr("Rencanakan gelombang"), icon="plus", key="G")
        self.plan_button.clicked.connect(self.plan)
        self.list_button = Button(tr("Tambah pelatihan"), icon="plus", key="T")
        self.list_button.clicked.connect(self.add_training)
        self.tabs = Tabs(tr("Bagian Pelatihan"), self._tab_words())
        self.tabs.changed.connect(self.show_part)
        self.search = SearchField(tr("Cari di daftar ini"), tr("Cari nama, nomor, atau gelombang"))
        self.search.searched.connect(lambda _text: self._fill())
        self.search.down.connect(lambda: self._list().setFocus(Qt.FocusReason.ShortcutFocusReason))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.tabs)
        column.addWidget(self.search)
        self._stack = QStackedWidget()
        column.addWidget(self._stack, 1)
        self.panel = WavePanel()
        for button, deed in (
            (self.panel.invite_button, self.invite), (self.panel.sheet_button, self.sheet),
            (self.panel.roster_button, self.roster), (self.panel.change_button, self.change),
            (self.panel.remove_button, self.remove),
            (self.panel.cancel_button, self.cancel),
        ):  # fmt: skip
            button.clicked.connect(deed)
        self.panel.person_asked.connect(lambda record: self.navigate.emit("pendaftar", record))
        self.cards = [self._wave_card(), self._waiting_card(), self._missed_card(), self._catalogue_card()]
        self._stack.addWidget(LowRoll(Beside(self.cards[WAVES], self.panel, wide=PANEL, low=420)))
        for card in self.cards[WAITING:]:
            self._stack.addWidget(card)

    def _wave_card(self) -> ListCard:
        self.waves = TableView(tr("Gelombang"), lines=2)
        self.wave_model: RowsTableModel[WaveLine] = RowsTableModel([
            Column(tr("Gelombang"), lambda row: cells.wave_cell(row, city=self._city), 132, stretch=1),
            Column(tr("Hari"), cells.days_cell, 220),
            Column(tr("Peserta"), self._room_cell, 112, drop=1),
        ])  # fmt: skip
        self.waves.set_model(self.wave_model)
        self.waves.current_changed.connect(lambda _row: self._show_wave())
        self.waves.opened.connect(lambda _row: self.primary())
        self.waves.setMinimumHeight(_LEAST)
        first = Button(tr("Rencanakan gelombang"), kind="primary", icon="plus", key="G")
        first.setAccessibleName(tr("Rencanakan gelombang pertama"))
        first.clicked.connect(self.plan)
        nobody = EmptyState(
            tr("Belum ada gelombang pelatihan"), self._why_no_waves(), action=first if self._plans else None,
            done=False,
        )  # fmt: skip
        return self._card(self.waves, nobody)

    def _why_no_waves(self) -> str:
        if self._plans:
            return tr("Rencanakan gelombang, undang yang sudah ditetapkan, lalu cetak Daftar Hadirnya.")
        return tr("Gelombang dari DKUM tampil di sini setelah berkasnya dibuka.")

    def _waiting_card(self) -> ListCard:
        self.waiting = TableView(tr("Belum diundang"), lines=2)
        self._waiting_model: RowsTableModel[InviteLine] = RowsTableModel([
            Column(tr("Nama"), lambda row: Cell(row.nama, row.nomor_pendaftaran, strong=True), 190,
                   stretch=2),
            Column(tr("Kelurahan"), lambda row: Cell(cells.place(row.kelurahan), tone="text2"), 180,
                   stretch=1),
            Column(tr("Program"), lambda row: Cell(f"{row.program} {row.tahun}", tone="text2"), 100, drop=1),
            Column(tr("Usaha"), lambda row: Cell(row.usaha, tone="text2"), 150, stretch=1, drop=2),
        ])  # fmt: skip
        self.waiting.set_model(self._waiting_model)
        self.waiting.opened.connect(lambda row: self.navigate.emit("pendaftar", row.record))
        nobody = EmptyState(
            tr("Semua yang ditetapkan sudah diundang"),
            tr("Yang baru ditetapkan DKUM tampil di sini setelah berkas putusannya dibuka."),
        )
        return self._card(self.waiting, nobody)

    def _missed_card(self) -> ListCard:
        self.missed = TableView(tr("Tidak hadir"), lines=2)
        self._missed_model: RowsTableModel[cells.Missed] = RowsTableModel([
            Column(tr("Nama"), lambda row: Cell(row[1].nama, row[1].nomor_pendaftaran, strong=True), 180,
                   stretch=2),
            Column(tr("Gelombang"), lambda row: Cell(row[0].nama, row[0].training_name), 160, stretch=1),
            Column(tr("Tidak hadir pada"), cells.missed_cell, 210, stretch=1),
            Column(tr("Hasil"), lambda row: Cell(pill=state_look(row[1])), 142, drop=1),
        ])  # fmt: skip
        self.missed.set_model(self._missed_model)
        self.missed.opened.connect(lambda row: self.navigate.emit("pendaftar", row[1].application))
        nobody = EmptyState(
            tr("Tidak ada yang tercatat tidak hadir"),
            tr("Yang izin, sakit, atau alpa tampil di sini beserta harinya."),
        )
        return self._card(self.missed, nobody)

    def _catalogue_card(self) -> ListCard:
        self.catalogue = TableView(tr("Katalog pelatihan"), lines=2)
        self._catalogue_model: RowsTableModel[TrainingLine] = RowsTableModel([
            Column(tr("Pelatihan"), lambda row: Cell(row.nama, row.penyelenggara, strong=not row.tutup), 210,
                   stretch=2),
            Column(tr("Jenis"), lambda row: Cell(tr(KINDS.get(row.jenis, row.jenis)), tone="text2"), 190,
                   stretch=1, drop=2),
            Column(tr("Lama"), cells.length_cell, 90, drop=1),
            Column(tr("Gelombang"), lambda row: Cell(str(row.waves)), 96, right=True),
            Column(tr("Peserta"), lambda row: Cell(str(row.invited)), 106, right=True),
            Column(tr("Tuntas"), lambda row: Cell(str(row.passed), strong=True), 80, right=True),
            Column(tr("Keadaan"), cells.state_cell, 130, drop=3),
        ])  # fmt: skip
        self.catalogue.set_model(self._catalogue_model)
        self.catalogue.opened.connect(lambda _row: self.change_training())
        why = tr("Katalog diisi DKUM dan dikirim ke kelurahan bersama berkasnya.")
        self.close_button = Button(tr("Tutup atau buka pelatihan"), key="X", height=28)
        self.close_button.clicked.connect(self.close_training)
        steps = (self.close_button,) if self._lists else ()
        return self._card(
            self.catalogue, EmptyState(tr("Katalog pelatihan masih kosong"), why, done=False), steps
        )

    def _card(self, table: TableView, nobody: EmptyState, steps: Sequence[Button] = ()) -> ListCard:
        card = ListCard(table, nobody, steps=steps)
        card.clear_asked.connect(self.search.clear)
        card.set_refuge(self.search)
        return card

    # --- what the shell asks

    def subtitle(self) -> str:
        room = self._room
        if room is None:
            return ""
        trained = sum(bool(line.passed) for line in room.invitable)
        return tr(
            "{n} dari {semua} orang yang ditetapkan sudah tuntas, {m} belum diundang.", n=trained,
            semua=len(room.invitable), m=len(room.waiting),
        )  # fmt: skip

    def header_actions(self) -> Sequence[QWidget]:
        if self._room is None:
            return ()
        if self.tabs.current() == CATALOGUE:
            return (self.list_button,) if self._lists else ()
        shown = ((self.plan_button, self._plans), (self.key_button, self._keys))
        return tuple(button for button, may in shown if may and self._room.waves)

    def key_hints(self) -> Sequence[KeyHint]:
        keyed = (KeyHint("F2", tr("catat kehadiran"), self.primary),) if self._keys else ()
        planned = (
            KeyHint("G", tr("rencanakan gelombang"), self.plan),
            KeyHint("U", tr("undang peserta"), self.invite),
            KeyHint("E", tr("ubah gelombang"), self.change, bar=False),
            KeyHint("Del", tr("keluarkan peserta"), self.remove, bar=False),
            KeyHint("B", tr("batalkan gelombang"), self.cancel, bar=False),
        )
        listed = (
            KeyHint("T", tr("tambah pelatihan"), self.add_training),
            KeyHint("X", tr("tutup atau buka pelatihan"), self.close_training),
        )
        return (
            KeyHint("Up Down", tr("pilih")),
            *keyed,
            *(planned if self._plans else ()),
            *(listed if self._lists else ()),
            KeyHint("Ctrl+P", tr("cetak Daftar Hadir"), self.sheet),
            KeyHint("Ctrl+F", tr("Cari")),
            KeyHint("D", tr("daftar peserta"), self.roster, bar=False),
        )

    def first_focus(self) -> QWidget | None:
        return self._list() if self.cards[self.tabs.current()].shows_rows() else self.search

    def panes(self) -> Sequence[QWidget]:
        here = (self.search, self._list())
        return (*here, self.panel.list) if self.tabs.current() == WAVES else here

    def search_field(self) -> QWidget | None:
        return self.search

    def back(self) -> bool:
        if not self.search.text():
            return False
        self.search.clear()
        return True

    def open(self, argument: object) -> None:
        """A wave's record to stand on."""
        if isinstance(argument, str):
            self._wanted = argument
            self.tabs.set_current(WAVES)
            self.show_part(WAVES)

    def entered(self) -> None:
        self.refresh(None)

    def refresh(self, changes: Any) -> None:
        kinds = {"training", "wave", "participant", "application"}
        if changes is not None and not changes.kinds & kinds:
            return
        scope = self._office.info.scope
        self._bench.ask(
            lambda connection: cells.load_room(connection, scope), self._loaded, owner=self, key="pelatihan"
        )

    # --- showing

    def _tab_words(self) -> list[str]:
        room = self._room
        counted = (
            (len(room.waves), len(room.waiting), len(room.missed), len(room.trainings)) if room else (0,) * 4
        )
        words = (tr("Gelombang"), tr("Belum diundang"), tr("Tidak hadir"), tr("Katalog"))
        return [tr("{bagian} {n}", bagian=each, n=n) for each, n in zip(words, counted, strict=True)]

    def _loaded(self, room: cells.Room) -> None:
        first = self._room is None
        self._room = room
        if first and not self._wanted:  # the last wave that has begun is the one to be keyed
            today = self._office.today().isoformat()
            self._wanted = next((line.record for line in room.waves if line.hari[0] <= today), "")
        self.tabs.set_words(self._tab_words())
        self._fill()
        self.header_changed.emit()
        if first and self.isVisible() and self.focusWidget() is None:
            focus = self.first_focus()
            if focus is not None:
                focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_part(self, at: int) -> None:
        """One of the four lists."""
        self._stack.setCurrentIndex(at)
        self._fill()
        self.header_changed.emit()

    def _list(self) -> TableView:
        return (self.waves, self.waiting, self.missed, self.catalogue)[self.tabs.current()]

    def _fill(self) -> None:
        room = self._room
        if room is None:
            return
        self._put(
            WAVES,
            self.wave_model,
            room.waves,
            cells.wave_words,
            lambda line: line.record,
            lambda n: trn("{n} gelombang", "{n} gelombang", n),
        )
        self._put(
            WAITING,
            self._waiting_model,
            room.waiting,
            cells.invite_words,
            lambda line: line.record,
            lambda n: trn("{n} orang", "{n} orang", n),
        )
        self._put(
            MISSED,
            self._missed_model,
            room.missed,
            cells.missed_words,
            lambda row: row[1].record,
            lambda n: trn("{n} orang", "{n} orang", n),
        )
        self._put(
            CATALOGUE, self._catalogue_model, room.trainings, cells.training_words, lambda line: line.record,
            lambda n: trn("{n} pelatihan", "{n} pelatihan", n),
        )  # fmt: skip
        self._show_wave()

    def _put(
        self, at: int, model: RowsTableModel[Any], rows: Sequence[Any], words: Callable[[Any], str],
        record: Callable[[Any], str], counted: Callable[[int], str],
    ) -> None:  # fmt: skip
        """Fill one list with what the search leaves, staying on the row one was on."""
        table = self.cards[at].table
        typed = self.search.text().casefold().split() if at == self.tabs.current() else []
        shown = [row for row in rows if all(word in words(row).casefold() for word in typed)]
        current = table.current_row()
        wanted = self._wanted if at == WAVES and self._wanted else record(current) if current else ""
        model.set_rows(shown)
        table.select_row(max(model.find(lambda row: record(row) == wanted), 0))
        self.cards[at].count.setText(counted(len(shown)))
        self.cards[at].show_for(len(shown), any_at_all=bool(rows))
        if at == WAVES:
            self._wanted = ""

    def subject(self) -> Subject | None:
        found = self._list().current_row()
        if isinstance(found, tuple):
            found = cast("cells.Missed", found)[1]
        if isinstance(found, WaveLine):
            return Subject(found.record, found.full_name)
        if isinstance(found, (TrainingLine, InviteLine, ParticipantLine)):
            return Subject(found.record, found.nama)
        return None

    def _wave(self) -> WaveLine | None:
        found = self.waves.current_row()
        return found if isinstance(found, WaveLine) else None

    def _show_wave(self) -> None:
        line = self._wave()
        self.panel.setVisible(line is not None)
        if line is not None and self._room is not None:
            scope = self._office.info.scope
            keeps = self._plans and training.keeps(scope, line)
            self.panel.show_wave(line, self._room.people.get(line.record, ()), keeps=keeps, scope=scope)

    def _room_cell(self, line: WaveLine) -> Cell:
        if self._office.info.scope and not line.scope:
            return Cell(str(line.invited), tr("dari sini"))
        passed = trn("{n} tuntas", "{n} tuntas", line.passed) if line.passed else ""
        return Cell(tr("{n} dari {m}", n=line.invited, m=line.kapasitas), passed)

    # --- attendance

    def primary(self) -> None:
        """F2: key the attendance of the wave one is on."""
        line, room = self._wave(), self._room
        if line is None or room is None or not self._keys or line.batal:
            return
        today = self._office.today().isoformat()
        people_in = room.people.get(line.record, ())
        dialog = AttendanceDialog(self, self._bench, line, people_in, today)
        dialog.moved.connect(self._go_to)
        dialog.finished.connect(lambda _result: self.waves.setFocus(Qt.FocusReason.OtherFocusReason))
        self.keying = dialog
        dialog.open()

    def _go_to(self, record: str) -> None:
        self._wanted = record
        self._fill()

    def sheet(self) -> None:
        """The attendance list of the wave one is on, to print."""
        line = self._wave()
        if line is not None and not line.batal and self.tabs.current() == WAVES:
            AttendanceSheetDialog(self, self._bench, line).open()

    def roster(self) -> None:
        """Who took part in the wave one is on, and what came of it: seen as DRAF, sealed."""
        line, room = self._wave(), self._room
        if line is None or room is None or self.tabs.current() != WAVES or not room.people.get(line.record):
            return
        wish = MentorPaperWish("peserta_gelombang", wave=line.record)
        dialog = MentorPaperDialog(self, self._bench, wish, tr("Daftar Peserta Pelatihan"))
        dialog.sealed.connect(lambda record: self.navigate.emit("dokumen", record))
        dialog.open()

    # --- people

    def invite(self) -> None:
        """Choose who takes part in the wave one is on."""
        line, room = self._wave(), self._room
        if line is None or room is None or line.batal or not self._keeps(line):
            return
        able = [
            one for one in room.invitable
            if line.record not in one.waves and (not line.wilayah or one.kelurahan in line.wilayah)
        ]  # fmt: skip
        dialog = InviteDialog(self, line, able)

        def done(made: training.Invited) -> None:
            dialog.done(dialog.DialogCode.Accepted)
            dialog.deleteLater()
            self.toast(trn("{n} orang diundang.", "{n} orang diundang.", len(made.numbers)))
            self.waves.setFocus(Qt.FocusReason.OtherFocusReason)

        dialog.chosen.connect(
            lambda records: self._bench.do(
                lambda _progress: training.invite(self._office, line.record, records),
                done,
                owner=self,
                refused=dialog.show_problem,
            )
        )
        dialog.open()

    def remove(self) -> None:
        """Take the participant one is on off the wave."""
        line, person = self._wave(), self.panel.participant()
        if line is None or person is None or not self._keeps(line) or not self.panel.list.isVisible():
            return
        sentence = tr("{nama} dikeluarkan dari {gelombang}.", nama=person.nama, gelombang=line.nama)

        def undo() -> None:
            self._bench.do(
                lambda _progress: training.invite(self._office, line.record, [person.application]), owner=self
            )

        self._bench.do(
            lambda _progress: training.remove(self._office, person.record),
            lambda _changes: self.toast(sentence, undo),
            owner=self,
        )

    def _keeps(self, line: WaveLine) -> bool:
        return self._plans and training.keeps(self._office.info.scope, line)

    # --- waves and the catalogue

    def plan(self) -> None:
        """A new wave."""
        room = self._room
        if room is None or not self._plans:
            return
        held = [one for one in room.trainings if not one.tutup]
        if not held:
            self._say_no_catalogue()
            return
        number = 1 + sum(line.scope == self._office.info.scope for line in room.waves)
        dialog = WaveDialog(self, held, name=tr("Gelombang {n}", n=number), city=self._city)
        self._save_wave(dialog)

    def change(self) -> None:
        """Another plan for the wave one is on."""
        line, room = self._wave(), self._room
        if line is None or room is None or line.batal or not self._keeps(line):
            return
        held = [one for one in room.trainings if not one.tutup or one.record == line.training]
        self._save_wave(WaveDialog(self, held, line, city=self._city))

    def _save_wave(self, dialog: WaveDialog) -> None:
        def done(made: training.Done) -> None:
            self._wanted = made.record
            dialog.deleteLater()
            self.toast(tr("Gelombang tersimpan."))
            self.waves.setFocus(Qt.FocusReason.OtherFocusReason)

        def send() -> None:
            wish = dialog.wish()
            self._bench.do(
                lambda _progress: training.save_wave(self._office, wish),
                done,
                owner=self,
                refused=dialog.show_problem,
            )

        dialog.accepted.connect(send)
        dialog.open()

    def _say_no_catalogue(self) -> None:
        stop = StopDialog(
            self, tr("Katalog pelatihan masih kosong"),
            tr("Gelombang selalu bagian dari sebuah pelatihan di katalog."),
            next_step=tr("Tambah pelatihannya dahulu.")
            if self._lists
            else tr("Buka berkas terakhir dari DKUM di Sinkronisasi."),
            action=tr("Tambah pelatihan") if self._lists else "", tone="accent", icon="graduation-cap",
            copyable=False,
        )  # fmt: skip
        stop.accepted.connect(self.add_training)
        stop.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        stop.open()

    def cancel(self) -> None:
        """The wave one is on is not held, or is after all."""
        line = self._wave()
        if line is None or not self._keeps(line):
            return
        held = line.batal
        sentence = (
            tr("{nama} jadi diadakan.", nama=line.nama) if held else tr("{nama} dibatalkan.", nama=line.nama)
        )

        def run() -> None:
            self._bench.do(
                lambda _progress: training.cancel_wave(self._office, line.record, cancelled=not held),
                lambda _changes: self.toast(sentence),
                owner=self,
            )

        if held or not line.invited:
            run()
            return
        stop = StopDialog.asking(
            self, tr("Batalkan {gelombang}?", gelombang=line.nama),
            trn("{n} peserta kembali ke daftar yang belum diundang; kehadirannya tidak dihitung.",
                "{n} peserta kembali ke daftar yang belum diundang; kehadirannya tidak dihitung.",
                line.invited),
            next_step=tr("Tidak ada yang terhapus; gelombang dapat diadakan lagi."),
            action=tr("Batalkan gelombang"), close=tr("Kembali"), danger=True,
        )  # fmt: skip
        stop.accepted.connect(run)
        stop.open()

    def add_training(self) -> None:
        """Another training for the catalogue."""
        if self._lists:
            self._save_training(TrainingDialog(self))

    def change_training(self) -> None:
        """Another word about the training one is on."""
        line = self.catalogue.current_row()
        if self._lists and isinstance(line, TrainingLine):
            self._save_training(TrainingDialog(self, line))

    def _save_training(self, dialog: TrainingDialog) -> None:
        def done(_made: object) -> None:
            dialog.deleteLater()
            self.tabs.set_current(CATALOGUE)
            self.show_part(CATALOGUE)
            self.toast(tr("Katalog tersimpan."))
            self.catalogue.setFocus(Qt.FocusReason.OtherFocusReason)

        def send() -> None:
            wish = dialog.wish()
            self._bench.do(
                lambda _progress: training.save_training(self._office, wish),
                done,
                owner=self,
                refused=dialog.show_problem,
            )

        dialog.accepted.connect(send)
        dialog.open()

    def close_training(self) -> None:
        """The training one is on is held no more, or again."""
        line = self.catalogue.current_row()
        if self._lists and self.tabs.current() == CATALOGUE and isinstance(line, TrainingLine):
            self._bench.do(
                lambda _progress: training.close_training(self._office, line.record, closed=not line.tutup),
                owner=self,
            )
