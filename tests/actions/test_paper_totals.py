"""What papers of an office say and count is what plain SQL finds: each table paper, receipt and announcement.

Minutes, decree, roster, recap and waiting list have their own tests of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_app.actions import announcing, data_requests, decisions, hand_papers, mentor_papers, mentoring
from desktop_app.actions.attendance import attend
from desktop_app.actions.attendance_sheet import SheetWish, print_sheet
from desktop_app.actions.hand_papers import HandWish
from desktop_app.actions.issued import document_pdf
from desktop_app.actions.mentor_papers import MentorPaperWish
from desktop_app.actions.mentoring import GiveTask, SaveVisit
from desktop_app.actions.training import invite
from desktop_app.errors import Refused
from desktop_app.office import Office
from tests.documents.reading import packed, page_texts
from tests.mentors import RATNA, MentorCity, reopened
from tests.offices import KUKUSAN, PASSPHRASE
from tests.trainings import city_wave


@pytest.fixture(scope="module")
def city(mentor_city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MentorCity]:
    """Two are accompanied by Tono, one by Wati; visits, an assignment, and a wave of three days."""
    made = reopened(mentor_city, tmp_path_factory.mktemp("jumlah"))
    wave = city_wave(made)
    invite(made.dkum, wave, made.accepted)
    for day, marks in ((1, "1-3"), (2, "1 2 3a"), (3, "1 2i 3s")):
        attend(made.dkum, wave, day, marks)
    made.assign(0, 0, 1)
    made.assign(1, 2)
    for who, day in ((0, "2026-11-10"), (0, "2026-11-17"), (1, "2026-11-18")):
        mentoring.save_visit(made.kukusan, SaveVisit(made.accepted[who], day, "Pembukuan", "Rumah"))
    mentoring.give_task(made.kukusan, GiveTask(made.accepted[0], "Hitung HPP", "2026-11-10", "2026-11-20"))
    yield made
    made.close()


def sql(office: Office, query: str, *values: object) -> list[Any]:
    with office.database.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query, values)]


def told(pdf: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(page_texts(pdf)))


def drawn(office: Office, kind: Any, **wish: Any) -> str:
    return told(mentor_papers.draft_paper(office, MentorPaperWish(kind, **wish)).pdf)


def test_the_papers_about_mentors_count_as_the_tables_do(city: MentorCity) -> None:
    office, (tono, wati, _yanto) = city.kukusan, city.mentors
    people = sql(
        office,
        "SELECT a.nama, a.nomor_pendaftaran, a.hp, lower(hex(m.mentor)), (SELECT count(*) FROM visit v"
        " WHERE v.application = m.application AND v.batal IS NOT 1)"
        " FROM mentee m JOIN application a ON a.uuid = m.application WHERE m.selesai IS NULL",
    )
    assert len(people) == 3
    whole, own = drawn(office, "daftar_dampingan"), drawn(office, "daftar_dampingan", mentor=tono)
    assert f"Jumlah seluruhnya: {len(people)} orang" in whole and "Jumlah seluruhnya: 2 orang" in own
    for name, number, phone, mentor, visits in people:
        assert number in whole and name in whole and packed(f"0{phone[3:]}") in packed(whole)
        assert (number in own) == (mentor == tono)
        assert re.search(rf"{re.escape(number)} .*? 01-11-2026 {visits} ", whole), "with how many visits"
    report = drawn(office, "laporan_pendamping", mentor=tono, month="2026-11")
    visits, visited = sql(
        office, "SELECT count(*), count(DISTINCT application) FROM visit WHERE batal IS NOT 1"
        " AND tanggal LIKE '2026-11%'",
    )[0]  # fmt: skip
    tasks = sql(office, "SELECT count(*) FROM task WHERE batal IS NOT 1")[0][0]
    assert f"Jumlah seluruhnya: {visits} kunjungan, {tasks} tugas" in report
    assert f"Kunjungan {visits} kali kepada {visited} orang. Tugas diberikan {tasks}," in report
    assert "Didampingi bulan ini 2 orang." in report and report.count("Pembukuan") == visits == 3
    other = drawn(office, "laporan_pendamping", mentor=wati, month="2026-11")
    assert "Jumlah seluruhnya: 0 kunjungan, 0 tugas" in other and "Belum dikunjungi bulan ini 1" in other
    listed = drawn(office, "daftar_pendamping")
    names = sql(office, "SELECT nama FROM mentor ORDER BY nama")
    shown = [name for (name,) in names if name in listed]
    assert f"Jumlah seluruhnya: {len(shown)} pendamping, {len(people)} orang didampingi" in listed
    assert shown == ["Tono Hartono", "Wati Lestari"], "who serves this kelurahan"


def test_a_wave_is_told_as_it_was_keyed(city: MentorCity) -> None:
    ((wave,),) = sql(city.dkum, "SELECT lower(hex(uuid)) FROM wave")
    roster = drawn(city.dkum, "peserta_gelombang", wave=wave)
    people = sql(
        city.dkum,
        "SELECT p.nomor, a.nama, a.nomor_pendaftaran, p.h1, p.h2, p.h3 FROM participant p"
        " JOIN application a ON a.uuid = p.application ORDER BY p.nomor",
    )
    passed = sum(marks.count("h") >= 2 for _number, _name, _registration, *marks in people)
    assert (len(people), passed) == (3, 2)
    assert f"Jumlah seluruhnya: {len(people)} peserta, {passed} tuntas" in roster
    for number, name, registration, *marks in people:
        signs = " ".join(mark.upper() for mark in marks)
        assert f"{number} {name} {registration}" in roster and f" {signs} {marks.count('h')} " in roster
    made = print_sheet(city.dkum, SheetWish(wave, blank=2))
    sheet = told(made.pdf)
    assert made.people == len(people) and all(code in sheet for code in made.codes)
    for number, name, registration, *_marks in people:
        assert f"{number} {name} {registration}" in sheet
    assert all(f"Hari {n}" in sheet for n in (1, 2, 3))


def test_whoever_is_restricted_stands_on_no_paper_of_mentors_or_trainings(city: MentorCity) -> None:
    """The number and the deed stay, for the others' numbers and the totals; nothing says whose they are."""
    ((wave,),) = sql(city.dkum, "SELECT lower(hex(uuid)) FROM wave")
    tono = city.mentors[0]
    held = city.accepted[0]
    asked = {}
    for office in (city.kukusan, city.dkum):
        wish = data_requests.RecordRequest(held, "pembatasan", "surat", bukti="Surat 3")
        asked[office] = data_requests.record_request(office, wish).record
    ((name, number),) = sql(
        city.dkum, "SELECT nama, nomor_pendaftaran FROM application WHERE uuid = ?", bytes.fromhex(held)
    )
    roster = drawn(city.dkum, "peserta_gelombang", wave=wave)
    sheet = told(print_sheet(city.dkum, SheetWish(wave, blank=2)).pdf)
    report = drawn(city.kukusan, "laporan_pendamping", mentor=tono, month="2026-11")
    for text in (roster, sheet, report):
        assert "(ditahan)" in text and name not in text and number not in text
    assert "1 orang tanpa nama" in roster and "1 orang tanpa nama" in report and "Hitung HPP" not in report
    assert "3 kunjungan, 1 tugas" in report and "3 peserta, 2 tuntas" in roster
    for office, record in asked.items():
        data_requests.lift(office, record, "Selesai")
    assert name in drawn(city.dkum, "peserta_gelombang", wave=wave)


