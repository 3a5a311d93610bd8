"""Opening the encrypted database of an office (exchange design, section 10).

One engine, one lock for writing. Readers see the last committed state (WAL).
"""

from __future__ import annotations

import errno
import sqlite3
import threading
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import sqlcipher3
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import Pool, QueuePool

from desktop_app.errors import Refused, Unavailable
from desktop_app.storage import dialect
from resources.i18n import tr

APPLICATION_ID: Final = 0x57495241  # "WIRA"

LOOKED_THROUGH: Final = 64 * 1024 * 1024
"""Databases up to this size (about 17,000 applicants) are looked through whenever they are opened: at most
half a second. Every backup and `wira check` look through larger ones."""


def connect(path: Path, key: bytes) -> Any:
    """A driver connection with the pragmas of the design. Raises Refused for a wrong key, Unavailable
    when the file is damaged or out of reach."""
    connection: Any = None
    try:
        connection = sqlcipher3.connect(
            str(path), timeout=5.0, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to people's screens; we tell
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA cipher_memory_security = OFF")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("PRAGMA busy_timeout = 5000")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -16000")
    except sqlcipher3.DatabaseError as error:
        if connection is not None:
            connection.close()  # a folder with an open file could not be renamed on Windows
        raise _unreadable(path, error) from error
    return connection


def damaged(path: Path | None = None) -> Unavailable:
    """The sentence for a database whose pages no longer fit together."""
    return Unavailable(tr("Basis data kantor ini rusak."), next_step=_put_back(path), code="database_damaged")


def _put_back(path: Path | None) -> str:
    if path is None:
        return tr(
            "Jangan hapus folder kantor ini. Pulihkan dari cadangan di layar masuk; isi yang "
            "sekarang disisihkan utuh. Tanpa cadangan, hubungi DKUM."
        )
    return tr(
        "Jangan hapus folder {folder}. Pulihkan dari cadangan di layar masuk; isi yang sekarang "
        "disisihkan utuh. Tanpa cadangan, hubungi DKUM.",
        folder=path.parent,
    )


def _unreadable(path: Path, error: Exception) -> Refused | Unavailable:
    if "not a database" in str(error):
        return Refused(
            tr("Basis data kantor rusak atau bukan milik kantor ini."),
            next_step=_put_back(path),
            code="database_key",
        )
    if "malformed" in str(error):
        return damaged(path)
    return Unavailable(
        tr("Basis data kantor tidak dapat dibuka."),
        next_step=tr(
            "Periksa apakah folder kantor dapat ditulis, ruang disk masih ada, dan berkasnya tidak sedang "
            "ditahan antivirus, lalu coba lagi."
        ),
        code="database_open",
    )


_OS_WORDS: Final = {
    errno.ENOSPC: "disk is full",
    errno.EDQUOT: "disk is full",
    errno.EIO: "disk I/O",
    errno.EACCES: "unable to open",
    errno.EPERM: "unable to open",
    errno.EROFS: "readonly",
    errno.ENOENT: "unable to open",
    errno.ENOTDIR: "unable to open",
}
"""What the system says when it cannot write, in the words that SQLite uses for the same."""


