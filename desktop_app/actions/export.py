"""Making a sync file: every op in scope beyond what the other side says it has.

Only the other side's word marks delivery: a made file is a made file until a receipt comes back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, insert, select

from desktop_app.actions.access_marks import mark_access
from desktop_app.actions.exchange_settings import part_bytes
from desktop_app.actions.fork_proofs import common_in_forks, hand_on
from desktop_app.actions.going import Going
from desktop_app.actions.kept_answers import hand_back
from desktop_app.actions.peers import Peer, delivered, peer_of, sends
from desktop_app.actions.progress import Progress, no_progress
from desktop_app.actions.standing import require_granted
from desktop_app.actions.statements import to_send
from desktop_app.actions.trust import APP
from desktop_app.domain.erasing import ERASE
from desktop_app.domain.moments import milliseconds
from desktop_app.errors import Refused, Unavailable
from desktop_app.office import Office
from desktop_app.storage import settings, tables
from desktop_app.storage.blobs import back
from desktop_app.storage.digest import state_digest
from desktop_app.storage.work import Changes
from desktop_app.sync.directory import TrustedDirectory
from desktop_app.sync.manifest import Head, Id16, Size, stream_name
from desktop_app.sync.parts import Stream
from desktop_app.sync.writer import Parcel, Written, write_parts
from resources.i18n import tr, trn

RECEIPTS: Final = "receipts"
"""Section of an answer: what each of the office's files did."""

WANTED: Final = "wanted:"
"""Setting, by the device: blobs of ours that its last file asked for."""


_MOST_WANTED: Final = 5000
"""Blobs asked for in one file: the table of contents has a limit; the next file asks for the rest."""


CITY_DIRECTORY: Final = "city_directory"
"""Setting: the version of the directory in DKUM's newest file."""


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
    answers: tuple[Path, ...] = ()
    """DKUM's own answers that it lacks after a restore, beside the file."""
    proofs: tuple[Path, ...] = ()
    """Files that prove a duplicated computer, for DKUM, beside the file."""


def make_file(
    office: Office,
    folder: Path,
    *,
    to: str = "",
    full: bool = False,
    request: bool = False,
    progress: Progress = no_progress,
) -> MadeFile:
    """Write the file for DKUM, for the other computers of the own kelurahan `to`, or, at DKUM, the answer
    for the kelurahan `to`.

    `full` sends everything again; `request` sends only what we have, to ask for what is missing.
    Raises Refused before DKUM's grant, SyncRefused (E_SPACE, E_IO) when the medium fails; then no
    file is left under its final name and the number is given back.
    """
    directory = _directory(office)
    if not (request and office.info.kind == "dkum"):  # DKUM may ask for what it lacks before it goes on
        require_granted(office)
    peer = peer_of(office, directory, to, request=request)
    with office.work() as work:
        no, told = work.count(f"no:{peer.scope}"), work.count("told")
        mark_access(office, work)  # before the file, to be in it; where making it fails, in the next one
    written: list[Written] = []
    going = Going(office)
    try:
        with office.reading() as connection:
            parcel = _parcel(office, connection, directory, peer, (no, told), going, full=full)
            for part in _writing(parcel, office, folder, progress):
                written.append(part)
        with office.work() as work:
            for part in written:
                row = _row(office, peer, part, parcel, going.ops)
                work.connection.execute(insert(tables.sync_file).values(row))
    except BaseException:
        for part in written:  # parts of a file that was never finished belong to no number
            with suppress(OSError):
                part.path.unlink()
        with suppress(Unavailable):  # a number left out is shown and holds nothing up
            _give_back(office, peer.scope, no)
        raise
    paths = tuple(part.path for part in written)
    answers, proofs = tuple[Path, ...](), tuple[Path, ...]()
    if not peer.scope and not request and office.info.kind != "dkum":
        with office.reading() as connection:
            answers = hand_back(office, connection, folder)
        proofs = hand_on(office, folder)
    return MadeFile(paths, no, going.ops, parcel.seq, work.changes, len(going.damaged), answers, proofs)


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


