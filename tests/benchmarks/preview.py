"""What a rule book would change for everybody of a programme, against judging each of them twice in full.

The peer asks every rule about every applicant; the preview asks only what the two books say differently, and
reads only the fields that decide it.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, select

from desktop_app.domain.finding import NOTHING_KNOWN
from desktop_app.domain.findings import check
from desktop_app.domain.rulebook import NO_RULES, Rules, default_rules
from desktop_app.queries.rulebooks import RulesPreview, rules_preview
from desktop_app.storage import rejudge, tables
from desktop_app.storage.tables import APPLICATION_FIELDS
from tests.benchmarks.harness import Benchmark, Candidate, Run
from tests.benchmarks.population import populated

BOOK = replace(default_rules("WUB", 2026), version=1, min_age=25, cutoff="2026-06-30")


def measure(run: Run) -> None:
    """Ages and the day they count on are other ones, so everybody's birth date is looked at."""
    office = populated(run.keep / "office", run.rows)
    with office.reading() as connection:
        blocked = select(tables.application.c.id).where(tables.application.c.program == "WUB")
        run.note("applicants of the programme", str(len(connection.execute(blocked).all())))
        times = run.compare(
            f"{run.rows} applicants in the office",
            [
                Candidate(
                    "wira", lambda: rules_preview(connection, BOOK, most=run.rows),
                    result=lambda found: sorted(_told(found)),
                ),
                Candidate("each in full", lambda: _in_full(connection), result=sorted),
            ],
        )  # fmt: skip
    office.close()
    run.at_most(
        "the preview against judging in full", times["wira"].fastest / times["each in full"].fastest, 0.5
    )


def _told(found: RulesPreview) -> list[tuple[str, bool]]:
    return [(row.nomor, row.effect == "blocked") for row in found.rows]


def _in_full(connection: Connection) -> list[tuple[str, bool]]:
    names = ("nomor_pendaftaran", *APPLICATION_FIELDS)
    found: list[tuple[str, bool]] = []
    for rows in rejudge.applications(connection, "WUB", 2026, names):
        for _number, _status, nomor, *columns in rows:
            given = rejudge.given_of(APPLICATION_FIELDS, columns)
            old, new = (
                {
                    (item.rule_id, item.level)
                    for item in check(given, stage="submitted", rules=rules, known=NOTHING_KNOWN)
                    if item.level != "info"
                }
                for rules in (NO_RULES, Rules((BOOK,)))
            )
            if old != new:
                found.append((nomor, any(level == "block" for _, level in new - old)))
    return found


benchmark = Benchmark("preview of a rule book", rows=100_000, quick_rows=1_000, repeat=3, measure=measure)