class Database:
    """The open database file of one office.

    The driver is in autocommit mode; transactions are begun by name where they are wanted.
    """

    def __init__(self, path: Path, key: bytes, *, new: bool = False) -> None:
        """`new`: the file may be made; otherwise it has to be there."""
        self.path = path
        self._writing = threading.Lock()
        self._writer: Connection | None = None
        self._retired: list[Pool] = []
        """Pools that `compact` let go; who was working then gives the connection back to one of them."""
        self._fresh = lambda: self._connect(key, new=False)
        self.engine: Engine = create_engine(
            "sqlite://",
            module=sqlcipher3.dbapi2,  # its exceptions are wrapped as SQLAlchemy's
            creator=lambda: self._connect(key, new=new),
            poolclass=QueuePool,
            pool_size=4,
            max_overflow=4,
            pool_reset_on_return=None,
            hide_parameters=True,  # a failing statement must not show whose data it carried
        )

    def _connect(self, key: bytes, *, new: bool) -> Any:
        if not new:  # the driver would make an empty file in place of a lost one
            try:
                lost = not self.path.exists() or self.path.stat().st_size == 0
            except OSError as error:
                raise _unreadable(self.path, error) from error
            if lost:
                raise Unavailable(
                    tr("Basis data kantor ini hilang atau kosong."),
                    next_step=_put_back(self.path),
                    code="database_lost",
                )
        return connect(self.path, key)

    @contextmanager
    def reading(self, narrowing: Iterable[str] = ()) -> Generator[Connection]:
        """A connection for questions; it sees one committed state from its first question on.

        The statements of `narrowing` hide what this reader may not see; they end with the transaction.
        Raises Unavailable when the disk does not give what was asked for.
        """
        with self.engine.connect() as connection:
            try:
                connection.exec_driver_sql("BEGIN")
                for statement in narrowing:
                    connection.exec_driver_sql(statement)
                yield connection
            except (DatabaseError, sqlcipher3.DatabaseError) as error:
                sentence = self._reading_sentence(str(getattr(error, "orig", error)))
                if sentence is None:
                    raise
                raise sentence from error
            finally:
                raw: Any = connection.connection.driver_connection
                if raw is not None and raw.in_transaction:
                    connection.exec_driver_sql("ROLLBACK")

    def _reading_sentence(self, text: str) -> Unavailable | None:
        if "malformed" in text:
            return damaged(self.path)
        if "disk" not in text:
            return None
        return Unavailable(
            tr("Data kantor ini tidak dapat dibaca dari disk."),
            next_step=tr("Periksa disk komputer ini, lalu coba lagi."),
            code="database_read",
        )

    def look_through(self, largest: int | None = None) -> None:
        """See whether the file's pages fit together, unless it is larger than `largest` bytes.

        Raises Unavailable when they do not.
        """
        with disk_errors(), suppress(FileNotFoundError):  # a lost file is told by opening it
            if largest is not None and self.path.stat().st_size > largest:
                return
        if self.ask_freshly("PRAGMA quick_check(1)") != [[("ok",)]]:
            raise damaged(self.path)

    def ask_freshly(self, *questions: str) -> list[list[tuple[Any, ...]]]:
        """The answers that a connection gets which has read nothing before.

        For looking the file through: an index of words remembers its parts, and a connection past which
        another one has written calls parts damaged that were only merged. Raises Unavailable.
        """
        connection: Any = None
        try:
            connection = self._fresh()
            return [connection.execute(question).fetchall() for question in questions]
        except sqlcipher3.DatabaseError as error:
            sentence = self._reading_sentence(str(error))
            if sentence is None:
                raise
            raise sentence from error
        finally:
            if connection is not None:
                connection.close()

    @contextmanager
    def locked(self) -> Generator[Connection]:
        """The connection for writing, one at a time. Only `work` and migrations use it.

        It is always the same one: nobody else writes, so what it has read of the file stays true.
        """
        with self._writing:
            if self._writer is None:
                self._writer = self.engine.connect()
            yield self._writer

    def compact(self) -> bool:
        """Write the file anew without anything that was deleted, and empty its log; False while a reader
        still needs the log. Raises Unavailable as a save does."""
        with disk_errors(), self.locked() as connection:
            for sql in dialect.MERGE_SEARCH:
                connection.exec_driver_sql(sql)
            connection.exec_driver_sql("VACUUM")
            self._retired.append(self.engine.pool)
            self.engine.dispose()  # pages that idle readers have in memory, and their hold on the log
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
        return not busy

    def close(self) -> None:
        """Close every connection; WAL is folded into the file by the last one."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        for pool in self._retired:
            pool.dispose()
        self.engine.dispose()


@contextmanager
def disk_errors() -> Generator[None]:
    """Turn the database's disk, lock and permission failures into sentences."""
    try:
        yield
    except Exception as error:
        sentence = _disk_sentence(error)
        if sentence is None:
            raise
        raise sentence from error


def _disk_sentence(error: BaseException) -> Unavailable | None:
    original = getattr(error, "orig", None) or error
    if isinstance(original, OSError):
        text = _OS_WORDS.get(original.errno or 0, "")
    elif isinstance(original, (sqlcipher3.Error, sqlite3.Error)):
        text = str(original)
    else:
        return None
    if "disk I/O" in text:
        return Unavailable(
            tr("Disk komputer ini penuh atau bermasalah, jadi perubahan terakhir belum tersimpan."),
            next_step=tr(
                "Kosongkan ruang disk; bila ruangnya masih ada, disknya mungkin rusak, tercabut, atau "
                "ditahan antivirus. Lalu simpan lagi. Isian Anda masih ada di layar."
            ),
            code="disk_full",
        )
    if "disk is full" in text:
        return Unavailable(
            tr("Disk komputer ini penuh, jadi perubahan terakhir belum tersimpan."),
            next_step=tr("Kosongkan ruang disk, lalu simpan lagi. Isian Anda masih ada di layar."),
            code="disk_full",
        )
    if "malformed" in text:
        return damaged()
    if "locked" in text:
        return Unavailable(
            tr("Basis data kantor sedang dipakai program lain."),
            next_step=tr("Tutup program itu, lalu coba lagi."),
            code="database_locked",
        )
    if "readonly" in text or "unable to open" in text:
        return Unavailable(
            tr("Folder kantor tidak dapat ditulis."),
            next_step=tr("Minta izin tulis untuk folder itu, atau pilih folder lain."),
            code="folder_readonly",
        )
    return None
