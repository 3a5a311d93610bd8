"""Where an office stands, in numbers: what `wira status`, Beranda and the rail's badges show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from desktop_app.actions.outcome_lists import heard
from desktop_app.domain import region
from desktop_app.domain.recommending import NameState
from desktop_app.domain.status import DISCARDED, SHOWN, STATUSES
from desktop_app.office import OfficeInfo
from desktop_app.queries import conflicts, documents, recommendations, register
from desktop_app.storage import settings, tables
from resources.i18n import tr


@dataclass(frozen=True, slots=True)
class Delivery:
    """How many changes of this device DKUM has by its own word, wait in a made file, or are in none.

    `received_at` is DKUM's receipt, `made_at` the newest file without one (ms since 1970). These are of the
    epoch that is written under now; of what was written before, as before a restore or a move, DKUM has
    `earlier_received` of `earlier`.
    """

    received: int
    waiting: int
    unsent: int
    received_no: int | None
    received_at: int | None
    waiting_no: int | None
    made_at: int | None
    earlier: int = 0
    earlier_received: int = 0

    def before(self) -> str:
        """What DKUM has of before the present epoch, in a sentence; "" where this is the first."""
        if not self.earlier:
            return ""
        return tr(
            "Dari sebelum pemulihan, pindah, atau izin baru: {a} dari {b} perubahan sudah sampai di DKUM.",
            a=self.earlier_received, b=self.earlier,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OfficeStatus:
    """Counts by status as it is shown (every one is a key), and what else a start page needs.

    `conflicts` are fields of which two say different things, `holding_conflicts` those of them that hold up
    verification or decision. `recommendations` are the names of DP3AP2KB's letters by state. `clashes` are
    live applications with another's NIK, `number_clashes` those with another's number, `letters_twice` letter
    numbers of this office that two letters bear. At DKUM every kelurahan is a key of
    `businesses_by_kelurahan`, None where nothing has come from it.
    """

    applicants: int
    by_status: dict[str, int]
    by_program: dict[str, dict[str, int]]
    conflicts: int
    holding_conflicts: int
    clashes: int
    number_clashes: int
    letters_twice: int
    stale: int
    alone: int
    documents: int
    attachments: int
    decisions: int
    open_proposals: int
    void_ops: int
    businesses: int
    businesses_by_kelurahan: dict[str, int | None]
    recommendations: Mapping[NameState, int]
    enrolled: bool
    delivery: Delivery


def counts(
    connection: Connection, *, kelurahan: str = "", program: str = "", tahun: int | None = None
) -> dict[str, int]:
    """Applications by status; every status is a key."""
    app = tables.application.c
    query = select(app.status, func.count()).group_by(app.status)
    if kelurahan:
        query = query.where(app.kelurahan_kode == kelurahan)
    if program:
        query = query.where(app.program == program)
    if tahun is not None:
        query = query.where(app.tahun == tahun)
    found = {row[0]: row[1] for row in connection.execute(query)}
    return {status: found.get(status, 0) for status in STATUSES}


def counts_shown(connection: Connection, *, program: str = "") -> dict[str, int]:
    """`counts` as people tell applications apart: discarded drafts by themselves (`status.SHOWN`)."""
    app = tables.application.c
    thrown = select(func.count()).where(app.status == "withdrawn", app.submitted.is_(None))
    if program:
        thrown = thrown.where(app.program == program)
    found = {**counts(connection, program=program), DISCARDED: _count(connection, thrown)}
    found["withdrawn"] -= found[DISCARDED]
    return {code: found[code] for code in SHOWN}


def delivery(connection: Connection, info: OfficeInfo) -> Delivery:
    """What has reached DKUM: its receipt says so, nothing else."""
    stream, file = tables.stream.c, tables.sync_file.c
    every = connection.execute(
        select(stream.id, stream.seq, stream.ep).where(stream.dev == bytes.fromhex(info.dev))
    ).all()
    before = [(row.seq, min(_received(connection, info, row.id), row.seq)) for row in every
              if row.ep != info.ep]  # fmt: skip
    earlier, reached = sum(seq for seq, _at in before), sum(at for _seq, at in before)
    own = next((row for row in every if row.ep == info.ep), None)
    if own is None:
        return Delivery(0, 0, 0, None, None, None, None, earlier, reached)
    received = _received(connection, info, own.id)
    outgoing = (file.direction == "out", file.peer == "", file.kind == "data", file.ep == info.ep)
    made = connection.execute(select(func.max(file.upto)).where(*outgoing)).scalar() or 0
    done = connection.execute(
        select(file.no, file.receipt)
        .where(*outgoing, file.receipt.is_not(None))
        .order_by(file.no.desc())
        .limit(1)
    ).first()
    waiting = connection.execute(
        select(file.no, file.made).where(*outgoing, file.receipt.is_(None)).order_by(file.no.desc()).limit(1)
    ).first()
    return Delivery(
        received=received,
        waiting=max(made - received, 0),
        unsent=max(own.seq - max(made, received), 0),
        received_no=done.no if done else None,
        received_at=done.receipt if done else None,
        waiting_no=waiting.no if waiting else None,
        made_at=waiting.made if waiting else None,
        earlier=earlier,
        earlier_received=reached,
    )


def _received(connection: Connection, info: OfficeInfo, stream: int) -> int:
    """How far DKUM has an own stream by its word: whoever signs about it and is not its device is DKUM."""
    point, have, own = tables.checkpoint.c, tables.peer_have.c, bytes.fromhex(info.dev)
    city = select(point.signer).where(point.stream_id == stream, point.signer != own)
    query = select(func.max(have.seq)).where(have.stream_id == stream, have.peer.in_(city))
    return connection.execute(query).scalar() or 0


def office_status(connection: Connection, info: OfficeInfo) -> OfficeStatus:
    """Every number at once, from one committed state."""
    app = tables.application.c
    by_program: dict[str, dict[str, int]] = {}
    for program in ("WUB", "PP"):
        by_program[program] = counts_shown(connection, program=program)
    by_status = counts_shown(connection)
    known, differences = register.counts(connection), conflicts.counts(connection)
    return OfficeStatus(
        applicants=sum(by_status.values()),
        by_status=by_status,
        by_program=by_program,
        conflicts=differences.differences,
        holding_conflicts=differences.holding,
        clashes=clashing(connection, "nik"),
        number_clashes=clashing(connection, "nomor"),
        letters_twice=len(documents.numbers_twice(connection, info.scope)),
        stale=_count(connection, select(func.count()).where(app.stale == 1)),
        alone=_count(connection, select(func.count()).where(app.satu_petugas.is_not(None))),
        documents=_count(connection, select(func.count()).select_from(tables.document)),
        attachments=_count(connection, select(func.count()).select_from(tables.attachment)),
        decisions=_decisions(connection, "approved"),
        open_proposals=_decisions(connection, "proposed"),
        void_ops=_count(connection, select(func.count()).where(tables.op.c.void.is_not(None))),
        businesses=known.total,
        businesses_by_kelurahan=_businesses(connection, info, known),
        recommendations=recommendations.counts(connection),
        enrolled=settings.get(connection, "directory") is not None,
        delivery=delivery(connection, info),
    )


def _businesses(connection: Connection, info: OfficeInfo, known: register.Counts) -> dict[str, int | None]:
    found: dict[str, int | None] = dict(known.by_kelurahan)
    if info.kind != "dkum":
        return found
    sent = heard(connection)
    every = (place.code for place in region.all_kelurahan())
    return {code: None if code not in sent else 0 for code in every} | found


def clashing(connection: Connection, kind: str) -> int:
    """How many live applications have something in common that they must not: ``nik`` or ``nomor``."""
    clash = tables.clash.c
    return _count(connection, select(func.count(clash.application_id.distinct())).where(clash.kind == kind))


def _decisions(connection: Connection, state: str) -> int:
    return _count(connection, select(func.count()).where(tables.decision.c.state == state))


def _count(connection: Connection, query: object) -> int:
    return int(connection.execute(query).scalar_one())  # type: ignore[call-overload]
