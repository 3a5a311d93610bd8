"""Outcomes through real offices: written and corrected, travelling up, counted alike on every copy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop_app.actions import attendance, outcomes, training
from desktop_app.actions.checking import check_office
from desktop_app.actions.data_requests import RecordRequest, lift, record_request
from desktop_app.actions.outcomes import SaveOutcome
from desktop_app.domain.outcome import STAGES, record_of
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries import outcomes as questions
from desktop_app.queries.board import board
from desktop_app.queries.companions import whole_history
from desktop_app.queries.home import home
from desktop_app.queries.outcomes import Source
from tests import offices
from tests.mentors import HENDRA, RATNA, MentorCity, reopened
from tests.offices import KUKUSAN, PASSPHRASE
from tests.trainings import city_wave

STARTED = {"mulai_usaha": "25-11-2026", "nib": "9120001234567", "nib_tanggal": "01-12-2026", "pekerja": "2"}


@pytest.fixture
def city(mentor_city: Path, tmp_path: Path) -> Iterator[MentorCity]:
    made = reopened(mentor_city, tmp_path)
    made.kukusan.clock.forward(days=500)  # type: ignore[attr-defined]
    yield made
    made.close()


def sql(office: Office, query: str, *values: object) -> list[Any]:
    with office.database.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query, values)]


def save(office: Office, application: str, **values: object) -> Any:
    return outcomes.save_outcome(office, SaveOutcome(application, values))


def refused(code: str, call: Any, *args: Any, **more: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        call(*args, **more)
    assert (caught.value.code, caught.value.message.endswith(".")) == (code, True)
    return caught.value


def view(office: Office, **more: Any) -> questions.View:
    with office.reading() as connection:
        return questions.view(
            connection, office.info, program="WUB", tahun=2026, today=office.today(), **more
        )


def plain(office: Office) -> tuple[int, ...]:
    """The figures counted by SQL that knows nothing of the program's own."""
    both = "FROM application a, outcome o WHERE o.application = a.uuid AND a.status = 'accepted'"
    new = f"{both} AND o.mulai_usaha >= a.tahun || '-01-01'"
    row = sql(
        office,
        "SELECT (SELECT count(*) FROM application WHERE status = 'accepted'),"
        f" (SELECT count(*) {new}), (SELECT count(*) {new} AND o.enam_bulan = 'ya'),"
        f" (SELECT count(*) {both} AND o.nib <> ''), (SELECT total(o.pekerja) {new})",
    )[0]
    return tuple(map(int, row))


def told(figures: questions.Figures) -> tuple[int, ...]:
    return figures.accepted, figures.started, figures.six, figures.nib, figures.jobs


def test_another_offices_word_and_a_second_record_count_nowhere(city: MentorCity) -> None:
    first, second, _third = city.accepted
    save(city.kukusan, first, **STARTED)
    said = {"mulai_usaha": "2026-11-25", "pekerja": 9}
    with pytest.raises(Refused) as caught, city.kukusan.work() as work:
        work.put("0" * 32, "outcome", "set", {**said, "application": first}, scope=KUKUSAN)
    assert caught.value.code == "incomplete"
    strange = {**said, "application": second}
    with pytest.raises(Refused) as caught, city.kukusan.work() as work:
        work.put(record_of(second), "outcome", "set", strange, scope="3276061001")
    assert caught.value.code == "foreign"
    figures = view(city.kukusan).figures
    assert (figures.started, figures.jobs) == (1, 2)


