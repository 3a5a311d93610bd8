"""Work on a file that nobody vouches for, in a process of its own with bounded time and memory.

A hostile PDF may make any parser loop or grow without end. Here that costs one process, which is ended; the
program that asked goes on. On Windows the memory is bounded by a job object, elsewhere by RLIMIT_AS; where
the system can, it neither writes files nor begins programs. What it answers is data, see `answers`.
"""

from __future__ import annotations

import multiprocessing
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import TracebackType
from typing import Any, Final, ParamSpec, Self, TypeVar

import msgspec

from desktop_app import dumps
from desktop_app.verifying.answers import LARGEST, Answer, forms, opened, packed
from resources.i18n import Language, language, set_language

_P = ParamSpec("_P")
_T = TypeVar("_T")

SECONDS: Final = 30.0
"""How long one answer may take, once the process is ready."""
WHOLE: Final = 600.0
"""How long a file of many pages may take, each of which is an answer."""
MEMORY: Final = 2 * 1024**3
"""Bytes of address space the process may have."""
_START: Final = 60.0
_LOOK: Final = 0.1
_REST: Final = 10.0
"""Seconds for the rest of an answer once its first byte is there."""


class Stopped(Exception):
    """The work took longer or more memory than it may, or the process died of it."""


def never() -> None:
    """Nobody cancels."""


class Apart:
    """A process that does one thing after another; begun when first asked, and anew after it was stopped.

    It does `first` before the time of its first answer is counted.
    """

    def __init__(
        self, *, seconds: float = SECONDS, memory: int = MEMORY, first: Callable[[], object] = never
    ) -> None:
        self._seconds, self._memory, self._first = seconds, memory, first
        self._process: Any = None
        self._pipe: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ask(
        self, check: Callable[[], object], work: Callable[_P, _T], *args: _P.args, **named: _P.kwargs
    ) -> _T:
        """What `work` (a function of a module that declares what it answers) answers. `check` is called while
        waiting and stops by raising.

        Raises Stopped where there was no answer in time or none of that form, and what `check` raises.
        """
        return next(self._asked(check, False, work, *args, **named))

    def each(
        self,
        check: Callable[[], object],
        work: Callable[_P, Iterator[_T]],
        *args: _P.args,
        **named: _P.kwargs,
    ) -> Iterator[_T]:
        """Everything that `work` yields, one after the other. Each may take the seconds of one answer, all
        together `WHOLE`. Who stops listening ends the process. Raises as `ask` does."""
        heard = False
        try:
            yield from self._asked(check, True, work, *args, **named)
            heard = True
        finally:
            if not heard:
                self.close()

    def _asked(
        self,
        check: Callable[[], object],
        several: bool,
        work: Callable[..., Any],
        *args: Any,
        **named: Any,
    ) -> Iterator[Any]:
        if self._process is None:
            self._begin(check)
        end, known = time.monotonic() + WHOLE, forms(work, several=several)
        try:
            self._pipe.send((language(), several, work, args, named))
            while True:
                seconds = min(self._seconds, end - time.monotonic()) if several else self._seconds
                answer = self._answer(seconds, check)
                if answer.kind == "failed":
                    raise Stopped
                if answer.kind == "over":
                    return
                yield opened(answer, known)
                if not several:
                    return
        except (EOFError, OSError, ValueError, msgspec.MsgspecError) as error:
            self.close()
            raise Stopped from error

    def close(self) -> None:
        """End the process."""
        if self._process is None:
            return
        self._pipe.close()
        self._process.join(0.5)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()
        self._process = self._pipe = None

    def _begin(self, check: Callable[[], object]) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(other, self._memory, self._first), daemon=True)
        self._process.start()
        other.close()
        try:
            self._answer(_START, check)
        except (EOFError, OSError, msgspec.MsgspecError) as error:
            self.close()
            raise Stopped from error

    def _answer(self, seconds: float, check: Callable[[], object]) -> Answer:
        end = time.monotonic() + seconds
        try:
            while not self._pipe.poll(_LOOK):
                check()
                if time.monotonic() > end:
                    raise Stopped
            return msgspec.msgpack.decode(self._received(), type=Answer)
        except (EOFError, OSError, msgspec.MsgspecError):
            raise
        except BaseException:
            self.close()
            raise

    def _received(self) -> bytes:
        """All of an answer that has begun to come. A process that does not end it is ended."""
        guard = threading.Timer(_REST, self._process.kill)
        guard.start()
        try:
            return self._pipe.recv_bytes(LARGEST)
        finally:
            guard.cancel()
            guard.join()


def _serve(pipe: Any, memory: int, first: Callable[[], object]) -> None:
    """The other process: answers until nobody asks any more. No dump of its memory, which would hold what the
    file says of people."""
    dumps.forbid()
    _bound(memory)
    first()
    pipe.send_bytes(msgspec.msgpack.encode(Answer("answer")))
    with suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            spoken, several, work, args, named = pipe.recv()
            for answer in _done(spoken, several, work, args, named):
                pipe.send_bytes(answer)


def _done(
    spoken: Language,
    several: bool,
    work: Callable[..., Any],
    args: tuple[Any, ...],
    named: dict[str, Any],
) -> Iterator[bytes]:
    set_language(spoken)
    try:
        known = forms(work, several=several)
        if not several:
            yield packed(work(*args, **named), known)
            return
        for one in work(*args, **named):
            yield packed(one, known)
        yield msgspec.msgpack.encode(Answer("over"))
    except Exception:  # noqa: BLE001  (a parser raises anything, MemoryError and RecursionError among it)
        yield msgspec.msgpack.encode(Answer("failed"))


def _bound(memory: int) -> None:
    if sys.platform == "win32":
        from desktop_app.verifying.job import bound_by_job

        bound_by_job(memory)
    else:
        import resource

        limits = {
            resource.RLIMIT_AS: memory,
            resource.RLIMIT_FSIZE: 0,
            resource.RLIMIT_NPROC: 0,  # the superuser is not bound by this one
        }
        for limit, most in limits.items():
            with suppress(OSError, ValueError):  # a lower limit is in force already
                resource.setrlimit(limit, (most, most))
