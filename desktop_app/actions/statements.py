"""What devices say over their own signature: how far their stream goes, what they have, what DKUM received.

These words travel with every file and are handed on as they are: by them DKUM knows what a laptop has that
never wrote to it, and an office that hands a laptop's ops on can neither change nor leave out one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from desktop_app.actions.peers import Peer
from desktop_app.domain.moments import milliseconds
from desktop_app.office import Office
from desktop_app.storage import settings, tables
from desktop_app.storage.work import Work
from desktop_app.sync.directory import TrustedDirectory
from desktop_app.sync.manifest import Head, stream_name
from desktop_app.sync.sections import Checkpoint, Holding, Receipt, Signed, sign_statement

_TOLD: Final = "told:"
"""Setting, by device: the newest word it gave about what it has, as it was signed."""


def to_send(
    office: Office,
    connection: Connection,
    peer: Peer,
    have: Mapping[str, Head],
    told: int,
    sent: Mapping[str, int],
) -> list[Signed]:
    """The words that go with a file. `told` is the number of our own word about what we have, `sent` the
    first seq of each stream that goes along.

    Up: our own and our laptops'. Down: DKUM's receipts and what the office's devices said of themselves.
    Between the computers of an office: all of these.
    """
    wall = milliseconds(office.clock())
    key = office.device.signing_key
    made: list[Checkpoint | Holding | Receipt]
    if peer.down:
        made = [
            Receipt(name[:32], int(name[33:]), head.seq, head.head, wall)
            for name, head in have.items()
            if name[:32] != office.info.dev
        ]
    else:
        own = [(name, head) for name, head in have.items() if name[:32] == office.info.dev]
        made = [Checkpoint(name[:32], int(name[33:]), head.seq, head.head, wall) for name, head in own]
        seqs = {name: head.seq for name, head in have.items()}
        made.append(Holding(office.info.dev, office.info.ep, told, seqs))
    signed = [sign_statement(key, each) for each in made]
    return signed if peer.only_own else [*signed, *_passed_on(office, connection, peer, sent)]


def last_checkpoints(connection: Connection, stream_id: int, dev: str) -> dict[int, str]:
    """Where the stream's own device signed: op ids (hex) by seq. A relayed stream ends at one of these."""
    point = tables.checkpoint.c
    rows = connection.execute(
        select(point.body).where(point.stream_id == stream_id, point.signer == bytes.fromhex(dev))
    )
    found = [msgspec.json.decode(row.body, type=Signed).checkpoint() for row in rows]
    return {each.seq: each.head for each in found if each is not None}


def note(work: Work, directory: TrustedDirectory, statements: Iterable[Signed]) -> None:
    """Keep what came: checkpoints to hand on, receipts as the proof of when DKUM had what, and of each
    device its newest word about what it has."""
    streams = {
        (row.dev.hex(), row.ep): row.id for row in work.connection.execute(select(tables.stream)).all()
    }
    for statement in statements:
        found = directory.key(bytes.fromhex(statement.key))
        if found is None:
            continue
        signer = found[0].dev
        holding = statement.holding()
        if holding is not None and signer != work.context.dev:
            granted = found[0].ep
            _note_holding(work, statement, holding, streams, granted)
        content = statement.checkpoint() or statement.receipt()
        number = streams.get((content.dev, content.ep)) if content else None
        if content is None or number is None:
            continue
        _keep(work, number, content.seq, bytes.fromhex(signer), statement)
        if isinstance(content, Receipt) and content.dev == work.context.dev:
            _note_received(work, number, content, bytes.fromhex(signer))


