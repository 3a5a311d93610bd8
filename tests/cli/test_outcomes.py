"""Outcomes without a window: set, shown, listed with their sources, and counted in the status."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from desktop_app.cli import main
from desktop_app.office import open_office
from tests import offices
from tests.cli.beside import saved_beside
from tests.documents.reading import lies
from tests.mentors import RATNA, reopened
from tests.offices import KUKUSAN, PASSPHRASE

Run = Callable[..., Any]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    clock = offices.Clock()
    clock.forward(days=400)
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr("desktop_app.office.open_office", partial(open_office, clock=clock))

    def call(home: Path, *words: object) -> Any:
        code = main([*map(str, words), "--json", "--home", str(home), "--user", RATNA])
        out, err = capsys.readouterr()
        return json.loads(out) if code == 0 else (code, err.strip().splitlines()[-1])

    return call


def test_the_whole_room_without_a_window(run: Run, mentor_city: Path, tmp_path: Path) -> None:
    city = reopened(mentor_city, tmp_path)
    with city.kukusan.reading() as connection:
        query = connection.exec_driver_sql("SELECT nomor_pendaftaran FROM application ORDER BY id")
        numbers = [row[0] for row in query]
    city.close()
    home = tmp_path / KUKUSAN
    done = run(home, "outcome", "set", numbers[0], "--start", "01-12-2026", "--nib", "9120001234567",
               "--nib-date", "05-12-2026", "--jobs", "3", "--turnover", "mikro")  # fmt: skip
    assert [each["rule_id"] for each in done["findings"]] == ["mulai_usaha.belum_dilatih"]
    code, sentence = run(home, "outcome", "set", numbers[0], "--six", "ya", "--six-date", "31-05-2027")
    assert (code, numbers[0] in sentence, "01-06-2027" in sentence) == (1, True, True)
    run(home, "outcome", "set", numbers[0], "--six", "ya", "--six-date", "01-06-2027")
    shown = run(home, "outcome", "show", numbers[0])
    assert (shown["mulai_usaha"], shown["pekerja"], "omzet_kelas" in shown) == ("2026-12-01", 3, False)
    assert shown["stages"] == ["accepted", "started", "six"]
    assert run(home, "outcome", "show", numbers[0], "--turnover")["omzet_kelas"] == "mikro"
    told = run(home, "outcome", "list", "--year", "2026", "--stage", "six")
    assert [each["nomor_pendaftaran"] for each in told["people"]] == [numbers[0]]
    assert "omzet" not in json.dumps(told)
    assert told["sources"]["six"] == [{"kind": "sendiri", "number": "", "peer": "", "count": 1}]
    status = run(home, "status")["outcomes"]
    assert (status["accepted"], status["started"], status["six"], status["jobs"]) == (3, 1, 1, 3)
    assert {name: told["figures"][name] for name in told["figures"]} == {
        name: status[name] for name in told["figures"]
    }
    assert status["pledges"]["WUB"]["wanted"] == 5000
    recap = ("recap", "--year", "2026", "--paper", "F4", "--out", tmp_path / "kertas")
    made = saved_beside(lambda: run(home, *recap))
    assert (made["figures"]["started"], made["pages"]) == (1, 2)
    assert lies(Path(made["file"]).read_bytes()) == "F4 lanskap"
    sealed = run(home, "recap", "--year", "2026", "--seal", "--number", "500.3/9", "--out", tmp_path)
    assert Path(sealed["file"]).name == f"rekap-wub-2026-{KUKUSAN}-500.3.9-segel.pdf"
    assert main(["outcome", "list", "--home", str(home), "--user", RATNA, "--year", "2026"]) == 0
