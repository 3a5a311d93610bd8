"""The shape of the database file: made, migrated, or politely refused when it is newer.

Schema changes are Alembic revisions. `user_version` counts them, so that a file from a later program
is recognised before anything else is read.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import as_file, files
from typing import Final

from sqlalchemy import Connection

from desktop_app.errors import Refused
from desktop_app.storage.database import APPLICATION_ID, Database, damaged, disk_errors
from desktop_app.storage.work import whole
from resources.i18n import tr

HEAD: Final = "0026"
"""The newest revision this program knows; revisions are numbered from 0001."""
NUMBER: Final = int(HEAD)


def create(database: Database) -> None:
    """Give a new, empty file its shape; only the founding of an office does this."""
    with disk_errors(), database.locked() as connection:
        assert _number(connection) == 0
        _upgrade(connection, lambda _connection: None)


def prepare(
    database: Database,
    *,
    keep_copy: Callable[[Connection], object],
    refold: Callable[[Connection], object] = lambda _connection: None,
) -> bool:
    """Bring an office's file to this program's shape, in one transaction.

    For an older file `keep_copy` makes the safety copy first, and `refold` builds the projections anew from
    the ops: what an older program kept without understanding it is understood from now on.
    Returns whether anything changed. Raises Refused for a file of a newer program, Unavailable for one
    without any shape: an office has never been that.
    """
    with disk_errors(), database.locked() as connection:
        if _known(database, connection) == NUMBER:
            return False
        keep_copy(connection)
        _upgrade(connection, refold)
        return True


def require_known(database: Database) -> None:
    """Raise as `prepare` does; nothing is changed."""
    with disk_errors(), database.locked() as connection:
        _known(database, connection)


def _known(database: Database, connection: Connection) -> int:
    number = _number(connection)
    if number == 0:
        raise damaged(database.path)
    if number > NUMBER:
        raise Refused(
            tr("Folder kantor ini sudah dipakai oleh Wira yang lebih baru."),
            next_step=tr("Perbarui aplikasi di komputer ini, lalu buka lagi. Data tidak berubah."),
            code="newer_database",
        )
    return number


def _number(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0)


def _upgrade(connection: Connection, refold: Callable[[Connection], object]) -> None:
    """Run the missing revisions and fold anew, in one transaction."""
    from alembic import command  # slow to import, and wanted only here
    from alembic.config import Config

    with as_file(files("desktop_app.storage") / "migrations") as folder:
        config = Config()
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        with whole(connection, "BEGIN EXCLUSIVE"):
            command.upgrade(config, "head")
            refold(connection)
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {NUMBER}")
