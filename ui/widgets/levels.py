"""Small tables of choices by keys: how hard each thing is at each step, and what decides in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from resources.i18n import tr
from ui import theme
from ui import tokens as t
from ui.widgets import paint
from ui.widgets.choice import Option

ROW, HEAD, GROUP = 34, 26, 34
_BOX = 26
_TONES = {
    "": ("", "line", "text2"),
    "off": ("", "line", "text2"),
    "warn": ("warnsoft", "warn", "warn"),
    "block": ("badsoft", "bad", "bad"),
}


class _Grid(QWidget):
    """Rows that the keys walk through; subclasses lay out, paint and change."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.read_only = False
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_read_only(self, read_only: bool) -> None:
        """Looked at, walked through, but not changed."""
        self.read_only = read_only
        self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(self._words())
        if self.hasFocus():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.update()

    def _words(self) -> str:
        raise NotImplementedError

    def focus_rect(self) -> QRect:
        raise NotImplementedError

    def reveal(self) -> None:
        """Scroll so that the row one is on is in sight."""
        at: QWidget | None = self.parentWidget()
        while at is not None and not isinstance(at, QScrollArea):
            at = at.parentWidget()
        inside = at.widget() if isinstance(at, QScrollArea) else None
        if isinstance(at, QScrollArea) and inside is not None:
            middle = self.mapTo(inside, self.focus_rect().center())
            at.ensureVisible(middle.x(), middle.y(), 0, ROW + 12)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._describe()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update()


@dataclass(frozen=True)
class LevelRow:
    """One row: its key, its words (translated), the heading it stands under, and the values it may have."""

    key: str
    words: str
    group: str = ""
    allowed: tuple[str, ...] = ()


