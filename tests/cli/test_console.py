"""What is printed: names from files neither act on a terminal nor begin lines of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.cli.console import Console
from desktop_app.errors import Refused
from tests import offices
from tests.source import ROOT

EVIL = "X\x1b[2J\x9b2J\x7f\u202e\u2066\x07\r\nsurat.pdf: Sah\u2028palsu\tY"


@pytest.mark.parametrize("how", ["answer", "lines", "say", "refused"])
def test_a_name_neither_acts_nor_begins_a_line(how: str, capsys: pytest.CaptureFixture[str]) -> None:
    console = Console()
    if how == "answer":
        console.answer({}, EVIL)
    elif how == "lines":
        console.answer({}, [EVIL, "akhir"])
    elif how == "say":
        console.say(EVIL)
    else:
        console.say_error(Refused(EVIL, next_step=EVIL, record=EVIL, code="x"))
    told = capsys.readouterr()
    lines = (told.out + told.err).splitlines()
    assert len(lines) == (2 if how == "lines" else 1)
    assert all(line.isprintable() for line in lines)
    assert "surat.pdf: Sah palsu Y" in lines[0]


def test_a_document_for_programs_keeps_every_character(capsys: pytest.CaptureFixture[str]) -> None:
    Console(json=True).answer({"nama": EVIL, "kota": "D\u00e9pok"}, "")
    said = capsys.readouterr().out
    assert json.loads(said) == {"nama": EVIL, "kota": "D\u00e9pok"}
    assert "D\u00e9pok" in said
    assert all(line.isprintable() for line in said.split("\n"))


_COMMAND = "import sys; from desktop_app.cli import main; sys.exit(main(sys.argv[1:]))"


def _status(stdout: int, home: Path, *words: str) -> tuple[int, str]:
    command = [sys.executable, "-c", _COMMAND, "--home", str(home), "--user", "Ratna Puspita", *words]
    env = {**os.environ, "WIRA_PASSPHRASE": offices.PASSPHRASE}
    with subprocess.Popen(
        command, stdout=stdout, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=env
    ) as running:
        _nothing, said = running.communicate()
    return running.returncode, said


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and full devices of Linux")
@pytest.mark.parametrize("words", [("status",), ("status", "--json"), ("show", "tidak-ada", "--json")])
def test_an_answer_that_nobody_reads_is_not_called_done(tmp_path: Path, words: tuple[str, ...]) -> None:
    home = tmp_path / "kantor"
    offices.office(home).close()
    read, write = os.pipe()
    os.close(read)
    try:
        code, said = _status(write, home, *words)
    finally:
        os.close(write)
    assert code == 141 and "Traceback" not in said and "Exception" not in said
    with Path("/dev/full").open("w") as full:
        code, said = _status(full.fileno(), home, *words)
    refused = words[0] == "show"
    assert code == (1 if refused else 3)
    assert ("Jawaban perintah ini tidak dapat ditulis" in said) is not refused
    assert "kekeliruan" not in said and "Exception" not in said and "Traceback" not in said
