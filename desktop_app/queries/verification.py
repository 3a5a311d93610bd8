"""What a verifikator works through: the queue, one case with all that has to be compared, today's work."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    and_,
    case,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    text,
    true,
)

from desktop_app.actions import holds
from desktop_app.actions.knowledge import known_about, rules_in_force
from desktop_app.domain import differing, fields, op, recommending
from desktop_app.domain.finding import Known
from desktop_app.domain.findings import Finding, check
from desktop_app.domain.moments import moment_of
from desktop_app.domain.rulebook import ProgramRules, Rules
from desktop_app.storage import dialect, tables
from desktop_app.storage.context import Context
from desktop_app.storage.rulebooks import alone_book, alone_now

_LOOK_BACK: Final = 3000
"""How many of this device's last ops are looked through for today's work."""

_WAITS: Final = text(dialect.WAITS)
_SINCE: Final = literal_column(dialect.SINCE, Integer)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the queue. `own`: the person who is in wrote a decisive value, so another one verifies;
    `alone`: wrote one, and may verify it all the same because the rule book allows one person here.

    `since` is the day it was submitted, in Depok; `scans` how many attachments there are; `held`: the
    person's data stand still (`actions.holds`), so nobody verifies it.
    """

    record: str
    nama: str
    program: str
    since: date
    own: bool
    scans: int
    alone: bool = False
    held: bool = False

    @property
    def able(self) -> bool:
        """Whether the person who is in may verify it."""
        return not self.own and not self.held


@dataclass(frozen=True, slots=True)
class Sheet:
    """One attachment: its kind (a code of `fields.DOCUMENTS`), and the blob that holds it."""

    jenis: str
    mime: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Case:
    """One application to be verified, as of one committed state. `rev` is the revision it stands at; `own` as
    in the queue, `alone` is the rule book that lets the person verify it though they typed it; `held` is the
    kind of request for which the person's data stand still, so that nobody verifies it."""

    record: str
    values: Mapping[str, Any]
    status: str
    rev: str
    own: bool
    stale: bool
    differing: tuple[str, ...]
    oleh: str
    waktu: datetime
    sheets: tuple[Sheet, ...]
    book: Rules
    known: Known
    alone: str = ""
    held: str = ""

    @property
    def conflict(self) -> bool:
        """Whether a decisive field has two values (`differing` names them): nobody verifies before one of
        them is chosen."""
        return bool(self.differing)

    @property
    def rules(self) -> ProgramRules:
        """The rules of its programme and year."""
        return self.book.of(self.values.get("program"), self.values.get("tahun"))

    def findings(self, dokumen: Mapping[str, str], tanggal_lengkap: object) -> list[Finding]:
        """What stands against verifying with these documents seen and this day."""
        papers: dict[str, str] = {**(self.values.get("dokumen") or {}), **dokumen}
        values: dict[str, object] = {
            **self.values,
            "dokumen": papers or None,
            "tanggal_lengkap": tanggal_lengkap,
        }
        return check(values, stage="verified", rules=self.book, known=self.known)


@dataclass(frozen=True, slots=True)
class DoneToday:
    """How many the person has verified, returned and rejected today on this device."""

    verified: int
    returned: int
    rejected: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.verified + self.returned + self.rejected


def queue(connection: Connection, user: str, *, limit: int = 500, able: int | None = None) -> list[Waiting]:
    """Submitted applications, the oldest first; after those that `user` (hex) may verify come those whose
    data stand still, and those that `user` wrote at the end.

    A verification that fell because its data changed is submitted again and stands here too. `able` is how
    many there are to verify, where that was counted (`queue_counts`).
    """
    app = tables.application.c
    held = holds.held(connection)
    groups = [(False, app.uuid.not_in(held) if held else true())] if able is None or able else []
    groups += [(False, app.uuid.in_(held))] if held else []
    found: list[Waiting] = []
    for own, which in (*groups, (True, true())):
        if len(found) < limit:
            found += _waiting(connection, user, own, which, held, limit - len(found))
    return found


def _waiting(
    connection: Connection,
    user: str,
    own: bool,
    which: ColumnElement[bool],
    held: Collection[bytes],
    limit: int,
) -> list[Waiting]:
    app = tables.application.c
    wrote = func.instr(app.authors, user) > 0
    alone = and_(wrote, _alone(connection))
    query = (
        select(app.uuid, app.nama, app.program, _SINCE.label("since"), app.attachments, alone.label("alone"))
        .where(_WAITS, and_(wrote, not_(_alone(connection))) == own, which)
        .order_by(_SINCE, app.id)
        .limit(limit)
    )
    return [
        Waiting(
            record=row.uuid.hex(),
            nama=row.nama or "",
            program=row.program or "",
            since=_day(row.since),
            own=own,
            scans=row.attachments,
            alone=bool(row.alone),
            held=row.uuid in held,
        )
        for row in connection.execute(query)
    ]


