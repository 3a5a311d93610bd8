"""Mentors from the command line, and the papers drawn from what stands on the log."""

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
from tests.documents.reading import lies, page_texts
from tests.mentors import DIAN, HENDRA, RATNA, reopened
from tests.offices import KUKUSAN, PASSPHRASE

Run = Callable[..., Any]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr("desktop_app.office.open_office", partial(open_office, clock=offices.Clock()))

    def call(home: Path, user: str, *words: object) -> Any:
        code = main([*map(str, words), "--json", "--home", str(home), "--user", user])
        out, err = capsys.readouterr()
        return json.loads(out) if code == 0 else (code, err.strip().splitlines()[-1])

    return call


def test_the_whole_room_without_a_window(run: Run, mentor_city: Path, tmp_path: Path) -> None:
    city = reopened(mentor_city, tmp_path)
    with city.kukusan.reading() as connection:
        numbers = [
            row[0]
            for row in connection.exec_driver_sql("SELECT nomor_pendaftaran FROM application ORDER BY id")
        ]
    city.close()
    dkum, kukusan = tmp_path / "dkum", tmp_path / KUKUSAN
    told = run(dkum, HENDRA, "mentor", "add", "Ani Safitri", "--number", "P-04", "--hp", "0812 3456 7890")
    run(
        dkum, HENDRA, "mentor", "area", "--mentor", "P-04", "--area", "Kec. Sukmajaya", "--from", "2026-11-01"
    )
    run(
        dkum, HENDRA, "mentor", "area", "--mentor", "ani safitri", "--area", "Kukusan", "--from", "2026-11-01"
    )
    run(dkum, HENDRA, "mentor", "area", "--mentor", "P-04", "--area", "Kukusan", "--until", "2026-11-20")
    (ani,) = [one for one in run(dkum, HENDRA, "mentor", "list")["mentors"] if one["nama"] == "Ani Safitri"]
    assert (ani["record"], ani["hp"], ani["load"]["kelurahan"]) == (told["mentor"], "+6281234567890", 6)
    assert [area["selesai"] for area in ani["areas"]] == ["", "2026-11-20"]
    assert run(dkum, HENDRA, "mentor", "area", "--mentor", "P-04", "--area", "Curug")[0] == 1  # two of them
    assert "lebih dari satu" in run(dkum, HENDRA, "mentor", "area", "--mentor", "P-04", "--area", "Curug")[1]

    _listed(run, dkum, tmp_path)
    run(kukusan, RATNA, "mentor", "assign", "--mentor", "Tono Hartono", *numbers[:2], "--from", "2026-11-01")
    secret = tmp_path / "sandi.txt"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    run(kukusan, RATNA, "user", "--add", "Tono Hartono", "--roles", "pendamping", "--mentor", "P-01",
        "--new-passphrase-file", secret)  # fmt: skip
    paper = tmp_path / "kunjungan.json"
    given = {
        "nomor_pendaftaran": numbers[0],
        "tanggal": "20-11-2026",
        "pokok": "Label kemasan",
        "saran": "Cetak",
    }
    paper.write_text(json.dumps(given), encoding="utf-8")
    run(kukusan, "Tono Hartono", "visit", "add", "--file", paper)
    assert [one["pokok"] for one in run(kukusan, "Tono Hartono", "visit", "list")["visits"]] == [
        "Label kemasan"
    ]
    assert run(kukusan, "Tono Hartono", "list")["total"] == 2
    assert run(kukusan, "Tono Hartono", "show", numbers[2])[0] == 1
    for bad in ({**given, "tinggi": "1"}, {**given, "pokok": 1}, {**given, "nomor_pendaftaran": numbers[2]}):
        paper.write_text(json.dumps(bad), encoding="utf-8")
        assert run(kukusan, "Tono Hartono", "visit", "add", "--file", paper)[0] == 1
    paper.write_text(
        json.dumps({"nomor_pendaftaran": numbers[1], "judul": "Hitung HPP", "tenggat": "2026-11-30"})
    )
    task = run(kukusan, "Tono Hartono", "task", "add", "--file", paper)["task"]
    run(kukusan, "Tono Hartono", "task", "done", task, "--note", "Rapi")
    assert run(kukusan, "Tono Hartono", "task", "list")["tasks"][0]["diserahkan"] == "2026-11-24"
    _mistaken(run, kukusan, paper, given)
    own = run(kukusan, RATNA, "mentor", "list")
    assert own["counts"]["mentors"] == len(own["mentors"]) < 3, "those who work here, not the whole list"
    assert run(dkum, HENDRA, "mentor", "list")["counts"]["mentors"] == 5
    counted = run(kukusan, RATNA, "status")["mentoring"]
    assert counted == {"mentors": 3, "mentees": 2, "unaccompanied": 1, "visits": 1, "open_tasks": 0}
    _papers(run, kukusan, tmp_path)


