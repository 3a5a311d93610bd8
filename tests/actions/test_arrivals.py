"""Files that come in pieces, too early or onto a full disk: nothing is lost and nothing is called sent."""

from __future__ import annotations

import shutil
from collections import namedtuple
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop_app.actions import arrivals, attachments, export, taking, trust
from desktop_app.actions.backup import make_backup, restore_backup
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.errors import SyncRefused
from desktop_app.office import Office, open_office
from desktop_app.sample.scans import id_card
from desktop_app.storage import tables
from desktop_app.sync.writer import write_parts
from tests import offices
from tests.offices import CURUG, KUKUSAN, PASSPHRASE

City = tuple[Office, Office, Path]
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN)
    yield dkum, kelurahan[KUKUSAN], tmp_path
    for one in (dkum, *kelurahan.values()):
        one.close()


def receipts(one: Office) -> dict[int, bool]:
    """Whether each part that went out has a receipt."""
    file = tables.sync_file.c
    with one.reading() as connection:
        rows = connection.execute(select(file.part, file.receipt).where(file.direction == "out")).all()
    return {row.part: row.receipt is not None for row in rows}


def test_a_part_that_never_came_is_not_called_sent_and_its_papers_go_again(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    dkum, kukusan, folder = city
    person = offices.persons(1)[0]
    [record] = offices.enter(kukusan, [person])
    attachments.attach(kukusan, record, "ktp", id_card(person))
    monkeypatch.setattr(export, "write_parts", partial(write_parts, part_target=6_000))
    parts = make_file(kukusan, folder).paths
    assert len(parts) > 1
    for path in parts[:-1]:
        open_file(dkum, path)
    open_file(kukusan, make_file(dkum, folder, to=KUKUSAN).paths[0])
    told = receipts(kukusan)
    assert told == {number: number < len(parts) for number in told}

    again = make_file(kukusan, folder)
    assert again.ops == 0
    for path in again.paths:
        open_file(dkum, path)
    with dkum.reading() as connection:
        held = [row.held for row in connection.execute(select(tables.blob))]
    assert held == [1]


def test_an_early_file_outlives_a_full_disk(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was set aside is tried again later, and what comes with it is told as moved."""
    dkum, kukusan, folder = city
    copy = make_backup(dkum, folder / "cadangan").path
    offices.enter(kukusan, offices.persons(2))
    first = make_file(kukusan, folder).paths[0]
    open_file(dkum, first)
    open_file(kukusan, make_file(dkum, folder, to=KUKUSAN).paths[0])
    late = offices.enter(kukusan, offices.persons(1, seed=2))[0]
    second = make_file(kukusan, folder).paths[0]
    restore_backup(copy, folder / "pulih", "Hendra Wijaya", PASSPHRASE)
    again = open_office(folder / "pulih", "Hendra Wijaya", PASSPHRASE, clock=offices.Clock())
    with pytest.raises(SyncRefused):
        open_file(again, second)
    waiting = folder / "pulih" / "files" / "waiting"
    free = iter([10**12, 0])
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _path: Usage(10**12, 0, next(free)))
        open_file(again, first)
    assert len(list(waiting.glob("*.dks"))) == 1
    third = offices.enter(kukusan, offices.persons(1, seed=3))[0]
    report = open_file(again, make_file(kukusan, folder, full=True).paths[0])
    assert offices.row(again, late).status == offices.row(again, third).status == "submitted"
    assert not list(waiting.glob("*.dks"))
    assert report.changes.ids["application"]
    again.close()


def test_the_right_copy_under_another_name_ends_the_note_about_the_bad_one(city: City) -> None:
    dkum, kukusan, folder = city
    offices.enter(kukusan, offices.persons(1))
    path = make_file(kukusan, folder).paths[0]
    good = folder / "dari chat (1).dks"
    shutil.copy(path, good)
    path.write_bytes(path.read_bytes()[:-40])
    assert taking.take(dkum, [path]).outcomes[0].error is not None
    assert [(each.name, each.no) for each in arrivals.refusals(dkum)] == [(path.name, 1)]
    assert taking.take(dkum, [good]).outcomes[0].error is None
    assert arrivals.refusals(dkum) == ()


def test_a_directory_learnt_in_a_work_that_failed_is_not_believed(city: City) -> None:
    """Else a second try would find nothing newer to keep, and it would be gone after closing."""
    dkum, kukusan, folder = city
    before, places = kukusan.directory, dict(kukusan.context.places)
    curug = offices.office(folder / CURUG, code=CURUG)
    offices.enrol(dkum, curug, folder)
    newer = dkum.directory
    curug.close()
    assert newer is not None
    with pytest.raises(KeyError), kukusan.work() as work:
        trust.keep_newer(work, kukusan, newer)
        raise KeyError
    assert kukusan.directory is before
    assert kukusan.context.places == places
