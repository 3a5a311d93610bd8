"""Applications as the rules judge them again, read from their rows: the preview and the mark rest on it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, select

from desktop_app.domain import fields
from desktop_app.domain.finding import Earlier, Known
from desktop_app.domain.rejudging import STAGES
from desktop_app.storage import tables
from desktop_app.storage.tables import APPLICATION_FIELDS

CHUNK: Final = 2000
_app = tables.application.c
_NESTED: Final = tuple(name for name in APPLICATION_FIELDS if fields.FIELDS[name].kind == "dict")
_GIVEN: Final = tuple(_app[name] for name in APPLICATION_FIELDS)
_NOBODY: Final = Known()


def applications(
    connection: Connection, program: str, tahun: int, *more: Any
) -> Iterator[Sequence[tuple[Any, ...]]]:
    """The applications of a programme and year that are judged again, some at a time, in no order.

    Each is (id, status, aturan_versi, the values of the fields); `more` narrows them.
    """
    query = select(_app.id, _app.status, _app.aturan_versi, *_GIVEN).where(
        _app.program == program, _app.tahun == tahun, _app.status.in_(STAGES), *more
    )
    cursor: Any = connection.execute(query).cursor
    while rows := cursor.fetchmany(CHUNK):
        yield rows


def given_of(columns: Sequence[Any]) -> dict[str, Any]:
    """The stored values from the columns of the fields."""
    found = {
        name: value for name, value in zip(APPLICATION_FIELDS, columns, strict=True) if value is not None
    }
    for name in _NESTED:
        if name in found:
            found[name] = json.loads(found[name])
    return found


class Helped:
    """Who has a place already, asked once: what a rule about earlier help rests on."""

    def __init__(self, connection: Connection) -> None:
        rows = connection.execute(
            select(_app.nik, _app.nomor_pendaftaran, _app.program, _app.tahun).where(
                _app.status == "accepted", _app.nik.is_not(None)
            )
        )
        self._by_nik: dict[str, tuple[Earlier, ...]] = {}
        for nik, nomor, program, tahun in rows:
            year = tahun if isinstance(tahun, int) else 0
            one = Earlier(nomor, "", program or "", year, "accepted")
            self._by_nik[nik] = (*self._by_nik.get(nik, ()), one)

    def known(self, nik: object) -> Known:
        """What is known about somebody with this NIK; nothing for most."""
        had = self._by_nik.get(str(nik))
        return Known(same_nik=had) if had else _NOBODY
