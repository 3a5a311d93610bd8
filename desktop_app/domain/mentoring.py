"""Who accompanies whom, on which day, how the work is spread, and what a month came to.

Days are ISO texts, as they stand on the log: their order is the order of days. Spans include both ends;
an open end is "". A span whose end lies before its beginning never held: so an assignment made by mistake
is taken back without losing its trace.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Final

from desktop_app.domain import region
from desktop_app.errors import Refused
from resources.i18n import tr

MENTORED: Final = frozenset({"accepted"})
"""Statuses of an application whose person is accompanied (product, life of an application)."""

UNEVEN: Final = 1.5
"""From this many times the mean on, a mentor's load is called heavy; below its reciprocal light. DEFAULT."""
FAR: Final = 3
"""Fewer people than this away from the mean are no imbalance worth a word. DEFAULT."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `mulai` to `selesai`, both included; `selesai` "" is open."""

    mulai: str
    selesai: str = ""

    def holds(self, day: str) -> bool:
        """Whether the span holds on `day`."""
        return self.mulai <= day and (not self.selesai or day <= self.selesai)

    @property
    def real(self) -> bool:
        """Whether there is a day on which it holds."""
        return not self.selesai or self.mulai <= self.selesai


@dataclass(frozen=True, slots=True)
class Assignment:
    """One person accompanied by one mentor for a span; ids are hex."""

    record: str
    application: str
    mentor: str
    span: Span


@dataclass(frozen=True, slots=True)
class Area:
    """A mentor at work in a kelurahan (10 digits) or a whole kecamatan (6 digits) for a span."""

    record: str
    mentor: str
    wilayah: str
    span: Span


@dataclass(frozen=True, slots=True)
class VisitDay:
    """What counts about one visit."""

    application: str
    mentor: str
    tanggal: str


@dataclass(frozen=True, slots=True)
class TaskDays:
    """What counts about one assignment; `tenggat` and `diserahkan` may be ""."""

    application: str
    mentor: str
    diberikan: str
    tenggat: str = ""
    diserahkan: str = ""

    def late(self, day: str) -> bool:
        """Whether it was due before `day` and is not handed in by then."""
        return bool(self.tenggat) and self.tenggat < day and not (self.diserahkan and self.diserahkan <= day)


@dataclass(frozen=True, slots=True)
class Load:
    """A mentor's work: kelurahan covered and people accompanied on a day, visits of its month."""

    mentor: str
    kelurahan: int
    mentees: int
    visits: int


@dataclass(frozen=True, slots=True)
class Balance:
    """How the people are spread over the mentors: the mean, the most, the least, and who is far off."""

    mentors: int
    mentees: int
    average: float
    most: int
    least: int
    heavy: frozenset[str]
    light: frozenset[str]


@dataclass(frozen=True, slots=True)
class MonthSummary:
    """What one mentor's month came to. `unvisited` were accompanied and not visited in it."""

    mentees: int
    visits: int
    visited: int
    unvisited: tuple[str, ...]
    given: int
    handed_in: int
    late: int


def mentor_on(assignments: Iterable[Assignment], day: str) -> Assignment | None:
    """Who accompanies one person on `day`: the assignment that began last, so a later one wins.

    Two that began on one day, written in two offices, are told apart by their ids, alike on every copy.
    """
    held = [one for one in assignments if one.span.holds(day)]
    return max(held, key=lambda one: (one.span.mulai, one.record), default=None)


def mentees_on(assignments: Iterable[Assignment], day: str) -> dict[str, Assignment]:
    """Everybody accompanied on `day`, by application, each by one mentor."""
    by_person: dict[str, list[Assignment]] = {}
    for one in assignments:
        by_person.setdefault(one.application, []).append(one)
    found = {person: mentor_on(each, day) for person, each in by_person.items()}
    return {person: one for person, one in found.items() if one is not None}


def kelurahan_of(wilayah: str) -> tuple[str, ...]:
    """The kelurahan codes of an area: itself, or all of the kecamatan; none for an unknown code."""
    if len(wilayah) == 6:
        return tuple(item.code for item in region.all_kelurahan() if item.kecamatan_code == wilayah)
    return (wilayah,) if region.by_code(wilayah) is not None else ()


def is_area(wilayah: str) -> bool:
    """Whether `wilayah` is a kelurahan or kecamatan of Depok."""
    return bool(kelurahan_of(wilayah)) and wilayah == region.normal_code(wilayah)


