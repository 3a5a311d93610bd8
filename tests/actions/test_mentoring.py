"""Mentors through real offices: who may write what, what travels, and what a mentor's account sees."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.actions import mentoring, people
from desktop_app.actions.backup import make_backup
from desktop_app.actions.checking import check_office
from desktop_app.actions.data_requests import RecordRequest, lift, record_request
from desktop_app.actions.mentoring import AssignMentor, GiveArea, GiveTask, SaveMentor, SaveVisit
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries import applicants, documents, mentors
from desktop_app.queries.applicant import detail, reveal
from desktop_app.queries.applicants import ApplicantFilter
from desktop_app.queries.companions import whole_history
from desktop_app.queries.record_history import record_history
from desktop_app.queries.status import office_status
from desktop_app.storage import tables
from tests.mentors import HENDRA, RATNA, START, MentorCity, reopened
from tests.offices import KUKUSAN, PASSPHRASE

TODAY = "2026-11-24"


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


def visit(city: MentorCity, who: int, day: str = TODAY, **more: str) -> SaveVisit:
    return SaveVisit(city.accepted[who], day, "Pembukuan harian", **more)


def test_a_search_with_many_hits_counts_only_their_people(
    city: MentorCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applicants, "FEW", 0)  # as if there were more hits than are read and sorted
    wish = applicants.ApplicantFilter(text="26")
    everybody = len(city.accepted)
    with city.kukusan.reading() as connection:
        assert applicants.count(connection, wish) == everybody > 1
    city.assign(0, 0)
    city.account("Tono Hartono", 0)
    with city.kukusan.reading() as connection:
        assert applicants.count(connection, wish) == len(applicants.ids(connection, wish)) == 1


def test_mentors_travel_down_and_visits_up_and_every_copy_counts_alike(city: MentorCity) -> None:
    assert sql(city.kukusan, "SELECT count(*) FROM mentor") == [(3,)]
    city.assign(0, 0, 1)
    made = mentoring.save_visit(city.kukusan, visit(city, 0, tempat="Rumah produksi", saran="Catat kas"))
    mentoring.save_visit(city.kukusan, visit(city, 1))
    mentoring.cancel(city.kukusan, "visit", made.record)
    task = mentoring.give_task(
        city.kukusan, GiveTask(city.accepted[1], "Hitung HPP", "2026-11-10", "2026-11-20")
    )
    report = city.up()
    assert (report.void, report.new > 0) == ({}, True)
    for office in (city.kukusan, city.dkum):
        with office.reading() as connection:
            found, everybody = mentors.counts(connection, TODAY), mentors.mentors(connection, TODAY)
        assert (found.mentors, found.mentees, found.unaccompanied, found.visits, found.open_tasks) == (
            3,
            2,
            1,
            1,
            1,
        )
        assert sql(office, "SELECT count(*) FROM visit WHERE batal IS NOT 1") == [(found.visits,)]
        assert sql(office, "SELECT count(*) FROM mentee WHERE selesai IS NULL") == [(found.mentees,)]
        assert sql(office, "SELECT count(*) FROM task WHERE diserahkan IS NULL") == [(found.open_tasks,)]
        loads = {
            line.nama: (line.load.kelurahan, line.load.mentees, line.load.visits) for line in everybody.lines
        }
        assert loads == {"Tono Hartono": (1, 2, 1), "Wati Lestari": (6, 0, 0), "Yanto Saputra": (6, 0, 0)}
        assert (everybody.balance.mentees, everybody.balance.most, everybody.balance.least) == (2, 2, 0)
        assert len(everybody.uncovered) == 63 - 12
        assert check_office(office).sound
    before = sql(city.dkum, "SELECT * FROM visit")
    city.up()
    assert sql(city.dkum, "SELECT * FROM visit") == before
    # what DKUM changes comes down again
    city.dkum.enter(HENDRA, PASSPHRASE)
    mentoring.save_mentor(
        city.dkum, SaveMentor("Tono Hartono", berhenti="2026-12-01", record=city.mentors[0])
    )
    city.down()
    with city.kukusan.reading() as connection:
        (tono,) = [one for one in mentors.mentors(connection, TODAY).lines if one.nama == "Tono Hartono"]
    assert (tono.berhenti, tono.hp) == ("2026-12-01", "")
    mentoring.hand_in(city.kukusan, task.record, "2026-11-23", "Lengkap")
    assert sql(city.kukusan, "SELECT diserahkan, catatan FROM task") == [("2026-11-23", "Lengkap")]
    with city.kukusan.reading() as connection:
        number = applicants.number_of(connection, city.accepted[1])
        assert number is not None
        told = [step.title for step in whole_history(connection, city.kukusan.context, number)]
    assert told[:4] == [
        "Tugas diserahkan",
        "Tugas diberikan",
        "Kunjungan Tono Hartono",
        "Didampingi Tono Hartono",
    ]
    assert told[-1] == "Draf dibuat" or told[-1] == "Diajukan"


def test_a_new_mentor_ends_the_one_before_and_a_day_is_never_given_twice(city: MentorCity) -> None:
    city.assign(0, 0)
    city.assign(1, 0, mulai="2026-11-15")
    city.assign(1, 0, mulai="2026-11-15")  # said twice, written once
    assert sql(city.kukusan, "SELECT mulai, selesai FROM mentee ORDER BY id") == [
        (START, "2026-11-14"), ("2026-11-15", None)
    ]  # fmt: skip
    early = mentoring.save_visit(city.kukusan, visit(city, 0, "2026-11-14"))
    late = mentoring.save_visit(city.kukusan, visit(city, 0, "15-11-2026"))
    by_record = dict(sql(city.kukusan, "SELECT lower(hex(uuid)), lower(hex(mentor)) FROM visit"))
    assert (by_record[early.record], by_record[late.record]) == (city.mentors[0], city.mentors[1])
    city.assign(0, 0, mulai="2026-11-10")  # an earlier beginning takes the later one back
    held = sql(city.kukusan, "SELECT mulai, selesai FROM mentee ORDER BY id")
    assert held == [(START, "2026-11-09"), ("2026-11-15", "2026-11-14"), ("2026-11-10", None)]
    mentoring.end_mentee(city.kukusan, city.accepted[0], "2026-11-20")
    refused("unaccompanied", mentoring.save_visit, city.kukusan, visit(city, 0, "2026-11-21"))


def test_bad_wishes_are_sentences_and_change_nothing(city: MentorCity) -> None:
    city.assign(0, 0)
    kukusan, dkum = city.kukusan, city.dkum
    before = sql(kukusan, "SELECT count(*) FROM op"), sql(dkum, "SELECT count(*) FROM op")
    other = city.accepted[1]
    for code, call, office, wish in (
        ("unaccompanied", mentoring.save_visit, kukusan, visit(city, 1)),
        ("future", mentoring.save_visit, kukusan, visit(city, 0, "2026-11-25")),
        ("date", mentoring.save_visit, kukusan, visit(city, 0, "kemarin")),
        ("empty", mentoring.save_visit, kukusan, SaveVisit(city.accepted[0], TODAY, "  ")),
        ("long", mentoring.save_visit, kukusan, visit(city, 0, saran="x" * 1001)),
        ("garbled", mentoring.save_visit, kukusan, visit(city, 0, saran="\ud800")),
        ("unknown_record", mentoring.save_visit, kukusan, SaveVisit("zz", TODAY, "Pembukuan")),
        ("area", mentoring.assign, kukusan, AssignMentor((other,), city.mentors[2], START)),
        ("no_mentor", mentoring.assign, kukusan, AssignMentor((other,), "ab" * 16, START)),
        ("backwards", mentoring.give_task, kukusan, GiveTask(city.accepted[0], "Tugas", TODAY, "2026-11-01")),
        ("place", mentoring.save_mentor, kukusan, SaveMentor("Bukan Kewenangan")),
        ("place", mentoring.assign, dkum, AssignMentor((city.accepted[2],), city.mentors[0], START)),
        ("wilayah", mentoring.give_area, dkum, GiveArea(city.mentors[0], "3276999", START)),
        ("area_there", mentoring.give_area, dkum, GiveArea(city.mentors[0], KUKUSAN, TODAY)),
        ("backwards", mentoring.give_area, dkum, GiveArea(city.mentors[0], "327605", TODAY, START)),
        ("hp.panjang", mentoring.save_mentor, dkum, SaveMentor("Ani", hp="12")),
    ):
        with pytest.raises(Refused) as caught:
            call(office, wish)
        assert caught.value.code.split(".")[0] == code.split(".")[0], (code, caught.value.code)
        assert caught.value.message.endswith(".")
    assert before == (sql(kukusan, "SELECT count(*) FROM op"), sql(dkum, "SELECT count(*) FROM op"))


def test_only_the_accepted_are_accompanied(city: MentorCity) -> None:
    from tests import offices

    (draft,) = offices.enter(city.kukusan, offices.persons(1, seed=5), submit=False)
    city.kukusan.enter(RATNA, PASSPHRASE)
    refused("status", mentoring.assign, city.kukusan, AssignMentor((draft,), city.mentors[0], START))


def test_a_mentors_account_sees_only_their_people_below_the_window(city: MentorCity) -> None:
    city.assign(0, 0)
    city.assign(1, 1, 2)
    mentoring.save_visit(city.kukusan, visit(city, 1))
    office = city.kukusan
    with office.reading() as connection:
        numbers = {r: applicants.number_of(connection, r) for r in city.accepted}
        nama = sql(office, "SELECT nama FROM application WHERE lower(hex(uuid)) = ?", city.accepted[1])[0][0]
        assert applicants.count(connection, ApplicantFilter(text=nama)) >= 1
    city.account("Tono Hartono", 0)
    with office.reading() as connection:
        every = applicants.ids(connection, ApplicantFilter())
        assert list(every) == [numbers[city.accepted[0]]]
        assert applicants.count(connection, ApplicantFilter()) == 1
        assert applicants.count(connection, ApplicantFilter(text=nama)) == 0
        assert applicants.first_ids(connection, ApplicantFilter(text=nama)) == []
        stranger = numbers[city.accepted[1]]
        assert stranger is not None
        assert detail(connection, office.context, stranger) is None
        assert applicants.page(connection, [stranger]) == [None]
        assert office_status(connection, office.info).applicants == 1
        assert documents.register(connection, office.context) == []
        assert [one.record for one in mentors.mentees(connection, TODAY)] == [city.accepted[0]]
        assert mentors.visits(connection) == ()
        assert mentors.counts(connection, TODAY).visits == 0
    refused("unknown_record", reveal, office, stranger)
    refused("not_yours", mentoring.save_visit, office, visit(city, 1))
    refused("role", mentoring.assign, office, AssignMentor((city.accepted[0],), city.mentors[1], TODAY))
    foreign = sql(office, "SELECT lower(hex(uuid)) FROM visit")[0][0]
    refused("unknown_record", mentoring.cancel, office, "visit", foreign)
    done = mentoring.save_visit(office, visit(city, 0, masalah="Kas tercampur"))
    mended = mentoring.save_visit(office, visit(city, 0, masalah="Kas terpisah", record=done.record))
    with office.reading() as connection:
        assert [(one.record, one.masalah) for one in mentors.visits(connection)] == [
            (mended.record, "Kas terpisah")
        ]
    assert make_backup(office, city.folder / "cadangan").applications == 3
    assert check_office(office).sound
    office.enter(RATNA, PASSPHRASE)
    with office.reading() as connection:
        assert applicants.count(connection, ApplicantFilter()) == 3
    assert city.up().void == {}


def test_an_account_without_a_mentor_sees_nobody_and_the_link_needs_the_role(city: MentorCity) -> None:
    city.assign(0, 0)
    office = city.kukusan
    people.add_person(office, people.AddPerson("Wati Lestari", ("pendamping",), PASSPHRASE))
    wati = next(user for user, facts in office.context.people.items() if facts.nama == "Wati Lestari")
    office.enter("Wati Lestari", PASSPHRASE)
    with office.reading() as connection:
        assert applicants.count(connection, ApplicantFilter()) == 0
    office.enter(RATNA, PASSPHRASE)
    people.change_person(office, wati, roles=("pendamping",), mentor=city.mentors[0])
    assert office.context.people[wati].mentor == city.mentors[0]
    people.change_person(office, wati, roles=("operator", "pendamping"))
    office.enter("Wati Lestari", PASSPHRASE)
    with office.reading() as connection:
        assert applicants.count(connection, ApplicantFilter()) == 3  # an operator too: the whole office
    office.enter(RATNA, PASSPHRASE)
    people.change_person(office, wati, roles=("operator",), mentor=city.mentors[0])
    assert office.context.people[wati].mentor == ""
    refused("no_mentor", people.add_person, office,
            people.AddPerson("Ani", ("pendamping",), PASSPHRASE, mentor="ab" * 16))  # fmt: skip
    assert "Ani" not in [slot.name for slot in office.slots.people()]


def test_a_history_is_read_by_who_sees_the_record(city: MentorCity) -> None:
    """The same question stands behind Ctrl+H and `wira history`: a mentor's account reads of its own people,
    of its own account and of what tells of nobody; everybody else, an auditor too, of the whole office."""
    city.assign(0, 0)
    office = city.kukusan
    own, other = city.accepted[0], city.accepted[1]
    for name, role in (("Wati Lestari", "pendamping"), ("Ina Sari", "operator"), ("Lukman Hakim", "lurah")):
        mentor = city.mentors[0] if role == "pendamping" else ""
        people.add_person(office, people.AddPerson(name, (role,), PASSPHRASE, mentor=mentor))
    city.dkum.enter(HENDRA, PASSPHRASE)
    people.add_person(city.dkum, people.AddPerson("Rudi Hartanto", ("auditor",), PASSPHRASE))
    users = {facts.nama: user for user, facts in office.context.people.items()}

    def read(record: str, at: Office = office) -> str:
        with at.reading() as connection:
            try:
                assert record_history(connection, at, record)
            except Refused as refusal:
                assert refusal.next_step
                return refusal.code
        return ""

    with office.reading() as connection:
        known = tables.record.c
        rows = connection.execute(select(known.uuid, known.ent)).all()
    mentees = {each.uuid.hex() for each in rows if each.ent == "mentee"}
    offices_own = {each.uuid.hex() for each in rows if each.ent in ("office", "decision")}
    assert mentees and offices_own
    city.dkum.enter("Rudi Hartanto", PASSPHRASE)
    assert {read(each, city.dkum) for each in (own, other, *offices_own)} == {""}
    for name in ("Ina Sari", "Lukman Hakim", RATNA):
        office.enter(name, PASSPHRASE)
        assert {read(each) for each in (own, other, users[RATNA], *mentees, *offices_own)} == {""}, name
    office.enter("Wati Lestari", PASSPHRASE)
    assert {read(each) for each in (own, users["Wati Lestari"], city.mentors[0], *mentees)} == {""}
    assert {read(each) for each in (other, users[RATNA], *offices_own)} == {"role"}


def test_nothing_new_is_written_about_somebody_whose_data_stand_still(city: MentorCity) -> None:
    """A restriction (UU PDP) until it is lifted; what was written before can still be put right."""
    city.assign(0, 0, 1)
    made = mentoring.save_visit(city.kukusan, visit(city, 0))
    task = GiveTask(city.accepted[0], "Hitung HPP", "2026-11-10", "2026-11-20")
    given = mentoring.give_task(city.kukusan, task)
    asked = record_request(city.kukusan, RecordRequest(city.accepted[0], "pembatasan", "loket"))
    refused("held", mentoring.save_visit, city.kukusan, visit(city, 0))
    refused("held", mentoring.give_task, city.kukusan, task)
    refused("held", mentoring.hand_in, city.kukusan, given.record, "2026-11-12")
    both = AssignMentor((city.accepted[2], city.accepted[0]), city.mentors[0], "2026-11-20")
    held = refused("held", mentoring.assign, city.kukusan, both)
    assert held.record and "dibatasi" in held.message, "who it is about, and the request that holds it"
    mentoring.save_visit(city.kukusan, visit(city, 0, record=made.record, saran="Catat kas"))
    mentoring.save_visit(city.kukusan, visit(city, 1))
    lift(city.kukusan, asked.record, "Alamatnya sudah dibetulkan")
    mentoring.save_visit(city.kukusan, visit(city, 0))
    mentoring.hand_in(city.kukusan, given.record, "2026-11-12")
