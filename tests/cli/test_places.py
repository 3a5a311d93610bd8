"""Places that take nothing: a full stick, a barred folder, an office that is open already or on a full disk.

Each command says which file, why and what to do; nothing half-written stays and nothing is issued, sent or
stored that the person does not hold.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from desktop_app.cli import main
from desktop_app.domain.access import MARK_ENT
from desktop_app.office import Office
from desktop_app.sample.spreadsheets import make_xlsx
from desktop_app.storage import tables
from tests import offices
from tests.badfiles import DKUM, PEOPLE, BadFiles, opened
from tests.limits import BARRED, ON_LINUX, full_for, no_room
from tests.offices import KUKUSAN, PASSPHRASE
from tests.storage.test_work import everything

pytestmark = ON_LINUX
Wira = Callable[..., tuple[int, str, str]]

PDF = "daftar-wub-2026-arsip-3276061002"
TO_A_FOLDER = {
    "roster": (["roster", "--year", "2026"], f"{PDF}-draf.pdf"),
    "sign": (["sign", "--year", "2026", "--number", "500.3/7"], f"{PDF}-500.3.7-segel.pdf"),
    "export": (["export"], "dks_"),
}


@pytest.fixture
def home(bad_files: BadFiles, tmp_path: Path) -> Path:
    """Kukusan's closed office."""
    return bad_files.copied(tmp_path) / KUKUSAN


@pytest.fixture
def wira(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Wira:
    """`wira(command, ...)`: exit code, standard output, the last sentence."""
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)

    def call(*words: object, user: str = "Dian Lestari") -> tuple[int, str, str]:
        code = main([*map(str, words), "--home", str(home), "--user", user])
        told = capsys.readouterr()
        return code, told.out, (told.err.strip().splitlines() or [""])[-1]

    return call


PROGRAM = list(tables.application.c.keys()).index("program")


@contextmanager
def opened_office(home: Path) -> Generator[Office]:
    office = opened(home)
    try:
        yield office
    finally:
        office.close()


def rows_of(office: Office) -> dict[str, Any]:
    """All that is kept but the local counters, who came in, and how far the log of that has been told."""
    with office.reading() as connection:
        left_out = ("setting", "access", "stream")
        kept = {name: found for name, found in everything(connection).items() if name not in left_out}
    of = list(tables.op.c.keys()).index("record_id")
    marks = {row[0] for row in kept["record"] if row[2] == MARK_ENT}
    kept["record"] = [row for row in kept["record"] if row[0] not in marks]
    kept["op"] = [row for row in kept["op"] if row[of] not in marks]
    return kept


def rows(home: Path) -> dict[str, Any]:
    """The same of a closed office."""
    with opened_office(home) as office:
        return rows_of(office)


@pytest.mark.parametrize("command", TO_A_FOLDER)
def test_a_full_stick(wira: Wira, home: Path, tmp_path: Path, command: str) -> None:
    words, name = TO_A_FOLDER[command]
    if name == "dks_":  # the same file, made once where there is room, tells its name
        (tmp_path / "lain").mkdir()
        shutil.copytree(home, tmp_path / "seperti semula")
        assert wira(*words, "--out", tmp_path / "lain")[0] == 0
        (made,) = (tmp_path / "lain").iterdir()
        name = made.name
        shutil.rmtree(home)  # as if it had not been made: each file has its own number
        shutil.move(tmp_path / "seperti semula", home)
    stick = tmp_path / "FLASHDISK"
    full_for(stick / name)
    before = rows(home)
    code, out, sentence = wira(*words, "--out", stick)
    assert (code, out) == (3, "")
    assert sentence.startswith(f"{name}: ")
    assert "penuh" in sentence or "Ruang disk kurang" in sentence
    assert "Kosongkan" in sentence
    assert list(stick.iterdir()) == []
    assert rows(home) == before
    code, _out, _sentence = wira(*words, "--out", stick)
    assert code == 0
    assert [path.name for path in stick.iterdir()] == [name]