def _parcel(
    office: Office,
    connection: Connection,
    directory: TrustedDirectory,
    peer: Peer,
    counted: tuple[int, int],
    going: Going,
    *,
    full: bool,
) -> Parcel:
    """Everything the file says, from one committed state: while the connection reads. `counted` are its
    number and that of our word about what we have."""
    streams: list[Stream] = []
    have: dict[str, Head] = {}
    seq = 0
    parted = common_in_forks(office)
    rows = connection.execute(select(tables.stream).order_by(tables.stream.c.id)).all()
    if peer.down:  # DKUM's words come first: what they erased may stand in the other streams
        rows = sorted(rows, key=lambda row: row.dev.hex() != office.info.dev)
    anew = peer.down and _erased_since(office, connection, peer, rows)
    for row in rows:
        dev = row.dev.hex()
        if dev == office.info.dev and row.ep == office.info.ep:
            seq = row.seq
        place, area = ("dkum", "") if dev == office.info.dev else office.context.places.get(dev, ("", ""))
        if row.seq and (not peer.down or place == "dkum" or area == peer.scope or dev == office.info.dev):
            have[stream_name(dev, row.ep)] = Head(row.seq, row.head.hex())
        if not sends(office, peer, dev, area) or peer.kind == "request":
            continue
        since = 0 if full or (anew and dev == office.info.dev) else delivered(connection, peer, row)
        since = min(since, parted.get((dev, row.ep), since))
        stream = going.stream(connection, peer, row, since, full=full)
        if stream is not None:
            streams.append(stream)
    asked = list(_asked_for(connection, peer))
    begun = {stream_name(each.dev, each.ep): each.first for each in streams}
    return Parcel(
        kind=peer.kind,
        ep=office.info.ep,
        seq=seq,
        kelurahan=peer.scope or office.area,
        no=counted[0],
        recipients=peer.recipients,
        app=APP,
        dir=directory.version,
        streams=streams,
        usigs=going.usigs,
        statements=to_send(office, connection, peer, have, counted[1], begun),
        directory=directory.data if _brings_directory(connection, peer, directory) else b"",
        blobs=going.blobs(asked),
        have=have,
        want=wanted_papers(connection, office)[:_MOST_WANTED],
        state=state_digest(connection, peer.scope if peer.down else office.info.scope),
        extra=_extra(connection, peer),
        label=peer.label,
        target=part_bytes(connection),
    )


def _erased_since(office: Office, connection: Connection, peer: Peer, rows: Sequence[Row[Any]]) -> bool:
    """Whether DKUM has erased somebody since its last answer: then it says all its own words again. Earlier
    answers go at the office, and this one takes their place for a DKUM that is put back."""
    op = tables.op.c
    computers = tuple(reader for reader in peer.readers if reader[0].kind == "kelurahan")
    to = replace(peer, readers=computers or peer.readers)  # a laptop that is away makes no answer longer
    for row in rows:
        if row.dev.hex() == office.info.dev:
            words = select(op.id).where(
                op.stream_id == row.id, op.kind == ERASE, op.seq > delivered(connection, to, row)
            )
            if connection.execute(words.limit(1)).first() is not None:
                return True
    return False


def _brings_directory(connection: Connection, peer: Peer, directory: TrustedDirectory) -> bool:
    """DKUM's answers bring it; a file up does where DKUM has an older one, having been put back."""
    if peer.kind == "request":  # of a DKUM that was put back: its own may be the older one
        return False
    return peer.down or directory.version > settings.get_json(connection, CITY_DIRECTORY, directory.version)


def damaged_words(count: int) -> list[str]:
    """What to say of papers that could not go along, nothing where all did."""
    if not count:
        return []
    return [
        trn(
            "{n} berkas lampiran atau dokumen di komputer ini rusak dan tidak ikut.",
            "{n} berkas lampiran atau dokumen di komputer ini rusak dan tidak ikut.",
            count,
        ),
        back(),
    ]


def _asked_for(connection: Connection, peer: Peer) -> Iterator[str]:
    """What the other side lacks by its own word; downwards only papers of that office and of the city."""
    asked = [
        settings.get_json(connection, WANTED + device.dev, []) for reader in peer.readers for device in reader
    ]
    names: list[str] = [name for each in asked for name in each]
    for name in dict.fromkeys(names) if peer.kind != "request" else ():
        if not peer.down or _shown(connection, bytes.fromhex(name), peer.scope):
            yield name


def _shown(connection: Connection, blob: bytes, scope: str) -> bool:
    """Whether an office may see a blob: a paper or an attachment of its own, or a paper of the city."""
    document, attachment, record = tables.document.c, tables.attachment.c, tables.record.c
    paper = select(document.id).where(
        (document.pdf == blob) | (document.data == blob) | (document.signed == blob),
        document.scope.in_(("", scope)),
    )
    scan = select(record.id).where(
        attachment.sha256 == blob, record.id == attachment.application_id, record.scope == scope
    )
    return any(connection.execute(query).first() is not None for query in (paper, scan))


def wanted_papers(connection: Connection, office: Office) -> list[str]:
    """Blobs that ops name and that have not come, or were lost from this disk since. A field laptop asks for
    papers, and not for the scans of everybody in the office."""
    here = set(office.blobs.names())
    query = select(tables.blob.c.sha256)
    if office.info.kind == "lapangan":
        query = query.where(tables.blob.c.sha256.not_in(select(tables.attachment.c.sha256)))
    rows = connection.execute(query).all()
    return sorted(name for row in rows if (name := row.sha256.hex()) not in here)


def _extra(connection: Connection, peer: Peer) -> dict[str, bytes]:
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


def _row(office: Office, peer: Peer, part: Written, parcel: Parcel, ops: int) -> dict[str, Any]:
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
        "made": milliseconds(office.clock()),
        "receipt": None,
        "report": "{}",
    }


def _give_back(office: Office, scope: str, no: int) -> None:
    """The number of a file that was never finished is used again."""
    with office.work() as work:
        name = f"counter:no:{scope}"
        if settings.get_json(work.connection, name, 0) != no:
            return
        if no > 1:
            settings.put_json(work.connection, name, no - 1)
        else:
            settings.drop(work.connection, name)
