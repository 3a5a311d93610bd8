"""The words every proof of files understands, and its share of the work for each process."""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

Figures = Counter[str]
Share = Callable[[int, int, Path], Figures]
"""Given how many examples, a seed and a folder of its own: what was counted. Raises where a proof fails."""


def run(
    name: str,
    words: str,
    share: Share,
    *,
    examples: int,
    what: str = "examples",
    arguments: list[str] | None = None,
) -> Figures:
    """Read the command line, share the examples out among processes, print and return the figures.

    `what` is how the command calls its examples.
    """
    parser = argparse.ArgumentParser(prog=f"python -m tests.proof.{name}", description=words)
    parser.add_argument(f"--{what}", dest="examples", type=int, default=examples)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args(arguments)
    each, left = divmod(asked.examples, asked.jobs)
    with tempfile.TemporaryDirectory(prefix=f"wira-{name}-") as folder:
        shares = [
            (each + (number < left), asked.seed * 1000 + number, Path(folder) / str(number))
            for number in range(asked.jobs)
        ]
        if asked.jobs == 1:
            found = [share(*shares[0])]
        else:
            with multiprocessing.get_context("spawn").Pool(asked.jobs) as pool:
                found = pool.starmap(share, shares)
    total = sum(found, Figures())
    for what, count in sorted(total.items()):
        print(f"{what:<40} {count:>9,}")
    return total
