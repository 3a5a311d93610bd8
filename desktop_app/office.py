"""Opening the house: an office folder with its lock, keys, database, drafts and blobs.

    home/
        office.json      what may be known before anyone has come in: device, kind, kelurahan
        keyslots.json    one slot per person; they all open the same database key
        wira.db          the encrypted database
        drafts.db        unsaved typing
        salinan/         second copies of the two above
        attempts.json    wrong passphrases that somebody has to wait for
        high-water       where this device's stream stood
        access-mark      where the chain of the access log stood
        directory.json   DKUM's signed directory, to check papers by while nobody is in
        berjalan.json    a program is at work here
        blobs/           attachments and frozen PDFs, encrypted
        backups/  files/
        documents/       plain copies for the system's viewer, until Wira is closed

One program at a time holds a folder.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Final

import msgspec
from filelock import FileLock
from sqlalchemy import Connection

from desktop_app import __version__
from desktop_app.card import OfficeInfo, mend, next_epoch, people_of, read_info, require_info, write_info
from desktop_app.domain import access, people, region
from desktop_app.domain.moments import milliseconds, wib
from desktop_app.errors import Refused, Unavailable, WiraError
from desktop_app.keys import machine, pins
from desktop_app.keys.attempts import Attempts
from desktop_app.keys.device import DeviceKeys
from desktop_app.keys.lock import take_lock
from desktop_app.keys.person import PersonKey
from desktop_app.keys.slots import DEFAULT_COST, Cost, KeySlots, Opened, SlotInfo, no_longer_serves
from desktop_app.storage import (
    archive,
    dialect,
    highwater,
    notes,
    remembered,
    running,
    schema,
    settings,
    tables,
)
from desktop_app.storage.access import AccessLog
from desktop_app.storage.blobs import BlobStore
from desktop_app.storage.context import Context, PersonFacts
from desktop_app.storage.database import LOOKED_THROUGH, Database, disk_errors
from desktop_app.storage.drafts import DRAFTS, DraftStore
from desktop_app.storage.handed import noting as handing_over
from desktop_app.storage.missed import carry as carry_misses
from desktop_app.storage.place import require_fit
from desktop_app.storage.rebuild import rebuild
from desktop_app.storage.work import Author, Changes, Work, trying, working
from desktop_app.sync.directory import TrustedDirectory
from desktop_app.sync.directory import read as read_directory
from desktop_app.sync.posted import post_directory
from resources.i18n import tr

__all__ = [
    "Clock",
    "Office",
    "OfficeInfo",
    "Reading",
    "Session",
    "assemble",
    "open_office",
    "people_of",
    "read_info",
    "require_info",
    "system_clock",
    "take_lock",
    "wib",
    "write_info",
]

Clock = Callable[[], datetime]
Reading = Connection
"""What a question gets: one committed state of the database."""

CITY: Final = region.DEPOK
DEVICE_SECRET: Final = "device"
BEFORE_MIGRATION: Final = "wira-cadangan_sebelum-migrasi"
"""How the name of a backup begins that is made before the database's shape changes."""
_COPYING_S: Final = 60.0


