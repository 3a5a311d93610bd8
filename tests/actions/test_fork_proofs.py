"""A computer whose folder was doubled, as the office's other computer sees it: proved, told, handed on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.actions.checking import check_office
from desktop_app.actions.continuing import end_stream
from desktop_app.actions.export import make_file
from desktop_app.actions.fork_proofs import open_forks
from desktop_app.actions.importing import open_file
from desktop_app.errors import SyncRefused
from desktop_app.office import Office
from tests import offices
from tests.offices import KUKUSAN
from tests.town import Town, doubled, with_mate


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Town, Office]]:
    """Kukusan with a second computer."""
    town = Town(tmp_path)
    yield town, with_mate(town)
    town.close()


def refused(one: Office, path: Path) -> SyncRefused:
    with pytest.raises(SyncRefused) as caught:
        open_file(one, path)
    assert caught.value.code == "E_FORK"
    return caught.value


@pytest.mark.parametrize("known", ["the mate's", "the other"])
def test_a_mate_that_sees_both_histories_proves_it_and_dkum_settles_it(
    pair: tuple[Town, Office], known: str
) -> None:
    """The second copy only ever writes to the office's other computer, so DKUM would not hear of it."""
    town, mate = pair
    one, other = doubled(town)
    here, there = town.type(one, 2), town.type(other, 3)
    open_file(mate, make_file(one, town.folder, to=KUKUSAN).paths[0])
    stray = make_file(other, town.folder, to=KUKUSAN).paths[0]
    if known == "the other":  # DKUM has the one history, the mate the other
        town.send(other)
    told = refused(mate, stray)
    assert "terduplikasi" in told.message and "Data kantor tidak berubah." in told.message
    assert "Buat berkas untuk DKUM" in told.next_step
    (view,) = open_forks(mate)
    assert view.path.read_bytes() == stray.read_bytes() and "buktinya ikut" in view.next_step

    made = make_file(mate, town.folder)
    (proof,) = made.proofs
    assert proof.read_bytes() == stray.read_bytes()
    if known == "the other":
        refused(town.dkum, made.paths[0])
    else:
        open_file(town.dkum, made.paths[0])
        refused(town.dkum, proof)
    (fork,) = open_forks(town.dkum)
    assert fork.dev == one.info.dev
    end_stream(town.dkum, fork.dev, fork.ep, fork.seq)
    answer = make_file(town.dkum, town.folder, to=KUKUSAN).paths[0]
    for each in (one, other, mate):
        open_file(each, answer)
        assert check_office(each).sound
    (view,) = open_forks(mate)
    assert view.ordered and "meminta izin" in view.next_step
    assert not make_file(mate, town.folder).proofs
    for each in (one, other):
        town.grant(each)
        town.send(each)
    town.answer(mate)
    assert not open_forks(mate) and not open_forks(town.dkum)
    for record in (here, there):
        assert offices.row(town.dkum, record).status == offices.row(mate, record).status == "submitted"


def test_dkums_answer_shows_a_mate_that_another_computer_has_two_histories(pair: tuple[Town, Office]) -> None:
    """DKUM's is no file to hand on: ours tells what we hold from where the two part."""
    town, mate = pair
    one, other = doubled(town)
    town.type(one, 2)
    town.type(other, 3)
    open_file(mate, make_file(one, town.folder, to=KUKUSAN).paths[0])
    town.send(other)
    told = refused(mate, make_file(town.dkum, town.folder, to=KUKUSAN).paths[0])
    assert "Komputer" in told.message and "pengirim" not in told.message
    made = make_file(mate, town.folder)
    assert not made.proofs
    refused(town.dkum, made.paths[0])
    assert len(open_forks(town.dkum)) == 1
