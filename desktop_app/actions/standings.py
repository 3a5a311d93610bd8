"""Where everybody of one programme stands at one office: who has a place, who waits, who moved, and why.

At DKUM it is what a proposal would say today; at an office it is a forecast of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, func, select

from desktop_app.actions import holds
from desktop_app.actions.candidates import ELIGIBLE, Excluded
from desktop_app.actions.decisions import Listed, Preview, preview_in
from desktop_app.actions.knowledge import last_decision
from desktop_app.domain import alone
from desktop_app.domain.ranking import Places
from desktop_app.domain.reasons import reworded
from desktop_app.domain.recompute import moves
from desktop_app.domain.rulebook import ProgramRules
from desktop_app.domain.status import status_label
from desktop_app.office import Office
from desktop_app.storage import tables
from resources.i18n import tr

_RANK: Final = re.compile(r"^\D+ \d+\. ")


@dataclass(frozen=True, slots=True)
class Moved:
    """One person who stands elsewhere than the last decision said. `before` and `after` are numbers on the
    Daftar Tunggu, 0 a place, None not on the list; from 0 goes only a cancelled acceptance."""

    record: str
    nomor_pendaftaran: str
    nama: str
    before: int | None
    after: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """One line. `place` counts from 1 with those who have a place; `waiting` is 0 within the line.

    `move` tells what has changed since the decision that put somebody on the Daftar Tunggu. `reason` is the
    decision's own sentence for everybody whom it placed and nothing has moved since, in the language of who
    asks. `alone` says that one person typed and verified it.
    """

    record: str
    nomor: str
    nama: str
    place: int
    status: str
    tanggal_lengkap: str
    within: bool
    waiting: int
    reserve: bool
    grounds: tuple[str, ...]
    reason: str
    move: Moved | None = None
    ties: int = 0
    kelurahan_kode: str = ""
    alone: str = ""


def without_rank(reason: str) -> str:
    """The reason without its first sentence, the rank in one round, where the place in the whole order stands
    beside it."""
    return _RANK.sub("", reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """Everybody of a programme and place. `nomor` is the last decision, "" before DKUM has decided.

    `scope` is where the places count: a kelurahan, or "" for the city. `whole`: the order is that of
    everybody the places are for. At an office it is not where they are the city's, so no line is drawn there.
    `moving`: it is the round in which places left over in the kelurahan go to the longest waiting.
    """

    rules: ProgramRules
    scope: str
    room: Places
    rows: tuple[Standing, ...]
    excluded: tuple[Excluded, ...]
    moves: tuple[Moved, ...]
    nomor: str
    whole: bool
    moving: bool = False

    @property
    def accepted(self) -> tuple[Standing, ...]:
        """Who has a place by decision; no recomputation moves them."""
        return tuple(row for row in self.rows if row.status == "accepted")

    @property
    def stem(self) -> str:
        """What the order is called as a file, without ending."""
        kind = "tunggu" if self.decided else "prakiraan"
        return f"{kind}-{self.rules.program}-{self.rules.tahun}-{self.scope or 'kota'}"

    @property
    def decided(self) -> bool:
        """Whether everybody stands as DKUM decided, so that nothing here is a forecast."""
        placed = all(row.status in ("accepted", "waitlisted") for row in self.rows)
        return bool(self.nomor) and placed and not self.moves


def standings(connection: Connection, office: Office, program: str, tahun: int, scope: str) -> Standings:
    """The order of `scope` (a kelurahan, or "" for the city), from one committed state.

    Raises Refused as `decisions.preview` does.
    """
    seen = preview_in(connection, office, program, tahun, scope)
    nomor = last_decision(connection, program, tahun, scope)
    accepted = _accepted(connection, seen.rules, scope)
    moved = _moves(connection, seen, scope, nomor)
    by_number = {each.nomor_pendaftaran: each for each in moved}
    told = _told(connection, seen.rules, scope)
    rows = [
        Standing(
            row.uuid.hex(), row.nomor_pendaftaran, row.nama or "", place, row.status,
            row.tanggal_lengkap or "", True, 0, True, (), reworded(row.alasan or ""),
            kelurahan_kode=row.kelurahan_kode or "", alone=alone.sentence(row.satu_petugas or ""),
        )
        for place, row in enumerate(accepted, 1)
    ]  # fmt: skip
    rows += [
        _standing(each, len(accepted), by_number.get(each.nomor_pendaftaran), told) for each in seen.rows
    ]
    return Standings(
        rules=seen.rules, scope=seen.scope, room=seen.room, rows=tuple(rows), excluded=seen.excluded,
        moves=moved, nomor=nomor, moving=seen.moving,
        whole=office.info.kind == "dkum" or seen.rules.scope == "kelurahan",
    )  # fmt: skip


def _standing(each: Listed, taken: int, move: Moved | None, told: Mapping[str, str]) -> Standing:
    decided = each.waits and move is None and not each.within
    reason = (told.get(each.nomor_pendaftaran) if decided else "") or each.reason
    return Standing(
        each.record, each.nomor_pendaftaran, each.nama, taken + each.rank,
        "waitlisted" if each.waits else "verified", each.tanggal_lengkap, each.within, each.waiting,
        each.reserve, each.grounds, reason, move, each.ties, each.kelurahan_kode,
        each.alone,
    )  # fmt: skip


def _mine(rules: ProgramRules, scope: str) -> list[ColumnElement[bool]]:
    app = tables.application.c
    found = [app.program == rules.program, app.tahun == rules.tahun]
    return [*found, app.kelurahan_kode == scope] if scope else found


def _accepted(connection: Connection, rules: ProgramRules, scope: str) -> list[Row[Any]]:
    app = tables.application.c
    query = select(tables.application).where(*_mine(rules, scope), app.status == "accepted")
    return list(connection.execute(query.order_by(app.putusan, app.peringkat, app.nomor_pendaftaran)).all())


def _told(connection: Connection, rules: ProgramRules, scope: str) -> dict[str, str]:
    """The reasons that stand in decisions, of everybody who waits."""
    app = tables.application.c
    query = select(app.nomor_pendaftaran, app.alasan).where(
        *_mine(rules, scope), app.status == "waitlisted", app.alasan.is_not(None)
    )
    return {row.nomor_pendaftaran: reworded(row.alasan) for row in connection.execute(query)}


def _moves(connection: Connection, seen: Preview, scope: str, nomor: str) -> tuple[Moved, ...]:
    """Everybody who stands elsewhere than the last decision said, with the cancellations that made room."""
    if not nomor or not _covers(connection, nomor, seen.scope):
        return ()
    rows = _then(connection, seen.rules, scope, nomor)
    counted = Counter(row.status for row in rows if row.putusan == nomor)
    given = counted["accepted"] + counted["cancelled"]
    before: dict[str, int] = {}
    left = {each.nomor_pendaftaran: each.reason for each in seen.excluded}
    for row in rows:
        if row.status == "accepted":
            continue
        if row.status != "cancelled":
            before[row.nomor_pendaftaran] = row.peringkat - given
        elif row.since:  # one given up before the decision was no place of it
            before[row.nomor_pendaftaran] = 0
        if row.status not in ("waitlisted", "verified"):
            left[row.nomor_pendaftaran] = _left(row)
    who = {row.nomor_pendaftaran: (row.uuid.hex(), row.nama or "") for row in rows}
    who |= {each.nomor_pendaftaran: (each.record, each.nama) for each in seen.rows}
    now = {row.nomor_pendaftaran: row.waiting for row in seen.rows}
    still = holds.held(connection)
    held = {row.nomor_pendaftaran for row in rows if row.status in ELIGIBLE and row.uuid in still}
    return tuple(
        Moved(who[each.nomor_pendaftaran][0], each.nomor_pendaftaran, who[each.nomor_pendaftaran][1],
              each.before, each.after, each.reason)
        for each in moves(before, now, left, held)
    )  # fmt: skip


def _then(connection: Connection, rules: ProgramRules, scope: str, nomor: str) -> Sequence[Any]:
    """Whom the decision placed, and everybody whose place was cancelled; `since`: after it, in the one order
    of DKUM's words that every copy has, whatever clocks say."""
    app, decision, log = tables.application.c, tables.decision.c, tables.op.alias("log").c
    last = (
        select(func.max(tables.op.c.id))
        .join(tables.decision, decision.id == tables.op.c.record_id)
        .where(decision.nomor == nomor, tables.op.c.kind == "decide")
        .scalar_subquery()
    )
    own = select(func.max(log.id)).where(log.record_id == app.id, log.kind == "decide").scalar_subquery()
    query = select(
        app.uuid, app.nomor_pendaftaran, app.nama, app.status, app.peringkat, app.putusan, app.alasan,
        (own > last).label("since"),
    ).where(
        *_mine(rules, scope), app.peringkat.is_not(None),
        (app.putusan == nomor) | (app.status == "cancelled"),
    )  # fmt: skip
    return connection.execute(query).all()


def _covers(connection: Connection, nomor: str, scope: str) -> bool:
    """Whether the decision ranked just these people: numbers of the city's round are not a kelurahan's."""
    decision = tables.decision.c
    found = connection.execute(select(decision.scope).where(decision.nomor == nomor).limit(1)).scalar()
    return found == scope


def _left(row: Row[Any]) -> str:
    status = tr(status_label(row.status))
    if row.alasan and row.status in ("withdrawn", "rejected", "returned", "cancelled"):
        return tr("Sekarang berstatus {status}: {alasan}.", status=status, alasan=row.alasan.rstrip("."))
    return tr("Sekarang berstatus {status}.", status=status)
