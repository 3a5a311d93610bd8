"""The access log: who opened, printed, exported, searched or was shown what, as a hash chain of its own.

    mac(n) = HMAC(key, mac(n-1) | entry n)        key: derived from the office's database key

It stays in the office. Entries are noted in memory by whichever thread (`AccessLog.note` neither waits nor
fails), and written in batches: with the next work, or at the latest a second later by themselves, in one
commit without an op. An entry holds no name and no NIK; a search for a NIK holds a keyed digest of it, which
can be forgotten without breaking the chain. Where the chain stood is also kept outside the database, so that
an end that was cut off is known.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, Final, Protocol

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, select

from desktop_app.domain.access import LOST, OPEN, RESTORE
from desktop_app.storage import dialect, highwater, settings, tables
from desktop_app.storage.work import whole

FILE: Final = "access-mark"
"""The file of an office folder that says where the chain stood."""
LINES: Final = 2
"""How often it says so: a damaged byte takes one line away, and the other one still says it."""
START: Final = bytes(32)
UNKNOWN: Final = "-unknown"
"""What ends the `about` of a restore (else its epoch) where nobody can say how much is gone."""
FELL: Final = "fell"
UNREAD: Final = "unread"
"""The `about` of what may be no loss: the word outside was gone or unreadable, and nothing says more."""
_RESTORES: Final = frozenset({"restored", "moved"})
"""Why an office is in a new epoch (`actions.standing.REASONS`) with older data, by Wira's own doing."""
_BASE: Final = "access_base"
_HEAD: Final = "access_head"
AGAIN_MS: Final = 10 * 60_000
"""A record that stays before somebody's eyes, or comes back to them within this time, was opened once."""

_LAST_SQL: Final = "SELECT id, mac FROM access ORDER BY id DESC LIMIT 1"
_SAID_SQL: Final = "SELECT 1 FROM access WHERE deed = ? AND about IN (?, ?) LIMIT 1"
_OLDEST_SQL: Final = "SELECT at FROM access ORDER BY id LIMIT 1"
_LAST_OLD_SQL: Final = (
    "SELECT id, mac FROM access WHERE id < coalesce((SELECT min(id) FROM access WHERE at >= ?), 0)"
    " ORDER BY id DESC LIMIT 1"
)
_CUT_SQL: Final = "DELETE FROM access WHERE id <= ?"
_FORGET_SQL: Final = "UPDATE access SET digest = NULL, salt = NULL WHERE digest = ?"


@dataclass(frozen=True, slots=True)
class Noted:
    """One entry that is not written yet. `at` in ms since 1970; `record` an id (16 bytes) or None."""

    at: int
    user: bytes
    dev: bytes
    deed: str
    record: bytes | None
    about: str
    count: int
    digest: bytes | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a chain stands: the number of its last entry and that entry's mac."""

    seq: int = 0
    mac: bytes = START


@dataclass(frozen=True, slots=True)
class Batch:
    """What was written into a transaction that is still open, and where the chain stands after it; None where
    nothing waited."""

    noted: tuple[Noted, ...]
    place: Place | None


@dataclass(frozen=True, slots=True)
class Walk:
    """What a walk along the chain found: how many entries, where it ends, which do not fit what stands before
    them, and which numbers are not there."""

    entries: int
    end: Place
    broken: tuple[int, ...]
    missing: tuple[tuple[int, int], ...]


class Card(Protocol):
    """What `settle` asks of an office's card."""

    @property
    def dev(self) -> str: ...
    @property
    def ep(self) -> int: ...
    @property
    def why(self) -> str: ...


