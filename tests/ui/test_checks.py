"""What the window does by itself for the audit: the log kept soon, the office looked through weekly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from desktop_app.actions import access
from desktop_app.actions.check_report import CheckReport
from desktop_app.actions.weekly import is_due, last_check
from desktop_app.domain.access import PRINT
from desktop_app.office import Office
from desktop_app.storage import tables
from tests import offices
from ui import checks
from ui.access import AccessKeeper
from ui.checks import CheckKeeper
from ui.worker import Worker


@pytest.fixture
def office(tmp_path: Path, worker: Worker) -> Iterator[Office]:
    one = offices.office(tmp_path / "kukusan")
    offices.enter(one, offices.persons(2))
    yield one
    worker.stop()
    one.close()


def test_what_was_noted_is_on_disk_soon(office: Office, worker: Worker, qtbot: QtBot) -> None:
    office.keep_access()
    with office.reading() as connection:
        ops = connection.execute(select(func.count()).select_from(tables.op)).scalar_one()
    keeper = AccessKeeper(office, worker)
    keeper.start()
    worker.ask(lambda _told: access.note(office, PRINT))  # by another thread
    qtbot.waitUntil(lambda: office.access.waiting == 0 and worker.idle() and _last(office) == PRINT)
    keeper.stop()
    access.note(office, PRINT)
    assert office.access.waiting == 1, "nobody listens any more; closing keeps it"
    with office.reading() as connection:
        assert connection.execute(select(func.count()).select_from(tables.op)).scalar_one() == ops


def _last(office: Office) -> str:
    entry = tables.access.c
    with office.reading() as connection:
        return str(connection.execute(select(entry.deed).order_by(entry.id.desc()).limit(1)).scalar())


def test_the_office_is_looked_through_once_a_week_and_remembers_when_it_was_whole(
    office: Office, worker: Worker, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[CheckReport] = []
    keeper = CheckKeeper(office, worker)
    keeper.checked.connect(found.append)
    keeper.look()
    qtbot.waitUntil(lambda: len(found) == 1 and worker.idle())
    assert found[0].sound
    first = office.clock()
    keeper.look()
    qtbot.waitUntil(worker.idle)
    assert len(found) == 1, "a week has not passed"
    office.clock.forward(days=7)
    with office.database.locked() as connection:
        connection.exec_driver_sql("UPDATE application SET nama = 'Orang Lain'")
    monkeypatch.setattr(checks, "FEW", 0)
    keeper.look()
    qtbot.waitUntil(worker.idle)
    assert len(found) == 1, "many records are compared while nobody works"
    keeper.set_locked(True)
    qtbot.waitUntil(lambda: len(found) == 2 and worker.idle())
    with office.reading() as connection:
        kept = last_check(connection)
    assert kept is not None
    assert (kept.sound, kept.broken, kept.whole) == (False, ["tables"], first)
    assert not is_due(kept, office.clock())
    office.clock.forward(days=-30)
    assert is_due(kept, office.clock()), "made while the clock was wrong"
