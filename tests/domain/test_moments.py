"""Moments as numbers and back."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.moments import milliseconds, moment_of, wib
from desktop_app.domain.op import MAX_WALL


def test_depok_is_seven_hours_ahead() -> None:
    new_year = datetime(2025, 12, 31, 17, 0, tzinfo=UTC)
    assert milliseconds(new_year) == 1_767_200_400_000
    assert f"{moment_of(1_767_200_400_000):%d-%m-%Y %H.%M %Z}" == "01-01-2026 00.00 WIB"
    assert wib(new_year) == new_year


@given(st.integers(0, MAX_WALL // 1000 - 1))
def test_a_moment_comes_back_as_it_was(seconds: int) -> None:
    assert milliseconds(moment_of(seconds * 1000)) == seconds * 1000
