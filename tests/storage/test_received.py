"""When an op first came: the first file that reached it, whatever came later."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from desktop_app.storage import received, schema, tables
from desktop_app.storage.database import Database
from tests.storage.test_schema import KEY

DEV = "ab" * 16


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    made = Database(tmp_path_factory.mktemp("basis") / "wira.db", KEY, new=True)
    schema.create(made)
    yield made
    made.close()


@given(lasts=st.lists(st.integers(1, 9), max_size=6), seq=st.integers(1, 10), kept=st.integers(0, 6))
def test_the_first_file_that_reached_it(database: Database, lasts: list[int], seq: int, kept: int) -> None:
    """Files from before this was kept count by their own row, as long as nothing is noted."""
    with database.reading() as connection:
        for at, last in enumerate(lasts):
            if at < kept:
                row = {
                    "direction": "in", "file_id": bytes([at]), "kind": "data", "dev": bytes.fromhex(DEV),
                    "ep": 2, "peer": "", "no": at, "part": 1, "parts": 1, "name": "", "sha256": b"",
                    "upto": last, "ops": 1, "made": at, "report": "{}",
                }  # fmt: skip
                connection.execute(insert(tables.sync_file).values(row))
            else:
                received.note(connection, DEV, 2, last, at)
        first = next((at for at, last in enumerate(lasts) if last >= seq), None)
        assert received.first(connection, DEV, 2, seq) == first
        assert received.first(connection, DEV, 1, seq) is None
