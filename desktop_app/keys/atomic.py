"""One way to put a small file on the disk: all of it or nothing of it."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

FULL: Final = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
"""What the system answers where there is no room: disk, quota, or the largest file of an old flash disk."""

BARRED: Final = frozenset(
    (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EINVAL)
)
"""What it answers where the place is not there or not to be written: choosing another one helps."""


_HELD: Final = frozenset((errno.EBUSY, errno.ETXTBSY, errno.EAGAIN, errno.EDEADLK))
_HELD_WINDOWS: Final = frozenset((32, 33))
"""ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION, which Python gives the number of a missing right."""


def is_held(error: OSError) -> bool:
    """Whether another program holds the file: closing that one helps, another place does not."""
    return error.errno in _HELD or getattr(error, "winerror", None) in _HELD_WINDOWS


def write_atomic(path: Path, data: bytes) -> None:
    """Write beside, flush to the disk, then rename over `path`. Raises OSError; `path` is then as before."""
    write_all_atomic([(path, data)])


def write_all_atomic(files: Sequence[tuple[Path, bytes]]) -> None:
    """Several files that belong together: none gets its name before all are on the disk.

    Raises OSError; then no half-written file is left.
    """
    parts = [path.with_name(path.name + ".part") for path, _data in files]
    try:
        for part, (_path, data) in zip(parts, files, strict=True):
            with open(part, "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
        for part, (path, _data) in zip(parts, files, strict=True):
            os.replace(part, path)
    except OSError:
        for part in parts:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        raise
    for folder in {path.parent for path, _data in files}:
        sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make a rename inside `folder` survive a power cut. Windows neither needs nor allows this."""
    if os.name == "nt":
        return
    with suppress(OSError):  # some flash disks and shares cannot; the file itself is on the disk
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
