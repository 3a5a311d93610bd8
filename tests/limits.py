"""Places that do not take what is written: the system's own refusals, for root as for anybody else."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

ON_LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="uses /dev/full, /sys and RLIMIT")

BARRED = Path("/sys/kernel")
"""A folder in which the system lets nobody make a file."""


def full_for(path: Path) -> Path:
    """The disk is full as soon as `path` is written: what goes beside it first goes to /dev/full."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_name(path.name + ".part").symlink_to("/dev/full")
    return path


@contextmanager
def no_room(size: int = 0) -> Generator[None]:
    """No file of this program may grow beyond `size` bytes, as on a disk without room."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
