"""What encryption and the op log cost: searching and jumping in the list, against plain SQLite.

The peer is the same SQLite on a plain file of the same rows, indexes and words without the log, asked the
same questions in the same way; both connections keep 64 MiB of pages. Every question is asked once before,
when the answers are compared. The first screen is measured in a program of its own, from the key that a
passphrase has opened to a painted Beranda.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from desktop_app.keys.attempts import Attempts
from desktop_app.keys.slots import KeySlots
from desktop_app.office import Office, open_with
from desktop_app.queries.applicants import ApplicantFilter, first_ids, ids, page
from tests.benchmarks.harness import Benchmark, Each, Run
from tests.benchmarks.population import NAME, PASSPHRASE, populated
from tests.benchmarks.search import HITS, mix

CACHE_KIB = 64 * 1024
JUMPS = 200
SCREEN = 50
"""Rows that a jump to anywhere in the list asks for."""
_FIRST_SCREEN_S = 1.0
_SCREENS = 5
Asking = Callable[[], Any]


def measure(run: Run) -> None:
    """Both files, the same questions."""
    office = populated(run.keep / "office", run.rows)
    plain = run.keep / "plain-whole.db"
    _copy(office, plain)
    with _encrypted(office) as ours, _plain(plain) as peers:
        wanted = [ids(each, ApplicantFilter()) for each in (ours, peers)]
        assert wanted[0] == wanted[1], "both lists are the same"

        def search(connection: Connection) -> Callable[[str], list[int]]:
            return lambda text: first_ids(connection, ApplicantFilter(text=text), HITS)

        def jump(connection: Connection) -> Callable[[int], object]:
            return lambda at: page(connection, wanted[0][at : at + SCREEN])

        asked = mix(run, office)
        times = run.compare_each(
            f"first {HITS} of {run.rows}", [Each("plain", search(peers)), Each("wira", search(ours))], asked
        )
        run.at_most(
            "search p99 against plain SQLite's",
            times["wira"].percentile(99) / times["plain"].percentile(99), 2,
        )  # fmt: skip
        places = [run.random.randrange(max(1, run.rows - SCREEN)) for _ in range(JUMPS)]
        times = run.compare_each(
            f"{SCREEN} rows anywhere", [Each("plain", jump(peers)), Each("wira", jump(ours))], places
        )
        run.at_most("list jump against plain SQLite's", times["wira"].median / times["plain"].median, 2.5)
    office.close()
    _first_screens(run)


def _first_screens(run: Run) -> None:
    seconds = [_first_screen(run.keep / "office") for _ in range(_SCREENS if run.repeat > 1 else 1)]
    run.note("first screen beyond the key, s", ", ".join(f"{each:.2f}" for each in seconds))
    run.at_most("first screen beyond the key, of a second", statistics.median(seconds) / _FIRST_SCREEN_S, 1)


def _copy(office: Office, path: Path) -> None:
    """Everything but the log in a plain file; made once."""
    if path.exists():
        return
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with office.database.locked() as connection:
        connection.exec_driver_sql("ATTACH DATABASE ? AS plain KEY ''", (str(part),))
        connection.exec_driver_sql("SELECT sqlcipher_export('plain')")
        connection.exec_driver_sql("DETACH DATABASE plain")
    made = sqlcipher3.connect(str(part), isolation_level=None)  # without a key it is plain SQLite
    made.execute("PRAGMA journal_mode = WAL")
    made.execute("DROP TABLE op")
    made.execute("VACUUM")
    made.close()
    part.rename(path)


@contextmanager
def _encrypted(office: Office) -> Iterator[Connection]:
    with office.reading() as connection:
        connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KIB}")
        yield connection


@contextmanager
def _plain(path: Path) -> Iterator[Connection]:
    """The same pragmas as ours, but for the key."""
    raw = sqlcipher3.connect(str(path), isolation_level=None, check_same_thread=False, cached_statements=256)
    for pragma in ("temp_store = MEMORY", "trusted_schema = OFF", "cell_size_check = ON"):
        raw.execute(f"PRAGMA {pragma}")
    raw.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    engine = create_engine(
        "sqlite://", module=sqlcipher3.dbapi2, creator=lambda: raw, poolclass=StaticPool,
        pool_reset_on_return=None,
    )  # fmt: skip
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        yield connection
        connection.exec_driver_sql("ROLLBACK")
    engine.dispose()
    raw.close()


def _first_screen(home: Path) -> float:
    """Seconds, in a program of its own that has loaded what the lock screen loads."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.cost", str(home)],
        stdout=subprocess.PIPE, text=True, check=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    return float(json.loads(done.stdout))


def _child(home: Path) -> None:
    """From the opened slot to Beranda on the screen."""
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    from ui import theme
    from ui.bench import Bench
    from ui.pages.beranda import BerandaPage
    from ui.prefs import Prefs
    from ui.shell import MainWindow, Place, Section
    from ui.worker import Worker

    app = QApplication([])
    theme.apply(app, "light")
    opened = KeySlots.load(home / "keyslots.json").open_slot(NAME, PASSPHRASE)
    begun = time.perf_counter()
    office = open_with(home, lambda _slots, _tries: opened, attempts=Attempts.of(home))
    failed: list[BaseException] = []
    worker = Worker(failed.append)
    bench = Bench(office, worker, Prefs.of_office(home))
    window = MainWindow()
    window.set_places([Section("", [Place("beranda", "house", "Beranda", make=lambda: BerandaPage(bench))])])
    window.resize(1366, 768)
    window.show()
    window.go("beranda")
    page_ = window.page("beranda")
    while page_._home is None and not failed:  # type: ignore[attr-defined]
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    window.grab()
    seconds = time.perf_counter() - begun
    worker.stop()
    office.close()
    assert not failed, failed
    print(json.dumps(seconds))


benchmark = Benchmark(
    "encryption and the log against plain SQLite", rows=1_000_000, quick_rows=3_000, repeat=3, measure=measure
)


def _main(arguments: Sequence[str]) -> None:
    _child(Path(arguments[0]))


if __name__ == "__main__":
    _main(sys.argv[1:])
