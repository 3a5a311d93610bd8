"""Commands about applicants keep the form's rules; nothing is filled in that nobody said."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.actions.applications import SaveApplication, save, submit
from desktop_app.actions.knowledge import known_about
from desktop_app.cli import main
from desktop_app.errors import Refused
from desktop_app.office import Office, open_office
from desktop_app.queries.applicants import years
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
    for wanted, n in (("draf", 1), ("draft", 1), ("Daftar Tunggu", 0)):
        assert main(["list", *who, "--status", wanted]) == 0
        assert f"{n} dari {n}" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["list", *who, "--status", "baru"])
    said = capsys.readouterr().err
    assert "baru bukan status. Pilih salah satu: Draf, Diajukan" in said and "draft" not in said
    with pytest.raises(SystemExit):
        main(["list", "--help"])
    assert "Mengundurkan Diri" in " ".join(capsys.readouterr().out.split())
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
    assert str(person["nik"]) not in said.replace(" ", "")
    assert main(["show", number, "--full", "--home", str(one.home), "--user", "Ratna Puspita"]) == 0
    assert str(person["nik"]) in capsys.readouterr().out.replace(" ", "")


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


def test_an_npwp_that_is_a_nik_is_masked_too(one: Office, capsys: pytest.CaptureFixture[str]) -> None:
    person = offices.persons(1)[0]
    [record] = offices.enter(one, [{**person, "punya_usaha": "ya", "npwp": person["nik"]}], submit=False)
    number = offices.row(one, record).nomor_pendaftaran
    one.close()
    for more in ([], ["--json"]):
        assert main(["show", number, "--home", str(one.home), "--user", "Ratna Puspita", *more]) == 0
        said = capsys.readouterr().out
        assert str(person["nik"]) not in said.replace(" ", "")


def test_a_year_that_is_none_is_kept_and_breaks_nothing(
    one: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    person = offices.persons(1)[0]
    record = save(one, SaveApplication({**person, "tahun": "duaribu"})).record
    assert offices.row(one, record).tahun == "duaribu", "a draft keeps what was typed"
    with one.reading() as connection:
        assert years(connection) == []
    with pytest.raises(Refused):
        submit(one, record)
    one.close()
    sheet = tmp_path / "daftar.csv"
    sheet.write_text(f"NIK,Nama\n{person['nik']},Siti Marlina\n", encoding="utf-8")
    assert main(["intake", str(sheet), "--home", str(one.home), "--user", "Ratna Puspita"]) == 0


def test_one_number_of_two_people_is_never_guessed(one: Office, capsys: pytest.CaptureFixture[str]) -> None:
    records = offices.enter(one, offices.persons(2), submit=False)
    number = offices.row(one, records[0]).nomor_pendaftaran
    with one.database.locked() as connection:  # as two computers with equal tags would
        connection.exec_driver_sql("UPDATE application SET nomor_pendaftaran = ?", (number,))
    one.close()
    who = ["--reason", "Pindah", "--home", str(one.home), "--user", "Ratna Puspita"]
    assert main(["withdraw", number, *who]) == 1
    said = capsys.readouterr().err
    assert all(record in said for record in records)
    assert main(["withdraw", records[1], *who]) == 0


def test_a_draft_saved_twice_is_discarded_and_the_other_goes_on(
    one: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    [person] = offices.persons(1)
    first, second = offices.enter(one, [person, person], submit=False)
    numbers = [offices.row(one, record).nomor_pendaftaran for record in (first, second)]
    one.close()
    who = ["--home", str(one.home), "--user", "Ratna Puspita"]
    assert main(["submit", numbers[0], *who]) == 1
    assert f"Lanjutkan draf itu: {numbers[1]}. Bila tersimpan dua kali, buang salah satunya." in (
        capsys.readouterr().err
    )
    with pytest.raises(SystemExit):
        main(["discard", numbers[1], *who])
    assert "--reason" in capsys.readouterr().err, "nobody's reason is made up"
    who += ["--reason", "Tersimpan dua kali"]
    assert main(["discard", numbers[1], *who]) == 0
    assert "draf dibuang" in capsys.readouterr().out
    again = open_office(one.home, "Ratna Puspita", PASSPHRASE)
    with again.reading() as connection:
        seen = known_about(connection, again.context, person, record=None, today=again.today())
    again.close()
    assert [each.nomor_pendaftaran for each in seen.same_nik] == [numbers[0]], (
        "who was thrown away never applied"
    )
    who = who[:-2]
    assert main(["submit", numbers[0], *who]) == 0, "nothing holds the other any more"
    capsys.readouterr()
    assert main(["discard", numbers[0], *who, "--reason", "dobel"]) == 1, "what was submitted is no draft"
    assert "bukan draf. Catat pengunduran dirinya dengan `wira withdraw`" in capsys.readouterr().err
    assert main(["discard", numbers[1], *who, "--reason", "dobel"]) == 1
    assert "`wira list`" in capsys.readouterr().err
    assert main(["show", numbers[1], *who]) == 0
    said = capsys.readouterr().out
    assert "Alasan: Tersimpan dua kali" in said and "Status: Dibuang" in said
    assert "Mengundurkan Diri" not in said, "nobody withdrew"
    for wanted, found in (("dibuang", [numbers[1]]), ("Mengundurkan Diri", []), ("diajukan", [numbers[0]])):
        assert main(["list", *who, "--status", wanted, "--json"]) == 0
        rows = json.loads(capsys.readouterr().out)["applicants"]
        assert [row["nomor_pendaftaran"] for row in rows] == found
    assert main(["status", *who]) == 0
    assert "Dibuang: 1 (" in capsys.readouterr().out
    assert main(["journal", *who]) == 0
    said = capsys.readouterr().out
    assert "Dibuang" in said and "Mengundurkan Diri" not in said


def test_a_rejection_is_for_good_so_it_is_asked_first(
    one: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    records = offices.enter(one, offices.persons(2))
    numbers = [offices.row(one, record).nomor_pendaftaran for record in records]
    offices.add(one, "Rini Astuti", "operator")
    one.close()
    words = ["--reason", "Bukan warga Depok", "--home", str(one.home), "--user", "Dian Lestari"]
    assert main(["reject", numbers[0], *words[:-1], "Rini Astuti"]) == 1
    assert "Minta petugas yang berperan untuk itu: Verifikator." in capsys.readouterr().err
    assert main(["reject", numbers[0], *words]) == 1
    said = capsys.readouterr().err
    assert "belum ada yang ditolak" in said and "--yes" in said
    assert main(["reject", numbers[0], "--alone", "--yes", *words]) == 1
    assert "diketik orang lain" in capsys.readouterr().err, "two people stand behind it"
    assert main(["reject", numbers[0], "--yes", *words]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("ya\n"))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    assert main(["reject", numbers[1], *words]) == 0
    assert f"Tolak {numbers[1]} untuk selamanya?" in capsys.readouterr().err


def test_a_document_that_does_not_exist_is_seen_by_nobody(
    one: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    [record] = offices.enter(one, offices.persons(1))
    number = offices.row(one, record).nomor_pendaftaran
    one.close()
    words = ["approve-application", number, "--seen", "ktp,kk,paspor", "--home", str(one.home)]
    assert main([*words, "--user", "Dian Lestari"]) == 1
    assert "Dokumen paspor tidak dikenal" in capsys.readouterr().err


def test_a_mistyped_document_is_not_kept(
    one: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one.close()
    who = ["--home", str(one.home), "--user", "Ratna Puspita"]
    (tmp_path / "satu.json").write_text('{"nama": "Siti", "dokumen": {"sk": "ada"}}', encoding="utf-8")
    assert main(["enter", "--file", str(tmp_path / "satu.json"), *who]) == 1
    assert "Dokumen sk tidak dikenal. Pilih dari: ktp, kk" in capsys.readouterr().err
    (tmp_path / "satu.json").write_text('{"nama": "Siti", "warna": "merah"}', encoding="utf-8")
    assert main(["enter", "--file", str(tmp_path / "satu.json"), *who]) == 1
    assert (
        "Isian warna tidak dikenal. Nama isian yang dikenal: `wira enter --fields`" in capsys.readouterr().err
    )
    assert main(["enter", "--fields"]) == 0
    told = capsys.readouterr().out
    assert "Isi tiap kode di dokumen: ada, tidak, menyusul, asli_dilihat." in told and '"ktp"' in told


def test_a_refused_new_applicant_is_told_no_number(
    one: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one.close()
    form = tmp_path / "baru.json"
    form.write_text('{"nama": "Andi"}', encoding="utf-8")
    words = ["enter", "--file", str(form), "--submit", "--home", str(one.home), "--user", "Ratna Puspita"]
    assert main(words) == 1
    assert "26-" not in capsys.readouterr().err


def test_every_finding_that_holds_is_told(one: Office, capsys: pytest.CaptureFixture[str]) -> None:
    person = {**offices.persons(1)[0], "alamat": "", "status_kawin": "", "persetujuan_cara": ""}
    [record] = offices.enter(one, [person], submit=False)
    number = offices.row(one, record).nomor_pendaftaran
    one.close()
    assert main(["submit", number, "--home", str(one.home), "--user", "Ratna Puspita"]) == 1
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith(f"{number}: ")
    for word in ("Alamat", "kawin", "persetujuan"):
        assert sum(word.casefold() in line.casefold() for line in told) >= 1, (word, told)
    assert len(told) >= 3


def test_a_batch_says_what_was_done_and_what_is_left(one: Office, capsys: pytest.CaptureFixture[str]) -> None:
    people = offices.persons(4)
    records = [
        *offices.enter(one, people[:1], submit=False),
        *offices.enter(one, [{**people[1], "alamat": ""}], submit=False),
        *offices.enter(one, people[2:], submit=False),
    ]
    numbers = [offices.row(one, record).nomor_pendaftaran for record in records]
    one.close()
    who = ["--home", str(one.home), "--user", "Ratna Puspita"]
    assert main(["submit", *numbers[:2], "26-061002-ZZZ-0001", *who]) == 1
    assert "tidak ada di kantor ini" in capsys.readouterr().err
    assert main(["list", *who, "--status", "submitted", "--json"]) == 0
    assert '"total": 0' in capsys.readouterr().out, "an unknown number stops before anything is done"
    assert main(["submit", *numbers, *who]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"{numbers[1]}: ")
    assert f"Sudah dikerjakan: {numbers[0]}." in told
    assert f"Belum dikerjakan: {numbers[2]}, {numbers[3]}." in told


def test_what_is_entered_has_the_postal_code_and_findings_in_words(
    one: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the form: the postal code of the kelurahan, until somebody says otherwise."""
    one.close()
    form, who = tmp_path / "baru.json", ["--home", str(one.home), "--user", "Ratna Puspita"]
    kept: list[str] = []
    for typed in ('{"nama": "Andi"}', '{"nama": "Budi", "kode_pos": ""}'):
        form.write_text(typed, encoding="utf-8")
        assert main(["enter", "--file", str(form), *who]) == 0
        said = capsys.readouterr().out
        kept.append(said)
        assert main(["show", said.split()[0], *who, "--json"]) == 0
        kept.append(capsys.readouterr().out)
    first, shown, second, bare = kept
    assert '"kode_pos": "16425"' in shown and "Kode pos" not in first
    assert '"kode_pos"' not in bare
    for said in (first, second):
        assert not re.search(r"\b(warn|block|info)\b|kode_pos|no_kk", said), said
    assert "tersimpan, status Draf" in second


def test_status_says_whose_the_figures_are(one: Office, capsys: pytest.CaptureFixture[str]) -> None:
    people = [{**each, "program": "PP"} if n else each for n, each in enumerate(offices.persons(2))]
    offices.enter(one, people, submit=False)
    one.close()
    assert main(["status", "--home", str(one.home), "--user", "Ratna Puspita"]) == 0
    said = capsys.readouterr().out
    assert "2 pendaftar di kedua program" in said and "Draf: 2 (WUB 1, PP 1)" in said
    assert "Kedua program, semua tahun:" in said
