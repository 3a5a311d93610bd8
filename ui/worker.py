"""Two threads for work: one owns writing, one answers questions. Results come home by signal.

The window calls `Worker.run` for commands and `Worker.ask` for queries. Both return at once. A third thread,
begun when it is first needed, waits for folders on shares and sticks (`Worker.visit`), so that neither saving
nor looking waits for them. A fourth asks another process about files that nobody vouches for
(`Worker.examine`), a fifth prints (`Worker.print`). Callbacks run in the window's thread, in the order in
which the work ended, and never after their owner is gone.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QThread, Signal

from desktop_app.errors import Refused, Unavailable, WiraError

if TYPE_CHECKING:
    from desktop_app.verifying.apart import Apart

T = TypeVar("T")

PROGRESS_INTERVAL_S = 0.05


class Cancelled(Exception):
    """Raised inside the work, at its next step, after somebody asked it to stop."""


class Progress:
    """Given to the work: it tells how far it is, and learns there that it should stop."""

    def __init__(self, tell: Callable[[int, int, str], None] | None = None) -> None:
        self._event = threading.Event()
        self._tell = tell
        self._last = 0.0

    def step(self, done: int, total: int, sentence: str = "") -> None:
        """`done` of `total` (0 when unknown) with a translated sentence; raises `Cancelled`."""
        self.check()
        now = time.monotonic()
        if self._tell is not None and (now - self._last >= PROGRESS_INTERVAL_S or done == total):
            self._last = now
            self._tell(done, total, sentence)

    def check(self) -> None:
        """Raise `Cancelled` when somebody asked to stop."""
        if self._event.is_set():
            raise Cancelled

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._event.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next step; any thread."""
        self._event.set()


@dataclass
class Task(Generic[T]):
    """One piece of work on its way; `cancel` asks it to stop at its next step."""

    fn: Callable[[Progress], T]
    done: Callable[[T], object] | None = None
    refused: Callable[[WiraError], object] | None = None
    progress: Callable[[int, int, str], object] | None = None
    cancelled: Callable[[], object] | None = None
    owner: QObject | None = None
    key: str = ""
    command: bool = False
    after: Callable[[], object] | None = None
    handle: Progress = field(default_factory=Progress)
    finished: bool = False

    def cancel(self) -> None:
        """Ask to stop; `cancelled` is called once it has, unless it ended before."""
        self.handle.cancel()


class _Home(QObject):
    """Lives in the window's thread; what other threads emit arrives here, queued."""

    arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def _deliver(self, call: Callable[[], None]) -> None:
        call()


