"""The daily copy: when and where it is made, what makes room for it, and when a person is reminded."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from desktop_app.actions import safekeeping
from desktop_app.actions.backup import look_at_backup, make_backup, name_of
from desktop_app.actions.backup_places import forget_place, other_places
from desktop_app.actions.check_report import Finding
from desktop_app.actions.checking import check_office
from desktop_app.actions.safekeeping import (
    BackupSettings,
    BackupState,
    backup_state,
    daily_backup,
    set_backup,
)
from desktop_app.cli import main
from desktop_app.cli.advice import typed
from desktop_app.errors import Refused, Unavailable
from desktop_app.office import Office
from tests import offices


def state(office: Office) -> BackupState:
    with office.reading() as connection:
        return backup_state(connection, office)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def clock() -> offices.Clock:
    return offices.Clock()


@pytest.fixture
def office(tmp_path: Path, clock: offices.Clock) -> Office:
    return offices.office(tmp_path / "kantor", clock=clock)


def test_a_copy_a_day_goes_to_the_chosen_folder_or_stays_at_home(
    tmp_path: Path, office: Office, clock: offices.Clock
) -> None:
    """Without the stick there is one in the office folder; when the stick comes, there too."""
    stick = tmp_path / "Dropbox"
    set_backup(office, BackupSettings(str(stick), 4))
    assert not stick.exists()  # a folder that is away is never made
    inside = daily_backup(office)
    assert inside is not None and inside.path.parent == office.home / "backups"
    assert daily_backup(office) is None
    assert state(office).outside is None
    stick.mkdir()
    made = daily_backup(office)
    assert made is not None and made.path.parent == stick and look_at_backup(made.path).dev == office.info.dev
    assert daily_backup(office) is None
    assert state(office).days(clock()) == 0
    clock.forward(days=1)
    assert daily_backup(office) is not None
    assert len(names(stick)) == 2
    shutil.rmtree(stick)
    stick.mkdir()  # the copies of today are gone from a folder that is there
    assert daily_backup(office) is not None
    office.close()


def test_copies_of_another_computer_in_the_same_folder_are_left_alone(
    tmp_path: Path, office: Office, clock: offices.Clock
) -> None:
    """Neither another office's, nor one renamed to look like ours, nor any other file."""
    folder = tmp_path / "bersama"
    other = offices.office(tmp_path / "lain", name="Dian Lestari")
    theirs = make_backup(other, folder).path
    strange = folder / f"{name_of(office)}_20200101-080000.tar"
    shutil.copy(theirs, strange)
    damaged = folder / f"{name_of(office)}_20190101-080000.tar"
    damaged.write_bytes(b"bukan cadangan")
    letter = folder / "surat.tar"
    letter.write_bytes(b"-")
    half = folder / f"{name_of(office)}_20261101-080000.tar.part"
    half.write_bytes(b"separuh")
    set_backup(office, BackupSettings(str(folder), 1))
    made: list[str] = []
    for _day in range(12):
        info = daily_backup(office)
        assert info is not None
        made.append(info.path.name)
        clock.forward(days=1)
    ours = {*made} & {*names(folder)}
    assert made[-1] in ours and len(ours) < len(made)
    assert {theirs.name, strange.name, damaged.name, letter.name} <= {*names(folder)}
    assert not half.exists()
    other.close()
    office.close()


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_older_copies_make_room_on_a_small_stick_but_the_last_one_stays(
    tmp_path: Path, office: Office, clock: offices.Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "FLASHDISK"
    stick.mkdir()
    for _day in range(3):
        make_backup(office, stick)
        clock.forward(days=1)
    before = names(stick)
    size = sum(path.stat().st_size for path in stick.iterdir())

    def usage(_path: object) -> _Usage:
        room = size + 1024
        used = sum(path.stat().st_size for path in stick.iterdir())
        return _Usage(room, used, room - used)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    monkeypatch.setattr(safekeeping, "_SPARE", 0)
    set_backup(office, BackupSettings(str(stick), 4))
    made = daily_backup(office)
    assert made is not None
    assert before[-1] in names(stick) and before[0] not in names(stick)

    def full(path: object) -> _Usage:
        return _Usage(1, 1, 0) if path == stick else _Usage(1 << 30, 0, 1 << 30)

    monkeypatch.setattr(shutil, "disk_usage", full)
    clock.forward(days=1)
    with pytest.raises(Unavailable) as caught:
        daily_backup(office)
    assert caught.value.code == "disk_full" and str(stick) in caught.value.message
    assert names(stick)[-1] == made.path.name  # whatever was tried, the last copy is there
    assert len(names(office.home / "backups")) == 1  # and today's is kept here meanwhile
    with pytest.raises(Unavailable):
        daily_backup(office)
    assert len(names(office.home / "backups")) == 1
    office.close()


def test_where_no_room_can_be_made_nothing_goes(
    tmp_path: Path, office: Office, clock: offices.Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "FLASHDISK"
    for _month in range(4):
        make_backup(office, stick)
        clock.forward(days=40)
    before = names(stick)
    free = {"rest": 0}

    def usage(path: object) -> _Usage:
        if path != stick:
            return _Usage(1 << 30, 0, 1 << 30)
        gone = size - sum(path.stat().st_size for path in stick.iterdir())
        return _Usage(1 << 30, 0, free["rest"] + gone)

    size = sum(path.stat().st_size for path in stick.iterdir())
    monkeypatch.setattr(shutil, "disk_usage", usage)
    monkeypatch.setattr(safekeeping, "_SPARE", size)
    with pytest.raises(Unavailable) as caught:
        safekeeping.make_room(office, stick, 4 * safekeeping.GIB)
    assert caught.value.code == "disk_full" and names(stick) == before
    clock.now = datetime(2098, 1, 1, tzinfo=UTC)  # for a while, then right again
    wrong = make_backup(office, stick).path.name
    clock.now = datetime(2027, 5, 1, tzinfo=UTC)
    made = make_backup(office, stick).path.name
    set_backup(office, BackupSettings(str(stick), 4))
    size = sum(path.stat().st_size for path in stick.iterdir())
    clock.forward(days=1)
    monkeypatch.setattr(safekeeping, "_SPARE", 0)
    kept = (stick / made).stat().st_size
    needed = sum(path.stat().st_size for path in office.home.glob("wira.db*") if path.suffix != ".db-shm")
    free["rest"] = needed - (size - kept)  # all but one of them have to go
    assert daily_backup(office) is not None
    assert made in names(stick) and wrong not in names(stick) and len(names(stick)) == 2
    office.close()


def test_people_are_reminded_after_seven_days_until_a_copy_lies_elsewhere(
    tmp_path: Path, office: Office, clock: offices.Clock
) -> None:
    assert not state(office).overdue(clock())
    clock.forward(days=7, seconds=1)
    assert state(office).overdue(clock()) and "belum punya cadangan" in state(office).sentence(clock())
    make_backup(office, office.home / "backups")
    assert state(office).overdue(clock())  # lost together with the office
    make_backup(office, tmp_path / "sebelah")
    assert state(office).overdue(clock())  # so is one on the same disk
    make_backup(office, tmp_path / "OneDrive")
    assert not state(office).overdue(clock())
    clock.forward(days=7)
    assert not state(office).overdue(clock())
    clock.forward(days=1)
    assert state(office).overdue(clock()) and "8 hari" in state(office).sentence(clock())
    office.close()


def test_a_copy_made_by_a_wrong_clock_proves_nothing(
    tmp_path: Path, office: Office, clock: offices.Clock
) -> None:
    """In 2098 by the computer's clock: people are reminded once it is right, and a copy is made."""
    (tmp_path / "Nextcloud").mkdir()
    set_backup(office, BackupSettings(str(tmp_path / "Nextcloud"), 4))
    clock.now = datetime(2098, 1, 1, tzinfo=UTC)
    assert daily_backup(office) is not None
    clock.now = datetime(2026, 11, 26, tzinfo=UTC)
    assert state(office).overdue(clock()) and "masa depan" in state(office).sentence(clock())
    assert daily_backup(office) is not None
    assert not state(office).overdue(clock())
    clock.now -= timedelta(days=1)
    assert not state(office).overdue(clock())
    office.close()


def test_a_chosen_folder_on_the_same_disk_gets_one_a_day_and_people_are_reminded_all_the_same(
    tmp_path: Path, office: Office, clock: offices.Clock
) -> None:
    folder = tmp_path / "sebelah"
    folder.mkdir()
    set_backup(office, BackupSettings(str(folder), 4))
    clock.forward(days=8)
    assert daily_backup(office) is not None and daily_backup(office) is None
    assert len(names(folder)) == 1 and state(office).outside is None and state(office).overdue(clock())
    office.close()


def test_folders_used_before_are_named_with_what_is_there_and_never_touched(
    tmp_path: Path, office: Office, clock: offices.Clock
) -> None:
    """Chosen earlier, or named for one copy; one out of reach is said not to have been looked at, until
    somebody says that it is gone."""
    first, once, now = (tmp_path / name for name in ("Dropbox", "OneDrive", "Nextcloud"))
    for each in (first, once, now):
        each.mkdir()
    set_backup(office, BackupSettings(str(first), 4))
    assert daily_backup(office) is not None and other_places(office) == []
    clock.forward(days=1)
    set_backup(office, BackupSettings(str(now), 4))
    make_backup(office, once)
    clock.forward(days=1)
    assert daily_backup(office) is not None
    found = {each.folder: each.copies for each in other_places(office)}
    assert found == {str(first): 1, str(once): 1}
    told = noted(office)
    assert told.note and told.records[0].startswith(
        f"{first}: 1 cadangan, yang terbaru dari 24-11-2026 09.00"
    )
    assert "--forget" not in told.next_step
    with pytest.raises(Refused) as caught:
        forget_place(office, str(first))
    assert caught.value.code == "backup_place_used"
    first.rename(first.with_name("laci"))
    assert "tidak terjangkau" in noted(office).records[0] and "--forget" in typed(noted(office).next_step)
    forget_place(office, str(first))
    assert [each.folder for each in other_places(office)] == [str(once)]
    with pytest.raises(Refused) as caught:
        forget_place(office, str(first))
    assert caught.value.code == "backup_place"
    clock.forward(days=1)
    make_backup(office, first)  # it is told of again
    set_backup(office, BackupSettings(str(once), 4))
    assert [each.folder for each in other_places(office)] == [str(first), str(now)]
    assert len(names(first.with_name("laci"))) == len(names(once)) == 1
    office.close()


def noted(office: Office) -> Finding:
    part = next(each for each in check_office(office).parts if each.key == "backups")
    return next(each for each in part.findings if each.code == "backup_places")


def test_what_is_refused_is_not_kept(tmp_path: Path, office: Office) -> None:
    for wish, code in (
        (BackupSettings(str(office.home / "backups")), "backup_inside"),
        (BackupSettings(str(tmp_path), 3), "backup_limit"),
    ):
        with pytest.raises(Refused) as caught:
            set_backup(office, wish)
        assert caught.value.code == code
    assert state(office).wish == BackupSettings()
    office.close()


def test_the_command_line_sets_tells_and_makes_the_daily_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    offices.office(tmp_path / "kantor").close()
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    stick = tmp_path / "OneDrive"
    stick.mkdir()

    def run(*words: str) -> dict[str, object]:
        assert main(["--json", "backup", *words, "--home", str(tmp_path / "kantor")]) == 0
        return json.loads(capsys.readouterr().out)

    nowhere = ["backup", "--folder", str(tmp_path / "tidak" / "ada"), "--home", str(tmp_path / "kantor")]
    assert main(nowhere) == 3
    assert "ada tidak ada. Colokkan" in capsys.readouterr().err
    told = run("--folder", str(stick), "--limit", "2")
    assert told["folder"] == str(stick) and told["limit"] == 2 and told["last"] is None
    made = run("--daily")
    assert Path(str(made["file"])).parent == stick
    assert run("--daily")["made"] is None
    assert Path(str(run()["file"])).parent == stick
    assert run("--state")["days"] == 0 and run("--state")["others"] == []
    others: Any = run("--folder", str(tmp_path))["others"]
    assert [(each["folder"], each["copies"]) for each in others] == [(str(stick), len(names(stick)))]
    stick.rename(stick.with_name("laci"))
    assert run("--state")["others"] == [{"folder": str(stick), "copies": None, "newest": None}]
    assert run("--forget", str(stick))["others"] == []
