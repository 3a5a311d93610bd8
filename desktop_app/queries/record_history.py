"""The history of any record: each step with its fields, who, when, where, and the file that brought it.

An applicant's is that of `companions.whole_history`; a mentor's, a document's or a person's is told here. Of
somebody of the staff the access log tells, as in the journal, what no op does: a passphrase or a recovery
sheet of theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, cast

from sqlalchemy import Connection, select

from desktop_app.actions.authorship import where_written, who_wrote
from desktop_app.domain import access, differing, field_words, people
from desktop_app.domain.authority import judge, void_sentence
from desktop_app.domain.disclosure import DOTS, masked
from desktop_app.domain.entities import BOOK, is_id
from desktop_app.domain.erasing import ERASE, words_of
from desktop_app.domain.merge import State, apply, order
from desktop_app.domain.moments import moment_of
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries.access import access as access_words
from desktop_app.queries.applicant import Change, FieldChange
from desktop_app.queries.brought import files_of
from desktop_app.queries.companions import whole_history
from desktop_app.queries.journal import SEE_ALL
from desktop_app.queries.journal_lines import access_detail, op_words, subjects_of, unnamed
from desktop_app.storage import log, tables
from desktop_app.storage.context import Context
from resources.i18n import tr

_MASKED: Final = frozenset(("nik", "no_kk", "hp"))
_UNSAID: Final = frozenset((
    "scope", "rows", "logo", "data", "pdf", "ditandatangani", "cutoff", "tanda", "rantai",
    "awal_rantai",
))  # fmt: skip
"""Lists, pictures, digests and signatures that say nothing to people: the step tells that they changed."""
_UNSAID_OF: Final = frozenset(((BOOK, "isi"), ("extract", "penerima")))
"""A whole rule book, which its own page shows; a receiver's code, whose name is told."""
_KEYS: Final = frozenset(("key", "sidik", "digest"))
"""Long numbers of which the beginning tells enough."""
_NO_RECORDS: Final = frozenset((*_UNSAID, "seed"))
"""What names no record, even where it looks like the id of one."""


def record_history(connection: Connection, office: Office, record: str) -> list[Change]:
    """Every step of the record `record` (hex), the latest first. `connection` is the reader's own: a mentor's
    account reads of its own people. Raises Refused where nobody knows it, or it is not in the reader's
    sight (``role``)."""
    row, context = None, office.context
    if len(record) == 32:
        known = tables.record.c
        query = select(known.id, known.ent).where(known.uuid == bytes.fromhex(record))
        row = connection.execute(query).first()
    if row is None:
        raise Refused(
            tr("Catatan itu tidak ada di kantor ini."),
            next_step=tr("Segarkan daftar, lalu pilih lagi."),
            code="unknown_record",
        )
    if people.sees_only_own(office.person.roles) and not _in_sight(
        connection, office, row.id, row.ent, record
    ):
        raise Refused(
            tr("Akun pendamping hanya membuka riwayat dampingannya."),
            next_step=tr("Riwayat dampingan Anda ada di halaman Pendaftar."),
            code="role",
        )
    if row.ent == "application":
        return whole_history(connection, context, row.id)
    steps = _history(connection, context, row.id)
    if row.ent == "person":
        steps = sorted(
            [*steps, *_keys_of(connection, office, record)], key=lambda each: each.when, reverse=True
        )
    return steps


def _in_sight(connection: Connection, office: Office, number: int, ent: str, record: str) -> bool:
    """Whether a mentor's account sees this record: what names their people, and themselves among staff."""
    if ent == "person":
        return record == office.session.user
    shown = {"application": tables.application, "document": tables.document, **tables.PLAIN}
    table = shown.get(ent)
    if table is None:
        return False
    return connection.execute(select(table.c.id).where(table.c.id == number)).first() is not None


def _keys_of(connection: Connection, office: Office, user: str) -> Iterator[Change]:
    """What the person with that id did to their own way in, for whom the journal tells it too."""
    if user != office.session.user and not office.person.roles & SEE_ALL:
        return
    entry = tables.access.c
    query = select(tables.access).where(
        entry.user == bytes.fromhex(user), entry.deed.in_((access.PASSPHRASE, access.SHEET))
    )
    for row in connection.execute(query):
        said = access_words(office.context, row)
        detail = access_detail(said.deed, said.about, said.count)
        title = tr("{tindakan}, {rincian}", tindakan=said.title, rincian=detail) if detail else said.title
        yield Change(title, said.who, said.when, said.where, ())


def _history(connection: Connection, context: Context, number: int) -> list[Change]:
    entries = order(log.entries_of(connection, context, number))
    files = files_of(connection, [entry.id for entry in entries])
    names = _names(connection, [entry.op.set for entry in entries])
    found: list[Change] = []
    state = State()
    for entry in entries:
        before = dict(state.values)
        apply(state, entry, decisive=log.decisive_of(entry.op.ent), judge=judge)
        void = state.void.get(entry.id, "")
        found.append(
            Change(
                title=op_words(entry)[0],
                who=who_wrote(context, entry),
                when=moment_of(entry.op.wall),
                where=where_written(context, entry),
                fields=()
                if entry.op.kind == ERASE
                else tuple(_fields(entry.op.ent, entry.op.set, before, names)),
                reason=words_of(entry.op) if entry.op.kind == ERASE else "",
                void=void_sentence(void) if void else "",
                file=files.get(entry.id, ""),
                op=entry.id,
            )
        )
    found.reverse()
    return found


def _fields(
    ent: str, said: Mapping[str, Any], before: Mapping[str, Any], names: Mapping[str, str]
) -> Iterator[FieldChange]:
    for name in field_words.in_order(ent, said):
        if name in _UNSAID or (ent, name) in _UNSAID_OF or said[name] == before.get(name):
            continue
        old, new = (_shown(ent, name, each, names) for each in (before.get(name), said[name]))
        if old or new:  # what was never there is not told as filled with nothing
            yield FieldChange(differing.label(ent, name), old, new)


def _shown(ent: str, name: str, value: Any, names: Mapping[str, str]) -> str:
    if value in (None, "", [], {}):
        return ""
    if name in _MASKED:
        return masked(name, value)
    field = differing.field_of(ent, name)
    if field is not None and field.secret:
        return DOTS
    if name in _KEYS:
        return f"{str(value)[:8]}…"
    words = differing.words(ent, name, value, names)
    return words if len(words) <= 200 else f"{words[:200]}…"


def _names(connection: Connection, values: list[dict[str, Any]]) -> dict[str, str]:
    """What records named in values are called; those that are gone by the end of their id."""
    named = [_records(value) for said in values for name, value in said.items() if name not in _NO_RECORDS]
    wanted = {bytes.fromhex(record) for records in named for record in records}
    if not wanted:
        return {}
    record = tables.record.c
    rows = connection.execute(select(record.uuid, record.ent).where(record.uuid.in_(wanted))).all()
    found = subjects_of(connection, {row.uuid: row.ent for row in rows})
    return {uuid.hex(): found.get(uuid) or unnamed(uuid) for uuid in wanted}


def _records(value: Any) -> list[str]:
    """The record ids in a value: itself, or those it lists."""
    if isinstance(value, (list, dict)):
        return [each for each in cast("Iterable[Any]", value) if isinstance(each, str) and is_id(each)]
    return [value] if isinstance(value, str) and is_id(value) else []
