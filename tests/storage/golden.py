"""Backups of every released shape of the database; they can be put back for ever.

`python -m tests.storage.golden NUMBER` adds one for this program's shape, named after its newest revision;
then it belongs into `RELEASED`. Existing files are never written
again: a change that can no longer open them is a mistake.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from desktop_app.actions.backup import make_backup
from tests import offices

RELEASED = ("0001", "0007")
"""The newest revision of every state of the program that people were given."""
FILES = Path(__file__).parent.parent / "files" / "backup"


def write(number: str) -> None:
    """Four applicants of Kukusan, two of them verified."""
    with tempfile.TemporaryDirectory() as folder:
        office = offices.office(Path(folder) / "kukusan")
        offices.add(office, "Dian Lestari", "verifikator", "operator")
        records = offices.enter(office, offices.persons(4))
        offices.verify(office, records[:2])
        made = make_backup(office, Path(folder) / "copy")
        office.close()
        FILES.mkdir(parents=True, exist_ok=True)
        target = FILES / f"{number}.tar"
        if target.exists():
            raise FileExistsError(target)
        target.write_bytes(made.path.read_bytes())


if __name__ == "__main__":
    write(sys.argv[1])
