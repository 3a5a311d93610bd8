"""Dates, money, counts and names as people type them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import values


@pytest.mark.parametrize(
    "typed",
    ["12-03-1994", "12/3/1994", "12.03.1994", "12 03 1994", "12031994",
     "1994-03-12", "1994/03/12", "19940312",
     "12 Maret 1994", "12 mar 1994", "12-Mar-1994", " 12-03-1994 ",
     "1994-03-12T00:00:00", "1994-03-12 00:00:00",
     "1994-03-12T09:41:07+07:00", date(1994, 3, 12), datetime(1994, 3, 12, 9, 41)],
)  # fmt: skip
def test_a_date_is_read_however_it_was_typed(typed: object) -> None:
    assert values.parse_date(typed) == ("1994-03-12", None)
    assert values.parse_birth_date(typed) == ("1994-03-12", None)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("12-03-25", "abad"), ("120325", "abad"), ("12 Mar 38", "abad"), ("12-03-0094", "mustahil"),
     ("31-02-1994", "mustahil"), ("12-13-1994", "mustahil"), ("310294", "mustahil"), ("881204", "mustahil"),
     ("kemarin", "bentuk"), ("12 Foo 1994", "bentuk"), ("34405", "bentuk"), ("1031994", "bentuk"),
     ("12-03-1794", "mustahil"), ("99999999", "mustahil")],
)  # fmt: skip
def test_a_date_that_cannot_stand_is_kept(typed: str, code: str) -> None:
    value, problem = values.parse_birth_date(typed)
    assert problem is not None and problem.code == code
    assert value == typed


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        ("1 Mei 2026", 5),
        ("1 Agustus 2026", 8),
        ("1 Agt 2026", 8),
        ("1 Nop 2026", 11),
        ("1 Desember 2026", 12),
    ],
)
def test_months_in_words(typed: str, month: int) -> None:
    assert values.parse_date(typed) == (f"2026-{month:02d}-01", None)


def short_forms(day: date) -> list[str]:
    """The ways a clerk leaves the century out."""
    d, m, y = f"{day.day:02d}", f"{day.month:02d}", f"{day.year % 100:02d}"
    joined = [f"{d}{sign}{m}{sign}{y}" for sign in ("", "-", "/", ".", " ")]
    return [*joined, f"{day.day}/{day.month}/{y}", f"{day.day} {values.MONTHS[day.month - 1]} {y}"]


@given(st.dates(date(1940, 1, 1), date(2015, 12, 31)))
def test_two_digits_are_enough_for_whoever_may_apply(born: date) -> None:
    for typed in short_forms(born):
        value, problem = values.parse_birth_date(typed)
        assert problem is None and value == born.isoformat(), typed
        assert values.show_date(value).endswith(f"-{born.year}"), "the clerk sees the century"


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_century_in_doubt_is_asked_for(born: date) -> None:
    for typed in short_forms(born):
        value, problem = values.parse_birth_date(typed)
        if problem is not None:
            assert problem.code in ("abad", "mustahil") and value == typed
        else:
            assert 1940 <= int(str(value)[:4]) <= 2015
        if 16 <= born.year % 100 < 40:
            assert problem is not None and f"20{born.year % 100}" in problem.reason
    assert values.parse_birth_date(values.show_date(born.isoformat())) == (born.isoformat(), None)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_papers_are_of_this_century(day: date) -> None:
    for typed in short_forms(day):
        assert values.parse_date(typed) == (day.isoformat(), None)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_what_is_shown_reads_back(day: date) -> None:
    iso = day.isoformat()
    for text in (
        iso,
        values.show_date(iso),
        values.show_date(iso).replace("-", ""),
        values.show_date_long(iso),
    ):
        assert values.parse_date(text) == (iso, None)


@given(st.one_of(st.none(), st.text(max_size=30), st.integers(), st.floats(), st.booleans()))
def test_anything_is_answered(raw: object) -> None:
    for parse in (
        values.parse_date,
        values.parse_birth_date,
        values.parse_rupiah,
        values.parse_count,
        values.parse_name,
    ):
        value, problem = parse(raw)
        if problem is None:
            assert parse(value) == (value, None)


def test_age_counts_full_years() -> None:
    assert values.age_on(date(2009, 6, 1), date(2026, 5, 31)) == 16
    assert values.age_on(date(2009, 6, 1), date(2026, 6, 1)) == 17
    assert values.age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert values.age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("1500000", 1_500_000), ("1.500.000", 1_500_000), ("Rp1.500.000", 1_500_000),
     ("Rp 1.500.000,00", 1_500_000),
     ("Rp. 1.500.000,-", 1_500_000), ("1,500,000", 1_500_000), ("1,5 juta", 1_500_000), ("2 jt", 2_000_000),
     ("500 ribu", 500_000), ("1 miliar", 1_000_000_000), ("2,25 milyar", 2_250_000_000), ("0", 0),
     (1500000, 1_500_000), (1500000.0, 1_500_000), ("1500000.0", 1_500_000)],
)  # fmt: skip
def test_rupiah(typed: object, amount: int) -> None:
    assert values.parse_rupiah(typed) == (amount, None)


@pytest.mark.parametrize("typed", ["1,5", "banyak", "-5", "1.50.000", "Rp", "0,0001 ribu", -5, 1.5, True])
def test_rupiah_is_not_guessed(typed: object) -> None:
    value, problem = values.parse_rupiah(typed)
    assert problem is not None and value == str(typed)


def test_rupiah_is_shown_in_groups() -> None:
    assert values.show_rupiah(1500000) == "Rp1.500.000"
    assert values.show_rupiah(0) == "Rp0"
    assert values.show_rupiah("banyak") == "banyak"


@given(st.integers(0, 10**14))
def test_shown_rupiah_reads_back(amount: int) -> None:
    assert values.parse_rupiah(values.show_rupiah(amount)) == (amount, None)


@pytest.mark.parametrize(("typed", "count"), [("3", 3), ("3 orang", 3), (3.0, 3), ("1.000", 1000), ("0", 0)])
def test_counts(typed: object, count: int) -> None:
    assert values.parse_count(typed) == (count, None)


def test_names() -> None:
    assert values.parse_name("  Siti   Marlina ") == ("Siti Marlina", None)
    assert values.parse_name("Nur’aini") == ("Nur'aini", None)
    assert values.parse_name("S1ti")[1] is not None
    assert values.parse_name("S")[1] is not None
    assert values.parse_name("S" * 101)[1] is not None
    for usual in ("Siti Marlina", "R. Ng. Sri Wahyuni, S.Pd.", "Nur'aini", "Dwi-Astuti", "Hj. Yuyun", "José"):
        assert not values.odd_name(usual), usual
    for odd in ("Siti@Marlina", "Siiiti", "Brt", "Siti_M"):
        assert values.odd_name(odd), odd
