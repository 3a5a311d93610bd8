"""The rule book: everything DKUM may change about a programme without a new program version.

One `ProgramRules` is one issued version for one programme and year; `Rules` is what is in force, and falls
back to the built-in version 0. Both are frozen values, so msgspec reads and writes them as JSON. What DKUM
may demand stands in `requirements`; how numbers and dates must fit together in `contradictions`.

Numbers that are our choice and no found rule are marked DEFAULT.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final, Literal

import msgspec

from desktop_app.domain import requirements, values
from desktop_app.domain.fields import PROGRAMS
from desktop_app.domain.receivers import Receiver
from desktop_app.domain.requirements import Requirement, Switch
from desktop_app.errors import Refused
from resources.i18n import mark, tr

QuotaScope = Literal["kelurahan", "kota"]
Moving = Literal["none", "kota"]
Stage = Literal["draft", "submitted", "verified"]

FORMAT: Final = 1
"""The form of the rule book that this program reads and writes."""

DEFAULT_PROGRAM: Final = "WUB"
"""The programme a form starts with."""

PRIORITY_LABELS: Final[Mapping[str, str]] = {
    "pekka_terverifikasi": mark("Rekomendasi PEKKA terverifikasi"),
    "belum_pernah_dibantu": mark("Belum pernah dibantu"),
    "belum_punya_usaha": mark("Belum punya usaha"),
    "tanggal_lengkap": mark("Berkas lengkap lebih dahulu"),
}
"""What may decide the order (`ranking`); DKUM chooses which, and in which order."""

TIE_BREAKS: Final[Mapping[str, str]] = {"undian": mark("Undian terbuka SHA-256")}


@dataclass(frozen=True, slots=True)
class PlacesIn:
    """A kelurahan (10 digits) whose quota is another one."""

    kelurahan: str
    places: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramRules:
    """One version of one programme and year. Dates are ISO, money whole rupiah, ages full years at `cutoff`.

    `version` 0 is the built-in default. An empty date is not set; `max_age` 0 means none, `sex` "" either.
    `quota`, `budget` and `cost` count per kelurahan or for the whole city, by `scope`; `exceptions` are the
    kelurahan with another quota; `budget` None is no ceiling. `reserve` is how many of the waiting list are
    the reserve, None for everybody. `moving` says what becomes of places left over in a kelurahan after the
    last round. With `one_person_office` who typed an application may verify it in the kelurahan
    `one_person_in`, and that is marked. `extracts` are the agencies that may be given data, and which.
    `micro_*` are the limits of PP 7/2021 art. 35. `adult_age` 18 is our reading of UU 27/2022.
    """

    program: str
    tahun: int
    version: int = 0
    nomor: str = ""
    issued: str = ""
    min_age: int = 17
    max_age: int = 0
    adult_age: int = 18
    cutoff: str = ""
    opening: str = ""
    closing: str = ""
    sex: Literal["", "L", "P"] = ""
    requirements: tuple[Requirement, ...] = ()
    documents_submitted: tuple[str, ...] = ()
    documents_verified: tuple[str, ...] = ("ktp", "kk")
    notice_version: str = "1"
    quota: int = 27
    exceptions: tuple[PlacesIn, ...] = ()
    scope: QuotaScope = "kelurahan"
    budget: int | None = None
    cost: int = 0
    priority: tuple[str, ...] = ("tanggal_lengkap",)
    tie_break: str = "undian"
    reserve: int | None = None
    moving: Moving = "none"
    retention_years: int = 5
    registration: str = ""
    conditions: tuple[str, ...] = ()
    angkatan: tuple[str, ...] = ()
    micro_capital_max: int = 1_000_000_000
    micro_sales_max: int = 2_000_000_000
    kbli_edition: Literal["2020", "2025"] = "2025"
    one_person_office: bool = False
    one_person_in: tuple[str, ...] = ()
    extracts: tuple[Receiver, ...] = ()
    v: int = FORMAT

    def level(self, key: str, stage: Stage) -> Switch:
        """How hard the requirement `key` is at `stage`; typing is judged as submission is."""
        found = next((each for each in self.requirements if each.key == key), None)
        each = found or requirements.default(key, self.program)
        return each.verified if stage == "verified" else each.submitted

    def asked(self, stage: Stage) -> tuple[str, ...]:
        """The documents that must have been seen at `stage`."""
        if stage == "draft":
            return ()
        return self.documents_submitted if stage == "submitted" else self.documents

    def places_in(self, scope: str, *, areas: int = 1) -> int:
        """The quota of a kelurahan; without one that of the whole city, which has `areas` kelurahan."""
        if self.scope == "kota":
            return self.quota
        if scope:
            own = (each.places for each in self.exceptions if each.kelurahan == scope)
            return next(own, self.quota)
        return self.quota * areas + sum(each.places - self.quota for each in self.exceptions)

    @property
    def documents(self) -> tuple[str, ...]:
        """Every document asked at some stage."""
        return tuple(dict.fromkeys((*self.documents_submitted, *self.documents_verified)))

    def receiver(self, code: str) -> Receiver | None:
        """The receiver of extracts of that code."""
        return next((each for each in self.extracts if each.code == code), None)

    @property
    def opening_day(self) -> date | None:
        """The first day on which a file may be complete."""
        return values.as_date(self.opening)

    @property
    def closing_day(self) -> date | None:
        """The last day on which a file may be complete; None while DKUM has set none."""
        return values.as_date(self.closing)

    @property
    def cutoff_day(self) -> date | None:
        """The day on which ages are counted."""
        return values.as_date(self.cutoff)

    @property
    def label(self) -> str:
        """How documents name the version: ``0`` is the built-in default."""
        return str(self.version)

    @property
    def key(self) -> tuple[str, int]:
        """Which programme and year these rules are for."""
        return self.program, self.tahun


@lru_cache(maxsize=256)
def default_rules(program: str, tahun: int) -> ProgramRules:
    """Version 0 of a programme and year: what the city has announced, and nothing else.

    DEFAULT: ages count on 31 December, so nobody is refused for a birthday later in the year; files count
    from 1 January. An unknown programme gets the rules of a form without one, `tahun` 0 has no dates.
    """
    opening, cutoff = (f"{tahun}-01-01", f"{tahun}-12-31") if tahun else ("", "")
    rules = ProgramRules(program=program, tahun=tahun, opening=opening, cutoff=cutoff)
    if program != "PP":
        return rules
    order = ("pekka_terverifikasi", "tanggal_lengkap")
    return replace(rules, min_age=18, quota=350, scope="kota", sex="P", priority=order)


@dataclass(frozen=True, slots=True)
class Rules:
    """What is in force: the newest issued version of each programme and year, else version 0.

    `newer` are those whose newest version this program cannot read.
    """

    issued: tuple[ProgramRules, ...] = ()
    newer: frozenset[tuple[str, int]] = frozenset()

    def find(self, program: object, tahun: object) -> ProgramRules | None:
        """The rules of a programme; None for one that nobody knows. Without a year, those of the newest."""
        year = tahun if isinstance(tahun, int) and 2000 <= tahun <= 2099 else 0
        own = [each for each in self.issued if each.program == program]
        for each in own:
            if each.tahun == year:
                return each
        if not any(choice.code == program for choice in PROGRAMS):
            return None
        return default_rules(str(program), year)

    def of(self, program: object, tahun: object) -> ProgramRules:
        """The rules of a programme and year; without a known programme those a new form starts with."""
        return self.find(program, tahun) or self.find(DEFAULT_PROGRAM, tahun) or default_rules("", 0)

    def too_new(self, program: object, tahun: object) -> bool:
        """Whether DKUM's newest word on this programme and year wants a newer program."""
        return (program, tahun) in self.newer


