"""Who agreed to which notice, and until when the rule book has each year's papers kept, before that ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Connection, func, select

from desktop_app.actions.erasing_plan import kept_until
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.domain.fields import FIELDS, PROGRAMS
from desktop_app.domain.rulebook import NO_RULES, Rules
from desktop_app.domain.status import STATUSES
from desktop_app.domain.values import show_date
from desktop_app.storage import tables
from resources.i18n import tr, trn

NEAR: Final = timedelta(days=180)
"""How long before its end a retention is told on Beranda: time to ask the archive and to write to people."""
_app = tables.application.c
_STATES: Final = tuple(each for each in STATUSES if kept_until(NO_RULES, each, None, "WUB", 2026) is not None)
"""Those that the rule book has kept."""
_GONE: Final = ("withdrawn", "rejected", "cancelled")


@dataclass(frozen=True, slots=True)
class Agreed:
    """How many of one programme and year, without those who are out, agreed to the notice `version` ("" where
    nobody wrote it down); `now` is the one in force."""

    program: str
    tahun: int
    version: str
    now: str
    people: int

    @property
    def current(self) -> bool:
        """Whether it is the notice in force."""
        return self.version == self.now

    @property
    def version_words(self) -> str:
        """The version, and which one holds where that is another."""
        if not self.version:
            return tr("versi belum dicatat")
        if self.current:
            return tr("versi {versi}, yang berlaku", versi=self.version)
        return tr("versi {versi}, yang berlaku versi {baru}", versi=self.version, baru=self.now)


@dataclass(frozen=True, slots=True)
class Kept:
    """How many decided applications of one programme and year the rule book has kept, and until when."""

    program: str
    tahun: int
    until: date
    people: int

    def near(self, today: date) -> bool:
        """Whether it ends within half a year, or has ended."""
        return self.until - today <= NEAR

    def words(self, today: date) -> str:
        """When it ends or ended, and of how many people."""
        day = show_date(self.until.isoformat())
        if self.until < today:
            return trn("{n} orang, sudah berakhir {tanggal}", "{n} orang, sudah berakhir {tanggal}",
                       self.people, tanggal=day)  # fmt: skip
        return trn("{n} orang, berakhir {tanggal}", "{n} orang, berakhir {tanggal}", self.people, tanggal=day)

    def title(self, today: date) -> str:
        """Whose it is, and whether it is over."""
        program = FIELDS["program"].label_of(self.program)
        if self.until < today:
            return tr("Masa simpan data {program} {tahun} sudah berakhir", program=program, tahun=self.tahun)
        return tr("Masa simpan data {program} {tahun} segera berakhir", program=program, tahun=self.tahun)

    def advice(self, today: date) -> str:
        """Of how many people, and what is to be done before their data are erased."""
        return tr("{siapa}. Sesudah itu datanya dihapus; ambil dahulu yang masih wajib diarsipkan.",
                  siapa=self.words(today))  # fmt: skip


def agreed(connection: Connection, rules: Rules) -> tuple[Agreed, ...]:
    """By programme, year and version, the newest year first."""
    version = func.coalesce(_app.persetujuan_versi, "")
    query = (
        select(_app.program, _app.tahun, version.label("version"), func.count().label("people"))
        .where(_app.program.is_not(None), _app.tahun.is_not(None), _app.status.not_in(_GONE))
        .group_by(_app.program, _app.tahun, version)
        .order_by(_app.tahun.desc(), _app.program, version)
    )
    return tuple(
        Agreed(
            row.program, row.tahun, row.version, rules.of(row.program, row.tahun).notice_version, row.people
        )
        for row in connection.execute(query)
    )


def retention(connection: Connection, rules: Rules) -> tuple[Kept, ...]:
    """Every programme and year of which somebody was decided about, what ends first before the others."""
    query = (
        select(_app.program, _app.tahun, func.count().label("people"))
        .where(_app.program.is_not(None), _app.tahun.is_not(None), _app.status.in_(_STATES))
        .group_by(_app.program, _app.tahun)
    )
    found = [
        Kept(row.program, row.tahun, _last_day(rules, row.program, row.tahun), row.people)
        for row in connection.execute(query)
    ]
    return tuple(sorted(found, key=lambda each: (each.until, each.program)))


def told(connection: Connection, today: date) -> tuple[tuple[str, str], ...]:
    """Both as label and words, for a screen."""
    rules = rules_in_force(connection)
    program = FIELDS["program"].label_of
    found = [
        (f"{program(each.program)} {each.tahun}",
         tr("{orang}: pemberitahuan {versi}", versi=each.version_words,
            orang=trn("{n} orang", "{n} orang", each.people)))
        for each in agreed(connection, rules)
    ]  # fmt: skip
    found += [
        (tr("Masa simpan {program} {tahun}", program=program(each.program), tahun=each.tahun),
         each.words(today))
        for each in retention(connection, rules)
    ]  # fmt: skip
    return tuple(found)


def first_ending(connection: Connection, rules: Rules, today: date) -> Kept | None:
    """The retention that ends first, where that is near; quick, by one index."""
    found: list[Kept] = []
    for choice in PROGRAMS:
        mine = (_app.program == choice.code, _app.status.in_(_STATES))
        tahun = connection.execute(select(func.min(_app.tahun)).where(*mine)).scalar()
        if tahun is None or not (until := _last_day(rules, choice.code, tahun)) - today <= NEAR:
            continue
        people = connection.execute(select(func.count()).where(*mine, _app.tahun == tahun)).scalar_one()
        found.append(Kept(choice.code, tahun, until, people))
    return min(found, key=lambda each: each.until, default=None)


def _last_day(rules: Rules, program: str, tahun: int) -> date:
    return kept_until(rules, _STATES[0], None, program, tahun) or date.max
