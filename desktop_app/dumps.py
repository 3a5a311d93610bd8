"""No picture of the program's memory on the disk: keys and passphrases would stand in it."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from typing import Final

_SET_DUMPABLE: Final = 4
"""PR_SET_DUMPABLE of prctl(2): also systems that hand a dump to a program of theirs get none."""


_NO_HEAP: Final = 0x1
"""WER_FAULT_REPORTING_FLAG_NOHEAP of WerSetFlags: a report that is made all the same holds no heap."""
_NO_REPORT: Final = 0x1 | 0x2
"""SEM_FAILCRITICALERRORS and SEM_NOGPFAULTERRORBOX of SetErrorMode: Windows Error Reporting is not begun."""


def forbid() -> None:
    """For as long as the program runs. Where the system does not know how, nothing is changed.

    On Windows an administrator who has asked for local dumps (registry, LocalDumps) gets them all the same.
    """
    if sys.platform == "win32":
        kernel = ctypes.windll.kernel32
        kernel.SetErrorMode(kernel.GetErrorMode() | _NO_REPORT)
        with suppress(AttributeError):
            kernel.WerSetFlags(_NO_HEAP)
        return
    import resource

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # a C library without prctl
            ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)