class AccessLog:
    """The chain of one open office, and what waits to be written to it."""

    def __init__(self, home: Path, dek: bytes) -> None:
        self._mark = home / FILE
        self._key = _derive(dek, b"wira access log v1")
        self._nik_key = _derive(dek, b"wira access nik v1")
        self._word_key = _derive(dek, b"wira erasing words v1")
        self._lock = Lock()
        self._waiting: list[Noted] = []
        self._opened: dict[tuple[bytes, bytes], int] = {}
        self._marked = 0
        self.woken: Callable[[], object] = lambda: None
        """Called, by whichever thread, when something has been noted; the window sets a timer by it."""

    @property
    def waiting(self) -> int:
        """How many entries are not written yet."""
        return len(self._waiting)

    @property
    def restore_waits(self) -> bool:
        """Whether it waits to be written that a copy was put back: until then the mark is ahead."""
        return any(each.deed == RESTORE for each in tuple(self._waiting))

    def note(
        self, at: int, user: str, dev: str, deed: str, *, record: str = "", about: str = "", count: int = 1,
        nik: str = "",
    ) -> None:  # fmt: skip
        """Keep in mind what somebody did. Cheap and silent; any thread. Ids are hex."""
        who = bytes.fromhex(user)
        which = bytes.fromhex(record) if record else None
        with self._lock:
            if deed == OPEN and which is not None and not self._is_new(who, which, at):
                return
            digest = self.digest(nik) if nik else None
            self._waiting.append(Noted(at, who, bytes.fromhex(dev), deed, which, about, count, digest))
        self.woken()

    def _is_new(self, who: bytes, which: bytes, at: int) -> bool:
        before = self._opened.get((who, which))
        if before is not None and 0 <= at - before < AGAIN_MS:
            return False
        if len(self._opened) > 5000:
            self._opened.clear()
        self._opened[who, which] = at
        return True

    def seal_word(self, word: bytes) -> bytes:
        """How this office knows again that an erasing op counted in its log (`storage.remembered`)."""
        return hmac.digest(self._word_key, word, "sha256")

    def digest(self, nik: str) -> bytes:
        """What stands for a NIK in this office's log: without the key nobody can try numbers against it."""
        return hmac.digest(self._nik_key, nik.encode(), "sha256")[:16]

    def write(self, connection: Connection) -> Batch:
        """Write what waits into the open transaction, and let go of it: what comes back is given to `written`
        once it is kept, to `take_back` when it is not."""
        with self._lock:
            noted, self._waiting = self._waiting, []
        if not noted:
            return Batch((), None)
        try:
            return Batch(tuple(noted), self._append(connection, noted))
        except BaseException:
            self.take_back(Batch(tuple(noted), None))
            raise

    def keep(self, connection: Connection) -> Batch:
        """Write what waits in a commit of its own; `connection` is the locked one. As `write`."""
        batch = Batch((), None)
        try:
            with whole(connection):
                batch = self.write(connection)
        except BaseException:
            self.take_back(batch)
            raise
        return batch

    def _append(self, connection: Connection, noted: list[Noted]) -> Place:
        place = _stands(connection)
        rows: list[tuple[Any, ...]] = []
        for each in noted:
            salt = os.urandom(16) if each.digest is not None else None
            seal = _seal(each.digest, salt)
            row = (place.seq + 1, each.at, each.user, each.dev, each.deed, each.record, each.about,
                   each.count, seal)  # fmt: skip
            place = Place(place.seq + 1, self._next(place.mac, row))
            rows.append((*row, each.digest, salt, place.mac))
        dialect.many(connection, dialect.insert_sql(tables.access), rows)
        settings.put(connection, _HEAD, msgspec.json.encode([place.seq, place.mac.hex()]))
        return place

    def take_back(self, batch: Batch) -> None:
        """It was not kept: it waits again, before what came meanwhile."""
        with self._lock:
            self._waiting[:0] = batch.noted

    def written(self, batch: Batch) -> None:
        """It is kept: say outside the database too where the chain stands."""
        place = batch.place
        if place is None:
            return
        with self._lock:
            if place.seq > self._marked:
                self._marked = place.seq
                highwater.write(self._mark, highwater.Mark(0, place.seq, place.mac.hex()), lines=LINES)

    def outside(self) -> Place | None:
        """Where the chain stood by the word outside the database; None where there is none."""
        found = highwater.read(self._mark)
        return Place(found.seq, bytes.fromhex(found.head)) if found is not None else None

    def outside_spoilt(self) -> bool:
        """Whether one of the two lines of that word is damaged while the other one can be read."""
        return highwater.spoilt(self._mark, LINES)

    def missed(self, connection: Connection) -> int:
        """How many entries that were once kept are not in the database: an older state was put back."""
        outside = self.outside()
        return max(0, outside.seq - _stands(connection).seq) if outside is not None else 0

    def settle(
        self, connection: Connection, at: int, card: Card, *, fell: bool, behind: bool = False
    ) -> None:
        """On opening: where entries are gone, or may be, the chain itself says so from now on.

        A restore by Wira is said once for each epoch it began, even where nothing is gone: after that it
        explains nothing any more. `fell`: the run before was cut off, and its last word outside may be torn.
        `behind`: by the high-water file the database is an older one, so entries are gone with it, although
        nobody can count them. Without either, one that is gone or unreadable proves nothing.
        """
        outside, gone = self.outside(), self.missed(connection)
        unknown = outside is None and _stands(connection).seq > 0
        if card.why in _RESTORES and not _said(connection, str(card.ep)):
            deed, about = RESTORE, f"{card.ep}{UNKNOWN if unknown else ''}"
        elif gone or unknown:
            deed, about = LOST, _why(unknown=unknown, fell=fell, behind=behind)
        else:
            return
        self._waiting.insert(0, Noted(at, b"", bytes.fromhex(card.dev), deed, None, about, gone, None))

    def drop(self) -> None:
        """Nobody did what waits: the office is only being founded."""
        with self._lock:
            self._waiting.clear()

    def walk(self, connection: Connection) -> Walk:
        """Look along the whole chain; it only reads."""
        place = base(connection)
        entries, broken, missing = 0, list[int](), list[tuple[int, int]]()
        for row in _rows(connection):
            seq, mac, seal = row[0], row[11], row[8]
            entries += 1
            if seq != place.seq + 1:
                missing.append((place.seq + 1, seq - 1))
            elif self._next(place.mac, row[:9]) != mac or (
                row[9] is not None and _seal(row[9], row[10]) != seal
            ):
                broken.append(seq)
            place = Place(seq, mac)
        return Walk(entries, place, tuple(broken), tuple(missing))

    def _next(self, before: bytes, row: tuple[Any, ...]) -> bytes:
        return hmac.digest(self._key, before + msgspec.msgpack.encode(row), "sha256")


