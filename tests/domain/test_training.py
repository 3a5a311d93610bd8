"""Marks keyed by number, completion, and the code of a sheet."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import training
from desktop_app.domain.training import (
    DAY_FIELDS,
    MARKS,
    SheetCode,
    outcome,
    parse_days,
    parse_marks,
    parse_sheet_code,
    render_marks,
    settle,
    show_days,
    wave_code,
)
from desktop_app.errors import Refused
from resources.i18n import LANGUAGES, spoken

_signs = st.sampled_from(["", *MARKS])
_lists = st.dictionaries(st.integers(1, 400), _signs, min_size=1, max_size=40)


@given(marks=_lists)
def test_what_is_keyed_is_what_is_meant(marks: dict[int, str]) -> None:
    known = dict.fromkeys(range(1, 401), "")
    assert settle(parse_marks(render_marks(marks)), known) == marks


@given(marks=_lists, extra=st.sets(st.integers(1, 400)), between=st.sampled_from([" ", ",", ";\n", " , "]))
def test_no_entry_ever_reaches_a_number_that_is_not_listed(
    marks: dict[int, str], extra: set[int], between: str
) -> None:
    """Refused, or only listed numbers; and refused exactly where one named is not listed."""
    known = dict.fromkeys(extra, "")
    typed = between.join(f"{number}{sign or 'k'}" for number, sign in marks.items())
    if marks.keys() <= extra:
        assert settle(parse_marks(typed), known) == marks
    else:
        with pytest.raises(Refused) as caught:
            settle(parse_marks(typed), known)
        assert caught.value.code == "number"


@given(typed=st.text(alphabet="0123456789hisakxHIS*+-,; .\t²٣", max_size=30) | st.text(max_size=20))
def test_whatever_is_typed_is_read_or_refused_with_a_sentence(typed: str) -> None:
    known = dict.fromkeys(range(1, 31), "")
    try:
        found = settle(parse_marks(typed), known)
    except Refused as refused:
        assert refused.message.endswith((".", "!")) and refused.next_step.endswith(".")
    else:
        assert found.keys() <= known.keys() and set(found.values()) <= {"", *MARKS}


@given(marks=_lists, sign=st.sampled_from(sorted(MARKS)))
def test_the_rest_is_everybody_without_a_mark_and_nobody_else(marks: dict[int, str], sign: str) -> None:
    found = settle(parse_marks("*" if sign == "h" else f"+{sign}"), marks)
    assert found == {number: sign for number, has in marks.items() if not has}


def test_ranges_pass_over_gaps_but_begin_and_end_with_somebody() -> None:
    known = {3: "", 17: "h", 42: ""}
    assert settle(parse_marks("3-42"), known) == dict.fromkeys(known, "h")
    assert settle(parse_marks("17a *"), known) == {17: "a", 3: "h", 42: "h"}
    for wrong in ("1-42", "3-43", "4"):
        with pytest.raises(Refused):
            settle(parse_marks(wrong), known)


@given(
    marks=st.lists(_signs, min_size=14, max_size=14),
    days=st.integers(1, 14),
    minimal=st.integers(1, 14),
    day=st.integers(0, 13),
)
def test_completion_only_waits_while_it_can_still_come(
    marks: list[str], days: int, minimal: int, day: int
) -> None:
    marks = [sign if at < days else "" for at, sign in enumerate(marks)]
    minimal = min(minimal, days)
    told = outcome(marks, days, minimal)
    assert (told == "passed") == (marks.count("h") >= minimal)
    if not all(marks[:days]):
        assert (told == "failed") == (marks.count("h") + marks[:days].count("") < minimal)
    else:
        assert told != "open"
    if told == "passed" and not marks[day]:  # one more day of presence never takes it away
        assert outcome([*marks[:day], "h", *marks[day + 1 :]], days, minimal) == "passed"


@given(record=st.uuids(), first=st.integers(1, 14), more=st.integers(0, 13), page=st.integers(1, 99))
def test_a_code_is_read_back_as_it_was_printed(record: object, first: int, more: int, page: int) -> None:
    wave = wave_code(str(record).replace("-", ""))
    code = SheetCode(wave, first, min(first + more, 14), page)
    assert parse_sheet_code(str(code)) == code
    assert parse_sheet_code(f"  {str(code).lower().replace('.', ' / ')}") == code
    assert parse_sheet_code(str(code).replace("0", "o").replace("1", "l")) == code


def test_days_have_a_field_each() -> None:
    assert DAY_FIELDS[0] == "h1" and len(DAY_FIELDS) == training.MOST_DAYS


def test_days_are_typed_one_by_one_or_as_a_span() -> None:
    assert parse_days("17-11-2026 s.d. 19-11-2026, 24/11/2026") == (
        "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-24"
    )  # fmt: skip
    assert parse_days("30-11-2026 sampai 1-12-2026") == ("2026-11-30", "2026-12-01")
    assert parse_days("17-11-2026 s/d 18-11-2026") == ("2026-11-17", "2026-11-18")
    assert parse_days(" , ") == ()
    for wrong, code in (
        ("besok", "date"), ("19-11-2026 s.d. 17-11-2026", "days"), ("1-11-2026 s.d. 30-11-2026", "days"),
        ("1-11-2026 s.d. 2-11-2026 s.d. 3-11-2026", "days"),
    ):  # fmt: skip
        with pytest.raises(Refused) as caught:
            parse_days(wrong)
        assert caught.value.code == code


@given(days=st.sets(st.dates(date(2024, 1, 1), date(2030, 12, 31)), min_size=1, max_size=14))
def test_days_are_shown_as_they_can_be_typed(days: set[date]) -> None:
    texts = tuple(day.isoformat() for day in sorted(days))
    for words in LANGUAGES:
        with spoken(words):
            assert parse_days(show_days(texts)) == texts


def test_a_span_of_days_speaks_the_language_of_the_window() -> None:
    days = ("2026-11-18", "2026-11-19", "2026-11-20")
    assert show_days(days) == "18-11-2026 s.d. 20-11-2026"
    with spoken("en"):
        assert show_days(days) == "18-11-2026 to 20-11-2026"
