"""Commands about applicants keep the form's rules; nothing is filled in that nobody said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.cli import main
from desktop_app.office import Office
from tests import offices
from tests.offices import PASSPHRASE


@pytest.fixture
def one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    made = offices.office(tmp_path / "kantor")
    offices.add(made, "Dian Lestari", "verifikator")
    yield made
    made.close()


def test_the_day_that_ranks_is_said_by_a_person_and_never_by_the_clock(
    one: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    [record] = offices.enter(one, [{**offices.persons(1)[0], "tanggal_lengkap": ""}])
    number = offices.row(one, record).nomor_pendaftaran
    one.close()
    words = ["approve-application", number, "--home", str(one.home), "--user", "Dian Lestari"]
    assert main(words) == 1
    assert "Tanggal berkas lengkap belum diisi" in capsys.readouterr().err
    assert main([*words, "--complete-date", "2026-11-20"]) == 0


def test_people_read_the_status_in_words_and_programs_its_code(
    one: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    offices.enter(one, offices.persons(1), submit=False)
    one.close()
    who = ["--home", str(one.home), "--user", "Ratna Puspita"]
    for command in ("list", "status"):
        assert main([command, *who]) == 0
        said = capsys.readouterr().out
        assert "Draf" in said and "draft" not in said
    assert main(["list", *who, "--json"]) == 0
    assert '"draft"' in capsys.readouterr().out


def test_show_speaks_to_people_in_words(one: Office, capsys: pytest.CaptureFixture[str]) -> None:
    person = {**offices.persons(1)[0], "dokumen": {"ktp": "asli_dilihat"}}
    [record] = offices.enter(one, [person], submit=False)
    number = offices.row(one, record).nomor_pendaftaran
    one.close()
    assert main(["show", number, "--home", str(one.home), "--user", "Ratna Puspita"]) == 0
    said = capsys.readouterr().out
    assert "Status: Draf" in said
    assert "Asli dilihat" in said and "asli_dilihat" not in said and "{" not in said


def test_a_row_is_named_once(one: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "daftar.csv"
    sheet.write_text("NIK,Nama\n3.27606E+15,Siti Marlina\n", encoding="utf-8")
    one.close()
    assert main(["intake", str(sheet), "--home", str(one.home), "--user", "Ratna Puspita"]) == 0
    said = capsys.readouterr().out
    assert "Baris 2: " in said and "Baris 2: Baris 2" not in said


def test_status_tells_what_two_applicants_share_and_what_to_do(
    one: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    people = offices.persons(3)
    first, _second = offices.enter(one, [people[0], people[0]], submit=False)
    offices.twin(one, first, people[2])
    one.close()
    assert main(["status", "--home", str(one.home), "--user", "Ratna Puspita"]) == 0
    said = capsys.readouterr().out
    assert "2 pendaftar memakai NIK yang sama" in said
    assert "2 pendaftar memakai nomor pendaftaran yang sama" in said
    assert "daftarkan lagi; ia mendapat nomor baru" in said
