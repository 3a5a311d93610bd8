"""A command with --json that is refused prints one document too, and the sentence for people as ever."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_app.cli import DEFECT, main
from desktop_app.cli import offices as commands
from desktop_app.cli.parser import build_parser
from tests import offices
from tests.offices import PASSPHRASE

RATNA, DIAN = "Ratna Puspita", "Dian Lestari"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = offices.office(tmp_path / "kantor")
    offices.add(made, DIAN, "verifikator")
    made.close()
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    return tmp_path / "kantor"


def run(*command: str) -> int:
    try:
        return main(["--json", *command])
    except SystemExit as ended:
        return int(str(ended.code))


def refused(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    told = capsys.readouterr()
    (one,) = json.loads(told.out)["refused"]
    assert {"name", "code", "message", "next_step"} <= set(one)
    assert one["message"] in told.err and one["next_step"] in told.err, "people read it as ever"
    return one


@pytest.mark.parametrize(
    ("command", "who", "exit_code", "code"),
    [
        (("show", "nope"), RATNA, 1, "unknown_record"),
        (("user", "--change", RATNA, "--roles", "operator"), DIAN, 1, "role"),
        (("list",), "", 1, "no_user"),
        (("list",), "Siapa Ini", 1, "passphrase"),
        (("rank", "--year", "26"), RATNA, 2, "usage"),
        (("tidakada",), RATNA, 2, "usage"),
        (("list", "--tidakada"), RATNA, 2, "usage"),
        (("verify", "{takada}"), RATNA, 1, "no_root"),
        (("import", "{takada}"), RATNA, 1, "not_enrolled"),
        (("status", "--passphrase-file", "{takada}"), RATNA, 3, "passphrase_file"),
    ],
)  # fmt: skip
def test_each_kind_of_refusal_is_one_document(
    home: Path, command: tuple[str, ...], who: str, exit_code: int, code: str,
    tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    words = [each.format(takada=tmp_path / "takada") for each in command]
    assert run(*words, "--home", str(home), *(("--user", who) if who else ())) == exit_code
    assert refused(capsys)["code"] == code


def test_no_command_at_all_and_a_defect_have_one_too(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run() == 2
    assert refused(capsys)["code"] == "usage"

    def broken(*_args: object) -> None:
        raise ValueError("NIK 3276064107909001 milik Siti")

    monkeypatch.setattr(commands, "office_status", broken)
    assert run("status", "--home", str(home), "--user", RATNA) == DEFECT
    told = capsys.readouterr()
    assert json.loads(told.out)["refused"][0]["code"] == "defect" and "Siti" not in told.out


def test_without_it_standard_output_stays_empty(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "nope", "--home", str(home), "--user", RATNA]) == 1
    assert capsys.readouterr().out == ""


def leaves() -> Iterator[str]:
    """Every command and step, as typed."""
    waiting: list[argparse.ArgumentParser] = [build_parser()]
    while waiting:
        parser = waiting.pop()
        steps = [each for each in parser._actions if isinstance(each, argparse._SubParsersAction)]
        for each in steps:
            waiting += each.choices.values()
        if not steps:
            yield parser.prog.removeprefix("wira ")


@pytest.mark.parametrize("command", sorted({*leaves()} - {"demo"}))  # that one makes a city
def test_every_command_where_there_is_no_office_prints_one_document(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code = run(*command.split(), "--home", str(tmp_path / "takada"), "--user", RATNA)
    document = json.loads(capsys.readouterr().out)
    assert code == 0 or document["refused"]
