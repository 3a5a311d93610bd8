"""The tar file of a backup: database, key slots, office card and blobs, all encrypted as they are.

    wira.db  office.json  keyslots.json  blobs/ab/<sha256>.age ...  isi.json

``isi.json`` lists every file with its SHA-256. A tar file counts as written only after it was read back
and the database in it was opened, checked and counted; until then it has another name.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Collection, Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, Annotated, Final, NamedTuple

import msgspec
from msgspec import Meta
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import OperationalError

from desktop_app.errors import Refused, Unavailable
from desktop_app.keys import returned
from desktop_app.keys.atomic import BARRED, make_folder, replace, sync_folder
from desktop_app.keys.slots import KeySlots
from desktop_app.storage import tables
from desktop_app.storage.database import Database
from desktop_app.storage.erasures import erased_mark
from desktop_app.storage.reading import unread
from desktop_app.storage.saving import unsaved, unsaved_errors
from resources.i18n import tr

LIST: Final = "isi.json"
DATABASE: Final = "wira.db"
CARD: Final = "office.json"
SLOTS: Final = "keyslots.json"
_SMALL: Final = (CARD, SLOTS)
_ALWAYS: Final = {DATABASE, *_SMALL}
_BLOB: Final = re.compile(r"blobs/[0-9a-f]{2}/[0-9a-f]{64}\.age")
_LONGEST_LIST: Final = 64 * 1024 * 1024
_WORK: Final = ".cadangan-"
"""How the folder begins in which a copy lies while it is made; one left by a power cut is removed."""

_BROKEN: Final = (
    tarfile.TarError, msgspec.MsgspecError, LookupError, ValueError, OverflowError, EOFError
)  # fmt: skip
"""What reading a tar file and its list raises when somebody or something has changed bytes in it."""

Heads = dict[tuple[bytes, int], int]
"""The last number that a database holds of each device's epoch."""


class Copied(NamedTuple):
    """What a database held when it was copied: how many applications, and after which erasure
    (`erasures.erased_mark`)."""

    applications: int
    erased: str


CopyDatabase = Callable[[Path], Copied]
"""Copies the database to a path."""


class Listed(msgspec.Struct, frozen=True):
    """``isi.json``. `office` is the office card as it stands in the file, `files` SHA-256 (hex) by name.

    `moving`: the computer that made it has ended, and another one goes on. `erased`: `Copied.erased`.
    `returned`: whose slot an older copy had brought back there, with its salt (`keys.returned`)."""

    office: msgspec.Raw
    made: datetime
    applications: Annotated[int, Meta(ge=0)]
    people: list[str]
    files: dict[str, Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]]
    moving: bool = False
    erased: str = ""
    returned: dict[str, bytes] = {}


# ---- writing -----------------------------------------------------------------------------------------


def write(
    home: Path, key: bytes, copy: CopyDatabase, path: Path, now: datetime, *, moving: bool = False
) -> Listed:
    """Write the office in `home` into the tar file `path` and prove it. Its lock must be held.

    Raises Unavailable when a disk fails or the proof does; then there is no `path`.
    """
    for left in home.glob(f"{_WORK}*"):
        shutil.rmtree(left, ignore_errors=True)
    part = path.with_name(path.name + ".part")
    try:
        with unsaved_errors(path.name):  # before a large database is copied for nothing
            make_folder(part.parent)
            part.write_bytes(b"")
        with _passing(home) as work:
            with _own_disk():
                copied = copy(work / DATABASE)
            with unsaved_errors(path.name):
                _write(home, work, part, partial(Listed, made=now, moving=moving, **copied._asdict()))
        with _passing(home) as work, _own_disk():
            listed = _prove(part, work, key, copied.applications)
        with unsaved_errors(path.name):
            replace(part, path)
            sync_folder(path.parent)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    return listed


