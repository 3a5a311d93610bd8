"""Files asked for: each with what it did, numbers with what is missing, and what was refused."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.actions.arrivals import WaitingFile, waiting_files
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.taking import make_files, open_files
from desktop_app.office import Office
from desktop_app.queries.exchange import ExchangeView, exchange_view, numbers
from tests import offices
from tests.offices import CURUG, KUKUSAN, PASSPHRASE

City = tuple[Office, Office, Path]


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN, CURUG)
    yield dkum, kelurahan[KUKUSAN], tmp_path
    for one in (dkum, *kelurahan.values()):
        one.close()


def view(one: Office) -> ExchangeView:
    with one.reading() as connection:
        return exchange_view(connection, one)


def submit(one: Office, n: int, seed: int = 1) -> None:
    one.enter("Ratna Puspita", PASSPHRASE)
    offices.enter(one, offices.persons(n, seed=seed))


def test_a_file_is_received_only_when_the_other_side_says_so(city: City) -> None:
    dkum, kukusan, folder = city
    submit(kukusan, 2)
    made = make_file(kukusan, folder)
    before = view(kukusan).files[0]
    assert (before.state, before.receipt, before.new) == ("waiting", None, None)
    assert (before.direction, before.no, before.changes) == ("out", 1, made.ops)
    open_file(dkum, made.paths[0])
    came = view(dkum).files[0]
    assert (came.state, came.peer, came.new, came.known) == ("applied", KUKUSAN, made.ops, 0)
    assert view(kukusan).files[0].receipt is None
    open_file(kukusan, make_file(dkum, folder, to=KUKUSAN).paths[0])
    answer, after = view(kukusan).files
    assert (after.state, after.new) == ("received", made.ops)
    assert after.receipt is not None
    assert (answer.direction, answer.peer) == ("in", "")


def test_dkum_learns_by_the_next_file_that_its_answer_arrived(city: City) -> None:
    dkum, kukusan, folder = city
    submit(kukusan, 1)
    open_file(dkum, make_file(kukusan, folder).paths[0])
    open_file(kukusan, make_file(dkum, folder, to=KUKUSAN).paths[0])
    assert view(dkum).files[0].state == "waiting"
    submit(kukusan, 1, seed=2)
    open_file(dkum, make_file(kukusan, folder).paths[0])
    assert [file.state for file in view(dkum).files if file.direction == "out"] == ["received"]


def test_a_number_that_never_came_is_covered_by_a_later_file(city: City) -> None:
    dkum, kukusan, folder = city
    submit(kukusan, 1)
    open_file(dkum, make_file(kukusan, folder).paths[0])
    submit(kukusan, 1, seed=2)
    make_file(kukusan, folder)  # number 2 is lost
    submit(kukusan, 1, seed=3)
    open_file(dkum, make_file(kukusan, folder).paths[0])
    found = view(dkum).numbers
    assert [each.numbers for each in found] == [((1, "here"), (2, "covered"), (3, "here"))]
    assert found[0].complete
    assert found[0].missing == ()


def test_a_number_before_a_waiting_file_is_missing(city: City) -> None:
    dkum, kukusan, folder = city
    submit(kukusan, 1)
    open_file(dkum, make_file(kukusan, folder).paths[0])
    waiting = [WaitingFile(folder / "0004.dks", kukusan.info.dev, KUKUSAN, 4)]
    with dkum.reading() as connection:
        found = numbers(connection, waiting)
    assert found[0].numbers == ((1, "here"), (2, "missing"), (3, "missing"), (4, "waiting"))
    assert found[0].missing == (2, 3)
    assert not found[0].complete


def test_what_was_set_aside_is_known_by_its_sender(city: City) -> None:
    dkum, kukusan, folder = city
    submit(kukusan, 1)
    path = make_file(kukusan, folder).paths[0]
    (dkum.home / "files" / "waiting").mkdir(parents=True)
    shutil.copy(path, dkum.home / "files" / "waiting" / "x.dks")
    assert [(each.sender, each.no) for each in waiting_files(dkum)] == [(KUKUSAN, 1)]


def test_a_refused_file_is_noted_until_it_is_opened_whole(city: City) -> None:
    dkum, kukusan, folder = city
    submit(kukusan, 1)
    good = make_file(kukusan, folder).paths[0]
    bad = folder / "salinan.dks"
    bad.write_bytes(good.read_bytes()[:-50])
    taken = open_files(dkum, [bad, good])
    assert [each.path for each in taken.refused] == [bad]
    assert taken.changes.ids
    assert [(each.name, each.code) for each in view(dkum).refused] == [("salinan.dks", "E_TRUNC")]
    shutil.copy(good, bad)
    assert not open_files(dkum, [bad]).refused
    assert view(dkum).refused == ()


def test_void_steps_are_listed_with_their_sentence(city: City) -> None:
    """Two verify one application without knowing of each other's office copy: the later step is void."""
    from sqlalchemy import update

    from desktop_app.storage import tables

    dkum, kukusan, folder = city
    submit(kukusan, 1)
    open_file(dkum, make_file(kukusan, folder).paths[0])
    with dkum.reading() as connection:
        row = connection.execute(tables.op.select().order_by(tables.op.c.id.desc())).first()
    assert row is not None
    report = '{"new": 1, "known": 0, "void": {"' + row.hash.hex() + '": "own_entry"}}'
    with dkum.work() as work:
        work.connection.execute(update(tables.sync_file).values(report=report))
    line = view(dkum).files[0]
    assert line.state == "partly"
    assert "verifikator lain" in line.void[0].reason
    assert line.void[0].subject


def test_files_for_every_office_at_once(city: City) -> None:
    dkum, _kukusan, folder = city
    made = make_files(dkum, folder, [KUKUSAN, CURUG])
    assert [code for code, _file in made.files] == [KUKUSAN, CURUG]
    assert {line.peer for line in view(dkum).files} == {KUKUSAN, CURUG}
    assert view(dkum).next_no == {KUKUSAN: 3, CURUG: 3}  # the grants were number 1
