"""The right of Rekomendasi: one name of a letter beside the applicants it may mean, line by line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop_app.domain.status import status_label
from desktop_app.queries.recommendations import Candidate, Side
from resources.i18n import tr
from ui import tokens as t
from ui.models.letters import LetterLine
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.flow import Flow, Roll, clear
from ui.widgets.labels import Icon, Label, WrapLabel
from ui.widgets.pill import Pill

WIDE = 408
SHOWN_FOR = 30_000
"""Milliseconds for which F8 shows the NIK."""


class ComparePanel(Card):
    """`judged(record, same)` about the applicant shown, `withdraw_asked`, `opened(record)`."""

    judged = Signal(str, bool)
    withdraw_asked = Signal()
    opened = Signal(str)
    whole_asked = Signal(bool)

    def __init__(self, *, may: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._may = may
        self._line: LetterLine | None = None
        self._beside: Sequence[Candidate] = ()
        self._at = 0
        self.name = WrapLabel(size=t.SIZE_PANE, weight=t.SEMIBOLD, tone="text")
        self.pill = Pill("draft")
        self.told = WrapLabel(size=t.SIZE_META)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(9)
        for widget in (self.name, self.told):
            column.addWidget(widget)
        column.insertWidget(1, self.pill, 0, Qt.AlignmentFlag.AlignLeft)
        self.who = WrapLabel(size=t.SIZE_META, weight=t.MEDIUM, tone="text")
        column.addWidget(self.who)
        self._grid = QWidget()
        self._cells = QGridLayout(self._grid)
        self._cells.setContentsMargins(0, 0, 0, 0)
        self._cells.setHorizontalSpacing(10)
        self._cells.setVerticalSpacing(8)
        self._cells.setColumnStretch(2, 1)
        self._cells.setColumnStretch(3, 1)
        column.addWidget(self._grid)
        column.addStretch(1)
        self.body.addWidget(Roll(inside), 1)
        self._build_buttons()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_FOR)
        self._timer.timeout.connect(lambda: self.whole_asked.emit(False))

    def _build_buttons(self) -> None:
        self.same_button = Button(tr("Orang yang sama"), kind="primary", icon="check", key="Ctrl+Enter")
        self.same_button.clicked.connect(lambda: self.judge(same=True))
        self.other_button = Button(tr("Orang lain"), icon="x", key="Ctrl+B")
        self.other_button.clicked.connect(lambda: self.judge(same=False))
        self.next_button = Button(tr("Yang mirip berikutnya"), icon="users-round", key="F7")
        self.next_button.clicked.connect(self.next_one)
        self.open_button = Button(tr("Buka pendaftar"), icon="id-card", key="Enter")
        self.open_button.clicked.connect(self.open_one)
        self.back_button = Button(tr("Cabut nama ini"), icon="ban", key="Ctrl+K")
        self.back_button.clicked.connect(self.withdraw_asked)
        self.buttons = (
            self.same_button, self.other_button, self.next_button, self.open_button, self.back_button,
        )  # fmt: skip
        self.body.addWidget(Flow(*self.buttons))
        self.setFocusProxy(self.open_button)

    # --- showing

    def show_line(self, line: LetterLine, beside: Sequence[Candidate]) -> None:
        """Another name, or the same one after something was written."""
        moved = self._line is None or self._line.key != line.key
        self._line, self._beside = line, beside
        self._at = 0 if moved else min(self._at, max(len(beside) - 1, 0))
        self.name.setText(line.nama)
        self.setAccessibleName(line.nama)
        self.pill.set(line.look)
        self.told.setText(_told(line))
        self._show_candidate()

    def candidate(self) -> Candidate | None:
        """The applicant beside the name."""
        return self._beside[self._at] if self._at < len(self._beside) else None

    def line(self) -> LetterLine | None:
        """What is shown."""
        return self._line

    def _show_candidate(self) -> None:
        assert self._line is not None
        one, name = self.candidate(), self._line.name
        clear(self._cells)
        self._grid.setVisible(one is not None)
        self.who.setVisible(one is not None)
        if one is not None:
            words = {"nomor": one.nomor_pendaftaran, "status": tr(status_label(one.status))}
            many = len(self._beside)
            self.who.setText(
                tr("Mirip {i} dari {n}: {nomor}, {status}", i=self._at + 1, n=many, **words)
                if many > 1
                else tr("{nomor}, {status}", **words)
            )
            self._fill(one.sides)
        open_ = self._may and name is not None and name.state == "dilihat"
        self.same_button.setVisible(open_)
        paired = self._may and name is not None and name.state == "padan"
        self.other_button.setVisible(open_ or (paired and one is not None))
        self.next_button.setVisible(len(self._beside) > 1)
        self.open_button.setVisible(one is not None or self._line.claim is not None)
        self.back_button.setVisible(self._may and name is not None)
        if name is not None:
            taken = name.state == "dicabut"
            self.back_button.set_text(tr("Batalkan pencabutan") if taken else tr("Cabut nama ini"))

    def _fill(self, sides: Sequence[Side]) -> None:
        top = Qt.AlignmentFlag.AlignTop
        for at, words in ((2, tr("Di surat")), (3, tr("Di pendaftaran"))):
            self._cells.addWidget(Label(words, size=t.SIZE_TAG, weight=t.SEMIBOLD, tone="text3"), 0, at)
        for row, side in enumerate(sides, 1):
            both = bool(side.letter and side.applicant)
            icon = ("check", "ok") if side.same else ("x", "warn") if both else ("circle-dashed", "text3")
            sign = Icon(*icon, 16)
            sign.setAccessibleName(
                tr("{isian}: sama", isian=side.label)
                if side.same
                else tr("{isian}: berbeda", isian=side.label)
            )
            self._cells.addWidget(sign, row, 0, top)
            self._cells.addWidget(Label(side.label, size=t.SIZE_META, tone="text2"), row, 1, top)
            for at, text in ((2, side.letter), (3, side.applicant)):
                tone = "text" if text else "text3"
                self._cells.addWidget(WrapLabel(text or "-", size=t.SIZE_META, tone=tone), row, at, top)

    # --- doing

    def judge(self, *, same: bool) -> None:
        """A person's word about the applicant shown."""
        one = self.candidate()
        button = self.same_button if same else self.other_button
        if one is not None and button.isVisible():
            self.judged.emit(one.record, same)

    def next_one(self) -> None:
        """The next applicant who is like the name."""
        if len(self._beside) > 1:
            self._at = (self._at + 1) % len(self._beside)
            self._show_candidate()

    def open_one(self) -> None:
        """To the applicant's own page."""
        one = self.candidate()
        if one is not None:
            self.opened.emit(one.record)
        elif self._line is not None and self._line.claim is not None:
            self.opened.emit(self._line.claim.record)

    def reveal(self) -> None:
        """F8: the NIK in full for half a minute."""
        self.whole_asked.emit(True)
        self._timer.start()


def _told(line: LetterLine) -> str:
    if line.claim is not None:
        if line.claim.said == "dicabut":
            return tr("Rekomendasinya dicabut; ia masuk urutan umum tanpa kerugian lain.")
        return tr(
            "Mengaku PEKKA, surat menurut pendaftar: {surat}. Belum padan dengan nama di daftar DP3AP2KB, "
            "jadi ia masuk urutan umum tanpa kerugian lain.",
            surat=line.surat,
        )
    assert line.name is not None
    kind = tr("Kategori {kategori}.", kategori=line.name.kategori) if line.name.kategori else ""
    letter = tr("Surat nomor {nomor} tanggal {tanggal}, baris {baris}.", nomor=line.surat,
                tanggal=line.tanggal, baris=line.name.baris)  # fmt: skip
    return " ".join(filter(None, (line.name.found, letter, kind)))
