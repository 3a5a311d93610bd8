"""The look of a person's signature, black and bold so that any copy shows it: TTD in white on a dark field.

The office seal is a circle with a W, a certified signature is what its service draws; across a room and on
a photocopy the three are told apart by shape alone.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from desktop_app.documents import ink
from desktop_app.documents.data import Rect, wib_minute

_LABEL = 25.0
_WHITE = ink.colour("#FFFFFF")


def draw(box: Rect, name: str, capacity: str, now: datetime) -> bytes:
    """A one-page PDF of the size of `box`: who signed, as what ("Lurah Kukusan"), when; and no BSrE."""
    return _drawn(box.x2 - box.x1, box.y2 - box.y1, name, capacity, wib_minute(now))


@lru_cache(maxsize=4)
def _drawn(wide: float, high: float, name: str, capacity: str, minute: str) -> bytes:
    """All papers of a batch bear the same stamp, minute by minute."""
    pen = ink.Ink((wide, high))
    pen.fill([(0, 0, _LABEL, high)], ink.INK)
    pen.text(_LABEL / 2, high / 2 + 3.2, "TTD", 10, ink.BOLD, _WHITE, align="center")
    pen.strokes(
        [(0, 0.4, wide, 0.4), (0, high - 0.4, wide, high - 0.4), (wide - 0.4, 0, wide - 0.4, high)],
        0.8,
        ink.INK,
    )
    left, room = _LABEL + 4, wide - _LABEL - 8
    lines: tuple[tuple[str, float, ink.Face], ...] = (
        (name, 7.0, ink.BOLD),
        (capacity, 6.4, ink.BOLD),
        (minute, 6.4, ink.BOLD),
        ("Elektronik, bukan BSrE", 6.2, ink.BOLD),
    )
    step = (high - 6) / len(lines)
    for number, (text, size, face) in enumerate(lines, 1):
        pen.text(left, 1.6 + number * step, text, size, face, room=room)
    pen.page_done()
    return pen.finish()
