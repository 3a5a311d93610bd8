"""`wira import` of files that must be refused: exit code, sentence, one JSON document, nothing changed."""

from __future__ import annotations

import json
import shutil
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest

from desktop_app.cli import main
from desktop_app.errors import WiraError
from tests.badfiles import DKUM, NAMES, PEOPLE, BadFiles, snapshot
from tests.cli.test_places import rows
from tests.offices import PASSPHRASE

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)


@pytest.fixture(scope="module")
def homes(bad_files: BadFiles, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The closed offices."""
    return bad_files.copied(tmp_path_factory.mktemp("homes"))


def kept(home: Path) -> tuple[dict[str, str], dict[str, Any]]:
    """Each file of the office, and each row of its database but who came in."""
    moves = ("wira.db", "access-mark")
    return {name: found for name, found in snapshot(home).items() if name not in moves}, rows(home)


def words(home: Path, *more: object) -> list[str]:
    return ["import", *map(str, more), "--home", str(home), "--user", PEOPLE[home.name]]


@pytest.mark.parametrize("name", [each for each in NAMES if each != "E_IO folder"])  # a folder is opened
def test_a_refused_file(
    bad_files: BadFiles, homes: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = bad_files.files[name]
    home = homes / bad.office
    before = kept(home)
    assert main(words(home, bad.path)) == (3 if bad.code == "E_IO" else 1)
    told = capsys.readouterr()
    assert told.out == "" or name == "E_KEY request"
    sentence = told.err.splitlines()[-1]
    assert sentence.startswith(f"{bad.path.name}: ")
    assert sentence.endswith(".")
    if bad.code != "E_GAP":
        assert kept(home) == before

    assert main(words(home, bad.path, "--json")) == (3 if bad.code == "E_IO" else 1)
    answered = capsys.readouterr()
    document = json.loads(answered.out)
    assert document["files"] == []
    if name == "E_KEY request":  # it has a door of its own, and is named as what it is
        assert document["enrolment"] == [{"name": bad.path.name, "kind": "enrol-request"}]
        return
    (refused,) = document["refused"]
    assert (refused["name"], refused["code"]) == (bad.path.name, bad.code)
    if bad.code != "E_GAP":  # that makes another request each time
        assert sentence == f"{bad.path.name}: {refused['message']} {refused['next_step']}"
    if bad.code not in ("E_IO", "E_GAP", "E_FORK"):  # those name the place, the request and the proof
        assert bad.is_told(WiraError(refused["message"], next_step=refused["next_step"]))
    assert refused["message"] in answered.err
    assert refused["next_step"] in answered.err


def test_a_disk_without_room(
    bad_files: BadFiles, homes: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept(homes / DKUM)
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _path: Usage(10**12, 0, 100))
        assert main(words(homes / DKUM, bad_files.good)) == 3
    assert "Ruang disk kurang." in capsys.readouterr().err
    assert kept(homes / DKUM) == before


def test_every_refusal_is_told_and_keeps_no_other_file_out(
    bad_files: BadFiles, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = bad_files.copied(tmp_path) / DKUM
    bad = [bad_files.files[name].path for name in ("E_SIG", "E_REVOKED", "E_TRUNC")]
    assert main(words(home, *bad, bad_files.good, "--json")) == 1
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert [each["new"] > 0 for each in document["files"]] == [True]
    assert {each["code"] for each in document["refused"]} == {"E_SIG", "E_REVOKED", "E_TRUNC"}
    assert all(f"{path.name}: " in told.err for path in bad)
