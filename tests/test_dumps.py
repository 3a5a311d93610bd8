"""The program asks its system for no dump of its memory."""

from __future__ import annotations

import ctypes
import subprocess
import sys

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


@pytest.mark.skipif(sys.platform != "linux", reason="how Linux is asked")
def test_whatever_is_begun_leaves_no_core_dump() -> None:
    told = subprocess.run([sys.executable, "-c", SHOWN], capture_output=True, text=True, timeout=60)
    assert told.stdout.splitlines()[-1] == "(0, 0) 0", told.stderr


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