def queue_counts(connection: Connection, user: str) -> tuple[int, int]:
    """How many wait, and how many of them `user` may check: others wrote them, and nothing holds them."""
    app = tables.application.c
    wrote = func.instr(app.authors, user) > 0
    own = func.coalesce(func.sum(case((and_(wrote, not_(_alone(connection))), 1), else_=0)), 0)
    query = select(func.count().label("all"), own.label("own")).where(_WAITS)
    row = connection.execute(query.select_from(tables.application)).one()
    able = row.all - row.own
    if able and (held := holds.held(connection)):
        able -= _count(connection, app.uuid.in_(held), not_(and_(wrote, not_(_alone(connection)))))
    return row.all, able


def held_count(connection: Connection) -> int:
    """How many wait whom nobody may verify, for their data stand still."""
    held = holds.held(connection)
    return _count(connection, tables.application.c.uuid.in_(held)) if held else 0


def _count(connection: Connection, *where: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(tables.application).where(_WAITS, *where)
    return connection.execute(query).scalar_one()


def _alone(connection: Connection) -> ColumnElement[bool]:
    """Whether the rule book in force lets one person type and verify an application; never unknown, also
    where the programme or the year is empty."""
    app = tables.application.c
    named = (
        (app.program == program) & (app.tahun == tahun) & (app.kelurahan_kode == code)
        for program, tahun, code in alone_now(connection)
    )
    return func.coalesce(or_(false(), *named), false())


def case_of(connection: Connection, context: Context, record: str, *, user: str, today: date) -> Case | None:
    """Everything to compare for one application (record id, hex); None for an unknown one."""
    found = connection.execute(
        select(tables.application).where(tables.application.c.uuid == bytes.fromhex(record))
    )
    row = found.mappings().first()
    if row is None:
        return None
    values = _values(row)
    conflicts = connection.execute(
        select(tables.conflict.c.field)
        .where(tables.conflict.c.record_id == row["id"])
        .order_by(tables.conflict.c.field)
    ).scalars()
    typed_by = context.people.get(row["created_by"].hex())
    wrote = user in row["authors"].split()
    book = alone_book(connection, row["kelurahan_kode"] or "", values) if wrote else ""
    return Case(
        record=record,
        values=values,
        status=row["status"],
        rev=row["rev"],
        own=wrote and not book,
        stale=bool(row["stale"]),
        differing=tuple(
            differing.label("application", name) for name in conflicts if name in differing.DECISIVE
        ),
        oleh=typed_by.nama if typed_by else "",
        waktu=moment_of(row["submitted"] or row["created"]),
        sheets=_sheets(connection, row["id"]),
        book=rules_in_force(connection),
        known=known_about(connection, context, values, record=row["id"], today=today),
        alone=book,
        held=holds.held(connection).get(row["uuid"], ""),
    )


def done_today(connection: Connection, context: Context, user: str, today: date) -> DoneToday:
    """What `user` decided today on this device, told by the ops themselves."""
    stream, log = tables.stream.c, tables.op.c
    own = connection.execute(
        select(stream.id, stream.seq).where(stream.dev == bytes.fromhex(context.dev), stream.ep == context.ep)
    ).first()
    found = {"verified": 0, "returned": 0, "rejected": 0}
    if own is None:
        return DoneToday(0, 0, 0)
    query = select(log.body).where(
        log.stream_id == own.id,
        log.seq > own.seq - _LOOK_BACK,
        log.user == bytes.fromhex(user),
        log.kind == "status",
        log.void.is_(None),
    )
    for body in connection.execute(query).scalars():
        step = op.decode(body)
        status = step.set.get("status")
        if status in found and _day(step.wall) == today:
            found[status] += 1
    return DoneToday(found["verified"], found["returned"], found["rejected"])


def _values(row: Mapping[Any, Any]) -> dict[str, Any]:
    values = {name: row[name] for name in tables.APPLICATION_FIELDS}
    for name, value in values.items():
        if value and fields.FIELDS[name].kind == "dict":
            values[name] = json.loads(value)
    if row["rekomendasi"]:
        values[recommending.FIELD] = json.loads(row["rekomendasi"])
    return {**values, "nomor_pendaftaran": row["nomor_pendaftaran"], "alasan": row["alasan"]}


def _sheets(connection: Connection, number: int) -> tuple[Sheet, ...]:
    paper = tables.attachment.c
    order = {choice.code: place for place, choice in enumerate(fields.DOCUMENTS)}
    query = (
        select(paper.jenis, paper.mime, paper.sha256)
        .where(paper.application_id == number)
        .order_by(paper.added, paper.uuid)
    )
    rows = [Sheet(row.jenis, row.mime, row.sha256.hex()) for row in connection.execute(query)]
    return tuple(sorted(rows, key=lambda sheet: order.get(sheet.jenis, len(order))))


def _day(wall: int) -> date:
    return moment_of(wall).date()
