"""The journal as a CSV file, which the access log notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from desktop_app import csvfile
from desktop_app.actions import access
from desktop_app.office import Office
from desktop_app.storage.saving import free_name, unsaved_errors

ABOUT = "jurnal"
"""The access log's code for the journal given away."""


def write_journal(
    office: Office, path: Path, rows: Iterable[Sequence[object]], count: int
) -> tuple[Path, int]:
    """Write `rows`, the first of them titles, beside any file of that name; where, and how many lines.

    `count` lines are noted as given away before the first is written. Raises Unavailable where the folder
    does not take it; then nothing is left there.
    """
    access.given(office, about=ABOUT, count=count)
    with unsaved_errors(path.name):
        path.parent.mkdir(parents=True, exist_ok=True)
        goal = free_name(path)
        try:
            with open(goal, "x", encoding="utf-8-sig", newline="") as out:
                written = csvfile.write(out, rows) - 1
        except BaseException:
            goal.unlink(missing_ok=True)
            raise
    return goal, written
