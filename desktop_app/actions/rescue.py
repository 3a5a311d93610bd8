"""An office whose database is lost or damaged: its last whole backup, put in its place.

The damaged folder is set aside as it is, never overwritten. What was typed and not saved goes along: it lies
in a file of its own, which outlives the database.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from desktop_app.actions.backup import BackupInfo, look_at_backup, restore_over
from desktop_app.card import read_info
from desktop_app.errors import WiraError
from desktop_app.office import Clock, Office, open_office, system_clock

DAMAGED: Final = frozenset({"database_lost", "database_damaged", "database_key", "database_read"})
"""Why an office cannot be opened that a backup helps against."""


def best_backup(home: Path, folders: Iterable[Path] = ()) -> BackupInfo | None:
    """The newest whole backup of the office in `home`, from its own folder or one of `folders`.

    Copies that are damaged, of another office or out of reach are passed over.
    """
    try:
        card = read_info(home)
    except WiraError:
        card = None
    found: list[BackupInfo] = []
    for folder in dict.fromkeys((home / "backups", *folders)):
        with suppress(OSError):
            for path in folder.glob("*.tar"):
                with suppress(WiraError):
                    info = look_at_backup(path)
                    if card is None or info.dev == card.dev:
                        found.append(info)
    return max(found, key=lambda each: each.made, default=None)


def rescue(path: Path, home: Path, name: str, passphrase: str, *, clock: Clock = system_clock) -> Office:
    """Put the backup in the place of the damaged office, with what was typed and not saved, and open it.

    Raises as `restore_over` and `open_office`.
    """
    restored = restore_over(path, home, name, passphrase, clock(), damaged=True)
    for suffix in ("", "-wal", "-shm"):
        typing = restored.aside / f"drafts.db{suffix}"
        with suppress(OSError):  # what was saved counts more
            if typing.exists():
                shutil.copy2(typing, home / typing.name)
    return open_office(home, name, passphrase, clock=clock)
