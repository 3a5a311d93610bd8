"""The list: every filter and order agrees with plain Python over the same rows; pages follow their ids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from desktop_app.actions import applications
from desktop_app.actions.applications import SaveApplication
from desktop_app.domain.status import STATUSES
from desktop_app.office import Office
from desktop_app.queries import applicants
from desktop_app.queries.applicants import ApplicantFilter, ApplicantRow
from tests import offices


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    clock = offices.Clock()
    made = offices.office(tmp_path_factory.mktemp("list") / "home", clock=clock)
    people = offices.persons(60)
    records: list[str] = []
    for number, person in enumerate(people):
        clock.forward(minutes=1)
        papers = {} if number % 7 == 0 else person["dokumen"]
        year = 2025 if number % 5 == 0 else 2026
        wish = {**person, "dokumen": papers, "tahun": year}
        records.append(applications.save(made, SaveApplication(wish, submit=number % 3 > 0)).record)
    for record in records[::10]:
        clock.forward(minutes=1)
        applications.withdraw(made, record, "Pindah ke luar Depok")
    yield made
    made.close()


def everything(one: Office) -> list[ApplicantRow]:
    with one.reading() as connection:
        found = applicants.first_page(connection, ApplicantFilter(), 1000)
    assert len(found) == 60
    return found


def asked(one: Office, wish: ApplicantFilter) -> list[ApplicantRow]:
    """The answer, after the three ways of asking have agreed."""
    with one.reading() as connection:
        ids = applicants.ids(connection, wish)
        assert applicants.count(connection, wish) == len(ids)
        assert [row.id for row in applicants.first_page(connection, wish, 7)] == list(ids[:7])
        rows = applicants.page(connection, ids)
    assert all(row is not None for row in rows)
    return [row for row in rows if row is not None]


def test_the_newest_change_comes_first(one: Office) -> None:
    rows = asked(one, ApplicantFilter())
    assert [row.changed for row in rows] == sorted((row.changed for row in rows), reverse=True)
    assert (rows[0].status, rows[0].shown) == ("withdrawn", "withdrawn"), "it had been submitted"


@pytest.mark.parametrize("backwards", [False, True])
def test_other_orders(one: Office, backwards: bool) -> None:
    by_name = asked(one, ApplicantFilter(order="nama", backwards=backwards))
    assert [row.nama for row in by_name] == sorted((row.nama for row in by_name), reverse=backwards)
    by_number = asked(one, ApplicantFilter(order="nomor", backwards=backwards))
    assert [row.nomor for row in by_number] == sorted((row.nomor for row in by_number), reverse=backwards)
    by_life = asked(one, ApplicantFilter(order="status", backwards=backwards))
    order = list(STATUSES)
    by_status = [order.index(row.status) for row in by_life]  # type: ignore[arg-type]
    assert by_status == sorted(by_status, reverse=backwards)
    assert len(by_status) == 60


def test_chips_narrow_and_join(one: Office) -> None:
    rows = everything(one)
    wish = ApplicantFilter(statuses=("draft", "withdrawn"), program="WUB")
    expected = [row for row in rows if row.shown in wish.statuses and row.program == "WUB"]
    assert asked(one, wish) == expected
    assert {row.shown for row in expected} == {"draft", "withdrawn"}
    for words in (("withdrawn",), ("discarded",), ("discarded", "draft"), ("withdrawn", "discarded")):
        for order in ("diubah", "status"):
            found = asked(one, ApplicantFilter(statuses=words, order=order))  # type: ignore[arg-type]
            assert {row.record for row in found} == {row.record for row in rows if row.shown in words}
            assert {row.shown for row in found} == set(words)
    assert asked(one, ApplicantFilter(pekka=True)) == [row for row in rows if row.pekka]
    assert len(asked(one, ApplicantFilter(tahun=2025))) == 12
    assert asked(one, ApplicantFilter(kelurahan=offices.CURUG)) == []
    with one.reading() as connection:
        assert applicants.years(connection) == [2026, 2025]


def test_a_document_is_missing_only_while_it_can_still_be_brought(one: Office) -> None:
    found = asked(one, ApplicantFilter(incomplete=True))
    assert len(found) == len([n for n in range(60) if n % 7 == 0 and n % 10])
    assert {row.status for row in found} <= {"draft", "submitted"}
    stricter = ApplicantFilter(incomplete=True, documents=("ktp", "kk", "sku"))
    assert len(asked(one, stricter)) == len([n for n in range(60) if n % 10])


def test_search_finds_by_name_number_phone_address_and_business(one: Office) -> None:
    person = offices.persons(60)[8]
    target = next(
        row for row in everything(one) if row.nik4 == person["nik"][-4:] and row.nama == person["nama"]
    )
    words = [
        person["nama"][:4],
        person["nama"].split()[-1].upper(),
        person["nik"][:13],
        person["nik"][-4:],
        "0" + person["hp"][3:10],
        person["hp"][-4:],
        person["alamat"].split()[1],
        target.nomor,
        f"{person['nama'].split()[0]} {person['alamat'].split()[1]}",
    ]
    if target.usaha:
        words.append(target.usaha.split()[0])
    for word in words:
        assert target in asked(one, ApplicantFilter(text=word)), word


def test_search_joins_the_chips_and_misses_quietly(one: Office) -> None:
    rows = everything(one)
    first = rows[20].nama.split()[0]
    hits = asked(one, ApplicantFilter(text=first))
    narrowed = asked(one, ApplicantFilter(text=first, statuses=("submitted",)))
    assert narrowed == [row for row in hits if row.status == "submitted"]
    assert asked(one, ApplicantFilter(text="zzqq")) == []
    assert asked(one, ApplicantFilter(text='"; --')) == rows, "signs alone ask nothing"


def test_many_hits_are_met_along_the_order(one: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    few = [asked(one, ApplicantFilter(text="3276", order=order)) for order in ("diubah", "nama", "status")]
    monkeypatch.setattr(applicants, "FEW", 3)
    many = [asked(one, ApplicantFilter(text="3276", order=order)) for order in ("diubah", "nama", "status")]
    assert many == few
    assert len(few[0]) == 60


def test_a_row_holds_only_the_end_of_the_nik_and_no_money(one: Office) -> None:
    person = offices.persons(60)[8]
    row = next(row for row in everything(one) if row.nama == person["nama"])
    told = repr(row)
    assert person["nik"] not in told and person["hp"] not in told
    assert str(person.get("omzet_tahunan", "omzet")) not in told
    assert row.nik4 == person["nik"][-4:]


def test_a_row_that_is_gone_leaves_its_place(one: Office) -> None:
    known = everything(one)[3]
    with one.reading() as connection:
        assert applicants.page(connection, [999_999, known.id]) == [None, known]


def test_every_order_is_answered_by_its_index(one: Office) -> None:
    """No order reads rows or sorts; the plan would otherwise show it at a million."""
    with one.reading() as connection:
        for order, index in (
            ("diubah", "changed"),
            ("nama", "nama"),
            ("nomor", "nomor"),
            ("status", "status"),
        ):
            wish = ApplicantFilter(
                order=order, tahun=2026, program="WUB", pekka=True, kelurahan=offices.KUKUSAN
            )
            for query in applicants._queries(connection, replace(wish)):  # pyright: ignore[reportPrivateUsage]
                sql = query.compile(connection, compile_kwargs={"literal_binds": True})
                plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]
                assert len(plan) == 1 and f"COVERING INDEX ix_application_{index}" in plan[0], plan
