"""What the other sides lack, in numbers a clerk knows: people, papers, other records, and changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from desktop_app.actions.peers import mates_of
from desktop_app.office import CITY, Office
from desktop_app.storage import tables
from resources.i18n import tr


@dataclass(frozen=True, slots=True)
class Lacking:
    """What one reader has not got by its own word: `people` applicants of whom `fresh` are new to it,
    `papers` issued documents, `others` further records, all told `changes`. `at` (ms) is its last word
    about what it has, None before any."""

    people: int = 0
    fresh: int = 0
    papers: int = 0
    others: int = 0
    changes: int = 0
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Mate:
    """Another computer or laptop of this office, and what it lacks of all that this one has."""

    dev: str
    name: str
    lacks: Lacking


def dkum_lacks(connection: Connection, office: Office) -> Lacking:
    """What DKUM lacks of this office, its other computers and laptops included."""
    directory = office.directory
    city = [each.dev for each in directory.office(CITY)] if directory is not None else []
    return _lacking(connection, office, city)


def mates(connection: Connection, office: Office) -> tuple[Mate, ...]:
    """The other computers of this office."""
    return tuple(
        Mate(each.dev, device_name(office, each.dev), _lacking(connection, office, [each.dev]))
        for each in mates_of(office)
    )


def device_name(office: Office, dev: str) -> str:
    """``laptop 9f3c``, ``komputer a41f``; "" where the device is its office's only one, or DKUM's."""
    device = office.directory.device(dev) if office.directory is not None else None
    if office.directory is None or device is None or device.kind == "dkum":
        return ""
    if device.kind == "lapangan":
        return tr("laptop {kode}", kode=dev[-4:])
    same = [each for each in office.directory.office(device.kelurahan) if each.kind == "kelurahan"]
    return tr("komputer {kode}", kode=dev[-4:]) if len(same) > 1 else ""


def _lacking(connection: Connection, office: Office, reader: Sequence[str]) -> Lacking:
    """Streams of this office beyond the furthest that any device of the reader says it has."""
    have = tables.peer_have.c
    names = [bytes.fromhex(dev) for dev in reader]
    told = {
        row.stream_id: row.seq
        for row in connection.execute(
            select(have.stream_id, func.max(have.seq).label("seq"))
            .where(have.peer.in_(names))
            .group_by(have.stream_id)
        )
    }
    at = connection.execute(select(func.max(have.received)).where(have.peer.in_(names))).scalar()
    op, record = tables.op.c, tables.record.c
    touched: dict[int, str] = {}
    changes = 0
    for row in connection.execute(select(tables.stream)).all():
        dev = row.dev.hex()
        own = dev == office.info.dev or office.context.places.get(dev, ("", ""))[1] == office.info.scope
        if not own or dev in reader:
            continue
        query = (
            select(op.record_id, record.ent, func.count())
            .join(tables.record, record.id == op.record_id)
            .where(op.stream_id == row.id, op.seq > told.get(row.id, 0))
            .group_by(op.record_id, record.ent)
        )
        for number, ent, count in connection.execute(query):
            changes += count
            touched[number] = ent
    people = [number for number, ent in touched.items() if ent == "application"]
    papers = sum(ent == "document" for ent in touched.values())
    fresh = len(people) - _begun(connection, people, told)
    return Lacking(len(people), fresh, papers, len(touched) - len(people) - papers, changes, at)


def _begun(connection: Connection, numbers: list[int], told: dict[int, int]) -> int:
    """Of how many of these records the reader has a part."""
    op = tables.op.c
    found = 0
    for start in range(0, len(numbers), 500):
        rows = connection.execute(
            select(op.record_id, op.stream_id, func.min(op.seq))
            .where(op.record_id.in_(numbers[start : start + 500]))
            .group_by(op.record_id, op.stream_id)
        )
        found += len({record for record, stream, seq in rows if seq <= told.get(stream, 0)})
    return found
