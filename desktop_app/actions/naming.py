"""By name, the people whom a text that is kept for ever may not name: on a paper, in a wave, in an extract.

An application is found by its record: the table itself has no index of these ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, select

from desktop_app.domain.kept_texts import FEW, require_no_name
from desktop_app.domain.said_names import clues, names_somebody
from desktop_app.storage import dialect, tables

_APP: Final = tables.application.c
_CHUNK: Final = 500


def on_paper(connection: Connection, document: str) -> Iterator[str]:
    """Who stands in the lines of an issued document (record id, hex), and their guardians."""
    line, record = tables.document_row.c, tables.record.c
    paper = select(record.id).where(record.uuid == bytes.fromhex(document)).scalar_subquery()
    query = _people(_APP.nama, _APP.wali_nama).join(tables.document_row, line.application == record.uuid)
    return _told(connection, query.where(line.document_id == paper))


def in_wave(connection: Connection, wave: str) -> Iterator[str]:
    """Who was ever invited to a wave (record id, hex)."""
    part = tables.PLAIN["participant"]
    query = _people(_APP.nama).join(part, part.c.application == tables.record.c.uuid)
    return _told(connection, query.where(part.c.wave == bytes.fromhex(wave)))


def of_records(connection: Connection, applications: Iterable[str]) -> Iterator[str]:
    """The people of these applications (record ids, hex), and their guardians."""
    rest = iter(applications)
    while some := [bytes.fromhex(each) for each in islice(rest, _CHUNK)]:
        yield from _told(connection, _people(_APP.nama, _APP.wali_nama).where(tables.record.c.uuid.in_(some)))


def require_nobody(
    connection: Connection, ent: str, field: str, said: str, asked: Sequence[ColumnElement[bool]], count: int
) -> None:
    """Raise Refused where a text of a record about the `count` applications that are `asked` for names one of
    them: of few people by any name, of many by one that cannot be another word (`names_somebody`)."""
    few = count <= FEW
    names = _told(connection, select(_APP.nama, _APP.wali_nama).where(*asked)) if few else None
    require_no_name(ent, field, said, names or _among(connection, said, asked), few=few)


def _among(connection: Connection, said: str, asked: Sequence[ColumnElement[bool]]) -> Iterator[str]:
    """Whose own name the text says of very many: found by its words in the index, however many they are."""
    query = dialect.match_names(clues(said))
    if not query:
        return
    hits = select(_APP.id, _APP.nama).where(_APP.id.in_(dialect.matching(query)))
    found = (number for number, name in dialect.each(connection, hits) if names_somebody(said, name or ""))
    while some := list(islice(found, _CHUNK)):
        yield from _told(connection, select(_APP.nama).where(_APP.id.in_(some), *asked))


def _people(*columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    return select(*columns).select_from(tables.record).join(tables.application, _APP.id == tables.record.c.id)


def _told(connection: Connection, query: Select[*tuple[Any, ...]]) -> Iterator[str]:
    for row in connection.execute(query):
        yield from (name for name in row if name)
