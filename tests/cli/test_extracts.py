"""`wira extract`: receivers of the rule book, making a file, and the list of what was handed out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from desktop_app.actions import rulebooks
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.cli import main
from desktop_app.domain.receivers import Receiver
from desktop_app.domain.rulebook import default_rules
from tests import offices
from tests.offices import PASSPHRASE

BANK = Receiver(
    code="bjb", name="Bank BJB", purpose="Kredit", columns=("nik", "nama"), statuses=("submitted",)
)


def test_from_the_book_to_the_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    dkum, one = (
        offices.office(tmp_path / "dkum", "dkum", name="Hendra Wijaya"),
        offices.office(tmp_path / "k"),
    )
    rulebooks.issue(
        dkum, IssueRules(replace(default_rules("WUB", 2026), extracts=(BANK,)), "1", "02-01-2026")
    )
    offices.enrol(dkum, one, tmp_path)
    offices.enter(one, [{**person, "program": "WUB"} for person in offices.persons(2)])
    dkum.close()
    one.close()

    def run(*words: str, code: int = 0, home: str = "dkum") -> Any:
        capsys.readouterr()
        assert main(["extract", *words, "--json", "--home", str(tmp_path / home)]) == code
        told = capsys.readouterr()
        return json.loads(told.out) if code == 0 else told.err

    found = run("receivers", "--year", "2026")
    assert (found["rules"], [each["code"] for each in found["receivers"]]) == (1, ["bjb"])
    assert run("list") == {"total": 0, "extracts": []}
    asked = ("make", "bjb", "--year", "2026", "--reason", "Surat 12", "--out", str(tmp_path / "keluar"))
    assert "Belum ada pendaftar" in run(*asked, code=1)
    assert "hanya diberikan oleh DKUM" in run(*asked, code=1, home="k")
    (tmp_path / "naik").mkdir()
    assert main(["export", "--home", str(tmp_path / "k"), "--out", str(tmp_path / "naik")]) == 0
    [path] = (tmp_path / "naik").iterdir()
    assert main(["import", str(path), "--home", str(tmp_path / "dkum")]) == 0
    made = run(*asked)
    assert made["rows"] == 2
    rows = CalamineWorkbook.from_path(made["file"]).get_sheet_by_name("Data").to_python()
    assert rows[0] == ["NIK", "Nama lengkap"] and {row[0][6:] for row in rows[1:]} == {"X" * 10}
    why = ("--reason", "Status untuk aplikasi")
    told = run("status", *why, "--out", str(tmp_path / "status.csv"))
    lines = (tmp_path / "status.csv").read_text("utf-8-sig").splitlines()
    assert (told["rows"], len(lines), lines[1].split(",")[1]) == (2, 3, "Diajukan")
    assert run("status", *why, "--program", "PP", "--out", str(tmp_path / "pp.xlsx"))["rows"] == 0
    listed = run("list")["extracts"]
    assert [one["code"] for one in listed].count("aplikasi-pendaftaran") == 2
    [line] = [one for one in listed if one["code"] != "aplikasi-pendaftaran"]
    assert (line["code"], line["reason"], line["who"], line["rows"]) == (
        "bjb",
        "Surat 12",
        "Hendra Wijaya",
        2,
    )
    assert line["record"] == made["record"] and line["columns"] == ["NIK", "Nama lengkap"]
