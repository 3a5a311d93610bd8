"""A city of real offices for proofs: founded and enrolled once, copied for every schedule.

Everything goes the way people go: actions, files in a heap, backups. Only passphrases are opened once.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, func, select

from desktop_app.actions import people, rulebooks
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.domain.erasing import stub_of
from desktop_app.domain.people import OfficeKind
from desktop_app.domain.rulebook import default_rules
from desktop_app.keys.slots import Opened
from desktop_app.office import Office, open_office
from desktop_app.storage import tables
from tests import offices
from tests.offices import CURUG, KUKUSAN, PASSPHRASE, Clock

BEGIN: Final = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
APPROVER: Final = "Sari Utami"


@dataclass(frozen=True, slots=True)
class Seat:
    """A computer of the city: `first` founds its office, `second` is the other pair of eyes ("" for none)."""

    name: str
    kind: OfficeKind
    code: str
    first: str
    second: str = ""


DKUM: Final = Seat("dkum", "dkum", "", "Hendra Wijaya", APPROVER)
SEATS: Final = (
    DKUM,
    Seat("kukusan", "kelurahan", KUKUSAN, "Ratna Puspita", "Dian Lestari"),
    Seat("kukusan-dua", "kelurahan", KUKUSAN, "Rahmat Hidayat", "Dewi Anggraini"),
    Seat("laptop", "lapangan", KUKUSAN, "Yusuf Maulana"),
    Seat("curug", "kelurahan", CURUG, "Bagus Santoso", "Wulan Sari"),
)


@dataclass(slots=True)
class Founded:
    """The closed offices that schedules are copied from, and everybody's opened slot."""

    folder: Path
    seats: tuple[Seat, ...]
    slots: dict[tuple[str, str], Opened] = field(default_factory=dict[tuple[str, str], Opened])


def found(folder: Path, seats: Sequence[Seat] = SEATS, *, quota: int = 2) -> Founded:
    """Found and enrol them, with so many places for WUB 2026; everybody knows everybody."""
    clock = Clock(BEGIN)
    made = Founded(folder, tuple(seats))
    opened = {
        seat.name: offices.office(folder / seat.name, seat.kind, seat.code, clock=clock, name=seat.first)
        for seat in seats
    }
    dkum = opened[DKUM.name]
    rules = replace(default_rules("WUB", 2026), quota=quota)
    rulebooks.issue(dkum, IssueRules(rules, "188/1", "2026-01-02"))
    for seat in seats:
        one = opened[seat.name]
        if seat.second:
            roles = ("penyetuju_dkum",) if seat.kind == "dkum" else ("verifikator", "operator")
            people.add_person(one, people.AddPerson(seat.second, roles, PASSPHRASE))
        for name in filter(None, (seat.first, seat.second)):
            made.slots[seat.name, name] = one.slots.open_slot(name, PASSPHRASE)
        if seat.kind != "dkum":
            offices.enrol(dkum, one, folder)
    for seat in seats:
        if seat.kind == "kelurahan":
            for path in make_file(opened[seat.name], folder).paths:
                open_file(dkum, path)
    for code in {seat.code for seat in seats} - {""}:
        for path in make_file(dkum, folder, to=code).paths:
            for seat in seats:
                if seat.code == code:
                    open_file(opened[seat.name], path)
            path.unlink()
    for one in opened.values():
        one.close()
    return made


@dataclass(slots=True)
class Desk:
    """An open office with its clock; `home` is where it lies now."""

    seat: Seat
    office: Office
    clock: Clock
    slots: dict[tuple[str, str], Opened]

    def enter(self, name: str = "") -> Office:
        """Let one of its people in, the first unless named."""
        opened = self.slots[self.seat.name, name or self.seat.first]
        self.office.admit(opened)
        return self.office

    def reopen(self, home: Path) -> None:
        """Go on with another folder of this office."""
        self.office = open_office(home, self.seat.first, PASSPHRASE, clock=self.clock)


@contextmanager
def copied(founded: Founded, folder: Path) -> Iterator[list[Desk]]:
    """Copies of the founded offices, open, each with a clock of its own."""
    desks: list[Desk] = []
    try:
        for seat in founded.seats:
            home = folder / seat.name
            shutil.copytree(founded.folder / seat.name, home)
            clock = Clock(BEGIN)
            office = open_office(home, seat.first, PASSPHRASE, clock=clock)
            desks.append(Desk(seat, office, clock, founded.slots))
        yield desks
    finally:
        for desk in desks:
            desk.office.close()
        shutil.rmtree(folder, ignore_errors=True)


# ---- what copies must agree on -----------------------------------------------------------------------


def told(connection: Connection, scopes: Sequence[str]) -> dict[str, list[Any]]:
    """All that the ops of these scopes say, by ids that are the same on every copy. Clashes are left out:
    whoever sees more of the city sees more of them."""
    rows = connection.execute(select(tables.record).where(tables.record.c.scope.in_(scopes))).all()
    mine = {row.id: row.uuid.hex() for row in rows}
    op = tables.op.c
    found: dict[str, list[Any]] = {
        "record": sorted((row.uuid.hex(), row.ent, row.scope, row.heads) for row in rows),
        "op": sorted(
            (row.hash.hex(), row.void, stub_of(row.body))
            for row in connection.execute(select(op.hash, op.void, op.body, op.record_id))
            if row.record_id in mine
        ),
    }
    for table in tables.PROJECTIONS:
        owned = {column.name for column in table.columns if column.foreign_keys}
        if table is tables.clash or not owned:
            continue
        kept: list[dict[str, Any]] = []
        for row in connection.execute(select(table)).mappings():
            if all(row[name] in mine for name in owned):
                kept.append({key: mine[value] if key in owned else value for key, value in row.items()})
        found[table.name] = sorted(kept, key=repr)
    return found


def held(office: Office) -> set[bytes]:
    """The ids of every op here."""
    with office.reading() as connection:
        return {row.hash for row in connection.execute(select(tables.op.c.hash))}


def accepted(office: Office) -> dict[str, int]:
    """Acceptances by kelurahan."""
    app = tables.application.c
    query = (
        select(app.kelurahan_kode, func.count().label("many"))
        .where(app.status == "accepted")
        .group_by(app.kelurahan_kode)
    )
    with office.reading() as connection:
        return {row.kelurahan_kode: row.many for row in connection.execute(query)}
