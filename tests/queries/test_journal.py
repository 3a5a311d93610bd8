"""The journal: what is in three books is told by time, narrowed, and the same on the command line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop_app.actions import access, people, recovery
from desktop_app.actions.export import make_file
from desktop_app.actions.journal_file import write_journal
from desktop_app.actions.taking import open_files
from desktop_app.domain import access as deeds
from desktop_app.domain import region
from desktop_app.domain.journal import KINDS
from desktop_app.domain.op import KINDS as OP_KINDS
from desktop_app.errors import Refused
from desktop_app.keys.attempts import Attempts
from desktop_app.office import Office, open_office
from desktop_app.queries import journal
from desktop_app.queries.applicant import Change
from desktop_app.queries.journal import JournalFilter, begin_ids, first_ids, ids, place_of, require_reader
from desktop_app.queries.journal_lines import JournalLine, csv_row, csv_titles, page
from desktop_app.queries.record_history import record_history
from desktop_app.storage import dialect
from tests import offices
from tests.offices import KUKUSAN


def lines(office: Office, **asked: object) -> list[JournalLine]:
    with office.reading() as connection:
        keys = ids(connection, office, JournalFilter(**asked))  # type: ignore[arg-type]
        found = page(connection, office, keys)
        assert list(first_ids(connection, office, JournalFilter(**asked), 3)) == list(keys[:3])  # type: ignore[arg-type]
    assert None not in found
    told = [line for line in found if line is not None]
    times = [line.at for line in told if line.at is not None]
    assert times == sorted(times, reverse=True)
    return told


@pytest.fixture
def town(tmp_path: Path) -> Iterator[tuple[Office, Office, list[str]]]:
    """DKUM and Kukusan: two people entered, one verified on the next day, a file for DKUM opened there."""
    dkum, (kukusan,) = (made := offices.city(tmp_path, KUKUSAN))[0], made[1].values()
    kukusan.clock.forward(minutes=5)
    records = offices.enter(kukusan, offices.persons(2))
    kukusan.clock.forward(days=1)
    offices.verify(kukusan, records[:1])
    access.opened(kukusan, records[1])
    access.note_search(kukusan, offices.persons(2)[1]["nik"])
    kukusan.keep_access()
    kukusan.clock.forward(minutes=5)
    path = make_file(kukusan, tmp_path).paths[0]
    dkum.clock.forward(days=2)
    open_files(dkum, [path])
    yield dkum, kukusan, records
    for one in (dkum, kukusan):
        one.close()


def test_every_op_and_every_deed_is_of_one_kind() -> None:
    ops = [op for kind in KINDS.values() for op in kind.ops]
    seen = [deed for kind in KINDS.values() for deed in kind.deeds]
    assert sorted(ops) == sorted(OP_KINDS)
    assert sorted(seen) == sorted(deeds.DEEDS)


def test_a_passphrase_that_somebody_chose_stands_in_the_journal(tmp_path: Path) -> None:
    """It changes the key slot alone, by hand or by the recovery sheet: no op tells of it."""
    office, fresh = offices.office(tmp_path / "kantor"), "kapal layar teluk senja merah"
    with pytest.raises(Refused):
        people.change_passphrase(office, "bukan kata sandinya", fresh)
    office.attempts.forgive(office.session.user)
    people.change_passphrase(office, offices.PASSPHRASE, fresh)
    sheet = recovery.make_sheet(office, fresh)
    office.close()
    back = recovery.open_by_sheet(office.home, sheet.words, offices.PASSPHRASE, cost=offices.CHEAP)
    try:
        told = [line for line in lines(back, kind="entered") if line.title != "Masuk"]
    finally:
        back.close()
    assert [(line.title, line.detail) for line in told if line.who == "Ratna Puspita"] == [
        ("Kata sandi diganti", "dengan lembar pemulihan"), ("Lembar pemulihan dibuat", ""),
        ("Kata sandi diganti", ""),
    ]  # fmt: skip
    assert [(line.title, line.subject, line.detail, line.who) for line in told if not line.who] == [
        ("Kata sandi lama tidak cocok saat hendak diganti", "Ratna Puspita", "1 kali", "")
    ]


def test_the_three_books_are_one_and_each_kind_is_found(town: tuple[Office, Office, list[str]]) -> None:
    _dkum, kukusan, records = town
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)  # the admin: sees whose eyes were where
    every = lines(kukusan)
    by_kind = {code: lines(kukusan, kind=code) for code in KINDS}
    assert sum(map(len, by_kind.values())) == len(every)
    assert {code for code, found in by_kind.items() if found} == {
        "changes", "steps", "people", "seen", "entered", "files",
    }  # fmt: skip
    (verified, *_rest) = by_kind["steps"]
    assert (verified.title, verified.who, verified.record) == ("Terverifikasi", "Dian Lestari", records[0])
    assert verified.subject.startswith(offices.row(kukusan, records[0]).nama)
    assert {line.title for line in by_kind["seen"]} == {"Dibuka", "Dicari menurut NIK"}
    (file, *_more) = by_kind["files"]
    assert file.title == "Berkas sinkronisasi dibuat" and file.subject.endswith("untuk DKUM")
    told = repr(every)
    assert not any(person["nik"] in told for person in offices.persons(2)), "no NIK stands in the journal"


def test_it_is_narrowed_by_person_day_record_words_and_computer(
    town: tuple[Office, Office, list[str]],
) -> None:
    dkum, kukusan, records = town
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    ratna = kukusan.session.user
    assert {line.who for line in lines(kukusan, person=ratna)} == {"Ratna Puspita"}
    first = date(2026, 11, 24)
    one = lines(kukusan, since=first, until=first)
    rest = lines(kukusan, since=first + timedelta(days=1))
    assert one and rest and len(one) + len(rest) == len(lines(kukusan))
    assert {line.record for line in lines(kukusan, record=records[1])} == {records[1]}
    nik, number = offices.persons(2)[0]["nik"], offices.row(kukusan, records[0]).nomor_pendaftaran
    for words in (nik, number, offices.row(kukusan, records[0]).nama):
        assert {line.record for line in lines(kukusan, text=words)} == {records[0]}, words
    assert {line.who for line in lines(kukusan, text="dian")} == {"Dian Lestari"}
    assert lines(kukusan, text="tidak ada siapa pun") == []
    here = lines(dkum, device=kukusan.info.dev)
    tag = region.device_tag(bytes.fromhex(kukusan.info.dev))
    assert here and all(tag in line.where for line in here)


@pytest.mark.parametrize("few", [0, 2000])
def test_words_that_fit_many_leave_nobody_out(
    town: tuple[Office, Office, list[str]], monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    _dkum, kukusan, records = town
    monkeypatch.setattr(journal, "_FEW", few)
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    prefix = offices.row(kukusan, records[0]).nomor_pendaftaran.rsplit("-", 1)[0]
    found = lines(kukusan, text=prefix)
    assert {line.record for line in found} == set(records)
    assert {line.book for line in found} == {journal.OP, journal.SEEN}
    assert {line.who for line in lines(kukusan, text="dian")} == {"Dian Lestari"}
    assert lines(kukusan, text="tidak ada siapa pun") == lines(kukusan, text="...") == []


def test_what_is_not_found_at_once_is_not_said_to_be_all(
    town: tuple[Office, Office, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _dkum, kukusan, _records = town
    asked = JournalFilter()
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n WHERE x <= ?"
    with kukusan.reading() as connection:
        found, whole = dialect.within(connection, endless, (3,), 0.05)
        assert found == [(1,), (2,), (3,)][: len(found)] and len(found) >= 2 and not whole
        every = list(ids(connection, kukusan, asked))
        assert begin_ids(connection, kukusan, asked, 3) == (every[:3], True)
        assert begin_ids(connection, kukusan, JournalFilter(text="tidak ada"), 3) == ([], True)
        monkeypatch.setattr(dialect, "_STEPS", 1)
        monkeypatch.setattr(journal, "_AT_ONCE", -1.0)
        assert begin_ids(connection, kukusan, asked, 3) == ([], False)
        assert list(ids(connection, kukusan, asked)) == every, "nothing is stopped any more"


def test_one_reads_on_behind_a_line_whatever_was_added(town: tuple[Office, Office, list[str]]) -> None:
    _dkum, kukusan, _records = town
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    kukusan.keep_access()
    with kukusan.work() as work:  # an op that was erased has no time and stands last
        work.connection.exec_driver_sql("UPDATE op SET body = x'00' WHERE id = 2")
    asked = JournalFilter()
    with kukusan.reading() as connection:
        every = list(ids(connection, kukusan, asked))
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    kukusan.keep_access()
    with kukusan.reading() as connection:
        read = first_ids(connection, kukusan, asked, 3)[1:]
        while more := first_ids(connection, kukusan, asked, 2, place_of(connection, read[-1])):
            read += more
        assert read == every
        with pytest.raises(Refused):
            first_ids(connection, kukusan, asked, 2, 4_000_000)
        here = place_of(connection, next(key for key in every if key % 4 == journal.OP))
    with kukusan.work() as work:
        work.connection.exec_driver_sql("UPDATE op SET body = x'00' WHERE id = ?", (here // 4,))
    with kukusan.reading() as connection, pytest.raises(Refused):  # erased meanwhile: never an end unsaid
        first_ids(connection, kukusan, asked, 2, here)


def test_a_page_holds_no_look_that_its_reader_may_not_see(town: tuple[Office, Office, list[str]]) -> None:
    _dkum, kukusan, _records = town
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    offices.add(kukusan, "Budi Santoso", "operator")
    kukusan.keep_access()
    with kukusan.reading() as connection:
        every = list(ids(connection, kukusan, JournalFilter(kind="seen")))
        assert every and None not in page(connection, kukusan, every)
    kukusan.enter("Budi Santoso", offices.PASSPHRASE)
    with kukusan.reading() as connection:
        assert page(connection, kukusan, every) == [None] * len(every)
        keys = ids(connection, kukusan, JournalFilter())
        assert None not in page(connection, kukusan, keys)


def test_what_came_by_file_says_by_which(town: tuple[Office, Office, list[str]]) -> None:
    dkum, kukusan, records = town
    came = [line for line in lines(dkum) if line.record in records]
    assert {line.file for line in came} == {"Berkas Kukusan, Kec. Beji 0001"}
    (file,) = lines(dkum, kind="files")[:1]
    assert {line.record for line in lines(dkum, file=file.key // 4)} >= set(records)
    with dkum.reading() as connection:
        steps = record_history(connection, dkum, records[0])
    assert {step.file for step in steps} == {"Berkas Kukusan, Kec. Beji 0001"}
    with kukusan.reading() as connection:
        assert {step.file for step in record_history(connection, kukusan, records[0])} == {""}


def test_who_looked_is_told_to_those_who_answer_for_it(town: tuple[Office, Office, list[str]]) -> None:
    _dkum, kukusan, _records = town
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    offices.add(kukusan, "Budi Santoso", "operator")
    whole = lines(kukusan, kind="entered")
    kukusan.enter("Budi Santoso", offices.PASSPHRASE)
    kukusan.keep_access()
    assert lines(kukusan, kind="seen") == []
    assert {line.who for line in lines(kukusan, kind="entered")} == {"Budi Santoso"}
    assert len(whole) > 1


def test_who_comes_in_next_carries_the_failed_tries_into_the_journal(
    town: tuple[Office, Office, list[str]],
) -> None:
    _dkum, kukusan, _records = town
    for name in ("Ratna Puspita", "Ratna Puspita", "Siapa Saja"):
        with pytest.raises(Refused):
            kukusan.enter(name, "bukan kata sandinya")
        kukusan.clock.forward(seconds=60)
    since = f"{kukusan.clock() - timedelta(seconds=180) + timedelta(hours=7):%d-%m-%Y %H.%M}"
    home, clock, attempts = kukusan.home, kukusan.clock, kukusan.attempts
    kukusan.close()
    again = Attempts.of(home, attempts._ticks, clock)  # the program was started anew
    office = open_office(
        home, "Dian Lestari", offices.PASSPHRASE, clock=clock, attempts=again, cost=offices.CHEAP
    )
    assert office.attempts.untold() == []
    office.enter("Ratna Puspita", offices.PASSPHRASE)
    office.keep_access()
    found = [line for line in lines(office, kind="entered") if line.title == "Percobaan masuk tidak cocok"]
    assert [(line.subject, line.detail, line.who) for line in found] == [
        ("nama yang tidak ada di kantor ini", "1 kali", ""),
        ("Ratna Puspita", f"2 kali, sejak {since}", ""),
    ]
    with office.reading() as connection:
        assert not (walk := office.access.walk(connection)).broken and not walk.missing
    office.close()


def test_a_mentors_account_reads_no_journal(
    town: tuple[Office, Office, list[str]],
) -> None:
    _dkum, kukusan, _records = town
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    offices.add(kukusan, "Tuti Aminah", "pendamping")
    kukusan.enter("Tuti Aminah", offices.PASSPHRASE)
    with pytest.raises(Refused) as caught:
        require_reader(kukusan)
    assert caught.value.next_step


def test_the_history_of_a_person_says_what_changed(town: tuple[Office, Office, list[str]]) -> None:
    _dkum, kukusan, _records = town
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    offices.add(kukusan, "Budi Santoso", "operator")
    user = next(user for user, facts in kukusan.context.people.items() if facts.nama == "Budi Santoso")
    people.change_person(kukusan, user, roles=("operator", "verifikator"))
    with kukusan.reading() as connection:
        changed, made = record_history(connection, kukusan, user)
    assert (made.title, changed.title) == ("Petugas ditambahkan", "Peran petugas diubah")
    ((field),) = changed.fields
    assert (field.label, field.before, field.after) == ("Peran", "Operator", "Operator, Verifikator")
    assert {each.label: each.after for each in made.fields}["Kantor"].startswith("Kukusan")
    with kukusan.reading() as connection, pytest.raises(Refused) as caught:
        record_history(connection, kukusan, "ff" * 16)
    assert caught.value.code == "unknown_record"


def test_the_history_of_staff_tells_of_a_passphrase_and_a_sheet_as_the_journal_does(
    town: tuple[Office, Office, list[str]],
) -> None:
    """No op tells of these; whoever may not read it in the journal does not read it here."""
    _dkum, kukusan, _records = town
    ratna = kukusan.enter("Ratna Puspita", offices.PASSPHRASE).user
    fresh = "kapal layar teluk senja merah"
    people.change_passphrase(kukusan, offices.PASSPHRASE, fresh)
    recovery.make_sheet(kukusan, fresh)

    def told() -> list[Change]:
        with kukusan.reading() as connection:
            return record_history(connection, kukusan, ratna)

    steps = {each.title: each for each in told()}
    titles = list(steps)
    assert {"Lembar pemulihan dibuat", "Kata sandi diganti"} <= steps.keys() and titles[-1] not in (
        "Lembar pemulihan dibuat", "Kata sandi diganti",
    )  # fmt: skip
    sheet = steps["Lembar pemulihan dibuat"]
    line = next(each for each in lines(kukusan) if each.title == sheet.title)
    assert (line.who, line.at, line.where) == (sheet.who, sheet.when, sheet.where)
    assert sheet.who == "Ratna Puspita" and "komputer ini" in sheet.where
    kukusan.enter("Dian Lestari", offices.PASSPHRASE)
    assert not {"Lembar pemulihan dibuat", "Kata sandi diganti"} & {each.title for each in told()}


def test_the_journal_is_given_as_a_table_and_that_is_noted(
    town: tuple[Office, Office, list[str]], tmp_path: Path
) -> None:
    _dkum, kukusan, _records = town
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    kukusan.keep_access()
    every = lines(kukusan)
    path, count = write_journal(
        kukusan, tmp_path / "jurnal.csv", [csv_titles(), *map(csv_row, every)], len(every)
    )
    with open(path, encoding="utf-8-sig", newline="") as file:
        found = list(csv.reader(file, delimiter=";"))
    assert count == len(every) == len(found) - 1
    assert found[0][0] == "Waktu" and found[1][1] == every[0].title
    again, _count = write_journal(kukusan, tmp_path / "jurnal.csv", [csv_titles()], 0)
    assert again != path, "another file of that name is left"
    kukusan.keep_access()
    assert lines(kukusan, kind="given")[-1].detail.startswith("jurnal")
