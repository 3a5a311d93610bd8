"""Questions about trainings. `trained` is the one answer to who completed a training: screens, recaps and
outcomes ask it, nobody counts anew.

`trained(connection, kelurahan=…, program=…, tahun=…)` gives the local numbers of accepted applications with
at least one completed wave; `trained_ids()` the same as a query to stand in another one's ``IN``;
`trained_by` counts them by kelurahan.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from desktop_app.actions.training_lists import (
    WAVE,
    InviteLine,
    ParticipantLine,
    TrainingLine,
    WaveLine,
    completed,
    invitable,
    participants,
    taking_part,
    trained_ids,
    trainings,
    waves,
)
from desktop_app.errors import Refused
from desktop_app.storage import tables
from resources.i18n import tr

__all__ = [
    "DayCount",
    "InviteLine",
    "ParticipantLine",
    "TrainingCounts",
    "TrainingLine",
    "WaveLine",
    "counts",
    "days_of",
    "invitable",
    "missed",
    "named_training",
    "named_wave",
    "participants",
    "trained",
    "trained_by",
    "trained_ids",
    "trainings",
    "unfinished",
    "uninvited",
    "waves",
]

_app = tables.application.c


@dataclass(frozen=True, slots=True)
class TrainingCounts:
    """The room in numbers; each equals a plain count of what is stored.

    `participants` are places taken in waves that are held, `passed` those completed, `missed` those with a
    day of absence; `invited`, `uninvited` and `trained` are people: accepted applications.
    """

    trainings: int
    waves: int
    participants: int
    passed: int
    missed: int
    invited: int
    uninvited: int
    trained: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """One day of a wave: how many have which mark ("" for none yet)."""

    number: int
    day: str
    marks: dict[str, int]

    @property
    def keyed(self) -> int:
        """How many have a mark."""
        return sum(count for sign, count in self.marks.items() if sign)


def trained(
    connection: Connection, *, kelurahan: str = "", program: str = "", tahun: int | None = None
) -> frozenset[int]:
    """The same as a set, of one kelurahan, programme or year."""
    query = trained_ids()
    if kelurahan:
        query = query.where(_app.kelurahan_kode == kelurahan)
    if program:
        query = query.where(_app.program == program)
    if tahun is not None:
        query = query.where(_app.tahun == tahun)
    return frozenset(row[0] for row in connection.execute(query))


def trained_by(connection: Connection, *, program: str = "", tahun: int | None = None) -> dict[str, int]:
    """How many are trained in each kelurahan that has any."""
    query = (
        taking_part(_app.kelurahan_kode, func.count(_app.id.distinct()))
        .where(completed())
        .group_by(_app.kelurahan_kode)
    )
    if program:
        query = query.where(_app.program == program)
    if tahun is not None:
        query = query.where(_app.tahun == tahun)
    return {row[0] or "": row[1] for row in connection.execute(query)}


def uninvited(connection: Connection, *, kelurahan: str = "") -> tuple[InviteLine, ...]:
    """Accepted and in no wave that is held."""
    return tuple(line for line in invitable(connection, kelurahan=kelurahan) if not line.waves)


def missed(lines: tuple[ParticipantLine, ...]) -> tuple[ParticipantLine, ...]:
    """Who of `lines` takes part and was absent on a day, by number."""
    return tuple(line for line in lines if line.counts and line.missed)


def unfinished(
    connection: Connection, *, kelurahan: str = ""
) -> tuple[tuple[WaveLine, ParticipantLine], ...]:
    """Everybody who was absent on a day of a wave that is held, with the wave; of one kelurahan or all."""
    by_record = {line.record: line for line in waves(connection) if not line.batal}
    return tuple(
        (by_record[line.wave], line)
        for line in missed(participants(connection))
        if line.wave in by_record and (not kelurahan or line.kelurahan == kelurahan)
    )


def days_of(wave: WaveLine, lines: tuple[ParticipantLine, ...]) -> tuple[DayCount, ...]:
    """How each day of a wave was kept by those who take part."""
    living = [line for line in lines if line.counts]
    found: list[DayCount] = []
    for number, day in enumerate(wave.hari, 1):
        marks: dict[str, int] = {}
        for line in living:
            sign = line.marks[number - 1]
            marks[sign] = marks.get(sign, 0) + 1
        found.append(DayCount(number, day, marks))
    return tuple(found)


def counts(connection: Connection) -> TrainingCounts:
    """Every number at once, from one committed state."""
    everybody = invitable(connection)
    catalogue = trainings(connection)
    return TrainingCounts(
        trainings=sum(not line.tutup for line in catalogue),
        waves=connection.execute(
            select(func.count()).select_from(WAVE).where(WAVE.c.batal.is_not(1))
        ).scalar_one(),
        participants=sum(len(line.waves) for line in everybody),
        passed=sum(line.passed for line in everybody),
        missed=len(unfinished(connection)),
        invited=sum(bool(line.waves) for line in everybody),
        uninvited=sum(not line.waves for line in everybody),
        trained=sum(bool(line.passed) for line in everybody),
    )  # fmt: skip


def named_training(connection: Connection, typed: str) -> TrainingLine:
    """A training by name or record id. Raises Refused for none."""
    wanted = " ".join(typed.split()).casefold()
    found = [line for line in trainings(connection) if wanted in (line.nama.casefold(), line.record)]
    if not found:
        raise Refused(
            tr("Pelatihan {nama} tidak ada di katalog kantor ini.", nama=repr(typed)),
            next_step=tr("Lihat katalognya di Pelatihan."),
            code="no_training",
        )
    return found[0]


def named_wave(connection: Connection, typed: str) -> WaveLine:
    """A wave by its code, its name or its record id. Raises Refused for none, or for several."""
    wanted = " ".join(typed.split()).casefold()
    found = [
        line
        for line in waves(connection)
        if wanted in (line.code.casefold(), line.nama.casefold(), line.full_name.casefold(), line.record)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        codes = "; ".join(f"{line.code} {line.full_name}" for line in found)
        raise Refused(
            tr("Ada lebih dari satu gelombang bernama {nama}.", nama=typed),
            next_step=tr("Sebutkan kodenya: {pilihan}.", pilihan=codes),
            code="wave",
        )
    raise Refused(
        tr("Gelombang {nama} tidak ada di kantor ini.", nama=repr(typed)),
        next_step=tr("Lihat daftarnya di Pelatihan."),
        code="no_wave",
    )
