"""A support bundle: everything that helps, nobody's data; what the next start says about the run before."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.actions import attachments, support
from desktop_app.actions.backup import make_backup
from desktop_app.actions.check_report import CheckReport
from desktop_app.actions.checking import check_home
from desktop_app.actions.last_run import last_run
from desktop_app.cli import main
from desktop_app.crash import CrashNotes, notes_folder
from desktop_app.errors import Refused, Unavailable
from desktop_app.keys.attempts import Attempts
from desktop_app.office import Office, open_office
from desktop_app.sample.scans import id_card
from desktop_app.storage import highwater, running
from tests import offices
from tests.offices import PASSPHRASE

ME = "Ratna Puspita"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed office with people, applicants and an attachment whose file is lost."""
    home = tmp_path_factory.mktemp("bantuan") / "kukusan"
    office = offices.office(home)
    offices.add(office, "Dian Lestari", "verifikator", "operator")
    people = offices.persons(6)
    records = offices.enter(office, people)
    attachments.attach(office, records[0], "ktp", id_card(people[0]))
    offices.verify(office, records[:2])
    office.enter(ME, PASSPHRASE)
    office.drafts.put("baru:1", {"nama": "Belum Tersimpan"}, {"page": "entri"}, now=office.clock())
    office.close()
    next(home.glob("blobs/??/*.age")).unlink()
    return home


@pytest.fixture
def home(seeded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(seeded, tmp_path / "kukusan"))


def secrets() -> list[str]:
    """What must not stand in a bundle: every value of every applicant that is theirs, and who works here."""
    kept = ("nik", "no_kk", "nama", "hp", "alamat", "nama_usaha", "alamat_usaha", "tanggal_lahir", "nib")
    values = [str(person[name]) for person in offices.persons(6) for name in kept if person.get(name)]
    return [each for each in values if len(each) > 3] + [ME, "Dian", "Lestari", PASSPHRASE, "Belum Tersimpan"]


def searched(data: bytes) -> list[str]:
    low = data.decode().casefold()
    return [each for each in secrets() if each.casefold() in low]


def noted(folder: Path) -> None:
    """Defects that quote what they should not, in a note written by the program."""
    try:
        raise ValueError(" ".join(secrets()))
    except ValueError as error:
        assert CrashNotes(folder).handle(error) is not None


def test_a_bundle_holds_what_helps_and_nobodys_data(home: Path, tmp_path: Path) -> None:
    noted(tmp_path / "notes")
    report, office = check_home(home, ME, PASSPHRASE, clock=offices.Clock())
    assert office is not None
    try:
        now = office.clock()
        sheets = support.gather(
            home, tmp_path / "notes", now, office=office, report=report, more={"Screen": "1366x768"}
        )
        path = support.save(sheets, tmp_path / "flash", now)
    finally:
        office.close()
    with zipfile.ZipFile(path) as bundle:
        assert bundle.testzip() is None
        texts = {name: bundle.read(name) for name in bundle.namelist()}
    assert next(iter(texts)) == "0-baca-dahulu.txt" and any(name.startswith("catatan/") for name in texts)
    everything = b"\n".join([*texts.values(), *(name.encode() for name in texts), path.name.encode()])
    assert searched(everything) == []
    assert str(tmp_path).encode() not in everything
    told = everything.decode()
    for needed in ("Kukusan", "1366x768", "ValueError", "blob_lost (1)", "Baris tabel op: ", "Python: ",
                   "Pendaftar berstatus Terverifikasi: 2", "Program terpaket: tidak"):  # fmt: skip
        assert needed in told, needed


