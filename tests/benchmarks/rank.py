"""Ranking a city against a bare sorted() over the same keys, made before."""

from __future__ import annotations

from desktop_app.domain import ranking
from desktop_app.domain.ranking import DAY
from tests.benchmarks.harness import Benchmark, Candidate, Run

PRIORITY = ("pekka_terverifikasi", "belum_pernah_dibantu", DAY)
SEED = "9f3c71d2e8a04b65"


def measure(run: Run) -> None:
    """Keys, draws, ties and places of everybody, where the peer only puts finished tuples in order."""
    days = [f"2026-{month:02d}-{day:02d}" for month in range(1, 11) for day in range(1, 29)]
    people = [
        ranking.Candidate(
            f"26-0610{run.random.randrange(63):02d}-7QK-{number:06d}",
            run.random.choice(days),
            frozenset(key for key in PRIORITY[:2] if run.random.random() < 0.5),
        )
        for number in range(run.rows)
    ]
    numbers = [each.nomor_pendaftaran for each in people]
    keys = [
        (*key, ranking.draw_value(SEED, number), number)
        for key, number in zip(ranking.sort_keys(people, PRIORITY), numbers, strict=True)
    ]
    times = run.compare(
        f"{run.rows} applications in order",
        [
            Candidate(
                "wira", lambda: ranking.rank(people, SEED, PRIORITY),
                result=lambda found: [item.nomor_pendaftaran for item in found],
            ),
            Candidate("sorted", lambda: sorted(keys), result=lambda found: [key[-1] for key in found]),
        ],
    )  # fmt: skip
    run.at_most("the whole ranking against sorted()", times["wira"].fastest / times["sorted"].fastest, 3)


benchmark = Benchmark("ranking", rows=100_000, quick_rows=2_000, repeat=7, measure=measure)
