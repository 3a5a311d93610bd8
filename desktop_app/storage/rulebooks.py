"""Which rule books hold: issued ones as their ops say, and before those came, as the grant brought them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final, cast

from sqlalchemy import Connection, select

from desktop_app.domain.alone import Allowance, allowances, book_word
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


def allowed_alone(connection: Connection) -> frozenset[Allowance]:
    """Where any version lets one person type and verify. Those that only a grant brought do not count:
    applications are judged by this, and their state is a function of ops."""
    rows = connection.execute(select(_BOOK.program, _BOOK.tahun, _BOOK.versi, _BOOK.isi))
    found = (allowances(row.program, row.tahun, row.versi, json.loads(row.isi)) for row in rows)
    return frozenset[Allowance]().union(*found)


def alone_book(connection: Connection, scope: str, values: Mapping[str, Any]) -> str:
    """The book in force that lets one person verify what they typed of an application with these values, in
    the kelurahan `scope`; "" where none does."""
    program, tahun = values.get("program"), values.get("tahun")
    rules = rules_in_force(connection).find(program, tahun)
    if rules is None or not rules.one_person_office:
        return ""
    word = book_word(program, tahun, rules.version)
    return word if Allowance(word, scope) in allowed_alone(connection) else ""


def alone_now(connection: Connection) -> list[tuple[str, int, str]]:
    """Programme, year and kelurahan of what one person may type and verify by the books in force."""
    books = [each for each in rules_in_force(connection).issued if each.one_person_office]
    known = allowed_alone(connection) if books else frozenset[Allowance]()
    return [
        (each.program, each.tahun, code)
        for each in books
        for code in each.one_person_in
        if Allowance(book_word(each.program, each.tahun, each.version), code) in known
    ]


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