@contextmanager
def _passing(home: Path) -> Generator[Path]:
    """A folder on the office's own disk that is gone afterwards."""
    with _own_disk():
        folder = Path(tempfile.mkdtemp(prefix=_WORK, dir=home))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _own_disk() -> Generator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in BARRED:
            raise Unavailable(
                tr("Folder kantor tidak dapat ditulis, jadi cadangan belum dibuat."),
                next_step=tr("Minta izin tulis untuk folder kantor, lalu buat cadangan lagi."),
                code="folder_readonly",
            ) from error
        raise Unavailable(
            tr("Disk komputer ini penuh atau bermasalah, jadi cadangan belum dibuat."),
            next_step=tr("Kosongkan ruang disk, lalu buat cadangan lagi. Data kantor tidak berubah."),
            code="disk_full",
        ) from error


def copy_database(connection: Connection, path: Path) -> Copied:
    """A compact copy under the same key, and what it holds. Nobody else may write meanwhile.

    Raises OSError where the disk does not take it.
    """
    try:
        connection.exec_driver_sql("VACUUM INTO ?", (str(path),))
    except OperationalError as error:
        raise OSError(errno.ENOSPC if "full" in str(error.orig) else errno.EIO, str(error.orig)) from error
    return Copied(_applications(connection), erased_mark(connection))


def _write(home: Path, work: Path, part: Path, listed: Callable[..., Listed]) -> None:
    for name in _SMALL:  # small and written anew at any time: what is listed is what goes in
        shutil.copyfile(home / name, work / name)
    files: dict[str, str] = {}
    with open(part, "wb") as raw:
        with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as archive:
            for name, source in _sources(home, work):
                with open(source, "rb") as file:
                    files[name] = hashlib.file_digest(file, "sha256").hexdigest()
                archive.add(source, name, filter=_anonymous)
            slots = KeySlots.load(work / SLOTS)
            people = [slot.name for slot in slots.people()]
            back = {slot.person: slot.salt for slot in returned.waiting(home, slots)}
            card = msgspec.Raw((work / CARD).read_bytes())
            body = msgspec.json.encode(listed(office=card, people=people, files=files, returned=back))
            entry = tarfile.TarInfo(LIST)
            entry.size = len(body)
            archive.addfile(entry, io.BytesIO(body))
        raw.flush()
        os.fsync(raw.fileno())


def same_small(home: Path, listed: Listed) -> bool:
    """Whether card and key slots of the office in `home` still are those that were copied. Raises OSError."""
    return all(
        hashlib.sha256((home / name).read_bytes()).hexdigest() == listed.files[name] for name in _SMALL
    )


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without the name of the computer's user."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o600
    return entry


def _sources(home: Path, work: Path) -> Iterator[tuple[str, Path]]:
    for name in (DATABASE, CARD, SLOTS):
        yield name, work / name
    for path in sorted((home / "blobs").glob("??/*.age")):
        yield f"blobs/{path.parent.name}/{path.name}", path


def _prove(part: Path, work: Path, key: bytes, applications: int) -> Listed:
    """Compare every file with its hash, open the database as a restore would, look through it and count."""
    try:
        listed = look(part)
        unpack(part, work, {DATABASE})
        database = Database(work / DATABASE, key)
        try:
            with database.reading() as connection:
                same = _applications(connection) == applications
            database.look_through()
        finally:
            database.close()
    except (Refused, Unavailable) as error:
        if not part.exists():  # with the stick that it lay on
            raise unsaved(OSError(errno.ENODEV, "gone"), part.name.removesuffix(".part")) from error
        raise _unproved() from error
    if not same:
        raise _unproved()
    return listed


def _applications(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(tables.application)).scalar_one()


# ---- reading -----------------------------------------------------------------------------------------


def look(path: Path) -> Listed:
    """The list inside, after every file was compared with its hash. Raises Refused or Unavailable."""
    with _opened(path) as (archive, listed):
        for name, digest in listed.files.items():
            with _member(archive, name) as source:
                _require_same(_digest(source, path.name), digest)
    return listed


def listing(path: Path) -> Listed:
    """The list inside, nothing compared: to know whose it is. Raises Refused or Unavailable."""
    with _opened(path) as (_archive, listed):
        return listed


