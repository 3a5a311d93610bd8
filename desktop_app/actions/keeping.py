"""Taking a checked sync file in: its papers, then everything else in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import delete, func, insert, select, update

from desktop_app.actions import statements
from desktop_app.actions.agreement import compare
from desktop_app.actions.export import CITY_DIRECTORY, WANTED
from desktop_app.actions.forks import settle
from desktop_app.actions.inspecting import Checked
from desktop_app.actions.returning_answers import is_own, note_withheld
from desktop_app.actions.rewriting import say_again
from desktop_app.actions.sweeping import erased_papers, keep_out
from desktop_app.actions.sweeping_files import note_told_again
from desktop_app.actions.trust import keep_newer, take_asked_keys
from desktop_app.domain.shape import blob_names
from desktop_app.errors import Unavailable
from desktop_app.office import Office
from desktop_app.storage import received as received_at
from desktop_app.storage import settings, tables
from desktop_app.storage.receive import Incoming, IncomingStub, StreamHead, receive
from desktop_app.storage.work import Changes, Work
from desktop_app.sync.manifest import Head, stream_name
from desktop_app.sync.refusal import refuse


@dataclass(frozen=True, slots=True)
class FileReport:
    """What a file did. `void` maps op ids to the reason's code, `undone` those that were here before and
    count no more; `repeated` says it was known already; `again` steps of this computer's own were written
    again in its new epoch; `own`: this computer made the file.

    `agrees` says whether both sides' data are equal now, None where they know different things. `listed`: the
    list of erasures beside the database was spoilt and has been written anew after it.
    """

    file: str
    kind: str
    sender: str
    no: int
    part: int
    parts: int
    new: int = 0
    known: int = 0
    records: int = 0
    fresh_records: int = 0
    conflicts: int = 0
    clashes: int = 0
    again: int = 0
    blobs: int = 0
    void: dict[str, str] = field(default_factory=dict[str, str])
    undone: dict[str, str] = field(default_factory=dict[str, str])
    repeated: bool = False
    own: bool = False
    agrees: bool | None = None
    listed: bool = False
    changes: Changes = field(default_factory=Changes)


def keep(office: Office, checked: Checked) -> FileReport:
    """Blobs, then everything else in one work. A disk that is full after all leaves neither behind."""
    fresh: list[str] = []
    try:
        for digest, data in checked.blobs:
            if not office.blobs.has(digest.hex()):
                fresh.append(digest.hex())
                office.blobs.put(data)
        report = _apply(office, checked)
    except BaseException as error:
        for name in fresh:
            office.blobs.drop(name)
        if isinstance(error, Unavailable) and error.code == "disk_full":
            raise refuse("E_SPACE") from error
        raise
    if fresh:
        with office.reading() as connection:
            late = keep_out(connection, fresh)
        for name in late:
            office.blobs.drop(name)
    take_asked_keys(office)  # an answer may name them before the grant itself is opened
    return report


def _apply(office: Office, checked: Checked) -> FileReport:
    with office.work() as work:
        keep_newer(work, office, checked.directory)
        settle(work, office, checked)
        items = [
            Incoming(each.id, each.op, each.data, checked.usigs.get(each.id))
            for each in checked.ops
            if each.op is not None
        ]
        heads = [
            StreamHead(each.dev, each.ep, each.last, bytes.fromhex(each.head))
            for each in checked.body.manifest.streams
        ]
        before = _last_op(work)
        received = receive(work, items, heads, _stubs(checked))
        brought = (before + 1, _last_op(work))
        again = say_again(work, office) if checked.sender.kind == "dkum" else 0
        _note_blobs(work, office, items)
        note_told_again(work.connection, (item.op for item in items))
        newest = False
        if is_own(office, checked):
            note_withheld(work, checked)
        elif newest := _is_newest(work, checked):
            lacking = _note_wanted(work, office, checked)
            _note_have(work, checked, lacking=lacking)
        if checked.sender.kind == "dkum" and newest:
            settings.put_json(work.connection, CITY_DIRECTORY, checked.opened.core.dir)
        statements.note(work, checked.directory, checked.statements)
        _note_receipts(work, checked)
        for each in checked.body.manifest.streams:
            received_at.note(work.connection, each.dev, each.ep, each.last, work.wall)
        clashes = _clashes(work, received.records)
        fields: dict[str, Any] = {
            "new": received.new,
            "known": received.known,
            "records": len(received.records),
            "fresh_records": received.fresh_records,
            "conflicts": received.conflicts,
            "clashes": clashes,
            "blobs": len(checked.blobs),
            "void": received.void,
            "undone": received.undone,
            "again": again,
            "agrees": None if is_own(office, checked) else compare(work, office, checked),
        }
        work.connection.execute(insert(tables.sync_file).values(_file_row(work, checked, fields, brought)))
    return report_of(checked, **fields, changes=work.changes)


def _stubs(checked: Checked) -> list[IncomingStub]:
    """What stands in place of erased ops, each with its place."""
    found: list[IncomingStub] = []
    ops = iter(checked.ops)
    for stream in checked.body.manifest.streams:
        for _seq in range(stream.first, stream.last + 1):
            each = next(ops)
            if (stub := each.stub) is not None:
                rec = checked.erased[stub.by]
                found.append(IncomingStub(stub, stream.dev, stream.ep, each.seq, rec))
    return found


def report_of(checked: Checked, **fields: Any) -> FileReport:
    core = checked.opened.core
    return FileReport(core.id, core.kind, core.kelurahan, core.no, core.part, core.parts,
                      own=core.dev == checked.own, **fields)  # fmt: skip


def _is_newest(work: Work, checked: Checked) -> bool:
    """Whether no later file of this sender is in: an earlier one says what it had and wanted then.

    Numbers tell of one epoch only; the next one is drawn and may be the smaller. A request is always news: it
    is made by who has found that something is missing, perhaps after it was put back.
    """
    core, file = checked.opened.core, tables.sync_file.c
    if core.kind == "request":
        return True
    later = select(file.id).where(
        file.direction == "in",
        file.dev == bytes.fromhex(core.dev),
        file.ep == core.ep,
        file.no > core.no,
    )
    return work.connection.execute(later.limit(1)).first() is None


def _note_blobs(work: Work, office: Office, items: list[Incoming]) -> None:
    """Remember which blobs are named and whether they are here; missing ones are asked for."""
    named = {name for item in items for name in blob_names(item.op)}
    erased = erased_papers(work.connection) if named else set[str]()
    for name in sorted(named - erased):
        _put_blob(work, bytes.fromhex(name), office.blobs.has(name))
    blob = tables.blob.c
    for row in work.connection.execute(select(blob.sha256).where(blob.held == 0)).all():
        if office.blobs.has(row.sha256.hex()):
            _put_blob(work, row.sha256, held=True)


def _put_blob(work: Work, sha256: bytes, held: bool) -> None:
    work.connection.execute(delete(tables.blob).where(tables.blob.c.sha256 == sha256))
    work.connection.execute(insert(tables.blob).values(sha256=sha256, size=0, held=int(held)))


def _note_wanted(work: Work, office: Office, checked: Checked) -> bool:
    """Papers of ours that never reached the sender go along with the next file; whether there are any."""
    wanted = [name for name in checked.body.manifest.want if office.blobs.has(name)]
    settings.put_json(work.connection, WANTED + checked.sender.dev, wanted)
    return bool(wanted)


def _note_have(work: Work, checked: Checked, *, lacking: bool) -> None:
    """What the sender says it has is the only proof of delivery.

    A file in parts has arrived by its own receipts only while papers of it are `lacking`.
    """
    peer = bytes.fromhex(checked.opened.core.dev)
    told = checked.body.manifest.have
    for row in work.connection.execute(select(tables.stream)).all():
        head: Head | None = told.get(stream_name(row.dev.hex(), row.ep))
        if head is None:
            statements.put_have(work, peer, row.id, 0, b"")
            continue
        statements.put_have(work, peer, row.id, head.seq, bytes.fromhex(head.head))
        own = row.dev.hex() == work.context.dev
        if own and checked.sender.kind == "dkum":
            file = tables.sync_file.c
            work.connection.execute(
                update(tables.sync_file)
                .where(
                    file.direction == "out",
                    file.peer == "",
                    file.ep == row.ep,
                    file.kind == "data",
                    file.upto <= head.seq,
                    file.receipt.is_(None),
                    *((file.parts == 1,) if lacking else ()),
                )
                .values(receipt=work.wall)
            )


def _note_receipts(work: Work, checked: Checked) -> None:
    """DKUM's word about each of our files: when it came in and what it did."""
    file = tables.sync_file.c
    for receipt in checked.receipts:
        work.connection.execute(
            update(tables.sync_file)
            .where(
                file.direction == "out",
                file.file_id == bytes.fromhex(receipt.file),
                file.part == receipt.part,
            )
            .values(receipt=receipt.at, report=msgspec.json.encode(receipt).decode())
        )


