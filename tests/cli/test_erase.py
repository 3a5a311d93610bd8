"""What the command line tells of who was erased: each line another one, and nobody is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from desktop_app.actions.importing import open_file
from desktop_app.cli import main
from tests import offices
from tests.actions.erased_files import FILES
from tests.actions.test_erased_files import GONE, opened
from tests.offices import PASSPHRASE


def test_lists_and_history_tell_what_was_erased_when_why_and_by_whom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    one = opened(tmp_path, "lama")
    open_file(one, FILES / "lama.dks")
    one.close()
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)

    def run(*words: str) -> str:
        assert main([*words, "--home", str(tmp_path / "lama"), "--user", "Ratna Puspita"]) == 0
        told = capsys.readouterr().out
        assert GONE["nama"] not in told and GONE["nik"] not in told
        return told

    listed = run("erase", "list").splitlines()[0]
    found = re.fullmatch(
        r"Kukusan, Kec. Beji, catatan ([0-9a-f]{32}): dihapus 24-11-2026 oleh Sari Utami, atas permintaan "
        r"orangnya\.",
        listed,
    )
    assert found, listed
    record = found[1]
    (line,) = [each for each in run("privacy", "list").splitlines() if "Penghapusan" in each]
    assert f"orang yang datanya sudah dihapus (catatan {record})" in line and "dipenuhi" in line
    assert offices.Clock().now.date().isoformat() == "2026-11-24"
    (erased,) = [line for line in run("history", record).splitlines() if "Data dihapus" in line]
    for words in ("24-11-2026", "Data dihapus", "Sari Utami", "atas permintaan orangnya", "perubahan"):
        assert words in erased
    void = run("journal", "--kind", "void").splitlines()
    assert void and all("Perubahan yang sudah dihapus" in line for line in void)
    assert all("isinya dihapus bersama data orangnya; hanya sidiknya tersisa" in line for line in void)
    assert "tidak terbaca" not in run("journal", "--limit", "500")
