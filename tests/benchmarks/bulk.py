"""A hundred thousand applicants into the office in one commit, against raw executemany of the same rows."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from desktop_app.actions.applications import SaveApplication, save_in
from desktop_app.domain import fields, findings, region
from desktop_app.domain.finding import Known
from desktop_app.domain.objects import many_objects
from desktop_app.domain.rulebook import NO_RULES
from desktop_app.office import Office
from desktop_app.sample.people import Person, make_people
from tests import offices
from tests.benchmarks.harness import Benchmark, Candidate, Run
from tests.benchmarks.rawcopy import RawDatabase, counted, rows_of, statements

_EACH = 20_000
"""People of one kelurahan; more of them, and a NIK would come twice."""


def people_of(rows: int) -> list[Person]:
    """Applicants of one kelurahan office, nobody's NIK twice: their numbers come from several kelurahan."""
    people: list[Person] = []
    for place in region.all_kelurahan():
        people += make_people(1, place.code, min(_EACH, rows - len(people)), year=2026)
    return [{**person, "kelurahan_kode": offices.KUKUSAN} for person in people]


def fill(office: Office, people: list[Person]) -> None:
    """As the intake stores rows that its preview has examined."""
    with many_objects(), office.work() as work:
        for person in people:
            save_in(work, office, SaveApplication(person), examined=True)


def measure(run: Run) -> None:
    """Wira numbers, logs, hashes, judges, folds, projects and indexes; the limit only inserts.

    What the preview of a spreadsheet does before, reading and examining each row, is timed by itself.
    """
    people = people_of(run.rows)
    offices.office(run.folder / "empty").close()
    model = _fresh(run.folder, "model")
    fill(model, people)
    rows = rows_of(model)
    made = statements(rows)
    model.close()
    state: dict[str, Office | RawDatabase] = {}

    def open_wira() -> None:
        state["wira"] = _fresh(run.folder, "wira")

    def open_raw() -> None:
        path = run.folder / "raw.db"
        for each in run.folder.glob("raw.db*"):
            each.unlink()
        state["raw"] = RawDatabase(path)

    def wira() -> dict[str, int]:
        office = state["wira"]
        assert isinstance(office, Office)
        fill(office, people)
        return {}

    def raw() -> dict[str, int]:
        database = state["raw"]
        assert isinstance(database, RawDatabase)
        database.put(made)
        return {}

    def close_wira() -> None:
        office = state["wira"]
        assert isinstance(office, Office)
        assert counted(rows_of(office)) == counted(rows)
        office.close()

    def close_raw() -> None:
        database = state["raw"]
        assert isinstance(database, RawDatabase)
        assert database.counted() == counted(rows)
        database.close()

    times = run.compare(
        f"{run.rows} applicants in one commit",
        [
            Candidate("wira", wira, open_wira, close_wira),
            Candidate("raw executemany", raw, open_raw, close_raw),
        ],
    )
    run.at_most("in bulk against executemany", times["wira"].median / times["raw executemany"].median, 1.2)
    _examined(run, people, times["raw executemany"].median)


def _examined(run: Run, people: list[Person], limit: float) -> None:
    """Reading and examining the same people, as the preview does before anything is stored."""
    known = Known(office_kelurahan=offices.KUKUSAN)
    start = time.perf_counter()
    for person in people:
        values = {name: fields.read(name, raw)[0] for name, raw in person.items()}
        findings.check(values, stage="draft", rules=NO_RULES, known=known, clean=values.keys())
    took = time.perf_counter() - start
    run.note("reading and examining them before", f"{took * 1000:.0f} ms, {took / limit:.2f}x executemany")


def _fresh(folder: Path, name: str) -> Office:
    """A copy of the empty office, opened."""
    from desktop_app.office import open_office

    home = folder / name
    if home.exists():
        shutil.rmtree(home)
    shutil.copytree(folder / "empty", home)
    return open_office(home, "Ratna Puspita", offices.PASSPHRASE, clock=offices.Clock())


benchmark = Benchmark(
    "many applicants in one commit", rows=100_000, quick_rows=1_000, repeat=3, measure=measure
)
