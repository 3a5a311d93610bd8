"""Texts that are kept for ever: which of them name somebody who was erased since.

What is written today names nobody (`domain.kept_texts`, `issued.cancel_document`); what was written before,
and elsewhere, may. It cannot be taken off the log, so what is left after an erasure says where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, select

from desktop_app.domain import differing
from desktop_app.domain.documenting import CALLED_OFF
from desktop_app.domain.kept_texts import TEXTS, label, says_one_of, texts_of
from desktop_app.domain.op import decode
from desktop_app.errors import SyncRefused
from desktop_app.storage import settings, tables
from desktop_app.storage.erasures import Pending
from resources.i18n import tr

_NAMING: Final = "erased_reasons"
"""Setting: the documents (record ids, hex) whose reason names somebody who was erased."""
_TELLING: Final = "erased_texts"
"""Setting: the other records (hex) with such a text: their kind and the fields."""
_TABLES: Final = {
    "decision": tables.decision,
    "document": tables.document,
    "person": tables.person,
    **tables.PLAIN,
}
_FIXED: Final = frozenset(("decision", "document"))
"""Their texts are said once, and stand in a column of the same name."""


def note_reasons(connection: Connection, pending: Pending) -> None:
    """Remember which texts name these people, as long as it is known who they are; it is a work's."""
    document, op = tables.document.c, tables.op.c
    query = (
        select(document.uuid, op.body)
        .join_from(tables.document, tables.op, op.record_id == document.id)
        .where(document.state.in_(CALLED_OFF), op.kind == "annul")
    )
    known: list[str] = settings.get_json(connection, _NAMING, [])
    found = {
        row.uuid.hex()
        for row in connection.execute(query)
        if "batal" in _named("document", row.body, pending)
    }
    if found - set(known):
        settings.put_json(connection, _NAMING, sorted(found.union(known)))
    told: dict[str, list[str]] = settings.get_json(connection, _TELLING, {})
    before = {name: list(said) for name, said in told.items()}
    for record, ent, fields in _telling(connection, pending):
        said = told.setdefault(record, [ent])
        said += [each for each in fields if each not in said]
    if told != before:
        settings.put_json(connection, _TELLING, told)


def _telling(connection: Connection, pending: Pending) -> Iterator[tuple[str, str, list[str]]]:
    """Record (hex), kind and fields of every other text that names them. What never changes stands in the
    row, for a paper's op holds all its lines; of the rest everything that was ever said is read."""
    record, op = tables.record.c, tables.op.c
    for ent in sorted(TEXTS):  # few of each kind, found by their own table
        table = _TABLES[ent]
        if ent in _FIXED:
            for name in TEXTS[ent]:
                rows = connection.execute(select(table.c.uuid, table.c[name]))
                for uuid, said in rows:
                    yield from _found(uuid, ent, [name] if _names(said or "", pending) else [])
            continue
        query = (
            select(record.uuid, op.body)
            .join_from(table, tables.record, record.id == table.c.id)
            .join(tables.op, op.record_id == record.id)
        )
        for row in connection.execute(query):
            yield from _found(row.uuid, ent, _named(ent, row.body, pending))


def _found(uuid: bytes, ent: str, fields: list[str]) -> Iterator[tuple[str, str, list[str]]]:
    if fields:
        yield uuid.hex(), ent, fields


def naming_reasons(connection: Connection) -> list[str]:
    """The numbers of the documents whose reason names somebody who was erased."""
    known: list[str] = settings.get_json(connection, _NAMING, [])
    document = tables.document.c
    query = select(document.nomor).where(document.uuid.in_([bytes.fromhex(each) for each in known]))
    return sorted(connection.execute(query).scalars())


def naming_texts(connection: Connection) -> list[str]:
    """The other records with such a text, each by kind, the end of its id (as in the journal) and field: its
    title may be the very text."""
    told: dict[str, list[str]] = settings.get_json(connection, _TELLING, {})
    return [
        tr("{jenis} …{kode}: {isian}", jenis=differing.ent_label(ent), kode=record[-6:],
           isian=", ".join(label(ent, each) for each in fields))
        for record, (ent, *fields) in sorted(told.items())
    ]  # fmt: skip


def _named(ent: str, body: bytes, pending: Pending) -> list[str]:
    """The fields of that op whose text says a name or a number of theirs."""
    try:
        said = decode(body).set
    except (SyncRefused, ValueError):  # erased, or of a later program
        return []
    return [name for name, text in texts_of(ent, said) if _names(text, pending)]


def _names(text: str, pending: Pending) -> bool:
    digits = "".join(filter(str.isdigit, text))
    return says_one_of(text, pending.names) or any(number in digits for number in pending.numbers)
