"""Whether an office's data are sound: the file, the chain, the projections, the blobs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, func, select

from desktop_app.actions.backup import make_backup
from desktop_app.actions.progress import Progress, no_progress
from desktop_app.domain.entities import ENTITIES
from desktop_app.domain.op import ZERO_ID, decode, op_id
from desktop_app.office import Office
from desktop_app.storage import dialect, tables
from desktop_app.storage.rebuild import rebuild
from desktop_app.storage.work import Changes
from resources.i18n import tr

_FEW: Final = {"yield_per": 1000}
"""Rows held at a time."""


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
    progress(1, 4, tr("Memeriksa basis data"))
    quick, pages = office.database.ask_freshly("PRAGMA quick_check", "PRAGMA cipher_integrity_check")
    if quick != [("ok",)]:
        problems.append(tr("Berkas basis data rusak; pulihkan dari cadangan."))
    if pages:
        problems.append(tr("Ada halaman basis data yang berubah di luar Wira; pulihkan dari cadangan."))
    if problems:  # a torn file is put back from a copy; whatever else it says is not to be relied on
        return CheckReport(0, 0, 0, tuple(problems))
    with office.reading() as connection:
        progress(2, 4, tr("Memeriksa rantai catatan"))
        ops = _check_chain(connection, problems)
        foldable = not problems
        records = connection.execute(select(func.count()).select_from(tables.record)).scalar_one()
        progress(3, 4, tr("Memeriksa lampiran"))
        blobs = _check_blobs(office, connection, problems)
    progress(4, 4, tr("Membangun ulang tabel dan membandingkan"))
    if foldable:
        problems += _check_projections(office)
    return CheckReport(ops, records, blobs, tuple(problems))


def rebuild_office(office: Office) -> Changes:
    """Make all tables anew from the ops, after a backup: for one that was altered outside Wira or written by
    a program that erred. The ops stay as they are. Raises Unavailable."""
    make_backup(office, office.home / "backups")
    with office.work() as work:
        rebuild(work)
    kinds = ("application", "person", "office", "document", "decision", *ENTITIES)
    return Changes({name: frozenset() for name in kinds})


def _check_chain(connection: Connection, problems: list[str]) -> int:
    """Every op's bytes have their hash and name the op before them, up to where the stream says it stands."""
    op, stream = tables.op.c, tables.stream.c
    count = 0
    last: dict[int, tuple[int, bytes]] = {}
    for row in connection.execute(
        select(op.hash, op.body, op.stream_id, op.seq)
        .order_by(op.stream_id, op.seq)
        .execution_options(**_FEW)
    ):
        count += 1
        if not _joins(row, last.get(row.stream_id)):
            problems.append(tr("Catatan ke-{seq} tidak cocok dengan rantainya.", seq=row.seq))
        last[row.stream_id] = (row.seq, row.hash)
    for row in connection.execute(select(stream.id, stream.seq, stream.head)):
        seq, head = last.get(row.id, (0, row.head))
        # beyond the last op that is here lies only what DKUM withholds from this office
        if seq > row.seq or (seq == row.seq and head != row.head):
            problems.append(tr("Catatan ke-{seq} tidak cocok dengan rantainya.", seq=row.seq))
    return count


def _joins(row: Any, before: tuple[int, bytes] | None) -> bool:
    if op_id(row.body) != row.hash:
        return False
    view = decode(row.body)
    joined = before is None or before[0] != row.seq - 1 or before[1].hex() == view.prev
    first = row.seq != 1 or view.ep > 1 or view.prev == ZERO_ID
    return view.seq == row.seq and joined and first


def _check_blobs(office: Office, connection: Connection, problems: list[str]) -> int:
    named = {row.sha256.hex() for row in connection.execute(select(tables.attachment.c.sha256))}
    document = tables.document.c
    for row in connection.execute(select(document.pdf, document.data, document.signed)):
        named.update(each.hex() for each in row if each)
    missing = {row.sha256.hex() for row in connection.execute(
        select(tables.blob.c.sha256).where(tables.blob.c.held == 0))}  # fmt: skip
    for name in sorted(named - missing):
        if not office.blobs.has(name):
            problems.append(tr("Satu lampiran hilang dari folder kantor; pulihkan dari cadangan."))
    return len(named)


def _check_projections(office: Office) -> list[str]:
    """Rebuild all that the ops say in a transaction that is rolled back, and compare."""
    with office.trial() as work:
        before = _digests(work.connection)
        rebuild(work)
        after = _digests(work.connection)
    return [
        tr("Tabel {name} berbeda dengan catatannya.", name=name)
        for name, digest in before.items()
        if digest != after[name]
    ]


def _digests(connection: Connection) -> dict[str, bytes]:
    """What each table says, in few bytes: an office of a hundred thousand is compared in little memory."""
    op = tables.op.c
    asked = {table.name: select(table).order_by(*table.primary_key.columns) for table in tables.PROJECTIONS}
    asked["record"] = select(tables.record).order_by(tables.record.c.id)
    asked["op"] = select(op.id, op.void).where(op.void.is_not(None)).order_by(op.id)
    found = {
        name: _digest(connection.execute(query.execution_options(**_FEW))) for name, query in asked.items()
    }
    for ent in dialect.SEARCH_COLUMNS:
        found[f"{ent}_fts"] = _digest(dialect.search_words(connection, ent))
    return found


def _digest(rows: Iterable[Sequence[Any]]) -> bytes:
    made = sha256()
    for row in rows:
        made.update(repr(tuple(row)).encode())
    return made.digest()
