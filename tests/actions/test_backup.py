"""Backups: what is put back, what is refused, and that nothing else in a folder is ever touched."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.actions.backup import look_at_backup, make_backup, restore_backup
from desktop_app.actions.safekeeping import thin
from desktop_app.card import read_info
from desktop_app.cli import main
from desktop_app.errors import Refused, Unavailable, WiraError
from desktop_app.office import open_office
from desktop_app.storage import archive
from tests import offices
from tests.offices import PASSPHRASE

ME = "Ratna Puspita"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A backup of an office with one applicant."""
    folder = tmp_path_factory.mktemp("cadangan")
    office = offices.office(folder / "kukusan")
    offices.enter(office, offices.persons(1))
    path = make_backup(office, folder / "flash").path
    office.close()
    yield path


def seen(folder: Path) -> dict[str, str]:
    """Every file below a folder, with what is in it."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def beside(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


# ---- the place it is put back to ---------------------------------------------------------------------


@pytest.fixture
def docs(tmp_path: Path, copy: Path) -> Path:
    """A folder somebody uses for other things, the backup itself among them."""
    folder = tmp_path / "docs"
    (folder / "surat").mkdir(parents=True)
    (folder / "surat" / "undangan.txt").write_text("Undangan rapat", encoding="utf-8")
    (folder / "catatan.txt").write_text("Catatan", encoding="utf-8")
    shutil.copy(copy, folder / "cadangan.tar")
    return folder


@pytest.mark.parametrize("words", ["bukan kata sandinya", PASSPHRASE])
def test_a_folder_in_use_is_left_alone(docs: Path, words: str) -> None:
    before = seen(docs)
    with pytest.raises(Refused) as caught:
        restore_backup(docs / "cadangan.tar", docs, ME, words)
    assert caught.value.code == "home_not_empty"
    assert seen(docs) == before
    assert beside(docs.parent) == ["docs"]


def test_the_command_line_leaves_it_alone_too(
    docs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = seen(docs)
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    assert main(["restore", str(docs / "cadangan.tar"), "--home", str(docs), "--user", ME]) == 1
    assert "tidak kosong" in capsys.readouterr().err
    assert seen(docs) == before


@pytest.mark.parametrize("existed", [True, False])
@pytest.mark.parametrize(("name", "words"), [(ME, "bukan kata sandinya"), ("Orang Lain", PASSPHRASE)])
def test_who_cannot_open_it_leaves_the_place_as_it_was(
    tmp_path: Path, copy: Path, name: str, words: str, existed: bool
) -> None:
    home = tmp_path / "kantor"
    if existed:
        home.mkdir()
    with pytest.raises(Refused):
        restore_backup(copy, home, name, words)
    assert beside(tmp_path) == (["kantor"] if existed else [])
    restore_backup(copy, home, ME, PASSPHRASE)
    assert beside(tmp_path) == ["kantor"]
    open_office(home, ME, PASSPHRASE).close()


def test_a_power_cut_leaves_no_office_under_the_old_epoch(
    tmp_path: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it is cut, there is no office yet or one that writes under the next epoch."""
    home = tmp_path / "kantor"
    moments: list[int | None] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        real(handle)
        card = read_info(home)
        moments.append(card.ep if card else None)

    monkeypatch.setattr(os, "fsync", fsync)
    restore_backup(copy, home, ME, PASSPHRASE)
    card = read_info(home)
    assert card is not None and card.ep > 1
    assert moments and set(moments[:-1]) == {None}
    assert moments[-1] == card.ep, "the folder's own name is flushed last"


