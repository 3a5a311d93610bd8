"""Pages of what somebody hands in, as pixels; asked of the process that checks it, no other opens it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import isfinite
from typing import Any, Final

from PIL import Image

from desktop_app.attachments.image import pictures
from desktop_app.documents.render import Picture, page_count, page_picture, page_sizes
from desktop_app.verifying.apart import Apart, Stopped, never

_LONGEST: Final = 6000
"""Pixels of the longer side, however much a person enlarges."""
MOST_POINTS: Final = 1e9
MOST_PAGES: Final = 5_000
"""Pages of a file that is drawn; a roster of 100,000 people has fewer."""


def sizes(data: bytes) -> tuple[tuple[float, float], ...]:
    """Wide and high of every page: points of a PDF, pixels of a picture; none where there are more than
    `MOST_PAGES`. Raises Refused."""
    if data[:1024].find(b"%PDF-") >= 0:
        found = page_sizes(data) if page_count(data) <= MOST_PAGES else []
        return tuple((_side(wide), _side(high)) for wide, high in found)
    return tuple((float(one.width), float(one.height)) for one in _opened(data))


def _side(points: float) -> float:
    return min(max(points, 1.0), MOST_POINTS) if isfinite(points) else 1.0


def draw(data: bytes, page: int, scale: float) -> Picture:
    """Page `page` (from 0), `scale` pixels for one of its points or pixels. Raises Refused."""
    wide, high = sizes(data)[page]
    scale = min(scale, _LONGEST / max(wide, high, 1.0))
    if data[:1024].find(b"%PDF-") >= 0:
        return page_picture(data, page, dpi=72 * scale)
    picture: Any = _opened(data)[page]  # Pillow's own types are incomplete here
    if scale < 1:
        size = (max(1, round(wide * scale)), max(1, round(high * scale)))
        picture = picture.resize(size, Image.Resampling.BILINEAR)
    return Picture(picture.width, picture.height, picture.convert("RGBA").tobytes())


@lru_cache(maxsize=1)
def _opened(data: bytes) -> tuple[Image.Image, ...]:
    """The pages of a picture; the one that is shown is drawn at many sizes."""
    return tuple(pictures(data))


def draw_apart(
    apart: Apart, data: bytes, page: int, scale: float, check: Callable[[], object] = never
) -> Picture | None:
    """The same in another process; None for a page that cannot be drawn within its bounds."""
    try:
        return apart.ask(check, draw, data, page, scale)
    except Stopped:
        return None