def system_clock() -> datetime:
    """The computer's clock, in UTC. It orders nothing."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Session:
    """The person who has come in."""

    user: str
    name: str
    key: PersonKey


class Office:
    """An open office. One person is in at a time; everything is written in that person's name."""

    def __init__(
        self,
        home: Path,
        info: OfficeInfo,
        lock: FileLock,
        slots: KeySlots,
        database: Database,
        device: DeviceKeys,
        dek: bytes,
        clock: Clock,
        cost: Cost = DEFAULT_COST,
        attempts: Attempts | None = None,
    ) -> None:
        self.home = home
        self.info = info
        self.slots = slots
        self.database = database
        self.device = device
        self.clock = clock
        self.cost = cost
        """What trying a passphrase costs that is chosen while the office is open."""
        self.attempts = attempts or Attempts.of(home, clock=clock)
        self.fallen: running.Fallen | None = None
        """The run before this one, where it did not end as it should."""
        self.behind = 0
        """How many changes it stood, when opened, behind what it had written: a log was lost, or a copy put
        back."""
        self.mended: list[str] = []
        """Files that were lost or damaged when it was opened and were put back from their second copies."""
        self.copying = Lock()
        """Held while a backup is written: what another one has begun is no leftover."""
        self.blobs = BlobStore(home / "blobs", device.identities)
        self.drafts = DraftStore(home / DRAFTS, dek)
        self.access = AccessLog(home, dek)
        self.context = Context(dev=info.dev, ep=info.ep, kind=info.kind, scope=info.scope)
        self.directory: TrustedDirectory | None = None
        self._lock = lock
        self._dek, self._works = dek, 0
        self._session: Session | None = None

    # ---- people --------------------------------------------------------------------------------------

    @property
    def session(self) -> Session:
        """Who is in. Raises Refused while nobody is."""
        if self._session is None:
            raise Refused(
                tr("Belum ada petugas yang masuk."), next_step=tr("Masuk dahulu."), code="no_session"
            )
        return self._session

    @property
    def person(self) -> PersonFacts:
        """The facts of the person who is in."""
        return self.context.people[self.session.user]

    def enter(self, name: str, passphrase: str) -> Session:
        """Come in by passphrase; also how another person takes over. Raises Refused as `open_slot`."""
        return self.admit(self.slots.open_slot(name, passphrase, attempts=self.attempts))

    def admit(self, opened: Opened) -> Session:
        """Let in who has opened a slot. Raises Refused for someone dismissed."""
        key = self.require_active(opened)
        self._session = Session(opened.info.person, opened.info.name, key)
        self._tell_misses()
        self.access.note(milliseconds(self.clock()), opened.info.person, self.info.dev, access.ENTER)
        return self._session

    def _tell_misses(self) -> None:
        carry_misses(self.attempts, self.access, self.info.dev, self.keep_access)

    @contextmanager
    def telling_misses(self) -> Generator[None]:
        """A passphrase is asked for while somebody is in: one that does not fit is in the journal at once."""
        try:
            yield
        except Refused:
            self._tell_misses()
            raise

    def require_active(self, opened: Opened) -> PersonKey:
        """The key of who has opened a slot. Raises Refused for someone dismissed."""
        facts = self.context.people.get(opened.info.person)
        if opened.key is None or (facts is not None and not facts.active):
            raise no_longer_serves(opened.info.name)
        return opened.key

    def way_in(self) -> Opened:
        """By what who is in is let in again, once the folder was closed for a deed that was then refused."""
        session = self.session
        return Opened(SlotInfo(session.user, session.name, "", b"", self.cost), self._dek, session.key)

    def dismissed(self) -> Refused | None:
        """What to say to the person who is in where they have been dismissed since: a file told it, or an
        admin at another computer did it. None while they serve, or nobody is in."""
        session = self._session
        facts = self.context.people.get(session.user) if session is not None else None
        if session is None or facts is None or facts.active:
            return None
        return no_longer_serves(session.name)

    def leave(self) -> None:
        """Nobody is in any more; the folder stays open."""
        self._session = None

    # ---- asking and doing ----------------------------------------------------------------------------

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """One committed state to ask questions of. A mentor's account sees only their people in it."""
        with self.database.reading(self._narrowing()) as connection:
            yield connection

    def _narrowing(self) -> list[str]:
        facts = self.context.people.get(self._session.user) if self._session is not None else None
        if facts is None or not people.sees_only_own(facts.roles):
            return []
        columns = {name: frozenset(table.c.keys()) for name, table in tables.PLAIN.items()}
        return dialect.narrowing(facts.mentor, columns)

    @contextmanager
    def work(self) -> Generator[Work]:
        """What the person who is in does in one transaction; see `storage.work`.

        Raises Refused (``moved_away``) once the office was handed to another computer.
        """
        session, directory = self.session, self.directory
        author = Author(session.user, lambda body: session.key.key_id + session.key.sign_op(body))
        try:
            with working(self.database, self.context, author, self.clock()) as work:
                if self.info.moved:  # looked at under the lock that `end` holds
                    raise _moved_away(self.info)
                self._works += 1
                yield work
                noted = self.access.write(work.connection)
                work.on_failure(lambda: self.access.take_back(noted))
        except BaseException:
            if self.directory is not directory:  # learnt in this work, and not kept
                self.use_directory(directory)
            raise
        self.access.written(noted)
        highwater.write(self.home / "high-water", highwater.Mark(self.context.ep, *work.position))

    def keep_access(self) -> None:
        """Write what the access log has noted: one commit, no op. Raises Unavailable."""
        if not self.access.waiting:
            return
        with disk_errors(), self.database.locked() as connection:
            if self.info.moved:  # nothing is kept here any more
                return
            noted = self.access.keep(connection)
            self._works += 1
        self.access.written(noted)

    @contextmanager
    def trial(self) -> Generator[Work]:
        """A work that is always rolled back: to see what something would do."""
        author = Author(self.session.user, self.session.key.sign_op)
        with trying(self.database, self.context, author, self.clock()) as work:
            yield work

    def do(self, step: Callable[[Work], object]) -> Changes:
        """Run one step as a work of its own and say what moved."""
        with self.work() as work:
            step(work)
        return work.changes

    def keep(self, work: Work, data: bytes) -> str:
        """Put a blob that `work` is about to name; it goes again when the work fails. Raises Unavailable."""
        name = sha256(data).hexdigest()
        if not self.blobs.has(name):
            work.on_failure(lambda: self.blobs.drop(name))
        return self.blobs.put(data)

    def today(self) -> date:
        """The date in Depok (WIB, UTC+7)."""
        return wib(self.clock()).date()

    def put_device(self, device: DeviceKeys) -> None:
        """Keep changed device keys."""
        self.slots.put_secret(DEVICE_SECRET, device.to_bytes(), self._dek)
        self.device = device
        self.blobs = BlobStore(self.home / "blobs", device.identities)

    def give_slot(self, name: str, passphrase: str, key: PersonKey, *, replace: bool = False) -> SlotInfo:
        """Let a person come in by a passphrase of their own."""
        return self.slots.add_slot(
            name, passphrase, dek=self._dek, key=key, person=key.person, now=self.clock(), cost=self.cost,
            replace=replace,
        )  # fmt: skip

    def put_sheet(self, words: str) -> SlotInfo:
        """Let the words of a printed sheet in as the person who is in; see `KeySlots.put_sheet`."""
        session = self.session
        return self.slots.put_sheet(
            words, name=session.name, dek=self._dek, key=session.key, now=self.clock(), cost=self.cost
        )

    def set_recovery(self, recipients: list[str]) -> None:
        """Let DKUM's recovery key open this office's database."""
        self.slots.set_recovery(self._dek, recipients, bytes.fromhex(self.info.dev))

    def put_secret(self, name: str, data: bytes) -> None:
        """Keep private bytes beside the device's keys (DKUM's own authority keys)."""
        self.slots.put_secret(name, data, self._dek)

    def get_secret(self, name: str, slots: KeySlots | None = None) -> bytes:
        """Inverse of `put_secret`, or the same in a copy's `slots`. Raises Unavailable when there is none."""
        return (self.slots if slots is None else slots).get_secret(name, self._dek)

    def back_up(self, path: Path, now: datetime, *, moving: bool = False) -> archive.Listed:
        """Write a checked backup of this office to `path`; see `storage.archive`. Raises Unavailable, also
        while another one is written for longer than a minute."""
        if not self.copying.acquire(timeout=_COPYING_S):
            raise Unavailable(
                tr("Cadangan lain sedang dibuat."),
                next_step=tr("Tunggu sampai selesai, lalu ulangi."),
                code="backup_busy",
            )
        try:
            with disk_errors():
                return archive.write(self.home, self._dek, self._copy_database, path, now, moving=moving)
        finally:
            self.copying.release()

    def heads_of(self, path: Path) -> archive.Heads:
        """What a backup of this office holds; see `storage.archive.heads`. Raises Refused or Unavailable."""
        with self.copying, disk_errors():  # one that is written clears away the folders of others
            return archive.heads(self.home, self._dek, path)

    @property
    def works(self) -> int:
        """How many works were begun since it was opened: where it is the same, nothing was written."""
        return self._works

    def end(self, works: int, listed: archive.Listed) -> bool:
        """Write nothing here any more: another computer goes on with the copy `listed`.

        False, and it goes on, where it is no longer what was copied: a work was begun since there were
        `works`, or keys or card have changed. Raises Unavailable where the disk does not take it.
        """
        with disk_errors(), self.database.locked() as connection:
            if self._works != works or not archive.same_small(self.home, listed):
                return False
            ended = msgspec.structs.replace(self.info, moved=self.clock().isoformat())
            with handing_over(connection, ended.ep, ended.moved):
                write_info(self.home, ended)
            self.info = ended
        return True

    def _copy_database(self, path: Path) -> archive.Copied:
        with self.database.locked() as connection:
            return archive.copy_database(connection, path)

    @property
    def area(self) -> str:
        """How files name this office: its kelurahan, or the city's four digits for DKUM."""
        return self.info.scope or CITY

    def use_directory(self, directory: TrustedDirectory | None) -> None:
        """Know the devices and first admins that DKUM's directory names; none before the grant."""
        self.directory = directory
        if directory is None:
            self.context.use_devices({}, {}, {}, set(), set())
            return
        devices, admins = directory.content.devices, directory.content.admins
        self.context.use_devices(
            {each.dev: (each.kind, "" if each.kelurahan == CITY else each.kelurahan) for each in devices},
            {each.dev: frozenset(each.served) for each in devices if each.served},
            {each.dev: each.counts for each in devices if each.last_good or each.revoked is not None},
            {bytes.fromhex(admin.key) for admin in admins if admin.revoked is None},
            {bytes.fromhex(admin.key) for admin in admins},
        )
        post_directory(self.home, directory.data)
        if not self.info.sample:  # a demo is gone tomorrow
            pins.remember(self.home, directory.accepted_roots(), directory.version)

    def begin_epoch(self, why: str) -> None:
        """Write under a new epoch from now on, because of `why` (a key of `actions.standing.REASONS`).

        Every other copy of this office holds the same keys, so from now on this one has keys of its own:
        that is how DKUM tells them apart. DKUM keeps its keys, which all offices know. Raises Unavailable.
        """
        if self.info.kind != "dkum":
            self.put_device(self.device.renewed())
        ep = next_epoch(self.info.dev, self.info.ep)
        info = msgspec.structs.replace(self.info, ep=ep, why=why, machine=machine.mark())
        with disk_errors():
            write_info(self.home, info)
        self.info, self.context.ep = info, info.ep

    def close(self) -> None:
        """Close everything and give the folder free."""
        with suppress(WiraError):  # what cannot be written any more cannot be told any more either
            self.keep_access()
        self.clear_viewed()
        self.drafts.close()
        self.database.close()
        running.unmark(self.home, self.fallen)
        notes.office_closed(self.info.dev)
        self._lock.release()

    def clear_viewed(self) -> None:
        """Remove copies of papers once handed to the system's viewer; one that is still open there stays."""
        for path in (self.home / "documents").glob("*.pdf"):
            with suppress(OSError):
                path.unlink()

    def read_of_fall(self) -> None:
        """Somebody has read what became of the last run: it is not told again."""
        if self.fallen is not None:
            self.fallen, self.behind = None, 0
            running.mark(self.home, __version__)


