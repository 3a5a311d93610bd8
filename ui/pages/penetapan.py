"""DKUM decides: who is ranked and where the line falls, proposals that wait, lists that were issued."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.actions import decisions
from desktop_app.actions.decisions import Listed, ProposeDecision
from desktop_app.actions.standings import Standing
from desktop_app.domain import people
from desktop_app.errors import WiraError
from desktop_app.queries.decisions import DecisionPlace, DecisionView, Issued, decision_view
from desktop_app.queries.quota import QuotaView, quota_view
from desktop_app.queries.requests import Request, waiting
from resources.i18n import counted, mark, tr, trn
from ui.bench import Bench
from ui.dialogs.requests import RequestsDialog
from ui.models.table import Cell, Column, RowsTableModel, Separator
from ui.pages import decision_paper
from ui.pages import decision_words as words
from ui.pages import pendaftar_leaving as leaving
from ui.pages.base import REQUESTS, KeyHint, Page, Subject
from ui.pages.decision_paper import DecisionPaper
from ui.pages.sync_steps import SyncSteps
from ui.widgets.button import Button, Chip
from ui.widgets.card import Card, Divider, EmptyState
from ui.widgets.dialog import StopDialog
from ui.widgets.flow import Flow, LowRoll
from ui.widgets.labels import ElidedLabel, Icon, WrapLabel
from ui.widgets.progress import ProgressStrip
from ui.widgets.table import TableView

PROGRAMS = (("WUB", mark("Wirausaha Baru")), ("PP", mark("Perempuan Pengusaha")))
_LIST_WIDTH = 300
_LIST_NARROW = 252
_WHY = 72
_MOST_ISSUED = 3


class PenetapanPage(Page):
    """Places at the left; at the right the order, the proposal and the issued lists of one of them."""

    key = "penetapan"
    icon = "badge-check"
    title = mark("Penetapan")

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self.program = "WUB"
        self._view: DecisionView | None = None
        self._wanted: str | None = None
        self._shown = ""
        self._seen: QuotaView | None = None
        self._standing: list[Standing] = []
        self._kind, self._line = "", 0
        self._requests = 0
        self.requests_button = Button(tr("Permintaan"), icon="inbox")
        self.requests_button.clicked.connect(self.show_requests)
        self.strip = ProgressStrip()
        self.steps = SyncSteps(self, bench, self.strip)
        self.steps.said.connect(self.toast)
        self.propose_button = Button(tr("Usulkan"), kind="primary", icon="flag", key="F2")
        self.propose_button.clicked.connect(self.primary)
        self.approve_button = Button(tr("Setujui"), kind="primary", icon="stamp", key="F2")
        self.approve_button.clicked.connect(self.primary)
        self.discard_button = Button(tr("Batalkan usulan"), kind="danger")
        self.discard_button.clicked.connect(self._ask_discard)
        self.discard_button.setEnabled(bench.may("propose"))
        self._build()

    # --- parts

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addWidget(self.strip)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._places_card())
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self._state_card())
        right.addWidget(self._order_card(), 1)
        right.addWidget(self._issued_card())
        self._nothing = EmptyState(
            tr("Belum ada yang dapat diputuskan"),
            tr("Buka berkas dari kelurahan. Pendaftar yang sudah terverifikasi akan berurut di sini."),
            done=False,
        )
        right.addWidget(self._nothing, 1)
        right.addStretch(0)  # without an order the cards stay above, each as high as it needs
        for box in (self._state, self._issued_box):
            box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        row.addLayout(right, 1)
        outer.addLayout(row, 1)

    def _places_card(self) -> Card:
        card = Card(padding=0)
        chips = QVBoxLayout()
        chips.setContentsMargins(14, 12, 14, 4)
        chips.setSpacing(6)
        self._chips: dict[str, Chip] = {}
        for code, name in PROGRAMS:
            chip = Chip(tr(name), checked=code == self.program)
            chip.clicked.connect(lambda _on=False, code=code: self._choose_program(code))
            self._chips[code] = chip
            chips.addWidget(chip)
        card.body.addLayout(chips)
        self.list = TableView(tr("Kelurahan yang dapat diputuskan"), lines=3, header=False)
        self._places: RowsTableModel[DecisionPlace] = RowsTableModel(
            [Column("", self._place_cell, 200, stretch=1)]
        )
        self.list.set_model(self._places)
        self.list.current_changed.connect(lambda _row: self._show_place())
        card.body.addWidget(self.list, 1)
        self._places_rest = WrapLabel(tr("Kelurahan muncul di sini setelah berkasnya dibuka."))
        self._places_rest.setContentsMargins(16, 6, 16, 14)
        self._places_rest.hide()
        card.body.addWidget(self._places_rest, 1, Qt.AlignmentFlag.AlignTop)
        card.setFixedWidth(_LIST_WIDTH)
        self._places_box = card
        return card

    def _state_card(self) -> Card:
        self._state = Card()
        head = QHBoxLayout()
        head.setSpacing(8)
        self._state_icon = Icon("circle-check", "ok", 18)
        self._state_title = WrapLabel("", size=16, weight=600, tone="text")
        head.addWidget(self._state_icon)
        head.addWidget(self._state_title, 1)
        self._state.body.addLayout(head)
        self._state_text = WrapLabel("")
        self._state.body.addWidget(self._state_text)
        self.moves_button = Button(
            tr("Urutan lengkap dan alasannya"), kind="link", icon="list-ordered", height=28
        )
        self.moves_button.clicked.connect(self._see_order)
        self._state.body.addWidget(self.moves_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.paper = DecisionPaper(self.bench)
        self._state.body.addWidget(self.paper)
        return self._state

    def _order_card(self) -> Card:
        card = Card(padding=0)
        card.body.setContentsMargins(1, 3, 1, 3)
        self._kinds: dict[str, Chip] = {}
        for kind, label in words.KINDS.items():
            chip = Chip(tr(label), checked=not kind, count=0)
            chip.clicked.connect(lambda _on=False, kind=kind: self._narrow(kind))
            self._kinds[kind] = chip
        self._kind_row = QWidget()
        chips = QVBoxLayout(self._kind_row)
        chips.setContentsMargins(15, 8, 15, 4)
        chips.addWidget(Flow(*self._kinds.values()))
        card.body.addWidget(self._kind_row)
        self.order = TableView(tr("Urutan pendaftar"))
        self._order: RowsTableModel[Standing] = RowsTableModel([
            Column(tr("Urutan"), lambda row: Cell(str(row.place), strong=True), 72, right=True),
            Column(tr("Nama"), words.name_cell, 170, stretch=2),
            Column(tr("Nomor pendaftaran"), lambda row: Cell(row.nomor, tone="text2"), 180, drop=2),
            Column(tr("Berkas lengkap"), words.day_cell, 190, stretch=1, drop=1),
            Column(tr("Hasil"), words.outcome_cell, 150),
        ])  # fmt: skip
        self.order.set_model(self._order)
        self.order.current_changed.connect(self._explain)
        card.body.addWidget(self.order, 1)
        card.body.addWidget(Divider())
        self._why_title = ElidedLabel(weight=600, tone="text")
        self._why = WrapLabel("", size=12)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(16, 8, 16, 8)
        inside.setSpacing(2)
        inside.addWidget(self._why_title)
        inside.addWidget(self._why)
        inside.addStretch(1)
        foot = LowRoll(holder)
        foot.setFixedHeight(_WHY)
        card.body.addWidget(foot)
        self._order_box = card
        return card

    def _issued_card(self) -> Card:
        card = Card(padding=0)
        card.body.setContentsMargins(1, 6, 1, 3)
        self.issued = TableView(tr("Daftar putusan yang sudah terbit"), header=False)
        self._issued: RowsTableModel[Issued] = RowsTableModel([
            Column("", lambda one: Cell(tr("Putusan {nomor}", nomor=one.nomor), strong=True,
                                        icon="file-text"), 150),
            Column("", lambda one: Cell(words.issued_words(one), tone="text2"), 200, stretch=1),
        ])  # fmt: skip
        self.issued.set_model(self._issued)
        self.issued.opened.connect(self._open_pdf)
        card.body.addWidget(self.issued)
        pdf = Button(tr("Buka PDF"), icon="file-text")
        pdf.clicked.connect(lambda: self._open_pdf(self.issued.current_row()))
        self.save_button = Button(tr("Simpan PDF dan JSON"), icon="folder-open")
        self.save_button.clicked.connect(self._save)
        self.file_button = Button(tr("Buat berkas putusan"), icon="usb")
        self.file_button.clicked.connect(self._make_file)
        buttons = QVBoxLayout()
        buttons.setContentsMargins(14, 2, 14, 10)
        buttons.addWidget(Flow(pdf, self.save_button, self.file_button))
        card.body.addLayout(buttons)
        self._issued_box = card
        return card

    # --- what the shell asks

    def subtitle(self) -> str:
        view = self._view
        if view is None:
            return ""
        waiting = sum(place.proposal is not None for place in view.places)
        ready = sum(place.ready for place in view.places)
        return tr(
            "{siap} terverifikasi belum diputuskan. {tunggu} usulan menunggu persetujuan orang lain.",
            siap=counted(ready),
            tunggu=counted(waiting),
        )

    def header_actions(self) -> Sequence[QWidget]:
        place = self._place()
        asked = (self.requests_button,) if self._requests else ()
        if place is None:
            return asked
        deeds = (self.discard_button, self.approve_button) if place.proposal else (self.propose_button,)
        return (*asked, *deeds)

    def key_hints(self) -> Sequence[KeyHint]:
        place = self._place()
        button = self.approve_button if place is not None and place.proposal else self.propose_button
        second = tr("setujui") if button is self.approve_button else tr("usulkan")
        return (
            KeyHint("Up Down", tr("pilih")),
            *((KeyHint("F2", second, self.primary),) if button.isEnabled() else ()),
            KeyHint("G", tr("ke garis"), self.to_line),
            KeyHint("F6", tr("bagian berikutnya")),
        )

    def first_focus(self) -> QWidget | None:
        empty = self._view is not None and not self._view.places
        return self._chips[self.program] if empty else self.list

    def panes(self) -> Sequence[QWidget]:
        return (self.list, self.order, self.issued)

    def primary(self) -> None:
        place = self._place()
        if place is None:
            return
        if place.proposal is not None:
            if self.approve_button.isEnabled():
                self._approve(place)
        elif self.propose_button.isEnabled():
            self._propose(place)

    def open(self, argument: object) -> None:
        """A programme and a kelurahan, as ``("WUB", code)``, or the requests that wait."""
        if argument == REQUESTS:
            self.show_requests()
        elif isinstance(argument, tuple) and len(argument) == 2:
            program, code = argument
            self._wanted = str(code)
            self._choose_program(str(program))

    def entered(self) -> None:
        self.refresh(None)

    def refresh(self, changes: Any) -> None:
        office, program, year = self.bench.office, self.program, self.bench.office.today().year
        self.bench.ask(
            lambda connection: (
                decision_view(connection, office.context, program=program, tahun=year),
                waiting(connection),
            ),
            self._loaded,
            owner=self,
            key="decisions",
        )

    def set_narrow(self, narrow: bool) -> None:
        self._places_box.setFixedWidth(_LIST_NARROW if narrow else _LIST_WIDTH)

    # --- showing

    def _choose_program(self, code: str) -> None:
        self.program = code
        for each, chip in self._chips.items():
            chip.setChecked(each == code)
        self.refresh(None)

    def _place(self) -> DecisionPlace | None:
        found = self.list.current_row()
        return found if isinstance(found, DecisionPlace) else None

    def subject(self) -> Subject | None:
        one, place = self.issued.current_row(), self._place()
        waits = place.proposal if place is not None else None
        if isinstance(one, Issued) and (waits is None or self.issued.hasFocus()):
            return Subject(one.record, tr("Putusan {nomor}", nomor=one.nomor))
        place_of = words.place_name(place.scope) if place is not None else ""
        return Subject(waits.record, tr("usulan {tempat}", tempat=place_of)) if waits is not None else None

    def _loaded(self, found: tuple[DecisionView, int]) -> None:
        view, self._requests = found
        self._view = view
        self.requests_button.set_text(
            trn("{n} permintaan menunggu", "{n} permintaan menunggu", self._requests)
        )
        current = self._place()
        wanted = self._wanted if self._wanted is not None else current.scope if current else ""
        self._wanted = None
        self._shown = ""
        self._places.set_rows(list(view.places))
        at = self._places.find(lambda place: place.scope == wanted)
        self.list.select_row(max(at, 0))
        held = self.list.hasFocus()
        self._show_place()
        if held and not view.places:
            self._chips[self.program].setFocus(Qt.FocusReason.OtherFocusReason)
        self.header_changed.emit()

    def _place_cell(self, place: DecisionPlace) -> Cell:
        note, icon, tone = words.place_note(place)
        return Cell(
            words.place_name(place.scope), words.place_sub(place), strong=True, note=note, note_icon=icon,
            note_tone=tone,
        )  # fmt: skip

    def _show_place(self) -> None:
        place = self._place()
        for box in (self._state, self._order_box, self._issued_box, self.list):
            box.setVisible(place is not None)
        self._places_rest.setVisible(place is None)
        self._nothing.setVisible(place is None)
        if place is None:
            self.header_changed.emit()
            return
        self._issued.set_rows(list(place.issued))
        self._issued_box.setVisible(bool(place.issued))
        self.issued.setFixedHeight(34 * min(max(len(place.issued), 1), _MOST_ISSUED) + 4)
        self.issued.select_row(0)
        self.file_button.setVisible(bool(place.scope))
        self.header_changed.emit()
        mark_of = f"{self.program}:{place.scope}:{place.proposal.record if place.proposal else ''}"
        if mark_of != self._shown:
            self._shown = mark_of
            self._ask_order(place)

    def _ask_order(self, place: DecisionPlace) -> None:
        """Who stands where: as proposed, or as it would be today."""
        self.paper.hide()
        office, scope, program = self.bench.office, place.scope, self.program
        year = office.today().year
        if place.proposal is None:
            self.bench.ask(
                lambda connection: quota_view(connection, office, program, year, scope),
                lambda found: self._show_preview(place, found),
                owner=self,
                key="penetapan:urutan",
                refused=lambda error: self._show_moved(place, error, tr("Urutan belum dapat ditampilkan")),
            )
            return
        record = place.proposal.record

        def proposed(_progress: object) -> tuple[QuotaView, tuple[Listed, ...]]:
            listed = decisions.proposal_rows(office, record)
            with office.reading() as connection:
                return quota_view(connection, office, program, year, scope), listed

        self.bench.do(
            proposed,
            lambda found: self._show_proposal(place, *found),
            owner=self,
            refused=lambda error: self._show_moved(place, error, tr("Usulan ini tidak berlaku lagi")),
        )

    def _still(self, place: DecisionPlace) -> bool:
        return self._place() == place

    def _show_preview(self, place: DecisionPlace, found: QuotaView) -> None:
        if not self._still(place):
            return
        free = found.room.free
        waiting_rows = [row for row in found.rows if row.status != "accepted"]
        self._put_order(found, list(found.rows), found.room.line)
        open_ = bool(waiting_rows) and bool(place.ready or free)
        self.propose_button.setEnabled(open_ and self._may(people.PETUGAS_DKUM))
        title, text = words.preview_words(place, found, may=self._may(people.PETUGAS_DKUM))
        look = ("circle-dashed", "text2") if open_ else ("circle-check", "ok")
        self._say(title, text, *look)

    def _show_proposal(self, place: DecisionPlace, found: QuotaView, rows: tuple[Listed, ...]) -> None:
        proposal = place.proposal
        if proposal is None or not self._still(place):
            return
        self._put_order(found, words.proposed_rows(found, rows), proposal.quota)
        own = proposal.by == self.bench.office.session.user
        may = self._may(people.PENYETUJU_DKUM)
        self.approve_button.setEnabled(may and not own)
        self.paper.setVisible(may and not own)
        self._say(
            tr("Usulan menunggu persetujuan"),
            words.proposal_words(proposal, sum(row.within for row in rows), own=own, may=may),
            "flag",
            "accent",
        )

    def _show_moved(self, place: DecisionPlace, error: WiraError, title: str) -> None:
        if not self._still(place):
            return
        self._seen, self._standing = None, []
        self._order.set_rows([])
        self._order_box.setVisible(False)
        self.moves_button.setVisible(False)
        self.approve_button.setEnabled(False)
        self.propose_button.setEnabled(False)
        self._say(title, str(error), "triangle-alert", "warn")

    def _put_order(self, found: QuotaView, rows: list[Standing], line: int) -> None:
        """Everybody with a place, then the order with its line; chips narrow it."""
        self._seen, self._standing, self._line = found, rows, line
        counted = Counter(words.kind_of(row, found.rules.reserve) for row in rows)
        for kind, chip in self._kinds.items():
            chip.set_count(counted[kind] if kind else len(rows))
            chip.setVisible(not kind or bool(counted[kind]))
        self._kind_row.setVisible(len(counted) > 1)
        moved = len(found.moves)
        self.moves_button.set_text(
            trn("{n} berpindah sejak putusan {nomor}: lihat sebabnya",
                "{n} berpindah sejak putusan {nomor}: lihat sebabnya", moved, nomor=found.nomor)
            if moved
            else tr("Urutan lengkap dan alasannya")
        )  # fmt: skip
        self.moves_button.setVisible(bool(rows or moved))
        self._order_box.setVisible(bool(rows))
        self._narrow("")

    def _narrow(self, kind: str) -> None:
        """Everybody, or only one kind of them."""
        self._kind = kind
        for each, chip in self._kinds.items():
            chip.setChecked(each == kind)
        reserve = self._seen.rules.reserve if self._seen is not None else None
        chosen = [row for row in self._standing if not kind or words.kind_of(row, reserve) == kind]
        shown: list[Standing | Separator] = [row for row in chosen if row.within]
        below = [row for row in chosen if not row.within]
        if chosen and not kind:
            aside = trn("{n} di bawah garis", "{n} di bawah garis", len(below))
            shown.append(Separator(tr("Garis {kuota} tempat", kuota=self._line), aside))
        shown += below
        self._order.set_rows(shown)
        first = next(
            (n for n, row in enumerate(shown) if isinstance(row, Standing) and row.status != "accepted"), 0
        )
        self.order.select_row(first)
        QTimer.singleShot(0, self.order, lambda: self.order.scrollTo(self.order.currentIndex()))

    def _see_order(self) -> None:
        place = self._place()
        if place is not None:
            self.navigate.emit("kuota", (self.program, place.scope))

    def show_requests(self) -> None:
        """What waits about single people."""
        dialog = RequestsDialog(self, self.bench)
        dialog.stepped.connect(self._step)
        dialog.opened.connect(lambda record: self.navigate.emit("pendaftar", record))
        dialog.open()

    def _step(self, code: str, request: Request) -> None:
        leaving.ask(self, self.bench, code, request, lambda: self.refresh(None))

    def _say(self, title: str, text: str, icon: str, tone: str) -> None:
        self._state_title.setText(title)
        self._state_text.setText(text)
        self._state_icon.set(icon, tone)
        self._state.setAccessibleName(title)
        self._state.setAccessibleDescription(text)

    def state_text(self) -> str:
        """The sentence over the order."""
        return self._state_text.text()

    def _explain(self, row: object) -> None:
        known = isinstance(row, Standing)
        self._why_title.setText(words.why_title(row) if known else "")
        self._why.setText(words.why(row) if known else "")

    def _may(self, role: people.Role) -> bool:
        return role in self.bench.office.person.roles

    def to_line(self) -> None:
        """G: the first person below the line, or the last above it."""
        self._narrow("")
        rows = self._order.rows()
        at = next((n for n, row in enumerate(rows) if isinstance(row, Separator)), -1)
        if at >= 0:
            self.order.select_row(at + 1 if at + 1 < len(rows) else at - 1)
            self.order.setFocus()

    # --- doing

    def _propose(self, place: DecisionPlace) -> None:
        office = self.bench.office
        wish = ProposeDecision(self.program, office.today().year, place.scope)
        self.bench.do(
            lambda _progress: decisions.propose(office, wish),
            self._proposed,
            owner=self,
            refused=lambda error: self._stop(tr("Usulan belum dapat dibuat"), error),
        )

    def _proposed(self, made: decisions.Proposal) -> None:
        self.refresh(None)
        self.toast(
            tr(
                "{n} orang diusulkan: {masuk} dalam kuota, {tunggu} daftar tunggu. "
                "Orang lain yang menyetujui.",
                n=made.ranked,
                masuk=made.accepted,
                tunggu=made.waitlisted,
            )
        )

    def _approve(self, place: DecisionPlace) -> None:
        office, proposal = self.bench.office, place.proposal
        if proposal is None:
            return
        self.paper.before_issuing(
            self,
            lambda form: self.bench.do(
                lambda _progress: decisions.approve(office, proposal.record, form=form),
                self._approved,
                owner=self,
                refused=lambda error: self._stop(tr("Usulan belum dapat disetujui"), error),
            ),
        )

    def _approved(self, made: decisions.Approval) -> None:
        self.refresh(None)
        self.toast(
            tr(
                "Putusan {nomor} terbit: {masuk} ditetapkan, {tunggu} daftar tunggu.",
                nomor=made.nomor, masuk=made.accepted, tunggu=made.waitlisted,
            )
        )  # fmt: skip

    def _ask_discard(self) -> None:
        place = self._place()
        if place is None or place.proposal is None:
            return
        record = place.proposal.record
        dialog = StopDialog.asking(
            self,
            tr("Batalkan usulan ini?"),
            tr("Usulan dan undiannya tetap tercatat. Usulan baru akan diundi lagi."),
            action=tr("Batalkan usulan"),
            close=tr("Biarkan"),
            danger=True,
        )
        office = self.bench.office
        dialog.accepted.connect(
            lambda: self.bench.do(
                lambda _progress: decisions.discard(office, record),
                lambda _changes: self.refresh(None),
                owner=self,
                refused=lambda error: self._stop(tr("Usulan belum dapat dibatalkan"), error),
            )
        )
        dialog.open()

    def _open_pdf(self, one: object) -> None:
        if isinstance(one, Issued) and one.document:
            self.navigate.emit("dokumen", one.document)

    def _save(self) -> None:
        one = self.issued.current_row()
        if isinstance(one, Issued) and one.document:
            decision_paper.save(self.bench, self.steps, self, one.document, self.toast)

    def _make_file(self) -> None:
        place = self._place()
        if place is not None and place.scope:
            self.steps.make_for([place.scope])

    def _stop(self, title: str, error: WiraError) -> None:
        StopDialog.for_error(self, title, error).open()
