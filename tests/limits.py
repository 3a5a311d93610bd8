"""Places that do not take what is written: the system's own refusals, for root as for anybody else."""

from __future__ import annotations

import os
import subprocess
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


MOUNTS = pytest.mark.skipif(not sys.platform.startswith("linux") or os.geteuid() != 0, reason="mounts a disk")


@contextmanager
def stick(folder: Path, size: str = "16m", *options: str) -> Generator[None]:
    """A medium of its own in `folder`, of `size`, as the system mounts one. Pulled out at the end, whatever
    is still open on it."""
    folder.mkdir(parents=True, exist_ok=True)
    words = ["mount", "-t", "tmpfs", "-o", ",".join((f"size={size}", *options)), "tmpfs", str(folder)]
    if subprocess.run(words, check=False, capture_output=True).returncode:
        pytest.skip("this computer lets nobody mount a medium")
    try:
        yield
    finally:
        pull(folder)


def pull(folder: Path) -> None:
    """Take the medium out without asking, as people do."""
    subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)


@contextmanager
def write_protected(folder: Path) -> Generator[None]:
    """Nothing in `folder` can be made, renamed or removed."""
    if os.geteuid() != 0:
        folder.chmod(0o555)
        try:
            yield
        finally:
            folder.chmod(0o755)
        return
    bind = ["mount", "--bind", str(folder), str(folder)]
    if subprocess.run(bind, check=False, capture_output=True).returncode:
        pytest.skip("this computer lets nobody mount a medium")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True, capture_output=True)
        yield
    finally:
        pull(folder)
