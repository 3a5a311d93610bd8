"""Where the access log stands goes into the op log, so that who holds the key cannot rewrite what is older.

With each sync file, at most once a day, one op says the number and mac of the log's last entry, and where the
log begins. DKUM countersigns it with the others; `check_access` holds the log against these words. Entries
older than the rule books' retention are cut in the same commit, and the op says up to where.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from desktop_app.actions.erasing_plan import trusted_day
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.domain.access import MARK_ENT
from desktop_app.domain.moments import WIB, milliseconds
from desktop_app.domain.op import decode
from desktop_app.domain.rulebook import ProgramRules
from desktop_app.errors import SyncRefused
from desktop_app.office import Office
from desktop_app.storage import access, settings, tables
from desktop_app.storage.access import Place
from desktop_app.storage.work import Work, new_id

DAY_MS: Final = 24 * 60 * 60_000
MARKED: Final = "access_marked"
"""Setting: number of the last entry that an op tells of, and when it did, in ms."""
_YEARS: Final = ProgramRules(program="", tahun=0).retention_years


@dataclass(frozen=True, slots=True)
class Mark:
    """What an op of this computer says: where the log stood at `wall` in epoch `ep`, and where it began.
    `brought`: a file brought it, so it was not said in this folder: data were put back, or copied."""

    ep: int
    wall: int
    stood: Place
    began: Place
    brought: bool


def mark_access(office: Office, work: Work) -> None:
    """Say where the access log stands, unless that was said within a day, or nothing was added since; and cut
    what is too old to be kept.

    Nothing is said in the log's first day either: an office that is just being founded has nothing to hide.
    """
    connection = work.connection
    stood = access.head(connection)
    if not stood.seq:
        return
    told = settings.get_json(connection, MARKED)
    oldest = access.oldest(connection)
    since = told[1] if told else oldest if oldest is not None else work.wall
    if stood.seq == (told[0] if told else 0) or abs(work.wall - since) < DAY_MS:
        return
    began = _cut_old(office, connection, oldest)
    said: dict[str, Any] = {"nomor": stood.seq, "rantai": stood.mac.hex()}
    if began.seq:
        said |= {"awal": began.seq, "awal_rantai": began.mac.hex()}
    work.put(new_id(), MARK_ENT, "set", said, scope=office.area, new=True)  # DKUM's own stays at DKUM
    settings.put_json(connection, MARKED, [stood.seq, work.wall])


def marks(connection: Connection, dev: str) -> list[Mark]:
    """What the op log says of the access log of the computer `dev`, in the order of its ops."""
    op, record, stream, file = tables.op.c, tables.record.c, tables.stream.c, tables.sync_file.c
    spans = select(file.id).where(file.op_from <= op.id, file.op_to >= op.id, file.direction == "in")
    query = (
        select(op.body, spans.exists().label("brought"))
        .join_from(tables.record, tables.op, op.record_id == record.id)
        .join(tables.stream, stream.id == op.stream_id)
        .where(record.ent == MARK_ENT, stream.dev == bytes.fromhex(dev), op.void.is_(None))
        .order_by(op.id)
    )
    return list(_read(connection.execute(query).all()))


def _read(rows: Sequence[Row[*tuple[Any, ...]]]) -> Iterator[Mark]:
    for row in rows:
        try:
            op = decode(row.body)
            stood, began = _place(op.set, "nomor", "rantai"), _place(op.set, "awal", "awal_rantai")
        except (SyncRefused, ValueError, TypeError, KeyError):
            continue  # erased, or told by the walk along the chain of ops
        yield Mark(op.ep, op.wall, stood, began, row.brought)


def _place(said: dict[str, Any], number: str, mac: str) -> Place:
    return Place(int(said[number]), bytes.fromhex(said[mac])) if number in said else Place()


def _cut_old(office: Office, connection: Connection, oldest: int | None) -> Place:
    """Where the log begins, after entries whose years are over were cut: as long as the longest retention of
    the rule books in force, by a day that other computers have written too."""
    years = max([_YEARS, *(each.retention_years for each in rules_in_force(connection).issued)])
    if oldest is not None and office.directory is not None and oldest < first_kept(office.today(), years):
        access.cut(connection, first_kept(trusted_day(office, connection), years))
    return access.base(connection)


def first_kept(day: date, years: int = _YEARS) -> int:
    """From which moment on (ms since 1970) entries are still kept on `day`: whole years, as with papers."""
    return milliseconds(datetime.combine(date(max(day.year - years, 1971), 1, 1), time(), WIB))
