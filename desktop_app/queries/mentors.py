"""Questions about mentors: the lists of `actions.mentor_lists`, one person's mentors, and the counts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from desktop_app.actions import mentor_facts
from desktop_app.actions.mentor_lists import (
    AreaLine,
    MenteeLine,
    MentorLine,
    Mentors,
    Month,
    TaskLine,
    VisitLine,
    mentees,
    mentors,
    month,
    serves,
    tasks,
    visits,
)
from desktop_app.domain import mentoring
from desktop_app.errors import Refused
from desktop_app.storage import tables
from resources.i18n import tr

__all__ = [
    "Accompaniment",
    "AreaLine",
    "MenteeLine",
    "MentorLine",
    "MentoringCounts",
    "Mentors",
    "Month",
    "TaskLine",
    "VisitLine",
    "accompaniment",
    "counts",
    "mentees",
    "mentors",
    "month",
    "named",
    "tasks",
    "visits",
]


@dataclass(frozen=True, slots=True)
class Accompaniment:
    """One person's mentors, visits and assignments, the latest first; `now` who accompanies them today."""

    now: str
    now_name: str
    spans: tuple[tuple[str, str, str], ...]
    visits: tuple[VisitLine, ...]
    tasks: tuple[TaskLine, ...]


@dataclass(frozen=True, slots=True)
class MentoringCounts:
    """The room in numbers, for `wira status` and start pages: each equals a plain count of what is stored."""

    mentors: int
    mentees: int
    unaccompanied: int
    visits: int
    open_tasks: int


def named(connection: Connection, typed: str, today: str) -> MentorLine:
    """A mentor by name, number or record id. Raises Refused for none, or for several."""
    wanted = " ".join(typed.split()).casefold()
    found = mentors(connection, today).lines
    fits = [one for one in found if wanted in (one.nama.casefold(), one.nomor.casefold(), one.record)]
    if len(fits) == 1:
        return fits[0]
    if fits:
        numbers = ", ".join(one.nomor or one.record for one in fits)
        raise Refused(
            tr("Ada lebih dari satu pendamping bernama {nama}.", nama=typed),
            next_step=tr("Sebutkan nomornya: {pilihan}.", pilihan=numbers),
            code="mentor",
        )
    raise Refused(
        tr("Pendamping {nama} belum ada di daftar kantor ini.", nama=repr(typed)),
        next_step=tr("Lihat daftarnya di Pendamping."),
        code="no_mentor",
    )


def accompaniment(connection: Connection, application: str, today: str) -> Accompaniment:
    """All that is known of how one person is accompanied."""
    known = mentor_facts.assignments(connection, application=application)
    names = mentor_facts.mentor_names(connection)
    now = mentoring.mentor_on(known, today)
    return Accompaniment(
        now.mentor if now else "",
        names.get(now.mentor, "") if now else "",
        tuple(
            (names.get(one.mentor, ""), one.span.mulai, one.span.selesai)
            for one in reversed(known)
            if one.span.real
        ),
        visits(connection, application=application),
        tasks(connection, today, application=application),
    )


def counts(connection: Connection, today: str, *, kelurahan: str = "") -> MentoringCounts:
    """Mentors in service, people accompanied or waiting for a mentor, visits, assignments not handed in.

    With `kelurahan` only the mentors who work there, or accompany somebody there, are counted."""
    people = mentees(connection, today, kelurahan=kelurahan)
    if kelurahan:
        serving = sum(line.serves for line in mentors(connection, today, kelurahan=kelurahan).lines)
    else:
        ends = connection.execute(select(tables.PLAIN["mentor"].c.berhenti)).scalars()
        serving = sum(serves(end, today) for end in ends)
    return MentoringCounts(
        mentors=serving,
        mentees=sum(bool(line.mentor) for line in people),
        unaccompanied=sum(not line.mentor for line in people),
        visits=len(mentor_facts.visit_days(connection)),
        open_tasks=sum(not task.diserahkan for task in mentor_facts.task_days(connection)),
    )
