"""Unsaved typing (ketikan): what somebody has typed and not yet saved survives a killed program.

It is never an op and never leaves the computer. The file `drafts.db` has the office's key. Every change of
a form is one committed write into the write-ahead log, which a killed process cannot take back; within a
second a thread of the store brings it to the disk itself, so that a power cut costs at most that second.

This is, beside `work`, the one other place that commits (exchange design, section 10).
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, cast

import sqlcipher3

from desktop_app.errors import Refused, Unavailable
from desktop_app.storage.database import connect, disk_errors

_log = logging.getLogger(__name__)

DRAFTS: Final = "drafts.db"
"""The file's name in the office folder."""

_PATIENCE: Final = 0.5
"""Seconds between a write and its way to the disk; with the checkpoint itself it stays below one."""

_PAGE: Final = 4096
"""Bytes of a database page; a file of any other length was cut off."""

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS ketikan (
    form_id TEXT PRIMARY KEY,
    isi TEXT NOT NULL,
    tempat TEXT NOT NULL,
    waktu TEXT NOT NULL
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """One form as it was typed: `values` raw as in the fields, `where` what the caller needs to go back
    there (page, applicant, focused field, person), `written` the clock it was given."""

    form_id: str
    values: dict[str, Any]
    where: dict[str, Any]
    written: datetime


def count_typing(path: Path, key: bytes) -> int:
    """How many forms were typed and not saved, where nobody has come in; 0 where that cannot be read."""
    if not path.is_file():
        return 0
    with suppress(Refused, Unavailable, sqlcipher3.Error), closing(connect(path, key)) as connection:
        return connection.execute("SELECT count(*) FROM ketikan").fetchone()[0]
    return 0


class DraftStore:
    """The typing that is not saved yet. All methods may be called from any thread.

    A file that cannot be read (damaged, or of another key) never stands in the way of work: it is kept
    beside the new one under the name `set_aside`.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        """Open or create `path` with the 32-byte `key`. Raises Unavailable for a folder it may not use."""
        self.path = path
        self.set_aside: Path | None = None
        with disk_errors():
            try:
                self._writer = _open(path, key)
            except (Refused, Unavailable) as error:
                if error.code not in ("database_key", "database_damaged"):
                    raise
                self.set_aside = _set_aside(path)
                self._writer = _open(path, key)
            self._syncer = connect(path, key)
        self._lock = threading.Lock()
        self._state = threading.Condition()
        self._written = 0
        self._durable = 0
        self._closing = False
        self._thread = threading.Thread(target=self._bring_to_disk, name="drafts", daemon=True)
        self._thread.start()

    def put(
        self, form_id: str, values: Mapping[str, Any], where: Mapping[str, Any], *, now: datetime
    ) -> None:
        """Keep the whole form as it is now, in place of what was kept for `form_id`.

        `values` and `where` hold what JSON can hold. When this returns, a killed program loses nothing.
        Raises Unavailable for a full or unwritable disk; the earlier state is then still kept.
        """
        row = (form_id, _dump(values), _dump(where), now.isoformat())
        with disk_errors(), self._lock:
            self._writer.execute("INSERT OR REPLACE INTO ketikan VALUES (?, ?, ?, ?)", row)
        self._dirty()

    def discard(self, form_id: str) -> None:
        """Forget the typing of one form: it was saved, or the person does not want it. Unknown is fine."""
        with disk_errors(), self._lock:
            self._writer.execute("DELETE FROM ketikan WHERE form_id = ?", (form_id,))
        self._dirty()

    def take(self, form_id: str) -> Draft | None:
        """What was typed, to go on with it. It stays kept until it is saved or discarded."""
        with disk_errors(), self._lock:
            row = self._writer.execute("SELECT * FROM ketikan WHERE form_id = ?", (form_id,)).fetchone()
        return _draft(row) if row else None

    def list(self) -> list[Draft]:
        """Everything that was typed and not saved, the newest first."""
        with disk_errors(), self._lock:
            rows = self._writer.execute("SELECT * FROM ketikan ORDER BY waktu DESC, form_id").fetchall()
        return [_draft(row) for row in rows]

    def forget(self, wanted: Callable[[Draft], bool]) -> int:
        """Forget every form that `wanted` says; returns how many."""
        gone = [draft.form_id for draft in self.list() if wanted(draft)]
        for form_id in gone:
            self.discard(form_id)
        return len(gone)

    def compact(self) -> None:
        """Write the file anew, so that nothing of what was forgotten is left in it or its log."""
        with disk_errors(), self._lock:
            self._writer.execute("VACUUM")
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def wait_durable(self, timeout: float) -> bool:
        """Wait until everything written so far is on the disk; False if `timeout` seconds were too short."""
        with self._state:
            goal = self._written
            return self._state.wait_for(lambda: self._durable >= goal, timeout)

    def close(self) -> None:
        """Bring everything to the disk, stop the thread, close the file. May be called twice."""
        with self._state:
            if self._closing:
                return
            self._closing = True
            self._state.notify_all()
        self._thread.join()
        self._syncer.close()
        with self._lock:
            self._writer.close()  # the last connection folds the log into the file

    def _dirty(self) -> None:
        with self._state:
            self._written += 1
            self._state.notify_all()

    def _bring_to_disk(self) -> None:
        """The store's thread: some time after a write, make the log and the file durable."""
        while True:
            with self._state:
                self._state.wait_for(lambda: self._closing or self._written > self._durable)
                closing = self._closing or self._state.wait_for(lambda: self._closing, _PATIENCE)
                goal = self._written
            done = self._checkpoint()
            with self._state:
                if done:
                    self._durable = goal
                    self._state.notify_all()
            if closing:
                return

    def _checkpoint(self) -> bool:
        """Passive, so that typing never waits for it. It syncs the log before the file is touched."""
        try:
            self._syncer.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        except sqlcipher3.Error as error:  # a full disk is told by the next put; here it is tried again
            _log.warning("drafts are not on the disk yet: %s", type(error).__name__)
            return False
        return True


def _open(path: Path, key: bytes) -> Any:
    """The connection that writes. Raises Refused for a file that is damaged or has another key."""
    rolls_back = path.with_name(path.name + "-journal").exists()  # its first page was being written
    if path.exists() and path.stat().st_size % _PAGE and not rolls_back:
        raise Refused("", code="database_key")
    connection = connect(path, key)
    try:
        connection.execute("PRAGMA synchronous = NORMAL")
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise Refused("", code="database_key")
        connection.execute(_SCHEMA)
        connection.execute("SELECT form_id, isi, tempat, waktu FROM ketikan LIMIT 1").fetchone()
    except sqlcipher3.DatabaseError as error:
        connection.close()
        if "malformed" in str(error) or "not a database" in str(error) or "no such column" in str(error):
            raise Refused("", code="database_key") from error
        raise
    except Refused:
        connection.close()
        raise
    return connection


def _set_aside(path: Path) -> Path:
    """Rename the unreadable file to the first free name beside it."""
    number = 1
    while (kept := path.with_name(f"{path.stem}-tak-terbaca-{number}{path.suffix}")).exists():
        number += 1
    path.rename(kept)
    for suffix in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(kept.with_name(kept.name + suffix))
    return kept


def _dump(values: Mapping[str, Any]) -> str:
    return json.dumps(dict(values), ensure_ascii=False, separators=(",", ":"))


def _draft(row: tuple[str, str, str, str]) -> Draft:
    form_id, values, where, written = row
    return Draft(
        form_id,
        cast("dict[str, Any]", json.loads(values)),
        cast("dict[str, Any]", json.loads(where)),
        datetime.fromisoformat(written),
    )