def blobs(path: Path, names: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """Those blobs (by SHA-256, hex) that are in the copy, encrypted and as they are: who opens one proves it
    by its name. Raises Refused or Unavailable where the copy cannot be read."""
    with _opened(path) as (archive, listed):
        for name in sorted(names):
            inside = f"blobs/{name[:2]}/{name}.age"
            if inside not in listed.files:
                continue
            with _member(archive, inside) as source, _reading(path.name):
                data = source.read()
            yield name, data


def heads(home: Path, key: bytes, path: Path) -> Heads:
    """What the copy `path` of the office in `home` holds, by its own database. Raises Refused for a damaged
    one, Unavailable where it cannot be read or the office's disk has no room for it."""
    with _passing(home) as work:
        with _own_disk():
            unpack(path, work, {DATABASE})
        try:
            database = Database(work / DATABASE, key)
            try:
                with database.reading() as connection:
                    return {(row.dev, row.ep): row.seq for row in connection.execute(select(tables.stream))}
            finally:
                database.close()
        except (Refused, Unavailable) as error:
            raise damaged(path.name) from error


def unpack(path: Path, folder: Path, only: Collection[str] | None = None) -> Listed:
    """Write what is listed (or `only` some of it) into `folder`, each file compared with its hash.

    Raises Refused for a damaged file, Unavailable when it cannot be read, OSError when `folder` cannot
    be written.
    """
    with _opened(path) as (archive, listed):
        for name, digest in listed.files.items():
            if only is None or name in only:
                with _member(archive, name) as source:
                    _require_same(_digest(source, path.name, folder / name), digest)
    return listed


@contextmanager
def _opened(path: Path) -> Generator[tuple[tarfile.TarFile, Listed]]:
    """The tar file and its list. Whatever is wrong inside is a damaged backup, not a defect of Wira."""
    try:
        with _open(path) as archive:
            with _reading(path.name):
                listed = _listed(archive)
            yield archive, listed
    except _BROKEN as error:
        raise damaged(path.name) from error
    except Refused as error:
        error.record = error.record or path.name
        raise


def _open(path: Path) -> tarfile.TarFile:
    with _reading(path.name):
        return tarfile.open(path, "r:")  # never compressed: nothing in it unfolds into more than it is


def _listed(archive: tarfile.TarFile) -> Listed:
    if archive.getmember(LIST).size > _LONGEST_LIST:
        raise damaged()
    with _member(archive, LIST) as source:
        listed = msgspec.json.decode(source.read(), type=Listed)
    names = set(listed.files)
    if not names >= _ALWAYS or not all(map(_BLOB.fullmatch, names - _ALWAYS)):
        raise damaged()
    return listed


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    """A plain file of that name; links and devices are none. Raises KeyError or Refused."""
    member = archive.getmember(name)
    source = archive.extractfile(member) if member.isreg() else None
    if source is None:
        raise damaged()
    return source


def _digest(source: IO[bytes], name: str, target: Path | None = None) -> str:
    """The SHA-256 of a member, copied meanwhile to the new file `target`, which is on the disk afterwards."""
    digest = hashlib.sha256()
    with ExitStack() as stack:
        out = None
        if target is not None:
            target.parent.mkdir(parents=True, exist_ok=True)
            out = stack.enter_context(open(target, "xb"))
        while True:
            with _reading(name):
                chunk = source.read(1 << 20)
            if not chunk:
                break
            digest.update(chunk)
            if out is not None:
                out.write(chunk)
        if out is not None:
            out.flush()
            os.fsync(out.fileno())
    return digest.hexdigest()


def _require_same(found: str, listed: str) -> None:
    if found != listed:
        raise damaged()


def damaged(name: str = "") -> Refused:
    """The sentence for the file `name` that is no backup, or no longer a whole one."""
    return Refused(
        tr("Cadangan ini rusak atau bukan cadangan Wira."),
        next_step=tr("Pakai cadangan lain; tidak ada yang diubah."),
        record=name,
        code="backup_damaged",
    )


@contextmanager
def _reading(name: str) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise unread(error, name, "backup_io") from error


def _unproved() -> Unavailable:
    return Unavailable(
        tr("Cadangan yang baru dibuat tidak lolos pemeriksaan dan sudah dihapus."),
        next_step=tr("Ulangi ke tempat lain."),
        code="backup_check",
    )
