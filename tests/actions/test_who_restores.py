"""Who puts an office back, where, and under which number: what an action asks whatever a page has asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from desktop_app.actions import people
from desktop_app.actions.backup import make_backup, restore_over
from desktop_app.actions.rescue import put_back_keys, rescue
from desktop_app.card import read_info, write_info
from desktop_app.errors import Refused
from desktop_app.keys import twin
from desktop_app.office import open_office
from tests import offices
from tests.actions.test_backup import seen
from tests.offices import PASSPHRASE

ME, OPERATOR, MENTOR = "Ratna Puspita", "Dian Lestari", "Wati Lestari"
CLOCK = offices.Clock()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A closed office with an operator and a mentor's account, and a copy of it on a stick."""
    office = offices.office(tmp_path / "kantor")
    offices.add(office, OPERATOR, "operator")
    people.add_person(office, people.AddPerson(MENTOR, ("pendamping",), PASSPHRASE))
    make_backup(office, tmp_path / "flash")
    office.close()
    yield tmp_path / "kantor"


def copy_of(home: Path) -> Path:
    (path,) = (home.parent / "flash").glob("*.tar")
    return path


def lose_keys(home: Path) -> None:
    for path in (home / "keyslots.json", twin.twin_of(home / "keyslots.json")):
        path.unlink()


def test_a_damaged_office_is_not_put_back_by_a_mentors_account(home: Path) -> None:
    """Anybody else of the office may: what no longer counts is all that is replaced."""
    (home / "wira.db").write_bytes(b"rusak" * 4000)
    before = seen(home.parent)
    for step in (
        lambda name: restore_over(copy_of(home), home, name, PASSPHRASE, CLOCK(), damaged=True),
        lambda name: rescue(copy_of(home), home, name, PASSPHRASE, clock=CLOCK),
    ):
        with pytest.raises(Refused) as caught:
            step(MENTOR)
        assert caught.value.code == "role" and "pendamping" in caught.value.message
        assert seen(home.parent) == before
    rescue(copy_of(home), home, OPERATOR, PASSPHRASE, clock=CLOCK).office.close()


def test_lost_keys_are_not_put_back_by_a_mentors_account(home: Path) -> None:
    lose_keys(home)
    before = seen(home.parent)
    with pytest.raises(Refused) as caught:
        put_back_keys(copy_of(home), home, MENTOR, PASSPHRASE)
    assert caught.value.code == "role" and seen(home.parent) == before
    put_back_keys(copy_of(home), home, OPERATOR, PASSPHRASE)
    open_office(home, OPERATOR, PASSPHRASE).close()


@pytest.mark.parametrize("lost", ["database", "keys"])
def test_nothing_is_put_back_in_a_folder_that_is_copied_to_a_cloud(home: Path, lost: str) -> None:
    """An office that has got there by hand is put in order elsewhere: a copy in between would spoil it."""
    (home.parent / "Dropbox").mkdir()
    there = home.rename(home.parent / "Dropbox" / "kantor")
    copy = copy_of(home)

    def back(where: Path) -> None:
        if lost == "keys":
            put_back_keys(copy, where, ME, PASSPHRASE)
        else:
            restore_over(copy, where, ME, PASSPHRASE, CLOCK())

    if lost == "keys":
        lose_keys(there)
    before = seen(home.parent)
    with pytest.raises(Refused) as caught:
        back(there)
    assert caught.value.code == "place_cloud" and seen(home.parent) == before
    there.rename(home)
    back(home)
    open_office(home, ME, PASSPHRASE).close()


def test_a_restored_office_writes_beyond_the_one_it_replaces(home: Path) -> None:
    """The copy is from before several restores: an epoch that others know of is never written again."""
    card = read_info(home)
    assert card is not None
    write_info(home, msgspec.structs.replace(card, ep=card.ep + 5_000_000))  # farther than one restore goes
    restore_over(copy_of(home), home, ME, PASSPHRASE, CLOCK())
    after = read_info(home)
    assert after is not None and after.ep > card.ep + 5_000_000
