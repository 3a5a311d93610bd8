"""Saving one applicant as the window does, against a raw commit of the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from desktop_app.actions.applications import SaveApplication, save
from desktop_app.office import Office
from desktop_app.sample.people import make_people
from desktop_app.storage import dialect, tables
from tests import offices
from tests.benchmarks.harness import Benchmark, Candidate, Run
from tests.benchmarks.rawcopy import RawDatabase, Rows, rows_of, statements

_GROWS = ("record", "op", "application", "application_fts")


def measure(run: Run) -> None:
    """Each save is one commit with `synchronous=FULL`; the raw one writes the very rows of another run."""
    people = make_people(1, offices.KUKUSAN, run.repeat + 2, year=2026)
    model = offices.office(run.folder / "model")
    before = rows_of(model)
    for person in people:
        save(model, SaveApplication(person))
    after = rows_of(model)
    model.close()
    office = offices.office(run.folder / "wira")
    raw = RawDatabase(run.folder / "raw.db")
    raw.put(statements(before))
    singles = _singles(before, after)
    people_left, rows_left = iter(people), iter(singles)

    def wira() -> int:
        save(office, SaveApplication(next(people_left)))
        return _applications(office)

    def bare() -> int:
        raw.put(next(rows_left))
        return raw.counted()["application"]

    def only_save() -> None:
        save(office, SaveApplication(next(people_left)))

    def only_raw() -> None:
        raw.put(next(rows_left))

    assert wira() == bare() == 1
    times = run.compare("one applicant", [Candidate("wira", only_save), Candidate("raw commit", only_raw)])
    assert _applications(office) == raw.counted()["application"]
    run.at_most("one save against a raw commit", times["wira"].median / times["raw commit"].median, 1.5)
    office.close()
    raw.close()


def _applications(office: Office) -> int:
    with office.reading() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM application").scalar_one()


def _singles(before: Rows, after: Rows) -> Iterator[list[tuple[str, list[tuple[Any, ...]]]]]:
    """The statements of one save each: its rows, the stream's new head and the counter."""
    new = {name: after[name][len(before[name]) :] for name in _GROWS}
    stream = after["stream"][0]
    for number in range(len(new["application"])):
        op = new["op"][number]
        yield [
            (dialect.insert_sql(tables.record), [new["record"][number]]),
            (dialect.insert_sql(tables.op), [op]),
            (dialect.insert_sql(tables.application), [new["application"][number]]),
            (dialect.insert_search_sql(), [new["application_fts"][number]]),
            ("UPDATE stream SET seq = ?, head = ? WHERE id = ?", [(op[3], op[1], stream[0])]),
            ("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", [("counter:registration", b"1")]),
        ]


benchmark = Benchmark("saving one applicant", rows=1, quick_rows=1, repeat=300, measure=measure)
