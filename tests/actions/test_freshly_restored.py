"""A healthy office that was put back a moment ago has nothing to be explained before anybody has come in."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.actions.backup import make_backup, restore_backup, restore_over
from desktop_app.actions.checking import check_home
from desktop_app.sync.posted import PUBLIC_DIRECTORY, public_directory
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE

ME = "Ratna Puspita"


@pytest.mark.parametrize("over", [True, False])
def test_the_check_finds_dkums_list_where_papers_are_checked_by(tmp_path: Path, over: bool) -> None:
    dkum, kelurahan = offices.city(tmp_path)
    dkum.close()
    office = kelurahan[KUKUSAN]
    office.enter(ME, PASSPHRASE)
    offices.enter(office, offices.persons(1))
    copy = make_backup(office, tmp_path / "flash").path
    clock, home = office.clock, office.home
    assert office.directory is not None
    version = office.directory.version
    office.close()
    if over:
        restore_over(copy, home, ME, PASSPHRASE, clock())
    else:
        home = tmp_path / "lain"
        restore_backup(copy, home, ME, PASSPHRASE)
    found = public_directory(home)
    assert found is not None and found.version == version, "papers are checked before anybody comes in"
    report, opened = check_home(home, ME, PASSPHRASE, clock=clock)
    assert opened is not None
    opened.close()
    (files,) = [part for part in report.parts if part.key == "files"]
    assert files.findings == () and PUBLIC_DIRECTORY not in "".join(report.lines())
