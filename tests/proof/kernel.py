"""All that a program and its children write anywhere, begin and forbid: call by call, as the system sees it.

Recorded by `strace`; nothing of the program is replaced. Bytes that go into a file through memory are not
seen, so every file that is mapped to be written is named (`Seen.mapped`). What is written by a process that
forbids dumps of its memory only root can see; for anybody else the reading fails.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.proof.film import CALL, DATA, HANDLE, STRACE, as_bytes, as_text, whole_calls

_CALLS: Final = (
    "openat,open,creat,write,writev,pwrite64,pwritev,pwritev2,lseek,ftruncate,truncate,rename,renameat,"
    "renameat2,sendfile,copy_file_range,splice,vmsplice,mmap,execve,execveat,prctl,prlimit64,setrlimit,"
    "io_uring_setup"
)
_UNREAD: Final = ("splice", "vmsplice", "io_uring_setup", "execveat")
"""Ways that no reader here follows: a program that goes one of them fails the proof."""
_NOWHERE: Final = ("pipe:", "socket:", "anon_inode:", "/dev/null", "/dev/pts/", "/dev/tty", "/proc/")
"""What is written there nobody keeps."""
_WORDS: Final = re.compile(r"\[((?:\"[^\"]*\"(?:, )?)*)\]")


@dataclass
class Begun:
    """A program that was begun: its words and environment, and whether it forbade dumps of its memory."""

    words: list[str]
    environment: list[str]
    no_dump: bool = False
    no_core: bool = False


@dataclass
class Seen:
    """What was written, by path: each stretch of bytes alone, and each file as they came to stand in it."""

    pieces: defaultdict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    files: defaultdict[str, list[bytearray]] = field(
        default_factory=lambda: defaultdict(lambda: [bytearray()])
    )
    mapped: set[str] = field(default_factory=set)
    begun: list[Begun] = field(default_factory=list)

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Every path with all that it ever held."""
        for path, pieces in self.pieces.items():
            yield from ((path, piece) for piece in pieces)
        for path, states in self.files.items():
            yield from ((path, bytes(state)) for state in states if state)

    def leaks(
        self, secrets: Mapping[bytes, str], *, may: Callable[[str], bool] = lambda _path: False
    ) -> list[str]:
        """Which paths, and words and environments of programs, hold which secret. A path that `may` does not
        count, but for its name."""
        told: set[str] = set()
        for path, data in self.contents():
            if may(path):
                continue
            told |= {f"{path}: {what}" for secret, what in secrets.items() if secret in data}
        for path in self.files:
            told |= {
                f"{path}: {what}, in its name" for secret, what in secrets.items() if secret in path.encode()
            }
        for one in self.begun:
            given = "\0".join(one.words + one.environment).encode()
            told |= {f"{one.words[:3]}: {what}" for secret, what in secrets.items() if secret in given}
        return sorted(told)


def watch(
    command: Sequence[str],
    log: Path,
    environment: Mapping[str, str],
    *,
    keep: Sequence[int] = (),
    mute: bool = False,
) -> tuple[int, Seen]:
    """Run a command with that environment. Returns its exit code and what it did.

    `log` is where it is recorded meanwhile; `keep` are open files that it is given; what it says
    is not shown where it is `mute`.
    """
    assert STRACE is not None, "install strace"
    tracing = [STRACE, "-f", "-y", "-xx", "-v", "-s", "100000000", "-ttt", "--seccomp-bpf"]
    tracing += ["-e", f"trace={_CALLS}", "-e", "signal=none", "-o", str(log)]
    ended = subprocess.run([*tracing, *command], env=dict(environment), pass_fds=keep, check=False,
        stdout=subprocess.DEVNULL if mute else None,
    )  # fmt: skip
    reader = _Reader()
    for who, _start, _end, _at, text in whole_calls(log):
        reader.read(who, text)
    log.unlink()
    return ended.returncode, reader.seen


