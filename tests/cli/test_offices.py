"""People and passphrases by command line; what a defect of the program looks like from outside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.actions import people
from desktop_app.cli import DEFECT, main
from desktop_app.cli import offices as commands
from desktop_app.errors import Refused
from desktop_app.office import Office, open_office
from tests import offices
from tests.offices import PASSPHRASE


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Office]:
    made = offices.office(tmp_path / "kantor")
    offices.add(made, "Dian Lestari", "verifikator")
    made.close()
    yield made


def words(one: Office, *command: str) -> list[str]:
    return [*command, "--home", str(one.home), "--user", "Ratna Puspita"]


def test_changing_one_thing_about_a_person_leaves_the_rest(
    one: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    change = ["user", "--change", "Dian Lestari"]
    assert main(words(one, *change, "--nip", "123")) == 1
    assert "NIP 123 tidak berisi 18 angka. Tulis 18 angkanya" in capsys.readouterr().err
    assert main(words(one, *change, "--nip", "198003122005012004", "--jabatan", "Sekretaris")) == 0
    assert "Dian Lestari (NIP 19800312 200501 2 004): " in capsys.readouterr().out
    for typed in ("198003122005012004", "19800312 200501 2 004"):
        assert main(words(one, "user", "--search", typed)) == 0
        assert capsys.readouterr().out.count("\n") == 1, "found as it is read and as it was typed"
    assert main(words(one, "history", "Dian Lestari")) == 0
    assert "19800312 200501 2 004" in capsys.readouterr().out
    assert main(words(one, *change, "--roles", "verifikator,operator")) == 0
    assert main(words(one, *change)) == 1
    opened = open_office(one.home, "Ratna Puspita", PASSPHRASE)
    with opened.reading() as connection:
        row = connection.exec_driver_sql(
            "SELECT nip, jabatan, roles FROM person WHERE nama = 'Dian Lestari'"
        ).one()
    opened.close()
    assert tuple(row) == ("198003122005012004", "Sekretaris", "operator verifikator")


def test_nobody_ends_their_own_service_and_ending_anothers_is_asked(
    one: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One's own end would be void, as who is not in service ends nothing: log and tables would differ."""
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    assert main(words(one, "user", "--dismiss", "Ratna Puspita", "--yes")) == 1
    assert "Tugas sendiri tidak dapat diakhiri. Minta admin kantor lain" in capsys.readouterr().err
    assert main(words(one, "user", "--dismiss", "Dian Lestari")) == 1
    assert "Ulangi dan jawab ya, atau pakai --yes." in capsys.readouterr().err
    assert main(words(one, "user", "--dismiss", "Dian Lestari", "--yes")) == 0
    assert "Dian Lestari: sudah tidak bertugas" in capsys.readouterr().out
    assert main(words(one, "user", "--dismiss", "Dian Lestari", "--yes")) == 1
    assert "Lihat daftarnya dengan `wira user`." in capsys.readouterr().err
    assert main(words(one, "check")) == 0, capsys.readouterr().out


def test_the_last_admin_who_comes_in_here_keeps_the_role(one: Office) -> None:
    opened = open_office(one.home, "Ratna Puspita", PASSPHRASE)
    try:
        me = opened.session.user
        offices.add(opened, "Yusuf Maulana", "admin_kantor")
        opened.slots.remove_slot("Yusuf Maulana")  # as of somebody whose account is on the laptop only
        with pytest.raises(Refused, match="yang dapat masuk di sini") as caught:
            people.change_person(opened, me, roles=("operator",))
        assert "Yusuf Maulana" in caught.value.next_step
        offices.add(opened, "Ayu Wulandari", "admin_kantor")
        people.change_person(opened, me, roles=("operator",))
        assert opened.person.roles == {"operator"}
    finally:
        opened.close()


