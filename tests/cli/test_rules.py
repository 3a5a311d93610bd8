"""`wira rules`, `rank` and `announce`: the same rules as the window, as JSON or in sentences."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.cli import main
from tests import offices
from tests.cli.beside import saved_beside
from tests.documents.reading import lies
from tests.offices import KUKUSAN, PASSPHRASE

HENDRA = ("--user", "Hendra Wijaya")


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)


def _refused(run: Any, book: Path, content: dict[str, Any]) -> str:
    book.write_text(json.dumps(content), encoding="utf-8")
    return run("rules", "preview", str(book), code=1)


def test_from_the_default_to_the_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dkum, kelurahan = offices.city(tmp_path)
    one = kelurahan[KUKUSAN]
    people = [{**person, "program": "WUB"} for person in offices.persons(3)]
    offices.verify(one, offices.enter(one, people))
    open_file(dkum, make_file(one, tmp_path).paths[0])
    dkum.close()
    one.close()
    home, book = str(tmp_path / "dkum"), tmp_path / "aturan.json"

    def run(*words: str, code: int = 0) -> Any:
        capsys.readouterr()
        assert main([*words, "--json", "--home", home, *HENDRA]) == code
        told = capsys.readouterr()
        return json.loads(told.out) if code == 0 else told.err

    shown = run("rules", "show", "--year", "2026")
    assert (shown["version"], shown["quota"]) == (0, 27)
    book.write_text(json.dumps({**shown, "quota": -1}), encoding="utf-8")
    assert "Kuota -1" in run("rules", "check", str(book), code=1)
    assert "Kuota -1" in run("rules", "issue", str(book), "--number", "1", "--date", "15-01-2026", code=1)
    book.write_text(json.dumps({**shown, "v": 9}), encoding="utf-8")
    assert "Perbarui aplikasi" in run("rules", "check", str(book), code=1)
    assert "Perbarui aplikasi" in run("rules", "preview", str(book), code=1)
    for change, words in (
        ({"quota": -1}, "Kuota -1"), ({"budget": 0}, "nol rupiah"), ({"priority": ["zodiak"]}, "zodiak"),
        ({"max_age": 12}, "lebih kecil"),
    ):  # fmt: skip
        assert words in _refused(run, book, {**shown, **change})
    strict = {**shown, "min_age": 60, "quota": 2, "exceptions": [{"kelurahan": KUKUSAN, "places": 3}]}
    book.write_text(json.dumps(strict), encoding="utf-8")
    seen = run("rules", "preview", str(book))
    assert (seen["against"], seen["examined"], seen["counts"]["blocked"]) == (0, 3, 3)
    assert "menerima mulai umur 60 tahun" in seen["rows"][0]["sentences"][0]
    assert [each["field"] for each in seen["changes"]] == ["min_age", "quota", "exceptions"]
    assert seen["changes"][1]["before"] == "27 tempat" and seen["changes"][1]["after"] == "2 tempat"
    book.write_text(json.dumps({**shown, "quota": 2}), encoding="utf-8")
    assert run("rules", "check", str(book))["sound"]
    assert run("rules", "issue", str(book), "--number", "188/1", "--date", "15-01-2026")["version"] == 1
    assert [each["version"] for each in run("rules", "list")["rules"]] == [1]

    order = run("rank", "--kelurahan", KUKUSAN, "--year", "2026")
    assert (order["forecast"], order["free"], order["binds"], order["rules"]) == (False, 2, "kuota", 1)
    assert [row["within"] for row in order["rows"]] == [True, True, False]
    last = order["rows"][-1]
    why = run("rank", last["nomor_pendaftaran"], "--kelurahan", KUKUSAN, "--year", "2026")
    assert why == last and "Daftar Tunggu nomor 1" in why["reason"]
    assert "tidak ada di urutan" in run("rank", "26-X", "--kelurahan", KUKUSAN, "--year", "2026", code=1)

    here = ("--year", "2026", "--kelurahan", KUKUSAN, "--out", str(tmp_path))
    files = saved_beside(lambda: run("announce", "--paper", "F4", *here))["files"]
    assert [Path(path).suffix for path in files] == [".pdf", ".txt"]
    assert Path(files[0]).stem == Path(files[1]).stem, "one number for both"
    assert lies(Path(files[0]).read_bytes()) == "F4 potret"
    order = saved_beside(lambda: run("rank", "--direction", "potret", *here))
    assert lies(Path(order["file"]).read_bytes()) == "A4 potret"
    assert "2 tempat di kelurahan ini." in Path(files[1]).read_text(encoding="utf-8")
