"""Commands that show or give away somebody's data leave exactly the entries in the access log that say so."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop_app.actions import rulebooks
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.actions.status_extract import RECEIVER
from desktop_app.cli import main
from desktop_app.domain.access import ENTER, EXPORT, OPEN, REVEAL
from desktop_app.domain.receivers import Receiver
from desktop_app.domain.rulebook import default_rules
from desktop_app.office import Office, open_office
from tests import offices
from tests.differing import Apart, apart
from tests.noted import noted
from tests.offices import KUKUSAN, PASSPHRASE

BANK = Receiver(
    code="bjb", name="Bank BJB", purpose="Kredit", columns=("nik", "nama"), statuses=("verified",)
)
DIAN, HENDRA, SARI = "Dian Lestari", "Hendra Wijaya", "Sari Utami"
Wira = Callable[..., Any]


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Apart, list[str]]]:
    """Two offices, both closed: one applicant whose data differ, and two verified ones."""
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    found = apart(tmp_path, {"alamat": "Jl. Mawar 1"}, {"alamat": "Jl. Mawar 2"})
    others = [{**person, "program": "WUB"} for person in offices.persons(3)[1:]]
    records = offices.enter(found.kukusan, others)
    offices.verify(found.kukusan, records)
    rules = replace(default_rules("WUB", 2026), extracts=(BANK,))
    rulebooks.issue(found.dkum, IssueRules(rules, "1", "02-01-2026"))
    found.up()
    yield found, records
    found.close()


def runs(home: Path, capsys: pytest.CaptureFixture[str]) -> Wira:
    """Runs a command in the office there and hands back its answer."""

    def wira(user: str, *words: str) -> Any:
        capsys.readouterr()
        assert main([*words, "--json", "--home", str(home), "--user", user]) == 0, capsys.readouterr().err
        return json.loads(capsys.readouterr().out)

    return wira


def by_command(one: Office, name: str, before: int) -> list[list[tuple[str, str, str, str]]]:
    """What each command since then has noted after it came in, in their order."""
    office = open_office(one.home, name, PASSPHRASE, clock=one.clock, cost=offices.CHEAP)
    found: list[list[tuple[str, str, str, str]]] = []
    for entry in noted(office, before):
        if entry.deed == ENTER:
            found.append([])
        else:
            found[-1].append(tuple(entry))
    office.close()
    return found[:-1]  # the last is this look


def closed(one: Office) -> int:
    """Close the office; how many entries its log has until then."""
    entries = len(noted(one))
    one.close()
    return entries


def test_commands_of_a_kelurahan(
    two: tuple[Apart, list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found, records = two
    one, differs = found.kukusan, found.record
    number, *numbers = (offices.row(one, each).nomor_pendaftaran for each in (differs, *records))
    before = closed(one)
    wira = runs(one.home, capsys)
    out = ("--out", str(tmp_path / "keluar"))
    wira(DIAN, "show", number)
    wira(DIAN, "show", number, "--full")
    wira(DIAN, "conflict", "show", number)
    wira(DIAN, "roster", *out)
    paper = wira(DIAN, "sign", "--number", "500.3/1", "--edition", "arsip", *out)["document"]
    wira(DIAN, "roster", "--issued", "500.3/1", *out)
    wira(DIAN, "document", "save", "500.3/1", *out)
    wira(DIAN, "paper", "statement", *numbers, *out)
    assert by_command(one, DIAN, before) == [
        [(OPEN, differs, "", DIAN)],
        [(OPEN, differs, "", DIAN), (REVEAL, differs, "", DIAN)],
        [(OPEN, differs, "", DIAN)],
        [(EXPORT, "", "draf", DIAN)],
        [(EXPORT, paper, "dokumen", DIAN)],
        [(EXPORT, paper, "dokumen", DIAN)],
        [(EXPORT, paper, "dokumen", DIAN)],
        [(EXPORT, each, "pernyataan", DIAN) for each in (*records, "")],
    ]


def test_commands_of_dkum(
    two: tuple[Apart, list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found, _records = two
    one = found.dkum
    before = closed(one)
    wira = runs(one.home, capsys)
    folder = tmp_path / "keluar"
    why = ("--reason", "Surat 12")
    given = wira(HENDRA, "extract", "make", "bjb", "--year", "2026", *why, "--out", str(folder))
    wira(HENDRA, "extract", "status", *why, "--out", str(tmp_path / "status.csv"))
    wira(HENDRA, "decide", "--propose", "--program", "WUB", "--year", "2026", "--kelurahan", KUKUSAN)
    answer = wira(SARI, "decide", "--approve", "all", "--out", str(folder))
    listed = [each["record"] for each in wira(HENDRA, "extract", "list")["extracts"]]
    (status,) = set(listed) - {given["record"]}
    [document] = [each["document"] for each in answer["decisions"]]
    assert by_command(one, HENDRA, before) == [
        [(EXPORT, given["record"], "bjb", HENDRA)],
        [(EXPORT, status, RECEIVER, HENDRA)],
        [],
        [(EXPORT, document, "dokumen", SARI)],
        [],
    ]
