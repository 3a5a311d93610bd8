"""Opening a sync file: everything is checked before anything is written, then one transaction.

What is not authentic refuses the whole file and changes nothing. What is authentic but not allowed is
kept, marked void, and listed; the rest goes in. Opening a file again changes nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from desktop_app.actions.arrivals import claim, is_enrolment_file, note_refusal
from desktop_app.actions.export import RECEIPTS, WANTED, FileReceipt, blob_names, make_file
from desktop_app.actions.progress import Progress, no_progress
from desktop_app.actions.recommendations import match_arrived
from desktop_app.actions.trust import identities, keep_newer
from desktop_app.domain.objects import many_objects
from desktop_app.domain.op import needs_user_signature, scope_of
from desktop_app.domain.shape import key_of
from desktop_app.errors import Refused, SyncRefused, Unavailable
from desktop_app.keys.atomic import write_atomic
from desktop_app.keys.signing import Signature, key_id, verify_many
from desktop_app.office import CITY, Office
from desktop_app.storage import received as received_at
from desktop_app.storage import settings, tables
from desktop_app.storage.receive import Incoming, StreamHead, receive
from desktop_app.storage.work import Changes, Work
from desktop_app.sync.chain import Chained, chained, check_usigs
from desktop_app.sync.container import Body, SignedFile, open_body, open_header, peek
from desktop_app.sync.directory import Device, TrustedDirectory, accept
from desktop_app.sync.manifest import Head, StreamRange, parse, stream_name
from desktop_app.sync.refusal import io_refusal, refuse
from desktop_app.sync.sections import Signed
from resources.i18n import tr

_SPACE_FACTOR: Final = 3
_PASSING: Final = ("E_GAP", "E_SPACE", "E_IO")
"""Refusals that say nothing against the file: it is kept and tried again."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What a file did. `void` maps op ids to the reason's code; `repeated` says it was known already."""

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
    blobs: int = 0
    void: dict[str, str] = field(default_factory=dict[str, str])
    repeated: bool = False
    changes: Changes = field(default_factory=Changes)


@dataclass(slots=True)
class _Checked:
    """A file that passed every check that needs no writing."""

    opened: SignedFile
    body: Body
    directory: TrustedDirectory
    sender: Device
    ops: list[Chained]
    usigs: dict[bytes, bytes]
    statements: list[Signed]
    blobs: list[tuple[bytes, bytes]]
    receipts: list[FileReceipt]
    held: set[bytes] = field(default_factory=set[bytes])


def open_file(office: Office, path: Path, *, progress: Progress = no_progress) -> FileReport:
    """Open a data, answer or request file and take in what it brings.

    Raises SyncRefused with one of the E_ classes and the file's name as its record, Refused before
    DKUM's grant, Unavailable where another program holds the database; then nothing has changed. A file
    that comes too early (E_GAP) is set aside, a request for what is missing is made (`error.request`),
    and it is applied by itself once the gap is closed.
    """
    try:
        with many_objects():
            report = _open(office, path, progress)
    except SyncRefused as error:
        kind = is_enrolment_file(path) if error.code == "E_KEY" else ""
        if kind:
            raise _own_door(kind, path) from error
        error.record = error.record or path.name
        if error.code == "E_GAP":
            _set_aside(office, path, error)
        raise
    if not report.new:
        return report
    changes = _apply_waiting(office, report.changes)
    with suppress(Unavailable):  # the file is in; the page offers the matching again
        changes = changes.joined(match_arrived(office))
    return replace(report, changes=changes)


def _own_door(kind: str, path: Path) -> SyncRefused:
    """Requests and grants are opened where people compare a fingerprint."""
    asked = kind == "enrol-request"
    return SyncRefused(
        tr("Ini berkas permintaan pendaftaran kantor. Data kantor tidak berubah.")
        if asked
        else tr("Ini berkas izin untuk sebuah kantor. Data kantor tidak berubah."),
        next_step=tr("DKUM membukanya di Sinkronisasi atau dengan `wira enrol --grant`.")
        if asked
        else tr("Kantor yang memintanya membukanya di Sinkronisasi atau dengan `wira enrol --open`."),
        record=path.name,
        code="E_KEY",
    )


def _set_aside(office: Office, path: Path, error: SyncRefused) -> None:
    """Keep the authentic file for later, and ask for what comes before it."""
    waiting = office.home / "files" / "waiting"
    requests = office.home / "files" / "requests"
    core = peek(path)
    try:
        waiting.mkdir(parents=True, exist_ok=True)
        requests.mkdir(parents=True, exist_ok=True)
        data = path.read_bytes()
        write_atomic(waiting / f"{sha256(data).hexdigest()}.dks", data)
    except OSError as failed:
        raise io_refusal(failed, record=path.name, writing=True) from failed
    to = core.kelurahan if office.info.kind == "dkum" else ""
    error.request = make_file(office, requests, to=to, request=True).paths[0]
    error.next_step = tr(
        "Berkas ini disimpan dan diterapkan sendiri nanti. Kirim berkas {name} kepada pengirimnya.",
        name=error.request.name,
    )


