"""Everything that is checked without running the program: `python -m build_spec.check [--fix]`.

Style, format, types and the English catalogue. `--fix` formats and mends what can be mended first.
All checks run even when one fails; the exit code is 1 then.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FIXES = (
    ("ruff", "check", "--fix", "."),
    ("ruff", "format", "."),
)
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("pyright",),
    ("build_spec.translations", "check"),
)


def run(command: tuple[str, ...]) -> bool:
    """Run one module with its arguments, from the root of the project; whether it was content."""
    print(f"-- {' '.join(command)}", flush=True)
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False).returncode == 0


def main(argv: list[str]) -> int:
    """Run the fixes if asked, then every check."""
    if argv not in ([], ["--fix"]):
        print(__doc__, file=sys.stderr)
        return 2
    for command in FIXES if argv else ():
        run(command)
    failed = [" ".join(command) for command in CHECKS if not run(command)]
    if failed:
        print(f"-- failed: {'; '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
