"""The access log: what was seen is kept without an op, and what somebody does to it is named."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select

from desktop_app.actions import access, person_copy
from desktop_app.actions.backup import restore_backup, restore_over, write_backup
from desktop_app.actions.check_access import check_access
from desktop_app.actions.checking import check_home, check_office
from desktop_app.cli import main
from desktop_app.domain.access import (
    BLOBS,
    COPY,
    DEEDS,
    DEVICE_IN,
    DEVICE_OUT,
    ENTER,
    EXPORT,
    KEYS,
    KEYS_OUT,
    LOST,
    MISSED,
    OPEN,
    PASSPHRASE,
    PRINT,
    RESTORE,
    RETURNED,
    REVEAL,
    SEARCH,
    SHEET,
    parts_of,
    sought_nik,
)
from desktop_app.errors import WiraError
from desktop_app.office import Office, open_office
from desktop_app.storage import running, tables
from desktop_app.storage.access import FILE
from tests import faults, offices

NIK = "3276066501909001"
CAME_IN = [ENTER] * 2
"""Who founds an office is in it, and then opened it."""


def rows(office: Office) -> list[tuple[str, str | None, int]]:
    entry = tables.access.c
    with office.reading() as connection:
        found = connection.execute(select(entry.deed, entry.record, entry.count).order_by(entry.id)).all()
    return [(row.deed, row.record and row.record.hex(), row.count) for row in found]


def ops(office: Office) -> int:
    with office.reading() as connection:
        return connection.execute(select(func.count()).select_from(tables.op)).scalar_one()


def told(office: Office) -> dict[str, str]:
    outside = office.access.outside()
    with office.database.reading() as connection:
        return {each.code: each.sentence for each in check_access(office, connection, outside).findings}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    one = offices.office(tmp_path / "kukusan")
    yield one
    if one._lock.is_locked:
        one.close()


@pytest.fixture
def filled(office: Office) -> Office:
    """One entry of each kind after the two of coming in; the last three written by themselves."""
    (record,) = offices.enter(office, offices.persons(1))
    access.note(office, OPEN, record)
    access.note(office, OPEN, record)  # still before somebody's eyes
    access.note_search(office, "3276 0665 0190 9001", found=1)
    access.note_search(office, "Siti")
    office.keep_access()
    for deed in (REVEAL, PRINT, EXPORT):
        access.note(office, deed, record, about="permohonan")
    office.keep_access()
    return office


def test_what_was_seen_is_kept_without_an_op_and_with_no_name_or_number(filled: Office) -> None:
    written = ops(filled)
    found = rows(filled)
    assert [deed for deed, _record, _count in found] == [*CAME_IN, OPEN, SEARCH, REVEAL, PRINT, EXPORT]
    assert {record for _deed, record, _count in found if record} == {found[2][1]}
    filled.clock.forward(minutes=11)
    access.note(filled, OPEN, found[2][1] or "")
    filled.close()
    again = open_office(filled.home, "Ratna Puspita", offices.PASSPHRASE, clock=filled.clock)
    try:
        assert [deed for deed, _record, _count in rows(again)][7:] == [OPEN], "closing keeps what waits"
        assert ops(again) == written
        assert told(again) == {}
        with again.reading() as connection:
            kept = connection.execute(select(tables.access)).all()
        assert NIK not in repr(kept) and NIK.encode().hex() not in repr(kept)
    finally:
        again.close()


def test_every_deed_has_words_and_what_finds_a_person_by_nik_is_a_search() -> None:
    assert set(DEEDS) == {
        ENTER,
        OPEN,
        PRINT,
        EXPORT,
        SEARCH,
        REVEAL,
        COPY,
        MISSED,
        PASSPHRASE,
        SHEET,
        LOST,
        RESTORE,
        BLOBS,
        RETURNED,
        KEYS_OUT,
        KEYS,
        DEVICE_IN,
        DEVICE_OUT,
    }
    assert sought_nik(" 3276-0665 0190.9001") == NIK
    assert [sought_nik(text) for text in (NIK[:15], NIK[-8:])] == [NIK[:15], NIK[-8:]]
    assert {NIK, NIK[:15], NIK[-8:]} <= set(parts_of(NIK))
    for text in ("9001", "Siti", NIK + "1", "", "٣" * 16, "0812 9999 0001", "+62 812 9999 0001", NIK[:7]):
        assert sought_nik(text) == "", text


@given(
    st.dates(date(1950, 1, 1), date(2019, 12, 31)),
    st.booleans(),
    st.integers(8, 16),
    st.booleans(),
    st.sampled_from(("{}", "{},", "Siti {}", " {}", "{} Jl. Palakali", "{}_")),
    st.sampled_from(("", " ", "/", "-", ".")),
)
def test_much_of_a_nik_is_a_search_however_it_is_typed(
    born: date, woman: bool, size: int, end: bool, around: str, sign: str
) -> None:
    """Also where it looks like a phone number: `08` is August, a day, a kecamatan."""
    nik = f"327608{born.day + 40 * woman:02}{born:%m%y}9001"
    part = nik[-size:] if end else nik[:size]
    typed = f"{part[:4]}{sign}{part[4:]}" if around.strip() == "{}" else part
    assert sought_nik(around.format(typed)) == part


def test_the_command_line_notes_a_search_wherever_it_searches(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = str(office.home)
    office.close()
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    for command in ("list", "journal", "business list", "recommendation list"):
        assert main([*command.split(), "--search", NIK, "--home", home, "--user", "Ratna Puspita"]) == 0
    again = open_office(office.home, "Ratna Puspita", offices.PASSPHRASE)
    try:
        with again.reading() as connection:
            seen = tables.access.c
            query = select(func.count()).where(seen.deed == SEARCH)
            assert connection.execute(query).scalar_one() == 4
    finally:
        again.close()


def test_a_save_takes_along_what_waits_and_a_failed_one_leaves_it_waiting(office: Office) -> None:
    office.keep_access()
    (record,) = offices.enter(office, offices.persons(1))
    access.note(office, OPEN, record)
    with pytest.raises(ZeroDivisionError), office.work():
        raise ZeroDivisionError
    with pytest.raises(ZeroDivisionError), office.work() as work:
        work.on_failure(lambda: 1 / 0)
        work.put("zz", "application", "set", {})
    assert office.access.waiting == 1
    office.do(lambda work: work.count("x"))
    assert office.access.waiting == 0
    assert [deed for deed, _record, _count in rows(office)] == [*CAME_IN, OPEN]


def test_a_disk_that_is_full_loses_nothing_that_was_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = faults.watched(monkeypatch)
    office = offices.office(tmp_path / "kukusan")
    office.keep_access()
    access.note(office, PRINT, about="roster", count=3)
    assert faults.fails_whole(found, office, office.keep_access) > 3
    assert office.access.waiting == 0
    assert rows(office)[-1] == (PRINT, None, 3)
    assert told(office) == {}
    office.close()


def test_many_threads_note_while_others_write(office: Office) -> None:
    """Every entry once, in one chain."""

    def busy() -> None:
        for n in range(40):
            access.note(office, PRINT, count=n)
            if n % 9 == 0:
                office.keep_access()

    threads = [threading.Thread(target=busy) for _ in range(4)]
    for each in threads:
        each.start()
    for _ in range(5):
        office.do(lambda work: work.count("x"))
    for each in threads:
        each.join()
    office.keep_access()
    assert len(rows(office)) == 2 + 4 * 40
    assert told(office) == {}


def test_what_leaves_is_on_the_disk_before_it_is_there(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that is killed afterwards leaves its entry; one about a save that failed stays too."""
    (record,) = offices.enter(office, offices.persons(1), submit=False)
    write_backup(office, tmp_path / "usb")
    assert (office.access.waiting, rows(office)[-1]) == (0, (EXPORT, None, 1))
    (tmp_path / "penuh").write_text("", encoding="utf-8")
    for goal in (tmp_path / "penuh", tmp_path / "salinan"):
        with nullcontext() if goal.name == "salinan" else pytest.raises(WiraError):
            person_copy.save_person_copy(office, record, goal)
    assert (office.access.waiting, rows(office)[-2:]) == (0, [(COPY, record, 1)] * 2)


