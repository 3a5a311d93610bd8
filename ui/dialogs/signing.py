"""Signing issued papers: which, as what, with what; the PIN once; then a line for each paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent

from desktop_app.errors import WiraError
from resources.i18n import mark, tr, trn
from ui import tokens as t
from ui.bench import Bench
from ui.dialogs.signing_key import KeyForm
from ui.looks import PillLook
from ui.models import signing as work
from ui.models.signing import As, Means, SignLine
from ui.models.table import Cell, Column, RowsTableModel
from ui.pages.base import Page
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.dialog import Dialog
from ui.widgets.labels import WrapLabel
from ui.widgets.progress import ProgressStrip
from ui.widgets.table import TableView
from ui.widgets.toast import announce
from ui.worker import Progress, Task

if TYPE_CHECKING:
    from desktop_app.actions.signing import IssuedReport

READY, ALL = "ready", "all"
_AROUND, _LEAST = 560, 132

_LOOKS = {
    "": PillLook("circle-dashed", mark("Dibaca"), "grey"),
    "ready": PillLook("pen-line", mark("Siap"), "accent"),
    "hindered": PillLook("ban", mark("Tidak dapat"), "grey"),
    "signed": PillLook("check", mark("Ditandatangani"), "ok"),
    "refused": PillLook("x", mark("Ditolak"), "bad"),
    "not_begun": PillLook("hourglass", mark("Belum dimulai"), "warn"),
}
_ROOMS = {
    ("pejabat", True): mark("1. Pejabat sudah menandatangani"),
    ("pejabat", False): mark("1. Pejabat belum menandatangani"),
    ("pendamping", True): mark("2. Pendamping sudah, dokumen tertutup"),
    ("pendamping", False): mark("2. Pendamping belum, ia menutupnya"),
}
"""The order of the hands, as a paper stands."""


class SigningDialog(Dialog):
    """`lines` are the papers of the register that could be signed, `chosen` those picked at first.

    `roots_asked` where the office has not chosen who issued the key.
    """

    roots_asked = Signal()

    def __init__(self, page: Page, bench: Bench, lines: Sequence[SignLine], chosen: Sequence[str]) -> None:
        super().__init__(page, tr("Tanda tangani dokumen"), icon="pen-line", width=940)
        self._bench, self._lines = bench, list(lines)
        self.picked: list[str] = [line.record for line in lines if line.record in chosen]
        self._task: Task[Any] | None = None
        self._ended = False
        self._build()
        self.all_button = self.add_button(tr("Pilih semua"), key="Ctrl+A", left=True)
        self.all_button.clicked.connect(self.pick_all)
        self.roots_button = self.add_button(tr("Penerbit yang dipercaya"), icon="settings", left=True)
        self.roots_button.clicked.connect(self._ask_roots)
        self.roots_button.hide()
        self.close_button = self.add_button(tr("Batal"), key="Esc")
        self.close_button.clicked.connect(self.reject)
        self.sign_button = self.add_button(
            tr("Tanda tangani"), kind="primary", icon="pen-line", key="Ctrl+Enter"
        )
        self.sign_button.clicked.connect(self.primary)
        self.rejected.connect(self.deleteLater)
        self._show()
        self._look()

    def _build(self) -> None:
        self.keys = KeyForm(self._bench)
        self.keys.role_chosen.connect(self._look)
        self.keys.changed.connect(self._enable)
        self.keys.grown.connect(self._fit)
        self.body.addWidget(self.keys)
        self.which = SegmentedChoice(tr("Dokumen yang tampil"), [Option(READY, ""), Option(ALL, "")])
        self.which.set_value(READY)
        self.which.chosen.connect(lambda _value: self._show())
        self.body.addWidget(self.which)
        self.list = TableView(tr("Dokumen yang dapat ditandatangani"), lines=2)
        self.model: RowsTableModel[SignLine] = RowsTableModel(
            [
                Column("", self._tick_cell, 40),
                Column(tr("Dokumen"), lambda row: Cell(row.title, row.nomor, strong=True), 200, stretch=2),
                Column(tr("Urutan tanda tangan"), _order_cell, 236, stretch=1, drop=1),
                Column(tr("Keadaan"), self._state_cell, 150),
            ]
        )
        self.list.set_model(self.model)
        self.list.opened.connect(lambda _row: self.toggle())
        self.list.action.connect(lambda _row, _column: self.toggle())
        self.list.current_changed.connect(lambda _row: self._explain())
        self.list.installEventFilter(self)
        self.body.addWidget(self.list)
        self.why = WrapLabel("", size=t.SIZE_META, tone="text")
        self.body.addWidget(self.why)
        self.count = WrapLabel("", size=t.SIZE_META)
        self.body.addWidget(self.count)
        self.doubt = WrapLabel("", tone="warn")
        self.doubt.hide()
        self.body.addWidget(self.doubt)
        self.problem = WrapLabel("", tone="bad")
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.progress = ProgressStrip()
        self.body.addWidget(self.progress)

    # --- which papers

    def _look(self) -> None:
        """How every paper stands for this role."""
        office, lines, role = self._bench.office, self._lines, self.keys.role()
        self._bench.worker.ask(
            lambda _progress: work.looked_at(office, lines, role),
            self._looked,
            self._tell,
            key="tanda-tangan:dokumen",
            owner=self,
        )

    def _looked(self, lines: list[SignLine]) -> None:
        if self._task is not None or self._ended:
            return
        self._lines = lines
        self.picked = [line.record for line in lines if line.record in self.picked and line.ready]
        self._show()

    def shown(self) -> list[SignLine]:
        """The lines in sight: in the end those of the batch, before it those that can be signed, or all."""
        if self._ended or self.which.value() == ALL:
            return self._lines
        return [line for line in self._lines if line.rooms is None or line.ready]

    def toggle(self) -> None:
        """Pick the paper one is on, or not after all."""
        line = self.list.current_row()
        if not isinstance(line, SignLine) or self._busy() or self._ended or not line.ready:
            return
        if line.record in self.picked:
            self.picked.remove(line.record)
        else:
            self.picked.append(line.record)
        self._show()

    def pick_all(self) -> None:
        """Every paper in sight that can be signed; once more: none."""
        if self._busy() or self._ended:
            return
        ready = [line.record for line in self.shown() if line.ready]
        fresh = [record for record in ready if record not in self.picked]
        self.picked = [*self.picked, *fresh] if fresh else []
        self._show()

    def _show(self) -> None:
        current = self.list.current_row()
        lines = self.shown()
        self.model.set_rows(lines)
        wanted = current.record if isinstance(current, SignLine) else next(iter(self.picked), "")
        self.list.select_row(max(self.model.find(lambda line: line.record == wanted), 0))
        ready = sum(line.ready for line in self._lines)
        self.which.set_options(
            [
                Option(READY, tr("Siap ditandatangani, {n}", n=ready)),
                Option(ALL, tr("Semua terbitan, {n}", n=len(self._lines))),
            ]
        )
        self._count_picked()
        self._explain()
        self._enable()

    def _count_picked(self) -> None:
        n = len(self.picked)
        if not self._ended:
            none = "" if self.shown() else tr("Tidak ada dokumen yang dapat ditandatangani begitu.")
            self.count.setText(none or trn("{n} dokumen dipilih.", "{n} dokumen dipilih.", n))
            words = trn("Tanda tangani {n} dokumen", "Tanda tangani {n} dokumen", n)
            self.sign_button.set_text(words if n else tr("Tanda tangani"))

    def _explain(self) -> None:
        """The whole sentence about the paper one is on."""
        line = self.list.current_row()
        words = (line.sentence or line.reason) if isinstance(line, SignLine) else ""
        self.why.setText(words)
        self.why.setVisible(bool(words))

    def _tick_cell(self, line: SignLine) -> Cell:
        if self._ended:
            return Cell()
        if not line.ready:
            return Cell(icon="minus", icon_tone="text3")
        on = line.record in self.picked
        return Cell(
            icon="square-check" if on else "square", icon_tone="accent" if on else "text2", action=True
        )

    @staticmethod
    def _state_cell(line: SignLine) -> Cell:
        known = line.rooms is not None
        state = line.outcome or ("" if not known else "ready" if line.ready else "hindered")
        return Cell(pill=_LOOKS[state])

    # --- signing

    def primary(self) -> None:
        """Sign what is picked; at the end, go on with what is left or with the next person."""
        if self._ended:
            self._again()
        elif self.picked and self._task is None and self.keys.require_whole():
            self._sign(self.keys.take())

    def _sign(self, means: Means) -> None:
        office, role, capacity = self._bench.office, self.keys.role(), self.keys.capacity.text()
        order = [line.record for line in self._lines if line.record in self.picked]
        self.problem.hide()

        def run(told: Progress) -> IssuedReport:
            return work.sign(office, order, means, role, capacity, told)

        self._task = self._bench.do(
            run, lambda report: self._signed(order, report), owner=self, refused=self._refused,
            progress=self.progress.step, cancelled=self._cancelled, after=self._after,
        )  # fmt: skip
        n = len(order)
        words = trn("Menandatangani {n} dokumen", "Menandatangani {n} dokumen", n)
        self.progress.begin(words, self._task.cancel)
        self._enable()

    def _signed(self, order: Sequence[str], report: IssuedReport) -> None:
        found = dict(zip(order, report.lines, strict=True))
        self._lines = [
            SignLine(line.record, line.title, line.nomor, _after(line, self.keys.role(), each.outcome),
                     line.reason, each.outcome, each.told)
            for line in self._lines
            if (each := found.get(line.record)) is not None
        ]  # fmt: skip
        self.picked = [line.record for line in self._lines if line.outcome != "signed"]
        self._ended = True
        self.keys.remember()
        self.keys.hide()
        self.which.hide()
        self.all_button.hide()
        n, left = report.count("signed"), len(self.picked)
        told = trn("{n} dokumen ditandatangani.", "{n} dokumen ditandatangani.", n)
        if left:
            rest = trn("{n} dokumen belum.", "{n} dokumen belum.", left)
            told = f"{told} {rest}"
        self.count.setText(told)
        doubt = work.doubt(report.unknown) if report.unknown and n else ""
        self._say_doubt(doubt)
        self.heading.setText(tr("Hasil penandatanganan"))
        self.close_button.set_text(tr("Tutup"))
        if left:
            self.sign_button.set_text(tr("Lanjutkan yang belum"))
        else:
            self.sign_button.set_text(tr("Penandatangan berikutnya"))
        self.sign_button.setVisible(bool(left) or self.keys.role() == "pejabat")
        self._show()
        worst = self.model.find(lambda line: line.outcome == "refused")
        self.list.select_row(max(worst, 0))
        self._stretch()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, f"{told} {doubt}".rstrip())

    def _again(self) -> None:
        """Back to the question: the rest, or the next person on the same papers."""
        if not self.picked:
            self.picked = [line.record for line in self._lines]
            self.keys.set_role("pendamping")
        self._ended = False
        self._lines = [SignLine(line.record, line.title, line.nomor) for line in self._lines]
        for widget in (self.keys, self.which, self.all_button, self.sign_button):
            widget.show()
        self._say_doubt("")
        self.heading.setText(tr("Tanda tangani dokumen"))
        self.close_button.set_text(tr("Batal"))
        self._show()
        self._look()
        self._stretch()
        self.keys.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_doubt(self, words: str) -> None:
        """Under the outcome: what a check says of these signatures, and where that is mended."""
        self.doubt.setText(words)
        self.doubt.setVisible(bool(words))
        self.roots_button.setVisible(bool(words))

    def _ask_roots(self) -> None:
        self.reject()
        self.roots_asked.emit()

    def _cancelled(self) -> None:
        self._tell_words(tr("Dihentikan sebelum dimulai. Tidak ada yang ditandatangani."))

    def _refused(self, error: WiraError) -> None:
        self._task = None
        self._enable()  # the field that is wrong takes the focus
        if not self.keys.show_refusal(error):
            self._tell(error)
        self.roots_button.setVisible(error.code == "issuer_unknown")
        self._fit()

    def _after(self) -> None:
        self._task = None
        self.progress.finish()
        self._enable()
        self._fit()

    def _tell(self, error: WiraError) -> None:
        self._tell_words(str(error))

    def _tell_words(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.show()
        announce(self, words)
        self._fit()

    def _busy(self) -> bool:
        return self._task is not None

    def _enable(self) -> None:
        free = not self._busy()
        for widget in (self.keys, self.which, self.all_button, self.roots_button, self.close_button):
            widget.setEnabled(free)
        self.sign_button.setEnabled(free and (self._ended or bool(self.picked)))

    # --- Qt

    def reject(self) -> None:
        """Esc: while papers are being signed it stops that, otherwise it closes."""
        if self._task is not None:
            self._task.cancel()
            return
        super().reject()

    def _stretch(self) -> None:
        parent = self.parentWidget()
        room = parent.window().height() if parent is not None else 700
        around = 250 if self._ended else _AROUND
        rows = t.ROW_TWO_LINES * len(self._lines) + 40 if self._ended else room
        self.list.setFixedHeight(max(_LEAST, min(room - around, rows, 420)))
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        self._stretch()
        super().showEvent(event)
        self.keys.first().setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        self.keys.forget_secret()  # the window was locked, or the dialog closed
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = event.key() if isinstance(event, QKeyEvent) else None
        if pressed == Qt.Key.Key_Space and event.type() == QEvent.Type.KeyPress and watched is self.list:
            self.toggle()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.primary()
                return
            if event.key() == Qt.Key.Key_A:
                self.pick_all()
                return
        super().keyPressEvent(event)


def _after(line: SignLine, role: As, outcome: str) -> dict[str, bool]:
    """The rooms of a paper once this batch is over."""
    mine = "pejabat" if role == "pejabat" else "pendamping"
    rooms = dict(line.rooms or {})
    return {**rooms, mine: True} if outcome == "signed" else rooms


def _order_cell(line: SignLine) -> Cell:
    rooms = line.rooms or {}
    said = [tr(_ROOMS[room, rooms[room]]) for room in ("pejabat", "pendamping") if room in rooms]
    if not said:
        return Cell(tr("Tanpa ruang tanda tangan") if line.rooms is not None else "", tone="text2")
    return Cell(said[0], said[1] if len(said) > 1 else "", tone="text2")