def test_the_decision_list_counts_who_was_placed(city: MentorCity) -> None:
    (document,) = sql(city.dkum, "SELECT lower(hex(uuid)) FROM document WHERE jenis = 'daftar_keputusan'")[0]
    text = told(document_pdf(city.dkum, document))
    tally = sql(city.dkum, "SELECT status, count(*) FROM application WHERE putusan = '0001' GROUP BY status")
    assert tally == [("accepted", 3)]
    assert f"Jumlah seluruhnya: {tally[0][1]} pendaftar ({tally[0][1]} Ditetapkan), kuota 27" in text
    pdf, listed = decisions.save_list(city.dkum, document, city.folder)
    assert pdf.read_bytes() == document_pdf(city.dkum, document)
    rows = json.loads(listed.read_text(encoding="utf-8"))["rows"]
    ranked = sql(city.dkum, "SELECT peringkat, nomor_pendaftaran FROM application ORDER BY peringkat")
    assert [(row["rank"], row["nomor_pendaftaran"]) for row in rows] == ranked
    for row in rows:
        assert f"{row['rank']} {row['nomor_pendaftaran']} " in text
        assert packed(row["draw"][:16]) in packed(text)


def test_receipts_and_the_announcement_say_what_is_stored(city: MentorCity) -> None:
    city.kukusan.enter(RATNA, PASSPHRASE)
    made = hand_papers.print_papers(city.kukusan, HandWish("tanda_terima", tuple(city.accepted)))
    text = told(made.pdf)
    people = sql(city.kukusan, "SELECT nama, nomor_pendaftaran FROM application")
    assert len(people) == 3 and text.upper().count("TANDA TERIMA BERKAS") >= 3
    assert all(name in text and number in text for name, number in people)
    one = announcing.announce(city.kukusan, "WUB", 2026, KUKUSAN)
    whole = announcing.announce(city.dkum, "WUB", 2026)
    assert "27 tempat di kelurahan ini." in one.text and "1.701 tempat di 63 kelurahan" in whole.text
    for made_one in (one, whole):  # every sentence of the text stands on the page
        page = packed(told(made_one.pdf))
        for line in made_one.text.splitlines()[3:]:
            assert packed(line.removeprefix("- ").split(": ", 1)[-1]) in page, line


def test_whose_data_stand_still_is_in_no_mentors_list_and_invited_to_nothing(
    mentor_city: Path, tmp_path: Path
) -> None:
    city = reopened(mentor_city, tmp_path)
    wave = city_wave(city)
    city.assign(0, 0, 1)
    for office in (city.kukusan, city.dkum):
        wish = data_requests.RecordRequest(city.accepted[0], "pembatasan", "loket")
        data_requests.record_request(office, wish)
    ((number,),) = sql(
        city.kukusan,
        "SELECT nomor_pendaftaran FROM application WHERE uuid = ?",
        bytes.fromhex(city.accepted[0]),
    )
    listed = drawn(city.kukusan, "daftar_dampingan")
    assert number not in listed and "Jumlah seluruhnya: 1 orang" in listed
    assert "1 orang tidak dimuat karena datanya dibatasi" in listed
    with pytest.raises(Refused) as refused:
        invite(city.dkum, wave, city.accepted)
    assert (refused.value.code, refused.value.record) == ("held", number)
    assert invite(city.dkum, wave, city.accepted[1:]).numbers
    city.close()
