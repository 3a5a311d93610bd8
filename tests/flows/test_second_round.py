"""Two rounds of decisions by real actions and files: a place given up goes to whoever stands first then."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop_app.actions import applications, cancelling, decisions, rulebooks
from desktop_app.actions.checking import check_office
from desktop_app.actions.decisions import ProposeDecision
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.domain.rulebook import default_rules
from desktop_app.office import Office
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE
from tests.recount import recount

QUOTA = 3
SAME_DAY, EARLIER = "2026-03-02", "2026-02-02"
Rows = dict[str, tuple[str, int | None]]


class Both:
    """DKUM with a small quota, Kukusan, and the folder their files travel through."""

    def __init__(self, folder: Path) -> None:
        self.dkum, kelurahan = offices.city(folder)
        self.kukusan = kelurahan[KUKUSAN]
        self.usb = folder / "usb"
        self.usb.mkdir()
        rules = replace(default_rules("WUB", 2026), quota=QUOTA)
        rulebooks.issue(self.dkum, IssueRules(rules, "188/1", "02-01-2026"))
        self.down()

    def up(self) -> None:
        open_file(self.dkum, make_file(self.kukusan, self.usb).paths[0])

    def down(self) -> None:
        open_file(self.kukusan, make_file(self.dkum, self.usb, to=KUKUSAN).paths[0])

    def verified(self, n: int, day: str, *, seed: int) -> None:
        """`n` people whose files were complete on `day`."""
        self.kukusan.enter("Ratna Puspita", PASSPHRASE)
        people = [
            {**person, "program": "WUB", "tanggal_lengkap": day} for person in offices.persons(n, seed=seed)
        ]
        offices.verify(self.kukusan, offices.enter(self.kukusan, people))

    def decide(self) -> dict[str, Any]:
        """One round; its issued list."""
        self.dkum.enter("Hendra Wijaya", PASSPHRASE)
        made = decisions.propose(self.dkum, ProposeDecision("WUB", 2026, KUKUSAN))
        self.dkum.enter("Sari Utami", PASSPHRASE)
        done = decisions.approve(self.dkum, made.record)
        _pdf, listed = decisions.save_list(self.dkum, done.document, self.usb)
        return json.loads(listed.read_text(encoding="utf-8"))

    def record(self, number: str) -> str:
        found = rows(self.kukusan, "SELECT uuid FROM application WHERE nomor_pendaftaran = ?", number)
        return found[0][0].hex()


def rows(office: Office, sql: str, *values: Any) -> list[Any]:
    with office.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql, values)]


def standing(office: Office) -> Rows:
    """Status and rank of everybody, by registration number."""
    return {
        number: (status, rank)
        for number, status, rank in rows(
            office, "SELECT nomor_pendaftaran, status, peringkat FROM application"
        )
    }


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    made = Both(tmp_path)
    yield made
    for office in (made.dkum, made.kukusan):
        office.close()


def test_both_rounds_equal_a_recomputation_from_their_lists(both: Both) -> None:
    both.verified(6, SAME_DAY, seed=1)
    both.up()
    one = both.decide()
    first = recount(one)
    assert (one["quota"], one["taken"], len(first)) == (QUOTA, 0, 6)
    both.down()
    placed = sorted(first, key=lambda number: first[number])
    accepted, waiting = placed[:QUOTA], placed[QUOTA:]
    assert standing(both.kukusan) == {number: (first[number][1], first[number][0]) for number in placed}

    # An accepted one gives the place up by way of DKUM, one who waits withdraws, three more are verified.
    both.kukusan.enter("Ratna Puspita", PASSPHRASE)
    cancelling.request_withdrawal(both.kukusan, both.record(accepted[1]), "Pindah ke luar kota")
    applications.withdraw(both.kukusan, both.record(waiting[0]), "Sudah bekerja")
    both.verified(2, SAME_DAY, seed=2)
    both.verified(1, EARLIER, seed=3)
    both.up()
    cancelling.cancel(both.dkum, both.record(accepted[1]), "Pindah ke luar kota")
    two = both.decide()
    second = recount(two)
    assert (two["quota"], two["taken"]) == (QUOTA, QUOTA - 1)
    assert set(waiting[1:]) < set(second)
    assert not {*accepted, waiting[0]} & set(second)
    assert len(second) == len(waiting) - 1 + 3
    kept = {row["nomor_pendaftaran"]: row["seed"] for row in two["rows"] if row["seed"]}
    assert kept == dict.fromkeys(waiting[1:], one["seed"]), "who waited keeps the first draw"
    (winner,) = [number for number, (_place, outcome) in second.items() if outcome == "accepted"]
    days = {row["nomor_pendaftaran"]: row["tanggal_lengkap"] for row in two["rows"]}
    assert days[winner] == EARLIER

    both.down()
    expected: Rows = {number: (first[number][1], first[number][0]) for number in accepted}
    expected[accepted[1]] = ("cancelled", first[accepted[1]][0])
    expected[waiting[0]] = ("withdrawn", first[waiting[0]][0])
    expected |= {number: (outcome, place) for number, (place, outcome) in second.items()}
    assert standing(both.dkum) == standing(both.kukusan) == expected
    assert sum(status == "accepted" for status, _rank in expected.values()) == QUOTA
    for office in (both.dkum, both.kukusan):
        assert check_office(office).sound
        assert rows(office, "SELECT count(*) FROM op WHERE void IS NOT NULL") == [(0,)]
