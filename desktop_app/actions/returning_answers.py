"""DKUM's own words that come back to it, in answers that an office kept (`actions.kept_answers`)."""

from __future__ import annotations

from pathlib import Path

from desktop_app.actions.inspecting import Checked
from desktop_app.actions.kept_answers import keep_answer
from desktop_app.office import Office
from desktop_app.storage import withheld
from desktop_app.storage.work import Work


def keep_of(office: Office, path: Path, checked: Checked) -> None:
    """At an office: keep an answer of DKUM's, for the office's other computers and for DKUM."""
    core = checked.opened.core
    reach = [(each.ep, each.last) for each in checked.body.manifest.streams if each.dev == checked.sender.dev]
    if core.kind == "reply" and checked.sender.kind == "dkum" and office.info.kind != "dkum":
        keep_answer(office, path, core, max(reach, default=(0, 0)))


def is_own(office: Office, checked: Checked) -> bool:
    """Whether the file is an answer of this DKUM's own that has come back."""
    return office.info.kind == "dkum" and checked.sender.dev == office.info.dev


def note_withheld(work: Work, checked: Checked) -> None:
    """Remember what stands in the gaps of our own stream."""
    at = 0
    for each in checked.body.manifest.streams:
        count = each.last - each.first + 1
        ops, at = checked.ops[at : at + count], at + count
        if each.dev == work.context.dev and any(op.withheld for op in ops):
            withheld.note(work.connection, each.dev, each.ep, each.first, [op.id for op in ops])
