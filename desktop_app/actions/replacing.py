"""What putting a backup back over an office takes away: what is newer here, by whom, and whether it returns.

The copy itself is opened for it, by the key of the office that is here, so its age and a wrong clock count
for nothing. Nothing is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.exc import DBAPIError

from desktop_app.actions.backup import (
    BackupInfo,
    foreign,
    known_people,
    look_at_backup,
    opened_by,
    require_on_duty,
    require_replacer,
    slots_of,
)
from desktop_app.card import OfficeInfo, require_info
from desktop_app.domain.erasing import STUB
from desktop_app.domain.moments import moment_of, wib
from desktop_app.domain.op import decode
from desktop_app.errors import WiraError
from desktop_app.keys.attempts import Attempts
from desktop_app.keys.lock import take_lock
from desktop_app.keys.returned import Returned, beside, between
from desktop_app.keys.slots import Opened
from desktop_app.office import Office
from desktop_app.storage import archive, tables
from desktop_app.storage.archive import Heads
from desktop_app.storage.database import Database
from desktop_app.storage.drafts import DRAFTS, count_typing
from resources.i18n import tr, trn


def _moment(moment: datetime) -> str:
    return f"{moment:%d-%m-%Y %H.%M}"


class Unseen(Enum):
    """Why nobody is told what an office has beyond a copy: it cannot be read, or does not know who asks."""

    UNREADABLE = "unreadable"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Newer:
    """What is here and not in a copy: `changes` about `records`, of which `applicants` are applicants,
    written by `people` (names), the last of them at `last`. Of the changes DKUM has `received` some by its
    own word, `filed` are in files without a receipt, `kept` in none, and `brought` came in by files of
    others. `present` is how many applicants there are now, `city` whether it is DKUM's office, `typing` how
    many forms were not saved yet: no copy has those. `returned`: who comes in again, or by an older
    passphrase."""

    present: int
    changes: int = 0
    records: int = 0
    applicants: int = 0
    people: tuple[str, ...] = ()
    last: datetime | None = None
    received: int = 0
    filed: int = 0
    kept: int = 0
    brought: int = 0
    city: bool = False
    typing: int = 0
    returned: Returned = field(default_factory=Returned)

    def told(self, say: Callable[[datetime], str] = _moment) -> list[str]:
        """The same in whole sentences: how much, by whom, what becomes of it, and who comes in again. `say`
        gives a moment (Depok's time) the form that it has beside these sentences."""
        return [*self._lacking(say), *self.returned.told()]

    def _lacking(self, say: Callable[[datetime], str]) -> list[str]:
        typing = [
            trn("{n} formulir belum disimpan; tidak ada di cadangan ini dan ikut disisihkan.",
                "{n} formulir belum disimpan; tidak ada di cadangan ini dan ikut disisihkan.",
                self.typing)
        ] if self.typing else []  # fmt: skip
        if not self.changes:
            return [tr("Tidak ada catatan di komputer ini yang lebih baru daripada cadangan ini."), *typing]
        told = [
            trn(
                "{n} perubahan tidak ada di cadangan ini: {data} data, {orang} di antaranya pendaftar.",
                "{n} perubahan tidak ada di cadangan ini: {data} data, {orang} di antaranya pendaftar.",
                self.changes, data=self.records, orang=self.applicants,
            )
        ]  # fmt: skip
        if self.last is not None:
            told.append(tr("Yang terakhir dicatat {waktu}.", waktu=say(self.last)))
        if self.people:
            told.append(tr("Yang mencatat: {names}.", names=", ".join(self.people)))
        return [*told, *self._returning(), *typing]

    def _returning(self) -> Iterator[str]:
        n, filed, brought = self.received, self.filed, self.brought
        if n:
            yield trn("{n} sudah diterima DKUM dan kembali lewat jawaban DKUM.",
                      "{n} sudah diterima DKUM dan kembali lewat jawaban DKUM.", n)  # fmt: skip
        if filed and self.city:
            yield trn("{n} ada dalam jawaban yang sudah dibuat dan kembali bila jawaban itu dibuka di sini.",
                      "{n} ada dalam jawaban yang sudah dibuat dan kembali bila jawaban itu dibuka di sini.",
                      filed)  # fmt: skip
        elif filed:
            yield trn("{n} ada dalam berkas tanpa tanda terima; kembali hanya bila itu sampai di DKUM.",
                      "{n} ada dalam berkas tanpa tanda terima; kembali hanya bila itu sampai di DKUM.",
                      filed)  # fmt: skip
        if brought:
            yield trn("{n} datang lewat berkas dan kembali bila berkas itu dibuka lagi.",
                      "{n} datang lewat berkas dan kembali bila berkas itu dibuka lagi.",
                      brought)  # fmt: skip
        if self.kept:
            yield trn("{n} belum ada di berkas mana pun, jadi hanya tinggal di folder yang disisihkan.",
                      "{n} belum ada di berkas mana pun, jadi hanya tinggal di folder yang disisihkan.",
                      self.kept)  # fmt: skip


def look_beside(office: Office, path: Path) -> tuple[BackupInfo, Newer | None]:
    """A backup, and what the open office has beyond it; None of another office's. In any thread but one that
    writes. Raises Refused or Unavailable for a copy that is damaged or cannot be read."""
    info = look_at_backup(path)
    if info.dev != office.info.dev:
        return info, None
    heads, older = office.heads_of(path), slots_of(path)
    with office.reading() as connection:
        returned = between(office.slots, older, known_people(connection))
        found = newer(connection, office.info, heads, len(office.drafts.list()))
        return info, replace(found, returned=returned)


def weigh(path: Path, home: Path, name: str, passphrase: str) -> Newer | Unseen:
    """The same where nobody has come in: the passphrase opens the copy, and its key the office in `home`.

    Raises as `restore_over`, for whoever may not by what the office knows of them today, whatever they were
    when the copy was made.
    """
    card = require_info(home)
    lock = take_lock(home)
    try:
        info = look_at_backup(path)
        if info.dev != card.dev:
            raise foreign(info)
        opened = opened_by(path, name, passphrase, Attempts.of(home))
        heads = archive.heads(home, opened.dek, path)
        typing = count_typing(home / DRAFTS, opened.dek)
        try:
            database = Database(home / archive.DATABASE, opened.dek)
        except WiraError:
            return Unseen.UNREADABLE
        try:
            known, found = _seen_by(database, opened, card, heads, typing)
            if isinstance(found, Unseen):
                return found
            require_on_duty(database, opened, require_replacer)
            return replace(found, returned=beside(home, slots_of(path), known))
        finally:
            database.close()
    finally:
        lock.release()


def _seen_by(
    database: Database, opened: Opened, card: OfficeInfo, heads: Heads, typing: int
) -> tuple[frozenset[str], Newer | Unseen]:
    """Whom the office knows, nobody where it cannot be read; and for somebody it knows what it has beyond the
    copy."""
    known: frozenset[str] = frozenset()
    try:
        with database.reading() as connection:
            known = known_people(connection)
            if opened.info.person not in known:
                return known, Unseen.STRANGER
            return known, newer(connection, card, heads, typing)
    except (WiraError, DBAPIError):  # damaged, or of a shape from before that was not opened since
        return known, Unseen.UNREADABLE


def newer(connection: Connection, info: OfficeInfo, heads: Heads, typing: int) -> Newer:
    """What the database has beyond `heads`, with that many forms not saved yet."""
    op, record = tables.op.c, tables.record.c
    applicants = select(func.count()).select_from(tables.application)
    own, received, filed, kept, brought = bytes.fromhex(info.dev), 0, 0, 0, 0
    records: set[int] = set()
    users: set[bytes] = set()
    last: datetime | None = None
    for stream in connection.execute(select(tables.stream)):
        since = heads.get((stream.dev, stream.ep), 0)
        if stream.seq <= since:
            continue
        beyond = (op.stream_id == stream.id, op.seq > since)
        records.update(connection.execute(select(op.record_id).distinct().where(*beyond)).scalars())
        users.update(connection.execute(select(op.user).distinct().where(*beyond)).scalars())
        last = max(filter(None, (last, _last(connection, stream.id, since))), default=None)
        if stream.dev != own:
            brought += stream.seq - since
            continue
        here = max(_received(connection, own, stream.id), since)
        out = _filed(connection, info, stream, here)
        received, filed = received + min(here, stream.seq) - since, filed + out
        kept += max(stream.seq - here, 0) - out
    touched = sorted(records)
    of = [
        connection.execute(
            select(func.count()).where(record.id.in_(touched[at : at + 500]), record.ent == "application")
        ).scalar_one()
        for at in range(0, len(touched), 500)
    ]
    person = tables.person.c
    names = {row.uuid: row.nama for row in connection.execute(select(person.uuid, person.nama))}
    return Newer(
        connection.execute(applicants).scalar_one(), received + filed + kept + brought, len(records), sum(of),
        tuple(sorted({names[user] for user in users if user in names})), last,
        received, filed, kept, brought, info.kind == "dkum", typing,
    )  # fmt: skip


def _last(connection: Connection, stream: int, since: int) -> datetime | None:
    """When the last one of a stream was written, by its writer's clock."""
    op = tables.op.c
    query = select(op.body).where(op.stream_id == stream, op.seq > since, op.kind != STUB)
    body = connection.execute(query.order_by(op.seq.desc()).limit(1)).scalar()
    return None if body is None else wib(moment_of(decode(body).wall))


def _received(connection: Connection, own: bytes, stream: int) -> int:
    """How far an own stream has reached DKUM by its word."""
    have, point = tables.peer_have.c, tables.checkpoint.c
    city = select(point.signer).where(point.stream_id == stream, point.signer != own)
    here = select(func.max(have.seq)).where(have.stream_id == stream, have.peer.in_(city))
    return connection.execute(here).scalar() or 0


def _filed(connection: Connection, info: OfficeInfo, stream: Row[Any], since: int) -> int:
    """How many of an own stream stand after `since` in files that were made for the other side. DKUM's say
    nothing to one kelurahan of another's records."""
    file, op, record = tables.sync_file.c, tables.op.c, tables.record.c
    made = select(file.peer, func.max(file.upto)).where(
        file.direction == "out", file.kind.in_(("data", "reply")), file.ep == stream.ep
    )
    upto = {row[0]: row[1] for row in connection.execute(made.group_by(file.peer))}
    if info.kind != "dkum":
        return max(min(upto.get("", 0), stream.seq) - since, 0)
    upto[""] = max(upto.values(), default=0)  # the city's own records go to everybody
    count = select(func.count()).join_from(tables.op, tables.record, op.record_id == record.id)
    inside = (op.stream_id == stream.id, op.seq > since)
    return sum(
        connection.execute(count.where(*inside, record.scope == scope, op.seq <= seq)).scalar_one()
        for scope, seq in upto.items()
    )
