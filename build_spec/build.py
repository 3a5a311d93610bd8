"""The packaged program: `python -m build_spec.build [--prove]`.

Makes ``dist/Wira`` with WiraDesktop and wira, puts the licences beside them, and lets the made program test
itself without any of this environment. With ``--prove`` (Linux, as root) it does so in an empty root folder
that holds nothing but the C library: no Python, no packages.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from build_spec.licences import book, licences

ROOT = Path(__file__).parent.parent
SPEC = ROOT / "build_spec" / "wira.spec"
PROGRAM = "wira.exe" if sys.platform == "win32" else "wira"


def build(dist: Path) -> Path:
    """Run PyInstaller and return the folder that it made."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    places = ["--distpath", str(dist), "--workpath", str(ROOT / "build")]
    subprocess.run([*command, *places, str(SPEC)], cwd=ROOT, check=True)
    folder = dist / "Wira"
    (folder / "LICENCES.txt").write_text(book(licences()), encoding="utf-8")
    return folder


def selftest(folder: Path) -> None:
    """Let the made program test itself with an empty environment, from another folder."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
    with tempfile.TemporaryDirectory() as elsewhere:
        subprocess.run([folder / PROGRAM, "--selftest"], env=kept, cwd=elsewhere, check=True)


def prove(folder: Path) -> None:
    """The same in a root folder of its own, with only the C library. Needs root, for chroot."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        (root / "tmp").mkdir()
        shutil.copytree(folder, root / "wira", symlinks=True)
        for library in c_library(folder / PROGRAM):
            target = root / library.relative_to("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(library, target)
        subprocess.run(
            [
                shutil.which("chroot", path="/usr/sbin:/usr/bin") or "chroot",
                place,
                f"/wira/{PROGRAM}",
                "--selftest",
            ],
            env={},
            cwd="/",
            check=True,
        )


def c_library(program: Path) -> list[Path]:
    """The files of the C library, and whatever else the starter of the program is linked with."""
    said = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    linked = [Path(path) for path in re.findall(r"(/\S+) \(0x", said)]
    home = next(path.parent for path in linked if path.name == "libc.so.6")
    also = [
        home / name for name in ("libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libresolv.so.2")
    ]
    return [*linked, *(path for path in also if path.exists())]


def size(folder: Path) -> int:
    """Bytes of every file below `folder`."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def main(argv: list[str]) -> int:
    """Build, test, and say what was made."""
    parser = argparse.ArgumentParser(prog="python -m build_spec.build", description=__doc__)
    parser.add_argument("--dist", type=Path, default=ROOT / "dist", help="where to put the folder")
    parser.add_argument("--prove", action="store_true", help="also test in a root folder without Python")
    asked = parser.parse_args(argv)
    started = time.monotonic()
    folder = build(asked.dist)
    built = time.monotonic()
    selftest(folder)
    if asked.prove:
        prove(folder)
    print(f"{folder}: {size(folder) / 1e6:.0f} MB, built in {built - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
