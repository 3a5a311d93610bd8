"""An office whose database or key files are lost or damaged: what its last whole backup can do for it.

A damaged folder is set aside as it is, never overwritten. What was typed and not saved goes along: it lies
in a file of its own, which outlives the database. Where only the card or the key slots are gone, those of the
backup open the database that is there, so nothing that was saved is lost, and what was taken away since the
backup stays so: who was dismissed, replaced keys, the recovery sheet, an office that was handed over.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from sqlalchemy import select

from desktop_app.actions.backup import (
    RESTORED,
    BackupInfo,
    foreign,
    look_at_backup,
    require_helper,
    require_on_duty,
    restore_over,
)
from desktop_app.actions.kept_files import NAME as KEPT
from desktop_app.card import next_epoch, people_of, read_info, write_info
from desktop_app.domain import people
from desktop_app.errors import Refused, Unavailable, WiraError
from desktop_app.keys import machine, twin
from desktop_app.keys.attempts import Attempts
from desktop_app.keys.device import DeviceKeys
from desktop_app.keys.lock import take_lock
from desktop_app.keys.returned import Returned
from desktop_app.keys.returned import put as put_returned
from desktop_app.keys.slots import KeySlots, Opened
from desktop_app.office import DEVICE_SECRET, Clock, Office, OfficeInfo, open_office, system_clock
from desktop_app.storage import archive, handed, schema, tables
from desktop_app.storage.database import Database, disk_errors
from desktop_app.storage.place import require_fit
from resources.i18n import tr

DAMAGED: Final = frozenset({"database_lost", "database_damaged", "database_key", "database_read"})
"""Why an office cannot be opened that a backup helps against."""

_PERHAPS_WHOLE: Final = frozenset({"database_key", "database_read"})
"""Of these, what another office's key or a slow disk says of a whole database as well."""

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
                    found.append(look_at_backup(path))
    ours = {card.dev} if card is not None else {each.dev for each in found if _beside(each.path, home)}
    return max(
        (each for each in found if not ours or each.dev in ours), key=lambda each: each.made, default=None
    )


def _beside(path: Path, home: Path) -> bool:
    """Whether the backup is one that the office made into its own folder."""
    return path.resolve().parent == (home / "backups").resolve()


def _is_of(info: BackupInfo, home: Path) -> bool:
    """Whether it is known without the database that the backup is of the office in `home`."""
    card = _card(home)
    if card is not None:
        return info.dev == card.dev
    own = best_backup(home)
    return own is not None and info.dev == own.dev


@dataclass(frozen=True, slots=True)
class Rescued:
    """The office, open. `aside` is where the damaged folder lies, None where only `keys` were put back."""

    office: Office
    aside: Path | None
    keys: KeysBack | None = None
    returned: Returned = field(default_factory=Returned)
    """Who comes in again by the backup that took the office's place, or by an older passphrase."""


@dataclass(frozen=True, slots=True)
class KeysBack:
    """What was put back. `slots`: the key slots as well, without any recovery sheet; `keyless` are the people
    on duty here whom none of them lets in, `admin` says whether one who is let in may give them a new key.
    `moved` is when the office was handed to another computer (ISO 8601), "" where it was not: then it stays
    ended."""

    slots: bool
    keyless: tuple[str, ...]
    admin: bool
    moved: str

    def told(self) -> list[str]:
        """What the person has to do now, in whole sentences."""
        told: list[str] = []
        if self.slots:
            told.append(
                tr("Lembar pemulihan yang pernah dicetak tidak berlaku lagi; buat yang baru di Petugas.")
            )
        if self.keyless:
            names = ", ".join(self.keyless)
            told.append(
                tr(
                    "Belum dapat masuk: {names}. Admin kantor memberi kata sandi baru di Petugas.",
                    names=names,
                )
                if self.admin
                else tr(
                    "Belum dapat masuk: {names}. Tidak ada admin kantor yang dapat masuk; hubungi DKUM.",
                    names=names,
                )
            )
        return told


def rescue(path: Path, home: Path, name: str, passphrase: str, *, clock: Clock = system_clock) -> Rescued:
    """Let the backup help the damaged office in `home`, and open it: by its keys where only those are gone,
    else in its place, with what was typed and not saved.

    Raises as `put_back_keys`, `restore_over` and `open_office`.
    """
    if keys_lost(home):
        try:
            keys = put_back_keys(path, home, name, passphrase)
        except WiraError as error:
            if error.code not in DAMAGED:
                raise
            info = look_at_backup(path)
            if error.code in _PERHAPS_WHOLE and not _is_of(info, home):
                raise foreign(info) from error
        else:
            return Rescued(open_office(home, name, passphrase, clock=clock), None, keys)
    restored = restore_over(path, home, name, passphrase, clock(), damaged=True)
    for suffix in ("", "-wal", "-shm"):
        typing = restored.aside / f"drafts.db{suffix}"
        with suppress(OSError):  # what was saved counts more
            if typing.exists():
                shutil.copy2(typing, home / typing.name)
    office = open_office(home, name, passphrase, clock=clock)
    return Rescued(office, restored.aside, returned=restored.returned)


def keys_lost(home: Path) -> bool:
    """Whether nobody can come in because the card or the key slots are gone, and their second copies too."""
    return _card(home) is None or _slots(home) is None


def who_opens(home: Path, info: BackupInfo) -> tuple[str, ...]:
    """Who may be asked for a passphrase, by the slots that are there, else by those of the backup."""
    if _slots(home) is None:
        return info.people
    return tuple(each.name for each in people_of(home))


