"""Kotak masuk: a folder that a sync program, a share or a person fills, looked at again and again.

A file is taken only when it is whole: everything its header announces is there with the right hash, and it
did not change while it was read. It is copied to this computer first, so that what is opened is what was
looked at. Files for others, files of ours, and what is no sync file stay as they are.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

from desktop_app.actions.arrivals import is_taken
from desktop_app.actions.exchange_settings import OPENED, REFUSED
from desktop_app.actions.gathering import is_passing
from desktop_app.actions.peers import mates_of
from desktop_app.actions.sweeping_files import tells_of_erased
from desktop_app.actions.taking import Outcome
from desktop_app.actions.trust import identities
from desktop_app.domain.moments import milliseconds, wib
from desktop_app.errors import SyncRefused, Unavailable, WiraError
from desktop_app.keys.age import recipient_id
from desktop_app.keys.atomic import BARRED, write_atomic
from desktop_app.keys.device import identity_ids
from desktop_app.office import Office
from desktop_app.sync.container import begins_as_sync_file, is_whole, peek_bytes
from desktop_app.sync.manifest import ENROLMENT, MAX_FILE, MIB, Core
from desktop_app.sync.refusal import io_refusal
from desktop_app.sync.writer import free_path
from resources.i18n import tr

STAYS: Final = ("E_SPACE", "E_IO", "E_VERSION", "not_enrolled")
"""Refusals that say nothing against the file: it stays where it is and is tried again."""

_MOST_BYTES: Final = 128 * MIB
_SETTLED_MS: Final = 60_000
_STUCK_MS: Final = 15 * 60_000

Stamp = tuple[int, int]
"""Size and time of a file: equal ones mean that nobody wrote to it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A whole file in the inbox, its copy on this computer, and what it says about itself."""

    source: Path
    copy: Path
    stamp: Stamp
    sha256: str
    core: Core | None


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the inbox found.

    `copying` are not whole yet, `stuck` of those did not grow for a quarter of an hour. `doors` are requests
    and grants, which a person opens. `left` is everything that is nobody's business here.
    """

    found: tuple[Found, ...] = ()
    more: bool = False
    copying: int = 0
    stuck: tuple[str, ...] = ()
    doors: tuple[str, ...] = ()
    left: int = 0


@dataclass(slots=True)
class _Tally:
    """A look under way."""

    found: list[Found] = field(default_factory=list[Found])
    size: int = 0
    copying: int = 0
    stuck: list[str] = field(default_factory=list[str])
    doors: list[str] = field(default_factory=list[str])
    left: int = 0

    def not_whole(self, path: Path, still: int) -> None:
        self.copying += 1
        if still >= _STUCK_MS:
            self.stuck.append(path.name)

    def told(self, *, more: bool = False) -> Look:
        found = sorted(self.found, key=_order)
        return Look(tuple(found), more, self.copying, tuple(self.stuck), tuple(self.doors), self.left)


