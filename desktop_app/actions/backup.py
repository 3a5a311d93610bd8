"""A checked copy of the office, and putting it back.

A backup is one tar file: database, key slots, office card and blobs, all of them encrypted as they are,
with a list of their hashes. It counts as made only after it was read back and its database opened.
A restored office writes under a new epoch, because others may have seen what came after the copy.
"""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, func, select

from desktop_app.errors import Refused, Unavailable
from desktop_app.keys.atomic import sync_folder
from desktop_app.keys.slots import KeySlots
from desktop_app.office import Office, OfficeInfo, read_info, take_lock, write_info
from desktop_app.storage import schema, settings, tables
from desktop_app.storage.database import Database
from desktop_app.storage.saving import unsaved
from resources.i18n import tr

LAST_BACKUP: Final = "last_backup"
"""The local setting that remembers when and where the last checked copy was made."""

_LIST: Final = "isi.json"
_DATABASE: Final = "wira.db"
_FILES: Final = ("office.json", "keyslots.json")


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


def make_backup(office: Office, folder: Path) -> BackupInfo:
    """Write and check a copy of this office in `folder`. Raises Unavailable; then no file is left."""
    now = office.clock()
    path = folder / f"wira-cadangan_{office.area}_{now:%Y%m%d-%H%M%S}.tar"
    part = path.with_name(path.name + ".part")
    try:
        with _medium(path.name):
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix="wira-", dir=folder) as place:
                copy = Path(place) / _DATABASE
                office.copy_database(copy)
                _write(office, copy, part, now)
            info = replace(_read_back(part), path=path)
            _check(office, part, info)
            os.replace(part, path)
            sync_folder(folder)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    with office.work() as work:
        told = {"made": now.isoformat(), "folder": str(folder)}
        settings.put_json(work.connection, LAST_BACKUP, told)
    return info


def look_at_backup(path: Path) -> BackupInfo:
    """Whose backup it is, from when, and with how many applications. Raises Refused when damaged."""
    try:
        listed = _contents(path)
        card = msgspec.convert(listed["office"], OfficeInfo)
        return BackupInfo(
            path, card.name, card.kind, card.scope, datetime.fromisoformat(listed["made"]),
            int(listed["applications"]), tuple(listed["people"]),
        )  # fmt: skip
    except (tarfile.TarError, KeyError, ValueError, TypeError, AttributeError, msgspec.MsgspecError) as error:
        raise _damaged() from error
    except OSError as error:
        raise Unavailable(
            tr("Berkas cadangan tidak dapat dibaca."),
            next_step=tr("Periksa flash disk atau foldernya."),
            record=path.name,
            code="backup_io",
        ) from error


def restore_backup(path: Path, home: Path, name: str, passphrase: str) -> BackupInfo:
    """Put a backup into the empty folder `home`; `name` proves that he can open it.

    Raises Refused (damaged copy, folder in use, wrong passphrase) or Unavailable; then `home` is as it was.
    """
    info = look_at_backup(path)
    if read_info(home) is not None:
        raise Refused(
            tr("Folder ini sudah berisi kantor."),
            next_step=tr("Pilih folder kosong; kantor yang ada tidak diubah."),
            code="home_used",
        )
    existed = home.exists()
    lock = take_lock(home)
    try:
        _extract(path, home)
        (home / _LIST).unlink()
        opened = KeySlots.load(home / "keyslots.json").open_slot(name, passphrase)
        database = Database(home / _DATABASE, opened.dek)
        try:
            schema.require_known(database)  # an older one takes its new shape when it is opened
        finally:
            database.close()
        card = read_info(home)
        assert card is not None
        write_info(home, msgspec.structs.replace(card, ep=card.ep + 1))
    except BaseException:
        lock.release()
        _clear(home, keep=existed)
        raise
    lock.release()
    return info


def _extract(path: Path, home: Path) -> None:
    try:
        with _medium(home.name), tarfile.open(path) as archive:
            archive.extractall(home, filter="data")
    except tarfile.TarError as error:  # a member that wants to lie elsewhere
        raise _damaged() from error


