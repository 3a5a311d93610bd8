"""One way to put a small file on the disk: all of it or nothing of it."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Sequence
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
_HELD_WINDOWS: Final = frozenset((32, 33, 1224))
"""ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION, ERROR_USER_MAPPED_FILE: Python gives them the number of a
missing right."""
_LONG_WINDOWS: Final = frozenset((111, 206))
"""ERROR_BUFFER_OVERFLOW and ERROR_FILENAME_EXCED_RANGE, which Python gives other numbers."""

_DENIED_WINDOWS: Final = 5
"""ERROR_ACCESS_DENIED: also what renaming over a file answers that a scanner has just opened."""

_PAUSES: Final = (0.02, 0.05, 0.1, 0.2, 0.4, 0.4)
"""Seconds between the tries: a virus scanner looks into a new file and lets it go within one."""


def is_held(error: OSError) -> bool:
    """Whether another program holds the file: closing that one helps, another place does not."""
    return error.errno in _HELD or getattr(error, "winerror", None) in _HELD_WINDOWS


def is_too_long(error: OSError) -> bool:
    """Whether the name, with the folders before it, is more than the system takes."""
    return error.errno == errno.ENAMETOOLONG or getattr(error, "winerror", None) in _LONG_WINDOWS


def may_be_held(error: OSError) -> bool:
    """The same, or Windows denied access, which it also says where a scanner has just opened the file."""
    return is_held(error) or getattr(error, "winerror", None) == _DENIED_WINDOWS


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
            replace(part, path)
    except OSError:
        for part in parts:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        raise
    for folder in {path.parent for path, _data in files}:
        sync_folder(folder)


def replace(part: Path, path: Path) -> None:
    """Rename over `path`, again a few times while another program holds it. Raises OSError in the end: EBUSY
    where Windows only says that access is denied, since the folder took `part`."""
    try:
        patiently(lambda: os.replace(part, path))
    except OSError as error:
        if getattr(error, "winerror", None) == _DENIED_WINDOWS and path.is_file():
            raise OSError(errno.EBUSY, "open in another program", str(path)) from error
        raise


def patiently(step: Callable[[], object]) -> None:
    """`step`, again a few times within about a second while another program holds what it changes.

    Raises OSError in the end.
    """
    for pause in _PAUSES:
        try:
            step()
            return
        except OSError as error:
            if not may_be_held(error):
                raise
        time.sleep(pause)
    step()


def read_patiently(path: Path) -> bytes:
    """The file's content, tried again as `patiently` while another program holds it. Raises OSError."""
    found: list[bytes] = []
    patiently(lambda: found.append(path.read_bytes()))
    return found[0]


def make_folder(folder: Path) -> None:
    """Make `folder` and those above it that are missing, so that they survive a power cut. Raises OSError."""
    if folder.is_dir():
        return
    if folder.parent != folder:  # a drive that is not there
        make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_tree(folder: Path) -> None:
    """Make the names of everything in `folder` and below survive a power cut; contents are not flushed."""
    for below, _folders, _files in os.walk(folder):
        sync_folder(Path(below))


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