def _sql(*statements: str) -> Callable[[Connection], None]:
    def harm(connection: Connection) -> None:
        for statement in statements:
            connection.exec_driver_sql(statement)

    return harm


HARM = {
    "a row changed": (_sql("UPDATE access SET record = zeroblob(16) WHERE id = 3"), {"access"}),
    "who": (_sql("UPDATE access SET user = zeroblob(16) WHERE id = 5"), {"access"}),
    "another search": (_sql("UPDATE access SET digest = zeroblob(16) WHERE id = 4"), {"access"}),
    "a row removed": (_sql("DELETE FROM access WHERE id = 4"), {"access"}),
    "the beginning removed": (_sql("DELETE FROM access WHERE id < 4"), {"access"}),
    "cut at the end": (_sql("DELETE FROM access WHERE id > 5"), {"access_cut"}),
    "cut, and the database's word with it": (
        _sql("DELETE FROM access WHERE id > 5", "DELETE FROM setting WHERE name = 'access_head'"),
        {"access_cut"},
    ),
    "all of it": (
        _sql("DELETE FROM access", "DELETE FROM setting WHERE name = 'access_head'"),
        {"access_cut"},
    ),
}


@pytest.mark.parametrize("name", HARM)
def test_what_somebody_does_to_it_is_named(filled: Office, name: str) -> None:
    harm, codes = HARM[name]
    assert told(filled) == {}
    with filled.database.locked() as connection:
        harm(connection)
    assert set(told(filled)) == codes
    report = check_office(filled)
    assert not report.sound
    assert {part.key for part in report.parts if part.state == "broken"} == {"access"}
    assert all(each.next_step for part in report.parts for each in part.findings if each.harm)


