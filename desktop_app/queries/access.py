"""The access log as people read it: who looked at what, printed it or gave it away, when and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row

from desktop_app.domain import region
from desktop_app.domain.access import words_of
from desktop_app.domain.moments import moment_of
from desktop_app.storage import tables
from desktop_app.storage.context import Context
from resources.i18n import tr

_entry = tables.access.c
_COUNT: Final = list(_entry.keys()).index("count")


@dataclass(frozen=True, slots=True)
class Access:
    """One entry. `deed` and `about` are codes, `title` the deed in words; `record` is "" for a list."""

    seq: int
    deed: str
    title: str
    who: str
    when: datetime
    where: str
    record: str
    about: str
    count: int


def access(context: Context, row: Row[Any]) -> Access:
    """One row of the table, in words."""
    person = context.people.get(row.user.hex())
    return Access(
        seq=row.id,
        deed=row.deed,
        title=words_of(row.deed, row.about),
        who=person.nama if person is not None else "" if not row.user else tr("Petugas yang belum dikenal"),
        when=moment_of(row.at),
        where=computer(context, row.dev),
        record=row.record.hex() if row.record else "",
        about=row.about,
        count=row[_COUNT],  # a row has a method of that name
    )


def computer(context: Context, dev: bytes) -> str:
    """On which computer, in words: the log is of this office, so it is this one or one before it."""
    tag = region.device_tag(dev)
    if dev.hex() == context.dev:
        return tr("komputer ini ({tanda})", tanda=tag)
    return tr("komputer lama ({tanda})", tanda=tag)
