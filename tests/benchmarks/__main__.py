"""`python -m tests.benchmarks NAME [--rows N] [--repeat N] [--quick] [--check] [--json]`, or `--list`."""

from __future__ import annotations

import argparse
import json
import os
import pkgutil
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

import tests.benchmarks
from desktop_app.storage import schema
from tests.benchmarks.harness import Benchmark, Run


def names() -> list[str]:
    """Every benchmark of this package: modules that hold one."""
    found = [module.name.replace("_", "-") for module in pkgutil.iter_modules(tests.benchmarks.__path__)]
    return [name for name in found if find(name) is not None]


def find(name: str) -> Benchmark | None:
    """The benchmark of the module `name`."""
    if name == "__main__":
        return None
    module = name.replace("-", "_")
    return getattr(import_module(f"tests.benchmarks.{module}"), "benchmark", None)


def report(name: str, run: Run) -> dict[str, Any]:
    """Everything that was found, as one JSON document."""
    return {
        "benchmark": name,
        "rows": run.rows,
        "repeat": run.repeat,
        "times": {
            title: {
                one.name: {
                    "median": one.median,
                    "min": one.fastest,
                    "max": one.slowest,
                    "p99": one.percentile(99),
                    "runs": len(one.seconds),
                }
                for one in times
            }
            for title, times in run.tables.items()
        },
        "goals": [
            {"what": goal.what, "ratio": goal.ratio, "limit": goal.limit, "met": goal.met}
            for goal in run.goals
        ],
        "notes": run.notes,
    }


def main(argv: list[str]) -> int:
    """Run one benchmark; with `--check` the exit code is 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("name", nargs="?", help="which one; see --list")
    parser.add_argument("--list", action="store_true", help="say what there is")
    parser.add_argument("--rows", type=int, help="how many rows instead of those of the goal")
    parser.add_argument("--repeat", type=int, help="how many rounds")
    parser.add_argument(
        "--quick", action="store_true", help="few rows, to see that it runs; goals mean nothing"
    )
    parser.add_argument("--check", action="store_true", help="fail when a goal is missed")
    parser.add_argument("--json", action="store_true", help="one document on standard output")
    parser.add_argument("--keep", type=Path, help="folder for large offices; those there are used again")
    asked = parser.parse_args(argv)
    if asked.list:
        for name in names():
            one = find(name)
            assert one is not None
            print(f"{name:12} {one.rows:>9,} rows  {one.title}")
        return 0
    if asked.name not in names():
        parser.error(f"which one: {', '.join(names())}")
    one = find(asked.name)
    assert one is not None
    with tempfile.TemporaryDirectory(prefix=f"wira-{asked.name}-") as folder:
        os.environ["XDG_CONFIG_HOME"] = str(Path(folder) / "settings")  # nothing of this person's own
        rows = asked.rows or (one.quick_rows if asked.quick else one.rows)
        run = Run(
            rows=rows,
            repeat=asked.repeat or (1 if asked.quick else one.repeat),
            folder=Path(folder),
            keep=asked.keep and asked.keep / f"{rows}-{schema.HEAD}",  # made as this program makes it
            say=lambda line: print(line, file=sys.stderr if asked.json else sys.stdout, flush=True),
        )
        one.measure(run)
    if asked.json:
        print(json.dumps(report(asked.name, run), indent=2))
    return 1 if asked.check and not all(goal.met for goal in run.goals) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
