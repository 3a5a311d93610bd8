"""The board: every kelurahan once, counts equal a plain count, problems by their cause."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop_app.actions.applications import SaveApplication, save
from desktop_app.actions.arrivals import WaitingFile
from desktop_app.actions.checking import check_office
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.register import SaveBusiness, close_business, save_business
from desktop_app.queries.board import Board, board
from desktop_app.queries.decisions import decision_view
from desktop_app.queries.outcomes import in_numbers
from desktop_app.queries.quota import quota_view
from desktop_app.queries.register import BusinessFilter, counts, listing
from desktop_app.queries.status import office_status
from desktop_app.storage import tables
from desktop_app.storage.rebuild import rebuild
from tests import offices
from tests.offices import CURUG, KUKUSAN, PASSPHRASE
from tests.ui.cityscene import HENDRA, SARI, City, make_city


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    one = make_city(tmp_path)
    yield one
    one.close()


def look(city: City, *waiting: WaitingFile, program: str = "WUB", later: int = 0) -> Board:
    now = city.dkum.clock() + timedelta(days=later)
    with city.dkum.reading() as connection:
        return board(connection, city.dkum, waiting, program=program, tahun=2026, now=now)


def line(found: Board, code: str):
    return next(each for each in found.lines if each.place.code == code)


def test_all_63_and_what_came_from_each(city: City) -> None:
    city.fill(4)
    city.up()
    found = look(city)
    assert len(found.lines) == 63
    assert found.count("ok") == 1
    assert found.count("none") == 62
    kukusan = line(found, KUKUSAN)
    with city.dkum.reading() as connection:
        plain = connection.execute(
            select(func.count()).select_from(tables.application).where(tables.application.c.program == "WUB")
        ).scalar_one()
    assert kukusan.applicants == plain > 0
    assert kukusan.enrolled
    assert not line(found, "3276061003").enrolled
    assert found.places == 27 * 63


def test_a_request_brings_nothing_so_nothing_is_known_of_the_kelurahan(city: City) -> None:
    open_file(city.dkum, make_file(city.kukusan, city.folder, request=True).paths[0])
    found = look(city)
    kukusan = line(found, KUKUSAN)
    assert (kukusan.known, kukusan.last, kukusan.state, found.heard, found.newest) == (
        False, None, "none", 0, None,
    )  # fmt: skip
    with city.dkum.reading() as connection:
        numbers = in_numbers(connection)
        assert (numbers["kelurahan"]["heard"], numbers["by_kelurahan"][KUKUSAN]) == (0, None)
        assert office_status(connection, city.dkum.info).businesses_by_kelurahan[KUKUSAN] is None
        assert quota_view(connection, city.dkum, "WUB", 2026, KUKUSAN).unheard
    city.up()
    assert line(look(city), KUKUSAN).known and look(city).heard == 1
    with city.dkum.reading() as connection:
        assert not quota_view(connection, city.dkum, "WUB", 2026, KUKUSAN).unheard


def test_late_after_14_days_and_a_gap_above_all(city: City) -> None:
    city.fill(1)
    city.up()
    assert line(look(city, later=14), KUKUSAN).state == "ok"
    assert line(look(city, later=15), KUKUSAN).state == "late"
    early = WaitingFile(city.folder / "x.dks", city.kukusan.info.dev, KUKUSAN, 3)
    gap = line(look(city, early, later=15), KUKUSAN)
    assert (gap.state, gap.missing, gap.early) == ("gap", (2,), (3,))


def test_the_citys_quota_has_no_places_per_kelurahan(city: City) -> None:
    found = look(city, program="PP")
    assert found.places == 350
    assert {each.places for each in found.lines} == {0}


def test_one_nik_in_two_kelurahan_is_listed_once(city: City) -> None:
    values = dict(offices.persons(1)[0])
    for code in (KUKUSAN, CURUG):
        one = city.kelurahan[code]
        one.enter("Ratna Puspita", PASSPHRASE)
        save(one, SaveApplication(values | {"kelurahan_kode": code}, submit=True))
        city.up(code)
    found = look(city).clashes
    assert len(found) == 1
    assert {found[0].kelurahan_kode, found[0].other_kelurahan_kode} == {KUKUSAN, CURUG}


def test_decisions_waiting_and_issued(city: City) -> None:
    from desktop_app.actions import decisions

    city.fill(40)
    city.up()
    with city.dkum.reading() as connection:
        before = decision_view(connection, city.dkum.context, program="WUB", tahun=2026).places
    assert [place.scope for place in before] == [KUKUSAN]
    seen = decisions.preview(city.dkum, "WUB", 2026, KUKUSAN)
    assert sum(row.within for row in seen.rows) == min(27, len(seen.rows))
    assert before[0].ready == len(seen.rows)
    made = decisions.propose(city.dkum, decisions.ProposeDecision("WUB", 2026, KUKUSAN))
    rows = decisions.proposal_rows(city.dkum, made.record)
    assert [row.rank for row in rows] == list(range(1, made.ranked + 1))
    assert [row.tanggal_lengkap for row in rows] == [row.tanggal_lengkap for row in seen.rows]
    with city.dkum.reading() as connection:
        waiting = decision_view(connection, city.dkum.context, program="WUB", tahun=2026).places[0].proposal
    assert waiting is not None
    assert waiting.by_name == HENDRA
    city.dkum.enter(SARI, PASSPHRASE)
    done = decisions.approve(city.dkum, made.record)
    with city.dkum.reading() as connection:
        place = decision_view(connection, city.dkum.context, program="WUB", tahun=2026).places[0]
    assert place.proposal is None
    assert place.issued[0].document == done.document
    assert (place.issued[0].accepted, place.issued[0].waitlisted) == (done.accepted, done.waitlisted)
    assert place.accepted == done.accepted == 27


def test_businesses_travel_both_ways_and_the_board_counts_them(city: City) -> None:
    """What a kelurahan registers goes up, what DKUM registers for it comes down; both survive a rebuild."""
    kukusan = city.kukusan
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    records = [
        save_business(kukusan, SaveBusiness({"nama": f"Warung {n}", "pemilik": f"Pemilik {n}"})).record
        for n in range(3)
    ]
    close_business(kukusan, records[2])
    city.up()
    found = look(city)
    assert (line(found, KUKUSAN).businesses, line(found, CURUG).businesses, found.businesses) == (2, 0, 2)
    for office in (kukusan, city.dkum):
        with office.reading() as connection:
            plain = connection.exec_driver_sql(
                "SELECT count(*) FROM business WHERE scope = ? AND tutup IS NOT 1", (KUKUSAN,)
            ).scalar_one()
            assert plain == 2 == office_status(connection, office.info).businesses
    city.dkum.enter(HENDRA, PASSPHRASE)
    save_business(city.dkum, SaveBusiness({"nama": "Toko Budi", "pemilik": "Budi"}, kelurahan=KUKUSAN))
    city.down()
    with kukusan.reading() as connection:
        assert counts(connection).by_kelurahan == {KUKUSAN: 3}
        names = [row.nama for row in listing(connection, BusinessFilter("budi"), 5)]
    assert names == ["Toko Budi"]
    for office in (kukusan, city.dkum):
        assert check_office(office).sound, "rebuilt from the ops they are the same"
        office.do(rebuild)
        with office.reading() as connection:
            assert counts(connection).of(KUKUSAN) == 3
            assert len(listing(connection, BusinessFilter("warung"), 9)) == 2
