"""DP3AP2KB's letters: taken in, matched, judged, taken back, and the same at DKUM and in the kelurahan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.actions import applications, decisions, recommendations, rulebooks
from desktop_app.actions.applications import SaveApplication
from desktop_app.actions.checking import check_office
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.kept import kept_report, kept_reports
from desktop_app.actions.knowledge import known_about
from desktop_app.actions.recommendations import Withdraw
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.domain.recommending import CITY, FIELD
from desktop_app.domain.requirements import Requirement
from desktop_app.domain.rulebook import default_rules
from desktop_app.errors import Refused
from desktop_app.intake.recommendations import ListReport
from desktop_app.office import Office
from desktop_app.queries import applicant
from desktop_app.queries import recommendations as queries
from desktop_app.queries.home import home
from desktop_app.queries.status import office_status
from desktop_app.queries.verification import case_of
from desktop_app.sample.people import Person
from desktop_app.storage import tables
from tests import letters, offices
from tests.letters import line, names, sheet, states, take, women
from tests.offices import CURUG, KUKUSAN, PASSPHRASE, City
from tests.storage.test_work import everything


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    with offices.opened(tmp_path, KUKUSAN, CURUG) as one:
        yield one


@pytest.fixture
def dkum(tmp_path: Path) -> Iterator[Office]:
    made = offices.office(tmp_path / "dkum", "dkum", name="Hendra Wijaya")
    yield made
    made.close()


def up(kelurahan: Office, dkum: Office, folder: Path) -> None:
    dkum.enter("Hendra Wijaya", PASSPHRASE)
    open_file(dkum, make_file(kelurahan, folder).paths[0])


def down(dkum: Office, kelurahan: Office, folder: Path) -> None:
    open_file(kelurahan, make_file(dkum, folder, to=kelurahan.info.scope).paths[0])


def verified(kelurahan: Office, persons: list[Person]) -> list[str]:
    kelurahan.enter("Ratna Puspita", PASSPHRASE)
    records = offices.enter(kelurahan, persons)
    offices.verify(kelurahan, records)
    return records


def order(office: Office) -> list[str]:
    return [row.record for row in decisions.preview(office, "PP", 2026).rows]


def said(office: Office, record: str) -> tuple[str, bool]:
    row = offices.row(office, record)
    return row.rekomendasi or "", bool(row.padan)


def test_a_letter_puts_its_women_first_here_and_there(city: City) -> None:
    dkum, kelurahan, folder = city
    kukusan, curug = kelurahan[KUKUSAN], kelurahan[CURUG]
    people = sorted(women(4), key=lambda one: one["tanggal_lengkap"])
    records = verified(kukusan, people)
    up(kukusan, dkum, folder)
    assert order(dkum) == records, "by the day of the file, while no letter has come"

    stranger = {**people[0], "nama": "Curug Punya", "nik": "3276045203949777", "tanggal_lahir": "1994-03-12"}
    rows = [
        line(people[3], kelurahan="Kukusan"),
        line(people[2], nik="", nama=people[2]["nama"].upper(), kelurahan="Kukusan"),
        line(stranger, kelurahan="Curug", kec="Cimanggis"),
        line(stranger, nik="3276045203949778", nama="Tanpa Tempat"),
    ]
    done = take(dkum, sheet(rows))
    assert (done.report.added, done.report.paired) == (4, 1)
    assert states(dkum) == {
        people[3]["nama"]: "padan", people[2]["nama"].upper(): "dilihat", "Curug Punya": "belum",
        "Tanpa Tempat": "belum",
    }  # fmt: skip
    assert order(dkum) == [records[3], *records[:3]]
    down(dkum, kukusan, folder)
    down(dkum, curug, folder)
    assert order(kukusan) == order(dkum), "the forecast of the kelurahan knows it too"
    assert set(states(kukusan)) == {people[3]["nama"], people[2]["nama"].upper()}
    assert states(curug) == {"Curug Punya": "belum"}, "a name goes to its own kelurahan alone"
    with dkum.reading() as connection:
        kept = connection.execute(select(tables.record.c.scope).where(tables.record.c.ent == "recommended"))
        assert CITY in set(kept.scalars())
    with kukusan.reading() as connection:
        assert home(connection, kukusan).women.recommended == 1
        shown = applicant.detail(connection, kukusan.context, offices.row(kukusan, records[3]).id)
    assert shown is not None
    assert shown.rekomendasi == "Direkomendasikan DP3AP2KB, surat nomor 463/101/DP3AP2KB tanggal 05-11-2026."
    for one in (dkum, kukusan, curug):
        assert check_office(one).sound


def test_the_same_letter_again_adds_nothing(dkum: Office) -> None:
    people = women(3)
    rows = [line(one) for one in people[:2]]
    first = take(dkum, sheet([*rows, rows[0]]))
    assert [row.outcome for row in first.report.rows] == ["new", "new", "duplicate"]
    with dkum.reading() as connection:
        before = {**everything(connection), "setting": None}
    again = take(dkum, sheet(rows), nomor=" 463/101/dp3ap2kb ")
    assert [row.outcome for row in again.report.rows] == ["same", "same"]
    assert again.letter == first.letter and not again.changes.kinds
    with dkum.reading() as connection:
        assert {**everything(connection), "setting": None} == before, "only the report of it is kept"
        kept = kept_reports(connection, "recommendation")
        report = kept_report(connection, "recommendation", kept[-1].id, ListReport)
    assert [(one.rows, one.added) for one in kept] == [(2, 0), (3, 2)]
    assert report is not None and people[0]["nik"] not in repr(report) and len(report.rows) == 3
    grown = take(dkum, sheet([*rows, line(people[2])]))
    assert (grown.report.added, len(names(dkum))) == (1, 3)
    with pytest.raises(Refused) as caught:
        take(dkum, sheet(rows), tanggal="06-11-2026")
    assert caught.value.code == "letter_date" and "05-11-2026" in str(caught.value)


def test_who_applies_later_is_found_when_the_file_is_opened(city: City) -> None:
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    people = women(3)
    take(dkum, sheet([line(people[0], kelurahan="Kukusan"), line(people[1], nik="", kelurahan="Kukusan")]))
    down(dkum, kukusan, folder)
    assert list(states(kukusan).values()) == ["belum", "belum"], "names without an application"
    with kukusan.reading() as connection:
        known = known_about(connection, kukusan.context, people[0], record=None, today=kukusan.today())
    assert known.letter == {"state": "tercantum", "nomor": letters.NOMOR, "tanggal": "2026-11-05"}
    records = offices.enter(kukusan, people)
    assert states(kukusan) == {people[0]["nama"]: "dilihat", people[1]["nama"]: "dilihat"}
    up(kukusan, dkum, folder)
    assert states(dkum) == {people[0]["nama"]: "padan", people[1]["nama"]: "dilihat"}
    with dkum.reading() as connection:
        found = queries.view(connection)
        told = office_status(connection, dkum.info).recommendations
        (one,) = [row for row in found.names if row.state == "dilihat"]
        (beside,) = queries.compare(connection, one.record)
    assert told == found.counts == {"padan": 1, "dilihat": 1, "belum": 0, "dicabut": 0}
    assert [each.nama for each in found.claims] == sorted([people[1]["nama"], people[2]["nama"]])
    with dkum.reading() as connection:  # searched as names of a letter are: by words in any order, by number
        by_number = queries.claims(connection, queries.Filter(text=found.claims[0].nomor_pendaftaran))
        turned = " ".join(reversed(found.claims[1].nama.split()))
        by_words = queries.claims(connection, queries.Filter(text=turned))
    assert (by_number, by_words) == (found.claims[:1], found.claims[1:])
    assert [side.same for side in beside.sides][:3] == [True, False, True]
    settled = recommendations.judge_name(dkum, one.record, beside.record, same=False)
    assert (settled.gained, states(dkum)[people[1]["nama"]]) == (0, "belum")
    settled = recommendations.judge_name(dkum, one.record, beside.record, same=True)
    assert settled.gained == 1
    down(dkum, kukusan, folder)
    assert set(states(kukusan).values()) == {"padan"}
    assert [said(kukusan, record)[1] for record in records] == [True, True, False]
    assert check_office(kukusan).sound


def test_one_nik_with_another_name_waits_for_a_person_and_the_kelurahan_is_compared(city: City) -> None:
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    people = women(2)
    first, second = offices.enter(kukusan, people)
    up(kukusan, dkum, folder)
    rows = [line(people[0], nama="Beda Sekali Namanya"), line(people[1], kelurahan="Curug", kec="Cimanggis")]
    done = take(dkum, sheet(rows))
    other, elsewhere = done.report.rows
    assert done.report.paired == 1
    assert "jauh berbeda" in other.match and people[0]["nama"] in other.match and not other.kelurahan
    assert "Padan lewat NIK" in elsewhere.match
    assert elsewhere.problems == (
        "Surat menulis Curug, Kec. Cimanggis, pendaftarannya di Kukusan, Kec. Beji. Periksa yang benar.",
    )
    assert states(dkum) == {"Beda Sekali Namanya": "dilihat", people[1]["nama"]: "padan"}
    assert [said(dkum, record)[1] for record in (first, second)] == [False, True], "no priority by itself"
    (name,) = [row for row in names(dkum) if row.state == "dilihat"]
    assert "jauh berbeda" in name.found and name.candidates == (first,)
    assert recommendations.judge_name(dkum, name.record, first, same=True).gained == 1
    assert said(dkum, first)[1] and not recommendations.match(dkum).changes.kinds


def test_verification_looks_the_letter_up_as_the_form_does(city: City) -> None:
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    strict = replace(default_rules("PP", 2026), requirements=(Requirement("rekomendasi", "warn", "block"),))
    rulebooks.issue(dkum, IssueRules(strict, "188/12", "15-01-2026"))
    people = women(2)
    take(dkum, sheet([line(people[0], kelurahan="Kukusan")]))
    down(dkum, kukusan, folder)
    listed, without = offices.enter(kukusan, people)
    kukusan.enter("Dian Lestari", PASSPHRASE)
    with kukusan.reading() as connection:
        case = case_of(connection, kukusan.context, listed, user=kukusan.session.user, today=kukusan.today())
    assert case is not None and case.known.letter is not None
    offices.verify(kukusan, [listed])
    assert offices.row(kukusan, listed).status == "verified"
    with pytest.raises(Refused) as caught:
        offices.verify(kukusan, [without])
    assert caught.value.code == "rekomendasi_no.kosong"


def test_a_letter_is_taken_back_but_never_from_who_has_a_place(city: City) -> None:
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    people = women(3)
    records = verified(kukusan, people)
    up(kukusan, dkum, folder)
    letter = take(dkum, sheet([line(one, kelurahan="Kukusan") for one in people])).letter
    by_name = {row.nama: row.record for row in names(dkum)}
    one = by_name[people[0]["nama"]]
    with pytest.raises(Refused) as early:
        recommendations.withdraw(dkum, Withdraw(letter, "463/90", "01-11-2026"))
    assert early.value.code == "early"
    settled = recommendations.withdraw(dkum, Withdraw(letter, "463/120", "10-11-2026", (one,)))
    assert (settled.lost, states(dkum)[people[0]["nama"]]) == (1, "dicabut")
    assert order(dkum)[-1] == records[0]
    assert recommendations.withdraw(dkum, Withdraw(letter, names=(one,))).gained == 1, "noted by mistake"
    recommendations.withdraw(dkum, Withdraw(letter, "463/120", "10-11-2026", (one,)))

    proposal = decisions.propose(dkum, decisions.ProposeDecision("PP", 2026))
    dkum.enter("Sari Utami", PASSPHRASE)
    with pytest.raises(Refused):
        recommendations.withdraw(dkum, Withdraw(letter, "463/121", "11-11-2026"))
    decisions.approve(dkum, proposal.record)
    dkum.enter("Hendra Wijaya", PASSPHRASE)
    settled = recommendations.withdraw(dkum, Withdraw(letter, "463/121", "11-11-2026"))
    assert (settled.lost, settled.kept) == (0, 2)
    assert set(states(dkum).values()) == {"dicabut"}
    down(dkum, kukusan, folder)
    assert [said(kukusan, record)[1] for record in records] == [False, True, True]
    assert {offices.row(kukusan, record).status for record in records} == {"accepted"}
    with kukusan.reading() as connection:
        story = applicant.history(connection, kukusan.context, offices.row(kukusan, records[0]).id)
    assert "Rekomendasi DP3AP2KB tidak berlaku lagi" in [each.title for each in story]
    assert "dicabut dengan surat nomor 463/120" in " ".join(each.reason for each in story)
    with pytest.raises(Refused) as gone:
        take(dkum, sheet([line(people[0])]))
    assert gone.value.code == "withdrawn"


def test_a_letter_that_moves_the_order_makes_a_proposal_stale(city: City) -> None:
    dkum, kelurahan, folder = city
    people = women(2)
    verified(kelurahan[KUKUSAN], people)
    up(kelurahan[KUKUSAN], dkum, folder)
    proposal = decisions.propose(dkum, decisions.ProposeDecision("PP", 2026))
    take(dkum, sheet([line(people[1])]))
    dkum.enter("Sari Utami", PASSPHRASE)
    with pytest.raises(Refused) as caught:
        decisions.approve(dkum, proposal.record)
    assert caught.value.code == "changed" and "Rekomendasi" in str(caught.value)


def test_a_corrected_nik_is_matched_again_and_a_second_letter_holds(dkum: Office) -> None:
    (person,) = women(1)
    record = applications.save(dkum, SaveApplication(person)).record
    first = take(dkum, sheet([line(person)])).letter
    take(dkum, sheet([line(person)]), nomor="463/300", tanggal="20-11-2026")
    assert '"nomor":"463/101/DP3AP2KB"' in said(dkum, record)[0], "the earliest letter that holds"
    recommendations.withdraw(dkum, Withdraw(first, "463/301", "21-11-2026"))
    text, padan = said(dkum, record)
    assert padan and '"nomor":"463/300"' in text
    other = {"nik": person["nik"][:12] + "9666"}
    applications.save(dkum, SaveApplication(other, record))
    assert said(dkum, record)[1], "nothing moves before it is matched again"
    with dkum.reading() as connection:
        assert recommendations.pending(connection) == 1
    settled = recommendations.match(dkum)
    assert settled.lost == 1 and '"state":"lepas"' in said(dkum, record)[0]
    assert not recommendations.match(dkum).changes.kinds
    with dkum.reading() as connection:
        assert recommendations.pending(connection) == 0


BAD: dict[str, tuple[list[tuple[Any, ...]], tuple[str, ...], str]] = {
    "only names": ([(1, "Sri Wahyuni", "Jl. Mawar")], ("No", "Nama", "Alamat"), "columns_missing"),
    "no name": ([(1, "3276065203949001")], ("No", "NIK"), "columns_missing"),
    "no titles": ([(1, 2)], ("12345", "67890"), "sheet_no_header"),
    "nobody in it": ([(1, "Sri", "3,27E+15", "")], ("No", "Nama", "NIK", "Tanggal lahir"), "nobody"),
}


@pytest.mark.parametrize("why", BAD)
def test_a_list_that_tells_nobody_apart_is_refused(dkum: Office, why: str) -> None:
    rows, titles, code = BAD[why]
    with dkum.reading() as connection:
        before = everything(connection)
    with pytest.raises(Refused) as caught:
        take(dkum, sheet(rows, titles))
    assert caught.value.code == code and caught.value.next_step
    if why == "only names":
        assert "tidak memuat kolom NIK" in caught.value.message
    with dkum.reading() as connection:
        assert everything(connection) == before


def test_damaged_rows_are_told_with_their_number(dkum: Office) -> None:
    person = women(1)[0]
    rows = [
        line(person, nik="3,27E+15"),
        line(person, nik="", tanggal_lahir=""),
        line(person, nama=""),
        line(person, kelurahan="Curug"),
        line(person, nik="3276065203949002", kategori="Belum menikah", kelurahan="Beijing"),
    ]
    report = take(dkum, sheet(rows)).report
    assert [(row.source_row, row.outcome) for row in report.rows] == [
        (4, "new"), (5, "refused"), (6, "refused"), (7, "new"), (8, "new"),
    ]  # fmt: skip
    told = [" ".join(row.sentences) for row in report.rows]
    assert "3,27E+15" in told[0] and "Baris 4" in told[0]
    assert "tanpa NIK dan tanpa tanggal lahir" in told[1]
    assert "Nama belum diisi" in told[2]
    assert "ada dua di Depok" in told[3]
    assert "tidak ada di Depok" in told[4] and "kawin atau pernah kawin" in told[4]
    assert person["nik"].encode() not in report.to_xlsx()


def test_a_sum_under_the_list_is_no_name(dkum: Office) -> None:
    person = women(1)[0]
    total = line(person, nama="Jumlah : 5 orang", nik="", tanggal_lahir="", kelurahan="")
    report = take(dkum, sheet([line(person), total])).report
    assert [row.outcome for row in report.rows] == ["new", "stray"]
    assert report.rows[1].sentences == ("Baris ini baris jumlah, jadi tidak dibaca.",)


@pytest.mark.parametrize(
    ("nomor", "tanggal", "code"),
    [("", "05-11-2026", "nomor"), ("463/1", "", "tanggal"), ("463/1", "31-02-2026", "tanggal")],
)
def test_a_letter_has_its_number_and_date(dkum: Office, nomor: str, tanggal: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        take(dkum, sheet([line(women(1)[0])]), nomor, tanggal)
    assert caught.value.code == code


def test_only_dkum_writes_what_letters_mean(city: City) -> None:
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    people = women(1)
    (record,) = offices.enter(kukusan, people)
    with pytest.raises(Refused) as caught:
        take(kukusan, sheet([line(people[0])]))
    assert caught.value.code == "place"
    for kind in ("set", "link"):
        with pytest.raises(Refused):
            kukusan.do(lambda work, k=kind: work.put(record, "application", k, {FIELD: {"state": "padan"}}))
    up(kukusan, dkum, folder)
    dkum.enter("Sari Utami", PASSPHRASE)
    with pytest.raises(Refused):
        take(dkum, sheet([line(people[0])]))
    with pytest.raises(Refused):
        dkum.do(lambda work: work.put(record, "application", "link", {FIELD: {"state": "padan"}}))


def test_judging_asks_for_a_live_application_of_the_same_programme(dkum: Office) -> None:
    person, other = women(2)
    take(dkum, sheet([line(person, nik="")]))
    (name,) = names(dkum)
    wub = {**other, "program": "WUB", "pekka": "tidak", "pekka_kategori": None}
    record = applications.save(dkum, SaveApplication(wub)).record
    with pytest.raises(Refused) as caught:
        recommendations.judge_name(dkum, name.record, record, same=True)
    assert caught.value.code == "other_programme"
    with pytest.raises(Refused):
        recommendations.judge_name(dkum, record, record, same=True)
    assert replace(name, state="belum").found == "Belum ada pendaftar dengan NIK atau nama ini."
