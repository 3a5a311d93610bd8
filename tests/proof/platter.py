"""What may lie on a disk after the mains failed in the middle of a film.

Content and names are kept apart, as file systems do. What a file was given since it was last flushed may be
on the disk or not, each write by itself and in any order, torn between sectors, or only as a length of zeros.
Names (made, renamed, removed) reach the disk in their order where a file system keeps a journal (NTFS, ext4,
APFS); without one (FAT on a stick) each may be missing by itself until its folder was flushed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final, Literal

from tests.proof.film import UNSEEN, Event, Film

SECTOR: Final = 512
"""Bytes that a disk writes whole or not at all."""

Names = Literal["journal", "each"]
"""How names reach the disk."""


@dataclass(frozen=True, slots=True)
class Luck:
    """What the cut did: `kept` is the share of unflushed writes that were on the disk all the same, `torn`
    that of these which are so only in part, `zeros` that of the lost ones whose length is there."""

    kept: float
    torn: float
    zeros: float


@dataclass(slots=True)
class _File:
    """A file's content on the disk, and what was asked of it since it was flushed: (start, offset, data), or
    data None for a new size."""

    safe: bytearray
    asked: list[tuple[int, int, bytes | None]] = field(default_factory=list)

    def now(self) -> bytearray:
        """As a program reads it."""
        content = bytearray(self.safe)
        for _start, offset, data in self.asked:
            _apply(content, offset, data)
        return content

    def flush(self, before: int) -> None:
        """What was asked before the flush began is on the disk when it has ended."""
        for each in [each for each in self.asked if each[0] < before]:
            _apply(self.safe, each[1], each[2])
        self.asked = [each for each in self.asked if each[0] >= before]

    def after_cut(self, random: Random, luck: Luck) -> bytearray:
        """As it is found when the mains are back."""
        content = bytearray(self.safe)
        for _start, offset, data in self.asked:
            if random.random() < luck.kept:
                if data is not None and random.random() < luck.torn:
                    _tear(content, offset, data, random)
                else:
                    _apply(content, offset, data)
            elif data is not None and random.random() < luck.zeros:
                _lengthen(content, offset + len(data))
        return content


class _Folder(dict[str, "_Folder | _File"]):
    """Entries by name; two are the same only if they are one."""

    __hash__ = object.__hash__  # type: ignore[assignment]
    __eq__ = object.__eq__


@dataclass(frozen=True, slots=True)
class _Entry:
    """One change of names: `node` None takes the name away. Both halves of a rename are one."""

    changes: tuple[tuple[_Folder, str, _Folder | _File | None], ...]

    def write(self) -> None:
        """Put it on the disk."""
        for folder, name, node in self.changes:
            if node is None:
                folder.pop(name, None)
            else:
                folder[name] = node


class Disk:
    """A folder while a film is played, and what of it is safe."""

    def __init__(self, before: Path, names: Names = "journal") -> None:
        self._names = names
        self._safe = _load(before)
        self._twins: dict[_Folder, _Folder] = {}
        """By a folder as the program sees it, the same folder as it is on the disk."""
        self._live = _copy(self._safe, self._twins)
        self._asked: list[tuple[int, _Entry]] = []

    def play(self, events: Iterable[Event], cut: int) -> None:
        """Everything that was asked before place `cut` in the order of calls."""
        for event in events:
            if event.start >= cut:
                break
            self._do(event, ended=event.end < cut)

    def live(self) -> dict[str, bytes]:
        """Every file as the program saw it last, by relative path."""
        return {path: bytes(node.now()) for path, node in _walk(self._live, "")}

    def after_cut(self, random: Random, luck: Luck) -> dict[str, bytes | None]:
        """Every file as it is found afterwards, and every empty folder as None, by relative path."""
        for entry in self._surviving(random, luck):
            entry.write()
        found: dict[str, bytes | None] = {}
        for path, node in _walk(self._safe, ""):
            found[path] = bytes(node.after_cut(random, luck))
        for path in _folders(self._safe, ""):
            found.setdefault(path, None)
        return found

    def _surviving(self, random: Random, luck: Luck) -> list[_Entry]:
        entries = [entry for _start, entry in self._asked]
        if self._names == "journal":
            return entries[: random.randint(0, len(entries))]
        return [entry for entry in entries if random.random() < luck.kept]

    # ---- playing -------------------------------------------------------------------------------------

    def _do(self, event: Event, *, ended: bool) -> None:
        if event.kind == "told" or event.path.endswith(UNSEEN):
            return
        if event.kind == "sync":
            if ended:
                self._sync(event)
        elif event.kind in ("write", "size", "copy"):
            self._content(event)
        elif event.kind == "rename":
            self._rename(event)
        else:
            self._name(event)

    def _content(self, event: Event) -> None:
        file = self._at(event.path)
        if not isinstance(file, _File):
            return  # removed while it was open
        data: bytes | None = event.data
        if event.kind == "size":
            data = None
        elif event.kind == "copy":
            data = self._taken(event)
        file.asked.append((event.start, event.offset, data))

    def _taken(self, event: Event) -> bytes:
        at, size = map(int, event.data.split())
        return Path(event.other).read_bytes()[at : at + size]

    def _sync(self, event: Event) -> None:
        node = self._at(event.path) if event.path else self._live
        if isinstance(node, _File):
            node.flush(event.start)
        elif node is not None:
            self._sync_folder(self._folder(node), event.start)

    def _sync_folder(self, folder: _Folder, before: int) -> None:
        """The names of one folder; with a journal that takes along all that was asked before them."""
        wanted = [
            start < before and any(each is folder for each, _name, _node in entry.changes)
            for start, entry in self._asked
        ]
        if self._names == "journal":
            last = max((place for place, one in enumerate(wanted) if one), default=-1)
            wanted = [place <= last for place in range(len(wanted))]
        for one, (_start, entry) in zip(wanted, self._asked, strict=True):
            if one:
                entry.write()
        self._asked = [each for one, each in zip(wanted, self._asked, strict=True) if not one]

    def _rename(self, event: Event) -> None:
        (source, old), (target, new) = self._parent(event.path), self._parent(event.other)
        node = source.pop(old)
        target[new] = node
        safe = self._safe_of(node)
        self._ask(event, (self._folder(source), old, None), (self._folder(target), new, safe))

    def _name(self, event: Event) -> None:
        parent, name = self._parent(event.path)
        if event.kind == "unlink":
            parent.pop(name)
            self._ask(event, (self._folder(parent), name, None))
        elif name not in parent:
            node = _File(bytearray()) if event.kind == "create" else _Folder()
            parent[name] = node
            self._ask(event, (self._folder(parent), name, self._safe_of(node)))

    def _ask(self, event: Event, *changes: tuple[_Folder, str, _Folder | _File | None]) -> None:
        self._asked.append((event.start, _Entry(changes)))

    def _safe_of(self, node: _Folder | _File) -> _Folder | _File:
        """A folder as it is on the disk; a file is one in both."""
        return node if isinstance(node, _File) else self._folder(node)

    def _folder(self, folder: _Folder) -> _Folder:
        return self._twins.setdefault(folder, _Folder())

    def _parent(self, path: str) -> tuple[_Folder, str]:
        folder, _, name = path.rpartition("/")
        parent = self._at(folder) if folder else self._live
        assert isinstance(parent, _Folder), path
        return parent, name

    def _at(self, path: str) -> _Folder | _File | None:
        node: _Folder | _File | None = self._live
        for name in path.split("/"):
            node = node.get(name) if isinstance(node, _Folder) else None
        return node


def lay_out(found: dict[str, bytes | None], root: Path) -> None:
    """Write what was found into the folder `root`."""
    for path, data in found.items():
        if data is None:
            (root / path).mkdir(parents=True, exist_ok=True)
            continue
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


def seen(root: Path) -> dict[str, bytes]:
    """Every file below `root` that a film shows."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not path.name.endswith(UNSEEN)
    }


