"""The share of the killed windows that runs everywhere: in a process of its own, for it forks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.limits import ON_LINUX

_SHARE = """
import sys
from pathlib import Path
from tests.proof.window_kill import share
figures = share(3, 1, Path(sys.argv[1]), ("kerja",))
print(figures["opened again, sound"])
"""


@ON_LINUX
def test_nothing_is_lost_when_the_window_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _SHARE, str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-4000:]
    assert ended.stdout.split() == ["3"]
