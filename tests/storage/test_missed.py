"""What lies beside the database of tries to come in, whoever wrote it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop_app.actions import people, recovery
from desktop_app.errors import Refused
from desktop_app.keys.attempts import CHANGING, FILE_NAME, Attempts
from desktop_app.office import Office, open_office
from desktop_app.queries.journal import JournalFilter, first_ids
from desktop_app.queries.journal_lines import page
from tests import offices


@pytest.mark.parametrize("who", ["zzz", "ab", "", "a" * 64])
def test_a_file_that_names_nobody_keeps_nobody_out(tmp_path: Path, who: str) -> None:
    one = offices.office(tmp_path / "kukusan")
    home, clock = one.home, one.clock
    one.close()
    tried = {"count": 0, "at": 1.0, "untold": 1, "since": 1, "last": 1}
    (home / FILE_NAME).write_text(json.dumps({who: tried}), encoding="ascii")
    again = open_office(home, "Ratna Puspita", offices.PASSPHRASE, clock=clock, cost=offices.CHEAP)
    try:
        again.keep_access()
        with again.reading() as connection:
            found = first_ids(connection, again, JournalFilter(), 100)
            assert page(connection, again, found)
    finally:
        again.close()
    assert not (home / FILE_NAME).exists(), "what nobody can be told of is forgotten"


ME = "Ratna Puspita"
NEW = "kapal layar teluk senja merah"


def told(office: Office) -> list[tuple[str, str, str]]:
    """Titles, at whom, and how many times, of what did not fit."""
    with office.reading() as connection:
        found = page(connection, office, first_ids(connection, office, JournalFilter(kind="entered"), 100))
    return [(line.title, line.subject, line.detail) for line in found if line and "tidak cocok" in line.title]


def wrongly(office: Office) -> list[Refused]:
    """A wrong passphrase where it is to be changed, and where it is asked for again."""
    refusals: list[Refused] = []
    with pytest.raises(Refused) as at_change:
        people.change_passphrase(office, "bukan kata sandinya", NEW)
    refusals.append(at_change.value)
    office.clock.forward(seconds=60)  # type: ignore[attr-defined]
    with pytest.raises(Refused) as at_sheet:
        recovery.make_sheet(office, "bukan kata sandinya")
    return [*refusals, at_sheet.value]


def test_a_wrong_passphrase_in_an_open_office_is_told_at_once_and_as_what_it_was(tmp_path: Path) -> None:
    """And the wait grows by it as by any other."""
    office = offices.office(tmp_path / "kukusan")
    try:
        assert [each.code for each in wrongly(office)] == ["passphrase", "passphrase"]
        assert told(office) == [
            ("Kata sandi tidak cocok saat diminta lagi", ME, "1 kali"),
            ("Kata sandi lama tidak cocok saat hendak diganti", ME, "1 kali"),
        ]
        assert office.attempts.untold() == []
        assert office.attempts.wait(office.session.user) == 10, "two in a row"
        office.clock.forward(seconds=60)  # type: ignore[attr-defined]
        people.change_passphrase(office, offices.PASSPHRASE, NEW)
        assert office.attempts.wait(office.session.user) == 0 and len(told(office)) == 2
    finally:
        office.close()


def test_tries_of_every_kind_that_were_cut_off_are_told_each_as_what_it_was(tmp_path: Path) -> None:
    """The program ended while a passphrase was looked at: the file keeps what it was asked for."""
    one = offices.office(tmp_path / "kukusan")
    home, clock, me = one.home, one.clock, one.session.user
    one.close()
    tries = Attempts.of(home, clock.ticks, clock)  # type: ignore[attr-defined]
    for asked in (CHANGING, None, CHANGING):
        tries.count(me, asked)
        clock.forward(seconds=60)  # type: ignore[attr-defined]
    again = open_office(
        home, ME, offices.PASSPHRASE, clock=clock, cost=offices.CHEAP,
        attempts=Attempts.of(home, clock.ticks, clock),  # type: ignore[attr-defined]
    )  # fmt: skip
    try:
        found = told(again)
        assert [each[:2] for each in found] == [
            ("Kata sandi lama tidak cocok saat hendak diganti", ME), ("Percobaan masuk tidak cocok", ME),
        ]  # fmt: skip
        assert found[0][2].startswith("2 kali, sejak ") and found[1][2] == "1 kali"
    finally:
        again.close()
    assert not (home / FILE_NAME).exists()


def test_a_file_of_a_version_before_is_read(tmp_path: Path) -> None:
    older = {"ab" * 16: {"count": 2, "at": 1.0, "untold": 2, "since": 5, "last": 9}}
    (tmp_path / FILE_NAME).write_text(json.dumps(older), encoding="ascii")
    (one,) = Attempts(tmp_path / FILE_NAME).untold()
    assert (one.count, one.since, one.last, one.asked) == (2, 5, 9, None)
