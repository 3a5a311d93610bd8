"""Secrets in files where nobody may find them: logs, notes, settings, temporary files, half-written ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

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
