"""Which rule books hold: issued ones as their ops say, and before those came, as the grant brought them."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final, cast

from sqlalchemy import Connection, select

from desktop_app.domain.rulebook import ProgramRules, Rules, default_rules, newest, read_rules
from desktop_app.errors import Refused
from desktop_app.storage import settings, tables
from desktop_app.storage.dialect import Question

SNAPSHOT: Final = "rulebook"
"""The issued rule books as the enrolment grant brought them, before their own ops arrive."""

_BOOK = tables.PLAIN["rulebook"].c
_RULEBOOKS = Question(select(_BOOK.isi).order_by(_BOOK.program, _BOOK.tahun, _BOOK.versi, _BOOK.uuid))


def rules_in_force(connection: Connection) -> Rules:
    """The rules that judge today: DKUM's newest words, and the built-in version 0 for all other years."""
    issued = tuple(isi for (isi,) in _RULEBOOKS.ask(connection))
    return _rules_of(issued, settings.get(connection, SNAPSHOT) or b"[]")


def issued_rules(connection: Connection) -> list[dict[str, Any]]:
    """Every rule book that came as an op, as JSON, in the order of programme, year and version."""
    return [_content(isi) for (isi,) in _RULEBOOKS.ask(connection)]


def version_of(connection: Connection, program: str, tahun: int, version: int) -> Rules:
    """One version by itself; the built-in rules where it is not known here or cannot be read.

    Of two books with one version it is the one that is in force (`newest`).
    """
    books: list[ProgramRules] = []
    for content in issued_rules(connection) if version else ():
        if [content.get(name) for name in ("program", "tahun", "version")] == [program, tahun, version]:
            with suppress(Refused):  # of a newer program
                books.append(read_rules(content))
    return newest(books or [default_rules(program, tahun)])


@lru_cache(maxsize=8)
def _rules_of(issued: tuple[str, ...], snapshot: bytes) -> Rules:
    """What these texts say; every save asks, and they seldom change."""
    books: list[ProgramRules] = []
    versions: dict[tuple[str, int], int] = {}
    unread: dict[tuple[str, int], int] = {}
    for content in (*map(_content, issued), *json.loads(snapshot)):
        key, version = (str(content.get("program")), _int(content.get("tahun"))), _int(content.get("version"))
        try:
            books.append(read_rules(content))
        except Refused:  # of a newer program: what holds is told where somebody is judged by it
            unread[key] = max(version, unread.get(key, 0))
            continue
        versions[key] = max(version, versions.get(key, 0))
    return newest(books, (key for key, version in unread.items() if version > versions.get(key, 0)))


def _content(isi: str) -> dict[str, Any]:
    """A rule book's JSON; a list is JSON too, and no rule book."""
    found: Any = json.loads(isi)
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
