"""The list of erasures beside the database: a copy from before one must not show the person again.

    dihapus.json               in the office folder
    wira-dihapus_<office>.json beside the backups

It holds the erasing ops themselves with their signatures, which name ids and nobody, each under the seal of
the office in whose log it counted. Without that seal and the signature of somebody whom DKUM admitted nothing
in it is believed: whoever lays a file there erases nobody. DKUM's next files bring what is not believed.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import Connection, select

from desktop_app.domain.erasing import ERASE
from desktop_app.domain.op import decode, op_id
from desktop_app.domain.shape import key_of
from desktop_app.errors import SyncRefused
from desktop_app.keys.atomic import write_atomic
from desktop_app.keys.signing import OP_TYPE, Signature, key_id, verify_many
from desktop_app.storage import erasures, tables
from desktop_app.storage.context import Context
from desktop_app.storage.database import Database
from desktop_app.storage.receive import refold
from desktop_app.storage.work import Author, Work, working

NAME: Final = "dihapus.json"
BESIDE: Final = "wira-dihapus_"
_MOST: Final = 64 * 1024 * 1024
Words = dict[bytes, tuple[bytes, bytes]]
"""Erasing ops: bytes and person's signature, by id."""
Sealed = dict[bytes, tuple[bytes, bytes, bytes]]
"""The same, with the office's seal."""
Seal = Callable[[bytes], bytes]
"""The seal of an office upon an op's bytes."""


class _Kept(msgspec.Struct, frozen=True):
    """The file: an op's bytes, its signature (key id and Ed25519), and the office's seal (HMAC-SHA256)."""

    erased: list[tuple[bytes, bytes, bytes]]


def sealed(words: Words, seal: Seal) -> Sealed:
    """Words that count in this office's log, under its seal."""
    return {name: (body, usig, seal(body)) for name, (body, usig) in words.items()}


def read(path: Path) -> Sealed:
    """What a list holds; nothing where there is none or it cannot be read."""
    try:
        kept = _kept(path)
    except (OSError, msgspec.MsgspecError):
        return {}
    return {op_id(body): (body, usig, seal) for body, usig, seal in kept.erased}


def add(path: Path, words: Sealed) -> bool:
    """Let the list hold these too; whether it does. A disk that does not take it keeps the list of before.
    One that cannot be read stays as it is: what it held may be known nowhere else; only `anew` ends it."""
    if _unreadable(path):
        return False
    before = read(path)
    every = before | words
    if every == before:
        return True
    try:
        write_atomic(path, msgspec.json.encode(_Kept([every[name] for name in sorted(every)])))
    except OSError:
        return False
    return True


def anew(home: Path, words: Sealed) -> bool:
    """Let the office's list hold these and nothing else; whether it does."""
    path = home / NAME
    try:
        if words:
            write_atomic(path, msgspec.json.encode(_Kept([words[name] for name in sorted(words)])))
        else:
            path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def carry(sources: Iterable[Path], home: Path, tag: str) -> None:
    """Give an office that is put back its own lists that lie in these folders, of the computer with the sign
    `tag`. Lists of others beside them hold the same words under seals that are not believed here; of two
    seals the first found stays. Where all that is found cannot be read, it goes along so that it is told."""
    words: Sealed = {}
    sources = list(sources)
    for folder in sources:
        with suppress(OSError):
            for path in (folder / NAME, *sorted(folder.glob(f"{BESIDE}*-{tag}.json"))):
                words = read(path) | words
    if words:
        add(home / NAME, words)
        return
    for path in (folder / NAME for folder in sources):
        if _unreadable(path):
            with suppress(OSError):
                write_atomic(home / NAME, path.read_bytes())


def words_in(connection: Connection) -> Words:
    """Every erasing op that this database knows and that counts."""
    op, kept = tables.op.c, tables.reapplied.c
    logged = select(op.hash, op.body, op.usig).where(
        op.kind == ERASE, op.void.is_(None), op.usig.is_not(None)
    )
    beside = select(kept.hash, kept.body, kept.usig)
    return {row.hash: (row.body, row.usig) for query in (logged, beside) for row in connection.execute(query)}


def unknown(connection: Connection, home: Path, seal: Seal) -> Words:
    """What the office's list holds and its database does not, as far as the seal is this office's and the
    signature one of somebody admitted here."""
    words = {
        name: (body, usig)
        for name, (body, usig, under) in read(home / NAME).items()
        if hmac.compare_digest(under, seal(body))
    }
    _drop_known(connection, words)
    return _signed(connection, words) if words else {}


