"""Making a sync file: every op in scope beyond what the other side says it has.

Only the other side's word marks delivery: a made file is a made file until a receipt comes back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, insert, select

from desktop_app.actions.progress import Progress, no_progress
from desktop_app.actions.trust import APP
from desktop_app.domain.op import Op, decode
from desktop_app.domain.shape import ATTACHMENT, fits
from desktop_app.errors import Refused, Unavailable
from desktop_app.office import CITY, Office
from desktop_app.storage import settings, tables
from desktop_app.storage.work import Changes
from desktop_app.sync.directory import Device, TrustedDirectory
from desktop_app.sync.manifest import Head, Id16, Kind, Size, stream_name
from desktop_app.sync.sections import Checkpoint, Receipt, Signed, UserSignature, sign_statement
from desktop_app.sync.writer import Blob, Parcel, Stream, Written, write_parts
from resources.i18n import tr, trn

RECEIPTS: Final = "receipts"
"""Section of an answer: what each of the office's files did."""

WANTED: Final = "wanted:"
"""Setting, by the peer's kelurahan code: blobs of ours that its last file asked for."""


class FileReceipt(msgspec.Struct, frozen=True):
    """DKUM's word about one file: when it came in, and what it did."""

    file: Id16
    part: Size
    no: Size
    at: Size
    new: Size
    known: Size
    void: dict[str, str]


@dataclass(frozen=True, slots=True)
class MadeFile:
    """What was written and read back. `upto` is the last own seq inside; `damaged` counts papers that cannot
    be read from the disk any more: they hold nothing up, and go when they are back."""

    paths: tuple[Path, ...]
    no: int
    ops: int
    upto: int
    changes: Changes
    damaged: int = 0


@dataclass(frozen=True, slots=True)
class _Peer:
    """Who the file is for: the area in its header, the devices that will read it, their recipients."""

    scope: str
    kind: Kind
    devices: tuple[Device, ...]
    recipients: tuple[str, ...]
    down: bool


def make_file(
    office: Office,
    folder: Path,
    *,
    to: str = "",
    full: bool = False,
    request: bool = False,
    progress: Progress = no_progress,
) -> MadeFile:
    """Write the file for DKUM, or, at DKUM, the answer for the kelurahan `to`.

    `full` sends everything again; `request` sends only what we have, to ask for what is missing.
    Raises Refused before DKUM's grant, SyncRefused (E_SPACE, E_IO) when the medium fails; then no
    file is left under its final name and the number is given back.
    """
    directory = _directory(office)
    peer = _peer(office, directory, to, request=request)
    with office.work() as work:
        no = work.count(f"no:{peer.scope}")
    written: list[Written] = []
    try:
        with office.reading() as connection:
            papers = _Papers(office)
            parcel, ops = _parcel(office, connection, directory, peer, no, papers, full=full)
        for part in _writing(parcel, office, folder, progress):
            written.append(part)
        with office.work() as work:
            for part in written:
                row = _row(office, peer, part, parcel, ops)
                work.connection.execute(insert(tables.sync_file).values(row))
    except BaseException:
        for part in written:  # parts of a file that was never finished belong to no number
            with suppress(OSError):
                part.path.unlink()
        with suppress(Unavailable):  # a number left out is shown and holds nothing up
            _give_back(office, peer.scope, no)
        raise
    paths = tuple(part.path for part in written)
    return MadeFile(paths, no, ops, parcel.seq, work.changes, len(papers.damaged))


def _writing(parcel: Parcel, office: Office, folder: Path, progress: Progress) -> Iterator[Written]:
    for number, part in enumerate(write_parts(parcel, office.device, folder), 1):
        progress(number, part.core.parts, tr("Menulis dan membaca ulang berkas"))
        yield part


def _directory(office: Office) -> TrustedDirectory:
    if office.directory is None:
        raise Refused(
            tr("Berkas data menunggu izin DKUM untuk kantor ini."),
            next_step=tr("Kirim berkas permintaan ke DKUM, lalu buka berkas izinnya di sini."),
            code="not_enrolled",
        )
    return office.directory


def _peer(office: Office, directory: TrustedDirectory, to: str, *, request: bool) -> _Peer:
    own = directory.device(office.info.dev)
    assert own is not None
    kind: Kind = "request" if request else "data"
    if office.info.kind != "dkum":
        recipients = (
            directory.recipients_up(own)
            if office.info.kind == "lapangan"
            else directory.recipients_to_inbox(own)
        )
        return _Peer("", kind, tuple(directory.office(CITY)), tuple(recipients), down=False)
    devices = tuple(each for each in directory.office(to) if each.kind == "kelurahan")
    if not devices:
        raise Refused(
            tr("Kelurahan itu belum terdaftar di DKUM."),
            next_step=tr("Buka dahulu berkas permintaannya."),
            code="unknown_office",
        )
    return _Peer(to, "request" if request else "reply", devices, tuple(directory.recipients_down(to)), True)


