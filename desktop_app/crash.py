"""The one place where a defect of the program arrives: a note without personal data, then a sentence.

A note holds times, versions, the kind of exception and where it happened. It never holds messages,
values or locals, because those may quote an applicant.
"""

from __future__ import annotations

import platform
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

KEPT_NOTES = 20

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
        for frame in traceback.extract_tb(one.__traceback__):
            path = Path(frame.filename)
            lines.append(f"  {'/'.join(path.parts[-3:])}:{frame.lineno} {frame.name}")
    return "\n".join(lines)


class CrashNotes:
    """Writes notes into a folder and tells whoever listens; safe to call from any thread."""

    def __init__(self, folder: Path | None = None, version: str = "") -> None:
        self._folder = folder
        self._version = version
        self._lock = threading.Lock()
        self.listener: Callable[[BaseException, Path | None], None] | None = None

    def handle(self, error: BaseException) -> Path | None:
        """Write the note and tell the listener; the note's path, or None where none could be written."""
        path = self._write(error)
        if self.listener is not None:
            self.listener(error, path)
        return path

    def _write(self, error: BaseException) -> Path | None:
        now = datetime.now(UTC)
        qt = getattr(sys.modules.get("PySide6"), "__version__", "-")  # only where a window is open
        head = (
            f"Wira {self._version}\n{now.isoformat(timespec='seconds')}\n"
            f"Python {platform.python_version()}, PySide6 {qt}\n"
            f"{platform.system()} {platform.release()}\n"
            f"Thread {threading.current_thread().name}\n\n"
        )
        text = head + describe(error) + "\n"
        if self._folder is None:
            sys.stderr.write(text)
            return None
        with self._lock:
            path = self._folder / f"catatan-{now:%Y%m%d-%H%M%S-%f}.txt"
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
                for old in sorted(self._folder.glob("catatan-*.txt"))[:-KEPT_NOTES]:
                    old.unlink(missing_ok=True)
            except OSError:
                # The disk may be what failed; the person is told all the same.
                return None
        return path

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