class LevelTable(_Grid):
    """One value for each row and column. `changed(key)` when a person chose.

    Arrows walk; an option's letter or its figure chooses, Space goes on to the next one.
    """

    changed = Signal(str)

    def __init__(
        self,
        name: str,
        columns: Sequence[str],
        options: Sequence[Option],
        rows: Sequence[LevelRow],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, parent)
        self._columns, self._options, self._rows = list(columns), list(options), list(rows)
        self._values = {row.key: [options[0].value] * len(columns) for row in rows}
        self._at, self._column = 0, 0
        face = theme.font(t.SIZE_BODY, t.MEDIUM)
        titles = theme.font(t.SIZE_META, t.SEMIBOLD)
        widest = max(paint.width_of(face, option.words) for option in options) + 30
        self._wide = int(max(widest, *(paint.width_of(titles, each) + 12 for each in columns)))
        self.setMinimumHeight(self._height())
        self.setFixedHeight(self._height())
        self._describe()

    def values(self) -> dict[str, tuple[str, ...]]:
        """The value of each column, by row."""
        return {key: tuple(found) for key, found in self._values.items()}

    def set_values(self, values: Mapping[str, Sequence[str]]) -> None:
        """Show other values, silently; rows that are not named stay."""
        for key, found in values.items():
            if key in self._values:
                self._values[key] = list(found)
        self._describe()

    def current(self) -> tuple[str, int]:
        """The row's key and the column one is on."""
        return self._rows[self._at].key, self._column

    def go(self, key: str, column: int = 0) -> None:
        """To a row and column."""
        self._at = next((n for n, row in enumerate(self._rows) if row.key == key), self._at)
        self._column = max(0, min(column, len(self._columns) - 1))
        self._describe()
        self.reveal()

    def choose(self, value: str) -> None:
        """Put `value` where one is, if the row may have it."""
        row = self._rows[self._at]
        if self.read_only or (row.allowed and value not in row.allowed):
            return
        if self._values[row.key][self._column] != value:
            self._values[row.key][self._column] = value
            self._describe()
            self.changed.emit(row.key)

    def _words(self) -> str:
        row = self._rows[self._at]
        chosen = self._option(self._values[row.key][self._column]).words
        column = self._columns[self._column] if self._columns[self._column] else ""
        words = tr("{syarat}, {saat}: {pilihan}", syarat=row.words, saat=column, pilihan=chosen)
        return f"{row.group}. {words}" if row.group else words

    def _option(self, value: str) -> Option:
        return next((each for each in self._options if each.value == value), self._options[0])

    # --- keys and mouse

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and (self._typed(event) is not None or event.key() == Qt.Key.Key_Space)
        ):
            event.accept()
            return True
        return super().event(event)

    def _typed(self, event: QKeyEvent) -> str | None:
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return None
        typed = event.text().upper()
        for number, option in enumerate(self._options, 1):
            if typed and typed in (option.letter.upper(), str(number)):
                return option.value
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, value = Qt.Key(event.key()), self._typed(event)
        down = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(key, 0)
        aside = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(key, 0)
        if value is not None:
            self.choose(value)
        elif key == Qt.Key.Key_Space:
            self._next()
        elif down:
            self._at = max(0, min(self._at + down, len(self._rows) - 1))
        elif aside:
            self._column = max(0, min(self._column + aside, len(self._columns) - 1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._at = 0 if key == Qt.Key.Key_Home else len(self._rows) - 1
        else:
            super().keyPressEvent(event)
            return
        self._describe()
        self.reveal()

    def _next(self) -> None:
        row = self._rows[self._at]
        values = [each.value for each in self._options if not row.allowed or each.value in row.allowed]
        at = values.index(self._values[row.key][self._column]) if values else 0
        self.choose(values[(at + 1) % len(values)])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        for at in range(len(self._rows)):
            for column in range(len(self._columns)):
                if self._cell(at, column).contains(point):
                    again = (at, column) == (self._at, self._column)
                    self._at, self._column = at, column
                    if again:
                        self._next()
                    self._describe()

    # --- layout and painting

    def _tops(self) -> list[int]:
        tops: list[int] = []
        y, group = HEAD, ""
        for row in self._rows:
            if row.group != group:
                y, group = y + GROUP, row.group
            tops.append(y)
            y += ROW
        return tops

    def _height(self) -> int:
        return self._tops()[-1] + ROW + 2 if self._rows else HEAD

    def _cell(self, at: int, column: int) -> QRect:
        left = self.width() - (len(self._columns) - column) * (self._wide + 8) + 4
        return QRect(left, self._tops()[at] + (ROW - _BOX) // 2, self._wide, _BOX)

    def sizeHint(self) -> QSize:
        return QSize(220 + len(self._columns) * (self._wide + 8), self._height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def focus_rect(self) -> QRect:
        """The cell one is on."""
        return self._cell(self._at, self._column) if self._rows else self.rect()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        titles = theme.font(t.SIZE_META, t.SEMIBOLD)
        middle = Qt.AlignmentFlag.AlignHCenter
        for column, words in enumerate(self._columns):
            place = self._cell(0, column) if self._rows else QRect()
            head = QRectF(place.left() - 4, 0, place.width() + 8, HEAD)
            paint.text(painter, head, words, titles, "text2", middle, elide=False)
        group = ""
        for at, (row, top) in enumerate(zip(self._rows, self._tops(), strict=True)):
            if row.group != group:
                group = row.group
                area = QRectF(0, top - GROUP + 4, self.width(), GROUP - 4)
                paint.text(painter, area, group, titles, "text2")
            self._paint_row(painter, at, row, top)
        painter.end()

    def _paint_row(self, painter: QPainter, at: int, row: LevelRow, top: int) -> None:
        painter.fillRect(QRectF(0, top + ROW - 1, self.width(), 1), theme.colour("line"))
        room = QRectF(2, top, self._cell(at, 0).left() - 10, ROW)
        paint.text(painter, room, row.words, theme.font(t.SIZE_BODY), "text")
        for column in range(len(self._columns)):
            option = self._option(self._values[row.key][column])
            ground, line, ink = _TONES.get(option.value, ("soft", "accent", "accent"))
            area = QRectF(self._cell(at, column))
            bare = "sunken" if self.read_only else "surface"
            paint.box(painter, area, t.RADIUS_CONTROL, ground or bare, "line" if self.read_only else line)
            face = theme.font(t.SIZE_BODY, t.MEDIUM)
            paint.text(painter, area, option.words, face, ink, Qt.AlignmentFlag.AlignHCenter, elide=False)


class OrderList(_Grid):
    """What decides, the first first; below it what does not. `changed` when a person moved or switched.

    Up and Down walk, Ctrl+Up and Ctrl+Down move a row, Space takes it in or out.
    """

    changed = Signal()

    def __init__(self, name: str, items: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._items = dict(items)
        self._on: list[str] = []
        self._at = 0
        self.setFixedHeight(len(items) * ROW + 2)
        self._describe()

    def value(self) -> tuple[str, ...]:
        """The keys that decide, in their order."""
        return tuple(self._on)

    def set_value(self, keys: Sequence[str]) -> None:
        """Show another order, silently; a key nobody knows here stands at its place too."""
        for key in keys:
            self._items.setdefault(key, key)
        self._on = list(keys)
        self.setFixedHeight(len(self._order()) * ROW + 2)
        self._describe()

    def _order(self) -> list[str]:
        return [*self._on, *(key for key in self._items if key not in self._on)]

    def _words(self) -> str:
        order = self._order()
        if not order:
            return ""
        key = order[min(self._at, len(order) - 1)]
        if key in self._on:
            return tr("{urutan}. {nama}", urutan=self._on.index(key) + 1, nama=self._items[key])
        return tr("{nama}, tidak dipakai", nama=self._items[key])

    def shift(self, by: int) -> None:
        """Move the row one is on up or down among those that decide."""
        at, to = self._at, self._at + by
        if self.read_only or at >= len(self._on) or not 0 <= to < len(self._on):
            return
        self._on[at], self._on[to] = self._on[to], self._on[at]
        self._at = to
        self._describe()
        self.changed.emit()

    def switch(self) -> None:
        """Take the row one is on in, at the end, or out."""
        order = self._order()
        if self.read_only or not order:
            return
        key = order[self._at]
        if key in self._on:
            self._on.remove(key)
        else:
            self._on.append(key)
        self._at = self._order().index(key)
        self._describe()
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if by and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.shift(by)
        elif by:
            self._at = max(0, min(self._at + by, len(self._order()) - 1))
            self._describe()
        elif event.key() == Qt.Key.Key_Space:
            self.switch()
        else:
            super().keyPressEvent(event)
            return
        self.reveal()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        at = point.y() // ROW
        if not 0 <= at < len(self._order()):
            return
        self._at = at
        for by, place in self._arrows(at):
            if place.contains(point):
                self.shift(by)
                return
        if point.x() < 34:
            self.switch()
        self._describe()

    def _arrows(self, at: int) -> list[tuple[int, QRect]]:
        if self.read_only or at >= len(self._on):
            return []
        top, right = at * ROW + 3, self.width() - 4
        return [(-1, QRect(right - 60, top, 28, 28)), (1, QRect(right - 30, top, 28, 28))]

    def focus_rect(self) -> QRect:
        """The row one is on."""
        return QRect(1, self._at * ROW + 2, self.width() - 2, ROW - 3)

    def sizeHint(self) -> QSize:
        return QSize(360, len(self._order()) * ROW + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, len(self._order()) * ROW + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        for at, key in enumerate(self._order()):
            on, top = key in self._on, at * ROW
            painter.fillRect(QRectF(0, top + ROW - 1, self.width(), 1), theme.colour("line"))
            middle = top + ROW / 2
            paint.symbol(
                painter, "circle-check" if on else "circle", "accent" if on else "text3", 6, middle, 18
            )
            words = self._items[key]
            if on:
                words = tr("{urutan}. {nama}", urutan=at + 1, nama=words)
            arrows = self._arrows(at)
            room = QRectF(34, top, self.width() - 34 - (66 if arrows else 4), ROW)
            face = theme.font(t.SIZE_BODY, t.MEDIUM if on else t.REGULAR)
            paint.text(painter, room, words, face, "text" if on else "text2")
            for by, place in arrows:
                possible = 0 <= at + by < len(self._on)
                name = "arrow-up" if by < 0 else "arrow-down"
                paint.symbol(painter, name, "text2" if possible else "line", place.x() + 6, middle, 16)
        painter.end()
