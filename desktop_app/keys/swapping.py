"""A folder takes the place of another one; a power cut in between is made good at the next start.

    kantor                    the present one        -> kantor-disisihkan-...   step 2
    .kantor-1a2b3c4d          the new one, complete  -> kantor                  step 3
    .kantor-1a2b3c4d/menggantikan    written in step 1, removed in step 4

Only a complete folder holds that file, so where `kantor` is missing and such a one lies beside it, the cut
fell between the steps 2 and 3, and step 3 is all that is left to do.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from desktop_app.keys.atomic import sync_folder

_COMPLETE: Final = "menggantikan"


def swap(fresh: Path, home: Path, aside: Path) -> None:
    """`home` becomes `aside`, and `fresh` becomes `home`; all three lie in one folder.

    Raises OSError where the system does not let a folder go (a program looks into it); `home` is then as
    before.
    """
    with open(fresh / _COMPLETE, "xb") as file:
        file.write(aside.name.encode())
        file.flush()
        os.fsync(file.fileno())
    sync_folder(fresh)
    os.rename(home, aside)
    sync_folder(home.parent)
    try:
        os.rename(fresh, home)
    except OSError:
        if not home.exists():  # else another start has done it
            os.rename(aside, home)
            raise
    _end(home)


def settle(home: Path) -> None:
    """Finish what a power cut left half-way; nothing is done where `home` is there or nothing was begun."""
    if home.exists() or not home.name:
        return
    with suppress(OSError):  # told where the folder is used
        for fresh in sorted(home.parent.iterdir()):
            if fresh.name.startswith(f".{home.name}-") and (fresh / _COMPLETE).is_file():
                os.rename(fresh, home)
                _end(home)
                return


def _end(home: Path) -> None:
    sync_folder(home.parent)
    with suppress(OSError):  # it does no harm in an office folder
        (home / _COMPLETE).unlink(missing_ok=True)
