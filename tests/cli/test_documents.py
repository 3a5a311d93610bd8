"""The register by command line: listed, shown, saved again, called off."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop_app.cli import main
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE


def test_a_document_is_listed_shown_saved_and_called_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN)
    dkum.close()
    one = kelurahan[KUKUSAN]
    offices.verify(one, offices.enter(one, [{**person, "program": "WUB"} for person in offices.persons(2)]))
    one.close()
    who = ["--home", str(one.home), "--user", "Dian Lestari"]

    def ask(*words: str) -> dict[str, Any]:
        assert main([*words, *who, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    assert ask("document", "list") == {"documents": []}
    made = ask("sign", "--number", "500.3/118", "--edition", "semua", "--out", str(tmp_path / "a"))
    assert {each["state"] for each in ask("document", "list", "--year", "2026")["documents"]} == {"sealed"}
    assert main(["document", "show", "500.3/118", *who]) == 1, "two editions under one number"
    assert made["documents"][1][-8:] in capsys.readouterr().err
    shown = ask("document", "show", made["documents"][0][-8:])
    assert (shown["edisi"], shown["nomor"], shown["by"]) == ("arsip", "500.3/118", "Dian Lestari")
    again = ask("document", "save", "500.3/118", "--edition", "papan", "--out", str(tmp_path / "b"))
    assert Path(again["file"]).read_bytes() == Path(made["files"][1]).read_bytes()
    words = ["sign", "--document", "500.3/118", "--key", "x.p12", "--out", str(tmp_path / "f")]
    assert main([*words, *who]) == 1
    assert "wira document save" in capsys.readouterr().err and not (tmp_path / "f").exists()
    assert main(["document", "cancel", "500.3/118", "--edition", "papan", "--reason", " ", *who]) == 1
    assert "Tulis mengapa" in capsys.readouterr().err
    ask("document", "cancel", "500.3/118", "--edition", "papan", "--reason", "Salah cetak")
    assert main(["document", "show", "500.3/118", "--edition", "papan", *who]) == 0
    told = capsys.readouterr().out
    assert "Keadaan: Dibatalkan" in told and "Dibatalkan oleh Dian Lestari: Salah cetak" in told
    for words in (("document", "save", made["documents"][1][-8:]), ("roster", "--issued", "500.3 / 118")):
        assert main([*words, "--out", str(tmp_path / "f"), *who]) == 0
        said = " ".join(capsys.readouterr().out.split())
        assert "Dibatalkan oleh Dian Lestari: Salah cetak Jangan dipakai" in said
    assert main(["verify", made["files"][1], *who]) == 1, "what the register says of it comes first"
    told = capsys.readouterr().out
    assert "dibatalkan" in told and "Jangan dipakai" in told and "dapat dipakai" not in told
    assert main(["verify", made["files"][0], *who]) == 0
    capsys.readouterr()
    assert main(["document", "list", *who]) == 0
    assert capsys.readouterr().out.count("500.3/118") == 2
    assert main(["roster", "--edition", "arsip", "--out", str(tmp_path / "c"), *who]) == 0
    told = capsys.readouterr().out
    assert "Akan menggantikan nomor 500.3/118" in told and "Isinya sama dengan" in told
    ask("sign", "--number", "500.3/119", "--edition", "arsip", "--out", str(tmp_path / "d"))
    newer = ask("document", "show", "500.3/119")
    assert newer["older"]["nomor"] == "500.3/118" and newer["difference"]["added"] == []
    copies = ask("document", "copies", "--out", str(tmp_path / "e"))
    assert copies["saved"] == 1, "neither what was called off nor what was replaced"
    assert (tmp_path / "e" / copies["documents"][0]["file"]).read_bytes().startswith(b"%PDF")
    assert main(["document", "show", "500.3/999", *who]) == 1
    assert "wira document list" in capsys.readouterr().err
