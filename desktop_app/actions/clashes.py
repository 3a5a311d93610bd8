"""Applications that stand in each other's way: one NIK twice in a programme and year, one number twice.

The fold finds them (`tables.clash`); who decides asks here, in the transaction that writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Row, select

from desktop_app.errors import Refused
from desktop_app.storage import tables
from resources.i18n import tr


def reasons(connection: Connection) -> Mapping[int, str]:
    """Why an application (by its row number) cannot be decided yet: another has its NIK or its number."""
    words = {
        "nik": tr("NIK ini juga diajukan dalam pendaftaran lain tahun ini."),
        "nomor": tr("Nomor pendaftaran ini dipakai dua pendaftar; salah satunya didaftarkan ulang."),
    }
    return {number: words[kind] for number, kind in _kinds(connection).items()}


def require_none(connection: Connection, rows: Iterable[Row[Any]]) -> None:
    """Raise Refused when one of these applications has meanwhile turned up a second time."""
    kinds = _kinds(connection)
    for row in rows:
        kind = kinds.get(row.id)
        if kind is None:
            continue
        number = row.nomor_pendaftaran
        raise Refused(
            tr("NIK pendaftar {nomor} juga diajukan dalam pendaftaran lain tahun ini.", nomor=number)
            if kind == "nik"
            else tr("Nomor pendaftaran {nomor} dipakai dua pendaftar.", nomor=number),
            next_step=tr("Batalkan usulan ini, lalu buat yang baru."),
            record=number,
            code=f"{kind}_clash",
        )


def _kinds(connection: Connection) -> dict[int, str]:
    clash = tables.clash.c
    rows = connection.execute(select(clash.application_id, clash.kind).order_by(clash.kind.desc()))
    return {row.application_id: row.kind for row in rows}
