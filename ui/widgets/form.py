"""Forms: label at the right edge of its column, field, and beside it a lane of notes that moves no field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from ui import tokens as t
from ui.widgets.card import FindingCard
from ui.widgets.choice import SegmentedChoice
from ui.widgets.fields import TextField
from ui.widgets.labels import Label, WrapLabel

FIELD_WIDTH, FIELD_LEAST = 342, 312
STACK_BELOW = 640
LANE_GAP = 14
ROW_GAP = 8


class FieldRow(QObject):
    """One row: its label, its fields, its hint and findings."""

    def __init__(self, form: Form, label: Label, fields: Sequence[QWidget], box: QWidget) -> None:
        super().__init__(form)
        self.label, self.fields, self.box = label, list(fields), box
        self._form = form
        self.note = QWidget(form.lane)
        self._column = QVBoxLayout(self.note)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._hint = ""
        self._extra: QWidget | None = None
        self.findings: list[FindingCard] = []
        self.note.hide()
        self.note.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What stands beside the field grew or shrank by itself: the notes are placed again."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._form.place_notes()
        return False

    def set_hint(self, text: str) -> None:
        """A quiet sentence beside the field, shown while there is no finding."""
        self._hint = text
        self._fill()

    def set_extra(self, widget: QWidget | None) -> None:
        """A widget of the page's own beside the field, above findings (what the NIK says)."""
        if self._extra is not None and self._extra is not widget:
            self._extra.setParent(None)
            self._extra.deleteLater()
        self._extra = widget
        self._fill()

    def set_findings(self, cards: Sequence[FindingCard], state: str = "") -> None:
        """Show `cards` instead of earlier ones and the field's `state`; new ones are announced."""
        before = {card.words() for card in self.findings}
        for card in self.findings:
            card.hide()
            card.deleteLater()
        self.findings = list(cards)
        words = " ".join(card.words() for card in cards)
        for field in self.fields:
            if isinstance(field, TextField):
                field.set_state(state, words)
            elif isinstance(field, SegmentedChoice):
                field.set_state(state if state in ("bad", "warn") else "")
        self._fill()
        for card in cards:
            if card.words() not in before:
                card.announce()

    def set_visible(self, visible: bool) -> None:
        """Show or hide the whole row."""
        self.label.setVisible(visible)
        self.box.setVisible(visible)
        if not visible:
            self.note.hide()
        else:
            self._fill()

    def _fill(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if isinstance(widget, WrapLabel):
                widget.hide()
                widget.deleteLater()
        if self._extra is not None:
            self._column.addWidget(self._extra)
            self._extra.show()
        for card in self.findings:
            self._column.addWidget(card)
            card.show()
        if self._hint and not self.findings and self._extra is None:
            hint = WrapLabel(self._hint, size=t.SIZE_META)
            self._column.addWidget(hint)
            hint.show()  # in a form that is shown already it has no height before
        wanted = self._column.count() > 0 and not self.box.isHidden()
        self.note.setVisible(wanted)
        self._form.place_notes()


class Form(QWidget):
    """Sections and rows. Enter goes to the next field, Shift+Enter back; notes stand in a lane at the right.

    Below 640 logical pixels of its own width the notes stand under their fields. `least` is how
    wide fields are beside their notes, more where what stands in them is long.
    """

    def __init__(
        self, parent: QWidget | None = None, *, field_width: int = FIELD_WIDTH, least: int = FIELD_LEAST
    ) -> None:
        super().__init__(parent)
        self._field_width, self._least = field_width, min(field_width, least)
        self._rows: list[FieldRow] = []
        self._at = 0
        self._stacked = False
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(LANE_GAP)
        left = QVBoxLayout()
        left.setSpacing(0)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(13)
        self.grid.setVerticalSpacing(0)
        self.grid.setColumnStretch(1, 1)
        left.addLayout(self.grid)
        left.addStretch(1)
        outer.addLayout(left, 0)
        self.lane = QWidget()
        self.lane.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.lane.setMinimumWidth(180)
        outer.addWidget(self.lane, 1)

    def section(self, title: str, aside: str = "") -> QWidget:
        """A heading with a quiet word behind it."""
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 10 if self._at else 0, 0, 6)
        row.setSpacing(9)
        row.addWidget(Label(title, size=t.SIZE_CARD, weight=t.SEMIBOLD))
        row.addWidget(Label(aside, size=t.SIZE_META, tone="text2"))
        row.addStretch(1)
        self.grid.addWidget(head, self._at, 0, 1, 2)
        self._at += 2
        return head

    def row(self, label: str, *fields: QWidget, hint: str = "", stretch: Sequence[int] = ()) -> FieldRow:
        """A row of one or more fields; `label` is the first one's buddy and names those without a name."""
        words = Label(label, weight=t.MEDIUM, tone="text2")
        words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        words.setMinimumHeight(t.CONTROL_HEIGHT)
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, ROW_GAP)
        line.setSpacing(8)
        for at, field in enumerate(fields):
            line.addWidget(field, stretch[at] if at < len(stretch) else 0)
            if not field.accessibleName():
                field.setAccessibleName(label)
            field.installEventFilter(self)
        if not any(
            isinstance(field, QLineEdit) and field.maximumWidth() > self._field_width for field in fields
        ):
            line.addStretch(1)
        box.setMinimumWidth(min(self._field_width, 200))
        words.setBuddy(fields[0])
        top = Qt.AlignmentFlag.AlignTop
        self.grid.addWidget(words, self._at, 0, top)
        self.grid.addWidget(box, self._at, 1)
        self._at += 2
        made = FieldRow(self, words, fields, box)
        made.set_hint(hint)
        self._rows.append(made)
        box.installEventFilter(self)
        self._set_field_width()
        return made

    def rows(self) -> list[FieldRow]:
        """The rows from top to bottom."""
        return list(self._rows)

    def hang_with(self, other: Form) -> None:
        """Let the fields begin where those of `other` begin, which stands above this form."""
        wide = max(row.label.sizeHint().width() for form in (self, other) for row in form.rows())
        for form in (self, other):
            form.grid.setColumnMinimumWidth(0, wide)

    def _set_field_width(self) -> None:
        wide = 16_777_215 if self._stacked else self._field_width
        for row in self._rows:
            row.box.setMaximumWidth(wide)
        self.grid.setColumnMinimumWidth(1, 0 if self._stacked else self._least)

    # --- keys and marks

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut) and isinstance(watched, QWidget):
            for row in self._rows:
                if watched in row.fields:
                    row.label.set_tone("accent" if kind == QEvent.Type.FocusIn else "text2")
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, QWidget):
            return self._enter(watched, event)
        elif kind in (QEvent.Type.Move, QEvent.Type.Resize):
            self.place_notes()
        return False

    def _enter(self, field: QWidget, event: QKeyEvent) -> bool:
        shift = Qt.KeyboardModifier.ShiftModifier
        keypad = Qt.KeyboardModifier.KeypadModifier
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.modifiers() & ~(shift | keypad):
            return False
        self.step(field, back=bool(event.modifiers() & shift))
        return True

    def step(self, field: QWidget, *, back: bool = False) -> None:
        """From `field` to the next (or previous) field of the form that can be filled."""
        stops = [one for row in self._rows for one in row.fields if one.isEnabled() and one.isVisibleTo(self)]
        stops = [one for one in stops if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
        if field not in stops:
            return
        at = stops.index(field) + (-1 if back else 1)
        reason = Qt.FocusReason.BacktabFocusReason if back else Qt.FocusReason.TabFocusReason
        if 0 <= at < len(stops):
            target = stops[at]
            target.setFocus(reason)
            if isinstance(target, QLineEdit):
                target.selectAll()
        else:
            self.focusNextPrevChild(not back)

    # --- notes

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = event.size().width() < max(STACK_BELOW, self._side_by_side())
        if stacked != self._stacked:
            self._stacked = stacked
            self.lane.setVisible(not stacked)
            self._set_field_width()
            for row in self._rows:
                self._rehang(row)
        self.place_notes()

    def _side_by_side(self) -> int:
        """The least width with labels, fields and notes beside one another."""
        labels = max((row.label.sizeHint().width() for row in self._rows), default=0)
        field = self._least
        return labels + self.grid.horizontalSpacing() + field + LANE_GAP + self.lane.minimumWidth()

    def _rehang(self, row: FieldRow) -> None:
        shown = not row.note.isHidden()
        if self._stacked:
            at = self.grid.getItemPosition(self.grid.indexOf(row.box))
            assert isinstance(at, tuple)
            self.grid.addWidget(row.note, int(at[0]) + 1, 1)
            row.note.setContentsMargins(0, 0, 0, ROW_GAP)
        else:
            self.grid.removeWidget(row.note)
            row.note.setParent(self.lane)
            row.note.setContentsMargins(0, 0, 0, 0)
        row.note.setVisible(shown)

    def place_notes(self) -> None:
        """Put every note level with its field, or below the note above it."""
        if self._stacked:
            return
        width = self.lane.width()
        bottom = 0
        for row in self._rows:
            note = row.note
            if note.isHidden() or note.parentWidget() is not self.lane:
                continue
            layout = note.layout()
            if layout is None or width < 40:
                continue
            layout.activate()
            height = (
                layout.heightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
            )
            field = row.box.geometry()
            level = field.top() + max(0, (t.CONTROL_HEIGHT - height) // 2)
            top = max(level, bottom)
            rect = QRect(0, top, width, height)
            if note.geometry() != rect:
                note.setGeometry(rect)
            bottom = top + height + 6
        if self.lane.minimumHeight() != bottom:
            self.lane.setMinimumHeight(bottom)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        if not self._stacked:  # narrower than that, it stacks: the lane asks for no room
            alone = hint.width() - LANE_GAP - self.lane.minimumWidth()
            hint.setWidth(min(alone, STACK_BELOW - 1))
        return hint

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(300, self.lane.minimumHeight()))
