"""Files in and out: what reached the other side, what a file did, what is refused or missing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.actions.arrivals import Refusal
from desktop_app.queries.exchange import ExchangeView, FileLine, exchange_view
from resources.i18n import mark, tr
from ui.bench import Bench
from ui.models.table import Column, RowsTableModel
from ui.pages import sync_detail as detail
from ui.pages import sync_words as words
from ui.pages.base import KeyHint, Page, Status
from ui.pages.sync_boxes import boxes_cards
from ui.pages.sync_cards import disagree_card, standing_card
from ui.pages.sync_copies import copy_cards
from ui.pages.sync_deeds import SyncDeeds
from ui.pages.sync_lines import Line, folder_words, is_problem, line_cell, mark_of, time_of
from ui.widgets.button import Button, Chip, IconButton
from ui.widgets.card import Card, EmptyState
from ui.widgets.labels import ElidedLabel, WrapLabel
from ui.widgets.progress import ProgressStrip
from ui.widgets.table import TableView

_STACK_BELOW = 640
_LIST_WIDTH = 336
_LIST_NARROW = 316


class SinkronisasiPage(Page):
    """List of files at the left, what the chosen one did at the right."""

    key = "sinkronisasi"
    icon = "arrow-left-right"
    title = mark("Sinkronisasi")

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self.city = bench.office.info.kind == "dkum"
        self._view: ExchangeView | None = None
        self._free = ""
        self._wanted = ""
        self._showing_detail = False
        self._eager = False
        self._print = IconButton("printer", tr("Cetak laporan berkas (Ctrl+P)"), kind="secondary")
        self._print.clicked.connect(self.print_report)
        self._open_button = Button(tr("Buka berkas"), icon="folder-open", key="Ctrl+O")
        self._make_button = Button(tr("Buat berkas"), kind="primary", icon="usb", key="F2")
        self.strip = ProgressStrip()
        self.steps = SyncDeeds(self, bench, self.strip)
        self.steps.said.connect(self.toast)
        self.steps.finished.connect(self._after_step)
        self._open_button.clicked.connect(self.steps.choose_files)
        self._make_button.clicked.connect(self.primary)
        self.setAcceptDrops(True)
        self._build()

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addWidget(self.strip)
        self._stack = QStackedWidget()
        outer.addWidget(self._stack, 1)
        self._stack.addWidget(self._panes())
        self._stack.addWidget(self._not_enrolled())

    def _panes(self) -> QWidget:
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self._list_card = Card(padding=0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 10, 14, 2)
        head.setSpacing(6)
        head.addWidget(ElidedLabel(tr("Berkas masuk dan keluar"), size=14, weight=600), 1)
        self._chip = Chip(tr("Bermasalah"))
        self._chip.toggled.connect(lambda _on: self._fill())
        head.addWidget(self._chip)
        self._list_card.body.addLayout(head)
        self.list = TableView(tr("Berkas masuk dan keluar"), lines=3, header=False)
        self._model: RowsTableModel[Line] = RowsTableModel(
            [Column("", lambda line: line_cell(line, self.bench.office.today()), 200, stretch=1)]
        )
        self.list.set_model(self._model)
        self.list.current_changed.connect(lambda _row: self._show_detail())
        self.list.opened.connect(lambda _row: self._enter_detail())
        self._list_card.body.addWidget(self.list, 1)
        self._nothing = EmptyState(
            tr("Belum ada berkas"),
            tr("Berkas yang dibuat atau dibuka di sini akan tercatat dengan nomor dan tanda terimanya."),
            done=False,
        )
        self._list_card.body.addWidget(self._nothing, 1)
        self._list_card.setFixedWidth(_LIST_WIDTH)
        row.addWidget(self._list_card)
        self.detail = detail.DetailPane()
        row.addWidget(self.detail, 1)
        return body

    def _not_enrolled(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        save = Button(tr("Simpan berkas permintaan"), kind="primary", icon="usb", key="F2")
        save.clicked.connect(self.primary)
        take = Button(tr("Buka berkas izin"), icon="folder-open", key="Ctrl+O")
        take.clicked.connect(self.steps.choose_files)
        self._request_button = save
        column.addWidget(
            EmptyState(
                tr("Kantor ini belum terhubung dengan DKUM"),
                tr(
                    "Simpan berkas permintaan ke flash disk dan bawa ke DKUM. Berkas izin dari DKUM dibuka "
                    "di sini; sesudah itu segel dan berkas data dapat dibuat. Entri sudah dapat dipakai."
                ),
                action=save,
                second=take,
                done=False,
            ),
            1,
        )
        card = Card(tr("Sidik kunci kantor ini"))
        card.body.addWidget(WrapLabel(tr("Bacakan kelompok terakhirnya bila DKUM menelepon.")))
        card.body.addWidget(fingerprint_row(self.bench.office.device.fingerprint))
        column.addWidget(card)
        return body

    # --- what the shell asks

    def subtitle(self) -> str:
        if self._view is None:
            return ""
        if not self._view.enrolled:
            return tr("Data tersimpan di kantor ini. Belum ada izin DKUM untuk bertukar berkas.")
        return words.page_sentence(self._view, city=self.city)

    def header_actions(self) -> Sequence[QWidget]:
        if self._view is not None and not self._view.enrolled:
            return ()
        return (self._print, self._open_button, self._make_button)

    def key_hints(self) -> Sequence[KeyHint]:
        return (
            KeyHint("Ctrl+O", tr("buka berkas"), self.steps.choose_files),
            KeyHint("Ctrl+Shift+O", tr("buka folder"), self.steps.choose_folder, always=True),
            KeyHint("F2", tr("buat berkas") if self._may_send() else tr("simpan permintaan"), self.primary),
            KeyHint("Enter", tr("rincian")),
            KeyHint("F7", tr("masalah berikutnya"), self.next_problem),
            KeyHint("Ctrl+P", tr("cetak laporan"), self.print_report),
            KeyHint("F4", tr("data berbeda"), self.choose, bar=False),
        )

    def status(self) -> Status | None:
        return Status("usb", self._free) if self._free else None

    def first_focus(self) -> QWidget | None:
        if self._stack.currentIndex() == 1:
            return self._request_button
        return self.list if self._model.rowCount() else self._make_button

    def panes(self) -> Sequence[QWidget]:
        return (self.list, self.detail) if self._stack.currentIndex() == 0 else (self._request_button,)

    def primary(self) -> None:
        if self._view is None:
            self._eager = True  # pressed before the list is there: done as soon as it is
        elif self._may_send():
            self.steps.make(self._view)
        else:
            self.steps.save_request()

    def back(self) -> bool:
        if self._showing_detail:
            self._showing_detail = False
            self._arrange()
            self.list.setFocus()
            return True
        return False

    def entered(self) -> None:
        self.refresh(None)

    def refresh(self, changes: Any) -> None:
        folder = self.steps.folder()

        def question(connection: Any) -> tuple[ExchangeView, str]:
            return exchange_view(connection, self.bench.office), folder_words(folder)

        self.bench.ask(question, self._loaded, owner=self, key="exchange")

    def open(self, argument: object) -> None:
        if isinstance(argument, (list, tuple)):
            self.steps.open_paths([Path(str(each)) for each in argument])
        elif isinstance(argument, dict) and "ask" in argument:
            self.steps.ask_for(str(argument["ask"]))

    def set_narrow(self, narrow: bool) -> None:
        self._list_card.setFixedWidth(_LIST_NARROW if narrow else _LIST_WIDTH)
        self._arrange()

    # --- showing

    def _may_send(self) -> bool:
        """Whether there is a file to make: not before DKUM's grant, nor while a copy waits for it."""
        view = self._view
        return view is None or (view.enrolled and (view.waits is None or self.city))

    def _loaded(self, found: tuple[ExchangeView, str]) -> None:
        first = self._view is None
        self._view, self._free = found
        view = self._view
        self._stack.setCurrentIndex(0 if view.enrolled else 1)
        no = view.next_no.get("", 1)
        make = tr("Buat berkas") if self.city else tr("Buat berkas {no}", no=f"{no:04d}")
        self._make_button.set_text(make if self._may_send() else tr("Simpan permintaan izin"))
        problems = sum(is_problem(line) for line in (*view.refused, *view.files))
        self._chip.set_count(problems)
        self._chip.setVisible(problems > 0 or self._chip.isChecked())
        self._fill()
        self.header_changed.emit()
        if first and self.isVisible() and (start := self.first_focus()) is not None:
            start.setFocus()
        if self._eager and self.isVisible():
            self.primary()
        self._eager = False

    def _fill(self) -> None:
        if self._view is None:
            return
        current = self.list.current_row()
        wanted = self._wanted or (mark_of(current) if current is not None else "")
        lines: list[Line] = [*self._view.refused, *self._view.files]
        if self._chip.isChecked():
            lines = [line for line in lines if is_problem(line)]
        lines.sort(key=time_of, reverse=True)
        self._model.set_rows(lines)
        self._wanted = ""
        self.list.setVisible(bool(lines))
        self._nothing.setVisible(not lines)
        at = self._model.find(lambda line: mark_of(line) == wanted)
        self.list.select_row(max(at, 0))
        self._show_detail()

    def _show_detail(self) -> None:
        view, line = self._view, self.list.current_row()
        if view is None:
            return
        own = None if self.city else fingerprint_row(self.bench.office.device.fingerprint)
        cards: list[QWidget] = [*copy_cards(view, self.steps, fingerprint=own)]
        cards += [disagree_card(each, self._repair_buttons(each.peer)) for each in view.disagreements]
        if isinstance(line, Refusal):
            cards.append(detail.refusal_card(line, self._refusal_buttons(line)))
        elif isinstance(line, FileLine):
            if line.void:
                cards.append(detail.void_card(line.void, out=line.direction == "out"))
            missing = sum(len(each.missing) for each in view.numbers if each.peer == line.peer)
            laptop = self.bench.office.info.kind == "lapangan"
            step = words.next_step(line, view, city=self.city, laptop=laptop)
            cards.append(detail.did_card(line, missing, step))
        if view.conflicts:
            cards.insert(0, detail.conflicts_card(view.conflicts, self._choose_button()))
        if not self.city:
            cards.append(standing_card(view, self._office_buttons(view)))
        cards.append(detail.numbers_card(view, self.steps.ask_for))
        cards += boxes_cards(self.bench, self.navigate.emit)
        if self.city:
            cards.append(self._city_card())
        self.detail.put(cards)

    def _choose_button(self) -> Button:
        choose = Button(tr("Pilih yang benar"), icon="git-compare", key="F4")
        choose.clicked.connect(self.choose)
        return choose

    def choose(self) -> None:
        """F4: the fields of which two people said different things."""
        self.navigate.emit("perbedaan", None)

    def _refusal_buttons(self, line: Refusal) -> list[Button]:
        again = Button(tr("Pilih berkas lagi"), icon="folder-open")
        again.clicked.connect(self.steps.choose_files)
        if line.code != "E_GAP":
            return [again]
        ask = Button(tr("Simpan berkas permintaan"), icon="usb")
        ask.clicked.connect(self.steps.save_last_request)
        return [ask, again]

    def _repair_buttons(self, peer: str) -> list[Button]:
        """For a difference with `peer`: look, make anew, send everything."""
        look, again = (
            Button(tr("Periksa data"), icon="search"),
            Button(tr("Bangun ulang"), icon="rotate-ccw-clock"),
        )
        look.clicked.connect(self.steps.check)
        again.clicked.connect(self.steps.rebuild)
        return [look, again, self._full_button(peer)]

    def _full_button(self, peer: str) -> Button:
        full = Button(tr("Buat berkas lengkap"), icon="usb")
        full.clicked.connect(lambda: self.steps.make_full(peer))
        return full

    def _office_buttons(self, view: ExchangeView) -> list[Button]:
        if view.waits is not None:  # nothing may leave before DKUM has chosen this copy
            return []
        found = [] if view.disagreements else [self._full_button("")]
        if view.mates and self.bench.office.info.kind == "kelurahan":
            mates = Button(tr("Buat untuk komputer lain"), icon="usb")
            mates.clicked.connect(self.steps.hand_over)
            found.insert(0, mates)
        return found

    def print_report(self) -> None:
        """Ctrl+P: what each file did; at DKUM of the kelurahan whose file is chosen."""
        line = self.list.current_row()
        peer = line.peer if isinstance(line, FileLine) else line.sender if isinstance(line, Refusal) else None
        self.steps.report((peer or None) if self.city else None)

    def _city_card(self) -> Card:
        card = Card(tr("Sidik kunci DKUM"))
        card.body.addWidget(WrapLabel(tr("Cetak atau tulis untuk kantor yang membuka berkas izin.")))
        directory = self.bench.office.directory
        for each in directory.root_fingerprints() if directory is not None else ():
            card.body.addWidget(fingerprint_row(each))
        return card

    # --- doing

    def _after_step(self, wanted: str) -> None:
        self._wanted = wanted
        self._chip.setChecked(False)
        self.refresh(None)

    def next_problem(self) -> None:
        """F7: the next file that was refused or did not apply whole."""
        lines = self._model.rows()
        at = self.list.currentIndex().row()
        for step in range(1, len(lines) + 1):
            number = (at + step) % len(lines)
            line = lines[number]
            if isinstance(line, (FileLine, Refusal)) and is_problem(line):
                self.list.select_row(number)
                self.list.setFocus()
                return

    def _enter_detail(self) -> None:
        if self.width() < _STACK_BELOW:
            self._showing_detail = True
            self._arrange()
        buttons = self.detail.findChildren(Button)
        if buttons:
            buttons[0].setFocus()

    def _arrange(self) -> None:
        stacked = 0 < self.width() < _STACK_BELOW
        self._list_card.setVisible(not stacked or not self._showing_detail)
        self.detail.setVisible(not stacked or self._showing_detail)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.steps.open_paths(paths)


def fingerprint_row(fingerprint: str) -> QWidget:
    """A whole fingerprint for reading aloud."""
    label = WrapLabel(fingerprint, size=14, weight=500, tone="text")
    label.setAccessibleName(tr("Sidik kunci {kelompok}", kelompok=fingerprint))
    return label
