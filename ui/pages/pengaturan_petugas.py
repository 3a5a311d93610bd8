"""Petugas: who may come in and do what; one's own passphrase and PIN."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.actions import came_back, recovery
from desktop_app.actions.devices import lock_minutes, locks_itself, set_lock_minutes
from desktop_app.actions.peers import mates_of
from desktop_app.actions.people import (
    AddPerson,
    add_person,
    change_passphrase,
    change_person,
    dismiss,
    give_new_key,
    what_ends,
)
from desktop_app.domain.identity import nip_display
from desktop_app.domain.moments import wib
from desktop_app.domain.people import ADMIN_DKUM, ADMIN_KANTOR, ROLE_LABELS
from desktop_app.errors import WiraError
from desktop_app.keys.session import LockState
from desktop_app.queries.mentors import Mentors, mentors
from desktop_app.queries.people import PersonLine, office_people
from resources.i18n import mark, tr
from ui import tokens as t
from ui import when
from ui.bench import Bench
from ui.dialogs.account import carry, take
from ui.dialogs.duties import DutiesDialog
from ui.dialogs.person import IdleDialog, NewKeyDialog, PassphraseDialog, PersonDialog, PinDialog
from ui.dialogs.recovery import RecoveryAskDialog, RecoverySheetDialog
from ui.looks import PillLook
from ui.models.table import Cell, Column, RowsTableModel
from ui.pages.base import KeyHint, Subject
from ui.pages.pengaturan_bagian import Section
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.dialog import Fact, StopDialog
from ui.widgets.flow import Flow, Roll
from ui.widgets.labels import Label, WrapLabel
from ui.widgets.table import TableView

SIDE = 310
STACK = 760
_ACTIVE = PillLook("check", mark("Bertugas"), "ok")
_ENDED = PillLook("log-out", mark("Selesai"), "grey")


class PeopleSection(Section):
    """The list; F2 adds, Enter changes, the others stand below."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._mentors: list[tuple[str, str]] = []
        self.add_button = Button(tr("Tambah petugas"), kind="primary", icon="plus", key="F2")
        self.add_button.clicked.connect(self.primary)
        self.duties_button = Button(tr("Siapa boleh apa"), icon="list-ordered", key="F4")
        self.duties_button.clicked.connect(self.show_duties)
        self._columns = QHBoxLayout(self)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(t.CARD_GAP)
        self._columns.addWidget(self._list(), 1)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(t.CARD_GAP)
        side.addWidget(self._came_back())
        side.addWidget(self._own())
        side.addWidget(self._sheet())
        side.addStretch(1)
        self._roll = Roll(self._side)
        self._columns.addWidget(self._roll)

    def _list(self) -> Card:
        card = Card(padding=0)
        self.list = TableView(tr("Petugas kantor ini"), lines=2)
        self._model: RowsTableModel[PersonLine] = RowsTableModel(
            [
                Column(tr("Nama"), name_cell, 190, stretch=1),
                Column(tr("Peran"), role_cell, 292, stretch=1),
                Column(tr("Keadaan"), _state_cell, 108, drop=1),
            ]
        )
        self.list.set_model(self._model)
        self.list.opened.connect(lambda _row: self.change())
        self.list.current_changed.connect(lambda _row: self._enable())
        card.body.addWidget(self.list, 1)
        self.note = WrapLabel("", tone="text2")
        self.note.setContentsMargins(t.CARD_PADDING, 4, t.CARD_PADDING, 4)
        card.body.addWidget(self.note)
        row = QHBoxLayout()
        row.setContentsMargins(t.CARD_PADDING, 4, t.CARD_PADDING, 12)
        self.change_button = Button(tr("Ubah peran"), key="Enter")
        self.change_button.clicked.connect(self.change)
        self.key_button = Button(tr("Kata sandi baru"), key="F7")
        self.key_button.clicked.connect(self.give_key)
        self.end_button = Button(tr("Akhiri tugas"), kind="danger")
        self.end_button.clicked.connect(self.end)
        row.addWidget(Flow(self.change_button, self.key_button, self.end_button, spread=True))
        card.body.addLayout(row)
        return card

    def _own(self) -> Card:
        card = Card(tr("Saya"))
        self.me = Label("", weight=t.MEDIUM)
        card.body.addWidget(self.me)
        self.pin_state = WrapLabel("")
        card.body.addWidget(self.pin_state)
        self.pin_button = Button(tr("Pasang PIN"), icon="lock")
        self.pin_button.clicked.connect(self.set_pin)
        card.body.addWidget(self.pin_button)
        self.idle_state = WrapLabel("")
        card.body.addWidget(self.idle_state)
        self.idle_button = Button(tr("Atur kunci layar semua kantor"))
        self.idle_button.clicked.connect(self.set_idle)
        self.idle_button.setVisible(
            self.bench.office.info.kind == "dkum" and ADMIN_DKUM in self.bench.office.person.roles
        )
        card.body.addWidget(self.idle_button)
        self.passphrase_button = Button(tr("Ganti kata sandi saya"))
        self.passphrase_button.clicked.connect(self.change_own)
        card.body.addWidget(self.passphrase_button)
        self.carry_button = Button(tr("Bawa akun saya ke komputer lain"))
        self.carry_button.clicked.connect(lambda: carry(self, self.bench, self._done))
        self.take_button = Button(tr("Terima akun dari komputer lain"))
        self.take_button.clicked.connect(lambda: take(self, self.bench, self._done))
        for button in (self.carry_button, self.take_button):
            card.body.addWidget(button)
            button.setVisible(bool(mates_of(self.bench.office)))
        return card

    def _came_back(self) -> Card:
        """Shown to who may end it, while the list of whom an older copy brought back is not relied on."""
        self.returned_card = Card(tr("Petugas yang kembali"))
        told = tr(
            "Lihat siapa yang dapat masuk, dan akhiri tugas yang tidak bertugas lagi; lalu nyatakan di sini."
        )
        for sentence in (came_back.sentence(), told):
            self.returned_card.body.addWidget(WrapLabel(sentence))
        self.returned_button = Button(tr("Sudah diperiksa"), icon="check")
        self.returned_button.clicked.connect(self.say_checked)
        self.returned_card.body.addWidget(self.returned_button)
        self.returned_card.hide()
        return self.returned_card

    def _sheet(self) -> Card:
        card = Card(tr("Lembar pemulihan"))
        self.sheet_state = WrapLabel("")
        card.body.addWidget(self.sheet_state)
        self.sheet_button = Button(tr("Buat lembar pemulihan"), icon="shield-check")
        self.sheet_button.clicked.connect(self.make_sheet)
        card.body.addWidget(self.sheet_button)
        return card

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = event.size().width() < STACK
        way = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(way)
        self._roll.setMinimumWidth(0 if stacked else SIDE)
        self._roll.setMaximumWidth(16_777_215 if stacked else SIDE)
        # beside the list it rolls by itself; below the list the page rolls
        self._roll.setMinimumHeight(self._side.heightForWidth(event.size().width()) if stacked else 0)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        if self._columns.direction() == QBoxLayout.Direction.TopToBottom:  # wrapped words are never squeezed
            hint.setHeight(self._columns.heightForWidth(self.width()))
        return hint

    # --- the page asks

    def sentence(self) -> str:
        if self._admin():
            return tr("Yang boleh masuk ke kantor ini dan perannya.")
        return tr("Hanya admin kantor yang dapat mengatur petugas.")

    def header_actions(self) -> Sequence[QWidget]:
        return (self.duties_button, self.add_button)

    def hints(self) -> Sequence[KeyHint]:
        admin = (
            KeyHint("F2", tr("Tambah petugas"), self.primary),
            KeyHint("Enter", tr("Ubah peran")),
            KeyHint("F7", tr("Kata sandi baru"), self.give_key),
        )
        return (
            *(admin if self._admin() else ()),
            KeyHint("F4", tr("Siapa boleh apa"), self.show_duties),
            KeyHint("Ctrl+K", tr("Pasang PIN"), self.set_pin),
        )

    def first_focus(self) -> QWidget | None:
        return self.list

    def _admin(self) -> bool:
        return ADMIN_KANTOR in self.bench.office.person.roles

    # --- loading

    def load(self) -> None:
        scope, today = self.bench.office.info.scope, self.bench.office.today().isoformat()
        own = self.bench.office.info.dev
        self.bench.ask(
            lambda connection: office_people(connection, scope, own=own), self._loaded, owner=self,
            key="people",
        )  # fmt: skip
        if self.bench.office.info.kind != "dkum":
            self.bench.ask(
                lambda connection: mentors(connection, today, kelurahan=scope),
                self._know_mentors,
                owner=self,
                key="people:mentors",
            )
        if self.bench.may("returned"):
            office = self.bench.office
            self.bench.ask(
                lambda _connection: came_back.in_doubt(office), self.returned_card.setVisible, owner=self,
                key="people:returned",
            )  # fmt: skip
        for button in (self.carry_button, self.take_button):
            button.setVisible(bool(mates_of(self.bench.office)))
        self.me.setText(self.bench.office.session.name)
        self._show_pin()
        self.idle_state.setText(locks_itself(lock_minutes(self.bench.office)))
        sheet = recovery.sheet_of(self.bench.office)
        self.sheet_state.setText(
            self._no_sheet()
            if sheet is None
            else tr(
                "Membuka kantor sebagai {nama}, dibuat {tanggal}.",
                nama=sheet[0],
                tanggal=when.full_day(wib(sheet[1]).date()),
            )
        )
        self.sheet_button.setVisible(self._admin())

    def _no_sheet(self) -> str:
        """What is left without a sheet: DKUM opens every office but its own."""
        if self.bench.office.info.kind == "dkum":
            return tr(
                "Belum ada. Tanpa lembar ini kantor tidak terbuka lagi bila semua admin lupa kata sandinya."
            )
        return tr("Belum ada. Tanpa lembar ini, bila semua admin lupa kata sandinya, hanya DKUM yang dapat "
                  "membuka kantor.")  # fmt: skip

    def _know_mentors(self, found: Mentors) -> None:
        self._mentors = [(line.record, line.nama) for line in found.lines if line.serves]

    def _loaded(self, found: tuple[PersonLine, ...]) -> None:
        row = self.list.current_row()
        self._model.set_rows(list(found))
        at = self._model.find(lambda line: row is not None and line.user == row.user)
        self.list.select_row(max(at, 0) if at is not None else 0)
        self._enable()

    def subject(self) -> Subject | None:
        row = self.list.current_row()
        return Subject(row.user, row.nama) if row is not None else None

    def _enable(self) -> None:
        row = self.list.current_row()
        fits = self._admin() and row is not None and row.active
        self.change_button.setEnabled(fits)
        colleague = row is not None and row.user != self.bench.office.session.user
        self.end_button.setEnabled(fits and colleague)  # nobody ends his own service
        self.key_button.setEnabled(fits and colleague)  # one's own is changed at Saya
        self.add_button.setEnabled(self._admin())
        self.note.setText(_said_of(row) if row is not None else "")
        self.note.setVisible(bool(self.note.text()))

    # --- doing

    def primary(self) -> None:
        """Admit somebody."""
        if not self._admin():
            return
        dialog = PersonDialog(self, self.bench.office.info.kind, mentors=self._mentors)

        def add() -> None:
            assert dialog.passphrase is not None
            wish = AddPerson(
                " ".join(dialog.nama.text().split()),
                dialog.roles(),
                dialog.passphrase.first.text(),
                dialog.nip.text().strip(),
                dialog.jabatan.text().strip(),
                dialog.linked() or "",
            )
            self.bench.do(
                lambda _progress: add_person(self.bench.office, wish),
                lambda _changes: self._done(tr("{nama} dapat masuk mulai sekarang.", nama=wish.nama), dialog),
                owner=self,
                refused=dialog.show_problem,
            )

        dialog.accepted.connect(add)
        dialog.open()

    def show_duties(self) -> None:
        """The table of who may do what."""
        office = self.bench.office
        DutiesDialog(self, office.info.kind, office.person.roles).open()

    def change(self) -> None:
        """Other roles or another title."""
        row = self.list.current_row()
        if row is None or not self.change_button.isEnabled():
            return
        dialog = PersonDialog(
            self,
            self.bench.office.info.kind,
            nama=row.nama,
            nip=row.nip,
            jabatan=row.jabatan,
            roles=row.roles,
            mentors=self._mentors,
            mentor=self.bench.office.context.people[row.user].mentor,
        )

        def go() -> None:
            roles, nip, jabatan = dialog.roles(), dialog.nip.text().strip(), dialog.jabatan.text().strip()
            mentor = dialog.linked()
            self.bench.do(
                lambda _progress: change_person(
                    self.bench.office, row.user, roles=roles, nip=nip, jabatan=jabatan, mentor=mentor
                ),
                lambda _changes: self._done(tr("Peran {nama} tersimpan.", nama=row.nama), dialog),
                owner=self,
                refused=dialog.show_problem,
            )

        dialog.accepted.connect(go)
        dialog.open()

    def give_key(self) -> None:
        """A colleague who has forgotten the passphrase gets another one, and another key with it."""
        row = self.list.current_row()
        if row is None or not self.key_button.isEnabled():
            return
        dialog = NewKeyDialog(self, row.nama, elsewhere=bool(mates_of(self.bench.office)))

        def go() -> None:
            passphrase = dialog.passphrase.first.text()
            self.bench.do(
                lambda _progress: give_new_key(self.bench.office, row.user, passphrase),
                lambda _changes: self._done(tr("Kata sandi baru {nama} berlaku.", nama=row.nama), dialog),
                owner=self,
                refused=dialog.show_problem,
            )

        dialog.accepted.connect(go)
        dialog.open()

    def end(self) -> None:
        """Ask, then end a person's service."""
        row = self.list.current_row()
        if row is None or not self.end_button.isEnabled():
            return
        dialog = StopDialog.asking(
            self,
            tr("Akhiri tugas {nama}?", nama=row.nama),
            what_ends(self.bench.office),
            facts=[Fact(tr("Petugas"), row.nama, private=True)],
            action=tr("Akhiri tugas"),
            danger=True,
        )
        dialog.accepted.connect(
            lambda: self.bench.do(
                lambda _progress: dismiss(self.bench.office, row.user),
                lambda _changes: self._done(tr("Tugas {nama} berakhir.", nama=row.nama)),
                owner=self,
            )
        )
        dialog.open()

    def say_checked(self) -> None:
        """Who can come in was looked at: the list that could not be relied on ends."""
        office = self.bench.office
        self.bench.do(
            lambda _progress: came_back.settle(office),
            lambda _none: self._done(came_back.settled()),
            owner=self,
        )

    def change_own(self) -> None:
        """Another passphrase for the person who is in."""
        dialog = PassphraseDialog(self, self.bench.office.session.name)

        def go() -> None:
            old, new = dialog.old.text(), dialog.new.first.text()
            self.bench.do(
                lambda _progress: change_passphrase(self.bench.office, old, new),
                lambda _none: self._done(tr("Kata sandi Anda sudah diganti."), dialog),
                owner=self,
                refused=dialog.show_problem,
            )

        dialog.accepted.connect(go)
        dialog.open()

    def make_sheet(self) -> None:
        """New words for the safe, after one's passphrase."""
        office = self.bench.office
        dialog = RecoveryAskDialog(self, again=recovery.sheet_of(office) is not None)

        def show(sheet: recovery.RecoverySheet) -> None:
            self._done(tr("Lembar pemulihan dibuat."), dialog)
            if self.bench.lock.state(self.bench.now()) is LockState.OPEN:  # else words for whoever comes by
                RecoverySheetDialog(self, self.bench, sheet).open()

        def go() -> None:
            passphrase = dialog.passphrase.text()
            self.bench.do(
                lambda _progress: recovery.make_sheet(office, passphrase),
                show,
                owner=self,
                refused=dialog.show_problem,
            )

        dialog.accepted.connect(go)
        dialog.open()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_pin()  # it may have been used up on the locked screen

    def _show_pin(self) -> None:
        has = self.bench.lock.has_pin
        self.pin_state.setText(
            tr("PIN terpasang sampai Wira ditutup.")
            if has
            else tr("Belum ada PIN: layar yang terkunci dibuka dengan kata sandi.")
        )
        self.pin_button.set_text(tr("Ganti PIN") if has else tr("Pasang PIN"))

    def set_pin(self) -> None:
        """A PIN for this run."""
        dialog = PinDialog(self)

        def go() -> None:
            try:
                self.bench.lock.set_pin(dialog.pin.text())
            except WiraError as error:
                dialog.show_problem(error)
                return
            self._done(tr("PIN terpasang."), dialog)

        dialog.accepted.connect(go)
        dialog.open()

    def set_idle(self) -> None:
        """DKUM says when the screens of all offices lock themselves."""
        office = self.bench.office
        dialog = IdleDialog(self, lock_minutes(office))

        def go() -> None:
            minutes = dialog.minutes()
            self.bench.do(
                lambda _progress: set_lock_minutes(office, minutes),
                lambda _changes: self._done(
                    tr("Tersimpan. Kantor memakainya sesudah membuka balasan DKUM berikutnya."), dialog
                ),
                owner=self,
                refused=dialog.show_problem,
            )

        dialog.accepted.connect(go)
        dialog.open()

    def _done(self, sentence: str, dialog: QWidget | None = None) -> None:
        if dialog is not None:
            dialog.deleteLater()  # what was typed in it goes too
        self.said.emit(sentence)
        self.load()
        self.header_changed.emit()


