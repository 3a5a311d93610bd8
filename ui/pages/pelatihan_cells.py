"""What Pelatihan shows: all of it from one state, the cells of its lists, what a search looks at."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.domain import region
from desktop_app.domain.training import KINDS, MARKS, show_days
from desktop_app.domain.values import show_date
from desktop_app.office import Reading
from desktop_app.queries import training as questions
from desktop_app.queries.training import InviteLine, ParticipantLine, TrainingLine, WaveLine
from resources.i18n import tr, trn
from ui.models.table import Cell

Missed = tuple[WaveLine, ParticipantLine]
"""Somebody who was absent, with the wave."""


@dataclass(frozen=True)
class Room:
    """Everything the page shows, from one committed state."""

    waves: tuple[WaveLine, ...]
    people: dict[str, tuple[ParticipantLine, ...]]
    invitable: tuple[InviteLine, ...]
    missed: tuple[Missed, ...]
    trainings: tuple[TrainingLine, ...]

    @property
    def waiting(self) -> list[InviteLine]:
        """Accepted and in no wave."""
        return [line for line in self.invitable if not line.waves]


def load_room(connection: Reading, kelurahan: str) -> Room:
    """The waves that concern this office, with everybody in them."""
    found = questions.waves(connection, kelurahan=kelurahan)
    by_wave: dict[str, list[ParticipantLine]] = {line.record: [] for line in found}
    for line in questions.participants(connection):
        by_wave.setdefault(line.wave, []).append(line)
    return Room(
        found,
        {record: tuple(lines) for record, lines in by_wave.items()},
        questions.invitable(connection, kelurahan=kelurahan),
        questions.unfinished(connection, kelurahan=kelurahan),
        questions.trainings(connection),
    )


def wave_cell(line: WaveLine, *, city: bool) -> Cell:
    """The wave over its training; that it is not held, or whose it is where that is not this office."""
    about = line.training_name
    if city and line.scope:
        about = tr("{wilayah} · {pelatihan}", wilayah=place(line.scope), pelatihan=about)
    return Cell(
        line.nama, about, strong=not line.batal, tone="text2" if line.batal else "text",
        tag=tr("dibatalkan") if line.batal else tr("kota") if not city and not line.scope else "",
        tag_tone="warn" if line.batal else "accent",
    )  # fmt: skip


def days_cell(line: WaveLine) -> Cell:
    """When and where."""
    return Cell(show_days(line.hari), line.tempat, tone="text2")


def missed_cell(row: Missed) -> Cell:
    """The days of absence with their marks."""
    wave, line = row
    days = [
        tr("{hari} {tanda}", hari=show_date(wave.hari[day - 1]), tanda=tr(MARKS[line.marks[day - 1]]).lower())
        for day in line.missed
    ]
    return Cell(", ".join(days[:2]), ", ".join(days[2:]), tone="text")


def length_cell(line: TrainingLine) -> Cell:
    """How long it usually takes."""
    return Cell(trn("{n} hari", "{n} hari", line.hari) if line.hari else "", tone="text2")


def state_cell(line: TrainingLine) -> Cell:
    """Whether it is still held."""
    if line.tutup:
        return Cell(tr("Ditutup"), tone="text2", icon="ban")
    return Cell(tr("Diadakan"), tone="ok", icon="check", icon_tone="ok")


def place(code: str) -> str:
    """A kelurahan with its kecamatan."""
    found = region.by_code(code)
    return found.display if found else code


def wave_words(line: WaveLine) -> str:
    """What a search looks at."""
    return f"{line.full_name} {line.tempat} {line.code} {show_days(line.hari)}"


def invite_words(line: InviteLine) -> str:
    """What a search looks at."""
    return f"{line.nama} {line.nomor_pendaftaran} {place(line.kelurahan)} {line.usaha}"


def missed_words(row: Missed) -> str:
    """What a search looks at."""
    return f"{row[1].nama} {row[1].nomor_pendaftaran} {row[0].full_name}"


def training_words(line: TrainingLine) -> str:
    """What a search looks at."""
    return f"{line.nama} {line.penyelenggara} {tr(KINDS.get(line.jenis, line.jenis))}"
