"""Copies of one office: put back from a backup, moved to another computer, or opened twice.

All of them hold the key DKUM knows, so each makes keys of its own before it asks, and DKUM's person learns
by telephone whose fingerprint is whose. The epoch that is granted goes on; the ones before it end where
DKUM and that copy agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, delete, insert, select

from desktop_app.actions.standing import REASONS, is_unlisted
from desktop_app.actions.statements import put_have
from desktop_app.errors import SyncRefused
from desktop_app.keys.signing import key_id
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.work import Work
from desktop_app.sync import enrolment
from desktop_app.sync.container import peek
from desktop_app.sync.directory import Device, TrustedDirectory
from desktop_app.sync.enrolment import Again, ReadRequest
from desktop_app.sync.manifest import Head, Manifest, stream_name
from desktop_app.sync.refusal import refuse
from resources.i18n import tr

UNLISTED: Final = "unlisted"
"""Why a computer asks again whose keys DKUM's directory has lost: DKUM was put back to before it had them."""
RENEWED: Final = "renewed"
"""Why the same computer asks again: its yearly new keys, signed with those it has."""


@dataclass(frozen=True, slots=True)
class AgainView:
    """What a copy asks, in DKUM's words. `held` changes from before it became one are at DKUM, `told` in the
    copy; `granted` is when DKUM last chose a copy (ms) if that was another one than this, else None."""

    sentence: str
    held: int
    told: int
    granted: int | None

    @property
    def warning(self) -> str:
        """What a person has to know before choosing this copy."""
        if self.granted is not None:
            return tr(
                "DKUM sudah mengizinkan salinan lain kantor ini sesudah salinan ini dibuat. Bila yang ini "
                "diizinkan, yang itu tidak dapat menyegel dan mengirim lagi."
            )
        return tr(
            "Pastikan hanya satu salinan yang dipakai. Buka dahulu semua berkas dari komputer lama: yang "
            "dibuka sesudah izin ini tidak berlaku lagi."
        )


# ---- at the office -----------------------------------------------------------------------------------


def have_of(connection: Connection) -> dict[str, Head]:
    """Every stream this copy holds, and how far."""
    return {
        stream_name(row.dev.hex(), row.ep): Head(row.seq, row.head.hex())
        for row in connection.execute(select(tables.stream).where(tables.stream.c.seq > 0))
    }


def asking_again(office: Office) -> bytes:
    """The section of a request by which a copy says so; empty where this office is none.

    Before the first grant it only says which epochs were written.
    """
    why = office.info.why or (UNLISTED if is_unlisted(office) else "")
    if not why:
        return b""
    with office.reading() as connection:
        have = have_of(connection)
    return enrolment.make_again(office.device, proofs(office), ep=office.info.ep, why=why, have=have)


def proofs(office: Office) -> tuple[Ed25519PrivateKey, ...]:
    """The keys with which this computer proves which one it is, the latest first: those the directory names.

    All of them, because DKUM may have been put back to before it named the latest.
    """
    own = office.directory.device(office.info.dev) if office.directory is not None else None
    named = {each.key for each in own.keys} if own is not None else set[str]()
    keys = (office.device.signing_key, *office.device.former)
    return tuple(key for key in keys if key.public_key().public_bytes_raw().hex() in named) or keys[-1:]


def is_for_another_copy(office: Office, path: Path) -> bool:
    """Whether DKUM made the file for this office, and yet not for this copy of it."""
    try:
        core = peek(path)
    except SyncRefused:
        return False
    known = office.directory is not None and office.directory.device(office.info.dev) is not None
    return known and core.kind == "reply" and core.kelurahan == office.area


def is_ahead(connection: Connection, office: Office, manifest: Manifest, sender: Device) -> bool:
    """Whether somebody holds more of this computer's present stream than this computer: it was put back to an
    older state in a way that left no trace here. Of a file that passed its checks.

    DKUM's word is enough, and so are such ops themselves: another computer passes them on only with this
    one's signature. At DKUM two offices have to say so: by the word of one alone, any office could stop the
    whole city.
    """
    name = stream_name(office.info.dev, office.info.ep)
    held = _held(connection, office.info.dev).get(office.info.ep, 0)
    if any(stream.name == name and stream.last > held for stream in manifest.streams):
        return True
    told = manifest.have.get(name)
    if told is None or told.seq <= held:
        return False
    return sender.kind == "dkum" or (
        office.info.kind == "dkum" and _another_says_so(connection, office, sender)
    )


def _another_says_so(connection: Connection, office: Office, sender: Device) -> bool:
    stream, known = tables.stream.c, tables.peer_have.c
    ahead = (
        select(known.peer)
        .join(tables.stream, stream.id == known.stream_id)
        .where(
            stream.dev == bytes.fromhex(office.info.dev), stream.ep == office.info.ep, known.seq > stream.seq
        )
    )
    found = [office.context.places.get(row.peer.hex()) for row in connection.execute(ahead)]
    return any(place is not None and place[1] not in ("", sender.kelurahan) for place in found)


