"""One programme's order at one office: who has a place, where the line falls, who waits, and why.

At DKUM it is what a proposal would say today; at an office it is a forecast of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from desktop_app.actions.candidates import Excluded
from desktop_app.actions.decisions import Listed, preview_in
from desktop_app.domain.ranking import Places
from desktop_app.domain.recompute import Move, moves
from desktop_app.domain.rulebook import ProgramRules
from desktop_app.domain.status import status_label
from desktop_app.office import Office
from desktop_app.queries import home
from desktop_app.queries.home import Quota
from desktop_app.storage import tables
from resources.i18n import tr


@dataclass(frozen=True, slots=True)
class Standing:
    """One line. `place` counts from 1 with those who have a place; `waiting` is 0 within the line.

    `move` tells what has changed since the decision that put somebody on the Daftar Tunggu.
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
    move: Move | None = None


@dataclass(frozen=True, slots=True)
class QuotaView:
    """Everything of the screen. `nomor` is the last decision, "" before DKUM has decided.

    `whole`: the order is that of everybody the places are for. At an office it is not where they are the
    city's, so no line is drawn there.
    """

    rules: ProgramRules
    room: Places
    quota: Quota
    rows: tuple[Standing, ...]
    excluded: tuple[Excluded, ...]
    moves: tuple[Move, ...]
    nomor: str
    whole: bool


def quota_view(connection: Connection, office: Office, program: str, tahun: int, scope: str) -> QuotaView:
    """The order of `scope` (a kelurahan, or "" for the city), from one committed state."""
    seen = preview_in(connection, office, program, tahun, scope)
    gauge = home.quota(connection, seen.rules, scope)
    accepted = _accepted(connection, seen.rules, scope)
    before, left = _before(connection, seen.rules, scope, gauge.nomor)
    moved = _moves(seen.rows, before, left)
    by_number = {move.nomor_pendaftaran: move for move in moved}
    rows = [
        Standing(
            row.uuid.hex(), row.nomor_pendaftaran, row.nama or "", place, row.status,
            row.tanggal_lengkap or "", True, 0, True, (), row.alasan or "",
        )
        for place, row in enumerate(accepted, 1)
    ]  # fmt: skip
    rows += [
        Standing(
            each.record, each.nomor_pendaftaran, each.nama, len(accepted) + each.rank,
            "waitlisted" if each.waits else "verified", each.tanggal_lengkap, each.within, each.waiting,
            each.reserve, each.grounds, each.reason, by_number.get(each.nomor_pendaftaran),
        )
        for each in seen.rows
    ]  # fmt: skip
    whole = office.info.kind == "dkum" or seen.rules.scope == "kelurahan"
    return QuotaView(seen.rules, seen.room, gauge, tuple(rows), seen.excluded, moved, gauge.nomor, whole)


def _accepted(connection: Connection, rules: ProgramRules, scope: str) -> list[Row[Any]]:
    app = tables.application.c
    query = select(tables.application).where(
        app.program == rules.program, app.tahun == rules.tahun, app.status == "accepted"
    )
    if scope:
        query = query.where(app.kelurahan_kode == scope)
    return list(connection.execute(query.order_by(app.putusan, app.peringkat, app.nomor_pendaftaran)).all())


def _before(
    connection: Connection, rules: ProgramRules, scope: str, nomor: str
) -> tuple[dict[str, int], dict[str, str]]:
    """The waiting list as the last decision left it, and why some are on it no more."""
    if not nomor:
        return {}, {}
    app = tables.application.c
    query = select(app.nomor_pendaftaran, app.peringkat, app.status).where(
        app.program == rules.program, app.tahun == rules.tahun, app.putusan == nomor,
        app.peringkat.is_not(None),
    )  # fmt: skip
    if scope:
        query = query.where(app.kelurahan_kode == scope)
    rows = connection.execute(query).all()
    counted = Counter(row.status for row in rows)
    given = counted["accepted"] + counted["cancelled"]
    waited = [row for row in rows if row.status not in ("accepted", "cancelled")]
    before = {row.nomor_pendaftaran: row.peringkat - given for row in waited}
    left = {
        row.nomor_pendaftaran: tr("Sekarang berstatus {status}.", status=tr(status_label(row.status)))
        for row in waited
        if row.status != "waitlisted"
    }
    return before, left


def _moves(rows: tuple[Listed, ...], before: Mapping[str, int], left: Mapping[str, str]) -> tuple[Move, ...]:
    if not before:
        return ()
    return tuple(moves(before, {row.nomor_pendaftaran: row.waiting for row in rows}, left))
