"""Whether a text that is kept for ever names one of very many people: asked before an extract is written.

The peer reads every name of those who stand in the extract, as it was done before. Both are asked about texts
that name nobody, which is the rule and the longest way, and about one that names somebody.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from desktop_app.actions import holds, naming
from desktop_app.domain.kept_texts import require_no_name
from desktop_app.errors import Refused
from desktop_app.storage import tables
from tests.benchmarks.harness import Benchmark, Each, Run
from tests.benchmarks.population import populated

TEXTS = (
    "Surat permintaan nomor 470/9 tanggal 20-11-2026",
    "Pengaduan Ibu Siti dan Bapak Budi, surat 470/9",
    "Permintaan data pemadanan triwulan keempat untuk rapat koordinasi di aula lantai dua, " * 3,
)
LONGEST = 1.0
"""Seconds that nobody waits longer for."""
_app = tables.application.c
_ASKED: list[ColumnElement[bool]] = [
    _app.tahun == 2026, _app.status == "submitted", _app.submitted.is_not(None), ~holds.held_uuids(),
]  # fmt: skip


def measure(run: Run) -> None:
    """Both refuse the same texts; the slowest answer of the index is held against a second."""
    office = populated(run.keep / "office", run.rows)
    with office.reading() as connection:
        name = connection.execute(select(_app.nama).where(*_ASKED).limit(1)).scalar_one()
        times = run.compare_each(
            "does it name somebody",
            [
                Each("index", lambda said: _refused(lambda: _index(connection, said))),
                Each("every name", lambda said: _refused(lambda: _every(connection, said))),
            ],
            [*TEXTS, f"Pengaduan {name.upper()} tanggal 20-11-2026"],
        )
    office.close()
    run.at_most("the slowest answer against a second", times["index"].slowest / LONGEST, 1)
    run.at_most("the index against every name", times["index"].median / times["every name"].median, 0.2)


def _refused(ask: Any) -> bool:
    try:
        ask()
    except Refused:
        return True
    return False


def _index(connection: Connection, said: str) -> None:
    naming.require_nobody(connection, "extract", "alasan", said, _ASKED, 1_000_000)


def _every(connection: Connection, said: str) -> None:
    query = select(_app.nama).where(*_ASKED, _app.nama.is_not(None)).execution_options(yield_per=1000)
    require_no_name("extract", "alasan", said, connection.execute(query).scalars())


benchmark = Benchmark(
    "whether a text names one of very many people", rows=1_000_000, quick_rows=600, repeat=3, measure=measure
)
