"""What the system sees of a program's writing; and the share of the window's run that goes with the tests."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from desktop_app.storage.database import connect
from tests.proof.film import STRACE
from tests.proof.kernel import Seen, watch
from tests.proof.traces import prove

pytestmark = pytest.mark.skipif(STRACE is None, reason="calls are recorded by strace")

NIK = "3276060123459876"
LEAKS = {
    "for a moment": (
        "file = open(at, 'wb', buffering=0); file.write(nik[:7]); file.write(nik[7:]); os.remove(at)",
        "NIK",
    ),
    "without a name": (
        "f = os.open(os.path.dirname(at), os.O_TMPFILE | os.O_RDWR); os.write(f, nik)", "NIK",
    ),
    "written over": (
        "f = os.open(at, os.O_RDWR | os.O_CREAT); os.pwrite(f, nik, 9); os.pwrite(f, bytes(99), 0)", "NIK",
    ),
    "in several pieces": (
        "f = os.open(at, os.O_WRONLY | os.O_CREAT); os.writev(f, [nik[:9], nik[9:]])", "NIK",
    ),
    "by a child": (
        "subprocess.run([sys.executable, '-c', f'import os; open({at!r}, \"w\").write({nik.decode()!r}[:8]'"
        " f' + {nik.decode()!r}[8:])'])",
        "NIK",
    ),
    "in a child's words": ("subprocess.run(['true', nik])", "['true', '3276060123459876']: NIK"),
    "in a child's environment": ("subprocess.run(['true'], env={'NIK': nik.decode()})", "['true']: NIK"),
    "in a name": ("open(at + nik.decode(), 'w')", "NIK, in its name"),
    "copied by the system": (
        "f = os.open(at, os.O_RDWR | os.O_CREAT); os.write(f, nik); os.lseek(f, 0, 0);"
        " g = os.open(at + 'x', os.O_WRONLY | os.O_CREAT); os.sendfile(g, f, 0, 16)",
        "sekejapx: NIK",
    ),
}  # fmt: skip
_BEGIN = "import os, subprocess, sys; at, nik = sys.argv[1], ('3276' + '060123459876').encode(); "
_COMPACTED = """
import sys
from pathlib import Path
from desktop_app.storage.database import connect
one = connect(Path(sys.argv[1]), bytes(32))
one.execute("PRAGMA cache_size = 10")
if sys.argv[2:]:
    one.execute("PRAGMA temp_store = " + sys.argv[2])
one.execute("CREATE TEMP TABLE aside AS SELECT * FROM one")
one.execute("SELECT nik FROM one ORDER BY nama DESC").fetchall()
one.execute("CREATE INDEX IF NOT EXISTS by_name ON one(nama)")
one.execute("VACUUM")
one.close()
"""


def _run(folder: Path, code: str, *words: str) -> Seen:
    environment = {**os.environ, "TMPDIR": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    ended, seen = watch([sys.executable, "-c", code, *words], folder / "calls", environment)
    assert ended == 0
    return seen


@pytest.mark.parametrize("way", LEAKS)
def test_what_stands_anywhere_for_a_moment_is_seen(tmp_path: Path, way: str) -> None:
    code, told = LEAKS[way]
    found = _run(tmp_path, _BEGIN + code, str(tmp_path / "sekejap")).leaks({NIK.encode(): "NIK"})
    assert any(told in each for each in found), found


def test_what_leaves_nothing_is_not_accused(tmp_path: Path) -> None:
    assert _run(tmp_path, _BEGIN, "-").leaks({NIK.encode(): "NIK"}) == []


def test_a_file_that_is_written_through_memory_is_named(tmp_path: Path) -> None:
    code = (
        "import mmap, sys; f = open(sys.argv[1], 'w+b'); f.truncate(99); mmap.mmap(f.fileno(), 99)[:1] = b'x'"
    )
    assert str(tmp_path / "peta") in _run(tmp_path, code, str(tmp_path / "peta")).mapped


def test_sorting_and_compacting_leave_nothing_beside_the_database(tmp_path: Path) -> None:
    """More than its cache holds. Where SQLite may put it on the disk, it does, and that is seen."""
    one = connect(tmp_path / "satu.db", bytes(32))
    one.execute("CREATE TABLE one (nik TEXT, nama TEXT)")
    one.execute("BEGIN")
    one.executemany(
        "INSERT INTO one VALUES (?, ?)", ((NIK, f"{n * 7919 % 4001:05}" * 9) for n in range(4000))
    )
    one.execute("COMMIT")
    one.close()
    beside = {way: _beside(tmp_path, way) for way in ("", "FILE")}
    assert beside[""] == [] and beside["FILE"], beside


def _beside(folder: Path, way: str) -> list[str]:
    seen = _run(folder, _COMPACTED, str(folder / "satu.db"), *([way] if way else []))
    ours = tuple(str(folder / f"satu.db{end}") for end in ("", "-wal", "-shm", "-journal"))
    return [path for path in seen.files if path not in ours]


@pytest.mark.skipif(
    getattr(os, "geteuid", int)() != 0, reason="only root sees into a process that forbids dumps"
)
def test_the_window_leaves_no_secret_anywhere(tmp_path: Path) -> None:
    """Every deed at the window, and a command that asks the process for what nobody vouches for."""
    figures = prove(tmp_path / "kota", commands=1)
    assert figures["deeds at the window"] >= 19 and figures["programs begun"] >= 6
