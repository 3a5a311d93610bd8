"""Devices and DKUM's keys by command line: looked at, taken out and back, kept on paper and in a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop_app.cli import main
from tests import offices
from tests.offices import PASSPHRASE

HENDRA, RATNA = "Hendra Wijaya", "Ratna Puspita"


def test_the_steps_of_a_year(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    dkum, found = offices.city(tmp_path)
    (kukusan,) = found.values()
    homes = {HENDRA: dkum.home, RATNA: kukusan.home}
    mark = kukusan.device.fingerprint
    dkum.close()
    kukusan.close()

    def run(name: str, *command: str, code: int = 0) -> Any:
        assert main([*command, "--home", str(homes[name]), "--user", name, "--json"]) == code
        told = capsys.readouterr()
        return json.loads(told.out) if code == 0 else told.err

    out = ("--out", str(tmp_path))
    listed = run(HENDRA, "device", "list")["devices"]
    assert [each["own"] for each in listed] == [True, False] and listed[1]["fingerprint"] == mark
    revoke = ("device", "revoke", mark[:9], "--reason", "laptop hilang")
    assert "berbeda" in run(HENDRA, *revoke, "--fingerprint", "0000", code=1)
    assert "31-02-2026" in run(HENDRA, *revoke, "--fingerprint", mark, "--since", "31-02-2026", code=1)
    assert run(HENDRA, *revoke, "--fingerprint", mark)["why"] == "laptop hilang"
    assert run(HENDRA, "device", "readmit", mark[:9], "--fingerprint", mark)["revoked"] is None
    assert "tidak ada" in run(HENDRA, "device", "readmit", "zzz", "--fingerprint", mark, code=1)
    assert "kantor DKUM" in run(RATNA, *revoke, "--fingerprint", mark, code=1)
    asked = run(RATNA, "device", "rotate", *out)
    assert asked["fingerprint"] != mark and Path(asked["file"]).exists()
    for name, more in ((HENDRA, ("--root",)), (RATNA, ())):
        assert Path(run(name, "device", "sheet", *more, *out)["file"]).read_bytes().startswith(b"%PDF")
    kept = run(HENDRA, "authority", "export", *out)
    words = tmp_path / "kata"
    words.write_text(kept["words"] + "\n", encoding="utf-8")
    assert run(HENDRA, "authority", "restore", kept["file"], "--words-file", str(words))["restored"]
    shown = run(HENDRA, "authority", "show")
    assert shown["held"] and shown["copy_fits"] and shown["root"] == kept["fingerprint"]
    assert "kantor DKUM" in run(RATNA, "authority", "show", code=1)
    assert "--sure" in run(HENDRA, "authority", "renew", code=1)
    fresh = tmp_path / "sandi"
    fresh.write_text("apel biru cangkul delima emas", encoding="utf-8")
    run(RATNA, "user", "--new-key", "Dian Lestari", "--new-passphrase-file", str(fresh))
    people = run(RATNA, "user")["people"]
    assert {each["nama"] for each in people} == {RATNA, "Dian Lestari"}
    (sent,) = run(RATNA, "export", *out)["files"]
    run(HENDRA, "open", sent)
    everybody = run(HENDRA, "user", "--all")["people"]
    assert {(each["nama"], each["office"]) for each in everybody} == {
        (HENDRA, ""), ("Sari Utami", ""), (RATNA, "3276061002"), ("Dian Lestari", "3276061002")
    }  # fmt: skip
    dkum_ends_services(run, homes[HENDRA], capsys)


def dkum_ends_services(run: Callable[..., Any], home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there = ("--kelurahan", "Kukusan")
    no_reason = run(HENDRA, "user", "--revoke", "Dian Lestari", *there, code=1)
    assert "Alasan" in no_reason and "--reason" in no_reason
    nobody = run(HENDRA, "user", "--revoke", "Tidak Ada", *there, "--reason", "Pensiun", code=1)
    assert "di Kukusan" in nobody and "`wira user --all`" in nobody
    run(HENDRA, "user", "--revoke", "Dian Lestari", *there, "--reason", "Pindah tugas")
    (gone,) = run(HENDRA, "user", "--all", "--search", "kukusan dian")["people"]
    assert (gone["active"], gone["ended"], gone["revoked"]) == (False, "Pindah tugas", True)
    run(HENDRA, "user", "--take-back", "Dian Lestari", *there)
    plain = ["user", "--revoke", RATNA, *there, "--reason", "Pensiun", "--user", HENDRA]
    assert main([*plain, "--home", str(home)]) == 0
    said = capsys.readouterr()
    assert f"{RATNA} dicabut. Buat berkas untuk" in said.err and "Dicabut DKUM: Pensiun" in said.out
    run(HENDRA, "user", "--appoint", "Dian Lestari", *there)
    (back,) = run(HENDRA, "user", "--all", "--search", "kukusan dian")["people"]
    assert back["active"] and "admin_kantor" in back["roles"]
