"""A long list in a real table view: first paint, the way to the end, and the memory it takes.

The peer is QSqlTableModel on a plain, unencrypted copy of the same columns.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import select

from desktop_app.office import Office
from desktop_app.storage import tables
from tests.benchmarks.harness import Benchmark, Candidate, Run
from tests.benchmarks.population import populated

SHOWN = ("nama", "nik", "jenis_usaha", "program", "status", "changed")


def measure(run: Run) -> None:
    """Each candidate is a process of its own, so that memory is its own too; its report is on one line."""
    office = populated(run.folder / "office", run.rows)
    plain = run.folder / "plain.db"
    _copy(office, plain)
    office.close()
    reports: dict[str, list[dict[str, float]]] = {"wira": [], "QSqlTableModel": []}

    def child(name: str) -> int:
        where = run.folder / "office" if name == "wira" else plain
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.list", name, str(where)],
            capture_output=True, text=True, check=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        )  # fmt: skip
        report = dict(part.split("=") for part in done.stdout.split())
        reports[name].append({key: float(value) for key, value in report.items()})
        return int(float(report["rows"]))

    run.compare(
        f"{run.rows} rows, whole process",
        [
            Candidate("wira", lambda: child("wira")),
            Candidate("QSqlTableModel", lambda: child("QSqlTableModel")),
        ],
    )
    best = {
        name: {key: min(each[key] for each in found) for key in found[0]} for name, found in reports.items()
    }
    for name, found in best.items():
        run.note(name, ", ".join(f"{key} {value:.3f}" for key, value in found.items()))
    run.at_least("to the end after first paint", best["QSqlTableModel"]["end"] / best["wira"]["end"], 80)
    run.at_least("added memory", best["QSqlTableModel"]["mb"] / max(best["wira"]["mb"], 0.1), 25)


def _copy(office: Office, path: Path) -> None:
    """The list's columns in a plain SQLite file, in the list's order."""
    import sqlite3

    plain = sqlite3.connect(path)
    plain.execute(f"CREATE TABLE applicants (id INTEGER PRIMARY KEY, {', '.join(SHOWN)})")
    app = tables.application.c
    with office.reading() as connection:
        rows = connection.execute(
            select(*(app[name] for name in SHOWN)).order_by(app.changed.desc(), app.id.desc())
        )
        for chunk in rows.partitions(10_000):
            plain.executemany(
                f"INSERT INTO applicants ({', '.join(SHOWN)}) VALUES (?, ?, ?, ?, ?, ?)",
                [tuple(row) for row in chunk],
            )
    plain.commit()
    plain.close()


def _memory() -> float:
    """Resident MB now, or at its peak where the system tells no more."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def _child(name: str, where: Path) -> None:
    """In a process of its own: show the table, go to the end, say how long and how much."""
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    report = _wira(app, where) if name == "wira" else _qsql(app, where)
    print(" ".join(f"{key}={value}" for key, value in report.items()))


def _wira(app: object, home: Path) -> dict[str, float]:
    from desktop_app.office import open_office
    from desktop_app.queries.applicants import ApplicantFilter
    from tests.benchmarks.population import NAME, PASSPHRASE
    from ui.models.applicants import OfficeSource, columns
    from ui.models.table import PagedTableModel
    from ui.widgets.table import TableView

    office = open_office(home, NAME, PASSPHRASE)
    source = OfficeSource(office, ApplicantFilter())
    model = PagedTableModel(columns())
    view = TableView("Pendaftar")
    view.setModel(model)
    view.resize(760, 600)
    view.show()
    before, start = _memory(), time.perf_counter()
    from desktop_app.queries.applicants import first_page

    with office.reading() as connection:
        model.start(source, first_page(connection, ApplicantFilter()))
    view.grab()
    first = time.perf_counter() - start
    start = time.perf_counter()
    model.set_ids(source.ids())
    loading = time.perf_counter() - start
    start = time.perf_counter()
    view.scrollToBottom()
    view.grab()
    end = time.perf_counter() - start
    added = _memory() - before
    rows = float(model.rowCount())
    view.close()
    office.close()
    return {"rows": rows, "first": first, "ids": loading, "end": end, "mb": added}


def _qsql(app: object, path: Path) -> dict[str, float]:
    from PySide6.QtSql import QSqlDatabase, QSqlTableModel
    from PySide6.QtWidgets import QTableView

    database = QSqlDatabase.addDatabase("QSQLITE")
    database.setDatabaseName(str(path))
    assert database.open()
    model = QSqlTableModel(None, database)
    model.setTable("applicants")
    view = QTableView()
    view.setModel(model)
    view.resize(760, 600)
    view.show()
    before, start = _memory(), time.perf_counter()
    model.select()
    view.grab()
    first = time.perf_counter() - start
    start = time.perf_counter()
    while model.canFetchMore():
        model.fetchMore()
    view.scrollToBottom()
    view.grab()
    end = time.perf_counter() - start
    added = _memory() - before
    return {"rows": float(model.rowCount()), "first": first, "ids": 0.0, "end": end, "mb": added}


benchmark = Benchmark("a long list to its end", rows=1_000_000, quick_rows=3_000, repeat=3, measure=measure)

if __name__ == "__main__":
    _child(sys.argv[1], Path(sys.argv[2]))
