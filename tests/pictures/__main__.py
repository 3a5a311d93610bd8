"""`python -m tests.pictures --out DIR [--size WxH] [--theme dark] [--lang en] [--scene NAME]`

Every screen in its main states and every page of its papers, as PNG: the demo city by its people
(`demo.py`), and states a city in good order never shows (`states.py`). A page or dialog that no picture
shows, and a scene that breaks, ends the run with 1 and is named (`plan.py`).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("LANG", "C.UTF-8")

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from tests.pictures import aturan, cadangan, demo, papers, perbedaan, plan, register, signing, states
from tests.pictures.camera import Look, Studio

LEAST = 60
"""Applicants in each kelurahan that leave some waiting, returned and differing, as the scenes show them."""

ON_PAPER = ("papers", "sheets", "stamps")
"""Scenes that look the same in every theme, language and size."""


def scenes() -> dict[str, Callable[[Studio], None]]:
    """Every scene by its name."""
    every = (
        demo.first_run, demo.kelurahan, demo.dkum, *states.SCENES, aturan.newer_rules,
        perbedaan.differing_data, papers.signatures, signing.signing, signing.bsre, signing.timestamps,
        register.register, cadangan.backups, demo.papers, papers.sheets, signing.stamps,
    )  # fmt: skip
    return {scene.__name__: scene for scene in every}


def main(argv: list[str]) -> int:
    """Play the scenes, print what was taken, and say what is missing."""
    asked = _arguments(argv)
    asked.out.mkdir(parents=True, exist_ok=True)
    qInstallMessageHandler(_say)
    app = QApplication(sys.argv[:1])
    wide, high = (int(each) for each in asked.size.split("x"))
    look = Look(wide, high, asked.theme, asked.lang)
    with tempfile.TemporaryDirectory(prefix="wira-pictures-") as folder:
        apart(Path(folder))
        studio = Studio(app, asked.out, Path(folder), look, asked.applicants)
        on_paper = look == Look(wide, high)
        wanted = {name: scene for name, scene in scenes().items() if asked.scene in ("", name)}
        broken = play(studio, {n: scene for n, scene in wanted.items() if on_paper or n not in ON_PAPER})
    absent = plan.missing(studio.taken) if not asked.scene else []
    for line in [*broken, *(f"not shown: {line}" for line in absent)]:
        print(line, file=sys.stderr)
    return 1 if broken or absent else 0


def play(studio: Studio, wanted: Mapping[str, Callable[[Studio], None]]) -> list[str]:
    """Play scenes, each in a folder of its own; the names of those that ended early, what broke printed."""
    home, broken = studio.folder, list[str]()
    for name, scene in wanted.items():
        studio.folder = home / name
        studio.folder.mkdir()
        try:
            scene(studio)
        except Exception:  # noqa: BLE001  # the other scenes are still worth their pictures, and the run ends with 1
            traceback.print_exc()
            broken.append(f"ended early: {name}")
    studio.folder = home
    return broken


def apart(folder: Path) -> None:
    """Notes and settings in `folder`: nothing of the person at this computer is read or written."""
    os.environ["XDG_DATA_HOME"] = str(folder / "notes")  # the note about the made-up defect
    os.environ["XDG_CONFIG_HOME"] = str(folder / "settings")  # which roots of DKUM the offices met


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--size", default="1366x768")
    parser.add_argument("--theme", default="light", choices=("light", "dark"))
    parser.add_argument("--lang", default="id", choices=("id", "en"))
    parser.add_argument("--applicants", type=int, default=LEAST, help=f"in each kelurahan, at least {LEAST}")
    parser.add_argument("--scene", default="", choices=("", *scenes()), help="only this one")
    asked = parser.parse_args(argv)
    if asked.applicants < LEAST:
        parser.error(
            f"--applicants {asked.applicants} is too few: everybody would be accepted, and the pictures of "
            f"the waiting list, the draw and the forecast would be empty. Take {LEAST} or more."
        )
    return asked


def _say(kind: QtMsgType, _context: QMessageLogContext, words: str) -> None:
    """What Qt says, but for what a platform without a screen says of every window."""
    if "This plugin does not support" not in words:
        print(f"{kind.name}: {words}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
