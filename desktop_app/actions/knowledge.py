"""What the office's own data know about an application: asked by every path, in its own transaction.

Entry, intake, verification and decision ask here, so none of them can skip the check for a second
application of the same NIK.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, bindparam, func, select

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
    own = {"record": record or 0, "nik": nik}
    same_hp = connection.execute(_SAME_HP, {**own, "value": hp}).scalar_one() if hp else 0
    return Known(
        same_nik=_earlier(connection, context, _SAME_NIK, {"record": record or 0, "value": nik}),
        same_kk=_earlier(connection, context, _SAME_KK, {**own, "value": no_kk}),
        same_hp=same_hp,
        today=today,
        office_kelurahan=context.scope,
    )


def _earlier(
    connection: Connection, context: Context, query: Select[Any], asked: dict[str, object]
) -> tuple[Earlier, ...]:
    if not asked["value"]:
        return ()
    return tuple(_as_earlier(row, context) for row in connection.execute(query, asked))


def _same(column: str) -> Select[Any]:
    """Other applications with the same value in `column`, the latest year first; made once."""
    app = tables.application.c
    return (
        select(*(app[name] for name in _COLUMNS))
        .where(app[column] == bindparam("value"), app.id != bindparam("record"))
        .order_by(app.tahun.desc(), app.id.desc())
        .limit(20)
    )


_APP = tables.application.c
_SAME_NIK = _same("nik")
_SAME_KK = _same("no_kk").where(_APP.nik != bindparam("nik"))
_SAME_HP = (
    select(func.count())
    .select_from(tables.application)
    .where(
        _APP.hp == bindparam("value"),
        _APP.id != bindparam("record"),
        _APP.nik != bindparam("nik"),
        _APP.status.not_in(tuple(sorted(ENDED))),
    )
)


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
