"""The list of who came back by an older copy, altered or lost: named, beside who did come back, and ended."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_app.actions import came_back, people
from desktop_app.actions.backup import make_backup
from desktop_app.actions.check_folder import check_keys
from desktop_app.actions.erasing_after import attend
from desktop_app.actions.kept_files import note_kept, shelf
from desktop_app.cli import main
from desktop_app.domain.access import RETURNED
from desktop_app.errors import Refused, Unavailable
from desktop_app.keys.returned import NAME
from desktop_app.office import Office, open_office
from tests import offices
from tests.carrying import put_back
from tests.limits import ON_LINUX, full_for
from tests.noted import noted
from tests.offices import PASSPHRASE
from tests.queries.test_journal import lines

ME, DIAN, WATI = "Ratna Puspita", "Dian Lestari", "Wati Rahayu"


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Office]:
    """Dian was dismissed, Wati has a new passphrase; a copy from before both took the office's place."""
    office = offices.office(tmp_path / "kantor")
    for name in (DIAN, WATI):
        offices.add(office, name, "verifikator")
    copy = make_backup(office, tmp_path / "flash").path
    dian, wati = (each.person for each in office.slots.people()[1:])
    people.dismiss(office, dian)
    people.give_new_key(office, wati, "kapal layar teluk senja merah")
    office = put_back(office, copy)
    note_kept(office, [])  # as with the next file that is kept
    yield office
    office.close()


def told(office: Office) -> dict[str, tuple[str, ...]]:
    """What the check says about who came back: by code, whom or which file it names."""
    found = check_keys(office).findings
    assert all(each.next_step for each in found)
    return {each.code: each.records for each in found if each.code in ("returned", "slots_returned")}


def listed(office: Office) -> dict[str, str]:
    return json.loads((office.home / NAME).read_text())


def leave_out(office: Office) -> None:
    """Somebody takes Dian out of the list, so that nobody looks after them."""
    (dian,) = (each.person for each in office.slots.people() if each.name == DIAN)
    path = office.home / NAME
    path.write_text(json.dumps({name: salt for name, salt in listed(office).items() if name != dian}))


def spoil(office: Office) -> None:
    (office.home / NAME).write_bytes(b"{rusak")


def lose(office: Office) -> None:
    (office.home / NAME).unlink()


HARM = {"altered": (leave_out, (WATI,)), "unreadable": (spoil, ()), "lost": (lose, ())}
"""How the list is harmed, and who can still be read in it."""


@pytest.mark.parametrize("how", HARM)
def test_a_harmed_list_is_named_beside_who_came_back_and_ended_by_an_admin_alone(
    one: Office, how: str
) -> None:
    harm, still = HARM[how]
    assert told(one) == {"slots_returned": (DIAN, WATI)}
    with pytest.raises(Refused) as whole:
        came_back.settle(one)
    assert whole.value.code == "returned_whole" and told(one) == {"slots_returned": (DIAN, WATI)}
    harm(one)
    both = {"returned": (NAME,)} | ({"slots_returned": still} if still else {})
    assert told(one) == both, "one does not hide the other"
    one.enter(WATI, PASSPHRASE)
    with pytest.raises(Refused) as caught:
        came_back.settle(one)
    assert caught.value.code == "role" and told(one) == both
    note_kept(one, [])  # nor does the next file that is kept end it
    assert told(one) == both
    one.enter(ME, PASSPHRASE)
    came_back.settle(one)
    assert told(one) == ({"slots_returned": still} if still else {})
    assert NAME not in {*shelf(one).gone, *shelf(one).altered}
    (entry,) = [each for each in noted(one) if each.deed == RETURNED]
    assert entry.who == ME
    assert "dinyatakan diperiksa" in " ".join(line.title for line in lines(one, kind="entered"))
    if still:
        leave_out(one)
        lose(one)
        assert told(one) == {"returned": (NAME,)}, "the list that was written anew is kept like the first"
    else:
        assert not (one.home / NAME).exists()


def test_a_list_that_is_lost_is_named_however_long_nobody_looks(one: Office) -> None:
    """Other files that are gone are told of for ninety days; who came back is not forgotten by waiting."""
    lose(one)
    one.clock.forward(days=400)  # type: ignore[attr-defined]
    note_kept(one, [])
    assert told(one) == {"returned": (NAME,)}
    came_back.settle(one)
    assert told(one) == {}


@pytest.mark.parametrize("how", HARM)
def test_whoever_takes_the_list_of_kept_files_too_hides_nobody(one: Office, how: str) -> None:
    """Without the key nobody writes into the database, which knows the list since the first coming in."""
    harm, still = HARM[how]
    attend(one)
    assert told(one) == {"slots_returned": (DIAN, WATI)}
    (one.home / "files" / "simpanan.age").unlink()
    assert told(one) == {"slots_returned": (DIAN, WATI)}
    harm(one)
    both = {"returned": (NAME,)} | ({"slots_returned": still} if still else {})
    for _day in range(2):
        note_kept(one, [])
        attend(one)
        assert told(one) == both, "nobody has said that it was looked at"
    came_back.settle(one)
    attend(one)
    assert told(one) == ({"slots_returned": still} if still else {})


def test_a_list_that_another_restore_puts_there_is_no_altered_one(one: Office, tmp_path: Path) -> None:
    attend(one)
    copy = make_backup(one, tmp_path / "lagi").path
    people.dismiss(one, next(each.person for each in one.slots.people() if each.name == WATI))
    one.clock.forward(minutes=1)  # type: ignore[attr-defined]
    again = put_back(one, copy)
    try:
        assert told(again) == {"slots_returned": (DIAN, WATI)}
        attend(again)
        lose(again)
        assert told(again) == {"returned": (NAME,)}
    finally:
        again.close()


@ON_LINUX
def test_a_disk_that_takes_nothing_ends_nothing(one: Office) -> None:
    leave_out(one)
    for path in (one.home / NAME, one.home / "files" / "simpanan.age"):
        full_for(path)
        with pytest.raises(Unavailable) as caught:
            came_back.settle(one)
        assert caught.value.code == "folder_readonly" and "returned" in told(one)
    came_back.settle(one)
    assert "returned" not in told(one)


@pytest.mark.parametrize("harm", [spoil, lose], ids=["unreadable", "lost"])
def test_by_command(
    one: Office,
    harm: Callable[[Office], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    harm(one)
    one.close()
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    home = ["--home", str(one.home)]
    main(["check", *home, "--user", ME])
    page = capsys.readouterr().out
    assert "`wira user --returned-checked`" in page and "menekan Sudah diperiksa" not in page
    words = ["user", "--returned-checked", *home, "--user"]
    assert main([*words, WATI]) == 1 and "Hanya admin kantor" in capsys.readouterr().err
    assert main([*words, ME]) == 0
    assert "sudah diperiksa" in capsys.readouterr().err
    main(["check", *home, "--user", ME])
    assert "--returned-checked" not in capsys.readouterr().out
    assert main([*words, ME]) == 1 and "tidak rusak" in capsys.readouterr().err


def test_what_is_dismissed_meanwhile_is_not_written_again(one: Office) -> None:
    (wati,) = (each.person for each in one.slots.people() if each.name == WATI)
    leave_out(one)
    people.dismiss(one, wati)
    came_back.settle(one)
    assert told(one) == {} and not (one.home / NAME).exists()
    again = one.home
    one.close()
    one = open_office(again, ME, PASSPHRASE, clock=one.clock, cost=offices.CHEAP)
    assert told(one) == {}
    one.close()
