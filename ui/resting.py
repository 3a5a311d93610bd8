"""Pages are taken down only once nothing they asked for is on its way.

What comes of a deed goes to its page: one that is gone would not learn that what was typed has been saved.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from ui.shell import MainWindow
    from ui.worker import Worker


class Rest(QObject):
    """Knows whether a page waits for the end of a command of its own, and who waits for that in turn."""

    def __init__(self, window: MainWindow, worker: Worker) -> None:
        super().__init__(window)
        self._window, self._worker = window, worker
        self._waiting: dict[str, Callable[[], object]] = {}
        worker.busy.connect(self._ended)

    def here(self) -> bool:
        """Whether no page waits, neither the one shown nor one left with something under way."""
        pages = self._window.made()
        return not any(_within(owner, page) for owner in self._worker.owners() for page in pages)

    def then(self, what: str, call: Callable[[], object]) -> None:
        """Call it now, or once no page waits any more; the last of the same `what` counts."""
        if self.here():
            self._waiting.pop(what, None)
            call()
        else:
            self._waiting[what] = call

    def forget(self) -> None:
        """The office is being left: nothing is waited for any more."""
        self._waiting.clear()

    def _ended(self, _commands: int) -> None:
        """What comes of a command that ended goes to its page first, and may begin another."""
        if self._waiting:
            QTimer.singleShot(0, self, self._go_on)

    def _go_on(self) -> None:
        for what, call in list(self._waiting.items()):
            if what in self._waiting:
                self.then(what, call)


def _within(owner: QObject, page: QObject) -> bool:
    above: QObject | None = owner
    while above is not None and above is not page:
        above = above.parent()
    return above is page
