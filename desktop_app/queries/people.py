"""The people of this office, for Pengaturan."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from desktop_app.storage import tables


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person; `user` is the person's id as hex, `active` false after a dismissal."""

    user: str
    nama: str
    nip: str
    jabatan: str
    roles: tuple[str, ...]
    active: bool


def office_people(connection: Connection, scope: str) -> tuple[PersonLine, ...]:
    """Everybody admitted in the office `scope`, those who serve first, by name."""
    person = tables.person.c
    rows = connection.execute(
        select(person.uuid, person.nama, person.nip, person.jabatan, person.roles, person.active)
        .where(person.office == scope)
        .order_by(person.active.desc(), person.nama, person.id)
    )
    return tuple(
        PersonLine(
            row.uuid.hex(),
            row.nama,
            row.nip or "",
            row.jabatan or "",
            tuple(row.roles.split()),
            bool(row.active),
        )
        for row in rows
    )
