"""Opening a sync file of ten thousand applicants, against a raw insert of the same rows."""

from __future__ import annotations

import shutil

from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.keys.person import PersonKey
from desktop_app.keys.signing import OP_TYPE, Signature, verify_many
from desktop_app.office import Office, open_office
from tests import offices
from tests.benchmarks.bulk import fill
from tests.benchmarks.harness import Benchmark, Candidate, Run
from tests.benchmarks.rawcopy import RawDatabase, counted, rows_of, statements


def measure(run: Run) -> None:
    """Verify, decrypt, parse, fold and store; checking people's signatures is a line of its own."""
    dkum, kelurahan = offices.city(run.folder, offices.KUKUSAN)
    kukusan = kelurahan[offices.KUKUSAN]
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    fill(kukusan, offices.persons(run.rows))
    path = make_file(kukusan, run.folder).paths[0]
    dkum.close()
    kukusan.close()
    shutil.copytree(run.folder / "dkum", run.folder / "before")
    state: dict[str, Office | RawDatabase] = {}

    def open_dkum() -> None:
        shutil.rmtree(run.folder / "dkum")
        shutil.copytree(run.folder / "before", run.folder / "dkum")
        state["wira"] = open_office(
            run.folder / "dkum", "Hendra Wijaya", offices.PASSPHRASE, clock=offices.Clock()
        )

    open_dkum()
    model = state["wira"]
    assert isinstance(model, Office)
    open_file(model, path)
    rows = rows_of(model)
    made = statements(rows)
    model.close()

    def wira() -> None:
        office = state["wira"]
        assert isinstance(office, Office)
        open_file(office, path)

    def close_wira() -> None:
        office = state["wira"]
        assert isinstance(office, Office)
        assert counted(rows_of(office)) == counted(rows)
        office.close()

    def open_raw() -> None:
        for each in run.folder.glob("raw.db*"):
            each.unlink()
        state["raw"] = RawDatabase(run.folder / "raw.db")

    def raw() -> None:
        database = state["raw"]
        assert isinstance(database, RawDatabase)
        database.put(made)

    def close_raw() -> None:
        database = state["raw"]
        assert isinstance(database, RawDatabase)
        assert database.counted() == counted(rows)
        database.close()

    times = run.compare(
        f"a sync file of {run.rows} applicants",
        [Candidate("wira", wira, open_dkum, close_wira), Candidate("raw insert", raw, open_raw, close_raw)],
    )
    run.at_most("opening against inserting", times["wira"].median / times["raw insert"].median, 3.0)
    _signatures(run, [row[7] for row in rows["op"]][: run.rows])


def _signatures(run: Run, bodies: list[bytes]) -> None:
    """As many people's signatures, checked on all cores and on one."""
    key = PersonKey.generate()
    items = [Signature(key.public_key, OP_TYPE, body, key.sign_op(body)) for body in bodies]
    times = run.compare(
        f"{len(items)} signatures",
        [
            Candidate("all cores", lambda: all(verify_many(items))),
            Candidate("one core", lambda: all(verify_many(items, workers=1))),
        ],
    )
    run.note("signatures on all cores", f"{times['all cores'].median:.3f} s")


benchmark = Benchmark("opening a sync file", rows=10_000, quick_rows=300, repeat=5, measure=measure)
