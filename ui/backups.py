"""Makes the daily backup while the window is open, and knows whether people are to be reminded.

The copy is written and proved in the thread for outside, so neither the window nor a save waits for a slow
stick; only noting that it was made is a command. It goes on while the screen is locked: it changes nothing
that anybody has to answer for.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from desktop_app.actions.backup import BackupInfo, note_backup, write_backup
from desktop_app.actions.safekeeping import BackupState, Today, backup_state, copy_today, note_today
from desktop_app.errors import WiraError
from desktop_app.office import Office
from ui.prefs import Prefs
from ui.worker import Worker

EVERY_MS = 10 * 60_000
"""A stick that is put in gets its copy within this time."""

FIRST_MS = 30_000
"""Nobody waits for a copy while the first screen is painted."""

_LOOKS_AFTER_FAILURE = 6


class BackupKeeper(QObject):
    """`changed` when the state was read anew or a copy was made; `problem` is what hinders the daily copy."""

    changed = Signal()

    def __init__(self, office: Office, worker: Worker) -> None:
        super().__init__()
        self.state: BackupState | None = None
        self.problem: WiraError | None = None
        self.busy = False
        self._office, self._worker = office, worker
        self._rests = 0
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._first = QTimer(self)
        self._first.setSingleShot(True)
        self._first.setInterval(FIRST_MS)
        self._first.timeout.connect(self.look)

    def start(self) -> None:
        """Know the state at once; copy a little later, and look again from time to time."""
        self.refresh()
        self._first.start()
        self._timer.start()

    def stop(self) -> None:
        """Begin nothing any more."""
        self._first.stop()
        self._timer.stop()

    def overdue(self) -> bool:
        """Whether people are to be reminded now."""
        return self.state is not None and self.state.overdue(self._office.clock())

    def sentence(self) -> str:
        """The reminder, with what hinders the daily copy."""
        assert self.state is not None
        told = self.state.sentence(self._office.clock())
        return f"{told} {self.problem.message}" if self.problem is not None else told

    def newest_folder(self) -> str:
        """Where the newest copy lies that is known and can be reached; else the person's own folder."""
        state = self.state
        known = [each for each in (*state.each, state.outside, state.last) if each] if state else []
        for each in sorted(known, key=lambda copy: copy.made, reverse=True):
            with suppress(OSError):
                if not each.gone and Path(each.folder).is_dir():
                    return each.folder
        return str(Path.home())

    def remember(self, prefs: Prefs) -> None:
        """Where copies are, outside the database: it is asked when that cannot be read."""
        if self.state is not None:
            places = dict.fromkeys((self.state.wish.folder, *self.state.folders))
            prefs.put("backup_folders", [place for place in places if place])

    def refresh(self, then: Callable[[], object] = lambda: None) -> None:
        """Read the state anew."""

        def read(_progress: object) -> BackupState:
            with self._office.reading() as connection:
                return backup_state(connection, self._office)

        def show(state: BackupState) -> None:
            self.state = state
            self.changed.emit()
            then()

        self._worker.ask(read, show, _unread, owner=self, key="backup-state")

    def look(self, *, at_once: bool = False) -> None:
        """Make today's copy where it is due. After a failure that is tried again in an hour, or `at_once`."""
        if self.busy:
            return
        if self._rests and not at_once:
            self._rests -= 1
            self.refresh()
            return
        self._rests = 0
        self.refresh(self._copy)

    def _copy(self) -> None:
        state = self.state
        if state is None or self.busy:
            return
        self.busy = True
        self._worker.visit(
            lambda _progress: copy_today(self._office, state), self._copied, self._hindered, owner=self
        )

    def _copied(self, today: Today) -> None:
        self.problem = today.hindered
        self._rests = _LOOKS_AFTER_FAILURE if today.hindered is not None else 0
        if today.info is None and today.turned is None:
            self._end()
            return
        self._worker.run(
            lambda _progress: note_today(self._office, today),
            lambda _none: self._end(),
            self._hindered,
            owner=self,
        )

    def make(
        self,
        folder: Path,
        done: Callable[[BackupInfo], object],
        refused: Callable[[WiraError], object],
        *,
        owner: QObject,
    ) -> None:
        """A copy in `folder` because a person asks for it; it ends in `done` or `refused`, while there is an
        `owner`."""
        self.busy = True
        self.changed.emit()

        def told(call: Callable[..., object], value: object) -> None:
            if isValid(owner):
                call(value)

        def failed(error: WiraError) -> None:
            self._end()
            told(refused, error)

        self._worker.visit(
            lambda _progress: write_backup(self._office, folder),
            lambda info: self._note(info, lambda: told(done, info), failed),
            failed,
            owner=self,
        )

    def _note(
        self, info: BackupInfo, done: Callable[[], object], refused: Callable[[WiraError], object]
    ) -> None:
        def noted(_changes: object) -> None:
            self._end()
            done()

        self._worker.run(lambda _progress: note_backup(self._office, info), noted, refused, owner=self)

    def _hindered(self, error: WiraError) -> None:
        self.problem, self._rests = error, _LOOKS_AFTER_FAILURE
        self._end()

    def _end(self) -> None:
        self.busy = False
        self.refresh()


def _unread(_error: WiraError) -> None:
    """The database could not be read: told where it is used."""
