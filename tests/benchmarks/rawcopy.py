"""The bare limit: the same rows, through the driver alone, on the same SQLCipher settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Table, select

from desktop_app.office import Office
from desktop_app.storage import dialect, schema, tables
from desktop_app.storage.database import Database, connect

KEY = bytes(range(32))
Rows = dict[str, list[tuple[Any, ...]]]

FILLED: tuple[Table, ...] = tuple(tables.metadata.sorted_tables)


def rows_of(office: Office) -> Rows:
    """Every row of every table, and those of the search index as they were put in."""
    found: Rows = {}
    with office.reading() as connection:
        for table in FILLED:
            found[table.name] = [tuple(row) for row in connection.execute(select(table))]
        wanted = ("nama", "nik", "hp", "alamat", "nama_usaha", "jenis_usaha", "nomor_pendaftaran")
        app = tables.application.c
        query = select(app.id, *(app[name] for name in wanted))
        found["application_fts"] = [
            dialect.search_row(row.id, dict(zip(wanted, tuple(row)[1:], strict=True)))
            for row in connection.execute(query)
        ]
    return found


def counted(rows: Rows) -> dict[str, int]:
    """How many rows each table has; what candidates are compared by."""
    return {name: len(each) for name, each in rows.items()}


def statements(rows: Rows) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """One prepared statement for each table that gets rows, parents first."""
    made = [(dialect.insert_sql(table), rows[table.name]) for table in FILLED if rows.get(table.name)]
    return [*made, (dialect.insert_search_sql(), rows.get("application_fts", []))]


class RawDatabase:
    """An empty database of the same shape, spoken to without anything between."""

    def __init__(self, path: Path) -> None:
        database = Database(path, KEY, new=True)
        schema.create(database)
        database.close()
        self.connection: Any = connect(path, KEY)

    def put(self, made: list[tuple[str, list[tuple[Any, ...]]]]) -> None:
        """Everything in one transaction."""
        self.connection.execute("BEGIN IMMEDIATE")
        for sql, rows in made:
            self.connection.executemany(sql, rows)
        self.connection.execute("COMMIT")

    def counted(self) -> dict[str, int]:
        """Rows in each table."""
        names = [*(table.name for table in FILLED), "application_fts"]
        return {name: self.connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()
