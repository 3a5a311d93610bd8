"""Finding sync files by what is in them: chat programs and people give them any name.

Names decide only what is left alone: copies that another program has not finished, and its own notes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop_app.actions.arrivals import is_enrolment_file
from desktop_app.actions.progress import Progress, no_progress
from desktop_app.sync.container import begins_as_sync_file
from resources.i18n import tr

_PASSING: Final = re.compile(
    r"""^[.~]                       # hidden, .~lock.x#, ~$x, ~syncthing~x.tmp, .syncthing.x.tmp, ._x of a Mac
    | \.(part|partial|tmp|temp|crdownload|download|filepart|opdownload|!sync|!ut|lock|swp)$
    | ^(desktop\.ini|thumbs\.db)$
    | \(conflicted\ copy | \ conflicted\ copy | \.sync-conflict- | \(case\ conflict
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OURS: Final = ".dks"
_TELL_EVERY: Final = 50


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found: data files, requests and grants with their kind, and how many others were passed over.

    `unread` are folders that could not be looked into, with why.
    """

    files: tuple[Path, ...]
    enrolment: tuple[tuple[Path, str], ...]
    others: int
    unread: tuple[tuple[Path, OSError], ...]


def is_passing(name: str) -> bool:
    """Whether a name is one that programs give to what is not finished, hidden, or their own doubt."""
    return _PASSING.search(name) is not None


def gather(paths: Sequence[Path], *, progress: Progress = no_progress) -> Gathered:
    """Look at files and into folders, their sub-folders too. Never raises for what is in them.

    A file that was named is always among the `files`, so that it is told why it is none; in a folder only
    what begins like a sync file, or calls itself one.
    """
    folders = [path for path in paths if os.path.isdir(path)]  # a name too long is none, and told as a file
    named = [path for path in paths if path not in folders]
    unread: list[tuple[Path, OSError]] = []
    files: dict[str, Path] = {}
    enrolment: dict[str, tuple[Path, str]] = {}
    others = 0
    for path in named:
        _sort_in(path, files, enrolment)
    for folder in folders:
        for path in _walk(folder, unread):
            if _worth_opening(path):
                _sort_in(path, files, enrolment)
            else:
                others += 1
            seen = len(files) + others
            if seen % _TELL_EVERY == 0:
                progress(0, 0, tr("Mencari berkas Wira, {n} berkas dilihat", n=seen))
    return Gathered(tuple(files.values()), tuple(enrolment.values()), others, tuple(unread))


def _sort_in(path: Path, files: dict[str, Path], enrolment: dict[str, tuple[Path, str]]) -> None:
    key = os.path.normcase(os.path.abspath(path))
    kind = is_enrolment_file(path)
    if kind:
        enrolment[key] = (path, kind)
    else:
        files[key] = path


def _walk(folder: Path, unread: list[tuple[Path, OSError]]) -> Iterator[Path]:
    """Every file below, in the order of names; links to folders are not followed."""

    def failed(error: OSError) -> None:
        unread.append((Path(error.filename or folder), error))

    for place, folders, names in os.walk(folder, onerror=failed):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(place, name) for name in sorted(names))


def _worth_opening(path: Path) -> bool:
    """What only calls itself a sync file is opened too: cut to nothing or spoilt, it has to be told."""
    if is_passing(path.name):
        return False
    if _OURS in path.name.lower():
        return True
    try:
        return begins_as_sync_file(path)
    except OSError:
        return False