def _parcel(
    office: Office,
    connection: Connection,
    directory: TrustedDirectory,
    peer: _Peer,
    no: int,
    papers: _Papers,
    *,
    full: bool,
) -> tuple[Parcel, int]:
    """Everything the file says, from one committed state."""
    streams: list[Stream] = []
    usigs: dict[bytes, list[UserSignature]] = {}
    have: dict[str, Head] = {}
    seq = 0
    for row in connection.execute(select(tables.stream).order_by(tables.stream.c.id)):
        dev = row.dev.hex()
        if dev == office.info.dev and row.ep == office.info.ep:
            seq = row.seq
        place, area = ("dkum", "") if dev == office.info.dev else office.context.places.get(dev, ("", ""))
        if row.seq and (not peer.down or place == "dkum" or area == peer.scope or dev == office.info.dev):
            have[stream_name(dev, row.ep)] = Head(row.seq, row.head.hex())
        if not _sends(office, peer, dev, area) or peer.kind == "request":
            continue
        since = 0 if full else _delivered(connection, peer, row.id)
        stream = _stream(office, connection, peer, row, since, usigs, papers)
        if stream is not None:
            streams.append(stream)
    for name in _asked_for(connection, peer):
        papers.add(name)
    parcel = Parcel(
        kind=peer.kind,
        ep=office.info.ep,
        seq=seq,
        kelurahan=peer.scope or office.area,
        no=no,
        recipients=peer.recipients,
        app=APP,
        dir=directory.version,
        streams=streams,
        usigs=usigs,
        statements=_statements(office, connection, peer, have),
        directory=directory.data if peer.down else b"",
        blobs=list(papers.found.values()),
        have=have,
        want=_wanted(connection),
        extra=_extra(connection, peer),
    )
    held = sum(1 for stream in streams for op in stream.ops if len(op) > 32)
    return parcel, held


def _sends(office: Office, peer: _Peer, dev: str, area: str) -> bool:
    """Upwards: what this office and its laptops wrote. Downwards: what DKUM wrote, and the office's own."""
    own = dev == office.info.dev
    return own or (area == peer.scope if peer.down else area == office.info.scope)


def _delivered(connection: Connection, peer: _Peer, stream_id: int) -> int:
    """How far every reader already has this stream."""
    have = tables.peer_have.c
    devices = [bytes.fromhex(device.dev) for device in peer.devices]
    found = {
        row.peer: row.seq
        for row in connection.execute(
            select(have.peer, have.seq).where(have.stream_id == stream_id, have.peer.in_(devices))
        )
    }
    known = [found.get(dev, 0) for dev in devices]
    return min(known) if peer.down else max(known, default=0)


def _stream(
    office: Office,
    connection: Connection,
    peer: _Peer,
    row: Any,
    since: int,
    usigs: dict[bytes, list[UserSignature]],
    papers: _Papers,
) -> Stream | None:
    op, record = tables.op.c, tables.record.c
    query = (
        select(op.seq, op.hash, op.body, op.usig, record.scope)
        .where(op.stream_id == row.id, op.seq > since, record.id == op.record_id)
        .order_by(op.seq)
    )
    bodies: list[bytes] = []
    first: Op | None = None
    for item in connection.execute(query):
        view = decode(item.body)
        first = first or view
        if item.seq != first.seq + len(bodies):
            break  # beyond lies what DKUM withheld from us; only DKUM sends that
        if peer.down and item.scope not in ("", peer.scope):
            bodies.append(item.hash)
            continue
        bodies.append(item.body)
        if item.usig is not None:
            usigs[item.hash] = [UserSignature(item.hash, item.usig[:32], item.usig[32:])]
        if not peer.down or view.dev == office.info.dev:
            for name in blob_names(view):
                papers.add(name)
    if first is None:
        return None
    return Stream(first.dev, first.ep, first.seq, first.prev, bodies)


def blob_names(op: Op) -> list[str]:
    """The blobs an op names: attachments and issued documents."""
    if op.kind not in ("attach", "issue") or not fits(op):
        return []
    if op.ent == "document":
        return [op.set[name] for name in ("pdf", "data") if op.set.get(name)]
    if op.ent != "application":
        return []
    return [value["sha256"] for name, value in op.set.items() if name.startswith(ATTACHMENT) and value]


