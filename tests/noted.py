"""What the access log says, read back in its own words."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select

from desktop_app.office import Office
from desktop_app.queries.access import access
from desktop_app.storage import tables


class Entry(NamedTuple):
    """One entry: the deed's code, whom it is about (a record, or the digest of the NIK that was sought),
    which paper, and who did it."""

    deed: str
    whom: str
    about: str
    who: str


def noted(office: Office, after: int = 0) -> list[Entry]:
    """The entries of an open office behind that many, the oldest first."""
    office.keep_access()
    with office.reading() as connection:
        query = select(tables.access).where(tables.access.c.id > after).order_by(tables.access.c.id)
        rows = connection.execute(query).all()
    lines = [(access(office.context, row), row.digest) for row in rows]
    return [
        Entry(line.deed, line.record or (digest or b"").hex(), line.about, line.who) for line, digest in lines
    ]


def sought(office: Office, nik: str) -> str:
    """What stands for a NIK that somebody searched for."""
    return office.access.digest(nik).hex()


class Reader:
    """Reads what has been noted in an office since it was last asked."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._seen = len(noted(office))

    def fresh(self) -> list[Entry]:
        """The entries since the last time, the oldest first."""
        found = noted(self.office, self._seen)
        self._seen += len(found)
        return found
