"""Every way a file that is handed in cannot be read: its name, the cause, the next step."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from desktop_app.cli import main
from desktop_app.storage.reading import unread
from desktop_app.sync.refusal import io_refusal
from tests import offices

CAUSES = {
    errno.ENOENT: ("tidak ada di sana", "Periksa flash disk, nama, dan foldernya"),
    errno.EISDIR: ("sebuah folder", "Pilih berkas di dalamnya"),
    errno.ENAMETOOLONG: ("terlalu panjang", "nama yang lebih pendek"),
    errno.EBUSY: ("sedang dipakai program lain", "Tutup program itu"),
    errno.EACCES: ("tidak boleh dibaca", "Minta izin baca"),
    errno.EIO: ("tidak dapat dibaca", "Periksa flash disk"),
    errno.ENODEV: ("tidak dapat dibaca", "Periksa flash disk"),
}


@pytest.mark.parametrize("number", CAUSES)
def test_each_cause_is_told_apart(number: int) -> None:
    told = unread(OSError(number, "x"), "berkas.dat")
    cause, step = CAUSES[number]
    assert "berkas.dat" in told.message and cause in told.message and step in told.next_step


@pytest.mark.parametrize("number", CAUSES)
def test_a_sync_file_is_told_of_in_the_same_words_and_that_nothing_changed(number: int) -> None:
    """But for what a medium does, which a sync file has a class of its own for."""
    error = OSError(number, "x")
    told, plain = io_refusal(error, record="berkas.dks"), unread(error, "berkas.dks")
    assert told.code == "E_IO" and told.message.endswith("Data kantor tidak berubah.")
    if number in (errno.EIO, errno.ENODEV):
        assert told.message.startswith("Media penyimpanan bermasalah")
        return
    assert told.message == f"{plain.message} Data kantor tidak berubah." and told.next_step == plain.next_step


COMMANDS = {
    "a backup": ("restore", "{file}", "--look"),
    "applicants": ("intake", "{file}"),
    "businesses": ("business", "import", "{file}"),
    "a rule book": ("rules", "check", "{file}"),
    "recommendations": ("recommendation", "import", "{file}", "--number", "1", "--date", "2026-11-01"),
    "mentors": ("mentor", "import", "{file}"),
    "a certificate": ("verify", "{file}", "--root", "{file}"),
    "a permission": ("enrol", "--open", "{file}", "--fingerprint", "0000"),
    "a request": ("enrol", "--look", "{file}"),
    "an answer": ("recovery", "enter", "{file}", "--new-passphrase-file", "{words}"),
    "an account": ("user", "--take", "{file}", "--new-passphrase-file", "{words}"),
    "a passphrase": ("status", "--passphrase-file", "{file}"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    one = offices.office(tmp_path_factory.mktemp("rumah") / "kantor")
    one.close()
    return one.home


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_names_the_file_the_cause_and_the_step(
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    (tmp_path / "folder.dat").mkdir()
    (tmp_path / "kata.txt").write_text(offices.PASSPHRASE)
    (tmp_path / "asing.dat").write_bytes(b"\xff\xfe\x00bukan apa-apa" * 50)
    told: dict[str, str] = {}
    for name in ("hilang.dat", "folder.dat", "asing.dat", "n" * 300):
        words = [each.format(file=tmp_path / name, words=tmp_path / "kata.txt") for each in COMMANDS[command]]
        assert main([*words, "--home", str(home), "--user", "Ratna Puspita"]) in (1, 3)
        told[name] = capsys.readouterr().err
    for name, cause in (("hilang.dat", "tidak ada di sana"), ("folder.dat", "sebuah folder")):
        assert name in told[name] and cause in told[name] and told[name].count(".") >= 3
    assert "terlalu panjang" in told["n" * 300] and "nnn" in told["n" * 300]
    assert "asing.dat" in told["asing.dat"] or command == "a passphrase", told["asing.dat"]
