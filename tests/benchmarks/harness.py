"""Measuring fairly: equal results first, then candidates in turn, then ratios.

Absolute times differ from computer to computer, so only ratios carry a goal. A benchmark is a module of this
package with a `benchmark = Benchmark(...)`; its `measure` gets a `Run` and talks to it.
"""

from __future__ import annotations

import gc
import math
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

SEED = 20260102
T = TypeVar("T")


class UnequalResults(AssertionError):
    """Candidates did different work, so their times say nothing."""


@dataclass(frozen=True)
class Benchmark:
    """One thing that is measured: `rows` as the goal is stated for, `quick_rows` to see that it runs."""

    title: str
    rows: int
    quick_rows: int
    repeat: int
    measure: Callable[[Run], None]


def nothing() -> None:
    """Prepare or clean up nothing."""


@dataclass(frozen=True)
class Candidate:
    """One way to do the work.

    Only `run` is timed. `before` and `after` surround every single run, to give each the same start. What
    `run` returns (or what `result` makes of it) must be equal for all candidates.
    """

    name: str
    run: Callable[[], Any]
    before: Callable[[], None] = nothing
    after: Callable[[], None] = nothing
    result: Callable[[Any], Any] = field(default=lambda value: value)


@dataclass(frozen=True)
class Each:
    """One way to answer many inputs; every answer is timed by itself."""

    name: str
    run: Callable[[Any], Any]
    result: Callable[[Any], Any] = field(default=lambda value: value)


@dataclass(frozen=True)
class Times:
    """Seconds of every timed run of one candidate."""

    name: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.seconds)

    @property
    def fastest(self) -> float:
        """The least."""
        return min(self.seconds)

    @property
    def slowest(self) -> float:
        """The most."""
        return max(self.seconds)

    def percentile(self, share: float) -> float:
        """The time that `share` of 100 runs do not exceed (nearest rank)."""
        ordered = sorted(self.seconds)
        return ordered[max(0, math.ceil(share / 100 * len(ordered)) - 1)]


@dataclass(frozen=True)
class Goal:
    """A ratio, what it should be, and whether it is."""

    what: str
    ratio: float
    limit: float
    at_least: bool

    @property
    def met(self) -> bool:
        """Whether the ratio is on the right side."""
        return self.ratio >= self.limit if self.at_least else self.ratio <= self.limit