def _said_of(row: PersonLine) -> str:
    """How the service of somebody ended, and the way back."""
    if row.way:
        return f"{row.way}."
    if row.ended is None:
        return ""
    if row.ended.by_city:
        return tr(
            "{sebab}. Bila pencabutannya keliru, minta DKUM memulihkannya. Bila orang ini bertugas lagi "
            "kemudian, tambahkan sebagai petugas baru; namanya boleh sama.",
            sebab=row.ended.sentence,
        )  # fmt: skip
    return tr(
        "{sebab}. Bila orang ini bertugas lagi, tambahkan sebagai petugas baru; namanya boleh sama.",
        sebab=row.ended.sentence,
    )


def role_words(roles: Sequence[str]) -> str:
    """The roles in words, in their usual order."""
    return ", ".join(tr(label) for role, label in ROLE_LABELS.items() if role in roles)


def role_cell(line: PersonLine) -> Cell:
    """The roles, and below them the title."""
    return Cell(role_words(line.roles), line.jabatan, tone="text2")


def name_cell(line: PersonLine) -> Cell:
    """The name, and below it how the service ended, or the NIP where there is one."""
    if line.way:
        return Cell(line.nama, line.way, strong=True)
    below = tr("NIP {nip}", nip=nip_display(line.nip)) if line.nip else ""
    return Cell(line.nama, below if line.ended is None else line.ended.sentence, strong=True)


def _state_cell(line: PersonLine) -> Cell:
    return Cell("", pill=_ACTIVE if line.active else _ENDED)
