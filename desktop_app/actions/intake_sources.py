"""Which column of a source becomes what, once a person has said so; recognised again by its titles."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection

from desktop_app.intake.catalogue import APPLICANTS, Catalogue
from desktop_app.intake.mapping import Mapping, guess
from desktop_app.intake.sheet import Sheet
from desktop_app.storage import settings

KEPT: Final = 50
"""Sources remembered; the one not used for longest gives way."""
_NAME: Final = "intake:sources"


def fingerprint(sheet: Sheet, of: Catalogue) -> str:
    """By what a source is known again: what its rows are, and its titles whatever their order."""
    titles = sorted(title.casefold() for title in sheet.columns if title)
    return sha256("\x1f".join([of.name, *titles]).encode()).hexdigest()[:32]


def mapping_of(connection: Connection, sheet: Sheet, of: Catalogue = APPLICANTS) -> tuple[Mapping, bool]:
    """The columns as they were chosen for this source, or guessed; and whether they were chosen."""
    chosen: dict[str, str] | None = _all(connection).get(fingerprint(sheet, of))
    guessed = guess(sheet.columns, of)
    if chosen is None:
        return guessed, False
    places = {title: place for place, title in enumerate(sheet.columns)}
    names = {*of.importable, *of.pairs}
    kept = {name: places[title] for name, title in chosen.items() if name in names and title in places}
    return Mapping(kept, of), True


def keep_mapping(connection: Connection, sheet: Sheet, mapping: Mapping) -> None:
    """Remember a choice that differs from the guess, and forget one that no longer does; within a work."""
    every = _all(connection)
    mark = fingerprint(sheet, mapping.of)
    every.pop(mark, None)
    if mapping.columns != guess(sheet.columns, mapping.of).columns:
        every[mark] = {name: sheet.columns[place] for name, place in mapping.columns.items()}
    settings.put_json(connection, _NAME, dict(list(every.items())[-KEPT:]))


def _all(connection: Connection) -> dict[str, Any]:
    return dict(settings.get_json(connection, _NAME, {}))
