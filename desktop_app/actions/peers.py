"""For whom a sync file is: who reads it, whose streams it carries, and how far its readers already are.

Four ways lead out of a computer: the office up to DKUM, DKUM down to an office, a field laptop to its
office, and between the computers of one office. Only a reader's own word says what it has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from desktop_app.errors import Refused
from desktop_app.office import CITY, Office
from desktop_app.storage import tables
from desktop_app.sync.directory import Device, TrustedDirectory
from desktop_app.sync.manifest import Kind
from resources.i18n import tr

_EVERYTHING: Final = 2**53


@dataclass(frozen=True, slots=True)
class Peer:
    """Who the file is for. `scope` names the receiver in lists and counters: "" for DKUM, at an office its
    own code for its other computers, at DKUM the kelurahan's.

    `readers` must each be brought up to date; the devices of one reader share a database (DKUM's).
    """

    scope: str
    kind: Kind
    readers: tuple[tuple[Device, ...], ...]
    recipients: tuple[str, ...]
    down: bool = False
    mates: bool = False
    only_own: bool = False

    @property
    def label(self) -> str:
        """What the file's name says of it, beside its number."""
        return "-permintaan" if self.kind == "request" else "-kantor" if self.mates else ""


def peer_of(office: Office, directory: TrustedDirectory, to: str, *, request: bool) -> Peer:
    """The receiver `to`: "" for DKUM, a kelurahan's code for that office. Raises Refused for one nobody
    has admitted."""
    own = directory.device(office.info.dev)
    assert own is not None
    kind: Kind = "request" if request else "data"
    city = tuple(directory.office(CITY))
    if office.info.kind == "dkum":
        devices = directory.office(to)
        if not any(each.kind == "kelurahan" for each in devices):
            raise Refused(
                tr("Kelurahan itu belum terdaftar di DKUM."),
                next_step=tr("Buka dahulu berkas permintaannya."),
                code="unknown_office",
            )
        down: Kind = "request" if request else "reply"
        return Peer(to, down, _each(devices), tuple(directory.recipients_down(to)), down=True)
    everybody = tuple(directory.recipients_up(own))
    if office.info.kind == "lapangan":  # one file for the office's computers, which hand it on to DKUM
        computers = [each for each in mates_of(office) if each.kind == "kelurahan"]
        return Peer("", kind, (*_each(computers), city), everybody, only_own=True)
    if to and to == office.info.scope:
        mates = mates_of(office)
        if not mates:
            raise Refused(
                tr("Kantor ini baru mempunyai satu komputer."),
                next_step=tr("Daftarkan komputer atau laptop yang lain ke DKUM, lalu buka berkas DKUM."),
                code="no_mates",
            )
        return Peer(to, kind, _each(mates), everybody, mates=True)
    return Peer("", kind, (city,), tuple(directory.recipients_to_inbox(own)))


def mates_of(office: Office) -> list[Device]:
    """The other active computers and laptops of this office, by DKUM's directory."""
    if office.directory is None or office.info.kind == "dkum":
        return []
    return [each for each in office.directory.office(office.info.scope) if each.dev != office.info.dev]


def sends(office: Office, peer: Peer, dev: str, area: str) -> bool:
    """Up and between its computers: what the office and its laptops wrote, a laptop only its own. Down:
    what DKUM wrote, and the office's own."""
    if dev == office.info.dev:
        return True
    if peer.only_own:
        return False
    return area == (peer.scope if peer.down else office.info.scope)


def delivered(connection: Connection, peer: Peer, stream: Row[Any]) -> int:
    """How far every reader already has this stream. Who writes it has all of it, unless it says otherwise:
    then it was put back to an older copy, as one was that has gone on in another epoch."""
    have = tables.peer_have.c
    found = {
        row.peer.hex(): row.seq
        for row in connection.execute(select(have.peer, have.seq).where(have.stream_id == stream.id))
    }
    written = (stream.dev.hex(), stream.ep)
    known = [
        max((found.get(device.dev, 0) for device in reader), default=0)
        for reader in peer.readers
        if all((device.dev, device.ep) != written for device in reader) or written[0] in found
    ]
    return min(known, default=_EVERYTHING if peer.readers else 0)


def papers_delivered(connection: Connection, peer: Peer, stream: Row[Any]) -> int:
    """How far the office's other computers have a stream, laptops left aside: scans go along once with the
    ops that name them, not again with every file because a laptop is away."""
    computers = tuple(reader for reader in peer.readers if reader[0].kind == "kelurahan")
    if not computers:
        return _EVERYTHING
    return delivered(connection, replace(peer, readers=computers), stream)


def _each(devices: Sequence[Device]) -> tuple[tuple[Device, ...], ...]:
    return tuple((each,) for each in devices)
