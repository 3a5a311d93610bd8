"""Trainings, waves and who takes part, as screens, papers and commands show them.

Here and not among the questions because attendance lists are printed from them; screens ask through
`desktop_app.queries.training`. Somebody *counts* in a wave while they are not taken off it and are accepted:
who was cancelled afterwards is shown with that status and counts no more.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, or_, select

from desktop_app.domain import training
from desktop_app.domain.training import DAY_FIELDS, INVITED, PRESENT, Outcome
from desktop_app.storage import tables

TRAINING, WAVE, PARTICIPANT = tables.PLAIN["training"], tables.PLAIN["wave"], tables.PLAIN["participant"]
_app = tables.application.c
_accepted: Final = _app.status.in_(sorted(INVITED))
_by_own_office: Final = or_(
    PARTICIPANT.c.scope == tables.record.c.scope, PARTICIPANT.c.scope == _app.kelurahan_kode
)
"""The word belongs to the applicant's own kelurahan; another office's about its people counts nowhere."""
_ABSENT: Final = frozenset(training.MARKS) - {PRESENT}


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """A training of the catalogue. `hari` 0 where unknown; `waves` not cancelled; `passed` completed one."""

    record: str
    nama: str
    jenis: str
    penyelenggara: str
    hari: int
    keterangan: str
    tutup: bool
    waves: int
    invited: int
    passed: int


@dataclass(frozen=True, slots=True)
class WaveLine:
    """One wave. `scope` "" is the city's; `wilayah` the kelurahan it is for, none for all.

    `invited` and `passed` are of those who count and are known here: an office knows only its own people.
    """

    record: str
    code: str
    training: str
    training_name: str
    jenis: str
    nama: str
    tempat: str
    hari: tuple[str, ...]
    kapasitas: int
    minimal: int
    wilayah: tuple[str, ...]
    scope: str
    batal: bool
    invited: int
    passed: int

    @property
    def full_name(self) -> str:
        """Training and wave."""
        return f"{self.training_name}, {self.nama}"

    @property
    def free(self) -> int:
        """Places left."""
        return max(self.kapasitas - self.invited, 0)


@dataclass(frozen=True, slots=True)
class ParticipantLine:
    """Somebody in a wave. `marks` has one sign ("" for none) for each day of the wave; `differs` are the
    days (from 1) on which two computers said different things. `twin`: another one has the same number."""

    id: int
    record: str
    wave: str
    application: str
    nomor: int
    nama: str
    nomor_pendaftaran: str
    kelurahan: str
    program: str
    tahun: int
    status: str
    marks: tuple[str, ...]
    batal: bool
    outcome: Outcome
    differs: frozenset[int] = frozenset()
    twin: bool = False

    @property
    def counts(self) -> bool:
        """Whether they are among those who take part."""
        return not self.batal and self.status in INVITED

    @property
    def missed(self) -> tuple[int, ...]:
        """The days (from 1) on which they were marked as not there."""
        return tuple(day for day, sign in enumerate(self.marks, 1) if sign in _ABSENT)


@dataclass(frozen=True, slots=True)
class InviteLine:
    """An accepted applicant who may be invited; `waves` in which they count, `passed` of them completed."""

    id: int
    record: str
    nama: str
    nomor_pendaftaran: str
    kelurahan: str
    program: str
    tahun: int
    usaha: str
    waves: tuple[str, ...]
    passed: int


def present_days() -> ColumnElement[int]:
    """How many days somebody was there, as a column of `participant`."""
    total: Any = sum(case((PARTICIPANT.c[name] == PRESENT, 1), else_=0) for name in DAY_FIELDS)
    return total


def taking_part(*columns: Any) -> Select[*tuple[Any, ...]]:
    """`columns` of everybody who counts in a wave that is held: participant, wave and application joined."""
    return (
        select(*columns)
        .select_from(PARTICIPANT)
        .join(WAVE, WAVE.c.uuid == PARTICIPANT.c.wave)
        .join(tables.record, tables.record.c.uuid == PARTICIPANT.c.application)
        .join(tables.application, _app.id == tables.record.c.id)
        .where(PARTICIPANT.c.batal.is_not(1), WAVE.c.batal.is_not(1), _accepted, _by_own_office)
    )


def completed() -> ColumnElement[bool]:
    """Present on enough days, for `taking_part`."""
    return present_days() >= WAVE.c.minimal


def trained_ids() -> Select[*tuple[Any, ...]]:
    """Local numbers of the accepted applications with at least one completed training."""
    return taking_part(_app.id).where(completed()).distinct()


def trainings(connection: Connection) -> tuple[TrainingLine, ...]:
    """The catalogue, by name; trainings no longer held stand last."""
    held: dict[bytes, int] = {
        row[0]: row[1]
        for row in connection.execute(
            select(WAVE.c.training, func.count()).where(WAVE.c.batal.is_not(1)).group_by(WAVE.c.training)
        )
    }
    counted = {
        row[0]: (row[1], row[2])
        for row in connection.execute(
            taking_part(
                WAVE.c.training, func.count(), func.sum(case((completed(), 1), else_=0))
            ).group_by(WAVE.c.training)
        )
    }  # fmt: skip
    rows = connection.execute(
        select(TRAINING).order_by(func.coalesce(TRAINING.c.tutup, 0), TRAINING.c.nama, TRAINING.c.id)
    )
    return tuple(
        TrainingLine(
            row.uuid.hex(), row.nama, row.jenis, row.penyelenggara or "", row.hari or 0, row.keterangan or "",
            bool(row.tutup), held.get(row.uuid, 0), *counted.get(row.uuid, (0, 0)),
        )
        for row in rows
    )  # fmt: skip


def waves(
    connection: Connection, *, wave: str = "", training: str = "", kelurahan: str = ""
) -> tuple[WaveLine, ...]:
    """All waves, the latest first; one, those of one training (record ids), or those that a kelurahan (code)
    holds, is meant by, or has people in."""
    counted = {
        row[0]: (row[1], row[2])
        for row in connection.execute(
            taking_part(
                PARTICIPANT.c.wave, func.count(), func.sum(case((completed(), 1), else_=0))
            ).group_by(PARTICIPANT.c.wave)
        )
    }  # fmt: skip
    query = (
        select(WAVE, TRAINING.c.nama.label("training_name"), TRAINING.c.jenis)
        .join(TRAINING, TRAINING.c.uuid == WAVE.c.training, isouter=True)
        .order_by(WAVE.c.id)
    )
    if wave:
        query = query.where(WAVE.c.uuid == _id(wave))
    if training:
        query = query.where(WAVE.c.training == _id(training))
    lines = [_wave_line(row, counted) for row in connection.execute(query)]
    if kelurahan:
        there = taking_part(PARTICIPANT.c.wave).where(_app.kelurahan_kode == kelurahan).distinct()
        with_people = {uuid.hex() for uuid in connection.execute(there).scalars()}
        lines = [
            line
            for line in lines
            if line.scope == kelurahan
            or (not line.scope and (not line.wilayah or kelurahan in line.wilayah))
            or line.record in with_people
        ]
    return tuple(sorted(lines, key=lambda line: line.hari[:1], reverse=True))


def participants(
    connection: Connection, *, wave: str = "", application: str = "", removed: bool = False
) -> tuple[ParticipantLine, ...]:
    """Who is in a wave, by number, or the waves of one person; `removed`: those taken off as well."""
    query = (
        select(
            PARTICIPANT, _app.nama.label("person"), _app.nomor_pendaftaran, _app.kelurahan_kode, _app.program,
            _app.tahun, _app.status, WAVE.c.hari, WAVE.c.minimal,
        )
        .join(WAVE, WAVE.c.uuid == PARTICIPANT.c.wave)
        .join(tables.record, tables.record.c.uuid == PARTICIPANT.c.application)
        .join(tables.application, _app.id == tables.record.c.id)
        .where(_by_own_office)
        .order_by(PARTICIPANT.c.nomor, PARTICIPANT.c.uuid)
    )  # fmt: skip
    if wave:
        query = query.where(PARTICIPANT.c.wave == _id(wave))
    if application:
        query = query.where(PARTICIPANT.c.application == _id(application))
    if not removed:
        query = query.where(PARTICIPANT.c.batal.is_not(1))
    rows = connection.execute(query).all()
    differing = _differing(connection, [row.id for row in rows])
    used: dict[tuple[bytes, int], int] = {}
    for row in rows:
        used[row.wave, row.nomor] = used.get((row.wave, row.nomor), 0) + 1
    return tuple(
        _participant_line(row, differing.get(row.id, frozenset()), used[row.wave, row.nomor] > 1)
        for row in rows
    )


def invitable(connection: Connection, *, kelurahan: str = "") -> tuple[InviteLine, ...]:
    """Every accepted applicant by kelurahan and name, with the waves they count in."""
    known: dict[int, list[tuple[str, bool]]] = {}
    for row in connection.execute(taking_part(_app.id, WAVE.c.uuid, completed().label("done"))):
        known.setdefault(row.id, []).append((row.uuid.hex(), bool(row.done)))
    query = select(
        _app.id, tables.record.c.uuid, _app.nama, _app.nomor_pendaftaran, _app.kelurahan_kode, _app.program,
        _app.tahun, _app.jenis_usaha, _app.nama_usaha, _app.punya_usaha,
    ).join(tables.record, tables.record.c.id == _app.id).where(_accepted)  # fmt: skip
    if kelurahan:
        query = query.where(_app.kelurahan_kode == kelurahan)
    rows = connection.execute(query.order_by(_app.kelurahan_kode, _app.nama, _app.id))
    return tuple(
        InviteLine(
            row.id, row.uuid.hex(), row.nama or "", row.nomor_pendaftaran, row.kelurahan_kode or "",
            row.program or "", row.tahun or 0,
            row.jenis_usaha or row.nama_usaha or "" if row.punya_usaha == "ya" else "",
            tuple(wave for wave, _done in known.get(row.id, ())),
            sum(done for _wave, done in known.get(row.id, ())),
        )
        for row in rows
    )  # fmt: skip


# ---- within ------------------------------------------------------------------------------------------


def _id(record: str) -> bytes:
    try:
        return bytes.fromhex(record)
    except ValueError:  # typed by a person
        return b""


def _wave_line(row: Row[Any], counted: dict[bytes, tuple[int, int]]) -> WaveLine:
    record = row.uuid.hex()
    invited, passed = counted.get(row.uuid, (0, 0))
    return WaveLine(
        record, training.wave_code(record), row.training.hex(), row.training_name or "", row.jenis or "",
        row.nama, row.tempat or "", tuple(json.loads(row.hari)), row.kapasitas, row.minimal,
        tuple(json.loads(row.wilayah or "[]")), row.scope, bool(row.batal), invited, passed,
    )  # fmt: skip


def _participant_line(row: Row[Any], differs: frozenset[int], twin: bool) -> ParticipantLine:
    days = len(json.loads(row.hari))
    marks = tuple(getattr(row, name) or "" for name in DAY_FIELDS)
    return ParticipantLine(
        row.id, row.uuid.hex(), row.wave.hex(), row.application.hex(), row.nomor, row.person or "",
        row.nomor_pendaftaran, row.kelurahan_kode or "", row.program or "", row.tahun or 0, row.status,
        marks[:days], bool(row.batal), training.outcome(marks, days, row.minimal), differs, twin,
    )  # fmt: skip


def _differing(connection: Connection, numbers: list[int]) -> dict[int, frozenset[int]]:
    """The days on which two computers said different things, by the participant's local number."""
    found: dict[int, set[int]] = {}
    conflict = tables.conflict.c
    query = (
        select(conflict.record_id, conflict.field)
        .join(PARTICIPANT, PARTICIPANT.c.id == conflict.record_id)
        .where(conflict.field.in_(DAY_FIELDS))
    )
    wanted = set(numbers)
    for row in connection.execute(query):
        if row.record_id in wanted:
            found.setdefault(row.record_id, set()).add(DAY_FIELDS.index(row.field) + 1)
    return {number: frozenset(days) for number, days in found.items()}
