"""Taking the end of a stream out of the log: where a device was duplicated, one of two histories counts.

Runs inside a work. What is cut is given back, so that its device can write it again. It happens once in
years, so everything is folded anew and not only what was touched.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import delete, select, update

from desktop_app.domain.erasing import prev_of, stub_of
from desktop_app.domain.merge import Entry
from desktop_app.domain.op import Op, decode
from desktop_app.storage import erasures, log, tables
from desktop_app.storage.projections import Projector
from desktop_app.storage.rebuild import rebuild
from desktop_app.storage.work import Work


class CutOp(NamedTuple):
    """An op that was taken out: id, typed view, bytes, and the person's key id and signature."""

    id: bytes
    op: Op
    data: bytes
    usig: bytes | None


def beyond(work: Work, dev: str, ep: int, seq: int) -> list[CutOp]:
    """The ops of a stream after `seq`, in order; of what was erased there is nothing to say again."""
    op, stream = tables.op.c, tables.stream.c
    rows = work.connection.execute(
        select(op.hash, op.body, op.usig)
        .where(op.stream_id == stream.id, stream.dev == bytes.fromhex(dev), stream.ep == ep, op.seq > seq)
        .order_by(op.seq)
    )
    return [
        CutOp(row.hash, decode(row.body), row.body, row.usig) for row in rows if stub_of(row.body) is None
    ]


def cut(work: Work, dev: str, ep: int, seq: int, ops: list[CutOp]) -> None:
    """Take what stands after `seq` out of a stream; `ops` are the ones that `beyond` gave."""
    work.flush()
    stream, op = tables.stream.c, tables.op.c
    at = (stream.dev == bytes.fromhex(dev), stream.ep == ep)
    number = work.connection.execute(select(stream.id).where(*at)).scalar()
    beyond_it = select(op.body).where(op.stream_id == number, op.seq > seq).order_by(op.seq).limit(1)
    first = work.connection.execute(beyond_it).scalar()
    if first is None:
        return
    touched = records_of(work, ops)
    work.connection.execute(delete(tables.op).where(op.stream_id == number, op.seq > seq))
    values: dict[str, Any] = {"seq": seq, "head": bytes.fromhex(prev_of(first))}
    work.connection.execute(update(tables.stream).where(stream.id == number).values(values))
    # the new epoch begins behind what is left
    unwritten = (stream.seq == 0, stream.dev == bytes.fromhex(work.context.dev))
    work.connection.execute(delete(tables.stream).where(*unwritten, stream.id != number))
    _forget_unspoken(work)
    erasures.load_words(work.connection, work.context)
    rebuild(work)
    for ent, number in touched:
        work.touch(ent, number)
    work.reopen_log()


def records_of(work: Work, ops: list[CutOp]) -> list[tuple[str, int]]:
    """The records these ops are about: kind and number."""
    record = tables.record.c
    found: list[tuple[str, int]] = []
    for uuid in sorted({each.op.rec for each in ops}):
        query = select(record.ent, record.id).where(record.uuid == bytes.fromhex(uuid))
        found += [(row.ent, row.id) for row in work.connection.execute(query)]
    return found


def _forget_unspoken(work: Work) -> None:
    """Records of which no op is left are not there any more."""
    record, op = tables.record.c, tables.op.c
    spoken = select(op.id).where(op.record_id == record.id).exists()
    left = work.connection.execute(select(record.id).where(~spoken)).scalars().all()
    projector = Projector(work.context)
    for number in left:
        projector.forget(number)
    projector.flush(work.connection)
    for number in left:
        work.connection.execute(delete(tables.record).where(record.id == number))


def histories(work: Work, records: set[str]) -> dict[str, list[Entry]]:
    """The whole history of these records (hex), as it stands."""
    record = tables.record.c
    found: dict[str, list[Entry]] = {}
    for uuid in sorted(records):
        number = work.connection.execute(select(record.id).where(record.uuid == bytes.fromhex(uuid))).scalar()
        if number is not None:
            found[uuid] = log.entries_of(work.connection, work.context, number)
    return found
