"""`wira intake`: every row told, changes only on request, reports again, names of fields and columns."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop_app.cli import main
from desktop_app.intake.sheet import read
from tests import offices
from tests.intake.files import nik, xlsx

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    one = offices.office(tmp_path / "kantor")
    one.close()

    def told(*words: object) -> tuple[int, str, str]:
        code = main([*map(str, words), "--home", str(tmp_path / "kantor"), "--user", "Ratna Puspita"])
        said = capsys.readouterr()
        return code, said.out, said.err

    return told


def put(path: Path, *rows: tuple[object, ...]) -> Path:
    path.write_bytes(xlsx([("NIK", "Nama", "Domisili", "Kelurahan"), *rows]))
    return path


def document(answer: tuple[int, str, str]) -> dict[str, Any]:
    assert answer[0] == 0, answer[2]
    return json.loads(answer[1])


def test_a_file_its_changes_and_its_reports(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path / "daftar.xlsx", (nik(), "Siti", "Jl. Damai", ""), (nik(1), "Rina", "", "Beji"))
    words = ("intake", path, "--year", 2026, "--map", "alamat=Domisili")
    first = document(run(*words, "--json"))
    assert (first["added"], first["elsewhere"]) == (1, {"3276061001": 1})
    assert first["columns"]["alamat"] == "Domisili"
    put(path, (nik(), "Siti", "Jl. Mawar", ""))
    remembered = document(run("intake", path, "--year", 2026, "--json"))
    assert remembered["columns"]["alamat"] == "Domisili" and remembered["counts"]["changed"] == 1
    assert remembered["accepted"] == 0
    code, said, _ = run("intake", path, "--year", 2026, "--accept", "2")
    assert code == 0 and "1 dari 1 perubahan diterima" in said
    assert "perubahannya diterima." in said and "hanya bila diterima" not in said
    assert run("intake", path, "--accept", "dua")[0] == 1
    kept = document(run("intake", "report", "--json"))["reports"]
    assert [one["accepted"] for one in kept] == [1, 0, 0] and kept[0]["by"] == "Ratna Puspita"
    again = document(run("intake", "report", kept[2]["id"][-8:], "--report", tmp_path / "l.csv", "--json"))
    assert again["counts"] == first["counts"]
    assert (tmp_path / "l.csv").read_text(encoding="utf-8-sig").count("\n") == 3
    assert kept[0]["id"][-8:] in run("intake", "report")[1]
    told = run("intake", "lain.xlsx")[2]
    assert "tidak ada di sana. Periksa flash disk, nama, dan foldernya, lalu ulangi." in told
    assert run("intake", "report", "ffff")[0] == 1 and run("intake")[0] == 1


def test_the_template_comes_in_without_a_finding(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "contoh.xlsx"
    assert run("intake", "--template", path, "--year", 2026)[0] == 0
    told = document(run("intake", path, "--year", 2026, "--json"))
    assert told["added"] == 1 and told["notes"] == [] and told["rows"][0]["problems"] == []
    assert "NIK" in read(path.read_bytes()).columns


def test_names_of_fields_and_columns(run: Run) -> None:
    columns = {one["field"]: one for one in document(run("intake", "--columns", "--json"))["columns"]}
    assert columns["nik"]["required"] and "no ktp" in columns["nik"]["titles"]
    assert "ttl" in columns["tempat_lahir+tanggal_lahir"]["titles"]
    assert "nomor induk kependudukan" in run("intake", "--columns")[1]
    fields = {one["field"]: one for one in document(run("enter", "--fields", "--json"))["fields"]}
    assert set(fields["jenis_kelamin"]["choices"]) == {"L", "P"} and "status" not in fields
    assert "tanggal_lahir" in run("enter", "--fields")[1]


def test_a_business_without_its_answer_is_stored_or_told(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "tiga.xlsx"
    path.write_bytes(xlsx([("NIK", "Nama", "Jenis usaha"), (nik(), "Siti", "Kue basah")]))
    preview = run("intake", path, "--year", 2026, "--preview")[1]
    assert "1 baru" in preview and "Baris 2: Dicatat sudah punya usaha" in preview
    assert preview.strip().endswith("Belum ada yang disimpan.") and "tersimpan" not in preview
    told = document(run("intake", path, "--year", 2026, "--json"))
    shown = document(run("show", told["rows"][0]["nomor_pendaftaran"], "--json"))
    assert "Kue basah" in json.dumps(shown) and told["added"] == 1
    typed = {"nik": nik(1), "nama": "Rina", "program": "PP", "tahun": 2026, "kelurahan_kode": offices.KUKUSAN,
             "jenis_usaha": "Keripik"}  # fmt: skip
    one = tmp_path / "satu.json"
    one.write_text(json.dumps(typed))
    entered = document(run("enter", "--file", one, "--json"))
    assert entered["notes"] == ["Dicatat sudah punya usaha, karena Jenis usaha terisi."]
    assert "Keripik" in run("show", entered["nomor_pendaftaran"])[1]
    one.write_text(json.dumps({**typed, "nik": nik(2), "punya_usaha": "tidak"}))
    assert "Jenis usaha tidak ikut disimpan" in run("enter", "--file", one)[1]
