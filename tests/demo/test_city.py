"""A demo replaces an earlier one, and never one in which somebody is at work."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path
from typing import Any, NoReturn

import pytest

from desktop_app.cli import main
from desktop_app.demo.city import build_city
from desktop_app.demo.folder import MARK, clear
from desktop_app.errors import Refused, Unavailable
from tests import offices
from tests.actions.test_backup import seen


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """What an earlier demo left, as far as it matters here."""
    folder = tmp_path / "demo"
    for name in ("alpha", "beta"):
        offices.office(folder / "kantor" / name).close()
    (folder / MARK).write_text("{}", encoding="utf-8")
    return folder


def test_an_office_of_it_that_is_open_is_not_deleted(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    office = offices.office(out / "kantor" / "gamma")
    before = seen(out)
    with pytest.raises(Unavailable) as caught:
        build_city(out, applicants=1, cost=offices.CHEAP)
    assert caught.value.code == "home_locked"
    assert main(["demo", "--out", str(out), "--applicants", "1", "--no-window"]) == 3
    assert "sedang dibuka" in capsys.readouterr().err
    assert seen(out) == before
    offices.enter(office, offices.persons(1))
    office.close()


def test_one_half_removed_is_still_known_as_a_demo(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows a PDF that somebody looks at cannot be removed."""
    (out / "dokumen").mkdir()

    def in_use(path: Path, *_args: Any, **_more: Any) -> NoReturn:
        raise PermissionError(errno.EACCES, "in use", str(path))

    with monkeypatch.context() as viewer:
        viewer.setattr(shutil, "rmtree", in_use)
        with pytest.raises(Unavailable) as caught:
            build_city(out, applicants=1, cost=offices.CHEAP)
    assert caught.value.code == "demo_in_use"
    clear(out)
    assert sorted(each.name for each in out.iterdir()) == ["berkas", "dokumen", "kunci", "lembar", MARK]


def test_anything_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "surat.txt").write_text("Undangan", encoding="utf-8")
    with pytest.raises(Refused):
        build_city(tmp_path, applicants=1)
    assert [each.name for each in tmp_path.iterdir()] == ["surat.txt"]
