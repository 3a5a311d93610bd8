"""Questions about what became of the accepted: figures with target and source, and the lists behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from desktop_app.actions.knowledge import rules_in_force
from desktop_app.actions.outcome_lists import (
    Cell,
    Course,
    Figures,
    Line,
    Month,
    by_kelurahan,
    cells,
    course,
    heard,
    lines,
    target,
    total,
)
from desktop_app.actions.outcome_origin import Source, origins, source_of, sources, words
from desktop_app.actions.outcomes import judge_outcome
from desktop_app.domain import outcome, region
from desktop_app.domain.outcome import PLEDGES, Stage
from desktop_app.office import OfficeInfo
from desktop_app.storage import tables

__all__ = [
    "Cell",
    "Course",
    "Figures",
    "Line",
    "Month",
    "Place",
    "Pledge",
    "Source",
    "View",
    "cells",
    "course",
    "in_numbers",
    "judge_outcome",
    "lines",
    "pledges",
    "source_of",
    "view",
    "words",
    "years",
]


@dataclass(frozen=True, slots=True)
class Pledge:
    """One promise of the city over all years, and how far it has come."""

    program: str
    wanted: int
    figures: Figures


@dataclass(frozen=True, slots=True)
class Place:
    """One kelurahan with its figures and how many are wanted (0 where the places are the city's).

    `figures` is None where no file has come from it: nothing is known, which is not none.
    """

    code: str
    name: str
    kecamatan: str
    figures: Figures | None
    wanted: int


@dataclass(frozen=True, slots=True)
class View:
    """Everything of the screen for one programme, year and place, from one committed state.

    `places` are all kelurahan at DKUM, none at an office. `people` are those accepted; `known` says what
    brought each of their values. `due` are those to be asked now, by application: the question's name.
    `heard` is how many of `places` have sent a file: the figures are theirs.
    """

    program: str
    tahun: int
    kelurahan: str
    figures: Figures
    wanted: int
    course: Course
    places: tuple[Place, ...]
    people: tuple[Line, ...]
    known: Mapping[tuple[str, str], Source]
    due: Mapping[str, str]
    pledges: tuple[Pledge, ...]
    heard: int = 0

    @property
    def unheard(self) -> bool:
        """Whether the place shown has never sent a file, so that nothing is known of it."""
        return any(place.figures is None for place in self.places if place.code == self.kelurahan)

    def behind(self, stage: Stage) -> tuple[Line, ...]:
        """Who is behind a figure."""
        return tuple(line for line in self.people if stage in line.stages)

    def sources(self, stage: Stage) -> tuple[tuple[Source, int], ...]:
        """What the figure comes from; the counts together are the figure."""
        return sources(self.people, stage, self.known)


def view(
    connection: Connection,
    info: OfficeInfo,
    *,
    program: str,
    tahun: int,
    today: date,
    kelurahan: str = "",
) -> View:
    """What Capaian shows. `kelurahan` narrows DKUM's to one place."""
    scope = kelurahan or info.scope
    found = cells(connection, program=program, tahun=tahun, kelurahan=scope)
    people = lines(connection, program=program, tahun=tahun, kelurahan=scope)
    rules = rules_in_force(connection)
    places: tuple[Place, ...] = ()
    if not info.scope:
        every, sent = by_kelurahan(cells(connection, program=program, tahun=tahun)), heard(connection)
        places = tuple(
            Place(place.code, place.name, place.kecamatan,
                  every.get(place.code, Figures() if place.code in sent else None),
                  target(rules, program, tahun, place.code))
            for place in region.all_kelurahan()
        )  # fmt: skip
    asked = {line.record: outcome.due(line.values, today) for line in people}
    return View(
        program=program,
        tahun=tahun,
        kelurahan=scope,
        figures=total(found),
        wanted=target(rules, program, tahun, scope),
        course=course(connection, program=program, tahun=tahun, kelurahan=scope),
        places=places,
        people=people,
        known=origins(connection, info, people),
        due={record: question for record, question in asked.items() if question},
        pledges=pledges(connection),
        heard=sum(place.figures is not None for place in places),
    )


def pledges(connection: Connection) -> tuple[Pledge, ...]:
    """Both promises over all years, counted as everywhere."""
    return tuple(
        Pledge(program, wanted, total(cells(connection, program=program)))
        for program, wanted in PLEDGES.items()
    )


def years(connection: Connection, today: date) -> tuple[int, ...]:
    """The years of which there is anything, and this one; the newest first."""
    app = tables.application.c
    found = connection.execute(select(app.tahun).where(app.tahun.is_not(None)).distinct()).scalars()
    return tuple(sorted({today.year, *found}, reverse=True))


def in_numbers(connection: Connection, scope: str = "") -> dict[str, Any]:
    """The figures of everything the office of `scope` holds ("" DKUM), for `wira status`.

    At DKUM every kelurahan is a key of `by_kelurahan`; one that never sent a file has None, not zero.
    """
    found, rules = cells(connection), rules_in_force(connection)
    by_place: dict[str, Any] = {code: asdict(figures) for code, figures in by_kelurahan(found).items()}
    covers: dict[str, Any] = {}
    if not scope:
        sent, nothing = heard(connection), asdict(Figures())
        known = {place.code: by_place.get(place.code) for place in region.all_kelurahan()}
        by_place |= {code: kept or (nothing if code in sent else None) for code, kept in known.items()}
        covers = {
            "kelurahan": {"all": len(known), "heard": sum(by_place[code] is not None for code in known)}
        }
    return {
        **covers,
        **asdict(total(found)),
        "pledges": {
            each.program: {"wanted": each.wanted, **asdict(each.figures)} for each in pledges(connection)
        },
        "by_year": [
            {"program": program, "tahun": tahun, "wanted": target(rules, program, tahun, scope),
             **asdict(total(cell for cell in found if (cell.program, cell.tahun) == (program, tahun)))}
            for program, tahun in sorted({(cell.program, cell.tahun) for cell in found})
        ],
        "by_kelurahan": by_place,
    }  # fmt: skip
