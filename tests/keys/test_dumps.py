"""The program asks its system for no dump of its memory."""

from __future__ import annotations

import subprocess
import sys

import pytest

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
