"""A checked copy of the office, and putting it back.

A restored office writes under a new epoch and, but for DKUM, with new keys: others may have seen what came
after the copy, and every office put back from it would otherwise hold the same ones.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from desktop_app.actions.access import given
from desktop_app.card import next_epoch
from desktop_app.domain import people, region
from desktop_app.domain.moments import wib
from desktop_app.errors import Refused, Unavailable, WiraError
from desktop_app.keys import machine
from desktop_app.keys.atomic import write_atomic
from desktop_app.keys.attempts import FILE_NAME as ATTEMPTS
from desktop_app.keys.attempts import Attempts
from desktop_app.keys.device import DeviceKeys
from desktop_app.keys.returned import Returned, carry
from desktop_app.keys.returned import put as put_returned
from desktop_app.keys.slots import KeySlots, Opened
from desktop_app.office import (
    DEVICE_SECRET,
    Office,
    OfficeInfo,
    read_info,
    require_info,
    take_lock,
    write_info,
)
from desktop_app.storage import access, archive, remembered, schema, settings, tables
from desktop_app.storage.database import Database
from desktop_app.storage.newhome import beside_home, new_home
from desktop_app.storage.place import in_cloud, require_fit
from desktop_app.storage.saving import unsaved_errors
from desktop_app.storage.work import Changes, Work
from desktop_app.sync.posted import post_directory
from resources.i18n import tr

STAMP: Final = "%Y%m%d-%H%M%S"
"""How the moment (Depok's time) stands in the name of a backup."""
STAMPED: Final = re.compile(r"\d{8}-\d{6}")
"""What `STAMP` makes."""

RESTORED: Final = "restored"
"""Why a restored office is in a new epoch (`actions.standing.REASONS`)."""

LAST_BACKUP: Final = "last_backup"
"""The local setting that remembers when and where the last checked copy was made, wherever."""

LAST_OUTSIDE: Final = "last_backup_outside"
"""The same of the last copy off the office's own disk: one there is lost together with the office."""

LAST_IN: Final = "last_backup_in"
"""The same of the last copy in each folder, by its path: so one made by hand elsewhere makes no second daily
one."""

_FOLDERS: Final = "backup_folders"
"""The local setting of every folder outside in which a copy was made or was to be made."""


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """What a backup says about itself, before anything is changed."""

    path: Path
    office: str
    kind: str
    scope: str
    made: datetime
    applications: int
    people: tuple[str, ...]
    dev: str = ""
    moving: bool = False
    """Made to go on with on another computer; the one that made it has ended there."""
    erased: str = ""
    """After which erasure (`erasures.erased_mark`)."""


def make_backup(office: Office, folder: Path) -> BackupInfo:
    """Write and check a copy of this office in `folder`. Raises Unavailable; then no file is left."""
    info = write_backup(office, folder)
    note_backup(office, info)
    return info


def write_backup(office: Office, folder: Path, *, moving: bool = False) -> BackupInfo:
    """The copy alone, not yet noted in the database: in any thread, while people work. Raises Unavailable.

    One that is made for moving has a name of its own, so that thinning never counts it.
    """
    now = office.clock()
    name = name_of(office).replace("cadangan", "pindahan") if moving else name_of(office)
    path = folder / f"{name}_{wib(now):{STAMP}}.tar"
    if is_outside(office, folder) and not moving:  # who moves has noted it
        given(office, about="cadangan")
    return _info(path, office.back_up(path, now, moving=moving))


def name_of(office: Office) -> str:
    """How the names of this computer's backups begin. Computers of one office may share a folder."""
    return f"wira-cadangan_{office.area}-{region.device_tag(bytes.fromhex(office.info.dev))}"


def note_backup(office: Office, info: BackupInfo) -> Changes:
    """Remember that this copy was made and proved."""
    folder = os.path.abspath(info.path.parent)
    told = {
        "made": info.made.isoformat(), "folder": folder, "name": info.path.name, "erased": info.erased,
    }  # fmt: skip

    def note(work: Work) -> None:
        settings.put_json(work.connection, LAST_BACKUP, told)
        before: dict[str, dict[str, str]] = settings.get_json(work.connection, LAST_IN, {})
        settings.put_json(work.connection, LAST_IN, {**before, folder: told})
        if is_outside(office, info.path.parent):
            note_folder(work.connection, told["folder"])
        if is_elsewhere(office, info.path.parent):
            settings.put_json(work.connection, LAST_OUTSIDE, told)

    return office.do(note)


def note_folder(connection: Connection, folder: str, *, told: bool = True) -> None:
    """Remember that backups may lie in that folder, or (`told` False) tell of it no more; the connection is a
    work's."""
    noted = folders_noted(connection)
    if folder and noted.get(folder) != told:
        settings.put_json(connection, _FOLDERS, {**noted, folder: told})


def folders_noted(connection: Connection) -> dict[str, bool]:
    """Every folder that was noted, and whether it is told of."""
    return settings.get_json(connection, _FOLDERS, {})


def is_outside(office: Office, folder: Path) -> bool:
    """Whether `folder` lies elsewhere than in the office folder."""
    return not Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(office.home))


