"""Status pills, tags and key caps: an icon and a word, never colour alone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources.i18n import tr
from ui import theme
from ui import tokens as t
from ui.looks import STATUS, PillLook
from ui.widgets import paint

PILL_HEIGHT = 22


def pill_font() -> QFont:
    """The font in pills."""
    return theme.font(t.SIZE_META, t.MEDIUM)


def pill_width(look: PillLook) -> float:
    """The width a pill needs."""
    return 8 + (14 + 5 if look.icon else 0) + paint.width_of(pill_font(), tr(look.word)) + 9


def draw_pill(painter: QPainter, look: PillLook, x: float, middle: float, *, selected: bool = False) -> float:
    """A pill from `x` around `middle`, its ground the surface on a selected row; the x where it ends."""
    rect = QRectF(x, middle - PILL_HEIGHT / 2, pill_width(look), PILL_HEIGHT)
    solid = look.solid
    ground = "gauge1" if solid else "surface" if selected else t.SOFT_OF[look.tone]
    ink = ("#0F1A14" if theme.tokens().dark else "#FFFFFF") if solid else look.tone
    paint.box(painter, rect, PILL_HEIGHT / 2, ground)
    inner = x + 8
    if look.icon:
        paint.symbol(painter, look.icon, ink, inner, middle, 14)
        inner += 14 + 5
    paint.text(
        painter,
        QRectF(inner, rect.top(), rect.right() - inner, rect.height()),
        tr(look.word),
        pill_font(),
        ink,
        elide=False,
    )
    return rect.right()


def tag_width(words: str) -> float:
    """The width a tag needs."""
    return paint.width_of(theme.font(t.SIZE_TAG, t.SEMIBOLD), words) + 16


def draw_tag(painter: QPainter, words: str, tone: str, x: float, middle: float) -> float:
    """A small square tag such as PEKKA. Where it ends."""
    rect = QRectF(x, middle - 9, tag_width(words), 18)
    paint.box(painter, rect, 4, t.SOFT_OF[tone])
    face = theme.font(t.SIZE_TAG, t.SEMIBOLD)
    paint.text(painter, rect, words, face, tone, Qt.AlignmentFlag.AlignHCenter, elide=False)
    return rect.right()


class Pill(QWidget):
    """A status pill by status code or by a look of its own."""

    def __init__(self, look: str | PillLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set(look)

    def set(self, look: str | PillLook) -> None:
        """Show another state."""
        self._look = STATUS[look] if isinstance(look, str) else look
        self.setAccessibleName(tr(self._look.word))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(int(pill_width(self._look) + 0.999), PILL_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        draw_pill(painter, self._look, 0, self.height() / 2)
        painter.end()


class Tag(QWidget):
    """A small tag such as PEKKA."""

    def __init__(self, words: str, tone: str = "plum", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._tone = words, tone
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(int(tag_width(self._words) + 0.999), 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        draw_tag(painter, self._words, self._tone, 0, self.height() / 2)
        painter.end()


class KeyCap(QWidget):
    """One or more key tops side by side, as in the key bar."""

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self.setAccessibleName(" ".join(paint.key_caps(keys)))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def keys(self) -> str:
        """The keys as given, such as ``Ctrl+Enter``."""
        return self._keys

    def sizeHint(self) -> QSize:
        caps = paint.key_caps(self._keys)
        width = sum(paint.cap_width(cap) for cap in caps) + 6 * (len(caps) - 1)
        return QSize(int(width + 0.999), 20)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        x = 0.0
        for words in paint.key_caps(self._keys):
            x = paint.cap(painter, x, self.height() / 2, words, quiet=True) + 6
        painter.end()