def test_moments_in_a_bundle_are_of_one_zone_and_name_it(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever zone the system has: beside the computer's clock nobody has to reckon."""
    monkeypatch.setenv("TZ", "America/New_York")
    noted(tmp_path / "notes")
    at = datetime(2026, 11, 24, 20, 30, tzinfo=UTC).timestamp()
    os.utime(home / "keyslots.json", (at, at))
    sheets = support.gather(home, tmp_path / "notes", offices.Clock()())
    (sizes,) = [each.text for each in sheets if each.name == "3-berkas.txt"]
    assert "keyslots.json: 1 berkas" in sizes and "terakhir 25-11-2026 03.30 WIB" in sizes
    told = "".join(each.text for each in sheets)
    assert any(each.name.startswith("catatan/") for each in sheets) and "+00:00" not in told
    assert len(re.findall(r"\d{4} \d\d\.\d\d", told)) == told.count(" WIB")


def test_a_bundle_holds_notes_of_its_own_office_and_of_none(home: Path, tmp_path: Path) -> None:
    """All offices of an account of the computer keep their notes in one folder; what is left out is told."""
    folder = tmp_path / "notes"
    noted(folder)
    office = open_office(home, ME, PASSPHRASE, clock=offices.Clock())
    noted(folder)
    office.close()
    other = offices.office(tmp_path / "lain", code=offices.CURUG)
    noted(folder)
    other.close()
    none, own, others = sorted(folder.glob("catatan-*.txt"))
    old = folder / "catatan-20200101-000000-000000.txt"  # of a program that did not say whose
    old.write_text("Wira 0.0.1\n\nValueError", encoding="utf-8")

    def held(at: Path | None) -> tuple[set[str], str]:
        sheets = support.gather(at, folder, offices.Clock()())
        names = {each.name.removeprefix("catatan/") for each in sheets if each.name.startswith("catatan/")}
        return names, sheets[0].text

    names, about = held(home)
    assert names == {none.name, own.name}
    assert "2 catatan kekeliruan tidak disertakan" in about
    assert held(other.home)[0] == {none.name, others.name}
    names, about = held(None)
    assert names == {none.name} and "3 catatan" in about
    for path in (own, others, old):
        path.unlink()
    assert "tidak disertakan" not in held(home)[1]


def test_a_number_or_name_that_slipped_in_is_taken_out(home: Path) -> None:
    office = open_office(home, ME, PASSPHRASE, clock=offices.Clock())
    try:
        text = f"gagal untuk {ME} 3276064107909001 di {home} pada 2026-11-24 09:41, 12.5 MiB"
        told = support.scrubbed(text, office)
        assert ME not in told and "3276064107909001" not in told and str(home) not in told
        assert "2026-11-24 09:41, 12.5 MiB" in told
    finally:
        office.close()
    told = support.scrubbed(text, None, home)
    assert ME not in told and str(home) not in told, "nor where nobody is in"


def test_where_nobody_can_come_in_there_is_a_bundle_all_the_same(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "wira.db").write_bytes(b"rusak" * 4000)
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    words = ["support", "--home", str(home), "--user", ME, "--out", str(tmp_path / "flash"), "--json"]
    assert main(words) == 0
    path = Path(json.loads(capsys.readouterr().out)["file"])
    with zipfile.ZipFile(path) as bundle:
        told = bundle.read("4-pemeriksaan.txt").decode()
    assert "[Tidak utuh] Basis data" in told
    assert main(["support", "--home", str(home), "--user", ME, "--look"]) == 0
    assert "--- 2-kantor.txt" in capsys.readouterr().out
    monkeypatch.setenv("WIRA_PASSPHRASE", "bukan kata sandinya")
    assert main(["support", "--home", str(home), "--user", ME, "--look"]) == 0
    assert "Ditolak: passphrase" in capsys.readouterr().out
    assert main(["support", "--home", str(tmp_path / "kosong"), "--look"]) == 0
    gone = Refused(f"{ME} sudah tidak bertugas di kantor ini.", next_step=f"Lihat {home}.", code="dismissed")
    sheets = support.gather(home, tmp_path / "notes", offices.Clock()(), refused=gone)
    told = "".join(sheet.text for sheet in sheets)
    assert "Ditolak: dismissed\n" in told and "bertugas" not in told and str(home) not in told


def test_a_medium_that_takes_no_bundle_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "flash").write_text("no folder")
    sheets = support.gather(None, tmp_path / "notes", offices.Clock()())
    with pytest.raises(Unavailable):
        support.save(sheets, tmp_path / "flash", offices.Clock()())


def test_a_check_in_a_bundle_names_no_record(home: Path) -> None:
    report, office = check_home(home, ME, PASSPHRASE, clock=offices.Clock())
    assert office is not None
    office.close()
    assert isinstance(report, CheckReport)
    named = [name for part in report.parts for each in part.findings for name in each.records]
    assert named and not any(name in support._check(report) for name in named)


# ---- the next start ----------------------------------------------------------------------------------


@pytest.fixture
def fallen(home: Path, tmp_path: Path) -> Iterator[Path]:
    """The folder as a killed program leaves it: a copy of one that is open."""
    office = open_office(home, ME, PASSPHRASE, clock=offices.Clock())
    offices.enter(office, offices.persons(7)[6:])
    office.drafts.wait_durable(20)
    copy = Path(shutil.copytree(home, tmp_path / "jatuh"))
    office.close()
    yield copy


def opened(home: Path) -> Office:
    return open_office(home, ME, PASSPHRASE, clock=offices.Clock())


def test_a_run_that_ended_as_it_should_is_not_spoken_of(home: Path, tmp_path: Path) -> None:
    office = opened(home)
    assert (home / running.NAME).exists()
    assert office.fallen is None and last_run(office, tmp_path) == ()
    office.close()
    assert not (home / running.NAME).exists()


