"""Secrets in files where nobody may find them: logs, notes, settings, temporary files, half-written ones."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from desktop_app.office import Office
from desktop_app.storage import tables

_PEOPLE: Final = 6
"""Applicants of an office that are looked for; what leaks one leaks all."""


def secrets_of(office: Office, *words: str) -> dict[bytes, str]:
    """What may stand in no plain file, and how it is called: passphrases (`words`), keys, and of some
    applicants the NIK, the family card's number and the name."""
    found: dict[bytes, str] = {}
    for word in words:
        found |= _written(word, "a passphrase")
    found |= _raw(office._dek, "the database's key")
    for identity in office.device.identities:
        found |= _written(identity, "a device's key")
    app = tables.application.c
    with office.reading() as connection:
        for row in connection.execute(select(app.nik, app.no_kk, app.nama).order_by(app.id).limit(_PEOPLE)):
            for value in row:
                if value:
                    found |= _written(str(value), "an applicant")
    return found


def _written(word: str, what: str) -> dict[bytes, str]:
    return {each.encode(code): what for each in {word, word.upper()} for code in ("utf-8", "utf-16-le")}


def _raw(key: bytes, what: str) -> dict[bytes, str]:
    return {key: what, key.hex().encode(): what, key.hex().upper().encode(): what}


def files_below(folders: Iterable[Path]) -> Iterator[Path]:
    """Every file there."""
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.is_file())


def leaks(paths: Iterable[Path], secrets: dict[bytes, str]) -> list[str]:
    """Which files hold which secret, in their name or in their content."""
    told: list[str] = []
    for path in paths:
        data = str(path).encode() + b"\n" + path.read_bytes()
        told += [f"{path.name}: {what}" for secret, what in secrets.items() if secret in data]
    return told


_GOES: Final = frozenset({"os.remove", "os.rename", "shutil.rmtree"})
"""Before any of these Python says so (`sys.audit`), while the file is still there."""


class Watched:
    """A folder for temporary files, watched while a program runs in this process: what is removed from it, or
    moved away, is copied into `kept` at that moment, so that a file of an instant counts as well."""

    def __init__(self, folder: Path, kept: Path) -> None:
        self.folder, self.kept, self.nameless = folder, kept, 0
        self._on = True
        kept.mkdir()
        sys.addaudithook(self._told)  # for as long as the process lives

    def stop(self) -> None:
        """Copy nothing any more."""
        self._on = False

    def _told(self, event: str, args: tuple[Any, ...]) -> None:
        if not self._on:
            return
        if event in _GOES:
            self._keep(Path(os.fsdecode(args[0])))
        elif event == "open" and isinstance(args[2], int) and _unnamed(args[2]):
            self.nameless += 1

    def _keep(self, path: Path) -> None:
        if self.folder not in path.parents or not path.exists():
            return
        goal = self.kept / f"{len(list(self.kept.iterdir()))}-{path.name}"
        if path.is_dir():
            shutil.copytree(path, goal)
        else:
            shutil.copyfile(path, goal)


def _unnamed(flags: int) -> bool:
    """Whether a file is opened that no folder ever shows: nobody could look into it here."""
    wanted = getattr(os, "O_TMPFILE", 0)
    return bool(wanted) and flags & wanted == wanted
