"""Kuota & peringkat: the places, the order with the line, who moved since the decision, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.actions.candidates import Excluded
from desktop_app.actions.standings import Moved, Standing
from desktop_app.domain import recompute, region
from desktop_app.domain.fields import PROGRAMS
from desktop_app.domain.region import Kelurahan
from desktop_app.errors import WiraError
from desktop_app.office import Reading
from desktop_app.queries.decisions import decision_view
from desktop_app.queries.quota import QuotaView, quota_view
from resources.i18n import mark, tr, trn
from ui import tokens as t
from ui.bench import Bench
from ui.dialogs.ranking import RankingDialog
from ui.models.table import RowsTableModel, Separator
from ui.pages import kuota_words as words
from ui.pages import pendaftar_leaving as leaving
from ui.pages.base import KeyHint, Page, Subject
from ui.pages.kuota_why import WhyPane
from ui.pages.place_menu import place_menu
from ui.widgets.button import Button, Chip
from ui.widgets.card import Bar, Card, EmptyState
from ui.widgets.dialog import Dialog
from ui.widgets.flow import Flow
from ui.widgets.gauge import GaugeState, QuotaGauge
from ui.widgets.labels import Label, WrapLabel
from ui.widgets.table import TableView

_WHY = 320
_NARROW = 240
_ORDER, _MOVES, _HELD = range(3)


@dataclass(frozen=True)
class _Loaded:
    """The order of one place; `ready` counts who can be decided by kelurahan, at DKUM only."""

    view: QuotaView
    ready: dict[str, int]


class KuotaPage(Page):
    """Gauge and budget above; the order, the changes or the held at the left; the reasons at the right."""

    key: ClassVar[str] = "kuota"
    icon: ClassVar[str] = "list-ordered"
    title: ClassVar[str] = mark("Kuota & peringkat")

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._dkum = bench.office.info.kind == "dkum"
        self._program = PROGRAMS[0].code
        self._scope = bench.office.info.scope
        self._view: QuotaView | None = None
        self._ready: dict[str, int] = {}
        self._dialog: Dialog | None = None
        self._chips: dict[str, Chip] = {}
        for choice in PROGRAMS:
            chip = Chip(tr(choice.label), checked=choice.code == self._program)
            chip.clicked.connect(lambda _on=False, code=choice.code: self._choose(code))
            self._chips[choice.code] = chip
        self.place = Chip(tr("Kelurahan"), checkable=False, menu=True)
        self.place.clicked.connect(self.choose_place)
        self.print_button = Button(tr("Cetak"), icon="printer", key="Ctrl+P")
        self.print_button.clicked.connect(self.print_list)
        self._decide = Button(tr("Penetapan"), kind="primary", icon="flag", key="F2")
        self._decide.clicked.connect(self.primary)
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
        self._lower = QWidget()
        row = QHBoxLayout(self._lower)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(t.CARD_GAP)
        row.addWidget(self._order_card(), 1)
        self.why = WhyPane()
        self.why.setFixedWidth(_WHY)
        self.why.opened.connect(lambda: self._go(self._table().current_row()))
        self.why.printed.connect(self.print_reason)
        self.why.stepped.connect(self._step)
        row.addWidget(self.why)
        outer.addWidget(self._lower, 1)
        self._nothing = EmptyState(" ", " ", done=False)
        outer.addWidget(self._nothing, 1)

    def _gauge_card(self) -> Card:
        self._places = Card()
        head = QHBoxLayout()
        head.setSpacing(10)
        if self._dkum:
            head.addWidget(self.place)
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
        card.body.setSpacing(0)
        self._views: list[Chip] = []
        for at, label in enumerate((tr("Urutan"), tr("Perubahan"), tr("Belum dapat ikut"))):
            chip = Chip(label, checked=at == _ORDER, count=0)
            chip.clicked.connect(lambda _on=False, at=at: self.show_part(at))
            self._views.append(chip)
        self._chip_row = QWidget()
        inside = QVBoxLayout(self._chip_row)
        inside.setContentsMargins(15, 8, 15, 4)
        inside.setSpacing(6)
        inside.addWidget(Flow(*self._views))
        self._told = WrapLabel("", size=t.SIZE_META)
        inside.addWidget(self._told)
        card.body.addWidget(self._chip_row)
        self.order = TableView(tr("Urutan pendaftar"))
        self._rows: RowsTableModel[Standing] = RowsTableModel(words.order_columns(city=False))
        self._city_rows: RowsTableModel[Standing] = RowsTableModel(words.order_columns(city=True))
        self.order.set_model(self._rows)
        self.changes = TableView(tr("Perubahan sejak putusan terakhir"))
        self._moved: RowsTableModel[Moved] = RowsTableModel(words.move_columns())
        self.changes.set_model(self._moved)
        self.held = TableView(tr("Yang belum dapat ikut"))
        self._held: RowsTableModel[Excluded] = RowsTableModel(words.held_columns())
        self.held.set_model(self._held)
        self._tables = (self.order, self.changes, self.held)
        self._stack = QStackedWidget()
        for table in self._tables:
            table.current_changed.connect(self._explain)
            table.opened.connect(self._go)
            self._stack.addWidget(table)
        card.body.addWidget(self._stack, 1)
        return card

    # --- what the shell asks

    def subtitle(self) -> str:
        return words.subtitle(self._view, self._bench.office) if self._view is not None else ""

    def header_actions(self) -> Sequence[QWidget]:
        if not self._dkum:
            return (*self._chips.values(), self.print_button)
        return (*self._chips.values(), self.print_button, self._decide)

    def key_hints(self) -> Sequence[KeyHint]:
        city = (
            KeyHint("K", tr("pilih kelurahan"), self.choose_place, always=True),
            KeyHint("Ctrl+PgDown", tr("kelurahan berikutnya"), lambda: self._next_place(1), bar=False),
            KeyHint("Ctrl+PgUp", tr("kelurahan sebelumnya"), lambda: self._next_place(-1), bar=False),
            KeyHint("F2", tr("penetapan"), self.primary),
        )
        return (
            KeyHint("Up Down", tr("pilih")),
            KeyHint("G", tr("ke garis"), self.to_line),
            KeyHint("P", tr("perubahan"), self._next_part),
            *(city[(0 if not self.place.isHidden() else 3) :] if self._dkum else ()),
            KeyHint("Enter", tr("buka")),
            KeyHint("Ctrl+P", tr("cetak"), self.print_list),
            KeyHint("F6", tr("bagian berikutnya"), bar=False),
        )

    def first_focus(self) -> QWidget | None:
        return self._table()

    def panes(self) -> Sequence[QWidget]:
        return (self._table(), self.why.open_button, self.gauge)

    def set_narrow(self, narrow: bool) -> None:
        width = _NARROW if narrow else _WHY
        self.why.setFixedWidth(width)
        self._money.setFixedWidth(width)

    def open(self, argument: object) -> None:
        """At DKUM a programme and a kelurahan, as ``("WUB", code)``."""
        if isinstance(argument, tuple) and len(argument) == 2 and self._dkum:
            program, scope = argument
            self._scope = str(scope)
            self._choose(str(program))

    def entered(self) -> None:
        self.refresh(None)

    def refresh(self, changes: Any) -> None:
        office, program, wanted = self._bench.office, self._program, self._scope
        year, dkum = office.today().year, self._dkum

        def question(connection: Reading) -> _Loaded:
            scope, ready = wanted, dict[str, int]()
            if dkum:
                seen = decision_view(connection, office.context, program=program, tahun=year)
                ready = {
                    place.scope: place.ready + place.by_status["waitlisted"]
                    for place in seen.places
                    if place.scope
                }
                first = next((place.scope for place in seen.places), region.all_kelurahan()[0].code)
                scope = wanted or first
            return _Loaded(quota_view(connection, office, program, year, scope), ready)

        self._bench.ask(question, self._loaded, owner=self, key="kuota", refused=self._refused)

    def primary(self) -> None:
        """F2 at DKUM: on to the proposal of this place."""
        if self._dkum:
            scope = self._view.scope if self._view is not None else self._scope
            self.navigate.emit("penetapan", (self._program, scope))

    def to_line(self) -> None:
        """G: the first person below the line, or the last above it."""
        self.show_part(_ORDER)
        rows = self._model().rows()
        at = next((n for n, row in enumerate(rows) if isinstance(row, Separator)), -1)
        if at >= 0:
            self.order.select_row(at + 1 if at + 1 < len(rows) else at - 1)
            self.order.setFocus()

    def has_part(self, at: int) -> bool:
        """Whether there is anything in a part of the list."""
        return not self._views[at].isHidden() and not self._chip_row.isHidden()

    def show_part(self, at: int) -> None:
        """The order, the changes, or who cannot be ranked; one that is empty is not shown."""
        if self._views[at].isHidden():
            at = _ORDER
        for number, chip in enumerate(self._views):
            chip.setChecked(number == at)
        inside = self.focusWidget() in self._tables
        self._stack.setCurrentIndex(at)
        table = self._table()
        view = self._view
        told = ""
        if at == _MOVES and view is not None:
            told = recompute.summary(view.nomor, view.moves, len(view.accepted))
        self._told.setText(told)
        self._told.setVisible(bool(told))
        if table.current_row() is None:
            table.select_row(0)
        self._explain(table.current_row())
        if inside:
            table.setFocus()
        self.header_changed.emit()

    def choose_place(self) -> QMenu | None:
        """K: the kelurahan to look at, with how many can be decided there."""
        if not self._dkum or self.place.isHidden():
            return None

        def label(place: Kelurahan) -> str:
            n = self._ready.get(place.code, 0)
            return tr("{kelurahan}, {n} siap", kelurahan=place.name, n=n) if n else place.name

        city = tr("Seluruh kota, tempat yang berpindah") if self._moves_in_city() else ""
        return place_menu(self.place, self._take_place, city=city, words=label)

    # --- showing

    def _choose(self, code: str) -> None:
        self._program = code
        for each, chip in self._chips.items():
            chip.setChecked(each == code)
        self.refresh(None)

    def _take_place(self, code: str) -> None:
        self._scope = code
        self.refresh(None)

    def _next_place(self, step: int) -> None:
        """The next kelurahan in which somebody can be decided."""
        codes = sorted(code for code, n in self._ready.items() if n)
        if not codes or self._view is None or not self._view.scope:
            return
        here = self._view.scope
        later = [code for code in codes if (code > here if step > 0 else code < here)]
        self._take_place((later[0] if step > 0 else later[-1]) if later else codes[0 if step > 0 else -1])

    def _next_part(self) -> None:
        shown = [at for at, chip in enumerate(self._views) if not chip.isHidden()]
        at = self._stack.currentIndex()
        self.show_part(shown[(shown.index(at) + 1) % len(shown)] if at in shown else _ORDER)
        self._table().setFocus()

    def _moves_in_city(self) -> bool:
        return self._view is not None and self._view.rules.moving == "kota"

    def _table(self) -> TableView:
        return self._tables[self._stack.currentIndex()]

    def _model(self) -> RowsTableModel[Standing]:
        return self._city_rows if self.order.table_model() is self._city_rows else self._rows

    def _loaded(self, found: _Loaded) -> None:
        current = self.order.current_row()
        record = current.record if isinstance(current, Standing) else ""
        self._view, self._ready = found.view, found.ready
        view = found.view
        if view.scope:
            self._scope = view.scope
        self.place.set_text(words.place_title(view))
        self.place.setVisible(self._dkum and view.rules.scope == "kelurahan")
        self._show_places(view)
        self._show_money(view)
        self._show_order(view, record)
        self._moved.set_rows(list(view.moves))
        self._held.set_rows(list(view.excluded))
        counts = (len(view.rows), len(view.moves), len(view.excluded))
        for chip, count in zip(self._views, counts, strict=True):
            chip.set_count(count)
            chip.setVisible(bool(count) or chip is self._views[_ORDER])
        self._chip_row.setVisible(any(counts[1:]))
        anybody = any(counts)
        if anybody or not view.unheard:
            self._show_nothing(
                "" if anybody else tr("Belum ada yang berurut"),
                tr("Pendaftar yang sudah terverifikasi berurut di sini menurut buku aturan."),
            )
        else:
            self._show_nothing(
                tr("Belum ada berkas dari kelurahan ini"),
                tr("Urutannya tampil setelah berkas kelurahan ini dibuka di Sinkronisasi."),
            )
        self.print_button.setEnabled(anybody)
        self.show_part(self._stack.currentIndex() if view.rows else _HELD)

    def _refused(self, error: WiraError) -> None:
        """What keeps the order from being told stands in the page, at every visit anew."""
        self._view = None
        self._show_nothing(tr("Urutan belum dapat ditampilkan"), str(error))
        self.print_button.setEnabled(False)
        self.header_changed.emit()

    def _show_nothing(self, title: str, why: str) -> None:
        self._lower.setVisible(not title)
        known = self._view is not None
        self._places.setVisible(known)
        self._money.setVisible(known)
        self._nothing.setVisible(bool(title))
        if title:
            self._nothing.set_words(title, why)

    def _show_order(self, view: QuotaView, record: str) -> None:
        model = self._city_rows if self._dkum and not view.scope else self._rows
        if self.order.table_model() is not model:
            self.order.set_model(model)
        shown: list[Standing | Separator] = [row for row in view.rows if row.within]
        if view.whole and view.rows:
            shown.append(
                Separator(
                    tr("Garis {kuota} tempat", kuota=view.room.line),
                    tr("Di bawah garis: Daftar Tunggu. Tidak seorang pun ditolak karena kuota."),
                )
            )
        shown += [row for row in view.rows if not row.within]
        model.set_rows(shown)
        first = 1 if shown and isinstance(shown[0], Separator) else 0
        at = next(
            (n for n, row in enumerate(shown) if isinstance(row, Standing) and row.record == record), first
        )
        self.order.select_row(at)

    def _show_places(self, view: QuotaView) -> None:
        quota = view.quota
        decided = bool(quota.nomor)
        state = GaugeState(
            quota.places, quota.accepted, quota.proposed, quota.verified, quota.waiting,
            decided and quota.waiting == quota.waitlisted,
        )  # fmt: skip
        self.gauge.set(state)
        self._used.setText(tr("{isi} dari {kuota} tempat terisi", isi=state.used, kuota=state.places))
        told = (
            trn("{n} orang di daftar tunggu", "{n} orang di daftar tunggu", quota.waiting)
            if state.decided
            else trn("{n} orang di bawah garis", "{n} orang di bawah garis", quota.waiting)
        )
        self._waiting.setText(told if quota.waiting and view.whole else "")

    def _show_money(self, view: QuotaView) -> None:
        room = view.room
        self._bar.setVisible(room.budget is not None)
        if room.budget is None:
            self._limit.setText(tr("DKUM tidak menetapkan pagu; kuota yang membatasi."))
            return
        self._bar.set([(float(room.spent), "accent")], float(room.budget), room.money)
        self._limit.setText(f"{room.money}. {room.sentence}")

    def _explain(self, row: object) -> None:
        if isinstance(row, Standing):
            self.why.show_standing(row)
        elif isinstance(row, Moved):
            self.why.show_move(row)
        elif isinstance(row, Excluded):
            about = row.stuck or row.proposed
            steps = (
                leaving.ending_steps(self._bench.office, "waitlisted", row.proposed, row.held)
                if about
                else []
            )
            advice = words.held_advice(row, city=self._dkum, may=bool(steps))
            self.why.show_held(row, steps, advice)

    def reason_text(self) -> str:
        """Why the chosen person stands there."""
        return self.why.why.text()

    # --- doing

    def _go(self, row: object) -> None:
        if isinstance(row, (Standing, Moved, Excluded)):
            self.navigate.emit("pendaftar", row.record)

    def subject(self) -> Subject | None:
        row = self._table().current_row()
        if isinstance(row, (Standing, Moved, Excluded)) and row.record:
            return Subject(row.record, row.nama)
        return None

    def _step(self, code: str) -> None:
        row = self.held.current_row()
        if isinstance(row, Excluded):
            self._dialog = leaving.ask(self, self._bench, code, row)

    def print_list(self) -> None:
        """Ctrl+P: the order on paper, looked at before it is printed or saved."""
        if self._view is not None and self.print_button.isEnabled():
            self._dialog = RankingDialog(self, self._bench, self._view)
            self._dialog.open()

    def print_reason(self) -> None:
        """The line of the chosen person alone."""
        row = self.order.current_row()
        if self._view is not None and isinstance(row, Standing):
            self._dialog = RankingDialog(self, self._bench, self._view, only=(row.record, row.place))
            self._dialog.open()
