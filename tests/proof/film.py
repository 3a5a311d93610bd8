"""What a process does to a folder, call by call, as the system sees it: recorded by `strace`.

Nothing of the program is replaced: what is written through SQLCipher, Python and the libraries is recorded
alike. Content that is written through memory (only the index of a write-ahead log) is not; SQLite makes that
anew. A film is proved by playing it: afterwards every other file is byte for byte what the process has left.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

STRACE: Final = shutil.which("strace")
TOLD: Final = "told"
"""The file in which a process says, line by line, what it has acknowledged."""
UNSEEN: Final = ("-shm", TOLD, ".lock")
"""Ends of names of files that are no part of what is kept."""

_CALLS: Final = (
    "openat,open,creat,write,writev,pwrite64,lseek,fsync,fdatasync,rename,renameat,renameat2,unlink,"
    "unlinkat,mkdir,mkdirat,rmdir,ftruncate,truncate,sendfile,copy_file_range,link,linkat,symlink,symlinkat"
)
_LINE: Final = re.compile(r"(\d+) +(\d+\.\d+) (.*)", re.DOTALL)
CALL: Final = re.compile(r"(\w+)\((.*)\) += (-?\d+)(?:<([^>]*)>)?", re.DOTALL)
_RESUMED: Final = re.compile(r"<\.\.\. (\w+) resumed>(.*)", re.DOTALL)
DATA: Final = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
HANDLE: Final = re.compile(r"\A(\d+)<([^>]*)>")


@dataclass(frozen=True, slots=True)
class Event:
    """One change. `start` and `end` are places in the order of all calls; `at` is when it had ended.

    `kind`: write, size, sync, create, mkdir, unlink, rename, told. `path` is relative to the folder, `other`
    the new name of a rename, `offset` where a write begins or the size a file is given.
    """

    kind: str
    path: str
    start: int
    end: int
    at: float
    data: bytes = b""
    offset: int = 0
    other: str = ""


@dataclass(frozen=True, slots=True)
class Film:
    """The folder as it was (`before`), and what was done to it."""

    before: Path
    events: tuple[Event, ...]


def record(command: Sequence[str], root: Path, keep: Path) -> Film:
    """Run a command that works in `root` and record it. Raises AssertionError where it fails.

    `keep` takes a copy of `root` as it was.
    """
    assert STRACE is not None, "install strace"
    shutil.copytree(root, keep)
    log = keep.with_suffix(".strace")
    (root / TOLD).write_bytes(b"")
    (keep / TOLD).write_bytes(b"")
    tracing = [STRACE, "-f", "-y", "-xx", "-s", "100000000", "-ttt", "--seccomp-bpf", "-e", f"trace={_CALLS}"]
    ended = subprocess.run(
        [*tracing, "-e", "signal=none", "-o", str(log), *command], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr[-4000:]
    events = tuple(_Reader(root).events(whole_calls(log)))
    log.unlink()
    return Film(keep, events)


def python(*arguments: str) -> list[str]:
    """A command that runs a module of the tests."""
    return [sys.executable, "-m", *arguments]


def whole_calls(log: Path) -> Iterator[tuple[str, int, int, float, str]]:
    """Each call that has returned: whose it was (a thread's number), its places, the moment it returned, and
    its text."""
    begun: dict[str, tuple[int, str]] = {}
    with open(log, encoding="ascii") as file:
        for place, line in enumerate(file):
            found = _LINE.match(line.rstrip("\n"))
            if found is None:
                continue
            process, at, text = found.groups()
            if text.endswith("<unfinished ...>"):
                begun[process] = place, text.removesuffix("<unfinished ...>").rstrip()
                continue
            resumed = _RESUMED.match(text)
            if resumed is None:
                yield process, place, place, float(at), text
            elif process in begun:
                start, first = begun.pop(process)
                yield process, start, place, float(at), first + resumed[2]


class _Reader:
    """Turns calls into events; knows where each open file stands and what is in every file."""

    def __init__(self, root: Path) -> None:
        self._root = os.path.realpath(root)
        self._places: dict[tuple[str, str], int] = {}

    def events(self, calls: Iterator[tuple[str, int, int, float, str]]) -> Iterator[Event]:
        for _who, start, end, at, text in calls:
            found = CALL.match(text)
            if found is None or int(found[3]) < 0:
                continue
            name, arguments, result = found[1], found[2], int(found[3])
            for kind, path, more in self._read(name, arguments, result, found[4] or ""):
                yield Event(kind, path, start, end, at, **more)

    def _read(self, name: str, arguments: str, result: int, opened: str) -> Iterator[tuple[str, str, dict]]:
        handle = HANDLE.match(arguments)
        if name in ("openat", "open", "creat"):
            yield from self._open(arguments, result, opened)
        elif name in ("lseek", "write", "writev", "pwrite64", "ftruncate", "fsync", "fdatasync"):
            path = self._inside(as_text(handle[2])) if handle is not None else None
            if path is not None and handle is not None:
                yield from self._file(name, arguments, result, handle[1], path)
        elif name in ("sendfile", "copy_file_range"):
            yield from self._copied(name, arguments, result)
        else:
            yield from self._named(name, arguments)

    def _open(self, arguments: str, result: int, opened: str) -> Iterator[tuple[str, str, dict]]:
        path = self._inside(as_text(opened))
        if path is None:
            return
        self._places[str(result), path] = 0
        if "O_DIRECTORY" in arguments:
            return
        if "O_CREAT" in arguments:
            yield "create", path, {}
        if "O_TRUNC" in arguments:
            yield "size", path, {"offset": 0}
        assert "O_APPEND" not in arguments or path.endswith(TOLD), path

    def _file(
        self, name: str, arguments: str, result: int, handle: str, path: str
    ) -> Iterator[tuple[str, str, dict]]:
        place = self._places.get((handle, path), 0)
        if name == "lseek":
            self._places[handle, path] = result
        elif name in ("write", "writev"):
            data = b"".join(as_bytes(each) for each in DATA.findall(arguments))[:result]
            if path.endswith(TOLD):
                yield "told", path, {"data": data}
                return
            self._places[handle, path] = place + result
            yield "write", path, {"data": data, "offset": place}
        elif name == "pwrite64":
            (data,) = map(as_bytes, DATA.findall(arguments))
            yield "write", path, {"data": data[:result], "offset": int(arguments.rsplit(",", 1)[1])}
        elif name == "ftruncate":
            yield "size", path, {"offset": int(arguments.rsplit(",", 1)[1])}
        else:
            yield "sync", path, {}

    def _copied(self, name: str, arguments: str, result: int) -> Iterator[tuple[str, str, dict]]:
        """From one file to another within the system: what was read is what lies at the source by now."""
        parts = [HANDLE.match(each.strip()) for each in arguments.split(",")]
        first, second = [each for each in parts if each is not None][:2]
        out, source = (first, second) if name == "sendfile" else (second, first)
        path = self._inside(as_text(out[2]))
        if path is None or not result:
            return
        taken = self._places.get((source[1], as_text(source[2])), 0)
        at = self._places.get((out[1], path), 0)
        self._places[source[1], as_text(source[2])] = taken + result
        self._places[out[1], path] = at + result
        yield "copy", path, {"other": as_text(source[2]), "offset": at, "data": f"{taken} {result}".encode()}

    def _named(self, name: str, arguments: str) -> Iterator[tuple[str, str, dict]]:
        texts = [as_text(each) for each in DATA.findall(arguments)]
        folders = [as_text(each) for each in re.findall(r"(?:\d+|AT_FDCWD)<([^>]*)>", arguments)]
        places = [
            self._inside(os.path.join(folders[min(number, len(folders) - 1)] if folders else "/", text))
            for number, text in enumerate(texts)
        ]
        if not places or places[0] is None:
            assert len(places) < 2 or places[1] is None, arguments
            return
        if name.startswith("rename"):
            assert places[1] is not None, "moved out of what is watched"
            yield "rename", places[0], {"other": places[1]}
        elif name.startswith("mkdir"):
            yield "mkdir", places[0], {}
        elif name in ("unlink", "rmdir", "unlinkat"):
            yield "unlink", places[0], {}
        else:
            raise AssertionError(f"a call that no film knows: {name}")

    def _inside(self, path: str) -> str | None:
        if path == self._root:
            return ""
        return path[len(self._root) + 1 :] if path.startswith(self._root + "/") else None


def as_bytes(text: str) -> bytes:
    """Bytes as `strace -xx` writes them."""
    return bytes.fromhex(text.replace("\\x", ""))


def as_text(text: str) -> str:
    """A path as `strace -xx` writes it."""
    return os.fsdecode(as_bytes(text))