def _apply_waiting(office: Office, changes: Changes) -> Changes:
    """Try what was set aside, the oldest first; what still does not fit stays. Adds what it moved."""
    waiting = office.home / "files" / "waiting"
    done: set[Path] = set()
    applied = True
    while applied:
        applied = False
        for path in sorted({*waiting.glob("*.dks")} - done, key=_number):
            try:
                changes = changes.joined(_open(office, path, no_progress).changes)
                applied = True
            except SyncRefused as error:
                if error.code in _PASSING or error.code == "E_VERSION":  # waits for the newer program
                    continue
                note_refusal(office, path, error)  # it was promised to go in by itself
            except Unavailable:  # the file before it is in; this one is tried again with the next
                return changes
            done.add(path)
            with suppress(OSError):  # one that cannot be removed says next time that it is known
                path.unlink()
    return changes


def _number(path: Path) -> int:
    core = claim(path)
    return core.no if core is not None else 0


def _open(office: Office, path: Path, progress: Progress) -> FileReport:
    if office.directory is None:
        raise Refused(
            tr("Kantor ini belum mendapat izin DKUM, jadi belum dapat membuka berkas data."),
            next_step=tr("Buka dahulu berkas izin dari DKUM."),
            code="not_enrolled",
        )
    progress(0, 4, tr("Memeriksa pengirim berkas"))
    opened = open_header(path, office.directory.sender)
    body = open_body(opened, identities(office))
    brought = body.directory()
    directory = accept(office.directory, brought, ()) if brought else office.directory
    sender = directory.device(opened.core.dev)
    if sender is None:
        raise refuse("E_KEY")
    progress(1, 4, tr("Memeriksa isi berkas"))
    ops = list(chained(body.manifest.streams, body.ops()))
    receipts = parse(body.section(RECEIPTS) or b"[]", list[FileReceipt]) if sender.kind == "dkum" else []
    checked = _Checked(
        opened, body, directory, sender, ops, {}, body.statements(), list(body.blobs()), receipts
    )
    with office.reading() as connection:
        if _seen(connection, opened):
            return _report(checked, repeated=True)
        _check_streams(connection, checked)
        _check_scope(connection, checked)
    _check_statements(checked)
    progress(2, 4, tr("Memeriksa tanda tangan petugas"))
    checked.usigs = _signatures(office, checked)
    _check_space(office, checked)
    progress(3, 4, tr("Menyimpan perubahan"))
    report = _keep(office, checked)
    progress(4, 4, tr("Selesai"))
    return report


def _seen(connection: Connection, opened: SignedFile) -> bool:
    file = tables.sync_file.c
    found = connection.execute(
        select(file.id).where(
            file.direction == "in",
            file.file_id == bytes.fromhex(opened.core.id),
            file.part == opened.core.part,
        )
    ).first()
    return found is not None


# ---- checks that write nothing -----------------------------------------------------------------------


def _check_streams(connection: Connection, checked: _Checked) -> None:
    """Every stream joins what we hold: no gap, no fork, no foreign device's stream."""
    by_stream: dict[str, list[Chained]] = {}
    position = 0
    for item in checked.body.manifest.streams:
        count = item.last - item.first + 1
        by_stream[item.name] = checked.ops[position : position + count]
        position += count
        _check_device(checked, item, by_stream[item.name])
        checked.held |= _check_join(connection, item, by_stream[item.name])


def _check_device(checked: _Checked, item: StreamRange, ops: list[Chained]) -> None:
    """Own streams, or, relayed by an office, those of its laptops up to where they signed."""
    device = checked.directory.device(item.dev)
    if device is None:
        raise refuse("E_KEY")
    if any(each.op is None for each in ops) and checked.sender.kind != "dkum":
        raise refuse("E_OPS")  # nobody but DKUM may leave an op out
    if item.dev == checked.sender.dev or checked.sender.kind == "dkum":
        return
    laptop = device.kind != "dkum" and device.ever_served(checked.sender.kelurahan)
    if checked.sender.kind != "kelurahan" or not laptop:
        raise refuse("E_SCOPE")
    signed = [statement.checkpoint() for statement in checked.statements]
    if not any(
        point and (point.dev, point.ep) == (item.dev, item.ep) and point.seq >= item.last for point in signed
    ):
        raise refuse("E_OPS")