def is_elsewhere(office: Office, folder: Path) -> bool:
    """Whether a copy in `folder` outlives this disk: on another one, or in the folder of a cloud program."""
    if not is_outside(office, folder):
        return False
    if in_cloud(folder):
        return True
    try:
        return folder.stat().st_dev != office.home.stat().st_dev
    except OSError:  # gone since it was written: a stick
        return True


def look_at_backup(path: Path) -> BackupInfo:
    """Whose backup it is, from when, and with how many applications. Raises Refused when damaged."""
    return _info(path, archive.look(path))


def claimed_by(path: Path) -> BackupInfo:
    """The same by its list alone: what is in the backup may be damaged. Raises Refused where the list is."""
    return _info(path, archive.listing(path))


def is_whole(path: Path) -> bool:
    """Whether all that is in a backup can be read and is as it was listed."""
    try:
        archive.look(path)
    except (Refused, Unavailable):
        return False
    return True


def restore_backup(path: Path, home: Path, name: str, passphrase: str) -> BackupInfo:
    """Put a backup into the empty folder `home`; the passphrase of `name` proves who may open it.

    Raises Refused (damaged copy, folder in use or unfit, wrong passphrase) or Unavailable; then `home` is as
    it was.
    """
    if read_info(home) is not None:
        raise Refused(
            tr("Folder ini sudah berisi kantor."),
            next_step=tr("Pilih folder kosong; kantor yang ada tidak diubah."),
            code="home_used",
        )
    require_fit(home)
    with new_home(home) as fresh, unsaved_errors(home.name):
        info, _nobody = _unpack(path, fresh, name, passphrase)
        remembered.carry((path.parent,), fresh, _tag(fresh))
    return info


def require_opens(path: Path, name: str, passphrase: str, attempts: Attempts) -> None:
    """Raise Refused where `name` does not open this backup by that passphrase, Unavailable where it cannot be
    read: asked before an office is closed for it. A miss counts like one at its door."""
    opened_by(path, name, passphrase, attempts)


def opened_by(path: Path, name: str, passphrase: str, attempts: Attempts) -> Opened:
    """Who opens a backup by the passphrase of `name`, and its key. Raises as `require_opens`."""
    return slots_of(path).open_slot(name, passphrase, attempts=attempts)