def covered(areas: Iterable[Area], day: str) -> dict[str, frozenset[str]]:
    """The kelurahan each mentor covers on `day`."""
    found: dict[str, set[str]] = {}
    for area in areas:
        if area.span.holds(day):
            found.setdefault(area.mentor, set()).update(kelurahan_of(area.wilayah))
    return {mentor: frozenset(codes) for mentor, codes in found.items()}


def loads(
    mentors: Sequence[str],
    areas: Iterable[Area],
    assignments: Iterable[Assignment],
    visits: Iterable[VisitDay],
    day: str,
) -> dict[str, Load]:
    """The load of each of `mentors` on `day`, in their order; visits count for the month of `day`."""
    places = covered(areas, day)
    people = Counter(one.mentor for one in mentees_on(assignments, day).values())
    made = Counter(one.mentor for one in visits if one.tanggal[:7] == day[:7])
    return {
        mentor: Load(mentor, len(places.get(mentor, ())), people[mentor], made[mentor]) for mentor in mentors
    }


def balance(found: Mapping[str, Load]) -> Balance:
    """How even the loads are; nobody is heavy or light while nobody is accompanied."""
    counts = [load.mentees for load in found.values()]
    average = mean(counts) if counts else 0.0
    heavy = frozenset(
        name for name, load in found.items() if load.mentees >= max(average * UNEVEN, average + FAR)
    )
    light = frozenset(
        name for name, load in found.items() if load.mentees <= min(average / UNEVEN, average - FAR)
    )
    return Balance(
        len(counts), sum(counts), average, max(counts, default=0), min(counts, default=0), heavy, light
    )


def month_end(month: str) -> str:
    """A day no day of `month` (``2026-11``) lies after; only for comparing."""
    return f"{month}-31"


def accompanied_in(assignments: Iterable[Assignment], mentor: str, month: str) -> tuple[str, ...]:
    """The people whom `mentor` accompanied for at least a day of `month`, by id."""
    first, last = f"{month}-01", month_end(month)
    return tuple(
        sorted({
            one.application
            for one in assignments
            if one.mentor == mentor and one.span.real and one.span.mulai <= last
            and (not one.span.selesai or one.span.selesai >= first)
        })
    )  # fmt: skip


def month_summary(
    mentor: str,
    month: str,
    assignments: Iterable[Assignment],
    visits: Iterable[VisitDay],
    tasks: Collection[TaskDays],
) -> MonthSummary:
    """What `mentor` did in `month` (``2026-11``); `late`: assignments past their day and open at its end."""
    people = accompanied_in(assignments, mentor, month)
    made = [one for one in visits if one.mentor == mentor and one.tanggal[:7] == month]
    seen = {one.application for one in made}
    own = [one for one in tasks if one.mentor == mentor and one.diberikan <= month_end(month)]
    return MonthSummary(
        mentees=len(people),
        visits=len(made),
        visited=len(seen),
        unvisited=tuple(person for person in people if person not in seen),
        given=sum(one.diberikan[:7] == month for one in own),
        handed_in=sum(one.diserahkan[:7] == month for one in own),
        late=sum(one.late(month_end(month)) for one in own),
    )


def is_month(text: str) -> bool:
    """Whether `text` is a month such as ``2026-11``."""
    return re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text) is not None


def find_area(typed: str) -> str:
    """The code of an area typed as code or name, "Kec. Beji" meaning the kecamatan. Raises Refused."""
    code = region.normal_code(typed)
    if is_area(code):
        return code
    words = re.sub(r"[.,]", " ", typed.casefold()).split()
    if words and words[0] in ("kec", "kecamatan"):
        name = "".join(words[1:])
        for key, kecamatan in region.kecamatan_names().items():
            if kecamatan.casefold().replace(" ", "") == name:
                return key
    found = region.find(typed) if typed.strip() else ()
    if len(found) == 1:
        return found[0].code
    if found:
        options = "; ".join(f"{each.code} {each.display}" for each in found)
        raise Refused(
            tr("Ada lebih dari satu kelurahan bernama {name}.", name=typed),
            next_step=tr("Sebutkan kodenya: {options}.", options=options),
            code="wilayah",
        )
    raise Refused(
        tr("Wilayah {kode} tidak ada di Kota Depok.", kode=repr(typed)),
        next_step=tr("Tulis nama kelurahan, atau nama kecamatan dengan Kec. di depannya."),
        code="wilayah",
    )


def area_name(wilayah: str) -> str:
    """A kelurahan with its kecamatan, or a kecamatan, in words."""
    place = region.by_code(wilayah) if len(wilayah) == 10 else None
    if place is not None:
        return place.display
    name = region.kecamatan_names().get(wilayah)
    return tr("Kecamatan {nama}", nama=name) if name else wilayah