def damaged_words(count: int) -> list[str]:
    """What to say of papers that could not go along, nothing where all did."""
    if not count:
        return []
    return [
        trn(
            "{n} dokumen di komputer ini rusak dan tidak ikut. Pulihkan dari cadangan, atau lampirkan lagi.",
            "{n} dokumen di komputer ini rusak dan tidak ikut. Pulihkan dari cadangan, atau lampirkan lagi.",
            count,
        )
    ]


class _Papers:
    """The papers that go along, and those that were damaged on this disk since they were kept."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.found: dict[str, Blob] = {}
        self.damaged: set[str] = set()

    def add(self, name: str) -> None:
        """Take one along where it is here and whole; the other side asks for what it lacks."""
        blobs = self._office.blobs
        if name in self.found or not blobs.has(name):
            return
        try:
            size = len(blobs.get(name))
        except Unavailable:
            self.damaged.add(name)
            return
        self.found[name] = Blob(name, size, lambda: blobs.get(name))


def _asked_for(connection: Connection, peer: _Peer) -> Iterator[str]:
    """What the other side lacks by its own word; downwards only papers of that office and of the city."""
    names: list[str] = settings.get_json(connection, WANTED + peer.scope, [])
    document = tables.document.c
    for name in names if peer.kind != "request" else ():
        blob = bytes.fromhex(name)
        shown = select(document.id).where(
            (document.pdf == blob) | (document.data == blob), document.scope.in_(("", peer.scope))
        )
        if peer.down and connection.execute(shown).first() is None:
            continue
        yield name


def _statements(
    office: Office, connection: Connection, peer: _Peer, have: Mapping[str, Head]
) -> list[Signed]:
    """Up: our own word how far our streams go, and the laptops' words. Down: DKUM's receipts."""
    wall = int(office.clock().timestamp() * 1000)
    key = office.device.signing_key
    if peer.down:
        made = [Receipt(name[:32], int(name[33:]), head.seq, head.head, wall) for name, head in have.items()]
        return [sign_statement(key, each) for each in made if each.dev != office.info.dev]
    own = [
        Checkpoint(name[:32], int(name[33:]), head.seq, head.head, wall)
        for name, head in have.items()
        if name[:32] == office.info.dev
    ]
    stored = connection.execute(select(tables.checkpoint.c.body))
    relayed = [msgspec.json.decode(row.body, type=Signed) for row in stored]
    return [*(sign_statement(key, each) for each in own), *relayed]


def _wanted(connection: Connection) -> list[str]:
    """Blobs that ops name and that have not come."""
    blob = tables.blob.c
    return [row.sha256.hex() for row in connection.execute(select(blob.sha256).where(blob.held == 0))]


def _extra(connection: Connection, peer: _Peer) -> dict[str, bytes]:
    if not peer.down:
        return {}
    file = tables.sync_file.c
    rows = connection.execute(
        select(tables.sync_file)
        .where(file.direction == "in", file.peer == peer.scope)
        .order_by(file.id.desc())
        .limit(200)
    )
    receipts: list[FileReceipt] = []
    for row in rows:
        report: dict[str, Any] = msgspec.json.decode(row.report)
        receipts.append(
            FileReceipt(
                row.file_id.hex(), row.part, row.no, row.made,
                report.get("new", 0), report.get("known", 0), report.get("void", {}),
            )
        )  # fmt: skip
    return {RECEIPTS: msgspec.json.encode(receipts)} if receipts else {}


def _row(office: Office, peer: _Peer, part: Written, parcel: Parcel, ops: int) -> dict[str, Any]:
    return {
        "direction": "out",
        "file_id": bytes.fromhex(part.core.id),
        "kind": part.core.kind,
        "dev": bytes.fromhex(part.core.dev),
        "ep": part.core.ep,
        "peer": peer.scope,
        "no": part.core.no,
        "part": part.core.part,
        "parts": part.core.parts,
        "name": part.path.name,
        "sha256": bytes.fromhex(part.sha256),
        "upto": parcel.seq,
        "ops": ops,
        "made": int(office.clock().timestamp() * 1000),
        "receipt": None,
        "report": "{}",
    }


def _give_back(office: Office, scope: str, no: int) -> None:
    """The number of a file that was never finished is used again."""
    with office.work() as work:
        name = f"counter:no:{scope}"
        if settings.get_json(work.connection, name, 0) == no:
            settings.put_json(work.connection, name, no - 1)