def assemble(
    home: Path,
    info: OfficeInfo,
    lock: FileLock,
    slots: KeySlots,
    dek: bytes,
    clock: Clock,
    *,
    new: bool = False,
    cost: Cost = DEFAULT_COST,
    attempts: Attempts | None = None,
) -> Office:
    """Put the parts of an office together; nobody is in yet. Raises Refused or Unavailable.

    `new`: its database is made. Otherwise it has to be there and sound; a lost one is never replaced by an
    empty one.
    """
    device = DeviceKeys.from_bytes(slots.get_secret(DEVICE_SECRET, dek))
    fallen = running.look(home)
    database = Database(home / "wira.db", dek, new=new)
    office = Office(home, info, lock, slots, database, device, dek, clock, cost, attempts)
    try:
        if new:
            schema.create(database)
        else:
            database.look_through(LOOKED_THROUGH)
        schema.prepare(
            database,
            keep_copy=lambda connection: _keep_copy(home, dek, connection, clock()),
            refold=lambda connection: _refold(office, connection),
        )
        with office.reading() as connection:
            office.context.load(connection)
            behind = highwater.behind(connection, info.dev, info.ep, home / "high-water")
            office.access.settle(
                connection, milliseconds(clock()), info, fell=fallen is not None, behind=behind > 0
            )
            _use_kept_directory(office, connection)
    except BaseException:
        office.drafts.close()
        database.close()
        raise
    fallen = running.with_loss(fallen, behind)
    office.fallen, office.behind = fallen, fallen.behind if fallen is not None else 0
    try:
        _settle_place(office, behind=behind > 0)
        remembered.again(home, database, office.context, clock(), office.access.seal_word)
    except BaseException:
        office.close()
        raise
    running.mark(home, __version__, fallen)
    notes.office_opened(info.dev)
    return office


