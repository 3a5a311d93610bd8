"""How people's services ended: by whose word, and why; and who is nobody, but DKUM's way into an office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from desktop_app.domain.moments import moment_of
from desktop_app.domain.op import decode
from desktop_app.domain.people import is_passing
from desktop_app.storage import tables
from resources.i18n import tr


@dataclass(frozen=True, slots=True)
class Ending:
    """How somebody's service ended: why, "" where nobody said; `by_city` where DKUM said so; when."""

    why: str
    by_city: bool
    at: datetime

    @property
    def sentence(self) -> str:
        """What a list says of it."""
        if not self.by_city:
            return tr("Diberhentikan oleh kantornya")
        return tr("Dicabut DKUM: {alasan}", alasan=self.why.rstrip(".")) if self.why else tr("Dicabut DKUM")


def endings(connection: Connection, users: Sequence[bytes]) -> dict[bytes, Ending]:
    """By whose last word these people serve no more, and why."""
    record, op, person = tables.record.c, tables.op.c, tables.person.c
    author = tables.person.alias()
    query = (
        select(record.uuid, op.hash, op.body, author.c.office)
        .select_from(tables.record)
        .join(tables.person, person.uuid == record.uuid)
        .join(tables.op, op.record_id == record.id)
        .join(author, author.c.uuid == op.user, isouter=True)
        .where(
            person.active == 0, record.uuid.in_(users), op.kind.in_(("user", "resolve")), op.void.is_(None)
        )
    )
    newest: dict[bytes, tuple[int, bytes]] = {}
    found: dict[bytes, Ending] = {}
    for row in connection.execute(query):
        said = decode(row.body)
        if said.set.get("active") is False and (said.n, row.hash) > newest.get(row.uuid, (0, b"")):
            newest[row.uuid] = said.n, row.hash
            found[row.uuid] = Ending(said.set.get("alasan") or "", row.office == "", moment_of(said.wall))
    return found


def ways(connection: Connection, users: Sequence[bytes], *, own: str) -> frozenset[bytes]:
    """Who of these people is the passing person of a recovery by DKUM: DKUM's own op calls them so. Where
    that has not come yet, who came in by it at this computer (`own`, device as hex) and serves no more. An
    office's word alone is not enough, since an admin who serves would pass for it."""
    op, record, person, stream = tables.op.c, tables.record.c, tables.person.c, tables.stream.c
    author = tables.person.alias()
    query = (
        select(record.uuid, op.body, op.user, person.active, stream.dev, author.c.office)
        .select_from(tables.record)
        .join(tables.person, person.uuid == record.uuid)
        .join(tables.op, op.record_id == record.id)
        .join(tables.stream, stream.id == op.stream_id)
        .join(author, author.c.uuid == op.user, isouter=True)
        .where(record.uuid.in_(users), op.kind == "user", op.void.is_(None))
    )
    return frozenset(
        row.uuid
        for row in connection.execute(query)
        if is_passing(str(decode(row.body).set.get("nama") or ""))
        and (row.office == "" or (row.user == row.uuid and not row.active and row.dev.hex() == own))
    )
