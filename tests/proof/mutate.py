"""Files of every kind, spoilt: none is taken, each is refused with its class, and not a byte is changed.

    python -m tests.proof.mutate --examples 100000 --seed 1 --jobs 2

At the end every true file goes in, so what was refused before was refused for what was wrong with it.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from typing import Final

from desktop_app.actions.checking import check_office
from desktop_app.errors import SyncRefused
from desktop_app.office import Office
from desktop_app.sync.refusal import SENTENCES
from tests.badfiles import snapshot
from tests.proof.command import Figures, run
from tests.proof.shelf import Doors, Item, Shelf, build, stamps
from tests.proof.spoiling import spoilt

_LOOK_CLOSELY: Final = 1000
"""Examples after which every byte of every office is compared, and not only what the system marks."""


def share(examples: int, seed: int, folder: Path) -> Figures:
    """So many spoilt files at living offices. Raises AssertionError with the example that passed."""
    shelf = build(folder / "made")
    with shelf.opened(folder / "living") as homes:
        return prove(shelf, homes, examples, seed, folder)


def prove(shelf: Shelf, homes: dict[str, Office], examples: int, seed: int, folder: Path) -> Figures:
    """Spoil and open, look, and at the end open what is true."""
    random, figures, doors = Random(seed), Figures(), Doors(homes, folder / "answers")
    true = {item: item.path.read_bytes() for item in shelf.items}
    contents = list(true.values())
    kinds = sorted({item.kind for item in shelf.items})
    before = {name: snapshot(office.home) for name, office in homes.items()}
    marks = {name: stamps(office.home) for name, office in homes.items()}
    path = folder / "datang.dks"
    while figures["mutated files"] < examples:
        kind = random.choice(kinds)
        item = random.choice([each for each in shelf.items if each.kind == kind])
        way, data = spoilt(random, true[item], contents)
        if data in contents:
            figures["left out: came out as a true file"] += 1
            continue
        path.write_bytes(data)
        figures["mutated files"] += 1
        figures[f"kind {item.kind}"] += 1
        figures[f"way {way}"] += 1
        figures[f"refused {_refusal(doors, item, path)}"] += 1
        assert stamps(homes[item.office].home) == marks[item.office], (seed, item, way)
        if figures["mutated files"] % _LOOK_CLOSELY == 0 or figures["mutated files"] == examples:
            for name, office in homes.items():
                assert snapshot(office.home) == before[name], (seed, name)
            figures["times every byte was compared"] += 1
    assert not list((folder / "answers").iterdir()), "a spoilt request was answered"
    _take_the_true(doors, shelf, homes, figures)
    return figures


def _refusal(doors: Doors, item: Item, path: Path) -> str:
    """The class with which a spoilt file was refused. Anything else that is raised ends the proof."""
    try:
        doors.open(item, path)
    except SyncRefused as error:
        assert error.code in SENTENCES, error.code
        assert error.message and error.next_step
        return error.code
    kept = path.with_name("accepted.dks")
    kept.write_bytes(path.read_bytes())
    raise AssertionError(f"a spoilt file went in: {item}")


def _take_the_true(doors: Doors, shelf: Shelf, homes: dict[str, Office], figures: Counter[str]) -> None:
    for item in shelf.items:
        marks = stamps(homes[item.office].home)
        doors.open(item, item.path)
        assert stamps(homes[item.office].home) != marks, "what goes in is seen"
        figures["true files accepted at the end"] += 1
    for office in homes.values():
        report = check_office(office)
        assert report.sound, report.problems
        figures["offices sound at the end"] += 1


def main(arguments: list[str] | None = None) -> Figures:
    """The command."""
    return run("mutate", "Spoilt files of every kind.", share, examples=100_000, arguments=arguments)


if __name__ == "__main__":
    main()