def _passed_on(office: Office, connection: Connection, peer: Peer, sent: Mapping[str, int]) -> list[Signed]:
    """Others' words as they came: checkpoints of what goes along, DKUM's newest receipts where the reader
    may not have seen its answer, and what each device of the office has."""
    point = tables.checkpoint.c
    area = peer.scope if peer.down else office.info.scope
    found: list[bytes] = []
    for row in connection.execute(select(tables.stream)).all():
        dev = row.dev.hex()
        if dev != office.info.dev and (first := sent.get(stream_name(dev, row.ep))) is not None:
            signed = point.stream_id == row.id, point.signer == row.dev, point.seq >= first
            found += connection.execute(select(point.body).where(*signed).order_by(point.seq)).scalars()
        if peer.mates and office.context.places.get(dev, ("", ""))[1] == area:
            receipts = point.stream_id == row.id, point.signer != row.dev
            newest = select(point.body).where(*receipts).order_by(point.seq.desc()).limit(1)
            found += connection.execute(newest).scalars()
    devices = office.directory.office(area) if office.directory is not None else ()
    words = (settings.get(connection, _TOLD + each.dev) for each in devices if each.dev != office.info.dev)
    found += (each for each in words if each is not None)
    return [msgspec.json.decode(each, type=Signed) for each in found]


def _keep(work: Work, stream_id: int, seq: int, signer: bytes, statement: Signed) -> None:
    point = tables.checkpoint.c
    work.connection.execute(
        delete(tables.checkpoint).where(
            point.stream_id == stream_id, point.seq == seq, point.signer == signer
        )
    )
    values = {
        "stream_id": stream_id, "seq": seq, "signer": signer,
        "body": msgspec.json.encode(statement), "sig": bytes.fromhex(statement.sig),
    }  # fmt: skip
    work.connection.execute(insert(tables.checkpoint).values(values))


def _note_holding(
    work: Work, statement: Signed, holding: Holding, streams: Mapping[tuple[str, int], int], granted: int
) -> None:
    """What a device has by its own word, unless a newer word is known; that of the epoch DKUM has granted is
    newer than one of another copy."""
    name = _TOLD + holding.dev
    kept = settings.get(work.connection, name)
    before = msgspec.json.decode(kept, type=Signed).holding() if kept is not None else None
    if before is not None and _age(before, granted) >= _age(holding, granted):
        return
    settings.put(work.connection, name, msgspec.json.encode(statement))
    for (dev, ep), number in streams.items():
        put_have(work, bytes.fromhex(holding.dev), number, holding.have.get(stream_name(dev, ep), 0), b"")


def _age(holding: Holding, granted: int) -> tuple[bool, int, int]:
    return holding.ep == granted, holding.ep, holding.no


def put_have(work: Work, peer: bytes, stream_id: int, seq: int, head: bytes) -> None:
    """What `peer` has of a stream, by its own word; 0 for nothing."""
    have = tables.peer_have.c
    work.connection.execute(delete(tables.peer_have).where(have.peer == peer, have.stream_id == stream_id))
    if not seq:
        return  # not told means not had: the other side may have been put back to an older copy
    values: dict[str, Any] = {
        "peer": peer, "stream_id": stream_id, "seq": seq, "head": head, "received": work.wall,
    }  # fmt: skip
    work.connection.execute(insert(tables.peer_have).values(values))


def _note_received(work: Work, stream_id: int, receipt: Receipt, city: bytes) -> None:
    """DKUM has our stream that far: its files have arrived, whoever brought us the receipt."""
    have, file = tables.peer_have.c, tables.sync_file.c
    known = work.connection.execute(
        select(have.seq).where(have.peer == city, have.stream_id == stream_id)
    ).scalar()
    if (known or 0) < receipt.seq:
        put_have(work, city, stream_id, receipt.seq, bytes.fromhex(receipt.head))
    work.connection.execute(
        update(tables.sync_file)
        .where(
            file.direction == "out", file.peer == "", file.kind == "data", file.ep == receipt.ep,
            file.upto <= receipt.seq, file.parts == 1, file.receipt.is_(None),
        )
        .values(receipt=receipt.wall)
    )  # fmt: skip
