"""Where a figure comes from: the decision that accepted, the sync file that brought an outcome, or the
office's own data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from sqlalchemy import Connection, select

from desktop_app.actions.outcome_lists import Line
from desktop_app.actions.training_lists import PARTICIPANT, completed, taking_part
from desktop_app.domain import op, region
from desktop_app.domain.outcome import Stage
from desktop_app.office import OfficeInfo
from desktop_app.storage import received, tables
from resources.i18n import tr

OriginKind = Literal["putusan", "berkas", "sendiri", "tidak_diketahui"]

FIELD_OF: Final[Mapping[Stage, str]] = {
    "trained": "hadir", "started": "mulai_usaha", "six": "enam_bulan", "twelve": "dua_belas_bulan",
}  # fmt: skip
"""The value that lets somebody count in a stage; `hadir` stands for the attendance of a training."""
_CHUNK: Final = 500


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A decision by its number, or file `number` of the office `peer` (kelurahan code, "" for DKUM)."""

    kind: OriginKind
    number: str = ""
    peer: str = ""

    @property
    def words(self) -> str:
        """The source as screens and papers name it."""
        match self.kind:
            case "putusan":
                return tr("putusan {nomor}", nomor=self.number)
            case "berkas":
                place = region.by_code(self.peer)
                return tr(
                    "berkas {nomor} dari {kantor}",
                    nomor=self.number,
                    kantor=place.display if place else "DKUM",
                )
            case "sendiri":
                return tr("data kantor ini sendiri")
            case "tidak_diketahui":
                return tr("sumbernya tidak tercatat")


OWN: Final = Source("sendiri")


def origins(connection: Connection, info: OfficeInfo, found: Iterable[Line]) -> dict[tuple[str, str], Source]:
    """What brought each value of these outcomes: by (application, field)."""
    people = list(found)
    records = {line.outcome_id: line.record for line in people if line.outcome_id}
    attended = _attendances(connection, {line.record for line in people if line.trained})
    records |= attended
    files = _Files(connection, info)
    said: dict[tuple[str, str], tuple[int, str, Source]] = {}
    log, stream = tables.op.c, tables.stream.c
    numbers = sorted(records)
    for start in range(0, len(numbers), _CHUNK):
        query = (
            select(log.record_id, log.hash, log.body, log.seq, stream.dev, stream.ep)
            .join(tables.stream, stream.id == log.stream_id)
            .where(log.record_id.in_(numbers[start : start + _CHUNK]), log.void.is_(None))
        )
        for row in connection.execute(query):
            one = op.decode(row.body)
            source = files.of(row.dev.hex(), row.ep, row.seq)
            names = ["hadir"] if row.record_id in attended else list(one.set)
            for name in names:
                key = records[row.record_id], name
                turn = (one.n, row.hash.hex(), source)
                if key not in said or said[key][:2] < turn[:2]:
                    said[key] = turn
    return {key: source for key, (_n, _id, source) in said.items()}


def source_of(line: Line, stage: Stage, known: Mapping[tuple[str, str], Source]) -> Source:
    """What a line counts in `stage` by."""
    if stage == "accepted":
        return Source("putusan", line.putusan) if line.putusan else Source("tidak_diketahui")
    return known.get((line.record, FIELD_OF[stage]), Source("tidak_diketahui"))


def sources(
    found: Sequence[Line], stage: Stage, known: Mapping[tuple[str, str], Source]
) -> tuple[tuple[Source, int], ...]:
    """The sources of a figure with the number of people from each; together they are the figure."""
    counted: dict[Source, int] = {}
    for line in found:
        if stage in line.stages:
            source = source_of(line, stage, known)
            counted[source] = counted.get(source, 0) + 1
    return tuple(sorted(counted.items()))


def words(found: Sequence[tuple[Source, int]], most: int = 3) -> str:
    """Sources as one text: each with its count, or of more than `most` how many there are of each kind."""
    if len(found) <= most:
        return "; ".join(f"{source.words} ({count})" for source, count in found)
    kinds = {source.kind for source, _count in found}
    parts: list[str] = []
    for kind in sorted(kinds):
        own = [source for source, _count in found if source.kind == kind]
        if kind == "putusan":
            parts.append(tr("{n} putusan, {awal} sampai {akhir}", n=len(own), awal=own[0].number,
                            akhir=own[-1].number))  # fmt: skip
        elif kind == "berkas":
            offices = len({source.peer for source in own})
            parts.append(tr("{n} berkas dari {m} kantor", n=len(own), m=offices))
        else:
            parts.append(own[0].words)
    return "; ".join(parts)


def _attendances(connection: Connection, trained: set[str]) -> dict[int, str]:
    """The participant records by which somebody completed a training: the application of each."""
    query = taking_part(PARTICIPANT.c.id, tables.application.c.uuid).where(completed())
    pairs = ((row[0], row[1].hex()) for row in connection.execute(query))
    return {number: record for number, record in pairs if record in trained}


class _Files:
    """Which file first brought an op, asked once for each op that is asked about."""

    def __init__(self, connection: Connection, info: OfficeInfo) -> None:
        self._connection, self._own = connection, info.dev
        self.of = cache(self._of)

    def _of(self, dev: str, ep: int, seq: int) -> Source:
        if dev == self._own:
            return OWN
        file = tables.sync_file.c
        incoming = select(file.no, file.peer).where(file.direction == "in").order_by(file.no, file.id)
        row = self._connection.execute(
            incoming.where(file.dev == bytes.fromhex(dev), file.ep == ep, file.upto >= seq).limit(1)
        ).first()
        if row is None:  # it came with the file of another device: of a laptop, through its kelurahan
            wall = received.first(self._connection, dev, ep, seq)
            row = self._connection.execute(incoming.where(file.made == wall).limit(1)).first()
        return Source("berkas", f"{row.no:04d}", row.peer) if row is not None else Source("tidak_diketahui")
