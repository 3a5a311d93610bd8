"""A folder takes the place of another one; a power cut in between is made good at the next start.

    kantor                    the present one        -> kantor-disisihkan-...   step 2
    .kantor-1a2b3c4d          the new one, complete  -> kantor                  step 3
    .kantor-1a2b3c4d/menggantikan    written in step 1, removed in step 4

Only a complete folder holds that file, so where `kantor` is missing and such a one lies beside it, the cut
fell between the steps 2 and 3, and step 3 is all that is left to do. Another program that starts in between
makes an empty `kantor` with a lock in it: that is as good as missing.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from desktop_app.keys.atomic import patiently, sync_folder, sync_tree

LOCK: Final = "wira.lock"
"""The file of an office folder that the program at work holds."""

_COMPLETE: Final = "menggantikan"
_LOCK_WAIT_S: Final = 2.0
"""A program that has found no office in the folder lets its lock go at once."""


def swap(fresh: Path, home: Path, aside: Path) -> None:
    """`home` becomes `aside`, and `fresh` becomes `home`; all three lie in one folder.

    Raises OSError where the system does not let a folder go (a program looks into it). `home` is then as
    before, or, where it could not be put back either, it `is_bare` and `settle` ends what was begun.
    """
    with open(fresh / _COMPLETE, "xb") as file:
        file.write(aside.name.encode())
        file.flush()
        os.fsync(file.fileno())
    sync_tree(fresh)
    sync_folder(fresh.parent)  # its own name too, before the present one goes
    patiently(lambda: os.rename(home, aside))
    sync_folder(home.parent)
    try:
        _into(fresh, home, _LOCK_WAIT_S)
    except OSError:
        if is_bare(home) and fresh.exists():
            _into(aside, home, _LOCK_WAIT_S)
            with suppress(OSError):
                (fresh / _COMPLETE).unlink()
            raise
        if fresh.exists():
            raise  # a stranger's folder took the place: neither is touched
    _end(home)  # by this program or by another start


def settle(home: Path) -> None:
    """Finish what a power cut left half-way; nothing is done where `home` is there or nothing was begun."""
    if not home.name or not is_bare(home):
        return
    with suppress(OSError):  # told where the folder is used
        for fresh in sorted(home.parent.iterdir()):
            if fresh.name.startswith(f".{home.name}-") and (fresh / _COMPLETE).is_file():
                _into(fresh, home, 0)
                _end(home)
                return


def is_bare(home: Path) -> bool:
    """Whether `home` is missing, or nothing is in it but the lock of a program that looked into it."""
    try:
        return all(each.name == LOCK for each in home.iterdir())
    except FileNotFoundError:
        return True
    except OSError:
        return False


def _into(folder: Path, home: Path, patience: float) -> None:
    """`folder` becomes `home`, which is bare. Raises OSError, also while another program holds the lock."""
    if home.exists():
        from filelock import FileLock, Timeout  # not needed for painting the lock screen

        lock = FileLock(home / LOCK, thread_local=False)
        try:
            lock.acquire(timeout=patience)
        except Timeout as error:
            raise OSError(errno.EBUSY, "held by another program", str(home)) from error
        try:
            if not is_bare(home):
                raise FileExistsError(errno.EEXIST, "taken meanwhile", str(home))
            if os.name != "nt":  # there a held file stays
                (home / LOCK).unlink(missing_ok=True)
        finally:
            lock.release()
        (home / LOCK).unlink(missing_ok=True)
        home.rmdir()
    patiently(lambda: os.rename(folder, home))


def _end(home: Path) -> None:
    sync_folder(home.parent)
    with suppress(OSError):  # it does no harm in an office folder
        (home / _COMPLETE).unlink(missing_ok=True)
