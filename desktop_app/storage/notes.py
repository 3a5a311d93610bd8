"""Where the notes about defects are kept, and which office each concerns; `desktop_app.crash` writes them.

All offices that an account of the computer opens share the folder, so each note says which of them was open,
by the beginning of its computer's id, which names nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

OF_OFFICE: Final = "Kantor "
"""How a line of a note begins that says which office was open."""
_NONE: Final = "-"
_SIGN: Final = 12
_open: Final[list[str]] = []
listeners: Final[list[Callable[[str], None]]] = []
"""Told the line of an office that is opened: a fall of the program itself is noted without asking."""


def office_opened(dev: str) -> None:
    """From now on notes concern the office of the computer `dev` (hex)."""
    _open.append(dev[:_SIGN])
    for each in listeners:
        each(f"{OF_OFFICE}{dev[:_SIGN]}")


def office_closed(dev: str) -> None:
    """They do no longer; nothing where they did not."""
    with suppress(ValueError):
        _open.remove(dev[:_SIGN])


def office_lines() -> str:
    """What a note says of the offices that are open now."""
    return "\n".join(f"{OF_OFFICE}{each}" for each in sorted({*_open}) or [_NONE])


def concerns(path: Path, dev: str) -> bool:
    """Whether a note may be read by who helps the office of `dev` ("" for none): it was open, or none was.

    Notes of earlier programs do not say it. They may be of any office of this account, so they are no one's.
    Raises OSError.
    """
    named = _named(path)
    return named == {_NONE} or bool(dev and dev[:_SIGN] in named)


def _named(path: Path) -> set[str]:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return {line.removeprefix(OF_OFFICE) for line in lines if line.startswith(OF_OFFICE)}


def notes_folder() -> Path:
    """Where the notes of this account of the computer are kept."""
    from platformdirs import user_data_path

    return user_data_path("Wira", appauthor=False) / "notes"


def kept_notes(folder: Path, since: datetime | None = None) -> list[Path]:
    """The notes in `folder`, the latest first; only those written at `since` or later."""
    found = sorted(folder.glob("catatan-*.txt"), reverse=True)
    if since is None:
        return found
    begin = f"catatan-{since.astimezone(UTC):%Y%m%d-%H%M%S}"
    return [path for path in found if path.stem >= begin]


def notes_of(folder: Path, dev: str, since: datetime | None = None) -> list[Path]:
    """Those of `kept_notes` that concern the office of the computer `dev` (hex, "" for none)."""
    found: list[Path] = []
    for path in kept_notes(folder, since):
        with suppress(OSError):
            if concerns(path, dev):
                found.append(path)
    return found


def tells_fall(folder: Path, dev: str, began: datetime) -> bool:
    """Whether a note in `folder` tells that a run of the office of `dev` (hex), which began then and did not
    end as it should, fell by a defect.

    Here a note of an earlier program counts, which names no office: it is of this account, and later than the
    last run that ended well. That it may be another office's is the lesser evil: nothing of it is shown.
    """
    for path in kept_notes(folder, began):
        with suppress(OSError):
            if concerns(path, dev) or not _named(path):
                return True
    return False
