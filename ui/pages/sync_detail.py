"""The right side of Sinkronisasi: what the chosen file did, what is refused or missing on top."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.actions.arrivals import Refusal
from desktop_app.queries.exchange import ExchangeView, FileLine, Numbers, VoidStep
from desktop_app.queries.file_words import file_title, number_list, sender_name
from resources.i18n import counted, tr, trn
from ui import tokens as t
from ui.pages import sync_words as words
from ui.widgets import paint
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.flow import clear
from ui.widgets.labels import Icon, Label, WrapLabel

_MOST_VOID = 30
_MOST_MARKS = 24
_FIGURE_LEAST = 76


@dataclass(frozen=True)
class Figure:
    """A number with what it counts; None where it is not known."""

    number: int | None
    caption: str
    tone: str = "text2"

    @property
    def words(self) -> str:
        """The number as it is read."""
        return "–" if self.number is None else counted(self.number)


class Figures(QWidget):
    """Numbers side by side, three or five in a row by the room there is."""

    def __init__(self, figures: Sequence[Figure], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 2, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(10)
        self._pairs: list[tuple[Label, WrapLabel]] = []
        for figure in figures:
            tone = figure.tone if figure.number else "text2"
            number = Label(figure.words, size=t.SIZE_FIGURE, weight=t.SEMIBOLD, tone=tone)
            self._pairs.append((number, WrapLabel(figure.caption, size=t.SIZE_META)))
        self._across = 0
        self._arrange(len(self._pairs))
        self.setAccessibleName("; ".join(f"{each.words} {each.caption}" for each in figures))

    def _arrange(self, across: int) -> None:
        if across == self._across:
            return
        self._across = across
        for at, (number, caption) in enumerate(self._pairs):
            row, column = divmod(at, across)
            self._grid.addWidget(number, 2 * row, column)
            self._grid.addWidget(caption, 2 * row + 1, column, Qt.AlignmentFlag.AlignTop)
        for column in range(len(self._pairs)):
            self._grid.setColumnStretch(column, 1 if column < across else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        few = event.size().width() < _FIGURE_LEAST * len(self._pairs)
        self._arrange(min(3, len(self._pairs)) if few else len(self._pairs))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(super().minimumSizeHint().width(), 3 * _FIGURE_LEAST), self.sizeHint().height())


class NumberMarks(QWidget):
    """The numbers of a sender's files as small marks: filled came, outlined red is missing."""

    def __init__(self, numbers: Numbers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._states = [state for _no, state in numbers.numbers][-_MOST_MARKS:]
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(numbers_sentence(numbers))
        self.setToolTip(numbers_sentence(numbers))

    def sizeHint(self) -> QSize:
        return QSize(max(10 * len(self._states) - 2, 8), 14)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        for at, state in enumerate(self._states):
            rect = QRectF(10 * at, 1, 8, 12)
            if state == "here":
                paint.box(painter, rect, 2, "gauge1")
            elif state == "covered":
                paint.box(painter, rect.adjusted(0.5, 0.5, -0.5, -0.5), 2, "oksoft", "ok")
            elif state == "waiting":
                paint.box(painter, rect, 2, "warn")
            else:
                paint.box(painter, rect.adjusted(0.5, 0.5, -0.5, -0.5), 2, "badsoft", "bad", 1.5)
        painter.end()


def numbers_sentence(numbers: Numbers) -> str:
    """Whether all files of a sender came, and which number is asked for."""
    sender = sender_name(numbers)
    if numbers.missing:
        return tr("{kantor}: {nomor} belum masuk", kantor=sender, nomor=number_list(numbers.missing))
    if not numbers.complete:
        return tr("{kantor}: menunggu data sebelumnya", kantor=sender)
    return tr("{kantor}: lengkap", kantor=sender)


class DetailPane(QScrollArea):
    """Cards one below the other; `show_file`, `show_refusal` or nothing chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Rincian berkas"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # arrows scroll
        self.viewport().setAutoFillBackground(False)
        self._inner = QWidget()
        self._inner.setAutoFillBackground(False)
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(t.CARD_GAP)
        self.setWidget(self._inner)

    def put(self, cards: Sequence[QWidget]) -> None:
        """Show these cards in place of the others."""
        clear(self._column)
        for card in cards:
            self._column.addWidget(card)
            card.show()
        self._column.addStretch(1)
        self._column.activate()
        self.verticalScrollBar().setValue(0)


def refusal_card(refusal: Refusal, buttons: Sequence[Button]) -> Card:
    """A file that did not go in: what happened, what is safe, what next."""
    card = Card(tone="bad")
    head = QHBoxLayout()
    head.setSpacing(8)
    head.addWidget(Icon("octagon-alert", "bad", 20), 0, Qt.AlignmentFlag.AlignTop)
    title = tr("Berkas {nama} tidak diterima", nama=refusal.name)
    if refusal.code == "E_GAP":
        title = tr("Berkas {nomor} menunggu berkas sebelumnya", nomor=f"{refusal.no:04d}")
    head.addWidget(WrapLabel(title, size=t.SIZE_PANE, weight=t.SEMIBOLD, tone="bad"), 1)
    head.addWidget(Label(refusal.code, size=t.SIZE_META), 0, Qt.AlignmentFlag.AlignTop)
    card.body.addLayout(head)
    card.setAccessibleName(title)
    card.body.addWidget(WrapLabel(refusal.message, tone="text"))
    if refusal.next_step:
        step = tr("Langkah berikutnya: {langkah}", langkah=refusal.next_step)
        card.body.addWidget(WrapLabel(step))
    row = QHBoxLayout()
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    card.body.addLayout(row)
    return card


def void_card(steps: Sequence[VoidStep], *, out: bool) -> Card:
    """Authentic steps without effect: each with whom it is about and why."""
    title = trn("{n} langkah tidak berlaku", "{n} langkah tidak berlaku", len(steps))
    card = Card(title, tone="warn")
    why = (
        tr("DKUM menyimpan langkah ini tetapi tidak memakainya.")
        if out
        else tr("Langkah ini disimpan tetapi tidak dipakai. Perubahan lain di berkas itu sudah masuk.")
    )
    card.body.addWidget(WrapLabel(why))
    for step in steps[:_MOST_VOID]:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(Icon("ban", "warn", 16), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(1)
        column.addWidget(WrapLabel(step.subject, weight=t.MEDIUM, tone="text"))
        column.addWidget(WrapLabel(step.reason, size=t.SIZE_META))
        row.addLayout(column, 1)
        card.body.addLayout(row)
    rest = len(steps) - _MOST_VOID
    if rest > 0:
        card.body.addWidget(Label(trn("dan {n} lagi", "dan {n} lagi", rest), size=t.SIZE_META, tone="text2"))
    return card


def did_card(file: FileLine, missing: int, next_step: str = "") -> Card:
    """What the file did, in figures, and what comes next."""
    card = _did(file, missing)
    if file.name:
        card.body.addWidget(WrapLabel(tr("Nama berkas: {nama}", nama=file.name), size=t.SIZE_META))
    if next_step:
        told = tr("Langkah berikutnya: {langkah}", langkah=next_step)
        card.body.addWidget(WrapLabel(told, weight=t.MEDIUM, tone="text"))
    return card


def _did(file: FileLine, missing: int) -> Card:
    title = tr("{berkas} melakukan apa?", berkas=file_title(file))
    if file.new is None:
        card = Card(title)
        figures = [
            Figure(file.changes, tr("perubahan"), "accent"),
            Figure(file.parts, tr("bagian berkas")),
        ]
        card.body.addWidget(Figures(figures))
        card.body.addWidget(WrapLabel(words.delivery_sentence(file)))
        return card
    counted = file.new + (file.known or 0)
    aside = ""
    if file.direction == "in" and file.parts_here == file.parts:
        aside = tr("{n} tercatat, {m} cocok dengan jumlah di berkas", n=counted, m=file.changes)
    card = Card(title)
    figures = [
        Figure(file.new, tr("baru atau berubah"), "ok"),
        Figure(file.known or 0, tr("sudah ada")),
        Figure(file.conflicts, tr("berbeda"), "warn"),
        Figure(len(file.void), tr("tidak berlaku"), "bad"),
        Figure(missing, tr("nomor hilang"), "bad"),
    ]
    card.body.addWidget(Figures(figures))
    if aside:
        card.body.addWidget(WrapLabel(aside, size=t.SIZE_META, weight=t.MEDIUM, tone="ok"))
    if file.direction == "out":
        card.body.addWidget(WrapLabel(words.delivery_sentence(file)))
    return card


def conflicts_card(count: int, choose: Button) -> Card:
    """How many fields wait for a choice between two values, and the way there."""
    title = trn("{n} isian ditulis berbeda oleh dua orang", "{n} isian ditulis berbeda oleh dua orang", count)
    card = Card(title, tone="warn")
    card.body.addWidget(WrapLabel(tr("Kedua nilai tersimpan. Pilih yang benar, sekarang atau nanti.")))
    card.body.addWidget(choose, 0, Qt.AlignmentFlag.AlignLeft)
    return card


def numbers_card(view: ExchangeView, ask: Callable[[str], object]) -> Card:
    """Whether the numbers of every sender's files are complete; `ask` makes a request for what is not."""
    card = Card(tr("Kelengkapan nomor berkas"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(2, 1)
    shown = sorted(view.numbers, key=lambda each: each.complete)[:12]
    for row, each in enumerate(shown):
        sender = sender_name(each)
        grid.addWidget(Label(sender, weight=t.MEDIUM, size=t.SIZE_META), row, 0)
        grid.addWidget(NumberMarks(each), row, 1, Qt.AlignmentFlag.AlignLeft)
        if each.missing:
            state = WrapLabel(
                tr("{nomor} belum masuk", nomor=number_list(each.missing)), size=t.SIZE_META, tone="bad"
            )
        elif not each.complete:
            state = WrapLabel(tr("menunggu data sebelumnya"), size=t.SIZE_META, tone="warn")
        else:
            state = WrapLabel(tr("lengkap"), size=t.SIZE_META)
        grid.addWidget(state, row, 2)
        if not each.complete:
            button = Button(tr("Buat permintaan"), icon="usb")
            button.setAccessibleName(tr("Buat permintaan untuk {kantor}", kantor=sender))
            button.clicked.connect(lambda _on=False, peer=each.peer: ask(peer))
            grid.addWidget(button, row, 3)
    card.body.addLayout(grid)
    if any(state == "covered" for each in view.numbers for _no, state in each.numbers):
        told = tr("Nomor bergaris tidak pernah datang, tetapi isinya sudah ada di berkas sesudahnya.")
        card.body.addWidget(WrapLabel(told, size=t.SIZE_META))
    if not view.numbers:
        card.body.addWidget(WrapLabel(tr("Belum ada berkas yang masuk.")))
    return card
