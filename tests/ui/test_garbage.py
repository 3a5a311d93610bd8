"""Cycles go in the GUI thread only, and they do go."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from ui.garbage import Collector, collect


class Ring:
    """Something that only the collector takes away."""

    def __init__(self) -> None:
        self.me = self


def test_another_thread_takes_nothing_away_and_this_one_does(qapp: QApplication) -> None:
    assert qapp is not None
    parent = QObject()
    Collector(parent)
    assert not gc.isenabled()
    gc.collect()
    ring = Ring()
    gone = weakref.ref(ring)
    del ring
    made: list[list[list[int]]] = []
    thread = threading.Thread(target=lambda: made.append([[number] for number in range(20_000)]))
    thread.start()
    thread.join()
    assert len(made[0]) == 20_000 and gone() is not None
    collect()
    assert gone() is None
