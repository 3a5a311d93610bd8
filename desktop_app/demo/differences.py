"""Differing data in the demo city: DKUM corrects somebody whom the office corrects too, on the same day."""

from __future__ import annotations

from sqlalchemy import select

from desktop_app.actions import applications
from desktop_app.actions.applications import SaveApplication
from desktop_app.office import Office
from desktop_app.storage import tables


def write_differently(dkum: Office, office: Office) -> int:
    """Somebody who waits for verification gets two spellings and two phone numbers; returns of how many
    fields."""
    app = tables.application.c
    query = select(app.uuid, app.nama, app.hp).where(app.status == "submitted").order_by(app.id.desc())
    with office.reading() as connection, dkum.reading() as there:
        known = set(there.execute(select(app.uuid)).scalars())
        row = next((each for each in connection.execute(query) if each.uuid in known and each.hp), None)
    if row is None:
        return 0
    first, *rest = row.nama.split()
    ours = {"nama": " ".join((first, "Nur", *rest)), "hp": row.hp[:-1] + "1"}
    theirs = {"nama": " ".join((first, "Noor", *rest)), "hp": row.hp[:-1] + "2"}
    applications.save(office, SaveApplication(ours, row.uuid.hex()))
    applications.save(dkum, SaveApplication(theirs, row.uuid.hex()))
    return len(ours)
