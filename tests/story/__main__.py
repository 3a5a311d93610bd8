"""`python -m tests.story [--kelurahan 63] [--rows 3000] [--folder DIR]`: the whole story, told aloud."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from desktop_app.domain import region
from tests.story.programme import Programme
from tests.story.stage import Stage


def main(argv: list[str]) -> int:
    """Tell it; an office that shows another figure than it holds ends it."""
    parser = argparse.ArgumentParser(prog="python -m tests.story", description=__doc__)
    parser.add_argument("--kelurahan", type=int, default=63, help="how many take part")
    parser.add_argument("--rows", type=int, default=3000, help="rows of the public export, damaged ones too")
    parser.add_argument("--folder", type=Path, help="an empty folder that is kept")
    asked = parser.parse_args(argv)
    codes = [place.code for place in region.all_kelurahan()][: asked.kelurahan]
    each = asked.rows // len(codes)
    with tempfile.TemporaryDirectory(prefix="wira-story-") as folder:
        app = QApplication.instance() or QApplication(sys.argv[:1])
        assert isinstance(app, QApplication)
        started = time.monotonic()

        def say(line: str) -> None:
            print(f"{time.monotonic() - started:7.1f} s  {line}", flush=True)

        stage = Stage(asked.folder or Path(folder), app, say=say)
        Programme(stage, codes, each, damaged=max(10, asked.rows - each * len(codes))).tell()
        say(f"{len(stage.agreed)} figures agreed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
