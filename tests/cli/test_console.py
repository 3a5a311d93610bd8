"""What is printed: names from files neither act on a terminal nor begin lines of their own."""

from __future__ import annotations

import json

import pytest

from desktop_app.cli.console import Console
from desktop_app.errors import Refused

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
