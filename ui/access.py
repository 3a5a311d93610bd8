"""Has the access log written while the window is open: soon after something was noted, never at its cost.

Whoever notes only puts an entry into a list; the commit is a command of its own in the thread that writes.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.errors import WiraError
from desktop_app.office import Office
from ui.worker import Worker

SOON_MS = 700
"""What was noted is on its way to the disk after this time at most."""

_AGAIN_MS = 30_000
"""A disk that does not take it now is tried again."""


class AccessKeeper(QObject):
    """Writes in batches; while writing fails the entries wait in memory, in their order."""

    _woken = Signal()

    def __init__(self, office: Office, worker: Worker) -> None:
        super().__init__()
        self._office, self._worker = office, worker
        self._busy = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.keep)
        self._woken.connect(self._soon)

    def start(self) -> None:
        """Listen from now on."""
        self._office.access.woken = self._woken.emit
        self._soon()

    def stop(self) -> None:
        """Begin nothing any more; closing the office writes what waits."""
        self._office.access.woken = lambda: None
        self._timer.stop()

    def keep(self) -> None:
        """Write what waits now: when the screen is locked, and after `SOON_MS`."""
        self._timer.stop()
        if self._busy or not self._office.access.waiting:
            return
        self._busy = True
        self._worker.run(lambda _progress: self._office.keep_access(), self._kept, self._hindered, owner=self)

    def _soon(self) -> None:
        if self._office.access.waiting and not self._busy and not self._timer.isActive():
            self._timer.start(SOON_MS)

    def _kept(self, _nothing: object) -> None:
        self._busy = False
        self._soon()

    def _hindered(self, _error: WiraError) -> None:
        """The next save tells people of the disk; here it is only tried again."""
        self._busy = False
        self._timer.start(_AGAIN_MS)
