"""What DKUM has to decide, what waits for a second person, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from desktop_app.actions.knowledge import rules_in_force
from desktop_app.domain import region
from desktop_app.domain.status import STATUSES
from desktop_app.storage import tables
from desktop_app.storage.context import Context


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal that waits for another person's approval. `proposed` in ms since 1970."""

    record: str
    by: str
    by_name: str
    proposed: int
    ranked: int
    quota: int
    seed: str


@dataclass(frozen=True, slots=True)
class Issued:
    """A decision with its issued list (`document`, empty while that has not come)."""

    record: str
    nomor: str
    scope: str
    program: str
    tahun: int
    ranked: int
    accepted: int
    waitlisted: int
    decided: int
    document: str


@dataclass(frozen=True, slots=True)
class DecisionPlace:
    """Where a quota counts: a kelurahan, or the city ("")."""

    scope: str
    by_status: Mapping[str, int]
    quota: int
    proposal: Proposed | None
    issued: tuple[Issued, ...]

    @property
    def ready(self) -> int:
        """Verified, and not decided yet."""
        return self.by_status["verified"]

    @property
    def accepted(self) -> int:
        """Places taken."""
        return self.by_status["accepted"]


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One programme and year, every place where there is anything to see, the waiting ones first."""

    program: str
    tahun: int
    places: tuple[DecisionPlace, ...]


def decision_view(connection: Connection, context: Context, *, program: str, tahun: int) -> DecisionView:
    """Everything the screen of decisions shows, from one committed state."""
    rules = rules_in_force(connection).of(program, tahun)
    city_wide = rules.scope == "kota"
    counts = _counts(connection, program, tahun, city_wide=city_wide)
    proposals = _proposals(connection, context, program, tahun)
    issued = _issued(connection, program, tahun)
    scopes = {"", *counts} if city_wide else {*counts, *proposals, *issued}
    areas = len(region.all_kelurahan())
    if rules.moving == "kota":
        scopes.add("")
    if "" in scopes and not city_wide:
        counts[""] = _city(counts)
    places = [
        DecisionPlace(
            scope=scope,
            by_status=counts.get(scope, dict.fromkeys(STATUSES, 0)),
            quota=rules.places_in(scope, areas=areas),
            proposal=proposals.get(scope),
            issued=issued.get(scope, ()),
        )
        for scope in scopes
    ]
    places.sort(key=lambda place: (place.proposal is None, not place.ready, place.scope))
    return DecisionView(program, tahun, tuple(places))


def _counts(
    connection: Connection, program: str, tahun: int, *, city_wide: bool
) -> dict[str, dict[str, int]]:
    app = tables.application.c
    query = (
        select(app.kelurahan_kode, app.status, func.count())
        .where(app.program == program, app.tahun == tahun)
        .group_by(app.kelurahan_kode, app.status)
    )
    found: dict[str, dict[str, int]] = {}
    for code, status, count in connection.execute(query):
        place = found.setdefault("" if city_wide else code or "", dict.fromkeys(STATUSES, 0))
        place[status] += count
    return {scope: place for scope, place in found.items() if city_wide or region.by_code(scope)}


def _city(counts: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """What counts in the round in which places move: those who wait and those who have one."""
    found: dict[str, int] = dict.fromkeys(STATUSES, 0)
    for code in ("accepted", "waitlisted"):
        found[code] = sum(each[code] for each in counts.values())
    return found


def _proposals(connection: Connection, context: Context, program: str, tahun: int) -> dict[str, Proposed]:
    decision = tables.decision.c
    rows = connection.execute(
        select(tables.decision).where(
            decision.state == "proposed", decision.program == program, decision.tahun == tahun
        )
    )
    found: dict[str, Proposed] = {}
    for row in rows:
        person = context.people.get(row.proposed_by.hex())
        found[row.scope] = Proposed(
            row.uuid.hex(), row.proposed_by.hex(), person.nama if person is not None else "", row.proposed,
            row.jumlah, row.kuota, row.seed,
        )  # fmt: skip
    return found


def _issued(connection: Connection, program: str, tahun: int) -> dict[str, tuple[Issued, ...]]:
    decision, document, app = tables.decision.c, tables.document.c, tables.application.c
    listed = {
        row.nomor: row.uuid.hex()
        for row in connection.execute(
            select(document.nomor, document.uuid).where(document.jenis == "daftar_keputusan")
        )
    }
    counted: dict[tuple[str, str], int] = {}
    query = (
        select(app.putusan, app.status, func.count())
        .where(app.putusan.is_not(None))
        .group_by(app.putusan, app.status)
    )
    for nomor, status, count in connection.execute(query):
        counted[nomor, status] = count
    rows = connection.execute(
        select(tables.decision)
        .where(decision.state == "approved", decision.program == program, decision.tahun == tahun)
        .order_by(decision.decided.desc(), decision.id.desc())
    )
    found: dict[str, list[Issued]] = {}
    for row in rows:
        nomor = row.nomor or ""
        found.setdefault(row.scope, []).append(
            Issued(
                row.uuid.hex(), nomor, row.scope, row.program, row.tahun, row.jumlah,
                counted.get((nomor, "accepted"), 0), counted.get((nomor, "waitlisted"), 0),
                row.decided or 0, listed.get(nomor, ""),
            )
        )  # fmt: skip
    return {scope: tuple(lines) for scope, lines in found.items()}
