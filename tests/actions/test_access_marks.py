"""Where the access log stands goes along with files, rarely; who rewrites the log with its key is found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import func, select

from desktop_app.actions import access, devices, trust
from desktop_app.actions.access_marks import marks
from desktop_app.actions.backup import restore_over, write_backup
from desktop_app.actions.check_access import check_access
from desktop_app.actions.checking import check_office
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.domain.access import MARK_ENT, OPEN, PRINT
from desktop_app.errors import WiraError
from desktop_app.office import Office, open_office
from desktop_app.storage import highwater, settings, tables
from desktop_app.storage.access import START, Noted
from desktop_app.storage.work import whole
from tests import offices
from tests.offices import KUKUSAN

RATNA = "Ratna Puspita"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[list[Office]]:
    """DKUM and Kukusan, where two people are looked at; on the next day a file for DKUM was opened there."""
    dkum, found = offices.city(tmp_path / "kota", KUKUSAN)
    pair = [dkum, found[KUKUSAN]]
    pair[1].enter(RATNA, offices.PASSPHRASE)
    records = offices.enter(pair[1], offices.persons(2))
    for record in records:
        access.note(pair[1], OPEN, record)
    pair[1].keep_access()
    sent(pair, tmp_path)
    assert said(pair[1]) == 0, "nothing is said in the first day"
    for one in pair:
        one.clock.forward(days=1)  # type: ignore[attr-defined]
    sent(pair, tmp_path)
    yield pair
    for one in pair:
        if one._lock.is_locked:
            one.close()


def sent(pair: list[Office], folder: Path) -> None:
    open_file(pair[0], make_file(pair[1], folder).paths[0])


def said(office: Office) -> int:
    with office.reading() as connection:
        return len(marks(connection, office.info.dev))


def told(office: Office) -> set[str]:
    outside = office.access.outside()
    with office.database.reading() as connection:
        return {each.code for each in check_access(office, connection, outside).findings if each.harm}


def rewrite(office: Office, deed: str) -> None:
    """As somebody who has the key and knows the program would: the log anew without one deed."""
    log, entry = office.access, tables.access.c
    with office.database.locked() as connection, whole(connection):
        rows = connection.execute(select(tables.access).order_by(entry.id)).all()
        kept = [
            Noted(r.at, r.user, r.dev, r.deed, r.record, r.about, r[7], None) for r in rows if r.deed != deed
        ]
        connection.exec_driver_sql("DELETE FROM access")
        settings.put(connection, "access_head", msgspec.json.encode([0, START.hex()]))
        place = log._append(connection, kept)
    mark = highwater.Mark(0, place.seq, place.mac.hex())
    highwater.write(office.home / "access-mark", mark, lines=2)


def test_it_is_said_once_a_day_with_a_file_and_only_where_something_was_added(
    town: list[Office], tmp_path: Path
) -> None:
    dkum, kukusan = town
    assert said(kukusan) == 1
    with dkum.reading() as connection:
        assert len(marks(connection, kukusan.info.dev)) == 1, "DKUM has it, and countersigns it"
        heard = connection.execute(
            select(func.count()).select_from(tables.record).where(tables.record.c.ent == MARK_ENT)
        ).scalar_one()
    access.note(kukusan, PRINT, about="draf")
    kukusan.keep_access()
    sent(town, tmp_path)
    assert said(kukusan) == heard == 1, "not twice within a day"
    kukusan.clock.forward(days=2)  # type: ignore[attr-defined]
    sent(town, tmp_path)
    assert said(kukusan) == 2
    kukusan.clock.forward(days=2)  # type: ignore[attr-defined]
    sent(town, tmp_path)
    assert said(kukusan) == 2, "nobody did anything since"
    assert told(kukusan) == told(dkum) == set()
    assert check_office(kukusan).sound


def test_what_was_said_for_a_file_that_failed_goes_with_the_next_one(
    town: list[Office], tmp_path: Path
) -> None:
    dkum, kukusan = town
    access.note(kukusan, PRINT, about="draf")
    kukusan.keep_access()
    kukusan.clock.forward(days=2)  # type: ignore[attr-defined]
    (tmp_path / "penuh").write_bytes(b"no folder")
    with pytest.raises(WiraError):
        make_file(kukusan, tmp_path / "penuh")
    assert said(kukusan) == 2
    sent(town, tmp_path)
    with dkum.reading() as connection:
        assert len(marks(connection, kukusan.info.dev)) == said(kukusan) == 2


def test_a_log_rewritten_with_its_key_is_not_the_one_that_was_told_of(town: list[Office]) -> None:
    _dkum, kukusan = town
    rewrite(kukusan, PRINT)  # nothing of that kind: the same log
    assert told(kukusan) == set()
    rewrite(kukusan, OPEN)
    assert told(kukusan) == {"access_rewritten"}
    assert not check_office(kukusan).sound
    with kukusan.database.locked() as connection:  # or all of it "too old"
        base = connection.exec_driver_sql("SELECT id, mac FROM access ORDER BY id DESC LIMIT 1").one()
        settings.put(connection, "access_base", msgspec.json.encode([base[0], base[1].hex()]))
        connection.exec_driver_sql("DELETE FROM access")
    assert "access_begin" in told(kukusan)


def test_what_was_told_after_the_copy_that_was_put_back_accuses_nobody(
    town: list[Office], tmp_path: Path
) -> None:
    dkum, kukusan = town
    info = write_backup(kukusan, tmp_path / "usb")
    for _ in range(3):
        access.note(kukusan, PRINT)
    kukusan.keep_access()
    kukusan.clock.forward(days=2)  # type: ignore[attr-defined]
    sent(town, tmp_path)
    assert said(kukusan) == 2
    home, clock = kukusan.home, kukusan.clock
    kukusan.close()
    restore_over(info.path, home, RATNA, offices.PASSPHRASE, clock())
    again = open_office(home, RATNA, offices.PASSPHRASE, clock=clock)
    try:
        for _ in range(9):
            access.note(again, PRINT)
        again.keep_access()
        assert said(again) == 1
        asked = trust.make_request(again, tmp_path)
        grant = trust.grant(dkum, asked, tmp_path, fingerprint=again.device.fingerprint)
        trust.accept_grant(again, grant)
        open_file(again, make_file(dkum, tmp_path, to=KUKUSAN).paths[0])
        assert said(again) == 2, "DKUM gives back what was told meanwhile"
        assert told(again) == set()
        rewrite(again, OPEN)
        assert told(again) == {"access_rewritten"}, "what stood before the copy is still proved"
    finally:
        again.close()


def test_entries_older_than_any_retention_go_and_the_chain_holds(town: list[Office], tmp_path: Path) -> None:
    dkum, kukusan = town
    for one in town:
        one.clock.forward(days=365 * 6 + 40)  # type: ignore[attr-defined]
    for _ in range(2):
        access.note(kukusan, PRINT)
    kukusan.keep_access()
    sent(town, tmp_path)
    with kukusan.reading() as connection:
        before = connection.execute(select(func.count()).select_from(tables.access)).scalar_one()
    dkum.enter("Hendra Wijaya", offices.PASSPHRASE)
    devices.set_lock_minutes(dkum, 20)  # a directory of today: a clock that is ahead cuts nothing
    open_file(kukusan, make_file(dkum, tmp_path, to=KUKUSAN).paths[0])
    access.note(kukusan, PRINT)
    kukusan.keep_access()
    kukusan.clock.forward(days=2)  # type: ignore[attr-defined]
    sent(town, tmp_path)
    with kukusan.reading() as connection:
        entry = tables.access.c
        left = connection.execute(select(entry.deed).order_by(entry.id)).scalars().all()
    assert before > len(left) and OPEN not in left and left[-1] == PRINT
    assert told(kukusan) == set()
    assert check_office(kukusan).sound
    with kukusan.database.locked() as connection:  # cut again, by hand, what is not old
        base = connection.exec_driver_sql("SELECT id, mac FROM access ORDER BY id LIMIT 1").one()
        settings.put(connection, "access_base", msgspec.json.encode([base[0], base[1].hex()]))
        connection.exec_driver_sql("DELETE FROM access WHERE id = ?", (base[0],))
    assert told(kukusan) == {"access_begin"}
