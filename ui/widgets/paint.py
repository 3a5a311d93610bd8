"""Shared strokes of the painted widgets."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from resources.i18n import mark, tr
from ui import icons, theme
from ui import tokens as t

CAP_HEIGHT = 18

_KEY_NAMES = {
    "Space": mark("Spasi"),
    "Return": "Enter",
    "Escape": "Esc",
    "Up": "↑",
    "Down": "↓",
    "Left": "←",
    "Right": "→",
    "PgDown": "PgDn",
    "Del": mark("Hapus"),
    "Minus": "−",
    "Plus": "+",
}


def key_caps(keys: str) -> list[str]:
    """The key tops to draw for `keys`: ``"Ctrl+Enter"`` gives Ctrl and Enter, ``"Up Down"`` two arrows."""
    caps: list[str] = []
    for chord in keys.split():
        for key in chord.split("+") if chord != "+" else ["+"]:
            caps.append(tr(_KEY_NAMES.get(key, key)))
    return caps


def width_of(face: QFont, text: str) -> float:
    """Advance of `text` in logical pixels, rounded up so that nothing is cut."""
    return QFontMetricsF(theme.suited(face, text)).horizontalAdvance(text) + 1.0


def line_height(face: QFont) -> float:
    """Height of one line of `face`."""
    return QFontMetricsF(face).height()


def start(widget: QWidget) -> QPainter:
    """A painter on `widget`, antialiased."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    ground: str | QColor = "",
    border: str | QColor = "",
    width: float = 1.0,
    *,
    style: Qt.PenStyle = Qt.PenStyle.SolidLine,
) -> None:
    """A rounded box; `ground` and `border` are token names or colours, empty for none."""
    inset = width / 2 if border else 0.0
    painter.setBrush(as_colour(ground) if ground else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(as_colour(border), width, style) if border else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)


def as_colour(value: str | QColor) -> QColor:
    """A token's name, ``#RRGGBB`` or a colour as a colour."""
    if isinstance(value, QColor):
        return value
    return QColor(value) if value.startswith("#") else theme.colour(value)


def text(
    painter: QPainter,
    rect: QRectF,
    words: str,
    face: QFont,
    tone: str | QColor = "text",
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    *,
    elide: bool = True,
) -> float:
    """One line of text, centred vertically, elided at its end when too long; the width drawn."""
    face = theme.suited(face, words)
    metrics = QFontMetricsF(face)
    width = metrics.horizontalAdvance(words)
    if elide and width > rect.width():
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
        width = metrics.horizontalAdvance(words)
    painter.setFont(face)
    painter.setPen(as_colour(tone))
    painter.drawText(rect, _one_line(align), words)
    return width


@cache
def _one_line(align: Qt.AlignmentFlag) -> int:
    return int(align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


def cap_font() -> QFont:
    """The font on key tops."""
    return theme.font(t.SIZE_TAG, t.MEDIUM, digits=False)


def cap_width(words: str) -> float:
    """Width of a key top."""
    return max(20.0, width_of(cap_font(), words) + 10)


def cap(
    painter: QPainter, x: float, middle: float, words: str, *, on_fill: bool = False, quiet: bool = False
) -> float:
    """A key top whose vertical middle is `middle`; the x where it ends."""
    rect = QRectF(x, middle - CAP_HEIGHT / 2, cap_width(words), CAP_HEIGHT)
    if on_fill:
        ink = theme.colour("onfill")
        ground, border = QColor(ink), QColor(ink)
        ground.setAlpha(36)
        border.setAlpha(120)
        box(painter, rect, 4, ground, border)
        text(painter, rect, words, cap_font(), "onfill", Qt.AlignmentFlag.AlignHCenter, elide=False)
    else:
        box(painter, rect, 4, "surface" if quiet else "greysoft", "edge")
        text(painter, rect, words, cap_font(), "text2", Qt.AlignmentFlag.AlignHCenter, elide=False)
    return rect.right()


def symbol(painter: QPainter, name: str, tone: str, x: float, middle: float, size: int = 18) -> None:
    """An icon whose vertical middle is `middle`."""
    icons.draw(painter, name, tone, x, middle - size / 2, size)