def _listed(run: Run, dkum: Path, tmp_path: Path) -> None:
    """The list from a spreadsheet: looked at, taken in, and the second time nothing."""
    listed = tmp_path / "pendamping.csv"
    listed.write_text("Nama;Nomor;Kelurahan;Kecamatan\nBudi Raharjo;P-05;Curug;Cimanggis\n", encoding="utf-8")
    assert run(dkum, HENDRA, "mentor", "import", listed, "--preview")["added"] == 0
    assert run(dkum, HENDRA, "mentor", "import", listed)["added"] == 1
    assert [row["outcome"] for row in run(dkum, HENDRA, "mentor", "import", listed)["rows"]] == ["same"]


def _mistaken(run: Run, kukusan: Path, paper: Path, given: dict[str, str]) -> None:
    """A visit written by mistake counts no more."""
    paper.write_text(json.dumps({**given, "pokok": "Keliru"}), encoding="utf-8")
    wrong = run(kukusan, "Tono Hartono", "visit", "add", "--file", paper)["visit"]
    run(kukusan, "Tono Hartono", "visit", "cancel", wrong)


def _papers(run: Run, kukusan: Path, tmp_path: Path) -> None:
    asked = ("report", "--mentor", "P-01", "--month", "2026-11", "--out", tmp_path)
    upright = ("--paper", "F4", "--direction", "potret")
    draft = saved_beside(lambda: run(kukusan, "Tono Hartono", *asked, *upright))
    assert lies(Path(draft["file"]).read_bytes()) == "F4 potret"
    text = " ".join(page_texts(Path(draft["file"]).read_bytes()))
    assert "DRAF" in text and "Label kemasan" in text and "Hitung HPP" in text
    assert "Didampingi bulan ini 2 orang. Kunjungan 1 kali kepada 1 orang." in " ".join(text.split())
    assert run(kukusan, "Tono Hartono", *asked, "--seal", "--number", "31")[0] == 1  # sealed by the office
    assert run(kukusan, DIAN, *asked, "--seal")[0] == 1  # without a number
    sealed = run(kukusan, DIAN, *asked, "--seal", "--number", "500.3/31")
    assert run(kukusan, DIAN, "verify", sealed["file"])["verdict"] == "sah"
    assert run(kukusan, DIAN, *asked, "--seal", "--number", "500.3/31")[0] == 1  # used before
    people = run(kukusan, DIAN, "report", "--kind", "dampingan", "--out", tmp_path)
    assert people["rows"] == 2
    own = run(kukusan, "Tono Hartono", "report", "--kind", "dampingan", "--mentor", "P-02", "--out", tmp_path)
    assert "Tono Hartono" in " ".join(page_texts(Path(own["file"]).read_bytes()))  # whatever was asked
    assert run(kukusan, "Tono Hartono", "report", "--kind", "pendamping", "--out", tmp_path)[0] == 1
    assert run(kukusan, DIAN, "report", "--kind", "pendamping", "--out", tmp_path)["rows"] == 2
    assert run(kukusan, DIAN, "report", "--mentor", "P-01", "--month", "2026-13", "--out", tmp_path)[0] == 1
    assert run(kukusan, DIAN, "check")["problems"] == []
    number = run(kukusan, RATNA, "visit", "list")["visits"][0]["nomor"]
    run(kukusan, RATNA, "mentor", "stop", number, "--date", "2026-11-20")
    assert run(kukusan, RATNA, "status")["mentoring"]["mentees"] == 1
