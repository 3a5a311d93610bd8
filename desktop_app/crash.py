"""The one place where a defect of the program arrives: a note without personal data, then a sentence.

A note holds times, versions, the kind of exception and where it happened. It never holds messages,
values or locals, because those may quote an applicant, nor folders outside the program, whose names may be
those of the person at the computer.
"""

from __future__ import annotations

import faulthandler
import platform
import re
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Final

from filelock import FileLock, Timeout

from desktop_app.domain.moments import wib
from desktop_app.storage.notes import OF_OFFICE, kept_notes, listeners, notes_folder, office_lines

__all__ = ["CrashNotes", "describe", "kept_notes", "notes_folder", "place"]

KEPT_NOTES = 20
_STORM: Final = 10.0
"""Seconds in which the same defect is one note: what fails while painting fails at every painting."""
_MOST: Final = 40
"""Places of one exception in a note; of an endless recursion the first and the last."""
_ROOT: Final = Path(__file__).resolve().parent.parent
_PYTHONS: Final = Path(threading.__file__).parent
_PATH: Final = re.compile(r'File "([^"]*)"')

Handler = Callable[[BaseException], None]


def describe(error: BaseException) -> str:
    """The note's text: kinds of exception and places in our files, innermost cause first."""
    chain: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in chain:
        chain.append(at)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    lines: list[str] = []
    for one in reversed(chain):
        lines.append(f"{type(one).__module__}.{type(one).__qualname__}")
        places = [
            f"  {place(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(one.__traceback__)
        ]
        half = _MOST // 2
        lines += places if len(places) <= _MOST else [*places[:half], "  ...", *places[-half:]]
    return "\n".join(lines)


def place(filename: str) -> str:
    """A file of the program as a note names it: within our folder or a library's, else by its name alone."""
    path = Path(filename)
    parts = path.parts
    if "site-packages" in parts:
        return "/".join(parts[parts.index("site-packages") + 1 :])
    for root in (_ROOT, _PYTHONS):
        if path.is_relative_to(root):
            return path.relative_to(root).as_posix()
    return path.name


class CrashNotes:
    """Writes notes into a folder and tells whoever listens; safe to call from any thread."""

    def __init__(self, folder: Path | None = None, version: str = "") -> None:
        self._folder = folder
        self._version = version
        self._lock = threading.Lock()
        self._last: tuple[str, float, Path | None] = ("", 0.0, None)
        self._fault: tuple[IO[str], FileLock] | None = None
        self.listener: Callable[[BaseException, Path | None], None] | None = None

    def handle(self, error: BaseException) -> Path | None:
        """Write the note and tell the listener; the note's path, or None where none could be written."""
        path = self._write(error)
        if self.listener is not None:
            self.listener(error, path)
        return path

    def _write(self, error: BaseException) -> Path | None:
        told = describe(error)
        with self._lock:
            text, at, path = self._last
            if text == told and time.monotonic() - at < _STORM:
                return path
            path = self._keep(self._head() + told + "\n")
            self._last = (told, time.monotonic(), path)
        return path

    def _head(self) -> str:
        now = datetime.now(UTC)
        qt = getattr(sys.modules.get("PySide6"), "__version__", "-")  # only where a window is open
        return (
            f"Wira {self._version}\n{wib(now):%d-%m-%Y %H.%M.%S} WIB\n"
            f"Python {platform.python_version()}, PySide6 {qt}\n"
            f"{platform.system()} {platform.release()}\n"
            f"Thread {threading.current_thread().name}\n{office_lines()}\n\n"
        )

    def _keep(self, text: str) -> Path | None:
        if self._folder is None:
            sys.stderr.write(text)
            return None
        path = self._folder / f"catatan-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.txt"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            for old in kept_notes(self._folder)[KEPT_NOTES:]:
                old.unlink(missing_ok=True)
        except OSError:
            # The disk may be what failed; the person is told all the same.
            return None
        return path

    # ---- what no handler of Python's sees ------------------------------------------------------------

    def watch(self) -> None:
        """From now on a fall of the program itself (of Qt, of a library) leaves a note for the next start.

        What an earlier run left becomes a note first. A folder that cannot be written costs only this.
        """
        if self._folder is None or self._fault is not None:
            return
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._gather()
            now = datetime.now(UTC)
            path = self._folder / f"jatuh-{now:%Y%m%d-%H%M%S-%f}.txt"
            lock = FileLock(path.with_suffix(".lock"), thread_local=False)
            lock.acquire(timeout=0)
            file = open(path, "w", encoding="utf-8")  # noqa: SIM115  (open until the program ends)
            file.write(self._head())
            file.flush()
            faulthandler.enable(file)
            self._fault = (file, lock)
            listeners.append(self._of_office)

    def rest(self) -> None:
        """The program ends as it should: no note."""
        if self._fault is None:
            return
        file, lock = self._fault
        self._fault = None
        listeners.remove(self._of_office)
        faulthandler.disable()
        file.close()
        lock.release()
        for path in (Path(file.name), Path(lock.lock_file)):
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def _of_office(self, line: str) -> None:
        """A fall from now on may be that office's."""
        if self._fault is not None:
            with suppress(OSError):
                self._fault[0].write(f"{line}\n")
                self._fault[0].flush()

    def _gather(self) -> None:
        """Notes of falls, from the files of runs that have ended; one that still runs holds its lock.

        A note bears the moment of the fall, not that of the start: an office was opened between the two.
        """
        assert self._folder is not None
        for path in self._folder.glob("jatuh-*.txt"):
            lock = FileLock(path.with_suffix(".lock"), thread_local=False)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                continue
            head, _, told = path.read_text(encoding="utf-8", errors="replace").partition("\n\n")
            named = [line for line in told.splitlines() if line.startswith(OF_OFFICE)]
            told = "\n".join(line for line in told.splitlines() if line not in named)
            if told.strip():
                head = "\n".join((head, *named))
                shown = _PATH.sub(lambda found: f'File "{place(found[1])}"', told)
                fell = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                path.with_name(f"catatan-{fell:%Y%m%d-%H%M%S-%f}.txt").write_text(
                    f"{head}\n\n{shown}\n", encoding="utf-8"
                )
            path.unlink(missing_ok=True)
            lock.release()
            path.with_suffix(".lock").unlink(missing_ok=True)

    def install(self) -> None:
        """Catch what nobody caught, in the window's thread and in every other."""

        def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            if issubclass(kind, KeyboardInterrupt):
                sys.__excepthook__(kind, error, trace)
                return
            self.handle(error.with_traceback(trace))

        def thread_hook(args: threading.ExceptHookArgs) -> None:
            if args.exc_value is not None:
                self.handle(args.exc_value)

        sys.excepthook = hook
        threading.excepthook = thread_hook
