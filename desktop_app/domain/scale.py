"""The scale of a chart, for screen and paper alike."""

from __future__ import annotations

_STEPS = (1, 2, 5)


def ticks(top: int, most: int = 5) -> tuple[int, ...]:
    """Round numbers from 0 up to the first that reaches `top`, at most `most` steps; never a half person."""
    wanted, size = max(top, 1), 1
    while True:
        for step in _STEPS:
            if step * size * most >= wanted:
                count = -(-wanted // (step * size))
                return tuple(n * step * size for n in range(count + 1))
        size *= 10
