"""Whose data stand still: restricted at the person's wish, or consent withdrawn (UU 27/2022 art. 40, 41).

Asked in the transaction of whoever is about to print, hand out, verify or decide. The record itself stays and
can be corrected: a restriction is often asked until a correction is made.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, Connection, select

from desktop_app.domain import data_requests
from desktop_app.errors import Refused
from desktop_app.storage import tables
from resources.i18n import tr, trn

TABLE: Final = tables.PLAIN["data_request"]
_col = TABLE.c


def _open() -> list[ColumnElement[bool]]:
    """`data_requests.holds` as a question to the database."""
    return [
        _col.jenis.in_(data_requests.HOLDING),
        _col.hasil.is_(None) | (_col.hasil != "ditolak"),
        _col.dicabut.is_(None),
        _col.batal.is_(None) | (_col.batal == 0),
    ]


def held(connection: Connection) -> dict[bytes, str]:
    """Every application (uuid) whose data stand still, with the kind of request that holds it; a withdrawn
    consent counts before a restriction."""
    found: dict[bytes, str] = {}
    for row in connection.execute(select(_col.application, _col.jenis).where(*_open()).order_by(_col.jenis)):
        found.setdefault(row.application, row.jenis)  # "pembatasan" < "penarikan"
        if row.jenis == "penarikan":
            found[row.application] = row.jenis
    return found


def held_uuids() -> ColumnElement[bool]:
    """Whether an application's data stand still, as a condition on the table of applications."""
    return tables.application.c.uuid.in_(select(_col.application).where(*_open()))


def reason(kind: str) -> str:
    """Why somebody is left out, as one sentence for a list."""
    if kind == "penarikan":
        return tr("Persetujuan data pribadinya ditarik.")
    return tr("Pemrosesan datanya dibatasi atas permintaannya.")


def left_out(many: int) -> str:
    """How many people a paper or file leaves out for this, as a sentence; "" for none."""
    if not many:
        return ""
    return trn(
        "{n} orang tidak dimuat karena datanya dibatasi atau persetujuannya ditarik.",
        "{n} orang tidak dimuat karena datanya dibatasi atau persetujuannya ditarik.",
        many,
    )


def refuse_held(connection: Connection, record: str, number: str) -> None:
    """Raise Refused where the data of this application (hex) stand still."""
    kinds = connection.execute(
        select(_col.jenis).where(_col.application == bytes.fromhex(record), *_open())
    ).scalars()
    kind = max(kinds, default="")
    if kind:
        raise Refused(
            reason(kind),
            next_step=tr("Selesaikan dahulu permintaannya di Permintaan data pribadi, lalu ulangi."),
            record=number,
            code="held",
        )
