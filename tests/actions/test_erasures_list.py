"""A spoilt list of erasures: what check says ends it, and no erasure is lost by that."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from desktop_app.actions.backup import make_backup
from desktop_app.actions.check_report import Finding
from desktop_app.actions.checking import check_office
from desktop_app.actions.importing import open_file
from desktop_app.actions.sweeping import lay_beside, sweep
from desktop_app.cli import main
from desktop_app.office import Office
from desktop_app.storage import remembered, tables
from tests import offices
from tests.asking import erase
from tests.carrying import exchange, made, put_back
from tests.offices import KUKUSAN, PASSPHRASE, City, filled

RATNA, HENDRA = "Ratna Puspita", "Hendra Wijaya"


def told(office: Office) -> list[Finding]:
    """What check says of the list."""
    report = check_office(office)
    assert report.sound
    return [each for part in report.parts for each in part.findings if "erasures_" in each.code]


def is_there(connection: Connection, record: str) -> bool:
    app = tables.application.c
    return connection.execute(select(app.id).where(app.uuid == bytes.fromhex(record))).first() is not None


def erased_there(city: City) -> tuple[Office, Office, Path]:
    """Kukusan has heard from DKUM of an erasure; DKUM's last file lies in the folder."""
    dkum, kelurahan, folder = city
    one = kelurahan[KUKUSAN]
    record, _other = filled(one, 2)
    exchange(one, dkum, folder / "k")
    erase(dkum, record)
    (last,) = made(dkum, one, folder / "d")
    open_file(one, last)
    return dkum, one, last


@pytest.mark.parametrize("at", [0, 20, 60, 200, 400, -30, -1])
def test_dkums_last_file_opened_again_ends_it_where_nothing_can_be_missing(city: City, at: int) -> None:
    _dkum, one, last = erased_there(city)
    path = one.home / remembered.NAME
    whole = path.read_bytes()
    assert not told(one) and len(remembered.read(path)) > 1
    spoilt = bytearray(whole)
    spoilt[at] ^= 1
    path.write_bytes(spoilt)
    (finding,) = told(one)
    if finding.code == "erasures_spoilt":  # the word is known, its seal is not: there the file goes by hand
        assert "Hapus berkas itu" in finding.next_step
        return
    assert "Buka lagi berkas DKUM yang terbaru" in finding.next_step
    report = open_file(one, last)
    assert report.repeated and report.listed
    assert not told(one) and path.read_bytes() == whole
    assert not open_file(one, last).listed, "nothing is left to be done"


def test_the_command_says_that_it_is_ended(
    city: City, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _dkum, one, last = erased_there(city)
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    one.close()
    (one.home / remembered.NAME).write_bytes(b"{")
    who = ["--home", str(one.home), "--user", RATNA]
    assert main(["check", *who]) == 0
    assert "Daftar penghapusan di samping basis data tidak terbaca" in capsys.readouterr().out
    assert main(["import", str(last), *who]) == 0
    assert "sudah ditulis lagi" in capsys.readouterr().out
    assert main(["check", *who]) == 0
    assert "Daftar penghapusan" not in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"{", b""])
def test_a_copy_from_before_the_erasure_waits_for_dkums_new_answer(city: City, content: bytes) -> None:
    """The list alone knew it: written anew too early, the erasure would be gone without a word."""
    dkum, kelurahan, folder = city
    one = kelurahan[KUKUSAN]
    record, _other = filled(one, 2)
    exchange(one, dkum, folder / "k")
    (early,) = made(dkum, one, folder / "d0")
    open_file(one, early)
    copy = make_backup(one, folder / "flash").path
    erase(dkum, record)
    exchange(dkum, one, folder / "d1")
    words = set(remembered.read(one.home / remembered.NAME))
    for path in (one.home / remembered.NAME, *(folder / "flash").glob(f"{remembered.BESIDE}*")):
        path.write_bytes(content)
    one = kelurahan[KUKUSAN] = put_back(one, copy, RATNA)
    (finding,) = told(one)
    assert "buka jawabannya yang baru" in finding.next_step
    with one.reading() as connection:
        assert is_there(connection, record)
    assert open_file(one, early).repeated and not open_file(one, early).listed
    assert [each.code for each in told(one)] == ["erasures_unreadable"], "an old file does not end it"
    dkum.enter(HENDRA, PASSPHRASE)
    offices.enrol(dkum, one, folder)
    assert not open_file(one, early).listed, "nor does the grant alone"
    exchange(one, dkum, folder / "k2")
    (answer,) = made(dkum, one, folder / "d2")
    open_file(one, answer)
    assert not told(one) and set(remembered.read(one.home / remembered.NAME)) >= words
    with one.reading() as connection:
        assert not is_there(connection, record)


def test_an_erasure_that_comes_again_does_not_end_it_in_silence(city: City) -> None:
    """The list knew of two; the file of the first one comes again, of the second nobody has heard since."""
    dkum, kelurahan, folder = city
    one = kelurahan[KUKUSAN]
    stays, goes = filled(one, 2)
    exchange(one, dkum, folder / "k")
    exchange(dkum, one, folder / "d0")
    copy = make_backup(one, folder / "flash").path
    erase(dkum, goes)
    (first,) = made(dkum, one, folder / "d1")
    open_file(one, first)
    dkum.enter(HENDRA, PASSPHRASE)
    erase(dkum, stays)
    exchange(dkum, one, folder / "d2")
    for path in (one.home / remembered.NAME, *(folder / "flash").glob(f"{remembered.BESIDE}*")):
        path.write_bytes(b"{")
    one = kelurahan[KUKUSAN] = put_back(one, copy, RATNA)
    open_file(one, first)
    with one.reading() as connection:
        assert is_there(connection, stays) and not is_there(connection, goes)
    assert [each.code for each in told(one)] == ["erasures_unreadable"]
    assert (one.home / remembered.NAME).read_bytes() == b"{"
    assert sweep(one).whole, "the pages are written anew all the same, once"
    dkum.enter(HENDRA, PASSPHRASE)
    offices.enrol(dkum, one, folder)
    exchange(one, dkum, folder / "k2")
    exchange(dkum, one, folder / "d3")
    assert not told(one) and len(remembered.read(one.home / remembered.NAME)) > 3
    with one.reading() as connection:
        assert not is_there(connection, stays)


def test_a_list_beside_backups_that_cannot_be_read_is_not_written_over(city: City) -> None:
    _dkum, one, _last = erased_there(city)
    flash = city[2] / "flash"
    make_backup(one, flash)
    lay_beside(one, [flash])
    (beside,) = flash.glob(f"{remembered.BESIDE}*")
    assert len(remembered.read(beside)) > 1
    beside.write_bytes(b"{")
    lay_beside(one, [flash])
    assert beside.read_bytes() == b"{"
    beside.unlink()
    lay_beside(one, [flash])
    assert len(remembered.read(beside)) > 1
