"""Trainings through real offices: who plans and invites, what travels, and marks keyed on two computers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_app.actions import attendance, cancelling, devices, people, training
from desktop_app.actions.attendance import attend, mark_one, take_back
from desktop_app.actions.attendance_sheet import SheetWish, print_sheet
from desktop_app.actions.checking import check_office
from desktop_app.actions.data_requests import RecordRequest, lift, record_request
from desktop_app.actions.training import SaveTraining, SaveWave, invite
from desktop_app.documents.render import page_png
from desktop_app.domain.mentoring import kelurahan_of
from desktop_app.domain.training import participant_of
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries import applicants
from desktop_app.queries import training as questions
from desktop_app.queries.companions import whole_history
from desktop_app.storage.work import new_id
from tests.mentors import HENDRA, RATNA, SARI, MentorCity, reopened
from tests.offices import KUKUSAN, PASSPHRASE
from tests.trainings import DAYS, city_wave, own_wave


@pytest.fixture
def city(mentor_city: Path, tmp_path: Path) -> Iterator[MentorCity]:
    made = reopened(mentor_city, tmp_path)
    yield made
    made.close()


def sql(office: Office, query: str, *values: object) -> list[Any]:
    """Asked of the tables themselves, whoever is in."""
    with office.database.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query, values)]


def refused(code: str, call: Any, *args: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        call(*args)
    assert (caught.value.code, caught.value.message.endswith(".")) == (code, True)
    return caught.value


def people_of(office: Office, wave: str) -> dict[int, tuple[str, ...]]:
    with office.reading() as connection:
        return {one.nomor: one.marks for one in questions.participants(connection, wave=wave)}


def counted(office: Office) -> questions.TrainingCounts:
    with office.reading() as connection:
        return questions.counts(connection)


def test_a_wave_of_the_city_travels_with_each_offices_own_people_and_both_sides_key(city: MentorCity) -> None:
    wave = city_wave(city)
    made = invite(city.dkum, wave, city.accepted)
    assert sorted(made.numbers.values()) == [1, 2, 3]
    report = city.down()
    assert (report.void, people_of(city.kukusan, wave)) == ({}, dict.fromkeys((1, 2, 3), ("", "", "")))
    attend(city.dkum, wave, 1, "1-2 3a")  # DKUM keys the first day
    city.kukusan.enter(RATNA, PASSPHRASE)
    attend(city.kukusan, wave, 2, "* ")  # the kelurahan the second, before it has heard of the first
    attend(city.kukusan, wave, 3, "2 3i")
    assert (city.up().void, city.down().void) == ({}, {})
    for office in (city.dkum, city.kukusan):
        assert people_of(office, wave) == {1: ("h", "h", ""), 2: ("h", "h", "h"), 3: ("a", "h", "i")}
        assert sql(office, "SELECT count(*) FROM conflict") == [(0,)]
        told = counted(office)
        present = "+".join(f"(coalesce(h{n}, '') = 'h')" for n in range(1, 15))
        assert sql(office, f"SELECT count(*) FROM participant WHERE {present} >= 2") == [(told.passed,)]
        assert (told.trained, told.participants, told.missed, told.uninvited) == (2, 3, 1, 0)
        with office.reading() as connection:
            assert len(questions.trained(connection, program="WUB", tahun=2026)) == told.trained
            assert questions.trained_by(connection) == {KUKUSAN: 2}
            assert questions.trained(connection, kelurahan="3276021008") == frozenset()
            [(held, line)] = questions.unfinished(connection)
            outcomes = [one.outcome for one in questions.participants(connection, wave=wave)]
            (day, *_rest) = questions.days_of(held, questions.participants(connection, wave=wave))
        assert (line.nomor, line.missed, outcomes) == (3, (1, 3), ["passed", "passed", "failed"])
        assert (day.day, day.marks, day.keyed) == (DAYS[0], {"h": 2, "a": 1}, 3)
        assert check_office(office).sound
    # one day keyed differently on two computers: shown as such, and keyed again it is settled
    attend(city.dkum, wave, 1, "3s")
    attend(city.kukusan, wave, 1, "3")
    city.up()
    with city.dkum.reading() as connection:
        (third,) = [one for one in questions.participants(connection, wave=wave) if one.differs]
    assert (third.nomor, third.differs, third.marks[0]) == (3, frozenset({1}), "h")  # the kelurahan's word
    attend(city.dkum, wave, 1, "3")
    assert sql(city.dkum, "SELECT count(*) FROM conflict") == [(0,)]
    # what the kelurahan may not: change or fill a wave that DKUM keeps
    refused("foreign", invite, city.kukusan, wave, city.accepted[:1])
    refused("foreign", training.cancel_wave, city.kukusan, wave)


def test_unknown_numbers_change_nothing_and_an_entry_can_be_taken_back(city: MentorCity) -> None:
    wave = city_wave(city)
    invite(city.dkum, wave, city.accepted)
    first = attend(city.dkum, wave, 1, "1-3")
    seq = city.dkum.context and sql(city.dkum, "SELECT max(seq) FROM op")
    told = refused("number", attend, city.dkum, wave, 2, "1 2 31")
    assert "31" in told.message and "1" in told.message and "Tidak ada yang berubah" in told.next_step
    for bad, code in (
        ("1 13", "number"), ("1-9", "number"), ("dua", "marks"), ("1 a", "marks"), ("1x", "marks"),
        ("3-1", "range"), ("1 1a", "twice"), ("", "empty"), ("* +a", "twice"),
    ):  # fmt: skip
        refused(code, attend, city.dkum, wave, 2, bad)
    refused("day", attend, city.dkum, wave, 4, "1")
    refused("no_wave", attend, city.dkum, "ab" * 16, 1, "1")
    assert sql(city.dkum, "SELECT max(seq) FROM op") == seq
    with city.dkum.reading() as connection:
        number = applicants.number_of(connection, city.accepted[0])
        assert number is not None
        steps = whole_history(connection, city.dkum.context, number)
    assert [step.title for step in steps[:2]] == [
        "Kehadiran di Pelatihan Dasar WUB, Gelombang 1", "Diundang ke Pelatihan Dasar WUB, Gelombang 1"
    ]  # fmt: skip
    assert [(each.label, each.after) for each in steps[0].fields] == [("Hari 1", "Hadir")]
    second = attend(city.dkum, wave, 1, "2a 3k")
    assert people_of(city.dkum, wave) == {1: ("h", "", ""), 2: ("a", "", ""), 3: ("", "", "")}
    assert attend(city.dkum, wave, 1, "2a").before == {}  # said twice, written once
    take_back(city.dkum, second)
    assert people_of(city.dkum, wave) == dict.fromkeys((1, 2, 3), ("h", "", ""))
    take_back(city.dkum, first)
    assert people_of(city.dkum, wave) == dict.fromkeys((1, 2, 3), ("", "", ""))
    later = city_wave(city, name="Gelombang 2", days=("2026-11-24", "2026-11-25"))
    invite(city.dkum, later, city.accepted[:1])
    attend(city.dkum, later, 1, "1")
    refused("future", attend, city.dkum, later, 2, "1")


def test_capacity_holds_and_numbers_never_change(city: MentorCity) -> None:
    wave = city_wave(city, capacity=2)
    refused("full", invite, city.dkum, wave, city.accepted)
    assert people_of(city.dkum, wave) == {}
    invite(city.dkum, wave, city.accepted[:2])
    with city.dkum.reading() as connection:
        (first, _second) = questions.participants(connection, wave=wave)
        assert [line.record for line in questions.uninvited(connection)] == [city.accepted[2]]
    refused("full", invite, city.dkum, wave, city.accepted[2:])
    training.remove(city.dkum, first.record)
    assert invite(city.dkum, wave, city.accepted[2:]).numbers == {city.accepted[2]: 3}  # 1 is never reused
    refused("number", attend, city.dkum, wave, 1, "1")
    refused("full", invite, city.dkum, wave, [first.application])
    row = sql(city.dkum, "SELECT lower(hex(training)), nama FROM wave")[0]
    wider = SaveWave(row[0], row[1], DAYS, 9, "Balai Kota", 2, record=wave)
    training.save_wave(city.dkum, wider)
    assert invite(city.dkum, wave, [first.application]).numbers == {first.application: 1}  # the old number
    refused("invited", invite, city.dkum, wave, [first.application])
    attend(city.dkum, wave, 3, "1")
    refused("marked", training.remove, city.dkum, first.record)
    refused("kept", training.save_wave, city.dkum, SaveWave(row[0], row[1], DAYS[:2], 9, record=wave))
    refused("kapasitas", training.save_wave, city.dkum, SaveWave(row[0], row[1], DAYS, 2, record=wave))
    training.cancel_wave(city.dkum, wave)
    refused("cancelled", attend, city.dkum, wave, 1, "1")
    refused("cancelled", invite, city.dkum, wave, city.accepted)
    assert (counted(city.dkum).waves, counted(city.dkum).uninvited) == (0, 3)


def plan(city: MentorCity, wave: str, days: tuple[str, ...], minimal: int, *, agreed: bool = False) -> Any:
    """DKUM changes the days of its wave, or how many of them complete it."""
    record, name = sql(city.dkum, "SELECT lower(hex(training)), nama FROM wave")[0]
    wish = SaveWave(record, name, days, 30, "Balai Kota", minimal, record=wave, agreed=agreed)
    return training.save_wave(city.dkum, wish)


def test_a_marked_day_keeps_its_place_and_date(city: MentorCity) -> None:
    wave = city_wave(city, days=("2026-11-18", "2026-11-20"))
    invite(city.dkum, wave, city.accepted)
    attend(city.dkum, wave, 1, "1 2a 3")
    before = people_of(city.dkum, wave)
    for days in (
        ("2026-11-17", "2026-11-18", "2026-11-20"),  # a day put in front: the marks would say the 17th
        ("2026-12-18", "2026-12-20"),  # all of it later: present in the future
        ("2026-11-20",),
    ):
        told = refused("kept", plan, city, wave, days, 1)
        assert "Hari ke-1, 18-11-2026," in told.message and "hapus dahulu tandanya" in told.next_step
    assert people_of(city.dkum, wave) == before
    plan(city, wave, ("2026-11-18", "2026-11-21", "2026-11-23"), 2)  # what nobody marked may move
    attend(city.dkum, wave, 2, "2")
    told = refused("kept", plan, city, wave, ("2026-11-18", "2026-11-19", "2026-11-21"), 2)
    assert "Hari ke-2, 21-11-2026," in told.message
    attend(city.dkum, wave, 2, "2k")
    cleared = attend(city.dkum, wave, 1, "1-3k")
    plan(city, wave, ("2026-11-17", "2026-11-18"), 2)
    refused("changed_since", take_back, city.dkum, cleared)  # the first day is another one now
    assert set(people_of(city.dkum, wave).values()) == {("", "")}
    # a mark keyed elsewhere on a day that was dropped meanwhile gets no new date either
    late = sql(city.dkum, "SELECT lower(hex(uuid)) FROM participant WHERE nomor = 1")[0][0]
    city.dkum.do(lambda work: work.put(late, "participant", "set", {"h3": "h"}))
    told = refused("kept", plan, city, wave, ("2026-11-17", "2026-11-18", "2026-11-19"), 2)
    assert "Hari ke-3" in told.message
    plan(city, wave, ("2026-11-16", "2026-11-18"), 2)


def test_who_completes_a_wave_otherwise_than_before_is_told_first(city: MentorCity) -> None:
    wave = city_wave(city)
    invite(city.dkum, wave, city.accepted)
    attend(city.dkum, wave, 1, "1-3")
    attend(city.dkum, wave, 2, "1 2")
    assert counted(city.dkum).passed == 2
    assert "1 peserta menjadi tuntas" in refused("outcomes", plan, city, wave, DAYS, 1).message
    assert "2 peserta tidak lagi tuntas" in refused("outcomes", plan, city, wave, DAYS, 3).message
    # one more day and "all of them" is such a change as well
    refused("outcomes", plan, city, wave, (*DAYS, "2026-11-20"), 0)
    assert counted(city.dkum).passed == 2
    plan(city, wave, (*DAYS, "2026-11-20"), 2)
    plan(city, wave, DAYS, 3, agreed=True)
    assert counted(city.dkum).passed == 0


def test_an_undo_leaves_alone_what_was_keyed_since(city: MentorCity) -> None:
    wave = city_wave(city)
    invite(city.dkum, wave, city.accepted)
    city.down()
    city.kukusan.enter(RATNA, PASSPHRASE)
    first = attend(city.dkum, wave, 1, "1-3")
    attend(city.dkum, wave, 1, "2a")
    told = refused("changed_since", take_back, city.dkum, first)
    assert "2" in told.message
    assert people_of(city.dkum, wave) == {1: ("h", "", ""), 2: ("a", "", ""), 3: ("h", "", "")}
    second = attend(city.dkum, wave, 2, "1")
    attend(city.kukusan, wave, 2, "1s")  # the other computer says otherwise, and arrives meanwhile
    city.up()
    refused("changed_since", take_back, city.dkum, second)
    assert sql(city.dkum, "SELECT count(*) FROM conflict") == [(1,)]


def test_what_a_catalogue_and_a_wave_must_say(city: MentorCity) -> None:
    wave = city_wave(city)
    (record,) = sql(city.dkum, "SELECT lower(hex(uuid)) FROM training")[0]
    for code, wish in (
        ("empty", SaveTraining("")), ("jenis", SaveTraining("A", "xyz")),
        ("days", SaveTraining("A", hari=15)), ("named", SaveTraining("pelatihan dasar wub")),
        ("long", SaveTraining("A" * 121)),
        ("no_training", SaveTraining("A", record="ab" * 16)),
    ):  # fmt: skip
        refused(code, training.save_training, city.dkum, wish)
    for code, wanted in (
        ("days", SaveWave(record, "G", (), 3)),
        ("days", SaveWave(record, "G", (DAYS[0], "17-11-2026"), 3)),
        ("date", SaveWave(record, "G", ("besok",), 3)),
        ("minimal", SaveWave(record, "G", DAYS, 3, minimal=4)),
        ("kapasitas", SaveWave(record, "G", DAYS, 0)),
        ("wilayah", SaveWave(record, "G", DAYS, 3, wilayah=("1",))),
        ("named", SaveWave(record, "gelombang 1", DAYS, 3)),
        ("empty", SaveWave(record, " ", DAYS, 3)),
    ):
        refused(code, training.save_wave, city.dkum, wanted)
    training.close_training(city.dkum, record)
    refused("closed", training.save_wave, city.dkum, SaveWave(record, "Gelombang 2", DAYS, 3))
    refused("area", invite, city.dkum, training.save_wave(
        city.dkum, SaveWave(record, "Gelombang 1", DAYS, 3, wilayah=("3276021008",), record=wave)
    ).record, city.accepted)  # fmt: skip
    wide = SaveWave(record, "Gelombang 1", DAYS, 3, wilayah=("327602", "3276021008"), record=wave)
    training.save_wave(city.dkum, wide)  # a kecamatan is its kelurahan
    with city.dkum.reading() as connection:
        (line,) = questions.waves(connection, wave=wave)
    assert line.wilayah == tuple(sorted({*kelurahan_of("327602"), "3276021008"}))
    city.dkum.enter(SARI, PASSPHRASE)
    refused("role", training.save_training, city.dkum, SaveTraining("Lain"))
    city.kukusan.enter(RATNA, PASSPHRASE)
    refused("place", training.save_training, city.kukusan, SaveTraining("Lain"))


def test_a_kelurahan_holds_its_own_and_a_mentors_account_keys_only_its_people(city: MentorCity) -> None:
    city_wave(city)
    city.down()
    (record,) = sql(city.kukusan, "SELECT lower(hex(uuid)) FROM training")[0]
    wave = own_wave(city, record, capacity=3)
    invite(city.kukusan, wave, city.accepted)
    assert city.up().void == {}
    with city.dkum.reading() as connection:
        (line,) = [one for one in questions.waves(connection) if one.scope == KUKUSAN]
        assert (line.wilayah, line.minimal, line.invited) == ((KUKUSAN,), 2, 3)
        assert len(questions.waves(connection, kelurahan="3276021008")) == 1
    city.dkum.enter(HENDRA, PASSPHRASE)
    refused("foreign", training.cancel_wave, city.dkum, wave)
    attend(city.dkum, wave, 1, "3i")  # DKUM may still key what it was handed
    city.assign(0, 0)
    city.account("Tono Hartono", 0)
    refused("number", attend, city.kukusan, wave, 1, "2")
    attend(city.kukusan, wave, 1, "*")
    with city.kukusan.reading() as connection:
        assert [one.nomor for one in questions.participants(connection, wave=wave)] == [1]
    foreign = sql(city.kukusan, "SELECT lower(hex(uuid)) FROM participant WHERE nomor = 2")[0][0]
    refused("unknown_record", mark_one, city.kukusan, foreign, 1, "h")
    refused("unknown_record", training.remove, city.kukusan, foreign)
    city.kukusan.enter(RATNA, PASSPHRASE)
    assert people_of(city.kukusan, wave) == {1: ("h", ""), 2: ("", ""), 3: ("", "")}
    refused("marks", mark_one, city.kukusan, foreign, 1, "x")
    entry = mark_one(city.kukusan, foreign, 2, "s")
    assert people_of(city.kukusan, wave)[2] == ("", "s")
    city.kukusan.enter("Tono Hartono", PASSPHRASE)
    refused("unknown_record", take_back, city.kukusan, entry)
    city.kukusan.enter(RATNA, PASSPHRASE)
    take_back(city.kukusan, entry)
    assert (city.up().void, city.down().void) == ({}, {})
    assert (
        people_of(city.dkum, wave)
        == people_of(city.kukusan, wave)
        == {1: ("h", ""), 2: ("", ""), 3: ("i", "")}
    )
    people_known = people.AddPerson("Rudi Saputra", ("verifikator",), PASSPHRASE)
    people.add_person(city.kukusan, people_known)
    city.kukusan.enter("Rudi Saputra", PASSPHRASE)
    refused("role", attend, city.kukusan, wave, 1, "1a")


def test_who_is_cancelled_is_shown_so_and_counts_no_more(city: MentorCity) -> None:
    wave = city_wave(city)
    invite(city.dkum, wave, city.accepted)
    attend(city.dkum, wave, 1, "1-3")
    attend(city.dkum, wave, 2, "1-3")
    assert counted(city.dkum).trained == 3
    city.down()
    city.kukusan.enter(RATNA, PASSPHRASE)
    cancelling.request_withdrawal(city.kukusan, city.accepted[0], "Pindah ke luar kota")
    city.up()
    city.dkum.enter(SARI, PASSPHRASE)
    cancelling.cancel(city.dkum, city.accepted[0], "Pindah ke luar kota")
    city.dkum.enter(HENDRA, PASSPHRASE)
    city.down()
    for office in (city.dkum, city.kukusan):
        with office.reading() as connection:
            lines = questions.participants(connection, wave=wave)
        assert next((one.nomor, one.status, one.counts) for one in lines) == (1, "cancelled", False)
        told = counted(office)
        assert (told.trained, told.participants) == (2, 2)
        refused("gone", attend, office, wave, 3, "1")
    attend(city.dkum, wave, 3, "1-3i")  # a range passes over who is gone
    assert people_of(city.dkum, wave)[1] == ("h", "h", "")


def test_nobody_counts_twice_in_a_wave_nor_by_another_offices_word(city: MentorCity) -> None:
    """What an altered program may write about a participant, or about another office's applicant."""
    wave = city_wave(city)
    first, second, _third = city.accepted
    invite(city.dkum, wave, [first])
    present = {"wave": wave, "nomor": 9, "h1": "h", "h2": "h"}
    for record in (new_id(), participant_of(wave, second)):
        twice = {**present, "application": first}
        with pytest.raises(Refused) as caught, city.dkum.work() as work:
            work.put(record, "participant", "set", twice, scope=KUKUSAN)
        assert caught.value.code == "incomplete"
    strange = {**present, "application": second}
    record = participant_of(wave, second)
    with pytest.raises(Refused) as caught, city.dkum.work() as work:
        work.put(record, "participant", "set", strange, scope="3276061001")
    assert caught.value.code == "subject"
    with city.dkum.reading() as connection:
        assert [one.nomor for one in questions.participants(connection, wave=wave)] == [1]
    assert counted(city.dkum).participants == 1


