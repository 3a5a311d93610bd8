"""Every part that others made is named with its licence, and none binds what is handed out unnoticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from build_spec.licences import book, licences, main, table
from resources import read_text
from tests.source import ROOT


def test_every_package_says_its_licence() -> None:
    found = {one.name: one for one in licences()}
    assert {
        "pyside6-essentials",
        "sqlcipher3",
        "pyhanko",
        "fontpkg-inter",
        "python-lucide",
        "aiohttp",
    } <= set(found)
    assert "pytest" not in found
    assert all(one.licence for one in found.values())
    assert "pytest" in {one.name for one in licences(dev=True)}


def test_what_is_handed_out_is_free_to_be_handed_out() -> None:
    """GPL alone would bind Wira as a whole; the LGPL of Qt is met by keeping Qt replaceable."""
    bound = [one.name for one in licences() if "GPL" in one.licence and "LGPL" not in one.licence]
    assert bound == []


@pytest.mark.parametrize("file", sorted(path.name for path in (ROOT / "resources/reference").iterdir()))
def test_every_reference_table_has_an_origin(file: str) -> None:
    if Path(file).suffix in (".csv", ".json", ".txt"):
        assert file in read_text("reference/ORIGIN.md")


def test_the_book_holds_list_and_texts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--out", str(tmp_path / "LICENCES.txt")]) == 0
    text = (tmp_path / "LICENCES.txt").read_text(encoding="utf-8")
    assert text == book(licences())
    assert text.startswith(table(licences()))
    assert "SIL OPEN FONT LICENSE" in text.upper()
    assert main([]) == 0
    assert "kbli2025_kelompok.json: MIT" in capsys.readouterr().out
