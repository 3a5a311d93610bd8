"""Lucide icons recoloured and drawn at the screen's own resolution.

A name that the icon package does not know is a defect and raises `LookupError`.
"""

from __future__ import annotations

import sqlite3
from functools import lru_cache

import lucide
from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui import theme

STROKE = "1.75"


@lru_cache
def _package() -> sqlite3.Connection:
    # Read-only and shared by paints of the window's thread only.
    return sqlite3.connect(f"file:{lucide.get_default_db_path()}?mode=ro&immutable=1", uri=True)


@lru_cache(maxsize=256)
def svg(name: str) -> str:
    """The icon's SVG text with ``currentColor`` strokes, by its present name or an older alias."""
    row = (
        _package()
        .execute(
            "SELECT svg FROM icons WHERE name = :name "
            "OR name = (SELECT name FROM icon_aliases WHERE alias = :name)",
            {"name": name},
        )
        .fetchone()
    )
    if row is None:
        raise LookupError(name)
    return str(row[0]).replace('stroke-width="2"', f'stroke-width="{STROKE}"')


@lru_cache(maxsize=1024)
def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    text = svg(name).replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(text.encode()))
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, pixmap.width(), pixmap.height()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def pixmap(name: str, colour: str, size: int = 18, ratio: float = 1.0) -> QPixmap:
    """The icon `name` in `colour` (a token's name or ``#RRGGBB``), `size` logical pixels wide."""
    value = colour if colour.startswith("#") else theme.tokens().colour(colour)
    return _drawn(name, value, size, ratio)


def icon(name: str, colour: str = "text2", size: int = 18) -> QIcon:
    """The icon for Qt's own widgets (line edit actions, menus), sharp up to 300 %."""
    made = QIcon()
    for ratio in (1.0, 2.0, 3.0):
        made.addPixmap(pixmap(name, colour, size, ratio))
    return made


def draw(painter: QPainter, name: str, colour: str, x: float, y: float, size: int = 18) -> None:
    """Paint the icon with its upper left corner at (`x`, `y`)."""
    device = painter.device()
    ratio = device.devicePixelRatio() if device is not None else 1.0
    painter.drawPixmap(round(x), round(y), pixmap(name, colour, size, ratio))