def test_two_computers_that_gave_one_number_are_told_apart_by_name(city: MentorCity) -> None:
    wave = city_wave(city)
    invite(city.dkum, wave, city.accepted[:1])
    twin = {"wave": wave, "application": city.accepted[1], "nomor": 1}
    other = participant_of(wave, city.accepted[1])
    city.dkum.do(lambda work: work.put(other, "participant", "set", twin, scope=KUKUSAN))
    refused("twin", attend, city.dkum, wave, 1, "1")
    mark_one(city.dkum, other, 1, "i")
    with city.dkum.reading() as connection:
        found = questions.participants(connection, wave=wave)
    assert [(one.nomor, one.twin, one.marks[0]) for one in found] == [(1, True, "i"), (1, True, "")] or [
        (one.nomor, one.twin, one.marks[0]) for one in found
    ] == [(1, True, ""), (1, True, "i")]


def test_a_printed_page_chooses_wave_day_and_page_when_it_is_scanned(city: MentorCity) -> None:
    wave = city_wave(city)
    invite(city.dkum, wave, city.accepted)
    city.down()
    made = print_sheet(city.kukusan, SheetWish(wave, days=(2,), nomor="500.3/7"))
    assert (made.people, len(made.codes)) == (3, 1)
    for scanned in (made.pdf, page_png(made.pdf, 0, dpi=110)):
        for office in (city.kukusan, city.dkum):  # DKUM knows the computer from its directory
            sheet = attendance.read_sheet(office, scanned)
            assert (sheet.wave.record, sheet.days, sheet.page, sheet.numbers) == (wave, (2,), 1, (1, 2, 3))
    refused("no_code", attendance.read_sheet, city.dkum, page_png(made.pdf, 0, dpi=20))
    refused("attachment_no_image", attendance.read_sheet, city.dkum, b"bukan gambar")
    refused("day", print_sheet, city.dkum, SheetWish(wave, days=(4,)))
    refused("blank", print_sheet, city.dkum, SheetWish(wave, blank=99))
    training.cancel_wave(city.dkum, wave)
    refused("cancelled", print_sheet, city.dkum, SheetWish(wave))


