"""A long list in a real table view: first paint, the way to the end, and the memory it takes.

The peer is QSqlTableModel on a plain, unencrypted copy. The copy holds the columns from which ours makes what
it shows (nothing that only opens a row), in the list's order; both views show the same six.

Both end with the first and the last rows on the screen compared. Memory is the process's own, added since
before the first question; what the encrypted database's two connections keep of its pages is measured by
letting them give it back, and stands in a line of its own.
"""

from __future__ import annotations

import ctypes
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from desktop_app.office import Office
from desktop_app.queries.applicants import ApplicantFilter, first_page
from desktop_app.storage import tables
from tests.benchmarks.harness import Benchmark, Candidate, Run, memory
from tests.benchmarks.population import NAME, PASSPHRASE, populated

COLUMNS = (
    "nama", "nik", "jenis_usaha", "program", "status", "changed", "punya_usaha", "nama_usaha", "pekka",
    "conflicts",
)  # fmt: skip
"""What our six columns are made of; the first six are those shown."""
SHOWN = 6
SIZE = 760, 600
Report = dict[str, Any]


def measure(run: Run) -> None:
    """Each candidate is a process of its own, so that memory is its own too; it reports as JSON."""
    office = populated(run.keep / "office", run.rows)
    plain = run.keep / "plain.db"
    _copy(office, plain)
    office.close()
    reports: dict[str, list[Report]] = {"wira": [], "QSqlTableModel": []}

    def child(name: str) -> Any:
        where = run.keep / "office" if name == "wira" else plain
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.list", name, str(where)],
            stdout=subprocess.PIPE, text=True, check=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        )  # fmt: skip
        report = json.loads(done.stdout)
        reports[name].append(report)
        return report.pop("seen")

    run.compare(
        f"{run.rows} rows, whole process",
        [
            Candidate("wira", lambda: child("wira")),
            Candidate("QSqlTableModel", lambda: child("QSqlTableModel")),
        ],
    )
    middle = {
        name: {key: statistics.median(each[key] for each in found) for key in found[0]}
        for name, found in reports.items()
    }
    ours, peer = middle["wira"], middle["QSqlTableModel"]
    for name, found in reports.items():
        for key in found[0]:
            values = sorted(each[key] for each in found)
            run.note(
                f"{name}, {key}", f"{statistics.median(values):.2f} ({values[0]:.2f} to {values[-1]:.2f})"
            )
    run.note(
        "first paint against QSqlTableModel's", f"{ours['first paint, ms'] / peer['first paint, ms']:.2f}x"
    )
    run.at_least("to the end after first paint", peer["to the end, ms"] / ours["to the end, ms"], 80)
    run.at_least("added memory, page cache apart", peer["added, MB"] / ours["added, MB"], 25)


def _copy(office: Office, path: Path) -> None:
    """The list's columns in a plain SQLite file, in the list's order; made once."""
    import sqlite3

    if path.exists():
        return
    plain = sqlite3.connect(path)
    plain.execute(f"CREATE TABLE applicants (id INTEGER PRIMARY KEY, {', '.join(COLUMNS)})")
    app = tables.application.c
    with office.reading() as connection:
        rows = connection.execute(
            select(*(app[name] for name in COLUMNS)).order_by(app.changed.desc(), app.id.desc())
        )
        for chunk in rows.partitions(10_000):
            plain.executemany(
                f"INSERT INTO applicants ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})",
                [tuple(row) for row in chunk],
            )
    plain.commit()
    plain.close()


def _settled() -> float:
    """The process's own memory in MB, after what was freed has gone back to the system."""
    own = memory().own  # collects garbage first
    ctypes.CDLL(None).malloc_trim(0)
    return min(own, memory().own) / 1e6


def _child(name: str, where: Path) -> None:
    """In a process of its own: show the table, go to the end, say how long and how much."""
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    report = _wira(app, where) if name == "wira" else _qsql(where)
    print(json.dumps(report))
    app.quit()


