"""Two computers of one office on the same watched folders: nothing lost or doubled, and then silence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop_app.actions.boxes import Boxes, Pass, pass_once
from desktop_app.actions.checking import check_office
from desktop_app.actions.exchange_settings import ExchangeSettings, set_exchange
from desktop_app.actions.inbox import REFUSED
from desktop_app.office import Office
from desktop_app.storage import tables
from tests.town import Town, with_mate

ROUNDS = 16


class Shared:
    """DKUM, the two computers of Kukusan, and a cloud folder with one way up and one way down."""

    def __init__(self, folder: Path) -> None:
        self.town = Town(folder)
        self.one, self.mate, self.dkum = self.town.kukusan, with_mate(self.town), self.town.dkum
        self.cloud = folder / "AWAN"
        self.up, self.down = self.cloud / "NAIK", self.cloud / "TURUN"
        for each in (self.up, self.down):
            each.mkdir(parents=True)
        self.boxes: dict[Office, Boxes] = {}

    def watch(self, office: Office, inbox: Path, outbox: Path) -> None:
        set_exchange(office, ExchangeSettings(str(inbox), str(outbox), take=True, send=True))
        self.boxes[office] = Boxes(office)

    def until_silent(self) -> int:
        """Everybody looks in turn until nobody does anything; how many files were made.

        More than the ten minutes between two files pass each round: only having nothing to say is silence.
        """
        made = 0
        for _ in range(ROUNDS):
            turns = [pass_once(boxes) for boxes in self.boxes.values()]
            assert not any(turn.taken.refused for turn in turns), refusals(turns)
            made += sum(len(turn.made) for turn in turns)
            if not any(turn.made or turn.taken.outcomes for turn in turns):
                return made
            for office in self.boxes:
                office.clock.forward(minutes=11)  # type: ignore[attr-defined]
        raise AssertionError("they answer each other for ever")

    def close(self) -> None:
        self.town.close()


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Shared]:
    one = Shared(tmp_path)
    yield one
    one.close()


def refusals(turns: list[Pass]) -> list[str]:
    return [str(each.error) for turn in turns for each in turn.taken.outcomes if each.error is not None]


def everybody_has(shared: Shared, records: list[str]) -> None:
    """Each application once at each of them, and every database sound."""
    app = tables.application.c
    for office in (shared.one, shared.mate, shared.dkum):
        with office.reading() as connection:
            found = connection.execute(select(app.uuid)).scalars().all()
            forked = connection.execute(select(func.count()).select_from(tables.conflict)).scalar_one()
        assert sorted(each.hex() for each in found) == sorted(records)
        assert forked == 0
        assert check_office(office).sound
    assert not list(shared.cloud.rglob(f"{REFUSED}/*"))


@pytest.mark.parametrize("lan", [False, True], ids=["through DKUM", "and between them"])
def test_two_computers_of_an_office_share_their_boxes(shared: Shared, lan: bool) -> None:
    """Both write at once, every round; DKUM is on the other side, or they also read what the other sends."""
    shared.watch(shared.dkum, shared.up, shared.down)
    inbox = shared.cloud if lan else shared.down
    for office in (shared.one, shared.mate):
        shared.watch(office, inbox, shared.up)
    records: list[str] = []
    for seed in (1, 3):
        records += [shared.town.type(shared.one, seed), shared.town.type(shared.mate, seed + 1)]
        assert 3 <= shared.until_silent() <= 12
    everybody_has(shared, records)
    for office in shared.boxes:
        office.clock.forward(days=1)  # type: ignore[attr-defined]
    assert shared.until_silent() <= 1, "a day later there is nothing to say"
    for boxes in shared.boxes.values():
        assert not pass_once(Boxes(boxes.office)).taken.outcomes, "known without opening it again"
