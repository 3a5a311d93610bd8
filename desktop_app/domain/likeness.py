"""Is this applicant already in the register of existing businesses? Evidence for a person, never a verdict.

NIK, NIB and phone must be equal. Names and addresses are compared in a normal form that forgets titles,
old spelling (Soekarno, Sukarno) and the small words of an address, by RapidFuzz, on the few businesses that
share a key of each (`name_keys`, `address_keys`) with the applicant. Nothing here knows a database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Final, Literal

from rapidfuzz import fuzz

from desktop_app.domain.identity import as_text

Ground = Literal["nik", "nib", "hp", "nama_alamat"]
"""What agrees: owner's NIK, licence number, phone, or the owner's name together with the address."""
GROUNDS: Final[tuple[Ground, ...]] = ("nik", "nib", "hp", "nama_alamat")

NAME_ALIKE: Final = 88.0
ADDRESS_ALIKE: Final = 82.0
"""Least likeness (0-100) of two normal forms; both are wanted."""
NEAR: Final = 200
"""How many businesses that share a key are compared at most, those with the rarest keys first."""

_TITLES: Final = frozenset(
    "h hj haji hajah hajjah bp bpk bapak ibu bu pak ny nyonya tn tuan nn sdr sdri alm almh almarhum "
    "almarhumah ir dr drs dra drg prof ust ustad ustadz kh raden rr".split()
)
_MUHAMMAD: Final = frozenset("m moh moch mohd muh muhd mohamad muhamad mohamed muhamed".split())
_SPELLING: Final = (
    ("oe", "u"), ("dj", "j"), ("tj", "c"), ("kh", "h"), ("ch", "h"), ("sy", "s"), ("sh", "s"), ("sj", "s"),
    ("th", "t"), ("dh", "d"), ("ph", "f"), ("ae", "ai"), ("v", "f"), ("q", "k"), ("z", "s"), ("y", "i"),
    ("x", "k"),
)  # fmt: skip
_SMALL: Final = frozenset(
    "jl jln jalan jalanan gg gang no nomor nmr rt rw kel kelurahan desa kec kecamatan kota depok blok blk "
    "dusun kp kampung komp komplek kompleks perum perumahan".split()
)


@dataclass(frozen=True, slots=True)
class Business:
    """One line of the register as it is compared and shown. `record` is its id (hex).

    `sejak` is the day since which it runs, or else was registered (ISO); `berjalan` tells which of the two.
    """

    record: str
    nama: str
    pemilik: str = ""
    nik: str = ""
    alamat: str = ""
    hp: str = ""
    nib: str = ""
    kelurahan: str = ""
    sejak: str = ""
    berjalan: bool = False
    sumber: str = ""
    tutup: bool = False


@dataclass(frozen=True, slots=True)
class Applicant:
    """What of an application is compared."""

    nama: str = ""
    nik: str = ""
    hp: str = ""
    nib: str = ""
    alamat: tuple[str, ...] = ()
    kelurahan: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A registered business and what of it agrees, the strongest first; without `grounds` it was only
    judged before."""

    business: Business
    grounds: tuple[Ground, ...]


def applicant_of(values: Mapping[str, object]) -> Applicant:
    """The applicant in an application's field values."""
    addresses = (as_text(values.get(name)) for name in ("alamat", "alamat_usaha"))
    return Applicant(
        nama=as_text(values.get("nama")),
        nik=as_text(values.get("nik")),
        hp=as_text(values.get("hp")),
        nib=as_text(values.get("nib")),
        alamat=tuple(each for each in addresses if each),
        kelurahan=as_text(values.get("kelurahan_kode")),
    )


def evidence(applicant: Applicant, businesses: Iterable[Business]) -> tuple[Evidence, ...]:
    """The businesses that speak against "new", strongest ground first, then by name and record."""
    found = [Evidence(each, grounds) for each in businesses if (grounds := _grounds(applicant, each))]
    return tuple(sorted(found, key=_strength))


def with_judged(
    applicant: Applicant, businesses: Sequence[Business], judged: Iterable[str]
) -> tuple[Evidence, ...]:
    """`evidence`, and after it the businesses of these records that were judged and agree no longer."""
    found = evidence(applicant, businesses)
    rest = set(judged) - {each.business.record for each in found}
    return (*found, *(Evidence(each, ()) for each in businesses if each.record in rest))


def _strength(found: Evidence) -> tuple[int, int, str, str]:
    return (
        GROUNDS.index(found.grounds[0]),
        -len(found.grounds),
        found.business.nama.casefold(),
        found.business.record,
    )


def _grounds(applicant: Applicant, one: Business) -> tuple[Ground, ...]:
    found: list[Ground] = []
    numbers: tuple[tuple[Ground, str, str], ...] = (
        ("nik", applicant.nik, one.nik), ("nib", applicant.nib, one.nib), ("hp", applicant.hp, one.hp),
    )  # fmt: skip
    found: list[Ground] = [ground for ground, own, other in numbers if own and own == other]
    here = not applicant.kelurahan or not one.kelurahan or applicant.kelurahan == one.kelurahan
    if here and alike(applicant.nama, applicant.alamat, one.pemilik, one.alamat):
        found.append("nama_alamat")
    return tuple(found)


