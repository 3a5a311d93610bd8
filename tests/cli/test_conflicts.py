"""`wira conflict`: listed, shown, decided, postponed and opened again without a window."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop_app.cli import main
from tests import offices
from tests.differing import apart
from tests.offices import PASSPHRASE


def test_a_difference_from_list_to_reopening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    two = apart(
        tmp_path, {"nama": "Siti Marlina", "alamat": "Jl. A"}, {"nama": "Siti Merlina", "alamat": "Jl. B"}
    )
    number = offices.row(two.kukusan, two.record).nomor_pendaftaran
    two.close()
    home, out = str(two.kukusan.home), capsys

    def wira(*words: str, code: int = 0, user: str = "Ratna Puspita") -> Any:
        assert main([*words, "--json", "--home", home, "--user", user]) == code
        said = out.readouterr()
        return json.loads(said.out) if not code else said.err

    listed = wira("conflict", "list")
    assert (listed["total"], listed["records"], listed["holding"]) == (2, 1, 2)
    assert [(each["field"], each["values"][0]["value"]) for each in listed["differences"]] == [
        ("alamat", "••••"), ("nama", "Siti Marlina"),
    ]  # fmt: skip
    assert wira("status")["conflicts"] == listed["total"]
    shown = wira("conflict", "show", number)["differences"]
    assert [value["value"] for value in shown[0]["values"]] == ["Jl. A", "Jl. B"], "in full: to be compared"
    assert "Data pendaftar ini masih berbeda" in wira(
        "approve-application", number, "--seen", "ktp,kk", code=1, user="Dian Lestari"
    )
    wira("conflict", "later", number, "--field", "nama", "--reason", "Menunggu KTP")
    assert wira("conflict", "list")["differences"][1]["later"]["why"] == "Menunggu KTP"
    wira("conflict", "later", number, "--field", "nama", "--clear")
    assert "tidak mempunyai nilai ke-3" in wira("conflict", "resolve", number, "--choose", "nama=3", code=1)
    assert "tidak berbeda" in wira("conflict", "resolve", number, "--choose", "nik=1", code=1)
    assert "Nama berisi angka" in wira("conflict", "resolve", number, "--type", "nama=S1ti", code=1)
    done = wira("conflict", "resolve", number, "--choose", "alamat=2", "--type", "nama=Siti Marlina Putri")
    assert (done["fields"], done["open"]) == (["alamat", "nama"], 0)
    assert "Tidak ada isian yang berbeda" in wira("conflict", "show", number, code=1)
    made = wira("conflict", "list", "--decided")["decided"]
    assert [(each["field"], each["taken"], each["stands"]) for each in made] == [
        ("alamat", "••••", True), ("nama", "Siti Marlina Putri", True),
    ]  # fmt: skip
    assert "Lebih dari satu isian" in wira("conflict", "reopen", number, "--reason", "Keliru", code=1)
    wira("conflict", "reopen", number, "--field", "nama", "--reason", "Keliru")
    again = wira("conflict", "show", number)["differences"]
    shown, *others = [value["value"] for value in again[0]["values"]]
    assert (shown, sorted(others)) == ("Siti Marlina Putri", ["Siti Marlina", "Siti Merlina"])
    assert main(["conflict", "show", number, "--home", home, "--user", "Ratna Puspita"]) == 0
    told = out.readouterr().out
    assert "Menahan verifikasi" in told and "dibuka lagi oleh Ratna Puspita" in told
    assert main(["conflict", "list", "--home", home, "--user", "Ratna Puspita"]) == 0
    assert "Nama lengkap: Siti Marlina Putri / " in out.readouterr().out
