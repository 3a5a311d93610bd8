"""Files that came and did not go in: those refused, and those waiting for an earlier one.

A refusal changes no shared data; what is kept here is a local note, so that the list of files can
name it until the same file is opened properly.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from desktop_app.errors import SyncRefused, WiraError
from desktop_app.keys.atomic import write_atomic
from desktop_app.office import CITY, Office
from desktop_app.storage import settings
from desktop_app.storage.database import disk_errors
from desktop_app.sync.container import peek
from desktop_app.sync.manifest import ENROLMENT, Core

_NOTES: Final = "refused_files"
_KEPT: Final = 20


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was not accepted: its name, the E_ class or code, when (ms), what was said.

    `sender` is the kelurahan code the file claims, "" for DKUM, None where it could not be read.
    """

    name: str
    code: str
    at: int
    message: str
    next_step: str
    sender: str | None
    no: int


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """An authentic file set aside until what comes before it has come."""

    path: Path
    dev: str
    sender: str
    no: int


def note_refusal(office: Office, path: Path, error: WiraError) -> None:
    """Keep that `path` was refused, in place of an older note about a file of that name."""
    core = claim(path)
    note = {
        "name": path.name, "code": error.code, "at": int(office.clock().timestamp() * 1000),
        "message": error.message, "next_step": error.next_step,
        "sender": None if core is None else _sender(office, core), "no": core.no if core else 0,
    }  # fmt: skip
    _change(office, path.name, note)


def forget_refusal(office: Office, path: Path) -> None:
    """The file of that name has been opened after all."""
    with office.reading() as connection:
        known = any(each["name"] == path.name for each in _notes(connection))
    if known:
        _change(office, path.name, None)


def refusals(connection: Connection) -> tuple[Refusal, ...]:
    """Noted refusals, the newest first."""
    return tuple(Refusal(**each) for each in _notes(connection))


def waiting_files(office: Office) -> tuple[WaitingFile, ...]:
    """What was set aside, by sender and number."""
    found: list[WaitingFile] = []
    for path in (office.home / "files" / "waiting").glob("*.dks"):
        core = claim(path)
        if core is not None:
            found.append(WaitingFile(path, core.dev, _sender(office, core), core.no))
    return tuple(sorted(found, key=lambda each: (each.sender, each.dev, each.no)))


def claim(path: Path) -> Core | None:
    """What a file says about itself, unverified; None when it is no sync file."""
    try:
        return peek(path)
    except SyncRefused:
        return None


def is_enrolment_file(path: Path) -> str:
    """``enrol-request`` or ``enrol-grant`` for a file that has its own door, else empty."""
    core = claim(path)
    return core.kind if core is not None and core.kind in ENROLMENT else ""


def _notes(connection: Connection) -> list[dict[str, Any]]:
    return list(settings.get_json(connection, _NOTES, []))


def _change(office: Office, name: str, note: dict[str, Any] | None) -> None:
    with office.work() as work:
        others = [each for each in _notes(work.connection) if each["name"] != name]
        kept = [note, *others] if note is not None else others
        settings.put_json(work.connection, _NOTES, kept[:_KEPT])


def _sender(office: Office, core: Core) -> str:
    """The office that made the file; DKUM's files carry the code of whom they are for."""
    device = office.directory.device(core.dev) if office.directory is not None else None
    from_city = device.kind == "dkum" if device is not None else core.kind in ("reply", "enrol-grant")
    return "" if from_city or core.kelurahan == CITY else core.kelurahan


def save_copy(path: Path, folder: Path) -> Path:
    """Put a copy of a file made here (a request for what is missing) into a folder. Raises Unavailable."""
    with disk_errors():
        folder.mkdir(parents=True, exist_ok=True)
        write_atomic(folder / path.name, path.read_bytes())
    return folder / path.name
