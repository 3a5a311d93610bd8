"""Every statement of every migration fails once: the office keeps its shape or has the new one.

    python -m tests.storage.interrupted [SHAPE ...]

Each time from the sample as it was kept (`tests.storage.golden`, `tests.storage.samples`); a small share runs
in `test_golden`. Some hundred statements of each shape, a tenth of a second each.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from desktop_app.errors import Unavailable
from desktop_app.keys.slots import KeySlots
from desktop_app.office import open_office
from desktop_app.storage import schema
from desktop_app.storage.database import Database
from tests import offices
from tests.faults import Faults, watched
from tests.storage.test_golden import BETWEEN, NUMBERS, counted, lay

_TOLD = ("disk_full", "database_read", "backup_check")


def interrupt(number: str, root: Path, faults: Faults) -> int:
    """Let each statement fail in turn; how many there are. Raises AssertionError."""
    kept, home = root / "sample", root / "office"
    who = lay(number, kept)
    dek = KeySlots.load(kept / "keyslots.json").open_slot(who, offices.PASSPHRASE).dek
    statements, at = -1, -1
    before: dict[str, int] = {}
    while at < 0 or at <= statements:
        shutil.copytree(kept, home)
        seen = 0

        def fail(_sql: str, at: int = at) -> bool:
            nonlocal seen
            seen += 1
            return seen == at

        faults.fail = fail
        try:
            office = open_office(home, who, offices.PASSPHRASE, clock=offices.Clock(), cost=offices.CHEAP)
            statements, faults.fail = seen, None
            office.close()
            assert at < 0, f"shape {number}: statement {at} failed in silence"
        except Unavailable as error:
            assert error.code in _TOLD and error.next_step, (number, at, error.code)
        finally:
            faults.fail = None
        database = Database(home / "wira.db", dek)
        with database.reading() as connection:
            shape = connection.exec_driver_sql("PRAGMA user_version").scalar()
            now = counted(connection)
        database.close()
        assert shape in (int(number), schema.NUMBER), (number, at, shape)
        before = before or now
        assert all(now[name] >= n for name, n in before.items() if name in now), (number, at)
        open_office(home, who, offices.PASSPHRASE, clock=offices.Clock(), cost=offices.CHEAP).close()
        shutil.rmtree(home)
        at = 1 if at < 0 else at + 1
    return statements


def main(shapes: list[str]) -> None:
    """The command."""
    with pytest.MonkeyPatch.context() as patch:
        faults = watched(patch)
        for number in shapes or [*NUMBERS, *BETWEEN]:
            with tempfile.TemporaryDirectory() as folder:
                print(f"{number}: {interrupt(number, Path(folder), faults)} statements", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
