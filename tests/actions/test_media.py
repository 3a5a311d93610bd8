"""Sticks that are full, write-protected, pulled out or deleted, and files that others hold: by the system's
own means wherever it has them. Each is a sentence with record, cause and next step, and nothing has changed.
"""

from __future__ import annotations

import errno
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from desktop_app.actions import attachments, export
from desktop_app.actions.export import MadeFile, make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.taking import take
from desktop_app.errors import SyncRefused, Unavailable
from desktop_app.keys import atomic
from desktop_app.office import Office, open_office
from desktop_app.sample.scans import id_card
from desktop_app.storage import tables
from desktop_app.storage.saving import save_file
from desktop_app.sync.writer import write_parts
from tests import offices
from tests.badfiles import snapshot
from tests.faults import all_of
from tests.limits import MOUNTS, ON_LINUX, pull, stick, write_protected
from tests.offices import KUKUSAN

City = tuple[Office, Office, Path]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """Refusals leave it as it is for the next test."""
    folder = tmp_path_factory.mktemp("media")
    dkum, kelurahan = offices.city(folder, KUKUSAN)
    people = offices.persons(2)
    for record, person in zip(offices.enter(kelurahan[KUKUSAN], people), people, strict=True):
        attachments.attach(kelurahan[KUKUSAN], record, "ktp", id_card(person))
    yield dkum, kelurahan[KUKUSAN], folder
    for one in (dkum, *kelurahan.values()):
        one.close()


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file in several parts, so that something can happen between two of them."""
    monkeypatch.setattr(
        export, "write_parts", lambda parcel, *rest: write_parts(replace(parcel, target=14_000), *rest)
    )


def state(office: Office) -> dict[str, Any]:
    """Everything of an office but the count of what it told others, which only rises."""
    found = all_of(office)
    tables = found["tables"]
    tables["setting"] = [row for row in tables["setting"] if "counter:told" not in row]
    return found


def refused(office: Office, deed: Callable[[], object], code: str, words: str) -> SyncRefused:
    """The deed fails with that class and those words, names a file, and changes nothing at all."""
    before = state(office)
    with pytest.raises(SyncRefused) as caught:
        deed()
    error = caught.value
    assert (error.code, isinstance(error, Unavailable)) == (code, True)
    assert words in error.message
    assert "tidak berubah." in error.message
    assert error.record
    assert error.next_step.endswith(".")
    assert state(office) == before
    return error


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []


def made(office: Office, folder: Path, when: Callable[[], object] = lambda: None) -> MadeFile:
    """A file, with `when` after its first part."""
    steps: list[int] = []

    def progress(done: int, _total: int, _sentence: str) -> None:
        steps.append(done)
        if len(steps) == 1:
            when()

    return make_file(office, folder, progress=progress)


@MOUNTS
def test_a_stick_that_is_full(city: City, tmp_path: Path) -> None:
    """At the first part, and at the second when the first was finished: neither stays."""
    _dkum, kukusan, _folder = city
    for number, size in enumerate(("4k", "24k")):
        usb = tmp_path / f"stick{number}"
        with stick(usb, size):
            refused(kukusan, lambda usb=usb: made(kukusan, usb), "E_SPACE", "Ruang disk kurang")
            assert names(usb) == []


@MOUNTS
def test_a_stick_that_is_write_protected(city: City, tmp_path: Path) -> None:
    _dkum, kukusan, _folder = city
    usb = tmp_path / "stick"
    usb.mkdir()
    with write_protected(usb):
        error = refused(kukusan, lambda: made(kukusan, usb), "E_IO", "tidak dapat ditulis")
        assert "Pilih folder lain" in error.next_step
        assert names(usb) == []


@MOUNTS
def test_a_stick_that_is_pulled_out_between_two_parts(city: City, tmp_path: Path) -> None:
    """What was on it is a whole first part; the number is free again and the next file is complete."""
    dkum, kukusan, _folder = city
    usb = tmp_path / "stick"
    with stick(usb):

        def out() -> None:
            pull(usb)
            usb.rmdir()

        refused(kukusan, lambda: made(kukusan, usb, out), "E_IO", "Folder tujuan tidak ada")
    usb.mkdir(exist_ok=True)
    file = made(kukusan, usb)
    assert len(file.paths) > 1
    assert [path.name for path in usb.iterdir() if path.suffix == ".part"] == []
    shutil.copytree(dkum.home, tmp_path / "dkum", ignore=shutil.ignore_patterns("*.lock"))
    copy = open_office(tmp_path / "dkum", "Hendra Wijaya", offices.PASSPHRASE, clock=dkum.clock)
    with closing(copy):
        taken = take(copy, [usb])
        assert (len(taken.reports), taken.refused) == (len(file.paths), ())
        with copy.reading() as connection:
            assert connection.execute(select(func.count()).select_from(tables.application)).scalar_one() == 2


def test_a_folder_that_is_deleted_meanwhile(city: City, tmp_path: Path) -> None:
    _dkum, kukusan, _folder = city
    usb = tmp_path / "folder"
    usb.mkdir()
    refused(kukusan, lambda: made(kukusan, usb, lambda: shutil.rmtree(usb)), "E_IO", "Folder tujuan")
    assert not usb.exists(), "a folder that somebody deleted is not made again"


@pytest.mark.parametrize("number", [errno.EIO, errno.ENODEV, errno.ENXIO])
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_medium_that_goes_while_it_is_written(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, call: str
) -> None:
    """What the system answers at the last moments before a part has its name; no system lets a test ask for
    it, so here the call itself says so."""
    _dkum, kukusan, _folder = city
    real = getattr(os, call)

    def fails(first: object, *rest: object) -> object:
        if "stick" in str(rest) or "stick" in (os.readlink(f"/proc/self/fd/{first}") if not rest else ""):
            raise OSError(number, os.strerror(number))
        return real(first, *rest)

    usb = tmp_path / "stick"
    usb.mkdir()
    monkeypatch.setattr(os, call, fails)
    refused(kukusan, lambda: made(kukusan, usb), "E_IO", "bermasalah atau dicabut")
    assert names(usb) == []


@ON_LINUX
def test_a_file_that_another_program_holds(city: City, tmp_path: Path) -> None:
    """A program that runs is not written over: the system's own refusal (ETXTBSY)."""
    _dkum, kukusan, _folder = city
    usb = tmp_path / "folder"
    usb.mkdir()
    last = make_file(kukusan, tmp_path)
    number = f"-{last.no:04d}_", f"-{last.no + 1:04d}_"
    with running(usb / f"{last.paths[0].name.replace(*number)}.part"):
        error = refused(kukusan, lambda: made(kukusan, usb), "E_IO", "sedang dipakai program lain")
    assert "Tutup program itu" in error.next_step
    assert names(usb) == []
    with running(usb / "surat.pdf.part"), pytest.raises(Unavailable) as caught:
        save_file(usb / "surat.pdf", b"surat")
    assert (caught.value.code, caught.value.record) == ("file_held", "surat.pdf")
    assert names(usb) == []


