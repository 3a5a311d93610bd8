"""Databases of shapes that this program once had, with all that the demo city put into them at that time.

Each was made by the program of its shape (`wira demo` with few people, all invented), and is kept as a plain
database in an archive of some kilobytes: an encrypted one cannot be made small. `lay` encrypts it again
under the office's own key, as it lay on the disk. Existing files are never written again.

`python -m tests.storage.samples HOME NAME PASSPHRASE` adds the closed office in HOME, named after its shape.
"""

from __future__ import annotations

import io
import shutil
import sys
import tarfile
import tempfile
from pathlib import Path

import sqlcipher3

from desktop_app.keys.slots import FILE_NAME, KeySlots
from tests import offices

FILES = Path(__file__).parent.parent / "files" / "database"
BESIDE = ("office.json", FILE_NAME, "directory.json", "high-water", "access-mark", "dihapus.json")
"""What lies beside the database and is opened with it; papers are not kept."""
WHO = "siapa.txt"


def write(home: Path, name: str, passphrase: str, target: Path | None = None) -> Path:
    """Keep the closed office in `home`, which `name` opens from now on by the tests' passphrase."""
    slots = KeySlots.load(home / FILE_NAME)
    slots.change_passphrase(name, passphrase, offices.PASSPHRASE, cost=offices.CHEAP)
    dek = slots.open_slot(name, offices.PASSPHRASE).dek
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "wira.db"
        number = _copy(home / "wira.db", dek.hex(), plain, "")
        target = target or FILES / f"{number:04}.tar.xz"
        target.parent.mkdir(parents=True, exist_ok=True)
        with tarfile.open(target, "x:xz", preset=9) as archive:
            _put(archive, WHO, name.encode())
            _put(archive, plain.name, plain.read_bytes())
            for each in BESIDE:
                if (home / each).exists():
                    _put(archive, each, (home / each).read_bytes())
    return target


def lay(kept: Path, home: Path) -> str:
    """Lay a kept office into `home`, encrypted; who comes in by the tests' passphrase."""
    home.mkdir(parents=True)
    with tarfile.open(kept) as archive:
        archive.extractall(home, filter="data")
    name = (home / WHO).read_text("utf-8")
    (home / WHO).unlink()
    dek = KeySlots.load(home / FILE_NAME).open_slot(name, offices.PASSPHRASE).dek
    plain = home / "polos.db"
    shutil.move(home / "wira.db", plain)
    _copy(plain, "", home / "wira.db", dek.hex())
    plain.unlink()
    return name


def _copy(source: Path, key: str, target: Path, to: str) -> int:
    """The same database under another key ("" none); its `user_version`."""
    connection = sqlcipher3.connect(str(source), isolation_level=None)
    try:
        if key:
            connection.execute(f"PRAGMA key = \"x'{key}'\"")
        number = connection.execute("PRAGMA user_version").fetchone()[0]
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        quoted = f"\"x'{to}'\"" if to else "''"
        connection.execute(f"ATTACH DATABASE ? AS other KEY {quoted}", (str(target),))
        connection.execute("SELECT sqlcipher_export('other')")
        connection.execute(f"PRAGMA other.user_version = {number}")
        connection.execute(f"PRAGMA other.application_id = {application}")
        connection.execute("DETACH DATABASE other")
    finally:
        connection.close()
    return int(number)


def _put(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    archive.addfile(info, io.BytesIO(data))


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
