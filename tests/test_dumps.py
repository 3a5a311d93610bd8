"""The program asks its system for no dump of its memory, and hands nobody the passphrase it was given."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app import dumps

SHOWN = """
import ctypes, resource, sys
sys.argv = ["wira", "--version"]
from ui.entry import main
try:
    main()
except SystemExit:
    pass
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


GIVEN = """
import os, subprocess, sys
from desktop_app.keys import given
from ui.entry import begin
begin()
told = subprocess.run([sys.executable, "-c", "import os; print('WIRA_PASSPHRASE' in os.environ)"],
                      capture_output=True, text=True)
print(told.stdout.strip(), given.passphrase())
"""


def test_no_program_that_is_begun_gets_the_passphrase_of_the_environment() -> None:
    """And the command line still knows it."""
    environment = {**os.environ, "WIRA_PASSPHRASE": "melati kuda gunung"}
    told = subprocess.run(
        [sys.executable, "-c", GIVEN], env=environment, capture_output=True, text=True, timeout=60
    )
    assert told.stdout.splitlines()[-1:] == ["False melati kuda gunung"], told.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="how Linux is asked")
def test_whatever_is_begun_leaves_no_core_dump() -> None:
    told = subprocess.run([sys.executable, "-c", SHOWN], capture_output=True, text=True, timeout=60)
    assert told.stdout.splitlines()[-1] == "(0, 0) 0", told.stderr


LOCKED = """
import resource, sys
from pathlib import Path
def locked():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmLck:"))
before = locked()
from desktop_app.storage.database import connect
one = connect(Path(sys.argv[1]), bytes(32))
one.execute("CREATE TABLE one (two)")
print(locked() > before, resource.getrlimit(resource.RLIMIT_MEMLOCK)[0])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="where Linux tells it")
def test_what_sqlcipher_keeps_of_the_key_is_never_swapped_out(tmp_path: Path) -> None:
    """It locks that into memory by itself, where an account may lock anything: decision 96 leans on it."""
    told = subprocess.run(
        [sys.executable, "-c", LOCKED, str(tmp_path / "satu.db")], capture_output=True, text=True, timeout=60
    )
    locked, most = told.stdout.split()
    assert locked == "True" or 0 <= int(most) < 64 * 1024, told.stderr


def test_windows_is_asked_for_no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which of its calls, with which flags; what it then does only Windows shows."""
    asked: list[tuple[str, int]] = []

    class Kernel:
        def GetErrorMode(self) -> int:
            return 0x8000

        def SetErrorMode(self, mode: int) -> None:
            asked.append(("mode", mode))

        def WerSetFlags(self, flags: int) -> None:
            asked.append(("wer", flags))

    class Windll:
        kernel32 = Kernel()

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "windll", Windll(), raising=False)
    dumps.forbid()
    assert asked == [("mode", 0x8003), ("wer", 1)]
