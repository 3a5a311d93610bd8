"""An office that moves to another computer: never two that write."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from desktop_app import office as offices_of
from desktop_app.actions.backup import (
    look_at_backup,
    make_backup,
    restore_backup,
    restore_over,
    write_backup,
)
from desktop_app.actions.moving import prepare_move, stay
from desktop_app.actions.standing import standing
from desktop_app.card import read_info
from desktop_app.cli import main
from desktop_app.errors import Refused, Unavailable
from desktop_app.office import Office, open_office
from desktop_app.storage import archive
from tests import offices

ME = "Ratna Puspita"


def test_the_old_computer_ends_and_the_new_one_takes_over(tmp_path: Path) -> None:
    dkum, made = offices.city(tmp_path)
    old = made[offices.KUKUSAN]
    offices.enter(old, offices.persons(2))
    info = prepare_move(old, tmp_path / "flash")
    home = old.home
    old.close()
    assert info.moving and look_at_backup(info.path).moving
    with pytest.raises(Refused) as caught:
        open_office(home, ME, offices.PASSPHRASE)
    assert caught.value.code == "moved_away" and "komputer baru" in caught.value.next_step
    restore_backup(info.path, tmp_path / "baru", ME, offices.PASSPHRASE)
    new = open_office(tmp_path / "baru", ME, offices.PASSPHRASE, clock=offices.Clock())
    assert new.info.ep > 1 and new.info.why == "moved" and not new.info.moved
    waits = standing(new)
    assert waits is not None and "dipindahkan" in waits.sentence
    offices.enter(new, offices.persons(1, seed=5))  # entry goes on at once
    new.close()
    dkum.close()


def test_a_copy_that_was_under_way_while_it_ended_opens_too(tmp_path: Path) -> None:
    office = offices.office(tmp_path / "kantor")
    prepare_move(office, tmp_path / "flash")
    daily = write_backup(office, tmp_path / "harian")
    office.close()
    restore_backup(daily.path, tmp_path / "baru", ME, offices.PASSPHRASE)
    open_office(tmp_path / "baru", ME, offices.PASSPHRASE, clock=offices.Clock()).close()


def test_staying_after_all_begins_a_new_epoch(tmp_path: Path) -> None:
    office = offices.office(tmp_path / "kantor")
    prepare_move(office, tmp_path / "flash")
    office.close()
    again = stay(tmp_path / "kantor", ME, offices.PASSPHRASE, clock=offices.Clock())
    assert again.info.ep > 1 and again.info.why == "stayed"
    offices.enter(again, offices.persons(1))
    again.close()
    open_office(tmp_path / "kantor", ME, offices.PASSPHRASE).close()


def test_what_stands_in_the_way_is_told_and_the_office_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = offices.office(tmp_path / "kantor")
    offices.add(office, "Dian Lestari", "operator")
    office.drafts.put("entri:1", {"nama": "Siti"}, {"page": "entri"}, now=datetime(2026, 11, 24, tzinfo=UTC))

    def refused(folder: Path) -> str:
        with pytest.raises((Refused, Unavailable)) as caught:
            prepare_move(office, folder)
        assert not list(tmp_path.glob("flash/*")) and not office.info.moved
        return caught.value.code

    assert refused(tmp_path / "flash") == "typing"
    office.drafts.discard("entri:1")
    assert refused(office.home / "backups") == "backup_inside"
    with monkeypatch.context() as full:
        full.setattr("desktop_app.keys.twin.write_atomic", _no_room)
        assert refused(tmp_path / "flash") == "disk_full"
    office.enter("Dian Lestari", offices.PASSPHRASE)
    assert refused(tmp_path / "flash") == "role"
    offices.enter(office, offices.persons(1))
    office.close()
    info = read_info(tmp_path / "kantor")
    assert info is not None and info.ep == 1


def test_what_is_saved_while_the_file_is_made_is_in_it_and_nothing_is_saved_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = offices.office(tmp_path / "kantor")
    prove, saved = archive._prove, list[int]()
    rounds = [1]

    def proving(*values: Any) -> archive.Listed:
        if len(saved) < rounds[0]:  # the database is copied by now
            saved.append(1)
            offices.enter(office, offices.persons(1, seed=len(saved)))
        return prove(*values)

    monkeypatch.setattr(archive, "_prove", proving)
    rounds[0] = 99
    with pytest.raises(Refused) as caught:
        prepare_move(office, tmp_path / "flash")
    assert (
        caught.value.code == "still_saving" and not list(tmp_path.glob("flash/*")) and not office.info.moved
    )
    rounds[0] = len(saved) + 1
    info = prepare_move(office, tmp_path / "flash")
    assert info.applications == len(saved) == rounds[0] and list(tmp_path.glob("flash/*")) == [info.path]
    with pytest.raises(Refused) as caught:  # one that was waiting behind it
        offices.enter(office, offices.persons(1, seed=77))
    assert caught.value.code == "moved_away"
    office.close()


def test_a_passphrase_changed_while_the_file_is_made_is_the_new_computers_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, other = offices.office(tmp_path / "kantor"), "tangga kebun payung rotan biru"
    prove, changed = archive._prove, list[object]()

    def proving(*values: Any) -> archive.Listed:
        if not changed:
            changed.append(office.give_slot(ME, other, office.session.key, replace=True))
        return prove(*values)

    monkeypatch.setattr(archive, "_prove", proving)
    info = prepare_move(office, tmp_path / "flash")
    office.close()
    restore_backup(info.path, tmp_path / "baru", ME, other)


@pytest.mark.parametrize("step", ["moves", "restores"])
def test_who_waits_for_the_folder_reads_its_card_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Another program had it open when the card was first read: it ended the office, or put a backup back."""
    first = offices.office(tmp_path / "kantor")
    home, copy, take = first.home, make_backup(first, tmp_path / "flash").path, offices_of.take_lock

    def late(folder: Path) -> FileLock:
        monkeypatch.setattr(offices_of, "take_lock", take)
        if step == "moves":
            prepare_move(first, tmp_path / "flash")
            first.close()
        else:
            first.close()
            restore_over(copy, home, ME, offices.PASSPHRASE, offices.Clock()())
        return take(folder)

    def opened() -> Office:
        return open_office(home, ME, offices.PASSPHRASE, clock=offices.Clock())

    monkeypatch.setattr(offices_of, "take_lock", late)
    if step == "moves":
        with pytest.raises(Refused) as caught:
            opened()
        assert caught.value.code == "moved_away"
        take(home).release()  # the lock was given back
        return
    second, card = opened(), read_info(home)
    assert card is not None and second.info.ep == second.context.ep == card.ep > 1
    second.close()


