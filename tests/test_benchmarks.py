"""The measuring is right: what differs is refused, rounds take turns, ratios are those of the clock."""

from __future__ import annotations

import json
from contextlib import closing
from itertools import count
from mmap import MAP_ANONYMOUS, MAP_PRIVATE, mmap
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import main, names
from tests.benchmarks.harness import Candidate, Each, Run, Times, UnequalResults, memory


def quiet(tmp_path: Path, repeat: int = 3) -> Run:
    ticks = count()
    return Run(rows=10, repeat=repeat, folder=tmp_path, say=lambda _: None, clock=lambda: float(next(ticks)))


def test_different_results_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnequalResults, match="second and first differ"):
        quiet(tmp_path).compare("sums", [Candidate("first", lambda: 1), Candidate("second", lambda: 2)])
    with pytest.raises(UnequalResults, match="'B'"):
        quiet(tmp_path).compare_each("words", [Each("lower", str.lower), Each("same", str)], ["a", "B"])


def test_candidates_take_turns(tmp_path: Path) -> None:
    order: list[str] = []
    steps = [
        Candidate(
            name, lambda: 0, before=lambda name=name: order.append(name), after=lambda: order.append(".")
        )
        for name in "abc"
    ]
    quiet(tmp_path).compare("turns", steps)
    assert "".join(order) == "a.b.c." + "a.b.c." + "b.c.a." + "c.a.b."


def test_times_are_those_of_the_clock(tmp_path: Path) -> None:
    run = quiet(tmp_path, repeat=4)
    found = run.compare("one tick each", [Candidate("only", lambda: 0)])["only"]
    assert found.seconds == (1.0, 1.0, 1.0, 1.0)
    many = Times("many", tuple(float(n) for n in range(1, 201)))
    assert (many.median, many.fastest, many.slowest, many.percentile(99)) == (100.5, 1, 200, 198)


def test_goals(tmp_path: Path) -> None:
    run = quiet(tmp_path)
    run.at_most("below", 1.4, 1.5)
    run.at_most("above", 1.6, 1.5)
    run.at_least("enough", 81, 80)
    run.at_least("too little", 79, 80)
    assert [goal.met for goal in run.goals] == [True, False, True, False]


def test_memory_sees_what_is_taken() -> None:
    before = memory()
    with closing(
        mmap(-1, 30_000_000, flags=MAP_PRIVATE | MAP_ANONYMOUS)
    ) as taken:  # never what was freed before
        taken.write(b"x" * len(taken))
        assert (memory() - before).own > 25_000_000


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert "order" in names()
    assert main(["order", "--quick", "--json", "--repeat", "3"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["rows"] == 2_000
    assert [goal["what"] for goal in found["goals"]] == ["the same against itself", "a heap against sorted"]
