"""The rule books as DKUM and the offices read them: every version, and what the next one would change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal

import msgspec
from sqlalchemy import Connection, select

from desktop_app.actions.knowledge import rules_in_force
from desktop_app.domain import region
from desktop_app.domain.moments import moment_of
from desktop_app.domain.rejudging import STAGES, Difference, differs, unlike
from desktop_app.domain.rulebook import ProgramRules, Rules, is_newer, read_rules, write_rules
from desktop_app.errors import Refused
from desktop_app.storage import received, rejudge, tables
from desktop_app.storage.context import Context

Effect = Literal["blocked", "freed", "warned", "eased"]
EFFECTS: Final[tuple[Effect, ...]] = ("blocked", "freed", "warned", "eased")
MOST: Final = 500
"""Applications listed of each effect; the counts are of all."""

_app = tables.application.c
_book = tables.PLAIN["rulebook"].c


@dataclass(frozen=True, slots=True)
class Version:
    """One issued rule book. `rules` is None for one of a newer program.

    `content` is all that it says, `by` who issued it, `at` when, by that computer's clock, `came` when a file
    brought it here, None where it was made here. Times are Depok's.
    """

    record: str
    program: str
    tahun: int
    versi: int
    nomor: str
    tanggal: str
    by: str
    at: datetime
    came: datetime | None
    content: Mapping[str, Any]
    rules: ProgramRules | None


@dataclass(frozen=True, slots=True)
class BookView:
    """The rules of one programme and year: what is in force, as rules and as JSON, and every version.

    `too_new`: DKUM's newest word wants a newer program, and what is shown is the newest this one can read.
    """

    rules: ProgramRules
    content: Mapping[str, Any]
    versions: tuple[Version, ...]
    years: tuple[int, ...]
    too_new: bool


@dataclass(frozen=True, slots=True)
class Affected:
    """One application that the rules would judge otherwise; `sentences` say what comes, or what goes."""

    record: str
    nomor: str
    nama: str
    kelurahan: str
    status: str
    effect: Effect
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RulesPreview:
    """What would change: `examined` applications, how many of each effect, and the first `MOST` of each.

    `against` is the version in force, with which it was compared.
    """

    against: int
    examined: int
    counts: Mapping[Effect, int]
    rows: tuple[Affected, ...]

    @property
    def total(self) -> int:
        """How many are judged otherwise."""
        return sum(self.counts.values())


def versions(connection: Connection, context: Context, program: str, tahun: int) -> tuple[Version, ...]:
    """Every issued version of a programme and year, the newest first."""
    query = (
        select(tables.PLAIN["rulebook"])
        .where(_book.program == program, _book.tahun == tahun)
        .order_by(_book.versi.desc(), _book.uuid.desc())
    )
    return tuple(_version(connection, context, row) for row in connection.execute(query).all())


def book_view(connection: Connection, context: Context, program: str, tahun: int, today: int) -> BookView:
    """Everything a page about the rules of a programme and year shows; `today` is this year."""
    book = rules_in_force(connection)
    rules = book.of(program, tahun)
    found = versions(connection, context, program, tahun)
    kept = next((each.content for each in found if each.rules == rules), None)
    content = write_rules(rules, kept)
    return BookView(rules, content, found, years(connection, program, today), book.too_new(program, tahun))


def years(connection: Connection, program: str, today: int) -> tuple[int, ...]:
    """The years one may look at: those with a rule book, this one and the next; the newest first."""
    found = connection.execute(select(_book.tahun).where(_book.program == program).distinct()).scalars()
    return tuple(sorted({*found, today, today + 1}, reverse=True))


def rules_preview(
    connection: Connection,
    rules: ProgramRules,
    step: Callable[[int], object] = lambda _done: None,
    *,
    most: int = MOST,
) -> RulesPreview:
    """Judge every application of the programme and year by `rules` and by what is in force.

    `step` is told how many are done, and may raise to stop.
    """
    before = rules_in_force(connection)
    in_force = before.of(rules.program, rules.tahun).version
    after = Rules((replace(rules, version=in_force + 1),))
    parts = {
        status: unlike(before, after, rules.program, rules.tahun, stage) for status, stage in STAGES.items()
    }
    counts = dict.fromkeys(EFFECTS, 0)
    if not any(parts.values()):  # places, order, money: nobody is judged by them
        return RulesPreview(in_force, rejudge.count(connection, *rules.key), counts, ())
    names = rejudge.names_for(part for found in parts.values() for part in found)
    helped = rejudge.Helped(connection)
    kept: dict[int, tuple[Effect, Difference]] = {}
    done = 0
    for rows in rejudge.applications(connection, *rules.key, names):
        for number, status, *columns in rows:
            if not parts[status]:
                continue
            given = rejudge.given_of(names, columns)
            known = helped.known(given.get("nik"))
            found = differs(given, parts[status], STAGES[status], before, after, known)
            if found:
                effect = _effect(found)
                counts[effect] += 1
                if counts[effect] <= most:
                    kept[number] = effect, found
        done += len(rows)
        step(done)
    return RulesPreview(in_force, done, counts, _affected(connection, kept))


def _effect(found: Difference) -> Effect:
    if found.blocks:
        return "blocked"
    if any(item.level == "block" for item in found.disappears):
        return "freed"
    return "warned" if found.appears else "eased"


def _affected(connection: Connection, kept: Mapping[int, tuple[Effect, Difference]]) -> tuple[Affected, ...]:
    numbers = list(kept)
    made: list[Affected] = []
    for start in range(0, len(numbers), 500):
        query = select(
            _app.id, _app.uuid, _app.nomor_pendaftaran, _app.nama, _app.kelurahan_kode, _app.status
        ).where(_app.id.in_(numbers[start : start + 500]))
        for number, uuid, nomor, nama, code, status in connection.execute(query):
            effect, found = kept[number]
            place = region.by_code(code or "")
            told = found.disappears if effect in ("freed", "eased") else found.appears
            sentences = tuple(item.sentence for item in sorted(told, key=lambda item: item.level))
            made.append(
                Affected(
                    uuid.hex(), nomor, nama or "", place.display if place else "", status, effect, sentences
                )
            )
    return tuple(sorted(made, key=lambda row: (EFFECTS.index(row.effect), row.nomor)))


def _came(connection: Connection, record: int) -> datetime | None:
    op, stream = tables.op.c, tables.stream.c
    query = (
        select(stream.dev, stream.ep, op.seq)
        .join(tables.stream, stream.id == op.stream_id)
        .where(op.record_id == record)
    )
    row = connection.execute(query.limit(1)).first()
    first = received.first(connection, row.dev.hex(), row.ep, row.seq) if row is not None else None
    return moment_of(first) if first is not None else None


def _version(connection: Connection, context: Context, row: Any) -> Version:
    content: dict[str, Any] = msgspec.json.decode(row.isi)
    person = context.people.get(row.created_by.hex())
    try:
        rules = None if is_newer(content) else read_rules(content)
    except Refused:
        rules = None
    return Version(
        record=row.uuid.hex(),
        program=row.program,
        tahun=row.tahun,
        versi=row.versi,
        nomor=row.nomor,
        tanggal=row.tanggal,
        by=person.nama if person else "",
        at=moment_of(row.created),
        came=_came(connection, row.id),
        content=content,
        rules=rules,
    )
