"""Whether an office's data are sound: the file, the chain, the projections, the blobs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select

from desktop_app.actions.progress import Progress, no_progress
from desktop_app.domain.op import ZERO_ID, decode, op_id
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.rebuild import rebuild
from resources.i18n import tr


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was looked at and what is wrong; `sound` when nothing is."""

    ops: int
    records: int
    blobs: int
    problems: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.problems

    def lines(self) -> list[str]:
        """For a person."""
        seen = tr("{ops} perubahan, {records} catatan, {blobs} lampiran diperiksa.", ops=self.ops,
                  records=self.records, blobs=self.blobs)  # fmt: skip
        return [seen, *(self.problems or (tr("Semuanya utuh."),))]


def check_office(office: Office, *, progress: Progress = no_progress) -> CheckReport:
    """Look through everything; nothing is changed."""
    problems: list[str] = []
    with office.reading() as connection:
        progress(1, 4, tr("Memeriksa basis data"))
        if connection.exec_driver_sql("PRAGMA quick_check").scalar() != "ok":
            problems.append(tr("Berkas basis data rusak; pulihkan dari cadangan."))
        if connection.exec_driver_sql("PRAGMA cipher_integrity_check").fetchall():
            problems.append(tr("Ada halaman basis data yang berubah di luar Wira; pulihkan dari cadangan."))
        progress(2, 4, tr("Memeriksa rantai catatan"))
        ops = _check_chain(connection, problems)
        records = connection.execute(select(tables.record.c.id)).all()
        progress(3, 4, tr("Memeriksa lampiran"))
        blobs = _check_blobs(office, connection, problems)
    progress(4, 4, tr("Membangun ulang tabel dan membandingkan"))
    problems += _check_projections(office)
    return CheckReport(ops, len(records), blobs, tuple(problems))


def _check_chain(connection: Connection, problems: list[str]) -> int:
    """Every op's bytes have their hash and name the op before them."""
    op = tables.op.c
    count = 0
    last: dict[int, tuple[int, bytes]] = {}
    for row in connection.execute(
        select(op.hash, op.body, op.stream_id, op.seq).order_by(op.stream_id, op.seq)
    ):
        count += 1
        view = decode(row.body)
        before = last.get(row.stream_id)
        joined = before is None or before[0] != row.seq - 1 or before[1].hex() == view.prev
        first = row.seq != 1 or view.ep > 1 or view.prev == ZERO_ID
        if op_id(row.body) != row.hash or view.seq != row.seq or not (joined and first):
            problems.append(tr("Catatan ke-{seq} tidak cocok dengan rantainya.", seq=row.seq))
        last[row.stream_id] = (row.seq, row.hash)
    return count


def _check_blobs(office: Office, connection: Connection, problems: list[str]) -> int:
    named = {row.sha256.hex() for row in connection.execute(select(tables.attachment.c.sha256))}
    for row in connection.execute(select(tables.document.c.pdf, tables.document.c.data)):
        named.update(each.hex() for each in row if each)
    missing = {row.sha256.hex() for row in connection.execute(
        select(tables.blob.c.sha256).where(tables.blob.c.held == 0))}  # fmt: skip
    for name in sorted(named - missing):
        if not office.blobs.has(name):
            problems.append(tr("Satu lampiran hilang dari folder kantor; pulihkan dari cadangan."))
    return len(named)


def _check_projections(office: Office) -> list[str]:
    """Rebuild every projection in a transaction that is rolled back, and compare."""
    with office.trial() as work:
        before = {table.name: _rows(work.connection, table) for table in tables.PROJECTIONS}
        rebuild(work)
        after = {table.name: _rows(work.connection, table) for table in tables.PROJECTIONS}
    return [
        tr("Tabel {name} berbeda dengan catatannya.", name=name)
        for name, rows in before.items()
        if rows != after[name]
    ]


def _rows(connection: Connection, table: Table) -> list[tuple[Any, ...]]:
    keys = list(table.primary_key.columns)
    return [tuple(row) for row in connection.execute(select(table).order_by(*keys))]
