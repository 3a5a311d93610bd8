"""A city in which DKUM lists mentors and a kelurahan's accepted applicants are accompanied."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop_app.actions import decisions, mentoring, people
from desktop_app.actions.decisions import ProposeDecision
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.mentoring import AssignMentor, GiveArea, SaveMentor
from desktop_app.office import Office, open_office
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE

RATNA, DIAN, HENDRA, SARI = "Ratna Puspita", "Dian Lestari", "Hendra Wijaya", "Sari Utami"
START = "2026-11-01"


@dataclass
class MentorCity:
    """DKUM, Kukusan, the records of three mentors and of the accepted applicants."""

    folder: Path
    dkum: Office
    kukusan: Office
    mentors: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)

    def up(self) -> Any:
        """Kukusan's file, opened at DKUM."""
        return open_file(self.dkum, make_file(self.kukusan, self.folder).paths[0])

    def down(self) -> Any:
        """DKUM's file, opened at Kukusan."""
        return open_file(self.kukusan, make_file(self.dkum, self.folder, to=KUKUSAN).paths[0])

    def assign(self, mentor: int, *which: int, mulai: str = START) -> None:
        """Give some of the accepted to one of the mentors."""
        self.kukusan.enter(RATNA, PASSPHRASE)
        wish = AssignMentor(tuple(self.accepted[n] for n in which), self.mentors[mentor], mulai)
        mentoring.assign(self.kukusan, wish)

    def account(self, name: str, mentor: int) -> None:
        """An account for one of the mentors; he comes in."""
        self.kukusan.enter(RATNA, PASSPHRASE)
        wish = people.AddPerson(name, ("pendamping",), PASSPHRASE, mentor=self.mentors[mentor])
        people.add_person(self.kukusan, wish)
        self.kukusan.enter(name, PASSPHRASE)

    def close(self) -> None:
        """Close both offices."""
        self.dkum.close()
        self.kukusan.close()


def accept(city: MentorCity, n: int) -> None:
    """Enter, verify, send up, decide, send down."""
    records = offices.enter(city.kukusan, [{**person, "program": "WUB"} for person in offices.persons(n)])
    offices.verify(city.kukusan, records)
    city.up()
    city.dkum.enter(HENDRA, PASSPHRASE)
    proposal = decisions.propose(city.dkum, ProposeDecision("WUB", 2026, KUKUSAN)).record
    city.dkum.enter(SARI, PASSPHRASE)
    decisions.approve(city.dkum, proposal)
    city.dkum.enter(HENDRA, PASSPHRASE)
    city.down()
    city.accepted = records


def reopened(kept: Path, folder: Path) -> MentorCity:
    """A copy of the city that `make` made in `kept`, to work in."""
    for name in ("dkum", KUKUSAN):
        shutil.copytree(kept / name, folder / name)
    clock = offices.Clock()
    dkum = open_office(folder / "dkum", HENDRA, PASSPHRASE, clock=clock)
    kukusan = open_office(folder / KUKUSAN, RATNA, PASSPHRASE, clock=clock)
    city = MentorCity(folder, dkum, kukusan)
    with dkum.reading() as connection:
        rows = connection.exec_driver_sql("SELECT lower(hex(uuid)) FROM mentor ORDER BY id")
        city.mentors = [row[0] for row in rows]
        rows = connection.exec_driver_sql(
            "SELECT lower(hex(uuid)) FROM application ORDER BY nomor_pendaftaran"
        )
        city.accepted = [row[0] for row in rows]
    return city


def make(folder: Path, n: int = 3) -> MentorCity:
    """Tono covers Kukusan, Wati all of Beji, Yanto works elsewhere; `n` applicants are accepted."""
    dkum, found = offices.city(folder)
    city = MentorCity(folder, dkum, found[KUKUSAN])
    dkum.enter(HENDRA, PASSPHRASE)
    for name, area in (("Tono Hartono", KUKUSAN), ("Wati Lestari", "327606"), ("Yanto Saputra", "327601")):
        wish = SaveMentor(
            name, nomor=f"P-{len(city.mentors) + 1:02}", hp="081211110001", jabatan="Pendamping"
        )
        record = mentoring.save_mentor(dkum, wish).record
        mentoring.give_area(dkum, GiveArea(record, area, START))
        city.mentors.append(record)
    accept(city, n)
    return city