def _check_join(connection: Connection, item: StreamRange, ops: list[Chained]) -> set[bytes]:
    """Which of these ops are held already; the rest begins right behind them."""
    stream, op = tables.stream.c, tables.op.c
    row = connection.execute(
        select(tables.stream).where(stream.dev == bytes.fromhex(item.dev), stream.ep == item.ep)
    ).first()
    seq = row.seq if row else 0
    if item.first > seq + 1:
        raise refuse("E_GAP")
    if row is None:
        return set()
    known = {
        each.seq: each.hash
        for each in connection.execute(
            select(op.seq, op.hash).where(
                op.stream_id == row.id, op.seq >= item.first - 1, op.seq <= item.last
            )
        )
    }
    known[seq] = row.head
    before = known.get(item.first - 1)
    if before is not None and before.hex() != item.prev:
        raise refuse("E_FORK")
    for each in ops:
        if known.get(each.seq, each.id) != each.id:
            raise refuse("E_FORK")
    return {each.id for each in ops if each.seq in known}


def _check_scope(connection: Connection, checked: _Checked) -> None:
    """A device writes only for offices it has served; DKUM's for every one.

    What is held already was looked at when it came: whose a record is may have been learnt since.
    """
    record = tables.record.c
    scopes: dict[str, str] = {}
    fresh = [each.op for each in checked.ops if each.op is not None and each.id not in checked.held]
    uuids = sorted({op.rec for op in fresh})
    for start in range(0, len(uuids), 500):
        chunk = [bytes.fromhex(uuid) for uuid in uuids[start : start + 500]]
        found = connection.execute(select(record.uuid, record.scope).where(record.uuid.in_(chunk)))
        scopes.update((row.uuid.hex(), row.scope) for row in found)
    for op in fresh:
        device = checked.directory.device(op.dev)
        scope = scopes.setdefault(op.rec, scope_of(op))
        if device is None or not device.ever_served(scope or CITY):
            raise refuse("E_SCOPE")


def _check_statements(checked: _Checked) -> None:
    """Checkpoints by the stream's own device, receipts by DKUM's; a wrong signature refuses the file."""
    items: list[Signature] = []
    for statement in checked.statements:
        found = checked.directory.key(bytes.fromhex(statement.key))
        if found is None:
            raise refuse("E_KEY")
        device, key = found
        point, receipt = statement.checkpoint(), statement.receipt()
        if (point and point.dev != device.dev) or (receipt and device.kind != "dkum"):
            raise refuse("E_SIG")
        items.append(statement.to_verify(bytes.fromhex(key.key)))
    if not all(verify_many(items)):
        raise refuse("E_SIG")


def _signatures(office: Office, checked: _Checked) -> dict[bytes, bytes]:
    """Key id and signature by op id. A wrong or missing one refuses the file; one of a key that nobody
    was admitted with is left out, and the fold finds the op void."""
    keys = {user: facts.key for user, facts in office.context.people.items()}
    for each in checked.ops:
        key = key_of(each.op) if each.op is not None else None
        if each.op is not None and key is not None:
            keys.setdefault(each.op.rec, key)
    public = {key_id(key): key for key in keys.values()}
    bodies = {each.id: each.data for each in checked.ops}
    good = check_usigs(bodies, checked.body.usigs(), public)
    found = {each.op: each.key + each.signature for each in good}
    for each in checked.ops:
        if each.op is None or not needs_user_signature(each.op):
            continue
        own = keys.get(each.op.user)
        if own is not None and found.get(each.id, b"")[:32] != key_id(own):
            raise refuse("E_USIG")
    return found


def _check_space(office: Office, checked: _Checked) -> None:
    raw = sum(section.raw for section in checked.body.manifest.sections)
    try:
        free = shutil.disk_usage(office.home).free
    except OSError as error:
        raise refuse("E_IO") from error
    if free < _SPACE_FACTOR * raw:
        raise refuse("E_SPACE")


# ---- the one transaction -----------------------------------------------------------------------------


def _keep(office: Office, checked: _Checked) -> FileReport:
    """Blobs, then everything else in one work. A disk that is full after all leaves neither behind."""
    fresh: list[str] = []
    try:
        for digest, data in checked.blobs:
            if not office.blobs.has(digest.hex()):
                fresh.append(digest.hex())
                office.blobs.put(data)
        return _apply(office, checked)
    except BaseException as error:
        for name in fresh:
            office.blobs.drop(name)
        if isinstance(error, Unavailable) and error.code == "disk_full":
            raise refuse("E_SPACE") from error
        raise