def put_back_keys(path: Path, home: Path, name: str, passphrase: str) -> KeysBack:
    """Put the card and the key slots of a backup of this office beside its database, whichever is gone.

    The database, papers and typing stay as they are, and what cannot be read is kept under another name. As
    after a restore the office goes on under a new epoch and, but for DKUM, with new keys: nobody knows what
    the lost files held last. Slots of people dismissed or given another key since the backup are left out, as
    is its recovery sheet. Which passphrase somebody chose alone since is known nowhere else: the older one
    holds again. Raises Refused (nothing is gone, another office's backup, wrong passphrase, somebody not on
    duty, ``key_replaced``) or Unavailable (disk, office open, ``database_*`` where the database is lost or
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
            return _put_back(path, home, Path(folder), name, passphrase, (card, slots))
    finally:
        lock.release()


def _put_back(
    path: Path,
    home: Path,
    folder: Path,
    name: str,
    passphrase: str,
    there: tuple[OfficeInfo | None, KeySlots | None],
) -> KeysBack:
    """Prove the backup's files in `folder` against the database, then give them their place."""
    back = archive.unpack(path, folder, {archive.SLOTS, archive.CARD}).returned
    card, slots = there[0] or read_info(folder), there[1] or KeySlots.load(folder / archive.SLOTS)
    assert card is not None  # a file without it is no backup
    opened = slots.open_slot(name, passphrase, attempts=Attempts.of(home))
    database = Database(home / archive.DATABASE, opened.dek)
    try:
        database.look_through()
        schema.require_known(database)
        require_on_duty(database, opened, require_helper)
        staff = _staff(database)
        with database.reading() as connection:
            last = handed.last_epoch(connection, card.dev)
            moved = there[0].moved if there[0] is not None else handed.since(connection, card.dev)
    finally:
        database.close()
    if there[1] is None:
        _require_same_key(opened, staff)
        slots.keep_only(_still_good(path, folder, slots, opened, staff))
    ep = next_epoch(card.dev, max(card.ep, last))
    fresh = msgspec.structs.replace(card, ep=ep, why=RESTORED, machine=machine.mark(), moved=moved)
    write_info(folder, fresh)
    if there[1] is None and card.kind != "dkum":
        device = DeviceKeys.from_bytes(slots.get_secret(DEVICE_SECRET, opened.dek))
        slots.put_secret(DEVICE_SECRET, device.renewed().to_bytes(), opened.dek)
    lost = [file for file, each in zip((archive.CARD, archive.SLOTS), there, strict=True) if each is None]
    for file in lost:
        twin.keep_aside(home / file)
    for file in dict.fromkeys((archive.CARD, *lost)):  # new keys never without the new epoch
        twin.put(home / file, (folder / file).read_bytes())
    if there[1] is None:
        put_returned(home, back)
        if back:  # the list of what is kept here knows the file as it was; it is made anew
            (home / KEPT).unlink(missing_ok=True)
    return _what_is_back(fresh, slots, staff, put=there[1] is None)


class _Known(NamedTuple):
    nama: str
    office: str
    roles: str
    active: int
    key: bytes


def _staff(database: Database) -> dict[str, _Known]:
    """Everybody a database knows, in whatever shape it is."""
    person = tables.person.c
    query = select(person.uuid, person.nama, person.office, person.roles, person.active, person.key)
    with database.reading() as connection:
        return {row.uuid.hex(): _Known(*row[1:]) for row in connection.execute(query)}


def _require_same_key(opened: Opened, staff: dict[str, _Known]) -> None:
    """Raise Refused where who opened was given another key since: that passphrase was taken away."""
    now = staff.get(opened.info.person)
    if now is not None and opened.key is not None and opened.key.public_key != now.key:
        raise Refused(
            tr(
                "Kata sandi {name} sudah diganti admin sesudah cadangan ini dibuat, jadi tidak berlaku lagi.",
                name=opened.info.name,
            ),
            next_step=tr(
                "Pakai cadangan yang lebih baru, atau minta petugas lain memasang kuncinya kembali. "
                "Bila tidak ada, hubungi DKUM."
            ),
            code="key_replaced",
        )


def _still_good(
    path: Path, folder: Path, slots: KeySlots, opened: Opened, staff: dict[str, _Known]
) -> set[str]:
    """Whose slots of the backup still let in: a slot does not tell its key, the backup's database does."""
    mine = opened.info.person
    others = {each.person for each in slots.people()} - {mine}
    others = {each for each in others if each not in staff or staff[each].active}
    if not others & staff.keys():
        return {mine, *others}
    archive.unpack(path, folder, {archive.DATABASE})
    database = Database(folder / archive.DATABASE, opened.dek)
    try:
        then = _staff(database)
    except WiraError as error:
        raise archive.damaged(path.name) from error  # the copy itself, not the database here
    finally:
        database.close()
    return {
        mine,
        *(
            each
            for each in others
            if each not in staff or (each in then and then[each].key == staff[each].key)
        ),
    }


def _what_is_back(card: OfficeInfo, slots: KeySlots, staff: dict[str, _Known], *, put: bool) -> KeysBack:
    let_in = {each.person for each in slots.people()}
    here = {user: row for user, row in staff.items() if row.active and row.office == card.scope}
    admin = any(people.ADMIN_KANTOR in here[user].roles.split() for user in let_in & here.keys())
    keyless = tuple(sorted(row.nama for user, row in here.items() if user not in let_in)) if put else ()
    return KeysBack(put, keyless, admin, card.moved)


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