class _Line(QThread):
    """A thread that takes one piece of work after another and sleeps between them."""

    def __init__(
        self, name: str, execute: Callable[[Task[Any]], None], at_end: Callable[[], None] | None
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.waiting: queue.SimpleQueue[Task[Any] | None] = queue.SimpleQueue()
        self._execute = execute
        self._at_end = at_end
        self.current: Task[Any] | None = None

    def run(self) -> None:
        threading.current_thread().name = self.objectName()
        while (task := self.waiting.get()) is not None:
            self.current = task
            self._execute(task)
            self.current = task = None  # a PIN or a key that it was given is not kept while nothing comes
        if self._at_end is not None:
            self._at_end()


class Worker(QObject):
    """Owns the threads. Made and stopped by the window's thread; `stop` returns when both have ended.

    `busy` tells how many commands are waiting or running. Defects go to `bug`, a callable of one
    exception called in the window's thread. `writer_end` and `reader_end` run in their thread
    before it ends, for closing what belongs to it.
    """

    busy = Signal(int)
    patience = 30.0
    """Seconds that a file from elsewhere may take, see `examine`."""

    def __init__(
        self,
        bug: Callable[[BaseException], object],
        *,
        writer_end: Callable[[], None] | None = None,
        reader_end: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self._bug = bug
        self._home = _Home()
        self._writer = _Line("wira-writer", self._execute, writer_end)
        self._reader = _Line("wira-reader", self._execute, reader_end)
        self._outside: _Line | None = None
        self._examiner: _Line | None = None
        self._printer: _Line | None = None
        self._apart: Apart | None = None
        self._open: list[Task[Any]] = []
        self._stopped = False
        self._writer.start()
        self._reader.start()

    def run(
        self,
        fn: Callable[[Progress], T],
        done: Callable[[T], object] | None = None,
        refused: Callable[[WiraError], object] | None = None,
        progress: Callable[[int, int, str], object] | None = None,
        *,
        cancelled: Callable[[], object] | None = None,
        after: Callable[[], object] | None = None,
        owner: QObject | None = None,
    ) -> Task[T]:
        """Do `fn` in the writing thread, after everything asked before it.

        `done(result)`, `refused(Refused | Unavailable)` or `cancelled()` is called exactly once, unless
        `owner` has been deleted meanwhile; `after()` follows in every case, also after a defect. Without
        `refused` a refusal counts as a defect.
        """
        task = Task(fn, done, refused, progress, cancelled, owner, command=True, after=after)
        self._send(self._writer, task)
        self.busy.emit(self._commands())
        return task

    def ask(
        self,
        fn: Callable[[Progress], T],
        done: Callable[[T], object] | None = None,
        refused: Callable[[WiraError], object] | None = None,
        progress: Callable[[int, int, str], object] | None = None,
        *,
        key: str = "",
        cancelled: Callable[[], object] | None = None,
        after: Callable[[], object] | None = None,
        owner: QObject | None = None,
    ) -> Task[T]:
        """Answer a question in the reading thread. A newer one with the same `key` replaces older ones.

        Once stopped nobody waits for an answer: a field that loses its focus while the window is taken down
        may still ask, and is not answered. A command (`run`) is never dropped in silence.
        """
        if key:
            for older in self._open:
                if older.key == key:
                    older.cancel()
        task = Task(fn, done, refused, progress, cancelled, owner, key, after=after)
        self._send(self._reader, task)
        return task

    def visit(
        self,
        fn: Callable[[Progress], T],
        done: Callable[[T], object] | None = None,
        refused: Callable[[WiraError], object] | None = None,
        *,
        after: Callable[[], object] | None = None,
        owner: QObject | None = None,
    ) -> Task[T]:
        """Do in a thread of its own what may wait long for a folder outside. Not begun, it is dropped at the
        end: what it would have done is done by the next run of the program."""
        task = Task(fn, done, refused, owner=owner, after=after)
        if self._outside is None and not self._stopped:
            self._outside = _Line("wira-outside", self._execute, None)
            self._outside.start()
        if self._outside is not None:
            self._send(self._outside, task)
        return task

    def print(
        self,
        fn: Callable[[Progress], T],
        done: Callable[[T], object] | None = None,
        refused: Callable[[WiraError], object] | None = None,
        progress: Callable[[int, int, str], object] | None = None,
        *,
        cancelled: Callable[[], object] | None = None,
        after: Callable[[], object] | None = None,
        owner: QObject | None = None,
    ) -> Task[T]:
        """Send papers out, one job after another, in a thread that nothing else waits for. It only reads from
        the office; where it ends before, what was not sent yet is dropped."""
        task = Task(fn, done, refused, progress, cancelled, owner, after=after)
        if self._printer is None and not self._stopped:
            self._printer = _Line("wira-printer", self._execute, None)
            self._printer.start()
        if self._printer is not None:
            self._send(self._printer, task)
        return task

    def examine(
        self,
        fn: Callable[[Apart, Progress], T],
        done: Callable[[T], object] | None = None,
        refused: Callable[[WiraError], object] | None = None,
        progress: Callable[[int, int, str], object] | None = None,
        *,
        cancelled: Callable[[], object] | None = None,
        after: Callable[[], object] | None = None,
        owner: QObject | None = None,
    ) -> Task[T]:
        """Ask a process of its own about a file from elsewhere, in a thread that waits for nothing else. The
        process lives until `Apart.close` is asked here, or until the worker stops."""
        if self._examiner is None and not self._stopped:
            from desktop_app.verifying.apart import Apart
            from desktop_app.verifying.ready import load

            self._apart = Apart(seconds=self.patience, first=load)
            self._examiner = _Line("wira-examiner", self._execute, self._apart.close)
            self._examiner.start()

        def asked(told: Progress) -> T:
            return fn(self._process(), told)

        task = Task(asked, done, refused, progress, cancelled, owner, after=after)
        if self._examiner is not None:
            self._send(self._examiner, task)
        return task

    def _process(self) -> Apart:
        assert self._apart is not None  # begun with its thread
        return self._apart

    def idle(self) -> bool:
        """Whether nothing is waiting, running or on its way home."""
        return not self._open

    def owners(self) -> list[QObject]:
        """Who is still there and waits for the end of a command."""
        commands = [task for task in self._open if task.command]
        return [each.owner for each in commands if each.owner is not None and shiboken6.isValid(each.owner)]

    def stop(self) -> None:
        """Wait for the threads: questions and work that shows progress are cancelled, all else is done."""
        if self._stopped:
            return
        self._stopped = True
        for task in self._open:
            if not task.command or task.progress is not None:
                task.cancel()
        lines = [
            line
            for line in (self._writer, self._reader, self._outside, self._examiner, self._printer)
            if line is not None
        ]
        for line in lines:
            line.waiting.put(None)
        for line in lines:
            line.wait()

    def _commands(self) -> int:
        return sum(1 for task in self._open if task.command)

    def _send(self, line: _Line, task: Task[Any]) -> None:
        if self._stopped:
            if task.command:
                raise RuntimeError("worker stopped")
            task.cancel()
            task.finished = True
            return
        self._open.append(task)
        if task.progress is not None:
            task.handle = Progress(lambda *told: self._report(task, told))
        line.waiting.put(task)

    def _report(self, task: Task[Any], told: tuple[int, int, str]) -> None:
        self._home.arrived.emit(lambda: self._call(task, task.progress, *told))

    def _execute(self, task: Task[Any]) -> None:
        """In a working thread: do the work and send home what came of it."""
        try:
            task.handle.check()
            result = task.fn(task.handle)
        except Cancelled:
            self._home.arrived.emit(lambda: self._end(task, task.cancelled))
        except (Refused, Unavailable) as error:
            self._home.arrived.emit(lambda error=error: self._end_refused(task, error))
        except BaseException as error:  # noqa: BLE001 - a defect must reach the handler, whatever it is
            self._home.arrived.emit(lambda error=error: self._end_bug(task, error))
        else:
            self._home.arrived.emit(lambda: self._end_done(task, result))

    def _end_done(self, task: Task[Any], result: object) -> None:
        if task.key and task.handle.cancelled:
            self._end(task, None)  # answered too late: a newer question took its place
        else:
            self._end(task, task.done, result)

    def _end_refused(self, task: Task[Any], error: WiraError) -> None:
        if task.refused is None:
            self._end_bug(task, error)
        else:
            self._end(task, task.refused, error)

    def _end_bug(self, task: Task[Any], error: BaseException) -> None:
        self._end(task, None)
        self._bug(error)

    def _end(self, task: Task[Any], call: Callable[..., object] | None, *values: object) -> None:
        task.finished = True
        if task in self._open:
            self._open.remove(task)
        self.busy.emit(self._commands())
        self._call(task, call, *values)
        self._call(task, task.after)

    def _call(self, task: Task[Any], call: Callable[..., object] | None, *values: object) -> None:
        if call is None or (task.owner is not None and not shiboken6.isValid(task.owner)):
            return
        call(*values)
