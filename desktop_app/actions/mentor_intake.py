"""The list of mentors from a spreadsheet: looked at row by row, then taken in as one work, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.actions import mentor_lists
from desktop_app.actions.mentoring import GiveArea, SaveMentor, give_area_in, save_mentor_in
from desktop_app.intake import mapping, sheet
from desktop_app.intake.mentors import MENTORS, Listed, MentorRow, preview
from desktop_app.office import Office
from desktop_app.storage.work import Changes, Work


@dataclass(frozen=True, slots=True)
class Taken:
    """How many mentors were added and changed, and what moved."""

    added: int
    changed: int
    changes: Changes


def look(office: Office, data: bytes) -> tuple[MentorRow, ...]:
    """Every row of the file and what it would do; nothing is written. Raises Refused for an unusable file."""
    read = sheet.read(data, MENTORS)
    today = office.today().isoformat()
    with office.reading() as connection:
        lines = mentor_lists.mentors(connection, today).lines
    known = [
        Listed(
            line.record,
            {
                name: value
                for name in ("nama", "nomor", "nip", "hp", "jabatan")
                if (value := str(getattr(line, name)))
            },
            frozenset(area.wilayah for area in line.areas if area.now or area.mulai > today),
        )
        for line in lines
    ]
    return tuple(preview(read, mapping.guess(read.columns, MENTORS), known))


def take(office: Office, rows: Sequence[MentorRow]) -> Taken:
    """Write what is new and what has changed, all of it or nothing; areas begin today. Raises Refused."""
    begins, added, changed = office.today().isoformat(), 0, 0
    with office.work() as work:
        for row in rows:
            if row.outcome not in ("new", "changed"):
                continue
            values = row.values
            wish = SaveMentor(
                values["nama"], values.get("nomor", ""), values.get("nip", ""), values.get("hp", ""),
                values.get("jabatan", ""), _ends(work, row.record), row.record,
            )  # fmt: skip
            record = save_mentor_in(work, wish)
            for area in row.areas:
                give_area_in(work, GiveArea(record, area, begins))
            added, changed = added + (row.outcome == "new"), changed + (row.outcome == "changed")
    return Taken(added, changed, work.changes)


def _ends(work: Work, record: str) -> str:
    """The end of service that is noted already: a list says nothing about it."""
    return str(work.state(record).values.get("berhenti") or "") if record else ""
