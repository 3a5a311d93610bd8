"""`wira business`: added, listed, shown, judged and closed, with the same rules as the window."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop_app.cli import main
from tests import offices
from tests.offices import PASSPHRASE

SHOP = {"nama": "Warung Sri", "pemilik": "Sri Wahyuni", "hp": "0890-1234-5678", "alamat": "Jl. Mawar No. 5"}


def test_a_business_from_adding_to_closing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    office = offices.office(tmp_path / "kantor")
    (person,) = offices.persons(1)
    (record,) = offices.enter(office, [{**person, "hp": "+6289012345678"}])
    number = offices.row(office, record).nomor_pendaftaran
    office.close()
    file = tmp_path / "usaha.json"

    def wira(*words: str, code: int = 0) -> Any:
        assert main(["business", *words, "--json", "--home", str(office.home)]) == code
        said = capsys.readouterr()
        return json.loads(said.out) if not code else said.err

    file.write_text(json.dumps(SHOP))
    one = wira("add", "--file", str(file))["id"]
    assert "sudah terdaftar" in wira("add", "--file", str(file), code=1)
    file.write_text(json.dumps({"nib": "9120001234567"}))
    assert wira("add", "--file", str(file), "--id", one[:20])["id"] == one
    listed = wira("list", "--search", "sri mawar")
    assert (listed["total"], listed["by_kelurahan"]) == (1, {offices.KUKUSAN: 1})
    shown = wira("show", one)
    assert (shown["nib"], shown["hp"], shown["tutup"]) == ("9120001234567", "0890-••••-5678", False)
    judged = wira("judge", number, one, "--verdict", "sama", "--reason", "Pemiliknya sendiri yang datang")
    assert judged["verdict"] == "sama"
    assert wira("close", one)["tutup"] is True
    assert wira("list")["total"] == 0
    assert wira("list", "--closed", "--search", "9120")["total"] == 1
    assert "Tidak ada usaha" in wira("show", "ab" * 16, code=1)
    assert main(["business", "show", one, "--home", str(office.home)]) == 0
    said = capsys.readouterr().out
    assert "Nama usaha: Warung Sri" in said and "Sudah tutup" in said


def test_a_sheet_is_previewed_imported_and_changes_wait_for_acceptance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    office = offices.office(tmp_path / "kantor")
    office.close()
    file = tmp_path / "umkm.csv"
    file.write_text("Usaha;Pemilik;Telepon\nWarung Sri;Sri Wahyuni;089012345678\n;;x\n", encoding="utf-8")

    def wira(*words: str) -> Any:
        assert main(["business", "import", str(file), *words, "--json", "--home", str(office.home)]) == 0
        return json.loads(capsys.readouterr().out)

    seen = wira("--preview", "--map", "hp=Telepon")
    assert (seen["counts"]["new"], seen["counts"]["refused"], seen["added"]) == (1, 1, 0)
    assert wira("--report", str(tmp_path / "laporan.xlsx"))["added"] == 1
    assert (tmp_path / "laporan.xlsx").stat().st_size > 1000
    file.write_text("Usaha;Pemilik;Telepon\nWarung Sri;Sri Wahyuni;089012349999\n", encoding="utf-8")
    assert (wira()["counts"]["changed"], wira()["accepted"]) == (1, 0)
    assert wira("--accept-changes")["accepted"] == 1
    assert wira()["counts"]["same"] == 1
