"""Files that came and did not go in: those refused, and those waiting for an earlier one.

A refusal changes no byte of the database; what is kept here is a note in a file of its own, encrypted
to this computer, so that the list of files can name it until the same file is opened properly.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, func, select

from desktop_app.actions.kept_files import note_kept
from desktop_app.domain.moments import milliseconds
from desktop_app.errors import SyncRefused, WiraError
from desktop_app.keys import age
from desktop_app.keys.atomic import write_atomic
from desktop_app.office import CITY, Office
from desktop_app.storage import tables
from desktop_app.storage.saving import save_file
from desktop_app.sync.container import peek
from desktop_app.sync.manifest import ENROLMENT, Core
from desktop_app.sync.refusal import io_refusal

_NOTES: Final = Path("files", "refused.age")
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


def note_refusal(office: Office, path: Path, error: WiraError) -> Refusal:
    """Keep that `path` was refused, in place of an older note about a file of that name. What is known of
    it comes back.

    A full disk must not hide why the file was refused: then there is no note.
    """
    core = claim(path)
    note = Refusal(
        name=path.name,
        code=error.code,
        at=milliseconds(office.clock()),
        message=error.message,
        next_step=error.next_step,
        sender=None if core is None else _sender(office, core),
        no=core.no if core else 0,
    )
    _change(office, path.name, asdict(note))
    return note


def missing_before(connection: Connection, core: Core) -> tuple[int, ...]:
    """The numbers between the last file of this sender that went in and this one."""
    file = tables.sync_file.c
    last = connection.execute(
        select(func.max(file.no)).where(
            file.direction == "in", file.dev == bytes.fromhex(core.dev), file.no < core.no
        )
    ).scalar()
    return tuple(range((last or 0) + 1, core.no))


def forget_refusal(office: Office, path: Path) -> None:
    """The file has been opened after all: by its name, or as the same number of its sender by another."""
    core = claim(path)
    whole = core is not None and core.no and core.parts == 1  # of several parts another may still be bad
    sender = _sender(office, core) if core is not None else None
    for each in _notes(office):
        same = whole and core is not None and (each["sender"], each["no"]) == (sender, core.no)
        if each["name"] == path.name or same:
            _change(office, each["name"], None)


def refusals(office: Office) -> tuple[Refusal, ...]:
    """Noted refusals, the newest first."""
    return tuple(Refusal(**each) for each in _notes(office))


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


def is_taken(connection: Connection, core: Core, *, from_anybody: bool = False) -> bool:
    """Whether a file that says this about itself has gone in; unverified, as `claim` is.

    `from_anybody`: or one of another device under the same id, which only a forger gives twice.
    """
    file = tables.sync_file.c
    query = select(file.dev).where(
        file.direction == "in", file.file_id == bytes.fromhex(core.id), file.part == core.part
    )
    dev = connection.execute(query).scalar()
    return dev is not None and (from_anybody or dev == bytes.fromhex(core.dev))


def is_enrolment_file(path: Path) -> str:
    """``enrol-request`` or ``enrol-grant`` for a file that has its own door, else empty."""
    core = claim(path)
    return core.kind if core is not None and core.kind in ENROLMENT else ""


def _notes(office: Office) -> list[dict[str, Any]]:
    try:
        data = age.decrypt((office.home / _NOTES).read_bytes(), office.device.identities)
        return msgspec.json.decode(data, type=list[dict[str, Any]])
    except (OSError, age.AgeError, msgspec.MsgspecError):
        return []  # none yet, or damaged: notes are worth no trouble


def _change(office: Office, name: str, note: dict[str, Any] | None) -> None:
    others = [each for each in _notes(office) if each["name"] != name]
    kept = [note, *others] if note is not None else others
    data = age.encrypt(msgspec.json.encode(kept[:_KEPT]), [office.device.recipient])
    with suppress(OSError):
        (office.home / _NOTES).parent.mkdir(parents=True, exist_ok=True)
        write_atomic(office.home / _NOTES, data)
        note_kept(office, [office.home / _NOTES])


def _sender(office: Office, core: Core) -> str:
    """The office that made the file; DKUM's files carry the code of whom they are for."""
    device = office.directory.device(core.dev) if office.directory is not None else None
    from_city = device.kind == "dkum" if device is not None else core.kind in ("reply", "enrol-grant")
    return "" if from_city or core.kelurahan == CITY else core.kelurahan


def save_copy(path: Path, folder: Path, name: str = "") -> Path:
    """Put a copy of a file kept here (a request for what is missing) into a folder. Raises Unavailable."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise io_refusal(error, record=path.name) from error
    return save_file(folder / (name or path.name), data)
