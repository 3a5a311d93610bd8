"""What every proof shares: the command, seeded chunks on several processes, and the figures it prints.

A proof is a function ``(examples, seed) -> Counter`` that raises on the first counterexample.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from hypothesis import HealthCheck, Phase, Verbosity, settings

Proof = Callable[[int, int], Counter[str]]
"""Runs so many examples from a seed; returns what was done, counted."""

CHUNK = 250
"""Examples of one seed: Hypothesis remembers every example of a run, and a long memory is slow."""


def searching(examples: int, *, steps: int = 50) -> settings:
    """Settings of a search: nothing kept between runs, no deadline, counterexamples made small."""
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        database=None,
        deadline=None,
        derandomize=False,
        print_blob=False,
        report_multiple_bugs=False,
        verbosity=Verbosity.normal,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )


def memory_folder() -> Path | None:
    """A folder in memory where the system has one: a proof of merging has nothing to learn from the disk."""
    shared = Path("/dev/shm")
    return shared if shared.is_dir() and os.access(shared, os.W_OK) else None


def chunks(examples: int, seed: int, size: int = CHUNK) -> Iterator[tuple[int, int]]:
    """(examples, seed) of each piece of the work; the same whatever the number of processes."""
    for number, start in enumerate(range(0, examples, size)):
        yield min(size, examples - start), seed * 1_000_003 + number


def run(proof: Proof, examples: int, seed: int, jobs: int, size: int = CHUNK) -> Counter[str]:
    """All chunks, on `jobs` processes; the sum of what they did. Says on the error output how far it is."""
    pieces = list(chunks(examples, seed, size))
    found: Counter[str] = Counter()

    def add(results: Iterable[Counter[str]]) -> Counter[str]:
        for number, done in enumerate(results, 1):
            found.update(done)
            print(f"\r{min(number * size, examples):,} of {examples:,}", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
        return found

    if jobs == 1:
        return add(proof(*piece) for piece in pieces)
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        return add(pool.map(proof, *zip(*pieces, strict=True)))


def command(name: str, doc: str, proofs: dict[str, tuple[Proof, int, int]], argv: list[str]) -> int:
    """The command of a proof. `proofs`: by level, the proof, its full number of examples, and its chunk."""
    parser = argparse.ArgumentParser(prog=f"python -m tests.proof.{name}", description=doc)
    parser.add_argument("--examples", type=int, help="how many; without it the full number")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--level", choices=list(proofs), help="one of them; without it all")
    asked = parser.parse_args(argv)
    chosen = [asked.level] if asked.level else list(proofs)
    for level in chosen:
        proof, full, size = proofs[level]
        examples = asked.examples or full
        started = time.monotonic()
        found = run(proof, examples, asked.seed, asked.jobs, size)
        seconds = time.monotonic() - started
        print(f"{level}: {examples} examples, seed {asked.seed}, {seconds:.0f} s, no counterexample")
        for what, number in sorted(found.items()):
            print(f"  {number:>10,}  {what}")
        sys.stdout.flush()
    return 0
