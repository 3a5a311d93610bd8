"""What is asked of every passphrase where it is chosen, and what a wrong one costs inside an open office."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.actions import last_way, people, recovery
from desktop_app.actions.founding import FoundOffice, found_office
from desktop_app.errors import Refused
from desktop_app.keys.attempts import Attempts
from desktop_app.keys.slots import KeySlots
from desktop_app.office import Office, open_office
from desktop_app.sync.rescue import read_request
from tests import offices
from tests.actions.test_last_way import Town
from tests.offices import KUKUSAN, PASSPHRASE

ME, COLLEAGUE = "Ratna Puspita", "Dian Lestari"
NEW = "kapal layar teluk senja merah"
WRONG = "melati kuda gunung batu"
WEAK = ("iloveyouforever", "qwertyuiopasdfghjkl")


def code_of(step: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        step()
    assert caught.value.next_step and caught.value.message.endswith(".")
    return caught.value.code


def ops(office: Office) -> int:
    with office.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM op").scalar_one())


def test_no_weak_passphrase_is_taken_whoever_asks_below_the_window(tmp_path: Path) -> None:
    """Each way to choose one judges it itself: a page that forgot to would not help."""
    office = offices.office(tmp_path / "kantor")
    offices.add(office, COLLEAGUE, "verifikator")
    user = office.slots.find(COLLEAGUE).person  # type: ignore[union-attr]
    kept, told = (office.home / "keyslots.json").read_bytes(), ops(office)

    def added(words: str) -> object:
        return people.add_person(office, people.AddPerson("Budi Santosa", ("operator",), words))

    for weak in (*WEAK, "budi santosa budi santosa"):
        assert code_of(lambda words=weak: added(words)) == "passphrase_weak"
    for weak in (*WEAK, "dian lestari dian lestari"):
        assert code_of(lambda words=weak: people.give_new_key(office, user, words)) == "passphrase_weak"
    for weak in (*WEAK, "ratna puspita ratna puspita"):
        assert code_of(lambda words=weak: people.change_passphrase(office, PASSPHRASE, words)) == (
            "passphrase_weak"
        )
    assert ((office.home / "keyslots.json").read_bytes(), ops(office)) == (kept, told), "nothing was done"
    people.change_passphrase(office, PASSPHRASE, NEW)
    people.give_new_key(office, user, NEW)
    added(NEW)
    office.close()


@pytest.mark.parametrize("weak", [*WEAK, "ratna puspita ratna puspita"])
def test_no_office_begins_with_a_weak_passphrase(tmp_path: Path, weak: str) -> None:
    wish = FoundOffice("kelurahan", KUKUSAN, ME, weak)
    assert code_of(lambda: found_office(tmp_path / "kantor", wish, cost=offices.CHEAP)) == "passphrase_weak"
    assert not (tmp_path / "kantor").exists()


def closed(town: Town) -> None:
    for each in town.open:
        each.close()


def test_the_last_way_in_takes_no_weak_passphrase(tmp_path: Path) -> None:
    """Where it is asked, and again where the admin's name is known: that name is no passphrase."""
    town = Town(tmp_path)
    for weak in WEAK:
        assert code_of(lambda words=weak: last_way.ask(town.home, words, tmp_path)) == "passphrase_weak"
    assert last_way.asked_since(town.home) is None and not list(tmp_path.glob("*.pulih"))
    named = "Sekar Kinasih Wulandari"
    asked = last_way.ask(town.home, named, tmp_path, clock=town.clock, cost=offices.CHEAP)
    path = town.answer(asked, named)
    assert code_of(lambda: town.enter(path, named)) == "passphrase_weak"
    assert KeySlots.load(town.home / "keyslots.json").find(named) is None
    assert last_way.asked_since(town.home) is not None, "the request waits as before"
    office = open_office(town.home, ME, PASSPHRASE, clock=town.clock)
    assert read_request(asked.path).id not in office.context.people, "nobody came in for a moment either"
    office.close()
    town.enter(town.answer(asked, ME), named)
    closed(town)


INSIDE = {
    "change": lambda office, words: people.change_passphrase(office, words, NEW),
    "confirm": people.require_passphrase,
    "sheet": recovery.make_sheet,
}


@pytest.mark.parametrize("step", INSIDE)
def test_wrong_tries_inside_lengthen_the_wait_and_hold_at_the_door_too(tmp_path: Path, step: str) -> None:
    """Whoever sits at an open office and guesses waits like at the door, here and after a new start."""
    clock = offices.Clock()
    office = offices.office(tmp_path / "kantor", clock=clock)
    me = office.session.user

    def tried(words: str) -> Refused:
        with pytest.raises(Refused) as caught:
            INSIDE[step](office, words)
        return caught.value

    for seconds in (5, 10, 20):
        told = tried(WRONG)
        assert told.code == "passphrase" and f"{seconds} detik" in told.next_step
        assert tried(PASSPHRASE).code == "passphrase_early", "even the right one is not looked at"
        assert office.attempts.wait(me) == seconds
        clock.forward(seconds=seconds)
    assert tried(WRONG).code == "passphrase"
    office.close()
    tries = Attempts.of(office.home, clock.ticks, clock)
    early = code_of(lambda: open_office(office.home, ME, PASSPHRASE, clock=clock, attempts=tries))
    assert early == "passphrase_early"
    clock.forward(seconds=40)
    office = open_office(office.home, ME, PASSPHRASE, clock=clock, attempts=tries)
    INSIDE[step](office, PASSPHRASE)
    assert office.attempts.wait(me) == 0
    office.close()


def test_wrong_tries_at_dkums_answer_wait_too(tmp_path: Path) -> None:
    town = Town(tmp_path)
    path = town.answer(town.ask())
    tries = Attempts.of(town.home, town.clock.ticks, town.clock)  # type: ignore[attr-defined]

    def entered(words: str) -> Office:
        return last_way.enter(town.home, path, words, clock=town.clock, attempts=tries, cost=offices.CHEAP)

    for seconds in (5, 10):
        assert code_of(lambda: entered(WRONG)) == "passphrase"
        assert code_of(lambda: entered(NEW)) == "passphrase_early"
        town.clock.forward(seconds=seconds)  # type: ignore[attr-defined]
    entered(NEW).close()
    closed(town)
