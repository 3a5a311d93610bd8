"""Why a document was cancelled is kept for ever: which of those reasons name somebody who was erased since.

A reason that is written today names nobody (`issued.cancel_document`); older ones, and those of others, may.
They cannot be taken off the log, so what is left after an erasure says where they stand.
"""

from __future__ import annotations

import re
from typing import Final

from sqlalchemy import Connection, select

from desktop_app.domain.documenting import CALLED_OFF
from desktop_app.domain.op import decode
from desktop_app.storage import settings, tables
from desktop_app.storage.erasures import Pending

_NAMING: Final = "erased_reasons"
"""Setting: the documents (record ids, hex) whose reason names somebody who was erased."""


def note_reasons(connection: Connection, pending: Pending) -> None:
    """Remember which reasons name these people, as long as it is known who they are; it is a work's."""
    document, op = tables.document.c, tables.op.c
    query = (
        select(document.uuid, op.body)
        .join_from(tables.document, tables.op, op.record_id == document.id)
        .where(document.state.in_(CALLED_OFF), op.kind == "annul")
    )
    known: list[str] = settings.get_json(connection, _NAMING, [])
    found = {row.uuid.hex() for row in connection.execute(query) if _names(_reason(row.body), pending)}
    if found - set(known):
        settings.put_json(connection, _NAMING, sorted(found.union(known)))


def naming_reasons(connection: Connection) -> list[str]:
    """The numbers of the documents whose reason names somebody who was erased."""
    known: list[str] = settings.get_json(connection, _NAMING, [])
    document = tables.document.c
    query = select(document.nomor).where(document.uuid.in_([bytes.fromhex(each) for each in known]))
    return sorted(connection.execute(query).scalars())


def _reason(body: bytes) -> str:
    said: dict[str, str] | None = decode(body).set.get("batal")
    return (said or {}).get("alasan", "")


def _names(reason: str, pending: Pending) -> bool:
    words, digits = f" {_words(reason)} ", "".join(filter(str.isdigit, reason))
    named = any(f" {_words(name)} " in words for name in pending.names if _words(name))
    return named or any(number in digits for number in pending.numbers)


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