def test_the_next_start_says_when_it_fell_and_what_is_there(fallen: Path, tmp_path: Path) -> None:
    office = opened(fallen)
    told = " ".join(last_run(office, tmp_path / "notes"))
    assert "terhenti mendadak" in told and "Semua yang sudah disimpan ada." in told
    assert "1 formulir yang belum disimpan dapat dilanjutkan." in told
    office.close()
    with pytest.raises(Refused):
        open_office(fallen, ME, "bukan kata sandinya", attempts=Attempts())
    people = opened(fallen)  # a task of the system, such as a daily backup: nobody has read it
    assert " ".join(last_run(people, tmp_path / "notes")) == told
    people.read_of_fall()
    people.close()
    again = opened(fallen)
    assert again.fallen is None and not last_run(again, tmp_path), "said once"
    again.close()


def test_a_fall_by_a_defect_is_told_from_the_mains(fallen: Path, tmp_path: Path) -> None:
    noted(tmp_path / "notes")
    office = opened(fallen)
    assert "kekeliruan di dalam program" in last_run(office, tmp_path / "notes")[0]
    office.close()


def test_after_an_upgrade_a_note_that_names_no_office_tells_the_fall_too(
    fallen: Path, home: Path, tmp_path: Path
) -> None:
    """The program before this one wrote such notes; one from before that run began tells nothing of it."""
    folder = tmp_path / "notes"
    folder.mkdir()
    old = folder / "catatan-20200101-000000-000000.txt"
    old.write_text("Wira 0.0.1\n\nValueError\n", encoding="utf-8")
    office = opened(fallen)
    assert "terhenti mendadak" in last_run(office, folder)[0]
    old.rename(folder / f"catatan-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.txt")
    assert "kekeliruan di dalam program" in last_run(office, folder)[0]
    office.close()
    other = offices.office(tmp_path / "lain", code=offices.CURUG)
    for path in folder.iterdir():
        path.unlink()
    noted(folder)
    other.close()
    office = opened(fallen)
    assert "terhenti mendadak" in last_run(office, folder)[0], "that one names another office"
    office.close()


def test_a_second_fall_is_not_told_by_the_cause_of_the_first(fallen: Path, tmp_path: Path) -> None:
    """The first one, by a defect, was read; then the mains failed. Read by nobody, both are told as one."""
    noted(tmp_path / "notes")
    now = datetime.now(UTC)
    (note,) = (tmp_path / "notes").glob("catatan-*.txt")
    note.rename(note.with_name(f"catatan-{now - timedelta(hours=1):%Y%m%d-%H%M%S-%f}.txt"))
    first = running.Fallen(now - timedelta(hours=2), now - timedelta(hours=1))
    for told, cause in (("seen", "terhenti mendadak"), ("unseen", "kekeliruan di dalam program")):
        running.mark(fallen, "0.1.0", replace(first, told=told))  # a program at work that is never closed
        office = opened(fallen)
        said = last_run(office, tmp_path / "notes")[0]
        office.close()
        assert cause in said


FALLS = """
import ctypes, sys
from datetime import datetime, timedelta
from pathlib import Path
from desktop_app import crash
from tests.actions.test_support import opened
class Earlier(datetime):
    now = classmethod(lambda _kind, zone=None: datetime.now(zone) - timedelta(hours=1))
crash.datetime = Earlier
notes = crash.CrashNotes(Path(sys.argv[2]), "0.1.0")
notes.watch()
office = opened(Path(sys.argv[1]))
ctypes.string_at(0)
"""


def test_a_fall_below_python_is_told_by_the_next_start_as_no_power_cut(home: Path, tmp_path: Path) -> None:
    """The file for it is begun at the start of the program, before anybody has opened the office."""
    folder = tmp_path / "notes"
    ended = subprocess.run([sys.executable, "-c", FALLS, home, folder], check=False, timeout=120, cwd=ROOT)
    assert ended.returncode != 0
    notes = CrashNotes(folder)
    notes.watch()
    try:
        office = opened(home)
        assert "kekeliruan di dalam program" in last_run(office, folder)[0]
        office.close()
    finally:
        notes.rest()


def test_a_torn_mark_still_says_that_it_fell(fallen: Path, tmp_path: Path) -> None:
    (fallen / running.NAME).write_bytes(b'{"began":"2026-')
    office = opened(fallen)
    assert office.fallen is not None and last_run(office, tmp_path)
    office.close()


