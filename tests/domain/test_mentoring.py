"""Who accompanies whom on a day, how the work is spread, what a month came to."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import mentoring
from desktop_app.domain.mentoring import Area, Assignment, Span, TaskDays, VisitDay
from desktop_app.domain.region import all_kelurahan

DAYS = [(date(2026, 1, 25) + timedelta(days=n)).isoformat() for n in range(0, 60, 4)]
spans = st.builds(Span, st.sampled_from(DAYS), st.sampled_from(["", *DAYS]))
people = st.sampled_from(["a1", "b2", "c3"])
names = st.sampled_from(["m1", "m2", "m3"])
assignments = st.lists(
    st.builds(Assignment, st.uuids().map(lambda each: each.hex), people, names, spans), max_size=12
)
codes = st.sampled_from([*(place.code for place in all_kelurahan()[:9]), "327601", "327606"])
areas = st.lists(st.builds(Area, st.uuids().map(lambda each: each.hex), names, codes, spans), max_size=8)
visits = st.lists(st.builds(VisitDay, people, names, st.sampled_from(DAYS)), max_size=15)


@given(found=assignments, day=st.sampled_from(DAYS))
def test_one_mentor_a_day_whatever_the_order(found: list[Assignment], day: str) -> None:
    for person in ("a1", "b2", "c3"):
        own = [one for one in found if one.application == person]
        chosen = mentoring.mentor_on(own, day)
        assert chosen == mentoring.mentor_on(reversed(own), day)
        holding = [one for one in own if one.span.holds(day)]
        assert (chosen is None) == (not holding)
        if chosen is not None:
            assert chosen.span.mulai == max(one.span.mulai for one in holding)
            assert chosen.span.real
    held = mentoring.mentees_on(found, day)
    assert len(held) == len({one.application for one in found if one.span.holds(day)})


@given(found=assignments, where=areas, made=visits, day=st.sampled_from(DAYS))
def test_loads_add_up_and_nobody_is_heavy_and_light(
    found: list[Assignment], where: list[Area], made: list[VisitDay], day: str
) -> None:
    loads = mentoring.loads(["m1", "m2", "m3"], where, found, made, day)
    assert sum(load.mentees for load in loads.values()) == len(mentoring.mentees_on(found, day))
    assert sum(load.visits for load in loads.values()) == sum(v.tanggal[:7] == day[:7] for v in made)
    for name, load in loads.items():
        own = {
            code for area in where if area.mentor == name and area.span.holds(day)
            for code in mentoring.kelurahan_of(area.wilayah)
        }  # fmt: skip
        assert load.kelurahan == len(own)
    spread = mentoring.balance(loads)
    assert spread.least <= spread.average <= spread.most
    assert not spread.heavy & spread.light
    if spread.most == spread.least:
        assert not spread.heavy or spread.mentees


@given(found=assignments, made=visits, month=st.sampled_from(["2026-01", "2026-02", "2026-03"]))
def test_a_month_counts_each_visit_once_and_names_who_was_left_out(
    found: list[Assignment], made: list[VisitDay], month: str
) -> None:
    told = [mentoring.month_summary(name, month, found, made, ()) for name in ("m1", "m2", "m3")]
    assert sum(one.visits for one in told) == sum(visit.tanggal[:7] == month for visit in made)
    for name, one in zip(("m1", "m2", "m3"), told, strict=True):
        people = mentoring.accompanied_in(found, name, month)
        assert one.mentees == len(people)
        assert set(one.unvisited) <= set(people)
        assert one.visited <= one.visits


def test_an_assignment_taken_back_never_held() -> None:
    never = Span("2026-03-02", "2026-03-01")
    assert not never.real
    assert not any(never.holds(day) for day in DAYS)
    assert mentoring.accompanied_in([Assignment("r", "a1", "m1", never)], "m1", "2026-03") == ()


def test_a_kecamatan_is_all_of_its_kelurahan_and_an_unknown_code_none() -> None:
    assert len(mentoring.kelurahan_of("327606")) == 6
    assert mentoring.kelurahan_of("3276061002") == ("3276061002",)
    assert mentoring.kelurahan_of("999999") == mentoring.kelurahan_of("3276069999") == ()
    assert mentoring.is_area("327606") and not mentoring.is_area("32.76.06") and not mentoring.is_area("")


def test_a_task_is_late_after_its_day_until_it_is_handed_in() -> None:
    task = TaskDays("a1", "m1", "2026-03-01", "2026-03-10", "2026-03-12")
    assert [task.late(day) for day in ("2026-03-10", "2026-03-11", "2026-03-12")] == [False, True, False]
    assert not TaskDays("a1", "m1", "2026-03-01").late("2027-01-01")
    told = mentoring.month_summary("m1", "2026-03", (), (), [task])
    assert (told.given, told.handed_in, told.late) == (1, 1, 0)


def test_months() -> None:
    assert mentoring.is_month("2026-11")
    for wrong in ("2026-13", "2026-00", "26-11", "2026-1", "2026/11", "", "2026-11-01"):
        assert not mentoring.is_month(wrong)
