"""A copy counts as made only after it was opened; whatever is wrong in it is found there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection

from desktop_app.actions import attachments
from desktop_app.actions.backup import make_backup
from desktop_app.errors import Unavailable
from desktop_app.office import Office
from desktop_app.sample.scans import id_card
from desktop_app.storage import archive, schema, settings
from desktop_app.storage.archive import Copied
from desktop_app.storage.database import Database
from tests import offices
from tests.bytesearch import PAGE, pages

Harm = Callable[[Path, Copied], Copied]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """With two applicants, one of them with a paper."""
    office = offices.office(tmp_path / "kantor")
    (record, _other) = offices.enter(office, offices.persons(2))
    attachments.attach(office, record, "ktp", id_card(offices.persons(1)[0]))
    return office


def key_of(office: Office) -> bytes:
    return office._dek  # pyright: ignore[reportPrivateUsage]


def written(office: Office, path: Path, harm: Harm) -> archive.Listed:
    """A copy of the office whose database was harmed before it went in, so that every hash fits."""

    def copy(target: Path) -> Copied:
        with office.database.locked() as connection:
            copied = archive.copy_database(connection, target)
        return harm(target, copied)

    return archive.write(office.home, key_of(office), copy, path, office.clock())


def test_a_copy_with_a_broken_page_or_another_count_is_not_called_good(
    tmp_path: Path, office: Office
) -> None:
    path = tmp_path / "flash" / "salinan.tar"

    def broken_page(target: Path, copied: Copied) -> Copied:
        """One that counting the applicants does not come across."""
        database = Database(target, key_of(office))
        with database.reading() as connection:
            question = "SELECT rootpage FROM sqlite_master WHERE name = 'attachment'"
            page = int(connection.exec_driver_sql(question).scalar_one())
        database.close()
        raw = bytearray(target.read_bytes())
        raw[(page - 1) * PAGE + 100] ^= 1
        target.write_bytes(raw)
        return copied

    def one_more(_target: Path, copied: Copied) -> Copied:
        return copied._replace(applications=copied.applications + 1)

    def one_less(_target: Path, copied: Copied) -> Copied:
        return copied._replace(applications=copied.applications - 1)

    for harm in (broken_page, one_more, one_less):
        with pytest.raises(Unavailable) as caught:
            written(office, path, harm)
        assert caught.value.code == "backup_check", harm.__name__
        assert list(path.parent.iterdir()) == [], harm.__name__
    assert written(office, path, lambda _target, copied: copied).applications == 2
    office.close()


def test_a_copy_with_a_changed_paper_is_not_called_good(
    tmp_path: Path, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stick keeps another byte than it was given, in a paper, which nothing else in the proof reads."""
    (name,) = office.blobs.names()
    blob = next((office.home / "blobs").rglob(f"{name}.age")).read_bytes()
    flash, changed = tmp_path / "flash", list[int]()
    real = os.fsync

    def fsync(handle: int) -> None:
        real(handle)
        for part in flash.glob("*.part"):
            at = part.read_bytes().find(blob)
            if at >= 0:
                changed.append(at)
                with open(part, "r+b") as file:
                    file.seek(at + len(blob) // 2)
                    file.write(bytes([blob[len(blob) // 2] ^ 1]))

    with monkeypatch.context() as bad:
        bad.setattr(os, "fsync", fsync)
        with pytest.raises(Unavailable) as caught:
            make_backup(office, flash)
    assert caught.value.code == "backup_check" and len(changed) == 1
    assert list(flash.iterdir()) == []
    assert make_backup(office, flash).applications == 2
    office.close()


def test_a_compacted_database_has_no_page_of_what_was_deleted(tmp_path: Path) -> None:
    """Far more than what comes afterwards could write over."""
    path, key, word = tmp_path / "wira.db", bytes(range(32)), b"Rahasia Terhapus "
    database = Database(path, key, new=True)
    schema.create(database)

    def free(connection: Connection) -> int:
        return int(connection.exec_driver_sql("PRAGMA freelist_count").scalar_one())

    with database.locked() as connection:
        for n in range(300):
            settings.put(connection, f"besar:{n:03}", word * 200)
        for n in range(300):
            settings.drop(connection, f"besar:{n:03}")
        assert free(connection) > 200
    size = path.stat().st_size
    assert any(word in page for page in pages(path, key)), "deleted, and still there"
    assert database.compact()
    with database.locked() as connection:
        assert free(connection) == 0
    assert not any(word in page for page in pages(path, key))
    assert path.stat().st_size <= size
    database.close()


def test_who_was_reading_while_it_was_compacted_holds_nothing_after_it_is_closed(tmp_path: Path) -> None:
    """Else the log stays beside the file, and where an open file holds its folder, so does that."""
    database = Database(tmp_path / "wira.db", bytes(range(32)), new=True)
    schema.create(database)
    with database.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM setting").scalar_one()
        assert not database.compact(), "somebody reads"
    assert database.compact()
    with database.locked() as connection:
        settings.put(connection, "sesudah", b"ini")
    database.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["wira.db"]
