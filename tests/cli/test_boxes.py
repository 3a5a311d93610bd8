"""`wira boxes` and `wira watch`: set, one pass, and a loop that is stopped."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from desktop_app.actions.export import make_file
from desktop_app.cli import main
from desktop_app.office import open_office
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)


def two_files(folder: Path, masuk: Path) -> tuple[Path, Path]:
    """Of Kukusan for DKUM, one in the inbox and one on its way; both offices are closed."""
    dkum, kelurahan = offices.city(folder, KUKUSAN)
    one = kelurahan[KUKUSAN]
    offices.enter(one, offices.persons(1))
    first = make_file(one, masuk).paths[0]
    offices.enter(one, offices.persons(1, seed=2))
    second = make_file(one, folder).paths[0]
    one.close()
    dkum.close()
    return first, second


def test_told_then_watched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    masuk, keluar = tmp_path / "masuk", tmp_path / "keluar"
    masuk.mkdir()
    keluar.mkdir()
    first, second = two_files(tmp_path, masuk)

    def wira(*words: str) -> Any:
        code = main([*words, "--json", "--home", str(tmp_path / "dkum"), "--user", "Hendra Wijaya"])
        told = capsys.readouterr()
        return code, json.loads(told.out) if told.out else {}, told.err

    assert wira("watch", "--once")[0] == 1, "not before it is told"
    assert wira("boxes", "--take", "on")[2].startswith("Kotak masuk belum punya folder")
    assert wira("boxes", "--part-size", "99")[0] == 1
    monkeypatch.chdir(tmp_path)
    _code, shown, _err = wira(
        "boxes", "--in", "masuk", "--out", str(keluar), "--take", "on", "--send", "on", "--part-size", "20"
    )
    assert shown["inbox"] == str(masuk), "whole, wherever the program is started"
    assert (shown["take"], shown["send"], shown["part"]) == (True, True, 20)
    code, told, _err = wira("watch", "--once")
    assert code == 0
    assert told["opened"] == [first.name]
    assert [each["to"] for each in told["made"]] == [KUKUSAN]
    assert told["delivered"] == len(list(keluar.rglob("*.dks"))) == 1

    rests: list[float] = []

    def rest(seconds: float) -> None:
        """Between two looks a file comes, then the window is open, then somebody stops the program."""
        rests.append(seconds)
        if len(rests) == 1:
            second.rename(masuk / "dks (1).dks.bin")
        if len(rests) == 2:
            opened.append(open_office(tmp_path / "dkum", "Hendra Wijaya", PASSPHRASE))
        if len(rests) == 3:
            opened.pop().close()
            raise KeyboardInterrupt

    opened: list[Any] = []
    monkeypatch.setattr(time, "sleep", rest)
    code, told, err = wira("watch", "--every", "7")
    assert (code, rests) == (0, [7, 7, 7])
    assert told["opened"] == ["dks (1).dks.bin"]
    assert "sedang dibuka oleh Wira yang lain" in err
    assert "Berhenti melihat" in err

    masuk.rename(tmp_path / "dipindah")
    code, told, err = wira("watch", "--once")
    assert code == 3
    assert [each["code"] for each in told["problems"]] == ["inbox_gone"]
    assert "Sambungkan lagi" in err
