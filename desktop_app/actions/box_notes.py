"""What is remembered about watched folders between two runs of the program: one small file, encrypted to
this computer. The database is not touched by looking, and a lost note costs at most one repeated file.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from desktop_app.actions.kept_files import note_kept
from desktop_app.keys import age
from desktop_app.keys.atomic import write_atomic
from desktop_app.office import Office

_FILE: Final = Path("files", "boxes.age")
_MOST_REFUSED: Final = 1000


class Sent(msgspec.Struct, frozen=True):
    """What the last file made for a receiver by itself held: the last seq of each stream, and the last file
    that had come in (row number) when it was made (ms)."""

    streams: dict[str, int] = msgspec.field(default_factory=dict[str, int])
    incoming: int = 0
    at: int = 0


class Delivered(msgspec.Struct, frozen=True):
    """One of our files in the outbox: its path below it, and its SHA-256."""

    path: str
    sha256: str


class BoxNote(msgspec.Struct):
    """`refused` are SHA-256 of files that could not be moved away, with their class. Moments are ms, 0 for
    never; `took` and `made` are the names of the last file opened and made."""

    looked: int = 0
    took: str = ""
    took_at: int = 0
    made: str = ""
    made_at: int = 0
    refused: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    sent: dict[str, Sent] = msgspec.field(default_factory=dict[str, Sent])
    delivered: dict[str, list[Delivered]] = msgspec.field(default_factory=dict[str, list[Delivered]])


def read_note(office: Office) -> BoxNote:
    """The note, or an empty one where there is none or it cannot be read."""
    try:
        data = age.decrypt((office.home / _FILE).read_bytes(), office.device.identities)
        return msgspec.json.decode(data, type=BoxNote)
    except (OSError, age.AgeError, msgspec.MsgspecError):
        return BoxNote()


def write_note(office: Office, note: BoxNote) -> None:
    """Keep the note; a full disk keeps none, and the next run looks anew."""
    while len(note.refused) > _MOST_REFUSED:
        note.refused.pop(next(iter(note.refused)))
    data = age.encrypt(msgspec.json.encode(note), [office.device.recipient])
    with suppress(OSError):
        (office.home / _FILE).parent.mkdir(parents=True, exist_ok=True)
        write_atomic(office.home / _FILE, data)
        note_kept(office, [office.home / _FILE])
