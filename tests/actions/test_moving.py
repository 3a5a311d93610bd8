"""An office that moves to another computer: never two that write."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.actions.backup import look_at_backup, restore_backup
from desktop_app.actions.moving import prepare_move, stay
from desktop_app.actions.standing import standing
from desktop_app.card import read_info
from desktop_app.cli import main
from desktop_app.errors import Refused, Unavailable
from desktop_app.office import open_office
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


def _no_room(*_values: object) -> None:
    raise OSError(28, "no room")


def test_the_command_line_moves_and_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    offices.office(tmp_path / "kantor").close()
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    home = ["--home", str(tmp_path / "kantor")]
    assert main(["move", "--out", str(tmp_path / "flash"), *home]) == 0
    out = capsys.readouterr().out
    assert "4. " in out and "Sinkronisasi" in out
    assert main(["status", *home]) == 1
    assert "wira move --cancel" in capsys.readouterr().err
    (file,) = (tmp_path / "flash").iterdir()
    assert main(["restore", str(file), "--look"]) == 0
    assert "Berkas pindahan" in capsys.readouterr().out
    assert main(["move", "--cancel", *home]) == 0
    assert main(["status", *home]) == 0
