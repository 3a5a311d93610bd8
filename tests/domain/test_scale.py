"""The scale of a chart: round, from nothing up to what must fit, and not crowded."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.scale import ticks


def test_known_scales() -> None:
    assert ticks(27) == (0, 10, 20, 30)
    assert ticks(1701) == (0, 500, 1000, 1500, 2000)
    assert ticks(3, 4) == (0, 1, 2, 3)
    assert ticks(0) == (0, 1)


@given(st.integers(0, 10**7), st.integers(2, 8))
def test_it_is_even_reaches_the_top_and_stays_readable(top: int, most: int) -> None:
    marks = ticks(top, most)
    step = marks[1]
    assert list(marks) == [n * step for n in range(len(marks))]
    assert marks[-1] >= top > marks[-2] or top == 0
    assert len(marks) <= most + 1
    assert str(step).rstrip("0") in ("1", "2", "5")
