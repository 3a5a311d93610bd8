"""What waits at DKUM about single people: what an office asks to cancel, and what it proposes itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, func, select

from desktop_app.actions import holds
from desktop_app.domain.authority import ending_proposed
from desktop_app.storage import log, tables
from desktop_app.storage.context import Context

Kind = Literal["cancel", "return", "reject"]


@dataclass(frozen=True, slots=True)
class Request:
    """One open request. `kind`: ``cancel`` an acceptance (the office asks), ``return`` or ``reject`` (DKUM
    proposed it, another person approves). `held` is the kind of request for which the person's data stand
    still, "" for none."""

    kind: Kind
    record: str
    nomor_pendaftaran: str
    nama: str
    kelurahan_kode: str
    program: str
    tahun: int
    status: str
    reason: str
    held: str = ""


def requests(connection: Connection, context: Context) -> tuple[Request, ...]:
    """Everything open, cancellations first, then by kelurahan and number."""
    app = tables.application.c
    found: list[Request] = []
    held = holds.held(connection)
    for name in ("permintaan", "usul_kembali"):
        rows = connection.execute(
            select(tables.application)
            .where(app[name].is_not(None))
            .order_by(app.kelurahan_kode, app.nomor_pendaftaran)
        ).all()
        kinds = _proposed(connection, context, [row.id for row in rows]) if name == "usul_kembali" else {}
        found += [
            Request(
                kinds.get(row.id, "cancel"), row.uuid.hex(), row.nomor_pendaftaran, row.nama or "",
                row.kelurahan_kode or "", row.program or "", row.tahun or 0, row.status, getattr(row, name),
                held.get(row.uuid, ""),
            )
            for row in rows
        ]  # fmt: skip
    return tuple(found)


def _proposed(connection: Connection, context: Context, rows: list[int]) -> dict[int, Kind]:
    """Which of the two DKUM proposes, by row number."""
    found: dict[int, Kind] = {}
    for number, entries in log.entries_of_many(connection, context, rows).items():
        ending = ending_proposed(log.fold_entries(entries))
        found[number] = "reject" if ending is not None and ending.outcome == "rejected" else "return"
    return found


def waiting(connection: Connection) -> int:
    """How many there are."""
    app = tables.application.c
    query = select(func.count()).where(app.permintaan.is_not(None))
    other = select(func.count()).where(app.usul_kembali.is_not(None))
    return connection.execute(query).scalar_one() + connection.execute(other).scalar_one()