def _wira(app: Any, home: Path) -> Report:
    from desktop_app.office import open_office
    from ui import theme
    from ui.models.applicants import OfficeSource, columns
    from ui.models.table import PagedTableModel
    from ui.widgets.table import TableView

    theme.apply(app, "light")
    office = open_office(home, NAME, PASSPHRASE)
    source = OfficeSource(office, ApplicantFilter())
    model = PagedTableModel(columns())
    view = TableView("Pendaftar")
    view.set_model(model)
    view.resize(*SIZE)
    view.show()
    _give_back_pages(office)
    before, times = _settled(), _Times()
    with office.reading() as connection:
        model.start(source, first_page(connection, ApplicantFilter()))
    view.grab()
    times.took("first paint, ms")
    model.set_ids(source.ids())
    times.took("loading of ids, ms")
    view.scrollToBottom()
    view.grab()
    times.took("to the end, ms")
    after = _settled()
    _give_back_pages(office)
    rest = _settled()
    last = model.rowCount() - 1
    seen = [model.rowCount(), *(_told(model.row_at(number)) for number in (0, 1, last - 1, last))]
    view.close()
    office.close()
    return {**times.found, "added, MB": rest - before, "page cache, MB": after - rest, "seen": seen}


def _told(row: Any) -> list[Any]:
    """What both must show of a row."""
    return [row.nama, row.nik4, row.usaha, row.program, row.status, row.changed]


def _give_back_pages(office: Office) -> None:
    """Let every connection to the database forget the pages it keeps."""
    with office.database.locked() as writing, office.reading() as reading:
        for connection in (writing, reading):
            connection.exec_driver_sql("PRAGMA shrink_memory")


def _qsql(path: Path) -> Report:
    from PySide6.QtSql import QSqlDatabase, QSqlTableModel
    from PySide6.QtWidgets import QTableView

    database = QSqlDatabase.addDatabase("QSQLITE")
    database.setDatabaseName(str(path))
    assert database.open()
    model = QSqlTableModel(None, database)
    model.setTable("applicants")
    view = QTableView()
    view.setModel(model)
    for column in (0, *range(SHOWN + 1, len(COLUMNS) + 1)):
        view.hideColumn(column)
    view.resize(*SIZE)
    view.show()
    before, times = _settled(), _Times()
    model.select()
    for column in (0, *range(SHOWN + 1, len(COLUMNS) + 1)):
        view.hideColumn(column)
    view.grab()
    times.took("first paint, ms")
    while model.canFetchMore():
        model.fetchMore()
    view.scrollToBottom()
    view.grab()
    times.took("to the end, ms")
    added = _settled() - before
    last = model.rowCount() - 1
    seen = [model.rowCount(), *(_record(model, number) for number in (0, 1, last - 1, last))]
    return {**times.found, "added, MB": added, "seen": seen}


def _record(model: Any, number: int) -> list[Any]:
    record = model.record(number)
    nama, nik, jenis, program, status, changed, has_business, name = (
        record.value(column) for column in COLUMNS[:8]
    )
    business = jenis or name or "" if has_business == "ya" else ""
    return [nama or "", (nik or "")[-4:], business, program or "", status, changed]


class _Times:
    """Milliseconds from one step to the next."""

    def __init__(self) -> None:
        self.found: dict[str, float] = {}
        self._since = time.perf_counter()

    def took(self, what: str) -> None:
        """Note the time since the last step."""
        now = time.perf_counter()
        self.found[what] = (now - self._since) * 1000
        self._since = time.perf_counter()


benchmark = Benchmark("a long list to its end", rows=1_000_000, quick_rows=3_000, repeat=3, measure=measure)


def _main(arguments: Sequence[str]) -> None:
    _child(arguments[0], Path(arguments[1]))


if __name__ == "__main__":
    _main(sys.argv[1:])
