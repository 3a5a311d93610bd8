"""Copies made before a migration make room too; a copy that is gone, or lies elsewhere, is not counted."""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.actions.backup import make_backup
from desktop_app.actions.check_report import Finding
from desktop_app.actions.checking import check_office
from desktop_app.actions.safekeeping import (
    BackupSettings,
    BackupState,
    backup_state,
    daily_backup,
    make_room,
    set_backup,
    thin,
)
from desktop_app.errors import Unavailable
from desktop_app.office import Office, open_office
from desktop_app.storage import schema
from tests import offices

ME = "Ratna Puspita"


def state(office: Office) -> BackupState:
    with office.reading() as connection:
        return backup_state(connection, office)


def migrated(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("wira-cadangan_sebelum-migrasi_*.tar"))


def through_migrations(home: Path, clock: offices.Clock, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office that a newer program has opened five times, each with another shape."""
    offices.office(home, clock=clock).close()
    number = schema.NUMBER
    with monkeypatch.context() as newer:
        for n in range(1, 6):
            clock.forward(days=1)
            newer.setattr(schema, "NUMBER", number + n)
            open_office(home, ME, offices.PASSPHRASE, clock=clock).close()
        clock.forward(days=1)
        return open_office(home, ME, offices.PASSPHRASE, clock=clock)


@pytest.mark.parametrize("stick", [True, False], ids=["the daily copy goes to a stick", "it stays at home"])
def test_of_copies_made_before_a_migration_the_three_newest_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stick: bool
) -> None:
    office = through_migrations(tmp_path / "kantor", offices.Clock(), monkeypatch)
    inner = office.home / "backups"
    made = migrated(inner)
    assert len(made) == 5
    other = offices.office(tmp_path / "lain", name="Dian Lestari")
    strange = inner / "wira-cadangan_sebelum-migrasi_20990101-080000.tar"
    shutil.copy(make_backup(other, tmp_path / "sini").path, strange)
    other.close()
    if stick:
        (tmp_path / "Dropbox").mkdir()
        set_backup(office, BackupSettings(str(tmp_path / "Dropbox"), 4))
    assert daily_backup(office) is not None
    assert migrated(inner) == [*made[-3:], strange.name], "another computer's is left alone"
    office.close()


def test_the_newest_one_outlasts_any_limit_until_what_became_of_it_is_proved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = through_migrations(tmp_path / "kantor", offices.Clock(), monkeypatch)
    inner = office.home / "backups"
    *_older, newest = migrated(inner)
    daily = make_backup(office, inner).path
    thin(office, inner, 0, daily.name)
    assert migrated(inner) == [newest] and daily.exists()
    full = shutil.disk_usage(inner)._replace(free=0)
    with monkeypatch.context() as small:
        small.setattr(shutil, "disk_usage", lambda _path: full)
        with pytest.raises(Unavailable) as caught:
            make_room(office, inner, 0, daily.name)
    assert caught.value.code == "disk_full" and migrated(inner) == [newest]
    assert thin(office, inner, 0, daily.name, proven=True) == 1
    assert migrated(inner) == [] and daily.exists()
    office.close()


def gone(office: Office) -> list[Finding]:
    (part,) = (each for each in check_office(office).parts if each.key == "backups")
    return [each for each in part.findings if each.code == "backup_gone"]


def test_a_copy_that_is_gone_from_its_folder_ends_no_reminder(tmp_path: Path) -> None:
    clock = offices.Clock()
    office = offices.office(tmp_path / "kantor", clock=clock)
    stick = tmp_path / "Dropbox"
    clock.forward(days=8)
    assert daily_backup(office) is not None
    clock.forward(minutes=5)
    copy = make_backup(office, stick).path
    daily_backup(office)
    assert not state(office).overdue(clock()) and state(office).days(clock()) == 0 and not gone(office)
    away = tmp_path / "laci"
    stick.rename(away)  # nobody knows what lies on a stick that is not there
    daily_backup(office)
    assert not state(office).overdue(clock()) and not gone(office)
    away.rename(stick)
    copy.rename(copy.with_name("dipindah"))
    clock.forward(minutes=5)
    assert gone(office), "the check looks by itself"
    assert daily_backup(office) is not None, "no copy of today is known any more"
    known = state(office)
    assert known.overdue(clock()) and known.days(clock()) is None
    assert known.outside is None and "tidak ada lagi" in known.sentence(clock())
    stick.rename(away)
    daily_backup(office)
    assert state(office).overdue(clock()), "what was seen to be gone is not forgotten with the stick"
    away.rename(stick)
    copy.with_name("dipindah").rename(copy)
    daily_backup(office)
    assert not state(office).overdue(clock()) and not gone(office)
    office.close()


def test_a_newly_chosen_folder_gets_a_copy_though_one_was_made_elsewhere_today(tmp_path: Path) -> None:
    clock = offices.Clock()
    office = offices.office(tmp_path / "kantor", clock=clock)
    first, second = tmp_path / "Dropbox", tmp_path / "OneDrive"
    for folder in (first, second):
        folder.mkdir()
        set_backup(office, BackupSettings(str(folder), 4))
        made = daily_backup(office)
        assert made is not None and made.path.parent == folder
        assert daily_backup(office) is None, "one a day"
        clock.now += timedelta(minutes=5)
    assert len(os.listdir(first)) == len(os.listdir(second)) == 1
    office.close()


def test_a_copy_made_by_hand_makes_no_second_daily_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into the chosen folder it is the day's, however that is spelled; into another place it is one more, and
    the daily one stays what it was."""
    clock = offices.Clock()
    office = offices.office(tmp_path / "kantor", clock=clock)
    chosen, other = tmp_path / "Dropbox", tmp_path / "flashdisk"
    for folder in (chosen, other):
        folder.mkdir()
    set_backup(office, BackupSettings(str(chosen), 4))

    def later(folder: Path) -> None:
        clock.now += timedelta(minutes=5)
        make_backup(office, folder)

    assert daily_backup(office) is not None
    later(other)
    assert daily_backup(office) is None, "today's lies in its folder"
    clock.now += timedelta(days=1)
    later(other)
    made = daily_backup(office)
    assert made is not None and made.path.parent == chosen, "another place is not the chosen one"
    for folder in (other, office.home / "backups"):
        later(folder)
        assert daily_backup(office) is None
    clock.now += timedelta(days=1)
    monkeypatch.chdir(tmp_path)
    later(Path("Dropbox"))
    later(other)
    assert daily_backup(office) is None, "the one by hand is the day's"
    clock.now += timedelta(minutes=5)
    os.remove(max(chosen.glob("*.tar")))
    assert daily_backup(office) is not None, "it is gone from its folder"
    assert len(os.listdir(chosen)) == 3
    office.close()