def _settle_place(office: Office, *, behind: bool) -> None:
    """A folder put back to an older state, or copied from another computer, goes on under a new epoch."""
    info = office.info
    if machine.is_other(info.machine):
        office.begin_epoch("moved")
    elif behind:
        office.begin_epoch("behind")
    elif not info.machine and (mark := machine.mark()):
        office.info = msgspec.structs.replace(info, machine=mark)
        with suppress(OSError):  # a folder that cannot be written is told where something is written
            write_info(office.home, office.info)


def _use_kept_directory(office: Office, connection: Connection) -> None:
    directory = settings.get(connection, "directory")
    if directory is not None:
        office.use_directory(read_directory(directory, None))  # its root was checked when it came


def _refold(office: Office, connection: Connection) -> None:
    """Build the projections anew in the transaction that has changed the tables' shape; writes no op."""
    _use_kept_directory(office, connection)
    nobody = Author("", lambda _body: b"")
    rebuild(Work(connection, office.context, nobody, office.clock()))


def _keep_copy(home: Path, dek: bytes, connection: Connection, now: datetime) -> None:
    """A backup of the office as it was before its shape changes."""
    path = home / "backups" / f"{BEFORE_MIGRATION}_{wib(now):%Y%m%d-%H%M%S}.tar"
    archive.write(home, dek, lambda copy: archive.copy_database(connection, copy), path, now)


