"""The commands that README.md promises: `python -m build_spec.readme one | two` prints one to be run.

Uses nothing but the standard library, because it runs before anything is installed.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"


def commands(text: str) -> dict[str, str]:
    """The content of every fenced block that stands below a comment such as ``<!-- command one -->``."""
    blocks = re.findall(r"<!-- command ([\w-]+) -->\n```\w*\n(.*?)\n```", text, re.DOTALL)
    return dict(blocks)


def main(argv: list[str]) -> int:
    """Print the command of that name."""
    found = commands(README.read_text(encoding="utf-8"))
    if len(argv) != 1 or argv[0] not in found:
        print(f"which command: {', '.join(found)}", file=sys.stderr)
        return 2
    print(found[argv[0]])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
