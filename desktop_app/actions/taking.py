"""Several files at once: opened in the order of their numbers, made for one office after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop_app.actions.arrivals import (
    Refusal,
    claim,
    forget_refusal,
    is_taken,
    missing_before,
    note_refusal,
)
from desktop_app.actions.export import MadeFile, make_file
from desktop_app.actions.gathering import gather
from desktop_app.actions.importing import open_file
from desktop_app.actions.keeping import FileReport
from desktop_app.actions.progress import Progress, no_progress
from desktop_app.errors import WiraError
from desktop_app.office import Office
from desktop_app.storage.work import Changes
from desktop_app.sync.refusal import io_refusal
from resources.i18n import tr, trn


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file: what it did, or why it was refused. `noted` is what a refused one says about itself,
    `lacks` the numbers that must come before it."""

    path: Path
    report: FileReport | None
    error: WiraError | None
    noted: Refusal | None = None
    lacks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of opening files. `enrolment` are requests and grants among them, with their kind: each has
    its own door, so they were not opened. `others` counts what in a folder was no file of Wira."""

    outcomes: tuple[Outcome, ...]
    changes: Changes
    enrolment: tuple[tuple[Path, str], ...] = ()
    others: int = 0

    @property
    def refused(self) -> tuple[Outcome, ...]:
        """Those that did not go in."""
        return tuple(each for each in self.outcomes if each.error is not None)

    @property
    def waiting(self) -> tuple[Outcome, ...]:
        """Of those, the ones set aside until an earlier file has come."""
        return tuple(each for each in self.refused if each.error and each.error.code == "E_GAP")

    @property
    def reports(self) -> tuple[FileReport, ...]:
        """Of those that went in."""
        return tuple(each.report for each in self.outcomes if each.report is not None)


@dataclass(frozen=True, slots=True)
class Made:
    """Files made one after another, each for one office."""

    files: tuple[tuple[str, MadeFile], ...]
    changes: Changes


def take(office: Office, paths: Sequence[Path], *, progress: Progress = no_progress) -> Taken:
    """Open files and whole folders in any order, whatever the files are called; one answer for all.

    A folder that cannot be looked into is one outcome, refused.
    """
    found = gather(paths, progress=progress)
    taken = open_files(office, found.files, progress=progress)
    closed = tuple(
        Outcome(path, None, io_refusal(error, record=path.name or str(path))) for path, error in found.unread
    )
    return replace(taken, outcomes=(*closed, *taken.outcomes), enrolment=found.enrolment, others=found.others)


def open_files(office: Office, paths: Sequence[Path], *, progress: Progress = no_progress) -> Taken:
    """Open every file; one that is refused is noted and does not keep the others out.

    What another of them may have cured is tried once more after it.
    """
    ordered = sorted(paths, key=_order)
    outcomes: dict[Path, Outcome] = {}
    changes = Changes()
    for number, path in enumerate(ordered, 1):
        told = tr("Berkas {nomor} dari {semua}", nomor=number, semua=len(paths))
        step = _within(progress, told) if len(paths) > 1 else _unless_done(progress)
        outcomes[path] = _open(office, path, step)
        changes = _with(changes, outcomes[path])
    came = any(each.report is not None and not each.report.repeated for each in outcomes.values())
    while came:
        came = False
        for path in [path for path in ordered if _may_be_cured(office, outcomes[path])]:
            again = _open(office, path, _unless_done(progress))
            came = came or again.report is not None
            outcomes[path] = again
            changes = _with(changes, again)
    return Taken(tuple(outcomes[path] for path in ordered), changes)


def _open(office: Office, path: Path, progress: Progress) -> Outcome:
    try:
        report = open_file(office, path, progress=progress)
    except WiraError as error:
        if error.code == "not_enrolled":  # nothing is wrong with the file
            return Outcome(path, None, error)
        return Outcome(path, None, error, note_refusal(office, path, error), _lacks(office, path, error))
    forget_refusal(office, path)
    return Outcome(path, report, None)


def _lacks(office: Office, path: Path, error: WiraError) -> tuple[int, ...]:
    core = claim(path) if error.code == "E_GAP" else None
    if core is None:
        return ()
    with office.reading() as connection:
        return missing_before(connection, core)


def _may_be_cured(office: Office, outcome: Outcome) -> bool:
    """The sender became known by another file, or what was set aside has gone in by itself."""
    code = outcome.error.code if outcome.error is not None else ""
    if code == "E_GAP":
        core = claim(outcome.path)
        with office.reading() as connection:
            return core is not None and is_taken(connection, core)
    return code == "E_KEY"


def _with(changes: Changes, outcome: Outcome) -> Changes:
    return changes.joined(outcome.report.changes) if outcome.report is not None else changes


def own_file(no: int) -> str:
    """What is said of a file that comes back to the computer that made it."""
    return tr("Berkas {no:04d} dibuat komputer ini sendiri; isinya sudah ada di sini. Berikan kepada "
              "penerimanya.", no=no)  # fmt: skip


def without_effect(reports: Sequence[FileReport]) -> list[tuple[int, str]]:
    """How many steps of these files do not count, and how many that were here before them, each in a
    sentence."""
    void, undone = sum(len(each.void) for each in reports), sum(len(each.undone) for each in reports)
    return [
        (void, trn("{n} langkah tidak berlaku.", "{n} langkah tidak berlaku.", void)),
        (
            undone,
            trn(
                "{n} langkah yang sudah ada di sini tidak berlaku lagi.",
                "{n} langkah yang sudah ada di sini tidak berlaku lagi.",
                undone,
            ),
        ),
    ]


def summary(taken: Taken) -> list[str]:
    """What came of it in whole sentences: only those that have something to say."""
    fresh = [each for each in taken.reports if not each.repeated]
    new = sum(each.new for each in fresh)
    old, early = len(taken.reports) - len(fresh), len(taken.waiting)
    refused, doors, others = len(taken.refused) - early, len(taken.enrolment), taken.others
    told = [
        (len(fresh), trn("{n} berkas masuk.", "{n} berkas masuk.", len(fresh))),
        (new, trn("{n} perubahan baru.", "{n} perubahan baru.", new)),
        *without_effect(fresh),
        (old, trn("{n} berkas sudah pernah dibuka.", "{n} berkas sudah pernah dibuka.", old)),
        (
            early,
            trn("{n} berkas menunggu berkas sebelumnya.", "{n} berkas menunggu berkas sebelumnya.", early),
        ),
        (refused, trn("{n} berkas ditolak.", "{n} berkas ditolak.", refused)),
        (
            doors,
            trn(
                "{n} berkas pendaftaran kantor ada di antaranya dan dibuka tersendiri.",
                "{n} berkas pendaftaran kantor ada di antaranya dan dibuka tersendiri.",
                doors,
            ),
        ),
        (
            others,
            trn(
                "{n} berkas lain dilewati karena bukan berkas Wira.",
                "{n} berkas lain dilewati karena bukan berkas Wira.",
                others,
            ),
        ),
    ]
    said = [sentence for count, sentence in told if count] or [tr("Tidak ada berkas Wira di sana.")]
    return [*said, *renewed(taken)]


def renewed(taken: Taken) -> list[str]:
    """Whether a spoilt list of erasures was written anew after one of the files, as a sentence."""
    if not any(each.listed for each in taken.reports):
        return []
    return [tr("Daftar penghapusan di samping basis data, yang rusak, sudah ditulis lagi.")]


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


def _order(path: Path) -> tuple[bool, int, int, str]:
    """DKUM's answers first: they bring the directory that names the senders of the others."""
    core = claim(path)
    return (core.kind != "reply", core.no, core.part, path.name) if core else (True, 0, 0, path.name)


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