def _moved_away(info: OfficeInfo) -> Refused:
    return Refused(
        tr(
            "{office} di komputer ini sudah disiapkan pindah pada {waktu}, jadi tidak dibuka lagi di sini.",
            office=info.name, waktu=f"{wib(datetime.fromisoformat(info.moved)):%d-%m-%Y %H.%M}",
        ),
        next_step=tr(
            "Lanjutkan di komputer baru dengan berkas pindahannya, atau batalkan pindahnya di layar ini."
        ),
        code="moved_away",
    )  # fmt: skip


def open_office(
    home: Path,
    name: str,
    passphrase: str,
    *,
    clock: Clock = system_clock,
    attempts: Attempts | None = None,
    cost: Cost = DEFAULT_COST,
    ended: bool = False,
) -> Office:
    """Open the office in `home` and let `name` in; one that was handed to another computer only if `ended`.

    Otherwise as `open_with`.
    """

    def key(slots: KeySlots, tries: Attempts) -> Opened:
        return slots.open_slot(name, passphrase, attempts=tries)

    return open_with(home, key, clock=clock, attempts=attempts, cost=cost, ended=ended)


def open_with(
    home: Path,
    key: Callable[[KeySlots, Attempts], Opened],
    *,
    clock: Clock = system_clock,
    attempts: Attempts | None = None,
    cost: Cost = DEFAULT_COST,
    ended: bool = False,
) -> Office:
    """Open the office in `home` with what `key` opens of its slots, and let that person in.

    Where the file's shape must change, a backup is kept in ``backups`` first. `cost` is that of passphrases
    chosen while it is open. Raises Refused (no office here, a place that is no disk of this computer, wrong
    passphrase, newer file) or Unavailable (lock, disk, lost or damaged database).
    """
    info = require_info(home)
    if info.moved and not ended:
        raise _moved_away(info)
    if not info.sample:  # a demo is gone tomorrow
        require_fit(home)
    lock = take_lock(home)
    try:
        info = require_info(home)  # who held the lock before may have handed it over, or put a backup here
        if info.moved and not ended:
            raise _moved_away(info)
        slots = KeySlots.load(home / "keyslots.json")
        attempts = attempts or Attempts.of(home, clock=clock)
        opened = key(slots, attempts)
        mended = mend(home)  # not before somebody is in: who is told of it is the one who is let in
        office = assemble(home, info, lock, slots, opened.dek, clock, cost=cost, attempts=attempts)
    except BaseException:
        lock.release()
        raise
    office.mended = mended
    try:
        office.admit(opened)
    except BaseException:
        office.close()
        raise
    return office
