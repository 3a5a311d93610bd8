"""States of an office that a restore set aside: how long they are kept once somebody was erased.

Such a state is kept whole, since somebody may still look for something in it. Like a backup it is not kept
longer than ninety days once somebody was erased whom it may hold, and it never goes before a newer copy of
the office is proved. Nothing hangs on what a clock said on the day it was set aside.
"""

from __future__ import annotations

import glob
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from desktop_app.actions.backup import STAMPED
from desktop_app.card import CARD, read_info
from desktop_app.errors import WiraError
from desktop_app.keys.lock import take_lock
from desktop_app.office import Office

KEPT_ASIDE: Final = timedelta(days=90)
"""As long as backups are kept (exchange design, section 11)."""
_ASIDE: Final = "-disisihkan-"
_HOLDS: Final = "dihapus"
"""A file in such a folder: somebody was erased after it was set aside; the day from which it counts."""


def mark_aside(home: Path) -> None:
    """Somebody has just been erased in the office `home`: what lies aside is from before that."""
    for folder in aside_folders(home):
        with suppress(OSError):
            (folder / _HOLDS).touch()


def drop_aside(office: Office) -> None:
    """Remove what was set aside before an erasure here and has had its time, which is counted from the first
    call: by the name alone a clock that was wrong on that day would end it at once. Call it when a newer copy
    of the office has just been proved, and the clock is not in doubt. One that is open, or is not surely this
    computer's, stays."""
    today = office.today()
    for folder in aside_folders(office.home):
        counted = counted_from(folder)
        if counted is None or not is_ours(office, folder):
            continue
        with suppress(OSError, WiraError):
            if not date(2000, 1, 1) < counted <= today:
                (folder / _HOLDS).write_text(today.isoformat(), encoding="ascii")
            elif counted + KEPT_ASIDE <= today:
                take_lock(folder).release()
                _remove(folder)


def aside_folders(home: Path) -> Iterator[Path]:
    """The states of this office that lie beside it."""
    if not home.name:
        return
    for folder in sorted(home.parent.glob(f"{glob.escape(home.name)}{_ASIDE}*")):
        with suppress(OSError):
            stamped = STAMPED.fullmatch(folder.name.rpartition(_ASIDE)[2])
            if stamped and folder.is_dir() and not folder.is_symlink():
                yield folder


def counted_from(folder: Path) -> date | None:
    """From which day its time is counted, `date.min` where it is not yet; None where it holds nobody who was
    erased."""
    try:
        return date.fromisoformat((folder / _HOLDS).read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return date.min


def is_ours(office: Office, folder: Path) -> bool:
    """Whether its card is this computer's."""
    try:
        card = read_info(folder)
    except WiraError:
        return False
    return card is not None and card.dev == office.info.dev


def _remove(folder: Path) -> None:
    """All of it, and last what tells whose it is: cut anywhere, the rest goes the next time."""
    for each in folder.iterdir():
        if each.is_dir() and each.name != "salinan":
            shutil.rmtree(each)
        elif each.is_file() and each.name != CARD:
            each.unlink()
    shutil.rmtree(folder)
