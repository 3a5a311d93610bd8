"""An office whose database or key files are lost or damaged: what its last whole backup can do for it.

A damaged folder is set aside as it is, never overwritten. What was typed and not saved goes along: it lies
in a file of its own, which outlives the database. Where only the card or the key slots are gone, those of the
backup open the database that is there, so nothing that was saved is lost.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import func, select

from desktop_app.actions.backup import (
    RESTORED,
    BackupInfo,
    foreign,
    look_at_backup,
    require_helper,
    require_on_duty,
    restore_over,
)
from desktop_app.card import next_epoch, people_of, read_info, write_info
from desktop_app.errors import Refused, Unavailable, WiraError
from desktop_app.keys import machine, twin
from desktop_app.keys.attempts import Attempts
from desktop_app.keys.device import DeviceKeys
from desktop_app.keys.lock import take_lock
from desktop_app.keys.slots import KeySlots
from desktop_app.office import DEVICE_SECRET, Clock, Office, OfficeInfo, open_office, system_clock
from desktop_app.storage import archive, schema, tables
from desktop_app.storage.database import Database, disk_errors
from desktop_app.storage.place import require_fit
from resources.i18n import tr

DAMAGED: Final = frozenset({"database_lost", "database_damaged", "database_key", "database_read"})
"""Why an office cannot be opened that a backup helps against."""

KEYS_LOST: Final = frozenset({"office_info", "keyslots"})
"""The same, before anybody is asked for a passphrase."""


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


@dataclass(frozen=True, slots=True)
class Rescued:
    """The office, open. `aside` is where the damaged folder lies, None where only keys were put back."""

    office: Office
    aside: Path | None


def rescue(path: Path, home: Path, name: str, passphrase: str, *, clock: Clock = system_clock) -> Rescued:
    """Let the backup help the damaged office in `home`, and open it: by its keys where only those are gone,
    else in its place, with what was typed and not saved.

    Raises as `put_back_keys`, `restore_over` and `open_office`.
    """
    if keys_lost(home):
        try:
            put_back_keys(path, home, name, passphrase)
        except WiraError as error:
            if error.code not in DAMAGED:
                raise
        else:
            return Rescued(open_office(home, name, passphrase, clock=clock), None)
    restored = restore_over(path, home, name, passphrase, clock(), damaged=True)
    for suffix in ("", "-wal", "-shm"):
        typing = restored.aside / f"drafts.db{suffix}"
        with suppress(OSError):  # what was saved counts more
            if typing.exists():
                shutil.copy2(typing, home / typing.name)
    return Rescued(open_office(home, name, passphrase, clock=clock), restored.aside)


def keys_lost(home: Path) -> bool:
    """Whether nobody can come in because the card or the key slots are gone, and their second copies too."""
    return _card(home) is None or _slots(home) is None


def who_opens(home: Path, info: BackupInfo) -> tuple[str, ...]:
    """Who may be asked for a passphrase, by the slots that are there, else by those of the backup."""
    if _slots(home) is None:
        return info.people
    return tuple(each.name for each in people_of(home))


def put_back_keys(path: Path, home: Path, name: str, passphrase: str) -> None:
    """Put the card and the key slots of a backup of this office beside its database, whichever is gone.

    The database, papers and typing stay as they are, and what cannot be read is kept under another name. As
    after a restore the office goes on under a new epoch and, but for DKUM, with new keys: nobody knows what
    the lost files held last. Raises Refused (nothing is gone, another office's backup, wrong passphrase,
    somebody not on duty) or Unavailable (disk, office open, and ``database_*`` where the database is lost or
    damaged as well); then everything is as it was.
    """
    lock = take_lock(home)
    try:
        card, slots = _card(home), _slots(home)
        if card is not None and slots is not None:
            raise Refused(
                tr("Kartu dan kunci kantor ini utuh, jadi tidak diganti."),
                next_step=tr("Masuk dengan kata sandi Anda."),
                code="keys_whole",
            )
        require_fit(home)
        info = look_at_backup(path)
        if card is not None and card.dev != info.dev:
            raise foreign(info)
        with disk_errors(), tempfile.TemporaryDirectory(prefix=".kunci-", dir=home) as folder:
            _put_back(path, home, Path(folder), name, passphrase, (card, slots))
    finally:
        lock.release()


def _put_back(
    path: Path,
    home: Path,
    folder: Path,
    name: str,
    passphrase: str,
    there: tuple[OfficeInfo | None, KeySlots | None],
) -> None:
    """Prove the backup's files in `folder` against the database, then give them their place."""
    archive.unpack(path, folder, {archive.SLOTS, archive.CARD})
    card, slots = there[0] or read_info(folder), there[1] or KeySlots.load(folder / archive.SLOTS)
    assert card is not None  # a file without it is no backup
    opened = slots.open_slot(name, passphrase, attempts=Attempts.of(home))
    database = Database(home / archive.DATABASE, opened.dek)
    try:
        database.look_through()
        schema.require_known(database)
        require_on_duty(database, opened, require_helper)
        last = _last_epoch(database, card.dev)
    finally:
        database.close()
    ep = next_epoch(card.dev, max(card.ep, last))
    fresh = msgspec.structs.replace(card, ep=ep, why=RESTORED, machine=machine.mark(), moved="")
    write_info(folder, fresh)
    if there[1] is None and card.kind != "dkum":
        device = DeviceKeys.from_bytes(slots.get_secret(DEVICE_SECRET, opened.dek))
        slots.put_secret(DEVICE_SECRET, device.renewed().to_bytes(), opened.dek)
    lost = [file for file, each in zip((archive.CARD, archive.SLOTS), there, strict=True) if each is None]
    for file in lost:
        twin.keep_aside(home / file)
    for file in dict.fromkeys((archive.CARD, *lost)):  # new keys never without the new epoch
        twin.put(home / file, (folder / file).read_bytes())


def _last_epoch(database: Database, dev: str) -> int:
    """The latest epoch under which this computer has written."""
    with database.reading() as connection:
        query = select(func.max(tables.stream.c.ep)).where(tables.stream.c.dev == bytes.fromhex(dev))
        return connection.execute(query).scalar() or 0


def _card(home: Path) -> OfficeInfo | None:
    try:
        return read_info(home)
    except Unavailable:
        return None


def _slots(home: Path) -> KeySlots | None:
    try:
        return KeySlots.load(home / archive.SLOTS)
    except Unavailable:
        return None