# ---- at DKUM -----------------------------------------------------------------------------------------


def look(office: Office, request: ReadRequest) -> AgainView | None:
    """What a person at DKUM decides about; None for the first request of an office. Raises SyncRefused E_KEY
    when the key it signed with never was that office's."""
    device = known_device(office.directory, request)
    if device is None or request.again is None or request.again.why == RENEWED:
        return None
    again = request.again
    with office.reading() as connection:
        held = sum(seq for ep, seq in _held(connection, device.dev).items() if ep != again.ep)
    told = sum(head.seq for ep, head in _told(again).items() if ep != again.ep)
    chosen = device.keys[-1]
    other = None if chosen.key in (again.key, *request.proven) else chosen.since
    sentence = tr(REASONS.get(again.why, REASONS["restored"]))
    return AgainView(sentence, held, told, other)


def known_device(directory: TrustedDirectory | None, request: ReadRequest) -> Device | None:
    """The device as the directory has it, after the proof that the request comes from a copy of it."""
    device = directory.device(request.request.dev) if directory is not None else None
    if device is None or directory is None:
        return None
    if request.again is None:  # it never opened its grant, or is on its way: the fingerprint alone decides
        return device
    found = [directory.key(key_id(bytes.fromhex(key))) for key in request.proven]
    if not any(each is not None and each[0].dev == device.dev for each in found):
        raise refuse("E_KEY", "copy_of_another", dev=device.dev)
    return device


def ended(connection: Connection, device: Device | None, again: Again) -> dict[str, int]:
    """How far the epochs before the granted one count: as far as DKUM or the copy holds them.

    Where the two hold different ops at one place, DKUM's count; the copy writes its own again afterwards.
    """
    good: dict[str, int] = {}
    held, before = _held(connection, again.dev), {} if device is None else device.last_good
    told = _told(again)
    for ep in sorted({*({device.ep} if device else ()), *held, *told} - {again.ep}):
        if str(ep) in before:
            good[str(ep)] = before[str(ep)]
            continue
        mine, theirs = held.get(ep, 0), told.get(ep)
        agreed = theirs is not None and agrees(connection, again.dev, ep, theirs)
        good[str(ep)] = max(mine, theirs.seq) if agreed and theirs is not None else mine
    return good


def note_have(work: Work, dev: str, have: dict[str, Head]) -> None:
    """What a copy holds is what it says it holds: the rest goes down with the next answer.

    A stream in which it holds other ops than DKUM is sent whole.
    """
    known = tables.peer_have.c
    work.connection.execute(delete(tables.peer_have).where(known.peer == bytes.fromhex(dev)))
    for row in work.connection.execute(select(tables.stream)).all():
        head = have.get(stream_name(row.dev.hex(), row.ep))
        if head is not None and agrees(work.connection, row.dev.hex(), row.ep, head):
            put_have(work, bytes.fromhex(dev), row.id, head.seq, bytes.fromhex(head.head))
        elif row.dev.hex() == dev:
            send_from(work, dev, row.ep, 0)


def send_from(work: Work, dev: str, ep: int, seq: int) -> None:
    """Count a device's own stream as held by it only up to `seq`, so that the next answer brings the rest."""
    stream, known = tables.stream.c, tables.peer_have.c
    peer = bytes.fromhex(dev)
    for number in work.connection.execute(
        select(stream.id).where(stream.dev == peer, stream.ep == ep)
    ).scalars():
        work.connection.execute(delete(tables.peer_have).where(known.peer == peer, known.stream_id == number))
        row = {"peer": peer, "stream_id": number, "seq": seq, "head": b"", "received": work.wall}
        work.connection.execute(insert(tables.peer_have).values(row))


def seq_of(connection: Connection, dev: str, ep: int) -> int:
    """How far a stream is held here."""
    return _held(connection, dev).get(ep, 0)


def _held(connection: Connection, dev: str) -> dict[int, int]:
    stream = tables.stream.c
    rows = connection.execute(select(stream.ep, stream.seq).where(stream.dev == bytes.fromhex(dev)))
    return {row.ep: row.seq for row in rows if row.seq}


def _told(again: Again) -> dict[int, Head]:
    return {int(name[33:]): head for name, head in again.have.items() if name.startswith(f"{again.dev}/")}


def agrees(connection: Connection, dev: str, ep: int, head: Head) -> bool:
    """Whether what another copy holds of a stream is ours too, as far as both go."""
    stream, op = tables.stream.c, tables.op.c
    row = connection.execute(
        select(tables.stream).where(stream.dev == bytes.fromhex(dev), stream.ep == ep)
    ).first()
    if row is None or head.seq > row.seq:
        return True  # ours ends earlier: its file joins, or it is a fork that its file shows
    if head.seq == row.seq:
        return row.head.hex() == head.head
    found = connection.execute(select(op.hash).where(op.stream_id == row.id, op.seq == head.seq)).scalar()
    return found is None or found.hex() == head.head
