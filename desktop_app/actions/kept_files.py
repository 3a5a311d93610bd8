"""What an office keeps in `files` until it is needed: written down beside the database, so that `wira check`
names what is gone or altered.

    files/simpanan.age    encrypted to this computer: path, SHA-256 and day of every one

Beside the database, since a refused file changes no byte of that, and since a copy that is put back elsewhere
brings neither the files nor this list. Whoever removes a file of these lets it go here first: cut in between,
a file lies there unlisted, which alarms nobody. A disk that does not take the list holds nothing up.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from threading import Lock
from typing import Final

import msgspec

from desktop_app.keys import age, returned
from desktop_app.keys.atomic import make_folder, write_atomic
from desktop_app.office import Office

NAME: Final = "files/simpanan.age"
KINDS: Final = ("dkum", "waiting", "requests", "forks", "outbox")
"""The folders below `files`: DKUM's answers, files that wait for an earlier one, requests for those, proofs
of a doubled computer, and what waits for the watched folder. Not `inbox`, which every look makes anew."""
NOTES: Final = ("refused.age", "boxes.age")
"""Small notes below `files`, written at any time: only that they are there is kept."""
_DAYS: Final = 90
"""So long one that is gone is told of; answers and backups are kept no longer either."""
_ANEW: Final = 86_400
"""Seconds after which the moment of one that was written again unaltered, or of a note, is written down anew:
the list is not encrypted and put on the disk at every delivery for nothing but that."""
_writing: Final = Lock()
"""Watched folders and the page keep files in threads of their own; one program holds a folder."""


class _Kept(msgspec.Struct, frozen=True):
    """`digest` is the SHA-256 in hex, "" of a note; `at` the moment it was written down (s, Unix)."""

    digest: str
    at: int


_List = dict[str, _Kept]


@dataclass(frozen=True, slots=True)
class Shelf:
    """How what is kept stands: paths below the office folder. `unlisted`: there is something, but no list of
    it that could be read."""

    gone: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    unlisted: bool = False


def note_kept(office: Office, paths: Iterable[Path]) -> None:
    """These were just put there; those outside the office's own `files` are nobody's business here."""
    with _writing:
        kept = _read(office)
        fresh = kept if kept is not None else _found(office)
        for path in paths:
            if name := _name(office, path):
                with suppress(OSError):
                    seen, before = _seen(office, path), fresh.get(name)
                    if before is None or seen.digest != before.digest or abs(seen.at - before.at) >= _ANEW:
                        fresh = fresh | {name: seen}  # a copy: `kept` is compared with it
        _write(office, kept, fresh)


def let_go(office: Office, paths: Iterable[Path]) -> None:
    """These go now, as they should; call it before."""
    names = {_name(office, path) for path in paths}
    if not any(names):
        return
    with _writing:
        kept = _read(office)
        fresh = kept if kept is not None else _found(office)
        _write(office, kept, {name: one for name, one in fresh.items() if name not in names})


def shelf(office: Office) -> Shelf:
    """Look at everything that is kept. Only reads, and never raises."""
    kept = _read(office)
    if kept is None:
        return Shelf(unlisted=bool(_found(office)) or (office.home / NAME).exists())
    gone: list[str] = []
    altered: list[str] = []
    for name, one in sorted(kept.items()):
        try:
            if not (office.home / name).is_file():
                gone.append(name)
            elif one.digest and _digest(office.home / name) != one.digest:
                altered.append(name)
        except OSError:
            altered.append(name)
    return Shelf(tuple(gone), tuple(altered))


def is_as_noted(office: Office, path: Path) -> bool:
    """Whether a file that was written down is there and as it was; so is one that never was. Never raises."""
    one = (_read(office) or {}).get(_name(office, path))
    try:
        return one is None or (path.is_file() and one.digest in ("", _digest(path)))
    except OSError:
        return False


def _name(office: Office, path: Path) -> str:
    """The path below the office folder, "" for one that is not kept here."""
    files = office.home / "files"
    if path.parent == files and path.name in NOTES:
        return f"files/{path.name}"
    if path == office.home / returned.NAME:  # written by a restore, while nobody is in
        return path.name
    inside = path.is_relative_to(files) and path.relative_to(files).parts
    return path.relative_to(office.home).as_posix() if inside and inside[0] in KINDS else ""


def _seen(office: Office, path: Path) -> _Kept:
    digest = "" if path.name in NOTES else _digest(path)
    return _Kept(digest, int(office.clock().timestamp()))


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _found(office: Office) -> _List:
    """What lies there now: where there is no list yet, or none that can be read."""
    files = office.home / "files"
    paths = [path for kind in KINDS for path in (files / kind).rglob("*") if path.suffix != ".part"]
    found: _List = {}
    for path in [*paths, *(files / name for name in NOTES), office.home / returned.NAME]:
        with suppress(OSError):
            if path.is_file():
                found[_name(office, path)] = _seen(office, path)
    return found


def _read(office: Office) -> _List | None:
    try:
        data = age.decrypt((office.home / NAME).read_bytes(), office.device.identities)
        return msgspec.json.decode(data, type=_List)
    except (OSError, age.AgeError, msgspec.MsgspecError):
        return None


def _write(office: Office, before: _List | None, kept: _List) -> None:
    """Without those that have long been gone; an empty list needs no file."""
    since = int(office.clock().timestamp()) - _DAYS * 86_400
    kept = {
        name: one
        for name, one in kept.items()
        if one.at >= since or name == returned.NAME or (office.home / name).exists()
    }  # who came back is not forgotten by waiting: an admin lets that list go (`came_back`)
    if returned.NAME not in kept and (office.home / returned.NAME).exists():
        kept[returned.NAME] = _seen(office, office.home / returned.NAME)
    if kept == before:
        return
    with suppress(OSError):
        if kept:
            make_folder((office.home / NAME).parent)
            write_atomic(
                office.home / NAME, age.encrypt(msgspec.json.encode(kept), [office.device.recipient])
            )
        else:
            (office.home / NAME).unlink(missing_ok=True)