@dataclass
class Inbox:
    """What was seen in the inbox since the program began. `refused` is shared with the note."""

    office: Office
    refused: dict[str, str]
    seen: dict[Path, tuple[Stamp, int]] = field(default_factory=dict[Path, tuple[Stamp, int]])
    done: dict[Path, Stamp] = field(default_factory=dict[Path, Stamp])

    def look(self, folder: Path) -> Look:
        """Look through the folder and copy what is whole. Raises Unavailable where the folder cannot be
        read, SyncUnavailable (E_SPACE, E_IO) where this computer's disk takes no copy."""
        now = milliseconds(self.office.clock())
        ours = identity_ids(identities(self.office))
        tally = _Tally()
        shutil.rmtree(self._copies(), ignore_errors=True)
        before, self.seen = self.seen, {}
        for path in _walk(folder):
            try:
                stamp = _stamp(path)
            except OSError:
                continue  # moved away meanwhile
            was, since = before.get(path, (stamp, now))
            self.seen[path] = (stamp, since if was == stamp else now)
            if self.done.get(path) == stamp or is_passing(path.name):
                tally.left += 1
                continue
            data = self._whole(path, stamp, now - self.seen[path][1], tally)
            if data and self._nobodys(path, stamp, data, ours, tally):
                continue
            if data and tally.found and tally.size + len(data) > _MOST_BYTES:
                return tally.told(more=True)
            if data:
                tally.size += len(data)
                tally.found.append(self._found(path, stamp, data, len(tally.found)))
        return tally.told()

    def _whole(self, path: Path, stamp: Stamp, still: int, tally: _Tally) -> bytes:
        """The whole file; nothing while it is being copied, is locked, or is no sync file."""
        try:
            if not begins_as_sync_file(path):
                tally.left += 1
                if still >= _SETTLED_MS:
                    self.done[path] = stamp
                return b""
            data = path.read_bytes() if stamp[0] <= MAX_FILE else b""
            whole = is_whole(data)
            if whole is None and still >= _SETTLED_MS:
                whole = True  # not to be told from outside: opening it says what it is
            if whole and _stamp(path) == stamp:
                return data
        except OSError:
            pass  # gone, or held by whoever writes it: the next look will tell
        tally.not_whole(path, still)
        return b""

    def _nobodys(self, path: Path, stamp: Stamp, data: bytes, ours: frozenset[str], tally: _Tally) -> bool:
        """A person's business, our own, for others, in already, or refused before and not to be moved."""
        core = _claim(data)
        if core is not None and core.kind in ENROLMENT:
            tally.doors.append(path.name)
            return True
        tally.left += 1
        if core is not None and core.dev != self.office.info.dev and not ours.isdisjoint(core.rcpt):
            with self.office.reading() as connection:
                taken = is_taken(connection, core)
            if taken and tells_of_erased(self.office, path):
                with suppress(OSError):
                    path.unlink()
            elif taken and (self._shared(core) or not self._moved(path, stamp, None)):
                self.done[path] = stamp
            if taken:
                return True
        elif core is not None:
            self.done[path] = stamp
            return True
        if sha256(data).hexdigest() in self.refused:
            self.done[path] = stamp
            return True
        tally.left -= 1
        return False

    def _found(self, path: Path, stamp: Stamp, data: bytes, number: int) -> Found:
        copy = self._copy(number, path.name, data)
        return Found(path, copy, stamp, sha256(data).hexdigest(), _claim(data))

    def put_away(self, found: Found, outcome: Outcome) -> bool:
        """Move the file out of the way, or remember it where that cannot be done or another computer still
        needs it. Returns whether it was moved; never raises."""
        with suppress(OSError):
            shutil.rmtree(found.copy.parent)
        code = outcome.error.code if outcome.error is not None else ""
        if code in STAYS:
            if code == "E_VERSION":  # a newer program will look anew
                self.done[found.source] = found.stamp
            return False
        refused = outcome.error is not None and code != "E_GAP"
        error = outcome.error if refused else None
        if not self._shared(found.core) and self._moved(found.source, found.stamp, error):
            return True
        self.done[found.source] = found.stamp
        if refused:
            self.refused[found.sha256] = code
        return False

    def _moved(self, path: Path, stamp: Stamp, error: WiraError | None) -> bool:
        folder = path.parent / (OPENED if error is None else REFUSED)
        try:
            if _stamp(path) != stamp:
                return False  # another file by now: it is looked at by itself
            folder.mkdir(exist_ok=True)
            target = free_path(folder, path.name)
            if error is not None:
                write_atomic(target.with_name(f"{target.name}.txt"), self._reason(error).encode())
            os.replace(path, target)
        except OSError:
            return False
        return True

    def _reason(self, error: WiraError) -> str:
        """Class, sentence and next step: they name files, never people."""
        at = f"{wib(self.office.clock()):%d-%m-%Y %H.%M}"
        return "\n".join((
            tr("Ditolak {waktu} WIB oleh {kantor}.", waktu=at, kantor=self.office.info.name),
            error.message, error.next_step, f"({error.code})", "",
        ))  # fmt: skip

    def _shared(self, core: Core | None) -> bool:
        """Whether another computer of this office, by DKUM's newest directory, needs it there too."""
        mates = {
            recipient_id(each.recipient) for each in mates_of(self.office) if core and each.dev != core.dev
        }
        return core is not None and not mates.isdisjoint(core.rcpt)

    def _copies(self) -> Path:
        return self.office.home / "files" / "inbox"

    def _copy(self, number: int, name: str, data: bytes) -> Path:
        """A copy under its own name: notes and lists tell files by their names."""
        folder = self._copies() / str(number)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        except OSError as error:
            raise io_refusal(error, record=name, writing=True) from error
        return folder / name


def _walk(folder: Path) -> Iterator[Path]:
    """Files below, without hidden folders and without those into which files are put away."""

    def failed(error: OSError) -> None:
        if Path(error.filename or folder) == folder:
            raise _no_inbox(folder, error) from error

    for place, folders, names in os.walk(folder, onerror=failed):
        folders[:] = sorted(
            each for each in folders if not each.startswith(".") and each not in (OPENED, REFUSED)
        )
        yield from (Path(place, name) for name in sorted(names))


def _no_inbox(folder: Path, error: OSError) -> Unavailable:
    if error.errno in BARRED:
        return Unavailable(
            tr("Kotak masuk tidak ada atau tidak boleh dibaca."),
            next_step=tr(
                "Sambungkan lagi folder bersama atau flash disknya, atau pilih folder lain di Pengaturan. "
                "Wira terus melihat sendiri."
            ),
            record=folder.name,
            code="inbox_gone",
        )
    return Unavailable(
        tr("Kotak masuk tidak dapat dibaca karena tempat penyimpanannya bermasalah."),
        next_step=tr("Periksa kabel, jaringan, atau flash disknya. Wira terus melihat sendiri."),
        record=folder.name,
        code="inbox_medium",
    )


def _claim(data: bytes) -> Core | None:
    """What a file says about itself, unverified; None for one of a newer program."""
    try:
        return peek_bytes(data)
    except SyncRefused:
        return None


def _stamp(path: Path) -> Stamp:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _order(found: Found) -> tuple[bool, int, int, str]:
    """As `taking.open_files`: DKUM's answers first, then by number and part."""
    core, name = found.core, found.source.name
    return (core.kind != "reply", core.no, core.part, name) if core is not None else (True, 0, 0, name)
