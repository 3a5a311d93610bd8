"""Whoever was erased is in no copy that the office keeps: by its next copy, and when a stick comes again."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import cast

import pytest

from desktop_app.actions.backup import make_backup
from desktop_app.actions.importing import open_file
from desktop_app.actions.safekeeping import BackupSettings, daily_backup, set_backup
from desktop_app.domain.data_requests import HOURS
from desktop_app.office import Office
from desktop_app.queries.data_requests import requests
from tests import offices
from tests.actions.erased_files import FILES
from tests.actions.test_erased_files import GONE, opened
from tests.bytesearch import hits

KEPT_DAYS = 90
"""So long a copy from before may last, by the exchange design (section 11)."""


def held(one: Office, *folders: Path) -> set[str]:
    """The copies in which the person still is."""
    found = hits(one, GONE["nik"], GONE["nama"], folders=folders)
    return {what.partition(":")[0] for what in found if ".tar: " in what}


@pytest.mark.parametrize("gone", [True, False], ids=["the stick was away", "the stick was there"])
def test_after_the_last_day_nobody_who_was_erased_is_in_a_copy_of_the_office(
    tmp_path: Path, gone: bool
) -> None:
    one = opened(tmp_path, "lama")
    clock = cast("offices.Clock", one.clock)
    stick, away = tmp_path / "flash disk", tmp_path / "laci"
    try:
        daily_backup(one)  # no stick is chosen yet: these lie in the office folder
        clock.forward(days=1)
        daily_backup(one)
        stick.mkdir()
        set_backup(one, BackupSettings(str(stick), 4))
        for _day in range(3):
            clock.forward(days=1)
            daily_backup(one)
        clock.forward(minutes=1)
        make_backup(one, stick)
        assert len(held(one, stick)) >= 6, "who is not erased is in every copy"
        with one.reading() as connection:
            (asked,) = requests(connection)
        assert asked.overdue(clock()), f"{HOURS} hours are over, and nobody has answered"
        if gone:
            stick.rename(away)  # it lies in a drawer while the person is erased
        clock.forward(hours=1)
        open_file(one, FILES / "lama.dks")
        daily_backup(one)
        assert held(one, *([] if gone else [stick])) == set(), "today's copy is proved"
        assert len(held(one, away)) == 4 * gone
        clock.forward(days=KEPT_DAYS)
        if gone:
            shutil.move(away, stick)
        daily_backup(one)
        assert held(one, stick) == set(), "at last the stick that was away as well"
    finally:
        one.close()