def slots_of(path: Path) -> KeySlots:
    """The key slots of a backup, to be read. Raises Refused or Unavailable."""
    with unsaved_errors(path.name), tempfile.TemporaryDirectory(prefix="wira-") as folder:
        archive.unpack(path, Path(folder), {archive.SLOTS})
        return KeySlots.load(Path(folder) / archive.SLOTS)


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup that took the place of an office; what was there lies in `aside`, whole as it was."""

    info: BackupInfo
    aside: Path
    returned: Returned
    """Who comes in again by it, or by an older passphrase."""


def restore_over(
    path: Path, home: Path, name: str, passphrase: str, now: datetime, *, damaged: bool = False
) -> Restored:
    """Put a backup of the office in `home` into its place; what is there now is set aside under another name.

    Also where the present one is damaged; who says so (`damaged`) need not be an admin, since nothing that
    still counts is replaced. Raises Refused (damaged copy, another office's, wrong passphrase, somebody who
    may not) or Unavailable (disk, office open); then everything is as it was. Cut anywhere, there is the
    present office or the restored one at the next start, and both are whole.
    """
    card = _present(home)
    lock = take_lock(home)
    try:
        info = look_at_backup(path)
        if card is not None and card.dev != info.dev:
            raise foreign(info)
        require_fit(home)
        aside = home.with_name(f"{home.name}-disisihkan-{wib(now):{STAMP}}")
        before = lock.release if os.name == "nt" else _nothing  # there a held file keeps its folder in place
        with beside_home(home, aside, before) as fresh, unsaved_errors(home.name):
            known = _unpack(
                path, fresh, name, passphrase,
                after=card.ep if card is not None else 0, may=require_helper if damaged else require_replacer,
                attempts=Attempts.of(home), here=home,
            )[1]  # fmt: skip
            remembered.carry((home, path.parent), fresh, _tag(fresh))
            _carry_traces(home, fresh)
            back = carry(home, fresh, known)
    finally:
        lock.release()
    return Restored(info, aside, back)


def _tag(home: Path) -> str:
    """The sign of the computer whose office was unpacked there."""
    card = read_info(home)
    return region.device_tag(bytes.fromhex(card.dev)) if card is not None else ""


def _carry_traces(home: Path, fresh: Path) -> None:
    """Where the access log stood goes along: so the restored one says what was noted after the copy. Without
    it the log says that nobody knows. So do tries to come in that it does not tell yet, and their waits."""
    for name in (access.FILE, ATTEMPTS):
        with suppress(OSError):
            write_atomic(fresh / name, (home / name).read_bytes())


def foreign(info: BackupInfo) -> Refused:
    """The refusal of a backup of another computer's office."""
    return Refused(
        tr("Cadangan ini milik komputer lain: {office}.", office=info.office),
        next_step=tr("Pilih cadangan kantor di komputer ini, atau pulihkan yang itu ke folder kosong."),
        code="backup_other",
    )


def _nothing() -> None:
    """Nothing is in the way of a rename on this system."""


def _present(home: Path) -> OfficeInfo | None:
    """The card of the office in `home`; None where it cannot be read. Raises Refused where there is none."""
    try:
        return require_info(home)
    except Unavailable:
        return None


def _anybody(_roles: frozenset[str]) -> None:
    """Into an empty folder nothing is lost."""


def require_helper(roles: frozenset[str]) -> None:
    """Raise Refused for a mentor's account."""
    if people.sees_only_own(roles):
        raise Refused(
            tr("Akun pendamping tidak memulihkan kantor."),
            next_step=tr("Minta petugas kantor melakukannya."),
            code="role",
        )


def require_replacer(roles: frozenset[str]) -> None:
    """Raise Refused for anybody but an admin of the office."""
    if people.ADMIN_KANTOR not in roles:
        raise Refused(
            tr("Hanya admin kantor yang mengganti isi kantor dengan cadangan."),
            next_step=tr(
                "Minta admin kantor melakukannya. Kantor yang rusak dipulihkan dari layar masuk oleh petugas "
                "mana pun."
            ),
            code="role",
        )


