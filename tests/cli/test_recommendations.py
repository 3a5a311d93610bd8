"""`wira recommendation`: a list previewed and taken in, names judged, a letter taken back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop_app.cli import main
from tests import letters, offices
from tests.offices import PASSPHRASE


def test_a_letter_from_its_list_to_its_withdrawal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    office = offices.office(tmp_path / "dkum", "dkum", name="Hendra Wijaya")
    people = letters.women(3)
    records = offices.enter(office, people, submit=False)
    numbers = [offices.row(office, record).nomor_pendaftaran for record in records]
    office.close()
    file, report = tmp_path / "daftar.xlsx", tmp_path / "laporan.xlsx"
    rows = [
        letters.line(people[0]), letters.line(people[1], nik=""),
        letters.line({**people[2], "nama": "Entah Siapa"}, nik="3276065203949888"),
    ]  # fmt: skip
    file.write_bytes(letters.data(rows))

    def wira(*words: str, code: int = 0) -> Any:
        assert main(["recommendation", *words, "--json", "--home", str(office.home)]) == code
        said = capsys.readouterr()
        return json.loads(said.out) if not code else said.err

    letter = ("--number", "463/7/DP3AP2KB", "--date", "05-11-2026")
    seen = wira("import", str(file), "--preview")
    assert (seen["added"], seen["counts"]["new"]) == (0, 3)
    assert numbers[0] in " ".join(seen["rows"][0]["sentences"])
    assert "Nomor surat" in wira("import", str(file), code=1)
    taken = wira("import", str(file), *letter, "--report", str(report))
    assert (taken["added"], taken["paired"]) == (3, 1)
    assert report.exists()
    assert wira("import", str(file), *letter)["added"] == 0
    listed = wira("list")
    assert listed["counts"] == {"padan": 1, "dilihat": 1, "belum": 1, "dicabut": 0}
    assert people[0]["nik"] not in json.dumps(listed)
    assert [each["nomor_pendaftaran"] for each in listed["claims"]] == [
        number for _nama, number in sorted((people[at]["nama"], numbers[at]) for at in (1, 2))
    ]
    (one,) = wira("list", "--state", "dilihat", "--letter", "463/7/dp3ap2kb")["names"]
    shown = wira("show", one["id"])
    assert shown["candidates"][0]["nomor_pendaftaran"] == numbers[1]
    assert wira("match")["paired"] == 0
    assert "Nomor pendaftarannya" in wira("match", one["id"], code=1)
    assert wira("match", one["id"], numbers[1], "--verdict", "bukan")["gained"] == 0
    assert wira("match", one["id"], numbers[1])["gained"] == 1
    back = ("--number", "463/9/DP3AP2KB", "--date", "10-11-2026")
    assert wira("withdraw", "463/7/DP3AP2KB", *back, "--name", one["id"])["lost"] == 1
    assert "pencabutan" in wira("withdraw", "463/7/DP3AP2KB", code=1)
    assert wira("withdraw", "463/7/DP3AP2KB", "--undo", "--name", one["id"])["gained"] == 1
    assert wira("withdraw", "463/7/DP3AP2KB", *back)["lost"] == 2
    assert "Tidak ada satu surat" in wira("withdraw", "463/8", *back, code=1)
    assert main(["recommendation", "list", "--home", str(office.home)]) == 0
    said = capsys.readouterr().out
    assert "dicabut dengan 463/9/DP3AP2KB" in said and "Mengaku PEKKA tanpa rekomendasi" in said
    assert main(["status", "--home", str(office.home)]) == 0
    assert "3 dicabut" in capsys.readouterr().out


def test_a_list_of_bare_names_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    office = offices.office(tmp_path / "dkum", "dkum", name="Hendra Wijaya")
    office.close()
    file = tmp_path / "daftar.csv"
    file.write_text("No;Nama;Alamat\n1;Sri Wahyuni;Jl. Mawar\n")
    words = ["recommendation", "import", str(file), "--number", "1", "--date", "05-11-2026"]
    assert main([*words, "--home", str(office.home)]) == 1
    assert "tidak memuat kolom NIK" in capsys.readouterr().err
