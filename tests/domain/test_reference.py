"""The reference tables are whole, untouched where they must be, and agree with each other."""

from __future__ import annotations

import csv
import hashlib

from desktop_app.domain import kbli, region
from resources import read_bytes, read_text

KBLI_2025_SHA256 = "30f59058afe7a3347982d5b611226c3f088c9bca39e53c59ee7bbd31fce07cc0"
LICENCE_SHA256 = "6b8cccfa63e78e8d006ce9e6235fc37e29b49f3db06a111415e06dd396756bec"


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(read_text(f"reference/{name}").splitlines()))


def test_kbli_2025_is_the_file_its_author_published() -> None:
    """Its licence forbids redistributing altered data."""
    assert hashlib.sha256(read_bytes("reference/kbli2025_kelompok.json")).hexdigest() == KBLI_2025_SHA256
    assert hashlib.sha256(read_bytes("reference/kbli2025_kelompok.LICENSE.txt")).hexdigest() == LICENCE_SHA256


def test_every_file_has_its_origin() -> None:
    origin = read_text("reference/ORIGIN.md")
    for name in (
        "depok_wilayah.csv", "depok_kelurahan_alias.csv", "kabupaten_kota.csv", "kabupaten_kota_lama.csv",
        "kbli2020.csv", "kbli2025_kelompok.json", "kbli_sinonim.csv", "kata_sandi.txt",
    ):  # fmt: skip
        assert f"`{name}`" in origin, name
        assert read_bytes(f"reference/{name}")


def test_counts_are_those_of_the_sources() -> None:
    assert len(rows("depok_wilayah.csv")) == 63
    assert len({row["kecamatan_code"] for row in rows("depok_wilayah.csv")}) == 11
    assert len(rows("depok_kelurahan_alias.csv")) == 22
    assert len(rows("kabupaten_kota.csv")) == 514
    assert len(rows("kabupaten_kota_lama.csv")) == 26
    assert len(rows("kbli2020.csv")) == 1790


def test_former_codes_lead_to_present_ones() -> None:
    present = {row["code"] for row in rows("kabupaten_kota.csv")}
    for row in rows("kabupaten_kota_lama.csv"):
        assert row["current_code"] in present, row


def test_aliases_name_kelurahan_that_exist() -> None:
    for row in rows("depok_kelurahan_alias.csv"):
        found = region.by_code(row["kelurahan_code"])
        assert found is not None and found.name == row["kelurahan"], row


def test_every_synonym_leads_to_codes_that_exist() -> None:
    synonyms = rows("kbli_sinonim.csv")
    assert len(synonyms) >= 120
    assert len({row["kata"] for row in synonyms}) == len(synonyms)
    for row in synonyms:
        for edition in kbli.EDITIONS:
            codes = row[f"kode_{edition}"].split()
            assert codes, row
            for code in codes:
                assert kbli.title(code, edition) is not None, (row["kata"], edition, code)


def test_passphrase_words_are_plain_and_enough() -> None:
    words = read_text("reference/kata_sandi.txt").split()
    assert len(words) == len(set(words)) >= 1024
    assert all(word.isascii() and word.isalpha() and word.islower() and 4 <= len(word) <= 8 for word in words)
