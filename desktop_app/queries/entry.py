"""What the entry form asks of the office's data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, select

from desktop_app.actions.knowledge import known_about, rules_in_force
from desktop_app.domain import differing
from desktop_app.domain.fields import FIELDS
from desktop_app.domain.findings import Known
from desktop_app.domain.moments import WIB, milliseconds
from desktop_app.domain.rulebook import Rules
from desktop_app.domain.status import shown
from desktop_app.queries.applicant import Attachment
from desktop_app.storage import log, tables
from desktop_app.storage.context import Context

_app = tables.application.c


@dataclass(frozen=True, slots=True)
class Start:
    """`entered` forms were entered today by this person; `last` holds the stored values of the latest."""

    entered: int
    rules: Rules
    last: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Existing:
    """A saved application: its record (hex), local number, stored values, what is attached, and the labels of
    fields of which two people said different things. `shown`: the status as people read it."""

    record: str
    number: int
    values: Mapping[str, Any]
    nomor: str
    status: str
    shown: str
    attachments: tuple[Attachment, ...]
    differing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LookUp:
    """What is known of the numbers typed; `records` leads from a registration number to its record."""

    known: Known
    records: Mapping[str, str] = field(default_factory=dict[str, str])


def start(connection: Connection, context: Context, user: str, today: date) -> Start:
    """What a fresh form needs for `user` (hex) on `today` (WIB)."""
    midnight = datetime.combine(today, time(), WIB)
    since, until = (milliseconds(moment) for moment in (midnight, midnight + timedelta(days=1)))
    # What was made today was also changed today, and of changes there is an index.
    mine = and_(
        _app.created_by == bytes.fromhex(user), _app.changed >= since, _app.created >= since,
        _app.created < until,
    )  # fmt: skip
    entered = connection.execute(
        select(func.count()).select_from(tables.application).where(mine)
    ).scalar_one()
    newest = select(_app.uuid).where(mine).order_by(_app.id.desc()).limit(1)
    latest: bytes | None = connection.execute(newest).scalar()
    found = log.state_of(connection, context, latest) if latest is not None else None
    return Start(entered, rules_in_force(connection), _typed(found[2].values) if found else {})


def existing(connection: Connection, context: Context, record: str) -> Existing | None:
    """The application `record` (hex) as it stands; None when it is not in this office."""
    row = connection.execute(
        select(_app.id, _app.submitted).where(_app.uuid == bytes.fromhex(record))
    ).first()
    if row is None:
        return None
    number, submitted = row
    state = log.fold_entries(log.entries_of(connection, context, number))
    kept = tables.attachment.c
    rows = connection.execute(
        select(tables.attachment).where(kept.application_id == number).order_by(kept.added)
    )
    attached = tuple(
        Attachment(row.uuid.hex(), row.jenis, row.mime, row.size, row.sha256.hex(), row.added) for row in rows
    )
    nomor = str(state.values.get("nomor_pendaftaran") or "")
    differs = tuple(differing.label("application", name) for name in sorted(state.conflicts))
    seen = shown(state.status, submitted)
    return Existing(record, number, _typed(state.values), nomor, state.status, seen, attached, differs)


def look_up(
    connection: Connection, context: Context, values: Mapping[str, object], number: int | None, today: date
) -> LookUp:
    """Other applications with the NIK, No. KK or phone of `values`; the application `number` left out."""
    known = known_about(connection, context, values, record=number, today=today)
    numbers = [other.nomor_pendaftaran for other in (*known.same_nik, *known.same_kk)]
    rows = connection.execute(
        select(_app.nomor_pendaftaran, _app.uuid).where(_app.nomor_pendaftaran.in_(numbers))
    )
    return LookUp(known, {row.nomor_pendaftaran: row.uuid.hex() for row in rows} if numbers else {})


def _typed(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in FIELDS}