def _no_room(*_values: object) -> None:
    raise OSError(28, "no room")


def test_the_command_line_moves_and_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    offices.office(tmp_path / "kantor").close()
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    home = ["--home", str(tmp_path / "kantor")]
    move = ["move", "--out", str(tmp_path / "flash"), *home]
    assert main([*move, "--yes"]) == 3
    assert "flash tidak ada. Colokkan" in capsys.readouterr().err and not (tmp_path / "flash").exists()
    (tmp_path / "flash").mkdir()
    monkeypatch.setattr("sys.stdin", io.StringIO("ya\n"))  # a pipe: nobody who could be asked
    assert main(move) == 1
    told = capsys.readouterr().err
    assert "izin DKUM yang baru" in told and "--yes" in told and not list((tmp_path / "flash").iterdir())
    assert main([*move, "--yes"]) == 0
    out = capsys.readouterr().out
    assert "4. " in out and "Sinkronisasi" in out
    assert main(["status", *home]) == 1
    assert "wira move --cancel" in capsys.readouterr().err
    (file,) = (tmp_path / "flash").iterdir()
    assert main(["restore", str(file), "--look"]) == 0
    assert "Berkas pindahan" in capsys.readouterr().out
    capsys.readouterr()
    assert main(["move", "--cancel", *home]) == 0
    assert "`wira enrol --request FOLDER`" in capsys.readouterr().out, "a step that can be typed as it stands"
    assert main(["status", *home]) == 0
