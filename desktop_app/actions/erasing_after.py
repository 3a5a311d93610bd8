"""After an erasure: what came too late, what is due, and the list of them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from desktop_app.actions import came_back
from desktop_app.actions.clock_doubt import clock_doubt
from desktop_app.actions.erasing import erase_record, follow, may_erase
from desktop_app.actions.erasing_anew import say_again
from desktop_app.actions.erasing_asked import stated
from desktop_app.actions.erasing_plan import plan, trusted_day
from desktop_app.actions.sweeping import sweep
from desktop_app.actions.sweeping_files import drop_halves, drop_strays
from desktop_app.domain.erasing import ERASE, STUB, WHY, Asking, asking_of
from desktop_app.domain.moments import moment_of, wib
from desktop_app.domain.op import Op, decode
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.work import Changes


@dataclass(frozen=True, slots=True)
class ErasureLine:
    """An erasure as the list shows it. `nomor` is there as long as the application is; whom it was about is
    not told. `on` is when the application went and `by` who erased it, or noted that it has to be erased.
    `late` counts entries that came afterwards."""

    record: str
    application: str
    nomor: str
    scope: str
    why: str
    due: date
    done: date | None
    on: date | None
    by: str
    at: int
    late: int


def late_entries(connection: Connection) -> int:
    """How many entries of erased records came from who had not heard of it, and are still here."""
    op = tables.op.c
    return connection.execute(
        select(func.count()).where(op.void == STUB, op.kind.not_in((STUB, ERASE)))
    ).scalar_one()


def erase_late(office: Office) -> Changes:
    """DKUM's word once more about entries that came after it. Nothing happens where there are none, or where
    the person who is in may not; then it waits for who may. Papers that came meanwhile go too."""
    if not may_erase(office):
        return Changes()
    with office.reading() as connection:
        if not late_entries(connection):
            return Changes()
    op, known = tables.op.c, tables.record.c
    with office.work() as work:
        query = (
            select(known.id, known.uuid, known.ent, known.scope)
            .where(known.id == op.record_id, op.void == STUB, op.kind.not_in((STUB, ERASE)))
            .distinct()
        )
        for row in work.connection.execute(query).all():
            said = work.state(row.uuid.hex()).values
            asking = asking_of(said)
            if asking is not None and asking.user != office.session.user:
                why = str(said.get(WHY, "permintaan"))
                erase_record(work, row.id, row.uuid.hex(), row.ent, row.scope, why, asking)
    sweep(office)
    return work.changes


def due(office: Office, connection: Connection) -> list[tuple[bytes, bytes, str, Asking]]:
    """What had to be kept until a day that has passed, or was proposed: record of the erasure, application,
    ground, and on whose word, as far as the person who is in may carry it out. The day is one that other
    computers have reached too (`trusted_day`)."""
    if not may_erase(office) or clock_doubt(connection, office) is not None:
        return []
    day, line = trusted_day(office, connection), tables.PLAIN["erasure"].c
    query = select(line.uuid, line.application, line.dasar).where(
        line.selesai.is_(None), line.jatuh_tempo <= day.isoformat()
    )
    found: list[tuple[bytes, bytes, str, Asking]] = []
    for row in connection.execute(query.order_by(line.id)).all():
        asking = stated(office, connection, row.uuid)
        if asking is not None and asking.user != office.session.user:
            found.append((row.uuid, row.application, row.dasar, asking))
    return found


def erase_due(office: Office, *, erases: bool = True) -> Changes:
    """Carry out what is `due`, in the name of the person who is in, who was asked; without `erases` only what
    erases nothing: an erasure of which nothing is left is noted as done."""
    changes = Changes()
    with office.reading() as connection:
        waiting = due(office, connection)
        day = trusted_day(office, connection) if waiting else None
    for _erasure, application, why, asking in waiting:
        with suppress(Refused), office.work() as work:  # a request that waits keeps it; its list shows that
            found = plan(office, work.connection, application.hex(), day, asking)
            if not erases and (found.going or not found.gone):
                continue
            follow(work, found, why, asking)
            changes = changes.joined(work.changes)
    sweep(office)
    return changes


def attend(office: Office) -> Changes:
    """What is left to do about erasures and asks nobody, as at each start and each day: sweep what a power
    cut left, say again what a DKUM that was put back has lost, erase late entries again. What is due waits
    for somebody who says so (`erase_due`). First, whom a restore brought back is known (`came_back`)."""
    came_back.learn(office)
    sweep(office)
    drop_strays(office)  # proofs that DKUM has acted on meanwhile, what was refused meanwhile
    drop_halves(office)
    again = say_again(office) if may_erase(office) else Changes()
    return again.joined(erase_late(office)).joined(erase_due(office, erases=False))


def erasures(office: Office, connection: Connection) -> list[ErasureLine]:
    """Every erasure of this office's records, the latest first."""
    line, op, known = tables.PLAIN["erasure"].c, tables.op.c, tables.record.c
    app, found = tables.application.c, list[ErasureLine]()
    query = select(tables.PLAIN["erasure"], app.nomor_pendaftaran)
    beside = tables.PLAIN["erasure"].outerjoin(tables.application, app.uuid == line.application)
    for row in connection.execute(query.select_from(beside).order_by(line.id.desc())):
        late = connection.execute(
            select(func.count()).where(
                op.record_id == known.id, known.uuid == row.application,
                op.void == STUB, op.kind.not_in((STUB, ERASE)),
            )
        ).scalar_one()  # fmt: skip
        word = _first_word(connection, row.application)
        facts = office.context.people.get(word.user if word is not None else row.created_by.hex())
        found.append(
            ErasureLine(
                row.uuid.hex(), row.application.hex(), row.nomor_pendaftaran or "", row.scope, row.dasar,
                date.fromisoformat(row.jatuh_tempo),
                date.fromisoformat(row.selesai) if row.selesai else None,
                wib(moment_of(word.wall)).date() if word is not None else None,
                facts.nama if facts is not None else "", row.created, late,
            )
        )  # fmt: skip
    return found


def _first_word(connection: Connection, application: bytes) -> Op | None:
    """The first op that erased this application and counts."""
    op, known = tables.op.c, tables.record.c
    query = select(op.body).where(
        op.record_id == known.id, known.uuid == application, op.kind == ERASE, op.void.is_(None)
    )
    body = connection.execute(query.order_by(op.id).limit(1)).scalar()
    return None if body is None else decode(body)
