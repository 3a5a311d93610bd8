"""No picture of the program's memory on the disk: keys and passphrases would stand in it."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from typing import Final

_SET_DUMPABLE: Final = 4
"""PR_SET_DUMPABLE of prctl(2): also systems that hand a dump to a program of theirs get none."""


def forbid() -> None:
    """For as long as the program runs. Where the system does not know how, nothing is changed."""
    if sys.platform == "win32":
        return
    import resource

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # a C library without prctl
            ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)
