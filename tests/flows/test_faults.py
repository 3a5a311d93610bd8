"""What may befall an office folder, one after another: the sentence, what is kept, and that it goes on.

Each line of the table is a fault of issue and design ("what breaks, what is kept, what the person reads",
DECISIONS 82). Saves on full disks, kills, power cuts and sync files on bad media have proofs of their own.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3

from desktop_app.actions import attachments
from desktop_app.actions.backup import make_backup, restore_backup
from desktop_app.cli import main
from desktop_app.errors import Unavailable
from desktop_app.keys import atomic
from desktop_app.office import open_office
from desktop_app.sample.scans import id_card
from desktop_app.storage import archive
from tests import offices
from tests.actions.test_backup import seen
from tests.limits import MOUNTS, pull, stick, write_protected
from tests.offices import PASSPHRASE

ME = "Ratna Puspita"
Harm = Callable[[Path], AbstractContextManager[None]]
OWN = {"wira.lock", "attempts.json", "wira.db-wal", "wira.db-shm", "drafts.db-wal", "drafts.db-shm"}
"""What coming in, or trying to, writes in any case."""


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("gangguan") / "kantor"
    office = offices.office(home)
    made = offices.persons(2)
    records = offices.enter(office, made)
    attachments.attach(office, records[0], "ktp", id_card(made[0]))
    make_backup(office, home / "backups")
    office.drafts.put("baru:1", {"nama": "Belum"}, {"page": "entri"}, now=office.clock())
    office.close()
    return home


@pytest.fixture
def home(seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr(atomic, "_PAUSES", (0.0,) * 6)
    return Path(shutil.copytree(seeded, tmp_path / "kantor"))


# ---- an office that cannot be opened -----------------------------------------------------------------


@contextmanager
def held(home: Path, name: str) -> Generator[None]:
    """A scanner lets nobody else open the file: what SQLite then says on Windows."""
    real = sqlcipher3.connect

    def connect(path: str, *values: Any, **more: Any) -> Any:
        if path == str(home / name):
            raise sqlcipher3.OperationalError("unable to open database file")
        return real(path, *values, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlcipher3, "connect", connect)
        yield


@contextmanager
def open_elsewhere(home: Path) -> Generator[None]:
    office = open_office(home, ME, PASSPHRASE, clock=offices.Clock())
    yield
    office.close()


@contextmanager
def away(home: Path, *names: str) -> Generator[None]:
    """Files that are gone, and found again."""
    kept = {home / name: (home / name).read_bytes() for name in names}
    for path in kept:
        path.unlink()
    yield
    for path, data in kept.items():
        path.write_bytes(data)


@contextmanager
def spoilt(home: Path, name: str) -> Generator[None]:
    """A page in the middle that the disk gives back otherwise."""
    good = (home / name).read_bytes()
    raw = bytearray(good)
    raw[len(raw) // 2] ^= 0x10
    (home / name).write_bytes(raw)
    yield
    assert (home / name).read_bytes() == bytes(raw), "never overwritten"
    (home / name).write_bytes(good)


SHUT: dict[str, tuple[Harm, int, tuple[str, ...]]] = {
    "two programs": (open_elsewhere, 3, ("sedang dibuka oleh Wira yang lain", "Tutup jendela Wira")),
    "antivirus, database": (lambda home: held(home, "wira.db"), 3, ("tidak dapat dibuka", "antivirus")),
    "antivirus, typing": (lambda home: held(home, "drafts.db"), 3, ("tidak dapat dibuka", "antivirus")),
    "read-only": (write_protected, 3, ("Folder kantor tidak dapat ditulis", "Minta izin tulis")),
    "database lost": (lambda home: away(home, "wira.db"), 3,
                      ("hilang atau kosong", "Pulihkan dari cadangan", "wira restore BERKAS --over")),
    "corrupt page": (lambda home: spoilt(home, "wira.db"), 3, ("rusak", "wira restore BERKAS --over")),
    "both card files": (lambda home: away(home, "office.json", "salinan/office.json"), 3,
                        ("Keterangan kantor hilang", "wira restore BERKAS --keys")),
    "both key files": (lambda home: away(home, "keyslots.json", "salinan/keyslots.json"), 3,
                       ("kunci kantor tidak dapat dibaca", "wira restore BERKAS --keys")),
}  # fmt: skip


@pytest.mark.parametrize("fault", [
    pytest.param(name, marks=MOUNTS) if name == "read-only" else name for name in SHUT
])  # fmt: skip
def test_a_shut_office_says_why_and_is_as_it_was_afterwards(
    home: Path, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    harm, code, words = SHUT[fault]
    before = {name: data for name, data in seen(home).items() if name not in OWN}
    with harm(home):
        assert main(["status", "--home", str(home), "--user", ME]) == code
        told = capsys.readouterr()
        assert told.out == "" and all(each in told.err for each in words), told.err
        assert "Traceback" not in told.err and "3276" not in told.err
    if fault != "two programs":  # that one works, and is closed in the end
        assert {name: data for name, data in seen(home).items() if name not in OWN} == before
    office = open_office(home, ME, PASSPHRASE, clock=offices.Clock())
    with office.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM application").scalar_one() == 2
    assert len(office.drafts.list()) == 1 and office.drafts.set_aside is None
    office.close()


# ---- an office that is open --------------------------------------------------------------------------


def test_a_scan_that_a_scanner_holds_is_not_called_lost(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = open_office(home, ME, PASSPHRASE, clock=offices.Clock())
    (name,) = office.blobs.names()
    real, left = Path.read_bytes, [3]

    def read_bytes(path: Path) -> bytes:
        if path.suffix == ".age" and left[0]:
            left[0] -= 1
            error = PermissionError(errno.EACCES, "held")
            error.winerror = 32  # type: ignore[attr-defined]
            raise error
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    assert office.blobs.get(name)
    left[0] = 99
    with pytest.raises(Unavailable) as caught:
        office.blobs.get(name)
    assert caught.value.code == "file_held" and "Isinya tidak hilang" in caught.value.next_step
    left[0] = 0
    next(home.glob("blobs/??/*.age")).unlink()
    with pytest.raises(Unavailable) as lost:
        office.blobs.get(name)
    assert lost.value.code == "blob" and "dilampirkan lagi dari aslinya" in lost.value.next_step
    office.close()


@pytest.mark.parametrize(("year", "said"), [(2009, ""), (2098, "lebih awal dari")])
def test_the_command_line_tells_of_a_clock_that_cannot_be_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], year: int, said: str
) -> None:
    """What was written in that year, seen by the computer's clock of today, and nothing is refused for it. A
    clock that is right again is not held against the spent battery of before."""
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    office = offices.office(tmp_path / "kantor", clock=offices.Clock(datetime(year, 5, 1, tzinfo=UTC)))
    offices.enter(office, offices.persons(1))
    office.close()
    assert main(["status", "--home", str(tmp_path / "kantor"), "--user", ME]) == 0
    told = capsys.readouterr()
    assert "1 pendaftar" in told.out
    assert (said in told.err and f"01-05-{year}" in told.err) if said else not told.err


# ---- a stick that is pulled out ----------------------------------------------------------------------


@MOUNTS
def test_a_stick_pulled_out_in_the_middle_of_a_backup_and_of_a_restore(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = open_office(home, ME, PASSPHRASE, clock=offices.Clock())
    usb = tmp_path / "stick"
    before = sorted(each.name for each in home.iterdir())
    with stick(usb), monkeypatch.context() as patch:
        real = archive._prove
        patch.setattr(archive, "_prove", lambda *values: pull(usb) or real(*values))
        with pytest.raises(Unavailable) as caught:
            make_backup(office, usb)
    assert caught.value.code == "medium" and "tempat penyimpanannya bermasalah" in caught.value.message
    assert caught.value.record.startswith("wira-cadangan_")
    assert list(usb.iterdir()) == [] and sorted(each.name for each in home.iterdir()) == before
    assert len(offices.enter(office, offices.persons(3, seed=8)[2:])) == 1, "people work on"
    office.close()

    with stick(usb), monkeypatch.context() as patch:
        copy = shutil.copy(next((home / "backups").glob("*.tar")), usb)
        opened, seen_opened = archive._open, list[Path]()

        def opening(path: Path) -> Any:
            if seen_opened:
                pull(usb)
            seen_opened.append(path)
            return opened(path)

        patch.setattr(archive, "_open", opening)
        with pytest.raises(Unavailable) as gone:
            restore_backup(Path(copy), tmp_path / "baru", ME, PASSPHRASE)
    assert gone.value.code == "backup_io" and "Periksa flash disk" in gone.value.next_step
    assert not (tmp_path / "baru").exists() and not list(tmp_path.glob(".baru-*"))


@MOUNTS
def test_an_office_folder_that_turns_read_only_takes_no_backup_and_says_so(
    home: Path, tmp_path: Path
) -> None:
    office = open_office(home, ME, PASSPHRASE, clock=offices.Clock())
    with write_protected(home), pytest.raises(Unavailable) as caught:
        make_backup(office, tmp_path / "flash")
    assert caught.value.code == "folder_readonly" and "Folder kantor" in caught.value.message
    assert list((tmp_path / "flash").iterdir()) == []
    office.close()