def test_another_chain_by_somebody_with_the_key_is_not_the_one_that_was_left(filled: Office) -> None:
    """As long as the word beside the database is not rewritten too; beyond that only ops prove it."""
    with filled.database.locked() as connection:
        connection.exec_driver_sql("DELETE FROM access WHERE id > 5")
        connection.exec_driver_sql("DELETE FROM setting WHERE name = 'access_head'")
    filled.access._marked = 10**9  # the forger does not touch the file
    for _ in range(3):
        access.note(filled, PRINT)
    filled.keep_access()
    assert set(told(filled)) == {"access_other"}


def test_which_nik_was_searched_can_be_forgotten_and_the_chain_holds(filled: Office) -> None:
    with filled.work() as work:
        access.forget_searches(filled, work, NIK)
    with filled.reading() as connection:
        (row,) = connection.execute(select(tables.access).where(tables.access.c.deed == SEARCH)).all()
    assert (row.digest, row.salt, row.count) == (None, None, 1)
    assert told(filled) == {}


def test_people_who_go_on_while_it_is_looked_through_are_not_accused(filled: Office) -> None:
    """The word beside the database is of now, what is looked through of before."""
    outside = filled.access.outside()
    with filled.database.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM op").scalar()
        access.note(filled, PRINT)
        filled.keep_access()
        assert check_access(filled, connection, outside).findings == ()


def again(office: Office) -> Office:
    return open_office(office.home, "Ratna Puspita", offices.PASSPHRASE, clock=office.clock)


def put_back(office: Office, *, mark: bool) -> None:
    """Close it, let somebody look, and put the file of before in its place: without any key."""
    office.close()
    before = (office.home / "wira.db").read_bytes()
    later = again(office)
    for _ in range(3):
        access.note(later, PRINT)
    later.close()
    (office.home / "wira.db").write_bytes(before)
    for name in ("wira.db-wal", "wira.db-shm"):
        (office.home / name).unlink(missing_ok=True)
    if not mark:
        (office.home / FILE).unlink()


@pytest.mark.parametrize("mark", [True, False])
def test_an_older_file_put_back_stays_a_finding_for_as_long_as_copies_are_kept(
    filled: Office, *, mark: bool
) -> None:
    put_back(filled, mark=mark)
    for opening in range(3):
        office = again(filled)
        try:
            assert set(told(office)) == ({"access_cut"} if mark else {"access_mark"}) or opening
            office.keep_access()
            (sentence,) = told(office).values()
            assert ("4 catatan" if mark else "tidak dapat dipastikan") in sentence
            assert not check_office(office).sound
            lost = [each for each in rows(office) if each[0] == LOST]
            assert lost == [(LOST, None, 4 if mark else 0)], "said once"
        finally:
            office.close()
    filled.clock.forward(days=91)
    office = again(filled)
    try:
        (part,) = [each for each in check_office(office).parts if each.key == "access"]
        assert part.state == "note"
    finally:
        office.close()


