"""Numbers that lives of one computer give which do not know of each other: equal only where it is told."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from desktop_app.actions import applications, decisions
from desktop_app.actions.backup import make_backup
from desktop_app.actions.checking import check_office
from desktop_app.actions.continuing import continue_city, end_stream
from desktop_app.actions.export import make_file
from desktop_app.actions.fork_proofs import forks
from desktop_app.actions.importing import open_file
from desktop_app.domain.region import device_tag
from desktop_app.errors import SyncRefused
from desktop_app.office import Office
from desktop_app.queries.board import clashes
from desktop_app.queries.home import home
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE
from tests.town import ME, Town, doubled, put_back


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    found = Town(tmp_path)
    yield found
    found.close()


def drawn(monkeypatch: pytest.MonkeyPatch, *epochs: int) -> None:
    """The next epochs that copies of an office in epoch 1 draw."""
    left = iter(epochs)
    monkeypatch.setattr(secrets, "randbelow", lambda _below: next(left) - 2)


def decide(town: Town, record: str) -> str:
    """DKUM's decision about Kukusan; its number."""
    town.kukusan.enter(ME, PASSPHRASE)
    offices.verify(town.kukusan, [record])
    town.kukusan.enter(ME, PASSPHRASE)
    open_file(town.dkum, make_file(town.kukusan, town.folder, full=True).paths[0])
    town.dkum.enter("Hendra Wijaya", PASSPHRASE)
    proposal = decisions.propose(town.dkum, decisions.ProposeDecision("WUB", 2026, KUKUSAN))
    town.dkum.enter("Sari Utami", PASSPHRASE)
    number = decisions.approve(town.dkum, proposal.record).nomor
    town.dkum.enter("Hendra Wijaya", PASSPHRASE)
    return number


def alike(dev: str) -> tuple[int, int]:
    """Two epochs of a device that have the same three signs."""
    seen: dict[str, int] = {}
    for epoch in count(2):
        earlier = seen.setdefault(device_tag(bytes.fromhex(dev), epoch), epoch)
        if earlier != epoch:
            return earlier, epoch
    raise AssertionError


@pytest.mark.parametrize("second", [3000, 10])
def test_dkum_put_back_twice_from_one_backup_gives_no_decision_number_twice(
    town: Town, monkeypatch: pytest.MonkeyPatch, second: int
) -> None:
    """The second life knows nothing of the first until an office brings it; its epoch may be the smaller."""
    records = offices.enter(town.kukusan, [{**each, "program": "WUB"} for each in offices.persons(4)])
    early = make_backup(town.dkum, town.folder / "cadangan").path
    given = [decide(town, records[0])]
    town.answer(town.kukusan)
    for epoch, record in ((1000, records[1]), (second, records[2])):
        drawn(monkeypatch, epoch)
        put_back(town, early)
        continue_city(town.dkum)
        given.append(decide(town, record))
    open_file(town.kukusan, make_file(town.dkum, town.folder, to=KUKUSAN, request=True).paths[0])
    made = make_file(town.kukusan, town.folder)
    for path in (*made.answers, *made.paths):
        open_file(town.dkum, path)
    given.append(decide(town, records[3]))
    assert len(set(given)) == len(given), given
    assert given[0] == "0001", "the first life's are as they always were"
    assert check_office(town.dkum).sound


def told(office: Office) -> set[str]:
    """The numbers that two have, as DKUM's board lists them; the office's Beranda must count as many."""
    with office.reading() as connection:
        found = {clash.nomor for clash in clashes(connection) if clash.kind == "nomor"}
        counted = home(connection, office).difference.number_clashes
    assert counted == 2 * len(found)
    return found


def register_again(office: Office, record: str, seed: int) -> None:
    """The way out that Beranda names: one of the two gives up and comes in anew."""
    applications.withdraw(office, record, "Didaftarkan lagi dengan nomor baru")
    offices.enter(office, offices.persons(1, seed=seed))


def test_two_lives_with_the_same_three_signs_are_told_at_both_and_one_registers_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One in 32,768: prevented nowhere, since neither life knows of the other, but never in silence."""
    copy = make_backup(town.kukusan, town.folder / "cadangan").path
    town.kukusan.close()
    drawn(monkeypatch, *alike(town.kukusan.info.dev))
    first, second = town.restored(copy, "satu"), town.restored(copy, "dua")
    here, there = town.type(first, 2), town.type(second, 3)
    number = offices.row(first, here).nomor_pendaftaran
    assert number == offices.row(second, there).nomor_pendaftaran
    town.grant(first)
    town.send(first)
    town.grant(second)  # the second computer takes over
    town.answer(second)
    town.send(second)
    assert told(town.dkum) == told(second) == {number}
    register_again(second, there, 3)
    town.send(second)
    assert told(town.dkum) == told(second) == set()


def test_a_doubled_folder_gives_numbers_twice_and_both_places_tell(town: Town) -> None:
    """Here it is certain: both count on under the same signs until DKUM sees it."""
    one, other = doubled(town)
    here, there = town.type(one, 2), town.type(other, 3)
    number = offices.row(one, here).nomor_pendaftaran
    assert number == offices.row(other, there).nomor_pendaftaran
    town.send(one)
    with pytest.raises(SyncRefused):
        town.send(other)
    (fork,) = forks(town.dkum)
    end_stream(town.dkum, fork.dev, fork.ep, fork.seq)
    answer = make_file(town.dkum, town.folder, to=KUKUSAN).paths[0]
    open_file(other, answer)
    assert told(other) == {number}
    town.grant(other)
    town.send(other)
    town.answer(other)
    assert told(town.dkum) == told(other) == {number}
    register_again(other, there, 3)
    town.send(other)
    assert told(town.dkum) == told(other) == set()


def test_a_new_epoch_never_has_the_signs_it_had_before(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    device = bytes.fromhex(town.kukusan.info.dev)
    same = next(epoch for epoch in count(2) if device_tag(device, epoch) == device_tag(device))
    drawn(monkeypatch, same, same + 1)
    town.kukusan.begin_epoch("moved")
    assert town.kukusan.info.ep == same + 1
