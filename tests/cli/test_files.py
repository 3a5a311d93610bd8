"""Several files by one command: in the order of their numbers, and a refused one keeps no other out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop_app.actions import applications, decisions
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.cli import main
from tests import offices
from tests.cli.beside import saved_beside
from tests.offices import CURUG, KUKUSAN, PASSPHRASE


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)


def test_files_in_any_order_and_one_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN)
    one = kelurahan[KUKUSAN]
    paths: list[Path] = []
    for seed in (1, 2):
        offices.enter(one, offices.persons(2, seed=seed))
        paths += make_file(one, tmp_path).paths
    letter = tmp_path / "surat.dks"
    letter.write_bytes(b"%PDF-1.7 bukan berkas sinkronisasi " * 20)
    dkum.close()
    one.close()
    words = ["import", str(letter), *map(str, reversed(paths)), "--json", "--home", str(tmp_path / "dkum")]
    assert main([*words, "--user", "Hendra Wijaya"]) == 1
    told = capsys.readouterr()
    assert [each["no"] for each in json.loads(told.out)["files"]] == [1, 2]
    assert "surat.dks" in told.err


def test_a_name_that_no_disk_can_have_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN)
    for one in (dkum, *kelurahan.values()):
        one.close()
    words = ["import", f"/{'a' * 300}.dks", "--home", str(tmp_path / KUKUSAN), "--user", "Ratna Puspita"]
    assert main(words) == 3
    assert "terlalu panjang" in capsys.readouterr().err


def answer(words: list[str], capsys: pytest.CaptureFixture[str]) -> Any:
    assert main(words) == 0
    return json.loads(capsys.readouterr().out)


def test_what_each_file_did_is_told_and_kept_on_paper(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN)
    one = kelurahan[KUKUSAN]
    offices.enter(one, offices.persons(2))
    made = make_file(one, tmp_path)
    open_file(dkum, made.paths[0])
    dkum.close()
    one.close()
    out = tmp_path / "laporan"
    words = ["files", "--kelurahan", "Kukusan", "--out", str(out), "--json", "--home", str(tmp_path / "dkum")]
    told = answer([*words, "--user", "Hendra Wijaya"], capsys)
    assert [(each["new"], each["changes"]) for each in told["files"]] == [(made.ops, made.ops)]
    assert (out / f"laporan-berkas-{KUKUSAN}.pdf").read_bytes().startswith(b"%PDF")
    saved_beside(lambda: answer([*words, "--user", "Hendra Wijaya"], capsys))
    words = ["files", "--home", str(tmp_path / KUKUSAN), "--user", "Ratna Puspita"]
    assert main(words) == 0
    assert "0001 untuk DKUM" in capsys.readouterr().out
    assert main([*words, "--lang", "en"]) == 0
    told_en = capsys.readouterr().out
    assert "0001 for DKUM" in told_en and "Menunggu tanda terima" not in told_en
    dkum_home = ["--home", str(tmp_path / "dkum"), "--user", "Hendra Wijaya"]
    assert main(["export", *dkum_home]) == 1
    assert "Sebutkan dengan --to, misalnya --to Kukusan." in capsys.readouterr().err
    (tmp_path / "jawaban").mkdir()
    assert main(["export", "--to", "Kukusan", "--out", str(tmp_path / "jawaban"), *dkum_home]) == 0
    capsys.readouterr()
    assert main(["open", str(tmp_path / "jawaban"), *dkum_home]) == 0
    assert "dibuat komputer ini sendiri; isinya sudah ada di sini" in capsys.readouterr().out
    assert main(["export", "--office", "--out", str(tmp_path), *words[1:]]) == 1
    assert "satu komputer" in capsys.readouterr().err


def test_what_was_approved_before_a_refusal_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN, CURUG)
    records: list[str] = []
    for code, one in kelurahan.items():
        people = [{**person, "program": "WUB"} for person in offices.persons(2, code=code)]
        records = offices.enter(one, people)
        offices.verify(one, records)
        open_file(dkum, make_file(one, tmp_path).paths[0])
        decisions.propose(dkum, decisions.ProposeDecision("WUB", 2026, code))
    curug = kelurahan[CURUG]
    curug.enter("Ratna Puspita", PASSPHRASE)
    applications.withdraw(curug, records[0], "Pindah kota")
    open_file(dkum, make_file(curug, tmp_path).paths[0])
    for each in (dkum, *kelurahan.values()):
        each.close()
    capsys.readouterr()
    words = ["decide", "--approve", "all", "--json", "--home", str(tmp_path / "dkum")]
    assert main([*words, "--user", "Sari Utami"]) == 1
    told = capsys.readouterr()
    assert len(json.loads(told.out)["decisions"]) == 1
    assert "berubah setelah diusulkan" in told.err
