"""Kuota & peringkat: the places, the order with the line, and why each one stands where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.actions.standings import Standing
from desktop_app.domain.fields import PROGRAMS
from desktop_app.domain.values import show_date
from desktop_app.queries.quota import QuotaView, quota_view
from resources.i18n import mark, tr, trn
from ui import tokens as t
from ui.bench import Bench
from ui.looks import PillLook
from ui.models.table import Cell, Column, RowsTableModel, Separator
from ui.pages.base import KeyHint, Page
from ui.widgets.button import Button, Chip
from ui.widgets.card import Bar, Card, Divider, EmptyState
from ui.widgets.flow import Roll
from ui.widgets.gauge import GaugeState, QuotaGauge
from ui.widgets.labels import Label, WrapLabel
from ui.widgets.table import TableView

_WHY = 320
_BELOW = PillLook("hourglass", mark("Di bawah garis"), "plum")


class KuotaPage(Page):
    """Gauge and budget above, the order at the left, the reasons of the chosen person at the right."""

    key: ClassVar[str] = "kuota"
    icon: ClassVar[str] = "list-ordered"
    title: ClassVar[str] = mark("Kuota & peringkat")

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._program = PROGRAMS[0].code
        self._view: QuotaView | None = None
        self._chips: dict[str, Chip] = {}
        for choice in PROGRAMS:
            chip = Chip(tr(choice.label), checked=choice.code == self._program)
            chip.clicked.connect(lambda _on=False, code=choice.code: self._choose(code))
            self._chips[choice.code] = chip
        self._open = Button(tr("Buka pendaftar"), icon="users-round", key="Enter")
        self._open.clicked.connect(lambda: self._go(self.order.current_row()))
        self._build()

    # --- parts

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(t.CARD_GAP)
        above = QHBoxLayout()
        above.setSpacing(t.CARD_GAP)
        above.addWidget(self._gauge_card(), 1)
        above.addWidget(self._money_card())
        outer.addLayout(above)
        row = QHBoxLayout()
        row.setSpacing(t.CARD_GAP)
        row.addWidget(self._order_card(), 1)
        row.addWidget(self._why_card())
        outer.addLayout(row, 1)
        self._nothing = EmptyState(
            tr("Belum ada yang berurut"),
            tr("Pendaftar yang sudah terverifikasi berurut di sini menurut buku aturan."),
            done=False,
        )
        outer.addWidget(self._nothing, 1)

    def _gauge_card(self) -> Card:
        self._places = Card()
        head = QHBoxLayout()
        self._used = Label("", size=t.SIZE_CARD, weight=t.SEMIBOLD)
        self._waiting = Label("", tone="plum")
        head.addWidget(self._used)
        head.addStretch(1)
        head.addWidget(self._waiting)
        self._places.body.addLayout(head)
        self.gauge = QuotaGauge(tr("Tempat program ini"), height=24)
        self._places.body.addWidget(self.gauge)
        return self._places

    def _money_card(self) -> Card:
        self._money = Card(title=tr("Pagu anggaran"))
        self._bar = Bar()
        self._limit = WrapLabel("", size=t.SIZE_META)
        self._money.body.addWidget(self._bar)
        self._money.body.addWidget(self._limit)
        self._money.setFixedWidth(_WHY)
        return self._money

    def _order_card(self) -> Card:
        card = Card(padding=0)
        card.body.setContentsMargins(1, 3, 1, 3)
        self.order = TableView(tr("Urutan pendaftar"))
        self._rows: RowsTableModel[Standing] = RowsTableModel([
            Column(tr("No."), lambda row: Cell(str(row.place), strong=True), 52, right=True),
            Column(tr("Nama"), lambda row: Cell(row.nama, strong=True), 170, stretch=2),
            Column(tr("Keadaan"), _state_cell, 150),
            Column(tr("Dasar urutan"), _grounds_cell, 220, stretch=3, drop=2),
            Column(tr("Berkas lengkap"), lambda row: Cell(show_date(row.tanggal_lengkap), tone="text2"), 116,
                   drop=1),
        ])  # fmt: skip
        self.order.set_model(self._rows)
        self.order.current_changed.connect(self._explain)
        self.order.opened.connect(self._go)
        card.body.addWidget(self.order, 1)
        self._order_box = card
        return card

    def _why_card(self) -> Card:
        card = Card(padding=0)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        self._why_title = WrapLabel("", size=16, weight=t.SEMIBOLD, tone="text")
        self._why_name = WrapLabel("")
        self._why = WrapLabel("", tone="text")
        self._move_title = Label(tr("Perubahan urutan"), weight=t.SEMIBOLD)
        self._move = WrapLabel("", size=t.SIZE_META)
        self._held_line = Divider()
        self._held = WrapLabel("", size=t.SIZE_META)
        for part in (self._why_title, self._why_name, self._why, self._move_title, self._move,
                     self._held_line, self._held):  # fmt: skip
            column.addWidget(part)
        column.addStretch(1)
        card.body.setContentsMargins(1, 1, 1, 1)
        card.body.addWidget(Roll(inner), 1)
        card.setFixedWidth(_WHY)
        self._why_box = card
        return card

    # --- what the shell asks

    def subtitle(self) -> str:
        view = self._view
        if view is None:
            return ""
        told = (
            tr("Aturan versi {versi}.", versi=view.rules.label)
            if view.rules.version
            else tr("Aturan bawaan.")
        )
        if not view.whole:
            return told + " " + tr("Kuotanya sekota, jadi hanya DKUM yang tahu garisnya.")
        if self._bench.office.info.kind == "dkum":
            return told + " " + view.room.sentence
        if view.nomor and all(row.status in ("accepted", "waitlisted") for row in view.rows):
            return told + " " + tr("Menurut putusan DKUM {nomor}.", nomor=view.nomor)
        return told + " " + tr("Perkiraan, belum diputuskan DKUM.")

    def header_actions(self) -> Sequence[QWidget]:
        return (*self._chips.values(), self._open)

    def key_hints(self) -> Sequence[KeyHint]:
        return (
            KeyHint("Up Down", tr("pilih")),
            KeyHint("G", tr("ke garis"), self.to_line),
            KeyHint("Enter", tr("buka")),
            KeyHint("F6", tr("bagian berikutnya")),
        )

    def first_focus(self) -> QWidget | None:
        return self.order

    def panes(self) -> Sequence[QWidget]:
        return (self.order, self.gauge)

    def set_narrow(self, narrow: bool) -> None:
        width = 240 if narrow else _WHY
        self._why_box.setFixedWidth(width)
        self._money.setFixedWidth(width)

    def entered(self) -> None:
        self.refresh(None)

    def refresh(self, changes: Any) -> None:
        office, program, year = self._bench.office, self._program, self._bench.office.today().year
        self._bench.ask(
            lambda connection: quota_view(connection, office, program, year, office.info.scope),
            self._loaded,
            owner=self,
            key="kuota",
        )

    def to_line(self) -> None:
        """G: the first person below the line, or the last above it."""
        rows = self._rows.rows()
        at = next((n for n, row in enumerate(rows) if isinstance(row, Separator)), -1)
        if at >= 0:
            self.order.select_row(at + 1 if at + 1 < len(rows) else at - 1)
            self.order.setFocus()

    # --- showing

    def _choose(self, code: str) -> None:
        self._program = code
        for each, chip in self._chips.items():
            chip.setChecked(each == code)
        self.refresh(None)

    def _loaded(self, view: QuotaView) -> None:
        current = self.order.current_row()
        record = current.record if isinstance(current, Standing) else ""
        self._view = view
        self._show_places(view)
        self._show_money(view)
        shown: list[Standing | Separator] = [row for row in view.rows if row.within]
        below = [row for row in view.rows if not row.within]
        if view.whole and view.rows:
            shown.append(
                Separator(
                    tr("Garis {kuota} tempat", kuota=view.room.line),
                    tr("Di bawah garis: Daftar Tunggu. Tidak seorang pun ditolak karena kuota."),
                )
            )
        shown += below
        self._rows.set_rows(shown)
        at = next((n for n, row in enumerate(shown) if isinstance(row, Standing) and row.record == record), 0)
        self.order.select_row(at)
        for box in (self._order_box, self._why_box):
            box.setVisible(bool(view.rows))
        self._nothing.setVisible(not view.rows)
        self._open.setEnabled(bool(view.rows))
        self._show_held(view)
        self.header_changed.emit()

    def _show_places(self, view: QuotaView) -> None:
        quota = view.quota
        decided = bool(quota.nomor)
        state = GaugeState(
            quota.places, quota.accepted, quota.proposed, quota.verified, quota.waiting,
            decided and quota.waiting == quota.waitlisted,
        )  # fmt: skip
        self.gauge.set(state)
        self._used.setText(tr("{isi} dari {kuota} tempat terisi", isi=state.used, kuota=state.places))
        words = (
            trn("{n} orang di daftar tunggu", "{n} orang di daftar tunggu", quota.waiting)
            if state.decided
            else trn("{n} orang di bawah garis", "{n} orang di bawah garis", quota.waiting)
        )
        self._waiting.setText(words if quota.waiting and view.whole else "")

    def _show_money(self, view: QuotaView) -> None:
        room = view.room
        self._bar.setVisible(room.budget is not None)
        if room.budget is None:
            self._limit.setText(tr("DKUM tidak menetapkan pagu; kuota yang membatasi."))
            return
        self._bar.set([(float(room.spent), "accent")], float(room.budget), room.money)
        self._limit.setText(f"{room.money}. {room.sentence}")

    def _show_held(self, view: QuotaView) -> None:
        """Who cannot be ranked yet, and why."""
        told = [
            tr("{nomor}: {sebab}", nomor=each.nomor_pendaftaran, sebab=each.reason) for each in view.excluded
        ]
        if told:
            told.insert(0, trn("{n} belum dapat ikut:", "{n} belum dapat ikut:", len(told)))
        self._held.setText("\n".join(told))
        self._held.setVisible(bool(told))
        self._held_line.setVisible(bool(told))

    def _explain(self, row: object) -> None:
        if not isinstance(row, Standing):
            return
        self._why_title.setText(tr("Mengapa di urutan {nomor}?", nomor=row.place))
        self._why_name.setText(tr("{nama}, {nomor}", nama=row.nama, nomor=row.nomor))
        self._why.setText(row.reason.replace(". ", ".\n"))
        self._move_title.setVisible(row.move is not None)
        self._move.setVisible(row.move is not None)
        if row.move is not None:
            self._move.setText(row.move.reason)

    def reason_text(self) -> str:
        """Why the chosen person stands there."""
        return self._why.text()

    def _go(self, row: object) -> None:
        if isinstance(row, Standing):
            self.navigate.emit("pendaftar", row.record)


def _state_cell(row: Standing) -> Cell:
    """The status; below the line of a forecast nobody is on a waiting list yet."""
    if row.status == "verified" and not row.within:
        return Cell(pill=_BELOW)
    return Cell(pill=row.status)


def _grounds_cell(row: Standing) -> Cell:
    """What told this person apart, in short."""
    if row.grounds:
        return Cell(" ".join(row.grounds), tone="text2")
    sentences = row.reason.split(". ")  # the first says the place, the last where the line is
    return Cell(". ".join(sentences[1:-1]) or row.reason, tone="text2")
