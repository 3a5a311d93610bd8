"""Cycles of objects are collected in the GUI thread only.

Python collects in whichever thread makes an object. A widget that dies in another thread, while Qt walks the
bare list of all widgets to tell them of a theme, ends the program.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

EVERY: Final = 1000
"""Milliseconds between two looks at how much there is to collect."""


class Collector(QObject):
    """Collects as much as Python would have, when the window has a moment."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()  # what the program is made of stays to the end
        self._timer = QTimer(self)
        self._timer.timeout.connect(collect)
        self._timer.start(EVERY)


def collect() -> None:
    """The oldest generation that has grown beyond its limit, with all younger ones."""
    grown = zip(gc.get_count(), gc.get_threshold(), strict=True)
    due = [generation for generation, (count, most) in enumerate(grown) if count > most]
    if due:
        gc.collect(due[-1])
