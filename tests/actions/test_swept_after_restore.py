"""A copy from before an erasure is put back: what it brought is noted, swept, and leaves nothing open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.actions import attachments, erasing_after
from desktop_app.actions.backup import make_backup, restore_over
from desktop_app.actions.checking import check_office
from desktop_app.office import Office, open_office
from desktop_app.sample.scans import id_card
from tests import offices
from tests.asking import erase
from tests.carrying import exchange
from tests.offices import KUKUSAN, PASSPHRASE

ME = "Ratna Puspita"


@pytest.fixture
def restored(tmp_path: Path) -> Iterator[Office]:
    """Kukusan after a restore that brought back the scan of somebody who had been erased."""
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN)
    one = kelurahan[KUKUSAN]
    invented = offices.persons(2)
    records = offices.enter(one, invented)
    for record, person in zip(records, invented, strict=True):
        attachments.attach(one, record, "ktp", id_card(person))
    exchange(one, dkum, tmp_path)
    exchange(dkum, one, tmp_path)  # the copy knows whose word erases
    one.enter(ME, PASSPHRASE)
    copy, clock = make_backup(one, tmp_path / "flashdisk").path, one.clock
    erase(dkum, records[0])
    exchange(dkum, one, tmp_path)
    one.enter(ME, PASSPHRASE)
    erasing_after.attend(one)  # as at each start: the list of erasures beside the database is written too
    one.close()
    dkum.close()
    restore_over(copy, one.home, ME, PASSPHRASE, clock())
    found = open_office(one.home, ME, PASSPHRASE, clock=clock, cost=offices.CHEAP)
    yield found
    found.close()


def codes(one: Office) -> set[str]:
    report = check_office(one)
    assert report.sound
    return {each.code for part in report.parts for each in part.findings}


def test_a_scan_that_the_next_sweep_takes_away_is_named_as_no_stray(restored: Office) -> None:
    assert len(list(restored.blobs.names())) == 2
    assert "blob_stray" not in codes(restored), "it is noted, and goes by itself"
    restored.blobs.put(b"somebody's own")
    assert "blob_stray" in codes(restored), "of that one nothing is known"
    erasing_after.attend(restored)
    assert len(list(restored.blobs.names())) == 2
    assert "blob_stray" in codes(restored)


def test_an_office_that_swept_leaves_no_log_beside_its_database(restored: Office) -> None:
    erasing_after.attend(restored)
    with restored.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM application").scalar_one() == 1
    restored.close()
    assert sorted(path.name for path in restored.home.glob("wira.db*")) == ["wira.db"]
