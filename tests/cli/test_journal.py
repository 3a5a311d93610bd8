"""`wira journal` and `wira history`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop_app.cli import main
from desktop_app.office import open_office
from tests import offices


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Kukusan with two people entered, one of them changed."""
    office = offices.office(tmp_path / "kukusan")
    offices.enter(office, offices.persons(2))
    office.close()
    monkeypatch.setenv("WIRA_HOME", str(tmp_path / "kukusan"))
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    return tmp_path / "kukusan"


def told(capsys: pytest.CaptureFixture[str], *args: str) -> dict[str, list[dict[str, str]]]:
    assert main([*args, "--json"]) == 0
    found: dict[str, list[dict[str, str]]] = json.loads(capsys.readouterr().out)
    return found


def test_it_says_that_there_is_more_and_how_to_go_on(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journal", "--limit", "2"]) == 0
    *lines, hint = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 and "--after" in hint
    after = hint.split("--after ")[1].split()[0].rstrip(".,;")
    assert main(["journal", "--limit", "200", "--after", after]) == 0
    rest = capsys.readouterr().out.splitlines()
    assert rest and not set(rest) & set(lines) and "--after" not in rest[-1]
    assert main(["journal", "--limit", "2", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["more"] is True and told["after"] == told["lines"][-1]["key"]
    with pytest.raises(SystemExit):
        main(["journal", "--after", "-0"])
    assert main(["journal", "--after", "-4"]) == 0, "what stands behind a line without a time"


def test_journal_and_history(home: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    lines = told(capsys, "journal")["lines"]
    assert lines[0]["title"] == "Masuk", "by this very command"
    steps = told(capsys, "journal", "--kind", "steps", "--by", "Ratna Puspita", "--since", "2026-11-24")[
        "lines"
    ]
    assert len(steps) == 2
    number = steps[0]["subject"].rsplit(", ", 1)[1]
    history = told(capsys, "history", number)
    assert history["record"] == steps[0]["record"]
    assert {each["label"] for each in history["history"][-1]["fields"]} >= {"NIK", "Nama lengkap"}  # type: ignore[index]
    told(capsys, "history", "Ratna Puspita")
    assert main(["history", "Ratna Puspita"]) == 0
    words = capsys.readouterr().out
    assert "Peran: Admin kantor" in words and "admin_kantor" not in words and "dari -" not in words
    seen = told(capsys, "journal", "--kind", "seen")["lines"]
    assert [(each["title"], each["record"]) for each in seen][-1] == ("Dibuka", steps[0]["record"])
    assert main(["journal", "--out", str(tmp_path / "jurnal.csv")]) == 0
    assert (tmp_path / "jurnal.csv").read_text(encoding="utf-8-sig").startswith("Waktu;Tindakan")
    assert main(["journal", "--by", "Siapa"]) == 1
    assert main(["history", "tidak ada"]) == 1


def test_who_reads_a_part_of_it_is_told_so(
    home: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    office = open_office(home, "Ratna Puspita", offices.PASSPHRASE)
    offices.add(office, "Dian Lestari", "verifikator")
    office.close()
    for who, partial in (("Dian Lestari", True), ("Ratna Puspita", False)):
        for more in ((), ("--kind", "seen"), ("--out", str(tmp_path / "jurnal.csv"))):
            assert main(["journal", "--user", who, *more]) == 0
            said = capsys.readouterr().err
            assert ("Jurnal ini sebagian" in said and "lurah, admin, dan auditor" in said) is partial
            assert main(["journal", "--user", who, *more, "--json"]) == 0
            assert bool(json.loads(capsys.readouterr().out)["partial"]) is partial
