"""The city at a glance: a tile for each kelurahan, in rows by kecamatan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from resources.i18n import tr
from ui import theme
from ui import tokens as t
from ui.widgets import paint

TILE_HEIGHT = 39
PITCH = 44
PITCH_LEAST = 42
GAP = 5
_BETWEEN = 4
TILE_MIN = 128


@dataclass(frozen=True)
class TileLook:
    """Ground, line, icon and tone of a state."""

    ground: str
    line: str
    icon: str
    tone: str
    problem: bool


LOOKS: dict[str, TileLook] = {
    "ok": TileLook("surface", "line", "check", "ok", False),
    "late": TileLook("warnsoft", "warnline", "clock", "warn", True),
    "gap": TileLook("badsoft", "badline", "unlink", "bad", True),
    "none": TileLook("greysoft", "edge", "circle-slash", "grey", True),
}


@dataclass(frozen=True)
class Tile:
    """One kelurahan: its key, name, state (``ok``, ``late``, ``gap``, ``none``), note, places filled.

    Where the bar tells of something else than places, `note` says it in words and `of_places` is false.
    """

    key: str
    name: str
    state: str
    note: str
    filled: int | None = None
    places: int = 27
    of_places: bool = True


@dataclass(frozen=True)
class TileGroup:
    """One kecamatan and its kelurahan."""

    name: str
    tiles: Sequence[Tile]


class TileBoard(QWidget):
    """Arrows move between tiles, N to the next with a problem, Enter opens.

    `current_changed(key)` as one moves, `opened(key)` on Enter or double click.
    """

    current_changed = Signal(str)
    opened = Signal(str)

    def __init__(self, name: str, groups: Sequence[TileGroup] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._groups: list[TileGroup] = []
        self._tiles: list[tuple[TileGroup, Tile]] = []
        self._places: list[QRectF] = []
        self._label_width = 0.0
        self._at = 0
        self._room, self._high = 0, TILE_HEIGHT
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(name)
        self.set_groups(groups)

    def set_groups(self, groups: Sequence[TileGroup]) -> None:
        """Show other tiles; the current one stays when it is still there."""
        key = self.current()
        self._groups = list(groups)
        self._tiles = [(group, tile) for group in groups for tile in group.tiles]
        keys = [tile.key for _group, tile in self._tiles]
        self._at = keys.index(key) if key in keys else 0
        face = theme.font(t.SIZE_BODY, t.SEMIBOLD)
        widest = max((paint.width_of(face, group.name) for group in groups), default=0.0)
        self._label_width = widest + 14
        self.setMinimumHeight(self._lay_out(self.width()))
        self.updateGeometry()
        self._describe()
        self.update()

    def current(self) -> str:
        """The key of the current tile, empty without tiles."""
        return self._tiles[self._at][1].key if self._tiles else ""

    def select(self, key: str) -> None:
        """Go to the tile `key`."""
        for at, (_group, tile) in enumerate(self._tiles):
            if tile.key == key:
                self._go(at)

    def next_problem(self) -> bool:
        """Go to the next tile that is not ``ok``; False when there is none."""
        count = len(self._tiles)
        for step in range(1, count + 1):
            at = (self._at + step) % count
            if LOOKS[self._tiles[at][1].state].problem:
                self._go(at)
                return True
        return False

    def tile_sentence(self, at: int) -> str:
        """One tile in words, with its kecamatan."""
        group, tile = self._tiles[at]
        if tile.filled is None or not tile.of_places:
            return tr("{name}, Kec. {group}: {note}", name=tile.name, group=group.name, note=tile.note)
        return tr(
            "{name}, Kec. {group}: {note}, {filled} dari {places} tempat",
            name=tile.name,
            group=group.name,
            note=tile.note,
            filled=tile.filled,
            places=tile.places,
        )

    def _describe(self) -> None:
        self.setAccessibleDescription(self.tile_sentence(self._at) if self._tiles else "")
        if self.hasFocus():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def _go(self, at: int) -> None:
        if not self._tiles or not 0 <= at < len(self._tiles):
            return
        moved = at != self._at
        self._at = at
        self._describe()
        self.update()
        if moved:
            self.current_changed.emit(self.current())

    # --- layout

    def set_room(self, high: int) -> None:
        """The height there is: rows stand a little closer where then all of them are seen at once."""
        if high != self._room:
            self._room = high
            self.setMinimumHeight(self._lay_out(self.width()))
            self.updateGeometry()
            self.update()

    def _lay_out(self, width: int) -> int:
        room = max(TILE_MIN, width - self._label_width)
        most = max((len(group.tiles) for group in self._groups), default=1)
        across = max(1, min(most, int((room + GAP) // (TILE_MIN + GAP))))
        wide = (room + GAP) / across - GAP
        rows = [max(1, -(-len(group.tiles) // across)) for group in self._groups]
        pitch = self._pitch(sum(rows))
        self._high = min(TILE_HEIGHT, pitch - _BETWEEN)
        self._places = []
        y = 1.0  # the line around the current tile
        for group, lines in zip(self._groups, rows, strict=True):
            for at in range(len(group.tiles)):
                x = self._label_width + (at % across) * (wide + GAP)
                self._places.append(QRectF(x, y + pitch * (at // across), wide, self._high))
            y += pitch * lines
        return int(y) - (pitch - self._high) + 1 if rows else 0

    def _pitch(self, rows: int) -> int:
        """From row to row: closer where that shows them all, else as it reads best."""
        closest = (self._room - 2 + _BETWEEN) // max(1, rows)
        return closest if PITCH_LEAST <= closest < PITCH else PITCH

    def heightForWidth(self, width: int) -> int:
        kept, high = self._places, self._high
        height = self._lay_out(width)
        self._places, self._high = kept, high
        return height

    def sizeHint(self) -> QSize:
        return QSize(900, self.heightForWidth(max(self.width(), 900)))

    def minimumSizeHint(self) -> QSize:
        return QSize(int(self._label_width) + TILE_MIN, PITCH)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self._lay_out(event.size().width()))

    # --- keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Left:
            self._go(self._at - 1)
        elif key == Qt.Key.Key_Right:
            self._go(self._at + 1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._vertical(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Home:
            self._go(0)
        elif key == Qt.Key.Key_End:
            self._go(len(self._tiles) - 1)
        elif key == Qt.Key.Key_N and not event.modifiers():
            self.next_problem()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._tiles:
            self.opened.emit(self.current())
        else:
            super().keyPressEvent(event)

    def _vertical(self, step: int) -> None:
        if not self._places:
            return
        here = self._places[self._at]
        rows = sorted({place.top() for place in self._places})
        wanted = rows.index(here.top()) + step
        if not 0 <= wanted < len(rows):
            return
        row = [at for at, place in enumerate(self._places) if place.top() == rows[wanted]]
        self._go(min(row, key=lambda at: abs(self._places[at].left() - here.left())))

    def _tile_at(self, point: QPointF) -> int:
        return next((at for at, place in enumerate(self._places) if place.contains(point)), -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._tile_at(event.position())
        if at >= 0:
            self._go(at)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._tile_at(event.position()) >= 0:
            self.opened.emit(self.current())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._tile_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.tile_sentence(at) if at >= 0 else "", self)
            return True
        return super().event(event)

    def focus_rect(self) -> QRect:
        """The tile one is on."""
        return self._places[self._at].toAlignedRect() if self._places else self.rect()

    # --- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        at = 0
        face = theme.font(t.SIZE_BODY, t.SEMIBOLD)
        for group in self._groups:
            if group.tiles:
                top = self._places[at].top()
                paint.text(painter, QRectF(0, top, self._label_width - 8, self._high), group.name, face)
            for tile in group.tiles:
                self._paint_tile(painter, self._places[at], tile, at == self._at)
                at += 1
        painter.end()

    def _paint_tile(self, painter: QPainter, rect: QRectF, tile: Tile, current: bool) -> None:
        look = LOOKS[tile.state]
        style = Qt.PenStyle.DashLine if tile.state == "none" else Qt.PenStyle.SolidLine
        line, width = ("accent", 2.0) if current else (look.line, 1.0)
        paint.box(painter, rect, t.RADIUS_CONTROL, look.ground, line, width, style=style)
        if tile.filled is not None and tile.places:
            path = QPainterPath()
            path.addRoundedRect(rect, t.RADIUS_CONTROL, t.RADIUS_CONTROL)
            painter.save()
            painter.setClipPath(path)
            wide = rect.width() * min(1.0, tile.filled / tile.places)
            painter.fillRect(QRectF(rect.left(), rect.bottom() - 3, wide, 3), theme.colour("gauge2"))
            painter.restore()
        inner = rect.adjusted(8, 3, -8, 0)
        name = theme.font(t.SIZE_META, t.MEDIUM)
        if paint.width_of(name, tile.name) > inner.width():
            name = theme.font(t.SIZE_TAG, t.MEDIUM)
            name.setStretch(max(85, min(100, int(100 * inner.width() / paint.width_of(name, tile.name)))))
        paint.text(painter, QRectF(inner.left(), inner.top(), inner.width(), 16), tile.name, name)
        low = QRectF(inner.left(), inner.top() + 16, inner.width(), 16)
        paint.symbol(painter, look.icon, look.tone, low.left() - 1, low.center().y(), 13)
        face = theme.font(t.SIZE_TAG)
        figures = f"{tile.filled}/{tile.places}" if tile.filled is not None else ""
        ink = look.tone if look.problem and tile.state != "none" else "text2"
        right = paint.width_of(face, figures) if figures else 0.0
        paint.text(painter, low, figures, face, ink, Qt.AlignmentFlag.AlignRight, elide=False)
        paint.text(painter, low.adjusted(17, 0, -right - 4, 0), tile.note, face, ink)