def test_a_folder_that_cannot_be_replaced_is_filled(
    tmp_path: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk of its own, or on Windows a folder that a file manager shows."""
    home = tmp_path / "kantor"
    home.mkdir()
    real = os.rename

    def rename(source: Any, target: Any, **more: Any) -> None:
        if Path(target) == home:
            raise PermissionError(errno.EACCES, "in use")
        real(source, target, **more)

    monkeypatch.setattr(os, "rename", rename)
    restore_backup(copy, home, ME, PASSPHRASE)
    assert beside(tmp_path) == ["kantor"]
    office = open_office(home, ME, PASSPHRASE)
    assert office.info.ep > 1
    office.close()


# ---- files that are no backup ------------------------------------------------------------------------


def listed(copy: Path) -> dict[str, Any]:
    with tarfile.open(copy) as opened:
        source = opened.extractfile(archive.LIST)
        assert source is not None
        return json.loads(source.read())


def rewritten(
    copy: Path, path: Path, change: Callable[[dict[str, Any]], object], *more: tarfile.TarInfo
) -> Path:
    """The backup with another list and further members."""
    content = listed(copy)
    change(content)
    with tarfile.open(copy) as old, tarfile.open(path, "w") as new:
        for member in old:
            if member.name != archive.LIST:
                new.addfile(member, old.extractfile(member))
        for entry in more:
            new.addfile(entry, io.BytesIO(b"x" * entry.size) if entry.isreg() else None)
        body = json.dumps(content).encode()
        entry = tarfile.TarInfo(archive.LIST)
        entry.size = len(body)
        new.addfile(entry, io.BytesIO(body))
    return path


def refused(path: Path, home: Path) -> None:
    for attempt in (look_at_backup, lambda tar: restore_backup(tar, home, ME, PASSPHRASE)):
        with pytest.raises(Refused) as caught:
            attempt(path)
        assert caught.value.code == "backup_damaged"
    assert not home.exists()


CRAFTED: dict[str, Callable[[dict[str, Any]], object]] = {
    "no office": lambda told: told.pop("office"),
    "no day": lambda told: told.update(made="kemarin"),
    "no people": lambda told: told.update(people=None),
    "files a list": lambda told: told.update(files=list(told["files"])),
    "a digest that is none": lambda told: told["files"].update({"wira.db": 7}),
    "another digest": lambda told: told["files"].update({"wira.db": "0" * 64}),
    "no database": lambda told: told["files"].pop("wira.db"),
    "out of the folder": lambda told: told["files"].update({"../jahat": hashlib.sha256(b"").hexdigest()}),
    "no kind": lambda told: told["office"].update(kind="pasar"),
    "fewer than none": lambda told: told.update(applications=-1),
}


@pytest.mark.parametrize("case", CRAFTED)
def test_a_crafted_list_is_damaged(copy: Path, tmp_path: Path, case: str) -> None:
    path = rewritten(copy, tmp_path / "aneh.tar", CRAFTED[case])
    refused(path, tmp_path / "kantor")


def test_a_link_in_place_of_a_file_is_damaged(copy: Path, tmp_path: Path) -> None:
    name = f"blobs/ab/{'ab' * 32}.age"
    link = tarfile.TarInfo(name)
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
    path = rewritten(copy, tmp_path / "taut.tar", lambda told: told["files"].update({name: "0" * 64}), link)
    refused(path, tmp_path / "kantor")


def test_only_what_is_listed_is_unpacked(copy: Path, tmp_path: Path) -> None:
    extra = tarfile.TarInfo("drafts.db")
    extra.size = 9
    path = rewritten(copy, tmp_path / "lebih.tar", lambda _told: None, extra)
    restore_backup(path, tmp_path / "kantor", ME, PASSPHRASE)
    assert beside(tmp_path / "kantor") == ["keyslots.json", "office.json", "salinan", "wira.db"]


@given(at=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255))
def test_any_changed_byte_is_a_sentence(copy: Path, at: float, byte: int) -> None:
    """Never a traceback: the file is as good as before, or refused."""
    raw = bytearray(copy.read_bytes())
    raw[int(at * len(raw))] = byte
    path = copy.with_name("berubah.tar")
    path.write_bytes(raw)
    try:
        look_at_backup(path)
    except WiraError as error:
        assert error.code in ("backup_damaged", "backup_io")


def test_a_database_that_is_none_is_damaged_too(copy: Path, tmp_path: Path) -> None:
    """Listed with its right digest, and still no database of the office."""
    home = tmp_path / "kantor"
    restore_backup(copy, home, ME, PASSPHRASE)
    (home / "wira.db").write_bytes(b"halo " * 5000)
    path = tmp_path / "salah.tar"
    told = listed(copy)
    with tarfile.open(path, "w") as new:
        for name in ("wira.db", "office.json", "keyslots.json"):
            told["files"][name] = hashlib.sha256((home / name).read_bytes()).hexdigest()
            new.add(home / name, name)
        body = json.dumps(told).encode()
        entry = tarfile.TarInfo(archive.LIST)
        entry.size = len(body)
        new.addfile(entry, io.BytesIO(body))
    with pytest.raises(Refused) as caught:
        restore_backup(path, tmp_path / "lagi", ME, PASSPHRASE)
    assert caught.value.code == "backup_damaged"
    assert not (tmp_path / "lagi").exists()


def test_a_backup_cut_short_is_damaged(copy: Path, tmp_path: Path) -> None:
    raw = copy.read_bytes()
    path = tmp_path / "pendek.tar"
    for length in (0, 100, 512, len(raw) // 2, len(raw) - 20_480):  # of the last 10,240 all may be filling
        path.write_bytes(raw[:length])
        refused(path, tmp_path / "kantor")


def test_the_name_of_the_computers_user_is_not_in_it(copy: Path) -> None:
    with tarfile.open(copy) as opened:
        assert {(each.uname, each.gname, each.uid) for each in opened} == {("", "", 0)}


# ---- media that fail ---------------------------------------------------------------------------------


def fails(number: int) -> Callable[..., NoReturn]:
    def fail(*_args: Any, **_more: Any) -> NoReturn:
        raise OSError(number, os.strerror(number))

    return fail


def test_a_protected_stick_is_told_before_anything_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows a folder always claims that it can be written; only trying shows it."""
    office = offices.office(tmp_path / "kukusan")
    stick = tmp_path / "flash"
    stick.mkdir()
    monkeypatch.setattr(os, "access", lambda *_args, **_more: True)
    real = Path.write_bytes

    def write_bytes(path: Path, data: Any) -> int:
        if path.parent == stick:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return real(path, data)

    monkeypatch.setattr(Path, "write_bytes", write_bytes)
    with pytest.raises(Unavailable) as caught:
        make_backup(office, stick)
    assert caught.value.code == "folder_readonly"
    office.close()


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_backup_that_was_not_finished_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    office = offices.office(tmp_path / "kukusan")
    with monkeypatch.context() as full:
        full.setattr(os, step, fails(errno.ENOSPC))
        with pytest.raises(Unavailable) as caught:
            make_backup(office, tmp_path / "flash")
    assert caught.value.code == "disk_full"
    assert beside(tmp_path / "flash") == []
    assert not list((tmp_path / "kukusan").glob(".cadangan-*"))
    office.close()


def test_the_computers_own_disk_is_not_mistaken_for_the_stick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = offices.office(tmp_path / "kukusan")
    with monkeypatch.context() as full:
        full.setattr(tempfile, "mkdtemp", fails(errno.ENOSPC))
        with pytest.raises(Unavailable) as caught:
            make_backup(office, tmp_path / "flash")
    assert caught.value.code == "disk_full" and "komputer ini" in caught.value.message
    assert beside(tmp_path / "flash") == []
    office.close()


def test_a_backup_that_cannot_be_read_back_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stick that swallows what it is given."""
    office = offices.office(tmp_path / "kukusan")
    real = os.fsync

    def swallow(handle: int) -> None:
        real(handle)
        if os.fstat(handle).st_size > 20_000:  # the tar file, not a small file of the office
            os.truncate(handle, 20_000)

    with monkeypatch.context() as bad:
        bad.setattr(os, "fsync", swallow)
        with pytest.raises(Unavailable) as caught:
            make_backup(office, tmp_path / "flash")
    assert caught.value.code == "backup_check"
    assert beside(tmp_path / "flash") == []
    office.close()


def test_two_at_once_do_not_destroy_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One in the window's outside thread, another for moving, and older ones thinned meanwhile."""
    office = offices.office(tmp_path / "kukusan")
    begun, go_on = threading.Event(), threading.Event()
    real, flash = shutil.copyfile, tmp_path / "flash"

    def slow(source: Path, target: Path) -> object:
        if threading.current_thread().name == "first":
            begun.set()
            assert go_on.wait(30)
        return real(source, target)

    monkeypatch.setattr(shutil, "copyfile", slow)
    monkeypatch.setattr("desktop_app.office._COPYING_S", 0.0)
    made: list[str] = []
    first = threading.Thread(target=lambda: made.append(make_backup(office, flash).path.name), name="first")
    first.start()
    try:
        assert begun.wait(30)
        with pytest.raises(Unavailable) as caught:
            make_backup(office, tmp_path / "lain")
        assert caught.value.code == "backup_busy"
        thin(office, flash, 1 << 30)
    finally:
        go_on.set()
        first.join()
    assert made == beside(flash) and look_at_backup(flash / made[0]).dev == office.info.dev
    make_backup(office, tmp_path / "lain")
    office.close()
