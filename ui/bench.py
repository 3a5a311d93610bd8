"""What every page works with: the open office, the worker, the preferences, and the way to say what moved.

A page never holds a connection or a session. It asks through `ask` and does through `do`; what a deed
moved reaches every page through `changed`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.actions.devices import lock_minutes
from desktop_app.domain import duties
from desktop_app.errors import WiraError
from desktop_app.keys.session import LockState, SessionLock
from desktop_app.office import Office, Reading
from desktop_app.storage.work import Changes
from resources.i18n import tr
from ui.access import AccessKeeper
from ui.backups import BackupKeeper
from ui.boxes import BoxKeeper
from ui.checks import CheckKeeper
from ui.prefs import Prefs
from ui.widgets.dialog import StopDialog
from ui.worker import Progress, Task, Worker

T = TypeVar("T")


@dataclass(frozen=True)
class Leaving:
    """What is done in the writing thread once the office is closed: `deed(folder)`. It returns an open office
    to go on with, or None to ask anew who comes in. `first` comes before, with the office still open: what it
    refuses closes nothing. `waiting` is told meanwhile, `title` names what did not go well, `done` what did.
    """

    deed: Callable[[Path], Office | None]
    waiting: str
    title: str
    done: str = ""
    first: Callable[[Office], object] | None = None


class Bench(QObject):
    """Handed to each page when it is made: `Page(bench)`."""

    changed = Signal(object)
    """`Changes` after a deed; the window passes them to the pages."""

    language_changed = Signal()
    """The person chose another language: the window is built anew."""

    given_up = Signal(object)
    """`Leaving`: the office is to be closed, and something done with its folder."""

    def __init__(self, office: Office, worker: Worker, prefs: Prefs, *, machine: Prefs | None = None) -> None:
        super().__init__()
        self.office = office
        self.worker = worker
        self.prefs = prefs
        self.machine = machine or prefs
        self.locked_anew()
        self.boxes = BoxKeeper(office, worker, self.changed.emit)
        self.backups = BackupKeeper(office, worker)
        self.access = AccessKeeper(office, worker)
        self.checks = CheckKeeper(office, worker)

    def locked_anew(self) -> None:
        """Another person is in: their own lock, with no PIN yet."""
        self.lock = SessionLock(self.now(), idle_minutes=self.idle_minutes())

    def idle_minutes(self) -> int:
        """After how many idle minutes the screen locks."""
        return lock_minutes(self.office)

    def idle(self) -> bool:
        """Whether the screen is to be locked now; a file of DKUM may have changed after how many minutes."""
        self.lock.wait(self.idle_minutes())
        return self.lock.state(self.now()) is not LockState.OPEN

    def may(self, duty: str) -> bool:
        """Whether the person who is in has this line of the table of duties: what a page offers. What is
        done all the same is refused below the window."""
        return duties.allowed(duty, self.office.info.kind, self.office.person.roles)

    def now(self) -> datetime:
        """The office's clock."""
        return self.office.clock()

    def ask(
        self,
        question: Callable[[Reading], T],
        done: Callable[[T], object],
        *,
        owner: QObject,
        key: str = "",
        refused: Callable[[WiraError], object] | None = None,
    ) -> Task[T]:
        """Answer a question from one committed state, in the reading thread. The newest of a `key` wins.

        Without `refused` the refusal is shown as a stop dialog.
        """

        def read(_progress: Progress) -> T:
            with self.office.reading() as connection:
                return question(connection)

        return self.worker.ask(read, done, refused or self._refused(owner), key=key, owner=owner)

    def do(
        self,
        deed: Callable[[Progress], T],
        done: Callable[[T], object] | None = None,
        *,
        owner: QObject,
        refused: Callable[[WiraError], object] | None = None,
        progress: Callable[[int, int, str], object] | None = None,
        cancelled: Callable[[], object] | None = None,
        after: Callable[[], object] | None = None,
    ) -> Task[T]:
        """Do something in the writing thread. What it returns is `Changes` or has them as `.changes`;
        they are announced before `done`. Without `refused` the refusal is shown as a stop dialog."""

        def finished(result: T) -> None:
            moved = result if isinstance(result, Changes) else getattr(result, "changes", None)
            if isinstance(moved, Changes) and moved.ids:
                self.changed.emit(moved)
            if done is not None:
                done(result)

        return self.worker.run(
            deed,
            finished,
            refused or self._refused(owner),
            progress,
            cancelled=cancelled,
            after=after,
            owner=owner,
        )

    def print(
        self,
        job: Callable[[Progress], T],
        done: Callable[[T], object],
        *,
        owner: QObject,
        progress: Callable[[int, int, str], object],
        cancelled: Callable[[], object],
        after: Callable[[], object],
    ) -> Task[T]:
        """Print or copy out in the printing thread, so that saving waits for no paper. It moves nothing."""
        refused = self._refused(owner)
        return self.worker.print(job, done, refused, progress, cancelled=cancelled, after=after, owner=owner)

    def _refused(self, owner: QObject) -> Callable[[WiraError], object]:
        def show(error: WiraError) -> None:
            parent = owner.window() if isinstance(owner, QWidget) else None
            StopDialog.for_error(parent, tr("Langkah ini belum dapat dilakukan"), error).open()

        return show
