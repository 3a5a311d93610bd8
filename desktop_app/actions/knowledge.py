"""What the office's own data know about an application: asked by every path, in its own transaction.

Entry, intake, verification and decision ask here, so none of them can skip the check for a second
application of the same NIK.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from sqlalchemy import Connection, Row, func, select

from desktop_app.domain.findings import Earlier, Known
from desktop_app.domain.rulebook import DEFAULT, RuleBook
from desktop_app.domain.status import ENDED
from desktop_app.office import wib
from desktop_app.storage import settings, tables
from desktop_app.storage.context import Context

_COLUMNS = (
    "id", "nomor_pendaftaran", "nama", "program", "tahun", "status", "created_by", "created",
)  # fmt: skip


def rules_in_force(connection: Connection) -> RuleBook:
    """The rule book that judges today; the built-in default until DKUM issues one."""
    raw = settings.get(connection, "rulebook")
    if raw is None:
        return DEFAULT
    import msgspec

    return msgspec.json.decode(raw, type=RuleBook)


def known_about(
    connection: Connection,
    context: Context,
    values: Mapping[str, object],
    *,
    record: int | None,
    today: date,
) -> Known:
    """Other applications with the same NIK, No. KK or phone; `record` itself is left out."""
    nik, no_kk, hp = (str(values.get(name) or "") for name in ("nik", "no_kk", "hp"))
    app = tables.application.c
    same_hp = 0
    if hp:
        same_hp = connection.execute(
            select(func.count())
            .select_from(tables.application)
            .where(app.hp == hp, app.id != (record or 0), app.nik != nik, app.status.not_in(ENDED))
        ).scalar_one()
    return Known(
        same_nik=_earlier(connection, context, "nik", nik, record),
        same_kk=tuple(item for item in _earlier(connection, context, "no_kk", no_kk, record, other_than=nik)),
        same_hp=same_hp,
        today=today,
        office_kelurahan=context.scope,
    )


def _earlier(
    connection: Connection,
    context: Context,
    column: str,
    value: str,
    record: int | None,
    *,
    other_than: str = "",
) -> tuple[Earlier, ...]:
    if not value:
        return ()
    app = tables.application.c
    query = (
        select(*(app[name] for name in _COLUMNS))
        .where(app[column] == value, app.id != (record or 0))
        .order_by(app.tahun.desc(), app.id.desc())
        .limit(20)
    )
    if other_than:
        query = query.where(app.nik != other_than)
    return tuple(_as_earlier(row, context) for row in connection.execute(query))


def _as_earlier(row: Row[tuple[object, ...]], context: Context) -> Earlier:
    typed_by = context.people.get(row.created_by.hex())
    return Earlier(
        nomor_pendaftaran=row.nomor_pendaftaran,
        nama=row.nama or "",
        program=row.program or "",
        tahun=row.tahun or 0,
        status=row.status,
        oleh=typed_by.nama if typed_by else "",
        tanggal=wib(datetime.fromtimestamp(row.created / 1000, UTC)).date().isoformat(),
    )
