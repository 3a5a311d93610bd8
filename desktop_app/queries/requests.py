"""What waits at DKUM about single people: cancellations that an office asks for, returns that it proposes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, func, select

from desktop_app.storage import tables

Kind = Literal["cancel", "return"]


@dataclass(frozen=True, slots=True)
class Request:
    """One open request. `kind`: ``cancel`` an acceptance (the office asks), or ``return`` (DKUM proposed it,
    another person approves)."""

    kind: Kind
    record: str
    nomor_pendaftaran: str
    nama: str
    kelurahan_kode: str
    program: str
    tahun: int
    status: str
    reason: str


def requests(connection: Connection) -> tuple[Request, ...]:
    """Everything open, cancellations first, then by kelurahan and number."""
    app = tables.application.c
    found: list[Request] = []
    kinds: tuple[tuple[Kind, str], ...] = (("cancel", "permintaan"), ("return", "usul_kembali"))
    for kind, name in kinds:
        rows = connection.execute(
            select(tables.application)
            .where(app[name].is_not(None))
            .order_by(app.kelurahan_kode, app.nomor_pendaftaran)
        )
        found += [
            Request(
                kind, row.uuid.hex(), row.nomor_pendaftaran, row.nama or "", row.kelurahan_kode or "",
                row.program or "", row.tahun or 0, row.status, getattr(row, name),
            )
            for row in rows
        ]  # fmt: skip
    return tuple(found)


def waiting(connection: Connection) -> int:
    """How many there are."""
    app = tables.application.c
    query = select(func.count()).where(app.permintaan.is_not(None))
    other = select(func.count()).where(app.usul_kembali.is_not(None))
    return connection.execute(query).scalar_one() + connection.execute(other).scalar_one()