def test_a_lost_log_is_said_and_nothing_claims_to_be_there(fallen: Path, tmp_path: Path) -> None:
    """Somebody or something removed the file into which the last saves went."""
    assert (fallen / "wira.db-wal").stat().st_size > 0
    (fallen / "wira.db-wal").unlink()
    mark = highwater.read(fallen / "high-water")
    assert mark is not None
    shutil.copytree(fallen, tmp_path / "periksa")
    office = opened(fallen)
    with office.reading() as connection:
        dev = bytes.fromhex(office.info.dev)
        left = connection.exec_driver_sql("SELECT max(seq) FROM stream WHERE dev = ?", (dev,)).scalar_one()
    lost = f"{mark.seq - (left or 0)} perubahan terakhir yang sudah disimpan hilang"
    told = " ".join(last_run(office, tmp_path / "notes"))
    assert lost in told and "Semua yang sudah disimpan ada." not in told
    assert "Tidak ada cadangan di folder kantor." in told
    make_backup(office, office.home / "backups")
    (copy,) = (office.home / "backups").glob("*.tar")
    assert f"Cadangan terakhir di folder kantor: {copy.name}, dari " in " ".join(last_run(office, tmp_path))
    report, checked = check_home(tmp_path / "periksa", ME, PASSPHRASE, clock=offices.Clock())
    assert checked is not None
    checked.close()
    assert not report.sound and lost in report.problems[0]
    assert office.info.why == "behind", "it writes under a new epoch, so DKUM's copies fit again"
    office.close()
    again = opened(fallen)  # nobody had read it
    assert lost in " ".join(last_run(again, tmp_path / "notes"))
    again.read_of_fall()
    again.close()
    again = opened(fallen)
    assert not again.behind
    again.close()
    assert not (fallen / running.NAME).exists()


def test_the_command_line_says_it_too(
    fallen: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    for seen, terminal in (
        (True, False), (False, False), (True, True),  # a task of the system reads nothing
        (False, True), (False, False),
    ):  # fmt: skip
        with monkeypatch.context() as there:
            there.setattr(sys.stderr, "isatty", lambda terminal=terminal: terminal, raising=False)
            assert main(["status", "--home", str(fallen), "--user", ME]) == 0
        assert ("terhenti mendadak" in capsys.readouterr().err) == seen
    office = opened(fallen)
    assert office.fallen is not None and "terhenti mendadak" in " ".join(last_run(office, fallen / "notes"))
    office.close()
    ended = opened(fallen)
    shutil.copytree(fallen, fallen.parent / "lagi")  # with the mark of a program at work in it
    ended.close()
    assert main(["status", "--home", str(fallen.parent / "lagi"), "--user", ME]) == 0
    assert "terhenti mendadak" in capsys.readouterr().err, "another fall is told again"


def test_saved_changes_that_are_lost_are_told_until_somebody_is_there_to_read_it(
    fallen: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    (fallen / "wira.db-wal").unlink()
    for seen, terminal in ((True, False), (True, False), (True, True), (False, True), (False, False)):
        with monkeypatch.context() as there:
            there.setattr(sys.stderr, "isatty", lambda terminal=terminal: terminal, raising=False)
            assert main(["status", "--home", str(fallen), "--user", ME]) == 0
        assert ("yang sudah disimpan hilang" in capsys.readouterr().err) == seen


def test_a_defect_of_a_command_leaves_a_note_in_the_folder(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_args: object) -> None:
        raise ValueError("3276064107909001")

    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr("desktop_app.cli.offices.office_status", broken)
    before = set(notes_folder().glob("*.txt"))
    assert main(["status", "--home", str(home), "--user", ME]) == 70
    (note,) = set(notes_folder().glob("*.txt")) - before
    told = capsys.readouterr().err
    assert str(note) in told and "belum tentu tersimpan" in told
    assert "3276064107909001" not in note.read_text(encoding="utf-8") + told


def test_whatever_a_text_of_the_bundle_quotes_is_taken_out_of_each(home: Path, tmp_path: Path) -> None:
    """A note of an older version, or a fact of the window, may quote what ours never do."""
    quoted = f"gagal untuk {ME} 3276064107909001 di {home}"
    noted(tmp_path / "notes")
    (note,) = (tmp_path / "notes").glob("catatan-*.txt")
    note.write_text(f"{note.read_text(encoding='utf-8')}\n{quoted}\n", encoding="utf-8")
    sheets = support.gather(home, tmp_path / "notes", offices.Clock()(), more={"Screen": quoted})
    texts = {sheet.name: sheet.text for sheet in sheets}
    for name in ("1-versi.txt", f"catatan/{note.name}"):
        assert "gagal untuk … … di …" in texts[name]
    for text in texts.values():
        assert ME not in text and "3276064107909001" not in text and str(home) not in text