def proved(film: Film, root: Path) -> Film:
    """The film, which when played leaves what the process has left in `root`. Raises AssertionError."""
    disk = Disk(film.before)
    disk.play(film.events, film.events[-1].end + 1)
    played, left = disk.live(), seen(root)
    assert played.keys() == left.keys(), sorted(played.keys() ^ left.keys())
    for path, data in left.items():
        assert played[path] == data, f"the film shows another {path}"
    return film


def _load(folder: Path) -> _Folder:
    found = _Folder()
    for entry in os.scandir(folder):
        if entry.is_dir():
            found[entry.name] = _load(Path(entry.path))
        elif not entry.name.endswith(UNSEEN):
            found[entry.name] = _File(bytearray(Path(entry.path).read_bytes()))
    return found


def _copy(folder: _Folder, twins: dict[_Folder, _Folder]) -> _Folder:
    """The same files in folders of their own; `twins` gets the first by the second."""
    made = _Folder(
        {name: _copy(node, twins) if isinstance(node, _Folder) else node for name, node in folder.items()}
    )
    twins[made] = folder
    return made


def _walk(folder: _Folder, path: str) -> Iterable[tuple[str, _File]]:
    for name, node in folder.items():
        if isinstance(node, _Folder):
            yield from _walk(node, f"{path}{name}/")
        else:
            yield path + name, node


def _folders(folder: _Folder, path: str) -> Iterable[str]:
    for name, node in folder.items():
        if isinstance(node, _Folder):
            yield path + name
            yield from _folders(node, f"{path}{name}/")


def _apply(content: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        del content[offset:]
        _lengthen(content, offset)
        return
    _lengthen(content, offset + len(data))
    content[offset : offset + len(data)] = data


def _lengthen(content: bytearray, size: int) -> None:
    if len(content) < size:
        content.extend(bytes(size - len(content)))


def _tear(content: bytearray, offset: int, data: bytes, random: Random) -> None:
    """Some sectors of a write, in any order."""
    at = 0
    while at < len(data):
        end = min(len(data), at + SECTOR - (offset + at) % SECTOR)
        if random.random() < 0.5:
            _apply(content, offset + at, data[at:end])
        at = end
