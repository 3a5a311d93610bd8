"""Telling a person that this computer's clock cannot be right, at the start and while the program runs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from desktop_app.domain.clocks import Doubt, doubt
from desktop_app.domain.erasing import STUB, stub_of
from desktop_app.domain.moments import moment_of, wib
from desktop_app.domain.op import decode
from desktop_app.office import Office
from desktop_app.storage import tables
from resources.i18n import tr


def clock_doubt(connection: Connection, office: Office) -> Doubt | None:
    """Whether the clock contradicts what this computer has written last; None where it may be right."""
    return doubt(office.clock(), _written(connection, office))


def _written(connection: Connection, office: Office) -> datetime | None:
    """The time that the last entry of this computer bears, in whatever epoch."""
    op, stream = tables.op.c, tables.stream.c
    query = (  # the last of its streams, each by its head: an office may have millions of entries
        select(op.body, op.stream_id)
        .join(tables.stream, stream.head == op.hash)
        .where(stream.dev == bytes.fromhex(office.info.dev), stream.seq > 0)
        .order_by(stream.id.desc())
        .limit(1)
    )
    last = connection.execute(query).first()
    if last is None:
        return None
    body = last.body
    if stub_of(body) is not None:  # what was written last is about somebody who was erased
        here = select(op.body).where(op.stream_id == last.stream_id, op.kind != STUB)
        body = connection.execute(here.order_by(op.seq.desc()).limit(1)).scalar()
    return None if body is None else moment_of(decode(body).wall)


def clock_sentence(found: Doubt) -> str:
    """What a person reads: what the clock shows, against what, and what to do."""
    shown = f"{wib(found.shown):%d-%m-%Y %H.%M}"
    if found.known is None:
        told = tr("Jam komputer ini menunjukkan {jam}, dan itu tidak mungkin.", jam=shown)
    elif found.kind == "behind":
        told = tr(
            "Jam komputer ini menunjukkan {jam}, lebih awal dari isian terakhirnya ({terakhir}).",
            jam=shown, terakhir=f"{wib(found.known):%d-%m-%Y %H.%M}",
        )  # fmt: skip
    else:
        told = tr(
            "Jam komputer ini menunjukkan {jam}, jauh sesudah isian terakhirnya ({terakhir}).",
            jam=shown, terakhir=f"{wib(found.known):%d-%m-%Y %H.%M}",
        )  # fmt: skip
    return f"{told} {_kept()}"


def moved_sentence(found: Doubt) -> str:
    """The same of a clock that was changed while the program runs."""
    told = tr(
        "Jam komputer ini baru saja berubah menjadi {jam}; menurut lama nyalanya sekarang {seharusnya}.",
        jam=f"{wib(found.shown):%d-%m-%Y %H.%M}",
        seharusnya=f"{wib(found.known or found.shown):%d-%m-%Y %H.%M}",
    )
    return f"{told} {_kept()}"


def _kept() -> str:
    return tr(
        "Betulkan tanggal dan jamnya sebelum menerbitkan surat. Isian tetap aman, dan cadangan lama tidak "
        "dihapus sementara itu."
    )
