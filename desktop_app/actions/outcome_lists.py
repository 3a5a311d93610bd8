"""The count of new entrepreneurs: how many were accepted, trained, started, still run, and who they are.

`cells` is the one query behind every such number; screens, papers and `wira status` add its cells up. Here
and not among the questions because the recap is drawn from them in the work that issues it; screens ask
through `desktop_app.queries.outcomes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Integer, Row, and_, case, cast, func, or_, select

from desktop_app.actions.knowledge import rules_in_force
from desktop_app.actions.training_lists import trained_ids
from desktop_app.domain import outcome, region
from desktop_app.domain.moments import moment_of
from desktop_app.domain.outcome import Stage
from desktop_app.domain.rulebook import Rules
from desktop_app.storage import tables

TABLE: Final = tables.PLAIN["outcome"]
_app, _out = tables.application.c, TABLE.c

MONTHS_OF_A_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Figures:
    """What the accepted of a place, programme and year came to: persons, but for `jobs`.

    `jobs` are the people at work in the businesses that count as new: the number stands under "Menjadi
    wirausaha", and the workers of a shop older than the programme are none of its doing.
    """

    accepted: int = 0
    trained: int = 0
    started: int = 0
    six: int = 0
    twelve: int = 0
    nib: int = 0
    older: int = 0
    """Businesses older than the programme's year: written down, not new."""
    jobs: int = 0

    def of(self, stage: Stage) -> int:
        """The count of one stage of the funnel."""
        return int(getattr(self, stage))

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Figures)))


@dataclass(frozen=True, slots=True)
class Cell:
    """The figures of one kelurahan, programme and year."""

    kelurahan: str
    program: str
    tahun: int
    figures: Figures


@dataclass(frozen=True, slots=True)
class Line:
    """One accepted applicant and the outcome. Dates are ISO, "" where nothing is known.

    `trained`: completed a training. What brought each value: `outcome_origin.origins`.
    """

    id: int
    record: str
    nama: str
    nomor: str
    program: str
    tahun: int
    kelurahan: str
    usaha: str
    putusan: str
    trained: bool
    outcome: str
    """The outcome's record, "" while nobody has written one."""
    outcome_id: int
    values: Mapping[str, Any]
    stages: frozenset[Stage]
    conflicts: int
    """How many of its values differ between two copies."""


@dataclass(frozen=True, slots=True)
class Month:
    """One month (``2026-11``) of a course: how many by its end, since the beginning."""

    month: str
    accepted: int
    started: int


@dataclass(frozen=True, slots=True)
class Course:
    """A programme's year month by month against `target`; `later` have started after its December.

    `undated` are accepted by a decision whose day the office does not know; they count in every month.
    """

    tahun: int
    target: int
    months: tuple[Month, ...]
    undated: int
    later: int


def new_business() -> ColumnElement[bool]:
    """A business started in the programme's year or later (`outcome.is_new`)."""
    return and_(
        _out.mulai_usaha.is_not(None), cast(func.substr(_out.mulai_usaha, 1, 4), Integer) >= _app.tahun
    )


def in_stage(stage: Stage) -> ColumnElement[bool]:
    """What an accepted application must be to count in `stage` (`outcome.reached`)."""
    if stage == "accepted":
        return _app.status == "accepted"
    if stage == "trained":
        return _app.id.in_(trained_ids())
    if stage == "started":
        return new_business()
    return and_(new_business(), (_out.enam_bulan if stage == "six" else _out.dua_belas_bulan) == "ya")


def cells(
    connection: Connection, *, program: str = "", tahun: int | None = None, kelurahan: str = ""
) -> tuple[Cell, ...]:
    """Every kelurahan, programme and year that has anybody accepted: the one query of all figures."""
    counted = [func.count()]
    counted += [_count(in_stage(stage)) for stage in outcome.STAGES if stage != "accepted"]
    counted += [
        _count(_out.nib.is_not(None)),
        _count(and_(_out.mulai_usaha.is_not(None), ~new_business())),
        func.coalesce(func.sum(case((new_business(), _out.pekerja), else_=0)), 0),
    ]
    query = (
        select(_app.kelurahan_kode, _app.program, _app.tahun, *counted)
        .select_from(_joined())
        .where(*_where(program, tahun, kelurahan))
        .group_by(_app.kelurahan_kode, _app.program, _app.tahun)
        .order_by(_app.kelurahan_kode, _app.program, _app.tahun)
    )
    rows: Any = connection.execute(query)
    answer: list[tuple[Any, ...]] = [tuple(row) for row in rows]
    return tuple(
        Cell(code or "", name or "", year or 0, Figures(*map(int, rest)))
        for code, name, year, *rest in answer
    )


def total(found: Iterable[Cell]) -> Figures:
    """The cells together."""
    return sum((cell.figures for cell in found), Figures())


def by_kelurahan(found: Iterable[Cell]) -> dict[str, Figures]:
    """The figures of each kelurahan, programmes and years together."""
    made: dict[str, Figures] = {}
    for cell in found:
        made[cell.kelurahan] = made.get(cell.kelurahan, Figures()) + cell.figures
    return made


def heard(connection: Connection) -> frozenset[str]:
    """The kelurahan from which a file has come in: of all others DKUM knows nothing, which is not none.

    A request only asks for a file and brings no data, so it does not count.
    """
    file = tables.sync_file.c
    found = connection.execute(
        select(file.peer).where(file.direction == "in", file.kind == "data", file.peer != "").distinct()
    )
    return frozenset(found.scalars())


