"""A disk that is full at one statement, for every statement of an action: nothing may be left behind.

The statements fail where they reach SQLite, so nothing of our own is replaced.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
import sqlcipher3

from desktop_app.errors import SyncRefused, Unavailable
from desktop_app.office import Office
from tests.storage.test_work import everything

_OUR_OWN = ("wira.db", "wira.db-wal", "wira.db-shm", "drafts.db", "drafts.db-wal", "drafts.db-shm")
_NEVER = ("PRAGMA", "ROLLBACK")
"""What sets a connection up, and what undoes."""
_MOST = 300


class Faults:
    """`fail` says of a statement whether it fails, once; nothing fails while it is None."""

    def __init__(self) -> None:
        self.fail: Callable[[str], bool] | None = None

    def reached(self, sql: str) -> None:
        """Called before each statement."""
        if self.fail is None or sql.lstrip().startswith(_NEVER) or not self.fail(sql):
            return
        self.fail = None
        raise sqlcipher3.OperationalError("database or disk is full")


def watched(monkeypatch: pytest.MonkeyPatch) -> Faults:
    """From now on every connection to a database asks first."""
    faults = Faults()

    class Cursor(sqlcipher3.Cursor):
        def execute(self, sql: str, *values: Any) -> Any:
            faults.reached(sql)
            return super().execute(sql, *values)

        def executemany(self, sql: str, rows: Any) -> Any:
            faults.reached(sql)
            return super().executemany(sql, rows)

    class Connection(sqlcipher3.Connection):
        def cursor(self, factory: Any = Cursor) -> Any:
            return super().cursor(factory)

        def execute(self, sql: str, *values: Any) -> Any:
            return self.cursor().execute(sql, *values)

        def executemany(self, sql: str, rows: Any) -> Any:
            return self.cursor().executemany(sql, rows)

    real = sqlcipher3.connect
    monkeypatch.setattr(sqlcipher3, "connect", lambda *a, **k: real(*a, factory=Connection, **k))
    return faults


def all_of(office: Office) -> dict[str, Any]:
    """Every row of every table, every file under its final name, and what the open office knows."""
    files = {
        path.relative_to(office.home).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(office.home.rglob("*"))
        if path.is_file() and path.name not in _OUR_OWN
    }
    with office.reading() as connection:
        tables = everything(connection)
    known = dict(office.context.people), dict(office.context.places), office.directory
    return {"tables": tables, "files": files, "known": known}


def fails_whole(faults: Faults, office: Office, action: Callable[[], object], *, spare: str = "") -> int:
    """Run `action` until it succeeds, each time failing at the first statement that never failed before.

    After every failure all of `office` is as it was. Returns how many statements failed. Those that name
    `spare` are let through: they belong to something that may fail by itself.
    """
    before = all_of(office)
    failed: set[str] = set()
    while len(failed) < _MOST:
        earlier = set(failed)

        def once(sql: str) -> bool:
            if sql in failed or (spare and spare in sql):
                return False
            failed.add(sql)
            return True

        faults.fail, count = once, len(failed)
        try:
            action()
        except (Unavailable, SyncRefused) as error:
            assert error.code in ("disk_full", "database_read", "E_SPACE"), error.code
            assert error.next_step
        else:
            faults.fail = None
            assert len(failed) == count, "a failure was passed over in silence"
            return count
        after = all_of(office)
        for part, was in before.items():
            assert after[part] == was, (part, failed - earlier)
    raise AssertionError("it never came to an end")