def _unpack(
    path: Path,
    fresh: Path,
    name: str,
    passphrase: str,
    *,
    after: int = 0,
    may: Callable[[frozenset[str]], None] = _anybody,
    attempts: Attempts | None = None,
    here: Path | None = None,
) -> tuple[BackupInfo, frozenset[str] | None]:
    """The office of a backup in the folder `fresh`, under an epoch beyond its own and `after`, and as
    `_known_here`.

    Who asks comes in by it afterwards, so it says whether they were on duty then; `may` asks for more, by
    their roles. Whoever was dismissed since by the office in `here` may not.
    """
    listed = archive.unpack(path, fresh, {archive.SLOTS})  # a wrong passphrase is told before the wait
    slots = KeySlots.load(fresh / archive.SLOTS)
    opened = slots.open_slot(name, passphrase, attempts=attempts)
    archive.unpack(path, fresh, listed.files.keys() - {archive.SLOTS})
    info = _info(path, listed)
    database = Database(fresh / archive.DATABASE, opened.dek)
    try:
        database.look_through()
        schema.require_known(database)  # an older one takes its new shape when it is opened
        require_on_duty(database, opened, may)
        with database.reading() as connection:  # a backup holds it there only; papers are checked by it
            directory = settings.get(connection, "directory")
    except WiraError as error:
        if error.code.startswith("database_"):  # the copy itself, not an office here
            raise archive.damaged(path.name) from error
        raise
    finally:
        database.close()
    if directory is not None:
        post_directory(fresh, directory)
    known = _known_here(here, opened) if here is not None else None
    put_returned(fresh, listed.returned)
    card = read_info(fresh)
    assert card is not None  # a file without it is no backup
    if card.kind != "dkum":
        device = DeviceKeys.from_bytes(slots.get_secret(DEVICE_SECRET, opened.dek))
        slots.put_secret(DEVICE_SECRET, device.renewed().to_bytes(), opened.dek)
    ep, why = next_epoch(card.dev, max(card.ep, after)), "moved" if listed.moving else RESTORED
    # `moved`: a copy that was made after the office was handed over goes on as well
    write_info(fresh, msgspec.structs.replace(card, ep=ep, why=why, machine=machine.mark(), moved=""))
    return info, known


def _known_here(home: Path, opened: Opened) -> frozenset[str] | None:
    """Whom (hex) the office in `home` knows today; None where it cannot be read. Raises Refused
    (``dismissed``) where it does not let in any more who opened the copy."""
    try:
        database = Database(home / archive.DATABASE, opened.dek)
    except WiraError:
        return None
    try:
        require_on_duty(database, opened, _anybody)
        with database.reading() as connection:
            return known_people(connection)
    except (WiraError, DBAPIError) as error:
        if isinstance(error, WiraError) and error.code == "dismissed":
            raise
        return None
    finally:
        database.close()


def known_people(connection: Connection) -> frozenset[str]:
    """Everybody (hex) whom a database knows, on duty or not, in whatever shape it is."""
    return frozenset(each.hex() for each in connection.execute(select(tables.person.c.uuid)).scalars())


def require_on_duty(database: Database, opened: Opened, may: Callable[[frozenset[str]], None]) -> None:
    """Raise Refused (``dismissed``, or as `may`) by what the unpacked database knows of who opened it, in
    whatever shape it is."""
    person = tables.person
    with database.reading() as connection:
        row = connection.execute(
            select(person.c.roles, person.c.active).where(person.c.uuid == bytes.fromhex(opened.info.person))
        ).one_or_none()
    if opened.key is None or (row is not None and not row.active):
        raise Refused(
            tr("{name} sudah tidak bertugas di kantor ini.", name=opened.info.name),
            next_step=tr("Masuk dengan nama petugas lain."),
            code="dismissed",
        )
    may(frozenset(row.roles.split()) if row is not None else frozenset())


def _info(path: Path, listed: archive.Listed) -> BackupInfo:
    try:
        card = msgspec.json.decode(listed.office, type=OfficeInfo)
    except msgspec.MsgspecError as error:
        raise archive.damaged(path.name) from error
    return BackupInfo(
        path, card.name, card.kind, card.scope, listed.made, listed.applications, tuple(listed.people),
        card.dev, listed.moving, listed.erased,
    )  # fmt: skip
