"""DP3AP2KB's recommendations: which name of a letter is which applicant, and what follows for the order.

An equal NIK pairs a name with its applicant by itself, where one live application alone has it and its name
is not quite another one. A like name born on the same day, or an equal NIK with another name, is shown to a
person, who decides. A letter only gives priority: without one, or after a later letter has taken it back, an
applicant stands in the general order and loses nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from desktop_app.domain import region, values
from desktop_app.domain.identity import decode_nik
from desktop_app.domain.likeness import NAME_ALIKE, name_likeness, plain_name
from resources.i18n import mark, tr

FIELD: Final = "rekomendasi"
"""The field of an application in which DKUM says what DP3AP2KB's letters mean for it."""
CITY: Final = region.DEPOK
"""Scope of a name whose kelurahan the letter does not tell: it stays at DKUM."""

NAME_AGREES: Final = 60.0
"""Least likeness (0-100) of two names with one NIK that are taken for one person's; below it the NIK may be
mistyped, in the letter or here."""

LISTED: Final = "tercantum"
"""State of the field while a letter names the NIK and DKUM has not said anything yet; never stored."""

NameState = Literal["padan", "dilihat", "belum", "dicabut"]
"""Found; like somebody, so a person decides; nobody yet; taken back by a later letter."""
STATES: Final[tuple[NameState, ...]] = ("padan", "dilihat", "belum", "dicabut")
STATE_LABELS: Final[Mapping[NameState, str]] = {
    "padan": mark("Padan"),
    "dilihat": mark("Perlu dilihat"),
    "belum": mark("Belum ada pendaftar"),
    "dicabut": mark("Dicabut"),
}
OFFICE_LABELS: Final[Mapping[NameState, str]] = {
    "padan": mark("Padan"),
    "dilihat": mark("Menunggu DKUM"),
    "belum": mark("Belum mendaftar"),
    "dicabut": mark("Dicabut"),
}
"""The same at a kelurahan, which waits for DKUM to decide."""


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a letter. `application` (hex) is whom it was paired with, `cara` how: ``nik`` or
    ``orang``. `bukan` are applications that a person said are somebody else's; `dicabut`: taken back,
    alone or with its letter. `tanggal` is the letter's day (ISO)."""

    record: str
    surat: str
    nomor: str
    tanggal: str
    baris: int
    nama: str
    nik: str = ""
    lahir: str = ""
    application: str = ""
    cara: str = ""
    bukan: frozenset[str] = frozenset()
    dicabut: bool = False
    dicabut_nomor: str = ""
    dicabut_tanggal: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A live application (not withdrawn, rejected or cancelled) of the letter's programme and year."""

    record: str
    nama: str
    nik: str = ""
    lahir: str = ""
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Whom a name means, and how that is known."""

    application: str = ""
    cara: str = ""


NOBODY: Final = Pair()


def agrees(name: Name, person: Person) -> bool:
    """Whether NIK and names both say that a name is this person: names alike, or one a part of the other."""
    if not name.nik or name.nik != person.nik:
        return False
    if name_likeness(name.nama, person.nama) >= NAME_AGREES:
        return True
    one, other = (set(plain_name(each).split()) for each in (name.nama, person.nama))
    return bool(one and other) and (one <= other or other <= one)


def other_name(name: Name, candidates: Sequence[Person]) -> bool:
    """Whether a name waits for a person because its NIK is somebody's who is called quite otherwise."""
    same = [each for each in candidates if name.nik and each.nik == name.nik]
    return len(same) == 1 and bool(same[0].nama) and not agrees(name, same[0])


def pairs(names: Iterable[Name], people: Sequence[Person]) -> dict[str, Pair]:
    """For every name (record) whom it means today, a function of what is given, whatever the order.

    What a person decided stays while the application lives. An equal NIK pairs by itself where one
    application alone has it and the names agree, and no longer once the applicant's NIK or name has become
    another one; a second application with the NIK takes nothing away. Who is accepted keeps what they were
    ranked with.
    """
    by_record = {each.record: each for each in people}
    by_nik: dict[str, list[Person]] = {}
    for each in people:
        if each.nik:
            by_nik.setdefault(each.nik, []).append(each)
    return {name.record: _pair(name, by_record, by_nik) for name in names}


def _pair(name: Name, by_record: Mapping[str, Person], by_nik: Mapping[str, Sequence[Person]]) -> Pair:
    now = by_record.get(name.application)
    if now is not None:
        stays = name.cara == "orang" or now.accepted or name.dicabut or agrees(name, now)
        if stays:
            return Pair(name.application, name.cara)
    if name.dicabut or not name.nik:
        return NOBODY
    same = by_nik.get(name.nik, ())
    if len(same) == 1 and same[0].record not in name.bukan and agrees(name, same[0]):
        return Pair(same[0].record, "nik")
    return NOBODY


