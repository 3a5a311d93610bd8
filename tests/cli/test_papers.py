"""Rosters by command line: both editions under one number, and an issued one fetched again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop_app.cli import main
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE


def test_both_editions_under_one_number_and_the_same_bytes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN)
    one = kelurahan[KUKUSAN]
    people = [{**person, "program": "WUB"} for person in offices.persons(2)]
    offices.verify(one, offices.enter(one, people))
    dkum.close()
    one.close()
    who = ["--home", str(one.home), "--user", "Dian Lestari", "--json"]
    first, again = tmp_path / "pertama", tmp_path / "lagi"
    sign = ["sign", "--number", "500.3/118", "--edition", "semua", "--out", str(first), *who]
    assert main(sign) == 0
    made = json.loads(capsys.readouterr().out)
    assert len(made["files"]) == len(set(made["documents"])) == 2
    assert main(["roster", "--issued", "500.3/118", "--out", str(again), *who]) == 0
    fetched = json.loads(capsys.readouterr().out)["files"]
    assert sorted(Path(path).read_bytes() for path in fetched) == sorted(
        Path(path).read_bytes() for path in made["files"]
    )
    assert main(["roster", "--issued", "500.3/119", "--out", str(again), *who]) == 1
    assert "Tidak ada dokumen terbit" in capsys.readouterr().err


def test_a_second_letter_does_not_replace_the_file_of_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN)
    one = kelurahan[KUKUSAN]
    offices.verify(one, offices.enter(one, [{**person, "program": "WUB"} for person in offices.persons(1)]))
    dkum.close()
    one.close()
    out = tmp_path / "surat"
    for number in ("500.3/3", "500.3/4"):
        words = ["sign", "--number", number, "--out", str(out), "--home", str(one.home)]
        assert main([*words, "--user", "Dian Lestari"]) == 0
    assert len(list(out.glob("*.pdf"))) == 2