def alike(name: str, addresses: Iterable[str], other_name: str, other_address: str) -> bool:
    """Whether two people are probably one: like names, and like addresses."""
    if name_likeness(name, other_name) < NAME_ALIKE:
        return False
    return any(address_likeness(each, other_address) >= ADDRESS_ALIKE for each in addresses)


def name_likeness(one: str, other: str) -> float:
    """0 to 100; 0 where a name is missing. Neither the order of words matters nor where one is parted."""
    return _alike(plain_name(one), plain_name(other))


def _alike(left: str, right: str, least: float = 0.0) -> float:
    """`name_likeness` of two normal forms; below `least` it may be anything below."""
    if not left or not right:
        return 0.0
    joined = fuzz.ratio(left.replace(" ", ""), right.replace(" ", ""), score_cutoff=least)
    return max(fuzz.token_sort_ratio(left, right, score_cutoff=least), joined)


def address_likeness(one: str, other: str) -> float:
    """0 to 100; 0 where an address is missing. Other house numbers are another address."""
    left, right = plain_address(one), plain_address(other)
    if not left or not right:
        return 0.0
    likeness = fuzz.token_set_ratio(left, right)
    numbers = [{word for word in text.split() if word[0].isdigit()} for text in (left, right)]
    apart = bool(numbers[0]) and bool(numbers[1]) and numbers[0].isdisjoint(numbers[1])
    return likeness * 0.8 if apart else likeness


@lru_cache(maxsize=4096)
def plain_name(text: str) -> str:
    """A person's name without titles, degrees, signs and differences of spelling; words in their order."""
    whole = [_respelt(word) for word in _words(text.split(",")[0]) or _words(text)]
    kept = [word for word in whole if word not in _TITLES]
    return " ".join("muhamad" if word in _MUHAMMAD and len(kept) > 1 else word for word in kept or whole)


@lru_cache(maxsize=4096)
def plain_address(text: str) -> str:
    """An address without its small words, RT and RW; numbers without zeros before them."""
    text = re.sub(r"(?i)\br[tw]\b[\s./:]*\d*|\b\d{3}\s*/\s*\d{3}\b", " ", text)
    words = [word for word in _words(text) if word not in _SMALL]
    return " ".join(word.lstrip("0") or "0" if word.isdigit() else _respelt(word) for word in words)


def name_keys(name: str) -> frozenset[str]:
    """Short keys, ASCII letters and digits only; two like names share at least one as a rule.

    Each word gives its first letter and the consonants after it, up to four letters; so does the name as
    one word. Looking up a key is cheap, comparing everybody is not.
    """
    words = plain_name(name).split()
    return frozenset(f"n{_skeleton(word)}" for word in (*words, "".join(words)) if word)


def address_keys(address: str) -> frozenset[str]:
    """The same for an address; no address key is a name key."""
    return frozenset(f"a{_skeleton(word)}" for word in plain_address(address).split())


class Near:
    """Businesses of one kelurahan by their keys: what `near_match` asks the database for one applicant,
    answered in memory for many."""

    def __init__(self, businesses: Sequence[Business]) -> None:
        self._all = businesses
        self._plain = [plain_name(one.pemilik) for one in businesses]
        self._names: dict[str, set[int]] = {}
        self._streets: dict[str, set[int]] = {}
        for place, one in enumerate(businesses):
            for key in name_keys(one.pemilik):
                self._names.setdefault(key, set()).add(place)
            for key in address_keys(one.alamat):
                self._streets.setdefault(key, set()).add(place)

    def of(self, applicant: Applicant) -> list[Business]:
        """Those that share a key of an address with the applicant, and have a like name."""
        if not applicant.nama or not applicant.alamat or not self._all:
            return []
        named = _places(self._names, name_keys(applicant.nama))
        plain = plain_name(applicant.nama)
        like = [
            place for place in sorted(named) if _alike(plain, self._plain[place], NAME_ALIKE) >= NAME_ALIKE
        ]
        if not like:
            return []
        streets = {key for each in applicant.alamat for key in address_keys(each)}
        there = _places(self._streets, streets)
        return [self._all[place] for place in like if place in there]


def _places(known: Mapping[str, set[int]], keys: Iterable[str]) -> set[int]:
    return {place for key in keys for place in known.get(key, ())}


def identity_key(nama: str, pemilik: str) -> str:
    """By which a business without a number is known: its name and its owner's, as one short key."""
    told = f"{plain_name(nama)}|{plain_name(pemilik)}"
    return f"i{sha256(told.encode()).hexdigest()[:16]}"


def _words(text: str) -> list[str]:
    plain = text.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", text).casefold()
        plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.findall(r"[a-z]+|\d+", re.sub(r"['’`]", "", plain)) or re.findall(r"[^\W_]+", plain)


@lru_cache(maxsize=8192)
def _respelt(word: str) -> str:
    """One word in the spelling of today, no letter twice in a row; repeated until nothing changes."""
    while True:
        new = re.sub(r"(.)\1+", r"\1", word) if not word.isdigit() else word
        for old, now in _SPELLING:
            new = new.replace(old, now)
        if new == word:
            return word
        word = new


@lru_cache(maxsize=8192)
def _skeleton(word: str) -> str:
    if not word.isascii():
        return "".join(f"{ord(sign):x}" for sign in word[:3])
    return (word[0] + re.sub(r"[aeiou]", "", word[1:]))[:4]
