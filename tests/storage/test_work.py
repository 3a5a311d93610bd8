"""Op and rows in one commit or none; projections rebuilt from the ops equal themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from desktop_app.actions.checking import check_office
from desktop_app.domain.op import ZERO_ID, decode, op_id
from desktop_app.errors import Refused, Unavailable
from desktop_app.office import Office
from desktop_app.storage import dialect, tables
from desktop_app.storage.rebuild import rebuild
from tests import offices


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = offices.office(tmp_path / "kukusan")
    offices.add(made, "Dian Lestari", "verifikator", "operator")
    yield made
    made.close()


def everything(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, and every word of the search tables."""
    rows = {
        table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
        for table in tables.metadata.sorted_tables
    }
    words = {f"{ent}_fts": sorted(dialect.search_words(connection, ent)) for ent in dialect.SEARCH_COLUMNS}
    return {**rows, **words}


def test_one_save_is_one_op_in_an_unbroken_chain(office: Office) -> None:
    offices.enter(office, offices.persons(3))
    with office.reading() as connection:
        rows = connection.execute(select(tables.op).order_by(tables.op.c.seq)).all()
    prev = ZERO_ID
    for seq, row in enumerate(rows, 1):
        op = decode(row.body)
        assert (op.seq, op.prev, op_id(row.body)) == (seq, prev, row.hash)
        prev = row.hash.hex()
    applications = [row for row in rows if decode(row.body).ent == "application"]
    assert len(applications) == 3


def test_saving_without_a_change_writes_no_op(office: Office) -> None:
    from desktop_app.actions.applications import SaveApplication, save

    person = offices.persons(1)[0]
    record = offices.enter(office, [person], submit=False)[0]
    with office.reading() as connection:
        before = everything(connection)
    save(office, SaveApplication(person, record))
    with office.reading() as connection:
        after = everything(connection)
    assert before["op"] == after["op"]
    assert before["application"] == after["application"]


def test_a_really_full_database_file_is_a_sentence_and_nothing_changes(office: Office) -> None:
    offices.enter(office, offices.persons(2))
    with office.database.locked() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with office.reading() as connection:
        before = everything(connection)
    with pytest.raises(Unavailable) as caught:
        offices.enter(office, offices.persons(200, seed=2))
    assert caught.value.code == "disk_full"
    with office.database.locked() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    with office.reading() as connection:
        after = everything(connection)
    kept = len(after["application"]) - len(before["application"])
    assert kept == len(after["op"]) - len(before["op"])
    assert check_office(office).sound


def test_projections_rebuilt_from_the_ops_equal_themselves(office: Office) -> None:
    records = offices.enter(office, offices.persons(8))
    offices.verify(office, records[:5])
    with office.reading() as connection:
        before = everything(connection)
    with office.trial() as work:
        assert rebuild(work) == len(before["record"])
        assert everything(work.connection) == before
    with office.reading() as connection:
        assert everything(connection) == before


def test_one_nik_twice_in_a_year_is_listed_both_ways(office: Office) -> None:
    person = offices.persons(1)[0]
    first, second = offices.enter(office, [person], submit=False) + offices.enter(
        office, [{**person, "nama": "Nama Lain"}], submit=False
    )
    with office.reading() as connection:
        clash = tables.clash.c
        rows = connection.execute(select(clash.application_id, clash.other_id)).all()
    ids = {offices.row(office, first).id, offices.row(office, second).id}
    assert {tuple(row) for row in rows} == {tuple(ids), tuple(reversed(tuple(ids)))}


def test_search_finds_beginnings_endings_and_numbers(office: Office) -> None:
    people = offices.persons(30)
    records = offices.enter(office, people, submit=False)
    with office.reading() as connection:
        for person, record in zip(people, records, strict=True):
            row = offices.row(office, record)
            for typed in (
                person["nama"].split()[0][:4], person["nik"][:8], person["nik"][-4:], person["hp"][-5:],
                row.nomor_pendaftaran, "0" + person["hp"][3:8], person["alamat"].split()[1],
            ):  # fmt: skip
                found = connection.exec_driver_sql(dialect.search_ids_sql(), (dialect.match(typed),))
                assert row.id in {each[0] for each in found}, typed
        nothing = connection.exec_driver_sql(dialect.search_ids_sql(), (dialect.match("zzqx"),))
        assert nothing.fetchall() == []


@pytest.mark.parametrize(
    "typed", ['"', "'", "NEAR(", "a AND", "*", "nik:", "()", "-", "  ", "\u200b", "''\""]
)
def test_anything_may_be_typed_into_the_search(office: Office, typed: str) -> None:
    query = dialect.match(typed)
    if query:
        with office.reading() as connection:
            connection.exec_driver_sql(dialect.search_ids_sql(), (query,)).fetchall()


def test_a_step_that_is_not_mine_is_refused_and_writes_nothing(office: Office) -> None:
    record = offices.enter(office, offices.persons(1))[0]
    with office.reading() as connection:
        before = connection.execute(select(func.count()).select_from(tables.op)).scalar()
    with pytest.raises(Refused) as caught, office.work() as work:
        work.put(record, "application", "status", {"status": "verified"}, rev=work.state(record).rev)
    assert caught.value.code == "own_entry" or caught.value.code == "role"
    with office.reading() as connection:
        assert connection.execute(select(func.count()).select_from(tables.op)).scalar() == before
