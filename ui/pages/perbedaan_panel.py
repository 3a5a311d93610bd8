"""The right of Data berbeda: the values of one field to choose from, and the form they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.actions.resolving import Choice
from desktop_app.queries.conflicts import Decided, Difference, FormLine, Told, Value
from resources.i18n import tr
from ui import tokens as t
from ui import when
from ui.widgets import paint
from ui.widgets.button import Button
from ui.widgets.card import Card, Divider, FindingCard
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.dialog import Fact, FactsTable
from ui.widgets.fields import TextField
from ui.widgets.flow import Flow, Roll, clear
from ui.widgets.labels import Icon, Label, WrapLabel
from ui.widgets.value_choice import ValueChoice, ValueOption

UNITED: Final = "gabung"


@dataclass(frozen=True)
class Pick:
    """What was chosen for one field and not saved yet: a value's head, all together, or what was typed."""

    head: str = ""
    unite: bool = False
    typed: str | None = None

    def wish(self, difference: Difference) -> Choice:
        """The wish to decide so, about the values that are shown."""
        return Choice(difference.field, difference.heads, head=self.head, typed=self.typed, unite=self.unite)


class ChoicePanel(Card):
    """`picked(Pick or None)` when a person chose or typed; the buttons are the page's to listen to."""

    picked = Signal(object)

    def __init__(self, *, verifies: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._verifies = verifies
        self._difference: Difference | None = None
        self.name = WrapLabel(size=t.SIZE_PANE, weight=t.SEMIBOLD, tone="text")
        self.about = WrapLabel(size=t.SIZE_META)
        self.question = WrapLabel(size=t.SIZE_CARD, weight=t.SEMIBOLD, tone="text")
        self.values = ValueChoice(tr("Nilai"))
        self.values.chosen.connect(self._chosen)
        self.field = TextField(tr("Nilai lain"), max_length=2000)
        self.field.textEdited.connect(self._typed)
        self.words = SegmentedChoice(tr("Nilai lain"), [])
        self.words.chosen.connect(self._typed)
        self.caption = Label(tr("Nilai lain"), size=t.SIZE_META, weight=t.MEDIUM, tone="text2")
        self.problem = WrapLabel(tone="bad")
        self.told = FactsTable(framed=True)
        self._before, self._notes = QVBoxLayout(), QVBoxLayout()
        for notes in (self._before, self._notes):
            notes.setSpacing(8)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(2, 2, 6, 2)
        column.setSpacing(8)
        for widget in (self.name, self.about, Divider(), self.question):
            column.addWidget(widget)
        column.addLayout(self._before)
        for widget in (self.values, self.told, self.caption, self.field, self.words, self.problem):
            column.addWidget(widget)
        column.addLayout(self._notes)
        column.addStretch(1)
        self.body.addWidget(Roll(inside), 1)
        self.save_button = Button(tr("Simpan pilihan"), kind="primary", icon="check", key="Ctrl+Enter")
        self.later_button = Button(tr("Putuskan nanti"), icon="hourglass", key="F9")
        self.record_button = Button(tr("Buka pendaftar"), icon="id-card", key="Enter")
        self.body.addWidget(Flow(self.save_button, self.later_button, self.record_button))
        self.setFocusProxy(self.values)

    # --- showing

    def show_open(self, one: Difference, pick: Pick | None) -> None:
        """A difference, with what was chosen for it before."""
        same = self._difference is not None and self._difference.key == one.key
        self._difference = one
        self._head(one.title, one.kind, one.number)
        self.question.setText(tr("{isian}: mana yang benar?", isian=one.label))
        self.values.set_options(
            tr("Nilai {isian}", isian=one.label), _options(one), _key(pick) if pick is not None else ""
        )
        self._show_typing(one, pick, same=same)
        self._show_notes(one)
        self.show_problem("")
        may = not one.barred
        self.values.setEnabled(may)
        self.field.setEnabled(may)
        self.words.setEnabled(may)
        self.later_button.set_text(tr("Putuskan nanti") if one.waits is None else tr("Jangan ditunda"))
        self.later_button.setEnabled(may)
        self._show_parts(decided=False)

    def show_decided(self, one: Decided) -> None:
        """What somebody decided, from which values."""
        self._difference = None
        self._head(one.title, one.kind, one.number)
        self.question.setText(tr("{isian}: sudah diputuskan", isian=one.label))
        facts = [
            Fact(tr("Dipilih"), one.taken or tr("kosong"), private=True),
            Fact(tr("Oleh"), one.who),
            Fact(tr("Waktu"), when.long_moment(one.when)),
            Fact(tr("Tempat"), one.where),
        ]
        facts += [
            Fact(tr("Bukan"), "\n".join((value.words or tr("kosong"), *_lines(value))), private=True)
            for value in one.others
        ]
        self.told.set_facts(facts)
        cards: list[QWidget] = []
        if one.void:
            cards.append(FindingCard("reason", tr("Keputusan ini tidak berlaku"), one.void))
        elif not one.stands:
            why = tr("Isian ini sudah ditulis lagi sesudahnya, atau sudah dibuka lagi.")
            cards.append(FindingCard("info", tr("Bukan keputusan yang terakhir"), why))
        elif one.barred:
            cards.append(FindingCard("reason", tr("Anda tidak dapat membukanya lagi"), one.barred))
        self._put(cards)
        self.show_problem("")
        self.save_button.set_text(tr("Buka lagi"))
        self.save_button.setEnabled(one.stands and not one.barred)
        self._show_parts(decided=True)

    def show_problem(self, words: str) -> None:
        """Why the wish was not granted, beside what was typed."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def set_ready(self, chosen: int) -> None:
        """How many fields of the record have been chosen; one Save takes them all."""
        self.save_button.set_text(tr("Simpan pilihan") if chosen < 2 else tr("Simpan {n} pilihan", n=chosen))
        self.save_button.setEnabled(chosen > 0)

    def difference(self) -> Difference | None:
        """The open difference that is shown."""
        return self._difference

    def _show_parts(self, *, decided: bool) -> None:
        one = self._difference
        self.values.setVisible(not decided)
        typing = one is not None and one.typed != "none"
        self.caption.setVisible(typing)
        self.field.setVisible(typing and not self._has_words())
        self.words.setVisible(typing and self._has_words())
        self.told.setVisible(decided)
        self.later_button.setVisible(not decided)

    def _has_words(self) -> bool:
        one = self._difference
        return one is not None and one.typed == "choice" and len(one.choices) <= 4

    def _head(self, title: str, kind: str, number: str) -> None:
        self.name.setText(title)
        self.about.setText(tr("{jenis} {nomor}", jenis=kind, nomor=number) if number else kind)
        self.setAccessibleName(title)

    def _show_typing(self, one: Difference, pick: Pick | None, *, same: bool) -> None:
        self.caption.setText(tr("Nilai lain untuk {isian}", isian=one.label))
        typed = (pick.typed or "") if pick is not None else ""
        if self._has_words():
            self.words.setAccessibleName(self.caption.text())
            self.words.set_options([Option(code, words) for code, words in one.choices])
            self.words.set_value(typed)
            return
        self.field.setAccessibleName(self.caption.text())
        self.field.setPlaceholderText(
            tr("Ketik bila keduanya keliru") if len(one.values) == 2 else tr("Ketik bila semuanya keliru")
        )
        if not (same and self.field.hasFocus()):
            self.field.setText(typed)

    def _show_notes(self, one: Difference) -> None:
        before: list[QWidget] = []
        if one.waits is not None:
            before.append(FindingCard("reason", tr("Keputusannya ditunda"), _told(one.waits)))
        if one.opened is not None:
            before.append(FindingCard("reason", tr("Dibuka lagi sesudah diputuskan"), _told(one.opened)))
        cards: list[QWidget] = []
        if one.holds:
            why = tr("Sampai dipilih, pendaftar ini tidak dapat diverifikasi atau diputuskan.")
            cards.append(FindingCard("block", tr("Menahan verifikasi dan keputusan"), why))
        if one.barred:
            cards.append(FindingCard("reason", tr("Anda tidak dapat memutuskannya"), one.barred))
        elif one.author and self._verifies:
            why = tr("Bila Anda yang memilih, verifikator lain yang memeriksa pendaftar ini.")
            cards.append(FindingCard("info", tr("Yang memilih tidak memverifikasi"), why))
        self._put(cards, before)

    def _put(self, cards: Sequence[QWidget], before: Sequence[QWidget] = ()) -> None:
        for notes, shown in ((self._before, before), (self._notes, cards)):
            clear(notes)
            for card in shown:
                notes.addWidget(card)

    # --- choosing

    def step(self, by: int) -> None:
        """The next value to the right (1) or left (-1)."""
        if self.values.isVisible():
            self.values.step(by)

    def begin_typing(self, words: str) -> bool:
        """Letters typed over the list begin another value; False where none can be typed."""
        if not (self.field.isVisible() and self.field.isEnabled()):
            return False
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.setText(self.field.text() + words)
        self._typed(self.field.text())
        return True

    def _chosen(self, key: str) -> None:
        self.field.clear()
        self.words.set_value("")
        self.show_problem("")
        self.picked.emit(Pick(unite=True) if key == UNITED else Pick(head=key) if key else None)

    def _typed(self, words: str) -> None:
        self.show_problem("")
        if not words.strip():
            self.picked.emit(None)
            return
        self.values.set_key("")
        self.picked.emit(Pick(typed=words))


class FormPane(Card):
    """The record as it stands, read-only; the fields that differ are marked in their places."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Isian catatan ini"), parent=parent)
        self._inside = QWidget()
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(0, 0, 6, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)
        self.roll = Roll(self._inside)
        self.body.addWidget(self.roll, 1)
        self.lines: list[FormLine] = []

    def show_form(self, lines: Sequence[FormLine], field: str, words: str = "") -> None:
        """All fields; `field` is the one in question, shown with the value `words` that was chosen."""
        self.lines = list(lines)
        clear(self._grid)
        here: QWidget | None = None
        for row, line in enumerate(lines):
            current = line.field == field
            marked = _Marked(line, words if current and words else line.words, current=current)
            self._grid.addWidget(marked, row, 0, 1, 2)
            here = marked if current else here
        self._grid.setRowStretch(len(lines), 1)
        if here is not None:  # once it has its place
            QTimer.singleShot(0, here, lambda: self.roll.ensureWidgetVisible(here, 0, 60))


