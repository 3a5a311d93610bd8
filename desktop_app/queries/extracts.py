"""What was handed out to other agencies: by whom, to whom, why, and exactly which file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, select

from desktop_app.domain import region
from desktop_app.domain.receivers import label_of
from desktop_app.storage import tables
from resources.i18n import tr

_TABLE: Final = tables.PLAIN["extract"]


@dataclass(frozen=True, slots=True)
class ExtractLine:
    """One extract. `when` is the claimed time in ms since 1970, `digest` the SHA-256 of the file (hex);
    `columns` are the titles in the language in force."""

    id: int
    record: str
    when: int
    who: str
    code: str
    name: str
    purpose: str
    reason: str
    program: str
    tahun: int
    rules: int
    place: str
    columns: tuple[str, ...]
    statuses: tuple[str, ...]
    nik: str
    rows: int
    form: str
    digest: str


def count(connection: Connection) -> int:
    """How many extracts were made."""
    return int(connection.execute(select(func.count()).select_from(_TABLE)).scalar_one())


def listing(connection: Connection, limit: int | None = None) -> list[ExtractLine]:
    """Every extract that this office knows of, the newest first."""
    person, table = tables.person.c, _TABLE.c
    query = (
        select(_TABLE, person.nama.label("who"))
        .outerjoin(tables.person, person.uuid == table.created_by)
        .order_by(table.created.desc(), table.id.desc())
        .limit(limit)
    )
    return [
        ExtractLine(
            id=row.id,
            record=row.uuid.hex(),
            when=row.created,
            who=row.who or "",
            code=row.penerima,
            name=row.nama,
            purpose=row.keperluan or "",
            reason=row.alasan,
            program=row.program,
            tahun=row.tahun,
            rules=row.aturan,
            place=place.display if (place := region.by_code(row.scope)) else tr("Kota Depok"),
            columns=tuple(label_of(str(name)) for name in json.loads(row.kolom)),
            statuses=tuple(str(each) for each in json.loads(row.status_isi or "[]")),
            nik=row.nik_isi or "",
            rows=row.jumlah,
            form=row.bentuk,
            digest=row.sidik,
        )
        for row in connection.execute(query)
    ]