@pytest.mark.parametrize("command", [*TO_A_FOLDER, "backup"])
def test_a_folder_that_nobody_may_write(wira: Wira, home: Path, command: str) -> None:
    words, name = TO_A_FOLDER.get(command, (["backup"], "wira-cadangan_"))
    before = rows(home)
    code, out, sentence = wira(*words, "--out", BARRED)
    assert (code, out) == (3, "")
    assert sentence.startswith(name)
    assert "tidak dapat ditulis" in sentence
    assert "Pilih folder lain" in sentence
    assert rows(home) == before


def test_an_intake_whose_report_has_no_place_stores_nothing(wira: Wira, home: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "pendaftar.xlsx"
    sheet.write_bytes(make_xlsx(offices.persons(3, seed=5)).data)
    before = rows(home)
    words = ["intake", sheet, "--year", "2026", "--report"]
    for report in (full_for(tmp_path / "penuh" / "laporan.xlsx"), BARRED / "laporan.xlsx"):
        code, out, sentence = wira(*words, report, user="Ratna Puspita")
        assert (code, out) == (3, "")
        assert sentence.startswith("laporan.xlsx: Berkas belum tersimpan")
        assert rows(home) == before
    assert not (tmp_path / "penuh" / "laporan.xlsx").exists()
    assert wira(*words, tmp_path / "laporan.xlsx", user="Ratna Puspita")[0] == 0


def test_nothing_is_decided_where_its_list_has_no_place(
    wira: Wira, bad_files: BadFiles, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dkum = tmp_path / DKUM

    def at_dkum(user: str, *words: object) -> tuple[int, str, str]:
        code = main([*map(str, words), "--home", str(dkum), "--user", user])
        told = capsys.readouterr()
        return code, told.out, told.err.strip()

    with opened_office(dkum) as office:
        program = str(rows_of(office)["application"][0][PROGRAM])
    propose = ["decide", "--propose", "--program", program, "--kelurahan", "Kukusan", "--year", "2026"]
    assert at_dkum("Hendra Wijaya", *propose)[0] == 0
    before = rows(dkum)
    approve = ["decide", "--approve", "all", "--out"]
    stick = full_for(tmp_path / "FLASHDISK" / "putusan.pdf").parent
    for folder, cause in ((stick, "penuh"), (BARRED, "tidak dapat ditulis")):
        code, out, said = at_dkum("Sari Utami", *approve, folder)
        assert (code, out) == (3, "")
        assert cause in said
        assert rows(dkum) == before
    assert list(stick.iterdir()) == []
    assert at_dkum("Sari Utami", *approve, stick)[0] == 0
    assert len(list(stick.iterdir())) == 2


def test_two_programs_on_one_folder(wira: Wira, home: Path) -> None:
    office = opened(home)
    try:
        for words in (["status"], ["export", "--out", str(home)], ["status", "--json"]):
            code, out, sentence = wira(*words)
            assert code == 3
            assert "sedang dibuka oleh Wira yang lain" in sentence
            assert ("Wira yang lain" in out) == ("--json" in words)
            assert "Tutup jendela Wira yang lain" in sentence
    finally:
        office.close()
    assert wira("status")[0] == 0


def test_an_office_whose_disk_is_full(wira: Wira, home: Path, tmp_path: Path) -> None:
    person = tmp_path / "satu.json"
    person.write_text(json.dumps(offices.persons(1, seed=7)[0]), encoding="utf-8")
    before = rows(home)
    with no_room(40_000):
        code, out, sentence = wira("enter", "--file", person, user="Ratna Puspita")
    assert (code, out) == (3, "")
    assert sentence.startswith("Disk komputer ini penuh")
    assert "Kosongkan ruang disk" in sentence
    assert rows(home) == before
    assert wira("enter", "--file", person, user="Ratna Puspita")[0] == 0


def test_an_office_in_a_folder_that_nobody_may_write(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    words = ["init", "--kelurahan", "Kukusan", "--name", PEOPLE[KUKUSAN], "--home", str(BARRED / "kantor")]
    assert main(words) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert "Folder kantor tidak dapat ditulis." in told.err
    assert not (BARRED / "kantor").exists()
