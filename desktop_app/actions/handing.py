"""From one computer of an office to its others: their file, and DKUM's newest answer as it came.

DKUM's answer is one file that every computer and laptop of the kelurahan can read, so it is handed on byte
for byte and never made anew: an office can leave nothing of it out.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, select

from desktop_app.actions.arrivals import save_copy
from desktop_app.actions.export import MadeFile, make_file
from desktop_app.actions.kept_answers import newest_answer
from desktop_app.actions.peers import mates_of
from desktop_app.actions.progress import Progress, no_progress
from desktop_app.office import Office
from desktop_app.storage import tables


def hand_over(
    office: Office, folder: Path, *, full: bool = False, progress: Progress = no_progress
) -> tuple[MadeFile, list[Path]]:
    """The file for the office's other computers, and copies of DKUM's newest answer where one lacks it.

    Raises as `make_file`, Unavailable where the answer cannot be copied.
    """
    made = make_file(office, folder, to=office.info.scope, full=full, progress=progress)
    with office.reading() as connection:
        wanted = full or _lacking(connection, office)
    copies = newest_answer(office) if wanted else ()
    return made, [
        save_copy(each.path, folder, f"dkum-{each.number[1]:04d}_p{each.part:02d}.dks") for each in copies
    ]


def _lacking(connection: Connection, office: Office) -> bool:
    """Whether another computer has, by its own word, less of DKUM's streams than this one."""
    have, stream = tables.peer_have.c, tables.stream.c
    city = [
        row
        for row in connection.execute(select(stream.id, stream.dev, stream.seq))
        if office.context.places.get(row.dev.hex(), ("", ""))[0] == "dkum"
    ]
    for mate in mates_of(office):
        asked = select(have.stream_id, have.seq).where(have.peer == bytes.fromhex(mate.dev))
        known = {row.stream_id: row.seq for row in connection.execute(asked)}
        if any(known.get(row.id, 0) < row.seq for row in city):
            return True
    return False
