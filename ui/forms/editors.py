"""One editor for each field: what was typed as raw text, and when it changed or was left."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QVBoxLayout, QWidget

from desktop_app.domain import fields
from desktop_app.domain.entry_plan import LETTERS, NARROW, ORDER, SHORT
from desktop_app.domain.fields import Field
from desktop_app.domain.values import as_date
from resources.i18n import tr
from ui import icons
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.fields import GroupedField, TextField

_GROUPED = {"nik": (4, 4, 4, 4), "no_kk": (4, 4, 4, 4)}
_WIDTHS = {"rt": 88, "rw": 88, "kode_pos": 100, "tahun": 100, "tenaga_kerja_l": 110, "tenaga_kerja_p": 110}
_DATE_WIDTH = 144


class Editor(QObject):
    """A widget that fills one field. `raw` is what a draft keeps and `fields.read` understands."""

    changed = Signal(str)
    left = Signal(str)

    def __init__(self, name: str, widget: QWidget) -> None:
        super().__init__(widget)
        self.name, self.widget = name, widget

    def raw(self) -> str:
        """What stands in the field."""
        raise NotImplementedError

    def show_raw(self, raw: str) -> None:
        """Put `raw` into the field without telling."""
        raise NotImplementedError

    def show_value(self, value: object) -> None:
        """Put a stored value into the field without telling."""
        self.show_raw(fields.show(self.name, value))

    def set_state(self, state: str, words: str) -> None:
        """Mark the field ``ok``, ``bad``, ``warn`` or nothing; `words` are what a screen reader says."""
        if isinstance(self.widget, TextField):
            self.widget.set_state(state, words)


class TextEditor(Editor):
    """A line of text, put into its usual form when the field is left."""

    def __init__(self, name: str, widget: TextField) -> None:
        super().__init__(name, widget)
        self._field = widget
        widget.textEdited.connect(lambda _text: self.changed.emit(name))
        widget.left.connect(self._leave)

    def raw(self) -> str:
        return self._field.plain() if isinstance(self._field, GroupedField) else self._field.text().strip()

    def show_raw(self, raw: str) -> None:
        if isinstance(self._field, GroupedField):
            self._field.set_plain(raw)
        else:
            self._field.setText(raw)
            self._field.setCursorPosition(0)

    def settle(self) -> None:
        """Show a well-formed value as people read it."""
        value, problem = fields.read(self.name, self.raw())
        shown = fields.show(self.name, value)
        if problem is None and not isinstance(self._field, GroupedField) and shown != self._field.text():
            self._field.setText(shown)
            self.changed.emit(self.name)

    def _leave(self) -> None:
        self.settle()
        self.left.emit(self.name)


class ChoiceEditor(Editor):
    """One of a few boxes."""

    def __init__(self, name: str, widget: SegmentedChoice) -> None:
        super().__init__(name, widget)
        self._choice = widget
        widget.chosen.connect(lambda _value: self.changed.emit(name))
        widget.installEventFilter(self)

    def raw(self) -> str:
        return self._choice.value()

    def show_raw(self, raw: str) -> None:
        self._choice.set_value(raw)

    def show_value(self, value: object) -> None:
        self._choice.set_value(str(value or ""))

    def set_state(self, state: str, words: str) -> None:
        self._choice.set_state(state if state in ("bad", "warn") else "")
        chosen = next((o.words for o in self._choice.options() if o.value == self.raw()), tr("belum dipilih"))
        self._choice.setAccessibleDescription(f"{chosen}. {words}" if words else chosen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.left.emit(self.name)
        return False


class DateField(TextField):
    """A date typed as 12-03-1994 or 12031994; Alt+Down or the small calendar offers a month."""

    def __init__(self, name: str, *, placeholder: str = "") -> None:
        super().__init__(name, placeholder=placeholder, digits=False, max_length=40)
        self._popup: QWidget | None = None
        action = QAction(icons.icon("calendar", "text2", 16), tr("Buka kalender"), self)
        action.triggered.connect(self.open_calendar)
        self.addAction(action, QLineEdit.ActionPosition.TrailingPosition)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
            return
        super().keyPressEvent(event)

    def open_calendar(self) -> None:
        """Show a month below the field; Enter takes the day, Esc leaves the field as it is."""
        popup = QWidget(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(popup)
        column.setContentsMargins(1, 1, 1, 1)
        month = QCalendarWidget()
        month.setAccessibleName(tr("Kalender {isian}", isian=self.accessibleName()))
        month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        value, problem = fields.read("tanggal_lahir", self.text())
        day = as_date(value) if problem is None else None
        if day is not None:
            month.setSelectedDate(QDate(day.year, day.month, day.day))
        month.activated.connect(lambda date: self._take(cast(QDate, date), popup))
        column.addWidget(month)
        popup.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        popup.show()
        month.setFocus()
        self._popup = popup

    def _take(self, day: QDate, popup: QWidget) -> None:
        self.setText(day.toString("dd-MM-yyyy"))
        self.textEdited.emit(self.text())
        popup.close()
        self.setFocus()


def make(field: Field, placeholder: str = "") -> Editor:
    """The editor of `field`; its accessible name is the field's full label."""
    label = tr(field.label)
    if field.choices:
        return ChoiceEditor(field.name, SegmentedChoice(label, _options(field)))
    if field.name in _GROUPED:
        return TextEditor(field.name, GroupedField(label, groups=_GROUPED[field.name]))
    if field.kind == "date":
        dated = DateField(label, placeholder=placeholder)
        dated.setMaximumWidth(_DATE_WIDTH)
        dated.setMinimumWidth(_DATE_WIDTH)
        return TextEditor(field.name, dated)
    line = TextField(label, placeholder=placeholder, max_length=max(24, field.max_length + 20))
    if field.name in NARROW:
        line.setFixedWidth(_WIDTHS[field.name])
    return TextEditor(field.name, line)


def _options(field: Field) -> list[Option]:
    choices = {choice.code: choice for choice in field.choices}
    codes = ORDER.get(field.name) or tuple(choices)
    return [
        Option(
            code,
            tr(SHORT.get((field.name, code), choices[code].label)),
            LETTERS.get((field.name, code), ""),
        )
        for code in codes
    ]
