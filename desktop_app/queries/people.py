"""The people of one office, and at DKUM of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from desktop_app.actions.person_endings import Ending, endings
from desktop_app.domain import people, region
from desktop_app.domain.identity import nip_display
from desktop_app.domain.people import ROLE_LABELS
from desktop_app.storage import tables
from resources.i18n import tr


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person; `user` is the person's id as hex, `active` false after a dismissal. `office` is the
    kelurahan's code, empty for DKUM."""

    user: str
    nama: str
    nip: str
    jabatan: str
    roles: tuple[str, ...]
    active: bool
    office: str
    ended: Ending | None = None

    @property
    def way(self) -> str:
        """What a list says of the passing person of a recovery by DKUM, who is nobody; "" of anybody else."""
        if not people.is_passing(self.nama):
            return ""
        if self.active or self.ended is None:
            return tr("Jalan masuk dari jawaban pemulihan DKUM; pemakaiannya belum tercatat di sini")
        day = f"{self.ended.at:%d-%m-%Y}"
        if self.ended.by_city:
            return tr(
                "Jalan masuk dari jawaban pemulihan DKUM; dicabut {tanggal}, tidak berlaku lagi", tanggal=day
            )
        return tr(
            "Jalan masuk dari jawaban pemulihan DKUM; dipakai {tanggal}, tidak berlaku lagi", tanggal=day
        )


def office_people(connection: Connection, scope: str) -> tuple[PersonLine, ...]:
    """Everybody admitted in the office `scope`, those who serve first, by name."""
    person = tables.person.c
    return _lines(connection, select(tables.person).where(person.office == scope).order_by(*_ORDER))


def city_people(connection: Connection) -> tuple[PersonLine, ...]:
    """Everybody of every office that is known here: DKUM first, then by kelurahan's code."""
    return _lines(connection, select(tables.person).order_by(tables.person.c.office, *_ORDER))


def fits(line: PersonLine, typed: str) -> bool:
    """Whether every word typed stands in the person's name, NIP, title, roles or office."""
    place = region.by_code(line.office)
    office = f"{place.name} {place.kecamatan}" if place is not None else "DKUM"
    roles = " ".join(tr(label) for role, label in ROLE_LABELS.items() if role in line.roles)
    within = f"{line.nama} {line.nip} {nip_display(line.nip)} {line.jabatan} {office} {roles}".casefold()
    return all(word in within for word in typed.casefold().split())


_ORDER = (tables.person.c.active.desc(), tables.person.c.nama, tables.person.c.id)


def _lines(connection: Connection, query: Select[Any]) -> tuple[PersonLine, ...]:
    rows = connection.execute(query).all()
    ended = endings(connection, [row.uuid for row in rows if not row.active])
    return tuple(
        PersonLine(
            row.uuid.hex(),
            row.nama,
            row.nip or "",
            row.jabatan or "",
            tuple(row.roles.split()),
            bool(row.active),
            row.office or "",
            ended.get(row.uuid),
        )
        for row in rows
    )
