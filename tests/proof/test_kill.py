"""The share of the killed processes that runs everywhere: in a process of its own, for it forks."""

from __future__ import annotations

import subprocess
import sys

from tests.limits import ON_LINUX


@ON_LINUX
def test_nothing_is_lost_or_half_when_a_process_is_killed() -> None:
    command = [sys.executable, "-m", "tests.proof.kill", "--examples", "10", "--seed", "1"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "opened again, sound, work done to its end        10" in ended.stdout