def base(connection: Connection) -> Place:
    """Where the chain begins: before its first entry that is still kept."""
    return _place(settings.get_json(connection, _BASE))


def head(connection: Connection) -> Place:
    """Where the chain ends by the database's own word."""
    return _place(settings.get_json(connection, _HEAD))


def oldest(connection: Connection) -> int | None:
    """When the first entry that is kept was made (ms since 1970); None where there is none."""
    found = dialect.ask(connection, _OLDEST_SQL)
    return found[0][0] if found else None


def cut(connection: Connection, before: int) -> None:
    """Let the chain begin behind its entries from before `before` (ms since 1970), as far as they stand in a
    row at its beginning, and never behind its last one. The connection is a work's."""
    found = dialect.ask(connection, _LAST_OLD_SQL, (before,))
    if found:
        number, mac = found[0]
        settings.put(connection, _BASE, msgspec.json.encode([number, mac.hex()]))
        dialect.many(connection, _CUT_SQL, [(number,)])


def forget(connection: Connection, digest: bytes) -> None:
    """Forget which NIK was searched for; that somebody searched stays, and the chain still holds. The
    connection is a work's."""
    dialect.many(connection, _FORGET_SQL, [(digest,)])


def _why(*, unknown: bool, fell: bool, behind: bool) -> str:
    if not unknown:
        return ""
    return FELL if fell else "" if behind else UNREAD


def _said(connection: Connection, ep: str) -> bool:
    return bool(dialect.ask(connection, _SAID_SQL, (RESTORE, ep, ep + UNKNOWN)))


def _stands(connection: Connection) -> Place:
    found = dialect.ask(connection, _LAST_SQL)
    return Place(found[0][0], found[0][1]) if found else base(connection)


def _rows(connection: Connection) -> Iterator[tuple[Any, ...]]:
    access = tables.access
    yield from dialect.each(connection, select(access).order_by(access.c.id))


def _place(kept: Any) -> Place:
    return Place(int(kept[0]), bytes.fromhex(kept[1])) if kept else Place()


def _seal(digest: bytes | None, salt: bytes | None) -> bytes | None:
    return sha256(salt + digest).digest() if salt is not None and digest is not None else None


def _derive(dek: bytes, label: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=label).derive(dek)
