"""DKUM's answers as an office keeps them for a while, to hand them back to a DKUM that was put back.

After a restore DKUM lacks what it wrote since the copy. Nobody else can say it for DKUM, but its answers are
signed by it and encrypted to its inbox as well, so an office only has to return them as they came.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from desktop_app.keys.atomic import write_atomic
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.saving import save_file
from resources.i18n import trn

_FOLDER: Final = Path("files", "dkum")
_DAYS: Final = 90
"""As long as backups are kept."""


def keep_answer_file(office: Office, path: Path, reach: tuple[int, int], file: str, part: int) -> None:
    """Keep an answer of DKUM's as it came; `reach` is how far DKUM's stream goes in it: epoch, seq.

    A full disk keeps nothing and holds nothing up.
    """
    folder = office.home / _FOLDER
    made = int(office.clock().timestamp())
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        write_atomic(folder / f"{reach[0]}-{reach[1]}_{made}_{file}_p{part:02d}.dks", path.read_bytes())
        for each in folder.glob("*.dks"):
            if made - int(each.stem.split("_")[1]) > _DAYS * 86_400:
                each.unlink()


def hand_back(office: Office, connection: Connection, folder: Path) -> tuple[Path, ...]:
    """Copies of the answers that DKUM lacks by its own word, beside the file for it. Raises Unavailable."""
    lacks = _lacking(connection, office)
    if not lacks:
        return ()
    copied: list[Path] = []
    for path in sorted((office.home / _FOLDER).glob("*.dks"), key=_reach):
        ep, last = _reach(path)
        if ep in lacks and last > lacks[ep]:
            name = (
                f"dks_{office.area}_dkum_{ep}-{last:06d}_{path.stem.split('_')[2][-6:]}_{path.stem[-3:]}.dks"
            )
            copied.append(save_file(folder / name, path.read_bytes()))
    return tuple(copied)


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


def _reach(path: Path) -> tuple[int, int]:
    ep, last = path.stem.split("_")[0].split("-")
    return int(ep), int(last)


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