class Run:
    """One run of one benchmark: its size, its folder, its chance, and everything that was found."""

    def __init__(
        self,
        *,
        rows: int,
        repeat: int,
        folder: Path,
        keep: Path | None = None,
        say: Callable[[str], None] = print,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.rows = rows
        self.repeat = repeat
        self.folder = folder
        self.keep = keep or folder
        """Where a population is made that takes minutes; it stays for the next run where one is named."""
        self.random = random.Random(SEED)
        self.say = say
        self.tables: dict[str, list[Times]] = {}
        self.goals: list[Goal] = []
        self.notes: dict[str, str] = {}
        self._clock = clock

    def compare(self, title: str, candidates: Sequence[Candidate]) -> dict[str, Times]:
        """Check that all do the same, then time `repeat` rounds, each beginning with another candidate."""
        self._same(title, {one.name: one.result(_whole(one)) for one in candidates})
        seconds: dict[str, list[float]] = {one.name: [] for one in candidates}
        with _at_rest():
            for turn in range(self.repeat):
                for one in _rotated(candidates, turn):
                    one.before()
                    try:
                        with self._timed(seconds[one.name]):
                            one.run()
                    finally:
                        one.after()
        return self._keep(title, seconds)

    def compare_each(self, title: str, candidates: Sequence[Each], inputs: Sequence[Any]) -> dict[str, Times]:
        """Answer every input by every candidate in turn; the times are those of single answers."""
        for asked in inputs:
            self._same(f"{title}: {asked!r}", {one.name: one.result(one.run(asked)) for one in candidates})
        seconds: dict[str, list[float]] = {one.name: [] for one in candidates}
        gc.collect()
        for turn in range(self.repeat):
            for number, asked in enumerate(inputs):
                for one in _rotated(candidates, turn + number):
                    with self._timed(seconds[one.name], collect=False):
                        one.run(asked)
        return self._keep(title, seconds)

    def at_most(self, what: str, ratio: float, limit: float) -> None:
        """A goal that the ratio stays at or below `limit`."""
        self._goal(Goal(what, ratio, limit, at_least=False))

    def at_least(self, what: str, ratio: float, limit: float) -> None:
        """A goal that the ratio reaches `limit`."""
        self._goal(Goal(what, ratio, limit, at_least=True))

    def note(self, what: str, value: str) -> None:
        """Something worth reporting that carries no goal."""
        self.notes[what] = value
        self.say(f"{what}: {value}")

    def _goal(self, goal: Goal) -> None:
        self.goals.append(goal)
        sign = ">=" if goal.at_least else "<="
        word = "met" if goal.met else "MISSED"
        self.say(f"{goal.what}: {goal.ratio:.2f}x (goal {sign} {goal.limit:g}x, {word})")

    def _keep(self, title: str, seconds: dict[str, list[float]]) -> dict[str, Times]:
        times = {name: Times(name, tuple(all_of_it)) for name, all_of_it in seconds.items()}
        self.tables[title] = list(times.values())
        self.say(table(title, self.tables[title]))
        return times

    @contextmanager
    def _timed(self, seconds: list[float], *, collect: bool = True) -> Iterator[None]:
        if collect:
            gc.collect()
        start = self._clock()
        yield
        seconds.append(self._clock() - start)

    @staticmethod
    def _same(title: str, results: dict[str, Any]) -> None:
        (first, expected), *others = results.items()
        for name, found in others:
            if found != expected:
                raise UnequalResults(f"{title}: {name} and {first} differ: {found!r:.200} {expected!r:.200}")


def _whole(one: Candidate) -> Any:
    one.before()
    try:
        return one.run()
    finally:
        one.after()


@contextmanager
def _at_rest() -> Iterator[None]:
    """What was there before is not looked through at every collection: that alone takes longer than one save,
    and throws out of the processor's caches what the candidates are about to use."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _rotated(all_of_them: Sequence[T], by: int) -> list[T]:
    by %= len(all_of_them)
    return [*all_of_them[by:], *all_of_them[:by]]


def table(title: str, times: Sequence[Times]) -> str:
    """Median, least and most in milliseconds, p99 where there are enough, and the ratio to the first."""
    width = max(len(one.name) for one in times)
    lines = [f"{title} ({len(times[0].seconds)} runs, ms)"]
    lines.append(f"  {'':{width}}  {'median':>10}  {'min':>10}  {'max':>10}  {'p99':>10}  to {times[0].name}")
    for one in times:
        p99 = f"{one.percentile(99) * 1000:10.3f}" if len(one.seconds) >= 100 else f"{'':>10}"
        ratio = one.median / times[0].median if times[0].median else math.nan
        lines.append(
            f"  {one.name:{width}}  {one.median * 1000:10.3f}  {one.fastest * 1000:10.3f}  "
            f"{one.slowest * 1000:10.3f}  {p99}  {ratio:.3f}x"
        )
    return "\n".join(lines)


@dataclass(frozen=True)
class Memory:
    """What this process holds, in bytes: of its own, and of files (given back when others need it)."""

    own: int
    files: int

    def __sub__(self, other: Memory) -> Memory:
        return Memory(self.own - other.own, self.files - other.files)


def memory() -> Memory:
    """Read now, after collecting garbage. Only Linux tells; elsewhere `OSError`."""
    gc.collect()
    if not sys.platform.startswith("linux"):
        raise OSError("memory is measured on Linux only")
    said: dict[str, int] = {}
    for line in Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]:
        name, value = line.split(":")
        said[name] = int(value.split()[0]) * 1024
    return Memory(own=said["Anonymous"], files=said["Rss"] - said["Anonymous"])
