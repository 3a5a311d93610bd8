"""The first minute of an office, and what is left of it when it is interrupted."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any, NoReturn

import pytest

from desktop_app.actions import founding, people, trust
from desktop_app.actions.founding import FoundOffice, found_office
from desktop_app.card import default_home
from desktop_app.cli import main
from desktop_app.domain.people import OfficeKind
from desktop_app.errors import Refused
from desktop_app.keys.atomic import write_atomic
from desktop_app.keys.slots import DEFAULT_COST, KeySlots
from desktop_app.office import open_office
from tests import offices


def test_an_interrupted_start_can_be_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "kantor"
    with monkeypatch.context() as broken:
        broken.setattr(founding, "_first_ops", _raise)
        with pytest.raises(KeyboardInterrupt):
            offices.found(home)
    assert list(tmp_path.iterdir()) == []
    offices.found(home).close()


def test_after_a_power_cut_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What lies half made beside the place stands in nobody's way."""
    home = tmp_path / "kantor"
    with monkeypatch.context() as broken:
        broken.setattr(founding, "write_info", _raise)
        broken.setattr(shutil, "rmtree", lambda *_args, **_more: None)
        with pytest.raises(KeyboardInterrupt):
            offices.found(home)
    assert not home.exists() and len(list(tmp_path.iterdir())) == 1
    offices.found(home).close()
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    assert main(["status", "--home", str(home)]) == 0
    capsys.readouterr()


def _raise(*_args: Any, **_more: Any) -> NoReturn:
    raise KeyboardInterrupt


def test_a_folder_with_other_files_becomes_no_office(tmp_path: Path) -> None:
    (tmp_path / "surat.txt").write_text("Undangan", encoding="utf-8")
    with pytest.raises(Refused) as caught:
        offices.found(tmp_path)
    assert caught.value.code == "home_not_empty"
    assert [each.name for each in tmp_path.iterdir()] == ["surat.txt"]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are listed only there")
@pytest.mark.parametrize("kind", ["kelurahan", "dkum"])
def test_nothing_is_open_in_a_folder_that_moves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: OfficeKind
) -> None:
    """Windows moves no folder with an open file in it."""
    moved: list[list[str]] = []
    real = os.rename

    def rename(source: Any, target: Any, **more: Any) -> None:
        handles = (os.readlink(f"/proc/self/fd/{each}") for each in _handles())
        moved.append([path for path in handles if path.startswith(str(source))])
        real(source, target, **more)

    monkeypatch.setattr(os, "rename", rename)
    offices.found(tmp_path / "kantor", kind).close()
    assert moved == [[]]


def _handles() -> list[str]:
    return [each for each in os.listdir("/proc/self/fd") if os.path.lexists(f"/proc/self/fd/{each}")]


def test_dkum_has_the_citys_keys_from_its_first_moment(tmp_path: Path) -> None:
    """Between an office and its keys there is no moment in which the mains could fail."""
    dkum = offices.found(tmp_path / "dkum", "dkum")
    assert trust.authority(dkum).recovery
    before = dkum.directory
    assert not trust.found_city(dkum).ids and dkum.directory is before
    dkum.close()


def test_the_usual_place_is_empty_on_windows_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There the window's choices lie in the same place as the person's data, before any office does."""
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_args, **_more: tmp_path)
    write_atomic(tmp_path / "wira.json", b"{}")
    (tmp_path / "notes").mkdir()
    home = default_home()
    offices.found(home).close()
    assert default_home() == home


def test_every_passphrase_costs_what_was_agreed_unless_the_founder_said_otherwise(tmp_path: Path) -> None:
    """Tests found their offices with a cheap one."""
    home, fresh = tmp_path / "kantor", "kapal layar teluk senja merah"
    wish = FoundOffice("kelurahan", offices.KUKUSAN, "Ratna Puspita", offices.PASSPHRASE)
    one = found_office(home, wish)
    people.add_person(one, people.AddPerson("Dian Lestari", ("verifikator",), offices.PASSPHRASE))
    people.change_passphrase(one, offices.PASSPHRASE, fresh)
    one.close()
    assert [slot.cost for slot in KeySlots.load(home / "keyslots.json").people()] == [DEFAULT_COST] * 2
    cheap = offices.found(tmp_path / "murah")
    cheap.close()
    one = open_office(cheap.home, "Ratna Puspita", offices.PASSPHRASE)
    offices.add(one, "Dian Lestari", "verifikator")
    people.change_passphrase(one, offices.PASSPHRASE, fresh)
    (dian,) = [user for user, facts in one.context.people.items() if facts.nama == "Dian Lestari"]
    people.give_new_key(one, dian, fresh)
    one.close()
    assert [slot.cost for slot in KeySlots.load(cheap.home / "keyslots.json").people()] == [DEFAULT_COST] * 2
