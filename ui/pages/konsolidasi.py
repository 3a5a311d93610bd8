"""The city at a glance: 63 kelurahan, what came from each, and what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.actions.arrivals import waiting_files
from desktop_app.domain.business import WANTED
from desktop_app.domain.moments import wib
from desktop_app.domain.values import show_date
from desktop_app.queries.board import Board, Clash, KelurahanLine, board
from resources.i18n import counted, mark, tr, trn
from ui import when
from ui.bench import Bench
from ui.dialogs.kelurahan import KelurahanDialog
from ui.models.table import Cell, Column, RowsTableModel
from ui.pages.base import REQUESTS, KeyHint, Page, Status
from ui.pages.board_words import (
    both_names,
    both_numbers,
    both_places,
    business_note,
    kelurahan_sentence,
    outcome_note,
    outcome_sentence,
    pledge_sentence,
    tile_note,
    what_is_same,
)
from ui.pages.decision_words import alone_sentence
from ui.pages.usaha_words import register_sentence
from ui.widgets.button import Button, Chip
from ui.widgets.card import Card
from ui.widgets.flow import Flow, Roll, clear
from ui.widgets.labels import Icon, Label, WrapLabel
from ui.widgets.table import TableView
from ui.widgets.tiles import LOOKS, Tile, TileBoard, TileGroup
from ui.widgets.toast import Banner, BannerSpec

PROGRAMS = (("WUB", mark("Wirausaha Baru")), ("PP", mark("Perempuan Pengusaha")))
_FOOT = 132


class KonsolidasiPage(Page):
    """Tiles by kecamatan over the list of people entered in two kelurahan."""

    key = "konsolidasi"
    icon = "layout-grid"
    title = mark("Konsolidasi 63 kelurahan")

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self.program = "WUB"
        self._board: Board | None = None
        self._open_button = Button(tr("Buka berkas"), icon="folder-open", key="Ctrl+O")
        self._open_button.clicked.connect(self._go_files)
        self._decide_button = Button(tr("Penetapan"), kind="primary", icon="send", key="F2")
        self._decide_button.clicked.connect(self.primary)
        self.requests_button = Button("", icon="inbox")
        self.requests_button.clicked.connect(lambda: self.navigate.emit("penetapan", REQUESTS))
        self._build()

    # --- parts

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._ending = QVBoxLayout()
        self._ending.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._ending)
        column.addWidget(self._legend_row())
        self.tiles = TileBoard(tr("Kelurahan menurut kecamatan"))
        self.tiles.current_changed.connect(lambda _key: self._show_current())
        self.tiles.opened.connect(self._open_kelurahan)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.tiles)
        inside.addStretch(1)
        scroll = Roll(holder)
        self._scroll = scroll
        scroll.viewport().installEventFilter(self)
        column.addWidget(scroll, 1)
        column.addWidget(self._foot())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The tiles are told how high the place for them is."""
        if event.type() == QEvent.Type.Resize and watched is self._scroll.viewport():
            self.tiles.set_room(self._scroll.viewport().height())
        return super().eventFilter(watched, event)

    def _legend_row(self) -> Flow:
        legend, chips = Flow(gap=14, line_gap=2), Flow()
        self._program_chips: dict[str, Chip] = {}
        for code, words in PROGRAMS:
            chip = Chip(tr(words), checked=code == self.program)
            chip.clicked.connect(lambda _on=False, code=code: self._choose_program(code))
            self._program_chips[code] = chip
            chips.add(chip)
        self.register_chip = Chip(tr("Usaha terdaftar"))
        self.register_chip.toggled.connect(self._register_toggled)
        chips.add(self.register_chip)
        self.outcome_chip = Chip(tr("Capaian"))
        self.outcome_chip.toggled.connect(self._outcomes_toggled)
        chips.add(self.outcome_chip)
        self.problem_chip = Chip(tr("Hanya yang bermasalah"), count=0)
        self.problem_chip.toggled.connect(lambda _on: self._fill())
        chips.add(self.problem_chip)
        self._marks: dict[str, tuple[Icon, Label]] = {}
        for state in ("ok", "late", "gap", "none"):
            icon = Icon(LOOKS[state].icon, LOOKS[state].tone, 16)
            label = Label("", size=12, tone="text2")
            pair = QWidget()
            line = QHBoxLayout(pair)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(8)
            line.addWidget(icon)
            line.addWidget(label)
            legend.add(pair)
            self._marks[state] = (icon, label)
        return Flow(legend, chips, spread=True)

    def _foot(self) -> QWidget:
        foot = QWidget()
        foot.setFixedHeight(_FOOT)
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        card = Card(padding=0)
        card.body.setContentsMargins(1, 3, 1, 3)
        self.clashes = TableView(tr("NIK atau nomor pendaftaran yang sama"))
        self._clash_model: RowsTableModel[Clash] = RowsTableModel([
            Column(tr("Sama"), lambda c: Cell(what_is_same(c), tone="text2"), 150),
            Column(tr("Pendaftar"), lambda c: Cell(both_names(c), strong=True), 180, stretch=2),
            Column(tr("Kelurahan"), lambda c: Cell(both_places(c), tone="text2"), 300, stretch=2),
            Column(tr("Nomor pendaftaran"), lambda c: Cell(both_numbers(c), tone="text2"), 250,
                   stretch=1, drop=2),
        ])  # fmt: skip
        self.clashes.set_model(self._clash_model)
        self.clashes.opened.connect(lambda clash: self.navigate.emit("pendaftar", clash.record))
        card.body.addWidget(self.clashes, 1)
        self._no_clash = WrapLabel(
            tr(
                "Menurut berkas yang sudah masuk, tidak ada NIK yang sama di dua kelurahan dan tidak ada"
                " nomor pendaftaran yang sama."
            ),
            tone="text2",
        )
        self._no_clash.setContentsMargins(16, 14, 16, 14)
        card.body.addWidget(self._no_clash)
        row.addWidget(card, 3)
        self._current = Card(padding=14)
        head = QHBoxLayout()
        head.setSpacing(8)
        self._current_icon = Icon("check", "ok", 18)
        self._current_name = WrapLabel("", size=14, weight=600, tone="text")
        head.addWidget(self._current_icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._current_name, 1)
        self._current.body.addLayout(head)
        self._current_text = WrapLabel("", size=12)
        self._current.body.addWidget(self._current_text)
        self._current_register = WrapLabel("", size=12)
        self._current.body.addWidget(self._current_register)
        self._current.body.addStretch(1)
        self._current.setMinimumWidth(260)
        row.addWidget(self._current, 1)
        return foot

    # --- what the shell asks

    def subtitle(self) -> str:
        found = self._board
        if found is None:
            return ""
        if self.outcome_chip.isChecked():
            return pledge_sentence(found)
        day = show_date(wib(self.bench.now()).date().isoformat())
        return tr(
            "{isi} dari {tempat} tempat terisi, {usaha} usaha; berkas {n} kelurahan s.d. {hari}",
            n=found.heard,
            usaha=counted(found.businesses),
            isi=counted(found.accepted),
            tempat=counted(found.places),
            hari=day,
        )

    def header_actions(self) -> Sequence[QWidget]:
        waits = self._board is not None and self._board.requests
        found = (self._open_button, self._decide_button)
        return (self.requests_button, *found) if waits else found

    def key_hints(self) -> Sequence[KeyHint]:
        return (
            KeyHint("Left Up Down Right", tr("pindah ubin")),
            KeyHint("Enter", tr("buka kelurahan")),
            KeyHint("N", tr("bermasalah berikutnya"), self._next_problem),
            KeyHint("D", tr("Data ganda"), self._go_clashes),
            KeyHint("Ctrl+O", tr("buka berkas"), self._go_files, bar=False),
        )

    def status(self) -> Status | None:
        found = self._board
        if found is None or found.newest is None:
            return Status("circle-dashed", tr("Belum ada berkas yang masuk"))
        told = when.near_moment(wib(found.newest), self.bench.office.today())
        return Status("circle-check", tr("Berkas terakhir masuk {waktu}", waktu=told))

    def first_focus(self) -> QWidget | None:
        return self.tiles

    def panes(self) -> Sequence[QWidget]:
        return (self.tiles, self.clashes) if self.clashes.isVisible() else (self.tiles,)

    def primary(self) -> None:
        line = self._line(self.tiles.current())
        code = line.place.code if line is not None else ""
        self.navigate.emit("penetapan", (self.program, code))

    def back(self) -> bool:
        if self.problem_chip.isChecked():
            self.problem_chip.setChecked(False)
            return True
        return False

    def entered(self) -> None:
        self.refresh(None)

    def refresh(self, changes: Any) -> None:
        office, program = self.bench.office, self.program
        year, now = office.today().year, self.bench.now()

        def question(connection: Any) -> Board:
            return board(connection, office, waiting_files(office), program=program, tahun=year, now=now)

        self.bench.ask(question, self._loaded, owner=self, key="board")

    # --- showing

    def _choose_program(self, code: str) -> None:
        self.program = code
        for each, chip in self._program_chips.items():
            chip.setChecked(each == code)
        self.refresh(None)

    def _loaded(self, found: Board) -> None:
        self._board = found
        words = {
            "ok": trn("{n} terbaru", "{n} terbaru", found.count("ok")),
            "late": trn("{n} lebih dari 14 hari", "{n} lebih dari 14 hari", found.count("late")),
            "gap": trn("{n} nomor hilang", "{n} nomor hilang", found.count("gap")),
            "none": trn("{n} belum mengirim", "{n} belum mengirim", found.count("none")),
        }
        for state, (_icon, label) in self._marks.items():
            label.setText(words[state])
        self.requests_button.set_text(
            trn("{n} permintaan menunggu", "{n} permintaan menunggu", found.requests)
        )
        self._show_ending(found)
        self.problem_chip.set_count(len(found.lines) - found.count("ok"))
        self._fill()
        self._clash_model.set_rows(list(found.clashes))
        self.clashes.setVisible(bool(found.clashes))
        self._no_clash.setVisible(not found.clashes)
        if found.clashes:
            self.clashes.select_row(0)
        self.header_changed.emit()

    def _show_ending(self, found: Board) -> None:
        """Data whose retention by the rule book ends: asked about here, never erased by itself."""
        clear(self._ending)
        if found.ending is None:
            return
        today = self.bench.office.today()
        self._ending.addWidget(
            Banner(
                BannerSpec(
                    f"{found.ending.title(today)}. {found.ending.advice(today)}",
                    icon="archive",
                    action=tr("Lihat masa simpan"),
                    on_action=lambda: self.navigate.emit("privasi", None),
                )
            )
        )

    def _fill(self) -> None:
        found = self._board
        if found is None:
            return
        only = self.problem_chip.isChecked()
        groups: dict[str, list[Tile]] = {}
        for line in found.lines:
            if not only or line.state != "ok":
                groups.setdefault(line.place.kecamatan, []).append(self._tile(line))
        self.tiles.set_groups([TileGroup(name, tiles) for name, tiles in groups.items()])
        self._show_current()

    def _register_toggled(self, on: bool) -> None:
        if on:
            self.outcome_chip.setChecked(False)
        self._fill()

    def _outcomes_toggled(self, on: bool) -> None:
        if on:
            self.register_chip.setChecked(False)
        self._fill()
        self.header_changed.emit()

    def _tile(self, line: KelurahanLine) -> Tile:
        place = line.place
        if self.outcome_chip.isChecked():
            told, n = outcome_note(line), line.figures.started if line.known else None
            return Tile(place.code, place.name, line.state, told, n, line.places or 1, of_places=False)
        if self.register_chip.isChecked():
            told, n = business_note(line), line.businesses if line.businesses_known else None
            return Tile(place.code, place.name, line.state, told, n, WANTED, of_places=False)
        filled = line.accepted if line.places and line.state in ("ok", "late") else None
        return Tile(place.code, place.name, line.state, tile_note(line), filled, line.places or 1)

    def _line(self, code: str) -> KelurahanLine | None:
        lines = self._board.lines if self._board is not None else ()
        return next((line for line in lines if line.place.code == code), None)

    def _show_current(self) -> None:
        line = self._line(self.tiles.current())
        self._current.setVisible(line is not None)
        if line is None:
            return
        look = LOOKS[line.state]
        self._current_icon.set(look.icon, look.tone)
        self._current_name.setText(line.place.display)
        self._current_text.setText(kelurahan_sentence(line))
        told = [register_sentence(line.businesses)] if line.businesses_known else []
        told += [alone_sentence(line.alone)] if line.alone else []
        self._current_register.setText(" ".join([*told, outcome_sentence(line)]).strip())
        self._current.set_tone("bad" if line.state == "gap" else "")
        self._scroll.ensureVisible(
            self.tiles.focus_rect().center().x(), self.tiles.focus_rect().center().y(), 0, 40
        )

    # --- doing

    def _next_problem(self) -> None:
        self.tiles.setFocus()
        self.tiles.next_problem()

    def _go_clashes(self) -> None:
        if self.clashes.isVisible():
            self.clashes.setFocus()

    def _go_files(self) -> None:
        self.navigate.emit("sinkronisasi", None)

    def _open_kelurahan(self, code: str) -> None:
        line = self._line(code)
        if line is None:
            return
        dialog = KelurahanDialog(self, self.bench, line)
        dialog.decide.connect(lambda: self.navigate.emit("penetapan", (self.program, code)))
        dialog.ask.connect(lambda: self.navigate.emit("sinkronisasi", {"ask": code}))
        dialog.see_register.connect(lambda: self.navigate.emit("usaha", {"kelurahan": code}))
        dialog.open()
