"""A clock that cannot be right is told, at the start and at work, and nothing is done by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.actions import safekeeping
from desktop_app.actions.last_run import last_run
from desktop_app.actions.safekeeping import BackupSettings, daily_backup, set_backup
from desktop_app.domain.clocks import LONGEST_PAUSE, Doubt, Watch, doubt
from tests import offices

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(("now", "kind"), [
    (NOW, None), (NOW - timedelta(minutes=9), None), (NOW + timedelta(days=399), None),
    (NOW - timedelta(days=1), "behind"), (datetime(2009, 1, 1, tzinfo=UTC), "behind"),
    (NOW + timedelta(days=401), "ahead"), (datetime(2098, 5, 1, tzinfo=UTC), "ahead"),
])  # fmt: skip
def test_a_clock_is_held_against_what_was_written_last(now: datetime, kind: str | None) -> None:
    found = doubt(now, NOW)
    assert (None if found is None else found.kind) == kind


def test_an_office_that_has_written_nothing_still_knows_a_spent_battery() -> None:
    assert doubt(NOW, None) is None
    assert doubt(datetime(2009, 1, 1, tzinfo=UTC), None) is not None
    assert doubt(datetime(2098, 1, 1, tzinfo=UTC), None) is not None


def test_what_was_written_under_a_spent_battery_says_nothing_of_a_clock_set_right() -> None:
    spent = datetime(1970, 1, 1, tzinfo=UTC)
    assert doubt(NOW, spent) is None
    found = doubt(datetime(2009, 1, 1, tzinfo=UTC), spent)
    assert found is not None and found.known is None, "neither time is one to tell"


def test_a_clock_changed_while_the_program_runs_is_seen_once() -> None:
    watch = Watch(NOW, 100.0)
    assert watch.moved(NOW + timedelta(seconds=15), 115.0) is None
    back = NOW - timedelta(days=1)
    assert watch.moved(back, 130.0) == Doubt("behind", back, NOW + timedelta(seconds=30))
    assert watch.moved(back + timedelta(seconds=15), 145.0) is None
    assert watch.moved(back + timedelta(days=3), 160.0) is None, "a computer that slept"
    far = back + timedelta(days=4) + LONGEST_PAUSE
    found = watch.moved(far, 175.0)
    assert found is not None and found.kind == "ahead"


@pytest.mark.parametrize(("year", "said"), [(2009, "lebih awal dari"), (2098, "jauh sesudah")])
def test_the_next_start_says_so_and_thins_no_backup(tmp_path: Path, year: int, said: str) -> None:
    """Ten days of copies, of which seven would stay; with a wrong clock none goes, and saving works."""
    clock = offices.Clock(NOW)
    office = offices.office(tmp_path / "kantor", clock=clock)
    stick = tmp_path / "flash"
    stick.mkdir()
    set_backup(office, BackupSettings(str(stick)))
    offices.enter(office, offices.persons(1))
    for day in range(3):
        clock.now = NOW + timedelta(days=day)
        assert daily_backup(office) is not None
    for number in range(6):  # of one hour: all but the last would go
        made = (stick / sorted(each.name for each in stick.iterdir())[0]).read_bytes()
        name = f"{safekeeping.name_of(office)}_20261124-0000{number:02d}.tar"
        (stick / name).write_bytes(made)
    before = set(stick.iterdir())
    assert last_run(office, tmp_path / "notes") == ()
    clock.now = NOW.replace(year=year)
    (told,) = last_run(office, tmp_path / "notes")
    assert said in told and f"24-11-{year} 09.00" in told and "24-11-2026 09.00" in told
    assert daily_backup(office) is not None
    assert before < set(stick.iterdir()), "nothing has gone"
    clock.now = NOW + timedelta(days=3)
    assert last_run(office, tmp_path / "notes") == ()
    assert daily_backup(office) is not None
    assert not before < set(stick.iterdir()), "with the right clock older ones make room again"
    office.close()
