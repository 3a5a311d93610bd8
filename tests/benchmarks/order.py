"""Measures the measuring: three ways to put numbers in order, of which two are the same way."""

from __future__ import annotations

import heapq

from tests.benchmarks.harness import Benchmark, Candidate, Run


def measure(run: Run) -> None:
    """The same function twice must come out as the same; a heap in Python must come out slower."""
    numbers = [run.random.random() for _ in range(run.rows)]

    def by_heap() -> list[float]:
        heap: list[float] = []
        for number in numbers:
            heapq.heappush(heap, number)
        return [heapq.heappop(heap) for _ in range(len(heap))]

    times = run.compare(
        f"{run.rows} numbers in order",
        [
            Candidate("sorted", lambda: sorted(numbers)),
            Candidate("sorted again", lambda: sorted(numbers)),
            Candidate("heap", by_heap),
        ],
    )
    run.at_most("the same against itself", times["sorted again"].fastest / times["sorted"].fastest, 1.5)
    run.at_least("a heap against sorted", times["heap"].fastest / times["sorted"].fastest, 1.5)


benchmark = Benchmark("the harness itself", rows=20_000, quick_rows=2_000, repeat=9, measure=measure)
