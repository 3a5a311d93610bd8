"""Models and migrations meet; a newer file is refused; a copy is made first."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from desktop_app.actions import attachments
from desktop_app.actions.backup import look_at_backup, restore_backup
from desktop_app.errors import Refused
from desktop_app.office import open_office, read_info, write_info
from desktop_app.sample.scans import id_card
from desktop_app.storage import schema, tables
from desktop_app.storage.database import APPLICATION_ID, Database
from tests import offices

KEY = bytes(range(32))


def _own(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    return not (kind == "table" and ("_fts" in str(name) or str(name) == "alembic_version"))


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index ix_")
def test_migrations_make_the_mapped_tables(tmp_path: Path) -> None:
    database = Database(tmp_path / "wira.db", KEY, new=True)
    schema.create(database)
    with database.locked() as connection:
        found = MigrationContext.configure(connection, opts={"include_object": _own, "compare_type": True})
        assert compare_metadata(found, tables.metadata) == []
        assert connection.exec_driver_sql("PRAGMA application_id").scalar() == APPLICATION_ID
        assert connection.exec_driver_sql("PRAGMA user_version").scalar() == schema.NUMBER
    database.close()


def test_nothing_can_be_read_without_the_key(tmp_path: Path) -> None:
    path = tmp_path / "wira.db"
    database = Database(path, KEY, new=True)
    schema.create(database)
    database.close()
    assert b"application" not in path.read_bytes()
    other = Database(path, bytes(32))
    with pytest.raises(Refused) as caught:
        schema.prepare(other, keep_copy=lambda _: None)
    assert caught.value.code == "database_key"
    other.close()


def test_the_pragmas_of_the_design(tmp_path: Path) -> None:
    database = Database(tmp_path / "wira.db", KEY, new=True)
    with database.reading() as connection:
        wanted = {
            "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0,
            "cell_size_check": 1, "busy_timeout": 5000,
        }  # fmt: skip
        for name, value in wanted.items():
            assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == value, name
    database.close()


def test_a_newer_file_is_politely_refused(tmp_path: Path) -> None:
    home = tmp_path / "kukusan"
    office = offices.office(home)
    with office.database.locked() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version = {schema.NUMBER + 1}")
    office.close()
    before = (home / "wira.db").read_bytes()
    with pytest.raises(Refused) as caught:
        open_office(home, "Ratna Puspita", offices.PASSPHRASE)
    assert caught.value.code == "newer_database"
    assert "Perbarui" in caught.value.next_step
    assert (home / "wira.db").read_bytes() == before


def test_a_backup_is_kept_before_the_shape_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if this file came from the version before: opened once, it leaves a backup that can be put back,
    papers included."""
    home = tmp_path / "kukusan"
    office = offices.office(home)
    (record, _other) = offices.enter(office, offices.persons(2))
    attachments.attach(office, record, "ktp", id_card(offices.persons(1)[0]))
    (blob,) = office.blobs.names()
    office.close()
    with monkeypatch.context() as newer:
        newer.setattr(schema, "NUMBER", schema.NUMBER + 1)
        open_office(home, "Ratna Puspita", offices.PASSPHRASE, clock=offices.Clock()).close()
    (copy,) = (home / "backups").iterdir()
    assert look_at_backup(copy).applications == 2
    restore_backup(copy, tmp_path / "lagi", "Ratna Puspita", offices.PASSPHRASE)
    again = open_office(tmp_path / "lagi", "Ratna Puspita", offices.PASSPHRASE, clock=offices.Clock())
    try:
        assert offices.row(again, record).attachments == 1
        assert again.blobs.get(blob)
    finally:
        again.close()


def test_an_office_card_of_a_newer_program_is_politely_refused(tmp_path: Path) -> None:
    home = tmp_path / "kukusan"
    offices.office(home).close()
    card = read_info(home)
    assert card is not None
    write_info(home, msgspec.structs.replace(card, format=2))
    with pytest.raises(Refused) as caught:
        open_office(home, "Ratna Puspita", offices.PASSPHRASE)
    assert caught.value.code == "newer_office"
    assert "Perbarui" in caught.value.next_step
