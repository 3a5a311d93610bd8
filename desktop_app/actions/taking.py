"""Several files at once: opened in the order of their numbers, made for one office after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_app.actions.arrivals import claim, forget_refusal, note_refusal
from desktop_app.actions.export import MadeFile, make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.keeping import FileReport
from desktop_app.actions.progress import Progress, no_progress
from desktop_app.errors import WiraError
from desktop_app.office import Office
from desktop_app.storage.work import Changes
from resources.i18n import tr


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file: what it did, or why it was refused."""

    path: Path
    report: FileReport | None
    error: WiraError | None


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of opening files."""

    outcomes: tuple[Outcome, ...]
    changes: Changes

    @property
    def refused(self) -> tuple[Outcome, ...]:
        """Those that did not go in."""
        return tuple(each for each in self.outcomes if each.error is not None)


@dataclass(frozen=True, slots=True)
class Made:
    """Files made one after another, each for one office."""

    files: tuple[tuple[str, MadeFile], ...]
    changes: Changes


def open_files(office: Office, paths: Sequence[Path], *, progress: Progress = no_progress) -> Taken:
    """Open every file; one that is refused is noted and does not keep the others out."""
    outcomes: list[Outcome] = []
    changes = Changes()
    for number, path in enumerate(sorted(paths, key=_order), 1):
        told = tr("Berkas {nomor} dari {semua}", nomor=number, semua=len(paths))
        step = _within(progress, told) if len(paths) > 1 else _unless_done(progress)
        try:
            report = open_file(office, path, progress=step)
        except WiraError as error:
            note_refusal(office, path, error)
            outcomes.append(Outcome(path, None, error))
            continue
        forget_refusal(office, path)
        outcomes.append(Outcome(path, report, None))
        changes = changes.joined(report.changes)
    return Taken(tuple(outcomes), changes)


def make_files(
    office: Office,
    folder: Path,
    offices: Sequence[str],
    *,
    full: bool = False,
    progress: Progress = no_progress,
) -> Made:
    """Make a file for each of `offices` ("" is DKUM), into one folder. Raises as `make_file`."""
    made: list[tuple[str, MadeFile]] = []
    changes = Changes()
    for number, to in enumerate(offices, 1):
        told = tr("Berkas {nomor} dari {semua}", nomor=number, semua=len(offices))
        step = _within(progress, told) if len(offices) > 1 else _unless_done(progress)
        found = make_file(office, folder, to=to, full=full, progress=step)
        made.append((to, found))
        changes = changes.joined(found.changes)
    return Made(tuple(made), changes)


def _order(path: Path) -> tuple[int, int, str]:
    core = claim(path)
    return (core.no, core.part, path.name) if core is not None else (0, 0, path.name)


def _unless_done(progress: Progress) -> Progress:
    """The last step is told after the work is kept; whoever stops there stops too late."""

    def step(done: int, total: int, sentence: str) -> None:
        if done < total:
            progress(done, total, sentence)

    return step


def _within(progress: Progress, which: str) -> Progress:
    def step(done: int, total: int, sentence: str) -> None:
        if done < total:
            progress(done, total, f"{which}. {sentence}")

    return step