class _Marked(QWidget):
    """One line of the form; on a soft ground where it differs."""

    def __init__(self, line: FormLine, words: str, *, current: bool) -> None:
        super().__init__()
        self._ground = "soft" if current else "warnsoft" if line.differs else ""
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(8)
        label = WrapLabel(line.label, size=t.SIZE_META, tone="text2")
        value = WrapLabel(words or tr("kosong"), weight=t.MEDIUM, tone="text")
        for each, share in ((label, 4), (value, 6)):
            policy = each.sizePolicy()
            policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)  # shares alone make the two columns
            each.setSizePolicy(policy)
            row.addWidget(each, share)
        if line.differs:
            sign = Icon("git-compare", "accent" if current else "warn", 16)
            sign.setAccessibleName(tr("{isian} berbeda", isian=line.label))
            row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        else:
            row.addSpacing(16)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._ground:
            return
        painter = paint.start(self)
        paint.box(painter, self.rect().toRectF(), t.RADIUS_CONTROL, self._ground)
        painter.end()


def _options(one: Difference) -> list[ValueOption]:
    shown = [
        ValueOption(value.head, value.words, _lines(value), tr("tampil sekarang") if not at else "")
        for at, value in enumerate(one.values)
    ]
    if one.unites:
        lines = [tr("Semua keterangan dari semua nilai disimpan bersama.")]
        shown.append(ValueOption(UNITED, tr("Gabungkan semuanya"), lines))
    return shown


def _key(pick: Pick) -> str:
    return UNITED if pick.unite else pick.head


def _lines(value: Value) -> list[str]:
    lines = [value.who, value.where, when.long_moment(value.when)]
    if value.again:
        lines.append(tr("Ditulis lagi oleh {petugas}", petugas=value.again))
    return lines


def _told(told: Told) -> str:
    return tr("{alasan}. Oleh {petugas}, {waktu}.", alasan=told.why.rstrip("."), petugas=told.who,
              waktu=when.long_moment(told.when))  # fmt: skip


def picked_words(one: Difference, pick: Pick | None) -> str:
    """What the form would say with this choice."""
    if pick is None:
        return ""
    if pick.typed is not None:
        words: dict[str, Any] = dict(one.choices)
        return str(words.get(pick.typed, pick.typed))
    return next((value.words for value in one.values if value.head == pick.head), "")