def _clashes(work: Work, records: set[str]) -> int:
    """Applications of this file that share a NIK or a number with another live one."""
    clash, app = tables.clash.c, tables.application.c
    query = select(app.uuid).where(app.id == clash.application_id).distinct()
    return sum(row.uuid.hex() in records for row in work.connection.execute(query))


def _last_op(work: Work) -> int:
    """The newest op row: rows of a file stand together."""
    return int(work.connection.execute(select(func.max(tables.op.c.id))).scalar() or 0)


def _file_row(
    work: Work, checked: Checked, fields: Mapping[str, Any], brought: tuple[int, int]
) -> dict[str, Any]:
    core = checked.opened.core
    own = (core.dev, core.ep)
    upto = max((each.last for each in checked.body.manifest.streams if (each.dev, each.ep) == own), default=0)
    return {
        "direction": "in",
        "file_id": bytes.fromhex(core.id),
        "kind": core.kind,
        "dev": bytes.fromhex(core.dev),
        "ep": core.ep,
        "peer": "" if checked.sender.kind == "dkum" else checked.sender.kelurahan,
        "no": core.no,
        "part": core.part,
        "parts": core.parts,
        "name": "",
        "sha256": bytes.fromhex(checked.opened.sha256),
        "upto": upto,
        "ops": int(fields["new"]) + int(fields["known"]),
        "made": work.wall,
        "receipt": work.wall,
        "report": msgspec.json.encode(dict(fields)).decode(),
        "op_from": brought[0] if brought[1] >= brought[0] else None,
        "op_to": brought[1] if brought[1] >= brought[0] else None,
    }
