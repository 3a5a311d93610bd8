"""Many issued documents saved into a folder in one go: the same bytes, a line for each, none half written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from desktop_app.actions import access
from desktop_app.actions.issued import document_pdf
from desktop_app.actions.progress import Progress, no_progress
from desktop_app.errors import WiraError
from desktop_app.office import Office
from desktop_app.storage.saving import require_folder, save_beside
from resources.i18n import tr

Outcome = Literal["done", "refused", "not_begun"]


@dataclass(frozen=True, slots=True)
class OutLine:
    """What became of one document: its record, the file it was saved as, or why it was not."""

    record: str
    outcome: Outcome
    file: str = ""
    sentence: str = ""


def nobody_stops() -> bool:
    """Go on to the end."""
    return False


def save_issued(
    office: Office,
    wanted: Sequence[tuple[str, str]],
    folder: Path,
    *,
    progress: Progress = no_progress,
    stop: Callable[[], bool] = nobody_stops,
) -> tuple[OutLine, ...]:
    """Save documents, each as (record, file name), into `folder`; the signed copy where there is one.

    One that cannot be saved is told and the others go on. A file of that name with other bytes is left and
    the document gets a name of its own. Where `stop` says so the rest is not begun.
    """
    lines: list[OutLine] = []
    for at, (record, name) in enumerate(wanted):
        if stop():
            break
        progress(at, len(wanted), tr("{n} dari {total} dokumen", n=at + 1, total=len(wanted)))
        try:
            lines.append(_save(office, record, name, folder))
        except WiraError as error:
            lines.append(OutLine(record, "refused", name, str(error)))
    progress(len(lines), len(wanted), tr("{n} dari {total} dokumen", n=len(lines), total=len(wanted)))
    rest = [OutLine(record, "not_begun", name) for record, name in wanted[len(lines) :]]
    return (*lines, *rest)


def _save(office: Office, record: str, name: str, folder: Path) -> OutLine:
    pdf = document_pdf(office, record)
    require_folder(folder, name)
    access.given(office, record, about="dokumen")
    saved = save_beside(folder / name, pdf, record[-8:])
    return OutLine(record, "done", saved.name)
