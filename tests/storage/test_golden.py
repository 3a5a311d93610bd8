"""Files of every released shape open, and say the same as on the day they were made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop_app.actions.backup import look_at_backup, restore_backup
from desktop_app.actions.checking import check_office
from desktop_app.office import Office, open_office
from desktop_app.storage import schema, tables
from desktop_app.storage.work import new_id
from tests import offices
from tests.storage.golden import FILES

NUMBERS = sorted(path.stem for path in FILES.glob("*.tar"))


def test_every_earlier_shape_is_kept() -> None:
    assert [int(number) for number in NUMBERS] == list(range(1, len(NUMBERS) + 1))


@pytest.mark.parametrize("number", NUMBERS)
def test_an_old_backup_is_put_back_migrated_and_whole(tmp_path: Path, number: str) -> None:
    path = FILES / f"{number}.tar"
    assert look_at_backup(path).applications == 4
    restore_backup(path, tmp_path / "kukusan", "Ratna Puspita", offices.PASSPHRASE)
    office = open_office(tmp_path / "kukusan", "Ratna Puspita", offices.PASSPHRASE, clock=offices.Clock())
    try:
        with office.reading() as connection:
            app = tables.application.c
            counted = dict(connection.execute(select(app.status, func.count()).group_by(app.status)).all())
            assert connection.exec_driver_sql("PRAGMA user_version").scalar() == schema.NUMBER
        assert counted == {"submitted": 2, "verified": 2}
        assert check_office(office).sound
        offices.enter(office, offices.persons(1, seed=9))
    finally:
        office.close()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """An office whose database has the shape of revision 0001, with an op its program did not understand."""
    office = offices.office(tmp_path / "kukusan")
    _add_business(office)
    with office.database.locked() as connection:
        for name in tables.PLAIN:
            connection.exec_driver_sql(f"DROP TABLE {name}")
        connection.exec_driver_sql("ALTER TABLE person DROP COLUMN mentor")
        connection.exec_driver_sql("DROP TABLE business_fts")
        connection.exec_driver_sql("ALTER TABLE application DROP COLUMN usaha_terdaftar")
        connection.exec_driver_sql("ALTER TABLE application DROP COLUMN aturan_versi")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
        connection.exec_driver_sql("PRAGMA user_version = 1")
    office.close()
    yield tmp_path / "kukusan"


def _add_business(office: Office) -> None:
    values = {"nama": "Warung Bu Tini", "pemilik": "Tini", "sumber": "Pendataan 2025"}
    office.do(lambda work: work.put(new_id(), "business", "set", values))


def test_what_an_older_program_kept_is_understood_after_the_upgrade(home: Path) -> None:
    office = open_office(home, "Ratna Puspita", offices.PASSPHRASE, clock=offices.Clock())
    try:
        with office.reading() as connection:
            rows = connection.execute(select(tables.PLAIN["business"].c.nama)).all()
            (stream,) = connection.execute(select(tables.stream)).all()
            ops = connection.execute(select(func.count()).select_from(tables.op)).scalar_one()
        assert [row.nama for row in rows] == ["Warung Bu Tini"]
        assert stream.seq == ops  # folding anew wrote nothing to the log
        assert check_office(office).sound
    finally:
        office.close()
