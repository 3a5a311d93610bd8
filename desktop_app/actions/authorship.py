"""Who wrote an op, and on which computer, in words."""

from __future__ import annotations

from typing import Any

from desktop_app.domain import region
from desktop_app.domain.merge import Entry
from desktop_app.domain.people import OFFICE_LABELS
from desktop_app.storage.context import Context
from resources.i18n import tr


def who_wrote(context: Context, entry: Entry) -> str:
    """The person's name, as this office knows it."""
    person = context.people.get(entry.op.user)
    return person.nama if person is not None else tr("Petugas yang belum dikenal")


def where_written(context: Context, entry: Entry) -> str:
    """On which computer an op was written, in words."""
    tag = region.device_tag(bytes.fromhex(entry.op.dev))
    if entry.op.dev == context.dev:
        return tr("komputer ini ({tanda})", tanda=tag)
    kind: Any = entry.place
    return tr("{tempat} ({tanda})", tempat=tr(OFFICE_LABELS[kind]) if kind else tr("kantor lain"), tanda=tag)
