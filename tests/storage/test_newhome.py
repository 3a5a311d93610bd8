"""Where a new office may come into being, and with whose rights."""

from __future__ import annotations

import stat
import sys
from pathlib import Path, PureWindowsPath

import pytest

from desktop_app.errors import Refused
from desktop_app.storage.newhome import CARD, new_home, require_empty, take_place


def test_colleagues_may_open_what_one_of_them_founded(tmp_path: Path) -> None:
    (tmp_path / "usual").mkdir()
    with new_home(tmp_path / "kantor") as fresh:
        (fresh / CARD).write_text("{}")
    kinds = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("usual", "kantor")}
    assert len(kinds) == 1
    assert {path.name for path in tmp_path.iterdir()} == {"usual", "kantor"}


def test_the_root_of_a_drive_becomes_an_office(tmp_path: Path) -> None:
    """It has no neighbour: the office is built inside, among what the system keeps there, and moved up."""
    drive = PureWindowsPath("E:/")
    assert (drive.name, drive.parent) == ("", drive)
    (tmp_path / "System Volume Information").mkdir()
    (tmp_path / "$RECYCLE.BIN").mkdir()
    require_empty(tmp_path)
    fresh = tmp_path / ".wira-1"
    fresh.mkdir()
    (fresh / CARD).write_text("{}")
    (fresh / "files").mkdir()
    take_place(fresh, tmp_path)
    found = {path.name for path in tmp_path.iterdir()}
    assert found == {"System Volume Information", "$RECYCLE.BIN", CARD, "files"}


def test_another_file_there_keeps_an_office_out(tmp_path: Path) -> None:
    home = tmp_path / "kantor"
    with pytest.raises(Refused) as caught, new_home(home) as fresh:
        (fresh / CARD).write_text("{}")
        home.mkdir()
        (home / "skripsi.docx").write_text("-")
    assert caught.value.code == "home_not_empty"
    assert [path.name for path in tmp_path.iterdir()] == ["kantor"]
    assert [path.name for path in home.iterdir()] == ["skripsi.docx"]


@pytest.mark.skipif(sys.platform != "linux", reason="the system's own folder")
def test_a_drive_that_is_used_is_refused() -> None:
    with pytest.raises(Refused):
        require_empty(Path("/"))