def target(rules: Rules, program: str, tahun: int, kelurahan: str) -> int:
    """How many new entrepreneurs are wanted: the places of the rule book; 0 where they are the city's."""
    own = rules.of(program, tahun)
    if own.scope == "kota" and kelurahan:
        return 0
    return own.places_in(kelurahan, areas=len(region.all_kelurahan()))


def lines(
    connection: Connection,
    *,
    program: str = "",
    tahun: int | None = None,
    kelurahan: str = "",
    stage: Stage = "accepted",
) -> tuple[Line, ...]:
    """Who is behind a figure, by name."""
    conflict = tables.conflict.c
    differing = (
        select(func.count())
        .where(conflict.record_id == _out.id)
        .correlate(TABLE)
        .scalar_subquery()
    )  # fmt: skip
    query = (
        select(tables.application, TABLE, in_stage("trained").label("trained"), differing.label("differing"))
        .select_from(_joined())
        .where(*_where(program, tahun, kelurahan), in_stage(stage))
        .order_by(_app.nama, _app.id)
    )
    return tuple(_line(row) for row in connection.execute(query))


def course(connection: Connection, *, program: str, tahun: int, kelurahan: str = "") -> Course:
    """The year of a programme, month by month."""
    decision = tables.decision.c
    where = _where(program, tahun, kelurahan)
    days = (
        select(decision.nomor, func.min(decision.decided).label("decided"))
        .where(decision.state == "approved", decision.nomor.is_not(None))
        .group_by(decision.nomor)
        .subquery()
    )
    accepted: dict[str, int] = {}
    for decided, count in connection.execute(
        select(days.c.decided, func.count())
        .select_from(_joined().outerjoin(days, days.c.nomor == _app.putusan))
        .where(*where)
        .group_by(days.c.decided)
    ):
        month = _month(decided)
        accepted[month] = accepted.get(month, 0) + count
    begun = func.substr(_out.mulai_usaha, 1, 7)
    query = select(begun, func.count()).select_from(_joined()).where(*where, new_business()).group_by(begun)
    started: dict[str, int] = dict(map(tuple[str, int], connection.execute(query)))
    wanted = target(rules_in_force(connection), program, tahun, kelurahan)
    return _course(tahun, wanted, accepted, started)


def decided_days(connection: Connection, numbers: Sequence[str]) -> dict[str, str]:
    """The day (ISO, Depok) of each decision the office knows, by its number."""
    decision = tables.decision.c
    query = select(decision.nomor, decision.decided).where(
        decision.state == "approved", decision.nomor.in_(numbers), decision.decided.is_not(None)
    )
    return {row.nomor: moment_of(row.decided).date().isoformat() for row in connection.execute(query)}


# ---- within ------------------------------------------------------------------------------------------


def _joined() -> Any:
    """Applications with their outcome: one each (`outcome.record_of`), told by the applicant's own office."""
    record = tables.record.c
    owner = select(record.scope).where(record.id == _app.id).correlate(tables.application).scalar_subquery()
    own = or_(_out.scope == _app.kelurahan_kode, _out.scope == owner)
    return tables.application.outerjoin(TABLE, and_(_out.application == _app.uuid, own))


def _where(program: str, tahun: int | None, kelurahan: str) -> list[ColumnElement[bool]]:
    found = [in_stage("accepted")]
    if program:
        found.append(_app.program == program)
    if tahun is not None:
        found.append(_app.tahun == tahun)
    if kelurahan:
        found.append(_app.kelurahan_kode == kelurahan)
    return found


def _count(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _line(row: Row[Any]) -> Line:
    one = row._mapping  # pyright: ignore[reportPrivateUsage]
    values = {name: one[_out[name]] for name in outcome.FIELDS}
    tahun, trained = one[_app.tahun] or 0, bool(one["trained"])
    begun = one[_out.uuid]
    return Line(
        id=one[_app.id],
        record=one[_app.uuid].hex(),
        nama=one[_app.nama] or "",
        nomor=one[_app.nomor_pendaftaran],
        program=one[_app.program] or "",
        tahun=tahun,
        kelurahan=one[_app.kelurahan_kode] or "",
        usaha=one[_app.nama_usaha] or one[_app.jenis_usaha] or "",
        putusan=one[_app.putusan] or "",
        trained=trained,
        outcome=begun.hex() if begun is not None else "",
        outcome_id=one[_out.id] or 0,
        values=values,
        stages=outcome.reached(values, tahun, trained=trained),
        conflicts=int(one["differing"] or 0),
    )


def _course(tahun: int, wanted: int, accepted: Mapping[str, int], started: Mapping[str, int]) -> Course:
    """Both counts added up from month to month; what lies before January counts in it already."""
    months: list[Month] = []
    for number in range(1, MONTHS_OF_A_YEAR + 1):
        name = f"{tahun}-{number:02}"
        months.append(
            Month(
                name,
                sum(count for month, count in accepted.items() if month <= name),
                sum(count for month, count in started.items() if month <= name),
            )
        )
    last = months[-1].month
    later = sum(count for month, count in started.items() if month > last)
    return Course(tahun, wanted, tuple(months), accepted.get("", 0), later)


def _month(decided: int | None) -> str:
    return "" if decided is None else f"{moment_of(decided):%Y-%m}"
