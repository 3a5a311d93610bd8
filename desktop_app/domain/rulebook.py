"""The rule book: everything DKUM may change about a programme without a new program version.

`RuleBook()` is version 0, the built-in default that holds until DKUM issues one. It is a frozen dataclass
of plain values, so msgspec reads and writes it as JSON. Numbers that are our choice and no found rule are
marked DEFAULT.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Switch = Literal["off", "warn", "block"]
QuotaScope = Literal["kelurahan", "kota"]


@dataclass(frozen=True, slots=True)
class ProgramRules:
    """Rules of one programme. `sex` empty means either; `quota` is per kelurahan or city-wide by `scope`.

    Ages are full years at the rule book's cut-off day. `max_age` 0 means none: Depok has no found maximum.
    """

    code: str
    min_age: int
    quota: int
    scope: QuotaScope
    max_age: int = 0
    sex: Literal["", "L", "P"] = ""
    unmarried: Switch = "off"
    recommendation: Switch = "off"
    angkatan: tuple[str, ...] = ()


WUB_DEFAULT = ProgramRules(code="WUB", min_age=17, quota=27, scope="kelurahan")
PP_DEFAULT = ProgramRules(
    code="PP", min_age=18, quota=350, scope="kota", sex="P", unmarried="warn", recommendation="warn"
)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """One issued version. Month-days are ``MM-DD`` of the programme's year; money is whole rupiah.

    `cutoff` (DEFAULT 31 December: nobody is refused for a birthday later in the year) is the day ages are
    counted at; `opening` the first day files may be complete. The switches for `asn`, `kur`,
    `pernah_bantuan` and `disabilitas` compare with rules of other programmes and are off: they are no
    Depok law. `micro_*` are the limits of PP 7/2021 art. 35. `adult_age` 18 is our reading of UU 27/2022.
    """

    version: int = 0
    tahun: int = 0
    issued: str = ""
    programs: tuple[ProgramRules, ...] = (WUB_DEFAULT, PP_DEFAULT)
    opening: str = "01-01"
    cutoff: str = "12-31"
    adult_age: int = 18
    documents: tuple[str, ...] = ("ktp", "kk")
    asn: Switch = "off"
    kur: Switch = "off"
    pernah_bantuan: Switch = "off"
    disabilitas: Switch = "off"
    micro_capital_max: int = 1_000_000_000
    micro_sales_max: int = 2_000_000_000
    kbli_edition: Literal["2020", "2025"] = "2025"
    one_person_office: bool = False
    notice_version: str = "1"

    def program(self, code: object) -> ProgramRules | None:
        """The rules of a programme; None for an unknown code."""
        for rules in self.programs:
            if rules.code == code:
                return rules
        return None

    def opening_date(self, tahun: int) -> date:
        """The first day on which a file of that year may be complete."""
        return _day(tahun, self.opening)

    def cutoff_date(self, tahun: int) -> date:
        """The day on which ages are counted for that year."""
        return _day(tahun, self.cutoff)

    @property
    def label(self) -> str:
        """How documents name the version: ``0`` is the built-in default."""
        return str(self.version)


def _day(tahun: int, month_day: str) -> date:
    month, day = month_day.split("-")
    return date(tahun, int(month), int(day))


DEFAULT = RuleBook()
"""Version 0."""