def test_written_corrected_and_counted_by_the_same_query_as_plain_sql_counts(city: MentorCity) -> None:
    office = city.kukusan
    done = save(office, city.accepted[0], **STARTED)
    assert done.record == record_of(city.accepted[0])
    assert [each.rule_id for each in done.findings] == ["mulai_usaha.belum_dilatih"]
    save(office, city.accepted[0], enam_bulan="Ya", enam_bulan_tanggal="25-05-2027", omzet_kelas="mikro")
    save(
        office,
        city.accepted[1],
        mulai_usaha="2026-11-30",
        enam_bulan="tidak",
        enam_bulan_tanggal="01-06-2027",
    )
    save(office, city.accepted[2], mulai_usaha="2019-01-05", pekerja=1)
    seen = view(office)
    assert told(seen.figures) == plain(office) == (3, 2, 1, 1, 2), "whoever works in an older shop is no gain"
    assert (seen.figures.older, seen.wanted) == (1, 27)
    for stage in STAGES:
        assert len(seen.behind(stage)) == seen.figures.of(stage)
        assert sum(count for _source, count in seen.sources(stage)) == seen.figures.of(stage)
    assert seen.sources("started") == ((Source("sendiri"), 2),)
    [(first, count)] = seen.sources("accepted")
    assert (first.kind, first.number, count) == (
        "putusan",
        sql(office, "SELECT nomor FROM decision")[0][0],
        3,
    )
    assert [(m.month, m.accepted, m.started) for m in seen.course.months[-2:]] == [
        ("2026-11", 3, 2), ("2026-12", 3, 2),
    ]  # fmt: skip
    assert (seen.course.undated, seen.course.later, seen.course.months[0].accepted) == (0, 0, 0)
    # the second question waits for an answer; the first was answered
    assert set(seen.due) == {city.accepted[0], city.accepted[1], city.accepted[2]}
    # a mistake is corrected, and nothing of it is lost
    save(office, city.accepted[1], enam_bulan="", enam_bulan_tanggal="", mulai_usaha="")
    assert told(view(office).figures) == plain(office) == (3, 1, 1, 1, 2)
    with office.reading() as connection:
        number = sql(office, "SELECT id FROM application WHERE uuid = ?", bytes.fromhex(city.accepted[1]))
        history = whole_history(connection, office.context, number[0][0])
    titles = [(change.title, [field.label for field in change.fields]) for change in history[:2]]
    assert titles[0][0] == "Capaian diperbaiki"
    assert titles[1] == (
        "Capaian dicatat",
        ["Tanggal mulai usaha", "Masih berjalan setelah 6 bulan", "Ditanya pada (6 bulan)"],
    )
    assert check_office(office).sound


def test_what_contradicts_itself_or_is_not_theirs_is_refused(city: MentorCity) -> None:
    office, person = city.kukusan, city.accepted[0]
    early = refused("enam_bulan_tanggal.terlalu_awal", save, office, person,
                    mulai_usaha="2026-11-25", enam_bulan="ya", enam_bulan_tanggal="24-05-2027")  # fmt: skip
    assert "25-05-2027" in early.next_step and early.record.startswith("26-")
    refused("enam_bulan.tanpa_mulai", save, office, person, enam_bulan="ya", enam_bulan_tanggal="01-06-2027")
    refused("nib.panjang", save, office, person, nib="12345")
    refused("unknown_field", save, office, person, laba="1")
    refused("unknown_record", save, office, "ab" * 16, pekerja=1)
    assert plain(office) == (3, 0, 0, 0, 0)
    # DKUM reads and does not write; a mentor writes about its own people
    city.dkum.enter(HENDRA, PASSPHRASE)
    refused("place", save, city.dkum, person, mulai_usaha="2026-11-25")
    city.assign(0, 0)
    city.account("Tono", 0)
    save(office, city.accepted[0], mulai_usaha="2026-11-25")
    refused("not_yours", save, office, city.accepted[1], mulai_usaha="2026-11-25")
    own = view(office)
    assert [line.record for line in own.people] == [city.accepted[0]]
    assert (own.figures.accepted, own.figures.started) == (1, 1)
    office.enter("Dian Lestari", PASSPHRASE)


def test_nothing_new_is_written_while_the_data_stand_still_but_a_mistake_is_mended(city: MentorCity) -> None:
    """As with visits: a restriction is often asked until a correction is made."""
    office, [first, second, _third] = city.kukusan, city.accepted
    save(office, first, **STARTED)
    asked = record_request(office, RecordRequest(first, "pembatasan", "loket"))
    why = refused("held", save, office, first, enam_bulan="Ya", enam_bulan_tanggal="25-05-2027")
    assert "dibatasi" in why.message and why.record
    refused("held", save, office, first, **{**STARTED, "omzet_kelas": "mikro"})
    save(office, first, **{**STARTED, "pekerja": "3"})
    save(office, first, nib="", nib_tanggal="")
    save(office, second, mulai_usaha="25-11-2026")
    lift(office, asked.record, "Jumlah pekerjanya sudah dibetulkan")
    save(office, first, nib=STARTED["nib"], nib_tanggal=STARTED["nib_tanggal"])