def test_a_page_of_a_revoked_computer_is_told(city: MentorCity) -> None:
    """Who has its key writes any day on a page, so one of an earlier day proves nothing either."""
    wave = city_wave(city)
    invite(city.dkum, wave, city.accepted)
    city.down()
    made = print_sheet(city.kukusan, SheetWish(wave, days=(2,)))
    before = city.dkum.today() - timedelta(days=1)
    early = print_sheet(city.kukusan, SheetWish(wave, days=(2,), tanggal=before))
    print_of = city.kukusan.device.fingerprint
    devices.revoke(city.dkum, city.kukusan.info.dev, why="Laptop hilang", fingerprint=print_of)
    told = refused("kunci_dicabut", attendance.read_sheet, city.dkum, made.pdf)
    assert "sudah dicabut" in told.message and told.next_step
    assert "register" in refused("dicabut_kemudian", attendance.read_sheet, city.dkum, early.pdf).next_step
    devices.readmit(city.dkum, city.kukusan.info.dev, fingerprint=print_of)
    assert attendance.read_sheet(city.dkum, made.pdf).days == (2,)


def test_a_typed_code_names_wave_days_and_page(city: MentorCity) -> None:
    wave = city_wave(city)
    with city.dkum.reading() as connection:
        (line,) = questions.waves(connection, wave=wave)
    sheet = attendance.find_sheet(city.dkum, f" {line.code.lower()} . 2-3 . 1 ")
    assert (sheet.wave.record, sheet.days, sheet.page, sheet.numbers) == (wave, (2, 3), 1, ())
    refused("sheet_code", attendance.find_sheet, city.dkum, f"{line.code}.4.1")
    refused("sheet_code", attendance.find_sheet, city.dkum, "ZZZZZZ.1.1")
    refused("sheet_code", attendance.find_sheet, city.dkum, "halaman satu")
    refused("QR_FORMAT", attendance.find_sheet, city.dkum, "WIRA1:ABC")