@contextmanager
def _medium(name: str) -> Generator[None]:
    """Say of the place a backup is written to what `disk_errors` says of the office's own disk."""
    try:
        yield
    except OSError as error:
        raise unsaved(error, name) from error
    except Unavailable as error:
        if error.code not in ("disk_full", "folder_readonly"):
            raise
        number = errno.ENOSPC if error.code == "disk_full" else errno.EACCES
        raise unsaved(OSError(number, error.message), name) from error


def _write(office: Office, copy: Path, part: Path, now: datetime) -> None:
    """The tar file under its passing name, brought to the disk."""
    listed: dict[str, Any] = {
        "office": json.loads((office.home / "office.json").read_text(encoding="utf-8")),
        "made": now.isoformat(),
        "applications": _count(office),
        "people": [slot.name for slot in office.slots.people()],
        "files": {},
    }
    with open(part, "wb") as raw:
        with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as archive:
            for name, source in _sources(office, copy):
                listed["files"][name] = _digest(source)
                archive.add(source, name)
            body = json.dumps(listed).encode()
            entry = tarfile.TarInfo(_LIST)
            entry.size = len(body)
            archive.addfile(entry, io.BytesIO(body))
        raw.flush()
        os.fsync(raw.fileno())


def _sources(office: Office, copy: Path) -> Iterator[tuple[str, Path]]:
    yield _DATABASE, copy
    for name in _FILES:
        yield name, office.home / name
    for path in sorted((office.home / "blobs").glob("??/*.age")):
        yield f"blobs/{path.parent.name}/{path.name}", path


def _count(office: Office) -> int:
    with office.database.reading() as connection:  # all of them, whoever makes the backup
        return _applications(connection)


def _applications(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(tables.application)).scalar_one()


def _contents(path: Path) -> dict[str, Any]:
    """The list inside, after every file's hash was compared with it."""
    with tarfile.open(path) as archive:
        entry = archive.extractfile(_LIST)
        if entry is None:
            raise _damaged()
        listed: dict[str, Any] = json.loads(entry.read())
        for name, digest in listed["files"].items():
            member = archive.extractfile(name)
            if member is None or hashlib.file_digest(member, "sha256").hexdigest() != digest:  # pyright: ignore[reportArgumentType]
                raise _damaged()
    return listed


def _damaged() -> Refused:
    return Refused(
        tr("Cadangan ini rusak atau bukan cadangan Wira."),
        next_step=tr("Pakai cadangan lain; tidak ada yang diubah."),
        code="backup_damaged",
    )


def _read_back(part: Path) -> BackupInfo:
    """What was just written, from the medium. One that gives other bytes back is no place for a backup."""
    try:
        return look_at_backup(part)
    except Refused as error:
        raise _unsound() from error


def _unsound() -> Unavailable:
    return Unavailable(
        tr("Cadangan yang baru dibuat tidak lolos pemeriksaan dan sudah dihapus."),
        next_step=tr("Ulangi ke tempat lain."),
        code="backup_check",
    )


def _check(office: Office, path: Path, info: BackupInfo) -> None:
    """Open the copy as a restore would, and count."""
    with tempfile.TemporaryDirectory(prefix="wira-", dir=path.parent) as place:
        with tarfile.open(path) as archive:
            archive.extract(_DATABASE, place, filter="data")
        database = office.open_copy(Path(place) / _DATABASE)
        try:
            with database.reading() as connection:
                sound = connection.exec_driver_sql("PRAGMA quick_check").scalar() == "ok"
                same = _applications(connection) == info.applications
        finally:
            database.close()
    if not (sound and same):
        raise _unsound()


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _clear(home: Path, *, keep: bool) -> None:
    """Leave the folder as it was found: empty, or not there."""
    if not keep:
        shutil.rmtree(home, ignore_errors=True)
        return
    for entry in list(home.iterdir()):
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