def _apply(office: Office, checked: _Checked) -> FileReport:
    with office.work() as work:
        keep_newer(work, office, checked.directory)
        items = [
            Incoming(each.id, each.op, each.data, checked.usigs.get(each.id))
            for each in checked.ops
            if each.op is not None
        ]
        heads = [
            StreamHead(each.dev, each.ep, each.last, bytes.fromhex(each.head))
            for each in checked.body.manifest.streams
        ]
        received = receive(work, items, heads)
        _note_blobs(work, office, items)
        lacking = _note_wanted(work, office, checked)
        _note_have(work, checked, lacking=lacking)
        _note_statements(work, checked)
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
        }
        work.connection.execute(insert(tables.sync_file).values(_file_row(work, checked, fields)))
    return _report(checked, **fields, changes=work.changes)


def _report(checked: _Checked, **fields: Any) -> FileReport:
    core = checked.opened.core
    return FileReport(core.id, core.kind, core.kelurahan, core.no, core.part, core.parts, **fields)


def _note_blobs(work: Work, office: Office, items: list[Incoming]) -> None:
    """Remember which blobs are named and whether they are here; missing ones are asked for."""
    for item in items:
        for name in blob_names(item.op):
            _put_blob(work, bytes.fromhex(name), office.blobs.has(name))
    blob = tables.blob.c
    for row in work.connection.execute(select(blob.sha256).where(blob.held == 0)).all():
        if office.blobs.has(row.sha256.hex()):
            _put_blob(work, row.sha256, held=True)


def _put_blob(work: Work, sha256: bytes, held: bool) -> None:
    work.connection.execute(delete(tables.blob).where(tables.blob.c.sha256 == sha256))
    work.connection.execute(insert(tables.blob).values(sha256=sha256, size=0, held=int(held)))


def _note_wanted(work: Work, office: Office, checked: _Checked) -> bool:
    """Papers of ours that never reached the sender go along with the next file; whether there are any."""
    wanted = [name for name in checked.body.manifest.want if office.blobs.has(name)]
    peer = "" if checked.sender.kind == "dkum" else checked.sender.kelurahan
    settings.put_json(work.connection, WANTED + peer, wanted)
    return bool(wanted)


def _note_have(work: Work, checked: _Checked, *, lacking: bool) -> None:
    """What the sender says it has is the only proof of delivery.

    A file in parts has arrived by its own receipts only while papers of it are `lacking`.
    """
    have = tables.peer_have.c
    peer = bytes.fromhex(checked.opened.core.dev)
    told = checked.body.manifest.have
    for row in work.connection.execute(select(tables.stream)).all():
        head: Head | None = told.get(stream_name(row.dev.hex(), row.ep))
        work.connection.execute(delete(tables.peer_have).where(have.peer == peer, have.stream_id == row.id))
        if head is None:
            continue  # not told means not had: the other side may have been put back to an older copy
        values = {
            "peer": peer, "stream_id": row.id, "seq": head.seq, "head": bytes.fromhex(head.head),
            "received": work.wall,
        }  # fmt: skip
        work.connection.execute(insert(tables.peer_have).values(values))
        own = row.dev.hex() == work.context.dev
        if own and checked.sender.kind == "dkum":
            file = tables.sync_file.c
            work.connection.execute(
                update(tables.sync_file)
                .where(
                    file.direction == "out",
                    file.ep == row.ep,
                    file.kind == "data",
                    file.upto <= head.seq,
                    file.receipt.is_(None),
                    *((file.parts == 1,) if lacking else ()),
                )
                .values(receipt=work.wall)
            )


def _note_statements(work: Work, checked: _Checked) -> None:
    """Keep checkpoints (to relay) and receipts (the proof of when DKUM had what)."""
    point = tables.checkpoint.c
    streams = {
        (row.dev.hex(), row.ep): row.id for row in work.connection.execute(select(tables.stream)).all()
    }
    for statement in checked.statements:
        content = statement.checkpoint() or statement.receipt()
        found = checked.directory.key(bytes.fromhex(statement.key))
        number = streams.get((content.dev, content.ep)) if content else None
        if content is None or found is None or number is None:
            continue
        signer = bytes.fromhex(found[0].dev)
        work.connection.execute(
            delete(tables.checkpoint).where(
                point.stream_id == number, point.seq == content.seq, point.signer == signer
            )
        )
        values = {
            "stream_id": number, "seq": content.seq, "signer": signer,
            "body": msgspec.json.encode(statement), "sig": bytes.fromhex(statement.sig),
        }  # fmt: skip
        work.connection.execute(insert(tables.checkpoint).values(values))


def _note_receipts(work: Work, checked: _Checked) -> None:
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


def _file_row(work: Work, checked: _Checked, fields: Mapping[str, Any]) -> dict[str, Any]:
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
    }
