"""Counting the register reads an index and no row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import event

from desktop_app.actions.register import SaveBusiness, close_business, save_business
from desktop_app.queries import register
from tests import offices
from tests.offices import KUKUSAN


def test_counts_are_answered_from_the_index_alone(tmp_path: Path) -> None:
    one = offices.office(tmp_path / "kantor")
    made = [
        save_business(one, SaveBusiness({"nama": f"Warung {n}", "pemilik": f"Ibu {n}"})).record for n in "abc"
    ]
    close_business(one, made[0])
    asked: list[str] = []
    with one.reading() as connection:

        def note(_c: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
            asked.append(sql)

        event.listen(connection, "before_cursor_execute", note)
        found = register.counts(connection)
        event.remove(connection, "before_cursor_execute", note)
        assert (found.total, found.closed, found.of(KUKUSAN)) == (2, 1, 2)
        [sql] = asked
        plan = [
            row[3]
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", (0, 0, 0, 0)[: sql.count("?")])
        ]
    one.close()
    assert any("COVERING INDEX ix_business_open" in line for line in plan), plan