class _Reader:
    """Turns calls into what was seen; knows where each open file stands."""

    def __init__(self) -> None:
        self.seen = Seen()
        self._places: dict[tuple[str, str], int] = {}
        self._appending: set[tuple[str, str]] = set()
        self._last: dict[str, Begun] = {}

    def read(self, who: str, text: str) -> None:
        """One call of the thread `who`."""
        found = CALL.match(text)
        if found is None:
            assert text.startswith(("+++ ", "--- ")) or text.endswith("= ?"), f"a call unread: {text[:300]}"
            return
        name, arguments, result = found[1], found[2], int(found[3])
        if result < 0:
            return
        assert name not in _UNREAD, f"a way that is not followed: {name}"
        if name == "execve":
            words, environment = (
                [_said(each) for each in DATA.findall(part)] for part in _WORDS.findall(arguments)
            )
            self._last[who] = Begun(words, environment)
            self.seen.begun.append(self._last[who])
        elif name in ("prctl", "prlimit64", "setrlimit"):
            self._forbidden(who, arguments)
        elif name == "mmap":
            self._mapping(arguments)
        elif name in ("open", "openat", "creat"):
            self._opened(name, arguments, str(result), as_text(found[4] or ""))
        elif name in ("sendfile", "copy_file_range"):
            self._copied(name, arguments, result)
        elif name.startswith(("rename", "truncate")):
            for path in map(as_text, DATA.findall(arguments)):
                self.seen.files[os.path.abspath(path)].append(bytearray())
        else:
            self._changed(name, arguments, result)

    def _forbidden(self, who: str, arguments: str) -> None:
        if who in self._last:  # else a thread, or a process that has begun no program of its own
            self._last[who].no_dump |= "PR_SET_DUMPABLE, SUID_DUMP_DISABLE" in arguments
            self._last[who].no_core |= "RLIMIT_CORE, {rlim_cur=0, rlim_max=0}" in arguments

    def _mapping(self, arguments: str) -> None:
        shared = "PROT_WRITE" in arguments and "MAP_SHARED" in arguments
        handle = re.search(r"(\d+)<([^>]*)>", arguments)
        if shared and handle is not None:
            self.seen.mapped.add(as_text(handle[2]))

    def _opened(self, name: str, arguments: str, handle: str, path: str) -> None:
        key = handle, path
        self._places.pop(key, None)
        self._appending.discard(key)
        if "O_APPEND" in arguments:
            self._appending.add(key)
        if "O_TRUNC" in arguments or name == "creat":
            self.seen.files[path].append(bytearray())
        elif "O_CREAT" in arguments or "O_TMPFILE" in arguments:
            self.seen.files[path]

    def _changed(self, name: str, arguments: str, result: int) -> None:
        handle = HANDLE.match(arguments)
        if handle is None:
            return
        path, key = as_text(handle[2]), (handle[1], as_text(handle[2]))
        if path.startswith(_NOWHERE):
            return
        if name == "lseek":
            self._places[key] = result
        elif name == "ftruncate":
            size, now = int(arguments.rsplit(",", 1)[1]), self.seen.files[path][-1]
            if size < len(now):
                self.seen.files[path].append(bytearray(now[:size]))
        else:
            data = b"".join(map(as_bytes, DATA.findall(arguments[handle.end() :])))[:result]
            assert len(data) == result, f"what is written cannot be seen: {path}"
            self._written(name, arguments, key, data)

    def _written(self, name: str, arguments: str, key: tuple[str, str], data: bytes) -> None:
        path = key[1]
        whole = self.seen.files[path][-1]
        if name == "pwrite64" or name.startswith("pwritev"):
            numbers = re.findall(r", (-?\d+)", arguments[arguments.rindex('"') :])
            at = int(numbers[-2 if name == "pwritev2" else -1]) if name != "pwrite64" else int(numbers[-1])
        else:
            at = len(whole) if key in self._appending else self._places.get(key, 0)
            self._places[key] = at + len(data)
        self.seen.pieces[path].append(data)
        if len(whole) < at:
            whole.extend(bytes(at - len(whole)))
        whole[at : at + len(data)] = data

    def _copied(self, name: str, arguments: str, result: int) -> None:
        """Within the system, from file to file: what the source ever held may stand there."""
        parts = [HANDLE.match(each.strip()) for each in arguments.split(",")]
        first, second = (as_text(each[2]) for each in [part for part in parts if part is not None][:2])
        out, source = (first, second) if name == "sendfile" else (second, first)
        if not result or out.startswith(_NOWHERE):
            return
        if os.path.isfile(source):
            self.seen.pieces[out].append(Path(source).read_bytes())
        self.seen.pieces[out] += [bytes(state) for state in self.seen.files.get(source, []) if state]


def _said(text: str) -> str:
    return as_bytes(text).decode(errors="replace")