def test_the_file_brings_it_up_and_the_figure_names_the_file(city: MentorCity) -> None:
    save(city.kukusan, city.accepted[0], **STARTED)
    report = city.up()
    assert (report.void, report.new > 0) == ({}, True)
    first = view(city.dkum)
    assert told(first.figures) == plain(city.dkum) == plain(city.kukusan)
    [(source, count)] = first.sources("started")
    assert (source, count) == (Source("berkas", f"{report.no:04d}", KUKUSAN), 1)
    assert f"{report.no:04d}" in source.words and "Kukusan" in source.words
    # a later file brings the answer: each figure names its own
    city.kukusan.enter(RATNA, PASSPHRASE)
    save(city.kukusan, city.accepted[0], enam_bulan="ya", enam_bulan_tanggal="25-05-2027")
    later = city.up()
    assert later.no > report.no
    seen = view(city.dkum)
    assert seen.sources("started")[0][0].number == f"{report.no:04d}"
    assert seen.sources("six")[0][0].number == f"{later.no:04d}"
    before = sql(city.dkum, "SELECT * FROM outcome")
    city.up()
    assert sql(city.dkum, "SELECT * FROM outcome") == before
    kukusan = next(place for place in seen.places if place.code == KUKUSAN)
    assert (len(seen.places), kukusan.figures, kukusan.wanted) == (63, seen.figures, 27)
    assert sum(place.figures.accepted for place in seen.places if place.figures) == seen.figures.accepted
    silent = [place.code for place in seen.places if place.figures is None]
    assert (seen.heard, len(silent), KUKUSAN in silent) == (1, 62, False), "no file is not zero"
    assert seen.wanted == 27 * 63
    pledges = {each.program: each for each in seen.pledges}
    assert (pledges["WUB"].wanted, pledges["PP"].wanted) == (5000, 1000)
    assert pledges["WUB"].figures == seen.figures
    with city.dkum.reading() as connection:
        numbers = questions.in_numbers(connection)
        assert questions.years(connection, date(2028, 1, 1)) == (2028, 2026)
    assert numbers["by_kelurahan"] == {**dict.fromkeys(silent), KUKUSAN: asdict(seen.figures)}
    assert numbers["kelurahan"] == {"all": 63, "heard": 1}
    assert numbers["pledges"]["WUB"]["started"] == numbers["started"] == 1


def test_who_completed_a_training_counts_as_trained_with_the_file_that_brought_the_attendance(
    city: MentorCity,
) -> None:
    wave = city_wave(city)
    training.invite(city.dkum, wave, city.accepted[:2])
    city.down()
    city.kukusan.enter(RATNA, PASSPHRASE)
    for day, marks in enumerate(("1h 2h", "1h 2a", "1h 2a"), 1):
        attendance.attend(city.kukusan, wave, day, marks)
    assert [line.record for line in view(city.kukusan).behind("trained")] == [city.accepted[0]]
    save(city.kukusan, city.accepted[0], **STARTED)
    report = city.up()
    seen = view(city.dkum)
    sql_count = sql(
        city.dkum,
        "SELECT count(*) FROM participant p, wave w WHERE p.wave = w.uuid"
        " AND (ifnull(p.h1, '') = 'h') + (ifnull(p.h2, '') = 'h') + (ifnull(p.h3, '') = 'h')"
        " >= w.minimal",
    )
    assert [(seen.figures.trained,)] == sql_count == [(1,)]
    assert seen.sources("trained") == ((Source("berkas", f"{report.no:04d}", KUKUSAN), 1),)
    with city.dkum.reading() as connection:
        found = board(connection, city.dkum, (), program="WUB", tahun=2026, now=city.dkum.clock())
    line = next(line for line in found.lines if line.place.code == KUKUSAN)
    assert line.figures == seen.figures
    assert found.pledges == seen.pledges
    city.kukusan.clock.now = offices.Clock().now  # type: ignore[attr-defined]
    with city.kukusan.reading() as connection:
        told = home(connection, city.kukusan).becoming
    assert (told.figures, told.wanted, told.due) == (view(city.kukusan).figures, 27, 0)
