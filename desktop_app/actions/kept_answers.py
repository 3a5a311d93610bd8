"""DKUM's answers as an office keeps them: the newest for its other computers, the earlier ones for DKUM.

Every computer and laptop of the kelurahan can read an answer, so it is handed on as it came. After a restore
DKUM lacks what it wrote since the copy. Nobody else can say it for DKUM, but its answers are signed by it and
encrypted to its inbox as well, so an office only has to return them. Each lies here once.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from desktop_app.actions.kept_files import let_go, note_kept
from desktop_app.actions.peers import mates_of
from desktop_app.keys.atomic import write_atomic
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.saving import save_file
from desktop_app.sync.manifest import Core
from resources.i18n import trn

_FOLDER: Final = Path("files", "dkum")
_FORMER: Final = Path("files", "answers")
"""Where the newest answer lay in earlier offices; the next one takes its place in `_FOLDER`."""
_DAYS: Final = 90
"""As long as backups are kept."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """One part of an answer. `number` is DKUM's epoch and the file's number, `reach` how far DKUM's own
    stream goes in it (epoch, seq; zeros where it says nothing of its own), `made` when it came (s, Unix).
    Earlier names did not say the number: zeros, never the newest.
    """

    path: Path
    number: tuple[int, int]
    reach: tuple[int, int]
    made: int
    file: str
    part: int


def keep_answer(office: Office, path: Path, core: Core, reach: tuple[int, int]) -> None:
    """Keep an answer of DKUM's as it came, where somebody may need it again.

    A full disk keeps nothing and holds nothing up.
    """
    shutil.rmtree(office.home / _FORMER, ignore_errors=True)
    mates = bool(mates_of(office))
    if not mates and reach == (0, 0):
        return
    folder = office.home / _FOLDER
    now = int(office.clock().timestamp())
    number, own = f"{core.ep}-{core.no:05d}", f"{reach[0]}-{reach[1]}"
    name = f"{number}_{own}_{now}_{core.id}_p{core.part:02d}.dks"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        if not any((each.file, each.part) == (core.id, core.part) for each in _kept(office)):
            write_atomic(folder / name, path.read_bytes())
            note_kept(office, [folder / name])
        newest = newest_answer(office) if mates else ()
        for each in _kept(office):
            old = now - each.made > _DAYS * 86_400 or each.reach == (0, 0)
            if old and each not in newest:
                let_go(office, [each.path])
                each.path.unlink()


def kept_folder(office: Office) -> Path:
    """Where they lie."""
    return office.home / _FOLDER


def newest_answer(office: Office) -> tuple[KeptAnswer, ...]:
    """DKUM's newest answer, part by part: of the epoch its directory names, since epochs are drawn and the
    later one may be the smaller."""
    devices = office.directory.content.devices if office.directory is not None else []
    named = {device.ep for device in devices if device.kind == "dkum"}
    kept = [each for each in _kept(office) if each.number[0] in named]
    last = max((each.number for each in kept), default=None)
    return tuple(each for each in kept if each.number == last)


def hand_back(office: Office, connection: Connection, folder: Path) -> tuple[Path, ...]:
    """Copies of the answers that DKUM lacks by its own word, beside the file for it. Raises Unavailable."""
    lacks = _lacking(connection, office)
    if not lacks:
        return ()
    copied: list[Path] = []
    for each in sorted(_kept(office), key=lambda each: (each.reach, each.part)):
        ep, last = each.reach
        if ep in lacks and last > lacks[ep]:
            name = f"dks_{office.area}_dkum_{ep}-{last:06d}_{each.file[-6:]}_p{each.part:02d}.dks"
            copied.append(save_file(folder / name, each.path.read_bytes()))
    return tuple(copied)


def _kept(office: Office) -> tuple[KeptAnswer, ...]:
    found: list[KeptAnswer] = []
    for path in (office.home / _FOLDER).glob("*.dks"):
        with suppress(ValueError):  # no name of ours
            parts = path.stem.split("_")
            number, reach, made, file, part = ["0-0", *parts] if len(parts) == 4 else parts
            found.append(KeptAnswer(path, _pair(number), _pair(reach), int(made), file, int(part[1:])))
    return tuple(sorted(found, key=lambda each: (each.number, each.part)))


def _pair(text: str) -> tuple[int, int]:
    first, second = text.split("-")
    return int(first), int(second)


def _lacking(connection: Connection, office: Office) -> dict[int, int]:
    """DKUM's streams of which it has less than we, by its own newest word: the last seq it has, by epoch."""
    have, stream = tables.peer_have.c, tables.stream.c
    found: dict[int, int] = {}
    for row in connection.execute(select(tables.stream).order_by(stream.id)):
        if office.context.places.get(row.dev.hex(), ("", ""))[0] != "dkum":
            continue
        told = connection.execute(
            select(have.seq).where(have.peer == row.dev, have.stream_id == row.id)
        ).scalar()
        if told is not None and told < row.seq:
            found[row.ep] = told
    return found


def returned_words(count: int) -> list[str]:
    """What to say of DKUM's own answers that go back to it, nothing where none do."""
    if not count:
        return []
    return [
        trn(
            "{n} jawaban DKUM ikut disalin, karena DKUM tidak memilikinya lagi. Bawa semuanya.",
            "{n} jawaban DKUM ikut disalin, karena DKUM tidak memilikinya lagi. Bawa semuanya.",
            count,
        )
    ]
