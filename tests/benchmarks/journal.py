"""The office's journal with millions of lines: the first lines, all keys, and each filter."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from desktop_app.domain.access import OPEN, PRINT
from desktop_app.office import Office
from desktop_app.queries.journal import JournalFilter, begin_ids, ids
from desktop_app.queries.journal_lines import page
from desktop_app.storage.access import Noted
from desktop_app.storage.dialect import insert_sql, many
from desktop_app.storage.tables import op
from desktop_app.storage.work import whole
from tests.benchmarks.harness import Benchmark, Candidate, Run
from tests.benchmarks.population import populated

CHANGES, LOOKS = 2, 1
"""Further ops, and entries of the access log, for each applicant."""
PAGE = 128
_WALL = re.compile(rb'"wall":\d+')


def measure(run: Run) -> None:
    """An office whose applicants were each changed twice and looked at once since they were entered."""
    office = populated(run.keep / "office", run.rows)
    _live(office, run.rows)
    day = date(2026, 1, 9)
    with office.reading() as connection:
        record = connection.exec_driver_sql("SELECT hex(uuid) FROM record WHERE id = ?", (run.rows // 2,))
        wanted = str(record.scalar_one()).lower()
        first = str(
            connection.exec_driver_sql("SELECT nomor_pendaftaran FROM application LIMIT 1").scalar_one()
        )
    old = first.rsplit("-", 1)[0]  # a kelurahan's numbers of a year: the first that were entered, long ago
    questions = {
        "everything": JournalFilter(), "one day": JournalFilter(since=day, until=day),
        "one kind": JournalFilter(kind="given"), "steps": JournalFilter(kind="steps"),
        "what has no effect": JournalFilter(kind="void"),
        "one person": JournalFilter(person=office.session.user),
        "one computer": JournalFilter(device=office.info.dev), "one record": JournalFilter(record=wanted),
        "a name": JournalFilter(text="siti aminah"),
        "a word of many, all long ago": JournalFilter(text=old),
        "a word of many, by nobody": JournalFilter(text="siti", person=os.urandom(16).hex()),
        "a word of many, no such step": JournalFilter(text="siti", kind="decisions"),
        "nobody": JournalFilter(person=os.urandom(16).hex()),
        "no such word": JournalFilter(text="qwxyz"),
    }  # fmt: skip
    for name, asked in questions.items():
        found = run.compare(
            f"{name}: {_count(office, asked)} lines",
            [Candidate("first page", lambda asked=asked: len(_first(office, asked))),
             ],
        )  # fmt: skip
        with office.reading() as connection:
            if not begin_ids(connection, office, asked, PAGE)[1]:
                start = time.perf_counter()
                _count(office, asked)
                run.note(f"{name}: all lines, looked for meanwhile", f"{time.perf_counter() - start:.2f} s")
        run.at_most(f"{name}: first page in s", found["first page"].median, 0.5)
    every = run.compare("all keys", [Candidate("keys", lambda: _count(office, JournalFilter()))])
    run.note("all keys", f"{every['keys'].median:.2f} s")
    office.close()


def _first(office: Office, asked: JournalFilter) -> list[Any]:
    with office.reading() as connection:
        return list(page(connection, office, begin_ids(connection, office, asked, PAGE)[0]))


def _count(office: Office, asked: JournalFilter) -> int:
    with office.reading() as connection:
        return len(ids(connection, office, asked))


def _live(office: Office, rows: int) -> None:
    """The rest of the journal, once: rows of ops as they stand, whose bytes nobody folds here."""
    with office.reading() as connection:
        last = connection.exec_driver_sql("SELECT max(id) FROM op").scalar_one()
    if last > rows * 2:
        return
    with office.database.locked() as connection:
        for start in range(1, last + 1, 20_000):
            rows = f"id BETWEEN {start} AND {min(start + 19_999, last)}"
            query = f"SELECT stream_id, record_id, user, kind, body FROM op WHERE {rows} ORDER BY id"
            source = connection.exec_driver_sql(query).fetchall()
            with whole(connection):
                many(connection, insert_sql(op), list(_changes(source, start, last)))
                noted = list(_looks(source, office))
                office.access._append(connection, noted)


def _changes(source: Any, start: int, last: int) -> Iterator[tuple[Any, ...]]:
    for at, row in enumerate(source):
        wall = int(_WALL.search(row[4]).group()[7:])
        for again in range(CHANGES):
            number = last * (again + 1) + start + at
            said = {"v": 1, "wall": wall + 86_400_000 * (again + 1), "set": {"alamat": "Jalan Melati"}}
            body = msgspec.json.encode(said)
            yield (number, os.urandom(32), row[0], number, row[1], row[2], "set", body, None, None)


def _looks(source: Any, office: Office) -> Iterator[Noted]:
    dev = bytes.fromhex(office.info.dev)
    for at, row in enumerate(source):
        wall = int(_WALL.search(row[4]).group()[7:])
        for _ in range(LOOKS):
            deed = PRINT if at % 10 == 0 else OPEN
            yield Noted(wall + 5000, row[2], dev, deed, os.urandom(16), "", 1, None)


benchmark = Benchmark("the office's journal", rows=1_000_000, quick_rows=2_000, repeat=3, measure=measure)