def flip(path: Path, *places: int) -> None:
    raw = bytearray(path.read_bytes())
    for place in places:
        raw[place] ^= 0x10
    path.write_bytes(raw)


@pytest.mark.parametrize("place", [0, 12, 80, 160, 172, 250])
def test_a_damaged_byte_of_the_mark_is_only_that(filled: Office, place: int) -> None:
    """The other line of it still says where the chain stood: nothing is missing, nobody is accused."""
    filled.close()
    flip(filled.home / FILE, place)
    report, office = check_home(filled.home, "Ratna Puspita", offices.PASSPHRASE, clock=filled.clock)
    assert office is not None
    try:
        (part,) = [each for each in report.parts if each.key == "access"]
        assert [(each.code, each.harm) for each in part.findings] == [("access_mark", False)]
        assert report.sound
        assert not [each for each in rows(office) if each[0] == LOST]
        assert told(office) == {}, "coming in wrote it anew"
    finally:
        office.close()


def test_a_damaged_byte_of_the_mark_hides_no_entry_that_is_gone(filled: Office) -> None:
    put_back(filled, mark=True)
    flip(filled.home / FILE, 12)
    office = again(filled)
    try:
        office.keep_access()
        assert "4 catatan" in told(office)["access_lost"]
    finally:
        office.close()


@pytest.mark.parametrize("saved", [True, False])
def test_a_mark_that_cannot_be_read_accuses_nobody_and_acquits_nobody(filled: Office, *, saved: bool) -> None:
    """With both lines damaged a loss and a worn disk look alike, unless changes are gone as well: of those
    the other mark tells."""
    filled.close()
    before = (filled.home / "wira.db").read_bytes()
    later = again(filled)
    if saved:
        offices.enter(later, offices.persons(6)[5:])
    later.close()
    (filled.home / "wira.db").write_bytes(before)
    for name in ("wira.db-wal", "wira.db-shm"):
        (filled.home / name).unlink(missing_ok=True)
    flip(filled.home / FILE, 12, 172)
    office = again(filled)
    try:
        office.keep_access()
        found = told(office)
        assert set(found) == ({"access_lost"} if saved else {"access_unread"})
        assert ("menghapusnya" in "".join(found.values())) is saved
        assert not check_office(office).sound
    finally:
        office.close()


def test_a_restore_by_wira_says_what_was_noted_after_the_copy(filled: Office, tmp_path: Path) -> None:
    """In its place it is counted, by the word that stood beside it; elsewhere nobody knows. Either explains
    itself once: what goes later is a finding."""
    info = write_backup(filled, tmp_path / "usb")
    for _ in range(3):
        access.note(filled, PRINT)
    filled.close()
    restore_over(info.path, filled.home, "Ratna Puspita", offices.PASSPHRASE, filled.clock())
    restore_backup(info.path, tmp_path / "lama", "Ratna Puspita", offices.PASSPHRASE)
    for home, gone in ((filled.home, 3), (tmp_path / "lama", 0)):
        office = open_office(home, "Ratna Puspita", offices.PASSPHRASE, clock=filled.clock)
        assert told(office) == {}, "nobody is accused in the second before its entry is kept"
        office.keep_access()
        assert rows(office)[-2:] == [(RESTORE, None, gone), (ENTER, None, 1)]
        assert ("3 catatan" if gone else "tidak diketahui") in told(office)["access_restored"]
        assert check_office(office).sound
        office.close()
        (home / FILE).unlink()
        office = open_office(home, "Ratna Puspita", offices.PASSPHRASE, clock=filled.clock)
        office.keep_access()
        assert set(told(office)) == {"access_restored", "access_unread"}
        assert not check_office(office).sound
        office.close()


def test_a_mark_that_a_cut_off_run_took_along_accuses_nobody(filled: Office) -> None:
    running.mark(filled.home, "1.0.0")
    found = (filled.home / running.NAME).read_bytes()
    filled.close()
    (filled.home / running.NAME).write_bytes(found)
    (filled.home / FILE).unlink()
    office = again(filled)
    try:
        office.keep_access()
        assert set(told(office)) == {"access_fell"}
        assert check_office(office).sound
    finally:
        office.close()
