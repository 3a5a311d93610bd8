"""Searching while typing: the first fifty hits, against LIKE with the same meaning on the same database."""

from __future__ import annotations

from typing import Any

from desktop_app.office import Office
from desktop_app.queries.applicants import ApplicantFilter, first_ids
from tests.benchmarks.harness import Benchmark, Each, Run
from tests.benchmarks.population import populated

HITS = 50
WORDS = ("nama", "alamat", "nama_usaha", "jenis_usaha")
QUERIES = 120


def measure(run: Run) -> None:
    """A fixed mix: word beginnings of two to five letters, NIK beginnings, phone endings, misses."""
    office = populated(run.keep / "office", run.rows)
    asked = mix(run, office)

    def wira(text: str) -> list[int]:
        with office.reading() as connection:
            return first_ids(connection, ApplicantFilter(text=text), HITS)

    def like(text: str) -> list[int]:
        sql, values = _like(text)
        with office.reading() as connection:
            return [row[0] for row in connection.exec_driver_sql(sql, values)]

    times = run.compare_each(
        f"first {HITS} of {run.rows}",
        [Each("wira", wira, _found), Each("LIKE", like, _found)],
        asked,
    )
    ratio = times["LIKE"].percentile(99) / times["wira"].percentile(99)
    run.at_least("search p99 against LIKE p99", ratio, 30)
    run.note("median against LIKE's", f"{times['LIKE'].median / times['wira'].median:.1f}x")
    office.close()


def _found(ids: list[int]) -> object:
    """Few hits must be the very same; of many, fifty are fifty."""
    return sorted(ids) if len(ids) < HITS else HITS


def _like(text: str) -> tuple[str, tuple[Any, ...]]:
    """The same question without the search table."""
    if text.isdigit():
        hp = "('0' || substr(hp, 4))"
        parts = [f"nik LIKE '{text}%'", f"nik LIKE '%{text}'", f"{hp} LIKE '{text}%'", f"{hp} LIKE '%{text}'"]
        parts.append(f"replace(nomor_pendaftaran, '-', '') LIKE '{text}%'")
        parts.append(f"(' ' || replace(replace(alamat, '.', ' '), '/', ' ')) LIKE '% {text}%'")
    else:
        parts = [
            f"(' ' || replace(replace(replace({column}, '-', ' '), '/', ' '), '.', ' ')) LIKE '% {text}%'"
            for column in WORDS
        ]
        parts.append(f"replace(nomor_pendaftaran, '-', '') LIKE '{text}%'")
    return f"SELECT id FROM application WHERE {' OR '.join(parts)} LIMIT {HITS}", ()


def mix(run: Run, office: Office) -> list[str]:
    """What is searched for: a fixed share of each kind, from the names and numbers there are."""
    with office.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT nama, nik, hp FROM application WHERE id % ? = 3 LIMIT 400", (max(1, run.rows // 400),)
        ).fetchall()
    found: list[str] = []
    for number in range(QUERIES):
        nama, nik, hp = run.random.choice(rows)
        word = run.random.choice(
            [each for each in nama.split() if each.isalpha() and len(each) >= 5] or ["siti"]
        )
        kind = number % 10
        if kind < 5:
            found.append(word[: 2 + number % 4].lower())
        elif kind < 7:
            found.append(nik[: run.random.choice((6, 8, 10, 12))])
        elif kind < 9:
            found.append(hp[-run.random.choice((4, 5, 6)) :])
        else:
            found.append(run.random.choice(("zzq", "xqwv", "qqqqq", "vxz")))
    return found


benchmark = Benchmark("search while typing", rows=1_000_000, quick_rows=3_000, repeat=1, measure=measure)
