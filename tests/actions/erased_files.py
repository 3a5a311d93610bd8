"""Files in which somebody is erased, and the offices that open them; they open and merge for ever.

`python -m tests.actions.erased_files` wrote them, once; they are never written again.

    lama.tar.xz   Kukusan's computer, which has both applicants
    lama.dks      DKUM's answer to it: one of them is erased
    baru.tar.xz   a new computer in its place, which has nobody yet
    baru.dks      DKUM's answer to that one: stubs stand where the ops of the erased stood
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Final

from desktop_app.actions import devices, erasing
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.office import Office, open_office
from tests import offices
from tests.asking import asked
from tests.offices import KUKUSAN, PASSPHRASE
from tests.storage import samples

FILES: Final = Path(__file__).parent.parent / "files" / "sync-erased"


def write() -> None:
    """Two applicants, of whom the first asks to be forgotten."""
    FILES.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        dkum, made = offices.city(folder)
        old = made[KUKUSAN]
        records = offices.enter(old, offices.persons(2))
        offices.verify(old, records[1:])
        asked(old, records[0])
        for path in make_file(old, folder).paths:
            open_file(dkum, path)
        old = _kept(old, "Ratna Puspita", "lama")
        dkum.enter("Sari Utami", PASSPHRASE)
        erasing.erase(dkum, records[0], "permintaan")
        dkum.enter("Hendra Wijaya", PASSPHRASE)
        _answer(dkum, folder, "lama")
        devices.revoke(
            dkum, old.info.dev, why="komputer mati", fingerprint=old.device.fingerprint, retired=True
        )
        new = offices.found(folder / "baru", clock=offices.Clock(), name="Surya Darmawan")
        offices.enrol(dkum, new, folder)
        new = _kept(new, "Surya Darmawan", "baru")
        _answer(dkum, folder, "baru")
        for one in (old, new, dkum):
            one.close()


def _kept(one: Office, name: str, called: str) -> Office:
    """Keep an office as it is now; the same one, opened again."""
    one.close()
    copy = one.home.with_name(f"{called}-salinan")
    shutil.copytree(one.home, copy)
    samples.write(copy, name, PASSPHRASE, FILES / f"{called}.tar.xz")
    return open_office(one.home, name, PASSPHRASE, clock=one.clock, cost=offices.CHEAP)


def _answer(dkum: Office, folder: Path, called: str) -> None:
    (path,) = make_file(dkum, folder, to=KUKUSAN, full=True).paths
    shutil.copy(path, FILES / f"{called}.dks")


if __name__ == "__main__":
    write()
