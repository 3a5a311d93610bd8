"""What became of an accepted applicant: which days may stand beside which, and what counts as what."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import outcome
from desktop_app.domain.authority import judge
from desktop_app.domain.finding import Finding
from desktop_app.domain.findings import blocking
from desktop_app.domain.merge import Entry, fold
from desktop_app.domain.op import ZERO_ID, Op, encode, op_id
from desktop_app.domain.outcome import ALL, FIELDS, STAGES, Facts, check, due, reached
from desktop_app.domain.people import OPERATOR

TODAY = date(2027, 12, 31)
FACTS = Facts(TODAY, 2026, date(2026, 3, 1), trained=True)
GOOD: dict[str, Any] = {
    "mulai_usaha": "2026-05-10", "nib": "9120001234567", "nib_tanggal": "2026-06-01",
    "enam_bulan": "ya", "enam_bulan_tanggal": "2026-11-10",
    "dua_belas_bulan": "ya", "dua_belas_bulan_tanggal": "2027-05-10", "pekerja": 2, "omzet_kelas": "mikro",
}  # fmt: skip


def ids(found: list[Finding]) -> list[tuple[str, str]]:
    return [(each.rule_id, each.level) for each in found]


def test_a_whole_story_stands_without_a_word() -> None:
    assert check(GOOD, FACTS) == []
    assert reached(GOOD, 2026, trained=True) == set(STAGES)
    assert check({}, FACTS) == []
    assert reached({}, 2026, trained=False) == {"accepted"}


@pytest.mark.parametrize(
    ("change", "rule", "level"),
    [
        ({"mulai_usaha": "2028-01-01"}, "mulai_usaha.belum_tiba", "block"),
        ({"mulai_usaha": "2025-12-31"}, "mulai_usaha.lama", "warn"),
        ({"mulai_usaha": "2026-02-28"}, "mulai_usaha.sebelum_ditetapkan", "warn"),
        ({"mulai_usaha": None}, "enam_bulan.tanpa_mulai", "block"),
        ({"mulai_usaha": None}, "pekerja.tanpa_mulai", "warn"),
        ({"nib": None}, "nib.kosong", "block"),
        ({"nib_tanggal": None}, "nib_tanggal.kosong", "warn"),
        ({"nib_tanggal": "2028-01-01"}, "nib_tanggal.belum_tiba", "block"),
        ({"enam_bulan_tanggal": "2026-11-09"}, "enam_bulan_tanggal.terlalu_awal", "block"),
        ({"enam_bulan_tanggal": "2028-01-01"}, "enam_bulan_tanggal.belum_tiba", "block"),
        ({"enam_bulan_tanggal": None}, "enam_bulan_tanggal.kosong", "block"),
        ({"enam_bulan": None}, "enam_bulan.kosong", "block"),
        ({"dua_belas_bulan_tanggal": "2027-05-09"}, "dua_belas_bulan_tanggal.terlalu_awal", "block"),
        ({"enam_bulan": "tidak"}, "dua_belas_bulan.berlawanan", "warn"),
        ({"pekerja": outcome.MOST_JOBS + 1}, "pekerja.batas", "block"),
    ],
)
def test_each_rule_alone(change: dict[str, Any], rule: str, level: str) -> None:
    assert (rule, level) in ids(check({**GOOD, **change}, FACTS))


def test_what_others_say_is_a_hint() -> None:
    found = check(GOOD, Facts(TODAY, 2026, None, trained=False, same_nib=("26-061002-7QK-0042",)))
    assert ids(found) == [("mulai_usaha.belum_dilatih", "info"), ("nib.sama", "warn")]


def test_an_older_business_is_written_down_and_is_not_new() -> None:
    old = {**GOOD, "mulai_usaha": "2025-12-31"}
    assert reached(old, 2026, trained=True) == {"accepted", "trained"}
    assert not blocking(check(old, FACTS))


def test_months_end_where_the_calendar_ends() -> None:
    assert outcome.add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert outcome.add_months(date(2023, 8, 31), 6) == date(2024, 2, 29)
    assert outcome.add_months(date(2026, 12, 1), 12) == date(2027, 12, 1)


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(0, 60), st.integers(0, 60))
def test_months_add_up(day: date, one: int, two: int) -> None:
    later = outcome.add_months(day, one)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == one
    assert later.day <= day.day
    assert outcome.add_months(day, one) <= outcome.add_months(day, one + two)


def test_the_question_is_due_on_its_day_and_not_before() -> None:
    begun = {"mulai_usaha": "2026-05-10"}
    assert due(begun, date(2026, 11, 9)) == ""
    assert due(begun, date(2026, 11, 10)) == "enam_bulan"
    assert due({**begun, "enam_bulan": "tidak"}, date(2026, 12, 1)) == ""
    assert due(begun, date(2027, 5, 10)) == "dua_belas_bulan"
    assert due(GOOD, TODAY) == due({}, TODAY) == ""


_days = st.dates(date(2025, 6, 1), TODAY + timedelta(days=90)).map(date.isoformat) | st.none()
_values = st.fixed_dictionaries({
    "mulai_usaha": _days,
    "nib": st.sampled_from([None, "9120001234567"]),
    "nib_tanggal": _days,
    "enam_bulan": st.sampled_from([None, "ya", "tidak"]),
    "enam_bulan_tanggal": _days,
    "dua_belas_bulan": st.sampled_from([None, "ya", "tidak"]),
    "dua_belas_bulan_tanggal": _days,
    "pekerja": st.none() | st.integers(0, 50),
    "omzet_kelas": st.sampled_from([None, "mikro", "kecil"]),
})  # fmt: skip


@given(_values, st.booleans())
def test_what_is_not_held_back_makes_sense(values: dict[str, Any], trained: bool) -> None:
    found = check(values, FACTS)
    assert {each.field for each in found} <= FIELDS.keys()
    stages = reached(values, 2026, trained=trained)
    assert stages <= STAGES.keys() and ("twelve" not in stages or "started" in stages)
    if blocking(found):
        return
    for name, months in outcome.QUESTIONS:
        assert (values[name] is None) == (values[f"{name}_tanggal"] is None)
        if values[name]:
            first = outcome.add_months(date.fromisoformat(values["mulai_usaha"]), months)
            assert first <= date.fromisoformat(values[f"{name}_tanggal"]) <= TODAY


@given(st.dictionaries(st.sampled_from([field.name for field in ALL]), st.text(max_size=30) | st.integers()))
def test_whatever_is_typed_is_read_or_named(typed: dict[str, object]) -> None:
    kept, problems = outcome.clean(typed)
    assert kept.keys() == typed.keys()
    assert all(kept[name] is None for name in problems)
    assert outcome.clean(kept) == (kept, {})


def test_two_offices_write_about_one_person_in_one_record_and_the_difference_waits() -> None:
    record = outcome.record_of("ab" * 16)
    assert record == outcome.record_of("ab" * 16) != outcome.record_of("ac" * 16)
    assert len(record) == 32
    said = {"scope": "3276061002", "application": "ab" * 16}
    ops = [
        Op(
            v=1, crit=False, dev=sign * 32, ep=1, seq=1, prev=ZERO_ID, salt="0" * 32, chg="2" * 32,
            user="3" * 32, wall=0, rec=record, ent="outcome", kind="set", base={}, n=1, rev=None,
            set={**said, "mulai_usaha": day},
        )
        for sign, day in (("1", "2026-12-01"), ("2", "2026-12-05"))
    ]  # fmt: skip
    entries = [Entry(op_id(encode(op)).hex(), op, "kelurahan", frozenset({OPERATOR})) for op in ops]
    states = [fold(each, decisive=frozenset(), judge=judge) for each in (entries, entries[::-1])]
    assert [set(state.conflicts) for state in states] == [{"mulai_usaha"}] * 2
    assert states[0].values == states[1].values and not states[0].void