def sealed_out(connection: Connection, home: Path, seal: Seal) -> int:
    """How many words the office's list holds that the database does not know and that are not believed."""
    words = {name: (body, usig) for name, (body, usig, _under) in read(home / NAME).items()}
    _drop_known(connection, words)
    return len(words) - len(unknown(connection, home, seal)) if words else 0


def spoilt(connection: Connection, path: Path, seal: Seal) -> bool:
    """Whether a list cannot be read, or holds words that an older copy of this office would not believe."""
    if _unreadable(path):
        return True
    listed = read(path)
    known = words_in(connection) if listed else {}
    return any(
        not hmac.compare_digest(under, seal(body)) or (name in known and usig != known[name][1])
        for name, (body, usig, under) in listed.items()
    )


def unreadable(home: Path) -> bool:
    """Whether there is a list that cannot be read."""
    return _unreadable(home / NAME)


def torn(home: Path) -> bool:
    """Whether what is in that list is none, whatever the disk does."""
    try:
        _kept(home / NAME)
    except OSError:
        return False
    except msgspec.MsgspecError:
        return True
    return False


def _unreadable(path: Path) -> bool:
    try:
        _kept(path)
    except FileNotFoundError:
        return False
    except (OSError, msgspec.MsgspecError):
        return True
    return False


def _kept(path: Path) -> _Kept:
    """The file's content. Raises OSError, MsgspecError where it is none or longer than any."""
    if path.stat().st_size > _MOST:
        raise msgspec.DecodeError("longer than any list")
    return msgspec.json.decode(path.read_bytes(), type=_Kept)


def _drop_known(connection: Connection, words: Words) -> None:
    """Take out what the log has, or keeps beside it."""
    for table in (tables.op, tables.reapplied):
        if words:
            here = select(table.c.hash).where(table.c.hash.in_(list(words)))
            for name in connection.execute(here).scalars():
                words.pop(name, None)


def again(home: Path, database: Database, context: Context, now: datetime, seal: Seal) -> None:
    """A database from before an erasure shows the person no more: what the list erases is erased again."""
    with database.reading() as connection:
        erasures.load_words(connection, context)
        words = unknown(connection, home, seal)
        if not (home / NAME).exists() and erasures.erased_mark(connection):  # somebody took it away
            add(home / NAME, sealed(words_in(connection), seal))
    if words:
        nobody = Author("", lambda _body: b"")
        with working(database, context, nobody, now) as work:
            _reapply(work, words)


def _reapply(work: Work, words: Words) -> None:
    """Erase again what these words erase. What is to be swept beyond the database is noted."""
    erasures.keep_words(work.connection, work.context, words)
    record = tables.record.c
    uuids = sorted({bytes.fromhex(decode(body).rec) for body, _usig in words.values()})
    numbers: list[int] = []
    for start in range(0, len(uuids), 500):
        query = select(record.id).where(record.uuid.in_(uuids[start : start + 500]))
        numbers += work.connection.execute(query).scalars()
    refold(work, numbers)


def _signed(connection: Connection, words: Mapping[bytes, tuple[bytes, bytes]]) -> Words:
    keys = keys_of(connection)
    named: list[bytes] = []
    checks: list[Signature] = []
    for name, (body, usig) in words.items():
        try:
            op = decode(body)
        except SyncRefused:
            continue
        key = keys.get(op.user, {}).get(usig[:32])
        if op.kind == ERASE and key is not None:
            named.append(name)
            checks.append(Signature(key, OP_TYPE, body, usig[32:]))
    return {name: words[name] for name, right in zip(named, verify_many(checks), strict=True) if right}


def keys_of(connection: Connection) -> dict[str, dict[bytes, bytes]]:
    """Every key that each person was ever given, by person (hex) and key id."""
    op, record = tables.op.c, tables.record.c
    query = select(record.uuid, op.body).where(
        op.record_id == record.id, record.ent == "person", op.void.is_(None)
    )
    found: dict[str, dict[bytes, bytes]] = {}
    for row in connection.execute(query):
        key = key_of(decode(row.body))
        if key is not None:
            found.setdefault(row.uuid.hex(), {})[key_id(key)] = key
    return found
