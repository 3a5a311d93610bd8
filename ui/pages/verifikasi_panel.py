"""The right side of Verifikasi: who it is, the checklist, what stands against it, and the outcome."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_app.domain.fields import FIELDS
from resources.i18n import tr
from ui import tokens as t
from ui import when
from ui.models.checking import Checking
from ui.widgets import paint
from ui.widgets.button import Button
from ui.widgets.card import Bar, Card
from ui.widgets.checklist import Checklist
from ui.widgets.fields import TextField
from ui.widgets.flow import clear
from ui.widgets.labels import ElidedLabel, Label, WrapLabel
from ui.widgets.pill import Pill


class CheckPanel(Card):
    """Shows one `Checking`. It answers by signals and decides nothing itself.

    `answered(key, ok)`, `cleared(key)`, `moved(key)`, `noted(key, text)`, `day_typed(text)`, and the three
    outcomes `verify_asked`, `return_asked`, `reject_asked`.
    """

    answered = Signal(str, bool)
    cleared = Signal(str)
    moved = Signal(str)
    noted = Signal(str, str)
    day_typed = Signal(str)
    verify_asked = Signal()
    return_asked = Signal()
    reject_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=13, parent=parent)
        self.setAccessibleName(tr("Pemeriksaan"))
        self.body.setContentsMargins(13, 12, 13, 11)
        self.body.setSpacing(6)
        self._noting = ""
        self._build_head()
        self._build_list()
        self._build_note()
        self._build_day()
        self._build_actions()

    def _build_head(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        self._name = ElidedLabel(size=t.SIZE_PANE, weight=t.SEMIBOLD)
        self._name.setSizePolicy(self._name.sizePolicy().Policy.Maximum, self._name.sizePolicy().Policy.Fixed)
        self._pill = Pill("submitted")
        self._count = Label(weight=t.SEMIBOLD, tone="text2")
        row.addWidget(self._name)
        row.addWidget(self._pill)
        row.addStretch(1)
        row.addWidget(self._count)
        self.body.addLayout(row)
        self._sub = ElidedLabel(size=t.SIZE_META, tone="text2")
        self.body.addWidget(self._sub)
        self._bar = Bar(5)
        self.body.addWidget(self._bar)

    def _build_list(self) -> None:
        self.checklist = Checklist(tr("Daftar periksa"))
        self.checklist.answered.connect(self.answered)
        self.checklist.cleared.connect(self.cleared)
        self.checklist.current_changed.connect(self._moved)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(3, 3, 3, 3)
        column.setSpacing(8)
        self._standing = QVBoxLayout()
        self._standing.setSpacing(6)
        column.addLayout(self._standing)
        column.addWidget(self.checklist)
        self._notices = QVBoxLayout()
        self._notices.setSpacing(6)
        column.addLayout(self._notices)
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidget(inner)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        self.body.addWidget(self._scroll, 1)

    def _build_note(self) -> None:
        self._note = QWidget()
        column = QVBoxLayout(self._note)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(4)
        self._asked = WrapLabel(size=t.SIZE_META, weight=t.MEDIUM, tone="bad")
        self.note = TextField(tr("Yang tidak sesuai"), max_length=120)
        self.note.setPlaceholderText(tr("Tulis singkat, lalu Enter; boleh kosong"))
        self._asked.setBuddy(self.note)
        self.note.installEventFilter(self)
        column.addWidget(self._asked)
        column.addWidget(self.note)
        self.body.addWidget(self._note)
        self._note.hide()

    def _build_day(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        caption = Label(tr("Berkas lengkap"), size=t.SIZE_META, weight=t.MEDIUM, tone="text2")
        self.day = TextField(tr("Tanggal berkas lengkap"), max_length=20)
        self.day.setPlaceholderText(tr("HH-BB-TTTT"))
        self.day.textEdited.connect(self.day_typed)
        self.day.installEventFilter(self)
        caption.setBuddy(self.day)
        row.addWidget(caption)
        row.addWidget(self.day, 1)
        self._rule = _Line()
        self.body.addWidget(self._rule)
        self.body.addLayout(row)

    def _build_actions(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.setContentsMargins(0, 4, 0, 0)
        self.give_back = Button(tr("Kembalikan"), key="K")
        self.reject = Button(tr("Tolak"), kind="danger", key="X")
        self.verify = Button(tr("Verifikasi"), kind="primary", key="Ctrl+Enter")
        self.give_back.clicked.connect(self.return_asked)
        self.reject.clicked.connect(self.reject_asked)
        self.verify.clicked.connect(self.verify_asked)
        row.addWidget(self.give_back)
        row.addWidget(self.reject)
        row.addStretch(1)
        row.addWidget(self.verify)
        self.body.addLayout(row)

    # --- showing

    def show_case(self, checking: Checking, standing: Sequence[QWidget], notices: Sequence[QWidget]) -> None:
        """Another applicant, from the first row without an answer."""
        self.set_standing(standing)
        self.close_note()
        values = checking.case.values
        self._name.setText(str(values.get("nama") or tr("Tanpa nama")))
        self._pill.set(checking.case.status)
        typed = tr(
            "{program} · diketik {petugas}, {waktu}",
            program=FIELDS["program"].label_of(values.get("program")),
            petugas=checking.case.oleh or tr("petugas lain"),
            waktu=when.short_moment(checking.case.waktu),
        )
        self._sub.setText(typed)
        self.checklist.set_items(checking.items())
        self.day.setText(checking.lengkap)
        self.show_state(checking, notices)
        self._scroll.verticalScrollBar().setValue(0)
        self._follow()

    def show_state(self, checking: Checking, notices: Sequence[QWidget]) -> None:
        """The count, and what stands against it, after an answer."""
        done, whole = checking.answered(), len(checking.points)
        self._count.setText(tr("{n} dari {semua}", n=done, semua=whole))
        told = tr("{n} dari {semua} sudah diperiksa", n=done, semua=whole)
        self._bar.set([(done, "fill")], whole, told)
        self.set_notices(notices)

    def show_items(self, checking: Checking) -> None:
        """The rows again, without leaving the one a person is on."""
        here = self.checklist.current()
        self.checklist.set_items(checking.items())
        keys = [point.key for point in checking.points]
        self.checklist.go(keys.index(here) if here in keys else 0)

    def set_notices(self, notices: Sequence[QWidget]) -> None:
        """Cards below the checklist."""
        _fill(self._notices, notices)

    def set_standing(self, cards: Sequence[QWidget]) -> None:
        """Cards above the checklist."""
        _fill(self._standing, cards)
        self._scroll.verticalScrollBar().setValue(0)

    def show_notices(self) -> None:
        """Bring the cards below the checklist into sight."""
        bar = self._scroll.verticalScrollBar()
        QTimer.singleShot(0, bar, lambda: bar.setValue(bar.maximum()))

    def set_can(self, *, check: bool, verify: bool, why: str, held: str = "") -> None:
        """What may be done now; `why` says why what is shut is shut. `held`: the kind of request for which
        the person's data stand still; then nobody is rejected, and a restriction lets them be sent back."""
        for widget in (self.give_back, self.reject, self.day, self.checklist):
            widget.setEnabled(check)
        self.reject.setEnabled(check and not held)
        self.give_back.setEnabled(check and held != "penarikan")
        self.verify.setEnabled(verify)
        for button in (self.verify, self.give_back, self.reject):
            told = "" if button.isEnabled() else why
            button.setToolTip(told)
            button.setAccessibleDescription(told)

    # --- the note

    def ask_note(self, key: str, label: str, text: str) -> None:
        """Ask what does not match."""
        self._noting = key
        self._asked.setText(tr("{isian}: apa yang berbeda?", isian=label))
        self.note.setText(text)
        self._note.show()
        self.note.setFocus(Qt.FocusReason.OtherFocusReason)
        self.note.selectAll()

    def noting(self) -> bool:
        """Whether a note is being asked for."""
        return bool(self._noting)

    def close_note(self) -> None:
        """Go on without a (further) note."""
        if not self._noting:
            return
        self._noting = ""
        self._note.hide()
        self.checklist.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        enter = (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        )
        if not enter:
            return super().eventFilter(watched, event)
        if watched is self.note:
            key, text = self._noting, " ".join(self.note.text().split())
            self.close_note()
            self.noted.emit(key, text)
        else:
            (self.verify if self.verify.isEnabled() else self.checklist).setFocus()
        return True

    def _moved(self, key: str) -> None:
        self._follow()
        self.moved.emit(key)

    def _follow(self) -> None:
        rect = self.checklist.focus_rect()
        middle = self.checklist.y() + rect.center().y()
        self._scroll.ensureVisible(0, middle, 0, rect.height() // 2 + 24)


class _Line(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        paint.box(painter, self.rect().toRectF(), 0, "line")
        painter.end()


def _fill(column: QVBoxLayout, cards: Sequence[QWidget]) -> None:
    clear(column)
    for card in cards:
        column.addWidget(card)
