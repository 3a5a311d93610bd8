"""Data berbeda: fields of which two people said different things, chosen by arrows; what was decided so far.

Reached from Sinkronisasi, Beranda, Pendaftar and Verifikasi; it has no place of its own in the rail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.actions import access, resolving
from desktop_app.actions.resolving import Resolved, ResolveDifferences
from desktop_app.domain.people import VERIFIKATOR
from desktop_app.errors import WiraError
from desktop_app.office import Office, Reading
from desktop_app.queries import conflicts
from desktop_app.queries.conflicts import Counts, Decided, Difference, FormLine
from resources.i18n import mark, tr, trn
from ui.bench import Bench
from ui.models.table import Cell, Column, RowsTableModel
from ui.pages.base import KeyHint, Page, Subject
from ui.pages.perbedaan_panel import ChoicePanel, FormPane, Pick, picked_words
from ui.widgets.button import Button, Chip
from ui.widgets.card import EmptyState
from ui.widgets.dialog import ReasonDialog, StopDialog
from ui.widgets.flow import Flow
from ui.widgets.list_card import ListCard
from ui.widgets.table import TableView

Line = Difference | Decided
_THREE: Final = 1010
_FORM: Final = 344
_LIST: Final = 292
_STACK_BELOW: Final = 600


@dataclass(frozen=True)
class Room:
    """Everything the page shows, from one committed state."""

    counts: Counts
    open: list[Difference] = field(default_factory=list[Difference])
    decided: list[Decided] = field(default_factory=list[Decided])


def load_room(connection: Reading, office: Office) -> Room:
    """What the page asks."""
    return Room(
        conflicts.counts(connection),
        conflicts.open_differences(connection, office),
        conflicts.decided(connection, office),
    )


class PerbedaanPage(Page):
    """The list at the left, the values of one field beside it, and the form they belong to."""

    key: ClassVar[str] = "perbedaan"
    icon: ClassVar[str] = "git-compare"
    title: ClassVar[str] = mark("Data berbeda")

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench, self._office = bench, bench.office
        self._room: Room | None = None
        self._picks: dict[tuple[str, str], Pick] = {}
        self._form: tuple[str, list[FormLine]] = ("", [])
        self._wanted = ""
        self._busy = False
        self._build()

    # --- building

    def _build(self) -> None:
        self.table = TableView(tr("Isian yang berbeda"), lines=2, header=False)
        self.model: RowsTableModel[Line] = RowsTableModel(
            [Column("", self._cell, 200, stretch=1)], parent=self
        )
        self.table.set_model(self.model)
        self.table.current_changed.connect(lambda _row: self._show_line())
        self.table.opened.connect(lambda _row: self.open_record())
        self.open_chip, self.done_chip = Chip(tr("Menunggu")), Chip(tr("Sudah diputuskan"))
        self.open_chip.setChecked(True)
        self.open_chip.clicked.connect(lambda: self._turn(decided=False))
        self.done_chip.clicked.connect(lambda: self._turn(decided=True))
        nobody = EmptyState(
            tr("Tidak ada di sini"), tr("Isian yang pernah diputuskan akan tercatat di sini."), done=False
        )
        self.listing = ListCard(self.table, nobody, above=Flow(self.open_chip, self.done_chip, gap=6))
        self.panel = ChoicePanel(verifies=VERIFIKATOR in self._office.person.roles)
        self.panel.picked.connect(self._picked)
        self.panel.save_button.clicked.connect(self.save)
        self.panel.later_button.clicked.connect(self.later)
        self.panel.record_button.clicked.connect(self.open_record)
        self.form = FormPane()
        body = QWidget()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, body)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self._beside = QWidget()
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._beside)
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.setSpacing(12)
        self._parts.addWidget(self.panel, 3)
        self._parts.addWidget(self.form, 2)
        self._row.addWidget(self.listing)
        self._row.addWidget(self._beside, 1)
        self._done = Button(tr("Lihat yang sudah diputuskan"), icon="rotate-ccw-clock")
        self._done.clicked.connect(lambda: self._turn(decided=True))
        self._back = Button(tr("Sinkronisasi"), icon="arrow-left-right", key="Esc")
        self._back.clicked.connect(self.back)
        self._nothing = EmptyState(
            tr("Tidak ada isian yang berbeda"),
            tr("Bila dua petugas menulis nilai yang lain, keduanya disimpan dan Anda memilihnya di sini."),
            action=self._done,
        )
        self._nothing.setFocusProxy(self._back)
        self._stack = QStackedWidget()
        self._stack.addWidget(body)
        self._stack.addWidget(self._nothing)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack, 1)

    # --- what the shell asks

    def subtitle(self) -> str:
        if self._room is None:
            return ""
        told = self._room.counts
        if not told.differences:
            return tr("Tidak ada yang menunggu")
        if not told.holding:
            return trn("{n} isian menunggu pilihan", "{n} isian menunggu pilihan", told.differences)
        return trn(
            "{n} isian menunggu pilihan, {m} menahan verifikasi dan keputusan",
            "{n} isian menunggu pilihan, {m} menahan verifikasi dan keputusan",
            told.differences, m=told.holding,
        )  # fmt: skip

    def header_actions(self) -> Sequence[QWidget]:
        return (self._back,)

    def key_hints(self) -> Sequence[KeyHint]:
        if self._decided():
            return (
                KeyHint("Up Down", tr("pindah baris")),
                KeyHint("Ctrl+Enter", tr("buka lagi"), self.save),
                KeyHint("Enter", self.panel.record_button.words()),
            )
        return (
            KeyHint("Left Right", tr("pilih nilai")),
            KeyHint("Up Down", tr("pindah baris")),
            KeyHint("Left", tr("nilai di kiri"), lambda: self.panel.step(-1), bar=False),
            KeyHint("Right", tr("nilai di kanan"), lambda: self.panel.step(1), bar=False),
            KeyHint("Ctrl+Enter", tr("simpan pilihan"), self.save),
            KeyHint("F9", self.panel.later_button.words(), self.later),
            KeyHint("Enter", self.panel.record_button.words()),
        )

    def first_focus(self) -> QWidget | None:
        return self.table if self._stack.currentIndex() == 0 else self._done

    def panes(self) -> Sequence[QWidget]:
        return (self.table, self.panel) if self._stack.currentIndex() == 0 else (self._done,)

    def back(self) -> bool:
        self.navigate.emit("sinkronisasi", None)
        return True

    def entered(self) -> None:
        self.refresh(None)

    def leaving(self) -> bool:
        self._picks.clear()  # a choice that was not saved is none
        return True

    def refresh(self, changes: Any) -> None:
        office = self._office
        self.bench.ask(
            lambda connection: load_room(connection, office), self._loaded, owner=self, key="perbedaan"
        )

    def open(self, argument: object) -> None:
        """A record (hex) to stand on."""
        if isinstance(argument, str) and argument:
            self._wanted = argument
            self.open_chip.setChecked(True)
            self.done_chip.setChecked(False)

    # --- showing

    def _decided(self) -> bool:
        return self.done_chip.isChecked()

    def _turn(self, *, decided: bool) -> None:
        self.open_chip.setChecked(not decided)
        self.done_chip.setChecked(decided)
        self._fill()
        self.header_changed.emit()
        self.focus_first()

    def _loaded(self, room: Room) -> None:
        first = self._room is None
        self._room = room
        self._picks = {
            key: pick for key, pick in self._picks.items() if key in {one.key for one in room.open}
        }
        self.open_chip.set_count(room.counts.differences)
        self._form = ("", [])
        self._fill()
        self.header_changed.emit()
        if first:
            self.focus_first()

    def _fill(self) -> None:
        room = self._room
        if room is None:
            return
        current = self.table.current_row()
        at = self.table.currentIndex().row()
        lines: list[Line] = [*room.decided] if self._decided() else [*room.open]
        self.model.set_rows(lines)
        self._done.setVisible(bool(room.decided))
        self._stack.setCurrentIndex(0 if lines or self._decided() else 1)
        self.listing.show_for(len(lines), any_at_all=False)
        self._beside.setVisible(bool(lines))
        words = (
            trn("{n} keputusan", "{n} keputusan", len(lines))
            if self._decided()
            else trn("{n} isian berbeda", "{n} isian berbeda", len(lines))
        )
        self.listing.count.setText(words)
        found = -1
        if self._wanted:
            found = self.model.find(lambda line: line.record == self._wanted)
        elif isinstance(current, (Difference, Decided)):
            found = self.model.find(lambda line: line.key == current.key)
        self._wanted = ""
        self.table.select_row(found if found >= 0 else max(0, min(at, len(lines) - 1)))
        self._show_line()

    def _line(self) -> Line | None:
        row = self.table.current_row()
        return row if isinstance(row, (Difference, Decided)) else None

    def subject(self) -> Subject | None:
        line = self._line()
        return Subject(line.record, line.title) if line is not None else None

    def _cell(self, line: Line) -> Cell:
        if isinstance(line, Decided):
            sub = tr("{isian}, oleh {petugas}", isian=line.label, petugas=line.who)
            return Cell(line.title, sub, strong=True, icon="check", icon_tone="ok", icon_soft=True)
        words, icon, tone = line.label, "git-compare", "warn"
        if line.holds:
            words, tone = tr("{isian}, menahan verifikasi", isian=line.label), "bad"
        if line.waits is not None:
            words, icon = tr("{isian}, ditunda", isian=line.label), "hourglass"
        if line.key in self._picks:
            words, icon, tone = (
                tr("{isian}, dipilih, belum disimpan", isian=line.label),
                "circle-check",
                "accent",
            )
        return Cell(line.title, words, strong=True, icon=icon, icon_tone=tone, icon_soft=True)

    def _show_line(self) -> None:
        line = self._line()
        if line is None:
            return
        if isinstance(line, Difference):
            self.panel.show_open(line, self._picks.get(line.key))
            self.panel.set_ready(len(self._chosen(line.record)))
        else:
            self.panel.show_decided(line)
        self.panel.record_button.setVisible(line.ent in _PLACES)
        self.panel.record_button.set_text(
            tr("Buka usaha") if line.ent == "business" else tr("Buka pendaftar")
        )
        self._show_form(line)
        self.header_changed.emit()  # the keys are called as the buttons are

    def _show_form(self, line: Line) -> None:
        record, lines = self._form
        if record == line.record:
            pick = self._picks.get(line.key) if isinstance(line, Difference) else None
            words = picked_words(line, pick) if isinstance(line, Difference) else ""
            self.form.show_form(lines, line.field, words)
            return
        office, wanted = self._office, line.record

        def put(found: list[FormLine]) -> None:
            self._form = (wanted, found)
            now = self._line()
            if now is not None and now.record == wanted:
                access.opened(office, wanted)
                self._show_form(now)

        self.bench.ask(
            lambda connection: conflicts.form_of(connection, office, wanted), put, owner=self,
            key="perbedaan:isian",
        )  # fmt: skip

    # --- choosing

    def _picked(self, pick: object) -> None:
        line = self._line()
        if not isinstance(line, Difference):
            return
        if isinstance(pick, Pick):
            self._picks[line.key] = pick
        else:
            self._picks.pop(line.key, None)
        self.table.viewport().update()
        self.panel.set_ready(len(self._chosen(line.record)))
        self._show_form(line)

    def _chosen(self, record: str) -> list[Difference]:
        """The fields of a record that have been chosen and not saved."""
        known = self._room.open if self._room is not None else []
        return [one for one in known if one.record == record and one.key in self._picks]

    def save(self) -> None:
        """Ctrl+Enter: every choice made for this record, in one Save; or a decided one is opened again."""
        line = self._line()
        if isinstance(line, Decided):
            self._ask_reopen(line)
        if not isinstance(line, Difference) or self._busy or self._room is None:
            return
        mine = self._chosen(line.record)
        if not mine:
            self.panel.show_problem(tr("Belum ada nilai yang dipilih. Pilih dengan panah kiri atau kanan."))
            return
        wish = ResolveDifferences(line.record, tuple(self._picks[one.key].wish(one) for one in mine))
        labels = ", ".join(one.label for one in mine)
        office = self._office
        self._busy = True

        def done(resolved: Resolved) -> None:
            for one in mine:
                self._picks.pop(one.key, None)
            words = tr("{nama}: {isian} diputuskan.", nama=line.title, isian=labels)
            if resolved.fallen:
                words = tr(
                    "{nama}: {isian} diputuskan. Verifikasinya diulang.", nama=line.title, isian=labels
                )
            self.toast(words)
            self.refresh(None)

        self.bench.do(
            lambda _told: resolving.resolve(office, wish), done, owner=self, refused=self._refused,
            after=self._idle,
        )  # fmt: skip

    def later(self) -> None:
        """F9: it waits, with a reason that the other computers see too; or it waits no more."""
        line = self._line()
        if not isinstance(line, Difference) or line.barred:
            return
        office, record, name = self._office, line.record, line.field
        if line.waits is not None:
            self.bench.do(
                lambda _told: resolving.take_up(office, record, [name]), self._moved, owner=self,
                refused=self._refused,
            )  # fmt: skip
            return
        dialog = ReasonDialog(
            self,
            tr("Putuskan {isian} nanti", isian=line.label),
            tr("Alasannya terlihat juga di komputer lain dan di DKUM. Isian ini tetap terhitung berbeda."),
            label=tr("Yang ditunggu"),
            action=tr("Tunda"),
            suggestions=(tr("Menunggu KTP asli"), tr("Pendaftar akan ditelepon")),
        )

        def accepted() -> None:
            why = dialog.reason()
            self.bench.do(
                lambda _told: resolving.postpone(office, record, [name], why), self._moved, owner=self,
                refused=self._refused,
            )  # fmt: skip

        self._ask(dialog, accepted)

    def _ask_reopen(self, line: Decided) -> None:
        if not line.stands or line.barred:
            return
        office, record, name = self._office, line.record, line.field
        dialog = ReasonDialog(
            self,
            tr("Buka lagi {isian}", isian=line.label),
            tr("Nilai yang tidak dipilih tampil lagi di samping yang dipilih, dan menunggu keputusan baru."),
            action=tr("Buka lagi"),
        )

        def accepted() -> None:
            why = dialog.reason()
            self._wanted = record
            self.bench.do(
                lambda _told: resolving.reopen(office, record, name, why), lambda _done: self._opened(),
                owner=self, refused=self._refused,
            )  # fmt: skip

        self._ask(dialog, accepted)

    def _opened(self) -> None:
        self.toast(tr("Isian itu menunggu pilihan lagi."))
        self._turn(decided=False)
        self.refresh(None)

    def _ask(self, dialog: ReasonDialog, accepted: Any) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(accepted)
        dialog.finished.connect(self._back_to_list)
        dialog.open()

    def _back_to_list(self, _code: int = 0) -> None:
        self.window().activateWindow()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _moved(self, _changes: object) -> None:
        self.refresh(None)

    def _idle(self) -> None:
        self._busy = False

    def _refused(self, error: WiraError) -> None:
        """Beside the field where it is about what was typed; else a stop, and the list is read anew."""
        self._busy = False
        if self.panel.difference() is not None and error.code not in _STOPS:
            self.panel.show_problem(str(error))
            return
        dialog = StopDialog.for_error(self, tr("Pilihan belum disimpan"), error)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._back_to_list)
        dialog.open()
        self.refresh(None)

    def open_record(self) -> None:
        """Enter: the record itself, where it has a page."""
        line = self._line()
        if line is not None and line.ent in _PLACES:
            self.navigate.emit(_PLACES[line.ent], line.record)

    # --- Qt

    def set_narrow(self, narrow: bool) -> None:
        self._arrange()

    def _arrange(self) -> None:
        wide, low = self.width(), self.width() < _STACK_BELOW
        across = QBoxLayout.Direction.LeftToRight
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if low else across)
        self.listing.setMinimumWidth(0 if low else _LIST)
        self.listing.setMaximumWidth(16_777_215 if low else _LIST)
        self.listing.setMaximumHeight(220 if low else 16_777_215)
        three = wide >= _THREE
        self._parts.setDirection(across if three else QBoxLayout.Direction.TopToBottom)
        self.form.setMinimumWidth(_FORM if three else 0)
        self.form.setMinimumHeight(0 if three else 150)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters typed over the list begin another value."""
        words = event.text()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        typing = plain and words.isprintable() and words.strip() and event.type() == QEvent.Type.KeyPress
        if typing and not self._decided() and self.panel.begin_typing(words):
            return
        super().keyPressEvent(event)


_STOPS: Final = frozenset({"heads", "no_difference", "role", "place", "unknown_record"})
"""Refusals that are not about what was typed."""
_PLACES: Final = {"application": "pendaftar", "business": "usaha"}
"""Where a record is opened by its id."""
