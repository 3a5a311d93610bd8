"""What the process that checks papers is asked in its tests, and what it does once it was taken over."""

from __future__ import annotations

import gc
import os
import pickle
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from desktop_app.verifying.answers import Answer


def wait(seconds: float) -> None:
    time.sleep(seconds)


def grow(size: int) -> int:
    return len(bytearray(size))


def leave(code: int) -> None:
    os._exit(code)


def length(data: bytes) -> int:
    return len(data)


def pipe() -> Connection:
    """The way to who asked."""
    return next(one for one in gc.get_objects() if isinstance(one, Connection))


class _Trap:
    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return os.mkdir, (self.path,)


def answer_with_a_pickle(path: str) -> int:
    """Whoever unpickles it makes a folder."""
    pipe().send_bytes(pickle.dumps(_Trap(path)))
    return 0


def answer_otherwise(_path: str) -> int:
    pipe().send_bytes(
        msgspec.msgpack.encode(Answer("answer", 0, msgspec.Raw(msgspec.msgpack.encode("kata"))))
    )
    return 0


def answer_an_unknown_form(_path: str) -> int:
    pipe().send_bytes(msgspec.msgpack.encode(Answer("answer", 7, msgspec.Raw(msgspec.msgpack.encode(1)))))
    return 0


def answer_too_much(_path: str) -> int:
    os.write(pipe().fileno(), (0x7FFFFFFF).to_bytes(4, "big"))
    time.sleep(600)
    return 0


def answer_by_half(_path: str) -> int:
    os.write(pipe().fileno(), (1000).to_bytes(4, "big") + b"separuh")
    time.sleep(600)
    return 0


def bounds(folder: str) -> tuple[bool, tuple[int, ...]]:
    """Whether it can write a file, and how much memory, core and processes it may have."""
    import resource

    try:
        Path(folder, "tulisan").write_bytes(b"x")
        wrote = True
    except OSError:
        wrote = False
    kinds = (resource.RLIMIT_AS, resource.RLIMIT_CORE, resource.RLIMIT_NPROC)
    return wrote, tuple(resource.getrlimit(kind)[0] for kind in kinds)


WINDOWS = sys.platform == "win32"
