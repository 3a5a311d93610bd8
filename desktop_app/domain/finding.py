"""One finding, the facts it may rest on, and the case under examination.

The rules are in `findings` and `findings_program`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, cast

from desktop_app.domain import values
from desktop_app.domain.fields import PROGRAMS
from desktop_app.domain.identity import as_text
from desktop_app.domain.likeness import Evidence
from desktop_app.domain.requirements import Switch
from desktop_app.domain.rulebook import ProgramRules, Rules, Stage
from resources.i18n import tr

Level = Literal["block", "warn", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`title` says what, `reason` why and what next. `noted` is the written reason of a satisfied warning.

    `record` (hex) is the registered business it is about, where it is about one, and `verdict` what was
    decided about it: then the warning is satisfied by both.
    """

    rule_id: str
    level: Level
    field: str
    title: str
    reason: str
    needs_reason: bool = False
    noted: str = ""
    record: str = ""
    verdict: str = ""

    @property
    def sentence(self) -> str:
        """Title and reason in one line, for the command line and the intake."""
        return f"{self.title}. {self.reason}"


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another application of the office. `oleh` is who entered it, `tanggal` when (ISO)."""

    nomor_pendaftaran: str
    nama: str
    program: str
    tahun: int
    status: str
    oleh: str = ""
    tanggal: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """Facts looked up in the office's own data, this application left out, and the day.

    `letter` is what DP3AP2KB's letters mean for the applicant (`recommending.FIELD`).
    `office_kelurahan` is the kelurahan the office serves; empty at DKUM or where it does not matter.
    """

    same_nik: tuple[Earlier, ...] = ()
    same_kk: tuple[Earlier, ...] = ()
    same_hp: int = 0
    same_number: tuple[Earlier, ...] = ()
    registered: tuple[Evidence, ...] = ()
    letter: Mapping[str, object] | None = None
    today: date | None = None
    office_kelurahan: str = ""


NOTHING_KNOWN = Known()


@dataclass(frozen=True, slots=True)
class Case:
    """One application under examination; `bad` collects the fields that cannot be read."""

    values: Mapping[str, object]
    stage: Stage
    book: Rules
    known: Known
    own: ProgramRules | None
    """The rules of the programme and year that were typed; None while the programme is not known."""
    bad: set[str] = field(default_factory=set[str])

    def text(self, name: str) -> str:
        """The value as text, empty where it is missing."""
        return as_text(self.values.get(name))

    def good(self, name: str) -> str:
        """The value as text if it is present and well-formed, else empty."""
        return "" if name in self.bad else self.text(name)

    def day(self, name: str) -> date | None:
        """The value as a date, if it is one."""
        return values.as_date(self.good(name))

    @property
    def rules(self) -> ProgramRules:
        """`own`, or what a form without a programme is judged by."""
        return self.own or self.book.of(None, self.year)

    def level(self, key: str) -> Switch:
        """How hard the requirement `key` is here; off while the programme is not known."""
        return self.own.level(key, self.stage) if self.own is not None else "off"

    @property
    def year(self) -> int:
        """The programme's year, 0 where it cannot be read."""
        year = self.values.get("tahun")
        return year if isinstance(year, int) and 2000 <= year <= 2099 else 0

    @property
    def has_business(self) -> bool:
        """Whether the business fields mean anything."""
        return self.text("punya_usaha") == "ya"

    def words(self, name: str) -> Mapping[str, object]:
        """A dict field; empty where it is missing or no mapping."""
        found = self.values.get(name)
        return cast("Mapping[str, object]", found) if isinstance(found, Mapping) else {}


def block(rule_id: str, title: str, reason: str) -> Finding:
    """A finding that holds the step; its field is the first part of `rule_id`."""
    return Finding(rule_id, "block", rule_id.split(".")[0], title, reason)


def warn(rule_id: str, title: str, reason: str, *, ask: bool = False) -> Finding:
    """A finding that holds nothing; `ask` where a written reason is wanted."""
    return Finding(rule_id, "warn", rule_id.split(".")[0], title, reason, ask)


def info(rule_id: str, title: str, reason: str) -> Finding:
    """A hint."""
    return Finding(rule_id, "info", rule_id.split(".")[0], title, reason)


def switched(
    switch: Switch, rule_id: str, title: str, reason: str, *, ask: bool = False
) -> Iterator[Finding]:
    """Nothing, a warning or a blocking finding, as the rule book\'s switch says."""
    if switch == "block":
        yield block(rule_id, title, reason)
    elif switch == "warn":
        yield warn(rule_id, title, reason, ask=ask)


def program_name(code: str) -> str:
    """The programme in words; an unknown code stands for itself."""
    return next((tr(choice.label) for choice in PROGRAMS if choice.code == code), code)
