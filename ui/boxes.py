"""Watches Kotak masuk and Kotak keluar while the window is open; the steps are those of `wira watch`.

Folders are touched in the thread for outside, so neither the window nor a save waits for a slow share; each
file is opened and made as a command of its own, so that a save comes between two of them. While the screen
is locked nothing is done: nothing happens in the name of somebody who is away.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from desktop_app.actions.boxes import Boxes, BoxState
from desktop_app.actions.exchange_settings import ExchangeSettings
from desktop_app.actions.export import MadeFile
from desktop_app.actions.inbox import STAYS, Found, Look
from desktop_app.actions.taking import Outcome
from desktop_app.errors import WiraError
from desktop_app.office import Office
from desktop_app.storage.work import Changes
from ui.worker import Progress, Worker

EVERY_MS = 30_000
"""Network shares tell nobody that something changed: they are looked at again and again."""

_SOON_MS = 1_500


class BoxKeeper(QObject):
    """`changed` after each pass; `state` is what it found. Everything here runs in the window's thread but
    the steps themselves."""

    changed = Signal()

    def __init__(self, office: Office, worker: Worker, announce: Callable[[Changes], object]) -> None:
        super().__init__()
        self.state: BoxState | None = None
        self.resting = True
        self.busy = False
        self._office, self._worker, self._announce = office, worker, announce
        self._boxes: Boxes | None = None
        self._again = self._at_once = self._moved = False
        self._wish = ExchangeSettings()
        self._waiting: list[Found] = []
        self._receivers: list[str] = []
        self._more = False
        self._events: QFileSystemWatcher | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self.look)

    def start(self) -> None:
        """Watch from now on, and look at once."""
        self.resting = False
        self._timer.start()
        self.look()

    def rest(self) -> None:
        """Do nothing until `start`; the file that is being opened is finished."""
        self.resting = True
        self._timer.stop()
        self._soon.stop()
        self.changed.emit()

    def look(self, *, at_once: bool = False) -> None:
        """One pass; `at_once` does not wait until typing rests. Asked for during a pass, it follows it."""
        if self.resting:
            return
        self._at_once = self._at_once or at_once
        if self.busy:
            self._again = True
            return
        self.busy, self._again = True, False
        self._step(self._worker.ask, lambda _progress: self._read(), self._wished)

    # ---- the steps, one after another ----------------------------------------------------------------

    def _read(self) -> tuple[Boxes, ExchangeSettings]:
        boxes = self._boxes or Boxes(self._office)
        return boxes, boxes.wish()

    def _wished(self, found: tuple[Boxes, ExchangeSettings]) -> None:
        self._boxes, self._wish = boxes, wish = found
        if not (wish.take or wish.send):
            self._watch_folder("")
            self._end()
            return
        self._step(self._worker.visit, lambda _progress: boxes.look(wish), self._looked)

    def _looked(self, look: Look) -> None:
        self._waiting, self._more = list(look.found), look.more
        reached = self._wish.take and self._boxes is not None and not self._boxes.state(self._wish).problems
        self._watch_folder(self._wish.inbox if reached else "")
        self._next_in()

    def _next_in(self) -> None:
        boxes, wish, at_once = self._boxes, self._wish, self._at_once
        assert boxes is not None
        if self.resting:
            self._end()
            return
        if not self._waiting:
            self._step(self._worker.ask, lambda _progress: boxes.due(wish, at_once=at_once), self._due)
            return
        found = self._waiting.pop(0)

        def opened(outcome: Outcome) -> None:
            if outcome.error is not None and outcome.error.code in STAYS:
                self._more = False  # the next would meet the same: not before the next look
            if outcome.report is not None and outcome.report.changes.ids:
                self._announce(outcome.report.changes)
            self._step(
                self._worker.visit,
                lambda _progress: boxes.put_away(found, outcome),
                lambda _none: self._next_in(),
            )

        self._moved = True
        self._step(self._worker.run, lambda progress: boxes.open(found, progress=progress.step), opened)

    def _due(self, receivers: list[str]) -> None:
        self._receivers = receivers
        self._next_out()

    def _next_out(self) -> None:
        boxes, wish = self._boxes, self._wish
        assert boxes is not None
        if self.resting:
            self._end()
            return
        if not self._receivers:
            self._step(self._worker.visit, lambda _progress: boxes.deliver(wish), lambda _n: self._end())
            return
        to = self._receivers.pop(0)

        def made(file: MadeFile | None) -> None:
            if file is not None:
                self._announce(file.changes)
            self._next_out()

        self._moved = True
        self._step(self._worker.run, lambda progress: boxes.make(to, progress=progress.step), made)

    def _step(
        self,
        way: Callable[..., object],
        deed: Callable[[Progress], object],
        done: Callable[..., object],
    ) -> None:
        """One step; whatever stops it ends the pass, and the next look begins anew."""
        went: list[bool] = []

        def finished(result: object) -> None:
            went.append(True)
            done(result)

        def after() -> None:
            if not went:
                self._end()

        way(deed, finished, self._hindered, after=after, owner=self)

    def _hindered(self, _error: WiraError) -> None:
        """The database could not be read or another program holds it: told where it is used."""

    def _end(self) -> None:
        moved, again = self._moved, self._again or (self._more and not self.resting)
        self.busy = self._at_once = self._again = self._moved = self._more = False
        self._waiting, self._receivers = [], []
        if self._boxes is not None:
            self.state = self._boxes.state(self._wish)
        if moved:
            self._announce(Changes({"file": frozenset()}))
        self.changed.emit()
        if again:
            self._soon.start()

    # ---- events of the system ------------------------------------------------------------------------

    def _watch_folder(self, folder: str) -> None:
        """Be told when the folder changes, where the system can; it was reached a moment ago."""
        wanted = [folder] if folder else []
        have = self._events.directories() if self._events is not None else []
        if have == wanted or (wanted and have and Path(have[0]) == Path(folder)):
            return
        if self._events is None:
            self._events = QFileSystemWatcher(self)
            self._events.directoryChanged.connect(lambda _path: self._soon.start())
        if have:
            self._events.removePaths(have)
        if wanted:
            self._events.addPath(folder)