def test_nobody_whose_data_stand_still_is_marked(city: MentorCity) -> None:
    """By the own number, it is refused with the reason; a range and "all others" leave the person out."""
    wave = city_wave(city)
    invite(city.dkum, wave, city.accepted[:3])
    city.down()
    held = city.accepted[1]
    asked = record_request(city.kukusan, RecordRequest(held, "pembatasan", "loket"))
    with city.kukusan.reading() as connection:
        number = next(
            one.nomor for one in questions.participants(connection, wave=wave) if one.application == held
        )
        record = next(
            one.record for one in questions.participants(connection, wave=wave) if one.application == held
        )
    assert "dibatasi" in refused("held", attend, city.kukusan, wave, 1, f"{number}h").message
    refused("held", mark_one, city.kukusan, record, 1, "h")
    attend(city.kukusan, wave, 1, "1-3h")
    marks = people_of(city.kukusan, wave)
    assert [marks[one][0] for one in sorted(marks)] == ["" if one == number else "h" for one in sorted(marks)]
    lift(city.kukusan, asked.record, "Alamatnya sudah dibetulkan")
    attend(city.kukusan, wave, 1, f"{number}h")
    assert people_of(city.kukusan, wave)[number][0] == "h"


def test_a_place_called_like_somebody_invited_later_stays_and_no_new_one_names_them(city: MentorCity) -> None:
    """Jl. Dewi Sartika is a street; a wave that says so can be changed once a Dewi Sartika is invited."""
    wave = city_wave(city)
    with city.dkum.reading() as connection:
        line = training.known_wave(connection, wave)
        (name,) = connection.exec_driver_sql(
            "SELECT nama FROM application WHERE uuid = ?", (bytes.fromhex(city.accepted[0]),)
        ).one()
    wish = SaveWave(line.training, line.nama, DAYS, 30, f"Aula Jl. {name} No. 5", 2, record=wave)
    training.save_wave(city.dkum, wish)
    invite(city.dkum, wave, city.accepted[:1])
    training.save_wave(city.dkum, replace(wish, kapasitas=40))
    with pytest.raises(Refused) as caught:
        training.save_wave(city.dkum, replace(wish, nama=f"Susulan {name}"))
    assert caught.value.code == "names_somebody" and name not in str(caught.value)


def test_a_wave_may_be_called_like_a_street_though_somebody_of_that_one_name_is_invited(
    city: MentorCity,
) -> None:
    """A wave is about many: a word alone may be a street, and only who is addressed is somebody."""
    wave = city_wave(city)
    with city.kukusan.work() as work:
        record = city.accepted[0]
        work.put(record, "application", "set", {"nama": "Melati"}, rev=work.state(record).rev)
    city.up()
    assert invite(city.dkum, wave, city.accepted[:1])
    with city.dkum.reading() as connection:
        line = training.known_wave(connection, wave)
    wish = SaveWave(line.training, "Gelombang Melati", DAYS, 30, "Melati 5", 2, record=wave)
    training.save_wave(city.dkum, wish)
    with pytest.raises(Refused) as caught:
        training.save_wave(city.dkum, replace(wish, nama="Susulan Ibu Melati"))
    assert caught.value.code == "names_somebody" and "(Melati)" in caught.value.message
