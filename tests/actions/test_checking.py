"""`wira check` names what does not agree with the ops, wherever it is; a rebuild puts it right."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.actions import attachments
from desktop_app.actions.checking import check_office
from desktop_app.office import Office, open_office
from desktop_app.sample.scans import id_card
from desktop_app.storage.rebuild import rebuild
from desktop_app.storage.work import new_id
from tests import offices
from tests.storage.test_work import everything


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Something of everything: verified, an attachment, one NIK and one number twice, a business."""
    home = tmp_path_factory.mktemp("periksa") / "kukusan"
    office = offices.office(home)
    offices.add(office, "Dian Lestari", "verifikator", "operator")
    people = offices.persons(5)
    records = offices.enter(office, people[:3])
    attachments.attach(office, records[0], "ktp", id_card(people[0]))
    offices.enter(office, [people[2]], submit=False)
    offices.twin(office, records[1], people[4])
    business = {"nama": "Warung Bu Tini", "pemilik": "Tini", "sumber": "Pendataan 2025"}
    office.do(lambda work: work.put(new_id(), "business", "set", business))
    offices.verify(office, [records[0]])
    office.close()
    return home


@pytest.fixture
def office(home: Path, tmp_path: Path) -> Iterator[Office]:
    shutil.copytree(home, tmp_path / "kukusan")
    opened = open_office(tmp_path / "kukusan", "Ratna Puspita", offices.PASSPHRASE, clock=offices.Clock())
    yield opened
    opened.close()


def test_an_office_that_is_checked_while_it_works_stays_sound(tmp_path: Path) -> None:
    """An index whose parts another connection has merged is not taken for a damaged file."""
    office = offices.office(tmp_path / "kukusan")
    offices.add(office, "Dian Lestari", "verifikator", "operator")
    people = offices.persons(12, seed=7)
    offices.verify(office, offices.enter(office, people[:6]))
    office.close()
    office = open_office(tmp_path / "kukusan", "Ratna Puspita", offices.PASSPHRASE, clock=offices.Clock())
    try:
        for person in people[6:]:
            office.database.look_through()
            offices.enter(office, [person])
        assert check_office(office).problems == ()
    finally:
        office.close()


def spoil(office: Office, sql: str) -> None:
    with office.database.locked() as connection:
        assert connection.exec_driver_sql(sql).rowcount, "nothing was spoilt"


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("UPDATE application SET nama = 'Orang Lain' WHERE status = 'verified'", "application"),
        ("UPDATE attachment SET size = size + 1", "attachment"),
        ("DELETE FROM clash WHERE kind = 'nomor'", "clash"),
        ("UPDATE person SET roles_ever = 'lurah'", "person"),
        ("UPDATE office SET settings = '{}'", "office"),
        ("UPDATE business SET pemilik = 'Orang Lain'", "business"),
        ("UPDATE record SET heads = x'90' WHERE id = (SELECT max(id) FROM record)", "record"),
        ("UPDATE record SET scope = '3276021008' WHERE ent = 'application'", "record"),
        ("UPDATE record SET ent = 'office' WHERE id = (SELECT min(id) FROM application)", "record"),
        ("UPDATE op SET void = 'role' WHERE id = (SELECT max(id) FROM op)", "op"),
        ("DELETE FROM application_fts WHERE rowid = (SELECT min(id) FROM application)", "application_fts"),
        ("INSERT INTO application_fts (rowid, nama) VALUES (900, 'siluman')", "application_fts"),
        ("DELETE FROM business_fts", "business_fts"),
    ],
)  # fmt: skip
def test_what_differs_is_named_and_put_right_by_a_rebuild(office: Office, sql: str, name: str) -> None:
    assert check_office(office).sound
    spoil(office, sql)
    assert check_office(office).problems == (f"Tabel {name} berbeda dengan catatannya.",)
    with office.work() as work:
        rebuild(work)
    assert check_office(office).sound


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE op SET body = x'7b7d' WHERE id = (SELECT max(id) FROM op)", "rantainya"),
        ("UPDATE op SET body = cast(replace(body, 'wall', 'wali') AS BLOB) WHERE seq = 2", "Catatan ke-2 "),
        ("UPDATE stream SET head = zeroblob(32)", "rantainya"),
        ("UPDATE stream SET seq = seq - 1", "rantainya"),
        ("DELETE FROM application_fts_data WHERE id > 10", "rusak"),
    ],
)
def test_what_cannot_be_read_is_told_and_never_raises(office: Office, sql: str, told: str) -> None:
    spoil(office, sql)
    report = check_office(office)
    assert not report.sound
    assert told in " ".join(report.problems)


def test_a_check_changes_nothing(office: Office) -> None:
    with office.reading() as connection:
        before = everything(connection)
    people = dict(office.context.people)
    check_office(office)
    with office.reading() as connection:
        assert everything(connection) == before
    assert office.context.people == people


def test_a_changed_page_that_holds_nothing_is_found_by_its_seal_alone(office: Office) -> None:
    """Nobody reads a free page, so the database itself calls the file good; but each page has its seal."""
    with office.database.locked() as connection:
        connection.exec_driver_sql("CREATE TABLE sementara (isi BLOB)")
        connection.exec_driver_sql("INSERT INTO sementara VALUES (randomblob(65536))")
        connection.exec_driver_sql("DROP TABLE sementara")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert check_office(office).sound
    path = office.home / "wira.db"
    raw = bytearray(path.read_bytes())
    raw[-2000] ^= 1  # within the last page
    path.write_bytes(raw)
    office.database.look_through()
    report = check_office(office)
    found = [each.code for part in report.parts for each in part.findings if part.key == "database"]
    assert found == ["database_pages"] and not report.sound