class Likeness:
    """Finds, for a name nobody was found for, whom it may mean: a like name born on the same day, or one of
    several applications with its NIK, or the one with its NIK and another name."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._by_day: dict[str, list[Person]] = {}
        self._by_nik: dict[str, list[Person]] = {}
        for each in people:
            for day in _days(each.nik, each.lahir):
                self._by_day.setdefault(day, []).append(each)
            if each.nik:
                self._by_nik.setdefault(each.nik, []).append(each)

    def of(self, name: Name) -> list[Person]:
        """The candidates, the likest first; those a person has turned down are left out."""
        found: dict[str, tuple[float, Person]] = {}
        for each in self._by_nik.get(name.nik, ()) if name.nik else ():
            found[each.record] = (200.0, each)
        for day in _days(name.nik, name.lahir):
            for each in self._by_day.get(day, ()):
                alike = name_likeness(name.nama, each.nama)
                if alike >= NAME_ALIKE and each.record not in found:
                    found[each.record] = (alike, each)
        kept = [item for record, item in found.items() if record not in name.bukan]
        return [each for _score, each in sorted(kept, key=lambda item: (-item[0], item[1].record))]


def _days(nik: str, lahir: str) -> set[str]:
    """Day, month and two-digit year of birth, as stated and as the NIK has them."""
    found: set[str] = set()
    born = values.as_date(lahir)
    if born is not None:
        found.add(f"{born:%d%m%y}")
    told = decode_nik(nik)
    if told is not None and told.date_possible:
        found.add(f"{told.day:02d}{told.month:02d}{told.year2:02d}")
    return found


def state_of(name: Name, candidates: bool) -> NameState:
    """How a name stands; `candidates`: somebody is like it."""
    if name.dicabut:
        return "dicabut"
    if name.application:
        return "padan"
    return "dilihat" if candidates else "belum"


def standing(
    names: Iterable[Name], before: Mapping[str, Any] | None, *, accepted: bool
) -> dict[str, Any] | None:
    """What the field `rekomendasi` of an application says, given the names paired with it.

    The earliest letter that holds counts. Nothing is taken from somebody accepted. None: it never said
    anything, and need not.
    """
    mine = sorted(names, key=lambda name: (name.tanggal, name.nomor, name.surat, name.baris, name.record))
    holding = [name for name in mine if not name.dicabut]
    if holding:
        first = holding[0]
        return {"state": "padan", **_letter(first)}
    had = before is not None and before.get("state") == "padan"
    if before is None or not had or accepted:
        return dict(before) if before is not None else None
    gone = next((name for name in mine if name.record == before.get("nama")), None)
    if gone is None:  # not taken back, but no longer this applicant's
        return {**before, "state": "lepas"}
    return {
        "state": "dicabut", **_letter(gone),
        "dicabut_nomor": gone.dicabut_nomor, "dicabut_tanggal": gone.dicabut_tanggal,
    }  # fmt: skip


def _letter(name: Name) -> dict[str, Any]:
    return {"nomor": name.nomor, "tanggal": name.tanggal, "surat": name.surat, "nama": name.record}


def is_verified(said: object) -> bool:
    """Whether the field `rekomendasi` says that DKUM has found the applicant in a letter that holds."""
    return isinstance(said, Mapping) and cast("Mapping[str, object]", said).get("state") == "padan"


def words(said: Mapping[str, Any] | None) -> str:
    """The field `rekomendasi` as one sentence; "" where DKUM has said nothing."""
    if not said:
        return ""
    told: dict[str, object] = {
        "nomor": said.get("nomor") or "-",
        "tanggal": values.show_date(said.get("tanggal")),
    }
    match said.get("state"):
        case "padan":
            return tr("Direkomendasikan DP3AP2KB, surat nomor {nomor} tanggal {tanggal}.", **told)
        case state if state == LISTED:
            return tr("Surat nomor {nomor} tanggal {tanggal}. DKUM yang memadankannya.", **told)
        case "dicabut":
            return tr(
                "Rekomendasi DP3AP2KB nomor {nomor} dicabut dengan surat nomor {cabut} tanggal {tanggal}.",
                nomor=told["nomor"], cabut=said.get("dicabut_nomor") or "-",
                tanggal=values.show_date(said.get("dicabut_tanggal")),
            )  # fmt: skip
        case "lepas":
            return tr("Tidak lagi padan dengan rekomendasi DP3AP2KB nomor {nomor}.", nomor=told["nomor"])
        case _:
            return ""


def letter_key(nomor: str) -> str:
    """By which a letter is known again: its number without differences of case and spacing."""
    return "".join(nomor.split()).casefold()


def name_key(nama: str, nik: str, lahir: str) -> str:
    """By which a name within one letter is known again: its NIK, else name and birth date."""
    return nik or f"{plain_name(nama)}|{lahir}"
