"""The city at DKUM: for each of the 63 kelurahan, what has come in and how full its places are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from sqlalchemy import Connection, func, select, tuple_

from desktop_app.actions.arrivals import WaitingFile
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.actions.outcome_lists import Figures, by_kelurahan, cells
from desktop_app.domain import region
from desktop_app.domain.moments import wib
from desktop_app.domain.region import Kelurahan
from desktop_app.domain.status import ENDED, STATUSES
from desktop_app.office import Office
from desktop_app.queries import register
from desktop_app.queries.consents import Kept, first_ending
from desktop_app.queries.exchange import numbers
from desktop_app.queries.outcomes import Pledge, pledges
from desktop_app.queries.requests import waiting as waiting_requests
from desktop_app.storage import tables

STALE_AFTER: Final = timedelta(days=14)
"""A kelurahan that has sent nothing for longer is asked what keeps it."""

NOBODY: Final = Figures()

BoardState = Literal["ok", "late", "gap", "none"]


@dataclass(frozen=True, slots=True)
class KelurahanLine:
    """One kelurahan. `last` is when its newest file came in; `places` 0 where the quota is the city's;
    `businesses` those of its register; `figures` what became of the year's accepted. What a kelurahan
    without a file does not tell is not `known`, though the counts say 0.

    `missing` are numbers of files that somebody must send, `early` those that wait for them. `by_status`
    counts the programme's applications (every status is a key), `alone` those that one person typed and
    judged.
    """

    place: Kelurahan
    enrolled: bool
    last: datetime | None
    missing: tuple[int, ...]
    early: tuple[int, ...]
    by_status: Mapping[str, int]
    places: int
    state: BoardState
    open_proposal: bool
    businesses: int = 0
    figures: Figures = NOBODY
    alone: int = 0

    @property
    def accepted(self) -> int:
        """Places filled by decision."""
        return self.by_status["accepted"]

    @property
    def known(self) -> bool:
        """Whether a file has come from it."""
        return self.last is not None

    @property
    def businesses_known(self) -> bool:
        """Whether its number of businesses says anything."""
        return self.known or self.businesses > 0

    @property
    def applicants(self) -> int:
        """All applications of the programme."""
        return sum(self.by_status.values())


@dataclass(frozen=True, slots=True)
class Clash:
    """Two live applications of one NIK in different kelurahan (`kind` nik), or of one number (nomor)."""

    kind: str
    record: str
    nama: str
    nomor: str
    kelurahan_kode: str
    other_record: str
    other_nama: str
    other_nomor: str
    other_kelurahan_kode: str
    program: str


@dataclass(frozen=True, slots=True)
class Board:
    """The whole city for one programme and year, from one committed state. `requests` wait for DKUM's word
    about single people, of every programme."""

    program: str
    tahun: int
    lines: tuple[KelurahanLine, ...]
    accepted: int
    places: int
    clashes: tuple[Clash, ...]
    newest: datetime | None
    businesses: int = 0
    pledges: tuple[Pledge, ...] = ()
    requests: int = 0
    ending: Kept | None = None
    """The retention by the rule book that ends first, of whatever year, where that is near or past."""

    @property
    def heard(self) -> int:
        """How many kelurahan have sent a file: the sums are theirs."""
        return sum(line.known for line in self.lines)

    def count(self, state: BoardState) -> int:
        """How many kelurahan are in a state."""
        return sum(line.state == state for line in self.lines)


def board(
    connection: Connection,
    office: Office,
    waiting: Sequence[WaitingFile],
    *,
    program: str,
    tahun: int,
    now: datetime,
) -> Board:
    """Every kelurahan in the order of its code."""
    books = rules_in_force(connection)
    rules = books.of(program, tahun)
    per_office = rules.scope == "kelurahan"
    last = _last_files(connection)
    gaps = _gaps(connection, waiting)
    counted = _counts(connection, program, tahun)
    enrolled = _enrolled(office)
    proposed = _open_proposals(connection, program, tahun)
    known, alone = register.counts(connection), _alone(connection, program, tahun)
    reached = by_kelurahan(cells(connection, program=program, tahun=tahun))
    lines: list[KelurahanLine] = []
    for place in region.all_kelurahan():
        missing, early = gaps.get(place.code, ((), ()))
        came = last.get(place.code)
        lines.append(
            KelurahanLine(
                place=place,
                enrolled=place.code in enrolled,
                last=came,
                missing=missing,
                early=early,
                by_status=counted.get(place.code, dict.fromkeys(STATUSES, 0)),
                places=rules.places_in(place.code) if per_office else 0,
                state=_state(came, bool(missing or early), now),
                open_proposal=place.code in proposed,
                businesses=known.of(place.code),
                figures=reached.get(place.code, NOBODY),
                alone=alone.get(place.code, 0),
            )
        )
    return Board(
        program=program,
        tahun=tahun,
        lines=tuple(lines),
        accepted=sum(line.accepted for line in lines),
        places=rules.places_in("", areas=len(lines)),
        clashes=clashes(connection),
        newest=max(last.values(), default=None),
        businesses=known.total,
        pledges=pledges(connection),
        requests=waiting_requests(connection),
        ending=first_ending(connection, books, wib(now).date()),
    )


def clashes(connection: Connection) -> tuple[Clash, ...]:
    """Pairs of live applications with one NIK, entered in two kelurahan, or with one registration number."""
    one, two = tables.application.alias("one"), tables.application.alias("two")
    clash = tables.clash.c
    query = (
        select(one, two.c.uuid.label("u2"), two.c.nama.label("n2"), two.c.nomor_pendaftaran.label("r2"),
               two.c.kelurahan_kode.label("k2"), clash.kind)
        .select_from(tables.clash)
        .join(one, one.c.id == clash.application_id)
        .join(two, two.c.id == clash.other_id)
        .where(
            tuple_(one.c.nomor_pendaftaran, one.c.uuid) < tuple_(two.c.nomor_pendaftaran, two.c.uuid),
            (clash.kind != "nik") | (one.c.kelurahan_kode != two.c.kelurahan_kode),
            one.c.status.not_in(ENDED),
            two.c.status.not_in(ENDED),
        )
        .order_by(clash.kind.desc(), one.c.nama, one.c.nomor_pendaftaran, two.c.nomor_pendaftaran)
    )  # fmt: skip
    return tuple(
        Clash(
            row.kind, row.uuid.hex(), row.nama or "", row.nomor_pendaftaran, row.kelurahan_kode or "",
            row.u2.hex(), row.n2 or "", row.r2, row.k2 or "", row.program or "",
        )
        for row in connection.execute(query)
    )  # fmt: skip


def _state(came: datetime | None, gap: bool, now: datetime) -> BoardState:
    if gap:
        return "gap"
    if came is None:
        return "none"
    return "late" if now - came > STALE_AFTER else "ok"


def _last_files(connection: Connection) -> dict[str, datetime]:
    file = tables.sync_file.c
    rows = connection.execute(
        select(file.peer, func.max(file.made))
        .where(file.direction == "in", file.kind == "data")  # a request brings nothing
        .group_by(file.peer)
    )
    return {peer: datetime.fromtimestamp(made / 1000, UTC) for peer, made in rows if peer}


def _gaps(
    connection: Connection, waiting: Sequence[WaitingFile]
) -> dict[str, tuple[tuple[int, ...], tuple[int, ...]]]:
    found: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {}
    for sender in numbers(connection, waiting):
        missing, early = found.get(sender.peer, ((), ()))
        more = tuple(no for no, state in sender.numbers if state == "waiting")
        found[sender.peer] = (missing + sender.missing, early + more)
    return found


def _counts(connection: Connection, program: str, tahun: int) -> dict[str, dict[str, int]]:
    app = tables.application.c
    query = (
        select(app.kelurahan_kode, app.status, func.count())
        .where(app.program == program, app.tahun == tahun)
        .group_by(app.kelurahan_kode, app.status)
    )
    found: dict[str, dict[str, int]] = {}
    for code, status, count in connection.execute(query):
        found.setdefault(code or "", dict.fromkeys(STATUSES, 0))[status] = count
    return found


def _alone(connection: Connection, program: str, tahun: int) -> dict[str, int]:
    """By kelurahan: how many one person typed and judged."""
    app = tables.application.c
    query = (
        select(app.kelurahan_kode, func.count())
        .where(app.satu_petugas.is_not(None), app.program == program, app.tahun == tahun)
        .group_by(app.kelurahan_kode)
    )
    return {code or "": count for code, count in connection.execute(query)}


def _enrolled(office: Office) -> set[str]:
    if office.directory is None:
        return set()
    return {
        device.kelurahan for device in office.directory.content.devices
        if device.kind == "kelurahan" and device.revoked is None
    }  # fmt: skip


def _open_proposals(connection: Connection, program: str, tahun: int) -> set[str]:
    decision = tables.decision.c
    rows = connection.execute(
        select(decision.scope).where(
            decision.state == "proposed", decision.program == program, decision.tahun == tahun
        )
    )
    return {row.scope for row in rows}
