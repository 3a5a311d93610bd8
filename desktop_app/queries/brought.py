"""By which sync file something came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from desktop_app.queries.file_words import office_name
from desktop_app.storage import tables
from resources.i18n import tr


def brought_by(connection: Connection, numbers: Iterable[int]) -> dict[int, str]:
    """By which sync file each op row came; those written here, and those that came before this was noted,
    have none."""
    wanted = sorted(numbers)
    if not wanted:
        return {}
    file = tables.sync_file.c
    query = (
        select(file.op_from, file.op_to, file.peer, file.no)
        .where(file.op_from.is_not(None), file.op_from <= wanted[-1], file.op_to >= wanted[0])
        .order_by(file.op_from)
    )
    spans = connection.execute(query).all()
    return {
        number: tr("Berkas {kantor} {no}", kantor=office_name(row.peer), no=f"{row.no:04d}")
        for number in wanted
        for row in spans
        if row.op_from <= number <= row.op_to
    }


def files_of(connection: Connection, ops: Sequence[str]) -> dict[str, str]:
    """By which sync file each op (hex id) came."""
    op = tables.op.c
    rows: dict[int, str] = {}
    for start in range(0, len(ops), 500):
        chunk = [bytes.fromhex(each) for each in ops[start : start + 500]]
        for row in connection.execute(select(op.id, op.hash).where(op.hash.in_(chunk))):
            rows[row.id] = row.hash.hex()
    return {rows[number]: words for number, words in brought_by(connection, rows).items()}