@contextmanager
def running(part: Path) -> Generator[None]:
    """A program that runs from the place where something is to be written before it gets its name."""
    shutil.copy(shutil.which("sleep") or "/bin/sleep", part)
    with subprocess.Popen([part, "600"]) as program:
        try:
            yield
        finally:
            program.kill()


def test_windows_says_that_a_file_is_held_with_the_number_of_a_missing_right() -> None:
    held = PermissionError(errno.EACCES, "sharing violation")
    assert not atomic.is_held(held)
    held.winerror = 32  # type: ignore[attr-defined]
    assert atomic.is_held(held)


# ---- in ------------------------------------------------------------------------------------------------


@ON_LINUX
def test_files_that_cannot_be_read(city: City, tmp_path: Path) -> None:
    """Gone, a device that is not there (ENXIO), one that gives nothing (EIO), a folder without way in."""
    dkum, kukusan, _folder = city
    gone = tmp_path / "hilang.dks"
    device = tmp_path / "perangkat.dks"
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(device))
    with pytest.raises(OSError) as system:
        open(device, "rb").close()
    assert system.value.errno == errno.ENXIO
    spoilt = tmp_path / "rusak.dks"
    spoilt.symlink_to("/proc/self/mem")
    before = snapshot(dkum.home)
    long = tmp_path / f"{'n' * 300}.dks"
    for path, words in (
        (gone, "tidak ada di sana"), (tmp_path, "sebuah folder"), (long, "terlalu panjang"),
        (device, "bermasalah"), (spoilt, "bermasalah"),
    ):  # fmt: skip
        error = refused(dkum, lambda path=path: open_file(dkum, path), "E_IO", words)
        assert error.record == path.name
    listening.close()
    assert snapshot(dkum.home) == before
    (told,) = take(dkum, [long]).refused
    assert told.error is not None and "terlalu panjang" in told.error.message
    good = make_file(kukusan, tmp_path).paths
    taken = take(dkum, [tmp_path])  # what is well goes in beside them
    assert {each.path.name for each in taken.refused} == {device.name, spoilt.name}
    assert len(taken.reports) == len(good)


@MOUNTS
def test_a_stick_pulled_out_while_its_files_are_opened(city: City, tmp_path: Path) -> None:
    """What is in stays in, whole; what was still on the stick is told; with it back, all is in."""
    dkum, kukusan, _folder = city
    (record,) = offices.enter(kukusan, offices.persons(1, seed=9))
    attachments.attach(kukusan, record, "kk", id_card(offices.persons(1, seed=8)[0]))
    kept = tmp_path / "asal"
    kept.mkdir()
    paths = make_file(kukusan, kept, full=True).paths
    usb = tmp_path / "stick"
    with stick(usb):
        for path in paths:
            shutil.copy(path, usb)
        seen: list[str] = []

        def progress(done: int, _total: int, sentence: str) -> None:
            seen.append(sentence)
            if done and len(seen) > 4:
                pull(usb)

        taken = take(dkum, sorted(usb.glob("*.dks")), progress=progress)
        assert taken.reports
        assert {each.error.code for each in taken.refused if each.error} == {"E_IO"}
        assert len(taken.reports) + len(taken.refused) == len(paths)
    assert not take(dkum, [kept]).refused
    assert offices.row(dkum, record).status == "submitted"
