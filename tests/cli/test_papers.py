"""Rosters by command line: both editions under one number, and an issued one fetched again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop_app.cli import main
from tests import offices
from tests.cli.beside import saved_beside
from tests.documents.reading import page_texts
from tests.offices import KUKUSAN, PASSPHRASE


def test_both_editions_under_one_number_and_the_same_bytes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN)
    one = kelurahan[KUKUSAN]
    people = [{**person, "program": "WUB"} for person in offices.persons(2)]
    offices.verify(one, offices.enter(one, people))
    dkum.close()
    one.close()
    who = ["--home", str(one.home), "--user", "Dian Lestari", "--json"]
    first, again = tmp_path / "pertama", tmp_path / "lagi"
    sign = ["sign", "--number", "500.3/118", "--edition", "semua", "--out", str(first), *who]
    assert main(sign) == 0
    made = json.loads(capsys.readouterr().out)
    assert len(made["files"]) == len(set(made["documents"])) == 2

    def drafted() -> Any:
        assert main(["roster", "--out", str(first), *who]) == 0
        return json.loads(capsys.readouterr().out)

    saved_beside(drafted)
    assert main(["roster", "--issued", "500.3/118", "--out", str(again), *who]) == 0
    fetched = json.loads(capsys.readouterr().out)["files"]
    assert sorted(Path(path).read_bytes() for path in fetched) == sorted(
        Path(path).read_bytes() for path in made["files"]
    )
    assert main(["roster", "--issued", "500.3/119", "--out", str(again), *who]) == 1
    assert "Tidak ada dokumen terbit" in capsys.readouterr().err
    assert main(["sign", "--number", "500.3/120", "--out", str(first), *who[:-1]]) == 0
    said = capsys.readouterr().out
    assert "Menggantikan nomor 500.3/118, " in said and "Isinya sama dengan dokumen sebelumnya." in said


def test_a_second_letter_does_not_replace_the_file_of_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN)
    one = kelurahan[KUKUSAN]
    offices.verify(one, offices.enter(one, [{**person, "program": "WUB"} for person in offices.persons(1)]))
    dkum.close()
    one.close()
    out = tmp_path / "surat"
    for number in ("500.3/3", "500.3/4", "500.3-4"):
        words = ["sign", "--number", number, "--out", str(out), "--home", str(one.home)]
        assert main([*words, "--user", "Dian Lestari"]) == 0
    assert len({path.read_bytes() for path in out.glob("*.pdf")}) == 3, "also of numbers alike in a file name"


def test_a_roster_is_sorted_and_grouped_as_plain_sql_sorts_and_counts_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN)
    dkum.close()
    one = kelurahan[KUKUSAN]
    people = offices.persons(9)
    women = [person for person in people if person["jenis_kelamin"] == "P"][:2]
    others = [person for person in people if person not in women][:4]
    entered = [{**person, "program": "WUB", "rw": f"00{1 + n % 2}"} for n, person in enumerate(others)]
    entered += [{**person, "program": "PP"} for person in women]
    offices.verify(one, offices.enter(one, entered))  # type: ignore[arg-type]
    with one.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT program, rw, nama, nomor_pendaftaran, jenis_kelamin FROM application"
            " ORDER BY tanggal_lengkap, nomor_pendaftaran"
        ).all()
    one.close()
    wub, pp = ([row for row in rows if row.program == program] for program in ("WUB", "PP"))
    who = ["--home", str(one.home), "--user", "Dian Lestari", "--json", "--out", str(tmp_path)]

    def printed(*options: str) -> tuple[str, list[str]]:
        """The text, and everybody's name in the order of the page."""
        assert main(["roster", "--year", "2026", *options, *who]) == 0
        pdf = Path(json.loads(capsys.readouterr().out)["file"]).read_bytes()
        text = " ".join(page_texts(pdf))
        return text, sorted((row.nama for row in rows if row.nama in text), key=text.index)

    text, order = printed("--sort", "nama", "--paper", "F4", "--direction", "potret")
    assert order == sorted((row.nama for row in wub), key=str.casefold) and "urut nama" in text
    text, order = printed("--sort", "nomor", "--group", "rw")
    by_rw = sorted(wub, key=lambda row: (row.rw, row.nomor_pendaftaran))
    assert order == [row.nama for row in by_rw]
    for rw in {row.rw for row in wub}:
        held = [row for row in wub if row.rw == rw]
        men = sum(row.jenis_kelamin == "L" for row in held)
        assert f"RW {rw}: {len(held)} orang ({men} laki-laki, {len(held) - men} perempuan)" in text
    text, order = printed("--group", "program")
    assert order == [row.nama for row in (*wub, *pp)]
    assert "CALON WIRAUSAHA TAHUN 2026" in text
    for name, held in (("Wirausaha Baru", wub), ("Perempuan Pengusaha", pp)):
        assert f"{name} (urutan perkiraan, belum diputuskan DKUM): {len(held)} orang" in text
    assert f"Jumlah seluruhnya: {len(rows)} orang" in text
    text, _order = printed("--group", "rw", "--edition", "papan")
    assert "RW 0" not in text, "the notice board names no RW"
    number = ["--number", "500.3/5", "--group", "program", "--edition", "semua"]
    assert main(["sign", "--year", "2026", *number, *who]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["people"] == len(rows) and all("wub-pp" in Path(path).name for path in made["files"])
