"""Which backups stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.thinning import Copy, thinned

DAY = datetime(2026, 11, 26, 9, 0)
drawn = st.lists(st.tuples(st.integers(-6000, 200), st.integers(0, 1000)), max_size=40)
"""Days after `DAY` (a clock once stood in 2009) and sizes."""
copies = drawn.map(
    lambda found: [Copy(DAY + timedelta(days=day), f"{at}.tar", size) for at, (day, size) in enumerate(found)]
)


@given(copies, st.integers(0, 20_000), st.integers(-1, 39))
def test_the_newest_stays_and_the_rest_fits(every: list[Copy], limit: int, at: int) -> None:
    named = every[at].name if 0 <= at < len(every) else ""
    gone = thinned(every, limit, named)
    stays = set(every) - set(gone)
    assert set(gone) <= set(every) and len(set(gone)) == len(gone)
    if every:
        last = next((copy for copy in every if copy.name == named), max(every))
        assert last in stays
        assert sum(copy.size for copy in stays) <= limit or stays == {last}
    assert len(stays) <= 7 + 4 + 12 + 1
    assert thinned(stays, limit, named) == []  # what stays today is not taken by asking again


@given(copies)
def test_what_stays_does_not_depend_on_their_order(every: list[Copy]) -> None:
    assert thinned(every, 5_000) == thinned(reversed(every), 5_000)


@given(copies, copies, st.integers(0, 20_000), st.booleans())
def test_copies_from_before_a_migration_count_within_the_limit(
    every: list[Copy], before: list[Copy], limit: int, proven: bool
) -> None:
    before = [Copy(each.made, f"migrasi_{each.name}", each.size) for each in before]
    gone = thinned(every, limit, migrations=before, proven=proven)
    stays, kept = {*every, *before} - {*gone}, {*before} - {*gone}
    assert kept <= {*sorted(before)[-3:]}
    last = max(every or before, default=None)
    must = {each for each in (last, max(before, default=None) if not proven else None) if each}
    assert must <= stays and (sum(copy.size for copy in stays) <= limit or stays == must)
    rest = [copy for copy in every if copy in stays]
    assert thinned(rest, limit, migrations=kept, proven=proven) == []


def test_a_year_of_daily_copies() -> None:
    every = [Copy(DAY - timedelta(days=n), f"{n:03}") for n in range(400)]
    stays = sorted(set(every) - set(thinned(every, 1_000)), reverse=True)
    assert [copy.name for copy in stays[:7]] == [f"{n:03}" for n in range(7)]
    weeks = [copy.made.isocalendar()[:2] for copy in stays]
    assert len(set(weeks)) >= 4
    assert len({(copy.made.year, copy.made.month) for copy in stays}) == 12
    assert len(stays) < 7 + 4 + 12


def test_a_day_made_daily_and_thinned_daily_keeps_its_year() -> None:
    kept: set[Copy] = set()
    for n in range(400):
        kept.add(Copy(DAY + timedelta(days=n), f"{n:03}"))
        kept -= set(thinned(kept, 1_000, f"{n:03}"))
    assert len({(copy.made.year, copy.made.month) for copy in kept}) == 12
    assert len(kept) < 7 + 4 + 12


def test_an_office_that_is_opened_rarely_keeps_its_copies() -> None:
    every = [Copy(DAY - timedelta(days=60 * n), str(n)) for n in range(10)]
    assert thinned(every, 1_000) == []