def test_everybody_changes_their_own_passphrase(
    one: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    new, weak = tmp_path / "baru.txt", tmp_path / "lemah.txt"
    new.write_text("kerbau lumbung tikar senja", encoding="utf-8")
    weak.write_text("depok12345678", encoding="utf-8")
    change = ["user", "--own-passphrase", "--home", str(one.home), "--user", "Dian Lestari"]
    assert main([*change, "--new-passphrase-file", str(weak)]) == 1
    assert main(change) == 1, "nobody is there to be asked"
    assert "Kata sandi baru belum diberikan." in capsys.readouterr().err
    assert main([*change, "--new-passphrase-file", str(new)]) == 0
    assert "Kata sandi Anda sudah diganti." in capsys.readouterr().err
    open_office(one.home, "Dian Lestari", "kerbau lumbung tikar senja").close()
    with pytest.raises(Refused):
        open_office(one.home, "Dian Lestari", PASSPHRASE)


def test_a_role_that_is_missing_is_told_apart_from_a_wrong_one(
    one: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    (tmp_path / "baru.txt").write_text("kerbau lumbung tikar senja", encoding="utf-8")
    add = ["user", "--add", "Ayu Wulandari", "--new-passphrase-file", str(tmp_path / "baru.txt")]
    assert main(words(one, *add)) == 1
    assert "Peran petugas itu belum disebutkan. Pilih dari: " in capsys.readouterr().err
    assert main(words(one, *add, "--roles", "petugas_dkum")) == 1
    assert "Peran itu tidak ada di kantor ini." in capsys.readouterr().err


def test_a_folder_that_is_not_there_becomes_no_backup(
    one: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A stick that is not plugged in would be a folder of this computer's own disk."""
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    stick = tmp_path / "flashdisk"
    assert main(words(one, "backup", "--out", str(stick))) == 3
    assert "flashdisk tidak ada. Colokkan flash disknya" in capsys.readouterr().err and not stick.exists()
    stick.mkdir()
    assert main(words(one, "backup", "--out", str(stick))) == 0
    assert len(list(stick.glob("*.tar"))) == 1


def test_people_are_listed_by_the_word_one_tries_first(
    one: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    assert main(words(one, "user", "list")) == 0
    listed = capsys.readouterr().out
    assert main(words(one, "user")) == 0
    assert capsys.readouterr().out == listed and "Dian Lestari: Verifikator" in listed, listed


@pytest.mark.parametrize("command", [("status",), ("watch",)])
def test_that_there_is_no_office_is_said_before_a_passphrase_is_wanted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: tuple[str]
) -> None:
    monkeypatch.delenv("WIRA_PASSPHRASE", raising=False)
    assert main([*command, "--home", str(tmp_path / "kosong")]) == 1
    assert "Belum ada kantor di folder " in capsys.readouterr().err


def test_a_colleague_never_gets_the_passphrase_of_the_one_at_work(
    one: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    new = words(one, "user", "--add", "Budi Santoso", "--roles", "operator")
    assert main(new) == 1
    assert "--new-passphrase-file" in capsys.readouterr().err
    secret = tmp_path / "baru.txt"
    secret.write_text("kapal layar teluk senja merah\n", encoding="utf-16")  # as PowerShell's `>` writes
    assert main([*new, "--nip", "123", "--new-passphrase-file", str(secret)]) == 1
    capsys.readouterr()
    assert main([*new, "--new-passphrase-file", str(secret)]) == 0
    open_office(one.home, "Budi Santoso", "kapal layar teluk senja merah").close()
    secret.write_text("perahu dayung muara pagi biru\n", encoding="utf-8")
    fresh = words(one, "user", "--new-key", "Budi Santoso", "--new-passphrase-file", str(secret))
    assert main(fresh) == 0
    assert "Budi Santoso mendapat kata sandi dan kunci baru" in capsys.readouterr().err
    open_office(one.home, "Budi Santoso", "perahu dayung muara pagi biru").close()


def test_status_says_whether_dkum_knows_the_office(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    alone = offices.office(tmp_path / "sendiri")
    dkum, found = offices.city(tmp_path)
    known = found[offices.KUKUSAN]
    for office in (alone, dkum, known):
        office.close()

    def told(office: Office, name: str) -> str:
        assert main(["status", "--home", str(office.home), "--user", name]) == 0
        return capsys.readouterr().out

    before = told(alone, "Ratna Puspita")
    assert "Kantor ini belum terdaftar di DKUM; 2 perubahan menunggu." in before
    assert "wira enrol --request" in before
    assert "Sampai di DKUM" not in before
    after = told(known, "Ratna Puspita")
    assert "Kantor ini terdaftar di DKUM." in after
    assert "Sampai di DKUM: 0" in after
    city = told(dkum, "Hendra Wijaya")
    assert "di DKUM" not in city and "menurut berkas 0 dari 63 kelurahan" in city
    assert main(["status", "--home", str(dkum.home), "--user", "Hendra Wijaya", "--json"]) == 0
    numbers = json.loads(capsys.readouterr().out)
    assert numbers["delivery"] is None, "DKUM delivers nothing to DKUM"
    assert numbers["outcomes"]["kelurahan"] == {"all": 63, "heard": 0}
    assert set(numbers["outcomes"]["by_kelurahan"].values()) == {None}, "nobody sent anything: not zero"
    assert set(numbers["businesses_by_kelurahan"].values()) == {None}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_files_are_read_as_windows_programs_write_them(
    one: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    monkeypatch.delenv("WIRA_PASSPHRASE", raising=False)
    secret, form = tmp_path / "kunci.txt", tmp_path / "pendaftar.json"
    secret.write_text(PASSPHRASE + "\r\n", encoding=encoding)
    form.write_text(json.dumps({"nama": "Nuräini Putri"}, ensure_ascii=False), encoding=encoding)
    command = words(one, "enter", "--file", str(form), "--passphrase-file", str(secret))
    assert main(command) == 0
    opened = open_office(one.home, "Ratna Puspita", PASSPHRASE)
    with opened.reading() as connection:
        assert connection.exec_driver_sql("SELECT nama FROM application").scalar() == "Nuräini Putri"
    opened.close()


def test_the_first_person_has_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    home = tmp_path / "baru"
    assert main(["init", "--name", " ", "--kelurahan", offices.KUKUSAN, "--home", str(home)]) == 1
    assert "Nama petugas masih kosong" in capsys.readouterr().err
    assert not home.exists()


def test_a_field_that_does_not_exist_is_named_in_a_mapping(
    one: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    sheet = tmp_path / "daftar.csv"
    sheet.write_text("NIK,Nama\n3276064107909001,Siti\n", encoding="utf-8")
    assert main(words(one, "intake", str(sheet), "--map", "entah=NIK")) == 1
    assert "Isian entah tidak dikenal" in capsys.readouterr().err


def test_a_defect_is_told_apart_from_a_refusal_and_says_nothing_personal(
    one: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)

    def broken(*_args: object) -> None:
        raise ValueError("NIK 3276064107909001 milik Siti")

    monkeypatch.setattr(commands, "office_status", broken)
    assert main(words(one, "status")) == DEFECT
    said = capsys.readouterr()
    assert said.out == ""
    assert "ValueError" in said.err and "kekeliruan di dalam program" in said.err
    assert "3276064107909001" not in said.err and "Siti" not in said.err


def test_a_failing_statement_does_not_show_what_it_carried(one: Office) -> None:
    opened = open_office(one.home, "Ratna Puspita", PASSPHRASE)
    try:
        with opened.reading() as connection, pytest.raises(Exception, match="no such table") as caught:
            connection.exec_driver_sql("SELECT * FROM tiada WHERE nik = ?", ("3276064107909001",))
        assert "3276064107909001" not in str(caught.value)
    finally:
        opened.close()


def test_a_role_nobody_knows_is_answered_with_those_of_this_kind_of_office(
    one: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    add = ["user", "--add", "Budi Santosa", "--roles"]
    for typed in ("juragan", "admin_dkum"):
        assert main(words(one, *add, typed, "--new-passphrase-file", str(tmp_path / "takada"))) != 0
    assert main(words(one, "user", "--change", "Dian Lestari", "--roles", "juragan")) == 1
    found = [
        "init",
        "--kelurahan",
        "Kukusan",
        "--name",
        "Ani",
        "--home",
        str(tmp_path / "baru"),
        "--roles",
        "x",
    ]
    assert main(found) == 1
    told = [line for line in capsys.readouterr().err.splitlines() if "Pilih dari:" in line]
    assert len(told) == 3 and all("operator" in line and "dkum" not in line for line in told)
    assert main([*found, "--kind", "dkum"]) == 1
    said = capsys.readouterr().err
    assert "petugas_dkum" in said and "operator" not in said