NO_RULES: Final = Rules()
"""Before DKUM has issued anything."""


def newest(books: Iterable[ProgramRules], newer: Iterable[tuple[str, int]] = ()) -> Rules:
    """What is in force among `books`: the highest version of each programme and year."""
    found: dict[tuple[str, int], ProgramRules] = {}
    for each in books:
        other = found.get(each.key)
        if other is None or (each.version, each.issued, each.nomor) > (
            other.version,
            other.issued,
            other.nomor,
        ):
            found[each.key] = each
    return Rules(tuple(found[key] for key in sorted(found)), frozenset(newer))


def is_newer(content: Mapping[str, Any]) -> bool:
    """Whether a rule book, as JSON gave it, was written by a newer program in a form unknown here."""
    form = content.get("v", FORMAT)
    return isinstance(form, int) and form > FORMAT


def read_rules(content: Mapping[str, Any]) -> ProgramRules:
    """One rule book from its JSON. Fields nobody knows here are passed over; the op keeps them.

    Raises Refused for a newer form, and for a value that cannot be read, naming it.
    """
    if is_newer(content):
        raise Refused(
            tr("Buku aturan ini dibuat oleh aplikasi yang lebih baru."),
            next_step=tr("Perbarui aplikasi di komputer ini, lalu buka lagi."),
            code="newer_rulebook",
        )
    try:
        return msgspec.convert(content, ProgramRules)
    except msgspec.ValidationError as error:
        where = str(error).rpartition("`$")[2].strip("`.") or "program, tahun"
        raise Refused(
            tr("Buku aturan tidak dapat dibaca: isian {isian} tidak sah.", isian=where),
            next_step=tr("Betulkan isian itu, lalu ulangi."),
            code="rulebook_unreadable",
        ) from error


def write_rules(rules: ProgramRules, kept: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The rule book as plain JSON values; what nobody knows here of `kept`, an earlier form, goes on."""
    return {**unknown_fields(kept or {}), **msgspec.to_builtins(rules)}


def unknown_fields(content: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in a rule book that this program does not know: kept from version to version."""
    return {name: value for name, value in content.items() if name not in _NAMES}


_NAMES: Final = frozenset(each.name for each in fields(ProgramRules))
