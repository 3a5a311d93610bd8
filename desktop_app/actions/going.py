"""What goes into a sync file: ops as they come out of the database, and the papers that they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, literal, select

from desktop_app.actions.peers import Peer, papers_delivered
from desktop_app.actions.statements import last_checkpoints
from desktop_app.domain.erasing import prev_of
from desktop_app.domain.op import ZERO_ID, decode
from desktop_app.domain.shape import WITH_BLOBS, blob_names
from desktop_app.errors import Unavailable
from desktop_app.office import Office
from desktop_app.storage import dialect, tables, withheld
from desktop_app.sync.parts import Blob, Stream
from desktop_app.sync.sections import UserSignature

_MOST_ASKED: Final = 30 * 1024 * 1024
"""Bytes of papers that were asked for in one file; a second computer gets its scans file by file."""


class Going:
    """What one file takes along. Streams give their ops once, while the connection still reads; people's
    signatures, papers and the number of ops are whole when all have been given."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._found: dict[str, Blob] = {}
        self._size = 0
        self.usigs: dict[bytes, list[UserSignature]] = {}
        self.damaged: set[str] = set()
        self.ops = 0

    def stream(
        self, connection: Connection, peer: Peer, row: Any, since: int, *, full: bool
    ) -> Stream | None:
        """The ops of a stream beyond `since` that the other side may see, None where there are none."""
        office, op, record = self._office, tables.op.c, tables.record.c
        scope = record.scope if peer.down else literal("").label("scope")  # upwards nothing is left out
        query = (
            select(op.seq, op.hash, op.body, op.usig, op.kind, scope)
            .where(op.stream_id == row.id, op.seq > since)
            .order_by(op.seq)
        )
        if peer.down:
            query = query.where(record.id == op.record_id)
        dev = row.dev.hex()
        own = dev == office.info.dev
        cuts: frozenset[int] | None = None
        if not peer.down and not own:  # handed on no further than it signed itself
            cuts = frozenset(last_checkpoints(connection, row.id, dev))
            query = query.where(op.seq <= max(cuts, default=0))
        head = connection.execute(query.limit(1)).first()
        if head is None:
            return None
        gaps = withheld.known(connection, dev, row.ep) if own and peer.down else {}
        before = withheld.leading(gaps, head.seq, since)
        begin = head.seq - len(before)
        prev = prev_of(head.body) if not before else _before(connection, row.id, begin, gaps)
        papers_since = papers_delivered(connection, peer, row) if peer.mates and not full else since
        if peer.down and not own:  # what an office attached stays there and here
            papers_since = row.seq
        ops = self._given(
            dialect.each(connection, query), range(begin, row.seq + 1), gaps, peer, papers_since
        )
        return Stream(dev, row.ep, begin, prev, ops, cuts)

    def _given(
        self,
        rows: Iterable[tuple[Any, ...]],
        reach: range,
        gaps: Mapping[int, bytes],
        peer: Peer,
        papers_since: int,
    ) -> Iterator[bytes]:
        visible, at = ("", peer.scope), reach.start
        for seq, digest, body, usig, kind, area in rows:
            if seq != at:
                ids = withheld.following(gaps, at, seq)
                yield from ids
                at += len(ids)
            if seq != at:
                break  # beyond lies what DKUM withheld from us; only DKUM sends that
            at += 1
            if area not in visible:
                yield digest
                continue
            if usig is not None:
                self.usigs[digest] = [UserSignature(digest, usig[:32], usig[32:])]
            if kind in WITH_BLOBS and seq > papers_since:
                for name in blob_names(decode(body)):
                    self._add(name)
            self.ops += 1
            yield body
        yield from withheld.following(gaps, at, reach.stop)

    def blobs(self, asked: Sequence[str]) -> Iterator[Blob]:
        """The papers that the ops named, and then those asked for: the next file brings the others."""
        for name in asked:
            if self._size < _MOST_ASKED:
                self._add(name)
        yield from self._found.values()

    def _add(self, name: str) -> None:
        """Take one along where it is here and whole; the other side asks for what it lacks."""
        blobs = self._office.blobs
        if name in self._found or not blobs.has(name):
            return
        try:
            size = len(blobs.get(name))
        except Unavailable:
            self.damaged.add(name)
            return
        self._size += size
        self._found[name] = Blob(name, size, lambda: blobs.get(name))


def _before(connection: Connection, stream_id: int, seq: int, gaps: Mapping[int, bytes]) -> str:
    """The id of the op before `seq`, here or left out of an answer that came back."""
    op = tables.op.c
    found = connection.execute(
        select(op.hash).where(op.stream_id == stream_id, op.seq == seq - 1)
    ).scalar() or gaps.get(seq - 1)
    return found.hex() if found is not None else ZERO_ID
