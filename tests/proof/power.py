"""The mains fail in the middle: of typing, saving, copying, restoring, changing keys, migrating, founding.

    python -m tests.proof.power --images 5000 --seed 1 --jobs 2

Each kind of work is done once in a process of its own and filmed, call by call (`film`). An image is the
film cut anywhere, with what a disk may have made of it by then: writes that were not flushed there or not,
torn, in any order, names missing (`platter`). Each image is opened as on the next morning: sound, nothing
lost that was acknowledged, at most a second of typing, copies whole, work goes on (`powerlook`). Needs
`strace`; an image costs about a tenth of a second of one core.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from desktop_app.card import read_info
from tests.proof.command import Figures, run
from tests.proof.film import TOLD, Film, python, record
from tests.proof.platter import Disk, Luck, Names, lay_out, proved
from tests.proof.powerlook import Told, look
from tests.proof.powerscenes import SCENES, prepare

_NAMES: Final[tuple[Names, ...]] = ("journal", "each")
_RENAMES: Final = 0.25
"""Share of the cuts that fall at a rename."""


@dataclass(frozen=True)
class Cut:
    """Where a film ends, and what the disk made of it."""

    scene: str
    place: int
    names: Names
    luck: Luck
    seed: int


def share(images: int, seed: int, folder: Path, scenes: Sequence[str] = tuple(SCENES)) -> Figures:
    """So many images of films made for them. Raises AssertionError with the cut."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["XDG_CONFIG_HOME"] = str(folder / "settings")
    films = {scene: filmed(scene, folder / scene) for scene in scenes}
    random, figures = Random(seed), Figures()
    for number in range(images):
        cut = _drawn(random, films, scenes[number % len(scenes)])
        try:
            _image(films[cut.scene], cut, folder / "image", figures)
        except Exception as error:
            raise AssertionError(f"image {number} of seed {seed}: {cut}") from error
        figures["images"] += 1
        figures[f"scene {cut.scene}"] += 1
        figures[f"names {cut.names}"] += 1
    return figures


def filmed(scene: str, folder: Path) -> Film:
    """The film of a scene, proved: played to its end it shows what the process has left."""
    root = folder / "root"
    prepare(scene, root)
    film = record(python("tests.proof.power", scene, str(root)), root, folder / "before")
    return proved(film, root)


def _drawn(random: Random, films: dict[str, Film], scene: str) -> Cut:
    events = [event for event in films[scene].events if event.kind != "told"]
    if random.random() < _RENAMES:  # few among thousands of writes, and where most hangs on the order
        events = [event for event in events if event.kind == "rename"] or events
    place = random.choice(events).start + random.randint(0, 1)
    luck = Luck(
        kept=random.choice((0.0, 0.3, 0.7, 1.0)),
        torn=random.choice((0.0, 0.3)),
        zeros=random.choice((0.0, 0.5)),
    )
    return Cut(scene, place, random.choice(_NAMES), luck, random.getrandbits(32))


def _image(film: Film, cut: Cut, folder: Path, figures: Figures) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    disk = Disk(film.before, cut.names)
    disk.play(film.events, cut.place)
    lay_out(disk.after_cut(Random(cut.seed), cut.luck), folder)
    look(folder, cut.scene, _told(film, cut), figures)


def _told(film: Film, cut: Cut) -> Told:
    """What was said before the cut; the mains fail as late as they can before the next call."""
    lines = [
        (event.at, line)
        for event in film.events
        if event.kind == "told" and event.end < cut.place
        for line in event.data.decode().splitlines()
    ]
    later = [event.at for event in film.events if event.end >= cut.place]
    card = read_info(film.before / "home")
    return Told(tuple(lines), min(later, default=film.events[-1].at), card.ep if card is not None else 1)


def _act(scene: str, root: Path) -> None:
    """Do the work of a scene: what is filmed."""
    told = os.open(root / TOLD, os.O_WRONLY | os.O_APPEND)
    SCENES[scene](root, lambda words: os.write(told, f"{words}\n".encode()))


def main(arguments: list[str] | None = None) -> Figures:
    """The command."""
    return run(
        "power",
        "Disks after a power cut.",
        share,
        examples=5000,
        what="images",
        arguments=arguments,
    )


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in SCENES:
        _act(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
