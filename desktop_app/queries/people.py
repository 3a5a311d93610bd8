"""The people of one office, and at DKUM of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from desktop_app.actions.person_endings import Ending, endings, ways
from desktop_app.domain import people, region
from desktop_app.domain.identity import nip_display
from desktop_app.domain.people import ROLE_LABELS
from desktop_app.storage import tables
from resources.i18n import tr


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person; `user` is the person's id as hex, `active` false after a dismissal. `office` is the
    kelurahan's code, empty for DKUM. `passing`: nobody, but DKUM's way into that office."""

    user: str
    nama: str
    nip: str
    jabatan: str
    roles: tuple[str, ...]
    active: bool
    office: str
    ended: Ending | None = None
    passing: bool = False

    @property
    def way(self) -> str:
        """What a list says of the passing person of a recovery by DKUM, who is nobody; "" of anybody else."""
        if not self.passing:
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


def office_people(connection: Connection, scope: str, *, own: str = "") -> tuple[PersonLine, ...]:
    """Everybody admitted in the office `scope`, those who serve first, by name. `own` is this computer's
    device (hex)."""
    person = tables.person.c
    return _lines(connection, select(tables.person).where(person.office == scope).order_by(*_ORDER), own)


def city_people(connection: Connection, *, own: str = "") -> tuple[PersonLine, ...]:
    """Everybody of every office that is known here: DKUM first, then by kelurahan's code."""
    return _lines(connection, select(tables.person).order_by(tables.person.c.office, *_ORDER), own)


def fits(line: PersonLine, typed: str) -> bool:
    """Whether every word typed stands in the person's name, NIP, title, roles or office."""
    place = region.by_code(line.office)
    office = f"{place.name} {place.kecamatan}" if place is not None else "DKUM"
    roles = " ".join(tr(label) for role, label in ROLE_LABELS.items() if role in line.roles)
    within = f"{line.nama} {line.nip} {nip_display(line.nip)} {line.jabatan} {office} {roles}".casefold()
    return all(word in within for word in typed.casefold().split())


_ORDER = (tables.person.c.active.desc(), tables.person.c.nama, tables.person.c.id)


def _lines(connection: Connection, query: Select[Any], own: str) -> tuple[PersonLine, ...]:
    rows = connection.execute(query).all()
    ended = endings(connection, [row.uuid for row in rows if not row.active])
    passing = ways(connection, [row.uuid for row in rows if people.is_passing(row.nama)], own=own)
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
            row.uuid in passing,
        )
        for row in rows
    )
